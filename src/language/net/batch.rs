//! How the words of several sentences lie in memory: all first words, then all second words and so on, the longest
//! sentence first, so that the recurrent layers take one step through all sentences at once.

/// The order of the rows of a batch.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// Indices of the sentences, longest first.
    pub order: Vec<usize>,
    /// For each word position the first row and the number of sentences that have such a word.
    pub steps: Vec<(usize, usize)>,
    /// Words in all.
    pub rows: usize,
}

impl Batch {
    /// The batch of sentences of these lengths.
    #[must_use]
    pub fn new(lengths: &[usize]) -> Self {
        let mut batch = Self::default();
        batch.set(lengths);
        batch
    }

    /// Makes this the batch of sentences of these lengths.
    pub fn set(&mut self, lengths: &[usize]) {
        self.order.clear();
        self.order.extend(0..lengths.len());
        self.order.sort_by_key(|&i| (std::cmp::Reverse(lengths[i]), i));
        self.steps.clear();
        self.rows = 0;
        let mut active = self.order.len();
        for t in 0.. {
            while active > 0 && lengths[self.order[active - 1]] <= t {
                active -= 1;
            }
            if active == 0 {
                break;
            }
            self.steps.push((self.rows, active));
            self.rows += active;
        }
    }

    /// For each row the place of its sentence in the order and the position of its word.
    pub fn words(&self) -> impl Iterator<Item = (usize, usize)> {
        self.steps.iter().enumerate().flat_map(|(t, &(_, active))| (0..active).map(move |place| (place, t)))
    }

    /// The row of word `t` of the sentence at place `place` of the order.
    #[must_use]
    pub fn row(&self, place: usize, t: usize) -> usize {
        self.steps[t].0 + place
    }
}
