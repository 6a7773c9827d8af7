//! The parts of a line: each the short form of what an entry says, as lists need it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codes::outcome::Outcome;
use crate::entry::around::{SafetyKind, Way};
use crate::entry::contact::With;
use crate::entry::decision::Decision;
use crate::entry::episode::WishOutcome;
use crate::entry::event::EventKind;
use crate::entry::person::{Person, Phone, Place};
use crate::entry::referral::Source;
use crate::entry::tier::TierName;
use crate::moment::PartialDate;
use crate::travel::Point;

/// Code of English among the languages.
const ENGLISH: &str = "en";

/// Who the person is, as far as lists need it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Who {
    /// The name they like, and the family name.
    pub name: String,
    /// For sorting.
    pub sort: String,
    /// By which the same person entered twice is found.
    pub twin: String,
    /// NHS number, ten digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<String>,
    /// Birth date, as far as known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born: Option<PartialDate>,
    /// Gender code.
    pub gender: String,
    /// Pronouns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pronouns: Option<String>,
    /// Interpreter needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interpreter: Option<String>,
    /// Language spoken at home, when it is not English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Where the main address is, as far as known, for the visiting schedule.
    #[serde(skip_serializing_if = "HomeNow::is_empty")]
    pub home: HomeNow,
    /// The first telephone number that may be rung.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// What to mind before ringing it (BI60).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_caution: Option<String>,
    /// Where they live or stay, on one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The address is for those who go there and in no list (BI58): lists take `listed_address`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
    /// Reasonable adjustments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<String>,
    /// The day they died.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub died_on: Option<Date>,
}

/// A time under a team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpisodeNow {
    /// The entry.
    pub id: Uuid,
    /// The team.
    pub team: Option<Uuid>,
    /// Referral received.
    pub referred_on: Date,
    /// Taken on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_on: Option<Date>,
    /// Ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<Date>,
    /// Last seen on this day, by the record before this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen_before: Option<Date>,
}

/// Who is named, since when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedNow {
    /// Key worker.
    pub key_worker: Option<Uuid>,
    /// Deputy.
    pub deputy: Option<Uuid>,
    /// Others named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mini_team: Vec<Uuid>,
    /// What came of the person's wish for a male or female worker (P02).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wish: Option<WishOutcome>,
    /// When that is tried or asked again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_try: Option<Date>,
    /// From when.
    pub since: Timestamp,
    /// Journal order of the entry.
    pub seq: i64,
}

/// The tier in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TierNow {
    /// The entry.
    pub id: Uuid,
    /// Which.
    pub tier: TierName,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: Uuid,
    /// When.
    pub at: Timestamp,
    /// Last day.
    pub expires_on: Date,
    /// Journal order of the entry.
    pub seq: i64,
}

/// When and by whom somebody was last seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// The contact.
    pub id: Uuid,
    /// When it started.
    pub at: Timestamp,
    /// By whom.
    pub workers: Vec<Uuid>,
    /// Place code.
    pub place: Option<String>,
}

/// One contact, short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recent {
    /// The contact.
    pub id: Uuid,
    /// When it started.
    pub at: Timestamp,
    /// By whom.
    pub workers: Vec<Uuid>,
    /// What happened.
    pub outcome: Outcome,
    /// Who it was with.
    pub with: With,
    /// Seen face to face.
    pub seen: bool,
    /// Early signs ticked.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub signs: u8,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the serializer passes a reference")]
fn is_zero(count: &u8) -> bool {
    *count == 0
}

/// A run of attempts without the person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Missed {
    /// The first one; deadlines of the ladder count from it.
    pub first_at: Timestamp,
    /// The first one's entry.
    pub first_id: Uuid,
    /// The last one.
    pub last_at: Timestamp,
    /// The last one's outcome.
    pub last_outcome: Outcome,
    /// How many.
    pub count: u32,
    /// Nobody is at the address any more: the grey tier is proposed.
    pub grey: bool,
}

/// A step of the ladder that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDone {
    /// The entry.
    pub id: Uuid,
    /// 1 to 6.
    pub step: u8,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Uuid,
}

/// An action that waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenAction {
    /// The entry that promised it.
    pub id: Uuid,
    /// What.
    pub what: String,
    /// Who; none while nobody has taken it.
    pub owner: Option<Uuid>,
    /// By which day.
    pub due_on: Date,
}

/// What was last said about the person at a handover.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaidNow {
    /// The entry.
    pub id: Uuid,
    /// The handover.
    pub handover: Uuid,
    /// When.
    pub at: Timestamp,
    /// Who wrote it down.
    pub by: Uuid,
    /// What changed; none when nothing did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// The tier should be looked at again.
    #[serde(default)]
    pub tier_concern: bool,
    /// It is good news.
    #[serde(default)]
    pub good_news: bool,
    /// Journal order of the entry.
    pub seq: i64,
}

/// What a handover sent to the weekly meeting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForMdt {
    /// When.
    pub at: Timestamp,
    /// What was said.
    pub words: String,
    /// Journal order of the entry.
    pub seq: i64,
}

/// What the weekly meeting last decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecidedNow {
    /// The entry.
    pub id: Uuid,
    /// The meeting.
    pub mdt: Uuid,
    /// When.
    pub at: Timestamp,
    /// What was decided.
    pub decision: String,
    /// The series of visits it became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<Uuid>,
    /// Journal order of the entry.
    pub seq: i64,
}

/// An event, short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventNow {
    /// The entry.
    pub id: Uuid,
    /// What kind.
    pub event: EventKind,
    /// When.
    pub at: Timestamp,
    /// In words.
    pub what: String,
    /// Will not wait.
    pub urgent: bool,
    /// A family concern without an answer (N11).
    pub waits: bool,
}

/// A safety rule, short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SafetyNow {
    /// The entry.
    pub id: Uuid,
    /// What kind.
    pub rule: SafetyKind,
    /// In words.
    pub what: String,
    /// Last day.
    pub expires_on: Date,
}

/// A section or order, short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LegalNow {
    /// The entry.
    pub id: Uuid,
    /// As a page says it.
    pub label: String,
    /// Last day, where there is one.
    pub expires_on: Option<Date>,
}

/// An injection, short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InjectionNow {
    /// The entry.
    pub id: Uuid,
    /// The medicine.
    pub product: String,
    /// Next one due.
    pub due_on: Date,
}

/// A stay in hospital, short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StayNow {
    /// The entry.
    pub id: Uuid,
    /// Hospital and ward.
    pub ward: String,
    /// Admitted.
    pub admitted_at: Timestamp,
    /// Left.
    pub left_at: Option<Timestamp>,
}

/// A referral, short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralNow {
    /// The entry.
    pub id: Uuid,
    /// The time with the team that it began.
    pub episode: Uuid,
    /// Received.
    pub received_on: Date,
    /// Who refers.
    pub source: Source,
    /// Their organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// Who answers for the person.
    pub owner: Uuid,
    /// The next check.
    pub next_check_on: Date,
    /// The meeting it goes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_meeting_on: Option<Date>,
    /// Back within 24 months.
    #[serde(default)]
    pub returns: bool,
    /// Parts that are still blank.
    pub missing: u8,
}

/// A decision on a referral, short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionNow {
    /// The entry.
    pub id: Uuid,
    /// The referral.
    pub referral: Uuid,
    /// What was decided.
    pub decision: Decision,
    /// When.
    pub decided_on: Date,
    /// Who follows it up: the first contact, or the next service.
    pub owner: Option<Uuid>,
    /// The service that takes the person on instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// By when that service should have met the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
    /// The day that service met the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met_on: Option<Date>,
}

/// The latest check on somebody who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingNow {
    /// The entry.
    pub id: Uuid,
    /// The referral.
    pub referral: Uuid,
    /// When.
    pub at: Timestamp,
    /// When the person was last seen by anybody, as told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen_on: Option<Date>,
    /// Who answers for the person.
    pub owner: Uuid,
    /// The next check.
    pub next_check_on: Date,
    /// Journal order of the entry.
    pub seq: i64,
}

/// Where the main address is, for the visiting schedule. A withheld one is on no map (BI58).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HomeNow {
    /// Coordinates as typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub point: Option<Point>,
    /// Postcode without its space, for a table that the trust loads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// No fixed abode: the coordinates are where to look for the person.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_fixed_abode: bool,
}

impl HomeNow {
    fn is_empty(&self) -> bool {
        *self == HomeNow::default()
    }

    fn of(place: &Place) -> HomeNow {
        let postcode = place.postcode.as_ref().filter(|_| !place.no_fixed_abode);
        HomeNow {
            point: place.point(),
            postcode: postcode.map(|code| code.replace(' ', "")),
            no_fixed_abode: place.no_fixed_abode,
        }
    }
}

impl Who {
    /// The address as a list may show it.
    #[must_use]
    pub fn listed_address(&self) -> Option<String> {
        if self.withheld { Some("Address withheld".to_owned()) } else { self.address.clone() }
    }

    pub(super) fn of(person: &Person) -> Who {
        let address = person.places.first().map(|place| {
            if place.no_fixed_abode {
                return match &place.notes {
                    Some(notes) => format!("No fixed abode: {notes}"),
                    None => "No fixed abode".to_owned(),
                };
            }
            let mut parts = place.lines.clone();
            parts.extend(place.postcode.clone());
            parts.join(", ")
        });
        Who {
            name: person.shown_name(),
            sort: person.sort_name(),
            twin: crate::rule::context::twin_key(person),
            nhs_number: person.nhs_number.as_ref().map(|n| n.as_str().to_owned()),
            born: Some(person.born),
            gender: person.gender.clone(),
            pronouns: person.pronouns.clone(),
            interpreter: person.interpreter.clone(),
            language: person.language.clone().filter(|code| code != ENGLISH),
            home: person.places.first().map(HomeNow::of).unwrap_or_default(),
            phone: person.ring().map(|p| p.number.clone()),
            phone_caution: person.ring().and_then(Phone::caution),
            address,
            withheld: person.places.first().is_some_and(|place| place.withheld),
            adjustments: person.adjustments.clone(),
            died_on: person.died_on,
        }
    }
}

impl super::Line {
    /// Whether the person does not want to be reached this way.
    #[must_use]
    pub fn refuses(&self, way: Way) -> bool {
        self.preferences.as_ref().is_some_and(|wishes| wishes.refuses_ways.contains(&way))
    }
}
