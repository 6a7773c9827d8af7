//! Counting stays, days and detentions before a referral. Days are counted as nights: from the day of
//! admission to the day of leaving, or to the day the referral was received. Only what lies within the
//! window counts, and no day counts twice.

use jiff::civil::Date;

use super::record::{Noted, Record};
use crate::entry::referral::{Admission, Referral, Spell};
use crate::moment;

/// Days in hospital without a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// The first day.
    pub from: Date,
    /// The day of leaving; none while it goes on.
    pub until: Option<Date>,
}

/// What is known of a person's use of services before a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    on: Date,
    admitted: Vec<Date>,
    transfers: u16,
    stays: Vec<Stay>,
    crisis: Vec<Spell>,
    detentions: Vec<Spell>,
}

impl History {
    /// The history that a referral tells, looked at from the day it was received.
    #[must_use]
    pub fn of(referral: &Referral) -> History {
        let on = referral.received_on;
        let (admitted, stays) = joined(&referral.admissions, on);
        let known = referral.admissions.iter().filter(|one| one.spell.from <= on).count();
        let crisis = referral.crisis.iter().map(|one| one.spell);
        let detentions = referral.detentions.iter().map(|one| one.spell);
        History {
            on,
            transfers: count(known.saturating_sub(admitted.len())),
            admitted,
            stays,
            crisis: crisis.filter(|spell| spell.from <= on).collect(),
            detentions: detentions.filter(|spell| spell.from <= on).collect(),
        }
    }

    /// The history that the record alone tells, looked at from a day.
    #[must_use]
    pub fn of_record(record: &Record, on: Date) -> History {
        let admissions: Vec<Admission> = record.stays.iter().map(|noted| admission(noted, &[])).collect();
        let (admitted, stays) = joined(&admissions, on);
        let known = admissions.iter().filter(|one| one.spell.from <= on).count();
        History {
            on,
            transfers: count(known.saturating_sub(admitted.len())),
            admitted,
            stays,
            crisis: Vec::new(),
            detentions: record.detentions_by(on),
        }
    }

    /// What the referral and the record tell together. A stay that both tell is one stay; one that the
    /// referral calls a transfer stays one.
    #[must_use]
    pub fn with(referral: &Referral, record: &Record) -> History {
        let (mut both, known) = (History::of(referral), History::of_record(record, referral.received_on));
        let mut admissions = referral.admissions.clone();
        admissions.extend(record.stays.iter().map(|noted| admission(noted, &referral.admissions)));
        (both.admitted, both.stays) = joined(&admissions, both.on);
        both.transfers = both.transfers.max(known.transfers);
        both.detentions.extend(known.detentions);
        both
    }

    /// The days in hospital, the first one first.
    #[must_use]
    pub fn stays(&self) -> &[Stay] {
        &self.stays
    }

    /// The first day of a window of so many days.
    #[must_use]
    pub fn opens(&self, days: u16) -> Date {
        moment::add_days(self.on, -i32::from(days))
    }

    /// Admissions in the window. A transfer is none.
    #[must_use]
    pub fn admissions(&self, days: u16) -> u16 {
        let opens = self.opens(days);
        count(self.admitted.iter().filter(|from| **from >= opens).count())
    }

    /// Changes of ward or hospital that were not counted as admissions.
    #[must_use]
    pub fn transfers(&self) -> u16 {
        self.transfers
    }

    /// Times with a crisis or home treatment team that began in the window.
    #[must_use]
    pub fn crisis(&self, days: u16) -> u16 {
        let opens = self.opens(days);
        count(self.crisis.iter().filter(|spell| spell.from >= opens).count())
    }

    /// Days in hospital within the window, in all.
    #[must_use]
    pub fn bed_days(&self, days: u16) -> u16 {
        self.stays.iter().map(|stay| self.clipped(*stay, days)).fold(0, u16::saturating_add)
    }

    /// The longest stay within the window, in days.
    #[must_use]
    pub fn consecutive_days(&self, days: u16) -> u16 {
        self.stays.iter().map(|stay| self.clipped(*stay, days)).max().unwrap_or(0)
    }

    /// Detentions of which at least one day lies in the window.
    #[must_use]
    pub fn detentions(&self, days: u16) -> u16 {
        let opens = self.opens(days);
        count(self.detentions.iter().filter(|spell| spell.until.is_none_or(|until| until >= opens)).count())
    }

    /// Whether any admission, crisis episode or detention is known at all.
    #[must_use]
    pub fn says_something(&self) -> bool {
        !(self.stays.is_empty() && self.crisis.is_empty() && self.detentions.is_empty())
    }

    fn clipped(&self, stay: Stay, days: u16) -> u16 {
        let from = stay.from.max(self.opens(days));
        let until = stay.until.unwrap_or(self.on).min(self.on);
        u16::try_from(moment::days_between(from, until).max(0)).unwrap_or(u16::MAX)
    }
}

/// A stay of the record as the referral would tell it.
fn admission(noted: &Noted, told: &[Admission]) -> Admission {
    let transfer = told.iter().any(|one| one.transfer && one.spell.from == noted.spell.from);
    Admission { place: None, spell: noted.spell, transfer }
}

fn count(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// The days of admission and the days in hospital. An admission that is marked as a transfer, or that
/// begins on or before the day another ended, goes on with that stay: a change of ward or hospital is
/// no admission (R03).
fn joined(admissions: &[Admission], on: Date) -> (Vec<Date>, Vec<Stay>) {
    let mut sorted: Vec<&Admission> = admissions.iter().filter(|one| one.spell.from <= on).collect();
    sorted.sort_by_key(|one| (one.spell.from, one.transfer));
    let (mut admitted, mut stays) = (Vec::new(), Vec::<Stay>::new());
    for one in sorted {
        let Spell { from, until } = one.spell;
        match stays.last_mut().filter(|last| last.until.is_none_or(|ended| from <= ended)) {
            Some(last) => last.until = last.until.zip(until).map(|(a, b)| a.max(b)),
            None => {
                stays.push(Stay { from, until });
                if !one.transfer {
                    admitted.push(from);
                }
            }
        }
    }
    (admitted, stays)
}
