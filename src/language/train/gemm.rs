//! Matrix products for training. Every sum runs over its terms in one fixed order with fused products, so that the
//! result is the same on any machine; only the speed differs.

/// Rows and columns of the block that the kernel holds in registers.
const MR: usize = 8;
const NR: usize = 48;
/// Terms a pass, so that the packed blocks stay in the caches.
const KC: usize = 384;

/// A matrix in memory: element `(i, j)` stands at `i * rows + j * cols`.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The numbers.
    pub data: &'a [f32],
    /// Distance between rows.
    pub row: usize,
    /// Distance between columns.
    pub col: usize,
}

impl<'a> View<'a> {
    /// A matrix of `width` columns, row after row.
    pub fn rows(data: &'a [f32], width: usize) -> Self {
        Self { data, row: width, col: 1 }
    }

    /// The transpose.
    pub fn t(self) -> Self {
        Self { data: self.data, row: self.col, col: self.row }
    }
}

/// A right-hand matrix laid out for the kernel.
pub struct Packed {
    data: Vec<f32>,
    k: usize,
    n: usize,
}

impl Packed {
    /// Lays out the `k` by `n` matrix `b`.
    pub fn new(k: usize, n: usize, b: View) -> Self {
        let panels = n.div_ceil(NR);
        let mut data = vec![0.0; panels * NR * k];
        let mut at = 0;
        for k0 in (0..k).step_by(KC) {
            let kc = KC.min(k - k0);
            for j0 in (0..n).step_by(NR) {
                let width = NR.min(n - j0);
                for kk in 0..kc {
                    let from = (k0 + kk) * b.row + j0 * b.col;
                    let to = &mut data[at + kk * NR..at + kk * NR + width];
                    if b.col == 1 {
                        to.copy_from_slice(&b.data[from..from + width]);
                    } else {
                        for (j, slot) in to.iter_mut().enumerate() {
                            *slot = b.data[from + j * b.col];
                        }
                    }
                }
                at += kc * NR;
            }
        }
        Self { data, k, n }
    }
}

/// `c += a · b` with `a` of `m` rows; rows of `c` stand `stride` apart.
pub fn gemm(m: usize, n: usize, k: usize, a: View, b: View, c: &mut [f32], stride: usize) {
    gemm_packed(m, a, &Packed::new(k, n, b), c, stride);
}

/// [`gemm`] with a right-hand matrix that was laid out before.
///
/// # Panics
///
/// If `c` is too small.
pub fn gemm_packed(m: usize, a: View, b: &Packed, c: &mut [f32], stride: usize) {
    let (k, n) = (b.k, b.n);
    if m == 0 || n == 0 {
        return;
    }
    assert!(c.len() >= (m - 1) * stride + n, "the result does not fit");
    let mut panel_a = vec![0.0_f32; m.div_ceil(MR) * MR * KC.min(k)];
    let mut at_b = 0;
    for k0 in (0..k).step_by(KC) {
        let kc = KC.min(k - k0);
        for (p, i0) in (0..m).step_by(MR).enumerate() {
            let height = MR.min(m - i0);
            let panel = &mut panel_a[p * MR * kc..(p + 1) * MR * kc];
            if a.row == 1 && height == MR {
                for (kk, to) in panel.as_chunks_mut::<MR>().0.iter_mut().enumerate() {
                    to.copy_from_slice(&a.data[i0 + (k0 + kk) * a.col..][..MR]);
                }
                continue;
            }
            if height < MR {
                panel.fill(0.0);
            }
            for i in 0..height {
                let base = (i0 + i) * a.row + k0 * a.col;
                for (kk, to) in panel.as_chunks_mut::<MR>().0.iter_mut().enumerate() {
                    to[i] = a.data[base + kk * a.col];
                }
            }
        }
        for j0 in (0..n).step_by(NR) {
            let panel_b = &b.data[at_b..at_b + kc * NR];
            at_b += kc * NR;
            let width = NR.min(n - j0);
            for (p, i0) in (0..m).step_by(MR).enumerate() {
                let height = MR.min(m - i0);
                let block = product(kc, &panel_a[p * MR * kc..(p + 1) * MR * kc], panel_b);
                for i in 0..height {
                    let to = &mut c[(i0 + i) * stride + j0..][..width];
                    for (slot, value) in to.iter_mut().zip(&block[i][..width]) {
                        *slot += value;
                    }
                }
            }
        }
    }
}

type BlockOf = [[f32; NR]; MR];

fn product(k: usize, a: &[f32], b: &[f32]) -> BlockOf {
    assert!(a.len() >= k * MR && b.len() >= k * NR, "panels are short");
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx512f") {
        // SAFETY: the feature was found, and the panels hold `k` steps.
        return unsafe { product_avx512(k, a, b) };
    }
    product_plain(k, a, b)
}

fn product_plain(k: usize, a: &[f32], b: &[f32]) -> BlockOf {
    let mut block = [[0.0_f32; NR]; MR];
    for kk in 0..k {
        let row = &b[kk * NR..(kk + 1) * NR];
        for (i, sums) in block.iter_mut().enumerate() {
            let factor = a[kk * MR + i];
            for (sum, &value) in sums.iter_mut().zip(row) {
                *sum = factor.mul_add(value, *sum);
            }
        }
    }
    block
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
unsafe fn product_avx512(k: usize, a: &[f32], b: &[f32]) -> BlockOf {
    use std::arch::x86_64::{_mm512_fmadd_ps, _mm512_loadu_ps, _mm512_set1_ps, _mm512_setzero_ps, _mm512_storeu_ps};
    let mut sums = [[_mm512_setzero_ps(); 3]; MR];
    let (mut at_a, mut at_b) = (a.as_ptr(), b.as_ptr());
    for _ in 0..k {
        // SAFETY: the caller checked that both panels hold `k` steps.
        unsafe {
            let (b0, b1, b2) = (_mm512_loadu_ps(at_b), _mm512_loadu_ps(at_b.add(16)), _mm512_loadu_ps(at_b.add(32)));
            for (i, row) in sums.iter_mut().enumerate() {
                let factor = _mm512_set1_ps(*at_a.add(i));
                row[0] = _mm512_fmadd_ps(factor, b0, row[0]);
                row[1] = _mm512_fmadd_ps(factor, b1, row[1]);
                row[2] = _mm512_fmadd_ps(factor, b2, row[2]);
            }
            at_a = at_a.add(MR);
            at_b = at_b.add(NR);
        }
    }
    let mut block = [[0.0_f32; NR]; MR];
    for (to, row) in block.iter_mut().zip(&sums) {
        for (j, &sum) in row.iter().enumerate() {
            // SAFETY: three times sixteen numbers make the row of 48.
            unsafe { _mm512_storeu_ps(to.as_mut_ptr().add(16 * j), sum) };
        }
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_as_the_definition_and_on_any_kernel() {
        let (m, n, k) = (13, 101, 400);
        let a: Vec<f32> = (0..m * k).map(|i| ((i * 37 % 101) as f32 - 50.0) / 50.0).collect();
        let b: Vec<f32> = (0..n * k).map(|i| ((i * 53 % 97) as f32 - 48.0) / 48.0).collect();
        let mut c = vec![0.0; m * n];
        gemm(m, n, k, View::rows(&a, k), View::rows(&b, k).t(), &mut c, n);
        for i in 0..m {
            for j in 0..n {
                let want: f32 = (0..k).map(|x| a[i * k + x] * b[j * k + x]).sum();
                assert!((c[i * n + j] - want).abs() < 1e-3);
            }
        }
        let (pa, pb) = (&a[..MR * 100], &b[..NR * 100]);
        assert_eq!(product(100, pa, pb), product_plain(100, pa, pb));
    }
}
