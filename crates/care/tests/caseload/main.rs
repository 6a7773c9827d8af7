//! What follows from a person's entries: the line, the ladder, the board, proposals, clocks. Each test
//! is a little story told in entries; nothing here reads a clock or a database.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

mod allocation;
mod board;
mod clocks;
mod ladder;
mod line;
mod proposal;
mod story;
