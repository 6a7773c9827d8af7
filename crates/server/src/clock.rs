//! The clock of the server: the system's, the system's from a chosen start, or one that stands still.

use jiff::{SignedDuration, Timestamp};

/// What time it is for everybody.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The system's clock, moved by a fixed time: zero in real use.
    Running(SignedDuration),
    /// Always the same moment, for tests.
    Still(Timestamp),
}

impl Clock {
    /// A clock that shows `at` now and runs on from there; the system's clock when none is given.
    #[must_use]
    pub fn starting(at: Option<Timestamp>) -> Clock {
        Clock::Running(at.map_or(SignedDuration::ZERO, |at| at.duration_since(Timestamp::now())))
    }

    /// Now, in whole microseconds, as the store keeps it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = match self {
            Clock::Running(ahead) => {
                Timestamp::now().checked_add(*ahead).unwrap_or_else(|_| Timestamp::now())
            }
            Clock::Still(at) => *at,
        };
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }
}
