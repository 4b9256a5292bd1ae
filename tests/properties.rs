//! What holds for every text, however odd.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use briefgraph::pipeline::{Extraction, Extractor};
use briefgraph::rdf::{self, RdfOptions};
use briefgraph::read::{self, Document, Format, ReadOptions};
use briefgraph::span::{ScalarIndex, Span};
use proptest::prelude::*;
use rayon::prelude::*;
use std::sync::LazyLock;
use std::time::Instant;

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| Extractor::shipped().unwrap());

const BRIEF: &str = "Harbour Post
Friday, 3 May 2024

Dredging agreed at Elm Point

The harbour board of Elm Point (HBEP) will deepen the northern channel, its chair Ola Fenn said on Friday. “It is \
time,” she told reporters. The board proposed to spend 40 million crowns (€3.4m) on the work.

- Cost: 40 million crowns
- Depth: 14 metres, up from 11

> The county has to agree before June.

The Harbour Bill 2024 passed its second reading on Tuesday. Critics, among them Mayor Per Ås, called for a study of \
the currents. Ships of up to 60,000 tonnes could then enter the port, 12.5 percent more than last year.
";

fn document(text: &str) -> Document {
    Document { source: "a.txt".into(), format: Format::Text, title: None, date: None, text: text.into() }
}

fn extract(text: &str) -> Extraction {
    EXTRACTOR.extract(document(text), Vec::new())
}

/// Spans lie inside the text, on character boundaries, in order; evidence holds what it was read from.
fn check(extraction: &Extraction) {
    let text = &extraction.document.text;
    let inside = |span: Span| {
        let (start, end) = (span.start as usize, span.end as usize);
        assert!(start <= end && end <= text.len(), "{span:?} of {}", text.len());
        assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{span:?}");
    };
    let segmented = &extraction.segmented;
    for block in &segmented.blocks {
        inside(block.span);
        block.lead_in.into_iter().for_each(inside);
        assert!(block.sentences.end as usize <= segmented.sentences.len());
    }
    for sentence in &segmented.sentences {
        inside(sentence.span);
        assert!(!sentence.tokens.is_empty());
        for token in &segmented.tokens[sentence.tokens.start as usize..sentence.tokens.end as usize] {
            inside(*token);
            assert!(!token.is_empty() && sentence.span.contains(*token), "{token:?} in {sentence:?}");
        }
    }
    for pair in segmented.tokens.windows(2) {
        assert!(pair[0].end <= pair[1].start, "tokens overlap: {pair:?}");
    }
    for name in &extraction.mentions.names {
        inside(name.span);
        let sentence = segmented.sentences[name.sentence as usize].span;
        assert!(
            sentence.contains(name.span),
            "`{}` not in `{}` of {text:?}",
            name.span.slice(text),
            sentence.slice(text)
        );
    }
    for fact in &extraction.facts {
        let evidence = &fact.evidence;
        inside(evidence.span);
        inside(evidence.focus);
        let sentence = segmented.sentences[evidence.sentence as usize].span;
        assert!(evidence.span.contains(sentence), "{evidence:?} without {sentence:?}");
        assert!(evidence.span.contains(evidence.focus), "{}: {evidence:?} of {text:?}", fact.rule);
    }
    let index = ScalarIndex::new(text);
    for fact in &extraction.facts {
        let (start, end) = index.range(text, fact.evidence.span);
        let slice: String = text.chars().skip(start).take(end - start).collect();
        assert_eq!(slice, fact.evidence.span.slice(text));
    }
}

fn quads(extraction: &Extraction) -> String {
    rdf::quads(extraction, &RdfOptions::default()).iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_plain_brief_gives_facts() {
    let extraction = extract(BRIEF);
    check(&extraction);
    assert!(!extraction.facts.is_empty());
}

#[test]
fn odd_texts_do_no_harm() {
    let words = BRIEF.split_whitespace().collect::<Vec<_>>();
    let endless: String = words.iter().cycle().take(10_000).map(|word| word.replace('.', "") + " ").collect();
    let noise: String = BRIEF
        .chars()
        .enumerate()
        .map(|(i, c)| {
            if i % 7 == 3 {
                '~'
            } else if i % 11 == 5 {
                'l'
            } else {
                c
            }
        })
        .collect();
    let texts = [
        BRIEF.to_uppercase(),
        BRIEF.to_lowercase(),
        noise,
        endless,
        "The harbour board met on Friday.\n".repeat(10_000),
        "Year\tShips\tTonnes\n2023\t410\t1,200\n".repeat(200),
        "a ".repeat(4_000),
        "(".repeat(1_000),
        "“".repeat(1_000),
        "x".repeat(50_000),
        "> ".repeat(1_000),
        "- \n".repeat(1_000),
        "$1 ".repeat(1_000),
        "1,".repeat(1_000),
        "Mr. ".repeat(1_000),
        "\u{301}".repeat(2_000),
        "👩‍🚀 €5m ".repeat(500),
        "\u{0}\u{1}\u{feff}\u{200b}".to_owned(),
        "\n\n\n".to_owned(),
        String::new(),
    ];
    for text in texts {
        let started = Instant::now();
        check(&extract(&text));
        println!("{:?} {:?}...", started.elapsed(), text.chars().take(30).collect::<String>());
    }
}

#[test]
fn another_language_gives_no_facts() {
    let text = "Die Hafenbehörde wird die Fahrrinne vertiefen, sagte die Vorsitzende Ola Fenn am Freitag. „Es ist Zeit“, \
                sagte sie. Das kostet 40 Millionen Kronen (€3.4m) und der Landtag muss dem Gesetz noch zustimmen.";
    let extraction = extract(text);
    check(&extraction);
    assert!(extraction.facts.is_empty(), "{:?}", extraction.facts);
}

#[test]
fn order_and_threads_change_nothing() {
    let texts: Vec<String> = (0..24).map(|i| format!("{BRIEF}\nThe board of quay {i} met in 20{i:02}.\n")).collect();
    let one_by_one: Vec<String> = texts.iter().map(|text| quads(&extract(text))).collect();
    let at_once: Vec<String> = texts.par_iter().map(|text| quads(&extract(text))).collect();
    let backwards: Vec<String> = texts.iter().rev().map(|text| quads(&extract(text))).collect();
    assert!(one_by_one == at_once);
    assert!(one_by_one.iter().eq(backwards.iter().rev()));
}

#[test]
fn what_random_texts_have_found_stays_mended() {
    for text in [
        "its Fenn \n14 metres",
        "Ola \n14 metres, up from 11\n",
        "Ola \nMayor \n",
        "told reporters:\n\n“It is time,”\n\nOla Fenn said:\n> 14",
    ] {
        check(&extract(text));
    }
}

#[test]
fn evidence_survives_what_moves_offsets() {
    let text = BRIEF.replace("Elm Point", "E\u{301}lm\u{a0}Point 👩‍🚀").replace('\n', "\r\n");
    let read = read::read_bytes("a.txt", format!("\u{feff}{text}").as_bytes(), None, &ReadOptions::default()).unwrap();
    let extraction = EXTRACTOR.extract(read[0].0.clone(), Vec::new());
    check(&extraction);
    assert!(!extraction.facts.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        check(&extract(&text));
    }

    #[test]
    fn any_mixture_of_pieces_is_read(picks in prop::collection::vec((0usize..40, any::<prop::sample::Index>()), 1..40)) {
        let words: Vec<&str> = BRIEF.split_inclusive([' ', '\n']).collect();
        let odd = ["\n", "“", "”", "\"", "(", ")", "> ", "- ", "$", "%", "—", "1.2.3", "\t", "\u{a0}", "é", "👍", "...", "No. ", "'s ", "/"];
        let text: String = picks.iter().map(|(pick, index)| if *pick < odd.len() { odd[*pick] } else { words[index.index(words.len())] }).collect();
        check(&extract(&text));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Err(error) = read::read_bytes("a", &bytes, None, &ReadOptions::default()) {
            prop_assert!(error.to_string().contains("hint"));
        }
    }
}
