//! What the criteria of its day show of a referral: which set judges it, and each criterion with its
//! evidence from the referral and, for who may read it, from the record. Decides nothing.

use care::access::{Activity, Actor};
use care::criteria::{self, Finding, RECORD_KINDS, Record, Set, Standing, Told};
use care::entry::Kind;
use care::moment;
use jiff::civil::Date;
use serde::Serialize;
use store::people::Page;
use uuid::Uuid;

use super::Found;
use crate::app::App;
use crate::error::PageError;

/// Entries that are looked through.
const MOST: u32 = 500;

/// What is shown of a referral.
pub(crate) struct Evidence {
    /// The entry that approved the set; none for the national one.
    pub(crate) set_entry: Option<Uuid>,
    /// The set that judges it.
    pub(crate) set: Set,
    /// Every criterion.
    pub(crate) findings: Vec<Finding>,
    /// Whether the record was looked at: only for who reads records.
    pub(crate) record_read: bool,
}

/// What the criteria show of a referral.
///
/// # Errors
/// The database.
pub(crate) fn of(app: &App, actor: &Actor, found: &Found) -> Result<Evidence, PageError> {
    let referral = found.referral()?;
    let (set_entry, set) = judging(app, found.entry.team, referral.received_on)?;
    let record_read = actor.may(Activity::ReadRecord);
    let record = if record_read {
        let wanted = Page { kinds: RECORD_KINDS.to_vec(), before: None, most: MOST };
        let person = found.line.person;
        Record::of(&app.store.read(|tx| store::people::chronology(tx, person, &wanted))?)
    } else {
        Record::default()
    };
    let findings = criteria::evaluate(&set, referral, &record);
    Ok(Evidence { set_entry, set, findings, record_read })
}

/// The set that judges a referral: the team's own on the day it was received, else the national one.
///
/// # Errors
/// The database.
pub(super) fn judging(
    app: &App,
    team: Option<Uuid>,
    received_on: Date,
) -> Result<(Option<Uuid>, Set), PageError> {
    let approved = match team {
        Some(team) => app.store.read(|tx| store::people::of_team(tx, team, Kind::CriteriaSet, MOST))?,
        None => Vec::new(),
    };
    if let Some((id, set)) = criteria::in_force(&approved, received_on) {
        return Ok((Some(id), set.clone()));
    }
    let national =
        criteria::shipped("national").ok_or_else(|| PageError::Broken("no criteria".to_owned()))?;
    Ok((None, national.clone()))
}

/// A criterion as a page shows it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Shown {
    code: String,
    name: String,
    plain: String,
    standing: &'static str,
    tag: &'static str,
    evidence: Vec<String>,
    told: Vec<Source>,
    disagree: Vec<String>,
}

/// A stay or detention with who tells it.
#[derive(Clone, Debug, Serialize)]
struct Source {
    by: &'static str,
    words: String,
    on: String,
    href: Option<String>,
}

/// The colour of a standing's tag; the words say the same.
pub(super) fn tag(standing: Standing) -> &'static str {
    match standing {
        Standing::Met => "green",
        Standing::NotMet => "red",
        Standing::Unknown => "yellow",
        Standing::NotAsked => "grey",
    }
}

/// Every criterion as a page shows it.
pub(super) fn shown(evidence: &Evidence) -> Vec<Shown> {
    evidence
        .findings
        .iter()
        .zip(&evidence.set.criteria)
        .map(|(finding, criterion)| Shown {
            code: finding.code.clone(),
            name: finding.name.clone(),
            plain: criterion.plain.clone(),
            standing: finding.standing.label(),
            tag: tag(finding.standing),
            evidence: finding.evidence.clone(),
            told: finding.told.iter().map(source).collect(),
            disagree: finding.disagree.clone(),
        })
        .collect()
}

fn source(told: &Told) -> Source {
    Source {
        by: told.by.label(),
        words: told.words.clone(),
        on: moment::day_words(told.on),
        href: told.entry.map(|entry| format!("/entries/{entry}")),
    }
}
