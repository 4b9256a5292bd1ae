//! Runs the examples of the lexicon and cases of our own through the readers.

use super::{Hedge, Mentions, find_mentions};
use crate::language::Analysis;
use crate::lexicon::{Lexicon, examples};
use crate::read::{Document, Format};
use crate::segment::segment;
use proptest::prelude::*;
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::shipped);

fn read(text: &str, date: Option<&str>) -> Mentions {
    let document = Document {
        source: "test".into(),
        format: Format::Text,
        title: None,
        date: date.map(|d| d.parse().unwrap()),
        text: text.into(),
    };
    let segmented = segment(text, Format::Text);
    find_mentions(&document, &segmented, &Analysis::default(), &LEXICON)
}

fn sums(text: &str) -> Vec<String> {
    read(text, None).money.iter().map(|m| format!("{} {}", m.value, m.currency.as_str())).collect()
}

fn quantities(text: &str) -> Vec<String> {
    read(text, None).quantities.iter().map(|q| format!("{} {}", q.value, q.unit)).collect()
}

fn dates(text: &str, today: &str) -> Vec<String> {
    read(text, Some(today)).dates.iter().map(|d| d.date.to_string()).collect()
}

fn quotations(text: &str) -> Vec<String> {
    read(text, None).quotations.iter().map(|q| q.span.slice(text).to_owned()).collect()
}

#[test]
fn reads_the_numbers_of_the_lexicon() {
    for (text, value) in examples::numbers() {
        let sentence = format!("The town has {text} lamps.");
        assert_eq!(quantities(&sentence), [format!("{value} lamps")], "{text}");
    }
}

#[test]
fn reads_the_units_of_the_lexicon() {
    for (text, value, unit) in examples::units() {
        assert_eq!(quantities(&text), [format!("{value} {unit}")], "{text}");
    }
}

#[test]
fn reads_the_sums_of_the_lexicon() {
    for (text, expected) in examples::sums() {
        assert_eq!(sums(&text), expected, "{text}");
    }
}

#[test]
fn reads_the_dates_of_the_lexicon() {
    for (text, date) in examples::dates() {
        assert_eq!(dates(&text, "2024-05-15"), [date], "{text}");
    }
}

#[test]
fn reads_the_names_of_the_lexicon() {
    for (text, name, kind) in examples::names() {
        let found: Vec<_> =
            read(&text, None).names.iter().map(|n| (n.span.slice(&text).to_owned(), format!("{:?}", n.kind))).collect();
        assert!(found.contains(&(name, kind)), "{text}: {found:?}");
    }
}

#[test]
fn links_a_sum_to_its_restatement_and_the_ends_of_a_range() {
    let text = "It cost €5 million (about US$6 million), then $3-4 million a year, over £2m each.";
    let money = read(text, None).money;
    assert_eq!(money.len(), 5, "{money:?}");
    assert_eq!(money[1].restates, Some(0));
    assert_eq!(money[3].range_from, Some(2));
    assert_eq!(money[3].per.unwrap().slice(text), "a year");
    assert_eq!(money[4].hedge, Hedge::Over);
    assert_eq!(money[4].per.unwrap().slice(text), "each");
}

#[test]
fn a_bare_dollar_sign_belongs_to_the_country_of_the_text() {
    assert_eq!(sums("Canada's Parliament in Ottawa gave Ontario $3 million."), ["3000000 CAD"]);
    assert_eq!(sums("The agency gave the museum $3 million."), ["3000000 USD"]);
    assert_eq!(sums("Kenya borrowed $3 million from the bank."), ["3000000 USD"]);
    assert_eq!(sums("Canada offered C$5 million; Ohio offered $3 million."), ["5000000 CAD", "3000000 USD"]);
}

#[test]
fn labels_dates_times_ages_and_names_are_no_quantities() {
    let text = "Section 14 of the rules, adopted on 3 May 2019, lets the 34-year-old owner of Route 66 call +44 20 7946 0018 \
        at 10:30 or 2am about Covid-19, 5G and Article 9; Mr Ode, 61, voted with one of the two-thirds for six weeks.";
    assert_eq!(quantities(text), Vec::<String>::new());
}

#[test]
fn a_figure_without_a_unit_takes_that_of_the_one_before() {
    assert_eq!(
        quantities("The firm laid 3,000 sewer pipes out of a planned 12,500, against 800 in 2019."),
        ["3000 sewer pipes", "12500 sewer pipes", "800 sewer pipes"]
    );
    assert_eq!(quantities("420. That's how many lifeboats the coast guard keeps."), ["420 lifeboats"]);
    assert_eq!(quantities("Doubling, to 90, the number of tram stops, would help."), ["90 tram stops"]);
}

#[test]
fn ranges_are_two_figures() {
    assert_eq!(quantities("Between 5 and 8 wards flooded."), ["5 wards", "8 wards"]);
    assert_eq!(quantities("Wages rose 3-4%."), ["3 %", "4 %"]);
    assert_eq!(quantities("They expect 2 to 3 million visitors."), ["2000000 visitors", "3000000 visitors"]);
}

#[test]
fn quotations_of_every_mark_are_found() {
    assert_eq!(quotations("She said: \"We stay. We build.\" He left."), ["We stay. We build."]);
    assert_eq!(quotations("“We’ll see,” he said, “but not now.”"), ["We’ll see,", "but not now."]);
    assert_eq!(quotations("He called it 'a farmers' market' and left."), ["a farmers' market"]);
    assert_eq!(quotations("Le maire : «C'est fini» hier."), ["C'est fini"]);
    assert_eq!(quotations("The dogs' home wasn't the cats' idea."), Vec::<String>::new());
    let text = "“One,” said Ada, “two.”";
    assert_eq!(read(text, None).quotations[1].continues, Some(0));
    let text = "“One,” said Ada. “Two.”";
    assert_eq!(read(text, None).quotations[1].continues, None);
}

#[test]
fn a_quotation_goes_on_over_paragraphs() {
    let text = "Ada said: “This is the first part.\n\n“This is the second part.”\n\nShe left.";
    let found = read(text, None).quotations;
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[1].continues, Some(0));
}

#[test]
fn acronyms_are_tied_to_their_names() {
    let text = "The Harbour Safety Agency (HSA) met the Port Workers' Union (PWU).";
    let names = read(text, None).names;
    let shown: Vec<_> = names.iter().map(|n| (n.span.slice(text), n.acronym)).collect();
    assert_eq!(
        shown,
        [("Harbour Safety Agency", Some(1)), ("HSA", Some(0)), ("Port Workers' Union", Some(3)), ("PWU", Some(2))]
    );
}

#[test]
fn figures_beyond_all_bounds_are_read_or_dropped() {
    for text in [
        "It cost $99999999999999999999999999-3 trillion.",
        "It cost 79228162514264337593543950335 billion euros.",
        "From 0.0000000000000000000000000001 to 9999999999999999999999999999 trillion homes.",
        "H23– and Q9 of 2024.",
    ] {
        let _ = read(text, Some("2024-05-15"));
    }
}

#[test]
fn undated_texts_give_no_relative_dates() {
    assert!(read("The board met last Tuesday and on 3 May.", None).dates.is_empty());
    assert_eq!(read("It met on 3 May 2020.", None).dates.len(), 1);
}

proptest! {
    #[test]
    fn odd_texts_give_spans_that_slice(text in "[ a-zA-Z0-9$€£%.,;:'\"“”‘’()–\n-]{0,120}") {
        let mentions = read(&text, Some("2024-05-15"));
        let spans = mentions.money.iter().map(|m| m.span)
            .chain(mentions.quantities.iter().map(|m| m.span))
            .chain(mentions.dates.iter().map(|m| m.span))
            .chain(mentions.names.iter().map(|m| m.span))
            .chain(mentions.quotations.iter().map(|m| m.span));
        for span in spans {
            prop_assert!(!span.slice(&text).trim().is_empty());
        }
    }
}
