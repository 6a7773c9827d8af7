//! Running late: what a visit that ends later does to the worker's later visits of the day, with the way
//! between them. Pure: it moves nothing, people decide.

use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use crate::moment;
use crate::rule::context::{VisitNow, VisitState};
use crate::safety::expected_end;
use crate::settings;

/// Minutes to which a new time is rounded up.
const STEP_MINUTES: i64 = 5;

/// A later visit that no longer fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Squeezed {
    /// The visit.
    pub visit: Uuid,
    /// Minutes by which the worker would come too late.
    pub minutes: i64,
    /// The first time at which the worker could be there.
    pub earliest: Timestamp,
}

/// The worker's later visits of the day that no longer fit after one of them, in order. Each that is
/// moved to its first possible time pushes on the ones after it. `way` says the minutes from one visit to
/// the next as the plan of the week counts them; the usual ones when it does not know.
#[must_use]
pub fn squeezed(
    visits: &[VisitNow],
    late: Uuid,
    way: &dyn Fn(&VisitNow, &VisitNow) -> Option<i64>,
) -> Vec<Squeezed> {
    let Some(now) = visits.iter().find(|visit| visit.id == late) else { return Vec::new() };
    let (mut from, mut end) = (now, expected_end(now));
    let mut later: Vec<&VisitNow> = visits
        .iter()
        .filter(|visit| visit.id != late && visit.state() == VisitState::Planned)
        .filter(|visit| now.starts_at <= visit.starts_at)
        .collect();
    later.sort_by_key(|visit| (visit.starts_at, visit.id));
    let mut found = Vec::new();
    for visit in later {
        let mut starts = visit.starts_at;
        let free = free_after(end, way(from, visit).unwrap_or(settings::WAY_MINUTES));
        if starts < free {
            let minutes = moment::elapsed_minutes(starts, free);
            starts = rounded(free);
            found.push(Squeezed { visit: visit.id, minutes, earliest: starts });
        }
        (from, end) = (visit, visit.visit.planned_end(starts));
    }
    found
}

/// When a worker can be at the next door.
fn free_after(end: Timestamp, way: i64) -> Timestamp {
    end.checked_add(way.minutes()).unwrap_or(end)
}

fn rounded(at: Timestamp) -> Timestamp {
    let step = STEP_MINUTES * 60;
    let over = at.as_second().rem_euclid(step);
    let up = if over == 0 { 0 } else { step - over };
    at.checked_add(up.seconds()).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::visit::{Late, Visit};

    fn at(time: &str) -> Timestamp {
        format!("2026-11-18T{time}:00Z").parse().unwrap()
    }

    fn visit(id: u128, time: &str) -> VisitNow {
        let body = serde_json::json!({
            "workers": [Uuid::from_u128(2)], "minutes": 45, "place": "A01", "purposes": ["engagement"],
        });
        VisitNow {
            id: Uuid::from_u128(id),
            version: 1,
            person: Uuid::from_u128(1),
            team: None,
            starts_at: at(time),
            visit: serde_json::from_value::<Visit>(body).unwrap(),
            outcome: None,
        }
    }

    /// At ten for three quarters of an hour, begun in time and so many minutes late; then the others.
    fn day(late: u16, others: &[&str]) -> Vec<String> {
        let mut first = visit(1, "10:00");
        first.visit.started_at = Some(at("10:00"));
        first.visit.late = (late > 0).then(|| Late::more(None, late, None));
        let mut visits = vec![first];
        visits.extend((2..).zip(others).map(|(id, time)| visit(id, time)));
        let words = |one: Squeezed| {
            let time = moment::local_time(one.earliest).to_string();
            format!("{} +{} {}", one.visit.as_u128(), one.minutes, &time[..5])
        };
        squeezed(&visits, Uuid::from_u128(1), &|_, _| None).into_iter().map(words).collect()
    }

    #[test]
    fn later_visits_that_no_longer_fit_are_pushed_on_one_after_the_other() {
        let table: [(u16, &[&str], &[&str]); 6] = [
            (0, &["11:00", "12:00"], &[]),
            (10, &["11:15", "12:15"], &[]),
            (10, &["11:05", "13:00"], &["2 +5 11:10"]),
            (20, &["11:00", "12:00"], &["2 +20 11:20", "3 +20 12:20"]),
            (22, &["11:00", "14:00"], &["2 +22 11:25"]),
            (20, &["09:00", "11:30"], &[]),
        ];
        for (late, others, expected) in table {
            assert_eq!(day(late, others), expected, "{late} {others:?}");
        }
    }

    #[test]
    fn what_is_begun_done_or_called_off_is_not_moved() {
        let mut begun = visit(2, "10:30");
        begun.visit.started_at = Some(at("10:30"));
        let mut recorded = visit(3, "10:45");
        recorded.outcome = Some(Uuid::from_u128(9));
        let usual = |_: &VisitNow, _: &VisitNow| None;
        assert!(squeezed(&[visit(1, "10:00"), begun, recorded], Uuid::from_u128(1), &usual).is_empty());
        assert!(squeezed(&[], Uuid::from_u128(1), &usual).is_empty());
    }

    #[test]
    fn the_way_is_as_the_plan_counts_it() {
        let visits = [visit(1, "10:00"), visit(2, "11:00"), visit(3, "11:45")];
        let far =
            |from: &VisitNow, to: &VisitNow| i64::try_from(from.id.as_u128() * 10 + to.id.as_u128()).ok();
        let found = squeezed(&visits, Uuid::from_u128(1), &far);
        let found: Vec<_> = found.iter().map(|one| (one.visit.as_u128(), one.minutes)).collect();
        // Twelve minutes from the first to the second are enough, 23 from the second to the third are not.
        assert_eq!(found, [(3, 23)]);
    }
}
