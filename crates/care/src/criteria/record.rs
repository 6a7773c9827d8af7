//! What the record itself knows of stays in hospital and detentions, beside what a referral says, and
//! where the two disagree. It settles no disagreement: whoever reads it asks.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::history::{History, Stay};
use crate::codes::legal_status;
use crate::entry::referral::{Answer, Referral, Spell};
use crate::entry::{Body, Entry, Kind};
use crate::moment;

/// Kinds of entry that tell of stays and detentions.
pub const KINDS: &[Kind] = &[Kind::HospitalStay, Kind::LegalStatus];

/// One stay or detention of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The entry that tells it.
    pub entry: Uuid,
    /// Where, or under which section.
    pub what: String,
    /// From when until when.
    pub spell: Spell,
    /// The day it was written down.
    pub noted_on: Date,
}

/// What the record knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Stays in hospital.
    pub stays: Vec<Noted>,
    /// Detentions under the Mental Health Act.
    pub detentions: Vec<Noted>,
}

/// Who tells something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The referral.
    Referral,
    /// The record.
    Record,
}

impl By {
    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Referral => "Referral",
            Self::Record => "Record",
        }
    }
}

/// One stay or detention with who tells it and when it was written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Told {
    /// Who tells it.
    pub by: By,
    /// The entry of the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<Uuid>,
    /// What, with its days, in words.
    pub words: String,
    /// The day the referral was received, or the record written.
    pub on: Date,
}

impl Record {
    /// What these entries tell: the current version of each.
    #[must_use]
    pub fn of(entries: &[Entry]) -> Record {
        let mut record = Record::default();
        for entry in entries {
            let noted = |what: String, from: Date, until: Option<Date>| Noted {
                entry: entry.id,
                what,
                spell: Spell { from, until },
                noted_on: moment::local_day(entry.recorded_at),
            };
            if let Body::HospitalStay(stay) = &entry.body {
                let from = moment::local_day(stay.admitted_at);
                let until = stay.left_at.map(moment::local_day);
                record.stays.push(noted(stay.ward.clone(), from, until));
                // How the person came in is known; how long it lasted is not.
                if let Some(code) = stay.legal_status.as_deref().filter(|code| legal_status::detains(code)) {
                    let section = legal_status::label(code).unwrap_or_default();
                    record.detentions.push(noted(format!("{section} on admission"), from, Some(from)));
                }
            }
            if let Body::LegalStatus(legal) = &entry.body
                && legal_status::detains(&legal.code)
                && !legal.community_treatment_order
            {
                let until = legal.ended_on.or(legal.expires_on);
                record.detentions.push(noted(legal.label(), legal.from, until));
            }
        }
        record.stays.sort_by_key(|noted| (noted.spell.from, noted.entry));
        record.detentions.sort_by_key(|noted| (noted.spell.from, noted.entry));
        record
    }

    pub(super) fn detentions_by(&self, on: Date) -> Vec<Spell> {
        self.detentions.iter().map(|noted| noted.spell).filter(|spell| spell.from <= on).collect()
    }
}

/// Every stay that touches the window, of the referral and of the record.
pub(super) fn stays_told(referral: &Referral, record: &Record, opens: Date) -> Vec<Told> {
    let own = referral.admissions.iter().map(|one| {
        let place = one.place.as_deref().unwrap_or("Hospital");
        let moved = if one.transfer { ", moved there from another ward" } else { "" };
        (format!("{place}{moved}"), one.spell)
    });
    told(referral, own, &record.stays, opens)
}

/// Every detention that touches the window, of the referral and of the record.
pub(super) fn detentions_told(referral: &Referral, record: &Record, opens: Date) -> Vec<Told> {
    let own = referral.detentions.iter().map(|one| (one.section.clone(), one.spell));
    told(referral, own, &record.detentions, opens)
}

fn told(
    referral: &Referral,
    own: impl Iterator<Item = (String, Spell)>,
    noted: &[Noted],
    opens: Date,
) -> Vec<Told> {
    let on = referral.received_on;
    let own = own.filter(|(_, spell)| touches(*spell, opens, on)).map(|(what, spell)| Told {
        by: By::Referral,
        entry: None,
        words: format!("{what}, {}", days(spell)),
        on,
    });
    let noted = noted.iter().filter(|noted| touches(noted.spell, opens, on)).map(|noted| Told {
        by: By::Record,
        entry: Some(noted.entry),
        words: format!("{}, {}", noted.what, days(noted.spell)),
        on: noted.noted_on,
    });
    own.chain(noted).collect()
}

fn touches(spell: Spell, opens: Date, on: Date) -> bool {
    spell.from <= on && spell.until.is_none_or(|until| until >= opens)
}

/// "3 May 2026 to 9 May 2026".
fn days(spell: Spell) -> String {
    let from = moment::day_words(spell.from);
    match spell.until {
        Some(until) if until == spell.from => format!("on {from}"),
        Some(until) => format!("{from} to {}", moment::day_words(until)),
        None => format!("since {from}"),
    }
}

/// Where referral and record disagree about stays that touch the window, a sentence each.
pub(super) fn stays_disagree(referral: &Referral, record: &Record, opens: Date) -> Vec<String> {
    let on = referral.received_on;
    let (own, known) = (History::of(referral), History::of_record(record, on));
    let as_spell = |stay: &Stay| Spell { from: stay.from, until: stay.until.filter(|until| *until < on) };
    let own: Vec<Spell> = own.stays().iter().map(as_spell).collect();
    let mut all = Vec::new();
    for stay in known.stays().iter().map(as_spell).filter(|stay| touches(*stay, opens, on)) {
        let same: Vec<&Spell> = own.iter().filter(|other| overlap(stay, **other)).collect();
        match same.as_slice() {
            [] if referral.history_complete == Answer::Yes => all.push(format!(
                "The record knows a stay that the referral does not tell, although it says that these are all: {}.",
                days(stay)
            )),
            [] => {}
            same if same.contains(&&stay) => {}
            same => {
                let theirs: Vec<String> = same.iter().map(|other| days(**other)).collect();
                all.push(format!(
                    "The days differ. Referral: {}. Record: {}.",
                    theirs.join("; "),
                    days(stay)
                ));
            }
        }
    }
    all
}

fn overlap(one: Spell, other: Spell) -> bool {
    one.until.is_none_or(|until| other.from <= until) && other.until.is_none_or(|until| one.from <= until)
}

/// Where referral and record disagree about detentions that touch the window, a sentence each.
pub(super) fn detentions_disagree(referral: &Referral, record: &Record, opens: Date) -> Vec<String> {
    let on = referral.received_on;
    let said_no = referral.needs.detained.as_ref().is_some_and(|said| said.answer == Answer::No);
    let told = |noted: &&Noted| referral.detentions.iter().any(|one| overlap(one.spell, noted.spell));
    record
        .detentions
        .iter()
        .filter(|noted| touches(noted.spell, opens, on))
        .filter(|noted| said_no || (referral.history_complete == Answer::Yes && !told(noted)))
        .map(|noted| {
            let why = if said_no {
                "says that there was none"
            } else {
                "does not tell it and says that these are all"
            };
            format!("The record knows {}, {}; the referral {why}.", noted.what, days(noted.spell))
        })
        .collect()
}
