//! Corrections: a new version beside the old one, with its reason, and never over somebody else's.

use super::*;

fn correction(test: &TestApp, id: Uuid) -> (String, Filled) {
    let path = format!("/contacts/{id}/correct");
    let page = test.get("nurse", &path);
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    (path, Filled::of(&page, "/correct"))
}

fn recorded(test: &TestApp) -> Uuid {
    let sent = seen(test)
        .tick("purposes", "money")
        .tick("early_signs", "Low or tearful")
        .with("note", "Paid the gas bill.\nTea.")
        .with("wants", "A dog");
    assert_eq!(send(test, &sent).status, StatusCode::SEE_OTHER);
    the_contact(test).0.id
}

#[test]
fn n12_a_correction_is_a_new_version_with_its_reason() {
    let test = TestApp::new();
    let id = recorded(&test);
    let (path, filled) = correction(&test, id);
    assert_eq!(filled.value("note"), "Paid the gas bill.\nTea.");
    let silent = filled.clone().with("minutes", "15").send(&test, "nurse", &path);
    assert_eq!(silent.errors(), ["Say why this is corrected; the first version stays in the history. (N12)"]);
    let page = Filled::of(&silent, "/correct").with("reason", "It was shorter").send(&test, "nurse", &path);
    assert_eq!(page.to(), format!("/people/{}?recorded={id}", test.anna), "{:?}", page.errors());
    let history = test.app.store.read(|tx| store::journal::history(tx, id)).unwrap();
    assert_eq!(history.len(), 2);
    let (Body::Contact(first), Body::Contact(second)) = (&history[0].body, &history[1].body) else {
        panic!()
    };
    assert_eq!((first.minutes, second.minutes), (Some(30), Some(15)));
    // Nothing but the minutes changed.
    assert_eq!(care::entry::contact::Contact { minutes: Some(30), ..second.clone() }, first.clone());
    assert_eq!(history[0].happened_at, history[1].happened_at);
}

#[test]
fn two_tabs_the_slower_one_sees_both_versions_and_loses_nothing() {
    let test = TestApp::new();
    let id = recorded(&test);
    let (path, tab) = correction(&test, id);
    let first =
        tab.clone().with("minutes", "15").with("reason", "Shorter").send(&test, "socialworker", &path);
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{:?}", first.errors());
    let slow = tab.with("note", "Paid the gas bill twice").with("reason", "Wrong bill");
    let page = slow.send(&test, "nurse", &path);
    assert_eq!(page.status, StatusCode::CONFLICT);
    let cells = page.texts("table td, table th");
    for text in ["15 minutes", "30 minutes", "Paid the gas bill. Tea.", "Paid the gas bill twice"] {
        assert!(cells.contains(&text.to_owned()), "{text} in {cells:?}");
    }
    assert!(page.body.contains("Social worker Fernsby changed this contact on 18 November 2026 at 9:30am"));
    let history = |n| assert_eq!(test.app.store.read(|tx| store::journal::history(tx, id)).unwrap().len(), n);
    history(2);
    // What was typed is still in the form; sending it again is a version on top of theirs.
    let again = Filled::of(&page, "/correct");
    assert_eq!(again.value("note"), "Paid the gas bill twice");
    assert_eq!(again.value("from_version"), "2");
    assert_eq!(again.send(&test, "nurse", &path).status, StatusCode::SEE_OTHER);
    history(3);
}

#[test]
fn a_correction_sent_twice_is_one_version() {
    let test = TestApp::new();
    let id = recorded(&test);
    let (path, filled) = correction(&test, id);
    let filled = filled.with("minutes", "15").with("reason", "Shorter");
    for _ in 0..2 {
        let page = filled.send(&test, "nurse", &path);
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    }
    assert_eq!(test.app.store.read(|tx| store::journal::history(tx, id)).unwrap().len(), 2);
}

#[test]
fn a_correction_without_its_version_is_a_conflict_and_never_a_new_entry() {
    let test = TestApp::new();
    let id = recorded(&test);
    let (path, filled) = correction(&test, id);
    for version in ["", "0", "x", "7"] {
        let page = filled
            .clone()
            .with("reason", "Shorter")
            .with("from_version", version)
            .send(&test, "nurse", &path);
        assert_eq!(page.status, StatusCode::CONFLICT, "{version}");
    }
    assert_eq!(contacts(&test).len(), 1);
}

#[test]
fn ac03_another_team_corrects_nothing_here() {
    let test = TestApp::new();
    let id = recorded(&test);
    assert_eq!(test.get("nurse2", &format!("/contacts/{id}/correct")).status, StatusCode::NOT_FOUND);
    let nothing = format!("/contacts/{}/correct", Uuid::now_v7());
    assert_eq!(test.get("nurse", &nothing).status, StatusCode::NOT_FOUND);
    let person = format!("/contacts/{}/correct", test.anna);
    assert_eq!(test.get("nurse", &person).status, StatusCode::NOT_FOUND);
}
