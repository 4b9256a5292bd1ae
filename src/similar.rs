//! Texts that are nearly the same: the press release that five newsletters print.
//!
//! `SimHash` (Charikar 2002) of the three-word sequences of a text: 64 bits of which near-duplicates share almost all.

use std::collections::BTreeMap;

/// Near-duplicates differ in so many bits at most: with four bands of 16 bits, two such hashes share a whole band.
const MOST_BITS: u32 = 3;
/// Words in a sequence.
const SHINGLE: usize = 3;
/// Texts of fewer words say too little for a likeness to mean anything.
const LEAST_WORDS: usize = 24;

/// The `SimHash` of `text`; 0 for a text that is too short to be compared.
#[must_use]
pub fn simhash(text: &str) -> u64 {
    let words: Vec<u64> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| fnv(word.chars().flat_map(char::to_lowercase)))
        .collect();
    if words.len() < LEAST_WORDS {
        return 0;
    }
    let mut votes = [0_i32; 64];
    for shingle in words.windows(SHINGLE) {
        let hash = shingle.iter().fold(0_u64, |sum, word| mixed(sum.rotate_left(23) ^ word));
        for (bit, vote) in votes.iter_mut().enumerate() {
            *vote += if hash >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    votes.iter().enumerate().fold(0, |sum, (bit, vote)| sum | u64::from(*vote > 0) << bit)
}

/// For each text that is a near-duplicate of one before it, the first of its kind, as pairs of indices.
#[must_use]
pub fn origins(hashes: &[u64]) -> Vec<(usize, usize)> {
    let mut bands: BTreeMap<(u8, u16), Vec<usize>> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (index, hash) in hashes.iter().enumerate().filter(|(_, hash)| **hash != 0) {
        let keys = (0_u8..4).map(|band| (band, (hash >> (16 * band)) as u16));
        let origin = keys
            .clone()
            .filter_map(|key| bands.get(&key))
            .flatten()
            .copied()
            .filter(|other| (hashes[*other] ^ hash).count_ones() <= MOST_BITS)
            .min();
        match origin {
            Some(origin) => pairs.push((index, origin)),
            // Origins alone are compared with: a chain of small changes does not grow without end.
            None => keys.for_each(|key| bands.entry(key).or_default().push(index)),
        }
    }
    pairs
}

/// FNV-1a over characters: the same on every machine.
fn fnv(chars: impl Iterator<Item = char>) -> u64 {
    chars.fold(0xcbf2_9ce4_8422_2325, |hash, c| (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3))
}

/// The finalizer of `SplitMix64`: spreads a change of one bit over all.
fn mixed(value: u64) -> u64 {
    let value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ value >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(ending: &str) -> String {
        let body: Vec<String> =
            (0..160).map(|n| format!("The {n}th clause lets the harbour of ward {} collect fees", n * 7)).collect();
        format!("{}. {ending}", body.join(". "))
    }

    #[test]
    fn copies_with_another_ending_are_found_and_other_texts_are_not() {
        let other =
            (0..160).map(|n| format!("Rain fell on {n} fields and {} barns", n * 3)).collect::<Vec<_>>().join(". ");
        let texts = [release("Printed on Monday."), other, release("Sent to all readers."), "Short.".to_owned()];
        let hashes: Vec<u64> = texts.iter().map(|text| simhash(text)).collect();
        assert_eq!(origins(&hashes), [(2, 0)]);
        assert_eq!(hashes[3], 0);
    }

    #[test]
    fn case_and_punctuation_do_not_matter() {
        assert_eq!(simhash(&release("End")), simhash(&release("end!").to_uppercase()));
    }
}
