//! N12: no record is deleted before its retention date; corrections append. Hard. The journal has
//! no way to change a row; here a correction is made to say why.

use crate::entry::Draft;
use crate::problem::{Problem, Problems};
use crate::rule::Context;

/// A correction names its reason, keeps its subject and kind, and comes after what it corrects.
pub(crate) fn refusals(draft: &Draft, context: &Context<'_>, problems: &mut Problems) {
    if draft.from_version == 0 {
        return;
    }
    let Some(before) = context.before else {
        problems.add(Problem::new("from_version", "There is no earlier version: send 0 for a new entry."));
        return;
    };
    if before.subject != draft.subject || before.kind() != draft.body.kind() {
        problems.add(
            Problem::new("subject", "A new version is about the same subject and of the same kind.")
                .rule("N12"),
        );
    }
    let silent = draft.reason.as_deref().is_none_or(|why| !why.chars().any(char::is_alphanumeric));
    if draft.body.kind().correction_needs_reason() && silent {
        problems.add(
            Problem::new("reason", "Say why this is corrected; the first version stays in the history.")
                .rule("N12"),
        );
    }
}
