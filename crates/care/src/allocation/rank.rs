//! Who suits a person best: skill, relationship, the person's wish, load and nearness, each a reason
//! with its points, so that everybody sees why somebody comes first. It proposes; people decide.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::{Level, Load};
use crate::codes::purpose::Purpose;
use crate::entry::around::Strength;
use crate::entry::assessment::Delivery;
use crate::entry::organisation::Staff;
use crate::line::{Line, Relation};
use crate::moment::{day_words, day_words_short, local_day};
use crate::{scope, settings};

/// Most points for having met often.
const KNOWN_MOST: i32 = 6;
/// Points for being, or not being, of those from whom help was agreed.
const AGREED: i32 = 5;
/// Most points for living near.
const NEAR_MOST: i32 = 3;

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The person.
    pub line: &'a Line,
    /// Skills that the work needs, as staff entries name them.
    pub skills: &'a [String],
    /// What the work is for, when it is known: roles differ in what they do alone (T07).
    pub purpose: Option<Purpose>,
    /// The language the person likes to speak.
    pub language: Option<&'a str>,
    /// Whether a key worker is looked for; otherwise anybody for a piece of work.
    pub key_worker: bool,
    /// The day of the decision.
    pub on: Date,
}

/// Somebody who could do it.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// The member of staff.
    pub id: Uuid,
    /// Who they are.
    pub staff: &'a Staff,
    /// The people whose key worker they are.
    pub people: Vec<&'a Line>,
    /// What they and the person had together.
    pub relation: Option<&'a Relation>,
}

/// What a reason is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// What the person has asked for.
    Wish,
    /// What they have had together.
    Relationship,
    /// What the work needs.
    Skill,
    /// How full the caseload is.
    Load,
    /// People of theirs close by.
    Near,
    /// Leave, or leaving.
    Away,
    /// From whom the help was agreed with the person (A04).
    Agreed,
    /// What the role does alone (T07).
    Scope,
}

/// One reason for or against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reason {
    /// What it is about.
    pub kind: ReasonKind,
    /// For, when positive; against, when negative.
    pub points: i32,
    /// In words.
    pub words: String,
}

/// A worker with the reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Suggestion {
    /// The worker.
    pub worker: Uuid,
    /// All points together.
    pub points: i32,
    /// Something that rules them out unless people decide otherwise, and say why.
    pub against: bool,
    /// The load as it is now.
    pub load: Load,
    /// The load with this person.
    pub after: Load,
    /// The reasons.
    pub reasons: Vec<Reason>,
}

/// Ranks candidates, the best first. Nobody is left out without a word: who is ruled out comes last.
#[must_use]
pub fn rank(wanted: &Wanted<'_>, candidates: &[Candidate<'_>]) -> Vec<Suggestion> {
    let mut all: Vec<(&str, Suggestion)> = candidates
        .iter()
        .filter(|candidate| !wanted.key_worker || may_be_key_worker(wanted, candidate))
        .map(|candidate| (candidate.staff.name.as_str(), suggestion(wanted, candidate)))
        .collect();
    all.sort_by(|(a_name, a), (b_name, b)| {
        let key = |s: &Suggestion| (s.against, -s.points, s.after.percent());
        key(a).cmp(&key(b)).then_with(|| a_name.cmp(b_name)).then(a.worker.cmp(&b.worker))
    });
    all.into_iter().map(|(_, suggestion)| suggestion).collect()
}

/// Roles without a cap are no key workers as a rule; who is one already stays in sight.
fn may_be_key_worker(wanted: &Wanted<'_>, candidate: &Candidate<'_>) -> bool {
    let now = wanted.line.named.as_ref().and_then(|named| named.key_worker);
    now == Some(candidate.id) || Load::of(candidate.staff, []).most_hundredths > 0
}

fn suggestion(wanted: &Wanted<'_>, candidate: &Candidate<'_>) -> Suggestion {
    let others = || candidate.people.iter().copied().filter(|line| line.person != wanted.line.person);
    let load = Load::of(candidate.staff, candidate.people.iter().copied());
    let after = Load::of(candidate.staff, others()).with(wanted.line);
    let mut against = false;
    let mut reasons = Vec::new();
    wish(wanted, candidate, &mut reasons, &mut against);
    reasons.push(relationship(candidate));
    skills(wanted, candidate.staff, &mut reasons);
    let scope = wanted.purpose.and_then(|purpose| scope::reason(candidate.staff.role, purpose));
    if let Some((points, words)) = scope {
        reasons.push(Reason { kind: ReasonKind::Scope, points, words });
    }
    if wanted.key_worker {
        reasons.push(load_reason(after));
    }
    agreed(wanted, candidate.id, &mut reasons);
    near(wanted.line, others(), &mut reasons);
    away(wanted, candidate.staff, &mut reasons, &mut against);
    let points = reasons.iter().map(|reason| reason.points).sum();
    Suggestion { worker: candidate.id, points, against, load, after, reasons }
}

fn wish(wanted: &Wanted<'_>, candidate: &Candidate<'_>, reasons: &mut Vec<Reason>, against: &mut bool) {
    let Some(preferences) = &wanted.line.preferences else { return };
    let mut add = |points, words: &str| {
        reasons.push(Reason { kind: ReasonKind::Wish, points, words: words.to_owned() })
    };
    if preferences.not_these_workers.contains(&candidate.id) {
        *against = true;
        add(-20, "The person does not want to meet them");
    }
    let Some(asked) = &preferences.worker_gender else { return };
    let (points, essential) = match asked.strength {
        Strength::Wish => (2, false),
        Strength::Strong => (4, false),
        Strength::Essential => (8, true),
    };
    let worker = if asked.gender == "2" { "female" } else { "male" };
    if candidate.staff.gender == asked.gender {
        add(points, &format!("A {worker} worker, as the person wishes"));
    } else {
        *against |= essential;
        let word = if essential { "needs" } else { "wishes" };
        add(-points, &format!("Not a {worker} worker, as the person {word}"));
    }
}

/// Help that was agreed from one worker or from a mini-team is given by them (A04).
fn agreed(wanted: &Wanted<'_>, worker: Uuid, reasons: &mut Vec<Reason>) {
    let Some(by) = wanted.line.agreed_helpers().filter(|_| !wanted.key_worker) else { return };
    let (points, words) = match (by.delivery, by.workers.contains(&worker)) {
        (Delivery::WholeTeam, _) => return,
        (Delivery::MiniTeam, true) => (AGREED, "Of the mini-team that was agreed with the person"),
        (Delivery::MiniTeam, false) => (-AGREED, "Not of the mini-team that was agreed with the person"),
        (Delivery::SingleWorker, true) => (AGREED, "The one worker that was agreed with the person"),
        (Delivery::SingleWorker, false) => (-AGREED, "Help was agreed from one worker, the key worker"),
    };
    reasons.push(Reason { kind: ReasonKind::Agreed, points, words: words.to_owned() });
}

fn relationship(candidate: &Candidate<'_>) -> Reason {
    let kind = ReasonKind::Relationship;
    let Some(relation) = candidate.relation.filter(|relation| relation.contacts > 0) else {
        return Reason { kind, points: 0, words: "Has not met the person".to_owned() };
    };
    let often = i32::try_from(relation.contacts / 3).unwrap_or(KNOWN_MOST);
    let times = if relation.contacts == 1 { "time" } else { "times" };
    Reason {
        kind,
        points: (often + 1).min(KNOWN_MOST),
        words: format!(
            "Has met the person {} {times}, last on {}",
            relation.contacts,
            day_words(local_day(relation.last_at))
        ),
    }
}

fn skills(wanted: &Wanted<'_>, staff: &Staff, reasons: &mut Vec<Reason>) {
    for skill in wanted.skills {
        let has = staff.skills.iter().any(|own| own.eq_ignore_ascii_case(skill));
        let words = if has { format!("Skilled in {skill}") } else { format!("No record of {skill}") };
        reasons.push(Reason { kind: ReasonKind::Skill, points: if has { 3 } else { 0 }, words });
    }
    let Some(language) = wanted.language.filter(|code| *code != "en") else { return };
    let name = crate::codes::language::label(language).unwrap_or(language);
    if staff.languages.iter().any(|own| own == language) {
        reasons.push(Reason { kind: ReasonKind::Skill, points: 4, words: format!("Speaks {name}") });
    }
}

fn load_reason(after: Load) -> Reason {
    let points = match (after.level(), after.percent()) {
        (Level::FarAbove, _) => -8,
        (Level::Above, _) => -3,
        (Level::Within, Some(..=60)) => 4,
        (Level::Within, Some(..=80)) => 3,
        (Level::Within, Some(..=90)) => 2,
        (Level::Within, Some(_) | None) => 1,
    };
    let words = match after.level() {
        Level::Within => format!("Would have {}", after.words()),
        Level::Above => format!("Above the cap: would have {}", after.words()),
        Level::FarAbove => format!("Far above the cap, the manager decides: would have {}", after.words()),
    };
    Reason { kind: ReasonKind::Load, points, words }
}

fn near<'a>(line: &Line, others: impl Iterator<Item = &'a Line>, reasons: &mut Vec<Reason>) {
    let Some(part) = part_of_town(line) else { return };
    let count = others.filter(|other| part_of_town(other) == Some(part)).count();
    if count > 0 {
        let people = if count == 1 { "person of theirs lives" } else { "people of theirs live" };
        reasons.push(Reason {
            kind: ReasonKind::Near,
            points: i32::try_from(count).unwrap_or(NEAR_MOST).min(NEAR_MOST),
            words: format!("{count} {people} close by, in {part}"),
        });
    }
}

/// The postcode without its last two letters: a few streets.
fn part_of_town(line: &Line) -> Option<&str> {
    // Where a withheld address lies is told to nobody (BI58).
    let postcode = line.who.address.as_deref().filter(|_| !line.who.withheld)?.rsplit(", ").next()?;
    let shape = postcode.len() >= 6 && postcode.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ');
    postcode.get(..postcode.len() - 2).filter(|_| shape && postcode.contains(' '))
}

fn away(wanted: &Wanted<'_>, staff: &Staff, reasons: &mut Vec<Reason>, against: &mut bool) {
    let kind = ReasonKind::Away;
    if let Some(last) = wanted.line.team().and_then(|team| staff.last_day_in(team)) {
        *against = true;
        reasons.push(Reason { kind, points: -20, words: format!("Leaves on {}", day_words(last)) });
        return;
    }
    let soon = crate::moment::add_days(wanted.on, settings::AWAY_DAYS);
    let next = staff.away.iter().filter(|away| wanted.on <= away.until && away.from <= soon);
    if let Some(next) = next.min_by_key(|away| away.from) {
        let words = format!("Away {} to {}", day_words_short(next.from), day_words_short(next.until));
        reasons.push(Reason { kind, points: -2, words });
    }
}
