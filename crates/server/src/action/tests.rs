//! Actions, through the router.

use axum::http::StatusCode;
use care::codes::outcome::Outcome;
use care::entry::Body;
use care::entry::contact::NextAction;
use jiff::civil::{Date, date};
use uuid::Uuid;

use crate::contact::tests::Filled;
use crate::testing::TestApp;

fn promise(test: &TestApp, what: &str, owner: &str, due_on: Date) -> Uuid {
    let mut contact = test.contact("nurse", Outcome::Seen, Some(20));
    contact.mechanism = "02".to_owned();
    let owner = test.staff(owner);
    contact.next_action = Some(NextAction { what: what.to_owned(), owner, due_on });
    let draft = test.draft(test.anna, "2026-11-16T10:00:00Z", Body::Contact(contact));
    let id = draft.id;
    test.record("nurse", vec![draft]);
    id
}

fn path(test: &TestApp, id: Uuid) -> String {
    format!("/people/{}/actions/{id}", test.anna)
}

fn form(test: &TestApp, id: Uuid) -> Filled {
    let page = test.get("nurse", &format!("{}?next=/actions", path(test, id)));
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    Filled::of(&page, &id.to_string())
}

#[test]
fn mine_come_first_the_overdue_ones_say_so() {
    let test = TestApp::new();
    promise(&test, "Ring the landlord", "nurse", date(2026, 11, 17));
    promise(&test, "Book <b>the</b> dentist", "nurse", date(2026, 11, 18));
    promise(&test, "Bus pass", "support", date(2026, 11, 30));
    let page = test.get("nurse", "/actions");
    assert_eq!(
        page.texts("th[scope=row]"),
        [
            "Ring the landlord for Anna O'Brien",
            "Book <b>the</b> dentist for Anna O'Brien",
            "Bus pass for Anna O'Brien"
        ]
    );
    assert_eq!(
        page.texts("td[data-label=Due]"),
        ["Overdue: 17 November 2026", "Today: 18 November 2026", "30 November 2026"]
    );
    assert_eq!(page.texts("td[data-label=Owner]"), ["Support worker Fernsby"]);
    assert!(test.get("nurse2", "/actions").texts("th[scope=row]").is_empty());
    assert_eq!(test.get("administrator", "/actions").status, StatusCode::FORBIDDEN);
}

#[test]
fn an_action_is_done_once_and_stays_on_the_list_for_a_fortnight() {
    let test = TestApp::new();
    let id = promise(&test, "Ring the landlord", "nurse", date(2026, 11, 17));
    let filled = form(&test, id).with("state", "done").with("note", "Rang, repair on Friday");
    for _ in 0..2 {
        let page = filled.send(&test, "nurse", &path(&test, id));
        assert!(page.to().starts_with("/actions?recorded="), "{:?}", page.errors());
    }
    let page = test.get("nurse", "/actions");
    assert_eq!(page.texts("td[data-label='What became of it']"), ["Done: Rang, repair on Friday"]);
    assert!(page.body.contains("Nothing waits for you."));
    assert!(test.get("nurse", &path(&test, id)).body.contains("not open any more"));
    test.clock.set("2026-12-03T09:31:00Z".parse().unwrap());
    let later = crate::testing::TestApp::get(&test, "lead", "/actions");
    assert!(later.body.contains("None was finished."), "{}", later.body);
}

#[test]
fn an_action_is_handed_on_with_owner_or_day_and_closed_with_a_reason() {
    let test = TestApp::new();
    let id = promise(&test, "Ring the landlord", "nurse", date(2026, 11, 17));
    let send = |filled: Filled| filled.send(&test, "nurse", &path(&test, id));
    for (state, expected) in [
        ("", "Choose what became of it."),
        ("carried", "Choose a new owner or a new day."),
        ("not_needed", "Say why it is not needed any more."),
    ] {
        let page = send(form(&test, id).with("state", state));
        assert_eq!(
            (page.status, page.errors()),
            (StatusCode::UNPROCESSABLE_ENTITY, vec![expected.to_owned()])
        );
    }
    let owner = test.staff("support").to_string();
    let page = send(
        form(&test, id)
            .with("state", "carried")
            .with("owner", &owner)
            .with("due_on-day", "27")
            .with("due_on-month", "11")
            .with("due_on-year", "2026"),
    );
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    let list = test.get("nurse", "/actions");
    assert_eq!(list.texts("td[data-label=Owner]"), ["Support worker Fernsby"]);
    assert_eq!(list.texts("td[data-label=Due]"), ["27 November 2026"]);
    let page = send(form(&test, id).with("state", "not_needed").with("note", "He moved"));
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    assert!(test.get("support", "/actions").body.contains("Nothing waits for you."));
}

#[test]
fn what_nobody_promised_is_not_found() {
    let test = TestApp::new();
    let id = promise(&test, "Ring the landlord", "nurse", date(2026, 11, 17));
    assert_eq!(test.get("nurse", &path(&test, Uuid::now_v7())).status, StatusCode::NOT_FOUND);
    assert_eq!(test.get("nurse", &path(&test, test.anna)).status, StatusCode::NOT_FOUND);
    assert_eq!(test.get("nurse2", &path(&test, id)).status, StatusCode::NOT_FOUND);
    let other = format!("/people/{}/actions/{id}", test.bartek);
    assert_eq!(test.get("nurse", &other).status, StatusCode::NOT_FOUND);
}

#[test]
fn an_action_is_handed_back_taken_found_and_put_in_order() {
    let test = TestApp::new();
    let id = promise(&test, "Ring the landlord", "nurse", date(2026, 11, 17));
    promise(&test, "Bus pass", "support", date(2026, 11, 30));
    let back = |note: &str| {
        let entry = Uuid::now_v7().to_string();
        test.post("nurse", &path(&test, id), &[("entry", &entry), ("state", "handed_back"), ("note", note)])
    };
    assert_eq!(back("").errors(), ["Say why you hand it back."]);
    assert_eq!(back("On leave from tomorrow").status, StatusCode::SEE_OTHER);
    let page = test.get("ot", "/actions");
    assert_eq!(page.texts(".app-take"), ["I take it: Ring the landlord for Anna O'Brien"]);
    let (entry, href) = (page.value("entry"), page.attributes("form.app-inline", "action").pop().unwrap());
    let form = [("entry", entry.as_str()), ("state", "carried"), ("owner", "me")];
    assert_eq!(test.post("ot", &href, &form).status, StatusCode::SEE_OTHER);
    assert!(test.get("ot", "/actions").texts(".app-take").is_empty());
    assert_eq!(test.get("ot", "/actions?q=obrien+landlord").texts("tbody th").len(), 1);
    assert_eq!(test.get("ot", "/actions?q=support").texts("tbody th"), ["Bus pass for Anna O'Brien"]);
    assert_eq!(test.get("ot", "/actions?due=overdue").texts("tbody th").len(), 1);
    let by_owner = test.get("nurse", "/actions?sort=owner").texts("td[data-label=Owner]");
    assert_eq!(by_owner, ["Occupational therapist Fernsby", "Support worker Fernsby"]);
}

#[test]
fn t06_what_nobody_owns_is_proposed_to_who_has_the_smallest_part_and_a_human_accepts() {
    let test = TestApp::new();
    let id = promise(&test, "Ring the landlord", "nurse", date(2026, 11, 17));
    let entry = Uuid::now_v7().to_string();
    test.post(
        "nurse",
        &path(&test, id),
        &[("entry", &entry), ("state", "handed_back"), ("note", "On leave")],
    );
    let page = test.get("manager", "/actions");
    let proposed = page.texts("form.app-inline p");
    assert_eq!(proposed.len(), 1, "{}", page.body);
    assert!(proposed[0].starts_with("Proposed: "), "{proposed:?}");
    assert!(
        !proposed[0].starts_with("Proposed: Nurse"),
        "who had shared work is not asked first: {proposed:?}"
    );
    assert!(
        proposed[0].contains("Smallest part of what all share: 0 of "),
        "the reasons are shown: {proposed:?}"
    );
    assert!(page.texts("td[data-label=Owner]").is_empty(), "nobody owns it until a human says so");
    let owner = page.attributes("input[name=owner]", "value").pop().unwrap();
    let given = page.attributes("input[name=entry]", "value").pop().unwrap();
    let form =
        [("entry", given.as_str()), ("state", "carried"), ("owner", owner.as_str()), ("next", "/actions")];
    let page = test.post("manager", &path(&test, id), &form);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    let owners = test.get("manager", "/actions").texts("td[data-label=Owner]");
    assert!(proposed[0].starts_with(&format!("Proposed: {}.", owners[0])), "{owners:?}");
}
