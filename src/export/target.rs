//! Files that are whole or not there: written under another name, then renamed.

use crate::export::error::ExportError;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

/// Writes `path` by `fill`. What is there already is kept, unless `force`.
///
/// # Errors
/// When `path` exists and is kept, when `fill` fails, or when the disk does; then nothing is left under `path`
/// that was not there before.
pub fn write_file(
    path: &Path,
    force: bool,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    if !force && path.symlink_metadata().is_ok() {
        return Err(ExportError::Exists(path.to_owned()));
    }
    let failed = |error| ExportError::Write { path: path.to_owned(), error };
    let temporary = Temporary(beside(path));
    let mut buffer = BufWriter::with_capacity(1 << 16, File::create(&temporary.0).map_err(failed)?);
    fill(&mut buffer).map_err(|problem| match problem {
        // Inside a file, the output that fails is the file.
        ExportError::Output(cause) => failed(cause),
        other => other,
    })?;
    let written = buffer.into_inner().map_err(|problem| failed(problem.into_error()))?;
    written.sync_all().map_err(failed)?;
    fs::rename(&temporary.0, path).map_err(failed)
}

/// Makes the folder `path` with the files that `fill` writes into the folder it is given. A folder that exists is
/// kept unless it is empty or `force`; then its files of the same names are replaced, each as a whole.
///
/// # Errors
/// When the folder holds something and `force` is false, when it cannot be written, and what `fill` gives.
pub fn write_folder(
    path: &Path,
    force: bool,
    fill: impl FnOnce(&Path) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let occupied =
        path.symlink_metadata().is_ok() && fs::read_dir(path).map_or(true, |mut entries| entries.next().is_some());
    if occupied && !force {
        return Err(ExportError::Exists(path.to_owned()));
    }
    let failed = |error| ExportError::Write { path: path.to_owned(), error };
    let temporary = Temporary(beside(path));
    fs::create_dir_all(&temporary.0).map_err(failed)?;
    fill(&temporary.0)?;
    if occupied {
        let mut names: Vec<_> =
            fs::read_dir(&temporary.0).and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(failed)?;
        names.sort_by_key(fs::DirEntry::file_name);
        for entry in names {
            fs::rename(entry.path(), path.join(entry.file_name())).map_err(failed)?;
        }
        return Ok(());
    }
    fs::rename(&temporary.0, path).map_err(failed)
}

/// A name in the same folder that nobody else uses, so that renaming does not cross file systems.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{}.part", std::process::id()))
}

/// Removed when dropped, unless it was renamed away.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // It is gone after a success; after a failure a second failure adds nothing.
        let _ = if self.0.is_dir() { fs::remove_dir_all(&self.0) } else { fs::remove_file(&self.0) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn keeps_what_is_there_and_leaves_nothing_half() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.ttl");
        write_file(&path, false, |out| Ok(out.write_all(b"first")?)).unwrap();
        assert!(matches!(write_file(&path, false, |_| Ok(())), Err(ExportError::Exists(_))));
        let full = write_file(&path, true, |out| {
            out.write_all(b"half")?;
            Err(io::Error::from(io::ErrorKind::StorageFull).into())
        });
        assert!(matches!(full, Err(ExportError::Write { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        write_file(&path, true, |out| Ok(out.write_all(b"second")?)).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn folders_are_whole_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tables");
        let fill = |words: &'static str| {
            move |inside: &Path| fs::write(inside.join("a.csv"), words).map_err(ExportError::Output)
        };
        write_folder(&path, false, fill("1")).unwrap();
        assert!(matches!(write_folder(&path, false, fill("2")), Err(ExportError::Exists(_))));
        write_folder(&path, true, fill("3")).unwrap();
        assert_eq!(fs::read_to_string(path.join("a.csv")).unwrap(), "3");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
