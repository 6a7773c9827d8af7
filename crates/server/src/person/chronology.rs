//! The running list of everything that was written about a person, of all teams, the latest first.
//! What it leaves out is shown as a filter and forgotten when the page is left.

use std::collections::BTreeSet;

use care::entry::{Body, Entry, Kind};
use care::{moment, settings};
use jiff::Timestamp;
use serde::Serialize;
use store::directory::Directory;
use store::people::Page;
use uuid::Uuid;

use super::words::{self, Told};
use crate::request::Request;

/// Entries on one page.
const PAGE: u32 = 50;

/// A part of the record that can be shown alone: the word in the address, what it is called, its kinds.
struct Filter(&'static str, &'static str, &'static [Kind]);

const EVERYTHING: &Filter = &Filter("", "Everything", &[]);

const FILTERS: &[Filter] = &[
    Filter("", "Everything", &[]),
    Filter("contacts", "Contacts", &[Kind::Contact]),
    Filter("visits", "Visits", &[Kind::Visit, Kind::VisitSeries]),
    Filter(
        "events",
        "Events, handovers, MDT",
        &[Kind::Event, Kind::ActionUpdate, Kind::HandoverLine, Kind::MdtDecision],
    ),
    Filter("tier", "Tier and missed-contact steps", &[Kind::Tier, Kind::LadderStep]),
    Filter(
        "assessment",
        "Assessment",
        &[Kind::Assessment, Kind::AssessmentSession, Kind::Screening, Kind::Cohort],
    ),
    Filter(
        "care",
        "Plan, law, medicines",
        &[Kind::PlanReview, Kind::LegalStatus, Kind::Injection, Kind::HospitalStay, Kind::Diagnoses],
    ),
    Filter(
        "referral",
        "Referral",
        &[Kind::Referral, Kind::Attachment, Kind::ReferralDecision, Kind::WaitingCheck],
    ),
    Filter(
        "details",
        "Details and wishes",
        &[
            Kind::Person,
            Kind::Episode,
            Kind::KeyWorker,
            Kind::Network,
            Kind::Preferences,
            Kind::Sensory,
            Kind::SafetyRule,
        ],
    ),
];

/// The list as the page shows it.
#[derive(Debug, Default, Serialize)]
pub(super) struct Chronology {
    filters: Vec<Choice>,
    entries: Vec<Line>,
    earlier: Option<String>,
    later: bool,
}

#[derive(Debug, Serialize)]
struct Choice {
    href: String,
    text: &'static str,
    current: bool,
}

#[derive(Debug, Serialize)]
struct Line {
    id: Uuid,
    kind: &'static str,
    at: String,
    day: String,
    by: String,
    team: String,
    late: Option<String>,
    corrected: bool,
    #[serde(flatten)]
    told: Told,
}

/// Which page of the list a request asks for.
#[derive(Debug)]
pub(super) struct Asked {
    filter: &'static Filter,
    before: Option<(Timestamp, i64)>,
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// Reads `?show=` and `?before=`; what does not read is the first page of everything.
pub(super) fn asked(request: &Request) -> Asked {
    let word = request.query("show").unwrap_or_default();
    let filter = FILTERS.iter().find(|filter| filter.0 == word).unwrap_or(EVERYTHING);
    let before = request.query("before").and_then(|text| {
        let (at, seq) = text.split_once(',')?;
        Some((moment::parse_utc(at).ok()?, seq.parse().ok()?))
    });
    Asked { filter, before }
}

impl Asked {
    /// What to read from the store: one more than is shown. What is planned ahead is not history.
    pub(super) fn page(&self, now: Timestamp) -> Page {
        let ahead = moment::after_hours(now, 1);
        Page {
            kinds: self.filter.2.to_vec(),
            before: Some(self.before.unwrap_or((ahead, i64::MAX))),
            most: PAGE + 1,
        }
    }
}

/// The list from the entries read.
pub(super) fn of(person: Uuid, asked: &Asked, mut entries: Vec<Entry>, directory: &Directory) -> Chronology {
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = entries.len() > page;
    entries.truncate(page);
    let earlier = entries.last().filter(|_| more).map(|last| {
        let at = moment::utc_text(last.happened_at);
        format!("/people/{person}?show={}&before={at},{}#record", asked.filter.0, last.seq)
    });
    let filters = FILTERS
        .iter()
        .map(|filter| Choice {
            href: if filter.0.is_empty() {
                format!("/people/{person}#record")
            } else {
                format!("/people/{person}?show={}#record", filter.0)
            },
            text: filter.1,
            current: filter.0 == asked.filter.0,
        })
        .collect();
    let kept: BTreeSet<Uuid> = if asked.filter.0.is_empty() { outcomes(&entries) } else { BTreeSet::new() };
    let lines = entries.iter().filter(|e| !kept.contains(&e.id)).map(|e| line(e, directory)).collect();
    Chronology { filters, entries: lines, earlier, later: asked.before.is_some() }
}

/// Visits whose contact is in the same list: the contact says what happened, so the plan is not told twice.
fn outcomes(entries: &[Entry]) -> BTreeSet<Uuid> {
    let visit = |entry: &Entry| if let Body::Contact(contact) = &entry.body { contact.visit } else { None };
    entries.iter().filter_map(visit).collect()
}

fn line(entry: &Entry, directory: &Directory) -> Line {
    Line {
        id: entry.id,
        kind: entry.kind().label(),
        at: moment::utc_text(entry.happened_at),
        day: moment::day_words(moment::local_day(entry.happened_at)),
        by: directory.staff_name(entry.author).to_owned(),
        team: directory.team_name(entry.team).to_owned(),
        late: late(entry),
        corrected: entry.version > 1,
        told: words::told(entry, directory),
    }
}

/// "written 5 hours after", for what is written when it happened and was written later than that.
pub(crate) fn late(entry: &Entry) -> Option<String> {
    let written_then = matches!(entry.body, Body::Contact(_) | Body::Event(_) | Body::LadderStep(_));
    let hours = moment::elapsed_minutes(entry.happened_at, entry.recorded_at) / 60;
    if !written_then || entry.version > 1 || hours < settings::LATE_STAMP_HOURS {
        return None;
    }
    Some(if hours < 48 {
        format!("written {hours} hours after")
    } else {
        format!("written {} days after", hours / 24)
    })
}
