//! Every message of the program stands in `docs/manual.md`, and the ones that files, options and stores can cause are
//! caused here.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The first column of the tables in the manual's part about messages.
fn documented() -> Vec<String> {
    let manual = fs::read_to_string("docs/manual.md").unwrap();
    let messages = manual.split("## Messages").nth(1).unwrap().split("\n## ").next().unwrap();
    messages
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next().map(str::to_owned))
        .filter(|message| message != "message")
        .collect()
}

/// True if `message` is `pattern` with values for each `…`.
fn fits(pattern: &str, message: &str) -> bool {
    let mut pieces = pattern.split('…');
    let Some(mut rest) = message.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
    let pieces: Vec<&str> = pieces.collect();
    for (i, piece) in pieces.iter().enumerate() {
        if i + 1 == pieces.len() && !piece.is_empty() {
            return rest.ends_with(piece);
        }
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    pieces.last().is_some_and(|last| last.is_empty()) || rest.is_empty()
}

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

/// Each message in an attribute `#[error("...")]` or a `bail!("...")`, with `…` for its values.
fn written() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    files.sort();
    let mut messages = Vec::new();
    for file in files {
        let source = fs::read_to_string(&file).unwrap();
        let attributes = source.split("#[error(").skip(1);
        for attribute in attributes.chain(source.split("bail!(").skip(1)) {
            let Some(text) = attribute.trim_start().strip_prefix('"') else { continue };
            let end = text.match_indices('"').find(|(at, _)| !text[..*at].ends_with('\\')).unwrap().0;
            let text = text[..end].split("\\\n").map(str::trim_start).collect::<String>();
            let text = text.split("\\nhint:").next().unwrap().split(": hint:").next().unwrap();
            let mut message = String::new();
            let mut rest = text;
            while let Some(open) = rest.find('{') {
                message.push_str(&rest[..open]);
                message.push('…');
                rest = &rest[rest[open..].find('}').unwrap() + open + 1..];
            }
            message.push_str(rest);
            let message = message.replace("……", "…").replace("\\\"", "\"");
            if message.chars().any(char::is_alphabetic) {
                messages.push((file.clone(), message));
            }
        }
    }
    messages
}

#[test]
fn the_manual_lists_every_message() {
    let documented = documented();
    // The program puts the cause of an error behind it.
    let is_listed = |message: &str| {
        documented.iter().any(|known| fits(known, message) || fits(known, &format!("{message}: cause")))
    };
    // What the trainer says is for whoever trains it and stands in its own help.
    let is_the_trainers = |file: &Path| file.starts_with("src/language/train") || file.starts_with("src/bin");
    let missing: Vec<_> =
        written().into_iter().filter(|(file, message)| !is_the_trainers(file) && !is_listed(message)).collect();
    assert!(missing.is_empty(), "not in docs/manual.md: {missing:#?}");
}

fn run(arguments: &[&str], folder: &Path, input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_briefgraph"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("BRIEFGRAPH_STORE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that fails early does not read its input.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// Runs the program, which must fail with a message that fits `pattern` and stands in the manual.
fn provoke(pattern: &str, code: i32, arguments: &[&str], folder: &Path, input: &[u8]) {
    let output = run(arguments, folder, input);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {stderr}");
    assert!(documented().iter().any(|known| known == pattern), "not in docs/manual.md: {pattern}");
    let found = stderr.lines().map(|line| line.trim_start_matches("error:").trim()).any(|line| fits(pattern, line));
    assert!(found, "{arguments:?}: expected `{pattern}` in:\n{stderr}");
}

#[test]
fn bad_files_are_named_with_cause_and_cure() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    fs::create_dir(folder.path().join("nothing")).unwrap();
    write("empty.txt", b" \n");
    write("picture.txt", b"\x89PNG\r\n\x1a\n\0\0");
    write("archive.zip", b"PK\x03\x04");
    write("menu.html", b"<html><body><nav>Home</nav></body></html>");
    write("bad.jsonl", b"{\"text\": 1}\n");
    write("bad.pdf", b"%PDF-1.4\nnothing");
    write("bad.txt.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\0\x12");
    let odd: Vec<u8> = b"\xfe\xff".iter().copied().chain([0xd8, 0, 0, 0x41].repeat(40)).collect();
    write("odd.txt", &odd);
    let cases = [
        ("`…` does not exist", "missing.txt"),
        ("`…` holds no file that can be read", "nothing"),
        ("`…` is empty", "empty.txt"),
        ("`…` is …, not a text", "picture.txt"),
        ("`…` is …, not a text", "archive.zip"),
        ("`…` holds no readable text (…)", "menu.html"),
        ("`…` is no well-formed …: …", "bad.jsonl"),
        ("`…` is no well-formed …: …", "bad.pdf"),
        ("`…` cannot be decompressed: …", "bad.txt.gz"),
        ("`…` is not text in a known encoding (…)", "odd.txt"),
    ];
    for (pattern, name) in cases {
        provoke(pattern, 2, &["build", "--store", "s", name], folder.path(), b"");
    }
}

#[test]
fn one_bad_file_stops_no_other() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("texts")).unwrap();
    fs::write(folder.path().join("texts/good.txt"), "The harbour board met on Friday and agreed.\n").unwrap();
    fs::write(folder.path().join("texts/bad.txt"), b"\x89PNG\0").unwrap();
    provoke("`…` is …, not a text", 2, &["build", "--store", "s", "texts"], folder.path(), b"");
    let output = run(&["query", "--store", "s", "--format", "csv", "documents"], folder.path(), b"");
    assert!(String::from_utf8_lossy(&output.stdout).contains("good.txt"));
}

#[test]
fn bad_options_stores_and_questions_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("a.txt", b"The harbour board met on Friday and agreed.\n");
    write("broken.toml", b"= 1");
    fs::create_dir(folder.path().join("other")).unwrap();
    write("other/thing", b"x");
    let here = folder.path();
    assert_eq!(run(&["build", "--store", "s", "a.txt"], here, b"").status.code(), Some(0));
    provoke("cannot read the lexicon `…`: …", 2, &["build", "--lexicon", "none.toml", "a.txt"], here, b"");
    provoke("the lexicon `…` is not well formed: …", 2, &["build", "--lexicon", "broken.toml", "a.txt"], here, b"");
    write("known.txt", b"Ada Holm");
    write("known.csv", b"name,type\nAda Holm,ship\n");
    let gazetteer = |pattern: &str, file: &str| {
        provoke(pattern, 2, &["build", "--gazetteer", file, "a.txt"], here, b"");
    };
    gazetteer("cannot read the gazetteer `…`: …", "none.csv");
    gazetteer("the gazetteer `…` is neither CSV nor Turtle by its name", "known.txt");
    gazetteer("the gazetteer `…` is not well formed: …", "known.csv");
    provoke("`…` is no base for IRIs: …", 2, &["build", "--store", "t", "--base", "a b", "a.txt"], here, b"");
    provoke("there is no store in `…`", 2, &["query", "--store", "none", "laws"], here, b"");
    provoke("`…` is not empty and not a store", 2, &["build", "--store", "other", "a.txt"], here, b"");
    provoke(
        "the query is not valid SPARQL at line …, column …: …",
        2,
        &["query", "--store", "s", "-e", "SELECT nonsense"],
        here,
        b"",
    );
    provoke("there is no file and no shipped question `…`", 2, &["query", "--store", "s", "lawz"], here, b"");
    provoke("the answer is a table of rows", 2, &["query", "--store", "s", "--format", "ttl", "laws"], here, b"");
    provoke("no document `…`", 1, &["remove", "--store", "s", "none.txt"], here, b"");
    let manifest = fs::read_to_string(here.join("s/store.json")).unwrap();
    write("s/store.json", b"{");
    provoke("`…` does not describe a store: …", 2, &["query", "--store", "s", "laws"], here, b"");
    let newer = manifest.replacen(": 1", ": 999", 1);
    assert_ne!(newer, manifest);
    write("s/store.json", newer.as_bytes());
    provoke(
        "the store in `…` has format …, this program reads up to …",
        2,
        &["query", "--store", "s", "laws"],
        here,
        b"",
    );
}

#[test]
fn patterns_fit_messages() {
    assert!(fits("`…` is empty", "`a b` is empty"));
    assert!(fits("cannot … `…`: …", "cannot write `x`: no space"));
    assert!(!fits("`…` is empty", "`a` is empty now"));
    assert!(!fits("line …: …", "row 3: x"));
}
