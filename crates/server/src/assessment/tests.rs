//! Assessments and screenings through the router: two sessions in any order, what is blank, what may
//! not be completed, letters and profile, the senses at the door.

use axum::http::StatusCode;
use care::entry::Kind;

use crate::testing::{Page, TestApp};

fn path(test: &TestApp, last: &str) -> String {
    format!("/people/{}/{last}", test.anna)
}

/// Opens a form, keeps what it holds and hides, and sends it with what is typed.
fn fill(test: &TestApp, login: &str, path: &str, typed: &[(&str, &str)]) -> Page {
    let page = test.get(login, path);
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
    let kept = [
        "entry",
        "from_version",
        "at",
        "assessment",
        "tool",
        "happened_at-day",
        "happened_at-month",
        "happened_at-year",
        "happened_at-time",
    ];
    let held: Vec<(&str, String)> = kept.iter().map(|name| (*name, page.value(name))).collect();
    let mut form: Vec<(&str, &str)> =
        held.iter().filter(|(_, value)| !value.is_empty()).map(|(n, v)| (*n, v.as_str())).collect();
    form.extend(typed);
    test.post(login, path, &form)
}

fn latest(test: &TestApp, kind: Kind) -> care::entry::Entry {
    let page = store::people::Page { kinds: vec![kind], before: None, most: 1 };
    test.app.store.read(|tx| store::people::chronology(tx, test.anna, &page)).unwrap().pop().unwrap()
}

#[test]
fn a02_a03_an_assessment_is_made_in_two_sessions_and_needs_a_strength_and_a_want() {
    let test = TestApp::new();
    let (nurse, ot) = (test.staff("nurse").to_string(), test.staff("ot").to_string());
    let session = path(&test, "assessment/session");
    let first = [
        ("assessors", nurse.as_str()),
        ("wants.words", "My own front door"),
        ("needs.view", "A tenancy that lasts"),
    ];
    assert_eq!(fill(&test, "nurse", &session, &first).to(), path(&test, "assessment"));
    let page = test.get("support", &path(&test, "assessment"));
    assert!(page.body.contains("My own front door"));
    let blank =
        "Still blank: How the person feels, What affects it, Support there is now, Strengths, Difficulties.";
    assert!(page.texts("p").iter().any(|text| text.contains(blank)), "{:?}", page.texts("p"));
    assert_eq!(test.get("nurse", "/lists/assessments").texts(".app-board th[scope=row] a"), ["Anna O'Brien"]);
    let next =
        format!("/people/{}/visit?workers={nurse}&note=Next%20session%20of%20the%20assessment", test.anna);
    assert!(
        test.get("nurse", &path(&test, "assessment")).attributes("a.nhsuk-button", "href").contains(&next)
    );
    let plan = test.get("manager", &next);
    assert_eq!(plan.attributes("input[name=workers][checked]", "value"), [nurse.as_str()]);
    assert_eq!(plan.texts("#note"), ["Next session of the assessment"]);
    // Not complete without a strength; what was typed is kept.
    let outcome = path(&test, "assessment/outcome");
    let done = [
        ("decision", "Cook together each Tuesday"),
        ("disagreement", "Does not want the injection"),
        ("delivery", "mini_team"),
        ("completed_on-day", "18"),
        ("completed_on-month", "11"),
        ("completed_on-year", "2026"),
    ];
    let refused = fill(&test, "nurse", &outcome, &done);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.errors()[0].ends_with("(A03)"), "{:?}", refused.errors());
    assert_eq!(refused.texts("#decision"), ["Cook together each Tuesday"]);
    // The second session, by another worker; the first is taken up again.
    let second = [("assessors", ot.as_str()), ("strengths.words", "I make people laugh")];
    assert_eq!(fill(&test, "ot", &session, &second).status, StatusCode::SEE_OTHER);
    let resume = test.get("ot", &path(&test, "assessment")).attributes(".app-links a.app-touch", "href");
    let again = fill(&test, "support", &resume[0], &[first.as_slice(), &[("feels.words", "Tired")]].concat());
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{:?}", again.errors());
    assert_eq!(fill(&test, "nurse", &outcome, &done).status, StatusCode::SEE_OTHER);
    let page = test.get("nurse", &path(&test, "assessment"));
    assert!(page.body.contains("Completed on 18 November 2026") && page.body.contains("Tired"));
    let person = test.get("nurse", &format!("/people/{}", test.anna));
    assert!(person.texts("dd").contains(&"Does not agree: Does not want the injection".to_owned()));
    let series = format!("/people/{}/visit-series?workers=", test.anna);
    assert!(page.attributes("a.nhsuk-button", "href").iter().any(|href| href.starts_with(&series)));
    let mdt = test.post("nurse", "/mdt", &[("attendees", &nurse)]).to().to_owned();
    let told = "Completed Wed 18 Nov, help from a mini-team of named workers. The person does not agree: Does not want the injection";
    assert!(test.get("nurse", &mdt).body.contains(told), "the meeting hears of it (A05)");
    let decide = test.get("nurse", &format!("{mdt}/decide?person={}", test.anna));
    assert!(decide.body.contains("Does not want the injection"));
    assert!(decide.body.contains("of the mini-team that was agreed"), "and who it means (A04)");
    // What comes after is a new assessment.
    let new = test.get("nurse", &session).value("assessment");
    assert_ne!(new, latest(&test, Kind::Assessment).id.to_string());
}

#[test]
fn a02_more_than_two_assessors_need_a_reason_and_nothing_typed_is_lost() {
    let test = TestApp::new();
    let three: Vec<String> = ["nurse", "ot", "doctor"].map(|login| test.staff(login).to_string()).into();
    let mut typed: Vec<(&str, &str)> = three.iter().map(|id| ("assessors", id.as_str())).collect();
    typed.push(("strengths.view", "Knows every bus driver"));
    let refused = fill(&test, "nurse", &path(&test, "assessment/session"), &typed);
    assert_eq!(refused.attributes(".nhsuk-error-summary__list a", "href"), ["#why_more"]);
    assert_eq!(refused.texts("[id='strengths.view']"), ["Knows every bus driver"]);
    typed.push(("why_more", "The interpreter is a member of the team"));
    assert_eq!(
        fill(&test, "nurse", &path(&test, "assessment/session"), &typed).status,
        StatusCode::SEE_OTHER
    );
}

#[test]
fn a06_letters_come_with_the_manual_a_profile_before_the_total_and_mohost_after_ocairs() {
    let test = TestApp::new();
    let (ocairs, mohost) = (path(&test, "screening/ocairs"), path(&test, "screening/mohost"));
    assert_eq!(test.get("support", &ocairs).status, StatusCode::FORBIDDEN);
    let manual = ("holds_manual", "yes");
    let early = fill(&test, "nurse", &mohost, &[manual, ("ratings.interest", "A")]);
    assert!(early.errors()[0].starts_with("MOHOST follows an OCAIRS"), "{:?}", early.errors());
    let therapist = fill(&test, "ot", &mohost, &[manual]);
    assert!(therapist.errors()[0].starts_with("Say why this MOHOST"), "{:?}", therapist.errors());
    let barriers = ("barriers", "Cannot begin the day");
    let no_manual = fill(&test, "ot", &ocairs, &[barriers, ("ratings.roles", "A")]);
    assert!(no_manual.errors()[0].ends_with("(A06)"), "{:?}", no_manual.errors());
    let half = [
        barriers,
        manual,
        ("ratings.roles", "A"),
        ("next", "more_detail"),
        ("again_on-day", "18"),
        ("again_on-month", "5"),
        ("again_on-year", "2027"),
    ];
    assert_eq!(fill(&test, "ot", &ocairs, &half).status, StatusCode::SEE_OTHER);
    let page = test.get("ot", &path(&test, "assessment"));
    assert!(
        page.body.contains("11 areas not rated yet")
            && page.body.contains("No total while an area is not rated.")
    );
    assert!(page.body.contains("Asked for by the OCAIRS."));
    let areas = care::scale::occupational::Tool::Ocairs.areas();
    let names: Vec<String> = areas.iter().map(|area| format!("ratings.{}", area.key)).collect();
    let mut whole: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "I")).collect();
    whole.extend([barriers, manual]);
    let resume = format!("{ocairs}?entry={}", latest(&test, Kind::Screening).id);
    assert_eq!(fill(&test, "ot", &resume, &whole).status, StatusCode::SEE_OTHER);
    let page = test.get("ot", &path(&test, "assessment"));
    let (profile, total) =
        (page.body.find("app-profile__areas").unwrap(), page.body.find("Total 24 of 12 to 48").unwrap());
    assert!(profile < total, "the profile stands before the total");
    assert_eq!(
        fill(&test, "nurse", &mohost, &[manual, ("ratings.interest", "A")]).status,
        StatusCode::SEE_OTHER
    );
}

#[test]
fn a07_what_the_senses_like_stands_on_the_visit_card() {
    let test = TestApp::new();
    let typed = [("avoid", "Strip lights"), ("on_visits", "Meet by the window")];
    assert_eq!(fill(&test, "nurse", &path(&test, "record/sensory"), &typed).status, StatusCode::SEE_OTHER);
    let line = test.app.store.read(|tx| store::people::line(tx, test.anna)).unwrap().unwrap();
    let door = crate::visit::door(&line, &test.app.store.directory(), test.clock.now());
    assert_eq!(
        door.needs,
        [
            ("Senses: avoid", "Strip lights".to_owned()),
            ("Senses: on this visit", "Meet by the window".to_owned())
        ]
    );
}
