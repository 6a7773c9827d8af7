//! N3 in the store: a referral that is refused because the person, family or a friend sent it is kept as
//! a concern in the same transaction, whichever way it came. Nothing here decides what is refused.

use care::access::Actor;
use care::entry::person::Person;
use care::entry::{Body, Draft, Kind};
use care::line::Line;
use care::rule::n03;
use jiff::Timestamp;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::StoreError;
use crate::journal::{Batch, Outcome};
use crate::repeat::keep_for_review;
use crate::{journal, people};

/// The person of these drafts whose details are sent along.
pub(crate) fn person_of(drafts: &[Draft], subject: Uuid) -> Option<&Person> {
    drafts.iter().filter(|draft| draft.subject == subject).find_map(|draft| {
        let Body::Person(person) = &draft.body else { return None };
        Some(person)
    })
}

/// A referral by somebody who is no service was refused: what it says is kept as a concern, once (N3).
pub(crate) fn keep(
    tx: &mut Tx,
    batch: &mut Batch,
    actor: &Actor,
    (draft, sent_along): (&Draft, Option<&Person>),
    now: Timestamp,
) -> Result<(), StoreError> {
    if !matches!(&draft.body, Body::Referral(referral) if referral.source.is_lay()) {
        return Ok(());
    }
    let line = people::line(tx, draft.subject)?;
    let Some(team) = draft.team.or_else(|| line.as_ref().and_then(Line::team)) else { return Ok(()) };
    let known = people::document(tx, draft.subject, Kind::Person)?;
    let known = known.as_ref().and_then(|entry| {
        let Body::Person(person) = &entry.body else { return None };
        Some(person)
    });
    if let Some(concern) = n03::as_concern(draft, team, known.or(sent_along), line.is_some()) {
        let kept = journal::append(tx, batch, actor, &concern, now)?;
        // A referral with other faults, or by somebody who may not write concerns, is not lost either.
        if !matches!(kept, Outcome::Recorded(_) | Outcome::AlreadyRecorded(_)) {
            keep_for_review(tx, actor, draft, ("a concern that could not be recorded (N3)", now))?;
        }
    }
    Ok(())
}
