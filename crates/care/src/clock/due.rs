//! One deadline at a moment: what, when, how near, and one sentence. Every clock of this folder answers with it.

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::moment::{add_days, after_hours, day_words, days_between, local_day, moment_words};

/// What falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DueKind {
    /// Care plan review (C01, N7).
    PlanReview,
    /// A section ends.
    SectionEnds,
    /// A hold of hours ends: sections 4, 5(2), 5(4), 135, 136.
    HoldEnds,
    /// Last day for a tribunal application under section 2.
    TribunalApplication,
    /// Examination before a section or order can be renewed.
    RenewalExamination,
    /// Certificate for treatment under a community treatment order.
    TreatmentCertificate,
    /// A recalled person is released or the order revoked.
    RecallEnds,
    /// Acknowledgement of a complaint.
    ComplaintAcknowledgement,
    /// Six months after a complaint.
    ComplaintResponse,
    /// Seen within 72 hours of leaving hospital.
    FollowUp,
    /// Long-acting injection.
    Injection,
    /// The six physical health checks.
    PhysicalChecks,
}

impl DueKind {
    /// What a page says.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::PlanReview => "Care plan review",
            Self::SectionEnds => "End of the section",
            Self::HoldEnds => "End of the holding power",
            Self::TribunalApplication => "Last day for a tribunal application",
            Self::RenewalExamination => "Examination for renewal",
            Self::TreatmentCertificate => "Treatment certificate",
            Self::RecallEnds => "Release or revocation after recall",
            Self::ComplaintAcknowledgement => "Complaint acknowledgement",
            Self::ComplaintResponse => "Complaint response or written reason",
            Self::FollowUp => "72-hour follow-up",
            Self::Injection => "Injection",
            Self::PhysicalChecks => "Physical health checks",
        }
    }
}

/// How near it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DueState {
    /// Days late; 0 when an hour of today has passed.
    Overdue {
        /// Whole days since it fell due.
        days: i32,
    },
    /// Today, and not passed.
    Today,
    /// Near enough to speak of.
    Soon,
    /// Not near.
    NotYet,
}

/// One deadline at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Due {
    /// What falls due.
    pub what: DueKind,
    /// The day in London.
    pub on: Date,
    /// The moment, for clocks that count hours.
    pub at: Option<Timestamp>,
    /// How near it is.
    pub state: DueState,
    /// One plain sentence for a list.
    pub sentence: String,
}

impl Due {
    /// A deadline that ends with a day: overdue from the day after, near from `soon_days` before.
    #[must_use]
    pub fn on_day(what: DueKind, on: Date, soon_days: i32, today: Date) -> Self {
        let state = match days_between(on, today) {
            days if days > 0 => DueState::Overdue { days },
            0 => DueState::Today,
            _ if add_days(today, soon_days) >= on => DueState::Soon,
            _ => DueState::NotYet,
        };
        let sentence = match state {
            DueState::Overdue { days: 1 } => format!("{}: due yesterday.", what.label()),
            DueState::Overdue { days } => {
                format!("{}: due {}, {days} days ago.", what.label(), day_words(on))
            }
            DueState::Today => format!("{}: due today.", what.label()),
            DueState::Soon | DueState::NotYet => format!("{}: due {}.", what.label(), day_words(on)),
        };
        Self { what, on, at: None, state, sentence }
    }

    /// A deadline that ends with a moment: overdue from the moment on, near from `soon_hours` before.
    #[must_use]
    pub fn at_moment(what: DueKind, at: Timestamp, soon_hours: i64, now: Timestamp) -> Self {
        let on = local_day(at);
        let state = if now > at {
            DueState::Overdue { days: days_between(on, local_day(now)) }
        } else if on == local_day(now) {
            DueState::Today
        } else if after_hours(now, soon_hours) >= at {
            DueState::Soon
        } else {
            DueState::NotYet
        };
        let was = if now > at { "was due" } else { "due by" };
        let sentence = format!("{}: {was} {}.", what.label(), moment_words(at));
        Self { what, on, at: Some(at), state, sentence }
    }

    /// True when it is past its day or moment.
    #[must_use]
    pub const fn is_overdue(&self) -> bool {
        matches!(self.state, DueState::Overdue { .. })
    }

    /// True when a handover should speak of it: overdue, today or soon.
    #[must_use]
    pub const fn is_pressing(&self) -> bool {
        !matches!(self.state, DueState::NotYet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_is_overdue_from_the_day_after() {
        let on = date(2026, 8, 6);
        for (today, state, sentence) in [
            (date(2026, 7, 1), DueState::NotYet, "Injection: due 6 August 2026."),
            (date(2026, 8, 3), DueState::Soon, "Injection: due 6 August 2026."),
            (date(2026, 8, 6), DueState::Today, "Injection: due today."),
            (date(2026, 8, 7), DueState::Overdue { days: 1 }, "Injection: due yesterday."),
            (date(2026, 8, 9), DueState::Overdue { days: 3 }, "Injection: due 6 August 2026, 3 days ago."),
        ] {
            let due = Due::on_day(DueKind::Injection, on, 3, today);
            assert_eq!((due.state, due.sentence.as_str()), (state, sentence), "{today}");
        }
    }

    #[test]
    fn a_moment_is_overdue_from_the_moment() {
        let at: Timestamp = "2026-05-08T13:20:00Z".parse().unwrap();
        for (now, state) in [
            ("2026-05-05T13:20:00Z", DueState::NotYet),
            ("2026-05-07T13:20:00Z", DueState::Soon),
            ("2026-05-08T13:20:00Z", DueState::Today),
            ("2026-05-08T13:20:01Z", DueState::Overdue { days: 0 }),
            ("2026-05-10T00:00:00Z", DueState::Overdue { days: 2 }),
        ] {
            let due = Due::at_moment(DueKind::RecallEnds, at, 24, now.parse().unwrap());
            assert_eq!(due.state, state, "{now}");
            assert_eq!(due.is_overdue(), due.sentence.contains("was due"), "{now}");
        }
    }

    #[test]
    fn the_most_pressing_state_sorts_first() {
        let mut states = [DueState::NotYet, DueState::Soon, DueState::Today, DueState::Overdue { days: 2 }];
        states.sort();
        assert_eq!(states[0], DueState::Overdue { days: 2 });
    }
}
