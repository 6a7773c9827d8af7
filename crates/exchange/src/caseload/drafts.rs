//! Checked values to entries. Ids follow from what is imported, so that the same file imported again
//! changes nothing; what is known already is never overwritten by a file (BI114).

use care::entry::episode::{Considered, Episode, KeyWorker, WishOutcome};
use care::entry::organisation::Staff;
use care::entry::person::{NameUse, NhsNumberMissing, OtherNumber, Person, PersonName, Phone, Place};
use care::entry::promise::{Injection, LegalStatus, PlanReview};
use care::entry::tier::Tier;
use care::entry::{Body, Draft, Kind};
use care::line::Line;
use care::moment;
use jiff::Timestamp;
use jiff::civil::{Date, time};
use uuid::Uuid;

use super::{Facts, Fault};

/// What is known where the file goes.
pub struct Known<'a> {
    /// The team that takes the caseload over.
    pub team: Uuid,
    /// The person, when their record is there already.
    pub line: Option<&'a Line>,
    /// Staff of the team.
    pub staff: &'a [(Uuid, &'a Staff)],
    /// The server's clock.
    pub now: Timestamp,
}

/// What a row becomes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prepared {
    /// Entries, in order; empty when everything is known already.
    pub drafts: Vec<Draft>,
    /// What is known already and differs: said, never overwritten.
    pub notes: Vec<String>,
}

const NAMES: Uuid = Uuid::from_u128(0x3d5e_90f1_62ab_4c7d_8e15_77a0_42c9_d6b3);

/// The id of a person who comes from a file: by NHS number, else by name and birth date.
#[must_use]
pub fn person_id(facts: &Facts) -> Uuid {
    let name = match &facts.nhs_number {
        Some(number) => number.as_str().to_owned(),
        None => {
            let born = facts.born.map(|b| b.to_string()).unwrap_or_default();
            care::search_key::fold(&format!("{} {} {born}", facts.given_name, facts.family_name))
        }
    };
    Uuid::new_v5(&NAMES, name.as_bytes())
}

/// Makes the drafts of one person.
struct Maker {
    person: Uuid,
    team: Uuid,
    drafts: Vec<Draft>,
}

impl Maker {
    /// One entry; `what` tells entries of a kind apart, and with the person makes the id.
    fn add(&mut self, what: &str, on: Date, body: Body) {
        let kind = body.kind();
        let id = if kind == Kind::Person {
            self.person
        } else {
            Uuid::new_v5(&self.person, format!("import {} {what}", kind.text()).as_bytes())
        };
        self.drafts.push(Draft {
            id,
            subject: self.person,
            team: Some(self.team),
            happened_at: if kind == Kind::Tier {
                moment::start_of_day(on)
            } else {
                moment::start_of(on, time(12, 0, 0, 0))
            },
            from_version: 0,
            reason: None,
            body,
        });
    }
}

/// The entries of a row.
///
/// # Errors
/// Faults that only the team can show, such as a key worker nobody knows.
pub fn drafts(facts: &Facts, known: &Known<'_>) -> Result<Prepared, Vec<Fault>> {
    let person = known.line.map_or_else(|| person_id(facts), |line| line.person);
    let key_worker = key_worker(facts, known)?;
    let mut maker = Maker { person, team: known.team, drafts: Vec::new() };
    let referred = facts.referred_on.unwrap_or_default();
    let accepted = facts.accepted_on.unwrap_or(referred);
    if known.line.is_none() {
        maker.add("", referred, Body::Person(details(facts)));
        maker.add(&referred.to_string(), accepted, Body::Episode(episode(facts, referred, accepted)));
    }
    if let (Some(key_worker), true) = (key_worker, known.line.is_none_or(|l| l.named.is_none())) {
        let named = KeyWorker {
            key_worker: Some(key_worker),
            deputy: None,
            mini_team: Vec::new(),
            reason: None,
            introduction: None,
            considered: Some(Considered {
                on: accepted,
                outcome: WishOutcome::CarriedOver,
                why: None,
                next_try: None,
            }),
            over_cap: None,
        };
        maker.add(&key_worker.to_string(), accepted, Body::KeyWorker(named));
    }
    promises(facts, known, accepted, &mut maker);
    let notes = known.line.map(|line| differences(facts, line)).unwrap_or_default();
    Ok(Prepared { drafts: maker.drafts, notes })
}

/// Tier, review, section and injection: each only when the record has none, or an older one.
fn promises(facts: &Facts, known: &Known<'_>, accepted: Date, maker: &mut Maker) {
    let line = known.line;
    let today = moment::local_day(known.now);
    if let (Some((tier, reason)), true) = (&facts.tier, line.is_none_or(|l| l.tier.is_none())) {
        let expires_on = moment::add_days(today, tier.plan().expires_days);
        let body = Tier { tier: *tier, reason: reason.clone(), actions: None, expires_on };
        maker.add("first", today, Body::Tier(body));
    }
    let newer = |on: &Date| line.is_none_or(|l| l.plan_reviewed_on.is_none_or(|known| known < *on));
    if let Some(on) = facts.plan_reviewed_on.filter(newer) {
        let persons_view = "Not brought over from the record before this one.".to_owned();
        maker.add(&on.to_string(), on, Body::PlanReview(PlanReview { reviewed_on: on, persons_view }));
    }
    if let (Some((code, cto, from, expires_on)), true) =
        (&facts.section, line.is_none_or(|l| l.legal.is_empty()))
    {
        let body = LegalStatus {
            code: code.clone(),
            community_treatment_order: *cto,
            from: *from,
            expires_on: *expires_on,
            ended_on: None,
        };
        maker.add(&format!("{code} {from}"), *from, Body::LegalStatus(body));
    }
    let without = line.is_none_or(|l| l.injections.is_empty());
    if let (Some((product, days, given, due)), true) = (&facts.injection, without) {
        let body = Injection {
            product: product.clone(),
            interval_days: *days,
            last_given_on: *given,
            given_by: None,
            due_on: *due,
            stopped_on: None,
        };
        maker.add(&format!("{product} {due}"), given.unwrap_or(accepted), Body::Injection(body));
    }
}

fn key_worker(facts: &Facts, known: &Known<'_>) -> Result<Option<Uuid>, Vec<Fault>> {
    let Some(name) = &facts.key_worker else { return Ok(None) };
    let wanted = care::search_key::fold(name);
    let mut found = known.staff.iter().filter(|(_, staff)| care::search_key::fold(&staff.name) == wanted);
    let sentence = match (found.next(), found.next()) {
        (Some((id, _)), None) => return Ok(Some(*id)),
        (Some(_), Some(_)) => "Two members of staff have this name. Name the key worker after the import.",
        (None, _) => {
            "Nobody of the team has this name. Enter the member of staff first, or leave the cell empty."
        }
    };
    let column = "key_worker".to_owned();
    Err(vec![Fault { line: facts.line, column, value: name.clone(), sentence: sentence.to_owned() }])
}

fn details(facts: &Facts) -> Person {
    let place = Place {
        accommodation: None,
        lines: if facts.no_fixed_abode { Vec::new() } else { facts.address.clone() },
        postcode: if facts.no_fixed_abode {
            Some(care::postcode::NO_FIXED_ABODE.to_owned())
        } else {
            facts.postcode.clone()
        },
        no_fixed_abode: facts.no_fixed_abode,
        notes: Some(facts.address.join(", ")).filter(|a| facts.no_fixed_abode && !a.is_empty()),
        latitude_millionths: None,
        longitude_millionths: None,
        from: None,
        until: None,
        withheld: false,
    };
    let placed = facts.no_fixed_abode || !facts.address.is_empty() || facts.postcode.is_some();
    let other =
        |value: &String| OtherNumber { system: "Record before this one".to_owned(), value: value.clone() };
    Person {
        names: vec![PersonName {
            usage: NameUse::Usual,
            given: facts.given_name.clone(),
            family: facts.family_name.clone(),
        }],
        likes_to_be_called: facts.likes_to_be_called.clone(),
        pronouns: None,
        nhs_number: facts.nhs_number.clone(),
        nhs_number_missing: facts.nhs_number.is_none().then_some(NhsNumberMissing::TraceNeeded),
        other_numbers: facts.local_number.iter().map(other).collect(),
        born: facts.born.unwrap_or_else(|| Date::default().into()),
        gender: facts.gender.clone(),
        sex_at_birth: facts.sex_at_birth.clone(),
        ethnicity: facts.ethnicity.clone(),
        language: facts.language.clone(),
        interpreter: facts.interpreter.clone(),
        faith: facts.faith.clone(),
        places: if placed { vec![place] } else { Vec::new() },
        phones: facts
            .phone
            .iter()
            .map(|number| Phone { number: number.clone(), note: None, shared_with: None, messages: None })
            .collect(),
        gp_practice: facts.gp_practice.clone(),
        adjustments: Vec::new(),
        died_on: None,
        doubts_accepted: None,
        not_the_same_as: Vec::new(),
    }
}

fn episode(facts: &Facts, referred_on: Date, accepted: Date) -> Episode {
    Episode {
        referred_on,
        accepted_on: Some(accepted),
        last_seen_before: facts.last_seen_on,
        referred_by: None,
        ended_on: None,
        ended_because: None,
        ended_to: None,
        ended_why: None,
    }
}

/// What the file says otherwise than the record. The record stands.
fn differences(facts: &Facts, line: &Line) -> Vec<String> {
    let mut notes = Vec::new();
    let mut differs = |what: &str, file: Option<String>, here: Option<String>| {
        if let (Some(file), Some(here)) = (file, here)
            && file != here
        {
            notes.push(format!("{what}: the record says {here}, the file {file}; the record stands."));
        }
    };
    differs("birth date", facts.born.map(|b| b.to_string()), line.who.born.map(|b| b.to_string()));
    let first = facts.likes_to_be_called.as_ref().unwrap_or(&facts.given_name);
    let name = format!("{first} {}", facts.family_name).trim().to_owned();
    differs("name", Some(name), Some(line.who.name.clone()));
    differs("telephone", facts.phone.clone(), line.who.phone.clone());
    let tier = |t: care::entry::tier::TierName| t.label().to_owned();
    differs("tier", facts.tier.as_ref().map(|t| tier(t.0)), line.tier.as_ref().map(|t| tier(t.tier)));
    notes
}
