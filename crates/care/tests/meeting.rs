//! The weekly meeting: what its agenda says, what it may decide, and whether a plan fits a worker's week.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

use care::access::{Actor, Role};
use care::entry::mdt::Mdt;
use care::entry::organisation::{Away, Staff};
use care::entry::visit::VisitSeries;
use care::entry::{Body, Draft, Entry, Kind};
use care::fit::{Clash, Slot, Week, nearest};
use care::line::{Lately, Line};
use care::mdt::{Heading, agenda};
use care::problem::Problem;
use care::rule::context::{VisitNow, Weeks};
use care::rule::{Context, refusals};
use jiff::Timestamp;
use jiff::civil::{Date, date, time};
use serde_json::{Value, json};
use uuid::Uuid;

const TEAM: Uuid = Uuid::from_u128(4);
const NURSE: Uuid = Uuid::from_u128(2);
const PERSON: Uuid = Uuid::from_u128(21);
const SERIES: Uuid = Uuid::from_u128(31);
const NOW: &str = "2026-11-18T09:30:00Z";
const BEGAN: &str = "2026-11-18T09:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn line(changes: &Value) -> Line {
    let mut line = json!({
        "person": PERSON,
        "who": {"name": "Person"},
        "episodes": [{"id": Uuid::from_u128(5), "team": TEAM, "referred_on": "2026-03-02", "accepted_on": "2026-03-09"}],
        "plan_reviewed_on": "2026-11-02",
        "tier": {"id": Uuid::from_u128(92), "tier": "green", "reason": "Why", "by": NURSE, "at": BEGAN, "expires_on": "2026-12-10", "seq": 3},
        "discussed_on": "2026-11-04",
    });
    for (name, value) in changes.as_object().unwrap() {
        line[name] = value.clone();
    }
    serde_json::from_value(line).unwrap()
}

fn check(changes: &Value, expected: &[(Heading, bool, &str)]) {
    let items = agenda(&[line(changes)], at(NOW));
    let said: Vec<(Heading, bool, &str)> =
        items.iter().map(|i| (i.heading, i.overdue, i.words.as_str())).collect();
    assert_eq!(said, expected, "{changes}");
}

#[test]
fn t02_r10_the_agenda_says_why_somebody_is_spoken_of() {
    let stay = |left: Value| json!({"stay": {"id": SERIES, "ward": "Larch ward", "admitted_at": "2026-10-01T10:00:00Z", "left_at": left}});
    let sent = json!({"at": "2026-11-17T09:00:00Z", "words": "Sister worried", "seq": 8});
    let decided = |at: &str| json!({"id": SERIES, "mdt": SERIES, "at": at, "decision": "Ring her", "seq": 9});
    check(&json!({}), &[]);
    check(&json!({"discussed_on": "2026-10-21"}), &[]);
    check(
        &json!({"discussed_on": "2026-10-20"}),
        &[(Heading::NotDiscussed, true, "Last spoken of on 20 October 2026")],
    );
    check(&json!({"discussed_on": null}), &[(Heading::NotDiscussed, true, "Never spoken of in this record")]);
    check(
        &stay(json!(null)),
        &[
            (Heading::Hospital, false, "Larch ward since Thu 1 Oct: plan the way home"),
            (Heading::Finding, false, "Blue tier proposed: In hospital: Larch ward"),
        ],
    );
    check(
        &json!({"for_mdt": sent}),
        &[(Heading::Finding, false, "From the handover of Tue 17 Nov: Sister worried")],
    );
    check(
        &json!({"for_mdt": sent, "decided": decided("2026-11-10T09:00:00Z")}),
        &[(Heading::Finding, false, "From the handover of Tue 17 Nov: Sister worried")],
    );
    check(&json!({"for_mdt": sent, "decided": decided("2026-11-17T10:00:00Z")}), &[]);
    check(
        &json!({"plan_reviewed_on": "2025-11-20"}),
        &[(Heading::PlanReview, true, "Care plan review due 20 May 2026")],
    );
    let steps = [1_u8, 2].map(|step| {
        json!({"id": Uuid::from_u128(40 + u128::from(step)), "step": step, "at": "2026-11-12T10:00:00Z", "by": NURSE})
    });
    let missed = json!({"steps": steps, "missed": {
        "first_at": "2026-11-01T10:00:00Z", "first_id": SERIES, "last_at": "2026-11-16T10:00:00Z",
        "last_outcome": "no_answer", "count": 3, "grey": false,
    }});
    let lately: Lately<'_> = serde_json::from_value(missed.clone()).unwrap();
    let headings: Vec<Heading> =
        agenda(&[line(&missed).with(lately)], at(NOW)).iter().map(|item| item.heading).collect();
    assert!(headings.contains(&Heading::MissedContacts), "{headings:?}");
}

#[test]
fn r09_r10_the_agenda_says_what_a_referral_waits_for() {
    let referred = |on: &str| json!({"episodes": [{"id": SERIES, "team": TEAM, "referred_on": on}]});
    check(
        &referred("2026-11-11"),
        &[(Heading::Referral, false, "Received Wed 11 Nov, decision due Wed 18 Nov")],
    );
    check(
        &referred("2026-11-10"),
        &[(Heading::Referral, true, "Received Tue 10 Nov, decision due Tue 17 Nov")],
    );
    let mut sent = referred("2026-11-11");
    sent["referrals"] = json!([{
        "id": NURSE, "episode": SERIES, "received_on": "2026-11-11", "source": "cmht", "owner": NURSE,
        "next_check_on": "2026-11-18", "returns": true, "missing": 2,
    }]);
    let mut refused = sent.clone();
    refused["decisions"] = json!([{
        "id": TEAM, "referral": NURSE, "decision": "refused", "decided_on": "2026-11-12", "owner": NURSE,
        "service": "Northgate", "due_on": "2026-11-17",
    }]);
    check(&refused, &[(Heading::Referral, true, "Not taken on: Northgate meets the person by Tue 17 Nov")]);
    check(
        &sent,
        &[(
            Heading::Referral,
            false,
            "Received Wed 11 Nov, decision due Wed 18 Nov. From: Community mental health team, was with the team before, 2 things missing",
        )],
    );
}

#[test]
fn t02_a05_an_assessment_that_is_ready_is_fed_back_with_what_the_person_does_not_agree_with() {
    let parts = ["feels", "affects", "support", "strengths", "wants", "needs", "difficulties"];
    let one = |parts: &[&str], changes: Value| {
        let session = json!([{"id": NURSE, "at": "2026-11-10T10:00:00Z", "parts": parts}]);
        let mut one = json!({"id": SERIES, "at": "2026-11-10T10:00:00Z", "sessions": session});
        for (name, value) in changes.as_object().unwrap() {
            one[name] = value.clone();
        }
        json!([one])
    };
    let check = |assessments: &Value, changes: Value, expected: &[&str]| {
        let mut all = json!({"assessments": assessments});
        for (name, value) in changes.as_object().unwrap() {
            all[name] = value.clone();
        }
        let items = agenda(&[line(&all)], at(NOW));
        let ready = items.iter().filter(|item| item.heading == Heading::Assessment);
        assert_eq!(ready.map(|item| item.words.as_str()).collect::<Vec<_>>(), expected, "{all}");
    };
    check(&one(&parts[..6], json!({})), json!({}), &[]);
    let filled = "All parts are filled: decide together who gives the help";
    check(&one(&parts, json!({})), json!({}), &[filled]);
    let waiting = json!({"episodes": [{"id": SERIES, "team": TEAM, "referred_on": "2026-11-11"}]});
    check(&one(&parts, json!({})), waiting, &[filled]);
    let ended = json!({"episodes": [{"id": SERIES, "team": TEAM, "referred_on": "2025-11-11", "accepted_on": "2025-11-12", "ended_on": "2026-11-01"}]});
    check(&one(&parts, json!({})), ended, &[]);
    let done = |on: &str| {
        one(
            &parts,
            json!({"completed_on": on, "delivery": "mini_team", "disagreement": "Wants no visits at home"}),
        )
    };
    let told = "Completed Mon 16 Nov, help from a mini-team of named workers. The person does not agree: Wants no visits at home";
    check(&done("2026-11-16"), json!({}), &[told]);
    let decided = |at: &str| json!({"decided": {"id": SERIES, "mdt": SERIES, "at": at, "decision": "Ring her", "seq": 9}});
    check(&done("2026-11-16"), decided("2026-11-16T10:00:00Z"), &[told]);
    check(&done("2026-11-16"), decided("2026-11-17T10:00:00Z"), &[]);
    check(&done("2026-10-20"), json!({}), &[]);
}

fn draft(subject: Uuid, id: Uuid, kind: Kind, body: &Value) -> Draft {
    Draft {
        id,
        subject,
        team: Some(TEAM),
        happened_at: at(BEGAN),
        from_version: 0,
        reason: None,
        body: Body::parse(kind, &body.to_string()).unwrap(),
    }
}

fn meeting(changes: &Value) -> Draft {
    let mut body = json!({"day": "2026-11-18", "attendees": [NURSE]});
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    draft(TEAM, Mdt::entry_id(TEAM, date(2026, 11, 18)), Kind::Mdt, &body)
}

fn entry(draft: &Draft) -> Entry {
    Entry {
        seq: 1,
        id: draft.id,
        version: 1,
        subject: draft.subject,
        team: draft.team,
        author: NURSE,
        happened_at: draft.happened_at,
        recorded_at: draft.happened_at,
        reason: None,
        body: draft.body.clone(),
    }
}

fn refused(
    draft: &Draft,
    line: Option<&Line>,
    session: Option<&Entry>,
    visit: Option<&VisitNow>,
) -> Vec<String> {
    let problems = problems(draft, line, session, visit, None);
    problems.into_iter().map(|p| p.rule.map_or(p.field, |rule| rule.to_string())).collect()
}

fn problems(
    draft: &Draft,
    line: Option<&Line>,
    session: Option<&Entry>,
    visit: Option<&VisitNow>,
    weeks: Option<&Weeks>,
) -> Vec<Problem> {
    let actor = Actor { staff: NURSE, role: Role::Nurse, teams: vec![TEAM], system: false };
    let context = Context {
        line,
        visit,
        session,
        weeks,
        ..Context::bare(at(NOW), &actor, &|id| (id == NURSE).then_some(Role::Nurse))
    };
    refusals(draft, &context)
}

#[test]
fn t02_a_meeting_is_of_its_day_its_team_and_somebody() {
    let cases: &[(Value, &[&str])] = &[
        (json!({}), &[]),
        (json!({"attendees": []}), &["attendees"]),
        (json!({"attendees": [TEAM]}), &["attendees"]),
        (json!({"day": "2026-11-17"}), &["id", "day"]),
        (json!({"ended_at": "2026-11-18T09:36:00Z"}), &["ended_at"]),
        (json!({"ended_at": NOW}), &[]),
    ];
    for (change, numbers) in cases {
        assert_eq!(refused(&meeting(change), None, None, None), *numbers, "{change}");
    }
}

#[test]
fn t02_no_intervention_without_an_owner_and_a_slot() {
    let open = entry(&meeting(&json!({})));
    let ended = entry(&meeting(&json!({"ended_at": NOW})));
    let slot = |person: Uuid, worker: Uuid, series: Uuid| {
        let mut visit = visit("2026-11-20T10:00:00Z", worker);
        (visit.person, visit.visit.series) = (person, Some(series));
        visit
    };
    let does = json!({"what": "Cooking", "worker": NURSE, "because": "Knows her", "series": SERIES, "first_on": "2026-11-20"});
    let nobody = json!({"what": "Cooking", "worker": TEAM, "because": "Knows her", "series": SERIES, "first_on": "2026-11-20"});
    let right = slot(PERSON, NURSE, SERIES);
    type Case<'a> = (Value, Option<&'a Entry>, Option<VisitNow>, &'a [&'a str]);
    let cases: &[Case<'_>] = &[
        (json!({}), Some(&open), None, &[]),
        (json!({"decision": " "}), Some(&open), None, &["decision"]),
        (json!({}), Some(&ended), None, &["T02"]),
        (json!({}), None, None, &["T02"]),
        (json!({"intervention": does}), Some(&open), Some(right.clone()), &[]),
        (json!({"intervention": does}), Some(&open), None, &["T02"]),
        (json!({"intervention": does}), Some(&open), Some(slot(TEAM, NURSE, SERIES)), &["T02"]),
        (json!({"intervention": does}), Some(&open), Some(slot(PERSON, TEAM, SERIES)), &["T02"]),
        (json!({"intervention": does}), Some(&open), Some(slot(PERSON, NURSE, PERSON)), &["T02"]),
        (json!({"intervention": nobody}), Some(&open), Some(right), &["T02", "T02"]),
        (
            json!({"action": {"what": "Ring", "owner": TEAM, "due_on": "2026-11-20"}}),
            Some(&open),
            None,
            &["T02"],
        ),
    ];
    for (change, session, visit, numbers) in cases {
        let mut body = json!({"mdt": open.id, "decision": "Cook with her"});
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        let draft = draft(PERSON, Uuid::from_u128(7), Kind::MdtDecision, &body);
        assert_eq!(refused(&draft, Some(&line(&json!({}))), *session, visit.as_ref()), *numbers, "{change}");
    }
}

fn visit(starts: &str, worker: Uuid) -> VisitNow {
    let visit = json!({"workers": [worker], "minutes": 45, "place": "A01", "purposes": ["engagement"]});
    VisitNow {
        id: Uuid::from_u128(77),
        version: 1,
        person: PERSON,
        team: Some(TEAM),
        starts_at: at(starts),
        visit: serde_json::from_value(visit).unwrap(),
        outcome: None,
    }
}

fn staff(pattern: &Value) -> Staff {
    serde_json::from_value(json!({
        "name": "Nurse Invented", "role": "nurse", "wte_hundredths": 100, "gender": "2",
        "memberships": [{"team": TEAM, "from": "2026-01-05"}], "pattern": pattern,
    }))
    .unwrap()
}

/// Fridays at ten for three weeks.
fn plan() -> VisitSeries {
    serde_json::from_value(json!({
        "workers": [NURSE], "from": "2026-11-20", "until": "2026-12-04", "weekdays": [5], "every": "week",
        "at": "10:00:00", "minutes": 45, "place": "A01", "purposes": ["daily_living"],
    }))
    .unwrap()
}

#[test]
fn t02_a_plan_fits_a_workers_week_or_says_why_not() {
    let (first, second) = (date(2026, 11, 20), date(2026, 11, 27));
    let all = json!([]);
    let fridays = json!([{"weekday": 5, "from_minute": 600, "to_minute": 645}]);
    let short = json!([{"weekday": 5, "from_minute": 600, "to_minute": 644}]);
    let check = |pattern: &Value, planned: &[VisitNow], away: Option<Date>, expected: &[Clash]| {
        let mut staff = staff(pattern);
        staff.away.extend(away.map(|day| Away { from: day, until: day }));
        let week = Week { staff: &staff, team: TEAM, planned };
        assert_eq!(week.clashes(SERIES, &plan()), expected, "{pattern} {away:?}");
    };
    check(&all, &[], None, &[]);
    check(&fridays, &[], None, &[]);
    let off: Vec<Clash> = [first, second, date(2026, 12, 4)].map(Clash::NotAtWork).to_vec();
    check(&short, &[], None, &off);
    check(&all, &[], Some(second), &[Clash::Away(second)]);
    let taken = |starts: &str| [visit(starts, NURSE)];
    // The plan is 10:00 to 10:45 with a quarter of an hour of way on either side.
    check(&all, &taken("2026-11-20T11:00:00Z"), None, &[]);
    check(&all, &taken("2026-11-20T10:59:00Z"), None, &[Clash::Visit(first, Uuid::from_u128(77))]);
    check(&all, &taken("2026-11-20T09:00:00Z"), None, &[]);
    check(&all, &taken("2026-11-20T09:01:00Z"), None, &[Clash::Visit(first, Uuid::from_u128(77))]);
}

#[test]
fn t02_the_nearest_slots_that_fit_come_first() {
    let staff = staff(
        &json!([{"weekday": 4, "from_minute": 540, "to_minute": 720}, {"weekday": 5, "from_minute": 540, "to_minute": 720}]),
    );
    let planned = [visit("2026-11-27T10:00:00Z", NURSE)];
    let week = Week { staff: &staff, team: TEAM, planned: &planned };
    let slot = |weekday, hour, minute| Slot { weekday, at: time(hour, minute, 0, 0) };
    assert_eq!(
        nearest(&[week], SERIES, &plan(), 3, &|_| true),
        [slot(5, 9, 0), slot(5, 11, 0), slot(4, 10, 0)],
        "an hour away on the same day is nearer than the day before"
    );
}

#[test]
fn t02_a_decision_whose_series_does_not_fit_is_refused_with_the_nearest_slot() {
    let open = entry(&meeting(&json!({})));
    let does = json!({"what": "Cooking", "worker": NURSE, "because": "Knows her", "series": SERIES, "first_on": "2026-11-20"});
    let body = json!({"mdt": open.id, "decision": "Cook with her", "intervention": does});
    let mut decision = draft(PERSON, Uuid::from_u128(7), Kind::MdtDecision, &body);
    let mut slot = visit("2026-11-20T10:00:00Z", NURSE);
    slot.visit.series = Some(SERIES);
    let check = |decision: &Draft, pattern: &Value, planned: Vec<VisitNow>, expected: &[&str]| {
        let weeks = Weeks { id: SERIES, series: plan(), workers: vec![(staff(pattern), planned)] };
        let found = problems(decision, Some(&line(&json!({}))), Some(&open), Some(&slot), Some(&weeks));
        let sentences: Vec<String> = found.iter().map(|problem| problem.sentence.clone()).collect();
        assert_eq!(sentences, expected, "{pattern}");
        assert!(found.iter().all(|p| p.field == "series" && p.rule.as_deref() == Some("T02")), "{found:?}");
    };
    let any = json!([]);
    check(&decision, &any, Vec::new(), &[]);
    let taken = vec![visit("2026-11-27T10:00:00Z", NURSE)];
    check(
        &decision,
        &any,
        taken,
        &[
            "This does not fit: Nurse Invented is with somebody else or on the way on Fri 27 Nov. The nearest that fits is Fridays at 9am.",
        ],
    );
    let mondays = json!([{"weekday": 1, "from_minute": 600, "to_minute": 700}]);
    check(
        &decision,
        &mondays,
        Vec::new(),
        &[
            "This does not fit: Nurse Invented is not at work on Fridays at 10am. The nearest that fits is Mondays at 10am.",
        ],
    );
    let never = json!([{"weekday": 1, "from_minute": 600, "to_minute": 610}]);
    check(
        &decision,
        &never,
        Vec::new(),
        &[
            "This does not fit: Nurse Invented is not at work on Fridays at 10am. No time of that week fits: choose other days or another worker.",
        ],
    );
    decision.subject = TEAM;
    let weeks = Weeks { id: SERIES, series: plan(), workers: vec![(staff(&never), Vec::new())] };
    let found = problems(&decision, Some(&line(&json!({}))), Some(&open), Some(&slot), Some(&weeks));
    assert!(
        found.iter().all(|p| !p.sentence.contains("does not fit")),
        "one thing at a time: whose series it is"
    );
}

#[test]
fn t02_a_plan_stands_over_some_days_of_leave_which_need_cover() {
    let check = |away: &[(i8, i8)], until: Option<Date>, expected: &[&str], cover: &[Date]| {
        let mut staff = staff(&json!([]));
        staff.away = away
            .iter()
            .map(|(from, to)| Away { from: date(2026, 11, *from), until: date(2026, 11, *to) })
            .collect();
        staff.memberships[0].until = until;
        let weeks = Weeks { id: SERIES, series: plan(), workers: vec![(staff, Vec::new())] };
        assert_eq!(weeks.against(TEAM, &|_| None), expected, "{away:?} {until:?}");
        assert_eq!(weeks.cover(TEAM), cover, "{away:?} {until:?}");
    };
    let (first, second) = (date(2026, 11, 20), date(2026, 11, 27));
    check(&[], None, &[], &[]);
    check(&[(25, 28)], None, &[], &[second]);
    let both = "Nurse Invented is away on Fri 20 Nov, Fri 27 Nov";
    check(&[(19, 28)], None, &[both], &[first, second]);
    check(&[], Some(date(2026, 12, 1)), &["Nurse Invented is not in the team on Fri 4 Dec"], &[]);
}
