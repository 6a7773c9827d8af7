//! Organisation, team and staff: who offers the care (S01, S02, W01-W06).
//! Accounts and passwords are not here; they are ordinary tables of the store.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::needed;
use super::planning::{TeamPlanning, WorkerPlanning};
use crate::access::Role;
use crate::entry::referral::Source;
use crate::problem::{Problem, Problems};
use crate::text;

/// A trust or another organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Full name.
    pub name: String,
    /// ODS code, 3 to 8 capital letters and digits.
    pub ods_code: String,
    /// What letters say about the Patient Advice and Liaison Service (P05).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pals: Option<String>,
}

impl Organisation {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        name(&mut problems, "name", &self.name);
        let shape = (3..=8).contains(&self.ods_code.len())
            && self.ods_code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        problems.require(shape, "ods_code", "Enter an ODS code of 3 to 8 capital letters and digits.");
        problems.into_vec()
    }
}

/// A team. It may be called what it likes; pages show the local name (S01).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// The local name, for example "Complex care team north".
    pub name: String,
    /// The organisation it belongs to.
    pub organisation: Uuid,
    /// The service it is part of, or attached to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// National kind of team; A08 is assertive outreach.
    pub kind_code: String,
    /// The parts of town it serves, each with the postcode districts in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub patches: Vec<Patch>,
    /// Lower age limit in years; never below 18 (S03).
    pub age_from: u8,
    /// Upper age at which a referral warns; nobody is discharged by age (S03).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_warning: Option<u8>,
    /// The number the person can ring in the team's hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Wards or GPs, where the team takes referrals from them (R01).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_accepts: Vec<Source>,
    /// What letters say about the Patient Advice and Liaison Service, advocacy and complaints (R08).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routes: Option<Routes>,
    /// Base, places, meetings and weights of the visiting schedule.
    #[serde(default, skip_serializing_if = "TeamPlanning::is_empty")]
    pub planning: TeamPlanning,
    /// The day the team closed; N8 asks that nobody is left in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<Date>,
}

/// Where somebody can turn who does not agree with a decision: name, telephone, address, as letters say it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Routes {
    /// Patient Advice and Liaison Service (P05).
    pub pals: String,
    /// Independent advocacy.
    pub advocacy: String,
    /// Complaints to the trust.
    pub complaints: String,
}

/// A part of town.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Patch {
    /// What the team calls it.
    pub name: String,
    /// Outward postcodes, for example "B21".
    #[serde(default)]
    pub districts: Vec<String>,
}

impl Team {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        name(&mut problems, "name", &self.name);
        if self.age_from < 18 {
            problems.add(
                Problem::new("age_from", "Enter 18 or more: the team does not serve under-18s.").rule("S03"),
            );
        }
        problems.require(
            crate::codes::team_type::label(&self.kind_code).is_some(),
            "kind_code",
            "Choose a national kind of team, for example A08.",
        );
        problems.require_rule(
            self.also_accepts.iter().all(|source| source.needs_a_switch()),
            "R01",
            "also_accepts",
            "Only wards and GPs can be taken in addition: the person, family and friends raise a concern.",
        );
        self.planning.check(&mut problems);
        if let Some(routes) = &self.routes {
            for (field, text) in
                [("pals", &routes.pals), ("advocacy", &routes.advocacy), ("complaints", &routes.complaints)]
            {
                let sentence = "Say where people can turn: name, telephone, address.";
                needed(&mut problems, &format!("routes.{field}"), text, sentence);
            }
        }
        problems.into_vec()
    }
}

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Staff {
    /// The name colleagues use.
    pub name: String,
    /// What they are to the team.
    pub role: Role,
    /// Agenda for Change band, for example "6" or "8a"; doctors have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<String>,
    /// Whole-time equivalent in hundredths, 1 to 150.
    pub wte_hundredths: u8,
    /// Gender, because people may ask for a male or female worker (P01): 1 male, 2 female, 3 non-binary, 4 other, Z not stated.
    pub gender: String,
    /// ISO 639-1 codes of languages spoken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// What they can do: "injections", "family work", "AMHP".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    /// When they work, a line a weekday.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pattern: Vec<WorkDay>,
    /// The teams they belong to, with dates.
    pub memberships: Vec<Membership>,
    /// Work telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Registration with a professional body, as printed on the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<String>,
    /// Most people to be key worker of, as agreed with this worker; none: by role, band and hours (C04).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caseload_most: Option<u8>,
    /// Minutes a week agreed for the worker's own profession, beside what all share (T05).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub specialist_minutes: Option<u16>,
    /// Leave and other times away, so that somebody covers (C03).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<Away>,
    /// How the worker travels and what the visiting schedule keeps for them.
    #[serde(default, skip_serializing_if = "WorkerPlanning::is_empty")]
    pub planning: WorkerPlanning,
}

/// A time away from work. Why is not asked: it is the worker's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Away {
    /// First day away.
    pub from: Date,
    /// Last day away.
    pub until: Date,
}

/// Hours of one weekday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkDay {
    /// 1 Monday to 7 Sunday.
    pub weekday: u8,
    /// Minutes after midnight, local time.
    pub from_minute: u16,
    /// Minutes after midnight, later than `from_minute`.
    pub to_minute: u16,
}

/// A time in a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// The team.
    pub team: Uuid,
    /// First day.
    pub from: Date,
    /// Last day, when known. Students and bank staff must have one (AC12).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Staff {
    /// The teams this member of staff belongs to on a day.
    pub fn teams_on(&self, day: Date) -> impl Iterator<Item = Uuid> + '_ {
        self.memberships
            .iter()
            .filter(move |m| m.from <= day && m.until.is_none_or(|until| day <= until))
            .map(|m| m.team)
    }

    /// Whether the worker is there on a day: the working pattern has it, and it is no leave. Who has no
    /// pattern works every day.
    #[must_use]
    pub fn works_on(&self, day: Date) -> bool {
        let weekday = day.weekday().to_monday_one_offset();
        let usual = self.pattern.iter().any(|line| i16::from(line.weekday) == i16::from(weekday));
        (self.pattern.is_empty() || usual) && self.away_on(day).is_none()
    }

    /// The time away that a day falls in.
    #[must_use]
    pub fn away_on(&self, day: Date) -> Option<Away> {
        self.away.iter().find(|away| away.from <= day && day <= away.until).copied()
    }

    /// The last day in a team, once it is known.
    #[must_use]
    pub fn last_day_in(&self, team: Uuid) -> Option<Date> {
        let mine = self.memberships.iter().filter(|m| m.team == team);
        mine.max_by_key(|m| m.from).and_then(|m| m.until)
    }

    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        name(&mut problems, "name", &self.name);
        self.planning.check(&mut problems);
        for (i, away) in self.away.iter().enumerate() {
            problems.require(
                away.from <= away.until,
                format!("away.{i}.until"),
                "The last day away must not be before the first.",
            );
        }
        problems.require(
            self.specialist_minutes.is_none_or(|minutes| minutes <= 60 * 60),
            "specialist_minutes",
            "Enter at most 60 hours a week.",
        );
        problems.require(
            (1..=150).contains(&self.wte_hundredths),
            "wte_hundredths",
            "Enter whole-time equivalent in hundredths, from 1 to 150.",
        );
        problems.require(
            matches!(self.gender.as_str(), "1" | "2" | "3" | "4" | "Z" | "X"),
            "gender",
            "Choose a gender, or not stated.",
        );
        for (i, day) in self.pattern.iter().enumerate() {
            let right =
                (1..=7).contains(&day.weekday) && day.from_minute < day.to_minute && day.to_minute <= 1440;
            problems.require(
                right,
                format!("pattern.{i}"),
                "Enter a weekday from 1 to 7 and an end later than the start.",
            );
        }
        for (i, m) in self.memberships.iter().enumerate() {
            problems.require(
                m.until.is_none_or(|until| m.from <= until),
                format!("memberships.{i}.until"),
                "The last day must not be before the first day.",
            );
        }
        problems.into_vec()
    }
}

/// A name of somebody or something: not empty, no control characters.
pub(crate) fn name(problems: &mut Problems, field: &str, value: &str) {
    if let Err(sentence) = text::clean_name(value) {
        problems.add(Problem::new(field, sentence));
    }
}
