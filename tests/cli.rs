//! The built program: what it prints, what it leaves behind, and how it ends, above all with bad input.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const TEXT: &str = "Harbour news, 4 March 2024\n\nThe Port Authority of Lund proposed a new ferry line to Ystad on \
Monday.\n\nMayor Ada Lindqvist of the Green Party said the city would pay €2.5 million for the quay.\n";

/// A folder of one's own to run the program in.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    fn with_text() -> Self {
        let place = Self::new();
        place.write("news.txt", TEXT);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_briefgraph"));
        command.args(arguments).current_dir(self.folder.path()).env_remove("BRIEFGRAPH_STORE").env("NO_COLOR", "1");
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        Run::new(&self.command(arguments).output().unwrap())
    }

    fn built(self) -> Self {
        self.run(&["build", "news.txt"]).ends(0);
        self
    }
}

struct Run {
    code: i32,
    out: String,
    err: String,
}

impl Run {
    fn new(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    #[track_caller]
    fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.out, self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }

    #[track_caller]
    fn says(self, part: &str) -> Self {
        assert!(self.err.contains(part), "`{part}` is not in stderr: {}", self.err);
        self
    }

    #[track_caller]
    fn prints(self, part: &str) -> Self {
        assert!(self.out.contains(part), "`{part}` is not in stdout: {}", self.out);
        self
    }
}

/// All files of a folder with their content, the lock left out.
fn content(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("lock") {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                files.push((name, fs::read(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn build_says_what_is_new_unchanged_replaced_and_removed() {
    let place = Place::with_text();
    place.run(&["build", "news.txt"]).ends(0).says("1 document (1 new)").says("graph in briefgraph.store");
    let first = content(&place.path("briefgraph.store"));
    place.run(&["build", "news.txt"]).ends(0).says("1 unchanged");
    assert_eq!(content(&place.path("briefgraph.store")), first);
    place.write("news.txt", format!("{TEXT}\nThe council will vote in June.\n"));
    place.run(&["build", "news.txt"]).ends(0).says("1 replaced").says("(1 document)");
    place.write("more/a.md", "# A\n\nNorway plans a tunnel.\n");
    place.run(&["build", "more"]).ends(0).says("1 new").says("(2 documents)");
    fs::remove_file(place.path("more/a.md")).unwrap();
    place.run(&["build", "--prune", "more"]).ends(0).says("1 removed").says("(1 document)");
    place.run(&["remove", "news.txt"]).ends(0).says("removed news.txt");
    place.run(&["remove", "news.txt"]).ends(1).says("no document `news.txt`");
}

#[test]
fn quiet_says_nothing_and_the_environment_names_the_store() {
    let place = Place::with_text();
    let output =
        place.command(&["build", "--quiet", "news.txt"]).env("BRIEFGRAPH_STORE", "elsewhere").output().unwrap();
    let run = Run::new(&output).ends(0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
    assert!(place.path("elsewhere/store.json").exists());
}

#[test]
fn a_missing_file_is_named() {
    Place::new().run(&["build", "nowhere.txt"]).ends(2).says("`nowhere.txt` does not exist").says("hint:");
}

#[test]
fn a_folder_without_texts_is_named() {
    let place = Place::new();
    place.write("empty/picture.png", [0x89, b'P', b'N', b'G']);
    place.run(&["build", "empty"]).ends(2).says("`empty` holds no file that can be read");
}

#[test]
fn a_binary_file_is_refused() {
    let place = Place::new();
    place.write("program.txt", [0x7f, b'E', b'L', b'F', 0, 1, 2, 3, 0, 0, 0, 0, 0xff, 0xfe, 0x80, 0]);
    place.run(&["build", "program.txt"]).ends(2).says("`program.txt` is ").says("hint:");
}

#[test]
fn an_empty_file_is_refused() {
    let place = Place::new();
    place.write("empty.txt", "");
    place.write("blank.txt", " \n\t\n");
    place.run(&["build", "empty.txt"]).ends(2).says("`empty.txt` is empty");
    place.run(&["build", "blank.txt"]).ends(2).says("`blank.txt` is empty");
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let place = Place::with_text();
    place.write("texts/good.txt", TEXT);
    place.write("texts/bad.txt", "");
    place.write("texts/other.txt", "Chile will raise its levy on copper, the finance ministry said.\n");
    let run = place.run(&["build", "texts"]).ends(2).says("texts/bad.txt").says("2 new, 1 failed");
    assert!(!run.err.contains("good.txt` "), "{}", run.err);
    place.run(&["query", "--format", "csv", "documents"]).ends(0).prints("texts/good.txt").prints("texts/other.txt");
}

#[test]
fn latin_1_and_utf_16_are_read() {
    let place = Place::new();
    place.write(
        "latin.txt",
        b"The S\xe3o Paulo assembly proposed a caf\xe9 levy for S\xe3o Jos\xe9 on Monday, and it was d\xe9bated.\n",
    );
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("Norway plans a tunnel.\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    place.write("wide.txt", wide);
    place.run(&["build", "latin.txt", "wide.txt"]).ends(0).says("2 new");
    place.run(&["query", "-e", "ASK { ?d nif:isString ?t FILTER(CONTAINS(?t, \"São José\")) }"]).ends(0).prints("yes");
}

#[test]
fn a_date_that_is_none_is_refused() {
    let place = Place::with_text();
    place.run(&["build", "--date", "2024-02-30", "news.txt"]).ends(2).says("2024-02-30").says("YYYY-MM-DD");
    place.run(&["build", "--date", "soon", "news.txt"]).ends(2);
    assert!(!place.path("briefgraph.store").exists());
}

#[test]
fn a_base_that_is_none_is_refused() {
    let place = Place::with_text();
    place.run(&["build", "--base", "not an iri", "news.txt"]).ends(2).says("no base for IRIs");
}

#[test]
fn a_store_of_a_newer_format_is_refused_and_left_alone() {
    let place = Place::with_text().built();
    place.write("briefgraph.store/store.json", "{\"format\": 99, \"backend\": \"clouds\"}");
    let before = content(&place.path("briefgraph.store"));
    for arguments in [&["build", "news.txt"][..], &["query", "documents"], &["check"], &["remove", "news.txt"]] {
        place.run(arguments).ends(2).says("has format 99, this program reads up to 1");
    }
    assert_eq!(content(&place.path("briefgraph.store")), before);
}

#[test]
fn a_store_that_does_not_exist_is_explained() {
    let place = Place::new();
    place.run(&["query", "documents"]).ends(2).says("there is no store in `briefgraph.store`").says("briefgraph build");
    assert!(!place.path("briefgraph.store").exists());
}

#[test]
fn a_folder_with_other_things_is_no_store() {
    let place = Place::with_text();
    place.write("home/letter.txt", "Dear all\n");
    place.run(&["build", "--store", "home", "news.txt"]).ends(2).says("is not empty and not a store");
    assert_eq!(content(&place.path("home")).len(), 1);
}

#[test]
fn a_store_in_use_by_another_writer_is_refused_and_readable() {
    let place = Place::with_text().built();
    let lock = fs::File::options().append(true).open(place.path("briefgraph.store/lock")).unwrap();
    lock.lock().unwrap();
    place.run(&["build", "news.txt"]).ends(2).says("in use by another writer").says("hint:");
    place.run(&["remove", "news.txt"]).ends(2).says("in use by another writer");
    place.run(&["query", "documents"]).ends(0).prints("news.txt");
    drop(lock);
    place.run(&["build", "news.txt"]).ends(0).says("unchanged");
}

#[test]
fn a_damaged_document_is_named_and_the_rest_is_usable() {
    let place = Place::with_text();
    place.write("other.txt", "Norway plans a tunnel, the transport ministry said.\n");
    place.run(&["build", "news.txt", "other.txt"]).ends(0);
    let documents = fs::read_dir(place.path("briefgraph.store/documents")).unwrap();
    let path = documents.map(|entry| entry.unwrap().path()).find(|p| p.to_string_lossy().contains("news")).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let last = bytes.len() - 20;
    bytes[last] ^= 1;
    fs::write(&path, bytes).unwrap();
    let run = place.run(&["query", "--format", "csv", "documents"]).ends(0).says("checksum").says("check --repair");
    assert!(run.out.contains("other.txt") && !run.out.contains("news.txt"), "{}", run.out);
    place.run(&["check"]).ends(1).prints("damaged").prints("checksum");
    place.run(&["check", "--repair"]).ends(0);
    place.run(&["query", "--format", "csv", "documents"]).ends(0).prints("news.txt");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing() {
    // A file system of 256 KiB needs rights that not every test machine gives.
    let place = Place::with_text();
    let mount = place.path("small");
    fs::create_dir(&mount).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"]).arg(&mount).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        return;
    }
    let first = place.run(&["build", "--store", "small/store", "news.txt"]);
    let before = content(&mount.join("store"));
    place.write("long.txt", TEXT.repeat(4000));
    let second = place.run(&["build", "--store", "small/store", "news.txt", "long.txt"]);
    let after = content(&mount.join("store"));
    let query = place.run(&["query", "--store", "small/store", "documents"]);
    Command::new("umount").arg(&mount).output().unwrap();
    first.ends(0);
    second.ends(2).says("no space left").says("make room");
    assert_eq!(before, after);
    query.ends(0).prints("news.txt");
}

#[cfg(unix)]
#[test]
fn a_read_only_store_can_be_read_and_not_written() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::with_text().built();
    let store = place.path("briefgraph.store");
    let folders = [store.join("documents"), store.join("lock"), store.clone()];
    let modes = |mode| {
        for path in &folders {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    modes(0o555);
    // The superuser writes anywhere: then there is nothing to see.
    let superuser = fs::write(store.join("probe"), "").is_ok();
    let read = place.run(&["query", "documents"]);
    place.write("news.txt", "Norway plans a tunnel.\n");
    let write = place.run(&["build", "news.txt"]);
    modes(0o755);
    let _ = fs::remove_file(store.join("probe"));
    read.ends(0).prints("news.txt");
    if !superuser {
        write.ends(2).says("permission denied").says("--store");
    }
}

#[test]
fn a_malformed_query_has_a_place_and_the_prefixes() {
    let place = Place::with_text().built();
    place
        .run(&["query", "-e", "SELECT *\nWHERE { ?s ?p }"])
        .ends(2)
        .says("at line 2, column")
        .says("need no declaration: bg: dct:");
    place.run(&["query", "-e", "SELECT * WHERE { ?s nosuch:thing ?o }"]).ends(2).says("not valid SPARQL");
}

#[test]
fn an_unknown_query_name_is_answered_with_the_nearest() {
    let place = Place::with_text().built();
    place.run(&["query", "proposal"]).ends(2).says("did you mean `proposals`?");
    place.run(&["query", "xyzzy"]).ends(2).says("--list");
    place.run(&["query", "--list"]).ends(0).prints("laws-by-stage");
}

#[test]
fn answers_come_in_every_format() {
    let place = Place::with_text().built();
    let ask = |format: &str| place.run(&["query", "--format", format, "documents.rq"]).ends(0).out;
    assert!(ask("csv").starts_with("document,title,date,facts,graph\r\nnews.txt,"));
    assert!(ask("tsv").starts_with("?document\t?title"));
    assert!(ask("json").contains("\"vars\":[\"document\""));
    assert!(ask("xml").contains("<variable name=\"document\""));
    assert!(ask("table").contains("document"));
    let describe = "DESCRIBE ?d WHERE { ?d dct:source ?s }";
    place.run(&["query", "-e", describe]).ends(0).prints("@prefix dct:");
    place.run(&["query", "-f", "nt", "-e", describe]).ends(0).prints("<http://purl.org/dc/terms/source> \"news.txt\"");
    place.run(&["query", "-f", "csv", "-e", describe]).ends(2).says("the answer is a graph");
    place.run(&["query", "-f", "ttl", "documents"]).ends(2).says("the answer is a table");
    place.run(&["query", "-e", "SELECT * WHERE { ?s bg:nothing ?o }"]).ends(1);
    place.run(&["query", "-e", "ASK { ?s bg:nothing ?o }"]).ends(1).prints("no");
    place.run(&["query", "--set", "s=news.txt", "-e", "ASK { ?d dct:source ?s }"]).ends(0).prints("yes");
}

#[test]
fn every_shipped_question_runs() {
    let place = Place::with_text().built();
    let list = place.run(&["query", "--list"]).ends(0).out;
    for name in list.lines().skip(2).filter_map(|line| line.split_whitespace().next()) {
        if Path::new("queries").join(format!("{name}.rq")).exists() {
            let run = place.run(&["query", name]);
            assert!(run.code == 0 || run.code == 1, "{name}: {}", run.err);
        }
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let place = Place::new();
    place.write("long.txt", TEXT.repeat(400));
    place.run(&["build", "long.txt"]).ends(0);
    for arguments in [
        &["query", "-f", "csv", "-e", "SELECT * WHERE { ?s ?p ?o }"][..],
        &["query", "-e", "SELECT * WHERE { ?s ?p ?o }"],
        &["query", "-f", "nt", "-e", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"],
        &["extract", "long.txt"],
        &["man"],
        &["--help"],
    ] {
        let mut child = place.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        Run::new(&child.wait_with_output().unwrap()).ends(0);
    }
}

#[test]
fn extract_reads_json_lines_in_order_and_steps_over_bad_ones() {
    let place = Place::new();
    let mut lines = String::new();
    for n in 0..30 {
        let text = format!("Minister Ada Roe said Norway plans tunnel {n}.");
        lines += &serde_json::json!({ "id": format!("d{n}"), "date": "2024-05-01", "text": text }).to_string();
        lines.push('\n');
        if n == 7 {
            lines.push_str("{\"id\": broken\n");
        }
    }
    let mut child = place
        .command(&["extract", "--format", "jsonl", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let run = Run::new(&child.wait_with_output().unwrap()).ends(2).says("error:");
    let texts: Vec<String> = run
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["text"].as_str().unwrap().to_owned())
        .collect();
    let expected: Vec<String> = (0..30).map(|n| format!("Minister Ada Roe said Norway plans tunnel {n}.")).collect();
    assert_eq!(texts, expected);
}

#[test]
fn extract_writes_the_quads_that_build_stores() {
    let place = Place::with_text().built();
    let quads = place.run(&["extract", "news.txt"]).ends(0).out;
    let (_, stored) =
        content(&place.path("briefgraph.store")).into_iter().find(|(name, _)| name.starts_with("documents/")).unwrap();
    let stored = String::from_utf8(stored).unwrap();
    assert_eq!(stored.split_once('\n').unwrap().1, quads);
    place.run(&["extract", "--format", "conllu", "news.txt"]).ends(0).prints("# text = ");
    place.run(&["extract", "--format", "html", "news.txt"]).ends(0).prints("<!doctype html>");
}

#[test]
fn the_same_bytes_with_any_threads_and_order() {
    let place = Place::new();
    for n in 0..12 {
        place.write(&format!("t{n}.txt"), format!("{TEXT}\nThe Port of Lund plans quay {n}.\n"));
    }
    let names: Vec<String> = (0..12).map(|n| format!("t{n}.txt")).collect();
    let mut forward = vec!["build", "--quiet", "--jobs", "1", "--store", "a"];
    forward.extend(names.iter().map(String::as_str));
    let mut backward = vec!["build", "--quiet", "--jobs", "8", "--store", "b"];
    backward.extend(names.iter().rev().map(String::as_str));
    place.run(&forward).ends(0);
    place.run(&backward).ends(0);
    assert_eq!(content(&place.path("a")), content(&place.path("b")));
    let dump = ["-f", "nt", "-e", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"];
    let ask = |store: &str| place.run(&[&["query", "--store", store][..], &dump].concat()).ends(0).out;
    assert_eq!(ask("a"), ask("b"));
}

#[test]
fn removing_a_document_leaves_the_graph_that_never_had_it() {
    let place = Place::with_text();
    place.write("other.txt", "The Port Authority of Lund and Mayor Ada Lindqvist plan a bridge.\n");
    place.run(&["build", "--store", "never", "news.txt"]).ends(0);
    place.run(&["build", "--store", "had", "news.txt", "other.txt"]).ends(0);
    place.run(&["remove", "--store", "had", "other.txt"]).ends(0);
    assert_eq!(content(&place.path("never")), content(&place.path("had")));
}

#[test]
fn no_triple_stands_in_two_graphs() {
    let place = Place::with_text();
    place.write("other.txt", TEXT);
    place.run(&["build", "news.txt", "other.txt"]).ends(0);
    let query = "ASK { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?s ?p ?o } FILTER(?g != ?h) }";
    place.run(&["query", "-e", query]).ends(1);
    let run = place.run(&["query", "-f", "csv", "-e", "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"]).ends(0);
    let distinct = place.run(&[
        "query",
        "-f",
        "csv",
        "-e",
        "SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT * WHERE { ?s ?p ?o } }",
    ]);
    assert_eq!(run.out, distinct.ends(0).out);
}

#[test]
fn evidence_slices_back_behind_odd_characters() {
    let place = Place::new();
    let text = "\u{feff}Ada\u{301} 👩‍🚀 news,\t4 March 2024\r\n\r\nThe Port\u{a0}Authority of Lund 🚢 proposed a ferry line, and the \
                Green Party said it would pay €2.5 million.\r\n";
    place.write("odd.txt", text);
    place.run(&["build", "odd.txt"]).ends(0);
    let query = "SELECT ?cut ?sentence WHERE { ?p nif:beginIndex ?b ; nif:endIndex ?e ; nif:anchorOf ?sentence ; \
                 nif:referenceContext/nif:isString ?text BIND(SUBSTR(?text, ?b + 1, ?e - ?b) AS ?cut) FILTER(?cut != ?sentence) }";
    place.run(&["query", "-e", query]).ends(1);
}

#[test]
fn show_and_explain_say_when_nothing_is_found() {
    let place = Place::with_text().built();
    place.run(&["show", "documents"]).ends(0).prints("news.txt");
    place.run(&["show", "proposals", "--by", "Nobody at all"]).ends(1).says("nothing found");
    place.run(&["show", "proposals", "--since", "yesterday"]).ends(2).says("expected a day, month or year");
    place.run(&["explain", "Nobody at all"]).ends(1).says("nothing in the graph is called");
}

#[test]
fn a_lexicon_that_is_none_is_named() {
    let place = Place::with_text();
    place.write("words.toml", "[no-such-section]\nx = 1\n");
    place.run(&["build", "--lexicon", "words.toml", "news.txt"]).ends(2).says("words.toml");
    place.run(&["build", "--lexicon", "nowhere.toml", "news.txt"]).ends(2).says("nowhere.toml");
}

#[test]
fn completions_and_manual_pages_are_written() {
    let place = Place::new();
    place.run(&["completions", "bash"]).ends(0).prints("_briefgraph");
    place.run(&["man"]).ends(0).prints(".TH briefgraph").prints("Exit codes");
    place.run(&["man", "build"]).ends(0).prints("The folder of the store");
    place.run(&["man", "nothing"]).ends(2).says("there is no command `nothing`");
}

#[test]
fn logs_can_be_json() {
    let place = Place::with_text();
    let run = place.run(&["build", "-vv", "--log-format", "json", "news.txt"]).ends(0);
    let line = run.err.lines().find(|line| line.starts_with('{')).unwrap_or_default();
    assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{}", run.err);
}

#[test]
fn wrong_usage_ends_with_two_and_help_with_zero() {
    let place = Place::new();
    place.run(&["frobnicate"]).ends(2);
    place.run(&["build"]).ends(2);
    place.run(&["--help"]).ends(0).prints("Exit codes");
    place.run(&["--version"]).ends(0).prints("briefgraph");
}

#[test]
fn a_broken_description_of_a_store_is_written_anew() {
    let place = Place::with_text().built();
    let before = place.run(&["query", "--format", "csv", "documents"]).ends(0).out;
    place.write("briefgraph.store/store.json", "{\"format\": 1, \"back");
    place.run(&["query", "documents"]).ends(2).says("does not describe a store").says("check --repair");
    place.run(&["build", "news.txt"]).ends(2).says("does not describe a store");
    place.run(&["check", "--repair"]).ends(0);
    assert_eq!(place.run(&["query", "--format", "csv", "documents"]).ends(0).out, before);
}

#[test]
fn watch_reads_what_comes_and_withdraws_what_goes() {
    let place = Place::new();
    place.write("in/news.txt", TEXT);
    let mut child = place.command(&["watch", "--quiet", "in"]).stderr(Stdio::null()).spawn().unwrap();
    let mut wait_for = |wanted: &[&str]| {
        for _ in 0..300 {
            let listed = place.run(&["query", "--quiet", "--format", "csv", "documents"]).out;
            let found = ["in/news.txt", "in/later.txt"].into_iter().filter(|name| listed.contains(name));
            if found.eq(wanted.iter().copied()) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        let _ = child.kill();
        panic!("the store never holds {wanted:?} alone");
    };
    wait_for(&["in/news.txt"]);
    place.write("in/later.txt", TEXT);
    wait_for(&["in/news.txt", "in/later.txt"]);
    fs::remove_file(place.path("in/news.txt")).unwrap();
    wait_for(&["in/later.txt"]);
    child.kill().unwrap();
    child.wait().unwrap();
}
