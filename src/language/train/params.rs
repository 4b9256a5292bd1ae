//! The numbers that are trained, and Adam, which trains them.

use super::rng::Rng;
use std::collections::BTreeMap;

/// Decay of the running mean of the gradients, of their squares, and of the average of the numbers.
const FIRST: f32 = 0.9;
const SECOND: f32 = 0.98;
const AVERAGE: f32 = 0.998;

/// Where a matrix stands in [`Params`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tensor {
    at: usize,
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub cols: usize,
}

impl Tensor {
    /// Its numbers in `all`.
    pub fn of(self, all: &[f32]) -> &[f32] {
        &all[self.at..self.at + self.rows * self.cols]
    }

    /// Its numbers in `all`, to change.
    pub fn of_mut(self, all: &mut [f32]) -> &mut [f32] {
        &mut all[self.at..self.at + self.rows * self.cols]
    }
}

/// All trained numbers of a net with their gradients, moments and running average.
#[derive(Default)]
pub struct Params {
    /// The numbers.
    pub value: Vec<f32>,
    /// Gradient of the loss of the batch.
    pub grad: Vec<f32>,
    /// Running average of the numbers: what is kept in the end.
    pub average: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
    names: BTreeMap<String, Tensor>,
    steps: u64,
}

impl Params {
    /// Adds a matrix drawn evenly from `-spread..spread`.
    pub fn add(&mut self, name: &str, rows: usize, cols: usize, spread: f32, rng: &mut Rng) -> Tensor {
        let tensor = Tensor { at: self.value.len(), rows, cols };
        self.value.extend((0..rows * cols).map(|_| (rng.unit() * 2.0 - 1.0) * spread));
        for all in [&mut self.grad, &mut self.average, &mut self.first, &mut self.second] {
            all.resize(self.value.len(), 0.0);
        }
        self.names.insert(name.to_owned(), tensor);
        tensor
    }

    /// Adds a weight matrix with the usual spread for `cols` inputs and `rows` outputs.
    pub fn add_weights(&mut self, name: &str, rows: usize, cols: usize, rng: &mut Rng) -> Tensor {
        self.add(name, rows, cols, (6.0 / (rows + cols) as f32).sqrt(), rng)
    }

    /// The matrices by name.
    pub fn names(&self) -> &BTreeMap<String, Tensor> {
        &self.names
    }

    /// Exchanges the numbers and their running average.
    pub fn swap(&mut self) {
        std::mem::swap(&mut self.value, &mut self.average);
    }

    /// One step of Adam with the gradients clipped to a norm of `clip`; clears the gradients.
    pub fn step(&mut self, rate: f32, clip: f32) {
        self.steps += 1;
        let norm = self.grad.iter().map(|&g| f64::from(g) * f64::from(g)).sum::<f64>().sqrt() as f32;
        let shrink = if norm > clip { clip / norm } else { 1.0 };
        let steps = self.steps as f32;
        let (left_first, left_second) =
            ((1.0 - FIRST.powi(self.steps as i32)), (1.0 - SECOND.powi(self.steps as i32)).sqrt());
        let rate = rate * left_second / left_first;
        let keep = AVERAGE.min((1.0 + steps) / (10.0 + steps));
        let numbers = self.value.iter_mut().zip(&mut self.grad).zip(&mut self.average);
        for (((value, grad), average), (first, second)) in numbers.zip(self.first.iter_mut().zip(&mut self.second)) {
            let g = *grad * shrink;
            *grad = 0.0;
            *first = FIRST * *first + (1.0 - FIRST) * g;
            *second = SECOND * *second + (1.0 - SECOND) * g * g;
            *value -= rate * *first / (second.sqrt() + 1e-8);
            *average = keep * *average + (1.0 - keep) * *value;
        }
    }
}
