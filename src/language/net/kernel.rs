//! Products of rounded rows with rounded matrices. The sums are whole numbers, and the float steps around them act on
//! single numbers in a fixed order, so that all ways of computing them give the same bits.

#[cfg(target_arch = "x86_64")]
mod x86;

use super::math::{sigmoid, tanh};

/// Outputs that the kernels compute at once.
pub const LANES: usize = 32;
/// Rows that the kernels take at once.
const TALL: usize = 8;

/// A matrix of weights in 8 bits, one scale an output. In memory: for each 32 outputs, for each 4 inputs, output after
/// output its 4 weights.
#[derive(Debug, Clone)]
pub struct Matrix<'a> {
    levels: &'a [u8],
    rows: usize,
    cols: usize,
    scales: Vec<f32>,
    bias: Vec<f32>,
    /// 128 times the sum of an output's weights: what the kernels add too much because inputs are stored as `x + 128`.
    excess: Vec<i32>,
}

impl<'a> Matrix<'a> {
    /// A matrix of `rows` outputs and `cols` inputs; the levels, scales and bias are padded to whole blocks.
    ///
    /// # Panics
    ///
    /// If the sizes do not fit together.
    #[must_use]
    pub fn new(levels: &'a [u8], rows: usize, cols: usize, scales: Vec<f32>, bias: Vec<f32>) -> Self {
        let (width, height) = (cols.next_multiple_of(4), rows.next_multiple_of(LANES));
        assert!(levels.len() == width * height && scales.len() == height && bias.len() == height, "padded sizes");
        let mut excess = vec![0; height];
        if width > 0 {
            for (block, sums) in levels.chunks_exact(LANES * width).zip(excess.chunks_exact_mut(LANES)) {
                for step in block.as_chunks::<{ LANES * 4 }>().0 {
                    for (sum, four) in sums.iter_mut().zip(step.as_chunks::<4>().0) {
                        *sum += four.iter().map(|&level| i32::from(level.cast_signed())).sum::<i32>() * 128;
                    }
                }
            }
        }
        Self { levels, rows, cols, scales, bias, excess }
    }

    /// Outputs.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Inputs.
    #[must_use]
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// Outputs with the padding.
    #[must_use]
    pub fn height(&self) -> usize {
        self.scales.len()
    }
}

/// Rows rounded to 8 bits, one scale a row, each number stored as `level + 128`.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    data: Vec<u8>,
    scales: Vec<f32>,
    stride: usize,
}

impl Levels {
    /// Rounds `rows`, which are `width` long.
    pub fn set<'r>(&mut self, width: usize, rows: impl Iterator<Item = &'r [f32]>) {
        self.stride = width.next_multiple_of(4);
        self.scales.clear();
        let mut at = 0;
        for row in rows {
            if self.data.len() < at + self.stride {
                self.data.resize(at + self.stride, 128);
            }
            let to = &mut self.data[at..at + self.stride];
            to[width..].fill(128);
            self.scales.push(round(&row[..width], &mut to[..width]));
            at += self.stride;
        }
    }

    fn rows(&self) -> usize {
        self.scales.len()
    }
}

/// Whether products start from the bias or are added to what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// From the bias.
    Bias,
    /// From the numbers in the output.
    Output,
}

/// Ways to compute on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Plain code, for any machine.
    Plain,
    /// 256 bits at once.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// 512 bits at once with products of bytes.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Way {
    /// The fastest way that this machine has.
    #[must_use]
    pub fn best() -> Self {
        Self::all().last().copied().unwrap_or(Self::Plain)
    }

    /// All ways that this machine has, the fastest last.
    #[must_use]
    pub fn all() -> Vec<Self> {
        #[allow(unused_mut, reason = "other machines have one way")]
        let mut ways = vec![Self::Plain];
        #[cfg(target_arch = "x86_64")]
        {
            let avx2 = is_x86_feature_detected!("avx2");
            ways.extend(avx2.then_some(Self::Avx2));
            let avx512 = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vnni");
            ways.extend((avx2 && avx512).then_some(Self::Avx512));
        }
        ways
    }

    /// Products of the rows `x` with the matrix: `rows x height` numbers.
    ///
    /// # Panics
    ///
    /// If the sizes do not fit together.
    pub fn multiply(self, x: &Levels, matrix: &Matrix, start: Start, out: &mut [f32]) {
        assert!(x.stride == matrix.cols.next_multiple_of(4), "the rows have the wrong width");
        assert!(x.data.len() >= x.rows() * x.stride, "rows are missing");
        assert!(out.len() >= x.rows() * matrix.height(), "the output is short");
        match self {
            Self::Plain => multiply::<Plain>(x, matrix, start, out),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `Way::all` found the features.
            Self::Avx2 => unsafe { x86::multiply_avx2(x, matrix, start, out) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Self::Avx512 => unsafe { x86::multiply_avx512(x, matrix, start, out) },
        }
    }

    /// One step of an LSTM cell: the gates (input, forget, candidate, output) are `base + own`; `cell` holds the old
    /// cell and gets the new one.
    pub fn cell(self, base: &[f32], own: &[f32], cell: &mut [f32], out: &mut [f32]) {
        match self {
            Self::Plain => step(base, own, cell, out),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `Way::all` found the features.
            Self::Avx2 => unsafe { x86::step_avx2(base, own, cell, out) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Self::Avx512 => unsafe { x86::step_avx512(base, own, cell, out) },
        }
    }

    /// Inner products of `row` with each of `others`, which have the same width and lie one after the other.
    pub fn dots(self, row: &[f32], others: &[f32], out: &mut [f32]) {
        match self {
            Self::Plain => dots(row, others, out),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `Way::all` found the features.
            Self::Avx2 => unsafe { x86::dots_avx2(row, others, out) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Self::Avx512 => unsafe { x86::dots_avx512(row, others, out) },
        }
    }
}

/// Sums of products of bytes for `M` rows and 32 outputs.
trait Tile {
    /// Whether the sums are those of the stored bytes, `level + 128`, and not of the levels.
    const EXCESS: bool;

    /// # Safety
    ///
    /// `x` holds `M` rows `stride` apart of `4 * steps` bytes, `weights` holds `128 * steps` bytes, and the machine has
    /// the features that the implementation needs.
    unsafe fn sums<const M: usize>(x: *const u8, stride: usize, weights: *const u8, steps: usize) -> [[i32; LANES]; M];
}

struct Plain;

impl Tile for Plain {
    const EXCESS: bool = true;

    #[inline(always)]
    unsafe fn sums<const M: usize>(x: *const u8, stride: usize, weights: *const u8, steps: usize) -> [[i32; LANES]; M] {
        let mut sums = [[0; LANES]; M];
        // SAFETY: the caller vouches for these sizes.
        let weights = unsafe { std::slice::from_raw_parts(weights, steps * LANES * 4) };
        for (m, sums) in sums.iter_mut().enumerate() {
            // SAFETY: as above.
            let x = unsafe { std::slice::from_raw_parts(x.add(m * stride), steps * 4) };
            for (four, weights) in x.as_chunks::<4>().0.iter().zip(weights.as_chunks::<{ LANES * 4 }>().0) {
                for (sum, own) in sums.iter_mut().zip(weights.as_chunks::<4>().0) {
                    for i in 0..4 {
                        *sum += i32::from(four[i]) * i32::from(own[i].cast_signed());
                    }
                }
            }
        }
        sums
    }
}

#[inline(always)]
fn multiply<T: Tile>(x: &Levels, matrix: &Matrix, start: Start, out: &mut [f32]) {
    let steps = x.stride / 4;
    let height = matrix.height();
    for first in (0..x.rows()).step_by(TALL) {
        let left = (x.rows() - first).min(TALL);
        for block in 0..height / LANES {
            // SAFETY: `Way::multiply` checked the sizes.
            let (x_at, weights) = unsafe {
                (x.data.as_ptr().add(first * x.stride), matrix.levels.as_ptr().add(block * LANES * x.stride))
            };
            macro_rules! rows {
                ($m:literal) => {{
                    // SAFETY: as above, for this many rows.
                    let sums = unsafe { T::sums::<$m>(x_at, x.stride, weights, steps) };
                    finish::<T>(&sums, x, matrix, first, block, start, out);
                }};
            }
            match left {
                8 => rows!(8),
                7 => rows!(7),
                6 => rows!(6),
                5 => rows!(5),
                4 => rows!(4),
                3 => rows!(3),
                2 => rows!(2),
                _ => rows!(1),
            }
        }
    }
}

#[inline(always)]
fn finish<T: Tile>(
    sums: &[[i32; LANES]],
    x: &Levels,
    matrix: &Matrix,
    first: usize,
    block: usize,
    start: Start,
    out: &mut [f32],
) {
    let height = matrix.height();
    let at = block * LANES;
    let (scales, bias, excess) =
        (&matrix.scales[at..at + LANES], &matrix.bias[at..at + LANES], &matrix.excess[at..at + LANES]);
    for (m, sums) in sums.iter().enumerate() {
        let scale = x.scales[first + m];
        let to = &mut out[(first + m) * height + at..][..LANES];
        if start == Start::Bias {
            to.copy_from_slice(bias);
        }
        for j in 0..LANES {
            let sum = if T::EXCESS { sums[j] - excess[j] } else { sums[j] };
            to[j] += sum as f32 * (scale * scales[j]);
        }
    }
}

#[inline(always)]
fn step(base: &[f32], own: &[f32], cell: &mut [f32], out: &mut [f32]) {
    let h = cell.len();
    let (base, own, out) = (&base[..4 * h], &own[..4 * h], &mut out[..h]);
    let (bi, bf, bc, bo) = (&base[..h], &base[h..2 * h], &base[2 * h..3 * h], &base[3 * h..]);
    let (oi, of, oc, oo) = (&own[..h], &own[h..2 * h], &own[2 * h..3 * h], &own[3 * h..]);
    for j in 0..h {
        let new = sigmoid(bi[j] + oi[j]) * tanh(bc[j] + oc[j]) + sigmoid(bf[j] + of[j]) * cell[j];
        cell[j] = new;
        out[j] = sigmoid(bo[j] + oo[j]) * tanh(new);
    }
}

#[inline(always)]
fn dots(row: &[f32], others: &[f32], out: &mut [f32]) {
    const WIDE: usize = 16;
    for (other, out) in others.chunks_exact(row.len()).zip(out) {
        let mut sums = [0.0_f32; WIDE];
        for (a, b) in row.as_chunks::<WIDE>().0.iter().zip(other.as_chunks::<WIDE>().0) {
            for j in 0..WIDE {
                sums[j] += a[j] * b[j];
            }
        }
        let mut width = WIDE / 2;
        while width > 0 {
            for j in 0..width {
                sums[j] += sums[j + width];
            }
            width /= 2;
        }
        *out = sums[0];
    }
}

/// Rounds a row to 8 bits; gives its scale.
fn round(row: &[f32], to: &mut [u8]) -> f32 {
    // Adding it rounds to whole numbers, which then stand in the low bits.
    const MAGIC: f32 = 12_582_912.0;
    let mut tops = [0.0_f32; 16];
    let (whole, rest) = row.as_chunks::<16>();
    for part in whole {
        for j in 0..16 {
            tops[j] = if part[j].abs() > tops[j] { part[j].abs() } else { tops[j] };
        }
    }
    let top = tops.iter().chain(rest).fold(0.0_f32, |top, v| if v.abs() > top { v.abs() } else { top });
    let up = if top > 0.0 { 127.0 / top } else { 0.0 };
    for (slot, &v) in to.iter_mut().zip(row) {
        *slot = ((v * up + MAGIC).to_bits() as u8) ^ 128;
    }
    top / 127.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::net::format::{ModelFile, Writer};

    fn numbers(n: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        (0..n).map(|_| next()).collect()
    }

    #[test]
    fn all_ways_give_the_same_bits_and_are_near_the_product() {
        for (rows, cols, n) in [(32, 4, 1), (70, 100, 9), (128, 50, 16), (109, 384, 5)] {
            let weights = numbers(rows * cols, 1);
            let bias = numbers(rows, 2);
            let inputs = numbers(n * cols, 3);
            let mut writer = Writer::default();
            writer.matrix("m", &weights, rows, cols, Some(&bias));
            let bytes = writer.finish();
            let file = ModelFile::parse(&bytes).unwrap();
            let matrix = file.matrix("m").unwrap();
            let mut levels = Levels::default();
            levels.set(cols, inputs.chunks_exact(cols));
            let results: Vec<Vec<f32>> = Way::all()
                .into_iter()
                .map(|way| {
                    let mut out = vec![1.0; n * matrix.height()];
                    way.multiply(&levels, &matrix, Start::Bias, &mut out);
                    way.multiply(&levels, &matrix, Start::Output, &mut out);
                    out
                })
                .collect();
            for other in &results {
                assert_eq!(other, &results[0]);
            }
            for i in 0..n {
                for j in 0..rows {
                    let dot: f32 = (0..cols).map(|c| inputs[i * cols + c] * weights[j * cols + c]).sum();
                    let want = 2.0 * dot + bias[j];
                    assert!((results[0][i * matrix.height() + j] - want).abs() < 0.02 * (cols as f32).sqrt());
                }
            }
        }
    }

    #[test]
    fn cells_and_dots_do_not_depend_on_the_way() {
        let (base, own) = (numbers(4 * 50, 4), numbers(4 * 50, 5));
        let others = numbers(7 * 192, 6);
        let results: Vec<_> = Way::all()
            .into_iter()
            .map(|way| {
                let (mut cell, mut out, mut products) = (numbers(50, 7), vec![0.0; 50], vec![0.0; 7]);
                way.cell(&base, &own, &mut cell, &mut out);
                way.dots(&numbers(192, 8), &others, &mut products);
                (cell, out, products)
            })
            .collect();
        for other in &results {
            assert_eq!(other, &results[0]);
        }
    }

    #[test]
    fn extreme_numbers_do_not_panic() {
        let mut levels = Levels::default();
        let rows = [[f32::NAN, 1.0, f32::INFINITY, -1.0], [0.0; 4], [f32::MAX, f32::MIN, 1e-40, 0.0]];
        levels.set(4, rows.iter().map(<[f32; 4]>::as_slice));
        assert_eq!(levels.rows(), 3);
        assert_eq!(levels.data[4..8], [128; 4]);
    }
}
