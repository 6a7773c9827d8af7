//! A referral: what another service says about a person, as it came, complete or not (R01-R05, R11,
//! R12). Whether it meets the criteria is worked out in `criteria`; who decides is in `decision`.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::{maybe, needed};
use crate::criteria::Need;
use crate::problem::{Problem, Problems};

/// Yes, no, or not known. Not known is never counted as no.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Not known.
    #[default]
    Unknown,
}

impl Answer {
    /// Every answer.
    pub const ALL: &'static [Answer] = &[Self::Yes, Self::No, Self::Unknown];

    fn is_unknown(&self) -> bool {
        *self == Self::Unknown
    }

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::No => "No",
            Self::Unknown => "Not known",
        }
    }
}

/// An answer with what it rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// The answer.
    #[serde(default)]
    pub answer: Answer,
    /// What shows it, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Where it is written: "Care plan of March, page 2".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

impl Stated {
    /// Whether any evidence was given.
    #[must_use]
    pub fn has_evidence(&self) -> bool {
        [&self.evidence, &self.document]
            .into_iter()
            .flatten()
            .any(|text| text.chars().any(char::is_alphanumeric))
    }

    /// The answer and its evidence as sentences.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let mut said = Vec::new();
        said.extend(self.evidence.clone());
        said.extend(self.document.as_ref().map(|document| format!("Written in: {document}.")));
        said
    }

    fn check(&self, at: &str, problems: &mut Problems) {
        maybe(problems, &format!("{at}.evidence"), self.evidence.as_ref(), 20_000);
        maybe(problems, &format!("{at}.document"), self.document.as_ref(), 500);
    }
}

/// Who may refer, and who may not (R01, N3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Community mental health team.
    Cmht,
    /// Early intervention in psychosis.
    EarlyIntervention,
    /// Crisis resolution or home treatment.
    CrisisTeam,
    /// Rehabilitation.
    Rehabilitation,
    /// Forensic community team.
    ForensicCommunity,
    /// Another community mental health team.
    OtherCommunity,
    /// A hospital ward, where the team takes such referrals.
    Ward,
    /// A GP, where the team takes such referrals.
    Gp,
    /// The person themself.
    Person,
    /// A member of the family.
    Family,
    /// A friend.
    Friend,
}

impl Source {
    /// Every source.
    pub const ALL: &'static [Source] = &[
        Self::Cmht,
        Self::EarlyIntervention,
        Self::CrisisTeam,
        Self::Rehabilitation,
        Self::ForensicCommunity,
        Self::OtherCommunity,
        Self::Ward,
        Self::Gp,
        Self::Person,
        Self::Family,
        Self::Friend,
    ];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Cmht => "Community mental health team",
            Self::EarlyIntervention => "Early intervention in psychosis team",
            Self::CrisisTeam => "Crisis or home treatment team",
            Self::Rehabilitation => "Rehabilitation team",
            Self::ForensicCommunity => "Forensic community team",
            Self::OtherCommunity => "Another community mental health service",
            Self::Ward => "Hospital ward",
            Self::Gp => "GP",
            Self::Person => "The person themself",
            Self::Family => "Family",
            Self::Friend => "A friend",
        }
    }

    /// Somebody who is no service: their worry is kept as a concern, never as a referral (N3).
    #[must_use]
    pub fn is_lay(self) -> bool {
        matches!(self, Self::Person | Self::Family | Self::Friend)
    }

    /// Taken only where the team says so (R01).
    #[must_use]
    pub fn needs_a_switch(self) -> bool {
        matches!(self, Self::Ward | Self::Gp)
    }
}

/// How a referral came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Letter.
    Letter,
    /// Email.
    Email,
    /// Telephone, written down by the team.
    Telephone,
    /// At a meeting.
    Meeting,
    /// From another system.
    Electronic,
}

impl How {
    /// Every way.
    pub const ALL: &'static [How] =
        &[Self::Letter, Self::Email, Self::Telephone, Self::Meeting, Self::Electronic];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Letter => "Letter",
            Self::Email => "Email",
            Self::Telephone => "Telephone",
            Self::Meeting => "At a meeting",
            Self::Electronic => "From another system",
        }
    }
}

/// From one day to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Spell {
    /// First day.
    pub from: Date,
    /// Last day; none while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// A stay in hospital, as whoever refers tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Admission {
    /// Hospital and ward.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// From when until when.
    #[serde(flatten)]
    pub spell: Spell,
    /// Moved there from another ward or hospital: no admission of its own.
    #[serde(default)]
    pub transfer: bool,
}

/// A detention under the Mental Health Act, as whoever refers tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Detention {
    /// The section, in words.
    pub section: String,
    /// From when until when.
    #[serde(flatten)]
    pub spell: Spell,
}

/// A time with a crisis or home treatment team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Crisis {
    /// Which team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// From when until when.
    #[serde(flatten)]
    pub spell: Spell,
}

/// The six complex needs (R05); one that was not asked about is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Needs {
    /// Violence or persistent offending.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub violence: Option<Stated>,
    /// Ongoing serious self-harm or self-neglect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub self_harm: Option<Stated>,
    /// Poor response to treatment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poor_response: Option<Stated>,
    /// Mental illness together with drugs or alcohol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dual_diagnosis: Option<Stated>,
    /// Detained at least once in two years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detained: Option<Stated>,
    /// Unstable housing, or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub housing: Option<Stated>,
}

/// A referral. It may be incomplete: what is missing is asked for, and nobody waits outside the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Referral {
    /// The time with the team that it began.
    pub episode: Uuid,
    /// The day it was received: clocks run from here, and the criteria of this day judge it (R06).
    pub received_on: Date,
    /// How it came.
    pub how: How,
    /// Who refers.
    pub source: Source,
    /// Their organisation and team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// The professional who refers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub professional: Option<String>,
    /// How to reach them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Why now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_now: Option<String>,
    /// What the person says about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persons_view: Option<String>,
    /// Whether the person wants letters by post: asked before the first one is sent (BI58).
    #[serde(default, skip_serializing_if = "Answer::is_unknown")]
    pub post: Answer,
    /// What support the person has now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_now: Option<String>,
    /// Criterion 1 (R02).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disorder: Option<Stated>,
    /// Criterion 3 (R04).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engagement: Option<Stated>,
    /// Whoever assessed the person says: heavy use of the crisis team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heavy_crisis_use: Option<Stated>,
    /// The main difficulty comes from damage to the brain; only some sets ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organic: Option<Stated>,
    /// Since when a community mental health team works with the person; only some sets ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community_team_since: Option<Date>,
    /// Stays in hospital.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub admissions: Vec<Admission>,
    /// Detentions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub detentions: Vec<Detention>,
    /// Times with a crisis team.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub crisis: Vec<Crisis>,
    /// Whether these are all stays and detentions of the last two years.
    #[serde(default)]
    pub history_complete: Answer,
    /// The six complex needs.
    #[serde(default)]
    pub needs: Box<Needs>,
    /// Back within 24 months: criteria 2 to 4 are not asked again (R11).
    #[serde(default)]
    pub returns: bool,
    /// Who of the team answers for the person while they wait (R12).
    pub owner: Uuid,
    /// When the team looks after the waiting person next.
    pub next_check_on: Date,
    /// The meeting it goes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_meeting_on: Option<Date>,
}

impl Referral {
    /// What was said about a complex need.
    #[must_use]
    pub fn need(&self, need: Need) -> Option<&Stated> {
        match need {
            Need::Violence => self.needs.violence.as_ref(),
            Need::SelfHarm => self.needs.self_harm.as_ref(),
            Need::PoorResponse => self.needs.poor_response.as_ref(),
            Need::DualDiagnosis => self.needs.dual_diagnosis.as_ref(),
            Need::Detained => self.needs.detained.as_ref(),
            Need::Housing => self.needs.housing.as_ref(),
        }
    }

    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        if self.source.is_lay() {
            problems.add(crate::rule::n03::refusal());
        }
        for (field, text, most) in [
            ("organisation", &self.organisation, 500),
            ("professional", &self.professional, 500),
            ("contact", &self.contact, 500),
            ("why_now", &self.why_now, 20_000),
            ("persons_view", &self.persons_view, 20_000),
            ("support_now", &self.support_now, 20_000),
        ] {
            maybe(&mut problems, field, text.as_ref(), most);
        }
        let needs = &self.needs;
        for (at, said) in [
            ("disorder", &self.disorder),
            ("engagement", &self.engagement),
            ("heavy_crisis_use", &self.heavy_crisis_use),
            ("organic", &self.organic),
            ("needs.violence", &needs.violence),
            ("needs.self_harm", &needs.self_harm),
            ("needs.poor_response", &needs.poor_response),
            ("needs.dual_diagnosis", &needs.dual_diagnosis),
            ("needs.detained", &needs.detained),
            ("needs.housing", &needs.housing),
        ] {
            said.iter().for_each(|said| said.check(at, &mut problems));
        }
        self.check_spells(&mut problems);
        problems.into_vec()
    }

    fn check_spells(&self, problems: &mut Problems) {
        for (i, one) in self.admissions.iter().enumerate() {
            maybe(problems, &format!("admissions.{i}.place"), one.place.as_ref(), 500);
            self.check_spell(one.spell, &format!("admissions.{i}"), problems);
        }
        for (i, one) in self.detentions.iter().enumerate() {
            needed(problems, &format!("detentions.{i}.section"), &one.section, "Name the section.");
            self.check_spell(one.spell, &format!("detentions.{i}"), problems);
        }
        for (i, one) in self.crisis.iter().enumerate() {
            maybe(problems, &format!("crisis.{i}.team"), one.team.as_ref(), 500);
            self.check_spell(one.spell, &format!("crisis.{i}"), problems);
        }
    }

    fn check_spell(&self, spell: Spell, at: &str, problems: &mut Problems) {
        problems.require(
            spell.until.is_none_or(|until| spell.from <= until),
            format!("{at}.until"),
            "The last day must not be before the first day.",
        );
        problems.require(
            spell.from <= self.received_on,
            format!("{at}.from"),
            "This begins after the referral was received: check the date.",
        );
    }
}
