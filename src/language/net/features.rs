//! What a net sees of a word: keys of its spelling that the vocabularies turn into rows of tables.

use std::fmt::Write as _;

/// The tables with one row a key, in the order in which their rows stand in a net's input.
pub const TABLES: [Table; 7] = [
    Table { name: "word", width: 64, least: 2 },
    Table { name: "suffix2", width: 24, least: 3 },
    Table { name: "suffix3", width: 32, least: 3 },
    Table { name: "suffix4", width: 32, least: 3 },
    Table { name: "prefix2", width: 16, least: 3 },
    Table { name: "prefix4", width: 24, least: 3 },
    Table { name: "shape", width: 16, least: 3 },
];

/// The number of the table of words.
pub const WORD: usize = 0;

/// Sum of the widths of [`TABLES`].
pub const TABLES_WIDTH: usize = 208;

/// Width of a word vector.
pub const VECTOR_WIDTH: usize = 100;

/// One table of trained rows.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Name in the model file.
    pub name: &'static str,
    /// Numbers a row.
    pub width: usize,
    /// Occurrences in the training texts that make a key known.
    pub least: usize,
}

/// The keys of one word form; the buffers are used again for the next.
#[derive(Debug, Default)]
pub struct Keys {
    plain: String,
    starts: Vec<usize>,
    shape: String,
    vector: String,
}

/// Longer forms are cut: what follows tells nothing about a word, and 100 kB of it would be slow.
const LONGEST_FORM: usize = 64;

impl Keys {
    /// Computes the keys of `form`.
    pub fn set(&mut self, form: &str) {
        self.plain.clear();
        self.starts.clear();
        self.shape.clear();
        self.vector.clear();
        let (mut last, mut run) = (' ', 0);
        for c in form.chars().take(LONGEST_FORM) {
            let c = straight(c);
            for c in c.to_lowercase() {
                self.starts.push(self.plain.len());
                self.vector.push(c);
                self.plain.push(if c.is_numeric() { '0' } else { c });
            }
            let class = match c {
                _ if c.is_uppercase() => 'X',
                _ if c.is_lowercase() => 'x',
                _ if c.is_numeric() => '0',
                _ if c.is_alphabetic() => 'a',
                _ => c,
            };
            run = if class == last { run + 1 } else { 1 };
            last = class;
            if run <= 2 {
                self.shape.push(class);
            }
        }
    }

    /// The key of the word vectors: lower case.
    #[must_use]
    pub fn vector(&self) -> &str {
        &self.vector
    }

    /// Whether the word begins with a capital.
    #[must_use]
    pub fn is_capitalised(&self) -> bool {
        self.shape.starts_with('X')
    }

    /// The key of the table number `table`.
    #[must_use]
    pub fn get(&self, table: usize) -> &str {
        match table {
            1 => self.suffix(2),
            2 => self.suffix(3),
            3 => self.suffix(4),
            4 => self.prefix(2),
            5 => self.prefix(4),
            6 => &self.shape,
            _ => &self.plain,
        }
    }

    fn suffix(&self, n: usize) -> &str {
        let at = self.starts.len().saturating_sub(n);
        self.starts.get(at).map_or("", |&start| &self.plain[start..])
    }

    fn prefix(&self, n: usize) -> &str {
        self.starts.get(n).map_or(self.plain.as_str(), |&end| &self.plain[..end])
    }
}

/// One spelling for the marks that typesetters vary.
fn straight(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{02bc}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{ab}' | '\u{bb}' => '"',
        '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{2212}' => '-',
        '\u{2015}' => '\u{2014}',
        _ => c,
    }
}

/// The name of a layer's tensor in the model file.
#[must_use]
pub fn layer_name(layer: usize, part: &str) -> String {
    let mut name = String::new();
    let _ = write!(name, "layer{layer}.{part}");
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_forms() {
        let mut keys = Keys::default();
        keys.set("McKinsey’s");
        assert_eq!(keys.vector(), "mckinsey's");
        assert_eq!((keys.get(1), keys.get(2), keys.get(5)), ("'s", "y's", "mcki"));
        assert_eq!(keys.get(6), "XxXxx'x");
        keys.set("2025");
        assert_eq!((keys.vector(), keys.get(0), keys.get(3), keys.get(6)), ("2025", "0000", "0000", "00"));
        keys.set("");
        assert_eq!((keys.get(0), keys.get(1), keys.get(4)), ("", "", ""));
        keys.set(&"é".repeat(100_000));
        assert!(keys.get(0).len() < 200);
    }

    #[test]
    fn widths_add_up() {
        assert_eq!(TABLES.iter().map(|t| t.width).sum::<usize>(), TABLES_WIDTH);
    }
}
