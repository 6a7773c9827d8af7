//! The journal and what follows from it, on both databases: one append under every rule, versions,
//! derived rows, tampering, the one writer, crashes, and the ordinary tables beside.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test may stop at the first surprise"
)]

mod append;
mod beside;
mod content;
mod crash;
mod derived;
mod rules;
#[path = "../support/mod.rs"]
mod support;
mod team;
mod week;
mod writer;
