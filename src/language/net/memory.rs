//! What a document says about a word in one place counts in the others: "Quill" alone is a person where the text
//! has spoken of "Ms Ada Quill".

use super::names::{KINDS, TAGS};
use std::collections::HashMap;
use std::ops::Range;

/// How far the view of a kind moves towards the mean of all places where the word stands.
const PULL: f32 = 0.8;

/// A word is shared from this many places on.
const LEAST: usize = 2;

/// Views of a word: that it is in no name, then the kinds.
const VIEWS: usize = 1 + KINDS.len();

/// Moves the scores of the tags of capitalised words towards their mean over the document.
pub fn share(tokens: &[&str], pieces: &[Range<usize>], scores: &mut [f32]) {
    let mut number_of: HashMap<&str, usize> = HashMap::new();
    let mut sums: Vec<([f32; VIEWS], usize)> = Vec::new();
    let mut places: Vec<(usize, usize)> = Vec::new();
    for token in pieces.iter().cloned().flatten() {
        if !is_capitalised(tokens[token]) {
            continue;
        }
        let number = *number_of.entry(tokens[token]).or_insert(sums.len());
        if number == sums.len() {
            sums.push(([0.0; VIEWS], 0));
        }
        let (sum, count) = &mut sums[number];
        for (sum, view) in sum.iter_mut().zip(views(&scores[token * TAGS..][..TAGS])) {
            *sum += view;
        }
        *count += 1;
        places.push((token, number));
    }
    for (token, number) in places {
        let (sum, count) = &sums[number];
        if *count < LEAST {
            continue;
        }
        let own = &mut scores[token * TAGS..][..TAGS];
        let views = views(own);
        for (view, (sum, before)) in sum.iter().zip(views).enumerate() {
            let move_by = PULL * (sum / *count as f32 - before);
            let tags = if view == 0 { 0..1 } else { 4 * view - 3..4 * view + 1 };
            own[tags].iter_mut().for_each(|score| *score += move_by);
        }
    }
}

fn is_capitalised(form: &str) -> bool {
    let mut chars = form.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_some()
}

/// The best score of each view, relative to the best of all.
fn views(scores: &[f32]) -> [f32; VIEWS] {
    let mut views = [scores[0]; VIEWS];
    for (kind, four) in scores[1..].chunks_exact(4).enumerate() {
        views[kind + 1] = four.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    }
    let top = views.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    views.map(|view| (view - top).max(-20.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clear_place_settles_an_unclear_one() {
        let tokens = ["Quill", "left", "Quill", "Bern"];
        let mut scores = vec![0.0; tokens.len() * TAGS];
        // Clear: the only word of a person's name. Unclear: organization by a little.
        scores[4] = 10.0;
        scores[2 * TAGS + 8] = 1.0;
        scores[3 * TAGS + 12] = 3.0;
        let alone = scores[3 * TAGS..].to_vec();
        share(&tokens, &[0..2, 2..4], &mut scores);
        assert!(scores[2 * TAGS + 4] > scores[2 * TAGS + 8]);
        assert!(scores[4] > scores[8] + 5.0);
        assert_eq!(scores[3 * TAGS..], alone);
    }
}
