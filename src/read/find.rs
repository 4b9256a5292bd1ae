//! Files and folders as the user gave them to the files that are read.

use super::Format;
use super::ReadError;
use super::sniff::{self, Kind};
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// What the given paths hold.
#[derive(Debug, Default)]
pub struct Found {
    /// Files to read, in the order of the arguments and by name within a folder; each once.
    pub files: Vec<PathBuf>,
    /// Files in folders that are of no known kind.
    pub skipped: Vec<PathBuf>,
    /// Paths that do not exist or cannot be opened, and folders without any text.
    pub errors: Vec<ReadError>,
}

/// Bytes of a file in a folder that are looked at to know its kind.
const LOOK_AT: u64 = 4096;

/// Walks `paths`. A file that is named is taken as it is; in folders hidden files and unknown kinds are left out.
/// Folders of which `is_foreign` is true are not looked into. `-` is standard input.
#[must_use]
pub fn find_files(paths: &[PathBuf], is_foreign: impl Fn(&Path) -> bool) -> Found {
    let mut found = Found::default();
    let mut seen = HashSet::new();
    for path in paths {
        if path == Path::new("-") {
            found.add(path.clone(), &mut seen);
            continue;
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                let before = found.files.len();
                let errors_before = found.errors.len();
                let seen_before = seen.len();
                walk(path, &is_foreign, &mut found, &mut seen);
                if found.files.len() == before && found.errors.len() == errors_before && seen.len() == seen_before {
                    found.errors.push(ReadError::NoFiles { source_name: path.to_string_lossy().into_owned() });
                }
            }
            Ok(_) => found.add(path.clone(), &mut seen),
            Err(error) => found.errors.push(ReadError::io(&path.to_string_lossy(), error)),
        }
    }
    found
}

impl Found {
    fn add(&mut self, file: PathBuf, seen: &mut HashSet<PathBuf>) {
        let identity = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
        if seen.insert(identity) {
            self.files.push(file);
        }
    }
}

/// Adds the texts below `folder`. Goes without recursion and into no folder twice, so that links cannot trap it.
fn walk(folder: &Path, is_foreign: &impl Fn(&Path) -> bool, found: &mut Found, seen: &mut HashSet<PathBuf>) {
    let mut folders_seen = HashSet::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let identity = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
            if is_foreign(&path) || !folders_seen.insert(identity) {
                continue;
            }
            match entries(&path) {
                // The stack gives the last first.
                Ok(entries) => open.extend(entries.into_iter().rev()),
                Err(error) => found.errors.push(ReadError::io(&path.to_string_lossy(), error)),
            }
        } else if is_text(&path) {
            found.add(path, seen);
        } else {
            found.skipped.push(path);
        }
    }
}

/// What is in `folder`, by name, without what is hidden.
fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            entries.push(entry.path());
        }
    }
    entries.sort();
    Ok(entries)
}

/// True for files with the extension of a known kind, files without extension that hold text, and files of any name
/// whose content shows a known kind.
fn is_text(path: &Path) -> bool {
    let name = path.to_string_lossy();
    if sniff::format_by_name(&name).is_some() {
        return true;
    }
    if !path.metadata().is_ok_and(|metadata| metadata.is_file()) {
        return false;
    }
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LOOK_AT).read_to_end(&mut head));
    if read.is_err() || head.is_empty() {
        return false;
    }
    match sniff::kind_of(&name, &head) {
        Kind::Known(Format::Text | Format::Markdown) => path.extension().is_none(),
        Kind::Known(_) | Kind::Mbox => true,
        Kind::Gzip | Kind::Zstd | Kind::Zip | Kind::Other(..) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_in_order_and_leaves_out_what_is_no_text() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["b", ".hidden", "store"] {
            fs::create_dir(at(name)).unwrap();
        }
        for (name, bytes) in [
            ("z.txt", "Words"),
            ("b/2.md", "Words"),
            ("b/1.txt", "Words"),
            ("a", "Words"),
            (".hidden/x.txt", "Words"),
            (".y.txt", "Words"),
            ("store/x.txt", "Words"),
            ("script.py", "print()"),
            ("page.php", "<!doctype html><p>Words"),
            ("picture", "\u{89}PNG\0\0"),
            ("c.txt.gz", "x"),
        ] {
            fs::write(at(name), bytes).unwrap();
        }
        let found = find_files(&[folder.path().to_path_buf(), at("z.txt")], |path| path.ends_with("store"));
        let names: Vec<_> =
            found.files.iter().map(|path| path.strip_prefix(folder.path()).unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["a", "b/1.txt", "b/2.md", "c.txt.gz", "page.php", "z.txt"]);
        assert_eq!(found.skipped.len(), 2);
        assert!(found.errors.is_empty());
    }

    #[test]
    fn tells_what_is_missing_or_empty() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("empty")).unwrap();
        let found =
            find_files(&[folder.path().join("empty"), folder.path().join("none"), PathBuf::from("-")], |_| false);
        assert!(matches!(found.errors[0], ReadError::NoFiles { .. }));
        assert!(matches!(found.errors[1], ReadError::NotFound { .. }));
        assert_eq!(found.files, [PathBuf::from("-")]);
    }

    #[cfg(unix)]
    #[test]
    fn links_in_circles_end() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).unwrap();
        fs::write(folder.path().join("a.txt"), "Words").unwrap();
        assert_eq!(find_files(&[folder.path().to_path_buf()], |_| false).files.len(), 1);
    }
}
