//! The board through the router: order, reasons, filters, search, other teams, the empty team.

mod kept;

use care::codes::outcome::Outcome;
use care::entry::Body;
use care::entry::episode::Episode;
use care::entry::event::{Event, EventKind};
use care::entry::tier::{Tier, TierName};
use jiff::civil::date;
use uuid::Uuid;

use crate::testing::{TestApp, invented};

fn tier(name: TierName, reason: &str) -> Body {
    let days = name.plan().expires_days;
    let expires_on = care::moment::add_days(date(2026, 11, 17), days);
    Body::Tier(Tier { tier: name, reason: reason.to_owned(), actions: None, expires_on })
}

/// Takes one more person on.
fn take_on(test: &TestApp, given: &str, family: &str, stem: u32) -> Uuid {
    take_over(test, (given, family, stem), None)
}

/// The same for somebody whom the team knew in the record before this one.
fn take_over(
    test: &TestApp,
    (given, family, stem): (&str, &str, u32),
    last_seen_before: Option<jiff::civil::Date>,
) -> Uuid {
    let id = Uuid::now_v7();
    let at = "2026-11-02T09:00:00Z";
    let mut details = test.draft(id, at, Body::Person(invented(given, family, stem)));
    details.id = id;
    let episode = Episode {
        referred_on: date(2026, 10, 20),
        accepted_on: Some(date(2026, 11, 2)),
        referred_by: None,
        ended_on: None,
        ended_because: None,
        ended_to: None,
        ended_why: None,
        last_seen_before,
    };
    test.record("manager", vec![details, test.draft(id, at, Body::Episode(episode))]);
    id
}

fn names(test: &TestApp, path: &str) -> Vec<String> {
    let page = test.get("nurse", path);
    assert_eq!(page.status, 200, "{path}: {}", page.body);
    page.texts(".app-handover th[scope=row]")
}

#[test]
fn people_stand_in_the_order_of_the_handover_with_their_reasons() {
    let test = TestApp::new();
    let at = "2026-11-17T15:00:00Z";
    test.record("nurse", vec![test.draft(test.anna, at, tier(TierName::Red, "Stopped eating since Sunday"))]);
    let page = test.get("nurse", "/board");
    assert_eq!(page.texts("h1"), ["Board: Complex care team north"]);
    assert_eq!(page.texts(".app-handover th[scope=row]"), ["Anna O'Brien", "Bartek Łukasiewicz"]);
    assert_eq!(
        page.texts(".app-handover .app-board__group th"),
        ["Red tier 1", "Not seen in time, or no key worker 1"]
    );
    let why = page.texts(".app-why li");
    assert_eq!(why[0], "Stopped eating since Sunday");
    assert!(why.contains(&"Not seen yet overdue".to_owned()), "{why:?}");
    assert!(why.contains(&"No key worker for 78 days overdue".to_owned()), "{why:?}");
    assert_eq!(
        page.texts(".app-counts li")[..4],
        ["2 people", "1 without a key worker", "2 not seen in time", "2 with something overdue"]
    );
    assert_eq!(page.attributes(".app-handover th a", "href")[0], format!("/people/{}", test.anna));
}

#[test]
fn a_row_says_who_saw_the_person_where_and_who_goes_next() {
    let test = TestApp::new();
    let mut seen = test.contact("support", Outcome::Seen, Some(40));
    seen.place = Some("N02".to_owned());
    seen.early_signs = vec!["Sleeps less".to_owned(), "Hears voices more".to_owned()];
    test.record(
        "nurse",
        vec![
            test.draft(test.anna, "2026-11-17T14:00:00Z", tier(TierName::Green, "Steady weeks")),
            test.draft(test.anna, "2026-11-17T15:00:00Z", Body::Contact(seen)),
            test.draft(test.anna, "2026-11-18T14:00:00Z", Body::Visit(test.visit(&["nurse"]))),
        ],
    );
    let page = test.get("nurse", "/board?q=anna");
    let cells = page.texts(".app-handover td");
    assert_eq!(cells[0], "Green");
    assert!(cells[2].starts_with("Yesterday, 3pmSupport worker Fernsby"), "{}", cells[2]);
    assert_eq!(cells[3], "Today, 2pmNurse Fernsby");
    assert_eq!(cells[4], "1 of 1 to 2");
    assert_eq!(cells[5], "Nurse FernsbyAlso seen by Support worker Fernsby");
    assert_eq!(
        page.texts(".app-proposed"),
        ["Proposed: amber, because 2 early signs in 7 days for Anna O'Brien"]
    );
    assert_eq!(page.attributes(".app-proposed a", "href"), [format!("/people/{}/tier", test.anna)]);
}

#[test]
fn ac03_another_teams_people_are_not_on_the_board() {
    let test = TestApp::new();
    for login in ["nurse", "manager", "doctor", "administrator"] {
        let page = test.get(login, "/board");
        assert!(!page.body.contains("Marrowdale"), "{login}");
        assert!(!page.body.contains(&test.cleo.to_string()), "{login}");
        let other = test.get(login, &format!("/board?team={}", test.other_team));
        assert_eq!(other.status, 404, "{login}");
    }
    assert_eq!(test.get("nurse2", "/board").texts(".app-handover th[scope=row]"), ["Cleo Marrowdale"]);
    assert_eq!(test.get("analyst", "/board").status, 403);
    assert_eq!(test.get("", "/board").to(), "/sign-in?next=%2Fboard");
}

#[test]
fn the_board_is_filtered_searched_and_sorted_by_its_address() {
    let test = TestApp::new();
    test.record(
        "nurse",
        vec![test.draft(test.anna, "2026-11-17T15:00:00Z", tier(TierName::Amber, "Two missed visits"))],
    );
    let support = test.staff("support");
    for (query, expected) in [
        ("", vec!["Bartek Łukasiewicz", "Anna O'Brien"]),
        ("sort=name", vec!["Bartek Łukasiewicz", "Anna O'Brien"]),
        ("tier=amber", vec!["Anna O'Brien"]),
        ("tier=none", vec!["Bartek Łukasiewicz"]),
        ("tier=red", vec![]),
        ("tier=purple", vec!["Bartek Łukasiewicz", "Anna O'Brien"]),
        ("who=mine", vec!["Anna O'Brien"]),
        ("who=none", vec!["Bartek Łukasiewicz"]),
        (&format!("who={support}"), vec![]),
        ("q=lukas", vec!["Bartek Łukasiewicz"]),
        ("q=obrien", vec!["Anna O'Brien"]),
        ("q=O%27Brien+an", vec!["Anna O'Brien"]),
        ("q=zz", vec![]),
        ("why=11", vec!["Bartek Łukasiewicz", "Anna O'Brien"]),
        ("why=2", vec![]),
        ("why=99", vec!["Bartek Łukasiewicz", "Anna O'Brien"]),
        ("sort=worker", vec!["Bartek Łukasiewicz", "Anna O'Brien"]),
        ("tier=amber&q=lukas", vec![]),
    ] {
        let mut found = names(&test, &format!("/board?{query}"));
        let mut expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        if !query.starts_with("sort") {
            found.sort();
            expected.sort();
        }
        assert_eq!(found, expected, "{query}");
    }
    let page = test.get("nurse", "/board?q=zz");
    assert!(page.texts("main p").iter().any(|p| p == "Nobody on the board fits. Show everybody"));
    assert_eq!(page.value("q"), "zz");
}

#[test]
fn every_look_at_the_board_is_noted() {
    let test = TestApp::new();
    assert_eq!(test.get("nurse", "/board").status, 200);
    let (staff, team) = (test.staff("nurse"), test.team);
    // Writes are taken in order: what was noted before this one is there.
    let noted = test.app.store.write(move |tx| store::access_lines(tx, None, None, 10)).unwrap();
    let looks: Vec<_> = noted.into_iter().map(|(_, look)| (look.staff, look.act, look.subject)).collect();
    assert_eq!(looks, [(staff, "board".to_owned(), Some(team))]);
}

#[test]
fn a_big_screen_has_no_menu_and_shows_initials_when_asked() {
    let test = TestApp::new();
    let page = test.get("nurse", "/board?screen=big&names=initials");
    assert_eq!(page.texts("nav").len(), 0);
    assert_eq!(page.texts("form").len(), 0);
    assert_eq!(page.texts(".app-handover th[scope=row]"), ["B. Ł.", "A. O."]);
    assert!(!page.body.contains("Anna") && !page.body.contains("Brien"), "a name is on the wall");
}

#[test]
fn what_people_wrote_never_becomes_markup() {
    let test = TestApp::new();
    let what = "<script>alert('x')</script> & \"y\"";
    let event = Event {
        event: EventKind::FamilyConcern,
        what: what.to_owned(),
        told_by: None,
        urgent: true,
        response: None,
    };
    test.record("nurse", vec![test.draft(test.anna, "2026-11-18T08:00:00Z", Body::Event(event))]);
    let page = test.get("nurse", "/board");
    assert!(!page.body.contains("<script>alert"));
    let why = page.texts(".app-why li");
    assert!(why.contains(&format!("Family concern: {what} overdue")), "{why:?}");
}

#[test]
fn an_empty_team_teaches_what_to_do() {
    let test = TestApp::new();
    let mut gone = invented("Cleo", "Marrowdale", 999_000_003);
    gone.died_on = Some(date(2026, 11, 10));
    let mut draft = test.draft(test.cleo, "2026-11-10T09:00:00Z", Body::Person(gone));
    (draft.id, draft.team, draft.from_version) = (test.cleo, Some(test.other_team), 1);
    test.record("nurse2", vec![draft]);
    let page = test.get("nurse2", "/board");
    assert_eq!(page.status, 200);
    assert_eq!(page.texts("main p")[2], "Nobody is under this team yet.");
    // A nurse may enter people; bringing in a whole caseload is for the manager.
    assert_eq!(page.attributes("main li a", "href"), ["/people/new"]);
    assert_eq!(page.texts("table").len(), 0);
}

#[test]
fn the_next_reader_sees_what_a_colleague_recorded() {
    let test = TestApp::new();
    let before = test.get("nurse", "/board").texts(".app-counts li");
    let id = take_on(&test, "Dee", "Fictional", 999_000_041);
    let after = test.get("nurse", "/board");
    assert_eq!((before[0].as_str(), after.texts(".app-counts li")[0].as_str()), ("2 people", "3 people"));
    let seen = test.contact("nurse", Outcome::NoAnswer, None);
    test.record("nurse", vec![test.draft(id, "2026-11-18T09:00:00Z", Body::Contact(seen))]);
    let why = test.get("support", "/board?q=dee").texts(".app-why li");
    assert!(why.contains(&"No answer: step 1 by Wed 18 Nov, 11:59pm".to_owned()), "{why:?}");
}

#[test]
fn who_was_seen_by_the_record_before_this_one_is_not_called_never_seen() {
    let test = TestApp::new();
    let id = take_over(&test, ("Ida", "Marlowe", 900_077), Some(date(2026, 10, 30)));
    let cells = test.get("nurse", "/board").texts("td[data-label='Last seen']");
    assert!(
        cells.iter().any(|text| text.starts_with("Fri 30 Oct") && text.ends_with("in the record before")),
        "{cells:?}"
    );
    let nurse = test.staff("nurse").to_string();
    let handover = test.post("nurse", "/handover", &[("attendees", &nurse)]).to().to_owned();
    let walk = test.get("nurse", &format!("{handover}?person={id}"));
    assert!(walk.body.contains("Fri 30 Oct, in the record before"));
    assert!(
        test.get("nurse", &format!("{handover}/sheet")).body.contains("Fri 30 Oct, in the record before")
    );
}

#[test]
fn a_board_that_is_kept_follows_the_clock_and_the_names_of_staff() {
    let test = TestApp::new();
    let said = |page: &crate::testing::Page| page.texts(".app-handover tbody").join(" ");
    let worker = test.staff("nurse");
    let first = test.get("nurse", "/board");
    let name = test.app.store.directory().staff_name(worker).to_owned();
    assert!(said(&first).contains(&name), "{}", said(&first));
    let mut staff = test.app.store.directory().staff[&worker].clone();
    staff.name = "Nora Newname".to_owned();
    let mut draft = test.draft(worker, "2026-11-01T09:00:00Z", Body::Staff(staff));
    (draft.id, draft.team, draft.from_version) = (worker, None, 1);
    test.record("manager", vec![draft]);
    let renamed = test.get("nurse", "/board");
    assert!(said(&renamed).contains("Nora Newname") && !said(&renamed).contains(&name), "{}", said(&renamed));
    test.clock.set("2026-11-18T09:31:00Z".parse().unwrap());
    let later = test.get("nurse", "/board");
    assert_eq!(later.texts("[data-live-at]"), ["9:31am on Wednesday 18 November 2026"]);
    let by_name = names(&test, "/board?sort=name");
    assert_eq!(by_name, ["Bartek Łukasiewicz", "Anna O'Brien"], "each row with its own markup");
}
