//! The tagger and parser: from the encoder's rows to tags, heads and labels.

use super::batch::Batch;
use super::encoder::{Encoder, Scratch, grow};
use super::format::{ModelError, ModelFile};
use super::kernel::{Levels, Matrix, Start, Way};
use super::math::argmax;
use super::tree;
use crate::language::{Deprel, Upos, Xpos};

/// The parser net.
#[derive(Debug)]
pub struct ParserNet<'a> {
    /// Its encoder.
    pub encoder: Encoder<'a>,
    tags: Vec<(Upos, Xpos)>,
    tagger: Matrix<'a>,
    /// Arc dependent, arc head, label dependent, label head.
    views: Matrix<'a>,
    root: Vec<f32>,
    arc: Matrix<'a>,
    label: Matrix<'a>,
    label_dependent: Matrix<'a>,
    label_head: Matrix<'a>,
}

/// The analysis of one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parsed {
    /// Parts of speech.
    pub tag: (Upos, Xpos),
    /// Head: 0 for the root, else the number of the word in the sentence counted from 1.
    pub head: usize,
    /// Relation to the head.
    pub label: Deprel,
}

/// Memory that the parser uses again for every batch.
#[derive(Debug, Default)]
pub struct Buffers {
    levels: Levels,
    tags: Vec<f32>,
    views: Vec<f32>,
    turned: Vec<f32>,
    heads: Vec<f32>,
    scores: Vec<f32>,
    label_turned: Vec<f32>,
    label_scores: Vec<f32>,
    chosen: Vec<usize>,
    rows: Vec<usize>,
}

/// Words of one sentence whose labels are scored at once.
const AT_ONCE: usize = 16;

impl<'a> ParserNet<'a> {
    /// The net in a model file.
    ///
    /// # Errors
    /// When the file lacks a part, or one has another shape.
    pub fn new(file: &ModelFile<'a>) -> Result<Self, ModelError> {
        let bad = |name: &str| ModelError::Section(name.to_owned());
        let text = std::str::from_utf8(file.bytes("tags")?).map_err(|_| bad("tags"))?;
        let tag = |line: &str| {
            let (upos, xpos) = line.split_once('\t')?;
            Some((Upos::parse(upos)?, Xpos::parse(xpos)?))
        };
        let tags: Vec<(Upos, Xpos)> = text.lines().map(tag).collect::<Option<_>>().ok_or_else(|| bad("tags"))?;
        let net = Self {
            encoder: Encoder::new(file)?,
            tags,
            tagger: file.matrix("tagger")?,
            views: file.matrix("views")?,
            root: file.floats("root")?,
            arc: file.matrix("arc")?,
            label: file.matrix("label")?,
            label_dependent: file.matrix("label_dependent")?,
            label_head: file.matrix("label_head")?,
        };
        let (width, arc, label) = (net.encoder.width(), net.arc.cols(), net.label.cols());
        let sound = !net.tags.is_empty()
            && (net.tagger.rows(), net.tagger.cols()) == (net.tags.len(), width)
            && (net.views.rows(), net.views.cols()) == (2 * arc + 2 * label, width)
            && net.views.height() == net.views.rows()
            && net.root.len() == arc + label
            && net.arc.rows() == arc
            && net.arc.height() == arc
            && label.is_multiple_of(16)
            && net.label.rows() == Deprel::ALL.len() * label
            && [&net.label_dependent, &net.label_head]
                .iter()
                .all(|m| m.rows() == Deprel::ALL.len() && m.cols() == label);
        if sound { Ok(net) } else { Err(bad("views")) }
    }

    /// Reads the encoder's rows of a batch; calls `give` for each sentence with its number in the batch.
    pub fn decode(
        &self,
        batch: &Batch,
        encoded: &Scratch,
        way: Way,
        buffers: &mut Buffers,
        mut give: impl FnMut(usize, usize, Parsed),
    ) {
        let width = self.encoder.width();
        let Buffers { levels, tags, views, .. } = buffers;
        grow(tags, batch.rows * self.tagger.height());
        levels.set(width, encoded.outputs[0][..batch.rows * width].chunks_exact(width));
        way.multiply(levels, &self.tagger, Start::Bias, tags);
        grow(views, batch.rows * self.views.height());
        levels.set(width, encoded.outputs[1][..batch.rows * width].chunks_exact(width));
        way.multiply(levels, &self.views, Start::Bias, views);
        for value in &mut views[..batch.rows * self.views.height()] {
            *value *= if *value > 0.0 { 1.0 } else { 0.1 };
        }
        for (place, &index) in batch.order.iter().enumerate() {
            let rows = &mut buffers.rows;
            rows.clear();
            rows.extend(batch.steps.iter().take_while(|step| place < step.1).map(|step| step.0 + place));
            self.heads(way, buffers);
            self.labels(way, buffers);
            let all = Deprel::ALL.len();
            for (i, &row) in buffers.rows.iter().enumerate() {
                let tag = argmax(&buffers.tags[row * self.tagger.height()..][..self.tags.len()]);
                let label = argmax(&buffers.label_scores[i * self.label_head.height()..][..all]);
                give(index, i, Parsed { tag: self.tags[tag], head: buffers.chosen[i], label: Deprel::ALL[label] });
            }
        }
    }

    fn heads(&self, way: Way, buffers: &mut Buffers) {
        let Buffers { levels, views, turned, heads, scores, chosen, rows, .. } = buffers;
        let (n, arc, wide) = (rows.len(), self.arc.cols(), self.views.height());
        grow(turned, n * arc);
        levels.set(arc, rows.iter().map(|row| &views[row * wide..][..arc]));
        way.multiply(levels, &self.arc, Start::Bias, turned);
        heads.clear();
        heads.extend_from_slice(&self.root[..arc]);
        for row in rows.iter() {
            heads.extend_from_slice(&views[row * wide + arc..][..arc]);
        }
        grow(scores, n * (n + 1));
        for (i, row) in scores.chunks_exact_mut(n + 1).take(n).enumerate() {
            way.dots(&turned[i * arc..(i + 1) * arc], heads, row);
            row[i + 1] = f32::NEG_INFINITY;
        }
        tree::decode(n, &scores[..n * (n + 1)], chosen);
    }

    fn labels(&self, way: Way, buffers: &mut Buffers) {
        let Buffers { levels, views, label_turned, label_scores, chosen, rows, .. } = buffers;
        let (arc, label, wide) = (self.arc.cols(), self.label.cols(), self.views.height());
        let (all, height) = (self.label.height(), self.label_head.height());
        let count = Deprel::ALL.len();
        grow(label_turned, AT_ONCE * all);
        grow(label_scores, rows.len() * height);
        for first in (0..rows.len()).step_by(AT_ONCE) {
            let end = (first + AT_ONCE).min(rows.len());
            let own = |i: usize| &views[rows[i] * wide + 2 * arc..][..label];
            let scores = &mut label_scores[first * height..end * height];
            levels.set(label, (first..end).map(own));
            way.multiply(levels, &self.label_dependent, Start::Bias, scores);
            levels.set(
                label,
                (first..end).map(|i| match chosen[i] {
                    0 => &self.root[arc..],
                    head => &views[rows[head - 1] * wide + 2 * arc + label..][..label],
                }),
            );
            way.multiply(levels, &self.label_head, Start::Output, scores);
            way.multiply(levels, &self.label, Start::Bias, label_turned);
            let mut products = [0.0; 64];
            for i in first..end {
                let turned = &label_turned[(i - first) * all..][..count * label];
                way.dots(own(i), turned, &mut products[..count]);
                let scores = &mut label_scores[i * height..][..count];
                for (score, product) in scores.iter_mut().zip(&products) {
                    *score += product;
                }
            }
        }
        constrain(&chosen[..rows.len()], label_scores, height);
    }
}

const SUBJECTS: [Deprel; 4] = [Deprel::Nsubj, Deprel::NsubjPass, Deprel::Csubj, Deprel::CsubjPass];
const OBJECTS: [Deprel; 1] = [Deprel::Obj];

/// Rules out labels that cannot be: `root` away from the root, a second subject or object of one head.
fn constrain(heads: &[usize], scores: &mut [f32], height: usize) {
    for (i, &head) in heads.iter().enumerate() {
        let row = &mut scores[i * height..][..Deprel::ALL.len()];
        for (label, score) in Deprel::ALL.iter().zip(row) {
            if (*label == Deprel::Root) != (head == 0) {
                *score = f32::NEG_INFINITY;
            }
        }
    }
    for class in [SUBJECTS.as_slice(), OBJECTS.as_slice()] {
        let in_class = |row: &[f32]| class.contains(&Deprel::ALL[argmax(row)]);
        for i in 0..heads.len() {
            if !in_class(&scores[i * height..][..Deprel::ALL.len()]) {
                continue;
            }
            for j in i + 1..heads.len() {
                if heads[j] != heads[i] || !in_class(&scores[j * height..][..Deprel::ALL.len()]) {
                    continue;
                }
                let weaker =
                    if margin(class, &scores[i * height..]) < margin(class, &scores[j * height..]) { i } else { j };
                for label in class {
                    scores[weaker * height + *label as usize] = f32::NEG_INFINITY;
                }
                if weaker == i {
                    break;
                }
            }
        }
    }
}

/// How much the best label of the class is ahead of the best other one.
fn margin(class: &[Deprel], row: &[f32]) -> f32 {
    let best = |inside: bool| {
        let labels = Deprel::ALL.iter().zip(row).filter(|(label, _)| class.contains(label) == inside);
        labels.map(|(_, &score)| score).fold(f32::NEG_INFINITY, f32::max)
    };
    best(true) - best(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_keeps_the_surer_subject() {
        let height = 64;
        let mut scores = vec![0.0; 3 * height];
        scores[Deprel::Nsubj as usize] = 3.0;
        scores[Deprel::Obl as usize] = 2.5;
        scores[height + Deprel::Root as usize] = 1.0;
        scores[2 * height + Deprel::Nsubj as usize] = 2.0;
        scores[2 * height + Deprel::Obj as usize] = 1.0;
        constrain(&[2, 0, 2], &mut scores, height);
        let labels: Vec<Deprel> =
            scores.chunks(height).map(|row| Deprel::ALL[argmax(&row[..Deprel::ALL.len()])]).collect();
        assert_eq!(labels, [Deprel::Obl, Deprel::Root, Deprel::Nsubj]);
    }
}
