//! Every numbered refusal, one test of its number each: an entry that breaks the rule beside one that
//! keeps it. What each sentence looks like on a page is tested with the pages, not here.

#![expect(clippy::expect_used, reason = "a test may stop at the first surprise")]

use care::access::{Actor, Role};
use care::entry::{Body, Draft, Entry, Kind};
use care::line::{Lately, Line};
use care::rule::context::{Caseload, Slot, Twins, VisitNow};
use care::rule::{Context, refusals};
use jiff::Timestamp;
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

const NOW: &str = "2026-11-18T15:30:00Z";
const AT: &str = "2026-11-18T14:00:00Z";
const PERSON: Uuid = Uuid::from_u128(1);
const NURSE: Uuid = Uuid::from_u128(2);
const OTHER_NURSE: Uuid = Uuid::from_u128(3);
const TEAM: Uuid = Uuid::from_u128(4);
const SUPPORT: Uuid = Uuid::from_u128(11);
const SOMEBODY: Uuid = Uuid::from_u128(12);

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// The record around an entry.
struct Record {
    line: Line,
    visit: Option<VisitNow>,
    overlapping: Vec<Slot>,
    twins: Twins,
    before: Option<Entry>,
    caseload: Option<Caseload>,
    session: Option<Entry>,
}

/// Somebody the team took on in March, with a nurse as key worker, and these changes.
fn record_with(changes: &Value) -> Record {
    let line = json!({
        "person": PERSON,
        "episodes": [{"id": Uuid::from_u128(5), "team": TEAM, "referred_on": "2026-03-02", "accepted_on": "2026-03-09"}],
        "named": {"key_worker": NURSE, "deputy": null, "since": "2026-03-09T10:00:00Z", "seq": 1},
    });
    let line = with(line, changes);
    let lately: Lately<'_> = serde_json::from_value(line.clone()).expect("what contacts change");
    let line: Line = serde_json::from_value(line).expect("a line");
    let line = line.with(lately);
    Record {
        line,
        visit: None,
        overlapping: vec![],
        twins: Twins::default(),
        before: None,
        caseload: None,
        session: None,
    }
}

fn record() -> Record {
    record_with(&json!({}))
}

/// One object with some fields changed; null takes a field away.
fn with(mut base: Value, changes: &Value) -> Value {
    let fields = base.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("changes") {
        if value.is_null() {
            fields.remove(name);
        } else {
            fields.insert(name.clone(), value.clone());
        }
    }
    base
}

fn draft(kind: Kind, happened: &str, body: &Value) -> Draft {
    Draft {
        id: Uuid::from_u128(7),
        subject: PERSON,
        team: Some(TEAM),
        happened_at: at(happened),
        from_version: 0,
        reason: None,
        body: Body::parse(kind, &body.to_string()).expect("a body of its kind"),
    }
}

/// The numbers of the rules that refuse, or the field where a rule has none.
fn refused(record: &Record, draft: &Draft) -> Vec<String> {
    refused_to(Role::Nurse, record, draft)
}

fn refused_to(role: Role, record: &Record, draft: &Draft) -> Vec<String> {
    let actor = Actor { staff: NURSE, role, teams: vec![TEAM], system: false };
    let context = Context {
        line: Some(&record.line),
        before: record.before.as_ref(),
        visit: record.visit.as_ref(),
        overlapping: &record.overlapping,
        twins: &record.twins,
        allocating: record.caseload.as_ref(),
        session: record.session.as_ref(),
        ..Context::bare(at(NOW), &actor, &|id| match id {
            NURSE | OTHER_NURSE => Some(Role::Nurse),
            SUPPORT => Some(Role::Support),
            _ => None,
        })
    };
    let problems = refusals(draft, &context).into_iter();
    let mut numbers: Vec<_> = problems.map(|p| p.rule.map_or(p.field, |rule| rule.to_string())).collect();
    numbers.sort();
    numbers.dedup();
    numbers
}

fn check(record: &Record, kind: Kind, base: &Value, cases: &[(Value, &[&str])]) {
    for (change, numbers) in cases {
        let body = with(base.clone(), change);
        assert_eq!(refused(record, &draft(kind, AT, &body)), *numbers, "{change}");
    }
}

fn contact() -> Value {
    json!({"workers": [NURSE], "outcome": "seen", "minutes": 40, "place": "A01", "mechanism": "01"})
}

fn person() -> Value {
    json!({
        "names": [{"use": "usual", "given": "Maren", "family": "Sandpiper"}], "nhs_number_missing": "not_known",
        "born": "1987-03-05", "gender": "2", "sex_at_birth": "2", "ethnicity": "Z",
    })
}

#[test]
fn r4_8_a_contact_has_workers_and_minutes_that_fit_its_outcome() {
    let cases: &[(Value, &[&str])] = &[
        (json!({}), &[]),
        (json!({"workers": [NURSE, OTHER_NURSE]}), &[]),
        (json!({"workers": []}), &["4.8"]),
        (json!({"workers": [NURSE, NURSE]}), &["4.8"]),
        (json!({"workers": [SOMEBODY]}), &["4.8"]),
        (json!({"minutes": 0}), &["4.8"]),
        (json!({"minutes": null}), &["4.8"]),
        (json!({"outcome": "no_answer"}), &["4.8"]),
        (json!({"outcome": "no_answer", "minutes": null}), &[]),
    ];
    check(&record(), Kind::Contact, &contact(), cases);
}

#[test]
fn bi45_a_contact_lasts_at_most_twelve_hours() {
    let lasting = |minutes: u16| {
        let body = with(contact(), &json!({"minutes": minutes}));
        refused(&record(), &draft(Kind::Contact, "2026-11-18T02:00:00Z", &body))
    };
    assert_eq!(lasting(720), [""; 0]);
    assert_eq!(lasting(721), ["BI45"]);
}

#[test]
fn bi46_a_contact_is_never_ahead_and_a_late_one_says_why() {
    let when = |happened: &str, change: Value| {
        refused(&record(), &draft(Kind::Contact, happened, &with(contact(), &change)))
    };
    let (soon, long_ago) = ("2026-11-18T15:00:00Z", "2026-11-04T15:29:59Z");
    assert_eq!(when(soon, json!({"minutes": 35})), [""; 0], "a clock may be 5 minutes fast");
    assert_eq!(when(soon, json!({"minutes": 36})), ["BI46"]);
    assert_eq!(when(long_ago, json!({})), ["BI46"]);
    assert_eq!(when(long_ago, json!({"late_reason": " - "})), ["BI46"]);
    assert_eq!(when(long_ago, json!({"late_reason": "Found in my paper diary"})), [""; 0]);
}

#[test]
fn r4_8_a_contact_lies_between_referral_and_death() {
    let mut died = record();
    died.line.who.died_on = Some(date(2026, 11, 17));
    assert_eq!(refused(&died, &draft(Kind::Contact, AT, &contact())), ["4.8"]);
    let carer = with(contact(), &json!({"with": "carer"}));
    assert_eq!(refused(&died, &draft(Kind::Contact, AT, &carer)), [""; 0], "the family is not left alone");
    let late = with(contact(), &json!({"late_reason": "Found in my paper diary"}));
    assert_eq!(refused(&record(), &draft(Kind::Contact, "2026-03-01T14:00:00Z", &late)), ["4.8"]);
    let never_referred = record_with(&json!({"episodes": []}));
    assert_eq!(refused(&never_referred, &draft(Kind::Contact, AT, &contact())), ["4.8"]);
}

#[test]
fn r4_8_nobody_is_face_to_face_in_two_places() {
    let beside = |from: &str, to: &str| {
        let slot = Slot { contact: Uuid::from_u128(8), worker: NURSE, from: at(from), to: at(to) };
        let record = Record { overlapping: vec![slot], ..record() };
        refused(&record, &draft(Kind::Contact, AT, &contact()))
    };
    assert_eq!(beside("2026-11-18T14:39:00Z", "2026-11-18T15:00:00Z"), ["4.8"]);
    assert_eq!(beside("2026-11-18T14:40:00Z", "2026-11-18T15:00:00Z"), [""; 0], "one ends, the next begins");
    assert_eq!(beside("2026-11-18T13:00:00Z", "2026-11-18T14:00:00Z"), [""; 0]);
    assert_eq!(beside("2026-11-18T13:35:40Z", "2026-11-18T14:00:40Z"), [""; 0], "seconds are nobody's");
    assert_eq!(beside("2026-11-18T13:36:10Z", "2026-11-18T14:01:10Z"), ["4.8"]);
}

#[test]
fn r4_7_no_outcome_is_assumed_and_a_visit_has_one() {
    let silent = with(contact(), &json!({"outcome": null}));
    let problems = Body::parse(Kind::Contact, &silent.to_string()).expect_err("an outcome is needed");
    assert!(problems.iter().any(|problem| problem.sentence.contains("outcome")), "{problems:?}");

    let visit = |change: Value, outcome: Option<Uuid>| {
        let plan = with(
            json!({"workers": [NURSE], "minutes": 40, "place": "A01", "purposes": ["engagement"]}),
            &change,
        );
        let visit = serde_json::from_value(plan).expect("a visit");
        let (id, starts_at, team) = (Uuid::from_u128(9), at(AT), Some(TEAM));
        Record {
            visit: Some(VisitNow { id, version: 1, person: PERSON, team, starts_at, visit, outcome }),
            ..record()
        }
    };
    let names_it = with(contact(), &json!({"visit": Uuid::from_u128(9)}));
    let of = |record: &Record, change: Value| {
        refused(record, &draft(Kind::Contact, AT, &with(names_it.clone(), &change)))
    };
    assert_eq!(of(&visit(json!({}), None), json!({})), [""; 0]);
    assert_eq!(of(&visit(json!({}), Some(SOMEBODY)), json!({})), ["4.7"]);
    let called_off = visit(json!({"called_off": {"by": "team", "why": "Flu"}}), None);
    let missed = json!({"outcome": "no_answer", "minutes": null});
    assert_eq!(of(&called_off, missed), ["4.7"], "it never counts against the person");
    assert_eq!(of(&called_off, json!({"outcome": "team_cancelled", "minutes": null})), [""; 0]);
}

#[test]
fn r4_1_a_tier_ends_and_is_decided_again() {
    let tier = json!({"tier": "red", "reason": "Home from the ward yesterday", "expires_on": "2026-11-25"});
    let cases: &[(Value, &[&str])] = &[
        (json!({}), &[]),
        (json!({"expires_on": "2026-11-26"}), &["4.1"]),
        (json!({"expires_on": "2026-11-17"}), &["4.1"]),
        (json!({"tier": "green", "expires_on": "2026-12-16"}), &[]),
        (json!({"reason": "High risk"}), &["N6"]),
    ];
    check(&record(), Kind::Tier, &tier, cases);
}

#[test]
fn r4_4_a_safety_rule_ends_within_six_months() {
    let rule = json!({"rule": "two_person", "what": "Two people until the dog has gone", "expires_on": "2027-05-18"});
    let cases: &[(Value, &[&str])] = &[
        (json!({}), &[]),
        (json!({"expires_on": "2027-05-19"}), &["4.4"]),
        (json!({"expires_on": "2026-11-17"}), &["4.4"]),
    ];
    check(&record(), Kind::SafetyRule, &rule, cases);
}

#[test]
fn r4_5_a_ladder_step_follows_a_missed_contact_and_says_what_came_of_it() {
    let step = json!({"step": 1, "what": "Second try at tea time", "result": "No light on"});
    assert_eq!(refused(&record(), &draft(Kind::LadderStep, AT, &step)), ["4.5"], "nothing was missed");
    let missed = json!({
        "first_at": "2026-11-18T10:00:00Z", "first_id": SOMEBODY, "last_at": "2026-11-18T10:00:00Z",
        "last_outcome": "no_answer", "count": 1, "grey": false,
    });
    let here = record_with(&json!({"missed": missed}));
    let cases: &[(Value, &[&str])] = &[
        (json!({}), &[]),
        (json!({"step": 5}), &["4.5"]),
        (json!({"step": 5, "police_threshold": "danger_to_life"}), &[]),
        (json!({"step": 6}), &["4.5"]),
        (json!({"step": 2}), &["asked"]),
        (json!({"step": 3}), &["decision"]),
    ];
    check(&here, Kind::LadderStep, &step, cases);
    assert_eq!(refused(&here, &draft(Kind::LadderStep, "2026-11-18T09:59:00Z", &step)), ["4.5"]);
    let decided = json!([{"id": SOMEBODY, "step": 3, "at": "2026-11-18T11:00:00Z", "by": NURSE}]);
    let here = record_with(&json!({"missed": missed, "steps": decided}));
    check(&here, Kind::LadderStep, &step, &[(json!({"step": 6}), &[])]);
}

#[test]
fn n01_an_end_is_never_for_missed_contact() {
    let end = json!({
        "referred_on": "2026-03-02", "accepted_on": "2026-03-09", "ended_on": "2026-11-18",
        "ended_because": "stepped_down", "ended_to": "Piet Avocet, North community team, met on 12 November",
        "ended_why": "Well for a year, works three days a week and chose the community team near her flat",
    });
    let here = record_with(&json!({"episodes": []}));
    let cases: &[(Value, &[&str])] =
        &[(json!({}), &[]), (json!({"ended_why": "Did not attend for three months"}), &["N1"])];
    check(&here, Kind::Episode, &end, cases);
    let not_attending = with(end, &json!({"ended_because": "did_not_attend"})).to_string();
    assert!(Body::parse(Kind::Episode, &not_attending).is_err(), "there is no such reason to choose");
}

#[test]
fn n02_an_end_names_who_accepted_the_person_and_made_contact() {
    let end = json!({
        "referred_on": "2026-03-02", "ended_on": "2026-11-18", "ended_because": "moved_away",
        "ended_why": "Moved to be near a sister, and the team there has met her twice",
    });
    let cases: &[(Value, &[&str])] = &[
        (json!({}), &["N2"]),
        (json!({"ended_to": " - "}), &["N2"]),
        (json!({"ended_to": "Piet Avocet, North community team"}), &[]),
        (json!({"ended_because": "died", "ended_why": null}), &[]),
    ];
    check(&record_with(&json!({"episodes": []})), Kind::Episode, &end, cases);
}

#[test]
fn c03_one_team_at_a_time_and_its_own_workers_named() {
    let start = json!({"referred_on": "2026-11-10", "accepted_on": "2026-11-17"});
    assert_eq!(refused(&record(), &draft(Kind::Episode, AT, &start)), ["C03"]);
    let mut ended = record();
    ended.line.episodes.iter_mut().for_each(|episode| episode.ended_on = Some(date(2026, 11, 9)));
    assert_eq!(refused(&ended, &draft(Kind::Episode, AT, &start)), [""; 0]);
    let stranger = json!({"key_worker": NURSE, "deputy": SOMEBODY, "considered": no_wish()});
    assert_eq!(refused(&record(), &draft(Kind::KeyWorker, AT, &stranger)), ["C03"]);
}

#[test]
fn n10_a_person_without_a_key_worker_is_unallocated_since_a_day() {
    assert_eq!(record().line.unallocated_since(), None);
    let nobody = record_with(&json!({"named": null}));
    assert_eq!(nobody.line.unallocated_since(), Some(date(2026, 3, 9)), "since the team took them on");
}

#[test]
fn s06_a_change_of_key_worker_has_a_reason_and_an_introduction() {
    let named = json!({
        "key_worker": OTHER_NURSE, "reason": "Moves to the south patch", "introduction": "Joint visit on Friday",
        "considered": no_wish(),
    });
    let cases: &[(Value, &[&str])] = &[
        (json!({}), &[]),
        (json!({"reason": null}), &["S06"]),
        (json!({"introduction": "..."}), &["S06"]),
        (json!({"key_worker": NURSE, "reason": null, "introduction": null, "considered": null}), &[]),
    ];
    check(&record(), Kind::KeyWorker, &named, cases);
}

fn no_wish() -> Value {
    json!({"on": "2026-11-17", "outcome": "no_wish"})
}

/// Nobody is named yet; the other nurse, a woman, has so many people already.
fn unallocated(people: usize, changes: &Value) -> Record {
    let mut record = record_with(&with(json!({"named": null}), changes));
    let worker = json!({
        "name": "Ines Fernsby", "role": "nurse", "wte_hundredths": 100, "gender": "2", "memberships": [],
    });
    let mut one = record.line.clone();
    one.person = SOMEBODY;
    let worker = serde_json::from_value(worker).expect("a member of staff");
    record.caseload = Some(Caseload { worker, lines: vec![one; people] });
    record
}

#[test]
fn p01_p02_the_wish_for_a_worker_is_considered_before_one_is_named() {
    let named = json!({"key_worker": OTHER_NURSE, "considered": no_wish()});
    let because = |outcome: &str| {
        json!({"considered": {
            "on": "2026-11-17", "outcome": outcome, "why": "Too unwell to be asked", "next_try": "2026-12-01",
        }})
    };
    let plain = |outcome: &str| json!({"considered": {"on": "2026-11-17", "outcome": outcome}});
    let no_wish_recorded: &[(Value, &[&str])] = &[
        (json!({}), &[]),
        (json!({"considered": null}), &["P02"]),
        (json!({"key_worker": null, "considered": null}), &[]),
        (json!({"considered": {"on": "2026-11-19", "outcome": "no_wish"}}), &["considered.on"]),
        (plain("met"), &["P02"]),
        (plain("not_asked"), &["P01"]),
        (because("not_asked"), &[]),
        (plain("carried_over"), &[]),
    ];
    check(&unallocated(3, &json!({})), Kind::KeyWorker, &named, no_wish_recorded);
    let wish =
        |gender: &str| json!({"preferences": {"worker_gender": {"gender": gender, "strength": "strong"}}});
    let woman: &[(Value, &[&str])] = &[
        (plain("met"), &[]),
        (json!({}), &["P02"]),
        (because("not_asked"), &["P02"]),
        (because("not_met"), &[]),
    ];
    check(&unallocated(3, &wish("2")), Kind::KeyWorker, &named, woman);
    let man: &[(Value, &[&str])] =
        &[(plain("met"), &["P01"]), (plain("not_met"), &["P01"]), (because("not_met"), &[])];
    check(&unallocated(3, &wish("1")), Kind::KeyWorker, &named, man);
    // Who was named in this record before is never carried over from another one.
    let change = json!({
        "key_worker": OTHER_NURSE, "reason": "Moves away", "introduction": "Joint visit on Friday",
        "considered": {"on": "2026-11-17", "outcome": "carried_over"},
    });
    assert_eq!(refused(&record(), &draft(Kind::KeyWorker, AT, &change)), ["P02"]);
}

#[test]
fn c04_far_above_the_cap_only_the_manager_names_somebody_and_says_why() {
    let named = json!({"key_worker": OTHER_NURSE, "considered": no_wish()});
    let said = with(named.clone(), &json!({"over_cap": "Two leave this month"}));
    let carried =
        with(named.clone(), &json!({"considered": {"on": "2026-11-17", "outcome": "carried_over"}}));
    // Twelve people a full-time nurse: with the fifteenth it is 125 per cent.
    for (people, body, nurse, manager) in [
        (11, &named, "", ""),
        (13, &named, "", ""),
        (14, &named, "C04", "C04"),
        (14, &said, "C04", ""),
        (14, &carried, "", ""),
    ] {
        let record = unallocated(people, &json!({}));
        let draft = draft(Kind::KeyWorker, AT, body);
        assert_eq!(refused(&record, &draft).join(" "), nurse, "{people} {body}");
        assert_eq!(refused_to(Role::Manager, &record, &draft).join(" "), manager, "{people} {body}");
    }
}

/// Somebody with an open assessment in which something was said of these parts, and one completed.
fn assessed(parts: &[&str]) -> Record {
    let session = json!([{"id": Uuid::from_u128(21), "at": "2026-11-10T10:00:00Z", "parts": parts}]);
    record_with(&json!({"assessments": [
        {"id": Uuid::from_u128(7), "at": "2026-11-10T10:00:00Z", "sessions": session},
        {"id": Uuid::from_u128(22), "at": "2026-01-10T10:00:00Z", "sessions": [], "completed_on": "2026-02-01"},
    ]}))
}

#[test]
fn a02_a_session_belongs_to_an_open_assessment_and_has_one_or_two_assessors() {
    let session = json!({"assessment": Uuid::from_u128(7), "assessors": [NURSE]});
    let cases: &[(Value, &[&str])] = &[
        (json!({}), &[]),
        (json!({"assessors": []}), &["assessors"]),
        (json!({"assessors": [SOMEBODY]}), &["A02"]),
        (json!({"assessors": [NURSE, OTHER_NURSE, NURSE]}), &["A02"]),
        (json!({"assessors": [NURSE, OTHER_NURSE, NURSE], "why_more": "A student came along"}), &[]),
        (json!({"assessment": SOMEBODY}), &["A02"]),
        (json!({"assessment": Uuid::from_u128(22)}), &["A02"]),
    ];
    check(&assessed(&[]), Kind::AssessmentSession, &session, cases);
}

#[test]
fn a03_a04_a05_an_assessment_is_completed_with_a_strength_a_want_and_a_shared_decision() {
    let whole = json!({
        "decision": "Cook together", "delivery": "mini_team", "completed_on": "2026-11-18",
        "disagreement": "Does not want the injection",
    });
    let cases: &[(Value, &[&str])] = &[
        (json!({}), &[]),
        (json!({"decision": null}), &["A05"]),
        (json!({"delivery": null}), &["A04"]),
        (json!({"completed_on": "2026-11-19"}), &["completed_on"]),
        (json!({"completed_on": null, "decision": null, "delivery": null}), &[]),
    ];
    check(&assessed(&["strengths", "wants"]), Kind::Assessment, &whole, cases);
    for parts in [&[][..], &["strengths"], &["wants"], &["needs", "difficulties", "feels"]] {
        let refused = refused(&assessed(parts), &draft(Kind::Assessment, AT, &whole));
        assert_eq!(refused, ["A03"], "{parts:?}");
    }
}

#[test]
fn a06_a_scale_is_rated_with_its_manual_and_mohost_follows_ocairs() {
    let ocairs = json!({
        "tool": "ocairs", "barriers": "Cannot begin the day", "holds_manual": true, "ratings": {"roles": "A"},
    });
    let cases: &[(Value, &[&str])] = &[
        (json!({}), &[]),
        (json!({"ratings": null}), &[]),
        (json!({"holds_manual": false}), &["A06"]),
        (json!({"barriers": null}), &["A06"]),
        (json!({"ratings": {"energy": "A"}}), &["ratings.energy"]),
    ];
    check(&record(), Kind::Screening, &ocairs, cases);
    let mohost = json!({"tool": "mohost", "holds_manual": true, "ratings": {"energy": "R"}});
    let why = with(mohost.clone(), &json!({"without_screen": "The ward made an interview last week"}));
    let screened = record_with(&json!({"screenings": [
        {"id": SOMEBODY, "tool": "ocairs", "at": "2026-11-02T10:00:00Z", "complete": true},
    ]}));
    for (record, body, nurse, therapist) in
        [(&record(), &mohost, "A06", "A06"), (&record(), &why, "A06", ""), (&screened, &mohost, "", "")]
    {
        let draft = draft(Kind::Screening, AT, body);
        assert_eq!(refused(record, &draft).join(" "), nurse, "{body}");
        assert_eq!(refused_to(Role::Ot, record, &draft).join(" "), therapist, "{body}");
    }
}

#[test]
fn r2_2_a_sign_has_its_evidence_and_nobody_is_left_out_for_want_of_a_diagnosis() {
    let found = |answer: &str, evidence: Option<&str>, on: Option<&str>| json!({"psychosis": {"answer": answer, "evidence": evidence, "on": on}});
    for (body, expected) in [
        (found("yes", Some("Hears voices, says so"), Some("2026-10-01")), &[][..]),
        (found("yes", None, Some("2026-10-01")), &["2.2"]),
        (found("yes", Some("Hears voices"), None), &["2.2"]),
        (found("no", Some("Never undiagnosed: no diagnosis"), None), &["2.2"]),
        (found("no", Some("Seen for a year without any sign of it"), None), &[]),
        (found("unknown", None, None), &[]),
    ] {
        assert_eq!(refused(&record(), &draft(Kind::Cohort, AT, &body)), expected, "{body}");
    }
}

#[test]
fn t07_who_may_not_give_an_injection_is_never_recorded_as_having_given_one() {
    let injection = json!({"product": "Examplidone", "interval_days": 28, "due_on": "2026-12-01"});
    for (giver, expected) in [(NURSE, &[][..]), (SUPPORT, &["T07"]), (SOMEBODY, &["T07"])] {
        let body = with(injection.clone(), &json!({"last_given_on": "2026-11-03", "given_by": giver}));
        assert_eq!(refused(&record(), &draft(Kind::Injection, AT, &body)), expected);
    }
}

#[test]
fn w07_supervision_is_written_by_one_of_the_two_who_met() {
    let body =
        |supervisor: Uuid| json!({"supervisor": supervisor, "kind": "clinical", "themes": ["Endings"]});
    for (subject, supervisor, expected) in [
        (NURSE, OTHER_NURSE, &[][..]),
        (OTHER_NURSE, NURSE, &[]),
        (OTHER_NURSE, SUPPORT, &["W07"]),
        (NURSE, NURSE, &["W07"]),
        (NURSE, SOMEBODY, &["W07"]),
    ] {
        let draft = Draft { subject, ..draft(Kind::Supervision, AT, &body(supervisor)) };
        assert_eq!(refused(&record(), &draft), expected, "{subject} {supervisor}");
    }
}

/// A visit of the nurse.
fn nurses_visit() -> VisitNow {
    let visit = json!({"workers": [NURSE], "minutes": 45, "place": "A01", "purposes": ["engagement"]});
    VisitNow {
        id: SOMEBODY,
        version: 1,
        person: PERSON,
        team: Some(TEAM),
        starts_at: at(AT),
        visit: serde_json::from_value(visit).expect("a visit"),
        outcome: None,
    }
}

#[test]
fn r4_4_a_safety_check_belongs_to_a_visit_or_an_alarm_of_that_worker() {
    let visit = nurses_visit();
    let here = Record { visit: Some(visit.clone()), ..record() };
    let rang = json!({"step": "buddy", "result": "no_answer", "visit": visit.id});
    let about = |subject: Uuid, team: Uuid, body: &Value| Draft {
        subject,
        team: Some(team),
        ..draft(Kind::SafetyCheck, AT, body)
    };
    assert_eq!(refused(&here, &about(NURSE, TEAM, &rang)), [""; 0]);
    assert_eq!(refused(&here, &about(OTHER_NURSE, TEAM, &rang)), ["4.4"], "no visit of theirs");
    assert_eq!(refused(&here, &about(NURSE, SOMEBODY, &rang)), ["4.4"], "no visit of that team");
    assert_eq!(refused(&record(), &about(NURSE, TEAM, &rang)), ["4.4"], "there is no such visit");
    let told = json!({"step": "police", "result": "escalated", "visit": visit.id});
    assert_eq!(refused(&here, &about(NURSE, TEAM, &told)), ["4.4"], "the reference is kept");
    assert_eq!(refused(&here, &about(NURSE, TEAM, &with(told, &json!({"reference": "Log 9"})))), [""; 0]);
    let late = Draft { happened_at: at("2026-11-18T15:40:00Z"), ..about(NURSE, TEAM, &rang) };
    assert_eq!(refused(&here, &late), ["4.4"], "ahead of the clock");
}

#[test]
fn lw06_everybody_raises_their_own_alarm_and_an_answer_names_it() {
    let raised = json!({"step": "alarm", "result": "raised"});
    let about = |subject: Uuid, body: &Value| Draft { subject, ..draft(Kind::SafetyCheck, AT, body) };
    assert_eq!(refused(&record(), &about(NURSE, &raised)), [""; 0]);
    assert_eq!(refused(&record(), &about(OTHER_NURSE, &raised)), ["4.4"]);
    let first = about(OTHER_NURSE, &raised);
    let alarm = Entry {
        seq: 1,
        id: SOMEBODY,
        version: 1,
        subject: OTHER_NURSE,
        team: Some(TEAM),
        author: OTHER_NURSE,
        happened_at: at(AT),
        recorded_at: at(AT),
        reason: None,
        body: first.body,
    };
    let here = Record { session: Some(alarm), ..record() };
    let answer = json!({"step": "buddy", "result": "safe", "alarm": SOMEBODY});
    assert_eq!(refused(&here, &about(OTHER_NURSE, &answer)), [""; 0]);
    assert_eq!(refused(&here, &about(NURSE, &answer)), ["4.4"], "it is somebody else's alarm");
    assert_eq!(refused(&record(), &about(OTHER_NURSE, &answer)), ["4.4"], "there is no such alarm");
}

#[test]
fn lw10_safety_details_are_ones_own_or_written_by_a_manager() {
    let details = json!({"registration": "ZZ99 ZZZ", "buddy": OTHER_NURSE});
    let about = |subject: Uuid, body: &Value| Draft { subject, ..draft(Kind::SafetyDetails, AT, body) };
    assert_eq!(refused(&record(), &about(NURSE, &details)), [""; 0]);
    assert_eq!(refused(&record(), &about(SUPPORT, &details)), ["AC01"]);
    assert_eq!(refused_to(Role::Manager, &record(), &about(SUPPORT, &details)), [""; 0]);
    for buddy in [NURSE, SOMEBODY] {
        let body = with(details.clone(), &json!({"buddy": buddy}));
        assert_eq!(refused(&record(), &about(NURSE, &body)), ["4.4"], "{buddy}");
    }
}

#[test]
fn lw08_a_visit_made_longer_a_third_time_says_why() {
    let mut visit = nurses_visit();
    visit.id = Uuid::from_u128(7);
    visit.visit.started_at = Some(at(AT));
    let here = Record { visit: Some(visit), ..record() };
    let base = json!({"workers": [NURSE], "minutes": 45, "place": "A01", "purposes": ["engagement"], "started_at": AT});
    let cases: &[(Value, &[&str])] = &[
        (json!({"late": {"minutes": 15, "times": 1}}), &[]),
        (json!({"late": {"minutes": 30, "times": 2}}), &[]),
        (json!({"late": {"minutes": 45, "times": 3}}), &["LW08"]),
        (json!({"late": {"minutes": 45, "times": 3, "why": "The doctor came"}}), &[]),
        (json!({"late": {"minutes": 4, "times": 1}}), &["late.minutes"]),
        (json!({"late": {"minutes": 15, "times": 1}, "started_at": null}), &["late"]),
    ];
    check(&here, Kind::Visit, &base, cases);
}

#[test]
fn n12_a_correction_says_why_and_keeps_subject_and_kind() {
    let first = draft(Kind::Contact, AT, &contact());
    let before = Entry {
        seq: 1,
        id: first.id,
        version: 1,
        subject: PERSON,
        team: Some(TEAM),
        author: NURSE,
        happened_at: at(AT),
        recorded_at: at(AT),
        reason: None,
        body: first.body.clone(),
    };
    let because = |why: &str| Draft { from_version: 1, reason: Some(why.to_owned()), ..first.clone() };
    let mut here = Record { before: Some(before), ..record() };
    assert_eq!(refused(&here, &because("It was 40 minutes, not 4")), [""; 0]);
    assert_eq!(refused(&here, &because(" . ")), ["N12"]);
    assert_eq!(refused(&here, &Draft { reason: None, ..because("") }), ["N12"]);
    if let Some(before) = &mut here.before {
        before.subject = SOMEBODY;
    }
    assert_eq!(refused(&here, &because("It was 40 minutes, not 4")), ["N12"]);
}

#[test]
fn bi14_bi25_nobody_is_entered_twice() {
    let same_number = Twins { same_number: vec![SOMEBODY], ..Twins::default() };
    let here = Record { twins: same_number, ..record() };
    check(&here, Kind::Person, &person(), &[(json!({}), &["BI25"])]);
    let same_name = Twins { same_name_and_birth: vec![SOMEBODY], ..Twins::default() };
    let here = Record { twins: same_name, ..record() };
    let cases: &[(Value, &[&str])] = &[(json!({}), &["BI14"]), (json!({"not_the_same_as": [SOMEBODY]}), &[])];
    check(&here, Kind::Person, &person(), cases);
}

#[test]
fn s03_bi31_bi33_bi39_a_birth_date_is_that_of_an_adult() {
    let cases: &[(Value, &[&str])] = &[
        (json!({}), &[]),
        (json!({"born": "2026-11-19"}), &["BI31"]),
        (json!({"born": "2008-11-19"}), &["S03"]),
        (json!({"born": "2008-11-18"}), &[]),
        (json!({"born": "1899-12-31"}), &["BI33"]),
        (json!({"born": "1899-12-31", "doubts_accepted": "On her passport"}), &[]),
        (json!({"died_on": "1987-03-04"}), &["BI39"]),
        (json!({"died_on": "2026-11-19"}), &["died_on"]),
    ];
    check(&record(), Kind::Person, &person(), cases);
}

#[test]
fn bi24_bi56_bi59_numbers_and_places_have_their_shape() {
    let cases: &[(Value, &[&str])] = &[
        (json!({"nhs_number_missing": null}), &["BI24"]),
        (json!({"places": [{"lines": ["1 Invented Way"], "postcode": "B21 9ZZ9"}]}), &["BI56"]),
        (json!({"phones": [{"number": "ring the bell"}]}), &["BI59"]),
        (json!({"names": []}), &["names"]),
    ];
    check(&record(), Kind::Person, &person(), cases);
}

#[test]
fn r5_1_a_community_order_stands_on_a_treatment_section() {
    let order = json!({"code": "03", "from": "2026-11-01", "community_treatment_order": true});
    let cases: &[(Value, &[&str])] =
        &[(json!({}), &[]), (json!({"code": "02"}), &["5.1"]), (json!({"code": "01"}), &["5.1"])];
    check(&record(), Kind::LegalStatus, &order, cases);
}
