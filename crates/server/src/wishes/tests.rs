//! How often wishes were met, through the router (P01).

use care::codes::outcome::Outcome;
use care::entry::Body;
use care::entry::around::Preferences;
use serde_json::json;

use crate::testing::TestApp;

#[test]
fn p01_wishes_met_are_counted_by_month_and_person_and_few_have_no_per_cent() {
    let test = TestApp::new();
    let empty = test.get("nurse", "/team/wishes");
    assert!(empty.body.contains("No contact of these months met a wish or missed one"), "{}", empty.body);
    let nurse = test.app.store.directory().staff[&test.staff("nurse")].gender.clone();
    let wish = |gender: &str| -> Preferences {
        serde_json::from_value(json!({"worker_gender": {"gender": gender, "strength": "wish"}})).unwrap()
    };
    let other = if nurse == "1" { "2" } else { "1" };
    test.record(
        "nurse",
        vec![
            test.draft(test.anna, "2026-10-01T09:00:00Z", Body::Preferences(wish(&nurse))),
            test.draft(test.bartek, "2026-11-10T09:00:00Z", Body::Preferences(wish(other))),
        ],
    );
    let seen = |person, at: String| {
        let mut contact = test.contact("nurse", Outcome::Seen, Some(30));
        contact.late_reason = Some("Copied from paper".to_owned());
        test.draft(person, &at, Body::Contact(contact))
    };
    let anna: Vec<_> = (10..=19).map(|day| seen(test.anna, format!("2026-10-{day}T09:00:00Z"))).collect();
    test.record("nurse", anna);
    // Before the wish was noted nothing is counted; after it, it was missed once.
    test.record(
        "nurse",
        vec![
            seen(test.bartek, "2026-11-09T09:00:00Z".to_owned()),
            seen(test.bartek, "2026-11-11T09:00:00Z".to_owned()),
        ],
    );
    let page = test.get("nurse", "/team/wishes");
    let months = page.texts("#months tbody tr:nth-child(-n+2) td:nth-child(2)");
    assert_eq!(months, ["0 of 1", "10 of 10 (100%)"], "few have no per cent");
    let people = page.texts("#people tbody th");
    assert_eq!(people, ["Bartek Łukasiewicz", "Anna O'Brien"], "the most missed first");
    assert!(
        page.texts("#people tbody tr:first-child td")
            .iter()
            .any(|cell| cell.starts_with("11 November 2026: worker's gender"))
    );
    assert_eq!(test.get("nurse", "/team/wishes?sort=name").texts("#people tbody th").len(), 2);
    assert_eq!(test.get("nurse", "/team/wishes?q=anna").texts("#people tbody th"), ["Anna O'Brien"]);
    assert!(!test.get("nurse2", "/team/wishes").body.contains("Bartek"), "another team's");
    assert_eq!(test.get("administrator", "/team/wishes").status, 403);
}
