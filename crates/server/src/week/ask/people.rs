//! People and their needs as the planner's people and visits. Workers are looked up at the end, when
//! all are known.

use std::collections::BTreeMap;

use care::line::Line;
use care::needs::{Need, Priority, Source, Week, Wishes};
use planner::problem::{self, Person, Visit, Wish, joined};
use uuid::Uuid;

use super::part::Builder;

/// What of a person waits until the workers are known.
pub(super) struct Waiting {
    /// The planner's position.
    at: usize,
    wishes: Wishes,
}

impl Builder<'_> {
    /// A person with what they need.
    pub(super) fn person(&mut self, team: Uuid, line: &Line, needs: Vec<Need>, week: &Week<'_>) {
        if needs.is_empty() {
            return;
        }
        let wishes = Wishes::of(line, &needs, week);
        let first = self.person_once(team, line.person, &wishes, 0);
        // Two visits that may not move on one day: the second is somebody else's to the planner, who
        // would have only one of them.
        let mut taken: BTreeMap<u8, usize> = BTreeMap::new();
        let mut layers = vec![first];
        for need in needs {
            let mut layer = 0;
            if let (true, [day]) = (stays(&need), need.days.as_slice()) {
                let count = taken.entry(*day).or_default();
                layer = *count;
                *count += 1;
            }
            // Who must be seen today may have been seen yesterday, or be seen tomorrow.
            if need.standing.is_none() && need.sources.iter().any(is_said) {
                layer = layers.len();
            }
            while layers.len() <= layer {
                let more = self.person_once(team, line.person, &wishes, layers.len());
                layers.push(more);
            }
            let person = layers.get(layer).copied().unwrap_or(first);
            self.visit(person, need);
        }
    }

    fn person_once(&mut self, team: Uuid, person: Uuid, wishes: &Wishes, layer: usize) -> usize {
        let at = self.problem.people.len();
        let id = if layer == 0 { person.to_string() } else { format!("{person}#{}", layer + 1) };
        let again = layer > 0;
        self.problem.people.push(Person {
            id,
            team: team.to_string(),
            gender: wishes.gender.clone().map(|(value, hard)| Wish { value, hard }),
            language: wishes.language.clone().map(|value| Wish { value, hard: false }),
            gap: if again { 1 } else { wishes.gap },
            key_worker_visits: if again { 0 } else { wishes.key_worker_visits },
            most_workers: wishes.faces_most.filter(|_| !again).unwrap_or(usize::MAX),
            ..Person::default()
        });
        self.people.push(person);
        self.waiting.push(Waiting { at, wishes: wishes.clone() });
        at
    }

    fn visit(&mut self, person: usize, need: Need) {
        let whose = need.person;
        let places = need.places.iter().map(|spot| problem::Place {
            place: self.spot(whose, spot),
            penalty: f64::from(spot.penalty),
            hours: joined(&minutes(&spot.hours)),
        });
        let mut places: Vec<problem::Place> = places.collect();
        if need.frozen() {
            places.iter_mut().for_each(|place| place.hours.clear());
        }
        self.problem.visits.push(Visit {
            id: need.id.to_string(),
            person,
            minutes: i32::from(need.minutes),
            skills: need.skills.clone(),
            workers: usize::from(need.workers),
            priority: priority(need.priority),
            days: need.days.iter().map(|day| usize::from(*day)).collect(),
            windows: joined(&minutes(&need.windows)),
            places,
            ..Visit::default()
        });
        self.needs.push(need);
    }

    /// Puts positions for ids, now that every worker has one. Who is not there is left away.
    pub(super) fn look_up(&mut self) {
        let at: BTreeMap<Uuid, usize> = self.workers.iter().copied().zip(0..).collect();
        let look = |ids: &[Uuid]| -> Vec<usize> { ids.iter().filter_map(|id| at.get(id)).copied().collect() };
        for (visit, need) in self.problem.visits.iter_mut().zip(&self.needs) {
            visit.preferred = look(&need.preferred);
        }
        for Waiting { at: person, wishes } in std::mem::take(&mut self.waiting) {
            let Some(person) = self.problem.people.get_mut(person) else { continue };
            person.key_worker = wishes.key_worker.and_then(|id| at.get(&id)).copied();
            person.excluded = look(&wishes.not_these);
            person.recent = look(&wishes.recent);
            person.recent.sort_unstable();
            if person.key_worker.is_none() {
                person.key_worker_visits = 0;
            }
        }
    }
}

/// Whether somebody said it, so that the usual days between visits are not asked for.
fn is_said(source: &Source) -> bool {
    matches!(source, Source::MustBeSeen { .. })
}

/// Whether a visit stays on its day and at its time.
pub(super) fn stays(need: &Need) -> bool {
    need.standing.as_ref().is_some_and(|standing| standing.frozen || standing.agreed)
}

fn minutes(windows: &[(u16, u16)]) -> Vec<(i32, i32)> {
    windows.iter().map(|(from, to)| (i32::from(*from), i32::from(*to))).collect()
}

fn priority(priority: Priority) -> problem::Priority {
    match priority {
        Priority::Must => problem::Priority::Must,
        Priority::High => problem::Priority::High,
        Priority::Normal => problem::Priority::Normal,
        Priority::Low => problem::Priority::Low,
    }
}
