//! The name tagger: a conditional random field over the encoder's rows.

use super::batch::Batch;
use super::encoder::{Encoder, Scratch, grow};
use super::format::{ModelError, ModelFile};
use super::kernel::{Levels, Matrix, Start, Way};
use super::math::exp;
use crate::language::NameKind;

/// The kinds in the order of their tags.
pub const KINDS: [NameKind; 6] = NameKind::ALL;

/// Tags: outside, then for each kind the first, an inner and the last word of a name, and a name of one word.
pub const TAGS: usize = 1 + 4 * KINDS.len();

/// Where a word stands in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// In no name.
    Outside,
    /// The first of several words.
    First,
    /// Between the first and the last.
    Inner,
    /// The last of several words.
    Last,
    /// The only word.
    Only,
}

/// The part and the kind (an index into [`KINDS`]) of a tag.
#[must_use]
pub fn part_of(tag: usize) -> (Part, usize) {
    let Some(tag) = tag.checked_sub(1) else { return (Part::Outside, 0) };
    (([Part::First, Part::Inner, Part::Last, Part::Only][tag % 4]), tag / 4)
}

/// The tag of a part and a kind.
#[must_use]
pub fn tag_of(part: Part, kind: usize) -> usize {
    match part {
        Part::Outside => 0,
        Part::First => 1 + 4 * kind,
        Part::Inner => 2 + 4 * kind,
        Part::Last => 3 + 4 * kind,
        Part::Only => 4 + 4 * kind,
    }
}

/// Whether `to` can follow `from`.
#[must_use]
pub fn may_follow(from: usize, to: usize) -> bool {
    let ((from, from_kind), (to, to_kind)) = (part_of(from), part_of(to));
    let open = matches!(from, Part::First | Part::Inner);
    let goes_on = matches!(to, Part::Inner | Part::Last);
    if open || goes_on { open && goes_on && from_kind == to_kind } else { true }
}

/// Whether a text may begin with the tag.
#[must_use]
pub fn may_begin(tag: usize) -> bool {
    may_follow(0, tag)
}

/// Whether a text may end with the tag.
#[must_use]
pub fn may_end(tag: usize) -> bool {
    may_follow(tag, 0)
}

/// The name tagger's net.
#[derive(Debug)]
pub struct NamesNet<'a> {
    /// Its encoder.
    pub encoder: Encoder<'a>,
    emission: Matrix<'a>,
    /// Score of each tag after each tag; what may not follow has minus infinity.
    transition: Vec<f32>,
    /// Exponentials of the scores, and the same with rows and columns exchanged.
    steps: Vec<f32>,
    turned: Vec<f32>,
}

/// A name in one stretch of words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// First word.
    pub first: usize,
    /// Word after the last.
    pub end: usize,
    /// An index into [`KINDS`].
    pub kind: usize,
    /// Lowest probability of the tags of its words.
    pub score: f32,
}

/// Memory that the decoder uses again.
#[derive(Debug, Default)]
pub struct Buffers {
    levels: Levels,
    forward: Vec<f32>,
    factors: Vec<f32>,
    best: Vec<f32>,
    from: Vec<u8>,
    path: Vec<usize>,
}

impl<'a> NamesNet<'a> {
    /// The net in a model file.
    ///
    /// # Errors
    /// When the file lacks a part, or one has another shape.
    pub fn new(file: &ModelFile<'a>) -> Result<Self, ModelError> {
        let bad = |name: &str| ModelError::Section(name.to_owned());
        let mut net = Self {
            encoder: Encoder::new(file)?,
            emission: file.matrix("emission")?,
            transition: file.floats("transition")?,
            steps: vec![0.0; TAGS * TAGS],
            turned: vec![0.0; TAGS * TAGS],
        };
        if (net.emission.rows(), net.emission.cols()) != (TAGS, net.encoder.width()) {
            return Err(bad("emission"));
        }
        if net.transition.len() != TAGS * TAGS {
            return Err(bad("transition"));
        }
        for (i, score) in net.transition.iter_mut().enumerate() {
            if may_follow(i / TAGS, i % TAGS) {
                net.steps[i] = exp(*score);
                net.turned[i % TAGS * TAGS + i / TAGS] = net.steps[i];
            } else {
                *score = f32::NEG_INFINITY;
            }
        }
        Ok(net)
    }

    /// Writes the scores of the tags of each row of a batch: [`TAGS`] numbers at a distance of [`NamesNet::stride`].
    pub fn emissions(&self, batch: &Batch, encoded: &Scratch, way: Way, buffers: &mut Buffers, to: &mut Vec<f32>) {
        let width = self.encoder.width();
        grow(to, batch.rows * self.emission.height());
        buffers.levels.set(width, encoded.outputs[1][..batch.rows * width].chunks_exact(width));
        way.multiply(&buffers.levels, &self.emission, Start::Bias, to);
    }

    /// Distance between rows of [`NamesNet::emissions`].
    #[must_use]
    pub fn stride(&self) -> usize {
        self.emission.height()
    }

    /// The best names of a stretch of words, given the scores of its tags, word after word.
    pub fn decode(&self, emissions: &[f32], buffers: &mut Buffers, found: &mut Vec<Found>) {
        found.clear();
        let n = emissions.len() / TAGS;
        if n == 0 {
            return;
        }
        self.best_path(n, emissions, buffers);
        if buffers.path.iter().all(|&tag| tag == 0) {
            return;
        }
        self.chances(n, emissions, buffers);
        let chance = |i: usize, tag: usize| buffers.forward[i * TAGS + tag].min(1.0);
        let mut i = 0;
        while i < n {
            let tag = buffers.path[i];
            let (part, kind) = part_of(tag);
            let mut end = i + 1;
            let mut score = chance(i, tag);
            if part == Part::First {
                while end < n && part_of(buffers.path[end - 1]).0 != Part::Last {
                    score = score.min(chance(end, buffers.path[end]));
                    end += 1;
                }
            }
            if part != Part::Outside {
                found.push(Found { first: i, end, kind, score });
            }
            i = end;
        }
    }

    fn best_path(&self, n: usize, emissions: &[f32], buffers: &mut Buffers) {
        let Buffers { best, from, path, .. } = buffers;
        best.clear();
        best.extend((0..TAGS).map(|tag| if may_begin(tag) { emissions[tag] } else { f32::NEG_INFINITY }));
        from.clear();
        from.resize(n * TAGS, 0);
        let mut next = [0.0; TAGS];
        for i in 1..n {
            next.fill(f32::NEG_INFINITY);
            for (before, &score) in best.iter().enumerate() {
                let row = &self.transition[before * TAGS..(before + 1) * TAGS];
                for (tag, step) in row.iter().enumerate() {
                    if score + step > next[tag] {
                        next[tag] = score + step;
                        from[i * TAGS + tag] = before as u8;
                    }
                }
            }
            for (tag, slot) in best.iter_mut().enumerate() {
                *slot = next[tag] + emissions[i * TAGS + tag];
            }
        }
        let mut tag = 0;
        for (other, &score) in best.iter().enumerate() {
            if may_end(other) && score > best[tag] {
                tag = other;
            }
        }
        path.clear();
        path.resize(n, 0);
        for i in (0..n).rev() {
            path[i] = tag;
            tag = usize::from(from[i * TAGS + tag]);
        }
    }

    /// Probability of each tag of each word, over all paths. Every word is scaled, so that the numbers stay in range.
    fn chances(&self, n: usize, emissions: &[f32], buffers: &mut Buffers) {
        let Buffers { forward, factors, .. } = buffers;
        forward.clear();
        forward.resize(n * TAGS, 0.0);
        factors.clear();
        for row in emissions.chunks_exact(TAGS) {
            let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            factors.extend(row.iter().map(|score| exp(score - top)));
        }
        for tag in 0..TAGS {
            forward[tag] = if may_begin(tag) { factors[tag] } else { 0.0 };
            factors[(n - 1) * TAGS + tag] *= if may_end(tag) { 1.0 } else { 0.0 };
        }
        scale(&mut forward[..TAGS]);
        for i in 1..n {
            let (past, here) = forward.split_at_mut(i * TAGS);
            let here = &mut here[..TAGS];
            for (before, &sum) in past[(i - 1) * TAGS..].iter().enumerate() {
                add_product(here, sum, &self.steps[before * TAGS..(before + 1) * TAGS]);
            }
            here.iter_mut().zip(&factors[i * TAGS..]).for_each(|(slot, factor)| *slot *= factor);
            scale(here);
        }
        let mut backward = [1.0; TAGS];
        for i in (0..n).rev() {
            let here = &mut forward[i * TAGS..(i + 1) * TAGS];
            here.iter_mut().zip(&backward).for_each(|(slot, after)| *slot *= after);
            scale(here);
            let mut before = [0.0; TAGS];
            for (tag, after) in backward.iter().enumerate() {
                add_product(&mut before, factors[i * TAGS + tag] * after, &self.turned[tag * TAGS..(tag + 1) * TAGS]);
            }
            scale(&mut before);
            backward = before;
        }
    }
}

fn add_product(sums: &mut [f32], factor: f32, row: &[f32]) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += factor * value;
    }
}

/// Divides by the sum.
fn scale(row: &mut [f32]) {
    let sum: f32 = row.iter().sum();
    if sum > 0.0 {
        for slot in row {
            *slot /= sum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_what_may_follow() {
        for tag in 0..TAGS {
            let (part, kind) = part_of(tag);
            assert_eq!(tag_of(part, kind), tag);
        }
        let tag = |part, kind| tag_of(part, kind);
        assert!(may_follow(0, tag(Part::First, 2)));
        assert!(may_follow(tag(Part::First, 2), tag(Part::Last, 2)));
        assert!(!may_follow(tag(Part::First, 2), tag(Part::Last, 1)));
        assert!(!may_follow(tag(Part::First, 2), 0));
        assert!(!may_follow(tag(Part::Last, 2), tag(Part::Inner, 2)));
        assert!(may_follow(tag(Part::Only, 0), tag(Part::Only, 0)));
        assert!(!may_begin(tag(Part::Inner, 0)) && !may_end(tag(Part::First, 0)) && may_end(tag(Part::Last, 0)));
    }
}
