//! Where a referral stands, what is missing of it and by when things are due. Derived from the line and
//! the entry alone; it decides nothing.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::bank_holiday::BankHolidays;
use crate::clocks::What;
use crate::entry::decision::Decision;
use crate::entry::referral::{Answer, Referral, Stated};
use crate::line::{DecisionNow, EpisodeNow, Line, ReferralNow};
use crate::{moment, settings};

/// How far a referral is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Complete, and no meeting chosen yet.
    New,
    /// Something is missing.
    Incomplete,
    /// A meeting will decide.
    Waiting,
    /// Taken on; nobody has been in contact yet.
    Accepted,
    /// Not taken on; the next service has not met the person yet (R09).
    Refused,
    /// Nothing is left to do here.
    Closed,
}

impl Stage {
    /// Every stage, in the order of the inbox.
    pub const ALL: &'static [Stage] =
        &[Self::New, Self::Incomplete, Self::Waiting, Self::Accepted, Self::Refused, Self::Closed];

    /// As an address and the API say it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Incomplete => "incomplete",
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Closed => "closed",
        }
    }

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Incomplete => "Incomplete",
            Self::Waiting => "Waiting for a decision",
            Self::Accepted => "Taken on, no contact yet",
            Self::Refused => "Not taken on, waiting for the next service",
            Self::Closed => "Closed",
        }
    }
}

/// A referral as lists see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The referral.
    pub referral: &'a ReferralNow,
    /// What was decided.
    pub decision: Option<&'a DecisionNow>,
    /// How far it is.
    pub stage: Stage,
    /// Who answers for it now.
    pub owner: Uuid,
    /// What is due next, by when.
    pub due: Option<Due>,
    /// The next check on the person while they wait.
    pub check_on: Option<Date>,
}

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// What.
    pub what: What,
    /// By the end of this day.
    pub on: Date,
}

impl Standing<'_> {
    /// Whether something should have been done by now.
    #[must_use]
    pub fn overdue(&self, today: Date) -> bool {
        self.due.is_some_and(|due| due.on < today) || self.check_on.is_some_and(|on| on < today)
    }
}

/// The decision on a referral, when there is one.
#[must_use]
pub fn decision_on(line: &Line, referral: Uuid) -> Option<&DecisionNow> {
    line.decisions.iter().rfind(|one| one.referral == referral)
}

/// Whether the person waits at the way in and no referral of this time has been decided.
#[must_use]
pub fn undecided(line: &Line) -> bool {
    line.waits()
        && line.episode().is_some_and(|episode| {
            let here = line.referrals.iter().filter(|one| one.episode == episode.id);
            here.into_iter().all(|one| decision_on(line, one.id).is_none())
        })
}

/// Where a referral of a person stands.
#[must_use]
pub fn standing<'a>(line: &'a Line, referral: &'a ReferralNow) -> Standing<'a> {
    let decision = decision_on(line, referral.id);
    let stage = stage(line, referral, decision);
    let waits = !matches!(stage, Stage::Closed | Stage::Accepted);
    let check = line.waiting.as_ref().filter(|check| check.referral == referral.id);
    let owner = decision.and_then(|one| one.owner).or(check.map(|c| c.owner)).unwrap_or(referral.owner);
    Standing {
        referral,
        decision,
        stage,
        owner,
        due: due(referral, decision, stage),
        check_on: waits.then(|| {
            check.map_or(referral.next_check_on, |check| check.next_check_on.max(referral.next_check_on))
        }),
    }
}

fn stage(line: &Line, referral: &ReferralNow, decision: Option<&DecisionNow>) -> Stage {
    let ended = line.episodes.iter().any(|e| e.id == referral.episode && e.ended_on.is_some());
    if ended || line.who.died_on.is_some() {
        return Stage::Closed;
    }
    match decision {
        None if referral.missing > 0 => Stage::Incomplete,
        None if referral.for_meeting_on.is_some() => Stage::Waiting,
        None => Stage::New,
        Some(one) => match one.decision {
            Decision::Accepted => {
                let since = moment::start_of_day(one.decided_on);
                let reached = line.last_reached.is_some_and(|at| at >= since);
                if reached { Stage::Closed } else { Stage::Accepted }
            }
            Decision::Refused if one.met_on.is_some() => Stage::Closed,
            Decision::Refused => Stage::Refused,
        },
    }
}

fn due(referral: &ReferralNow, decision: Option<&DecisionNow>, stage: Stage) -> Option<Due> {
    let holidays = BankHolidays::england_and_wales();
    let quick = holidays.add_working_days(referral.received_on, settings::RETURN_CONTACT_WORKING_DAYS);
    match stage {
        Stage::New | Stage::Incomplete | Stage::Waiting if referral.returns => {
            Some(Due { what: What::FirstContact, on: quick })
        }
        Stage::New | Stage::Incomplete | Stage::Waiting => Some(Due {
            what: What::Decision,
            on: moment::add_days(referral.received_on, settings::DECISION_DAYS),
        }),
        Stage::Accepted => {
            let decided = decision.map_or(referral.received_on, |one| one.decided_on);
            let usual = moment::add_days(decided, settings::FIRST_CONTACT_DAYS);
            Some(Due { what: What::FirstContact, on: if referral.returns { quick } else { usual } })
        }
        Stage::Refused => {
            let on = decision.and_then(|one| one.due_on)?;
            Some(Due { what: What::Onward, on })
        }
        Stage::Closed => None,
    }
}

/// The last time with a team that ended within 24 months before a day (R11).
#[must_use]
pub fn returns(line: &Line, received_on: Date) -> Option<&EpisodeNow> {
    let since = moment::add_months(received_on, -settings::RETURN_MONTHS);
    line.episodes
        .iter()
        .rfind(|e| e.accepted_on.is_some() && e.ended_on.is_some_and(|on| since <= on && on <= received_on))
}

/// A part of a referral that may be blank: its word, and what a page calls it.
pub const PARTS: &[(&str, &str)] = &[
    ("organisation", "Organisation and team that refer"),
    ("professional", "Professional who refers"),
    ("contact", "How to reach them"),
    ("why_now", "Why now"),
    ("disorder", "The illness and its effect, with evidence"),
    ("history", "Stays in hospital, or that there were none"),
    ("engagement", "Why ordinary services have not worked, with evidence"),
    ("needs", "All six complex needs answered"),
    ("support_now", "What support the person has now"),
];

/// The parts that are still blank. Somebody who is back within 24 months is not asked everything (R11).
#[must_use]
pub fn missing(referral: &Referral) -> Vec<&'static str> {
    let says = |text: &Option<String>| text.as_ref().is_some_and(|t| t.chars().any(char::is_alphanumeric));
    let shown = |said: &Option<Stated>| {
        said.as_ref().is_some_and(|said| said.answer != Answer::Unknown && said.has_evidence())
    };
    let needs = &referral.needs;
    let all_asked = [
        &needs.violence,
        &needs.self_harm,
        &needs.poor_response,
        &needs.dual_diagnosis,
        &needs.detained,
        &needs.housing,
    ]
    .iter()
    .all(|said| said.is_some());
    let history = !referral.admissions.is_empty() || referral.history_complete != Answer::Unknown;
    let full = !referral.returns;
    [
        ("organisation", says(&referral.organisation)),
        ("professional", says(&referral.professional) || !full),
        ("contact", says(&referral.contact)),
        ("why_now", says(&referral.why_now)),
        ("disorder", shown(&referral.disorder) || !full),
        ("history", history || !full),
        ("engagement", shown(&referral.engagement) || !full),
        ("needs", all_asked || !full),
        ("support_now", says(&referral.support_now) || !full),
    ]
    .into_iter()
    .filter(|(_, there)| !there)
    .map(|(part, _)| part)
    .collect()
}
