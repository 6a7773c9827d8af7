//! The pages of one person: who they are, how they are doing, everything that was written.
//! Entering and correcting is in `record` and `people`; contacts, visits and tiers have folders of their own.

mod assessed;
mod banner;
mod chronology;
mod history;
mod met;
mod page;
mod relationships;
mod summary;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use banner::banner;
pub(crate) use chronology::late;
pub(crate) use history::history;
pub(crate) use page::page;
pub(crate) use relationships::relationships;
pub(crate) use words::{names, told, worker_gender};
