//! Around the person: their network, their preferences, what to know at the door, diagnoses.
//! What somebody around may be told is only what the person permits them to know, with its day.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kept::{KeptDays, KeptTime, check_festivals};
use super::person::{free, maybe, needed};
use super::sharing::Category;
use crate::codes;
use crate::problem::{Problem, Problems};
use crate::search_key;

/// The people and services around the person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// Each of them.
    pub members: Vec<Member>,
}

/// Somebody around the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// What they are: carer, GP, housing.
    pub relation: codes::network::Relation,
    /// Their name.
    pub name: String,
    /// Service or organisation, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Anything else worth knowing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the person permits them to know (T08, K03).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub may_know: Vec<Category>,
    /// The day on which the person was asked; none when nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_on: Option<Date>,
}

impl Member {
    /// Whether this is who is meant: what they are, and their name or that of their organisation.
    #[must_use]
    pub fn is(&self, relation: codes::network::Relation, name: &str) -> bool {
        let same = |known: &str| search_key::fold(known.trim()) == search_key::fold(name.trim());
        self.relation == relation && (same(&self.name) || self.organisation.as_deref().is_some_and(same))
    }
}

impl Network {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        for (i, member) in self.members.iter().enumerate() {
            super::organisation::name(&mut problems, &format!("members.{i}.name"), &member.name);
            if let Some(phone) = &member.phone
                && let Err(sentence) = crate::phone::parse(phone)
            {
                problems.add(Problem::new(format!("members.{i}.phone"), sentence).rule("BI59"));
            }
            maybe(&mut problems, &format!("members.{i}.note"), member.note.as_ref(), 2_000);
            if !member.may_know.is_empty() && member.asked_on.is_none() {
                problems.add(
                    Problem::new(
                        format!("members.{i}.asked_on"),
                        "Say on which day the person permitted this.",
                    )
                    .rule("T08"),
                );
            }
        }
        problems.into_vec()
    }
}

/// How strongly a preference is held (P01).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// Would be nice.
    Wish,
    /// Matters a lot.
    Strong,
    /// Will not work without.
    Essential,
}

/// A wish for a worker of one gender (P01).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkerGender {
    /// 1 male, 2 female.
    pub gender: String,
    /// How strongly.
    pub strength: Strength,
}

/// Where, when, how and with whom the person wants to be met.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Preferences {
    /// A wish for a male or female worker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker_gender: Option<WorkerGender>,
    /// Place codes the person likes, best first (S07).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub likes_places: Vec<String>,
    /// Place codes the person has ruled out (S07).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refuses_places: Vec<String>,
    /// Times that suit, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<String>,
    /// How to approach: ring first, knock twice, no uniforms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approach: Option<String>,
    /// Culture and faith on a visit: prayer times, shoes, food (P03).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub culture: Option<String>,
    /// Times of the week the person keeps free, such as prayer times (P03).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept_times: Vec<KeptTime>,
    /// Festivals the person keeps, by the table in `settings::festival` (P03).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub festivals: Vec<String>,
    /// Days of their own that the person keeps free (P03).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept_days: Vec<KeptDays>,
    /// Workers the person does not want to meet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_these_workers: Vec<uuid::Uuid>,
    /// Ways the person does not want to be reached by: a letter is then given by hand (BI58).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refuses_ways: Vec<Way>,
    /// What helps to get on: strengths, interests, what matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matters_to_me: Option<String>,
}

/// A way to reach somebody from afar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A letter.
    Post,
    /// A call.
    Phone,
    /// A text message.
    Text,
    /// An email.
    Email,
}

impl Way {
    /// Every way.
    pub const ALL: &'static [Way] = &[Self::Post, Self::Phone, Self::Text, Self::Email];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Post => "By post",
            Self::Phone => "By telephone",
            Self::Text => "By text message",
            Self::Email => "By email",
        }
    }

    /// "by post, by text message".
    #[must_use]
    pub fn words(ways: &[Way]) -> String {
        let words: Vec<String> = ways.iter().map(|way| way.label().to_lowercase()).collect();
        words.join(", ")
    }
}

impl Preferences {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        if let Some(wish) = &self.worker_gender {
            problems.require(
                matches!(wish.gender.as_str(), "1" | "2"),
                "worker_gender.gender",
                "Choose a male or a female worker.",
            );
        }
        for (field, list) in [("likes_places", &self.likes_places), ("refuses_places", &self.refuses_places)]
        {
            for (i, code) in list.iter().enumerate() {
                problems.require(
                    codes::place::label(code).is_some(),
                    format!("{field}.{i}"),
                    "Choose a place from the list.",
                );
            }
        }
        for code in self.likes_places.iter().filter(|code| self.refuses_places.contains(code)) {
            let label = codes::place::label(code).unwrap_or(code);
            problems.add(Problem::new(
                "refuses_places",
                format!("{label} is both liked and ruled out: choose one."),
            ));
        }
        for (field, value) in [
            ("times", &self.times),
            ("approach", &self.approach),
            ("culture", &self.culture),
            ("matters_to_me", &self.matters_to_me),
        ] {
            maybe(&mut problems, field, value.as_ref(), 4_000);
        }
        for (i, kept) in self.kept_times.iter().enumerate() {
            kept.check(&mut problems, &format!("kept_times.{i}"));
        }
        check_festivals(&mut problems, &self.festivals);
        for (i, kept) in self.kept_days.iter().enumerate() {
            kept.check(&mut problems, &format!("kept_days.{i}"));
        }
        problems.into_vec()
    }
}

/// What a worker must know at the door (domain 4.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SafetyRule {
    /// What kind of rule.
    pub rule: SafetyKind,
    /// In words: what to do, and why.
    pub what: String,
    /// Last day in force; at most six months ahead, then it is decided again (domain 4.4).
    pub expires_on: Date,
    /// Ended before its last day: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
}

/// Kinds of visit-safety rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SafetyKind {
    /// Two workers, never one.
    TwoPerson,
    /// Only a worker of a named gender.
    WorkerGender,
    /// Do not visit at home.
    NoHome,
    /// Meet outside.
    MeetOutside,
    /// A dog.
    Dog,
    /// Weapons.
    Weapons,
    /// Other people at the address.
    Associates,
    /// Something else.
    Other,
}

impl SafetyKind {
    /// Every kind.
    pub const ALL: &'static [SafetyKind] = &[
        Self::TwoPerson,
        Self::WorkerGender,
        Self::NoHome,
        Self::MeetOutside,
        Self::Dog,
        Self::Weapons,
        Self::Associates,
        Self::Other,
    ];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::TwoPerson => "Two workers",
            Self::WorkerGender => "Worker's gender",
            Self::NoHome => "Not at home",
            Self::MeetOutside => "Meet outside",
            Self::Dog => "Dog",
            Self::Weapons => "Weapons",
            Self::Associates => "Other people there",
            Self::Other => "Other",
        }
    }
}

impl SafetyRule {
    /// Whether the rule is live on a day.
    #[must_use]
    pub fn live_on(&self, day: Date) -> bool {
        self.ended.is_none() && day <= self.expires_on
    }

    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        needed(&mut problems, "what", &self.what, "Say what to do at the door and why.");
        maybe(&mut problems, "ended", self.ended.as_ref(), 2_000);
        problems.into_vec()
    }
}

/// Diagnoses as recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Diagnoses {
    /// Each, the main one first.
    pub list: Vec<Diagnosis>,
}

/// One diagnosis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Diagnosis {
    /// ICD-10 code without a dot, when coded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// In words.
    pub label: String,
    /// When it was made, as far as known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<crate::moment::PartialDate>,
}

impl Diagnoses {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        for (i, diagnosis) in self.list.iter().enumerate() {
            needed(&mut problems, &format!("list.{i}.label"), &diagnosis.label, "Name the diagnosis.");
            if let Some(code) = &diagnosis.code {
                let shape = (3..=6).contains(&code.len())
                    && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
                problems.require(
                    shape,
                    format!("list.{i}.code"),
                    "Enter an ICD-10 code without a dot, for example F200.",
                );
                free(&mut problems, &format!("list.{i}.code"), code, 6);
            }
        }
        problems.into_vec()
    }
}
