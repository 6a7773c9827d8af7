//! What lints cannot hold: the arrows between crates, sizes, words, and that the documents tell the
//! truth. Each test lists everything that is wrong, with the place to mend. It reads files only.

#![expect(clippy::expect_used, reason = "a test may stop at the first surprise")]

mod arrows;
mod documents;
mod manifests;
mod rules;
mod sizes;
mod snapshots;
mod tree;
mod words;

/// Fails with one line for each fault.
fn none(what: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{what}:\n  {}\n", faults.join("\n  "));
}
