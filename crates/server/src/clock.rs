//! The clock of the server: the system's, the system's from a chosen start, or one that is moved by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// What time it is for everybody.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The system's clock, moved by a fixed time: zero in real use.
    Running(SignedDuration),
    /// Moved by hand, in microseconds since 1970: for tests.
    Held(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that shows `at` now and runs on from there; the system's clock when none is given.
    #[must_use]
    pub fn starting(at: Option<Timestamp>) -> Clock {
        Clock::Running(at.map_or(SignedDuration::ZERO, |at| at.duration_since(Timestamp::now())))
    }

    /// A clock that stands still until it is moved.
    #[must_use]
    pub fn held(at: Timestamp) -> Clock {
        Clock::Held(Arc::new(AtomicI64::new(at.as_microsecond())))
    }

    /// Moves a clock that is held; a running one is left alone.
    pub fn set(&self, at: Timestamp) {
        if let Clock::Held(held) = self {
            held.store(at.as_microsecond(), Ordering::Relaxed);
        }
    }

    /// Now, in whole microseconds, as the store keeps it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let microseconds = match self {
            Clock::Running(ahead) => {
                let now = Timestamp::now();
                now.checked_add(*ahead).unwrap_or(now).as_microsecond()
            }
            Clock::Held(held) => held.load(Ordering::Relaxed),
        };
        Timestamp::from_microsecond(microseconds).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}
