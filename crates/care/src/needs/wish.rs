//! What a person wishes and what a worker can do, as the planner asks for it: gender, language, not
//! these workers, who knows them, how far apart visits are.

use jiff::ToSpan;
use uuid::Uuid;

use super::{Need, Week};
use crate::access::Role;
use crate::codes::purpose::Purpose;
use crate::entry::around::{SafetyKind, Strength};
use crate::entry::organisation::Staff;
use crate::entry::tier::TierName;
use crate::entry::visit::Visit;
use crate::line::Line;
use crate::moment;
use crate::scope::{self, Scope};
use crate::search_key::fold;
use crate::settings::planning as settings;
use crate::specialist;

/// What holds for every visit to a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// A worker of this gender, and whether it must be.
    pub gender: Option<(String, bool)>,
    /// A worker who speaks this language, when no interpreter comes.
    pub language: Option<String>,
    /// Workers whom the person does not want to meet.
    pub not_these: Vec<Uuid>,
    /// Days between two visits, at least.
    pub gap: usize,
    /// The key worker.
    pub key_worker: Option<Uuid>,
    /// Visits wanted with the key worker.
    pub key_worker_visits: usize,
    /// Workers met in the seven days before the week.
    pub recent: Vec<Uuid>,
    /// The most workers the person wants to meet in the week; any number when it is none.
    pub faces_most: Option<usize>,
}

impl Wishes {
    /// What holds for a person with these needs in a week.
    #[must_use]
    pub fn of(line: &Line, needs: &[Need], week: &Week<'_>) -> Wishes {
        let preferences = line.preferences.as_ref();
        let by_rule = line
            .safety
            .iter()
            .any(|rule| rule.rule == SafetyKind::WorkerGender && week.monday <= rule.expires_on);
        let gender = preferences.and_then(|p| p.worker_gender.as_ref());
        let monday = moment::start_of_day(week.monday);
        let before = monday.checked_sub((24 * 7).hours()).unwrap_or(monday);
        let met = line.recent.iter().filter(|met| met.seen && (before..monday).contains(&met.at));
        let mut recent: Vec<Uuid> = met.flat_map(|met| met.workers.iter().copied()).collect();
        recent.sort_unstable();
        recent.dedup();
        let key_worker = line.named.as_ref().and_then(|named| named.key_worker);
        let red = line.tier.as_ref().is_some_and(|tier| tier.tier == TierName::Red);
        Wishes {
            gender: gender.map(|g| (g.gender.clone(), by_rule || g.strength == Strength::Essential)),
            language: line.who.language.clone().filter(|_| line.who.interpreter.is_none()),
            not_these: preferences.map(|p| p.not_these_workers.clone()).unwrap_or_default(),
            gap: gap(needs, week),
            key_worker,
            key_worker_visits: settings::KEY_WORKER_VISITS.min(needs.len()),
            recent,
            faces_most: (!red).then_some(settings::FACES_A_WEEK),
        }
    }
}

/// Days between two visits: as usual for so many, and no more than visits that stand are apart.
fn gap(needs: &[Need], week: &Week<'_>) -> usize {
    let days = needs.iter().filter_map(|need| need.standing.as_ref());
    let mut days: Vec<u8> =
        days.filter_map(|standing| week.day(moment::local_day(standing.starts_at))).collect();
    days.sort_unstable();
    let closest = days.iter().zip(days.iter().skip(1)).map(|(a, b)| usize::from(b - a)).min();
    settings::gap_days(needs.len()).min(closest.unwrap_or(usize::MAX)).max(1)
}

/// Who is named for the person, the key worker first.
pub(super) fn known(line: &Line) -> Vec<Uuid> {
    let Some(named) = &line.named else { return Vec::new() };
    let all = named.key_worker.iter().chain(&named.deputy).chain(&named.mini_team);
    let mut known: Vec<Uuid> = Vec::new();
    for worker in all {
        if !known.contains(worker) {
            known.push(*worker);
        }
    }
    known
}

/// What a visit that stands asks of one who goes: the profession, when all of it is that one's own work
/// (T05), and what it is for, as far as one who goes does all of it alone (T07).
pub(super) fn asks(week: &Week<'_>, visit: &Visit) -> Vec<String> {
    let roles: Vec<Role> = visit.workers.iter().filter_map(|worker| (week.role)(*worker)).collect();
    let own = |role: &&Role| {
        let own = specialist::own_work(**role);
        !own.is_empty() && visit.purposes.iter().all(|purpose| own.contains(purpose))
    };
    let alone = |role: &Role| visit.purposes.iter().all(|purpose| is_alone(*role, *purpose));
    let mut asks: Vec<String> = roles.iter().find(own).map(|role| profession(*role)).into_iter().collect();
    // What a delegate does not do alone is planned anew for somebody who does.
    if roles.iter().any(alone) || !scope::undelegated(&roles, &visit.purposes).is_empty() {
        asks.extend(purposes(&visit.purposes));
    }
    asks
}

/// What it takes to do these alone, as skills; nothing for what everybody who sees people does.
pub(super) fn purposes(purposes: &[Purpose]) -> Vec<String> {
    let shared = |purpose: &Purpose| SEES_PEOPLE.iter().all(|role| is_alone(*role, *purpose));
    purposes.iter().filter(|purpose| !shared(purpose)).map(|purpose| alone(*purpose)).collect()
}

/// Roles that the schedule gives visits to.
const SEES_PEOPLE: &[Role] = &[Role::Nurse, Role::SocialWorker, Role::Ot, Role::Psychologist, Role::Support];

fn is_alone(role: Role, purpose: Purpose) -> bool {
    scope::of(role, purpose) == Scope::Alone
}

fn alone(purpose: Purpose) -> String {
    format!("alone: {}", fold(purpose.label()))
}

/// A role as a skill.
fn profession(role: Role) -> String {
    fold(role.label())
}

/// Whether a skill is a worker's profession.
#[must_use]
pub fn is_profession(staff: &Staff, skill: &str) -> bool {
    profession(staff.role) == skill
}

/// What a worker can do, as needs ask for it: the skills of their record, their profession, injections.
#[must_use]
pub fn skills(staff: &Staff) -> Vec<String> {
    // Who gives injections follows from the profession, whatever the record calls a skill (T07).
    let injects = scope::gives_injections(staff.role);
    let said = staff.skills.iter().map(|skill| fold(skill));
    let mut all: Vec<String> = said.filter(|skill| skill != settings::INJECTION_SKILL).collect();
    all.extend(injects.then(|| settings::INJECTION_SKILL.to_owned()));
    all.push(profession(staff.role));
    let does = Purpose::ALL.iter().copied().filter(|purpose| is_alone(staff.role, *purpose));
    all.extend(purposes(&does.collect::<Vec<_>>()));
    all.sort_unstable();
    all.dedup();
    all
}
