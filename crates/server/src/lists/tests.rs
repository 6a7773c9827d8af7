//! The lists through the router: who stands on which, where each row leads, other teams.

use care::codes::outcome::Outcome;
use care::entry::Body;
use care::entry::contact::NextAction;
use care::entry::promise::Injection;
use care::entry::tier::{Tier, TierName};
use jiff::civil::date;

use crate::testing::{NOW, TestApp};

/// Anna with something on every list; Bartek only lacks a key worker, a tier and a visit.
fn busy() -> TestApp {
    let test = TestApp::new();
    let mut missed = test.contact("nurse", Outcome::NoAnswer, None);
    missed.next_action = Some(NextAction {
        what: "Ring the hostel".to_owned(),
        owner: test.staff("support"),
        due_on: date(2026, 11, 17),
    });
    let tier = Tier {
        tier: TierName::Green,
        reason: "Steady weeks".to_owned(),
        actions: None,
        expires_on: date(2026, 11, 15),
    };
    let injection = Injection {
        product: "Zuclopenthixol decanoate".to_owned(),
        interval_days: 14,
        last_given_on: Some(date(2026, 11, 1)),
        given_by: None,
        due_on: date(2026, 11, 15),
        stopped_on: None,
    };
    let drafts = vec![
        test.draft(test.anna, "2026-10-20T09:00:00Z", Body::Tier(tier)),
        test.draft(test.anna, "2026-11-16T10:00:00Z", Body::Contact(missed)),
        test.draft(test.anna, "2026-11-01T10:00:00Z", Body::Injection(injection)),
        test.draft(test.anna, "2026-11-17T14:00:00Z", Body::Visit(test.visit(&["nurse"]))),
    ];
    // A visit is planned ahead: the day before, its afternoon is still to come.
    test.clock.set("2026-11-17T11:00:00Z".parse().unwrap());
    test.record("doctor", drafts);
    test.clock.set(NOW.parse().unwrap());
    test
}

fn who(test: &TestApp, login: &str, path: &str) -> Vec<String> {
    let page = test.get(login, path);
    assert_eq!(page.status, 200, "{path}: {}", page.body);
    page.texts(".app-board th[scope=row] a")
}

#[test]
fn each_list_names_those_who_lack_something_and_nobody_else() {
    let test = busy();
    for (list, expected) in [
        ("unallocated", vec!["Bartek Łukasiewicz"]),
        ("unseen", vec!["Bartek Łukasiewicz", "Anna O'Brien"]),
        ("ladder", vec!["Anna O'Brien"]),
        ("outcomes", vec!["Anna O'Brien"]),
        ("actions", vec!["Anna O'Brien"]),
        ("tiers", vec!["Bartek Łukasiewicz", "Anna O'Brien"]),
    ] {
        assert_eq!(who(&test, "nurse", &format!("/lists/{list}")), expected, "{list}");
    }
}

#[test]
fn each_row_leads_to_where_it_is_put_right() {
    let test = busy();
    let (anna, bartek) = (test.anna, test.bartek);
    let visit = test.get("nurse", "/lists/outcomes").attributes(".app-board a.app-touch", "href");
    assert!(visit[0].starts_with(&format!("/people/{anna}/contact?visit=")), "{visit:?}");
    for (login, list, expected) in [
        ("manager", "unallocated", format!("/people/{bartek}/key-worker")),
        // Naming key workers is not the nurse's: the row leads to the person.
        ("nurse", "unallocated", format!("/people/{bartek}")),
        ("nurse", "ladder", format!("/people/{anna}/ladder")),
        ("nurse", "tiers", format!("/people/{bartek}/tier")),
        ("support", "tiers", format!("/people/{bartek}")),
        ("nurse", "actions", format!("/people/{anna}")),
    ] {
        let links = test.get(login, &format!("/lists/{list}")).attributes(".app-board a.app-touch", "href");
        assert_eq!(links[0], expected, "{login} {list}");
    }
}

#[test]
fn the_ladder_says_the_next_step_and_by_when() {
    let test = busy();
    let page = test.get("nurse", "/lists/ladder");
    assert_eq!(
        page.texts(".app-board td")[1..5],
        [
            "Mon 16 Nov, 10am: No answer",
            "1",
            "Step 1: Try again at a different time, with a worker the person likes",
            "Yesterday, 11:59pm"
        ]
    );
    assert_eq!(page.texts(".app-board th[scope=row]"), ["Anna O'Brien overdue"]);
}

#[test]
fn clocks_are_filtered_by_what_they_are_about() {
    let test = busy();
    let page = test.get("nurse", "/lists/clocks?what=injection");
    assert_eq!(
        page.texts(".app-board td")[1..3],
        ["Injection (Zuclopenthixol decanoate) due Sun 15 Nov", "15 November 2026"]
    );
    let all = test.get("nurse", "/lists/clocks");
    assert_eq!(all.texts(".app-board th[scope=row]").len(), 4, "an injection, a tier and two first plans");
    assert_eq!(all.texts(".app-board caption"), ["4 in all"]);
    assert_eq!(page.texts(".app-board caption"), ["1 of 4 shown"]);
}

#[test]
fn n10_the_unallocated_list_has_a_clock() {
    let test = busy();
    let page = test.get("manager", "/lists/unallocated");
    assert_eq!(page.texts(".app-board td")[1..3], ["1 September 2026", "78"]);
}

#[test]
fn the_index_counts_every_list() {
    let test = busy();
    let page = test.get("nurse", "/lists");
    assert_eq!(
        page.texts(".app-lists__one"),
        [
            "No key worker 1",
            "Cover needed Every key worker is there.",
            "Wishes to look at again Every wish for a key worker was considered and met.",
            "Assessments under way No assessment is under way.",
            "Not seen in time 2",
            "Missed contacts 1",
            "Clocks due 4",
            "Visits without an outcome 1",
            "Actions due 1",
            "Tiers to decide 2",
            "Supervision Who is due, and who was not spoken of for three months.",
            "Own and shared work Hours of occupational therapists and psychologists by week, beside what was agreed.",
            "Wishes met At how many contacts a wish for worker, place or time was met, by month and person.",
            "Intensive care: who it is meant for The seven signs, and who has no intensive offer.",
        ]
    );
    let quiet = test.get("nurse2", "/lists");
    assert!(quiet.texts(".app-lists__one").contains(&"Actions due Nothing promised is due.".to_owned()));
}

#[test]
fn lists_are_searched_narrowed_and_sorted_by_their_address() {
    let test = busy();
    for (login, path, expected) in [
        ("nurse", "unseen?q=luk", vec!["Bartek Łukasiewicz"]),
        ("nurse", "unseen?who=mine", vec!["Anna O'Brien"]),
        ("support", "actions?who=mine", vec!["Anna O'Brien"]),
        ("nurse", "actions?who=mine", vec![]),
        ("nurse", "tiers?sort=name", vec!["Bartek Łukasiewicz", "Anna O'Brien"]),
        ("nurse", "tiers?sort=worker", vec!["Bartek Łukasiewicz", "Anna O'Brien"]),
    ] {
        assert_eq!(who(&test, login, &format!("/lists/{path}")), expected, "{login} {path}");
    }
}

#[test]
fn ac03_another_teams_people_are_on_no_list() {
    let test = busy();
    for list in ["unallocated", "unseen", "ladder", "clocks", "outcomes", "actions", "tiers"] {
        let page = test.get("nurse", &format!("/lists/{list}"));
        assert!(!page.body.contains("Marrowdale"), "{list}");
        let other = test.get("nurse", &format!("/lists/{list}?team={}", test.other_team));
        assert_eq!(other.status, 404, "{list}");
        assert_eq!(test.get("sysadmin", &format!("/lists/{list}")).status, 403, "{list}");
    }
    assert_eq!(test.get("nurse", "/lists/anything").status, 404);
}
