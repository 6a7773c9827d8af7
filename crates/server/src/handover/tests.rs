//! The handover through the router: one line a person, nobody of the red tier skipped, no action
//! without an owner, and what is stored at the end.

use axum::http::StatusCode;
use care::codes::outcome::Outcome;
use care::entry::Body;
use care::entry::contact::Contact;
use care::entry::handover::Handover;
use care::entry::tier::{Tier, TierName};
use care::entry::visit::Visit;
use jiff::civil::date;
use uuid::Uuid;

use crate::testing::{Page, TestApp};

fn red(test: &TestApp, person: Uuid) {
    let tier = Tier {
        tier: TierName::Red,
        reason: "Two early signs since Monday".to_owned(),
        actions: None,
        expires_on: date(2026, 11, 20),
    };
    test.record("doctor", vec![test.draft(person, "2026-11-17T10:00:00Z", Body::Tier(tier))]);
}

fn start(test: &TestApp) -> String {
    let nurse = test.staff("nurse").to_string();
    let page = test.post("nurse", "/handover", &[("attendees", &nurse)]);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    page.to().to_owned()
}

fn say(test: &TestApp, login: &str, path: &str, person: Uuid, words: &str) -> Page {
    say_with(test, login, path, person, &[("change", words)])
}

fn say_with(test: &TestApp, login: &str, path: &str, person: Uuid, more: &[(&str, &str)]) -> Page {
    let (person, entry) = (person.to_string(), Uuid::now_v7().to_string());
    let mut form = vec![("person", person.as_str()), ("entry", &entry)];
    form.extend(more);
    test.post(login, &format!("{path}/line"), &form)
}

fn stored(test: &TestApp, path: &str) -> Handover {
    let id = path.trim_start_matches("/handover/").parse().unwrap();
    let entry = test.app.store.read(|tx| store::people::entry(tx, id)).unwrap().unwrap();
    let Body::Handover(handover) = entry.body else { panic!("{:?}", entry.kind()) };
    handover
}

#[test]
fn a_handover_walks_the_board_in_its_order_and_stores_who_was_spoken_of() {
    let test = TestApp::new();
    red(&test, test.bartek);
    let path = start(&test);
    let first = test.get("nurse", &path);
    assert_eq!(first.texts("#who"), ["Bartek Łukasiewicz"], "red comes first");
    assert_eq!(first.attributes("#change", "autofocus").len(), 1, "the line is ready to be typed");
    let next = say(&test, "nurse", &path, test.bartek, "Slept, took his tablets, visit at 2");
    assert_eq!(next.to(), format!("{path}?person={}", test.anna));
    let last = say(&test, "nurse", &path, test.anna, "");
    assert_eq!(last.to(), format!("{path}/end"), "an empty line means nothing new");
    let done = test.post("nurse", &format!("{path}/end"), &[("note", "Fire drill at 3")]);
    assert_eq!(done.to(), format!("{path}/sheet"), "{:?}", done.errors());
    let coverage = stored(&test, &path).coverage.unwrap();
    assert_eq!((coverage.people, coverage.spoken, coverage.changed), (2, 2, 1));
    assert!(coverage.not_spoken.is_empty());
    let sheet = test.get("ot", &format!("{path}/sheet"));
    assert_eq!(
        sheet.texts("td[data-label='Said']"),
        ["Slept, took his tablets, visit at 2Nurse Fernsby", "Nothing newNurse Fernsby"]
    );
}

#[test]
fn who_was_passed_over_comes_after_the_last_one() {
    let test = TestApp::new();
    red(&test, test.bartek);
    let path = start(&test);
    let next = say(&test, "nurse", &path, test.anna, "Up early, going to the market");
    assert_eq!(next.to(), format!("{path}?person={}", test.bartek), "the first is still to be spoken of");
    let last = say(&test, "nurse", &path, test.bartek, "Visit at 2");
    assert_eq!(last.to(), format!("{path}/end"));
}

#[test]
fn a_day_that_is_none_is_refused_and_the_line_is_kept() {
    let test = TestApp::new();
    let path = start(&test);
    let more = [("change", "Letter from housing"), ("action.what", "Ring"), ("action.due_on", "2026-11-32")];
    let page = say_with(&test, "nurse", &path, test.anna, &more);
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.errors(), ["Choose from the list by which day it is done."]);
    assert_eq!(page.attributes("#change", "value"), ["Letter from housing"]);
}

#[test]
fn t01_a_red_tier_person_is_not_skipped() {
    let test = TestApp::new();
    red(&test, test.bartek);
    let path = start(&test);
    assert_eq!(test.get("nurse", &path).texts("[data-walk-key='ArrowDown']").len(), 0);
    let empty = say(&test, "nurse", &path, test.bartek, "  ");
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(empty.errors(), ["Red tier: say in one line how it goes and what the team does today. (T01)"]);
    let end = test.post("nurse", &format!("{path}/end"), &[]);
    assert_eq!(
        end.errors(),
        [
            "Red tier and nothing said: Bartek Łukasiewicz. Say a line for each before the handover ends. (T01)"
        ]
    );
    say(&test, "nurse", &path, test.bartek, "Seen last night by the crisis team");
    let end = test.post("nurse", &format!("{path}/end"), &[]);
    assert_eq!(end.status, StatusCode::SEE_OTHER, "green people may be left out");
    assert_eq!(stored(&test, &path).coverage.unwrap().not_spoken, [test.anna]);
}

#[test]
fn t01_a_handover_does_not_end_with_an_action_that_nobody_owns() {
    let test = TestApp::new();
    let path = start(&test);
    let more =
        [("change", "Letter from housing"), ("action.what", "Ring housing"), ("action.due_on", "2026-11-19")];
    say_with(&test, "nurse", &path, test.anna, &more);
    let end = test.post("nurse", &format!("{path}/end"), &[]);
    assert_eq!(
        end.errors(),
        [
            "Nobody owns: Ring housing (Anna O'Brien). Give each action an owner before the handover ends. (T01)"
        ]
    );
    let give = end.attributes(".app-give", "action").pop().unwrap();
    let owner = test.staff("ot").to_string();
    let entry = Uuid::now_v7().to_string();
    let form = [("entry", entry.as_str()), ("state", "carried"), ("owner", &owner)];
    test.post("nurse", &give, &form);
    assert_eq!(test.post("nurse", &format!("{path}/end"), &[]).status, StatusCode::SEE_OTHER);
    assert!(test.get("ot", "/actions").texts("tbody th")[0].starts_with("Ring housing"));
}

#[test]
fn t01_nothing_is_said_into_a_handover_that_has_ended() {
    let test = TestApp::new();
    let path = start(&test);
    assert_eq!(test.post("nurse", &format!("{path}/end"), &[]).status, StatusCode::SEE_OTHER);
    let late = say(&test, "nurse", &path, test.anna, "Rang at noon");
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(late.errors(), ["This handover has ended: start another one for what came up since. (T01)"]);
    assert_eq!(test.get("nurse", &path).to(), format!("{path}/sheet"));
    let again = start(&test);
    assert_ne!(again, path, "another one the same day");
    assert_eq!(stored(&test, &again).round, 2);
}

#[test]
fn two_who_start_at_once_are_in_the_same_handover_and_see_each_others_lines() {
    let test = TestApp::new();
    let (path, same) = (start(&test), start(&test));
    assert_eq!(path, same);
    test.post("ot", &format!("{path}/attend"), &[("next", &path)]);
    test.post("ot", &format!("{path}/attend"), &[("next", &path)]);
    assert_eq!(stored(&test, &path).attendees, [test.staff("nurse"), test.staff("ot")]);
    say(&test, "ot", &path, test.anna, "Cooked a meal");
    say(&test, "nurse", &path, test.anna, "And rang her mother");
    let page = test.get("nurse", &format!("{path}?person={}", test.anna));
    assert_eq!(page.texts("[data-live-part] .app-words").len(), 3, "both lines, and the list's last");
    assert!(page.body.contains("Cooked a meal") && page.body.contains("And rang her mother"));
}

#[test]
fn t03_the_digest_tells_what_others_did_since_the_reader_was_there() {
    let test = TestApp::new();
    let seen = |login: &str, at: &str, note: &str| {
        let contact = Contact { note: Some(note.to_owned()), ..test.contact(login, Outcome::Seen, Some(30)) };
        test.record(login, vec![test.draft(test.anna, at, Body::Contact(contact))]);
    };
    seen("support", "2026-11-09T10:00:00Z", "Before the nurse");
    seen("nurse", "2026-11-10T10:00:00Z", "The nurse's own");
    seen("ot", "2026-11-12T10:00:00Z", "Made soup together");
    let path = start(&test);
    let page = test.get("nurse", &format!("{path}?person={}", test.anna));
    assert_eq!(page.texts(".app-digest .app-words").len(), 1);
    assert!(page.texts(".app-digest .app-words")[0].contains("Made soup together"));
    let page = test.get("doctor", &format!("{path}?person={}", test.anna));
    assert_eq!(page.texts(".app-digest li").len(), 3, "who never met her reads the last 14 days");
}

#[test]
fn the_end_shows_the_day_and_what_it_lacks() {
    let test = TestApp::new();
    let visit = test.visit(&["nurse"]);
    let nobody = Visit { workers: Vec::new(), ..visit.clone() };
    test.record(
        "nurse",
        vec![
            test.draft(test.anna, "2026-11-18T11:00:00Z", Body::Visit(visit)),
            test.draft(test.bartek, "2026-11-18T14:00:00Z", Body::Visit(nobody)),
        ],
    );
    let path = start(&test);
    let page = test.get("nurse", &format!("{path}/end"));
    assert_eq!(page.texts(".app-daylist h3"), ["Nobody yet", "Nurse Fernsby"]);
    assert!(
        page.texts("#gaps + ul li").contains(&"Today, 2pm, Bartek Łukasiewicz: nobody chosen".to_owned())
    );
}

#[test]
fn ac03_another_teams_handover_is_not_found() {
    let test = TestApp::new();
    let path = start(&test);
    for page in ["", "/end", "/sheet"] {
        assert_eq!(test.get("nurse2", &format!("{path}{page}")).status, StatusCode::NOT_FOUND, "{page}");
    }
    assert_eq!(say(&test, "nurse2", &path, test.anna, "x").status, StatusCode::NOT_FOUND);
    assert_eq!(say(&test, "nurse", &path, test.cleo, "x").status, StatusCode::NOT_FOUND);
    assert_eq!(test.get("administrator", "/handover").status, StatusCode::FORBIDDEN);
}
