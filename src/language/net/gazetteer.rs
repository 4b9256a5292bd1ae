//! The gazetteer: which words are given names, family names or parts of places' names somewhere in the world. A word that
//! training never met takes the row of its class instead of the row of all unknown words.

use std::collections::BTreeMap;

/// Classes: a bit for given names, one for family names, one for places; 0 is in no list.
pub const CLASSES: usize = 8;
/// The bit of given names.
pub const GIVEN: u8 = 1;
/// The bit of family names.
pub const FAMILY: u8 = 2;
/// The bit of places.
pub const PLACE: u8 = 4;

/// Bits of a word's number that hold the class.
const CLASS_BITS: u32 = 3;

/// The key of a class among the words: no word begins with a space.
#[must_use]
pub fn key_of(class: usize) -> String {
    format!(" {class}")
}

/// Words with their classes, as sorted numbers that are used where they lie.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gazetteer<'a>(&'a [[u8; 4]]);

impl<'a> Gazetteer<'a> {
    /// The gazetteer in a section of a model file.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes.as_chunks::<4>().0)
    }

    /// The class of a word in small letters: 0 for one that no list has. One word in ten thousand that is in no list
    /// shares its number with one that is.
    #[must_use]
    pub fn class(self, word: &str) -> usize {
        let wanted = number(word);
        let of = |bytes: &[u8; 4]| u32::from_le_bytes(*bytes);
        match self.0.binary_search_by_key(&wanted, |bytes| of(bytes) >> CLASS_BITS) {
            Ok(at) => (of(&self.0[at]) & (CLASSES as u32 - 1)) as usize,
            Err(_) => 0,
        }
    }

    /// The section of a model file with these words.
    #[must_use]
    pub fn section<'w>(words: impl Iterator<Item = (&'w str, u8)>) -> Vec<u8> {
        let mut classes: BTreeMap<u32, u8> = BTreeMap::new();
        for (word, class) in words {
            *classes.entry(number(word)).or_insert(0) |= class;
        }
        let pack = |(number, class): (u32, u8)| (number << CLASS_BITS | u32::from(class)).to_le_bytes();
        classes.into_iter().flat_map(pack).collect()
    }
}

/// The number of a word: 29 bits of a hash.
fn number(word: &str) -> u32 {
    (super::format::hash(word.as_bytes()) & ((1 << (32 - CLASS_BITS)) - 1)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_classes() {
        let words = [("wanjiru", GIVEN), ("mwangi", GIVEN), ("mwangi", FAMILY), ("nakuru", PLACE)];
        let bytes = Gazetteer::section(words.into_iter());
        let gazetteer = Gazetteer::new(&bytes);
        assert_eq!(["wanjiru", "mwangi", "nakuru", "levy", ""].map(|word| gazetteer.class(word)), [1, 3, 4, 0, 0]);
        assert_eq!(Gazetteer::default().class("nakuru"), 0);
    }
}
