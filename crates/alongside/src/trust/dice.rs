//! Chance for the invented trust: the same seed gives the same throws on every machine.

use jiff::Timestamp;
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use uuid::Uuid;

/// A stream of chance.
#[derive(Clone, Debug)]
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// One of the streams of a seed.
    pub(crate) fn new(seed: u64, stream: u64) -> Dice {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Dice(rng)
    }

    /// Yes, with this chance of 1.
    pub(crate) fn chance(&mut self, of_one: f64) -> bool {
        self.0.random_bool(of_one.clamp(0.0, 1.0))
    }

    /// A whole number, both ends included.
    pub(crate) fn between(&mut self, least: i32, most: i32) -> i32 {
        self.0.random_range(least..=most.max(least))
    }

    /// One of a list that is not empty.
    #[expect(clippy::expect_used, reason = "every list here is written out in this module and has members")]
    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        *list.choose(&mut self.0).expect("a list to pick from has members")
    }

    /// One of a list by weight.
    pub(crate) fn weighted<T: Copy>(&mut self, list: &[(u32, T)]) -> T {
        let all: u32 = list.iter().map(|(weight, _)| *weight).sum();
        let mut left = self.0.random_range(0..all.max(1));
        for (weight, value) in list {
            if left < *weight {
                return *value;
            }
            left -= weight;
        }
        self.pick(list).1
    }

    /// A length with this median: most near it, a few much longer.
    pub(crate) fn about(&mut self, median: f64, spread: f64, least: u16, most: u16) -> u16 {
        // The sum of twelve throws is near enough to a normal one, and the same on every machine.
        let normal: f64 = (0..12).map(|_| self.0.random_range(0.0..1.0)).sum::<f64>() - 6.0;
        let value = (median * (normal * spread).exp()).round().clamp(f64::from(least), f64::from(most));
        (least..=most).nth(whole(value).saturating_sub(usize::from(least))).unwrap_or(most)
    }

    /// An entry id of its time: a UUID of version 7 whose chance is the seed's.
    pub(crate) fn id(&mut self, at: Timestamp) -> Uuid {
        let mut bytes = [0; 10];
        self.0.fill_bytes(&mut bytes);
        let millis = u64::try_from(at.as_millisecond()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a small positive number"
)]
fn whole(value: f64) -> usize {
    value.max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same() {
        let throws = |seed, stream| {
            let mut dice = Dice::new(seed, stream);
            (dice.between(0, 1_000_000), dice.about(38.0, 0.4, 5, 180), dice.id(Timestamp::UNIX_EPOCH))
        };
        assert_eq!(throws(1, 2), throws(1, 2));
        assert_ne!(throws(1, 2), throws(1, 3));
        assert_ne!(throws(1, 2), throws(2, 2));
        assert_eq!(throws(1, 2).2.get_version_num(), 7);
    }

    #[test]
    fn lengths_lie_around_their_median() {
        let mut dice = Dice::new(1, 1);
        let mut lengths: Vec<u16> = (0..1001).map(|_| dice.about(38.0, 0.4, 5, 180)).collect();
        lengths.sort_unstable();
        assert!((34..=42).contains(&lengths[500]), "{}", lengths[500]);
        assert!(lengths[0] >= 5 && lengths[1000] <= 180);
    }

    #[test]
    fn weights_count() {
        let mut dice = Dice::new(1, 1);
        let hits = (0..1000).filter(|_| dice.weighted(&[(3, true), (1, false)])).count();
        assert!((700..=800).contains(&hits), "{hits}");
    }
}
