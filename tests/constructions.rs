//! Runs the constructions in `tests/cases/facts`: what a sentence says must become a fact, and what it denies,
//! supposes or merely mentions must not. `known-failures.txt` lists what fails today; the list can only shrink.

#![expect(clippy::expect_used, reason = "helpers of tests are tests")]

mod support;

use briefgraph::read::Format;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use support::{Forms, Row, extract, matches, rows};

const KNOWN: &str = "known-failures.txt";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    text: String,
    date: Option<Date>,
    format: Option<String>,
    #[serde(default)]
    expect: Vec<BTreeMap<String, Value>>,
    #[serde(default)]
    reject: Vec<BTreeMap<String, Value>>,
}

#[test]
fn constructions_give_their_facts_and_no_others() {
    let known = known_failures();
    let (mut failed, mut seen) = (BTreeMap::new(), BTreeSet::new());
    for path in case_files() {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let file: File = toml::from_str(&read(&path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for case in file.case {
            let name = format!("{stem}/{}", case.name);
            assert!(seen.insert(name.clone()), "two cases are called `{name}`");
            assert!(!case.expect.is_empty() || !case.reject.is_empty(), "`{name}` asks for nothing");
            if let Some(report) = failure(&case) {
                failed.insert(name, report);
            }
        }
    }
    if std::env::var_os("BRIEFGRAPH_BLESS").is_some() {
        let list: String = failed.keys().flat_map(|name| [name, "\n"]).collect();
        std::fs::write(cases_dir().join(KNOWN), list).expect("the list of known failures is writable");
        return;
    }
    let mut complaint = String::new();
    for (name, report) in failed.iter().filter(|(name, _)| !known.contains(*name)) {
        let _ = write!(complaint, "\n{name} fails\n{report}");
    }
    for name in known.iter().filter(|name| !failed.contains_key(*name)) {
        let _ = write!(complaint, "\n{name} is listed in {KNOWN} and passes, or is gone: take it off the list\n");
    }
    assert!(complaint.is_empty(), "{complaint}\n{} of {} cases fail", failed.len(), seen.len());
}

/// What is wrong with the rows that a case's text gives, if anything.
fn failure(case: &Case) -> Option<String> {
    let (source, hint) = match case.format.as_deref() {
        Some("markdown") => ("case.md", Format::Markdown),
        None => ("case.txt", Format::Text),
        Some(other) => panic!("`{other}` is no format of a case"),
    };
    let extraction = extract(source, case.text.as_bytes(), Some(hint), case.date);
    let found = rows(&extraction);
    let mut report = String::new();
    for wanted in case.expect.iter().filter(|wanted| !found.iter().any(|row| fits(wanted, row))) {
        let _ = writeln!(report, "  missing {}", show(wanted));
    }
    for unwanted in &case.reject {
        for row in found.iter().filter(|row| fits(unwanted, row)) {
            let _ = writeln!(report, "  wrong   {row:?}");
        }
    }
    if report.is_empty() {
        return None;
    }
    let kinds: BTreeSet<&str> = case.expect.iter().chain(&case.reject).map(kind_of).collect();
    for row in found.iter().filter(|row| kinds.contains(row.kind)) {
        let _ = writeln!(report, "  found   {row:?}");
    }
    Some(format!("  text    {}\n{report}", case.text.trim()))
}

/// True if the row is of the wanted kind and every wanted column agrees.
fn fits(wanted: &BTreeMap<String, Value>, row: &Row) -> bool {
    let forms = Forms::default();
    row.kind == kind_of(wanted)
        && wanted.iter().filter(|(column, _)| *column != "kind").all(|(column, value)| {
            let cell = row.cells.get(column.as_str()).unwrap_or_else(|| panic!("`{}` has no `{column}`", row.kind));
            matches(value, cell, &forms)
        })
}

fn kind_of(wanted: &BTreeMap<String, Value>) -> &str {
    wanted.get("kind").and_then(Value::as_str).unwrap_or_else(|| panic!("a row without `kind`"))
}

fn show(wanted: &BTreeMap<String, Value>) -> String {
    wanted.iter().map(|(column, value)| format!("{column}={value}")).collect::<Vec<_>>().join(" ")
}

fn known_failures() -> BTreeSet<String> {
    read(&cases_dir().join(KNOWN)).lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn case_files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(cases_dir())
        .expect("the cases are there")
        .map(|entry| entry.expect("the folder is readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files
}

fn cases_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/facts")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
