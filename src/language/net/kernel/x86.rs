//! The kernels on x86 machines.
#![expect(clippy::cast_ptr_alignment, reason = "unaligned loads and stores")]

use super::{LANES, Levels, Matrix, Start, Tile, dots, multiply, step};
use std::arch::x86_64::{
    __m256i, __m512i, _mm256_abs_epi8, _mm256_add_epi32, _mm256_loadu_si256, _mm256_madd_epi16, _mm256_maddubs_epi16,
    _mm256_set1_epi8, _mm256_set1_epi16, _mm256_set1_epi32, _mm256_setzero_si256, _mm256_sign_epi8,
    _mm256_storeu_si256, _mm256_xor_si256, _mm512_dpbusd_epi32, _mm512_loadu_si512, _mm512_set1_epi32,
    _mm512_setzero_si512, _mm512_storeu_si512,
};

struct Avx2;
struct Avx512;

// The sums are variables with names, not arrays: they must stand in registers whatever the compiler makes of loops.

/// Sums for the rows `$m`, four registers a row, of 256 bits.
macro_rules! rows_avx2 {
    (add $sum:ident, $at:expr, $size:ident, $four:ident, $ones:ident) => {
        let own = _mm256_loadu_si256($at);
        let pairs = _mm256_maddubs_epi16($size, _mm256_sign_epi8(own, $four));
        $sum = _mm256_add_epi32($sum, _mm256_madd_epi16(pairs, $ones));
    };
    ($x:expr, $stride:ident, $weights:ident, $steps:ident, $to:expr; $($m:literal $a:ident $b:ident $c:ident $d:ident),*) => {{
        $(let (mut $a, mut $b, mut $c, mut $d) = (
            _mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(),
        );)*
        let ones = _mm256_set1_epi16(1);
        for k in 0..$steps {
            let at = $weights.add(128 * k).cast::<__m256i>();
            $(
                let four = $x.add($m * $stride + 4 * k).cast::<i32>().read_unaligned();
                // From `level + 128` back to the level, whose sign goes over to the weights: the products of two
                // 7-bit numbers, in pairs, fit into 16 bits.
                let four = _mm256_xor_si256(_mm256_set1_epi32(four), _mm256_set1_epi8(-128));
                let size = _mm256_abs_epi8(four);
                // No closure: it would not have the features of the function that it stands in.
                rows_avx2!(add $a, at, size, four, ones);
                rows_avx2!(add $b, at.add(1), size, four, ones);
                rows_avx2!(add $c, at.add(2), size, four, ones);
                rows_avx2!(add $d, at.add(3), size, four, ones);
            )*
        }
        $(
            let to = $to.add($m).cast::<__m256i>();
            _mm256_storeu_si256(to, $a);
            _mm256_storeu_si256(to.add(1), $b);
            _mm256_storeu_si256(to.add(2), $c);
            _mm256_storeu_si256(to.add(3), $d);
        )*
    }};
}

impl Tile for Avx2 {
    const EXCESS: bool = false;

    #[inline(always)]
    unsafe fn sums<const M: usize>(x: *const u8, stride: usize, weights: *const u8, steps: usize) -> [[i32; LANES]; M] {
        let mut result = [[0; LANES]; M];
        let to = result.as_mut_ptr();
        // SAFETY: the caller vouches for the sizes and the features. Two rows at a time, for there are 16 registers.
        unsafe {
            for first in (0..M - M % 2).step_by(2) {
                let x = x.add(first * stride);
                rows_avx2!(x, stride, weights, steps, to.add(first); 0 a b c d, 1 e f g h);
            }
            if M % 2 == 1 {
                let x = x.add((M - 1) * stride);
                rows_avx2!(x, stride, weights, steps, to.add(M - 1); 0 a b c d);
            }
        }
        result
    }
}

/// Sums for the rows `$m`, two registers a row, of 512 bits.
macro_rules! rows_avx512 {
    ($x:ident, $stride:ident, $weights:ident, $steps:ident, $to:ident; $($m:literal $a:ident $b:ident),*) => {{
        $(let (mut $a, mut $b) = (_mm512_setzero_si512(), _mm512_setzero_si512());)*
        for k in 0..$steps {
            let low = _mm512_loadu_si512($weights.add(128 * k).cast::<__m512i>());
            let high = _mm512_loadu_si512($weights.add(128 * k + 64).cast::<__m512i>());
            $(
                let four = _mm512_set1_epi32($x.add($m * $stride + 4 * k).cast::<i32>().read_unaligned());
                $a = _mm512_dpbusd_epi32($a, four, low);
                $b = _mm512_dpbusd_epi32($b, four, high);
            )*
        }
        $(
            let to = $to.add($m).cast::<__m512i>();
            _mm512_storeu_si512(to, $a);
            _mm512_storeu_si512(to.add(1), $b);
        )*
    }};
}

impl Tile for Avx512 {
    const EXCESS: bool = true;

    #[inline(always)]
    unsafe fn sums<const M: usize>(x: *const u8, stride: usize, weights: *const u8, steps: usize) -> [[i32; LANES]; M] {
        let mut result = [[0; LANES]; M];
        let to = result.as_mut_ptr();
        macro_rules! rows {
            ($($row:tt)*) => { rows_avx512!(x, stride, weights, steps, to; $($row)*) };
        }
        // SAFETY: the caller vouches for the sizes and the features; each arm writes `M` rows.
        unsafe {
            match M {
                8 => rows!(0 a b, 1 c d, 2 e f, 3 g h, 4 i j, 5 l m, 6 n o, 7 p q),
                7 => rows!(0 a b, 1 c d, 2 e f, 3 g h, 4 i j, 5 l m, 6 n o),
                6 => rows!(0 a b, 1 c d, 2 e f, 3 g h, 4 i j, 5 l m),
                5 => rows!(0 a b, 1 c d, 2 e f, 3 g h, 4 i j),
                4 => rows!(0 a b, 1 c d, 2 e f, 3 g h),
                3 => rows!(0 a b, 1 c d, 2 e f),
                2 => rows!(0 a b, 1 c d),
                1 => rows!(0 a b),
                _ => unreachable!("{M} rows at once"),
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
