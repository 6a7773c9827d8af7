//! What the line keeps of referrals, decisions and checks: enough for the inbox, and no evidence.

use super::{DecisionNow, Line, ReferralNow, WaitingNow};
use crate::entry::{Body, Entry};

impl Line {
    pub(super) fn take_referral(&mut self, entry: &Entry) {
        if let Body::Referral(referral) = &entry.body {
            self.referrals.retain(|one| one.id != entry.id);
            self.referrals.push(ReferralNow {
                id: entry.id,
                episode: referral.episode,
                received_on: referral.received_on,
                source: referral.source,
                organisation: referral.organisation.clone(),
                owner: referral.owner,
                next_check_on: referral.next_check_on,
                for_meeting_on: referral.for_meeting_on,
                returns: referral.returns,
                missing: u8::try_from(crate::referral::missing(referral).len()).unwrap_or(u8::MAX),
            });
            self.referrals.sort_by_key(|one| (one.received_on, one.id));
        }
        if let Body::ReferralDecision(decision) = &entry.body {
            let onward = decision.onward.as_ref();
            self.decisions.retain(|one| one.id != entry.id);
            self.decisions.push(DecisionNow {
                id: entry.id,
                referral: decision.referral,
                decision: decision.decision,
                decided_on: decision.decided_on,
                owner: onward.map(|onward| onward.owner).or(decision.first_contact_by),
                service: onward.map(|onward| onward.service.clone()),
                due_on: onward.map(|onward| onward.due_on),
                met_on: onward.and_then(|onward| onward.met_on),
            });
            self.decisions.sort_by_key(|one| (one.decided_on, one.id));
        }
        if let Body::WaitingCheck(check) = &entry.body {
            let order = (entry.happened_at, entry.seq);
            if self.waiting.as_ref().is_none_or(|now| (now.at, now.seq) < order) {
                self.waiting = Some(WaitingNow {
                    id: entry.id,
                    referral: check.referral,
                    at: entry.happened_at,
                    last_seen_on: check.last_seen_on,
                    owner: check.owner,
                    next_check_on: check.next_check_on,
                    seq: entry.seq,
                });
            }
        }
    }
}
