//! Where a need comes from: the entry behind it, how much it matters, how long it takes. Numbers are in
//! `settings::planning`.

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::{Asked, Priority};
use crate::clock::injection::PRODUCTS;
use crate::clocks::near_day;
use crate::codes::purpose::Purpose;
use crate::entry::tier::TierName;
use crate::line::{InjectionNow, Line};
use crate::moment;
use crate::rule::context::{VisitNow, VisitState};
use crate::search_key::fold;
use crate::settings::planning as settings;

/// Where a need comes from.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum Source {
    /// So many visits a week by the contact-intensity tier.
    Tier {
        /// The tier decision; none when nobody has decided one.
        entry: Option<Uuid>,
        /// The tier.
        tier: Option<TierName>,
        /// Visits a week at least.
        least: u32,
    },
    /// A visit planned on its own.
    Planned {
        /// The tier, by which it matters.
        tier: Option<TierName>,
    },
    /// A day of a series.
    Series {
        /// The series.
        entry: Uuid,
        /// The tier, by which it matters.
        tier: Option<TierName>,
    },
    /// A day of a series that the weekly meeting decided.
    Decided {
        /// The decision.
        entry: Uuid,
        /// What it decided.
        decision: String,
    },
    /// An injection is due.
    Injection {
        /// The injection.
        entry: Uuid,
        /// The medicine as prescribed.
        product: String,
        /// The due day.
        due_on: Date,
    },
    /// In-reach on a ward.
    InReach {
        /// The stay.
        entry: Uuid,
        /// The ward.
        ward: String,
    },
    /// Seen within 72 hours of leaving hospital.
    FollowUp {
        /// The stay.
        entry: Uuid,
        /// By when.
        by: Timestamp,
    },
    /// A step after a missed contact.
    Ladder {
        /// Which.
        step: u8,
        /// By when.
        by: Timestamp,
        /// The tier, by which it matters.
        tier: Option<TierName>,
    },
    /// Taken on and not met yet.
    FirstContact {
        /// The time with the team.
        entry: Uuid,
        /// By when.
        by: Date,
    },
    /// Somebody said that the person must be seen on this day.
    MustBeSeen {
        /// The day.
        on: Date,
    },
}

impl Source {
    /// How much it matters.
    #[must_use]
    pub fn priority(&self) -> Priority {
        match self {
            Self::Tier { tier, .. }
            | Self::Planned { tier }
            | Self::Series { tier, .. }
            | Self::Ladder { tier, .. } => settings::tier_priority(*tier),
            Self::Decided { .. } => settings::DECIDED_PRIORITY,
            Self::Injection { .. } => settings::INJECTION_PRIORITY,
            Self::InReach { .. } => settings::IN_REACH_PRIORITY,
            Self::FollowUp { .. } => settings::FOLLOW_UP_PRIORITY,
            Self::FirstContact { .. } => settings::FIRST_CONTACT_PRIORITY,
            Self::MustBeSeen { .. } => Priority::Must,
        }
    }

    /// Minutes at the door.
    #[must_use]
    pub fn minutes(&self) -> u16 {
        match self {
            Self::Tier { .. }
            | Self::Planned { .. }
            | Self::Series { .. }
            | Self::Decided { .. }
            | Self::FollowUp { .. }
            | Self::MustBeSeen { .. } => settings::USUAL_MINUTES,
            Self::Injection { .. } => settings::INJECTION_MINUTES,
            Self::InReach { .. } => settings::IN_REACH_MINUTES,
            Self::Ladder { .. } => settings::LADDER_MINUTES,
            Self::FirstContact { .. } => settings::FIRST_CONTACT_MINUTES,
        }
    }

    /// Workers.
    #[must_use]
    pub fn workers(&self) -> u8 {
        match self {
            Self::FirstContact { .. } => settings::FIRST_CONTACT_WORKERS,
            // The fourth step is a joint visit.
            Self::Ladder { step, .. } if *step >= 4 => 2,
            Self::Ladder { .. }
            | Self::Tier { .. }
            | Self::Planned { .. }
            | Self::Series { .. }
            | Self::Decided { .. }
            | Self::Injection { .. }
            | Self::InReach { .. }
            | Self::FollowUp { .. }
            | Self::MustBeSeen { .. } => 1,
        }
    }

    /// What a visit that nobody has planned is for.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        match self {
            Self::Injection { .. } => Purpose::Medicines,
            Self::InReach { .. } => Purpose::InReachClinical,
            Self::MustBeSeen { .. } => Purpose::Crisis,
            Self::Tier { .. }
            | Self::Planned { .. }
            | Self::Series { .. }
            | Self::Decided { .. }
            | Self::FollowUp { .. }
            | Self::Ladder { .. }
            | Self::FirstContact { .. } => Purpose::Engagement,
        }
    }

    /// The entry behind it.
    #[must_use]
    pub fn entry(&self) -> Option<Uuid> {
        match self {
            Self::Tier { entry, .. } => *entry,
            Self::Series { entry, .. }
            | Self::Decided { entry, .. }
            | Self::Injection { entry, .. }
            | Self::InReach { entry, .. }
            | Self::FollowUp { entry, .. }
            | Self::FirstContact { entry, .. } => Some(*entry),
            Self::Planned { .. } | Self::Ladder { .. } | Self::MustBeSeen { .. } => None,
        }
    }

    /// Its word in figures and on the wire.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Tier { .. } => "tier",
            Self::Planned { .. } => "planned",
            Self::Series { .. } => "series",
            Self::Decided { .. } => "decided",
            Self::Injection { .. } => "injection",
            Self::InReach { .. } => "in_reach",
            Self::FollowUp { .. } => "follow_up",
            Self::Ladder { .. } => "ladder",
            Self::FirstContact { .. } => "first_contact",
            Self::MustBeSeen { .. } => "must_be_seen",
        }
    }

    /// As a page says it; days near today without their year.
    #[must_use]
    pub fn words(&self, today: Date) -> String {
        match self {
            Self::Tier { tier: Some(tier), least, .. } => {
                format!("{} tier: at least {least} a week", tier.label())
            }
            Self::Tier { tier: None, least, .. } => format!("No tier decided: at least {least} a week"),
            Self::Planned { .. } => "Planned visit".to_owned(),
            Self::Series { .. } => "Series of visits".to_owned(),
            Self::Decided { decision, .. } => format!("MDT decision: {decision}"),
            Self::Injection { product, due_on, .. } => {
                format!("Injection ({product}) due {}", near_day(*due_on, today))
            }
            Self::InReach { ward, .. } => format!("In-reach: {ward}"),
            Self::FollowUp { by, .. } => {
                format!("Seen within 72 hours of leaving hospital, by {}", moment::moment_words(*by))
            }
            Self::Ladder { step, by, .. } => {
                let what = crate::ladder::what(*step);
                format!("Missed contact, step {step} by {}: {what}", moment::moment_words(*by))
            }
            Self::FirstContact { by, .. } => format!("First contact by {}", near_day(*by, today)),
            Self::MustBeSeen { on } => format!("Must be seen {}", near_day(*on, today)),
        }
    }

    /// The id that the visit of a need gets which nobody has planned: it follows from person, week and
    /// source, so that it is the same each time.
    #[must_use]
    pub(super) fn need_id(&self, person: Uuid, monday: Date, count: usize) -> Uuid {
        let kind = self.kind();
        let entry = match self {
            // A tier that is decided anew in the week asks for the same visits.
            Self::Tier { .. } => None,
            Self::Planned { .. }
            | Self::Series { .. }
            | Self::Decided { .. }
            | Self::Injection { .. }
            | Self::InReach { .. }
            | Self::FollowUp { .. }
            | Self::Ladder { .. }
            | Self::FirstContact { .. }
            | Self::MustBeSeen { .. } => self.entry(),
        };
        let entry = entry.map(|entry| entry.to_string()).unwrap_or_default();
        Uuid::new_v5(&person, format!("need {monday} {kind} {entry} {count}").as_bytes())
    }
}

impl Asked<'_> {
    /// The id of a visit that nobody has planned: the first of its source that no visit has.
    pub(super) fn free_id(&self, source: &Source) -> Uuid {
        let id = |count| source.need_id(self.line.person, self.week.monday, count);
        let taken = |one: Uuid| self.taken.contains(&one) || self.needs.iter().any(|need| need.id == one);
        (0..).map(id).find(|one| !taken(*one)).unwrap_or_else(|| id(0))
    }
}

/// Minutes of a visit that has begun: until whoever is there is expected out, when that is known.
pub(super) fn at_the_door(visit: &VisitNow, starts_at: Timestamp) -> u16 {
    if visit.state() != VisitState::Started {
        return visit.visit.minutes;
    }
    let minutes = moment::elapsed_minutes(starts_at, crate::safety::expected_end(visit));
    u16::try_from(minutes).map_or(visit.visit.minutes, |minutes| minutes.max(visit.visit.minutes))
}

/// Why a visit that stands was planned.
pub(super) fn of_visit(line: &Line, visit: &VisitNow) -> Source {
    let tier = line.tier.as_ref().map(|tier| tier.tier);
    let Some(series) = visit.visit.series else { return Source::Planned { tier } };
    match line.decided.as_ref().filter(|decided| decided.series == Some(series)) {
        Some(decided) => Source::Decided { entry: decided.id, decision: decided.decision.clone() },
        None => Source::Series { entry: series, tier },
    }
}

/// The days between which an injection is given: by the table of products, else a few days around.
pub(super) fn injection_window(injection: &InjectionNow) -> (Date, Date) {
    let said = fold(&injection.product);
    let known = PRODUCTS
        .iter()
        .find(|product| injection.product == product.code || said.starts_with(&fold(product.label)));
    let (before, after) =
        known.map_or(settings::INJECTION_DAYS, |product| (product.window_before, product.window_after));
    (moment::add_days(injection.due_on, -before), moment::add_days(injection.due_on, after))
}
