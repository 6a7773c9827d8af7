//! Tables of what a person needs in the week of 23 November 2026, by each source, and what is wished.

use jiff::civil::date;
use serde_json::{Value, json};

use super::*;
use crate::entry::around::{Preferences, Strength, WorkerGender};
use crate::entry::planning::{Hours, KnownPlace};
use crate::entry::visit::Visit;
use crate::line::{Recent, Seen};
use crate::travel::Point;

const MONDAY: Date = Date::constant(2026, 11, 23);
const WEEK_BEFORE: &str = "2026-11-18T09:30:00Z";
const PERSON: Uuid = Uuid::from_u128(21);
const NURSE: Uuid = Uuid::from_u128(2);
const OT: Uuid = Uuid::from_u128(3);
const SERIES: Uuid = Uuid::from_u128(31);
const HOME: Point = Point { latitude_millionths: 52_000_000, longitude_millionths: -1_000_000 };
const BASE: Point = Point { latitude_millionths: 52_100_000, longitude_millionths: -1_100_000 };
const WARD: Point = Point { latitude_millionths: 52_200_000, longitude_millionths: -1_200_000 };

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn line(changes: &Value) -> Line {
    let mut line = json!({
        "person": PERSON,
        "who": {"name": "Person", "home": {"point": HOME}},
        "episodes": [{"id": Uuid::from_u128(5), "referred_on": "2026-03-02", "accepted_on": "2026-03-09", "last_seen_before": "2026-11-17"}],
        "named": {"key_worker": NURSE, "deputy": OT, "since": "2026-03-09T10:00:00Z", "seq": 2},
    });
    for (name, value) in changes.as_object().unwrap() {
        line[name] = value.clone();
    }
    serde_json::from_value(line).unwrap()
}

fn tier(name: &str) -> Value {
    json!({"tier": {"id": Uuid::from_u128(92), "tier": name, "reason": "Why", "by": NURSE, "at": "2026-11-16T10:00:00Z", "expires_on": "2026-12-10", "seq": 3}})
}

fn and(mut one: Value, more: &Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        one[name] = value.clone();
    }
    one
}

fn visit(id: u128, starts: &str, change: impl FnOnce(&mut Visit)) -> VisitNow {
    let mut visit = Visit::plain(vec![NURSE], 40, "A01", vec![Purpose::Medicines]);
    change(&mut visit);
    let id = Uuid::from_u128(id);
    VisitNow { id, version: 1, person: PERSON, team: None, starts_at: at(starts), visit, outcome: None }
}

fn planning() -> TeamPlanning {
    let hours = Hours { from: jiff::civil::time(14, 0, 0, 0), to: jiff::civil::time(19, 0, 0, 0) };
    let known =
        |name: &str, code: &str, hours| KnownPlace { name: name.into(), code: code.into(), at: WARD, hours };
    TeamPlanning {
        base: Some(BASE),
        places: vec![
            known("Larch ward", "E02", vec![hours]),
            known("Elm ward", "E02", Vec::new()),
            known("Teasel cafe", "N02", Vec::new()),
            KnownPlace { at: BASE, ..known("Teasel centre", "J01", Vec::new()) },
        ],
        ..TeamPlanning::default()
    }
}

fn asked(line: &Line, visits: &[VisitNow], monday: Date, now: &str) -> Vec<Need> {
    with_week(monday, now, |week| of(line, visits, week))
}

fn with_week<T>(monday: Date, now: &str, work: impl FnOnce(&Week<'_>) -> T) -> T {
    let (holidays, planning) = (BankHolidays::england_and_wales(), planning());
    let role = |staff: Uuid| (staff == OT).then_some(Role::Ot).or(Some(Role::Nurse));
    let postcode = |code: &str| (code == "B991AA").then_some(BASE);
    work(&Week {
        monday,
        now: at(now),
        holidays: &holidays,
        planning: &planning,
        postcode: &postcode,
        role: &role,
    })
}

/// One need in short: sources, priority, days, minutes, workers.
fn short(need: &Need) -> (String, Priority, String, u16, u8) {
    let sources: Vec<String> = need
        .sources
        .iter()
        .map(|source| serde_json::to_value(source).unwrap()["source"].as_str().unwrap().to_owned())
        .collect();
    let days = need.days.iter().map(ToString::to_string).collect();
    (sources.join("+"), need.priority, days, need.minutes, need.workers)
}

type Short<'a> = (&'a str, Priority, &'a str, u16, u8);

fn check(changes: &Value, visits: &[VisitNow], (monday, now): (Date, &str), expected: &[Short<'_>]) {
    let found: Vec<_> = asked(&line(changes), visits, monday, now).iter().map(short).collect();
    let expected: Vec<_> =
        expected.iter().map(|(s, p, d, m, w)| ((*s).to_owned(), *p, (*d).to_owned(), *m, *w)).collect();
    assert_eq!(found, expected, "{changes}");
}

use Priority::{High, Must, Normal};

#[test]
fn a_tier_asks_for_so_many_visits_a_week() {
    let next = (MONDAY, WEEK_BEFORE);
    let times = |count: usize, one: Short<'static>| vec![one; count];
    check(&tier("red"), &[], next, &times(5, ("tier", Must, "0123456", 45, 1)));
    check(&tier("amber"), &[], next, &times(2, ("tier", High, "01234", 45, 1)));
    check(&tier("green"), &[], next, &times(1, ("tier", Normal, "01234", 45, 1)));
    check(&tier("blue"), &[], next, &times(1, ("tier", High, "01234", 45, 1)));
    check(&tier("grey"), &[], next, &[]);
    check(&json!({}), &[], next, &times(1, ("tier", Normal, "01234", 45, 1)));
    // Nobody who has left, or died.
    check(&json!({"episodes": []}), &[], next, &[]);
    let died = json!({"who": {"name": "Person", "died_on": "2026-11-01"}});
    check(&died, &[], next, &[]);
}

#[test]
fn what_was_is_not_asked_again_and_the_week_that_is_over_asks_nothing() {
    let wednesday = "2026-11-25T09:30:00Z";
    check(&tier("amber"), &[], (MONDAY, wednesday), &[("tier", High, "234", 45, 1); 2]);
    // Not more visits than days are left.
    check(&tier("red"), &[], (MONDAY, "2026-11-28T09:30:00Z"), &[("tier", Must, "56", 45, 1); 2]);
    check(&tier("red"), &[], (MONDAY, "2026-11-30T09:30:00Z"), &[]);
    let mut met = line(&tier("amber"));
    met.recent = vec![recent("2026-11-24T10:00:00Z", true), recent("2026-11-24T12:00:00Z", false)];
    assert_eq!(asked(&met, &[], MONDAY, wednesday).len(), 1);
    met.recent = vec![recent("2026-11-20T10:00:00Z", true)];
    assert_eq!(asked(&met, &[], MONDAY, wednesday).len(), 2);
}

fn recent(when: &str, seen: bool) -> Recent {
    let seen =
        json!({"id": SERIES, "at": when, "workers": [OT], "outcome": "seen", "with": "person", "seen": seen});
    serde_json::from_value(seen).unwrap()
}

#[test]
fn visits_that_stand_count_for_the_tier_and_keep_their_id() {
    let stands = [visit(7, "2026-11-24T10:00:00Z", |_| {})];
    let expected = [("planned", High, "01234", 40, 1), ("tier", High, "01234", 45, 1)];
    check(&tier("amber"), &stands, (MONDAY, WEEK_BEFORE), &expected);
    let needs = asked(&line(&tier("amber")), &stands, MONDAY, WEEK_BEFORE);
    assert_eq!(needs[0].id, Uuid::from_u128(7));
    assert_eq!(needs[0].standing.as_ref().unwrap().version, 1);
    assert_eq!(needs[0].windows, [(9 * 60, 18 * 60 + 30)]);
    assert_eq!(needs[0].preferred, [NURSE]);
    // A need that nobody has planned has the same id each time, and another one another week.
    let ids =
        |monday, now| asked(&line(&tier("amber")), &[], monday, now).iter().map(|n| n.id).collect::<Vec<_>>();
    let first = ids(MONDAY, WEEK_BEFORE);
    assert_eq!(first, ids(MONDAY, "2026-11-20T12:00:00Z"));
    assert_ne!(first[0], first[1]);
    assert_ne!(first, ids(date(2026, 11, 30), WEEK_BEFORE));
    // One that is called off is none.
    let off = json!({"by": "team"});
    let off = visit(7, "2026-11-24T10:00:00Z", |v| v.called_off = serde_json::from_value(off).unwrap());
    check(&tier("green"), &[off], (MONDAY, WEEK_BEFORE), &[("tier", Normal, "01234", 45, 1)]);
}

#[test]
fn a_series_matters_by_tier_and_a_decision_of_the_mdt_much() {
    let stands = [visit(7, "2026-11-24T10:00:00Z", |v| v.series = Some(SERIES))];
    check(&tier("green"), &stands, (MONDAY, WEEK_BEFORE), &[("series", Normal, "01234", 40, 1)]);
    let decided = json!({"decided": {"id": SERIES, "mdt": SERIES, "at": "2026-11-17T09:00:00Z", "decision": "Cook together", "series": SERIES, "seq": 9}});
    let decided = and(tier("green"), &decided);
    check(&decided, &stands, (MONDAY, WEEK_BEFORE), &[("decided", High, "01234", 40, 1)]);
}

#[test]
fn what_is_agreed_keeps_its_time_and_what_has_begun_everything() {
    let agreed = visit(7, "2026-11-24T10:15:00Z", |v| v.agreed = true);
    let needs = asked(&line(&tier("green")), &[agreed], MONDAY, WEEK_BEFORE);
    assert_eq!(short(&needs[0]), ("planned".into(), Must, "1".into(), 40, 1));
    assert_eq!(needs[0].windows, [(615, 615)]);
    assert!(!needs[0].frozen());
    for (now, started, expected) in [
        ("2026-11-24T10:00:00Z", None, false),
        ("2026-11-24T10:20:00Z", None, true),
        ("2026-11-24T10:00:00Z", Some("2026-11-24T09:55:00Z"), true),
    ] {
        let begun = visit(7, "2026-11-24T10:15:00Z", |v| v.started_at = started.map(at));
        let needs = asked(&line(&tier("green")), &[begun], MONDAY, now);
        assert_eq!(needs[0].frozen(), expected, "{now} {started:?}");
        let start = if started.is_some() { 595 } else { 615 };
        assert!(!expected || needs[0].windows == [(start, start)], "{:?}", needs[0].windows);
    }
}

#[test]
fn an_injection_is_due_within_its_window() {
    let due = |product: &str, on: &str| {
        and(tier("grey"), &json!({"injections": [{"id": SERIES, "product": product, "due_on": on}]}))
    };
    for (product, on, days) in [
        ("Zuclopenthixol decanoate", "2026-11-25", Some("012345")),
        ("Zuclopenthixol decanoate 200 mg", "2026-11-29", Some("3456")),
        ("Zuclopenthixol decanoate", "2026-11-22", Some("012")),
        ("Zuclopenthixol decanoate", "2026-11-30", None),
        ("Aripiprazole, monthly", "2026-11-26", Some("3")),
        ("aripiprazole_monthly", "2026-11-26", Some("3")),
        ("Something else", "2026-11-27", Some("123456")),
        // The window has closed: as soon as anybody can.
        ("Zuclopenthixol decanoate", "2026-11-10", Some("0123456")),
    ] {
        let expected: Vec<Short<'_>> = days.iter().map(|days| ("injection", Must, *days, 30, 1)).collect();
        check(&due(product, on), &[], (MONDAY, WEEK_BEFORE), &expected);
    }
    let needs = asked(&line(&due("Aripiprazole, monthly", "2026-11-26")), &[], MONDAY, WEEK_BEFORE);
    assert_eq!(
        (needs[0].skills.as_slice(), needs[0].purposes.as_slice()),
        (&["injections".to_owned(), "alone: medicines".to_owned()][..], &[Purpose::Medicines][..])
    );
}

#[test]
fn a_visit_that_is_there_takes_the_injection_in() {
    let due =
        json!({"injections": [{"id": SERIES, "product": "Aripiprazole, monthly", "due_on": "2026-11-26"}]});
    let other = visit(6, "2026-11-26T09:00:00Z", |v| v.purposes = vec![Purpose::Housing]);
    let medicines = visit(7, "2026-11-26T10:00:00Z", |v| v.minutes = 20);
    let needs = asked(&line(&and(tier("amber"), &due)), &[other, medicines], MONDAY, WEEK_BEFORE);
    let shorts: Vec<_> = needs.iter().map(short).collect();
    assert_eq!(shorts[0], ("injection+planned".into(), Must, "3".into(), 30, 1));
    assert_eq!(needs[0].id, Uuid::from_u128(7));
    assert_eq!(needs[0].skills, ["alone: medicines", "injections"]);
    assert_eq!(shorts[1].0, "planned");
    assert_eq!(shorts.len(), 2);
    // One on another day does not.
    let monday = visit(7, "2026-11-23T10:00:00Z", |_| {});
    let needs = asked(&line(&and(tier("green"), &due)), &[monday], MONDAY, WEEK_BEFORE);
    assert_eq!(needs.iter().map(|need| short(need).0).collect::<Vec<_>>(), ["injection", "planned"]);
}

#[test]
fn who_left_hospital_is_seen_within_72_hours_and_not_on_the_day() {
    let stay = |left: &str| {
        and(
            tier("grey"),
            &json!({"stay": {"id": SERIES, "ward": "Larch ward", "admitted_at": "2026-10-01T10:00:00Z", "left_at": left}}),
        )
    };
    for (left, now, days) in [
        ("2026-11-23T16:00:00Z", "2026-11-23T17:00:00Z", Some("123")),
        // By Thursday at 10: that morning only when no other day is left.
        ("2026-11-23T10:00:00Z", "2026-11-23T17:00:00Z", Some("12")),
        ("2026-11-23T10:00:00Z", "2026-11-26T08:00:00Z", Some("3")),
        ("2026-11-20T16:00:00Z", "2026-11-20T17:00:00Z", Some("0")),
        // Late already: at once.
        ("2026-11-17T16:00:00Z", "2026-11-22T17:00:00Z", Some("01")),
        ("2026-10-17T16:00:00Z", "2026-11-22T17:00:00Z", None),
    ] {
        let expected: Vec<Short<'_>> = days.iter().map(|days| ("follow_up", Must, *days, 45, 1)).collect();
        check(&stay(left), &[], (MONDAY, now), &expected);
    }
    let mut seen = line(&stay("2026-11-20T16:00:00Z"));
    seen.last_seen =
        Some(Seen { id: SERIES, at: at("2026-11-21T10:00:00Z"), workers: vec![NURSE], place: None });
    assert_eq!(asked(&seen, &[], MONDAY, "2026-11-21T17:00:00Z"), []);
}

#[test]
fn somebody_on_a_ward_is_visited_there_in_its_hours() {
    let stay = |ward: &str| {
        and(
            tier("amber"),
            &json!({"stay": {"id": SERIES, "ward": ward, "admitted_at": "2026-11-16T10:00:00Z", "left_at": null}}),
        )
    };
    check(&stay("Larch ward"), &[], (MONDAY, WEEK_BEFORE), &[("in_reach", High, "01234", 60, 1)]);
    for (ward, point, hours) in [
        ("Larch Ward, second floor", Some(WARD), vec![(14 * 60, 19 * 60)]),
        ("Elm ward", Some(WARD), vec![]),
        ("Rowan ward, 90 miles away", None, vec![]),
    ] {
        let needs = asked(&line(&stay(ward)), &[], MONDAY, WEEK_BEFORE);
        let [spot] = needs[0].places.as_slice() else { panic!("one place: {:?}", needs[0].places) };
        assert_eq!((spot.code.as_str(), spot.point, &spot.hours), ("E02", point, &hours), "{ward}");
        assert_eq!(needs[0].flags.contains(&Flag::NotPlaced), point.is_none(), "{ward}");
        assert_eq!(spot.exactly.as_deref(), Some(ward));
    }
}

#[test]
fn steps_after_a_missed_contact_that_somebody_goes_out_for_are_visits() {
    let missed = |first: &str, count: u32, name: &str| {
        let mut line = line(&tier(name));
        let missed = json!({"first_at": first, "first_id": SERIES, "last_at": first, "last_outcome": "no_answer", "count": count, "grey": false});
        line.missed = serde_json::from_value(missed).unwrap();
        line
    };
    let steps = |line: &Line, now| asked(line, &[], MONDAY, now).iter().map(short).collect::<Vec<_>>();
    // Green: again by the end of the next day.
    let needs = steps(&missed("2026-11-24T10:00:00Z", 1, "green"), "2026-11-24T11:00:00Z");
    assert_eq!(needs, [("ladder".into(), Normal, "12".into(), 30, 1)]);
    // The second step is asking around: no visit but the tier's.
    let needs = steps(&missed("2026-11-24T10:00:00Z", 2, "green"), "2026-11-24T11:00:00Z");
    assert_eq!(needs, [("tier".into(), Normal, "1234".into(), 45, 1)]);
    // Looking in the usual places is a joint visit.
    let mut gone = missed("2026-11-16T10:00:00Z", 3, "grey");
    gone.steps = serde_json::from_value(json!([
        {"id": SERIES, "step": 2, "at": "2026-11-17T10:00:00Z", "by": NURSE},
        {"id": SERIES, "step": 3, "at": "2026-11-17T12:00:00Z", "by": NURSE},
    ]))
    .unwrap();
    assert_eq!(steps(&gone, WEEK_BEFORE), [("ladder".into(), High, "01".into(), 30, 2)]);
}

#[test]
fn two_go_to_somebody_taken_on_and_not_met_yet() {
    let taken_on =
        |on: &str| json!({"episodes": [{"id": SERIES, "referred_on": "2026-10-02", "accepted_on": on}]});
    check(&taken_on("2026-11-18"), &[], (MONDAY, WEEK_BEFORE), &[("first_contact", Must, "012", 60, 2)]);
    check(&taken_on("2026-11-12"), &[], (MONDAY, WEEK_BEFORE), &[("first_contact", Must, "01", 60, 2)]);
    check(&taken_on("2026-10-12"), &[], (MONDAY, WEEK_BEFORE), &[("tier", Normal, "01234", 45, 1)]);
    let stands = [visit(7, "2026-11-24T10:00:00Z", |_| {})];
    let expected = [("first_contact+planned", Must, "012", 60, 2)];
    check(&taken_on("2026-11-18"), &stands, (MONDAY, WEEK_BEFORE), &expected);
}

#[test]
fn safety_rules_decide_how_many_go_and_where() {
    let rule = |kind: &str, until: &str| {
        and(
            tier("green"),
            &json!({"safety": [{"id": SERIES, "rule": kind, "what": "Why", "expires_on": until}]}),
        )
    };
    let one = |changes: &Value| asked(&line(changes), &[], MONDAY, WEEK_BEFORE).remove(0);
    assert_eq!(one(&rule("two_person", "2026-12-10")).workers, 2);
    assert_eq!(one(&rule("two_person", "2026-11-20")).workers, 1);
    let codes = |need: &Need| need.places.iter().map(|spot| spot.code.clone()).collect::<Vec<_>>();
    assert_eq!(codes(&one(&rule("dog", "2026-12-10"))), ["A01"]);
    assert_eq!(codes(&one(&rule("no_home", "2026-12-10"))), ["N02"]);
    assert_eq!(codes(&one(&rule("meet_outside", "2026-12-10"))), ["N01"]);
    assert_eq!(one(&rule("worker_gender", "2026-12-10")).flags, [Flag::GenderNotSaid]);
    // A visit that stands at home although a rule forbids it is proposed elsewhere.
    let stands = visit(7, "2026-11-24T10:00:00Z", |_| {});
    let needs = asked(&line(&rule("no_home", "2026-12-10")), &[stands], MONDAY, WEEK_BEFORE);
    assert_eq!(
        (codes(&needs[0]), needs[0].flags.as_slice()),
        (vec!["N02".to_owned()], &[Flag::RuledOutPlace][..])
    );
}

#[test]
fn places_are_those_the_person_likes_without_those_ruled_out() {
    let prefer = |likes: &[&str], refuses: &[&str]| {
        let mut line = line(&tier("green"));
        let codes = |list: &[&str]| list.iter().map(|code| (*code).to_owned()).collect();
        line.preferences = Some(Preferences {
            likes_places: codes(likes),
            refuses_places: codes(refuses),
            ..Preferences::default()
        });
        line
    };
    for (likes, refuses, expected) in [
        (&[][..], &[][..], vec![("A01", 0, Some(HOME))]),
        // The one cafe and the one centre that the team knows.
        (
            &["N02", "J01"],
            &[],
            vec![("N02", 0, Some(WARD)), ("J01", 10, Some(BASE)), ("A01", 20, Some(HOME))],
        ),
        (&["N01"], &["A01"], vec![("N01", 0, Some(HOME))]),
        (&[], &["A01"], vec![("N02", 0, Some(WARD))]),
        // Two wards are known, none is meant.
        (&["L03"], &["A01"], vec![("L03", 0, None)]),
    ] {
        let needs = asked(&prefer(likes, refuses), &[], MONDAY, WEEK_BEFORE);
        let found: Vec<_> = needs[0].places.iter().map(|s| (s.code.as_str(), s.penalty, s.point)).collect();
        assert_eq!(found, expected, "{likes:?} {refuses:?}");
    }
}

#[test]
fn an_address_is_placed_by_its_coordinates_then_by_its_postcode_and_never_guessed() {
    let home =
        |home: Value| and(tier("green"), &json!({"who": {"name": "Person", "withheld": true, "home": home}}));
    for (given, point, known_by) in [
        (json!({"point": HOME, "postcode": "B991AA"}), Some(HOME), Where::Home),
        (json!({"postcode": "B991AA"}), Some(BASE), Where::Home),
        (json!({"postcode": "B992AA"}), None, Where::Nowhere),
        (json!({}), None, Where::Nowhere),
    ] {
        let needs = asked(&line(&home(given.clone())), &[], MONDAY, WEEK_BEFORE);
        let spot = &needs[0].places[0];
        assert_eq!((spot.point, &spot.known_by), (point, &known_by), "{given}");
        assert_eq!(spot.withheld, point.is_some());
        assert_eq!(needs[0].flags.contains(&Flag::NotPlaced), point.is_none(), "{given}");
    }
    let nobody = home(json!({"point": HOME, "no_fixed_abode": true}));
    let needs = asked(&line(&nobody), &[], MONDAY, WEEK_BEFORE);
    assert_eq!((needs[0].places[0].code.as_str(), needs[0].places[0].point), ("N01", Some(HOME)));
}

#[test]
fn a_bank_holiday_is_for_red_and_for_what_cannot_wait() {
    // Christmas Day 2026 is a Friday; Boxing Day is kept on the Monday after.
    let (christmas, now) = (date(2026, 12, 21), "2026-12-18T09:30:00Z");
    check(&tier("green"), &[], (christmas, now), &[("tier", Normal, "0123", 45, 1)]);
    check(&tier("red"), &[], (christmas, now), &[("tier", Must, "0123456", 45, 1); 5]);
    let due =
        json!({"injections": [{"id": SERIES, "product": "Aripiprazole, monthly", "due_on": "2026-12-25"}]});
    check(&and(tier("grey"), &due), &[], (christmas, now), &[("injection", Must, "4", 30, 1)]);
}

#[test]
fn work_of_a_profession_stays_with_it() {
    let session = |worker, purposes: Vec<Purpose>| {
        visit(7, "2026-11-24T10:00:00Z", |v| (v.workers, v.purposes) = (vec![worker], purposes))
    };
    let skills = |visit| asked(&line(&tier("green")), &[visit], MONDAY, WEEK_BEFORE).remove(0).skills;
    let nothing: &[&str] = &[];
    for (worker, purposes, expected) in [
        (OT, vec![Purpose::DailyLiving, Purpose::Work], &["occupational therapist"][..]),
        // The therapist goes with medicines although that is not theirs alone: nobody else is asked for.
        (OT, vec![Purpose::DailyLiving, Purpose::Medicines], nothing),
        (NURSE, vec![Purpose::Medicines, Purpose::Housing], &["alone: medicines"]),
        (NURSE, vec![Purpose::Engagement], nothing),
    ] {
        assert_eq!(skills(session(worker, purposes.clone())), expected, "{purposes:?}");
    }
}

#[test]
fn wishes_are_hard_when_nothing_works_without() {
    let wishes = |changes: &Value, visits: &[VisitNow], preferences: Option<Preferences>| {
        let mut line = line(changes);
        line.preferences = preferences;
        line.recent = vec![recent("2026-11-10T10:00:00Z", true), recent("2026-11-19T10:00:00Z", true)];
        with_week(MONDAY, WEEK_BEFORE, |week| Wishes::of(&line, &of(&line, visits, week), week))
    };
    let gender = |strength| Preferences {
        worker_gender: Some(WorkerGender { gender: "2".into(), strength }),
        not_these_workers: vec![OT],
        ..Preferences::default()
    };
    for (strength, hard) in [(Strength::Wish, false), (Strength::Strong, false), (Strength::Essential, true)]
    {
        let found = wishes(&tier("green"), &[], Some(gender(strength)));
        assert_eq!(found.gender, Some(("2".into(), hard)));
        assert_eq!(found.not_these, [OT]);
    }
    let rule = json!({"safety": [{"id": SERIES, "rule": "worker_gender", "what": "Why", "expires_on": "2026-12-01"}]});
    let found = wishes(&and(tier("green"), &rule), &[], Some(gender(Strength::Wish)));
    assert_eq!(found.gender, Some(("2".into(), true)));
    let speaks = |who: Value| wishes(&and(tier("amber"), &json!({"who": who})), &[], None);
    assert_eq!(speaks(json!({"name": "Person", "language": "ur"})).language.as_deref(), Some("ur"));
    let interpreted = json!({"name": "Person", "language": "ur", "interpreter": "Urdu"});
    assert_eq!(speaks(interpreted).language, None);

    let amber = wishes(&tier("amber"), &[], None);
    assert_eq!((amber.gap, amber.key_worker, amber.recent.as_slice()), (2, Some(NURSE), &[OT][..]));
    assert_eq!((amber.faces_most, amber.key_worker_visits), (Some(3), 1));
    assert_eq!(wishes(&tier("red"), &[], None).faces_most, None);
    // Visits that stand a day apart are a day apart.
    let near = [visit(6, "2026-11-23T10:00:00Z", |_| {}), visit(7, "2026-11-24T10:00:00Z", |_| {})];
    assert_eq!(wishes(&tier("amber"), &near, None).gap, 1);
}

fn keeps(changes: &Value) -> Line {
    let preferences = json!({"preferences": {
        "kept_times": [{"what": "Friday prayers", "weekdays": ["friday"], "from": "12:30", "until": "14:30"}],
        "kept_days": [{"what": "A wedding", "from": "2026-11-24", "until": "2026-11-24"}],
    }});
    line(&and(and(tier("amber"), &preferences), changes))
}

#[test]
fn p03_needs_leave_out_what_the_person_keeps_free() {
    let needs = asked(&keeps(&json!({})), &[], MONDAY, WEEK_BEFORE);
    let (from, to) = settings::USUAL_WINDOW;
    let minutes = settings::USUAL_MINUTES;
    for need in &needs {
        assert_eq!(need.days, [0, 2, 3, 4], "not on the day of the wedding");
        assert_eq!(need.windows, [(from, 12 * 60 + 30 - minutes), (14 * 60 + 30, to)]);
        assert!(need.flags.iter().all(|flag| *flag == Flag::NotPlaced), "{:?}", need.flags);
    }
    assert_eq!(needs.len(), 2);
}

#[test]
fn p03_what_stands_in_a_kept_time_is_moved_unless_somebody_said_why() {
    let friday = "2026-11-27T13:00:00Z";
    let silent = asked(&keeps(&json!({})), &[visit(1, friday, |_| {})], MONDAY, WEEK_BEFORE);
    let stands = |needs: &[Need]| needs.iter().find(|need| need.standing.is_some()).unwrap().clone();
    let need = stands(&silent);
    assert!(need.flags.contains(&Flag::KeptTime));
    assert!(!need.windows.iter().any(|(from, to)| (*from..=*to).contains(&(13 * 60))), "{:?}", need.windows);
    let why = |visit: &mut Visit| visit.time_override = Some("The landlord comes then".into());
    let need = stands(&asked(&keeps(&json!({})), &[visit(1, friday, why)], MONDAY, WEEK_BEFORE));
    assert_eq!((need.days, need.windows), (vec![4], vec![(13 * 60, 13 * 60)]));
    assert!(!need.flags.contains(&Flag::KeptTime));
}

#[test]
fn p03_a_need_with_no_free_time_is_left_for_a_human() {
    let changes = json!({
        "injections": [{"id": Uuid::from_u128(7), "product": "Something else", "due_on": "2026-11-24", "seq": 9}],
        "preferences": {"kept_days": [{"what": "Away with family", "from": "2026-11-01", "until": "2026-12-31"}]},
    });
    let needs = asked(&keeps(&changes), &[], MONDAY, WEEK_BEFORE);
    assert!(!needs.is_empty());
    for need in &needs {
        assert!(need.flags.contains(&Flag::NoFreeTime), "{need:?}");
        assert!(need.skills.iter().any(|skill| skill.contains("keeps free")));
    }
}

#[test]
fn p03_a_visit_with_an_interpreter_keeps_its_time() {
    let booked = |visit: &mut Visit| {
        visit.interpreter = serde_json::from_value(json!({"language": "pl", "presence": "in_person",
            "who": "professional", "by": "Bramble Interpreting", "booked_for": "2026-11-25T10:00:00Z"}))
        .unwrap();
    };
    let one = visit(1, "2026-11-25T10:00:00Z", booked);
    let needs = asked(&line(&tier("amber")), &[one], MONDAY, WEEK_BEFORE);
    let need = needs.iter().find(|need| need.standing.is_some()).unwrap();
    assert_eq!((need.days.as_slice(), need.windows.as_slice()), ([2_u8].as_slice(), [(600, 600)].as_slice()));
    assert!(need.standing.as_ref().unwrap().agreed);
}

#[test]
fn what_is_needed_again_is_another_visit() {
    let green = line(&tier("green"));
    let first = asked(&green, &[], MONDAY, WEEK_BEFORE)[0].id;
    let off: Visit = serde_json::from_value(json!({
        "workers": [NURSE], "minutes": 45, "place": "A01", "purposes": ["engagement"], "called_off": {"by": "person"},
    }))
    .unwrap();
    let gone = VisitNow { id: first, visit: off, ..visit(1, "2026-11-24T10:00:00Z", |_| ()) };
    let again = asked(&green, &[gone], MONDAY, WEEK_BEFORE);
    assert_eq!(again.len(), 1);
    assert_ne!(again[0].id, first, "a visit that was called off stays called off");
}

#[test]
fn who_must_be_seen_takes_the_visit_of_that_day_or_gets_one() {
    let day = date(2026, 11, 24);
    let seen = MustBeSeen {
        id: Uuid::from_u128(77),
        person: PERSON,
        day,
        window: (600, 720),
        minutes: 60,
        workers: 2,
    };
    let short_of = |visits: &[VisitNow]| {
        let line = line(&json!({}));
        with_week(MONDAY, WEEK_BEFORE, |week| {
            let mut all = of(&line, visits, week);
            must_be_seen(&mut all, &seen, &line, week);
            let need = all.iter().find(|need| need.sources[0].kind() == "must_be_seen").unwrap().clone();
            (need.id.as_u128(), need.days, need.windows, need.minutes, need.workers, need.priority)
        })
    };
    assert_eq!(short_of(&[]), (77, vec![1], vec![(600, 720)], 60, 2, Must));
    let there = visit(8, "2026-11-24T15:00:00Z", |_| ());
    assert_eq!(short_of(std::slice::from_ref(&there)), (8, vec![1], vec![(600, 720)], 60, 2, Must));
    // A time that is agreed outside the window stays, and another visit is needed.
    let agreed = visit(8, "2026-11-24T15:00:00Z", |visit| visit.agreed = true);
    assert_eq!(short_of(&[agreed]).0, 77);
    let other_day = visit(8, "2026-11-25T11:00:00Z", |_| ());
    assert_eq!(short_of(&[other_day]).0, 77);
}
