//! Texts of our own, taken apart.

use super::*;
use proptest::prelude::*;

/// The sentences of `text`, tokens parted by spaces.
fn sentences(text: &str) -> Vec<String> {
    let parts = segment(text, Format::Text);
    check(text, &parts);
    let words = |s: &Sentence| {
        let range = s.tokens.start as usize..s.tokens.end as usize;
        parts.tokens[range].iter().map(|t| t.slice(text)).collect::<Vec<_>>().join(" ")
    };
    parts.sentences.iter().map(words).collect()
}

/// Kind, parent and lead-in of the blocks of `text`.
fn blocks(text: &str) -> Vec<(BlockKind, Option<u32>, Option<&str>)> {
    let parts = segment(text, Format::Text);
    check(text, &parts);
    parts.blocks.iter().map(|b| (b.kind, b.parent, b.lead_in.map(|span| span.slice(text)))).collect()
}

/// What holds for every text.
fn check(text: &str, parts: &Segmented) {
    let mut end = 0;
    for token in &parts.tokens {
        assert!(end <= token.start && !token.is_empty(), "tokens are in order and not empty");
        assert!(text.get(token.start as usize..token.end as usize).is_some(), "tokens stand on character boundaries");
        end = token.end;
    }
    let mut next = 0;
    for (index, sentence) in parts.sentences.iter().enumerate() {
        assert_eq!(sentence.tokens.start, next, "every token has its sentence");
        assert!(!sentence.tokens.is_empty());
        next = sentence.tokens.end;
        let block = &parts.blocks[sentence.block as usize];
        assert!(block.sentences.contains(&(index as u32)) && block.span.contains(sentence.span));
        for token in &parts.tokens[sentence.tokens.start as usize..sentence.tokens.end as usize] {
            assert!(sentence.span.contains(*token));
        }
        assert!(sentence.tokens.len() <= sentence::LONGEST);
    }
    assert_eq!(next as usize, parts.tokens.len());
    for (index, block) in parts.blocks.iter().enumerate() {
        assert!(block.parent.is_none_or(|parent| (parent as usize) < index), "a parent stands above");
        assert!(block.lead_in.is_none_or(|lead_in| block.span.contains(lead_in)));
    }
}

#[test]
fn words_follow_the_treebanks() {
    for (text, tokens) in [
        ("They can't, cannot and won't.", "They ca n't , can not and wo n't ."),
        ("Fine :-) see pt:D or b/c it's w/out (n/a) ;)", "Fine :-) see pt :D or b/c it 's w/ out ( n/a ) ;)"),
        ("thats what they havent said; 3/4 of and/or", "that s what they have nt said ; 3/4 of and / or"),
        (
            "Lund’s high-tech non-profit re-elected Mr. O'Hara.",
            "Lund ’s high - tech non-profit re-elected Mr. O'Hara .",
        ),
        (
            "It paid US$1.4bn (€2.5 million), C$15M or 10-20%.",
            "It paid US$ 1.4 bn ( € 2.5 million ) , C$ 15 M or 10 - 20 % .",
        ),
        ("On 9/11 at 10:30 and/or 7pm, 20,000 5G masts", "On 9/11 at 10:30 and / or 7 pm , 20,000 5G masts"),
        (
            "See https://port.example/a_(b), or mail ada.bloom@port.example.",
            "See https://port.example/a_(b) , or mail ada.bloom@port.example .",
        ),
        (
            "From: Quill@PORTS <ada...@port.example> cc Bloom/FIN@portHouse",
            "From : Quill@PORTS < ada...@port.example > cc Bloom / FIN@portHouse",
        ),
        ("Alot to do.? Yes!. You cant wait...?", "A lot to do .? Yes !. You ca nt wait ... ?"),
        (
            "AT&T's R&D in the 1990s; the miners' union—and #OpenPorts",
            "AT&T 's R&D in the 1990s ; the miners ' union — and #OpenPorts",
        ),
        ("**Rents** rose by __half__ in *May*", "Rents rose by half in May"),
        ("Call 555-0199 or 1-800-555-0199 by 11-20-2030", "Call 555-0199 or 1-800-555-0199 by 11-20-2030"),
        ("Wait... what?! Section 18C [1] [...] stays", "Wait ... what ?! Section 18C [ 1 ] [...] stays"),
        ("👩\u{200d}🚀 e\u{301}lan", "👩\u{200d}🚀 e\u{301}lan"),
    ] {
        assert_eq!(sentences(text).join(" "), tokens);
    }
}

#[test]
fn sentences_end_where_they_end() {
    for (text, count) in [
        ("J. K. Osei and U.S. Sen. Ada Bloom met. They spoke.", 2),
        ("He moved to the U.S. The rest stayed.", 2),
        ("“We lost. We will be back,” Bloom said. He left.", 3),
        ("\"Is it over?\" she asked. \"No.\" Then she left.", 3),
        ("\"Is it over?\" Tom Vance asked. Nobody knew.", 2),
        ("Prices rose 4.5 percent (see Art. 5. It says so.) in May; they fell in June.", 1),
        ("The vote is at 5 p.m. Monday. It was at 5 p.m. The hall was full.", 3),
        ("Is it No. 5? It is. Was it? No. That was 6.", 5),
        ("Growth slowed.[12] Exports fell. [13] Imports rose.", 3),
        ("He waited... and waited... Then he left.", 2),
        ("Is it over? nobody knows. What then? asked Bloom. We go :) They stay.", 5),
    ] {
        let found = sentences(text);
        assert_eq!(found.len(), count, "{found:#?}");
    }
}

#[test]
fn blocks_know_what_they_belong_to() {
    use BlockKind::{Heading, ListItem, Paragraph, Quotation, Table};
    let text = "# Ports\n\nBase rates on hold: The bank met.\n- Fees: They fell.\n  - nested\n- Others rose.\n\nNext steps\nThe council votes on the levy in June.\n\n> We will not stand for it.\n— Ada Bloom, Northwind\n\n| a | b |\n| 1 | 2 |\n\nTom Vance told the Courier:\nThe levy is dead.";
    assert_eq!(
        blocks(text),
        [
            (Heading, None, None),
            (Paragraph, Some(0), Some("Base rates on hold")),
            (ListItem, Some(1), Some("Fees")),
            (ListItem, Some(2), None),
            (ListItem, Some(1), None),
            (Heading, None, None),
            (Paragraph, Some(5), None),
            (Quotation, Some(5), None),
            (Paragraph, Some(7), None),
            (Table, Some(5), None),
            (Paragraph, Some(5), None),
            (Quotation, Some(10), None),
        ]
    );
}

#[test]
fn lead_ins_are_phrases() {
    for (text, lead_in) in [
        ("**Rents.** A motion failed.", Some("Rents")),
        ("**Rents rose** in May.", Some("Rents rose")),
        ("66 months. That is how long it took.", Some("66 months")),
        ("She said: we go.", None),
        ("It failed. A second vote is due.", None),
        ("The vote at 10:30 was close.", None),
    ] {
        assert_eq!(blocks(text)[0].2, lead_in, "{text}");
    }
}

#[test]
fn wrapped_lines_are_joined_and_lines_of_their_own_are_not() {
    let wrapped = "The council of the port has put off its vote on the new levy until\nJune, after the unions had asked for more time to read the draft of\nthe order. It meets on Monday.\n\n- The second item of the list runs over the end of its line and goes\n  on below it.\n";
    assert_eq!(blocks(wrapped).len(), 2);
    let lines = "The council has put off its vote on the new levy until June.\nThe unions had asked for more time.\nMonday is the day.";
    assert_eq!(blocks(lines).len(), 3);
}

#[test]
fn names_below_a_text_are_no_headings() {
    let text = "We ask the council to vote in June, and not later.\n\nAda Bloom\nTom Vance\nJ. K. Osei";
    assert!(blocks(text).iter().all(|b| b.0 == BlockKind::Paragraph));
}

#[test]
fn odd_texts_take_time_in_proportion() {
    let texts = [
        "word ".repeat(200_000),
        "The same line.\n".repeat(70_000),
        "a".repeat(1_000_000),
        "a.".repeat(500_000),
        "1-2".repeat(300_000),
        "(".repeat(1_000_000),
        "\" ".repeat(500_000),
        "\u{1}\u{0}x".repeat(300_000),
        "x's".repeat(300_000),
        "字".repeat(300_000),
        "x@".repeat(500_000),
        "- ".repeat(500_000),
        "> - a\n".repeat(150_000),
        "A B\n".repeat(250_000),
        " - a\n  - b\n".repeat(100_000),
        "**a".repeat(300_000),
    ];
    for text in texts {
        let start = std::time::Instant::now();
        check(&text, &segment(&text, Format::Text));
        let took = start.elapsed();
        assert!(took.as_secs() < 10, "{took:?} for {:?}...", text.chars().take(12).collect::<String>());
    }
}

proptest! {
    #[test]
    fn any_text_comes_apart(text in "\\PC{0,200}") {
        check(&text, &segment(&text, Format::Text));
    }

    #[test]
    fn any_mix_of_marks_comes_apart(text in "([A-Za-z0-9.,:;!?'’\"“”()\\[\\]*_#@$€%&/|>\\-–—…+ \n\t\u{301}\u{200d}é字]|Mr\\.|U\\.S\\.|http://|www\\.|n't){0,80}") {
        check(&text, &segment(&text, Format::Email));
    }
}
