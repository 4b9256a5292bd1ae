//! The on-disk back end, through the program: the same answers as files give.
#![cfg(feature = "rocksdb")]
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::path::Path;
use std::process::Command;

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
        assert_eq!(ask("files"), ask("rocks"));
    };
    let build = |more: &[&str]| {
        for (store, backend) in [("files", "files"), ("rocks", "rocksdb")] {
            let head = ["build", "--quiet", "--store", store, "--backend", backend];
            run(folder, &[&head[..], more].concat());
        }
    };
    build(&["."]);
    same();
    std::fs::write(folder.join("t1.txt"), "The Green Party called for a vote.\n").unwrap();
    std::fs::remove_file(folder.join("t2.txt")).unwrap();
    build(&["--prune", "."]);
    same();
    for store in ["files", "rocks"] {
        run(folder, &["remove", "--quiet", "--store", store, "./t3.txt"]);
    }
    same();
}
