//! Data flows one way: a stage imports only those before it, one place names the store's engine, one place prints.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order of the flow. A module may import itself and those in front of it.
const FLOW: &[&str] = &[
    "span",
    "date",
    "diagnostic",
    "hash",
    "gazetteer",
    "lexicon",
    "read",
    "segment",
    "language",
    "mention",
    "entity",
    "fact",
    "pipeline",
    "rdf",
    "similar",
    "render",
    "questions",
    "store",
    "export",
    "graph",
    "publish",
    "server",
    "cli",
];

/// Types that a module in front may name, because they say what the module is about; each with its reason.
const KNOWN: &[(&str, &str)] = &[
    // Lexicon entries carry the values that rules give, which are defined where the rules stand.
    ("gazetteer", "language"),
    ("lexicon", "language"),
    ("lexicon", "mention"),
    ("lexicon", "fact"),
    ("lexicon", "entity"),
    ("lexicon", "date"),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Files of the program by their module, tests left out.
fn files() -> BTreeMap<PathBuf, (String, String)> {
    let mut paths = Vec::new();
    sources(Path::new("src"), &mut paths);
    paths
        .into_iter()
        .map(|path| {
            let first = path.strip_prefix("src").unwrap().components().next().unwrap();
            let module = first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
            (path, (module, text))
        })
        .filter(|(path, (module, _))| !matches!(module.as_str(), "main" | "lib" | "bin") && !path.ends_with("tests.rs"))
        .collect()
}

/// The modules that a file's `use crate::` lines and paths name.
fn imports(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>())
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn no_stage_imports_a_later_one() {
    let place = |module: &str| FLOW.iter().position(|name| *name == module);
    let mut wrong = Vec::new();
    for (path, (module, text)) in files() {
        let own = place(&module).unwrap_or_else(|| panic!("`{module}` has no place in the flow"));
        for import in imports(&text) {
            let known = KNOWN.contains(&(module.as_str(), import.as_str()));
            if place(&import).is_some_and(|other| other > own) && !known {
                wrong.push(format!("{} imports `{import}`, which comes later", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_store_names_the_engines_store() {
    for (path, (module, text)) in files() {
        assert!(module == "store" || !text.contains("oxigraph::store"), "{} names oxigraph::store", path.display());
    }
}

#[test]
fn only_the_command_line_prints() {
    for (path, (module, text)) in files() {
        for call in ["println!", "eprintln!", "io::stdout()", "io::stderr()"] {
            assert!(module == "cli" || !text.contains(call), "{} has {call}", path.display());
        }
    }
}
