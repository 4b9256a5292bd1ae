//! The float arithmetic that training and inference share. Only additions, products and divisions of `f32`, in an
//! order that does not depend on the width of the machine's vectors: the same numbers come out everywhere.

/// Hyperbolic tangent, to about 1e-6, as a quotient of polynomials.
#[inline(always)]
#[must_use]
pub fn tanh(x: f32) -> f32 {
    let x = x.clamp(-7.9, 7.9);
    let square = x * x;
    let mut over = -2.760_768_5e-16;
    over = over * square + 2.000_188e-13;
    over = over * square + -8.604_672e-11;
    over = over * square + 5.122_297e-8;
    over = over * square + 1.485_722_4e-5;
    over = over * square + 6.372_619_3e-4;
    over = over * square + 4.893_524_6e-3;
    let mut under = 1.198_258_4e-6;
    under = under * square + 1.185_347e-4;
    under = under * square + 2.268_434_6e-3;
    under = under * square + 4.893_525e-3;
    x * over / under
}

/// The logistic function.
#[inline(always)]
#[must_use]
pub fn sigmoid(x: f32) -> f32 {
    0.5 + 0.5 * tanh(0.5 * x)
}

/// Natural exponential for arguments up to 80, to about 1e-6 relative.
#[inline(always)]
#[must_use]
pub fn exp(x: f32) -> f32 {
    let x = x.clamp(-80.0, 80.0);
    // 2^n times e^r with |r| <= ln 2 / 2; the addition rounds to the nearest whole number.
    let magic = 12_582_912.0_f32;
    let rounded = x * std::f32::consts::LOG2_E + magic;
    let n = rounded - magic;
    let r = (x - n * 0.693_359_4) - n * -2.121_944_4e-4;
    let mut p = 1.987_569_1e-4;
    p = p * r + 1.398_199_9e-3;
    p = p * r + 8.333_452e-3;
    p = p * r + 4.166_579_6e-2;
    p = p * r + 1.666_666_5e-1;
    p = p * r + 0.5;
    let scale = f32::from_bits((rounded.to_bits() << 23).wrapping_add(0x3f80_0000));
    (p * r * r + r + 1.0) * scale
}

/// Logarithm of the sum of exponentials.
#[must_use]
pub fn log_sum_exp(values: &[f32]) -> f32 {
    let top = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    if top == f32::NEG_INFINITY {
        return top;
    }
    top + ln(values.iter().map(|&v| exp(v - top)).sum())
}

/// Natural logarithm of a positive number, to about 1e-6.
#[must_use]
pub fn ln(x: f32) -> f32 {
    let bits = x.max(f32::MIN_POSITIVE).to_bits();
    let mut exponent = (bits >> 23) as i32 - 127;
    let mut m = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    if m > std::f32::consts::SQRT_2 {
        m *= 0.5;
        exponent += 1;
    }
    // ln m = 2 artanh((m - 1) / (m + 1)).
    let z = (m - 1.0) / (m + 1.0);
    let z2 = z * z;
    let series = 1.0 + z2 * (1.0 / 3.0 + z2 * (0.2 + z2 * (1.0 / 7.0 + z2 * (1.0 / 9.0))));
    2.0 * z * series + exponent as f32 * std::f32::consts::LN_2
}

/// Index of the largest value, the first among equals.
#[must_use]
pub fn argmax(values: &[f32]) -> usize {
    let mut best = 0;
    for (i, &v) in values.iter().enumerate() {
        if v > values[best] {
            best = i;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_to_the_library() {
        for i in -4000..4000 {
            let x = i as f32 * 0.005;
            assert!((tanh(x) - x.tanh()).abs() < 2e-6, "tanh {x}");
            assert!((exp(x) / x.exp() - 1.0).abs() < 2e-6, "exp {x}");
            if x > 0.0 {
                assert!((ln(x) - x.ln()).abs() < 3e-6, "ln {x}");
            }
        }
        assert!((log_sum_exp(&[1.0, 2.0, 3.0]) - 3.407_606).abs() < 1e-5);
    }
}
