//! The board: the whole caseload of a team on one screen (domain 4.2).

pub(crate) mod cache;
