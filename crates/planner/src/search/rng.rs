//! A small stream of numbers that look random, the same for the same seed on every machine, and a
//! logarithm that is the same too. It keeps no secret.

/// The stream.
#[derive(Clone, Debug)]
pub(super) struct Rng(u64);

impl Rng {
    pub(super) fn new(seed: u64) -> Rng {
        Rng(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to one less than `count`; 0 when there is none.
    pub(super) fn below(&mut self, count: usize) -> usize {
        let wide = u128::from(self.next()) * (count as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// From 0 to just under 1.
    pub(super) fn part(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
        let bits = (self.next() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }

    /// Whether something happens that does so this often.
    pub(super) fn chance(&mut self, part: f64) -> bool {
        self.part() < part
    }

    /// The negative logarithm of a number between 0 and 1, by additions and products only: the library's
    /// may differ between machines in its last digit.
    pub(super) fn exponential(&mut self) -> f64 {
        let mut x = self.part().max(1e-300);
        let mut sum = 0.0;
        while x < 0.5 {
            x *= 2.0;
            sum += std::f64::consts::LN_2;
        }
        // ln x = 2 artanh((x - 1) / (x + 1)), with x from a half to one.
        let z = (x - 1.0) / (x + 1.0);
        let square = z * z;
        let (mut power, mut series) = (z, 0.0);
        for odd in [1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0] {
            series += power / odd;
            power *= square;
        }
        sum - 2.0 * series
    }

    /// Puts a list into any order.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_one() {
        for seed in 0..500 {
            let (mut a, mut b) = (Rng::new(seed), Rng::new(seed));
            let expected = -b.part().ln();
            assert!((a.exponential() - expected).abs() < 1e-6, "{expected}");
        }
    }
}
