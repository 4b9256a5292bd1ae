//! A linear layer in training.

use super::gemm::{View, gemm};
use super::params::{Params, Tensor};
use super::rng::Rng;

/// A layer that multiplies by a matrix and adds a bias.
pub struct Linear {
    /// The matrix: a row an output.
    pub weights: Tensor,
    bias: Tensor,
}

impl Linear {
    /// A layer with fresh numbers.
    pub fn new(name: &str, outputs: usize, inputs: usize, params: &mut Params, rng: &mut Rng) -> Self {
        Self {
            weights: params.add_weights(&format!("{name}.weights"), outputs, inputs, rng),
            bias: params.add(&format!("{name}.bias"), 1, outputs, 0.0, rng),
        }
    }

    /// The outputs for rows of input.
    pub fn forward(&self, params: &Params, input: &[f32]) -> Vec<f32> {
        let (outputs, inputs) = (self.weights.rows, self.weights.cols);
        let n = input.len() / inputs;
        let mut output = Vec::with_capacity(n * outputs);
        for _ in 0..n {
            output.extend_from_slice(self.bias.of(&params.value));
        }
        let weights = View::rows(self.weights.of(&params.value), inputs).t();
        gemm(n, outputs, inputs, View::rows(input, inputs), weights, &mut output, outputs);
        output
    }

    /// Adds the gradients of its numbers and of its input.
    pub fn backward(&self, params: &mut Params, input: &[f32], d_output: &[f32], d_input: &mut [f32]) {
        let (outputs, inputs) = (self.weights.rows, self.weights.cols);
        let n = input.len() / inputs;
        let d = View::rows(d_output, outputs);
        gemm(outputs, inputs, n, d.t(), View::rows(input, inputs), self.weights.of_mut(&mut params.grad), inputs);
        for row in d_output.chunks_exact(outputs) {
            for (sum, d) in self.bias.of_mut(&mut params.grad).iter_mut().zip(row) {
                *sum += d;
            }
        }
        gemm(n, inputs, outputs, d, View::rows(self.weights.of(&params.value), inputs), d_input, inputs);
    }
}
