//! The person page, through the router: what it shows, to whom, and what it hides.

use axum::http::StatusCode;
use care::codes::outcome::Outcome;
use care::entry::Body;
use care::entry::around::{SafetyKind, SafetyRule};
use jiff::civil::date;
use uuid::Uuid;

use crate::testing::{Page, TestApp};

fn at(test: &TestApp, login: &str) -> Page {
    test.get(login, &format!("/people/{}", test.anna))
}

#[test]
fn the_banner_says_who_this_is_and_what_matters_at_the_door() {
    let test = TestApp::new();
    let rule = SafetyRule {
        rule: SafetyKind::Dog,
        what: "Ring first: the dog is loose in the hall.".to_owned(),
        expires_on: date(2027, 1, 5),
        ended: None,
    };
    test.record("nurse", vec![test.draft(test.anna, "2026-11-17T10:00:00Z", Body::SafetyRule(rule))]);
    let page = at(&test, "nurse");
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(page.texts(".app-person__name"), ["Anna O'Brien"]);
    let number = care::nhs_number::NhsNumber::from_stem(999_000_001).unwrap().display();
    assert_eq!(
        page.texts(".app-person__facts > div"),
        ["Born 17 May 1980 (46)".to_owned(), format!("NHS number {number}"), "Gender Female".to_owned()]
    );
    assert_eq!(page.texts(".app-person__alerts li"), ["Dog: Ring first: the dog is loose in the hall."]);
    // The administrator plans visits: the rule is named, its words are not shown.
    let page = at(&test, "administrator");
    assert_eq!(page.texts(".app-person__alerts li"), ["Dog"]);
    assert!(!page.body.contains("loose in the hall"));
}

#[test]
fn every_printed_sheet_says_whom_it_is_about() {
    let test = TestApp::new();
    let about = |path: &str| test.get("nurse", path).attributes("html", "data-about");
    let anna = format!("/people/{}", test.anna);
    assert!(about(&anna)[0].starts_with("Anna O'Brien, NHS number 999 "), "{:?}", about(&anna));
    assert_eq!(about(&format!("{anna}/contact")), about(&anna));
    assert!(about("/board").is_empty());
}

#[test]
fn n10_a_person_without_a_key_worker_says_so_with_a_clock() {
    let test = TestApp::new();
    let page = test.get("nurse", &format!("/people/{}", test.bartek));
    assert!(page.texts("dd").contains(&"Overdue: None since 1 September 2026".to_owned()), "{}", page.body);
}

#[test]
fn the_record_is_one_list_the_latest_first_and_late_entries_say_so() {
    let test = TestApp::new();
    let mut contact = test.contact("nurse", Outcome::Seen, Some(35));
    contact.wants = Some("<b>A quieter flat</b>".to_owned());
    test.record("nurse", vec![test.draft(test.anna, "2026-11-18T04:10:00Z", Body::Contact(contact))]);
    let missed = test.contact("support", Outcome::NoAnswer, None);
    test.record("support", vec![test.draft(test.anna, "2026-11-18T09:00:00Z", Body::Contact(missed))]);
    let page = at(&test, "nurse");
    let titles = page.texts(".app-record__title");
    assert_eq!(
        titles,
        [
            "No answer, 18 November 2026 at 9am",
            "Seen as planned, 18 November 2026 at 4:10am",
            "Key worker: Nurse Fernsby, 2 September 2026 at 11am",
            "Taken on by Complex care team north, 1 September 2026 at 10am",
            "Personal details, 1 September 2026 at 10am",
        ]
    );
    assert_eq!(page.texts(".app-record__when strong"), ["written 5 hours after"]);
    assert!(page.body.contains("&lt;b&gt;A quieter flat&lt;/b&gt;"), "what was written is text");
    let page = test.get("nurse", &format!("/people/{}?show=contacts", test.anna));
    assert_eq!(page.texts(".app-record__title").len(), 2);
    assert_eq!(page.texts("[aria-current=true]"), ["Contacts"]);
}

#[test]
fn a_long_record_is_read_a_page_at_a_time_and_nothing_is_lost_between_pages() {
    let test = TestApp::new();
    let drafts = (0..120).map(|i| {
        let at = format!("2026-11-{:02}T{:02}:{:02}:00Z", 6 + i / 12, 8 + i % 12 / 2, 30 * (i % 2));
        test.draft(test.anna, &at, Body::Contact(test.contact("nurse", Outcome::Seen, Some(20))))
    });
    test.record("nurse", drafts.collect());
    let mut path = format!("/people/{}?show=contacts", test.anna);
    let mut seen = Vec::new();
    for pages in [50, 50, 20] {
        let page = test.get("nurse", path.split('#').next().unwrap());
        let ids = page.attributes(".app-record__title a", "href");
        assert_eq!(ids.len(), pages);
        seen.extend(ids);
        let links = page.attributes(".app-actions a", "href");
        path = links.into_iter().find(|href| href.contains("before=")).unwrap_or_default();
    }
    assert_eq!(path, "");
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 120);
}

/// A 404 without what differs each time: the reference and the nonce.
fn bare(page: &Page) -> String {
    let reference = page.texts("p strong").pop().unwrap_or_default();
    let nonce = page.attributes("script[nonce]", "nonce").pop().unwrap_or_default();
    page.body.replace(&reference, "").replace(&nonce, "")
}

#[test]
fn ac03_bi105_another_teams_person_looks_like_nobody() {
    let test = TestApp::new();
    for rest in ["", "/details", "/relationships", "/record/event"] {
        let other = test.get("nurse", &format!("/people/{}{rest}", test.cleo));
        let nobody = test.get("nurse", &format!("/people/{}{rest}", Uuid::now_v7()));
        assert_eq!((other.status, nobody.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{rest}");
        assert_eq!(bare(&other), bare(&nobody), "{rest}");
    }
    assert_eq!(test.get("nurse", "/people/not-an-id").status, StatusCode::NOT_FOUND);
}

#[test]
fn ac11_the_administrator_sees_who_and_when_but_no_clinical_text() {
    let test = TestApp::new();
    let mut contact = test.contact("nurse", Outcome::Seen, Some(35));
    contact.note = Some("Talked about the tenancy.".to_owned());
    test.record("nurse", vec![test.draft(test.anna, "2026-11-18T08:10:00Z", Body::Contact(contact))]);
    let page = at(&test, "administrator");
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.texts("dd").contains(&"Nurse Fernsby".to_owned()));
    assert!(!page.body.contains("tenancy"));
    assert!(page.texts("#record").is_empty());
    assert!(at(&test, "nurse").body.contains("tenancy"));
    for login in ["sysadmin", "analyst", "privacy"] {
        assert_eq!(at(&test, login).status, StatusCode::FORBIDDEN, "{login}");
    }
}
