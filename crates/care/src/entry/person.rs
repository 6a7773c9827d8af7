//! Who the person is: names, numbers, places, language. One living document a person.
//! What they prefer and who is around them is in `around`; what was agreed is elsewhere.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use crate::codes;
use crate::moment::PartialDate;
use crate::nhs_number::NhsNumber;
use crate::postcode;
use crate::problem::{Problem, Problems};
use crate::text;

/// What a search word of a former name begins with; no folded word can (BI13).
pub const FORMER: char = '~';

/// A person under a team, or once under one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Names, the one in use first. At least one.
    pub names: Vec<PersonName>,
    /// The name the person likes to be called; shown everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likes_to_be_called: Option<String>,
    /// In the person's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pronouns: Option<String>,
    /// The NHS number, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// Why there is none: `not_known`, `trace_needed`, `overseas`, `devolved_nation`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number_missing: Option<NhsNumberMissing>,
    /// Other numbers: a Scottish CHI number, the trust's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_numbers: Vec<OtherNumber>,
    /// Birth date, as much of it as is known (BI35).
    pub born: PartialDate,
    /// Gender identity code: 1 male, 2 female, 3 non-binary, 4 other, Z declined, X not asked (BI27).
    pub gender: String,
    /// Sex registered at birth: 1 male, 2 female, 9 indeterminate, X not known. Apart from gender.
    pub sex_at_birth: String,
    /// National ethnic category code; Z when asked and not stated, 99 when not asked.
    pub ethnicity: String,
    /// ISO 639-1 code of the language the person likes to speak.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Whether an interpreter is needed, and what kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpreter: Option<String>,
    /// Faith, from the list or in the person's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub faith: Option<String>,
    /// Where the person lives or stays, the main place first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// Telephone numbers, the best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// GP practice, by ODS code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gp_practice: Option<String>,
    /// Reasonable adjustments that every contact must honour.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<String>,
    /// The day the person died.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub died_on: Option<Date>,
    /// Why a soft warning was accepted: an emoji in a name, a birth date before 1900.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubts_accepted: Option<String>,
    /// The people this one was compared with and is not: same name and birth date (BI14).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_the_same_as: Vec<Uuid>,
}

/// One name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonName {
    /// What kind of name this is.
    #[serde(rename = "use")]
    pub usage: NameUse,
    /// Given names; empty for somebody with one name only (BI02).
    #[serde(default, skip_serializing_if = "String::is_empty", deserialize_with = "tidy_name")]
    pub given: String,
    /// Family name, or the only name.
    #[serde(deserialize_with = "tidy_name")]
    pub family: String,
}

/// A name without spaces at its ends, whatever way it came in (BI11). What cannot be tidied stays as
/// it is, for `check` to say what is wrong.
fn tidy_name<'de, D: Deserializer<'de>>(source: D) -> Result<String, D::Error> {
    let typed = String::deserialize(source)?;
    Ok(text::clean_name(&typed).map_or(typed, |clean| clean.value))
}

/// A postcode in its usual spelling, whatever way it came in (BI53).
fn tidy_postcode<'de, D: Deserializer<'de>>(source: D) -> Result<Option<String>, D::Error> {
    let typed = Option::<String>::deserialize(source)?;
    let tidy =
        |typed: String| postcode::Postcode::coded(&typed).map_or(typed, |code| code.as_str().to_owned());
    Ok(typed.map(tidy))
}

/// What a name is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NameUse {
    /// The name in use.
    Usual,
    /// On official papers.
    Legal,
    /// A former name; shown only to those who may see it (BI13).
    Former,
    /// Also known as.
    Alias,
}

/// Why there is no NHS number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NhsNumberMissing {
    /// Nobody knows it.
    NotKnown,
    /// It should be traced.
    TraceNeeded,
    /// The person is from overseas.
    Overseas,
    /// The person is registered in another nation of the United Kingdom.
    DevolvedNation,
}

impl NhsNumberMissing {
    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::NotKnown => "Not known",
            Self::TraceNeeded => "To be traced",
            Self::Overseas => "From overseas",
            Self::DevolvedNation => "Registered in Scotland, Wales or Northern Ireland",
        }
    }
}

/// A number of another system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OtherNumber {
    /// Whose number it is, for example "Scottish CHI".
    pub system: String,
    /// The number.
    pub value: String,
}

/// A place where the person lives or stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// National accommodation type code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accommodation: Option<String>,
    /// Address lines, the street first. Empty for no fixed abode.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
    /// Postcode; ZZ99 3VZ for no fixed abode.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "tidy_postcode")]
    pub postcode: Option<String>,
    /// No fixed abode: sets the postcode to ZZ99 3VZ (BI54).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_fixed_abode: bool,
    /// Where to look, how to get in: free words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Degrees north, when placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latitude_millionths: Option<i64>,
    /// Degrees east, when placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longitude_millionths: Option<i64>,
    /// First day there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// A secret place, such as a refuge: in no list, search, letter or map; for those who read the
    /// record and go there (BI58).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
}

/// A telephone number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phone {
    /// As typed; checked to be a telephone number here or abroad.
    pub number: String,
    /// Whose it is, when to ring, who to ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who else answers it or reads its messages (BI60).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_with: Option<String>,
    /// What may be said to whoever answers; nothing was agreed when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Messages>,
}

/// What may be said on a telephone to somebody else, or to its answering service (BI60).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Messages {
    /// A message may be left.
    MayLeave,
    /// A first name and a number only; never where the call comes from.
    Discreet,
    /// No message to anybody.
    NoMessage,
    /// Not to be rung any more, for example the number of somebody who died.
    DoNotRing,
}

impl Messages {
    /// Everything that can be agreed.
    pub const ALL: &'static [Messages] = &[Self::MayLeave, Self::Discreet, Self::NoMessage, Self::DoNotRing];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::MayLeave => "Messages may be left",
            Self::Discreet => "Leave a first name and number only, not where you ring from",
            Self::NoMessage => "Leave no message",
            Self::DoNotRing => "Do not ring this number",
        }
    }
}

impl Phone {
    /// What to mind before ringing: who else answers, what may be said.
    #[must_use]
    pub fn caution(&self) -> Option<String> {
        let shared = self.shared_with.as_ref().map(|who| format!("Shared with {who}"));
        let agreed = self.messages.map(|messages| messages.label().to_owned());
        let both: Vec<String> = shared.into_iter().chain(agreed).collect();
        (!both.is_empty()).then(|| both.join(". "))
    }
}

impl Person {
    /// The name in use: what the person likes to be called and the family name.
    #[must_use]
    pub fn shown_name(&self) -> String {
        let Some(name) = self.names.first() else { return String::new() };
        let first = self.likes_to_be_called.as_deref().unwrap_or(&name.given);
        if first.is_empty() || first == name.family {
            return name.family.clone();
        }
        format!("{first} {}", name.family)
    }

    /// The name by which a list is sorted: family name first.
    #[must_use]
    pub fn sort_name(&self) -> String {
        let Some(name) = self.names.first() else { return String::new() };
        let first = self.likes_to_be_called.as_deref().unwrap_or(&name.given);
        crate::search_key::fold(&format!("{} {first}", name.family))
    }

    /// The number to ring: the first that may be rung.
    #[must_use]
    pub fn ring(&self) -> Option<&Phone> {
        self.phones.iter().find(|phone| phone.messages != Some(Messages::DoNotRing))
    }

    /// As somebody may see it who sees who the person is and not the record: without former names
    /// (BI13) and withheld places (BI58).
    #[must_use]
    pub fn without_restricted(mut self) -> Person {
        self.names.retain(|name| name.usage != NameUse::Former);
        self.places.retain(|place| !place.withheld);
        self
    }

    /// The same with what `without_restricted` left out of an earlier version, so that who may not see
    /// it does not take it away.
    #[must_use]
    pub fn with_restricted_of(mut self, earlier: &Person) -> Person {
        let former = earlier.names.iter().filter(|name| name.usage == NameUse::Former);
        let missing: Vec<PersonName> = former.filter(|name| !self.names.contains(name)).cloned().collect();
        self.names.extend(missing);
        let withheld = earlier.places.iter().filter(|place| place.withheld);
        let missing: Vec<Place> = withheld.filter(|place| !self.places.contains(place)).cloned().collect();
        let main = earlier.places.first().is_some_and(|place| place.withheld);
        let at = if main { 0 } else { self.places.len() };
        self.places.splice(at..at, missing);
        self
    }

    /// Every word by which a search finds the person: names of every kind, numbers, street, postcode.
    /// Words of former names alone begin with [`FORMER`]; withheld places have none.
    #[must_use]
    pub fn search_tokens(&self) -> Vec<String> {
        let mut words = Vec::new();
        for name in self.names.iter().filter(|name| name.usage != NameUse::Former) {
            words.push(name.given.as_str());
            words.push(name.family.as_str());
        }
        words.extend(self.likes_to_be_called.as_deref());
        words.extend(self.nhs_number.as_ref().map(NhsNumber::as_str));
        words.extend(self.other_numbers.iter().map(|n| n.value.as_str()));
        for place in self.places.iter().filter(|place| !place.withheld) {
            words.extend(place.lines.iter().map(String::as_str));
            words.extend(place.postcode.as_deref());
        }
        let mut tokens: Vec<String> = words.into_iter().flat_map(crate::search_key::index_tokens).collect();
        let former = self.names.iter().filter(|name| name.usage == NameUse::Former);
        let former = former.flat_map(|name| [name.given.as_str(), name.family.as_str()]);
        let former = former.flat_map(crate::search_key::index_tokens).filter(|token| !tokens.contains(token));
        let former: Vec<String> = former.map(|token| format!("{FORMER}{token}")).collect();
        tokens.extend(former);
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    }

    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        self.check_names(&mut problems);
        self.check_numbers(&mut problems);
        self.check_codes(&mut problems);
        for (i, place) in self.places.iter().enumerate() {
            place.check(&mut problems, i);
        }
        for (i, phone) in self.phones.iter().enumerate() {
            if let Err(sentence) = crate::phone::parse(&phone.number) {
                problems.add(Problem::new(format!("phones.{i}.number"), sentence).rule("BI59"));
            }
            if let Some(shared) = &phone.shared_with {
                free(&mut problems, &format!("phones.{i}.shared_with"), shared, 300);
            }
        }
        for (i, line) in self.adjustments.iter().enumerate() {
            free(&mut problems, &format!("adjustments.{i}"), line, 500);
        }
        problems.into_vec()
    }

    fn check_names(&self, problems: &mut Problems) {
        problems.require(!self.names.is_empty(), "names", "Enter a name.");
        let mut doubts = Vec::new();
        for (i, name) in self.names.iter().enumerate() {
            for (field, value) in [("given", &name.given), ("family", &name.family)] {
                if field == "given" && value.is_empty() {
                    continue;
                }
                let at = format!("names.{i}.{field}");
                super::organisation::name(problems, &at, value);
                doubts.extend(text::name_doubts(value).into_iter().map(|d| (at.clone(), d)));
            }
        }
        for (field, value) in [("likes_to_be_called", &self.likes_to_be_called), ("pronouns", &self.pronouns)]
        {
            if let Some(value) = value {
                super::organisation::name(problems, field, value);
            }
        }
        if self.doubts_accepted.as_deref().is_none_or(|why| why.trim().is_empty()) {
            for (at, doubt) in doubts {
                problems.add(Problem::new(at, doubt.sentence()).rule(doubt.rule()));
            }
        }
    }

    fn check_numbers(&self, problems: &mut Problems) {
        match (&self.nhs_number, self.nhs_number_missing) {
            (None, None) => problems.add(
                Problem::new("nhs_number", "Enter the NHS number, or say why there is none.").rule("BI24"),
            ),
            (Some(_), Some(_)) => {
                problems.add(Problem::new("nhs_number_missing", "Remove the reason: there is an NHS number."))
            }
            (Some(_), None) | (None, Some(_)) => {}
        }
        if let (Some(died), Some(born)) = (self.died_on, self.born.earliest_day())
            && died < born
        {
            problems.add(
                Problem::new("died_on", "The date of death must not be before the birth date.").rule("BI39"),
            );
        }
    }

    fn check_codes(&self, problems: &mut Problems) {
        problems.require(
            codes::gender::label(&self.gender).is_some(),
            "gender",
            "Choose a gender, not stated or not asked.",
        );
        problems.require(
            codes::sex_at_birth::label(&self.sex_at_birth).is_some(),
            "sex_at_birth",
            "Choose the sex registered at birth, or not known.",
        );
        problems.require(
            codes::ethnicity::label(&self.ethnicity).is_some(),
            "ethnicity",
            "Choose an ethnic group, not stated or not asked.",
        );
        if let Some(language) = &self.language {
            problems.require(
                codes::language::label(language).is_some(),
                "language",
                "Choose a language from the list.",
            );
        }
        if let Some(practice) = &self.gp_practice {
            problems.require(
                codes::ods::is_practice(practice),
                "gp_practice",
                "Enter a GP practice code: one letter and five digits.",
            );
        }
    }
}

impl Place {
    fn check(&self, problems: &mut Problems, i: usize) {
        let at = |field: &str| format!("places.{i}.{field}");
        if let Some(code) = &self.accommodation {
            problems.require(
                codes::accommodation::label(code).is_some(),
                at("accommodation"),
                "Choose a kind of accommodation.",
            );
        }
        match (&self.postcode, self.no_fixed_abode) {
            (Some(given), true) => problems.require(
                given == postcode::NO_FIXED_ABODE,
                at("postcode"),
                "Leave the postcode empty for no fixed abode.",
            ),
            (Some(given), false) => match postcode::Postcode::coded(given) {
                Ok(normal) => problems.require(
                    normal != postcode::NO_FIXED_ABODE,
                    at("postcode"),
                    "Tick no fixed abode instead of typing its postcode.",
                ),
                Err(sentence) => problems.add(Problem::new(at("postcode"), sentence).rule("BI56")),
            },
            (None, _) => {}
        }
        for (j, line) in self.lines.iter().enumerate() {
            free(problems, &at(&format!("lines.{j}")), line, 300);
        }
        if let Some(notes) = &self.notes {
            free(problems, &at("notes"), notes, 2_000);
        }
        self.check_point(problems, &at(""));
        if let (Some(from), Some(until)) = (self.from, self.until) {
            problems.require(from <= until, at("until"), "The last day must not be before the first day.");
        }
    }
}

/// Free text of at most `most` characters without control characters.
pub(crate) fn free(problems: &mut Problems, field: &str, value: &str, most: usize) {
    if let Err(sentence) = text::clean_text(value, most) {
        problems.add(Problem::new(field, sentence));
    }
}

/// Free text that must say something.
pub(crate) fn needed(problems: &mut Problems, field: &str, value: &str, sentence: &str) {
    problems.require(value.chars().any(char::is_alphanumeric), field, sentence);
    free(problems, field, value, 100_000);
}

/// Optional free text.
pub(crate) fn maybe(problems: &mut Problems, field: &str, value: Option<&String>, most: usize) {
    if let Some(value) = value {
        free(problems, field, value, most);
    }
}
