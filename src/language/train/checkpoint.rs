//! Trained numbers on disk, before they are rounded for the model file.

use super::encoder::Vocabulary;
use super::params::Params;
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// A trained net.
#[derive(Debug, Default, Clone)]
pub struct Checkpoint {
    /// The keys of each table; the key at place `i` has the row `i + 1`.
    pub vocabularies: Vec<Vec<String>>,
    /// The tags, each as UPOS and XPOS.
    pub tags: Vec<(String, String)>,
    /// Matrices by name.
    pub tensors: BTreeMap<String, Matrix>,
}

/// A matrix.
#[derive(Debug, Clone, Default)]
pub struct Matrix {
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub cols: usize,
    /// Row after row.
    pub data: Vec<f32>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    vocabularies: Vec<Vec<String>>,
    tags: Vec<(String, String)>,
    tensors: Vec<(String, usize, usize)>,
}

impl Checkpoint {
    /// The running averages of `params`.
    pub fn new(params: &Params, vocabularies: &[Vocabulary], tags: Vec<(String, String)>) -> Self {
        let vocabularies = vocabularies
            .iter()
            .map(|keys| {
                let mut list: Vec<(u32, &String)> = keys.iter().map(|(key, &row)| (row, key)).collect();
                list.sort_unstable();
                list.into_iter().map(|(_, key)| key.clone()).collect()
            })
            .collect();
        let matrix =
            |t: &super::params::Tensor| Matrix { rows: t.rows, cols: t.cols, data: t.of(&params.average).to_vec() };
        let tensors = params.names().iter().map(|(name, tensor)| (name.clone(), matrix(tensor))).collect();
        Self { vocabularies, tags, tensors }
    }

    /// Writes it to `path`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let header = Header {
            vocabularies: self.vocabularies.clone(),
            tags: self.tags.clone(),
            tensors: self.tensors.iter().map(|(name, m)| (name.clone(), m.rows, m.cols)).collect(),
        };
        let header = serde_json::to_vec(&header)?;
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header);
        bytes.extend(self.tensors.values().flat_map(|m| &m.data).flat_map(|v| v.to_le_bytes()));
        let partial = path.with_extension("partial");
        std::fs::write(&partial, bytes)
            .and_then(|()| std::fs::rename(&partial, path))
            .with_context(|| format!("cannot write `{}`", path.display()))
    }

    /// Reads what [`Checkpoint::write`] wrote.
    ///
    /// # Errors
    /// When the file cannot be read or is no checkpoint.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let parse = || -> Option<Self> {
            let (length, rest) = bytes.split_first_chunk::<8>()?;
            let (header, mut numbers) = rest.split_at_checked(u64::from_le_bytes(*length) as usize)?;
            let header: Header = serde_json::from_slice(header).ok()?;
            let mut tensors = BTreeMap::new();
            for (name, rows, cols) in header.tensors {
                let (own, rest) = numbers.split_at_checked(rows * cols * 4)?;
                numbers = rest;
                let data = own.as_chunks::<4>().0.iter().map(|v| f32::from_le_bytes(*v)).collect();
                tensors.insert(name, Matrix { rows, cols, data });
            }
            numbers.is_empty().then_some(Self { vocabularies: header.vocabularies, tags: header.tags, tensors })
        };
        match parse() {
            Some(checkpoint) => Ok(checkpoint),
            None => bail!("`{}` is no checkpoint", path.display()),
        }
    }
}
