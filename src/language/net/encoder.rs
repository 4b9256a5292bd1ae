//! The encoder: from the spelling of words to what two bidirectional LSTM layers make of them in their sentence.

use super::batch::Batch;
use super::features::{Keys, TABLES, TABLES_WIDTH, VECTOR_WIDTH, WORD, layer_name};
use super::format::{ModelError, ModelFile, Table, Vocabulary};
use super::gazetteer::{CLASSES, Gazetteer, key_of};
use super::kernel::{Levels, Matrix, Start, Way};

/// The word vectors, which all nets share.
#[derive(Debug)]
pub struct Vectors<'a> {
    keys: Vocabulary<'a>,
    table: Table<'a>,
}

impl<'a> Vectors<'a> {
    /// The vectors in a model file.
    ///
    /// # Errors
    /// When the file lacks a part, or one has another shape.
    pub fn new(file: &ModelFile<'a>) -> Result<Self, ModelError> {
        let vectors = Self { keys: file.vocabulary("vector")?, table: file.table("vector")? };
        match vectors.table.width() {
            VECTOR_WIDTH => Ok(vectors),
            _ => Err(ModelError::Section("vector".to_owned())),
        }
    }

    /// True if the word, in lower case, has a vector: it is a word of the language, near enough.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        self.keys.get(word) != 0
    }
}

/// The encoder of one net.
#[derive(Debug)]
pub struct Encoder<'a> {
    keys: Vec<Vocabulary<'a>>,
    /// Empty in the parser.
    gazetteer: Gazetteer<'a>,
    /// Rows of the gazetteer's classes in the table of words.
    class_rows: [u32; CLASSES],
    tables: Vec<Table<'a>>,
    /// From the vector and from the trained rows to the gates of the first layer: two matrices, because their inputs
    /// differ in size and are rounded each with its own scale.
    from_vector: Matrix<'a>,
    from_tables: Matrix<'a>,
    second: Matrix<'a>,
    /// For each layer forth and back.
    recurrent: [[Matrix<'a>; 2]; 2],
    hidden: usize,
}

/// Memory that the encoder uses again for every batch.
#[derive(Debug, Default)]
pub struct Scratch {
    levels: Levels,
    own: Vec<f32>,
    cells: Vec<f32>,
    gates: Vec<f32>,
    /// What the layers gave: twice the hidden width a row.
    pub outputs: [Vec<f32>; 2],
}

/// The gates of the first layer before the recurrent part, which depend on the spelling alone: a row a word form.
#[derive(Debug, Default)]
pub struct Forms {
    gates: Vec<f32>,
    vectors: Vec<f32>,
    tables: Vec<f32>,
}

impl<'a> Encoder<'a> {
    /// The encoder in a model file.
    ///
    /// # Errors
    /// When the file lacks a part, or one has another shape.
    pub fn new(file: &ModelFile<'a>) -> Result<Self, ModelError> {
        let keys: Vec<Vocabulary> = TABLES.iter().map(|table| file.vocabulary(table.name)).collect::<Result<_, _>>()?;
        let tables: Vec<Table> = TABLES.iter().map(|table| file.table(table.name)).collect::<Result<_, _>>()?;
        let recurrent = |layer, part| file.matrix(&layer_name(layer, part));
        let encoder = Self {
            gazetteer: Gazetteer::new(file.bytes("gazetteer").unwrap_or_default()),
            class_rows: std::array::from_fn(|class| keys[WORD].get(&key_of(class))),
            keys,
            tables,
            from_vector: file.matrix("layer0.vector")?,
            from_tables: file.matrix("layer0.tables")?,
            second: file.matrix("layer1.input")?,
            recurrent: [
                [recurrent(0, "forth")?, recurrent(0, "back")?],
                [recurrent(1, "forth")?, recurrent(1, "back")?],
            ],
            hidden: file.matrix("layer0.forth")?.cols(),
        };
        encoder.check()?;
        Ok(encoder)
    }

    /// The sizes fit together.
    fn check(&self) -> Result<(), ModelError> {
        let h = self.hidden;
        let fits =
            |matrix: &Matrix, rows, cols| matrix.rows() == rows && matrix.height() == rows && matrix.cols() == cols;
        let sound = self.tables.iter().zip(&TABLES).all(|(table, plan)| table.width() == plan.width)
            && h.is_multiple_of(8)
            && fits(&self.from_vector, 8 * h, VECTOR_WIDTH)
            && fits(&self.from_tables, 8 * h, TABLES_WIDTH)
            && fits(&self.second, 8 * h, 2 * h)
            && self.recurrent.iter().flatten().all(|matrix| fits(matrix, 4 * h, h));
        if sound { Ok(()) } else { Err(ModelError::Section("layer0.forth".to_owned())) }
    }

    /// Numbers a row in what a layer gives.
    #[must_use]
    pub fn width(&self) -> usize {
        2 * self.hidden
    }

    /// Prepares word forms.
    pub fn forms<'f>(
        &self,
        forms: impl Iterator<Item = &'f str>,
        vectors: &Vectors,
        way: Way,
        to: &mut Forms,
        scratch: &mut Scratch,
    ) {
        let mut keys = Keys::default();
        to.vectors.clear();
        to.tables.clear();
        for form in forms {
            keys.set(form);
            let at = to.vectors.len();
            to.vectors.resize(at + VECTOR_WIDTH, 0.0);
            vectors.table.write(vectors.keys.get(keys.vector()), &mut to.vectors[at..]);
            for (t, (known, table)) in self.keys.iter().zip(&self.tables).enumerate() {
                let at = to.tables.len();
                to.tables.resize(at + table.width(), 0.0);
                let mut row = known.get(keys.get(t));
                if row == 0 && t == WORD && keys.is_capitalised() {
                    row = self.class_rows[self.gazetteer.class(keys.get(t))];
                }
                table.write(row, &mut to.tables[at..]);
            }
        }
        let n = to.vectors.len() / VECTOR_WIDTH;
        to.gates.resize(n * 8 * self.hidden, 0.0);
        scratch.levels.set(VECTOR_WIDTH, to.vectors.chunks_exact(VECTOR_WIDTH));
        way.multiply(&scratch.levels, &self.from_vector, Start::Bias, &mut to.gates);
        scratch.levels.set(TABLES_WIDTH, to.tables.chunks_exact(TABLES_WIDTH));
        way.multiply(&scratch.levels, &self.from_tables, Start::Output, &mut to.gates);
    }

    /// Runs both layers over a batch whose row `r` is the word form `form_of[r]`.
    pub fn run(&self, batch: &Batch, form_of: &[u32], forms: &Forms, way: Way, scratch: &mut Scratch) {
        let wide = 8 * self.hidden;
        let mut outputs = std::mem::take(&mut scratch.outputs);
        let gates = |row: usize| {
            let at = form_of[row] as usize * wide;
            &forms.gates[at..at + wide]
        };
        self.layer(0, batch, gates, way, scratch, &mut outputs[0]);
        let mut second = std::mem::take(&mut scratch.gates);
        if second.len() < batch.rows * wide {
            second.resize(batch.rows * wide, 0.0);
        }
        scratch.levels.set(2 * self.hidden, outputs[0][..batch.rows * 2 * self.hidden].chunks_exact(2 * self.hidden));
        way.multiply(&scratch.levels, &self.second, Start::Bias, &mut second);
        self.layer(1, batch, |row| &second[row * wide..(row + 1) * wide], way, scratch, &mut outputs[1]);
        scratch.gates = second;
        scratch.outputs = outputs;
    }

    fn layer<'g>(
        &self,
        layer: usize,
        batch: &Batch,
        gates: impl Fn(usize) -> &'g [f32],
        way: Way,
        scratch: &mut Scratch,
        out: &mut Vec<f32>,
    ) {
        let h = self.hidden;
        let Scratch { levels, own, cells, .. } = scratch;
        let sentences = batch.order.len();
        grow(out, batch.rows * 2 * h);
        grow(own, sentences * 4 * h);
        grow(cells, sentences * h);
        for (direction, recurrent) in self.recurrent[layer].iter().enumerate() {
            cells[..sentences * h].fill(0.0);
            let at = direction * h;
            let last = batch.steps.len().saturating_sub(1);
            for i in 0..batch.steps.len() {
                let t = if direction == 0 { i } else { last - i };
                let (start, active) = batch.steps[t];
                // Only sentences that had a word in the step before have a state.
                let carried = if i == 0 {
                    0
                } else {
                    let (from, there) = batch.steps[if direction == 0 { t - 1 } else { t + 1 }];
                    let carried = active.min(there);
                    levels.set(h, (from..from + carried).map(|row| &out[row * 2 * h + at..][..h]));
                    own[..carried * 4 * h].fill(0.0);
                    way.multiply(levels, recurrent, Start::Output, own);
                    carried
                };
                own[carried * 4 * h..active * 4 * h].fill(0.0);
                for b in 0..active {
                    let base = &gates(start + b)[direction * 4 * h..][..4 * h];
                    let row = (start + b) * 2 * h + at;
                    way.cell(
                        base,
                        &own[b * 4 * h..(b + 1) * 4 * h],
                        &mut cells[b * h..(b + 1) * h],
                        &mut out[row..row + h],
                    );
                }
            }
        }
    }
}

/// Makes room for `n` numbers.
pub fn grow(list: &mut Vec<f32>, n: usize) {
    if list.len() < n {
        list.resize(n, 0.0);
    }
}
