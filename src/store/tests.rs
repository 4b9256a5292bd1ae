//! Both back ends hold the same graph after the same changes; readers see whole documents.

use super::*;
use crate::pipeline::Extraction;
use crate::rdf::{self, RdfOptions};
use std::fs;
use tempfile::TempDir;

/// A document about what `text` has of `names`.
fn document(source: &str, edit: impl FnOnce(&mut Extraction)) -> (DocumentRecord, Vec<Quad>) {
    let mut extraction = rdf::tests::extraction();
    extraction.document.source = source.to_owned();
    edit(&mut extraction);
    let quads = rdf::quads(&extraction, &RdfOptions::default());
    let record = DocumentRecord {
        iri: rdf::document_iri(rdf::DEFAULT_BASE, &extraction.document).into_string(),
        source: source.to_owned(),
        input: source.to_owned(),
        fingerprint: "f".to_owned(),
        last: true,
        simhash: 0,
        facts: [1; 6],
        quads: quads.len() as u64,
        settings: Settings::default(),
    };
    (record, quads)
}

fn rename(extraction: &mut Extraction, name: &str) {
    let mut all = extraction.entities.all.clone();
    all[1].name = name.to_owned();
    extraction.entities = rdf::tests::entities(all);
}

fn lines(store: &Store) -> Vec<String> {
    store.sorted_quads().unwrap().iter().map(ToString::to_string).collect()
}

fn store_with(documents: &[(DocumentRecord, Vec<Quad>)]) -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("store");
    let writer = Writer::open(&path, None).unwrap();
    for (record, quads) in documents {
        writer.replace_document(record.clone(), quads).unwrap();
    }
    let store = Store::open(&path).unwrap();
    (folder, store)
}

#[test]
fn the_back_ends_agree_after_any_changes() {
    let a = document("a.txt", |_| ());
    let b = document("b.txt", |extraction| rename(extraction, "PORT  BOARD"));
    let c = document("c.txt", |extraction| {
        extraction.facts.truncate(1);
    });
    let changed = document("a.txt", |extraction| rename(extraction, "Harbour Office"));
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("documents")).unwrap();
    let graph = Oxigraph::new().unwrap();
    let database = rocks::Database::on(graph.clone()).unwrap();
    let put = |(record, quads): &(DocumentRecord, Vec<Quad>)| {
        database.replace(folder.path(), &record.source, Some(record), quads).unwrap();
    };
    let same = |documents: &[(DocumentRecord, Vec<Quad>)]| {
        let (_folder, files) = store_with(documents);
        let mut rocks: Vec<String> = graph.iter().map(|quad| quad.unwrap().to_string()).collect();
        rocks.sort();
        assert_eq!(rocks, lines(&files));
    };
    put(&a);
    same(std::slice::from_ref(&a));
    put(&b);
    put(&c);
    same(&[a, b.clone(), c.clone()]);
    put(&changed);
    same(&[changed.clone(), b.clone(), c.clone()]);
    database.replace(folder.path(), "b.txt", None, &[]).unwrap();
    same(&[changed.clone(), c]);
    database.replace(folder.path(), "c.txt", None, &[]).unwrap();
    same(&[changed]);
    database.replace(folder.path(), "a.txt", None, &[]).unwrap();
    same(&[]);
}

#[test]
fn an_entity_has_one_preferred_label_however_documents_write_it() {
    let (_folder, store) = store_with(&[
        document("a.txt", |extraction| rename(extraction, "Port Board")),
        document("b.txt", |extraction| rename(extraction, "PORT BOARD.")),
    ]);
    let query = "SELECT ?label WHERE { <https://w3id.org/briefgraph/organization/port-board> skos:prefLabel ?label }";
    let QueryResults::Solutions(rows) = store.query(query, &QueryOptions::default()).unwrap() else { panic!() };
    let labels: Vec<String> = rows.map(|row| row.unwrap().get("label").unwrap().to_string()).collect();
    assert_eq!(labels, ["\"PORT BOARD.\""]);
}

#[test]
fn links_merge_and_split_and_leave_no_trace() {
    let (folder, before) =
        store_with(&[document("a.txt", |_| ()), document("b.txt", |extraction| rename(extraction, "Harbour Office"))]);
    let path = folder.path().join("store");
    let node = |name: &str| NamedNodeRef::new(name).unwrap().into_owned();
    let board = node("https://w3id.org/briefgraph/organization/port-board");
    let office = node("https://w3id.org/briefgraph/organization/harbour-office");
    let ada = node("https://w3id.org/briefgraph/person/ada-roe");
    let writer = Writer::open(&path, None).unwrap();
    let links = [Link::Same(office.clone(), board.clone()), Link::Apart(ada.clone(), node(&before.documents()[1].iri))];
    for link in &links {
        writer.link(link).unwrap();
        writer.link(link).unwrap();
    }
    let after = Store::open(&path).unwrap();
    assert_eq!(after.quads(None, None, Some(office.as_ref().into()), None).count(), 0);
    let text = lines(&after).join("\n");
    assert!(text.contains("\"Harbour Office\"") && text.contains("/person/ada-roe-"));
    for link in &links {
        assert!(writer.unlink(link).unwrap());
        assert!(!writer.unlink(link).unwrap());
    }
    assert_eq!(lines(&Store::open(&path).unwrap()), lines(&before));
}

#[test]
fn a_thing_merged_with_another_of_its_document_has_one_name_there() {
    let (folder, _) = store_with(&[document("a.txt", |extraction| {
        let mut all = extraction.entities.all.clone();
        let mut other = all[1].clone();
        other.name = "Board of the Port".to_owned();
        all.push(other);
        extraction.entities = rdf::tests::entities(all);
    })]);
    let path = folder.path().join("store");
    let node = |name: &str| NamedNodeRef::new(name).unwrap().into_owned();
    let link = Link::Same(
        node("https://w3id.org/briefgraph/organization/board-of-the-port"),
        node("https://w3id.org/briefgraph/organization/port-board"),
    );
    Writer::open(&path, None).unwrap().link(&link).unwrap();
    let store = Store::open(&path).unwrap();
    let query = crate::questions::by_name("entities").unwrap().text;
    let QueryResults::Solutions(rows) = store.query(query, &QueryOptions::default()).unwrap() else { panic!() };
    let rows: Vec<String> = rows
        .map(|row| row.unwrap())
        .filter(|row| row.get("type").unwrap().to_string().contains("Organization"))
        .map(|row| format!("{} {}", row.get("name").unwrap(), row.get("aliases").unwrap()))
        .collect();
    assert_eq!(rows, ["\"Port Board\" \"Board|Board of the Port\""]);
}

#[test]
fn damage_is_named_and_the_rest_is_read() {
    let (folder, _) = store_with(&[document("a.txt", |_| ()), document("b.txt", |_| ())]);
    let path = folder.path().join("store");
    let file = files::document_path(&path, "a.txt", "nq");
    let text = fs::read_to_string(&file).unwrap();
    for (broken, reason) in [
        (text.replacen("Ada Roe", "Ada Rob", 3), "checksum"),
        (text[..text.len() / 2].to_owned(), "checksum"),
        (String::new(), "not a record"),
        (text.split_once('\n').unwrap().1.to_owned(), "not a record"),
    ] {
        fs::write(&file, broken).unwrap();
        let store = Store::open(&path).unwrap();
        assert_eq!(store.documents().len(), 1);
        assert!(store.damaged()[0].reason.contains(reason), "{}", store.damaged()[0].reason);
    }
}

#[test]
fn leftovers_of_a_killed_writer_are_cleared() {
    let (folder, _) = store_with(&[document("a.txt", |_| ())]);
    let path = folder.path().join("store");
    let half = path.join("documents/b.tmp");
    fs::write(&half, "half a docu").unwrap();
    assert_eq!(Store::open(&path).unwrap().documents().len(), 1);
    drop(Writer::open(&path, None).unwrap());
    assert!(!half.exists());
}

#[test]
fn a_newer_format_is_told_apart_from_a_broken_description() {
    let (folder, _) = store_with(&[]);
    let path = folder.path().join("store");
    fs::write(path.join("store.json"), "{\"format\": 7, \"backend\": \"x\", \"more\": []}").unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Newer { found: 7, .. })));
    fs::write(path.join("store.json"), "{").unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::BadManifest { .. })));
}

#[test]
fn near_duplicates_are_linked_to_the_first() {
    let mut a = document("a.txt", |_| ());
    let mut b = document("b.txt", |_| ());
    a.0.simhash = 0b1111_0000;
    b.0.simhash = 0b1111_0001;
    let (first, second) = (a.0.iri.clone(), b.0.iri.clone());
    let (_folder, store) = store_with(&[b, a]);
    let query = format!("ASK {{ <{second}> bg:nearDuplicateOf <{first}> }}");
    assert!(matches!(store.query(&query, &QueryOptions::default()), Ok(QueryResults::Boolean(true))));
}

#[test]
fn errors_of_queries_have_a_place() {
    let store = Store::in_memory([]).unwrap();
    let error = store.query("SELECT ?x\nWHERE { ?x ", &QueryOptions::default()).err().unwrap();
    assert!(matches!(error, QueryError::Syntax { line: 2, .. }), "{error}");
}

#[test]
fn the_shipped_concepts_parse() {
    assert_eq!(files::concepts().filter(|quad| quad.predicate == rdf::vocabulary::bg::ORDER).count(), 9);
}
