//! The on-disk back end, through the program: the same answers as files give.
#![cfg(feature = "rocksdb")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_briefgraph")).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.code() != Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn both_back_ends_answer_alike() {
    let folder = tempfile::TempDir::new().unwrap();
    let folder = folder.path();
    for n in 0..6 {
        let text =
            format!("The Port Authority of Lund proposed quay {n}.\n\nThe Green Party plans to pay €{n}.5 million.\n");
        std::fs::write(folder.join(format!("t{n}.txt")), text).unwrap();
    }
    let everything = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }";
    let same = || {
        let ask = |store| run(folder, &["query", "--store", store, "-f", "nt", "-e", everything]).1;
        let (files, rocks) = (ask("files"), ask("rocks"));
        let (files, rocks): (BTreeSet<&str>, BTreeSet<&str>) = (files.lines().collect(), rocks.lines().collect());
        let differences: Vec<_> = files.symmetric_difference(&rocks).collect();
        assert!(differences.is_empty(), "{differences:#?}");
    };
    let build = |more: &[&str]| {
        for (store, backend) in [("files", "files"), ("rocks", "rocksdb")] {
            let head = ["build", "--quiet", "--store", store, "--backend", backend];
            run(folder, &[&head[..], more].concat());
        }
    };
    build(&["."]);
    same();
    for arguments in [
        &["merge", "Green Party", "Port Authority of Lund"][..],
        &["split", "Green Party", "./t4.txt"],
        &["split", "--undo", "https://w3id.org/briefgraph/organization/green-party", "./t4.txt"],
    ] {
        for store in ["files", "rocks"] {
            run(folder, &[&arguments[..1], &["--quiet", "--store", store], &arguments[1..]].concat());
        }
        same();
    }
    let check = |store| run(folder, &["check", "--store", store]);
    assert_eq!(check("files"), check("rocks"));
    assert_eq!(check("rocks").0, 0);
    std::fs::write(folder.join("t1.txt"), "The Green Party called for a vote.\n").unwrap();
    std::fs::remove_file(folder.join("t2.txt")).unwrap();
    build(&["--prune", "."]);
    same();
    for store in ["files", "rocks"] {
        run(folder, &["remove", "--quiet", "--store", store, "./t3.txt"]);
    }
    same();
}

/// Ends the process when a test does.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn what_is_published_is_what_is_stored() {
    let folder = tempfile::TempDir::new().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("a.txt"), "The Port Authority of Lund proposed a ferry.\n").unwrap();
    std::fs::write(folder.join("b.txt"), "Mayor Ada Lind of the Green Party said no.\n").unwrap();
    run(folder, &["build", "--quiet", "--store", "rocks", "--backend", "rocksdb", "a.txt", "b.txt"]);
    std::fs::write(folder.join("c.txt"), "The Green Party called for a vote.\n").unwrap();
    run(folder, &["build", "--quiet", "--store", "other", "c.txt"]);
    run(folder, &["remove", "--quiet", "--store", "other", "c.txt"]);
    std::fs::write(folder.join("token"), "a-token-of-a-test").unwrap();
    let mut server = Command::new(env!("CARGO_BIN_EXE_briefgraph"))
        .args(["serve", "--store", "other", "--listen", "127.0.0.1:0", "--writable", "--token-file", "token"])
        .current_dir(folder)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(server.stderr.take().unwrap()).lines();
    let _server = Running(server);
    let line = said.find(|line| line.as_ref().is_ok_and(|line| line.contains("http://"))).unwrap().unwrap();
    let address = line.split_whitespace().find(|word| word.starts_with("http://")).unwrap().trim_end_matches('/');
    let output = Command::new(env!("CARGO_BIN_EXE_briefgraph"))
        .args(["publish", "--store", "rocks", "--token-file", "token", "--to", &format!("{address}/store")])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let facts = "SELECT ?who ?what WHERE { ?fact a bg:Proposal ; bg:proposer ?who ; dct:description ?what }";
    let ask = |store| run(folder, &["query", "--store", store, "-f", "csv", "-e", facts]);
    assert_eq!(ask("rocks"), ask("other"));
    assert_eq!(ask("rocks").0, 0);
}

#[test]
fn a_store_of_many_documents_opens_at_once_and_survives_a_kill() {
    let folder = tempfile::TempDir::new().unwrap();
    let folder = folder.path();
    std::fs::create_dir(folder.join("texts")).unwrap();
    for n in 0..300 {
        let text = format!("The Port Authority of Lund proposed quay {n}.\n\nParliament passed the Quay Act {n}.\n");
        std::fs::write(folder.join(format!("texts/t{n:03}.txt")), text).unwrap();
    }
    let build = ["build", "--quiet", "--store", "rocks", "--backend", "rocksdb", "texts"];
    let started = Instant::now();
    run(folder, &[&build[..3], &["whole"], &build[4..]].concat());
    let whole = started.elapsed();
    for part in 1..6 {
        let child = Command::new(env!("CARGO_BIN_EXE_briefgraph")).args(build).current_dir(folder).spawn().unwrap();
        std::thread::sleep(whole * part / 6);
        drop(Running(child));
        if folder.join("rocks/store.json").exists() {
            run(folder, &["query", "--store", "rocks", "documents"]);
        }
    }
    run(folder, &build);
    let everything = ["query", "-f", "nt", "-e", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "--store"];
    let ask = |store| run(folder, &[&everything[..], &[store]].concat()).1;
    assert!(ask("rocks") == ask("whole"), "the build after the kills ends with another graph");

    // The best of some: other tests run beside this one.
    let best = (0..5)
        .map(|_| {
            let started = Instant::now();
            briefgraph::store::Store::open(&folder.join("rocks")).unwrap();
            started.elapsed()
        })
        .min();
    assert!(best < Some(Duration::from_millis(100)), "it took {best:?} to open");
}
