//! The encoder of both nets in training: rows of tables, then two bidirectional LSTM layers, with their gradients.

use super::gemm::{Packed, View, gemm, gemm_packed};
use super::params::{Params, Tensor};
use super::rng::Rng;
use super::vectors::Vectors;
use crate::language::net::batch::Batch;
use crate::language::net::features::{Keys, TABLES, VECTOR_WIDTH, WORD, layer_name};
use crate::language::net::gazetteer::{CLASSES, key_of};
use crate::language::net::math::{sigmoid, tanh};
use std::collections::BTreeMap;

/// Width of the input of the first layer.
pub const INPUT: usize = VECTOR_WIDTH + crate::language::net::features::TABLES_WIDTH;

/// Rows of a word: of the vectors, then of each table; 0 is the row of what is not known. The last is the row of the
/// word's class in the gazetteer, which stands for the word where that is unknown or dropped.
pub type Ids = [u32; TABLES.len() + 2];

/// The place of the row of the class.
const CLASS: usize = TABLES.len() + 1;

/// The keys that a table knows, with their rows.
pub type Vocabulary = BTreeMap<String, u32>;

/// Chances of dropping parts of the input in training.
#[derive(Debug, Clone, Copy)]
pub struct Noise {
    /// One number of the input.
    pub input: f32,
    /// One number of what a layer gives.
    pub hidden: f32,
    /// The trained row of a word.
    pub word: f32,
    /// The vector of a word.
    pub vector: f32,
    /// A sentence is turned to "Title Case", to capitals, to small letters.
    pub cases: [f32; 3],
}

/// What the parser is trained with: treebanks are small, and it would learn them by heart.
pub const PARSER_NOISE: Noise =
    Noise { input: 0.28, hidden: 0.36, word: 0.12, vector: 0.08, cases: [0.02, 0.015, 0.015] };

/// What the name tagger is trained with.
pub const NAMES_NOISE: Noise =
    Noise { input: 0.25, hidden: 0.3, word: 0.15, vector: 0.08, cases: [0.035, 0.02, 0.015] };

struct Layer {
    input: Tensor,
    bias: Tensor,
    recurrent: [Tensor; 2],
}

/// The encoder: its vocabularies and where its numbers stand.
pub struct Encoder {
    /// One a table.
    pub vocabularies: Vec<Vocabulary>,
    /// Units of one direction of a layer.
    pub hidden: usize,
    /// Words in small letters with their classes.
    gazetteer: BTreeMap<String, u8>,
    /// A row for each source of texts, added to the gates of the first layer.
    source: Option<Tensor>,
    tables: Vec<Tensor>,
    layers: Vec<Layer>,
}

/// What the forward pass leaves for the backward pass.
pub struct Tape {
    ids: Vec<Ids>,
    sources: Vec<u32>,
    input_mask: Vec<f32>,
    layers: Vec<LayerTape>,
}

struct LayerTape {
    input: Vec<f32>,
    gates: Vec<f32>,
    cells: Vec<f32>,
    before: Vec<f32>,
    cells_before: Vec<f32>,
    output_mask: Vec<f32>,
    /// The output, with parts dropped.
    output: Vec<f32>,
}

impl Tape {
    /// What layer `layer` gives: twice the hidden width a row.
    pub fn output(&self, layer: usize) -> &[f32] {
        &self.layers[layer].output
    }
}

impl Encoder {
    /// An encoder with fresh numbers whose vocabularies hold what is frequent enough in `forms`.
    pub fn new<'a>(
        forms: impl Iterator<Item = &'a str>,
        hidden: usize,
        gazetteer: BTreeMap<String, u8>,
        params: &mut Params,
        rng: &mut Rng,
    ) -> Self {
        let mut counts = vec![BTreeMap::<String, usize>::new(); TABLES.len()];
        let mut keys = Keys::default();
        for form in forms {
            keys.set(form);
            for (t, counts) in counts.iter_mut().enumerate() {
                let key = keys.get(t);
                match counts.get_mut(key) {
                    Some(n) => *n += 1,
                    None => drop(counts.insert(key.to_owned(), 1)),
                }
            }
        }
        if !gazetteer.is_empty() {
            counts[WORD].extend((1..CLASSES).map(|class| (key_of(class), TABLES[WORD].least)));
        }
        let vocabularies: Vec<Vocabulary> = counts
            .into_iter()
            .zip(&TABLES)
            .map(|(counts, table)| {
                let known = counts.into_iter().filter(|(_, n)| *n >= table.least).map(|(key, _)| key);
                known.zip(1..).collect()
            })
            .collect();
        Self { gazetteer, ..Self::with_vocabularies(vocabularies, hidden, params, rng) }
    }

    /// Adds a trained row for each source of texts.
    pub fn tell_sources(&mut self, count: usize, params: &mut Params, rng: &mut Rng) {
        self.source = Some(params.add("source", count, 8 * self.hidden, 0.0, rng));
    }

    /// An encoder with fresh numbers and given vocabularies.
    pub fn with_vocabularies(vocabularies: Vec<Vocabulary>, hidden: usize, params: &mut Params, rng: &mut Rng) -> Self {
        let tables = TABLES
            .iter()
            .zip(&vocabularies)
            .map(|(table, keys)| params.add(table.name, keys.len() + 1, table.width, 0.2, rng))
            .collect();
        let layers = [INPUT, 2 * hidden]
            .iter()
            .enumerate()
            .map(|(i, &width)| {
                let spread = (6.0 / (width + hidden) as f32).sqrt();
                let input = params.add(&layer_name(i, "input"), 8 * hidden, width, spread, rng);
                let bias = params.add(&layer_name(i, "bias"), 1, 8 * hidden, 0.0, rng);
                for direction in 0..2 {
                    // The forget gates start open.
                    bias.of_mut(&mut params.value)[(4 * direction + 1) * hidden..(4 * direction + 2) * hidden]
                        .fill(1.0);
                }
                let spread = (3.0 / hidden as f32).sqrt();
                let recurrent =
                    ["forth", "back"].map(|name| params.add(&layer_name(i, name), 4 * hidden, hidden, spread, rng));
                Layer { input, bias, recurrent }
            })
            .collect();
        Self { vocabularies, hidden, gazetteer: BTreeMap::new(), source: None, tables, layers }
    }

    /// The rows of a word.
    pub fn ids(&self, form: &str, keys: &mut Keys, vectors: &Vectors) -> Ids {
        keys.set(form);
        let mut ids = Ids::default();
        ids[0] = vectors.id(keys.vector());
        for (t, vocabulary) in self.vocabularies.iter().enumerate() {
            ids[t + 1] = vocabulary.get(keys.get(t)).copied().unwrap_or(0);
        }
        if let Some(&class) = self.gazetteer.get(keys.get(WORD)).filter(|_| keys.is_capitalised()) {
            ids[CLASS] = self.vocabularies[WORD].get(&key_of(class.into())).copied().unwrap_or(0);
        }
        if ids[WORD + 1] == 0 {
            ids[WORD + 1] = ids[CLASS];
        }
        ids
    }

    /// Runs the encoder over a batch; `ids` and the sources, if it is told them, are in the order of its rows. With
    /// random numbers, drops parts as `noise` says.
    #[expect(clippy::too_many_arguments, reason = "all that a batch consists of")]
    pub fn forward(
        &self,
        params: &Params,
        vectors: &Vectors,
        batch: &Batch,
        mut ids: Vec<Ids>,
        sources: Vec<u32>,
        noise: &Noise,
        rng: Option<&mut Rng>,
    ) -> Tape {
        let noise = rng.as_ref().map(|_| noise);
        let mut unused = Rng::new(0);
        let rng = rng.unwrap_or(&mut unused);
        if let Some(noise) = noise {
            for ids in &mut ids {
                if rng.chance(noise.vector) {
                    ids[0] = 0;
                }
                if rng.chance(noise.word) {
                    ids[WORD + 1] = ids[CLASS];
                }
            }
        }
        let mut input = vec![0.0; batch.rows * INPUT];
        for (row, ids) in input.chunks_exact_mut(INPUT).zip(&ids) {
            row[..VECTOR_WIDTH].copy_from_slice(vectors.row(ids[0]));
            let mut at = VECTOR_WIDTH;
            for (table, &id) in self.tables.iter().zip(&ids[1..]) {
                let id = id as usize;
                row[at..at + table.cols]
                    .copy_from_slice(&table.of(&params.value)[id * table.cols..(id + 1) * table.cols]);
                at += table.cols;
            }
        }
        let input_mask = mask(input.len(), noise.map(|n| n.input), rng);
        apply(&mut input, &input_mask);
        let mut layers: Vec<LayerTape> = Vec::new();
        for (i, layer) in self.layers.iter().enumerate() {
            let sources = if i == 0 { sources.as_slice() } else { &[] };
            let mut tape = self.layer_forward(layer, params, batch, input, sources);
            tape.output_mask = mask(tape.output.len(), noise.map(|n| n.hidden), rng);
            apply(&mut tape.output, &tape.output_mask);
            let next = tape.output.clone();
            layers.push(tape);
            input = next;
        }
        Tape { ids, sources, input_mask, layers }
    }

    fn layer_forward(
        &self,
        layer: &Layer,
        params: &Params,
        batch: &Batch,
        input: Vec<f32>,
        sources: &[u32],
    ) -> LayerTape {
        let (h, n) = (self.hidden, batch.rows);
        let width = layer.input.cols;
        let mut gates = Vec::with_capacity(n * 8 * h);
        for _ in 0..n {
            gates.extend_from_slice(layer.bias.of(&params.value));
        }
        if let Some(source) = self.source {
            for (gates, &number) in gates.chunks_exact_mut(8 * h).zip(sources) {
                let row = &source.of(&params.value)[number as usize * 8 * h..][..8 * h];
                gates.iter_mut().zip(row).for_each(|(gate, own)| *gate += own);
            }
        }
        let weights = View::rows(layer.input.of(&params.value), width).t();
        gemm(n, 8 * h, width, View::rows(&input, width), weights, &mut gates, 8 * h);
        let mut cells = vec![0.0; n * 2 * h];
        let mut before = vec![0.0; n * 2 * h];
        let mut cells_before = vec![0.0; n * 2 * h];
        let mut output = vec![0.0; n * 2 * h];
        for direction in 0..2 {
            let recurrent = Packed::new(h, 4 * h, View::rows(layer.recurrent[direction].of(&params.value), h).t());
            let last = batch.steps.len() - 1;
            for i in 0..=last {
                let t = if direction == 0 { i } else { last - i };
                let (start, active) = batch.steps[t];
                let previous =
                    if i == 0 { None } else { Some(batch.steps[if direction == 0 { t - 1 } else { t + 1 }]) };
                let at = direction * h;
                if let Some((from, active_there)) = previous {
                    for b in 0..active.min(active_there) {
                        let (source, to) = ((from + b) * 2 * h + at, (start + b) * 2 * h + at);
                        before[to..to + h].copy_from_slice(&output[source..source + h]);
                        cells_before[to..to + h].copy_from_slice(&cells[source..source + h]);
                    }
                    let view = View { data: &before[start * 2 * h + at..], row: 2 * h, col: 1 };
                    let to = &mut gates[start * 8 * h + direction * 4 * h..];
                    gemm_packed(active.min(active_there), view, &recurrent, to, 8 * h);
                }
                for b in 0..active {
                    let row = start + b;
                    let gates = &mut gates[row * 8 * h + direction * 4 * h..][..4 * h];
                    let (ig, rest) = gates.split_at_mut(h);
                    let (fg, rest) = rest.split_at_mut(h);
                    let (cg, og) = rest.split_at_mut(h);
                    let here = row * 2 * h + at;
                    let old = &cells_before[here..here + h];
                    let cell = &mut cells[here..here + h];
                    let out = &mut output[here..here + h];
                    for j in 0..h {
                        ig[j] = sigmoid(ig[j]);
                        fg[j] = sigmoid(fg[j]);
                        cg[j] = tanh(cg[j]);
                        og[j] = sigmoid(og[j]);
                        cell[j] = ig[j] * cg[j] + fg[j] * old[j];
                        out[j] = og[j] * tanh(cell[j]);
                    }
                }
            }
        }
        LayerTape { input, gates, cells, before, cells_before, output_mask: Vec::new(), output }
    }

    /// Adds the gradients of the encoder's numbers, given those of what its layers gave.
    pub fn backward(&self, params: &mut Params, batch: &Batch, tape: &Tape, mut d_outputs: [Vec<f32>; 2]) {
        let [d_first, d_second] = &mut d_outputs;
        let d_input = self.layer_backward(1, params, batch, &tape.layers[1], d_second, &[]);
        for (sum, d) in d_first.iter_mut().zip(&d_input) {
            *sum += d;
        }
        let mut d_input = self.layer_backward(0, params, batch, &tape.layers[0], d_first, &tape.sources);
        apply(&mut d_input, &tape.input_mask);
        for (row, ids) in d_input.chunks_exact(INPUT).zip(&tape.ids) {
            let mut at = VECTOR_WIDTH;
            for (table, &id) in self.tables.iter().zip(&ids[1..]) {
                let id = id as usize;
                let grad = &mut table.of_mut(&mut params.grad)[id * table.cols..(id + 1) * table.cols];
                for (sum, d) in grad.iter_mut().zip(&row[at..at + table.cols]) {
                    *sum += d;
                }
                at += table.cols;
            }
        }
    }

    fn layer_backward(
        &self,
        layer: usize,
        params: &mut Params,
        batch: &Batch,
        tape: &LayerTape,
        d_output: &mut [f32],
        sources: &[u32],
    ) -> Vec<f32> {
        let layer = &self.layers[layer];
        let (h, n) = (self.hidden, batch.rows);
        apply(d_output, &tape.output_mask);
        let mut d_gates = vec![0.0; n * 8 * h];
        for direction in 0..2 {
            let recurrent = Packed::new(4 * h, h, View::rows(layer.recurrent[direction].of(&params.value), h));
            let sentences = batch.order.len();
            let (mut carry, mut carry_cell) = (vec![0.0; sentences * h], vec![0.0; sentences * h]);
            let last = batch.steps.len() - 1;
            let at = direction * h;
            for i in 0..=last {
                let t = if direction == 0 { last - i } else { i };
                let (start, active) = batch.steps[t];
                let previous = match direction {
                    0 => t.checked_sub(1).map(|t| batch.steps[t]),
                    _ => batch.steps.get(t + 1).copied(),
                };
                for b in 0..active {
                    let row = start + b;
                    let gates = &tape.gates[row * 8 * h + direction * 4 * h..][..4 * h];
                    let d = &mut d_gates[row * 8 * h + direction * 4 * h..][..4 * h];
                    let here = row * 2 * h + at;
                    let (ig, fg) = (&gates[..h], &gates[h..2 * h]);
                    let (cg, og) = (&gates[2 * h..3 * h], &gates[3 * h..]);
                    let (d_ig, rest) = d.split_at_mut(h);
                    let (d_fg, rest) = rest.split_at_mut(h);
                    let (d_cg, d_og) = rest.split_at_mut(h);
                    let cell = &tape.cells[here..here + h];
                    let old = &tape.cells_before[here..here + h];
                    let d_output = &d_output[here..here + h];
                    let carry = &carry[b * h..(b + 1) * h];
                    let carry_cell = &mut carry_cell[b * h..(b + 1) * h];
                    for j in 0..h {
                        let bent = tanh(cell[j]);
                        let d_out = d_output[j] + carry[j];
                        let d_cell = carry_cell[j] + d_out * og[j] * (1.0 - bent * bent);
                        d_ig[j] = d_cell * cg[j] * ig[j] * (1.0 - ig[j]);
                        d_fg[j] = d_cell * old[j] * fg[j] * (1.0 - fg[j]);
                        d_cg[j] = d_cell * ig[j] * (1.0 - cg[j] * cg[j]);
                        d_og[j] = d_out * bent * og[j] * (1.0 - og[j]);
                        carry_cell[j] = d_cell * fg[j];
                    }
                }
                carry[..active * h].fill(0.0);
                let view = View { data: &d_gates[start * 8 * h + direction * 4 * h..], row: 8 * h, col: 1 };
                gemm_packed(active, view, &recurrent, &mut carry, h);
                // Sentences that begin at this step, seen from the direction of reading, hand nothing on.
                let reached = previous.map_or(0, |p| p.1.min(active));
                carry[reached * h..active * h].fill(0.0);
                carry_cell[reached * h..active * h].fill(0.0);
            }
            let d = View { data: &d_gates[direction * 4 * h..], row: 8 * h, col: 1 };
            let before = View { data: &tape.before[at..], row: 2 * h, col: 1 };
            gemm(4 * h, h, n, d.t(), before, layer.recurrent[direction].of_mut(&mut params.grad), h);
        }
        for row in d_gates.chunks_exact(8 * h) {
            for (sum, d) in layer.bias.of_mut(&mut params.grad).iter_mut().zip(row) {
                *sum += d;
            }
        }
        if let Some(source) = self.source {
            for (row, &number) in d_gates.chunks_exact(8 * h).zip(sources) {
                let grad = &mut source.of_mut(&mut params.grad)[number as usize * 8 * h..][..8 * h];
                grad.iter_mut().zip(row).for_each(|(sum, d)| *sum += d);
            }
        }
        let width = layer.input.cols;
        let d = View::rows(&d_gates, 8 * h);
        gemm(8 * h, width, n, d.t(), View::rows(&tape.input, width), layer.input.of_mut(&mut params.grad), width);
        let mut d_input = vec![0.0; n * width];
        gemm(n, width, 8 * h, d, View::rows(layer.input.of(&params.value), width), &mut d_input, width);
        d_input
    }
}

/// A mask that drops each of `n` numbers with the chance `drop` and makes up for it by the others.
pub fn mask(n: usize, drop: Option<f32>, rng: &mut Rng) -> Vec<f32> {
    let Some(drop) = drop else { return Vec::new() };
    let kept = 1.0 / (1.0 - drop);
    (0..n).map(|_| if rng.chance(drop) { 0.0 } else { kept }).collect()
}

/// Multiplies by a mask; an empty mask keeps everything.
pub fn apply(values: &mut [f32], mask: &[f32]) {
    for (value, factor) in values.iter_mut().zip(mask) {
        *value *= factor;
    }
}
