//! Who belongs to the people for whom intensive care is meant, through the router.

use axum::http::StatusCode;
use care::entry::Body;
use care::entry::episode::{EndReason, Episode};

use crate::testing::TestApp;

/// Bartek's time with the team is over.
fn ended(test: &TestApp) {
    let page = store::people::Page { kinds: vec![care::entry::Kind::Episode], before: None, most: 1 };
    let entry =
        test.app.store.read(|tx| store::people::chronology(tx, test.bartek, &page)).unwrap().pop().unwrap();
    let Body::Episode(before) = entry.body.clone() else { panic!("an episode") };
    let after = Episode {
        ended_on: Some(jiff::civil::date(2026, 11, 10)),
        ended_because: Some(EndReason::SteppedDown),
        ended_to: Some("Priya, Northgate".to_owned()),
        ended_why: Some("Well for a year".to_owned()),
        ..before
    };
    let mut draft = test.draft(test.bartek, "2026-11-10T09:00:00Z", Body::Episode(after));
    (draft.id, draft.from_version) = (entry.id, 1);
    test.record("manager", vec![draft]);
}

fn yes(name: &str) -> Vec<(String, String)> {
    let one = |part: &str, value: &str| (format!("{name}{part}"), value.to_owned());
    vec![
        one(".answer", "yes"),
        one(".evidence", "Seen by the crisis team"),
        one(".on-day", "1"),
        one(".on-month", "10"),
        one(".on-year", "2026"),
    ]
}

#[test]
fn r2_2_three_signs_or_the_caseload_and_who_has_no_offer() {
    let test = TestApp::new();
    ended(&test);
    let rows = || test.get("manager", "/cohort").texts(".app-board tbody tr th");
    assert_eq!(rows(), ["Anna O'Brien"], "on the caseload");
    let path = format!("/people/{}/record/cohort", test.bartek);
    let send = |more: &[(String, String)]| {
        let page = test.get("nurse", &path);
        let held = [("entry", page.value("entry")), ("from_version", page.value("from_version"))];
        let mut form: Vec<(&str, &str)> = held.iter().map(|(n, v)| (*n, v.as_str())).collect();
        form.extend(more.iter().map(|(n, v)| (n.as_str(), v.as_str())));
        test.post("nurse", &path, &form)
    };
    let two = [yes("social_needs"), yes("substances")].concat();
    assert_eq!(send(&two).status, StatusCode::SEE_OTHER);
    assert_eq!(rows(), ["Anna O'Brien"], "two signs are not three");
    let want = |words: &str| {
        vec![
            ("psychosis.answer".to_owned(), "no".to_owned()),
            ("psychosis.evidence".to_owned(), words.to_owned()),
        ]
    };
    let refused = send(&[two.clone(), want("No diagnosis in the notes")].concat());
    assert!(refused.errors()[0].ends_with("(2.2)"), "{:?}", refused.errors());
    let bare = send(&[("psychosis.answer".to_owned(), "yes".to_owned())]);
    assert_eq!(bare.errors().len(), 2, "evidence and its day: {:?}", bare.errors());
    let three = [two, yes("family_concern")].concat();
    assert_eq!(send(&three).status, StatusCode::SEE_OTHER);
    assert_eq!(rows(), ["Bartek Łukasiewicz", "Anna O'Brien"], "without an offer comes first");
    let offer =
        [three, vec![("offer_elsewhere".to_owned(), "Larkmoor early intervention, since May".to_owned())]];
    assert_eq!(send(&offer.concat()).status, StatusCode::SEE_OTHER);
    let page = test.get("manager", "/cohort");
    assert!(page.texts("td").contains(&"Larkmoor early intervention, since May".to_owned()));
    assert!(page.texts(".app-counts li").contains(&"0 without an intensive offer".to_owned()));
}
