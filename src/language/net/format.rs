//! The model file: named sections behind a header with version, length and checksum. Whole numbers are little-endian.
//! Large sections are borrowed from the file's bytes as they are.
//!
//! ```text
//! 0   magic "bgmodel\0"     8   version u32     12  number of sections u32
//! 16  length of the file u64                    24  checksum of all that follows u64
//! 32  a section each 56 bytes: name (32 bytes, padded with zeros), start u64, length u64, rows u32, columns u32
//! ```

use super::kernel::{LANES, Matrix};
use std::path::PathBuf;

/// Version of the format and of what the sections mean.
pub const VERSION: u32 = 1;

const MAGIC: [u8; 8] = *b"bgmodel\0";
const HEADER: usize = 32;
const ENTRY: usize = 56;
const NAME: usize = 32;

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The program was built without weights.
    #[error("no model `{0}` is built in: hint: set `BRIEFGRAPH_MODELS` to a folder that holds it")]
    Absent(&'static str),
    /// A file cannot be read.
    #[error("cannot read the model `{path}`: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: std::io::Error,
    },
    /// The bytes are something else.
    #[error("this is no model of the language engine")]
    Foreign,
    /// The file belongs to another version of the program.
    #[error("the model has version {found}, but this program reads version {VERSION}: hint: export it again")]
    Version {
        /// The file's version.
        found: u32,
    },
    /// Bytes are missing or too many.
    #[error("the model has {found} bytes, but should have {expected}: hint: fetch it again")]
    Length {
        /// Bytes that are there.
        found: u64,
        /// Bytes that the header promises.
        expected: u64,
    },
    /// Bytes were changed.
    #[error("the checksum of the model is wrong: hint: fetch it again")]
    Checksum,
    /// A section is missing or has the wrong size.
    #[error("the model's section `{0}` is missing or has the wrong size: hint: export it again")]
    Section(String),
}

impl ModelError {
    /// The same error once more, for all who ask for a model that could not be loaded.
    #[must_use]
    pub fn again(&self) -> Self {
        match self {
            Self::Absent(name) => Self::Absent(name),
            Self::Io { path, source } => {
                Self::Io { path: path.clone(), source: std::io::Error::new(source.kind(), source.to_string()) }
            }
            Self::Foreign => Self::Foreign,
            Self::Version { found } => Self::Version { found: *found },
            Self::Length { found, expected } => Self::Length { found: *found, expected: *expected },
            Self::Checksum => Self::Checksum,
            Self::Section(name) => Self::Section(name.clone()),
        }
    }
}

/// The sections of a model file.
#[derive(Debug, Clone)]
pub struct ModelFile<'a> {
    sections: Vec<(&'a str, Section<'a>)>,
    /// The checksum, which also tells one model from another.
    pub checksum: u64,
}

/// The bytes of a section, with the size of the matrix that they hold.
#[derive(Debug, Clone, Copy)]
struct Section<'a> {
    bytes: &'a [u8],
    rows: usize,
    cols: usize,
}

impl<'a> ModelFile<'a> {
    /// Reads the header and the directory, and checks the checksum.
    ///
    /// # Errors
    /// When the bytes are not a model file of this version.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ModelError> {
        if bytes.len() < HEADER || bytes[..8] != MAGIC {
            return Err(ModelError::Foreign);
        }
        let version = u32_at(bytes, 8);
        if version != VERSION {
            return Err(ModelError::Version { found: version });
        }
        let (found, expected) = (bytes.len() as u64, u64_at(bytes, 16));
        if found != expected {
            return Err(ModelError::Length { found, expected });
        }
        let checksum = u64_at(bytes, 24);
        if checksum_of(&bytes[HEADER..]) != checksum {
            return Err(ModelError::Checksum);
        }
        let mut sections = Vec::new();
        for i in 0..u32_at(bytes, 12) as usize {
            let bad = || ModelError::Section(format!("number {i}"));
            let entry = bytes.get(HEADER + i * ENTRY..HEADER + (i + 1) * ENTRY).ok_or_else(bad)?;
            let name = std::str::from_utf8(&entry[..NAME]).map_err(|_| bad())?.trim_end_matches('\0');
            let (start, length) = (u64_at(entry, NAME) as usize, u64_at(entry, NAME + 8) as usize);
            let own = start.checked_add(length).and_then(|end| bytes.get(start..end)).ok_or_else(bad)?;
            let (rows, cols) = (u32_at(entry, NAME + 16) as usize, u32_at(entry, NAME + 20) as usize);
            sections.push((name, Section { bytes: own, rows, cols }));
        }
        Ok(Self { sections, checksum })
    }

    fn section(&self, name: &str) -> Result<Section<'a>, ModelError> {
        let found = self.sections.iter().find(|(own, _)| *own == name);
        found.map(|(_, section)| *section).ok_or_else(|| ModelError::Section(name.to_owned()))
    }

    /// The bytes of the section `name`.
    ///
    /// # Errors
    /// When there is no part of that name, or it is of another kind.
    pub fn bytes(&self, name: &str) -> Result<&'a [u8], ModelError> {
        Ok(self.section(name)?.bytes)
    }

    /// The numbers of the section `name`.
    ///
    /// # Errors
    /// When there is no part of that name, or it is of another kind.
    pub fn floats(&self, name: &str) -> Result<Vec<f32>, ModelError> {
        let bytes = self.section(name)?.bytes;
        Ok(bytes.as_chunks::<4>().0.iter().map(|v| f32::from_le_bytes(*v)).collect())
    }

    /// The rounded matrix `name` with its scales and, where it has one, its bias.
    ///
    /// # Errors
    /// When there is no part of that name, or it is of another kind.
    pub fn matrix(&self, name: &str) -> Result<Matrix<'a>, ModelError> {
        let section = self.section(name)?;
        let scales = self.floats(&format!("{name}.scale"))?;
        let bias = self.floats(&format!("{name}.bias")).unwrap_or_else(|_| vec![0.0; scales.len()]);
        let width = section.cols.next_multiple_of(4);
        let height = section.rows.next_multiple_of(LANES);
        if section.bytes.len() != width * height || scales.len() != height || bias.len() != height {
            return Err(ModelError::Section(name.to_owned()));
        }
        Ok(Matrix::new(section.bytes, section.rows, section.cols, scales, bias))
    }

    /// The table `name`.
    ///
    /// # Errors
    /// When there is no part of that name, or it is of another kind.
    pub fn table(&self, name: &str) -> Result<Table<'a>, ModelError> {
        let section = self.section(name)?;
        let scales = self.bytes(&format!("{name}.scale"))?.as_chunks::<4>().0;
        if section.bytes.len() != section.rows * section.cols || scales.len() != section.rows || section.rows == 0 {
            return Err(ModelError::Section(name.to_owned()));
        }
        Ok(Table { levels: section.bytes, scales, width: section.cols })
    }

    /// The keys of the table `name`.
    ///
    /// # Errors
    /// When there is no part of that name, or it is of another kind.
    pub fn vocabulary(&self, name: &str) -> Result<Vocabulary<'a>, ModelError> {
        let slots = self.bytes(&format!("{name}.slots"))?.as_chunks::<4>().0;
        let ends = self.bytes(&format!("{name}.ends"))?.as_chunks::<4>().0;
        let text = self.bytes(&format!("{name}.text"))?;
        if !slots.len().is_power_of_two() || slots.len() <= ends.len() {
            return Err(ModelError::Section(name.to_owned()));
        }
        Ok(Vocabulary { slots, ends, text })
    }
}

/// Rows of numbers in 8 bits with one scale a row.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    levels: &'a [u8],
    scales: &'a [[u8; 4]],
    width: usize,
}

impl Table<'_> {
    /// Numbers a row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Writes row `row`, or the first where there is no such row.
    pub fn write(&self, row: u32, to: &mut [f32]) {
        let row = if (row as usize) < self.scales.len() { row as usize } else { 0 };
        let scale = f32::from_le_bytes(self.scales[row]);
        for (slot, &level) in to.iter_mut().zip(&self.levels[row * self.width..(row + 1) * self.width]) {
            *slot = f32::from(level.cast_signed()) * scale;
        }
    }
}

/// A set of keys with their rows, as a hash table that is used where it lies.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<'a> {
    /// One more than the number of the key, or 0.
    slots: &'a [[u8; 4]],
    /// Where each key ends in the text.
    ends: &'a [[u8; 4]],
    text: &'a [u8],
}

impl Vocabulary<'_> {
    /// The row of a key: 0 for an unknown one.
    #[must_use]
    pub fn get(&self, key: &str) -> u32 {
        let mask = self.slots.len() - 1;
        let mut slot = hash(key.as_bytes()) as usize & mask;
        // The table has free slots, but a forged file may have none.
        for _ in 0..self.slots.len() {
            let row = u32::from_le_bytes(self.slots[slot]);
            if row == 0 {
                return 0;
            }
            if self.key(row as usize - 1) == Some(key.as_bytes()) {
                return row;
            }
            slot = (slot + 1) & mask;
        }
        0
    }

    fn key(&self, number: usize) -> Option<&[u8]> {
        let end = u32::from_le_bytes(*self.ends.get(number)?) as usize;
        let start = match number {
            0 => 0,
            _ => u32::from_le_bytes(self.ends[number - 1]) as usize,
        };
        self.text.get(start..end)
    }
}

/// Writes a model file.
#[derive(Debug, Default)]
pub struct Writer {
    sections: Vec<(String, Vec<u8>, usize, usize)>,
}

impl Writer {
    /// Adds a section.
    pub fn bytes(&mut self, name: &str, bytes: Vec<u8>, rows: usize, cols: usize) {
        self.sections.push((name.to_owned(), bytes, rows, cols));
    }

    /// Adds a section of numbers.
    pub fn floats(&mut self, name: &str, values: &[f32]) {
        self.bytes(name, values.iter().flat_map(|v| v.to_le_bytes()).collect(), 1, values.len());
    }

    /// Adds a matrix given row after row, rounded to 8 bits with one scale a row, laid out for the kernels.
    pub fn matrix(&mut self, name: &str, values: &[f32], rows: usize, cols: usize, bias: Option<&[f32]>) {
        let (width, height) = (cols.next_multiple_of(4), rows.next_multiple_of(LANES));
        let mut levels = vec![0_u8; width * height];
        let mut scales = vec![0.0; height];
        for (r, row) in values.chunks_exact(cols).enumerate() {
            let (own, scale) = rounded(row);
            scales[r] = scale;
            for (c, level) in own.into_iter().enumerate() {
                levels[r / LANES * LANES * width + c / 4 * LANES * 4 + r % LANES * 4 + c % 4] = level.cast_unsigned();
            }
        }
        self.bytes(name, levels, rows, cols);
        self.floats(&format!("{name}.scale"), &scales);
        if let Some(bias) = bias {
            let mut bias = bias.to_vec();
            bias.resize(height, 0.0);
            self.floats(&format!("{name}.bias"), &bias);
        }
    }

    /// Adds a table given row after row, rounded to 8 bits with one scale a row.
    pub fn table(&mut self, name: &str, values: &[f32], rows: usize, cols: usize) {
        let (levels, scales): (Vec<_>, Vec<_>) = values.chunks_exact(cols).map(rounded).unzip();
        let levels = levels.into_iter().flatten().map(i8::cast_unsigned).collect();
        self.bytes(name, levels, rows, cols);
        self.floats(&format!("{name}.scale"), &scales);
    }

    /// Adds keys; the key at place `i` has the row `i + 1`.
    pub fn vocabulary<'k>(&mut self, name: &str, keys: impl ExactSizeIterator<Item = &'k str>) {
        let mut slots = vec![0_u32; (2 * keys.len() + 2).next_power_of_two()];
        let (mut ends, mut text) = (Vec::new(), Vec::new());
        for (number, key) in keys.enumerate() {
            let mut slot = hash(key.as_bytes()) as usize & (slots.len() - 1);
            while slots[slot] != 0 {
                slot = (slot + 1) & (slots.len() - 1);
            }
            slots[slot] = number as u32 + 1;
            text.extend_from_slice(key.as_bytes());
            ends.push(text.len() as u32);
        }
        let count = ends.len();
        self.bytes(&format!("{name}.slots"), slots.iter().flat_map(|v| v.to_le_bytes()).collect(), 1, slots.len());
        self.bytes(&format!("{name}.ends"), ends.iter().flat_map(|v| v.to_le_bytes()).collect(), 1, count);
        self.bytes(&format!("{name}.text"), text, 1, count);
    }

    /// The file.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        let mut directory = Vec::new();
        let mut payload = Vec::new();
        let base = (HEADER + self.sections.len() * ENTRY).next_multiple_of(64);
        for (name, bytes, rows, cols) in &self.sections {
            let mut field = name.clone().into_bytes();
            field.resize(NAME, 0);
            directory.extend(field);
            directory.extend(((base + payload.len()) as u64).to_le_bytes());
            directory.extend((bytes.len() as u64).to_le_bytes());
            directory.extend((*rows as u32).to_le_bytes());
            directory.extend((*cols as u32).to_le_bytes());
            payload.extend_from_slice(bytes);
            payload.resize(payload.len().next_multiple_of(64), 0);
        }
        directory.resize(base - HEADER, 0);
        directory.extend(payload);
        let mut file = MAGIC.to_vec();
        file.extend(VERSION.to_le_bytes());
        file.extend((self.sections.len() as u32).to_le_bytes());
        file.extend(((HEADER + directory.len()) as u64).to_le_bytes());
        file.extend(checksum_of(&directory).to_le_bytes());
        file.extend(directory);
        file
    }
}

/// Whole multiples of a scale, from -127 to 127.
fn rounded(row: &[f32]) -> (Vec<i8>, f32) {
    let scale = row.iter().fold(0.0_f32, |top, v| top.max(v.abs())) / 127.0;
    let level = |v: &f32| if scale > 0.0 { (v / scale).round() as i8 } else { 0 };
    (row.iter().map(level).collect(), scale)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes[at..].first_chunk().map_or(0, |v| u32::from_le_bytes(*v))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes[at..].first_chunk().map_or(0, |v| u64::from_le_bytes(*v))
}

const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

pub(super) fn hash(key: &[u8]) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for &byte in key {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (state ^ (state >> 29)).wrapping_mul(MIX) >> 20
}

/// A checksum that runs at the speed of memory: four sums of mixed words.
fn checksum_of(bytes: &[u8]) -> u64 {
    let mut sums = [1, 2, 3, 4_u64];
    let (blocks, rest) = bytes.as_chunks::<32>();
    for block in blocks {
        for (sum, word) in sums.iter_mut().zip(block.as_chunks::<8>().0) {
            *sum = (*sum ^ u64::from_le_bytes(*word)).wrapping_mul(MIX).rotate_left(29);
        }
    }
    let mut total = bytes.len() as u64;
    for sum in sums {
        total = (total ^ sum).wrapping_mul(MIX).rotate_left(31);
    }
    for &byte in rest {
        total = (total ^ u64::from(byte)).wrapping_mul(MIX).rotate_left(31);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        let mut writer = Writer::default();
        writer.vocabulary("word", ["tax", "levy", "duty"].into_iter());
        writer.table("word", &[0.0, 0.0, 1.0, -0.5, 0.25, 0.125, -2.0, 2.0], 4, 2);
        writer.matrix("m", &[1.0, 2.0, 3.0, -1.0, 0.5, 0.0], 2, 3, Some(&[0.5, 0.25]));
        writer.finish()
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "these numbers are exact in binary")]
    fn written_and_read() {
        let bytes = sample();
        let file = ModelFile::parse(&bytes).unwrap();
        let words = file.vocabulary("word").unwrap();
        assert_eq!(["tax", "levy", "duty", "rate", ""].map(|w| words.get(w)), [1, 2, 3, 0, 0]);
        let table = file.table("word").unwrap();
        let mut row = [9.0; 2];
        table.write(3, &mut row);
        assert_eq!(row, [-2.0, 2.0]);
        table.write(99, &mut row);
        assert_eq!(row, [0.0, 0.0]);
        assert_eq!(file.matrix("m").unwrap().rows(), 2);
        assert!(matches!(file.matrix("word"), Err(ModelError::Section(_))));
        assert!(matches!(file.matrix("none"), Err(ModelError::Section(_))));
    }

    #[test]
    fn broken_files_say_what_is_wrong() {
        let bytes = sample();
        assert!(matches!(ModelFile::parse(b"PK\x03\x04"), Err(ModelError::Foreign)));
        for cut in 0..bytes.len() {
            assert!(ModelFile::parse(&bytes[..cut]).is_err());
        }
        let message = ModelFile::parse(&bytes[..100]).unwrap_err().to_string();
        assert!(message.starts_with("the model has 100 bytes, but should have "), "{message}");
        let mut other = bytes.clone();
        other[8] = 77;
        let message = ModelFile::parse(&other).unwrap_err().to_string();
        assert!(message.starts_with("the model has version 77, but this program reads version 1"), "{message}");
        for at in (HEADER..bytes.len()).step_by(7) {
            let mut changed = bytes.clone();
            changed[at] ^= 16;
            assert!(matches!(ModelFile::parse(&changed), Err(ModelError::Checksum)), "at {at}");
        }
    }
}
