//! The weights that somebody chose, as the planner takes them.

use care::entry::planning::Preset;

pub(super) use super::ask::costs as of;

/// A preset by its word on the wire.
pub(crate) fn preset(word: &str) -> Option<Preset> {
    Preset::ALL.iter().copied().find(|one| one.word() == word)
}
