//! The record forms, through the router: every simple kind is written, refused, corrected, kept.

use axum::http::StatusCode;
use care::entry::{Body, Kind};
use store::Outcome;
use uuid::Uuid;

use crate::testing::{Page, TestApp};

/// A day in three boxes.
fn day<'a>(name: &str, [day, month, year]: [&'a str; 3]) -> Vec<(String, &'a str)> {
    [("day", day), ("month", month), ("year", year)]
        .map(|(part, value)| (format!("{name}-{part}"), value))
        .into()
}

/// Opens a form, keeps what it hides, adds what is typed and sends it.
pub(crate) fn fill(test: &TestApp, login: &str, path: &str, typed: &[(String, &str)]) -> Page {
    let page = test.get(login, path);
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
    send(test, login, path, &page, typed)
}

fn send(test: &TestApp, login: &str, path: &str, page: &Page, typed: &[(String, &str)]) -> Page {
    let hidden: Vec<(String, String)> =
        ["entry", "from_version", "at"].map(|name| (name.to_owned(), page.value(name))).into();
    let mut form: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    form.extend(typed.iter().map(|(n, v)| (n.as_str(), *v)));
    test.post(login, path, &form)
}

fn typed<'a>(pairs: &[(&str, &'a str)]) -> Vec<(String, &'a str)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
}

fn latest(test: &TestApp, kind: Kind) -> Option<care::entry::Entry> {
    let page = store::people::Page { kinds: vec![kind], before: None, most: 1 };
    test.app.store.read(|tx| store::people::chronology(tx, test.anna, &page)).unwrap().pop()
}

fn path(test: &TestApp, kind: &str) -> String {
    format!("/people/{}/record/{kind}", test.anna)
}

/// What somebody types into the form of every simple kind.
#[expect(clippy::too_many_lines, reason = "a table of every kind with its form")]
fn cases() -> Vec<(Kind, Vec<(String, &'static str)>)> {
    let end = day("expires_on", ["1", "12", "2026"]);
    let moment = |name: &str, at: [&'static str; 3]| {
        let mut pairs = day(name, at);
        pairs.push((format!("{name}-time"), "5.30pm"));
        pairs
    };
    vec![
        (
            Kind::Network,
            typed(&[
                ("members.0.name", "Dorota Quillfeather"),
                ("members.0.relation", "carer"),
                ("members.0.phone", "07700 900321"),
            ]),
        ),
        (
            Kind::Preferences,
            typed(&[
                ("likes_places", "N02"),
                ("likes_places", "A01"),
                ("worker_gender.gender", "2"),
                ("worker_gender.strength", "strong"),
                ("approach", "Ring first"),
            ]),
        ),
        (
            Kind::SafetyRule,
            [typed(&[("rule", "dog"), ("what", "Ring first, the dog is loose.")]), end.clone()].concat(),
        ),
        (
            Kind::Diagnoses,
            typed(&[
                ("list.0.label", "Paranoid schizophrenia"),
                ("list.0.code", "f20.0"),
                ("list.0.since-year", "2009"),
            ]),
        ),
        (
            Kind::PlanReview,
            [typed(&[("persons_view", "Less visits on Mondays.")]), day("reviewed_on", ["10", "11", "2026"])]
                .concat(),
        ),
        (
            Kind::LegalStatus,
            [
                typed(&[("code", "03"), ("community_treatment_order", "yes")]),
                day("from", ["1", "10", "2026"]),
            ]
            .concat(),
        ),
        (
            Kind::Injection,
            [
                typed(&[("product", "Paliperidone palmitate"), ("interval_days", "\u{662}\u{668}")]),
                day("due_on", ["25", "11", "2026"]),
            ]
            .concat(),
        ),
        (
            Kind::HospitalStay,
            [typed(&[("ward", "Larkmoor General, Heron ward")]), moment("admitted_at", ["16", "11", "2026"])]
                .concat(),
        ),
        (
            Kind::Event,
            [
                typed(&[("event", "family_concern"), ("what", "Her brother is worried."), ("urgent", "yes")]),
                moment("happened_at", ["17", "11", "2026"]),
            ]
            .concat(),
        ),
    ]
}

#[test]
fn every_simple_kind_has_a_form_that_records_it() {
    let test = TestApp::new();
    for (kind, typed) in cases() {
        let sent = fill(&test, "nurse", &path(&test, kind.text()), &typed);
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{kind:?}: {:?}", sent.errors());
        assert_eq!(sent.to(), format!("/people/{}?recorded={}", test.anna, kind.text()));
        let entry = latest(&test, kind).unwrap();
        let page = test.get("nurse", &format!("/entries/{}", entry.id));
        assert_eq!(page.status, StatusCode::OK, "{kind:?}: {}", page.body);
        assert_eq!(test.get("nurse", sent.to()).status, StatusCode::OK);
    }
    let Some(Body::Injection(injection)) = latest(&test, Kind::Injection).map(|e| e.body) else { panic!() };
    assert_eq!(injection.interval_days, 28);
    let Some(Body::Diagnoses(diagnoses)) = latest(&test, Kind::Diagnoses).map(|e| e.body) else { panic!() };
    assert_eq!(diagnoses.list[0].code.as_deref(), Some("F200"));
    assert_eq!(diagnoses.list[0].since.map(|since| since.words()).as_deref(), Some("2009"));
    assert_eq!(latest(&test, Kind::Event).unwrap().happened_at.to_string(), "2026-11-17T17:30:00Z");
}

#[test]
fn what_a_form_holds_is_what_the_entry_says() {
    // Opening the form of an entry and saving it unchanged changes nothing.
    let test = TestApp::new();
    let first = typed(&[
        ("members.0.name", "Dorota"),
        ("members.0.relation", "carer"),
        ("members.0.note", "Two lines\nof note"),
        ("members.1.name", "Northgate Housing"),
        ("members.1.relation", "housing"),
    ]);
    fill(&test, "nurse", &path(&test, "network"), &first);
    let before = latest(&test, Kind::Network).unwrap();
    let table = super::tables::of(Kind::Network).unwrap();
    let json = serde_json::to_value(&before.body).unwrap();
    let pairs = super::read::pairs(table, &json);
    let (again, problems) = super::read::read(table, &super::read::compact(table, &pairs), Some(&json));
    assert_eq!((again, problems), (json, Vec::new()));
}

#[test]
fn every_problem_is_shown_at_once_beside_its_field_and_nothing_typed_is_lost() {
    let test = TestApp::new();
    let wrong = [
        typed(&[("rule", ""), ("what", "  . "), ("ended", "kept as typed")]),
        day("expires_on", ["31", "4", "2026"]),
    ]
    .concat();
    let page = fill(&test, "nurse", &path(&test, "safety_rule"), &wrong);
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = page.errors();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert_eq!(errors[0], "Choose the kind of rule.");
    assert!(errors[1].contains("April"), "{errors:?}");
    assert_eq!(page.attributes(".nhsuk-error-summary__list a", "href"), ["#rule", "#expires_on"]);
    assert_eq!(page.value("expires_on-day"), "31");
    assert_eq!(page.texts("textarea[name=ended]"), ["kept as typed"]);
    assert!(latest(&test, Kind::SafetyRule).is_none());
}

#[test]
fn a_rule_of_the_record_is_shown_beside_its_field() {
    let test = TestApp::new();
    let long =
        [typed(&[("rule", "dog"), ("what", "Ring first.")]), day("expires_on", ["1", "12", "2027"])].concat();
    let page = fill(&test, "nurse", &path(&test, "safety_rule"), &long);
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.attributes(".nhsuk-error-summary__list a", "href"), ["#expires_on"]);
    assert!(page.errors()[0].ends_with("(4.4)"), "{:?}", page.errors());
}

#[test]
fn rows_are_added_and_removed_without_scripts() {
    let test = TestApp::new();
    let rows = typed(&[
        ("members.0.name", "Dorota"),
        ("members.0.relation", "carer"),
        ("members.3.name", "Emil"),
        ("members.3.relation", "friend"),
    ]);
    let more = [rows.clone(), typed(&[("more", "members")])].concat();
    let page = fill(&test, "nurse", &path(&test, "network"), &more);
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(
        page.texts("legend.nhsuk-fieldset__legend--s").iter().filter(|l| l.starts_with("Person or")).count(),
        6
    );
    assert_eq!(page.value("members.1.name"), "Emil");
    assert!(latest(&test, Kind::Network).is_none(), "adding a row saves nothing");
    assert_eq!(fill(&test, "nurse", &path(&test, "network"), &rows).status, StatusCode::SEE_OTHER);
    let without = [rows, typed(&[("members.0._remove", "yes")])].concat();
    assert_eq!(fill(&test, "nurse", &path(&test, "network"), &without).status, StatusCode::SEE_OTHER);
    let Some(Body::Network(network)) = latest(&test, Kind::Network).map(|e| e.body) else { panic!() };
    assert_eq!(network.members.len(), 1);
    assert_eq!(network.members[0].name, "Emil");
}

#[test]
fn bi82_a_double_click_records_once() {
    let test = TestApp::new();
    let path = path(&test, "plan_review");
    let page = test.get("nurse", &path);
    let typed = [typed(&[("persons_view", "Fine.")]), day("reviewed_on", ["10", "11", "2026"])].concat();
    for _ in 0..2 {
        assert_eq!(send(&test, "nurse", &path, &page, &typed).status, StatusCode::SEE_OTHER);
    }
    let all = store::people::Page { kinds: vec![Kind::PlanReview], before: None, most: 9 };
    assert_eq!(test.app.store.read(|tx| store::people::chronology(tx, test.anna, &all)).unwrap().len(), 1);
}

#[test]
fn n12_a_correction_says_why_and_the_first_version_stays() {
    let test = TestApp::new();
    let when = [day("happened_at", ["17", "11", "2026"]), typed(&[("happened_at-time", "9am")])].concat();
    let first =
        [typed(&[("event", "police"), ("what", "Stopped in Harbour Street.")]), when.clone()].concat();
    fill(&test, "nurse", &path(&test, "event"), &first);
    let id = latest(&test, Kind::Event).unwrap().id;
    let correct = format!("/entries/{id}/correct");
    let second = [typed(&[("event", "police"), ("what", "Stopped in Harbour Lane.")]), when].concat();
    let page = fill(&test, "nurse", &correct, &second);
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.errors(), ["Say why this is corrected. (N12)"]);
    let with_reason = [second, typed(&[("reason", "Wrong street.")])].concat();
    assert_eq!(fill(&test, "nurse", &correct, &with_reason).status, StatusCode::SEE_OTHER);
    let page = test.get("nurse", &format!("/entries/{id}"));
    assert_eq!(page.texts(".app-version h3"), ["Version 2", "Version 1"]);
    assert_eq!(
        page.texts(".app-version tbody tr"),
        ["What happened Stopped in Harbour Street. Stopped in Harbour Lane."]
    );
    assert!(page.texts(".app-version p")[0].contains("Why: Wrong street."));
    let page = test.get("nurse", &format!("/people/{}", test.anna));
    assert!(page.texts(".app-record__when strong").contains(&"changed since".to_owned()));
}

#[test]
fn a_stale_version_shows_both_and_keeps_what_was_typed() {
    let test = TestApp::new();
    let path = path(&test, "preferences");
    let opened = test.get("nurse", &path);
    fill(&test, "socialworker", &path, &typed(&[("approach", "Ring first."), ("times", "Mornings")]));
    let page =
        send(&test, "nurse", &path, &opened, &typed(&[("approach", "Knock twice."), ("times", "Mornings")]));
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(
        page.texts("tbody tr").contains(&"How to approach (different) Ring first. Knock twice.".to_owned()),
        "{:?}",
        page.texts("tbody tr")
    );
    assert_eq!(page.texts("textarea[name=approach]"), ["Knock twice."]);
    let Some(Body::Preferences(now)) = latest(&test, Kind::Preferences).map(|e| e.body) else { panic!() };
    assert_eq!(now.approach.as_deref(), Some("Ring first."), "nothing was overwritten");
    // Sending the page again, having seen both, records on top of theirs.
    let again = send(&test, "nurse", &path, &page, &typed(&[("approach", "Ring, then knock twice.")]));
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(latest(&test, Kind::Preferences).unwrap().version, 2);
}

#[test]
fn who_may_not_write_a_kind_is_refused_and_another_teams_person_does_not_exist() {
    let test = TestApp::new();
    for (login, kind, expected) in [
        ("support", "injection", StatusCode::FORBIDDEN),
        ("support", "event", StatusCode::OK),
        ("administrator", "event", StatusCode::FORBIDDEN),
        ("administrator", "network", StatusCode::OK),
        ("nurse", "contact", StatusCode::NOT_FOUND),
        ("nurse", "person", StatusCode::NOT_FOUND),
        ("sysadmin", "network", StatusCode::FORBIDDEN),
        ("nurse2", "event", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(test.get(login, &path(&test, kind)).status, expected, "{login} {kind}");
        let sent = test.post(login, &path(&test, kind), &[("entry", &Uuid::now_v7().to_string())]);
        let expected = if expected == StatusCode::OK { StatusCode::UNPROCESSABLE_ENTITY } else { expected };
        assert!(sent.status == expected || kind == "network", "{login} {kind}: {}", sent.status);
    }
    let page = test.get("nurse", &format!("/entries/{}", Uuid::now_v7()));
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[test]
fn bi40_bi41_a_time_that_does_not_exist_is_refused_and_one_that_comes_twice_is_asked() {
    let test = TestApp::new();
    let at = |when: [&'static str; 3]| {
        [
            typed(&[("event", "police"), ("what", "Stopped."), ("happened_at-time", "1:30")]),
            day("happened_at", when),
        ]
        .concat()
    };
    let page = fill(&test, "nurse", &path(&test, "event"), &at(["29", "3", "2026"]));
    assert!(page.errors()[0].ends_with("(BI40)"), "{:?}", page.errors());
    let twice = at(["25", "10", "2026"]);
    let page = fill(&test, "nurse", &path(&test, "event"), &twice);
    assert!(page.errors()[0].ends_with("(BI41)"), "{:?}", page.errors());
    assert_eq!(page.attributes("[name='happened_at-fold']", "value"), ["first", "second"]);
    let chosen = [twice, typed(&[("happened_at-fold", "second")])].concat();
    assert_eq!(fill(&test, "nurse", &path(&test, "event"), &chosen).status, StatusCode::SEE_OTHER);
    assert_eq!(latest(&test, Kind::Event).unwrap().happened_at.to_string(), "2026-10-25T01:30:00Z");
}

#[test]
fn n10_s06_the_key_worker_changes_with_a_reason_and_an_introduction() {
    let test = TestApp::new();
    let path = format!("/people/{}/key-worker", test.anna);
    let page = test.get("manager", &path);
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let ot = test.staff("ot").to_string();
    let asked = [
        day("considered.on", ["18", "11", "2026"]),
        typed(&[("key_worker", &ot), ("considered.outcome", "no_wish")]),
    ]
    .concat();
    let silent = fill(&test, "manager", &path, &asked);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(silent.attributes(".nhsuk-error-summary__list a", "href"), ["#reason", "#introduction"]);
    let why = typed(&[("reason", "The nurse leaves."), ("introduction", "Two joint visits.")]);
    let said = [asked, why].concat();
    assert_eq!(fill(&test, "manager", &path, &said).status, StatusCode::SEE_OTHER);
    let page = test.get("nurse", &format!("/people/{}", test.anna));
    assert!(page.texts("dd").contains(&"Occupational therapist Fernsby".to_owned()));
    assert_eq!(test.get("nurse", &path).status, StatusCode::FORBIDDEN);
    // A worker of another team cannot be named.
    let other = test.staff("analyst").to_string();
    let wrong = typed(&[("key_worker", &other), ("reason", "x y"), ("introduction", "x y")]);
    assert_eq!(fill(&test, "manager", &path, &wrong).status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn n01_not_attending_is_never_a_reason_to_end() {
    let test = TestApp::new();
    let episode = latest(&test, Kind::Episode).unwrap();
    let path = format!("/entries/{}/correct", episode.id);
    let ends = |why: &'static str| {
        [
            day("referred_on", ["20", "8", "2026"]),
            day("accepted_on", ["1", "9", "2026"]),
            day("ended_on", ["18", "11", "2026"]),
            typed(&[("ended_because", "stepped_down"), ("ended_to", "Priya, Northgate"), ("ended_why", why)]),
        ]
        .concat()
    };
    for why in ["DNA x3", "Did not attend three times, did not engage", "non-engagement"] {
        let page = fill(&test, "manager", &path, &ends(why));
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        assert!(page.errors().iter().any(|e| e.ends_with("(N1)")), "{why}: {:?}", page.errors());
    }
    // The same through append: nothing ends without a reason that stands.
    let Body::Episode(mut body) = episode.body.clone() else { panic!() };
    body.ended_on = Some(jiff::civil::date(2026, 11, 18));
    body.ended_because = Some(care::entry::episode::EndReason::SteppedDown);
    body.ended_to = Some("Priya, Northgate".to_owned());
    body.ended_why = Some("Did not attend".to_owned());
    let mut draft = test.draft(test.anna, "2026-11-18T09:00:00Z", Body::Episode(body));
    (draft.id, draft.from_version) = (episode.id, 1);
    let outcome = test.app.store.append(&test.actor("manager"), vec![draft], test.clock.now()).unwrap();
    let [Outcome::Refused(problems)] = outcome.as_slice() else { panic!("{outcome:?}") };
    assert!(problems.iter().any(|problem| problem.rule.as_deref() == Some("N1")));
}
