//! Both back ends hold the same graph after the same changes; readers see whole documents.

use super::*;
use crate::pipeline::Extraction;
use crate::rdf::{self, RdfOptions};
use oxigraph::store::Store as Oxigraph;
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
        settings: Arc::default(),
    };
    (record, quads)
}

fn rename(extraction: &mut Extraction, name: &str) {
    let mut all = extraction.entities.all.clone();
    all[1].name = name.to_owned();
    extraction.entities = rdf::tests::entities(all);
}

/// As a gazetteer does.
fn identify(extraction: &mut Extraction, iri: &str) {
    let mut all = extraction.entities.all.clone();
    all[1].same_as = Some(iri.to_owned());
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
        identify(extraction, "https://example.org/q1");
    });
    let changed = document("a.txt", |extraction| rename(extraction, "Harbour Office"));
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("documents")).unwrap();
    let graph = Oxigraph::new().unwrap();
    let database = rocks::Database::on(graph.clone(), folder.path()).unwrap();
    let put = |(record, quads): &(DocumentRecord, Vec<Quad>)| {
        database.replace(&record.source, Some(record), quads.clone()).unwrap();
        database.finish(&[]).unwrap();
    };
    let withdraw = |source: &str| {
        database.replace(source, None, Vec::new()).unwrap();
        database.finish(&[]).unwrap();
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
    withdraw("b.txt");
    same(&[changed.clone(), c]);
    withdraw("c.txt");
    same(&[changed]);
    withdraw("a.txt");
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
fn the_back_ends_agree_on_links() {
    let office = document("b.txt", |extraction| rename(extraction, "Harbour Office"));
    let documents = [document("a.txt", |_| ()), office.clone(), document("c.txt", |_| ())];
    let (files, before) = store_with(&documents);
    let path = files.path().join("store");
    let rocks = TempDir::new().unwrap();
    fs::create_dir_all(rocks.path().join("documents")).unwrap();
    let graph = Oxigraph::new().unwrap();
    let database = rocks::Database::on(graph.clone(), rocks.path()).unwrap();
    for (record, quads) in &documents {
        database.replace(&record.source, Some(record), quads.clone()).unwrap();
    }
    database.finish(&[]).unwrap();
    let stored = || {
        let mut lines: Vec<String> = graph.iter().map(|quad| quad.unwrap().to_string()).collect();
        lines.sort();
        lines
    };
    assert_eq!(stored(), lines(&before));
    let node = |name: &str| NamedNodeRef::new(name).unwrap().into_owned();
    let board = node("https://w3id.org/briefgraph/organization/port-board");
    let links = [
        Link::Same(node("https://w3id.org/briefgraph/organization/harbour-office"), board.clone()),
        Link::Apart(node("https://w3id.org/briefgraph/person/ada-roe"), node(&office.0.iri)),
        Link::Same(board, node("https://example.org/board")),
    ];
    let mut states = vec![stored()];
    for link in &links {
        for folder in [path.as_path(), rocks.path()] {
            links::add(folder, link).unwrap();
        }
        database.relink().unwrap();
        assert_eq!(stored(), lines(&Store::open(&path).unwrap()));
        assert!(!states.contains(&stored()));
        states.push(stored());
    }
    // A document that comes later is stored by the links too.
    let late = document("d.txt", |extraction| rename(extraction, "Harbour Office"));
    Writer::open(&path, None).unwrap().replace_document(late.0.clone(), &late.1).unwrap();
    database.replace("d.txt", Some(&late.0), late.1).unwrap();
    database.finish(&[]).unwrap();
    assert_eq!(stored(), lines(&Store::open(&path).unwrap()));
    Writer::open(&path, None).unwrap().remove_document("d.txt").unwrap();
    database.replace("d.txt", None, Vec::new()).unwrap();
    database.finish(&[]).unwrap();
    for link in links.iter().rev() {
        assert_eq!(Some(stored()), states.pop());
        assert!(links::remove(rocks.path(), link).unwrap());
        database.relink().unwrap();
    }
    assert_eq!(Some(stored()), states.pop());
    assert!(files::list(rocks.path(), "nq").unwrap().is_empty());
}

#[test]
fn a_batch_that_was_begun_is_never_trusted() {
    let (old, new) = (document("a.txt", |_| ()), document("a.txt", |extraction| extraction.facts.truncate(1)));
    let never = document("b.txt", |_| ());
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("documents")).unwrap();
    let graph = Oxigraph::new().unwrap();
    let open = || rocks::Database::on(graph.clone(), folder.path()).unwrap();
    open().replace("a.txt", Some(&old.0), old.1).unwrap();
    let database = open();
    database.replace("a.txt", Some(&old.0), new.1).unwrap();
    database.finish(&[]).unwrap();
    let pending = serde_json::json!([
        { "source": "a.txt", "record": new.0 },
        { "source": "b.txt", "record": never.0 },
    ]);
    fs::write(folder.path().join("pending.json"), pending.to_string()).unwrap();
    drop(open());
    let records = rocks::records(folder.path()).unwrap();
    assert_eq!(records.len(), 1);
    assert_eq!((records[0].source.as_str(), records[0].fingerprint.as_str()), ("a.txt", ""));
    assert!(!folder.path().join("pending.json").exists());
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
