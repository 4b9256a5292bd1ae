//! Training of the tagger and parser.

use super::corpus::Tree;
use super::encoder::{Encoder, Ids, PARSER_NOISE, Tape, apply, mask};
use super::gemm::{View, gemm};
use super::linear::Linear;
use super::noise::{Case, DROP_STOP};
use super::params::{Params, Tensor};
use super::rng::Rng;
use super::schedule::{CLIP, Schedule};
use super::vectors::Vectors;
use crate::language::net::batch::Batch;
use crate::language::net::features::Keys;
use crate::language::net::math::{argmax, exp, log_sum_exp};
use crate::language::{Deprel, Upos, Xpos};
use std::collections::BTreeMap;

/// Units of one direction of an encoder layer.
pub const HIDDEN: usize = 192;
/// Width of the views of a word as head and as dependent that decide arcs.
pub const ARC: usize = 192;
/// Width of the views that decide labels.
pub const LABEL: usize = 64;

/// The net.
pub struct ParserNet {
    /// The encoder.
    pub encoder: Encoder,
    /// The tags that the tagger knows.
    pub tags: Vec<(Upos, Xpos)>,
    tagger: Linear,
    /// Arc dependent, arc head, label dependent, label head.
    views: Linear,
    root: Tensor,
    arc: Tensor,
    arc_head: Tensor,
    label: Tensor,
    label_dependent: Tensor,
    label_head: Tensor,
    label_bias: Tensor,
}

/// A sentence with what the net needs of it.
#[derive(Clone)]
pub struct Sentence {
    ids: Vec<Ids>,
    tags: Vec<usize>,
    heads: Vec<usize>,
    labels: Vec<usize>,
}

/// What was right of how much.
#[derive(Debug, Default, Clone, Copy)]
pub struct Score {
    /// Words.
    pub words: usize,
    /// Tags.
    pub tags: usize,
    /// Heads, without the constraint that they make a tree.
    pub heads: usize,
    /// Labels, given the right head.
    pub labels: usize,
    /// Sum of the losses.
    pub loss: f64,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.words += other.words;
        self.tags += other.tags;
        self.heads += other.heads;
        self.labels += other.labels;
        self.loss += other.loss;
    }
}

impl Score {
    /// Share of words with the right head, times that of the right labels, times that of the right tags.
    #[must_use]
    pub fn quality(&self) -> f64 {
        let part = |n: usize| n as f64 / self.words.max(1) as f64;
        part(self.heads) * part(self.labels) * part(self.tags)
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let part = |n: usize| 100.0 * n as f64 / self.words.max(1) as f64;
        let loss = self.loss / self.words.max(1) as f64;
        write!(
            f,
            "tags {:.2} heads {:.2} labels {:.2} loss {loss:.4}",
            part(self.tags),
            part(self.heads),
            part(self.labels)
        )
    }
}

impl ParserNet {
    /// A net with fresh numbers for these trees.
    pub fn new(trees: &[Tree], params: &mut Params, rng: &mut Rng) -> Self {
        let mut tags: Vec<(Upos, Xpos)> = trees.iter().flat_map(|t| t.tags.iter().copied()).collect();
        tags.sort_unstable();
        tags.dedup();
        let forms = trees.iter().flat_map(|t| t.forms.iter().map(String::as_str));
        let encoder = Encoder::new(forms, HIDDEN, BTreeMap::new(), params, rng);
        Self::with_encoder(encoder, tags, params, rng)
    }

    /// A net with fresh numbers on a given encoder.
    pub fn with_encoder(encoder: Encoder, tags: Vec<(Upos, Xpos)>, params: &mut Params, rng: &mut Rng) -> Self {
        let width = 2 * encoder.hidden;
        let labels = Deprel::ALL.len();
        Self {
            tagger: Linear::new("tagger", tags.len(), width, params, rng),
            views: Linear::new("views", 2 * ARC + 2 * LABEL, width, params, rng),
            root: params.add("root", 1, ARC + LABEL, 0.1, rng),
            arc: params.add_weights("arc", ARC, ARC, rng),
            arc_head: params.add("arc_head", 1, ARC, 0.05, rng),
            label: params.add("label", labels * LABEL, LABEL, 0.1, rng),
            label_dependent: params.add_weights("label_dependent", labels, LABEL, rng),
            label_head: params.add_weights("label_head", labels, LABEL, rng),
            label_bias: params.add("label_bias", 1, labels, 0.0, rng),
            encoder,
            tags,
        }
    }

    /// Prepares a tree.
    pub fn sentence(&self, tree: &Tree, keys: &mut Keys, vectors: &Vectors) -> Sentence {
        Sentence {
            ids: tree.forms.iter().map(|form| self.encoder.ids(form, keys, vectors)).collect(),
            // A tag that training did not see counts as wrong.
            tags: tree.tags.iter().map(|tag| self.tags.binary_search(tag).unwrap_or(usize::MAX)).collect(),
            heads: tree.heads.clone(),
            labels: tree.labels.iter().map(|&label| label as usize).collect(),
        }
    }

    /// A tree as training meets it in one pass: now and then in other case or without its full stop.
    fn noisy(&self, tree: &Tree, prepared: &Sentence, rng: &mut Rng, keys: &mut Keys, vectors: &Vectors) -> Sentence {
        let mut sentence = prepared.clone();
        let case = Case::draw(PARSER_NOISE.cases, rng);
        if case != Case::Kept {
            sentence.ids = tree.forms.iter().map(|form| self.encoder.ids(&case.apply(form), keys, vectors)).collect();
        }
        let n = tree.forms.len();
        if n > 2 && tree.forms[n - 1] == "." && !tree.heads.contains(&n) && rng.chance(DROP_STOP) {
            sentence.ids.pop();
            sentence.tags.pop();
            sentence.heads.pop();
            sentence.labels.pop();
        }
        sentence
    }

    /// Trains the net, calling `report` after every pass with what was right in training and in `dev`.
    ///
    /// # Errors
    /// When a corpus cannot be read or a checkpoint cannot be written.
    #[expect(clippy::too_many_arguments, reason = "the whole recipe in one call")]
    pub fn train(
        &self,
        params: &mut Params,
        vectors: &Vectors,
        trees: &[Tree],
        dev: &[Tree],
        schedule: Schedule,
        rng: &mut Rng,
        mut report: impl FnMut(usize, &Params, Score, Score) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut keys = Keys::default();
        let prepared: Vec<Sentence> = trees.iter().map(|tree| self.sentence(tree, &mut keys, vectors)).collect();
        let dev: Vec<Sentence> = dev.iter().map(|tree| self.sentence(tree, &mut keys, vectors)).collect();
        let lengths: Vec<usize> = prepared.iter().map(|s| s.ids.len()).collect();
        let mut step = 0;
        for epoch in 0..schedule.epochs {
            let batches = schedule.batches(&lengths, rng);
            let steps = batches.len() * schedule.epochs;
            let mut trained = Score::default();
            for batch in &batches {
                let sentences: Vec<Sentence> =
                    batch.iter().map(|&i| self.noisy(&trees[i], &prepared[i], rng, &mut keys, vectors)).collect();
                let sentences: Vec<&Sentence> = sentences.iter().collect();
                trained.add(self.run(params, vectors, &sentences, Some(rng)));
                params.step(schedule.rate(step.min(steps - 1), steps), CLIP);
                step += 1;
            }
            params.swap();
            let mut tried = Score::default();
            for batch in schedule.batches(&dev.iter().map(|s| s.ids.len()).collect::<Vec<_>>(), &mut Rng::new(0)) {
                let sentences: Vec<&Sentence> = batch.iter().map(|&i| &dev[i]).collect();
                tried.add(self.run(params, vectors, &sentences, None));
            }
            params.swap();
            report(epoch, params, trained, tried)?;
        }
        Ok(())
    }

    /// Runs the net over a batch and scores it; with random numbers, as in training, and adds the gradients.
    pub fn run(
        &self,
        params: &mut Params,
        vectors: &Vectors,
        sentences: &[&Sentence],
        mut rng: Option<&mut Rng>,
    ) -> Score {
        let lengths: Vec<usize> = sentences.iter().map(|s| s.ids.len()).collect();
        let batch = Batch::new(&lengths);
        let rows: Vec<(usize, usize)> = batch.words().collect();
        let of = |&(place, t): &(usize, usize)| (sentences[batch.order[place]], t);
        let ids = rows.iter().map(|row| of(row).0.ids[row.1]).collect();
        let tape = self.encoder.forward(params, vectors, &batch, ids, Vec::new(), &PARSER_NOISE, rng.as_deref_mut());
        let mut score = Score { words: batch.rows, ..Score::default() };
        let train = rng.is_some();
        let weight = 1.0 / batch.rows as f32;

        let gold: Vec<usize> = rows.iter().map(|row| of(row).0.tags[row.1]).collect();
        let mut tags = self.tagger.forward(params, tape.output(0));
        for (row, &gold) in tags.chunks_exact_mut(self.tags.len()).zip(&gold) {
            score.tags += usize::from(argmax(row) == gold);
            score.loss += f64::from(softmax_loss(row, gold, weight));
        }

        let mut views = self.views.forward(params, tape.output(1));
        let mut views_mask = mask(views.len(), train.then_some(PARSER_NOISE.hidden), rng.unwrap_or(&mut Rng::new(0)));
        views_mask.resize(views.len(), 1.0);
        for (value, keep) in views.iter_mut().zip(&mut views_mask) {
            // The mask also stands for the slope of the rectifier.
            *keep *= if *value > 0.0 { 1.0 } else { 0.1 };
            *value *= *keep;
        }
        let mut d_views = vec![0.0; views.len()];
        for (place, &index) in batch.order.iter().enumerate() {
            let own: Vec<usize> = (0..lengths[index]).map(|t| batch.row(place, t)).collect();
            self.arcs(params, sentences[index], &own, &views, &mut d_views, weight, train, &mut score);
        }
        self.labels(params, &batch, sentences, &rows, &views, &mut d_views, weight, train, &mut score);
        if train {
            apply(&mut d_views, &views_mask);
            self.backward(params, &batch, &tape, &tags, &d_views);
        }
        score
    }

    fn backward(&self, params: &mut Params, batch: &Batch, tape: &Tape, d_tags: &[f32], d_views: &[f32]) {
        let width = 2 * self.encoder.hidden;
        let mut d_first = vec![0.0; batch.rows * width];
        let mut d_second = vec![0.0; batch.rows * width];
        self.tagger.backward(params, tape.output(0), d_tags, &mut d_first);
        self.views.backward(params, tape.output(1), d_views, &mut d_second);
        self.encoder.backward(params, batch, tape, [d_first, d_second]);
    }

    /// Scores the heads of one sentence and adds the gradients.
    #[expect(clippy::too_many_arguments, reason = "what the forward and the backward pass share")]
    fn arcs(
        &self,
        params: &mut Params,
        sentence: &Sentence,
        rows: &[usize],
        views: &[f32],
        d_views: &mut [f32],
        weight: f32,
        train: bool,
        score: &mut Score,
    ) {
        const WIDTH: usize = 2 * ARC + 2 * LABEL;
        let n = rows.len();
        let mut dependents = Vec::with_capacity(n * ARC);
        let mut heads = self.root.of(&params.value)[..ARC].to_vec();
        for &row in rows {
            dependents.extend_from_slice(&views[row * WIDTH..][..ARC]);
            heads.extend_from_slice(&views[row * WIDTH + ARC..][..ARC]);
        }
        let arc_head = self.arc_head.of(&params.value);
        // The head's own term is the same as a constant added to the turned dependent.
        let mut turned: Vec<f32> = (0..n).flat_map(|_| arc_head.iter().copied()).collect();
        gemm(n, ARC, ARC, View::rows(&dependents, ARC), View::rows(self.arc.of(&params.value), ARC), &mut turned, ARC);
        let mut scores = vec![0.0; n * (n + 1)];
        gemm(n, n + 1, ARC, View::rows(&turned, ARC), View::rows(&heads, ARC).t(), &mut scores, n + 1);
        for (i, row) in scores.chunks_exact_mut(n + 1).enumerate() {
            row[i + 1] = f32::NEG_INFINITY;
            let gold = sentence.heads[i];
            score.heads += usize::from(argmax(row) == gold);
            score.loss += f64::from(softmax_loss(row, gold, weight));
        }
        if !train {
            return;
        }
        let mut d_turned = vec![0.0; n * ARC];
        gemm(n, ARC, n + 1, View::rows(&scores, n + 1), View::rows(&heads, ARC), &mut d_turned, ARC);
        let mut d_heads = vec![0.0; (n + 1) * ARC];
        gemm(n + 1, ARC, n, View::rows(&scores, n + 1).t(), View::rows(&turned, ARC), &mut d_heads, ARC);
        let d = View::rows(&d_turned, ARC);
        gemm(ARC, ARC, n, View::rows(&dependents, ARC).t(), d, self.arc.of_mut(&mut params.grad), ARC);
        for row in d_turned.chunks_exact(ARC) {
            add(self.arc_head.of_mut(&mut params.grad), row);
        }
        let mut d_dependents = vec![0.0; n * ARC];
        gemm(n, ARC, ARC, d, View::rows(self.arc.of(&params.value), ARC).t(), &mut d_dependents, ARC);
        add(&mut self.root.of_mut(&mut params.grad)[..ARC], &d_heads[..ARC]);
        for (i, &row) in rows.iter().enumerate() {
            add(&mut d_views[row * WIDTH..][..ARC], &d_dependents[i * ARC..(i + 1) * ARC]);
            add(&mut d_views[row * WIDTH + ARC..][..ARC], &d_heads[(i + 1) * ARC..(i + 2) * ARC]);
        }
    }

    /// Scores the labels of the arcs to the right heads and adds the gradients.
    #[expect(clippy::too_many_arguments, reason = "what the forward and the backward pass share")]
    fn labels(
        &self,
        params: &mut Params,
        batch: &Batch,
        sentences: &[&Sentence],
        rows: &[(usize, usize)],
        views: &[f32],
        d_views: &mut [f32],
        weight: f32,
        train: bool,
        score: &mut Score,
    ) {
        const WIDTH: usize = 2 * ARC + 2 * LABEL;
        let labels = Deprel::ALL.len();
        let n = rows.len();
        let (mut dependents, mut heads) = (Vec::with_capacity(n * LABEL), Vec::with_capacity(n * LABEL));
        let mut head_rows = Vec::with_capacity(n);
        for (row, &(place, t)) in rows.iter().enumerate() {
            dependents.extend_from_slice(&views[row * WIDTH + 2 * ARC..][..LABEL]);
            let head = sentences[batch.order[place]].heads[t].checked_sub(1).map(|t| batch.row(place, t));
            heads.extend_from_slice(match head {
                Some(head) => &views[head * WIDTH + 2 * ARC + LABEL..][..LABEL],
                None => &self.root.of(&params.value)[ARC..],
            });
            head_rows.push(head);
        }
        let value = &params.value;
        let mut turned = vec![0.0; n * labels * LABEL];
        let all = labels * LABEL;
        gemm(n, all, LABEL, View::rows(&heads, LABEL), View::rows(self.label.of(value), LABEL).t(), &mut turned, all);
        let mut scores: Vec<f32> = (0..n).flat_map(|_| self.label_bias.of(value).iter().copied()).collect();
        let (own, theirs) = (self.label_dependent.of(value), self.label_head.of(value));
        gemm(n, labels, LABEL, View::rows(&dependents, LABEL), View::rows(own, LABEL).t(), &mut scores, labels);
        gemm(n, labels, LABEL, View::rows(&heads, LABEL), View::rows(theirs, LABEL).t(), &mut scores, labels);
        for i in 0..n {
            let dependent = &dependents[i * LABEL..(i + 1) * LABEL];
            for l in 0..labels {
                scores[i * labels + l] += dot(dependent, &turned[i * all + l * LABEL..][..LABEL]);
            }
            let row = &mut scores[i * labels..(i + 1) * labels];
            let gold = sentences[batch.order[rows[i].0]].labels[rows[i].1];
            score.labels += usize::from(argmax(row) == gold);
            score.loss += f64::from(softmax_loss(row, gold, weight));
        }
        if !train {
            return;
        }
        let d = View::rows(&scores, labels);
        let (mut d_dependents, mut d_heads) = (vec![0.0; n * LABEL], vec![0.0; n * LABEL]);
        gemm(n, LABEL, labels, d, View::rows(own, LABEL), &mut d_dependents, LABEL);
        gemm(n, LABEL, labels, d, View::rows(theirs, LABEL), &mut d_heads, LABEL);
        let mut d_turned = vec![0.0; n * all];
        for i in 0..n {
            for l in 0..labels {
                let d = scores[i * labels + l];
                let (turned, d_turned) =
                    (&turned[i * all + l * LABEL..][..LABEL], &mut d_turned[i * all + l * LABEL..][..LABEL]);
                let dependent = &dependents[i * LABEL..(i + 1) * LABEL];
                let d_dependent = &mut d_dependents[i * LABEL..(i + 1) * LABEL];
                for j in 0..LABEL {
                    d_dependent[j] += d * turned[j];
                    d_turned[j] = d * dependent[j];
                }
            }
        }
        let d_all = View::rows(&d_turned, all);
        gemm(n, LABEL, all, d_all, View::rows(self.label.of(value), LABEL), &mut d_heads, LABEL);
        let grad = &mut params.grad;
        gemm(all, LABEL, n, d_all.t(), View::rows(&heads, LABEL), self.label.of_mut(grad), LABEL);
        gemm(labels, LABEL, n, d.t(), View::rows(&dependents, LABEL), self.label_dependent.of_mut(grad), LABEL);
        gemm(labels, LABEL, n, d.t(), View::rows(&heads, LABEL), self.label_head.of_mut(grad), LABEL);
        for (row, head) in head_rows.iter().enumerate() {
            add(self.label_bias.of_mut(grad), &scores[row * labels..(row + 1) * labels]);
            add(&mut d_views[row * WIDTH + 2 * ARC..][..LABEL], &d_dependents[row * LABEL..(row + 1) * LABEL]);
            let d_head = &d_heads[row * LABEL..(row + 1) * LABEL];
            match head {
                Some(head) => add(&mut d_views[head * WIDTH + 2 * ARC + LABEL..][..LABEL], d_head),
                None => add(&mut self.root.of_mut(grad)[ARC..], d_head),
            }
        }
    }
}

fn add(sums: &mut [f32], values: &[f32]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 16];
    for (a, b) in a.chunks_exact(16).zip(b.chunks_exact(16)) {
        for j in 0..16 {
            sums[j] += a[j] * b[j];
        }
    }
    sums.iter().sum()
}

/// Puts the gradient of the loss in the place of the scores; the loss.
fn softmax_loss(scores: &mut [f32], gold: usize, weight: f32) -> f32 {
    let total = log_sum_exp(scores);
    let loss = scores.get(gold).map_or(0.0, |score| total - score);
    for score in scores.iter_mut() {
        *score = weight * exp(*score - total);
    }
    match scores.get_mut(gold) {
        Some(score) => *score -= weight,
        None => scores.fill(0.0),
    }
    loss
}
