//! Supervision in the invented teams: once a month for most, a little late for some (W07).

use care::access::Role;
use care::entry::Body;
use care::entry::supervision::{Supervision, SupervisionKind};
use jiff::civil::Date;
use uuid::Uuid;

use super::dice::Dice;
use super::feed::Note;
use super::{World, team};

/// How far back meetings are written down.
const KEPT_DAYS: i32 = 125;
const THEMES: &[&str] = &[
    "Endings",
    "Working alone in the evening",
    "Letters that wait",
    "Hope on slow weeks",
    "Families who worry",
    "Keeping own work in the week",
    "A good month",
];

/// The meetings of a day: each worker has a day of the month of their own; every eighth meeting is missed.
pub(crate) fn meet(world: &mut World<'_>, dice: &mut Dice, day: Date) {
    let ago = care::moment::days_between(day, world.today);
    if ago > KEPT_DAYS || team::weekday(day) > 5 {
        return;
    }
    for place in 0..world.teams.len() {
        let Some(manager) = world.of_role(place, Role::Manager, day) else { continue };
        let staff: Vec<usize> = world.teams.get(place).map(|t| t.staff.clone()).unwrap_or_default();
        for worker in staff.into_iter().filter(|worker| *worker != manager) {
            let turn = (usize::from(team::weekday(day)), usize::try_from(ago.max(0) / 7).unwrap_or(0) % 4);
            let mine = (1 + worker % 5, worker / 5 % 4);
            let there =
                world.workers.get(worker).is_some_and(|w| w.employed(day) && w.actor.role.is_worker());
            if mine == turn && there && !dice.chance(0.12) {
                write(world, dice, (manager, worker), day);
            }
        }
    }
}

fn write(world: &mut World<'_>, dice: &mut Dice, (manager, worker): (usize, usize), day: Date) {
    let at = super::at(day, 13 * 60);
    let actor = world.actor(manager);
    let Some(one) = world.workers.get(worker) else { return };
    let people: Vec<Uuid> = one.weighs.keys().copied().filter(|_| dice.chance(0.55)).collect();
    let mut themes = vec![dice.pick(THEMES).to_owned(), dice.pick(THEMES).to_owned()];
    themes.dedup();
    let body = Supervision {
        supervisor: actor.staff,
        kind: dice.weighted(&[(6, SupervisionKind::Clinical), (3, SupervisionKind::Managerial)]),
        themes,
        people,
        notes: Some("What was said stays between the two of us".to_owned()),
        next_on: Some(care::moment::add_days(day, 28)),
    };
    let subject = one.id;
    let id = dice.id(at);
    let note = Note { at, subject, team: None, happened_at: at, body: Body::Supervision(body) };
    world.feed.put(&actor, note.first(id));
}
