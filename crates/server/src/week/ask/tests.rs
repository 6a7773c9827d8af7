//! What is asked of the planner: positions agree, the plan in force keeps every rule, what cannot be kept
//! is said, and a plan that comes back leads to the visits again.

use care::codes::purpose::Purpose;
use care::entry::organisation::{Away, Membership, Staff, Team, WorkDay};
use care::entry::planning::{MeetingTime, TeamPlanning, WorkerPlanning};
use care::entry::tier::{Tier, TierName};
use care::entry::visit::Visit;
use care::entry::{Body, Draft};
use care::travel::{Mode, Point};
use jiff::civil::{date, time};
use planner::{Budget, Search, Stop, check};

use super::*;
use crate::testing::{NOW, TestApp};

const MONDAY: Date = Date::constant(2026, 11, 23);
const BASE: Point = Point { latitude_millionths: 52_100_000, longitude_millionths: -1_100_000 };

fn asked(test: &TestApp, teams: &[Uuid]) -> Asked {
    asked_at(test, teams, MONDAY, NOW)
}

fn asked_at(test: &TestApp, teams: &[Uuid], monday: Date, now: &str) -> Asked {
    let asked = ask(&test.app.store, teams, monday, now.parse().unwrap()).unwrap();
    assert_eq!(asked.needs.len(), asked.problem.visits.len());
    assert_eq!(asked.workers.len(), asked.problem.staff.len());
    assert_eq!(asked.people.len(), asked.problem.people.len());
    assert_eq!(asked.places.len(), asked.problem.places);
    for (need, visit) in asked.needs.iter().zip(&asked.problem.visits) {
        assert_eq!(need.id.to_string(), visit.id);
        assert_eq!(asked.people[visit.person], need.person);
    }
    // The planner's own reader finds no fault in it.
    let read = planner::read::problem(&asked.problem.write()).unwrap();
    assert_eq!(format!("{read:?}"), format!("{:?}", asked.problem));
    let report = check(&asked.problem, asked.plan(), Some(&asked.in_force));
    assert_eq!(report.broken, []);
    asked
}

fn tier(test: &TestApp, person: Uuid, tier: TierName) {
    let body = Tier { tier, reason: "Why".into(), actions: None, expires_on: date(2026, 11, 23) };
    let login = if person == test.cleo { "nurse2" } else { "nurse" };
    test.record(login, vec![test.draft(person, "2026-11-16T10:00:00Z", Body::Tier(body))]);
}

fn planned(test: &TestApp, person: Uuid, starts: &str, change: impl FnOnce(&mut Visit)) -> Uuid {
    let mut visit = Visit::plain(vec![test.staff("nurse")], 40, "A01", vec![Purpose::Medicines]);
    change(&mut visit);
    test.planned_as("nurse", person, starts, visit)
}

/// A new version of a team or of somebody of its staff.
fn change(test: &TestApp, subject: Uuid, body: Body) {
    let version = test.app.store.directory().versions[&subject];
    let draft = Draft {
        id: subject,
        team: None,
        from_version: version,
        ..test.draft(subject, "2026-11-16T09:00:00Z", body)
    };
    test.record("sysadmin", vec![draft]);
}

fn change_team(test: &TestApp, team: Uuid, with: impl FnOnce(&mut TeamPlanning)) {
    let mut body: Team = test.app.store.directory().teams[&team].clone();
    with(&mut body.planning);
    change(test, team, Body::Team(body));
}

fn change_staff(test: &TestApp, login: &str, with: impl FnOnce(&mut Staff)) {
    let mut body: Staff = test.app.store.directory().staff[&test.staff(login)].clone();
    with(&mut body);
    change(test, test.staff(login), Body::Staff(body));
}

#[test]
fn a_week_is_asked_planned_and_led_back_to_visits() {
    let test = TestApp::new();
    tier(&test, test.anna, TierName::Amber);
    let id = planned(&test, test.anna, "2026-11-24T10:00:00Z", |_| {});
    let asked = asked(&test, &[test.team]);
    // Anna's two by tier, of which one stands, and Bartek's one.
    assert_eq!(asked.needs.len(), 3);
    let at = asked.need(id).unwrap();
    let [one] = asked.plan().visits.as_slice() else { panic!("one visit stands") };
    assert_eq!((one.visit, asked.workers_of(one)), (at, vec![test.staff("nurse")]));
    assert_eq!(asked.starts_at(one).to_string(), "2026-11-24T10:00:00Z");
    assert_eq!(asked.spot(one).unwrap().code, "A01");
    assert_eq!(asked.lines[&test.anna].who.name, "Anna O'Brien");

    let budget = Budget { rounds: Some(2_000), ..Budget::default() };
    let search = Search { problem: &asked.problem, seed: 1, threads: 1, budget, warm: asked.warm() };
    let outcome = search.run(&mut |_| Stop::GoOn);
    assert_eq!(outcome.report.broken, []);
    assert_eq!(outcome.plan.visits.len(), 3);
    for one in &outcome.plan.visits {
        let need = &asked.needs[one.visit];
        assert_eq!(asked.workers_of(one).len(), usize::from(need.workers));
        assert_eq!(asked.spot(one), need.places.first());
        assert!((MONDAY..=date(2026, 11, 29)).contains(&moment::local_day(asked.starts_at(one))));
    }
}

#[test]
fn the_same_record_asks_the_same() {
    let test = TestApp::new();
    tier(&test, test.anna, TierName::Red);
    let once = asked(&test, &[test.team]);
    let twice = asked(&test, &[test.team]);
    assert_eq!(format!("{:?}", once.problem), format!("{:?}", twice.problem));
    assert_eq!(once.needs, twice.needs);
}

#[test]
fn visits_that_cannot_stay_are_planned_anew_and_say_why() {
    let test = TestApp::new();
    let first = planned(&test, test.anna, "2026-11-24T10:00:00Z", |v| v.agreed = true);
    let second = planned(&test, test.bartek, "2026-11-24T10:20:00Z", |_| {});
    let early = planned(&test, test.bartek, "2026-11-26T07:00:00Z", |_| {});
    let asked = asked(&test, &[test.team]);
    let stand: Vec<_> = asked.plan().visits.iter().map(|one| asked.needs[one.visit].id).collect();
    assert_eq!(stand, [first]);
    let said = |id| asked.not_kept.iter().find(|one| asked.needs[one.need].id == id).unwrap().why.join(" ");
    assert!(said(second).contains("cannot be at place"), "{}", said(second));
    assert!(said(early).contains("cannot be at place"), "{}", said(early));
}

#[test]
fn two_visits_that_may_not_move_on_one_day_are_both_there() {
    let test = TestApp::new();
    let twice = ["2026-11-24T10:00:00Z", "2026-11-24T14:00:00Z"]
        .map(|starts| planned(&test, test.anna, starts, |v| v.agreed = true));
    let asked = asked(&test, &[test.team]);
    assert_eq!(asked.plan().visits.len(), 2);
    assert!(twice.iter().all(|id| asked.need(*id).is_some()));
    assert_eq!(asked.people.iter().filter(|person| **person == test.anna).count(), 2);
}

#[test]
fn what_has_begun_stays_and_stays_beside_the_plan_when_it_breaks_a_rule() {
    let test = TestApp::new();
    let begun = planned(&test, test.anna, "2026-11-18T14:00:00Z", |_| {});
    let clash = planned(&test, test.bartek, "2026-11-18T14:10:00Z", |_| {});
    let now = "2026-11-18T14:20:00Z";
    let asked = asked_at(&test, &[test.team], date(2026, 11, 16), now);
    let kept = asked.need(begun).unwrap();
    assert!(asked.needs[kept].frozen());
    assert!(asked.plan().of(kept).is_some());
    let [aside] = asked.aside.as_slice() else { panic!("one is aside") };
    assert_eq!(aside.need.id, clash);
    assert!(aside.why.contains("cannot be at place"), "{}", aside.why);
    assert_eq!(asked.need(clash), None);
    assert_eq!((asked.in_force.day, asked.in_force.minute), (2, 14 * 60 + 20));
    // The nurse is with Anna until twenty to three, and then with Bartek for ten minutes more.
    let nurse = &asked.problem.staff[asked.worker(test.staff("nurse")).unwrap()];
    let held: Vec<_> = nurse.protected.iter().map(|kept| (kept.day, kept.start, kept.end)).collect();
    assert_eq!(held, [(2, 14 * 60 + 40, 14 * 60 + 50)]);
}

#[test]
fn hours_leave_and_roles_decide_who_is_there() {
    let test = TestApp::new();
    change_staff(&test, "nurse", |staff| {
        staff.away = vec![Away { from: date(2026, 11, 24), until: date(2026, 11, 25) }];
        staff.pattern =
            [1, 2, 3, 6].map(|weekday| WorkDay { weekday, from_minute: 600, to_minute: 1200 }).to_vec();
        staff.planning = WorkerPlanning {
            travels: Some(Mode::Walk),
            visits_most: Some(4),
            own_work: Vec::new(),
            starts: None,
        };
    });
    change_staff(&test, "ot", |staff| {
        staff.planning.own_work = vec![WorkDay { weekday: 2, from_minute: 780, to_minute: 900 }];
    });
    let asked = asked(&test, &[test.team]);
    let worker = |login| asked.worker(test.staff(login)).map(|at| &asked.problem.staff[at]);
    let nurse = worker("nurse").unwrap();
    let shifts: Vec<_> = nurse.shifts.iter().map(|s| (s.day, s.start, s.end)).collect();
    assert_eq!(shifts, [(0, 600, 1200), (5, 600, 1200)]);
    assert_eq!((nurse.most_visits, nurse.table), (4, 2));
    let ot = worker("ot").unwrap();
    let kept: Vec<_> = ot.protected.iter().map(|p| (p.day, p.start, p.end, p.skills.concat())).collect();
    assert_eq!(kept, [(1, 780, 900, "occupational therapist".to_owned())]);
    assert_eq!(ot.shifts.len(), 5);
    // The manager makes no visits by role, and is there for one that stands in their name.
    assert!(worker("manager").is_none());
    planned(&test, test.anna, "2026-11-24T10:00:00Z", |v| v.workers = vec![test.staff("manager")]);
    let asked = self::asked(&test, &[test.team]);
    let manager = &asked.problem.staff[asked.worker(test.staff("manager")).unwrap()];
    assert_eq!((manager.most_visits, manager.fair_group.as_deref()), (1, None));
    assert_eq!(asked.plan().visits.len(), 1);
}

#[test]
fn handover_and_mdt_hold_those_at_work_who_are_not_with_somebody() {
    let test = TestApp::new();
    change_team(&test, test.team, |planning| {
        planning.base = Some(BASE);
        planning.handover =
            Some(MeetingTime { weekdays: vec![1, 2, 3, 4, 5], at: time(9, 0, 0, 0), minutes: 30 });
        planning.mdt = Some(MeetingTime { weekdays: vec![3], at: time(11, 30, 0, 0), minutes: 210 });
    });
    planned(&test, test.anna, "2026-11-24T09:10:00Z", |v| v.agreed = true);
    let asked = asked(&test, &[test.team]);
    let nurse = asked.worker(test.staff("nurse")).unwrap();
    let of = |day| asked.problem.events.iter().filter(move |event| event.day == day);
    assert_eq!(asked.problem.events.len(), 6);
    assert!(of(0).all(|event| event.attendees.contains(&nurse)));
    // An agreed visit comes before the handover.
    assert!(of(1).all(|event| !event.attendees.contains(&nurse) && !event.attendees.is_empty()));
    // The MDT leaves no room for the usual break: nobody has one that day.
    let rest = |day: usize| asked.problem.staff[nurse].shift(day).unwrap().rest;
    assert_eq!((rest(0).is_some(), rest(2)), (true, None));
    assert_eq!(asked.places[0].point, Some(BASE));
}

#[test]
fn somebody_of_two_teams_is_there_once_and_not_free_while_elsewhere() {
    let test = TestApp::new();
    let other = Membership { team: test.other_team, from: date(2026, 1, 5), until: None };
    change_staff(&test, "nurse", |staff| staff.memberships.push(other));
    planned(&test, test.anna, "2026-11-24T10:00:00Z", |_| {});
    let both = asked(&test, &[test.team, test.other_team]);
    let nurse = |asked: &Asked| asked.problem.staff[asked.worker(test.staff("nurse")).unwrap()].clone();
    assert_eq!(nurse(&both).teams.len(), 2);
    assert_eq!(both.workers.iter().filter(|id| **id == test.staff("nurse")).count(), 1);
    let others = asked(&test, &[test.other_team]);
    let held: Vec<_> = nurse(&others).protected.iter().map(|p| (p.day, p.start, p.end)).collect();
    assert_eq!(held, [(1, 585, 655)]);
    assert!(others.needs.iter().all(|need| need.person == test.cleo));
}

#[test]
fn weights_are_the_teams() {
    let test = TestApp::new();
    let usual = asked(&test, &[test.team]).problem.weights;
    assert_eq!(
        (usual.unassigned, usual.travel_minute, usual.load_minute),
        ([5000.0, 2000.0, 1000.0, 400.0], 1.0, 0.5)
    );
    let own = Weights { travel_ten_minutes: 25, ..Weights::default() };
    change_team(&test, test.team, |planning| planning.weights = Some(own));
    let weights = asked(&test, &[test.team]).problem.weights;
    assert!((weights.travel_minute - 2.5).abs() < f64::EPSILON, "{weights:?}");
}
