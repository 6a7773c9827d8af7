//! Tier proposals: what speaks for another contact intensity. A proposal is shown, never set (domain 4.1).

use jiff::{Timestamp, ToSpan};

use crate::entry::event::EventKind;
use crate::entry::tier::TierName;
use crate::line::Line;
use crate::{moment, settings};

/// A reason to decide about the tier again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Proposed.
    pub tier: TierName,
    /// Because.
    pub because: String,
}

/// Everything that speaks for another tier now.
#[must_use]
pub fn of(line: &Line, now: Timestamp) -> Vec<Proposal> {
    let mut all = Vec::new();
    let mut propose = |tier, because: String| all.push(Proposal { tier, because });
    let today = moment::local_day(now);
    if let Some(missed) = &line.missed {
        let tier = if missed.grey { TierName::Grey } else { TierName::Amber };
        propose(
            tier,
            format!(
                "{} since {}",
                missed.last_outcome.label(),
                moment::day_words(moment::local_day(missed.first_at))
            ),
        );
    }
    let week_ago = now.checked_sub((7 * 24).hours()).unwrap_or(now);
    let signs: u32 = line.recent.iter().filter(|r| r.at > week_ago).map(|r| u32::from(r.signs)).sum();
    if signs >= settings::SIGNS_THAT_PROPOSE {
        propose(TierName::Amber, format!("{signs} early signs in 7 days"));
    }
    for injection in line.injections.iter().filter(|i| i.due_on < today) {
        propose(TierName::Amber, format!("Injection overdue since {}", moment::day_words(injection.due_on)));
    }
    for event in &line.events {
        event_proposal(event, week_ago, &mut propose);
    }
    for legal in &line.legal {
        let soon =
            legal.expires_on.filter(|on| *on < moment::add_days(today, settings::SECTION_PROPOSAL_DAYS));
        if let Some(on) = soon {
            propose(TierName::Amber, format!("{} ends {}", legal.label, moment::day_words(on)));
        }
    }
    if let Some(stay) = &line.stay {
        match stay.left_at {
            None => propose(TierName::Blue, format!("In hospital: {}", stay.ward)),
            Some(left) => {
                let day = moment::local_day(left);
                if moment::days_between(day, today) < settings::AFTER_HOSPITAL_DAYS {
                    propose(TierName::Red, format!("Left hospital {}", moment::day_words(day)));
                }
            }
        }
    }
    let current = line.tier.as_ref().map(|t| t.tier);
    all.retain(|p| !already(current, p.tier));
    all
}

fn event_proposal(
    event: &crate::line::EventNow,
    since: Timestamp,
    propose: &mut impl FnMut(TierName, String),
) {
    let counts = match event.event {
        EventKind::FamilyConcern => event.waits,
        EventKind::Police | EventKind::Housing | EventKind::CarerBreakdown => event.at > since,
        EventKind::EmergencyDepartment
        | EventKind::CrisisLine
        | EventKind::LifeEvent
        | EventKind::StaffSafety
        | EventKind::GoodNews => false,
    };
    if counts {
        propose(
            TierName::Amber,
            format!("{}, {}", event.event.label(), moment::day_words(moment::local_day(event.at))),
        );
    }
}

/// Whether the tier in force already answers the proposal.
fn already(current: Option<TierName>, proposed: TierName) -> bool {
    match (current, proposed) {
        (None, _) => false,
        (Some(now), proposed) if now == proposed => true,
        (Some(TierName::Red | TierName::Grey), TierName::Amber) => true,
        (Some(TierName::Blue), TierName::Amber) => true,
        (Some(_), _) => false,
    }
}
