//! Reads the treebanks and the name-tagged texts.

use crate::language::{Deprel, Upos, Xpos, conllu};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// A sentence of a treebank.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// Word forms.
    pub forms: Vec<String>,
    /// Parts of speech.
    pub tags: Vec<(Upos, Xpos)>,
    /// Heads: 0 for the root, else the number of the word counted from 1.
    pub heads: Vec<usize>,
    /// Relations to the heads.
    pub labels: Vec<Deprel>,
}

/// The file in `dir` that has one of these names.
///
/// # Errors
/// When a file is not there or is not CoNLL-U.
pub fn find(dir: &Path, names: &[String]) -> Result<PathBuf> {
    match names.iter().map(|name| dir.join(name)).find(|path| path.is_file()) {
        Some(path) => Ok(path),
        None => bail!("no file `{}` in `{}`", names.join("` or `"), dir.display()),
    }
}

/// The file of part `part` of the treebank `name`, with its text and dictionary forms.
///
/// # Errors
/// When a file is not there or is not CoNLL-U.
pub fn with_text(dir: &Path, name: &str, part: &str) -> Result<conllu::Treebank> {
    let path = find(dir, &files(name, part))?;
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    conllu::read(&text).with_context(|| format!("in `{}`", path.display()))
}

fn files(name: &str, part: &str) -> [String; 2] {
    [format!("en_{name}-ud-{part}.conllu"), format!("{name}.{part}.conllu")]
}

/// Reads part `part` (`train`, `dev`, `test`) of the treebank `name` (`ewt`, `gum`).
///
/// # Errors
/// When a file is not there or is not CoNLL-U.
pub fn treebank(dir: &Path, name: &str, part: &str) -> Result<Vec<Tree>> {
    let path = find(dir, &files(name, part))?;
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    trees(&text).with_context(|| format!("in `{}`", path.display()))
}

/// Reads all trees in the files `*.conllu` of a folder, in the order of their names.
///
/// # Errors
/// When a file is not there or is not CoNLL-U.
pub fn folder(dir: &Path) -> Result<Vec<Tree>> {
    let entries = std::fs::read_dir(dir).with_context(|| format!("cannot read `{}`", dir.display()))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "conllu"))
        .collect();
    paths.sort();
    let mut list = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        list.extend(trees(&text).with_context(|| format!("in `{}`", path.display()))?);
    }
    Ok(list)
}

fn trees(text: &str) -> Result<Vec<Tree>> {
    let mut list = Vec::new();
    let mut tree = Tree::default();
    for (number, line) in text.lines().chain([""]).enumerate() {
        if line.is_empty() {
            if !tree.forms.is_empty() {
                list.push(std::mem::take(&mut tree));
            }
            continue;
        }
        let fields: Vec<&str> = line.split('\t').collect();
        if line.starts_with('#') || fields[0].contains(['-', '.']) {
            continue;
        }
        let word = || -> Option<_> {
            let upos = Upos::parse(fields.get(3)?)?;
            let xpos = Xpos::parse(fields.get(4)?)?;
            let label = fields.get(7)?;
            let label = Deprel::parse(label).or_else(|| Deprel::parse(label.split(':').next()?))?;
            Some((fields[1].to_owned(), (upos, xpos), fields.get(6)?.parse().ok()?, label))
        };
        let Some((form, tag, head, label)) = word() else { bail!("line {} is no word: `{line}`", number + 1) };
        tree.forms.push(form);
        tree.tags.push(tag);
        tree.heads.push(head);
        tree.labels.push(label);
    }
    Ok(list)
}
