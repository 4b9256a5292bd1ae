//! The mapping, on facts made by hand.

use super::*;
use crate::entity::{Entities, EntityMention};
use crate::fact::{Affiliation, LawStage, MoneyFigure, Proposal, Quantity, Statement};
use crate::language::Analysis;
use crate::mention::{Currency, Mentions};
use crate::read::{Document, Format};
use crate::segment::{Block, BlockKind, Segmented, Sentence};

const TEXT: &str = "🚢 Ada Roe of the Port Board proposed a Quay Act for €2.5 million.";

fn span(part: &str) -> Span {
    let start = TEXT.find(part).unwrap();
    Span::new(start, start + part.len())
}

fn entity(kind: NameKind, name: &str) -> Entity {
    Entity {
        kind,
        name: name.to_owned(),
        aliases: vec![name.split(' ').next_back().unwrap().to_owned()],
        mentions: vec![EntityMention { span: span(name), tokens: 0..1, sentence: 0, kind: MentionKind::Name }],
        confidence: 0.9,
        same_as: None,
    }
}

fn fact(kind: FactKind) -> Fact {
    Fact {
        kind,
        modality: Modality::Actual,
        evidence: Evidence { sentence: 0, span: Span::new(0, TEXT.len()), focus: span("proposed") },
        confidence: 0.87,
        rule: "by-hand".to_owned(),
    }
}

/// These entities, without anything said about how they were found.
pub(crate) fn entities(all: Vec<Entity>) -> Entities {
    let mut entities = Entities::default();
    entities.all = all;
    entities
}

/// One fact of each kind about a person, a body and a law.
pub(crate) fn extraction() -> Extraction {
    let (ada, board, act) = (EntityId(0), EntityId(1), EntityId(2));
    let euro = Currency(*b"EUR");
    let facts = vec![
        fact(FactKind::Affiliation(Affiliation {
            person: ada,
            position: Some("chair".to_owned()),
            organization: Some(board),
            former: false,
            start: Some(PartialDate::Year(2019)),
            end: None,
        })),
        fact(FactKind::Proposal(Proposal {
            proposers: vec![ada, board],
            content: "a Quay Act".to_owned(),
            content_span: span("a Quay Act"),
            recipient: None,
            forum: None,
            described_forum: None,
            date: Some(PartialDate::Month(2024, 3)),
            amount: Some((Decimal::new(2_500_000, 0), euro)),
            law: Some(act),
            cue: "propose".to_owned(),
        })),
        fact(FactKind::LawStage(LawStage {
            law: act,
            stage: Stage::InForce,
            bodies: vec![board],
            described_body: None,
            date: None,
        })),
        fact(FactKind::Money(MoneyFigure {
            value: Decimal::new(2_500_000, 0),
            currency: euro,
            party: Some(board),
            purpose: Some("quay".to_owned()),
            change: Some(Decimal::new(-910, 2)),
            hedge: Hedge::About,
            period: None,
        })),
        fact(FactKind::Statement(Statement {
            speaker: ada,
            text: "it is time".to_owned(),
            text_span: span("Quay"),
            audience: None,
            direct: true,
        })),
        fact(FactKind::Quantity(Quantity {
            value: Decimal::new(4, 0),
            unit: "quays".to_owned(),
            party: None,
            hedge: Hedge::Exact,
            period: None,
        })),
    ];
    Extraction {
        document: Document {
            source: "texts/harbour.md".to_owned(),
            format: Format::Markdown,
            title: Some("Harbour".to_owned()),
            date: "2024-03-04".parse().ok(),
            text: TEXT.to_owned(),
        },
        segmented: Segmented {
            blocks: vec![Block {
                kind: BlockKind::Paragraph,
                span: Span::new(0, TEXT.len()),
                sentences: 0..1,
                parent: None,
                lead_in: None,
            }],
            sentences: vec![Sentence { span: Span::new(0, TEXT.len()), block: 0, tokens: 0..1 }],
            tokens: vec![Span::new(0, 4)],
        },
        analysis: Analysis::default(),
        mentions: Mentions::default(),
        entities: entities(vec![
            entity(NameKind::Person, "Ada Roe"),
            entity(NameKind::Organization, "Port Board"),
            entity(NameKind::Law, "Quay Act"),
        ]),
        facts,
        diagnostics: Vec::new(),
    }
}

fn lines(extraction: &Extraction) -> Vec<String> {
    quads(extraction, &RdfOptions::default()).iter().map(ToString::to_string).collect()
}

#[test]
fn quads_are_sorted_each_once_and_without_blank_nodes() {
    let lines = lines(&extraction());
    assert!(lines.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(!lines.iter().any(|line| line.contains("_:")));
    assert_eq!(lines, self::lines(&extraction()));
}

#[test]
fn every_fact_has_its_evidence_in_unicode_scalars() {
    let lines = lines(&extraction());
    let end = TEXT.chars().count();
    let facts = lines.iter().filter(|line| line.contains("wasDerivedFrom") && !line.contains("#person/"));
    assert!(facts.clone().count() >= 6);
    for line in facts {
        assert!(line.contains(&format!("#char=0,{end}>")), "{line}");
    }
    let begin = TEXT.chars().take_while(|c| *c != 'p').count();
    assert!(lines.iter().any(|line| line.contains("focusBegin") && line.contains(&format!("\"{begin}\""))));
}

#[test]
fn values_are_in_their_lexical_forms() {
    let text = lines(&extraction()).join("\n");
    for part in [
        "\"2500000\"^^<http://www.w3.org/2001/XMLSchema#decimal>",
        "\"-9.1\"^^<http://www.w3.org/2001/XMLSchema#decimal>",
        "\"2024-03\"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>",
        "\"2019\"^^<http://www.w3.org/2001/XMLSchema#gYear>",
        "\"0.87\"^^<http://www.w3.org/2001/XMLSchema#decimal>",
        "/stage/in-force>",
        "<https://w3id.org/briefgraph/person/ada-roe>",
        "<https://w3id.org/briefgraph/ontology#hedge> \"about\"",
    ] {
        assert!(text.contains(part), "{part}");
    }
}

#[test]
fn shared_things_stand_in_the_default_graph_and_the_rest_in_the_documents() {
    let document = document_iri(DEFAULT_BASE, &extraction().document);
    for quad in quads(&extraction(), &RdfOptions::default()) {
        let of_document =
            quad.subject.to_string().contains(document.as_str()) || quad.object.to_string().contains(document.as_str());
        let expected = if of_document { document.clone().into() } else { GraphName::DefaultGraph };
        assert_eq!(quad.graph_name, expected, "{quad}");
    }
}

#[test]
fn two_things_of_one_name_and_type_keep_apart() {
    let mut extraction = extraction();
    extraction.entities = entities(vec![
        entity(NameKind::Person, "Ada Roe"),
        entity(NameKind::Person, "Ada Roe"),
        entity(NameKind::Law, "Quay Act"),
    ]);
    let text = lines(&extraction).join("\n");
    assert!(text.contains("/person/ada-roe>") && text.contains("/person/ada-roe-2-"));
}

#[test]
fn the_source_is_a_part_of_a_documents_name() {
    let one = extraction().document;
    let other = Document { source: "elsewhere/harbour.md".to_owned(), ..one.clone() };
    let (a, b) = (document_iri(DEFAULT_BASE, &one), document_iri(DEFAULT_BASE, &other));
    assert_ne!(a, b);
    assert!(a.as_str().starts_with("https://w3id.org/briefgraph/document/harbour-"));
}

#[test]
fn bases_are_checked() {
    assert_eq!(checked_base("https://example.org/x").unwrap(), "https://example.org/x/");
    assert_eq!(checked_base("https://example.org/x#").unwrap(), "https://example.org/x#");
    for bad in ["", "example.org", "https://exa mple.org/", "://"] {
        assert!(checked_base(bad).is_err(), "{bad}");
    }
}
