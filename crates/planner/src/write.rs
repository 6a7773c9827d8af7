//! A problem as a file of `aot-plan/1`, which `read` takes back the same. Places have no coordinates
//! here, and tables of minutes beside the usual one have numbers for names: the planner knows no more.

use serde_json::{Value, json};

use crate::problem::{Event, Partner, Person, Problem, Shift, Visit, Weights, Wish, Worker};
use crate::read::FORMAT;

impl Problem {
    /// The problem as a file, the same bytes for the same problem.
    #[must_use]
    pub fn write(&self) -> String {
        let mut tables = self.travel.iter().map(|table| {
            let rows: Vec<&[i32]> = table.rows().chunks(self.places.max(1)).collect();
            json!(rows)
        });
        let usual = tables.next().unwrap_or_else(|| json!([]));
        let modes: serde_json::Map<String, Value> =
            tables.enumerate().map(|(at, table)| (mode(at + 1), table)).collect();
        let names = |list: &[usize]| names(&self.staff, list);
        let pairs = |list: &[(usize, usize)]| -> Vec<Vec<String>> {
            list.iter().map(|(a, b)| names(&[*a, *b])).collect()
        };
        let file = json!({
            "format": FORMAT,
            "name": self.name,
            "days": self.days,
            "weights": weights(&self.weights),
            "locations": (0..self.places).map(|id| json!({ "id": id })).collect::<Vec<_>>(),
            "travel_minutes": usual,
            "travel_modes": modes,
            "staff": self.staff.iter().map(worker).collect::<Vec<_>>(),
            "events": self.events.iter().map(|one| event(one, &names)).collect::<Vec<_>>(),
            "people": self.people.iter().map(|one| person(one, &names)).collect::<Vec<_>>(),
            "visits": self.visits.iter().map(|one| self.visit(one, &names)).collect::<Vec<_>>(),
            "never_together": pairs(&self.never_together),
            "better_together": pairs(&self.better_together),
            "partners": self.partners.iter().map(partner).collect::<Vec<_>>(),
        });
        format!("{file}\n")
    }

    fn visit(&self, visit: &Visit, names: &dyn Fn(&[usize]) -> Vec<String>) -> Value {
        let whose = self.people.get(visit.person).map(|person| person.id.as_str()).unwrap_or_default();
        let places = visit
            .places
            .iter()
            .map(|place| json!({ "loc": place.place, "penalty": place.penalty, "hours": place.hours }));
        let mut file = json!({
            "id": visit.id,
            "person": whose,
            "duration": visit.minutes,
            "skills": visit.skills,
            "staff": visit.workers,
            "priority": visit.priority.word(),
            "days": visit.days,
            "windows": visit.windows,
            "places": places.collect::<Vec<_>>(),
            "load": visit.load,
            "prefer_staff": names(&visit.preferred),
            "exclude_staff": names(&visit.excluded),
            "due": visit.due,
            "partner": visit.partner.and_then(|at| self.partners.get(at)).map(|one| one.id.as_str()),
        });
        if let (Some(follows), Some(fields)) = (visit.follows, file.as_object_mut()) {
            let first = self.visits.get(follows.visit).map(|first| first.id.as_str());
            let follows = json!({ "visit": first, "least": follows.least, "most": follows.most });
            fields.insert("follows".to_owned(), follows);
        }
        if let (Some(lock), Some(fields)) = (&visit.locked, file.as_object_mut()) {
            let staff = names(&lock.staff);
            let lock = json!({ "day": lock.day, "start": lock.start, "staff": staff, "loc": lock.place });
            fields.insert("locked".to_owned(), lock);
        }
        file
    }
}

fn partner(partner: &Partner) -> Value {
    let hours =
        partner.hours.iter().map(|(day, start, end)| json!({ "day": day, "start": start, "end": end }));
    json!({ "id": partner.id, "hours": hours.collect::<Vec<_>>() })
}

fn names(staff: &[Worker], list: &[usize]) -> Vec<String> {
    list.iter().filter_map(|at| staff.get(*at)).map(|worker| worker.id.clone()).collect()
}

/// The name of a table beside the usual one.
fn mode(at: usize) -> String {
    format!("table-{at:02}")
}

fn weights(weights: &Weights) -> Value {
    let [must, high, normal, low] = weights.unassigned;
    json!({
        "unassigned": { "must": must, "high": high, "normal": normal, "low": low },
        "travel_minute": weights.travel_minute,
        "soft_gender": weights.soft_gender,
        "soft_language": weights.soft_language,
        "cc_missing": weights.key_worker_missing,
        "team_approach": weights.team_approach,
        "extra_worker": weights.extra_worker,
        "load_minute": weights.load_minute,
        "moved": weights.moved,
        "not_preferred": weights.not_preferred,
        "not_together": weights.not_together,
        "late_minute": weights.late_minute,
        "latest_minute": weights.latest_minute,
    })
}

fn shift(shift: &Shift) -> Value {
    let rest = shift
        .rest
        .map(|rest| json!({ "minutes": rest.minutes, "earliest": rest.earliest, "latest": rest.latest }));
    json!({
        "day": shift.day,
        "start": shift.start,
        "end": shift.end,
        "start_loc": shift.start_place,
        "end_loc": shift.end_place,
        "break": rest,
    })
}

fn worker(worker: &Worker) -> Value {
    let protected = worker
        .protected
        .iter()
        .map(|kept| json!({ "day": kept.day, "start": kept.start, "end": kept.end, "skills": kept.skills }));
    json!({
        "id": worker.id,
        "teams": worker.teams,
        "skills": worker.skills,
        "gender": worker.gender,
        "languages": worker.languages,
        "max_visits_per_day": worker.most_visits,
        "fair_group": worker.fair_group,
        "shifts": worker.shifts.iter().map(shift).collect::<Vec<_>>(),
        "travel_mode": (worker.table > 0).then(|| mode(worker.table)),
        "capacity": worker.capacity,
        "protected": protected.collect::<Vec<_>>(),
    })
}

fn event(event: &Event, names: &dyn Fn(&[usize]) -> Vec<String>) -> Value {
    json!({
        "id": event.id,
        "day": event.day,
        "start": event.start,
        "end": event.end,
        "loc": event.place,
        "attendees": names(&event.attendees),
    })
}

fn person(person: &Person, names: &dyn Fn(&[usize]) -> Vec<String>) -> Value {
    let wish = |wish: &Option<Wish>, field: &str| {
        wish.as_ref().map(|wish| json!({ field: wish.value, "hard": wish.hard }))
    };
    json!({
        "id": person.id,
        "team": person.team,
        "care_coordinator": person.key_worker.and_then(|at| names(&[at]).pop()),
        "gender_pref": wish(&person.gender, "gender"),
        "language_pref": wish(&person.language, "language"),
        "exclude_staff": names(&person.excluded),
        "min_gap_days": person.gap,
        "cc_min": person.key_worker_visits,
        "recent_workers": names(&person.recent),
        "max_distinct_week": (person.most_workers < usize::MAX).then_some(person.most_workers),
    })
}

#[cfg(test)]
mod tests {
    use crate::problem::{Lock, Partner, Protected};

    #[test]
    fn a_problem_comes_back_as_it_was_written() {
        let mut problem = crate::read::problem(include_str!("../tests/example.json")).unwrap();
        let usual = problem.travel[0].clone();
        problem.travel.push(usual);
        problem.staff[1].table = 1;
        problem.staff[1].capacity = Some(3);
        let skills = vec!["depot".to_owned()];
        problem.staff[0].protected.push(Protected { day: 0, start: 800, end: 900, skills });
        problem.never_together.push((0, 1));
        problem.people[0].recent = vec![0, 1];
        problem.visits[0].preferred = vec![1];
        problem.visits[0].excluded = vec![0];
        problem.visits[0].locked = Some(Lock { day: 0, start: 600, staff: vec![0], place: 1 });
        problem.visits[1].places[1].hours = vec![(600, 640)];
        problem.better_together.push((0, 1));
        problem.partners.push(Partner { id: "hostel".to_owned(), hours: vec![(0, 540, 1000)] });
        problem.visits[1].partner = Some(0);
        let back = crate::read::problem(&problem.write()).unwrap();
        assert_eq!(format!("{back:?}"), format!("{problem:?}"));
    }
}
