//! The visiting schedule as a puzzle of numbers: what a week asks for, what a plan is, what it costs, a
//! search for a good one, and a checker that trusts nobody. It reads no file and no clock: text and
//! time are handed in. It knows nothing of records, people's names or care.

pub mod change;
pub mod check;
pub mod explain;
pub mod hhcrsp;
pub mod plan;
pub mod problem;
pub mod read;
pub mod round;
pub mod search;
pub mod vrplib;
mod write;

pub use check::{Baseline, Broken, Cost, Report, check};
pub use plan::{Plan, Planned};
pub use problem::Problem;
pub use search::{Budget, Outcome, Progress, Search, Stop, Warm};
