//! Scores the seven tables on the briefs in `tests/briefs` against tables that a person filled in, and holds the
//! figures against `floors.toml`. `cargo test --test score -- --nocapture` prints them.
//!
//! A gold row that is found counts once; its key columns decide, the other columns are scored among the rows found.
//! A row marked `optional` costs nothing either way; a row that repeats a gold row in other words is no error.

#![expect(clippy::expect_used, reason = "helpers of tests are tests")]

mod support;

use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use support::{Cell, Forms, Row, extract, matches, rows};

/// A table, the kind of its rows, its key columns and its other columns.
struct Table {
    name: &'static str,
    kind: &'static str,
    keys: &'static [&'static str],
    attributes: &'static [&'static str],
}

const TABLES: [Table; 7] = [
    Table { name: "entities", kind: "entity", keys: &["type", "name"], attributes: &[] },
    Table { name: "affiliations", kind: "affiliation", keys: &["person", "organization"], attributes: &["position"] },
    Table {
        name: "proposals",
        kind: "proposal",
        keys: &["proposer", "proposal"],
        attributes: &["forum", "date", "amount", "currency"],
    },
    Table { name: "laws", kind: "law-stage", keys: &["law", "stage"], attributes: &["body", "date"] },
    Table {
        name: "money",
        kind: "money",
        keys: &["value", "currency"],
        attributes: &["party", "purpose", "modality", "change"],
    },
    Table { name: "statements", kind: "statement", keys: &["speaker", "text"], attributes: &["audience", "direct"] },
    Table { name: "quantities", kind: "quantity", keys: &["value", "unit"], attributes: &["party", "modality"] },
];

/// Counts of one table over a group of briefs.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    hit: u32,
    wrong: u32,
    missed: u32,
    attributes_right: u32,
    attributes: u32,
}

impl Count {
    fn f1(self) -> f64 {
        let wrong_ways = f64::from(2 * self.hit + self.wrong + self.missed);
        if wrong_ways == 0.0 { 1.0 } else { f64::from(2 * self.hit) / wrong_ways }
    }

    fn attribute_accuracy(self) -> f64 {
        if self.attributes == 0 { 1.0 } else { f64::from(self.attributes_right) / f64::from(self.attributes) }
    }

    fn add(&mut self, other: Self) {
        self.hit += other.hit;
        self.wrong += other.wrong;
        self.missed += other.missed;
        self.attributes_right += other.attributes_right;
        self.attributes += other.attributes;
    }
}

#[test]
fn tables_stay_above_their_floors() {
    let mut groups: BTreeMap<String, [Count; 7]> = BTreeMap::new();
    let mut trusted = Vec::new();
    let mut listing = String::new();
    for path in gold_files() {
        let counts = score_brief(&path, &mut trusted, &mut listing);
        let group = groups.entry(group_of(&path)).or_default();
        group.iter_mut().zip(counts).for_each(|(sum, count)| sum.add(count));
    }
    print!("{listing}{}{}", report(&groups), report_trust(&mut trusted));
    if std::env::var_os("BRIEFGRAPH_BLESS").is_some() {
        std::fs::write(floors_file(), floors_toml(&groups)).expect("the floors are writable");
        return;
    }
    let floors: BTreeMap<String, BTreeMap<String, f64>> =
        toml::from_str(&read(&floors_file())).expect("the floors are well formed");
    let mut below = String::new();
    for (group, tables) in &floors {
        let counts = groups.get(group).unwrap_or_else(|| panic!("no brief is in the group `{group}`"));
        for (table, count) in TABLES.iter().zip(counts) {
            let floor = tables.get(table.name).copied().unwrap_or(0.0);
            if count.f1() + 1e-9 < floor {
                let _ = writeln!(below, "{group} {}: F1 {:.3} is below {floor:.3}", table.name, count.f1());
            }
        }
    }
    assert!(below.is_empty(), "{below}");
}

/// The counts of one brief; `trusted` takes the confidence of each fact that counts and whether it is right.
fn score_brief(path: &Path, trusted: &mut Vec<(f32, bool)>, listing: &mut String) -> [Count; 7] {
    let gold: Map<String, Value> =
        serde_json::from_str(&read(path)).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let text_path = path.with_file_name(gold["text"].as_str().expect("a gold file names its text"));
    let date = gold.get("date").and_then(Value::as_str).map(|day| day.parse().expect("a day"));
    let extraction = extract(&text_path.to_string_lossy(), read(&text_path).as_bytes(), None, date);
    let forms = gold_forms(&gold);
    let found = rows(&extraction);
    TABLES.map(|table| {
        let wanted: Vec<&Map<String, Value>> = gold
            .get(table.name)
            .and_then(Value::as_array)
            .map(|rows| rows.iter().filter_map(Value::as_object).collect())
            .unwrap_or_default();
        let found: Vec<Row> =
            found.iter().filter(|row| row.kind == table.kind).map(|row| as_shown(row, &forms)).collect();
        score_table(&table, &wanted, &found, &forms, trusted, &mut |line| {
            if std::env::var_os("BRIEFGRAPH_SHOW").is_some() {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                let _ = writeln!(listing, "{stem} {} {line}", table.name);
            }
        })
    })
}

fn score_table(
    table: &Table,
    wanted: &[&Map<String, Value>],
    found: &[Row],
    forms: &Forms,
    trusted: &mut Vec<(f32, bool)>,
    note: &mut dyn FnMut(String),
) -> Count {
    let agrees = |gold: &Map<String, Value>, row: &Row, column: &str| {
        matches(gold.get(column).unwrap_or(&Value::Null), &row.cells[column], forms)
    };
    let is_match = |gold: &Map<String, Value>, row: &Row| table.keys.iter().all(|column| agrees(gold, row, column));
    let given = |gold: &Map<String, Value>| -> Vec<&'static str> {
        table.attributes.iter().copied().filter(|c| gold.get(*c).is_some_and(|v| v != "" && !v.is_null())).collect()
    };
    let mut used = BTreeSet::new();
    let mut optional_used = BTreeSet::new();
    let mut count = Count::default();
    for gold in wanted {
        let quality = |row: &Row| given(gold).into_iter().filter(|column| agrees(gold, row, column)).count();
        let best = (0..found.len())
            .filter(|at| !used.contains(at) && is_match(gold, &found[*at]))
            .max_by_key(|&at| (quality(&found[at]), usize::MAX - at));
        let optional = gold.get("optional").is_some_and(|v| v == &Value::Bool(true));
        let Some(at) = best else {
            if !optional {
                count.missed += 1;
                note(format!("missed {gold:?}"));
            }
            continue;
        };
        used.insert(at);
        if optional {
            optional_used.insert(at);
        } else {
            count.hit += 1;
        }
        for column in given(gold) {
            count.attributes += 1;
            if agrees(gold, &found[at], column) {
                count.attributes_right += 1;
            } else {
                note(format!("{column}: {} but got {:?}", gold[column], found[at].cells[column]));
            }
        }
    }
    for (at, row) in found.iter().enumerate() {
        let repeats = || wanted.iter().any(|gold| is_match(gold, row));
        let right = used.contains(&at);
        if !right && !repeats() {
            count.wrong += 1;
            note(format!("wrong {:?}", row.cells));
        }
        if table.kind != "entity" && !optional_used.contains(&at) {
            trusted.push((row.confidence, right || repeats()));
        }
    }
    count
}

/// The row as the tables show it: an entity is known by any form that a person listed, a name in a fact by the
/// fullest form alone.
fn as_shown(row: &Row, forms: &Forms) -> Row {
    let mut row = row.clone();
    for cell in row.cells.values_mut() {
        if let Cell::Names(names) = cell {
            let known = names.iter().find(|name| row.kind == "entity" && forms.knows(name));
            *names = vec![known.unwrap_or(&names[0]).clone()];
        }
    }
    row
}

fn gold_forms(gold: &Map<String, Value>) -> Forms {
    let mut forms = Forms::default();
    for entity in gold["entities"].as_array().expect("entities are a list") {
        let aliases = entity.get("aliases").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        forms.add(entity["name"].as_str().expect("an entity has a name"), aliases);
    }
    forms
}

fn report(groups: &BTreeMap<String, [Count; 7]>) -> String {
    let mut out = String::new();
    for (group, counts) in groups {
        let _ = writeln!(out, "\n{group:14}{:>6}{:>7}{:>8}{:>12}", "gold", "found", "F1", "attributes");
        for (table, count) in TABLES.iter().zip(counts) {
            let _ = writeln!(
                out,
                "{:14}{:>6}{:>7}{:>8.3}{:>12.3}",
                table.name,
                count.hit + count.missed,
                count.hit + count.wrong,
                count.f1(),
                count.attribute_accuracy()
            );
        }
        let macro_f1 = counts.iter().map(|count| count.f1()).sum::<f64>() / 7.0;
        let _ = writeln!(out, "macro F1 {macro_f1:.3}");
    }
    out
}

/// Precision of the facts above and below the middle confidence.
fn report_trust(trusted: &mut [(f32, bool)]) -> String {
    trusted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let precision =
        |half: &[(f32, bool)]| half.iter().filter(|(_, right)| *right).count() as f64 / half.len().max(1) as f64;
    let (upper, lower) = trusted.split_at(trusted.len() / 2);
    format!(
        "precision of the surer half of the facts {:.3}, of the other half {:.3}\n",
        precision(upper),
        precision(lower)
    )
}

/// Floors a little below the figures, so that a change for the better elsewhere has room.
fn floors_toml(groups: &BTreeMap<String, [Count; 7]>) -> String {
    let mut out = String::from("# Least F1 of each table over each group of briefs; `tests/score.rs` compares.\n");
    for (group, counts) in groups {
        let _ = write!(out, "\n[{group}]\n");
        for (table, count) in TABLES.iter().zip(counts) {
            let _ = writeln!(out, "{} = {:.2}", table.name, ((count.f1() - 0.02).max(0.0) * 100.0).floor() / 100.0);
        }
    }
    out
}

/// `dev-x.json` is of the group `dev`, `kept-x.json` of `kept`; the founding brief stands alone.
fn group_of(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    ["dev", "kept"].into_iter().find(|group| stem.starts_with(group)).unwrap_or("founding").to_owned()
}

fn gold_files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(briefs_dir())
        .expect("the briefs are there")
        .map(|entry| entry.expect("the folder is readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
}

fn floors_file() -> PathBuf {
    briefs_dir().join("floors.toml")
}

fn briefs_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/briefs")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
