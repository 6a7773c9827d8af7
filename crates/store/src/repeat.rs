//! What becomes of an id that comes again: the same content is harmless, an older version is a
//! conflict, other content is refused and kept for review (BI83). Writes no entry.

use care::access::Actor;
use care::entry::{Draft, Entry, Shape};
use care::problem::Problem;
use jiff::Timestamp;

use crate::db::Tx;
use crate::error::StoreError;
use crate::journal::{Outcome, latest, receipt, version};
use crate::params;

/// Same id again: the same content is harmless, other content is a conflict or kept for review.
pub(crate) fn repeated(
    tx: &mut Tx,
    actor: &Actor,
    draft: &Draft,
    current: Option<&Entry>,
    now: Timestamp,
) -> Result<Option<Outcome>, StoreError> {
    let Some(current) = current else { return Ok(None) };
    if current.version == draft.from_version {
        return Ok(None);
    }
    if current.subject != draft.subject {
        return Ok(Some(clash(tx, actor, draft, now)?));
    }
    let wanted = draft.from_version.saturating_add(1);
    let earlier =
        if current.version == wanted { Some(current.clone()) } else { version(tx, draft.id, wanted)? };
    match earlier {
        Some(earlier) if same_content(&earlier, draft) => {
            Ok(Some(Outcome::AlreadyRecorded(receipt(&earlier))))
        }
        // Two who both make the first version of a document did not mix up ids: they were both first.
        Some(_) if draft.from_version == 0 && draft.body.kind().shape() == Shape::Series => {
            Ok(Some(clash(tx, actor, draft, now)?))
        }
        Some(_) | None => Ok(Some(Outcome::Conflict(Box::new(current.clone())))),
    }
}

/// What became of a first version that may have been sent before; none when it was not.
pub(crate) fn sent_before(
    tx: &mut Tx,
    actor: &Actor,
    draft: &Draft,
    now: Timestamp,
) -> Result<Option<Outcome>, StoreError> {
    if draft.from_version > 0 {
        return Ok(None);
    }
    let current = latest(tx, draft.id)?;
    repeated(tx, actor, draft, current.as_ref(), now)
}

fn same_content(entry: &Entry, draft: &Draft) -> bool {
    entry.subject == draft.subject
        && (draft.team.is_none() || entry.team == draft.team)
        && entry.happened_at == draft.happened_at
        && entry.reason == draft.reason
        && entry.body == draft.body
}

/// An id used twice for different things: refused, and kept so that nothing is dropped (BI83).
pub(crate) fn clash(
    tx: &mut Tx,
    actor: &Actor,
    draft: &Draft,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    keep_for_review(tx, actor, draft, ("same id, other content", now))?;
    Ok(Outcome::Refused(vec![
        Problem::new("id", "This id belongs to another entry. What you sent is kept for review; send it again with a new id.")
            .rule("BI83"),
    ]))
}

/// Keeps a draft that became no entry, with the reason, so that nothing is dropped.
pub(crate) fn keep_for_review(
    tx: &mut Tx,
    actor: &Actor,
    draft: &Draft,
    (why, now): (&str, Timestamp),
) -> Result<(), StoreError> {
    let body = serde_json::to_string(&draft.body).map_err(|e| StoreError::Refused(e.to_string()))?;
    let text = serde_json::json!({
        "id": draft.id, "kind": draft.body.kind(), "subject": draft.subject, "team": draft.team,
        "happened_at": draft.happened_at.to_string(), "from_version": draft.from_version,
        "reason": draft.reason, "body": body,
    });
    tx.execute(
        "INSERT INTO review (at, staff, why, draft) VALUES ($1, $2, $3, $4)",
        &params![now, actor.staff, why, text.to_string()],
    )?;
    Ok(())
}

pub(crate) fn clashed(outcome: &Outcome) -> bool {
    let kept = |problem: &Problem| problem.rule.as_deref() == Some("BI83") && problem.field == "id";
    matches!(outcome, Outcome::Refused(problems) if problems.iter().any(kept))
}
