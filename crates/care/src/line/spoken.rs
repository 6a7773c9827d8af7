//! What the team said of a person: at a handover, at the weekly meeting, and what it promised there.

use super::{DecidedNow, ForMdt, Line, OpenAction, SaidNow};
use crate::entry::handover::HandoverLine;
use crate::entry::mdt::MdtDecision;
use crate::entry::{Body, Entry};

impl Line {
    /// An action that a line of a handover, or the weekly meeting, promised.
    pub(super) fn take_promised(&mut self, entry: &Entry) {
        let (what, owner, due_on) =
            if let Body::HandoverLine(HandoverLine { action: Some(action), .. }) = &entry.body {
                (&action.what, action.owner, action.due_on)
            } else if let Body::MdtDecision(MdtDecision { action: Some(action), .. }) = &entry.body {
                (&action.what, Some(action.owner), action.due_on)
            } else {
                return;
            };
        self.actions.push(OpenAction { id: entry.id, what: what.clone(), owner, due_on });
        self.actions.sort_by_key(|a| (a.due_on, a.id));
    }

    pub(super) fn take_decision(&mut self, entry: &Entry, decision: &MdtDecision) {
        self.discussed_on = self.discussed_on.max(Some(crate::moment::local_day(entry.happened_at)));
        let order = (entry.happened_at, entry.seq);
        if self.decided.as_ref().is_none_or(|now| (now.at, now.seq) < order) {
            self.decided = Some(DecidedNow {
                id: entry.id,
                mdt: decision.mdt,
                at: entry.happened_at,
                decision: decision.decision.clone(),
                series: decision.intervention.as_ref().map(|one| one.series),
                seq: entry.seq,
            });
        }
    }

    pub(super) fn take_said(&mut self, entry: &Entry, line: &HandoverLine) {
        if line.says_something() {
            self.discussed_on = self.discussed_on.max(Some(crate::moment::local_day(entry.happened_at)));
        }
        let order = (entry.happened_at, entry.seq);
        let words = line.change.clone().filter(|_| line.for_mdt);
        if let Some(words) = words
            && self.for_mdt.as_ref().is_none_or(|now| (now.at, now.seq) < order)
        {
            self.for_mdt = Some(ForMdt { at: entry.happened_at, words, seq: entry.seq });
        }
        if self.said.as_ref().is_none_or(|now| (now.at, now.seq) < order) {
            self.said = Some(SaidNow {
                id: entry.id,
                handover: line.handover,
                at: entry.happened_at,
                by: entry.author,
                change: line.change.clone(),
                tier_concern: line.tier_concern,
                good_news: line.good_news,
                seq: entry.seq,
            });
        }
    }
}
