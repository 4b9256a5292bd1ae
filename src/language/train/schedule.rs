//! The order of batches and the rate of learning.

use super::rng::Rng;

/// How long to train.
#[derive(Debug, Clone, Copy)]
pub struct Schedule {
    /// Passes over the texts.
    pub epochs: usize,
    /// Highest rate of learning.
    pub rate: f32,
    /// Words a batch, about.
    pub batch: usize,
}

/// Steps in which the rate rises to its height.
const RISE: f32 = 200.0;
/// Norm to which gradients are clipped.
pub const CLIP: f32 = 3.0;

impl Schedule {
    /// The rate at step `step` of `steps`: a short rise, then a straight fall.
    pub fn rate(&self, step: usize, steps: usize) -> f32 {
        let left = (steps - step) as f32 / steps as f32;
        self.rate * ((step + 1) as f32 / RISE).min(1.0) * left
    }

    /// Batches of sentences of like length, mixed up; the sentences are given by their lengths.
    pub fn batches(&self, lengths: &[usize], rng: &mut Rng) -> Vec<Vec<usize>> {
        let mut order: Vec<usize> = (0..lengths.len()).collect();
        rng.shuffle(&mut order);
        // Some play in the length, so that a sentence meets others in every pass.
        order.sort_by_cached_key(|&i| lengths[i] + rng.below(3));
        let mut batches = Vec::new();
        let (mut batch, mut words) = (Vec::new(), 0);
        for i in order {
            batch.push(i);
            words += lengths[i];
            if words >= self.batch {
                batches.push(std::mem::take(&mut batch));
                words = 0;
            }
        }
        batches.extend((!batch.is_empty()).then_some(batch));
        rng.shuffle(&mut batches);
        batches
    }
}
