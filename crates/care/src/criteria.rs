//! Who a team is for: sets of criteria as data, and what a referral shows of each criterion. A set is a
//! readable file of `criteria/`; a team may tighten one. Nothing here decides anything: it counts, and
//! says *met*, *not met* or *not known* with its evidence. What is unknown is never counted as no.

mod evaluate;
mod history;
mod record;
mod set;
#[cfg(test)]
mod tests;

pub use evaluate::{Finding, Standing, evaluate, needs_known};
pub use history::{History, Stay};
pub use record::{By, KINDS as RECORD_KINDS, Noted, Record, Told};
pub use set::{Count, Criterion, Measure, Need, SHIPPED, Set, Statement, Test, in_force, shipped};
