use super::*;
use crate::codes::purpose::Purpose;
use crate::entry::safety::SafetyCheck;
use crate::entry::visit::{Late, Visit};
use jiff::civil::date;

const WORKER: Uuid = Uuid::from_u128(2);
const VISIT: Uuid = Uuid::from_u128(7);

fn at(time: &str) -> Timestamp {
    format!("2026-11-18T{time}:00Z").parse().unwrap()
}

/// Planned at ten for three quarters of an hour.
fn visit(change: impl FnOnce(&mut VisitNow)) -> VisitNow {
    let mut now = VisitNow {
        id: VISIT,
        version: 1,
        person: Uuid::from_u128(1),
        team: None,
        starts_at: at("10:00"),
        visit: Visit::plain(vec![WORKER], 45, "A01", vec![Purpose::Engagement]),
        outcome: None,
    };
    change(&mut now);
    now
}

fn started() -> VisitNow {
    visit(|now| now.visit.started_at = Some(at("10:05")))
}

fn check(step: Step, result: CheckResult, minutes: Option<u16>) -> SafetyCheck {
    SafetyCheck { step, result, visit: Some(VISIT), alarm: None, minutes, note: None, reference: None }
}

#[test]
fn a_worker_is_expected_out_after_the_minutes_from_the_start_and_what_was_added() {
    assert_eq!(expected_end(&visit(|_| ())), at("10:45"));
    assert_eq!(expected_end(&started()), at("10:50"));
    let late = |now: &mut VisitNow| {
        now.visit.started_at = Some(at("10:05"));
        now.visit.late = Some(Late::more(None, 20, None));
    };
    assert_eq!(expected_end(&visit(late)), at("11:10"));
}

#[test]
fn the_ladder_is_climbed_step_by_step() {
    let watch = Watch::of(&started(), false, &[]).unwrap();
    assert_eq!(watch.expected, at("10:50"));
    let mut table = String::new();
    for time in ["10:49", "11:04", "11:05", "11:19", "11:20", "11:34", "11:35", "11:49", "11:50", "14:00"] {
        let next = watch.next(at(time)).map(|rung| rung.step);
        table.push_str(&format!("{time} {:?} then {next:?}\n", watch.reached(at(time))));
    }
    insta::assert_snapshot!(table, @r"
    10:49 None then Some(Ping)
    11:04 None then Some(Ping)
    11:05 Some(Ping) then Some(Buddy)
    11:19 Some(Ping) then Some(Buddy)
    11:20 Some(Buddy) then Some(Manager)
    11:34 Some(Buddy) then Some(Manager)
    11:35 Some(Manager) then Some(Police)
    11:49 Some(Manager) then Some(Police)
    11:50 Some(Police) then None
    14:00 Some(Police) then None
    ");
}

#[test]
fn the_clock_runs_only_while_somebody_is_out() {
    let end = |now: &mut VisitNow| {
        now.visit.started_at = Some(at("10:05"));
        now.visit.ended_at = Some(at("10:50"));
    };
    let recorded = |now: &mut VisitNow| {
        now.visit.started_at = Some(at("10:05"));
        now.outcome = Some(Uuid::from_u128(9));
    };
    for over in [visit(end), visit(recorded)] {
        assert_eq!(Watch::of(&over, true, &[]), None);
    }
    assert_eq!(Watch::of(&visit(|_| ()), false, &[]), None, "a tap that was forgotten alarms nobody");
}

#[test]
fn lw01_where_a_safety_rule_is_live_the_clock_runs_from_the_planned_start() {
    let watch = Watch::of(&visit(|_| ()), true, &[]).unwrap();
    assert_eq!(watch.reached(at("11:00")), Some(Step::Ping));
}

#[test]
fn a_step_that_was_done_is_not_asked_again_and_the_next_one_still_comes() {
    let tried = check(Step::Buddy, CheckResult::NoAnswer, None);
    let checks = [(at("11:21"), &tried)];
    let watch = Watch::of(&started(), false, &checks).unwrap();
    assert_eq!(watch.reached(at("11:22")), Some(Step::Buddy));
    assert_eq!(watch.due(at("11:22")), None);
    assert_eq!(watch.due(at("11:35")).map(|rung| rung.step), Some(Step::Manager));
    assert_eq!(watch.rungs[1].tried, Some(at("11:21")));
}

#[test]
fn somebody_spoken_to_stops_the_clock_and_it_starts_again() {
    let tried = check(Step::Buddy, CheckResult::NoAnswer, None);
    for (minutes, expected) in [(Some(30), "11:55"), (None, "11:40"), (Some(5), "11:30")] {
        let safe = check(Step::Manager, CheckResult::Safe, minutes);
        let checks = [(at("11:25"), &safe), (at("11:21"), &tried)];
        let watch = Watch::of(&started(), false, &checks).unwrap();
        assert_eq!(watch.expected, at(expected), "{minutes:?}");
        assert_eq!(watch.reached(at("11:26")), None);
        assert!(watch.rungs.iter().all(|rung| rung.tried.is_none()), "it begins anew");
    }
    let early = check(Step::Ping, CheckResult::Safe, Some(5));
    let watch = Watch::of(&started(), false, &[(at("10:10"), &early)]).unwrap();
    assert_eq!(watch.expected, at("10:50"), "who says early that all is well is not expected earlier");
    let other =
        SafetyCheck { visit: Some(Uuid::from_u128(8)), ..check(Step::Ping, CheckResult::Safe, Some(240)) };
    let watch = Watch::of(&started(), false, &[(at("11:10"), &other)]).unwrap();
    assert_eq!(watch.expected, at("10:50"), "another visit's check is not this one's");
}

#[test]
fn lw15_a_visit_is_over_when_the_worker_began_another_and_none_runs_before_its_time() {
    let first = started();
    let second = |start: Option<&str>| {
        visit(|now| {
            now.id = Uuid::from_u128(8);
            now.starts_at = at("11:00");
            now.visit.started_at = start.map(at);
        })
    };
    let of = |visits: &[VisitNow], time: &str| {
        let watched = Watch::of_worker(visits, &|_| true, &[], at(time));
        watched.map(|(visit, watch)| (visit.id, watch.expected))
    };
    assert_eq!(of(&[visit(|_| ())], "09:59"), None, "a visit of the afternoon has no clock in the morning");
    assert_eq!(of(&[visit(|_| ())], "10:00"), Some((VISIT, at("10:45"))));
    assert_eq!(of(&[first.clone(), second(None)], "11:10"), Some((VISIT, at("10:50"))), "still at the first");
    let both = [first.clone(), second(Some("11:05"))];
    assert_eq!(
        of(&both, "11:10"),
        Some((Uuid::from_u128(8), at("11:50"))),
        "the end of the first was forgotten"
    );
    let skipped = [visit(|_| ()), second(Some("11:05"))];
    assert_eq!(of(&skipped, "11:10"), Some((Uuid::from_u128(8), at("11:50"))), "the first was never begun");
}

#[test]
fn a_visit_as_lists_see_it_is_longer_by_what_was_said() {
    let safe = check(Step::Buddy, CheckResult::Safe, Some(30));
    let longer = held(started(), &[(at("11:00"), &safe)]);
    assert_eq!(expected_end(&longer), at("11:30"));
    assert_eq!(held(started(), &[]), started());
}

#[test]
fn who_must_be_thought_of_comes_first() {
    let until = at("17:00");
    let quiet = Day { visits: &[], alarm: false, overdue: false, closed: false, until };
    let [planned, out] = [visit(|_| ()), started()];
    let done = visit(|now| now.outcome = Some(Uuid::from_u128(9)));
    let off = visit(|now| {
        now.visit.called_off = Some(crate::entry::visit::CalledOff {
            by: crate::entry::visit::CalledOffBy::Team,
            why: None,
            decided_by: None,
        });
    });
    let both = [done.clone(), planned.clone()];
    let table: [(Day<'_>, &str, Standing); 12] = [
        (quiet, "12:00", Standing::NoVisits),
        (Day { visits: std::slice::from_ref(&off), ..quiet }, "12:00", Standing::NoVisits),
        (Day { visits: std::slice::from_ref(&planned), ..quiet }, "09:00", Standing::NotOut),
        (Day { visits: std::slice::from_ref(&out), ..quiet }, "10:20", Standing::Out),
        (Day { visits: std::slice::from_ref(&out), closed: true, ..quiet }, "10:20", Standing::Out),
        (Day { visits: std::slice::from_ref(&out), overdue: true, ..quiet }, "11:20", Standing::Overdue),
        (
            Day { visits: std::slice::from_ref(&out), overdue: true, alarm: true, ..quiet },
            "11:20",
            Standing::Alarm,
        ),
        (Day { visits: &both, ..quiet }, "11:20", Standing::Between),
        (Day { visits: std::slice::from_ref(&done), ..quiet }, "17:30", Standing::Done),
        (Day { visits: std::slice::from_ref(&done), ..quiet }, "17:31", Standing::NotClosed),
        (Day { visits: std::slice::from_ref(&done), closed: true, ..quiet }, "17:31", Standing::Home),
        (Day { visits: &both, closed: true, ..quiet }, "11:20", Standing::Between),
    ];
    for (day, time, expected) in table {
        assert_eq!(day.standing(at(time)), expected, "{time}");
    }
    assert!(Standing::Alarm < Standing::Overdue && Standing::Overdue < Standing::NotClosed);
    assert!(Standing::NotClosed < Standing::Out && Standing::NotOut < Standing::Home);
}

fn staff(pattern: &str) -> Staff {
    serde_json::from_value(serde_json::json!({
        "name": "N", "role": "nurse", "wte_hundredths": 100, "gender": "2", "memberships": [],
        "pattern": serde_json::from_str::<serde_json::Value>(pattern).unwrap(),
    }))
    .unwrap()
}

#[test]
fn hours_end_by_the_pattern_of_the_day_or_as_usual() {
    let wednesday = date(2026, 11, 18);
    for (pattern, end) in [
        ("[]", "2026-11-18T17:00:00Z"),
        (r#"[{"weekday": 3, "from_minute": 480, "to_minute": 960}]"#, "2026-11-18T16:00:00Z"),
        (r#"[{"weekday": 3, "from_minute": 480, "to_minute": 1440}]"#, "2026-11-19T00:00:00Z"),
        (r#"[{"weekday": 1, "from_minute": 480, "to_minute": 600}]"#, "2026-11-18T17:00:00Z"),
    ] {
        assert_eq!(shift_end(&staff(pattern), wednesday), end.parse().unwrap(), "{pattern}");
    }
}

#[test]
fn the_buddy_is_the_one_named_or_the_next_who_is_there_and_free() {
    let day = date(2026, 11, 18);
    let [there, away] = [staff("[]"), staff(r#"[{"weekday": 1, "from_minute": 480, "to_minute": 600}]"#)];
    let [a, b, c, d] = [1, 2, 3, 4].map(Uuid::from_u128);
    let team = [(a, &there), (b, &there), (c, &away), (d, &there)];
    let all = |_: Uuid| true;
    assert_eq!(buddy(b, None, &team, &all, day), Some(d), "the next who is there");
    assert_eq!(buddy(d, None, &team, &all, day), Some(a), "and round again");
    assert_eq!(buddy(d, Some(b), &team, &all, day), Some(b), "as named");
    assert_eq!(buddy(d, Some(c), &team, &all, day), Some(a), "whoever is named and not there does not ring");
    assert_eq!(
        buddy(d, None, &team, &|id| id != a, day),
        Some(b),
        "who is at a visit comes after who is not"
    );
    assert_eq!(buddy(d, None, &team, &|_| false, day), Some(a), "and is better than nobody");
    assert_eq!(buddy(a, None, &[(a, &there)], &all, day), None);
}
