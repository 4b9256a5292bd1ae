//! The kernels on x86 machines.
#![expect(
    clippy::cast_ptr_alignment,
    clippy::needless_range_loop,
    reason = "unaligned loads and stores; registers by number"
)]

use super::{LANES, Levels, Matrix, Start, Tile, dots, multiply, step};
use std::arch::x86_64::{
    __m256i, __m512i, _mm256_abs_epi8, _mm256_add_epi32, _mm256_loadu_si256, _mm256_madd_epi16, _mm256_maddubs_epi16,
    _mm256_set1_epi8, _mm256_set1_epi16, _mm256_set1_epi32, _mm256_setzero_si256, _mm256_sign_epi8,
    _mm256_storeu_si256, _mm256_xor_si256, _mm512_dpbusd_epi32, _mm512_loadu_si512, _mm512_set1_epi32,
    _mm512_setzero_si512, _mm512_storeu_si512,
};

struct Avx2;
struct Avx512;

impl Tile for Avx2 {
    const EXCESS: bool = false;

    #[inline(always)]
    unsafe fn sums<const M: usize>(x: *const u8, stride: usize, weights: *const u8, steps: usize) -> [[i32; LANES]; M] {
        let mut result = [[0; LANES]; M];
        // SAFETY: the caller vouches for the sizes and the features. Two rows at a time, for there are 16 registers.
        unsafe {
            for first in (0..M).step_by(2) {
                let rows = (M - first).min(2);
                let mut sums = [[_mm256_setzero_si256(); 4]; 2];
                for k in 0..steps {
                    for r in 0..rows {
                        let four = x.add((first + r) * stride + 4 * k).cast::<i32>().read_unaligned();
                        // From `level + 128` back to the level, whose sign goes over to the weights: the products of
                        // two 7-bit numbers, in pairs, fit into 16 bits.
                        let four = _mm256_xor_si256(_mm256_set1_epi32(four), _mm256_set1_epi8(-128));
                        let size = _mm256_abs_epi8(four);
                        for (j, sum) in sums[r].iter_mut().enumerate() {
                            let own = _mm256_loadu_si256(weights.add(128 * k + 32 * j).cast::<__m256i>());
                            let pairs = _mm256_maddubs_epi16(size, _mm256_sign_epi8(own, four));
                            *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
                        }
                    }
                }
                for r in 0..rows {
                    for (j, sum) in sums[r].iter().enumerate() {
                        _mm256_storeu_si256(result[first + r].as_mut_ptr().add(8 * j).cast::<__m256i>(), *sum);
                    }
                }
            }
        }
        result
    }
}

impl Tile for Avx512 {
    const EXCESS: bool = true;

    #[inline(always)]
    unsafe fn sums<const M: usize>(x: *const u8, stride: usize, weights: *const u8, steps: usize) -> [[i32; LANES]; M] {
        let mut result = [[0; LANES]; M];
        // SAFETY: the caller vouches for the sizes and the features.
        unsafe {
            let mut sums = [[_mm512_setzero_si512(); 2]; M];
            for k in 0..steps {
                let low = _mm512_loadu_si512(weights.add(128 * k).cast::<__m512i>());
                let high = _mm512_loadu_si512(weights.add(128 * k + 64).cast::<__m512i>());
                for (m, sums) in sums.iter_mut().enumerate() {
                    let four = _mm512_set1_epi32(x.add(m * stride + 4 * k).cast::<i32>().read_unaligned());
                    sums[0] = _mm512_dpbusd_epi32(sums[0], four, low);
                    sums[1] = _mm512_dpbusd_epi32(sums[1], four, high);
                }
            }
            for (to, sums) in result.iter_mut().zip(&sums) {
                _mm512_storeu_si512(to.as_mut_ptr().cast::<__m512i>(), sums[0]);
                _mm512_storeu_si512(to.as_mut_ptr().add(16).cast::<__m512i>(), sums[1]);
            }
        }
        result
    }
}

#[target_feature(enable = "avx2")]
pub unsafe fn multiply_avx2(x: &Levels, matrix: &Matrix, start: Start, out: &mut [f32]) {
    multiply::<Avx2>(x, matrix, start, out);
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")]
pub unsafe fn multiply_avx512(x: &Levels, matrix: &Matrix, start: Start, out: &mut [f32]) {
    multiply::<Avx512>(x, matrix, start, out);
}

#[target_feature(enable = "avx2")]
pub unsafe fn step_avx2(base: &[f32], own: &[f32], cell: &mut [f32], out: &mut [f32]) {
    step(base, own, cell, out);
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
pub unsafe fn step_avx512(base: &[f32], own: &[f32], cell: &mut [f32], out: &mut [f32]) {
    step(base, own, cell, out);
}

#[target_feature(enable = "avx2")]
pub unsafe fn dots_avx2(row: &[f32], others: &[f32], out: &mut [f32]) {
    dots(row, others, out);
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
pub unsafe fn dots_avx512(row: &[f32], others: &[f32], out: &mut [f32]) {
    dots(row, others, out);
}
