//! The tier page and the missed-contact steps, through the router.

use axum::http::StatusCode;
use care::codes::outcome::Outcome;
use care::entry::tier::TierName;
use care::entry::{Body, Kind};
use care::line::Line;

use crate::contact::tests::Filled;
use crate::testing::{Page, TestApp};

fn tier_path(test: &TestApp) -> String {
    format!("/people/{}/tier", test.anna)
}

fn ladder_path(test: &TestApp) -> String {
    format!("/people/{}/ladder", test.anna)
}

fn line(test: &TestApp) -> Line {
    test.app.store.read(|tx| store::people::line(tx, test.anna)).unwrap().unwrap()
}

fn missed(test: &TestApp, at: &str) {
    let mut contact = test.contact("nurse", Outcome::NoAnswer, None);
    contact.note = Some(format!("<b>Curtains</b> drawn{}", ".".repeat(400)));
    test.record("nurse", vec![test.draft(test.anna, at, Body::Contact(contact))]);
}

fn form(test: &TestApp, path: &str, ending: &str) -> Filled {
    let page = test.get("nurse", path);
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    Filled::of(&page, ending)
}

#[test]
fn a_tier_is_decided_with_its_reason_and_runs_out() {
    let test = TestApp::new();
    let path = tier_path(&test);
    let page = test.get("nurse", &path);
    assert!(page.body.contains("No tier has been decided yet."));
    assert!(page.attributes("input[name=tier][checked]", "value").is_empty());
    let filled = Filled::of(&page, "/tier").with("tier", "red").with("reason", "Left the ward on Monday");
    let done = filled.send(&test, "nurse", &path);
    assert!(done.to().starts_with(&format!("/people/{}?recorded=", test.anna)), "{:?}", done.errors());
    let tier = line(&test).tier.unwrap();
    assert_eq!((tier.tier, tier.expires_on), (TierName::Red, jiff::civil::date(2026, 11, 25)));
    // A double click is one decision.
    assert_eq!(filled.send(&test, "nurse", &path).status, StatusCode::SEE_OTHER);
    let page = test.get("nurse", &path);
    assert_eq!(page.texts("tbody tr").len(), 1);
    assert_eq!(page.texts("tbody td")[0], "Red");
    assert_eq!(page.texts("svg title"), ["Tier from 21 October 2026 to 18 November 2026"]);
    assert_eq!(page.attributes("svg rect", "fill"), ["#d5281b"]);
    let notice = test.get("nurse", done.to());
    assert_eq!(
        notice.texts(".nhsuk-notification-banner__content"),
        ["Anna O'Brien is in the red tier until 25 November 2026."]
    );
}

#[test]
fn a_tier_is_refused_without_reason_and_beyond_its_limit() {
    let test = TestApp::new();
    let check = |filled: Filled, expected: &[&str]| {
        let page = filled.send(&test, "nurse", &tier_path(&test));
        assert_eq!(
            (page.status, page.errors()),
            (StatusCode::UNPROCESSABLE_ENTITY, expected.iter().map(|s| (*s).to_owned()).collect())
        );
    };
    let empty = form(&test, &tier_path(&test), "/tier");
    check(empty.clone(), &["Choose a tier.", "Say why the person is in this tier."]);
    let long = empty
        .with("tier", "red")
        .with("reason", "Two early signs")
        .with("expires_on-day", "26")
        .with("expires_on-month", "11")
        .with("expires_on-year", "2026");
    check(
        long,
        &["Red lasts at most 7 days and is then decided again: choose a day up to 25 November 2026. (4.1)"],
    );
    assert_eq!(line(&test).tier, None);
}

#[test]
fn n6_a_level_of_risk_is_refused_and_no_page_speaks_of_risk() {
    let test = TestApp::new();
    missed(&test, "2026-11-17T10:00:00Z");
    let labelled =
        form(&test, &tier_path(&test), "/tier").with("tier", "amber").with("reason", "High risk of suicide");
    let page = labelled.send(&test, "nurse", &tier_path(&test));
    assert_eq!(
        page.errors(),
        [
            "Remove \u{201c}high risk\u{201d}: a tier is contact intensity, never a level of risk. Say what happened and what is needed. (N6)"
        ]
    );
    assert_eq!(Filled::of(&page, "/tier").value("reason"), "High risk of suicide");
    let in_actions = labelled.with("reason", "Missed twice").with("actions", "Risk: low, see weekly");
    assert_eq!(in_actions.send(&test, "nurse", &tier_path(&test)).errors().len(), 1);
    for path in [tier_path(&test), ladder_path(&test), format!("/people/{}/contact", test.anna)] {
        let words = test.get("nurse", &path).texts("main").join(" ").to_lowercase();
        assert!(!words.contains("risk"), "{path}: {words}");
    }
}

#[test]
fn a_proposal_fills_the_form_in_and_sets_nothing() {
    let test = TestApp::new();
    missed(&test, "2026-11-17T10:00:00Z");
    let page = test.get("nurse", &tier_path(&test));
    let links = page.attributes("main li a", "href");
    assert_eq!(links, [format!("{}?use=amber#tier", tier_path(&test))]);
    let filled = form(&test, &format!("{}?use=amber", tier_path(&test)), "/tier");
    assert_eq!(filled.value("tier"), "amber");
    assert_eq!(filled.value("reason"), "No answer since 17 November 2026");
    assert_eq!((filled.value("expires_on-day"), filled.value("expires_on-month")), ("2", "12"));
    assert_eq!(line(&test).tier, None);
}

#[test]
fn t07_a_support_worker_reads_the_tier_and_does_not_decide_it() {
    let test = TestApp::new();
    let page = test.get("support", &tier_path(&test));
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Your role does not decide tiers."));
    let ask = page.texts("#ask li");
    assert_eq!(ask.first().map(String::as_str), Some("Nurse Fernsby Nurse, key worker of Anna O'Brien"));
    assert!(!ask.iter().any(|one| one.contains("Support")), "{ask:?}");
    assert_eq!(test.post("support", &tier_path(&test), &[("tier", "red")]).status, StatusCode::FORBIDDEN);
    let other = test.get("support", &format!("/people/{}/record/legal_status", test.anna));
    assert_eq!(other.status, StatusCode::FORBIDDEN);
    assert!(other.texts("#ask ~ ul li")[0].starts_with("Nurse Fernsby Nurse, key worker"), "{}", other.body);
    let stranger = test.get("support", &format!("/people/{}/record/legal_status", test.cleo));
    assert!(!stranger.body.contains("Cleo") && !stranger.body.contains("key worker of"));
    assert_eq!(test.get("administrator", &tier_path(&test)).status, StatusCode::FORBIDDEN);
    assert_eq!(test.get("nurse2", &tier_path(&test)).status, StatusCode::NOT_FOUND);
    assert_eq!(test.get("nurse2", &ladder_path(&test)).status, StatusCode::NOT_FOUND);
}

#[test]
fn when_nobody_is_missing_the_page_says_so() {
    let test = TestApp::new();
    let page = test.get("nurse", &ladder_path(&test));
    assert!(page.body.contains("No contact is being missed"));
    assert!(page.texts("main form").is_empty());
}

#[test]
fn the_steps_have_deadlines_and_what_was_tried_is_listed() {
    let test = TestApp::new();
    missed(&test, "2026-11-17T10:00:00Z");
    let page = test.get("nurse", &ladder_path(&test));
    let cells = page.texts("table:first-of-type tbody td[data-label='Due by']");
    assert_eq!(
        cells,
        [
            "Overdue: 17 November 2026 at 11:59pm",
            "19 November 2026 at 10am",
            "20 November 2026 at 10am",
            "22 November 2026 at 10am",
            "When the threshold is met",
            "15 December 2026 at 10am",
        ]
    );
    assert_eq!(
        page.texts("h2#step"),
        ["Step 1: Try again at a different time, with a worker the person likes"]
    );
    let tried = page.texts("td[data-label='What happened']");
    assert!(tried[0].starts_with("No answer (the person)<b>Curtains</b> drawn..."), "{}", tried[0]);
    assert!(tried[0].ends_with(".\u{2026}"), "{}", tried[0]);
    missed(&test, "2026-11-18T08:00:00Z");
    let page = test.get("nurse", &ladder_path(&test));
    assert!(page.texts("td[data-label='Done']")[0].starts_with("By a later attempt"));
    assert!(page.texts("h2#step")[0].starts_with("Step 2"));
    assert_eq!(page.texts("td[data-label='What happened']").len(), 2);
}

#[track_caller]
fn step(test: &TestApp, number: &str, change: impl Fn(Filled) -> Filled) -> Page {
    let path = format!("{}?step={number}", ladder_path(test));
    let filled = form(test, &path, "/ladder").with("what", "Rang round").with("result", "Nobody knows more");
    change(filled).send(test, "nurse", &ladder_path(test))
}

#[test]
fn each_step_asks_for_its_own_evidence() {
    let test = TestApp::new();
    missed(&test, "2026-11-17T10:00:00Z");
    for (number, expected) in [
        ("2", "Name who was asked: at least one."),
        ("3", "Record what the team decided and why."),
        (
            "5",
            "Choose which threshold is met: a crime, or real and immediate danger. Otherwise the team makes the check. (4.5)",
        ),
        ("6", "Record the team's decision (step 3) before the senior review (step 6)."),
    ] {
        let page = step(&test, number, |filled| filled);
        assert_eq!(
            (page.status, page.errors()),
            (StatusCode::UNPROCESSABLE_ENTITY, vec![expected.to_owned()])
        );
        assert_eq!(Filled::of(&page, "/ladder").value("what"), "Rang round");
    }
    let empty = step(&test, "1", |filled| filled.with("what", "").with("result", ""));
    assert_eq!(empty.errors(), ["Say what was done.", "Say what came of it."]);
    let early = step(&test, "1", |filled| filled.with("happened_at-day", "16"));
    assert_eq!(early.errors(), ["This is before the first missed contact: check the time. (4.5)"]);
    let ahead = step(&test, "1", |filled| filled.with("time", "11pm"));
    assert_eq!(ahead.errors(), ["This is in the future: check the time."]);
    assert!(line(&test).steps.is_empty());
}

#[test]
fn every_step_is_recorded_with_who_and_when_and_the_plan_goes_on() {
    let test = TestApp::new();
    missed(&test, "2026-11-17T10:00:00Z");
    let asked = |filled: Filled| {
        filled.tick("asked", "Ward").tick("asked", "GP practice").with("asked_other", "The cafe")
    };
    for (number, change) in [
        ("2", &asked as &dyn Fn(Filled) -> Filled),
        ("3", &|filled| filled.with("decision", "Street outreach on Friday; section 135 not yet")),
        ("5", &|filled| filled.with("police_threshold", "danger_to_life").with("police_reference", "CAD 99")),
        ("6", &|filled| filled),
    ] {
        let page = step(&test, number, change);
        assert!(page.to().starts_with(&format!("{}?recorded=", ladder_path(&test))), "{:?}", page.errors());
    }
    let page = test.get("nurse", &ladder_path(&test));
    let done = page.texts("td[data-label='Done']");
    assert!(done[1].contains("Asked: Ward, GP practice, The cafe."), "{}", done[1]);
    assert!(done[1].contains("18 November 2026 at 9:30am, Nurse Fernsby"), "{}", done[1]);
    assert!(done[2].contains("Decision: Street outreach on Friday; section 135 not yet"), "{}", done[2]);
    assert!(done[4].contains("Threshold: Real and immediate danger to life"), "{}", done[4]);
    // The senior review comes round again every 28 days: nobody is discharged by not being there (N1).
    assert_eq!(page.texts("td[data-label='Due by']")[5], "16 December 2026 at 9:30am");
    assert!(line(&test).on_caseload());
    // Once the person is seen, nobody is missing and no step can be added.
    let seen = test.contact("nurse", Outcome::Seen, Some(10));
    test.record("nurse", vec![test.draft(test.anna, "2026-11-18T09:10:00Z", Body::Contact(seen))]);
    assert!(test.get("nurse", &ladder_path(&test)).body.contains("No contact is being missed"));
    let late = test.post(
        "nurse",
        &ladder_path(&test),
        &[
            ("entry", "01938b4e-0000-7000-8000-000000000001"),
            ("step", "2"),
            ("what", "Rang"),
            ("result", "Nothing"),
            ("asked", "Ward"),
            ("happened_at-day", "18"),
            ("happened_at-month", "11"),
            ("happened_at-year", "2026"),
            ("time", "9:20am"),
        ],
    );
    assert_eq!(late.errors(), ["There is no missed contact to follow up: the person was in contact since."]);
    let steps = store::people::Page { kinds: vec![Kind::LadderStep], before: None, most: 9 };
    assert_eq!(test.app.store.read(|tx| store::people::chronology(tx, test.anna, &steps)).unwrap().len(), 4);
}
