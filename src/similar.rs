//! Texts that are nearly the same: the press release that five newsletters print.
//!
//! `SimHash` (Charikar 2002) of the three-word sequences of a text: 64 bits of which near-duplicates share almost all.

use std::collections::BTreeMap;

/// Near-duplicates differ in so many bits at most. A release with a new headline and closing line differs in 3 to 8 bits;
/// of two unrelated texts 32 differ on average, and 8 or fewer in one of four thousand million pairs.
const MOST_BITS: u32 = 8;
/// Hashes that differ in [`MOST_BITS`] bits agree in at least one band of so many.
const BANDS: u32 = MOST_BITS + 1;
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
    let mut bands: BTreeMap<(u32, u64), Vec<usize>> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (index, hash) in hashes.iter().enumerate().filter(|(_, hash)| **hash != 0) {
        let keys = (0..BANDS).map(|band| (band, bits(*hash, band)));
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

/// The bits of `hash` in one band; the bands are 7 bits wide, the last is 8.
fn bits(hash: u64, band: u32) -> u64 {
    let (from, to) = (64 * band / BANDS, 64 * (band + 1) / BANDS);
    hash >> from & ((1 << (to - from)) - 1)
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

    #[test]
    fn a_release_with_a_new_frame_is_a_copy_and_another_on_the_matter_is_not() {
        let release = "The harbour board of Elm Point will deepen the northern channel to fourteen metres, it said on \
            Friday. Work begins in March and is expected to take two years. The board has set aside 40 million crowns \
            for the dredging and another six for new lights. Its chair, Ola Fenn, said that larger ships had been turned \
            away on ninety days of the past year. Fishermen fear for the mussel beds off Grey Sand and want the dredged \
            mud to be dumped farther out. A hearing is planned for the second week of January in the old customs house. \
            The county has to agree before the end of the month, and the coast guard has asked for a study of the currents.";
        let framed = format!("Harbour letter. Dredging agreed.\n\n{release}\n\nSent by the board.");
        let other = "The harbour board of Elm Point will close the southern quay, it said on Monday. The quay has stood \
            since the war and its piles are rotten. Fishermen must land their catch at Grey Sand until a new quay is \
            built, which the board expects to cost 12 million crowns. Ola Fenn, its chair, said there was no choice.";
        assert_eq!(origins(&[simhash(release), simhash(other), simhash(&framed)]), [(2, 0)]);
    }
}
