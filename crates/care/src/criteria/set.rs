//! A set of criteria as data, the sets that are shipped, and which one is in force on a day.

use std::sync::LazyLock;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::entry::referral::Answer;
use crate::entry::{Body, Entry};
use crate::problem::{Problem, Problems};
use crate::settings;

/// A set of criteria: what a team asks of a referral, and how it says so in plain English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Set {
    /// A short word for it: "national".
    pub key: String,
    /// What it is called.
    pub name: String,
    /// Where it comes from.
    pub source: String,
    /// What it says, in plain English, before the criteria.
    pub plain: String,
    /// Each criterion; all of them must be met.
    pub criteria: Vec<Criterion>,
}

/// One criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// A short word for it, once in a set.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// What it says, in plain English.
    pub plain: String,
    /// How it is looked at.
    pub test: Test,
}

/// How a criterion is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Test {
    /// Whoever refers says yes or no, with evidence.
    Stated {
        /// About what.
        about: Statement,
        /// The answer that meets it.
        #[serde(default = "yes")]
        wanted: Answer,
    },
    /// Use of hospital and crisis teams: one of these is enough.
    Use {
        /// What is counted.
        any_of: Vec<Measure>,
    },
    /// So many of these needs.
    Needs {
        /// How many.
        at_least: u8,
        /// Of which.
        of: Vec<Need>,
    },
    /// So long with a community mental health team.
    CommunityTeam {
        /// Months.
        at_least_months: u16,
    },
}

fn yes() -> Answer {
    Answer::Yes
}

/// What whoever refers is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Statement {
    /// A severe and lasting illness with a marked effect on daily life (R02).
    Disorder,
    /// Difficulty in agreeing to work with services, or in keeping it up (R04).
    Engagement,
    /// The main difficulty comes from damage to the brain.
    Organic,
}

/// Something counted in the days before a referral: more than so many, or at least so many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// What is counted.
    pub count: Count,
    /// Met by more than this many, not by this many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more_than: Option<u16>,
    /// Met by this many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u16>,
    /// Within so many days before the referral was received.
    pub days: u16,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Admissions that began in the window; a transfer is none.
    Admissions,
    /// Admissions and times with a crisis or home treatment team.
    AdmissionsOrCrisis,
    /// Days in hospital within the window.
    BedDays,
    /// The longest run of days in hospital within the window.
    ConsecutiveDays,
    /// Whoever assessed the person says: heavy use of the crisis team.
    HeavyCrisisUse,
}

impl Count {
    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Admissions => "Admissions",
            Self::AdmissionsOrCrisis => "Admissions and times with a crisis team",
            Self::BedDays => "Days in hospital",
            Self::ConsecutiveDays => "Days in hospital without a break",
            Self::HeavyCrisisUse => "Heavy use of the crisis team",
        }
    }
}

/// A complex need (R05).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Violence or persistent offending.
    Violence,
    /// Ongoing serious self-harm or self-neglect.
    SelfHarm,
    /// Poor response to treatment so far.
    PoorResponse,
    /// Mental illness together with drugs or alcohol.
    DualDiagnosis,
    /// Detained at least once in two years; worked out from the dates.
    Detained,
    /// Unstable housing, or none.
    Housing,
}

impl Need {
    /// Every need.
    pub const ALL: &'static [Need] = &[
        Self::Violence,
        Self::SelfHarm,
        Self::PoorResponse,
        Self::DualDiagnosis,
        Self::Detained,
        Self::Housing,
    ];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Violence => "Violence or repeated offending",
            Self::SelfHarm => "Serious self-harm or self-neglect that goes on",
            Self::PoorResponse => "Treatment has not helped much",
            Self::DualDiagnosis => "Drugs or alcohol as well as mental illness",
            Self::Detained => "Detained at least once in the last 2 years",
            Self::Housing => "Unstable housing, or no home",
        }
    }
}

impl Measure {
    /// What it asks, in words.
    #[must_use]
    pub fn words(&self) -> String {
        let what = self.count.label().to_lowercase();
        if self.count == Count::HeavyCrisisUse {
            return what;
        }
        let limit = match (self.more_than, self.at_least) {
            (Some(most), _) => format!("more than {most}"),
            (None, Some(least)) => format!("at least {least}"),
            (None, None) => "any".to_owned(),
        };
        format!("{limit} {what} in {} days", self.days)
    }

    /// The least number that meets it.
    fn least(&self) -> u16 {
        self.at_least.unwrap_or(0).max(self.more_than.map_or(0, |most| most.saturating_add(1)))
    }

    /// Whether a number meets it.
    #[must_use]
    pub fn met_by(&self, number: u16) -> bool {
        self.more_than.is_none_or(|most| number > most) && self.at_least.is_none_or(|least| number >= least)
    }
}

/// The files that are shipped.
const FILES: &[&str] = &[
    include_str!("../../criteria/national.toml"),
    include_str!("../../criteria/webpage.toml"),
    include_str!("../../criteria/north-birmingham.toml"),
    include_str!("../../criteria/react.toml"),
];

/// The sets that are shipped; the national one first. A test reads every file.
pub static SHIPPED: LazyLock<Vec<Set>> =
    LazyLock::new(|| FILES.iter().filter_map(|file| toml::from_str(file).ok()).collect());

/// A shipped set by its key.
#[must_use]
pub fn shipped(key: &str) -> Option<&'static Set> {
    SHIPPED.iter().find(|set| set.key == key)
}

/// The set of a team in force on a day, with the entry that approved it; none means that the national
/// set applies because the team has approved no other. A set approved later never reaches back (R06).
#[must_use]
pub fn in_force(approved: &[Entry], on: Date) -> Option<(Uuid, &Set)> {
    approved
        .iter()
        .filter_map(|entry| {
            let Body::CriteriaSet(set) = &entry.body else { return None };
            (set.effective_from <= on).then_some((entry, set))
        })
        .max_by_key(|(entry, set)| (set.effective_from, entry.seq))
        .map(|(entry, approved)| (entry.id, &approved.set))
}

impl Set {
    /// How many complex needs it asks for, when it asks for any.
    #[must_use]
    pub fn needs_wanted(&self) -> Option<u8> {
        self.criteria.iter().find_map(|criterion| match &criterion.test {
            Test::Needs { at_least, .. } => Some(*at_least),
            Test::Stated { .. } | Test::Use { .. } | Test::CommunityTeam { .. } => None,
        })
    }

    /// Every problem of a set: what a local set may never do (R06).
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        problems.require(!self.criteria.is_empty(), "criteria", "A set has at least one criterion.");
        for (i, criterion) in self.criteria.iter().enumerate() {
            let at = |field: &str| format!("criteria.{i}.{field}");
            let twice = self.criteria.iter().filter(|other| other.code == criterion.code).count() > 1;
            problems.require(
                !twice && !criterion.code.is_empty(),
                at("code"),
                "Each criterion has a word of its own.",
            );
            problems.require(
                !criterion.plain.trim().is_empty() && !criterion.name.trim().is_empty(),
                at("plain"),
                "Say in plain English what the criterion asks.",
            );
            criterion.check_test(&at("test"), &mut problems);
            let same = |base: &&Criterion| base.code == criterion.code;
            if let Some(base) = shipped(&self.key).and_then(|base| base.criteria.iter().find(same)) {
                criterion.check_against(base, &at("test"), &mut problems);
            }
        }
        problems.into_vec()
    }
}

impl Criterion {
    /// A team asks for as much as the published set it starts from, or for more (R06).
    fn check_against(&self, base: &Criterion, at: &str, problems: &mut Problems) {
        let mut kept = |field: String, asked: u16, least: u16| {
            problems.require_rule(
                least <= asked,
                "R06",
                field,
                "Do not ask for less than the published criteria: a team may only tighten them.",
            );
        };
        if let (Test::Use { any_of }, Test::Use { any_of: published }) = (&self.test, &base.test) {
            for (j, measure) in any_of.iter().enumerate() {
                let alike = |one: &&Measure| (one.count, one.days) == (measure.count, measure.days);
                let Some(one) = published.iter().find(alike) else { continue };
                kept(format!("{at}.any_of.{j}"), measure.least(), one.least());
            }
        }
        if let (
            Test::CommunityTeam { at_least_months: asked },
            Test::CommunityTeam { at_least_months: least },
        ) = (&self.test, &base.test)
        {
            kept(format!("{at}.at_least_months"), *asked, *least);
        }
    }

    fn check_test(&self, at: &str, problems: &mut Problems) {
        match &self.test {
            Test::Needs { at_least, of } => {
                problems.require_rule(
                    *at_least >= settings::NEEDS_FLOOR,
                    "R06",
                    format!("{at}.at_least"),
                    "Ask for 2 complex needs or more: fewer would loosen the criteria below what the law expects.",
                );
                problems.require(
                    usize::from(*at_least) <= of.len(),
                    format!("{at}.at_least"),
                    "Do not ask for more needs than the set names.",
                );
            }
            Test::Use { any_of } => {
                let right = |m: &Measure| (m.more_than.is_some() || m.at_least.is_some()) && m.days > 0;
                problems.require(
                    !any_of.is_empty() && any_of.iter().all(right),
                    at,
                    "Say what is counted, how many and in how many days.",
                );
            }
            Test::Stated { wanted, .. } => problems.require(
                *wanted != Answer::Unknown,
                at,
                "A criterion is met by yes or by no, never by not knowing.",
            ),
            Test::CommunityTeam { at_least_months } => {
                problems.require(*at_least_months > 0, at, "Say how many months.");
            }
        }
    }
}
