//! Heads that make a tree: from the scores of all arcs to the best projective tree with one root.

/// Chooses for each word its best head; where that is no tree with one root, the best projective tree.
/// `scores[i * (n + 1) + h]` is the score of the word `h - 1`, or the root for `h = 0`, as head of word `i`. Writes the
/// heads in the same count: 0 for the root.
pub fn decode(n: usize, scores: &[f32], heads: &mut Vec<usize>) {
    heads.clear();
    for (i, row) in scores.chunks_exact(n + 1).take(n).enumerate() {
        let mut best = 0;
        for (h, &score) in row.iter().enumerate() {
            if h != i + 1 && score > row[best] {
                best = h;
            }
        }
        heads.push(best);
    }
    if !is_tree(heads) {
        eisner(n, scores, heads);
    }
}

/// Whether exactly one word hangs on the root and all others on it in the end.
#[must_use]
pub fn is_tree(heads: &[usize]) -> bool {
    if heads.iter().filter(|&&h| h == 0).count() != 1 {
        return false;
    }
    // 0 unseen, 1 on the path being walked, 2 known to reach the root.
    let mut seen = vec![0_u8; heads.len()];
    for start in 0..heads.len() {
        let mut at = start;
        while seen[at] == 0 {
            seen[at] = 1;
            match heads[at] {
                0 => break,
                h => at = h - 1,
            }
        }
        if seen[at] == 1 && heads[at] != 0 {
            return false;
        }
        at = start;
        while seen[at] == 1 {
            seen[at] = 2;
            match heads[at] {
                0 => break,
                h => at = h - 1,
            }
        }
    }
    true
}

/// Eisner's algorithm over the words; the root is put on top of the best of them in the end.
fn eisner(n: usize, scores: &[f32], heads: &mut [usize]) {
    if n == 0 {
        return;
    }
    let arc = |head: usize, word: usize| scores[word * (n + 1) + head + 1];
    let at = |i: usize, j: usize| i * n + j;
    // Spans i..=j: whole or open (an arc between the ends is there and waits for more), head at the right or left end.
    let mut whole = [vec![0.0_f32; n * n], vec![0.0_f32; n * n]];
    let mut open = [vec![0.0_f32; n * n], vec![0.0_f32; n * n]];
    let mut split_whole = [vec![0_u32; n * n], vec![0_u32; n * n]];
    let mut split_open = vec![0_u32; n * n];
    for width in 1..n {
        for i in 0..n - width {
            let j = i + width;
            let (best, split) = best_of((i..j).map(|k| whole[1][at(i, k)] + whole[0][at(k + 1, j)]), i);
            split_open[at(i, j)] = split;
            open[0][at(i, j)] = best + arc(j, i);
            open[1][at(i, j)] = best + arc(i, j);
            let (best, split) = best_of((i..j).map(|k| whole[0][at(i, k)] + open[0][at(k, j)]), i);
            (whole[0][at(i, j)], split_whole[0][at(i, j)]) = (best, split);
            let (best, split) = best_of((i + 1..=j).map(|k| open[1][at(i, k)] + whole[1][at(k, j)]), i + 1);
            (whole[1][at(i, j)], split_whole[1][at(i, j)]) = (best, split);
        }
    }
    let root = |r: usize| whole[0][at(0, r)] + whole[1][at(r, n - 1)] + scores[r * (n + 1)];
    let (_, top) = best_of((0..n).map(root), 0);
    heads[top as usize] = 0;
    // Spans still to be taken apart: ends, whether the head is at the left end, whether the span is whole.
    let mut left = vec![(0, top as usize, false, true), (top as usize, n - 1, true, true)];
    while let Some((i, j, head_left, is_whole)) = left.pop() {
        if i == j {
            continue;
        }
        if is_whole && head_left {
            let k = split_whole[1][at(i, j)] as usize;
            left.extend([(i, k, true, false), (k, j, true, true)]);
        } else if is_whole {
            let k = split_whole[0][at(i, j)] as usize;
            left.extend([(i, k, false, true), (k, j, false, false)]);
        } else {
            if head_left {
                heads[j] = i + 1;
            } else {
                heads[i] = j + 1;
            }
            let k = split_open[at(i, j)] as usize;
            left.extend([(i, k, true, true), (k + 1, j, false, true)]);
        }
    }
}

fn best_of(values: impl Iterator<Item = f32>, first: usize) -> (f32, u32) {
    let mut best = (f32::NEG_INFINITY, first as u32);
    for (i, value) in values.enumerate() {
        if value > best.0 {
            best = (value, (first + i) as u32);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(n: usize, seed: u64) -> Vec<f32> {
        let mut state = seed;
        (0..n * (n + 1))
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 40) as f32 / 1e6
            })
            .collect()
    }

    fn total(n: usize, scores: &[f32], heads: &[usize]) -> f32 {
        heads.iter().enumerate().map(|(i, &h)| scores[i * (n + 1) + h]).sum()
    }

    fn is_projective(heads: &[usize]) -> bool {
        let arcs: Vec<(usize, usize)> =
            heads.iter().enumerate().filter(|(_, h)| **h > 0).map(|(i, &h)| (h.min(i + 1), h.max(i + 1))).collect();
        let root = heads.iter().position(|&h| h == 0).map_or(0, |r| r + 1);
        arcs.iter().all(|a| !(a.0 < root && root < a.1))
            && arcs.iter().all(|a| arcs.iter().all(|b| !(a.0 < b.0 && b.0 < a.1 && a.1 < b.1)))
    }

    #[test]
    fn the_best_projective_tree_of_short_sentences() {
        for n in 1..5_usize {
            for seed in 0..20 {
                let scores = scores(n, seed);
                let mut heads = vec![0; n];
                eisner(n, &scores, &mut heads);
                assert!(is_tree(&heads), "{heads:?}");
                let mut best = f32::NEG_INFINITY;
                for code in 0..(n + 1).pow(n as u32) {
                    let other: Vec<usize> = (0..n).map(|i| code / (n + 1).pow(i as u32) % (n + 1)).collect();
                    let own = other.iter().enumerate().any(|(i, &h)| h == i + 1);
                    if !own && is_tree(&other) && is_projective(&other) {
                        best = best.max(total(n, &scores, &other));
                    }
                }
                assert!((total(n, &scores, &heads) - best).abs() < 1e-4, "{n} {seed}");
            }
        }
    }

    #[test]
    fn decoded_heads_are_always_a_tree() {
        let mut heads = Vec::new();
        for n in 0..40 {
            decode(n, &scores(n, n as u64), &mut heads);
            assert!(n == 0 || is_tree(&heads));
            decode(n, &vec![f32::NAN; n * (n + 1)], &mut heads);
            assert_eq!(heads.len(), n);
        }
    }
}
