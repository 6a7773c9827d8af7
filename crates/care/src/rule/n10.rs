//! N10: every person has a named key worker or appears on the unallocated list with a clock. Hard,
//! computed: see `line::Line::unallocated_since`. Here is what may be named. Source: CQC, 2024.

use crate::entry::episode::KeyWorker;
use crate::problem::{Problem, Problems};
use crate::rule::Context;

/// Named workers must be staff of the person's team; a change needs a reason and an introduction (S06).
pub(crate) fn refusals(named: &KeyWorker, context: &Context<'_>, problems: &mut Problems) {
    let Some(line) = context.line else { return };
    for who in named.named() {
        match context.staff_role(who) {
            Some(role) if role.is_worker() => {}
            _ => problems.add(Problem::new("key_worker", "Choose workers of the team.").rule("C03")),
        }
    }
    let Some(current) = line.named.as_ref().and_then(|n| n.key_worker) else { return };
    if named.key_worker == Some(current) {
        return;
    }
    for (field, value, sentence) in [
        ("reason", &named.reason, "Say why the key worker changes."),
        ("introduction", &named.introduction, "Say how the person is introduced to the new key worker."),
    ] {
        if value.as_deref().is_none_or(|v| !v.chars().any(char::is_alphanumeric)) {
            problems.add(Problem::new(field, sentence).rule("S06"));
        }
    }
}
