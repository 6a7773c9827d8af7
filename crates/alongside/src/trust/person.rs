//! Who an invented person is, and when and why they leave the team.

use std::collections::BTreeSet;

use care::access::Role;
use care::entry::Body;
use care::entry::around::{Diagnoses, Diagnosis};
use care::entry::episode::{EndReason, Episode};
use care::entry::person::{Messages, NhsNumberMissing, Person, Phone, Place};
use care::moment::{self, PartialDate};
use care::nhs_number::NhsNumber;
use jiff::ToSpan;
use jiff::civil::Date;

use super::case::{Case, Fate};
use super::dice::Dice;
use super::words::Face;
use super::{World, names, phrases, words};

/// Ethnic categories of an inner city, in hundredths (domain 9.1).
const ETHNICITY: &[(u32, &str)] = &[
    (33, "A"),
    (3, "B"),
    (4, "C"),
    (4, "D"),
    (1, "E"),
    (2, "F"),
    (1, "G"),
    (5, "H"),
    (9, "J"),
    (4, "K"),
    (2, "L"),
    (19, "M"),
    (7, "N"),
    (2, "P"),
    (1, "R"),
    (1, "S"),
    (1, "Z"),
    (1, "99"),
];
const DIAGNOSES: &[(u32, (&str, &str))] = &[
    (58, ("F200", "Paranoid schizophrenia")),
    (9, ("F209", "Schizophrenia, unspecified")),
    (4, ("F205", "Residual schizophrenia")),
    (8, ("F250", "Schizoaffective disorder, manic")),
    (6, ("F251", "Schizoaffective disorder, depressive")),
    (6, ("F312", "Bipolar disorder, manic with psychosis")),
    (4, ("F29X", "Psychosis, unspecified")),
    (2, ("F220", "Delusional disorder")),
    (2, ("F333", "Recurrent severe depression with psychosis")),
];
const SECOND: &[(u32, Option<(&str, &str)>)] = &[
    (55, None),
    (14, Some(("F122", "Cannabis dependence"))),
    (9, Some(("F102", "Alcohol dependence"))),
    (6, Some(("F192", "Several substances, dependence"))),
    (5, Some(("F431", "Post-traumatic stress disorder"))),
    (4, Some(("F840", "Autism"))),
    (3, Some(("F700", "Mild learning disability"))),
    (4, Some(("F601", "Schizoid personality disorder"))),
];
const LANGUAGES: &[(u32, &str)] =
    &[(3, "ur"), (3, "pa"), (2, "pl"), (2, "so"), (2, "bn"), (1, "ar"), (1, "ti"), (1, "fa"), (1, "q4")];
const HOMES: &[(u32, &str)] = &[
    (44, "02"),
    (16, "03"),
    (18, "11"),
    (7, "04"),
    (3, "01"),
    (3, "18"),
    (2, "14"),
    (3, "12"),
    (2, "09"),
    (2, "16"),
];
const FAITHS: &[(u32, Option<&str>)] = &[
    (40, None),
    (14, Some("none")),
    (10, Some("christian")),
    (6, Some("pentecostal")),
    (4, Some("roman_catholic")),
    (3, Some("church_of_england")),
    (12, Some("muslim")),
    (4, Some("sikh")),
    (2, Some("hindu")),
    (2, Some("rastafari")),
    (1, Some("jewish")),
    (1, Some("buddhist")),
    (1, Some("not_stated")),
];

/// A person, and what sentences may say of them.
pub(crate) fn invent(
    dice: &mut Dice,
    world: &World<'_>,
    number: usize,
    team: usize,
    known: &mut BTreeSet<String>,
) -> (Face, Person) {
    let gender = names::gender(dice);
    let mut all_names = names::names(dice, gender);
    let year = i16::try_from(i32::from(world.start.year()) - i32::from(dice.about(38.0, 0.28, 20, 78)))
        .unwrap_or(1980);
    let born = born(dice, year);
    // Nobody is known twice under one name and birth date.
    while !known.insert(format!("{:?}{born}", all_names.first().map(|n| (&n.given, &n.family)))) {
        all_names = names::names(dice, gender);
    }
    let liked = all_names.first().map(|n| n.given.clone()).unwrap_or_default();
    let short: String = liked.chars().take(3).collect();
    let likes_to_be_called = (liked.chars().count() > 5 && dice.chance(0.15)).then_some(short);
    let foreign = dice.chance(0.12);
    let language = if foreign { dice.weighted(LANGUAGES) } else { "en" };
    let district = world.teams.get(team).map_or(1, |t| t.district);
    let stem = 999_000_000 + u32::try_from(number).unwrap_or(0) * 83 % 1_000_000;
    let nhs_number = if dice.chance(0.985) { real_number(stem) } else { None };
    let details = Person {
        likes_to_be_called,
        pronouns: gender.pronouns.map(str::to_owned),
        nhs_number_missing: nhs_number.is_none().then_some(NhsNumberMissing::TraceNeeded),
        nhs_number,
        other_numbers: Vec::new(),
        born,
        gender: gender.code.to_owned(),
        sex_at_birth: gender.at_birth.to_owned(),
        ethnicity: dice.weighted(ETHNICITY).to_owned(),
        language: Some(language.to_owned()),
        interpreter: interpreter(dice, language),
        faith: dice.weighted(FAITHS).map(str::to_owned),
        places: vec![home(dice, district, number)],
        phones: phones(dice),
        gp_practice: Some(if dice.chance(0.93) {
            format!("Z99{:03}", district * 10 + number % 7)
        } else {
            "V81997".to_owned()
        }),
        adjustments: adjustments(dice),
        died_on: None,
        doubts_accepted: Some("Said by the person".to_owned()),
        not_the_same_as: Vec::new(),
        names: all_names,
    };
    let name = details.likes_to_be_called.clone().unwrap_or(liked);
    let name = if name.is_empty() {
        details.names.first().map(|n| n.family.clone()).unwrap_or_default()
    } else {
        name
    };
    let face = Face {
        name,
        words: gender.words,
        interests: [dice.pick(phrases::list("interest_of")), dice.pick(phrases::list("interest_of"))],
        spot: dice.pick(phrases::list("spot_of")),
        goal: dice.pick(phrases::list("goal_of")),
        kin: dice.pick(phrases::list("kin_of")),
    };
    (face, details)
}

fn born(dice: &mut Dice, year: i16) -> PartialDate {
    let month = i8::try_from(dice.between(1, 12)).unwrap_or(1);
    let day = i8::try_from(dice.between(1, 28)).unwrap_or(1);
    let whole = Date::new(year, month, day).map(PartialDate::from);
    let partial =
        if dice.chance(0.02) { PartialDate::from_year(year) } else { whole.map_err(|e| e.to_string()) };
    partial.unwrap_or_else(|_| PartialDate::from(Date::constant(1980, 1, 1)))
}

/// The next stem that has a check digit: one in eleven has none.
fn real_number(stem: u32) -> Option<NhsNumber> {
    (stem..stem + 20).find_map(NhsNumber::from_stem)
}

fn interpreter(dice: &mut Dice, language: &str) -> Option<String> {
    if language == "q4" {
        return Some("British Sign Language".to_owned());
    }
    (language != "en" && dice.chance(0.55)).then(|| {
        format!("{}, the same one each time", care::codes::language::label(language).unwrap_or("Yes"))
    })
}

fn home(dice: &mut Dice, district: usize, number: usize) -> Place {
    let accommodation = dice.weighted(HOMES);
    let no_fixed_abode = matches!(accommodation, "12" | "14");
    let lines = if no_fixed_abode {
        Vec::new()
    } else if matches!(accommodation, "11" | "18") {
        vec![
            format!("Room {}, {}", dice.between(1, 30), dice.pick(names::HOUSES)),
            names::street(dice),
            "Brackenmouth".to_owned(),
        ]
    } else {
        vec![names::street(dice), "Brackenmouth".to_owned()]
    };
    let notes = match accommodation {
        "12" => {
            Some("Sleeps behind the covered market or in the arcade; ask at the tea van at six".to_owned())
        }
        "14" => Some("With friends, changes by the week; ring first".to_owned()),
        _ => dice.chance(0.3).then(|| {
            dice.pick(&[
                "Bell broken, knock",
                "Side door, up the iron stairs",
                "Buzzer 3, long press",
                "Ground floor, blue curtains",
                "Ask at the desk",
            ])
            .to_owned()
        }),
    };
    let point = super::map::home(district, number, no_fixed_abode);
    Place {
        accommodation: Some(accommodation.to_owned()),
        postcode: (!no_fixed_abode).then(|| names::postcode(dice, district)),
        lines,
        no_fixed_abode,
        notes,
        latitude_millionths: point.map(|point| point.latitude_millionths),
        longitude_millionths: point.map(|point| point.longitude_millionths),
        from: None,
        until: None,
        withheld: false,
    }
}

fn phones(dice: &mut Dice) -> Vec<Phone> {
    let mut all = Vec::new();
    if dice.chance(0.86) {
        let note = dice.chance(0.25).then(|| {
            dice.pick(&["After 11", "Text first", "Often flat", "Do not leave messages"]).to_owned()
        });
        let shared_with =
            dice.chance(0.06).then(|| dice.pick(&["a neighbour", "the hostel", "a brother"]).to_owned());
        let messages = shared_with.as_ref().map(|_| dice.pick(&[Messages::Discreet, Messages::NoMessage]));
        all.push(Phone { number: names::phone(dice), note, shared_with, messages });
    }
    if dice.chance(0.2) {
        all.push(Phone {
            number: names::phone(dice),
            note: Some("Family".to_owned()),
            shared_with: None,
            messages: None,
        });
    }
    all
}

fn adjustments(dice: &mut Dice) -> Vec<String> {
    const ALL: &[&str] = &[
        "One question at a time",
        "Letters read aloud",
        "Large print",
        "Quiet room, no strip light",
        "Text rather than ring",
        "Written down before we leave",
        "Wears hearing aids: face when speaking",
        "Somebody known on first visits",
    ];
    if dice.chance(0.22) { vec![dice.pick(ALL).to_owned()] } else { Vec::new() }
}

/// When and why somebody leaves the team (domain 9.1): nobody in the last weeks, nobody who is to
/// show something at the end.
pub(crate) fn ends(dice: &mut Dice, world: &World<'_>, from: Date, fate: Fate) -> Option<(Date, EndReason)> {
    if fate == Fate::Back {
        let day = moment::add_days(world.today, -60).max(moment::add_days(from, 5));
        let before = moment::days_between(day, world.today) > super::WINDOW;
        return before.then_some((day, EndReason::SteppedDown));
    }
    let days = moment::days_between(from, world.today) - super::WINDOW - 10;
    let leaves = fate == Fate::Ordinary && dice.chance(0.08 * f64::from(days.max(0)) / 365.25);
    if !leaves || days < 60 {
        return None;
    }
    let reason = dice.weighted(&[
        (45, EndReason::SteppedDown),
        (15, EndReason::MovedAway),
        (14, EndReason::Died),
        (6, EndReason::SecureCare),
    ]);
    Some((moment::add_days(from, dice.between(50, days)), reason))
}

impl Case {
    /// The team takes the person on: everything that is entered on the first day.
    pub(crate) fn begin(&mut self, world: &mut World<'_>, day: Date) {
        let Some(admin) = world.of_role(self.team, Role::Administrator, day) else { return };
        let Some(manager) = world.of_role(self.team, Role::Manager, day) else { return };
        let at = super::at(day, 8 * 60 + 30);
        let details = Body::Person(self.details.clone());
        self.put_document(world, admin, at, details);
        let episode = Episode {
            referred_on: self.referred,
            accepted_on: Some(self.accepted),
            referred_by: Some(words::one_of(&mut self.dice, &self.face, "referred_by")),
            ended_on: None,
            ended_because: None,
            ended_to: None,
            ended_why: None,
            last_seen_before: None,
        };
        self.put_version(
            world,
            admin,
            (at, super::at(self.referred, 600)),
            (self.episode, 0, None),
            Body::Episode(episode),
        );
        self.surroundings(world, admin, at, day);
        if let Some(doctor) = world.of_role(self.team, Role::Doctor, day) {
            let diagnoses = self.diagnoses();
            self.put_document(world, doctor, at, Body::Diagnoses(diagnoses));
        }
        // Each in turn, so that caseloads fill in the order in which they are counted.
        let named: i64 = world.workers.iter().map(|w| i64::from(w.load)).sum();
        let turn = at.checked_add((30 + named).seconds()).unwrap_or(at);
        self.name_workers(world, manager, turn, day);
        self.first_promises(world, day);
    }

    fn diagnoses(&mut self) -> Diagnoses {
        let since = moment::add_days(self.referred, -i32::from(self.dice.about(2600.0, 0.7, 60, 12000)));
        let since = PartialDate::from_year(since.year()).ok();
        let one = |(code, label): (&str, &str), since| Diagnosis {
            code: Some(code.to_owned()),
            label: label.to_owned(),
            since,
        };
        let mut list = vec![one(self.dice.weighted(DIAGNOSES), since)];
        list.extend(self.dice.weighted(SECOND).map(|second| one(second, None)));
        Diagnoses { list }
    }

    /// The time with the team ends.
    pub(crate) fn end(&mut self, world: &mut World<'_>, day: Date, reason: EndReason) {
        let Some(manager) = world.of_role(self.team, Role::Manager, day) else { return };
        let at = super::at(day, 16 * 60 + 10);
        if reason == EndReason::SteppedDown && moment::days_between(day, world.today) < 400 {
            self.look_at_signs(world, day);
        }
        if reason == EndReason::Died {
            let mut details = self.details.clone();
            details.died_on = Some(day);
            self.put_version(world, manager, (at, at), (self.id, 1, None), Body::Person(details));
        }
        let to = match reason {
            EndReason::SteppedDown | EndReason::SisterTeam => Some("left_to"),
            EndReason::MovedAway | EndReason::SecureCare => Some("moved_to"),
            EndReason::Died | EndReason::NotTakenOn => None,
        };
        let ended_to = to.map(|list| words::one_of(&mut self.dice, &self.face, list));
        let why = match reason {
            EndReason::SteppedDown | EndReason::SisterTeam => {
                Some(words::one_of(&mut self.dice, &self.face, "left_well"))
            }
            EndReason::MovedAway => Some("Moved to be near the family and likes the new team".to_owned()),
            EndReason::SecureCare => Some(
                "A long stay in a secure hospital; the team there knows the person and takes over the plan"
                    .to_owned(),
            ),
            EndReason::Died | EndReason::NotTakenOn => None,
        };
        let episode = Episode {
            referred_on: self.referred,
            accepted_on: Some(self.accepted),
            referred_by: Some("As entered at the referral".to_owned()),
            ended_on: Some(day),
            ended_because: Some(reason),
            ended_to,
            ended_why: why,
            last_seen_before: None,
        };
        self.put_version(
            world,
            manager,
            (at, super::at(self.referred, 600)),
            (self.episode, 1, None),
            Body::Episode(episode),
        );
        self.let_go(world);
        self.ended = true;
    }
}

/// The gender that an essential wish rules out.
pub(crate) fn opposite(only: Option<&str>) -> Option<&'static str> {
    match only {
        Some("1") => Some("2"),
        Some("2") => Some("1"),
        Some(_) | None => None,
    }
}
