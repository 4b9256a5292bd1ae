//! Which texts are copies of one another: the same press release in five newsletters.
//!
//! `SimHash` (Charikar 2002): each run of words votes on 64 bits, so that texts that share most of their runs share
//! most of their bits. Changed headlines, openings and closing lines leave a pair near; two texts about one
//! matter stay as far apart as any two texts.

use std::collections::HashMap;

/// Words in a run.
const RUN: usize = 3;
/// Texts of fewer words have no signature: formulas repeat in them.
const FEWEST_WORDS: usize = 30;
/// Two signatures are near if no more bits differ. Of two unrelated texts 32 differ on average, and 10 or fewer
/// in one of about a hundred million pairs.
pub const NEAR: u32 = 10;

/// The signature of a text; 0, which is near to nothing, for texts too short to tell.
#[must_use]
pub fn signature(text: &str) -> u64 {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().flat_map(char::to_lowercase).fold(0xcbf2_9ce4_8422_2325, mixed));
    let mut votes = [0i64; 64];
    let mut run = [0u64; RUN];
    let mut count = 0usize;
    for word in words {
        run.rotate_left(1);
        run[RUN - 1] = word;
        count += 1;
        if count >= RUN {
            let hash = scattered(run.iter().fold(0, |hash, word| scattered(hash ^ word)));
            for (bit, vote) in votes.iter_mut().enumerate() {
                *vote += if hash >> bit & 1 == 1 { 1 } else { -1 };
            }
        }
    }
    if count < FEWEST_WORDS {
        return 0;
    }
    let signature = votes.iter().enumerate().fold(0, |bits, (bit, &vote)| bits | u64::from(vote > 0) << bit);
    signature.max(1)
}

/// FNV-1a over characters.
fn mixed(hash: u64, c: char) -> u64 {
    (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3)
}

/// The last step of `SplitMix64`: every bit of the input moves every bit of the output.
fn scattered(hash: u64) -> u64 {
    let hash = (hash ^ hash >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ hash >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ hash >> 31
}

/// True if two signatures are those of near-duplicate texts.
#[must_use]
pub fn are_near(a: u64, b: u64) -> bool {
    a != 0 && b != 0 && (a ^ b).count_ones() <= NEAR
}

/// For each signature the first one that it is near to, if that is not itself: the copies with their original.
/// A copy of a copy gets the first of all.
#[must_use]
pub fn originals(signatures: &[u64]) -> Vec<Option<usize>> {
    // Signatures with at most NEAR bits of difference agree in at least one of NEAR + 1 pieces.
    let pieces = u64::from(NEAR) + 1;
    let piece = |signature: u64, n: u64| {
        let (from, to) = (n * 64 / pieces, (n + 1) * 64 / pieces);
        (n, signature >> from & ((1 << (to - from)) - 1))
    };
    let mut by_piece: HashMap<(u64, u64), Vec<usize>> = HashMap::new();
    let mut originals: Vec<Option<usize>> = Vec::with_capacity(signatures.len());
    for (i, &signature) in signatures.iter().enumerate() {
        let nearest = (0..pieces)
            .filter_map(|n| {
                let candidates = by_piece.get(&piece(signature, n))?;
                candidates.iter().copied().find(|&j| are_near(signatures[j], signature))
            })
            .min();
        originals.push(nearest.map(|j| originals[j].unwrap_or(j)));
        if nearest.is_none() && signature != 0 {
            for n in 0..pieces {
                by_piece.entry(piece(signature, n)).or_default().push(i);
            }
        }
    }
    originals
}

#[cfg(test)]
mod tests {
    use super::*;

    const RELEASE: &str = "The harbour board of Elm Point will deepen the northern channel to fourteen metres, it said \
        on Friday. Work begins in March and is expected to take two years. The board has set aside 40 million crowns for \
        the dredging and another six for new lights. Its chair, Ola Fenn, said that larger ships had been turned away on \
        ninety days of the past year. Fishermen fear for the mussel beds off Grey Sand and want the dredged mud to be \
        dumped farther out. A hearing is planned for the second week of January in the old customs house. The county \
        has to agree before the end of the month, and the coast guard has asked for a study of the currents.";

    #[test]
    fn copies_are_near_and_others_are_not() {
        let framed = format!(
            "From our correspondent. Dredging agreed at Elm Point.\n\n{RELEASE}\n\nThis text was sent by the board."
        );
        let cut =
            RELEASE.split_inclusive(". ").enumerate().filter(|(i, _)| *i != 4).map(|(_, s)| s).collect::<String>();
        let loud = RELEASE.to_uppercase();
        let other = "The harbour board of Elm Point will close the southern quay, it said on Monday. The quay has stood \
            since the war and its piles are rotten. Fishermen must land their catch at Grey Sand until a new quay is built, \
            which the board expects to cost 12 million crowns. Ola Fenn, its chair, said that there was no choice.";
        let original = signature(RELEASE);
        for copy in [&framed, &cut, &loud] {
            assert!(are_near(original, signature(copy)), "{}", (original ^ signature(copy)).count_ones());
        }
        assert!(!are_near(original, signature(other)));
        assert_eq!(signature("Too short to tell."), 0);
        assert!(!are_near(0, 0));
    }

    #[test]
    fn copies_point_to_the_first() {
        let a = 0x0123_4567_89ab_cdef_u64;
        let near = a ^ 0b1_0010_0100;
        let nearer = near ^ 1 << 40;
        assert_eq!(originals(&[a, !a, near, 0, 0, nearer]), [None, None, Some(0), None, None, Some(0)]);
    }
}
