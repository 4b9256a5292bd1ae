//! The language engine with the weights that it ships: golden analyses, odd input, and independence of the way of
//! computing.

#![expect(clippy::expect_used, reason = "helpers of tests are tests")]

use briefgraph::language::net::kernel::Way;
use briefgraph::language::{Analysis, Engine, ModelError, NameKind, Word};
use briefgraph::read::Format;
use briefgraph::segment::{Segmented, segment};
use std::path::Path;

fn engine() -> &'static Engine {
    Engine::shipped().expect("the models are built in")
}

fn analyse(text: &str) -> (Segmented, Analysis) {
    let segmented = segment(text, Format::Text);
    let analysis = engine().analyse(text, &segmented);
    check_form(&segmented, &analysis);
    (segmented, analysis)
}

/// Every sentence has one root and is a tree, names lie inside the text in order.
fn check_form(segmented: &Segmented, analysis: &Analysis) {
    assert_eq!(analysis.words.len(), segmented.tokens.len());
    for sentence in &segmented.sentences {
        let range = sentence.tokens.start as usize..sentence.tokens.end as usize;
        let words = &analysis.words[range.clone()];
        assert_eq!(words.iter().filter(|word| word.head == Word::ROOT).count(), 1);
        for (i, word) in words.iter().enumerate() {
            let mut at = i;
            for _ in 0..words.len() {
                if words[at].head == Word::ROOT {
                    break;
                }
                at = words[at].head as usize - range.start;
            }
            assert!(words[at].head == Word::ROOT, "word {i} reaches the root: {word:?}");
        }
    }
    for pair in analysis.names.windows(2) {
        assert!(pair[0].tokens.end <= pair[1].tokens.start);
    }
    for name in &analysis.names {
        assert!(name.tokens.start < name.tokens.end && name.tokens.end as usize <= segmented.tokens.len());
        assert!((0.0..=1.0).contains(&name.score), "{}", name.score);
    }
}

#[test]
fn golden_analyses() {
    let mut failures = Vec::new();
    let mut checks = 0;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/language");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    for path in &paths {
        let file = std::fs::read_to_string(path).unwrap();
        let mut read = None;
        for line in file.lines().filter(|line| !line.is_empty()) {
            if let Some(text) = line.strip_prefix("> ") {
                read = Some((text, analyse(text)));
                continue;
            }
            let (text, (segmented, analysis)) = read.as_ref().expect("a text above");
            checks += 1;
            if let Err(found) = holds(line, text, segmented, analysis) {
                failures.push(format!("{}: `{text}`: wanted `{line}`, found {found}", path.display()));
            }
        }
    }
    assert!(checks > 80, "only {checks} checks");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Whether a line of a case holds; if not, what was found instead.
fn holds(line: &str, text: &str, segmented: &Segmented, analysis: &Analysis) -> Result<(), String> {
    let form = |token: u32| segmented.tokens[token as usize].slice(text);
    let names: Vec<(NameKind, String)> = analysis
        .names
        .iter()
        .map(|name| (name.kind, name.tokens.clone().map(form).collect::<Vec<_>>().join(" ")))
        .collect();
    if line == "no name" {
        return if names.is_empty() { Ok(()) } else { Err(format!("{names:?}")) };
    }
    if let Some(wanted) = line.strip_prefix("name ") {
        let (kind, words) = wanted.split_once(' ').expect("a kind and words");
        let kind = NameKind::parse(kind).expect("a kind");
        return if names.contains(&(kind, words.to_owned())) { Ok(()) } else { Err(format!("{names:?}")) };
    }
    let [dependent, relation, head] = line.split(' ').collect::<Vec<_>>().try_into().expect("three words");
    let place = |wanted: &str| -> u32 {
        let (wanted, nth) = match wanted.split_once(':') {
            Some((form, nth)) => (form, nth.parse::<usize>().expect("a place")),
            None => (wanted, 1),
        };
        let mut places = (0..segmented.tokens.len() as u32).filter(|&token| form(token) == wanted);
        places.nth(nth - 1).unwrap_or_else(|| panic!("no `{wanted}` in `{text}`"))
    };
    let word = &analysis.words[place(dependent) as usize];
    let found_head = if word.head == Word::ROOT { "-" } else { form(word.head) };
    let right_head = if head == "-" { word.head == Word::ROOT } else { word.head == place(head) };
    if right_head && word.deprel.as_str() == relation {
        Ok(())
    } else {
        Err(format!("`{dependent} {} {found_head}`", word.deprel.as_str()))
    }
}

#[test]
fn odd_input_is_bounded_and_does_not_panic() {
    for text in [
        "",
        " \n\n\t ",
        "\u{0}\u{1}\u{7f}\u{feff}\u{200b} \u{202e}abc",
        "👍🏽 👨‍👩‍👧‍👦 🇰🇪🇳🇿 ok",
        "。，、中华人民共和国第十三届全国人民代表大会",
        "\u{301}\u{301}\u{301}a\u{301}",
        "....... !!!! ??? --- *** ((( )))",
    ] {
        analyse(text);
    }
    // One sentence of 2,000 words, with and without marks in it.
    analyse(&"the minister of ports and the mayor said ".repeat(250));
    analyse(&"ports, tolls, fares; ".repeat(500));
    // One token of 100 kB.
    analyse(&"x".repeat(100_000));
    analyse(&format!("The levy on {} was cut.", "é".repeat(50_000)));
    analyse(&"Quill".repeat(20_000));
}

#[test]
fn same_analysis_alone_and_among_others_and_in_any_way() {
    let sentences = [
        "The levy was approved by parliament on Tuesday.",
        "Ada Quill, the head of the Harbour Authority, resigned.",
        "The commission wants to ban plastic bags by 2030, and the Greens want to ban them at once.",
        "More buses!",
    ];
    let text = sentences.join("\n\n");
    let (segmented, together) = analyse(&text);
    assert_eq!(segmented.sentences.len(), sentences.len());
    for (sentence, alone) in segmented.sentences.iter().zip(sentences) {
        let (_, alone) = analyse(alone);
        let range = sentence.tokens.start as usize..sentence.tokens.end as usize;
        for (word, alone) in together.words[range.clone()].iter().zip(&alone.words) {
            assert_eq!(
                (word.upos, word.xpos, word.deprel, &word.lemma),
                (alone.upos, alone.xpos, alone.deprel, &alone.lemma)
            );
            let head = (alone.head != Word::ROOT).then(|| alone.head + range.start as u32);
            assert_eq!((word.head != Word::ROOT).then_some(word.head), head);
        }
    }
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    for way in Way::all() {
        let other = Engine::from_folder(&models).unwrap().with_way(way);
        assert_eq!(other.analyse(&text, &segmented), together, "{way:?}");
    }
}

#[test]
fn broken_models_give_a_clear_error() {
    let folder = tempfile::tempdir().unwrap();
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let message = Engine::from_folder(folder.path()).unwrap_err().to_string();
    assert!(message.starts_with("cannot read the model `"), "{message}");
    for name in briefgraph::language::MODEL_FILES {
        std::fs::copy(models.join(name), folder.path().join(name)).unwrap();
    }
    let path = folder.path().join("parser.bin");
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(matches!(Engine::from_folder(folder.path()), Err(ModelError::Length { .. })));
    let mut other = whole.clone();
    other[8] = 200;
    std::fs::write(&path, &other).unwrap();
    let message = Engine::from_folder(folder.path()).unwrap_err().to_string();
    assert!(message.contains("version 200"), "{message}");
    let mut changed = whole;
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    std::fs::write(&path, &changed).unwrap();
    assert!(matches!(Engine::from_folder(folder.path()), Err(ModelError::Checksum)));
}
