//! Who is out and who is home: the ladder on the pages, alarms, safety details, who sees what.

use axum::http::StatusCode;
use care::codes::outcome::Outcome;
use care::entry::Body;
use care::entry::around::{SafetyKind, SafetyRule};
use care::entry::contact::Contact;
use jiff::civil::date;
use uuid::Uuid;

use crate::testing::TestApp;

fn clock(test: &TestApp, time: &str) {
    test.later(&format!("2026-11-18T{time}:00Z"));
}

/// The nurse went in at 9:30am for three quarters of an hour.
fn nurse_is_out(test: &TestApp) -> Uuid {
    let id = test.planned(test.anna, "2026-11-18T09:30:00Z", &["nurse"]);
    assert_eq!(test.post("nurse", &format!("/visits/{id}/start"), &[]).status, StatusCode::SEE_OTHER);
    id
}

fn alerts(test: &TestApp, login: &str) -> Vec<String> {
    test.get(login, "/today").texts(".app-alert strong")
}

fn standing(test: &TestApp, name: &str) -> String {
    let page = test.get("manager", "/safety");
    let names = page.texts(".app-out__name");
    let at = names.iter().position(|one| one.starts_with(name)).unwrap_or_else(|| panic!("{names:?}"));
    page.texts(".app-out__standing")[at].clone()
}

#[test]
fn the_board_says_who_is_out_where_and_until_when() {
    let test = TestApp::new();
    nurse_is_out(&test);
    test.planned(test.bartek, "2026-11-18T14:00:00Z", &["nurse"]);
    let page = test.get("administrator", "/safety");
    assert_eq!(page.status, StatusCode::OK);
    let first = &page.texts(".app-out__one")[0];
    assert_eq!(
        first,
        "Nurse Fernsby Nurse At a visit AtAnna O'Brien, Person's home, 12 Teasel Row, Larkmoor, B99 1AA, since 9:30am \
         Expected out10:15amNext2pm, Bartek Łukasiewicz, Person's home, 12 Teasel Row, Larkmoor, B99 1AALast tap9:30am \
         More (Nurse Fernsby)"
    );
    let counts = page.texts(".app-counts li");
    assert_eq!(counts[0], "1 at a visit");
    assert_eq!(counts[2], "0 overdue");
    assert!(page.body.contains("is no lone-worker alarm service"), "it says what it is not");
}

#[test]
fn the_ladder_asks_the_worker_then_the_buddy_then_who_leads() {
    let test = TestApp::new();
    nurse_is_out(&test);
    let details = [("buddy", test.staff("ot").to_string())];
    let details: Vec<(&str, &str)> = details.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(test.post("nurse", "/safety/details", &details).to(), "/safety");
    let mut table = String::new();
    for time in ["10:29", "10:30", "10:44", "10:45", "10:59", "11:00", "11:15"] {
        clock(&test, time);
        for login in ["nurse", "ot", "manager", "support"] {
            for said in alerts(&test, login) {
                table.push_str(&format!("{time} {login}: {said}\n"));
            }
        }
    }
    insta::assert_snapshot!(table, @r"
    10:30 nurse: You were expected out of the visit to Anna O'Brien at 10:15am. Are you all right?
    10:44 nurse: You were expected out of the visit to Anna O'Brien at 10:15am. Are you all right?
    10:45 nurse: You were expected out of the visit to Anna O'Brien at 10:15am. Are you all right?
    10:45 ot: Nurse Fernsby was expected out at 10:15am: buddy rings.
    10:59 nurse: You were expected out of the visit to Anna O'Brien at 10:15am. Are you all right?
    10:59 ot: Nurse Fernsby was expected out at 10:15am: buddy rings.
    11:00 nurse: You were expected out of the visit to Anna O'Brien at 10:15am. Are you all right?
    11:00 ot: Nurse Fernsby was expected out at 10:15am: manager or lead rings.
    11:00 manager: Nurse Fernsby was expected out at 10:15am: manager or lead rings.
    11:15 nurse: You were expected out of the visit to Anna O'Brien at 10:15am. Are you all right?
    11:15 ot: Nurse Fernsby was expected out at 10:15am: tell the police.
    11:15 manager: Nurse Fernsby was expected out at 10:15am: tell the police.
    ");
    assert_eq!(standing(&test, "Nurse Fernsby"), "Overdue Tell the police");
}

#[test]
fn the_worker_says_all_is_well_with_one_tap_and_the_clock_starts_again() {
    let test = TestApp::new();
    let id = nurse_is_out(&test);
    clock(&test, "10:50");
    let me = test.staff("nurse");
    let page = test.get("nurse", "/today");
    let form = |name: &str| page.value(name);
    let sent = [
        ("entry", form("entry")),
        ("back", "today".to_owned()),
        ("visit", id.to_string()),
        ("step", "ping".to_owned()),
        ("result", "safe".to_owned()),
        ("minutes", "30".to_owned()),
    ];
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let path = format!("/safety/workers/{me}?team={}", test.team);
    for _ in 0..2 {
        assert_eq!(test.post("nurse", &path, &sent).to(), "/today#safety", "two taps are one");
    }
    assert!(alerts(&test, "nurse").is_empty());
    assert_eq!(standing(&test, "Nurse Fernsby"), "At a visit");
    assert!(!test.get("manager", "/board").body.contains("Worker not out"), "nor on the team's board");
    clock(&test, "11:35");
    assert_eq!(standing(&test, "Nurse Fernsby"), "Overdue Ask the worker");
    assert!(
        test.get("manager", "/board")
            .body
            .contains("Worker not out of the 9:30am visit, expected at 11:20am: ask the worker")
    );
}

#[test]
fn what_was_done_is_on_the_record_and_the_next_step_still_comes() {
    let test = TestApp::new();
    let id = nurse_is_out(&test).to_string();
    clock(&test, "10:46");
    let path = format!("/safety/workers/{}?team={}", test.staff("nurse"), test.team);
    let nothing = test.post("ot", &path, &[("visit", &id), ("note", "Rang twice")]);
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(nothing.errors(), ["Choose what was done.", "Choose what came of it."]);
    assert!(nothing.body.contains("Rang twice"), "nothing typed is lost");
    let rang = [("visit", id.as_str()), ("step", "buddy"), ("result", "no_answer"), ("note", "Rang twice")];
    assert_eq!(test.post("ot", &path, &rang).status, StatusCode::SEE_OTHER);
    assert_eq!(standing(&test, "Nurse Fernsby"), "Overdue", "nothing to do until the next step");
    clock(&test, "11:16");
    let police = [("visit", id.as_str()), ("step", "police"), ("result", "escalated")];
    let refused = test.post("manager", &path, &police);
    assert_eq!(refused.errors(), ["Write down the reference the police gave, or what they said. (4.4)"]);
    let police = [&police[..], &[("reference", "Log 0412")]].concat();
    assert_eq!(test.post("manager", &path, &police).status, StatusCode::SEE_OTHER);
    let card = test.get("manager", &path);
    assert_eq!(
        card.texts("#history + ul li"),
        [
            "11:16am, Tell the police, by Team manager Fernsby: the police are told, reference Log 0412",
            "10:46am, Buddy rings, by Occupational therapist Fernsby: no answer. Rang twice"
        ]
    );
    test.post("nurse", &format!("/visits/{id}/end"), &[]);
    assert_eq!(standing(&test, "Nurse Fernsby"), "Between visits", "the end of the visit ends it");
}

#[test]
fn lw10_how_to_find_a_worker_is_shown_only_while_they_are_overdue() {
    let test = TestApp::new();
    nurse_is_out(&test);
    let details = [
        ("mobile", "07700 900987"),
        ("registration", "ZZ99 ZZZ"),
        ("vehicle", "small silver hatchback"),
        ("emergency_name", "Wilfred Fernsby"),
        ("emergency_phone", "07700 900654"),
    ];
    assert_eq!(test.post("nurse", "/safety/details", &details).to(), "/safety");
    let path = format!("/safety/workers/{}", test.staff("nurse"));
    let secret = ["07700 900987", "ZZ99 ZZZ", "hatchback", "Wilfred"];
    let seen = |login: &str, path: &str| {
        let page = test.get(login, path);
        assert_eq!(page.status, StatusCode::OK, "{login} {path}");
        secret.iter().filter(|word| page.body.contains(**word)).count()
    };
    assert_eq!(seen("ot", &path), 0, "in time, colleagues see nothing of it");
    assert_eq!(seen("manager", &path), 4, "the manager does");
    assert_eq!(seen("manager", "/safety"), 0, "and on no board");
    clock(&test, "10:31");
    assert_eq!(seen("ot", &path), 4);
    assert_eq!(seen("ot", "/safety"), 0);
    let entry = care::entry::Kind::SafetyDetails.document_id(test.staff("nurse"));
    for (login, status) in [
        ("nurse", StatusCode::OK),
        ("manager", StatusCode::OK),
        ("ot", StatusCode::NOT_FOUND),
        ("nurse2", StatusCode::NOT_FOUND),
    ] {
        let page = test.get(login, &format!("/api/v1/entries/{entry}"));
        assert_eq!(page.status, status, "{login}");
    }
    let theirs = format!("/safety/details?worker={}", test.staff("nurse"));
    assert_eq!(test.get("ot", &theirs).status, StatusCode::NOT_FOUND);
    assert_eq!(test.get("manager", &theirs).value("registration"), "ZZ99 ZZZ");
    let wrong = test.post(
        "nurse",
        "/safety/details",
        &[("mobile", "ask me"), ("vehicle", "a tandem"), ("from_version", "1")],
    );
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.value("vehicle"), "a tandem");
}

#[test]
fn lw06_an_alarm_is_on_the_colleagues_screens_at_once_until_somebody_ends_it() {
    let test = TestApp::new();
    nurse_is_out(&test);
    let ask = test.get("nurse", "/safety/alarm");
    assert!(ask.body.contains("It does not ring anybody, nor the police"), "it says what it does not do");
    let entry = ask.value("entry");
    for _ in 0..2 {
        assert_eq!(test.post("nurse", "/safety/alarm", &[("entry", &entry)]).to(), "/today#safety");
    }
    for login in ["ot", "manager", "support"] {
        assert_eq!(alerts(&test, login), ["Nurse Fernsby raised an alarm at 9:30am."], "{login}");
    }
    assert!(alerts(&test, "nurse2").is_empty(), "another team knows nothing of it");
    assert_eq!(standing(&test, "Nurse Fernsby"), "Alarm since 9:30am");
    let own = alerts(&test, "nurse");
    assert_eq!(own.len(), 1);
    assert!(own[0].starts_with("Your alarm of 9:30am is on the screens of colleagues"));
    let path = format!("/safety/workers/{}?team={}", test.staff("nurse"), test.team);
    let rang = [("alarm", entry.as_str()), ("step", "buddy"), ("result", "no_answer")];
    assert_eq!(test.post("ot", &path, &rang).status, StatusCode::SEE_OTHER);
    assert_eq!(alerts(&test, "support").len(), 1, "nobody answered: it stays");
    let safe = [("alarm", entry.as_str()), ("step", "ping"), ("result", "safe"), ("back", "today")];
    assert_eq!(test.post("nurse", &path, &safe).to(), "/today#safety");
    for login in ["nurse", "ot", "manager"] {
        assert!(alerts(&test, login).is_empty(), "{login}");
    }
}

#[test]
fn lw01_a_flagged_visit_has_a_clock_without_a_tap() {
    let test = TestApp::new();
    let rule = SafetyRule {
        rule: SafetyKind::Dog,
        what: "Ring first".to_owned(),
        expires_on: date(2026, 12, 31),
        ended: None,
    };
    test.record("nurse", vec![test.draft(test.anna, "2026-11-02T10:00:00Z", Body::SafetyRule(rule))]);
    test.planned(test.anna, "2026-11-18T09:30:00Z", &["nurse"]);
    test.planned(test.bartek, "2026-11-18T09:30:00Z", &["ot"]);
    clock(&test, "10:30");
    assert_eq!(standing(&test, "Nurse Fernsby"), "Overdue Ask the worker");
    assert_eq!(standing(&test, "Occupational therapist Fernsby"), "Not out yet");
}

#[test]
fn lw09_the_board_says_who_has_not_closed_the_day_and_when_all_are_home() {
    let test = TestApp::new();
    let id = nurse_is_out(&test);
    clock(&test, "17:31");
    let contact = Contact { visit: Some(id), ..test.contact("nurse", Outcome::Seen, Some(40)) };
    test.record("nurse", vec![test.draft(test.anna, "2026-11-18T09:30:00Z", Body::Contact(contact))]);
    assert_eq!(standing(&test, "Nurse Fernsby"), "Day not closed");
    assert!(!test.get("manager", "/safety").body.contains("All home"));
    test.post("nurse", "/today/close", &[("day", "2026-11-18")]);
    assert_eq!(standing(&test, "Nurse Fernsby"), "Home");
    assert!(test.get("manager", "/safety").body.contains("All home"));
}

#[test]
fn lw12_many_overdue_at_once_may_be_the_network() {
    let test = TestApp::new();
    for login in ["nurse", "ot", "support", "doctor", "lead"] {
        let id = test.planned(test.anna, "2026-11-18T09:30:00Z", &[login]);
        test.post(login, &format!("/visits/{id}/start"), &[]);
    }
    clock(&test, "10:31");
    assert!(test.get("manager", "/safety").body.contains("the network may be away"));
}

#[test]
fn ac03_another_teams_worker_is_not_found() {
    let test = TestApp::new();
    nurse_is_out(&test);
    let path = format!("/safety/workers/{}", test.staff("nurse"));
    assert_eq!(test.get("nurse2", &path).status, StatusCode::NOT_FOUND);
    assert_eq!(test.get("nurse2", &format!("/safety?team={}", test.team)).status, StatusCode::NOT_FOUND);
    assert!(!test.get("nurse2", "/safety").body.contains("Anna"));
    let safe = [("step", "buddy"), ("result", "safe")];
    assert_eq!(test.post("nurse2", &path, &safe).status, StatusCode::NOT_FOUND);
    assert_eq!(test.get("sysadmin", "/safety").status, StatusCode::FORBIDDEN);
}
