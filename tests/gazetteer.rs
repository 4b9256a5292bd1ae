//! `--gazetteer`: names that the user knows are found, typed, joined and linked.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use briefgraph::entity::Entity;
use briefgraph::language::NameKind;
use briefgraph::pipeline::{Extraction, Extractor};
use briefgraph::rdf::{self, RdfOptions};
use briefgraph::read::{Document, Format};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const TABLE: &str = "name,type,aliases,iri\n\
    Quillback,organization,QB|Quillback Works,https://example.org/q1\n\
    Ilse Marrow,person,the Heron of Vell,https://example.org/q2\n\
    Vell,place,,https://example.org/q3\n\
    Reform,organization,,https://example.org/q4\n\
    Tern Accord,law,the Tern|Accord of Vell,https://example.org/q5\n\
    Mercer County,place,Mercer,https://example.org/q6\n\
    Ada Mercer,person,Mercer,https://example.org/q7\n";

fn extract(table: &str, text: &str) -> Extraction {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("known.csv");
    fs::write(&path, table).unwrap();
    let extractor = Extractor::with(None, rdf::gazetteer(&path).unwrap()).unwrap();
    let document =
        Document { source: "a.txt".into(), format: Format::Text, title: None, date: None, text: text.to_owned() };
    extractor.extract(document, Vec::new())
}

fn entity<'e>(extraction: &'e Extraction, name: &str) -> &'e Entity {
    let all = &extraction.entities.all;
    all.iter().find(|entity| entity.name == name).unwrap_or_else(|| panic!("no `{name}` in {all:#?}"))
}

#[test]
fn known_names_are_found_with_their_type_whatever_the_tagger_says() {
    let text = "The company Quillback opened a depot in Vell on Monday. Officials in London praised QB and quillback \
                works. The Tern was signed by the Heron of Vell, and the harbour master asked Ilse Marrow to visit.";
    let found = extract(TABLE, text);
    let works = entity(&found, "Quillback");
    assert_eq!((works.kind, works.aliases.as_slice()), (NameKind::Organization, &["QB".to_owned()][..]));
    assert_eq!(works.same_as.as_deref(), Some("https://example.org/q1"));
    assert_eq!(works.mentions.len(), 2);
    let ilse = entity(&found, "Ilse Marrow");
    assert_eq!((ilse.kind, ilse.mentions.len()), (NameKind::Person, 2));
    assert_eq!(ilse.aliases, ["the Heron of Vell"]);
    assert_eq!(entity(&found, "Vell").kind, NameKind::Place);
    assert_eq!(entity(&found, "Tern Accord").kind, NameKind::Law);
    assert_eq!(entity(&found, "London").same_as, None);
}

#[test]
fn a_common_word_is_a_name_only_where_it_is_written_as_one() {
    let found =
        extract(TABLE, "The reform is late. Reforms of the ports will follow. Voters in the north like reform.");
    assert!(found.entities.all.iter().all(|entity| entity.name != "Reform"), "{:#?}", found.entities.all);
    let found = extract(TABLE, "The senator said that Reform would vote against the bill.");
    assert_eq!(entity(&found, "Reform").same_as.as_deref(), Some("https://example.org/q4"));
}

#[test]
fn a_longer_name_is_not_the_known_one_in_it() {
    let found = extract(TABLE, "The Bank of Vell raised its rate on Friday, said the chair of the Bank of Vell.");
    assert!(found.entities.all.iter().all(|entity| entity.same_as.is_none()), "{:#?}", found.entities.all);
}

#[test]
fn a_form_of_two_things_is_the_one_that_the_text_names_in_full() {
    let found = extract(TABLE, "Ada Mercer proposed a new quay on Monday. Mercer said that it would cost little.");
    assert_eq!(entity(&found, "Ada Mercer").mentions.iter().filter(|m| m.span.start > 40).count(), 1);
    assert!(found.entities.all.iter().all(|entity| entity.kind != NameKind::Place));
    let found = extract(TABLE, "Roads in Mercer County were closed. The mayor said that Mercer would open them soon.");
    assert_eq!(entity(&found, "Mercer County").same_as.as_deref(), Some("https://example.org/q6"));
    assert_eq!(entity(&found, "Mercer County").aliases, ["Mercer"]);
}

#[test]
fn names_of_two_entries_are_two_things() {
    let table = "name,type\nNorth Harbour Board,organization\nHarbour Board,organization\n";
    let found = extract(table, "The North Harbour Board met the Harbour Board on Friday.");
    assert_eq!(found.entities.all.iter().filter(|e| e.name.ends_with("Harbour Board")).count(), 2);
}

#[test]
fn the_graph_links_what_is_known() {
    let found = extract(TABLE, "The company QB opened a depot in Vell on Monday.");
    let quads = rdf::quads(&found, &RdfOptions::default());
    let has = |part: &str| quads.iter().any(|quad| quad.to_string().contains(part));
    let works = "<https://w3id.org/briefgraph/organization/quillback>";
    assert!(has(&format!("{works} <http://www.w3.org/2002/07/owl#sameAs> <https://example.org/q1>")));
    assert!(has(&format!("{works} <http://www.w3.org/2004/02/skos/core#prefLabel> \"Quillback\"")));
    assert!(has(&format!("{works} <http://www.w3.org/2004/02/skos/core#altLabel> \"QB\"")));
    assert!(has("/ontology#identifiedAs> <https://example.org/q1>"));
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_briefgraph"));
    command.args(arguments).current_dir(folder).env_remove("BRIEFGRAPH_STORE").output().unwrap()
}

#[test]
fn another_gazetteer_has_the_documents_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let says = |output: &Output, part: &str| {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && said.contains(part), "`{part}` is not in {said}");
    };
    fs::write(here.join("a.txt"), "The company QB opened a depot in Vell on Monday.\n").unwrap();
    fs::write(here.join("known.csv"), TABLE).unwrap();
    let ask = || {
        let ask = "SELECT ?iri { ?e skos:prefLabel 'Quillback' ; owl:sameAs ?iri }";
        String::from_utf8(run(here, &["query", "--format", "csv", "-e", ask]).stdout).unwrap()
    };
    says(&run(here, &["build", "a.txt"]), "1 new");
    assert!(!ask().contains("example.org"));
    let build = ["build", "--gazetteer", "known.csv", "a.txt"];
    says(&run(here, &build), "1 replaced");
    assert!(ask().contains("https://example.org/q1"));
    says(&run(here, &build), "1 unchanged");
    fs::write(here.join("known.csv"), TABLE.replace("/q1", "/q9")).unwrap();
    says(&run(here, &["watch", "--store", "w", "--once", "--gazetteer", "known.csv", "."]), "1 new");
    says(&run(here, &build), "1 replaced");
    assert!(ask().contains("https://example.org/q9") && !ask().contains("/q1"));
    says(&run(here, &["build", "a.txt"]), "1 replaced");
    assert!(!ask().contains("example.org"));
    let shown = run(here, &["extract", "--gazetteer", "known.csv", "--format", "jsonl", "a.txt"]);
    assert!(String::from_utf8(shown.stdout).unwrap().contains("\"same_as\":\"https://example.org/q9\""));
}
