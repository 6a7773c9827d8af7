//! Staff, teams, accounts and the access log, through the router.

use axum::http::StatusCode;

use crate::testing::TestApp;

#[test]
fn w06_a_member_of_staff_is_added_and_changed_and_keeps_a_history() {
    let test = TestApp::new();
    let page = test.get("manager", "/staff/new");
    let entry = page.value("entry");
    let team = test.team.to_string();
    let form = [
        ("entry", entry.as_str()),
        ("from_version", "0"),
        ("name", "Ottoline Quillfeather"),
        ("role", "ot"),
        ("teams", team.as_str()),
        ("band", "6"),
        ("wte", "0.6"),
        ("gender", "2"),
        ("languages", "en pl"),
        ("skills", "sensory work, groups"),
        ("pattern", "Mon 09:00-17:00, Wed 9am-1pm"),
    ];
    assert_eq!(test.post("manager", "/staff/new", &form).to(), "/staff");
    assert_eq!(test.post("manager", "/staff/new", &form).to(), "/staff", "a double click is harmless");
    let id = entry.parse().unwrap();
    let staff = test.app.store.directory().staff[&id].clone();
    assert_eq!((staff.wte_hundredths, staff.pattern.len(), staff.skills.len()), (60, 2, 2));
    let path = format!("/staff/{entry}");
    let mut change = form.to_vec();
    change[1] = ("from_version", "1");
    change[6] = ("wte", "0.8");
    assert_eq!(test.post("manager", &path, &change).to(), "/staff");
    change[6] = ("wte", "1");
    assert_eq!(test.post("manager", &path, &change).status, StatusCode::CONFLICT, "made from an old version");
    let history = test.app.store.read(|tx| store::journal::history(tx, id)).unwrap();
    assert_eq!(history.len(), 2);
}

#[test]
fn what_is_wrong_with_a_member_of_staff_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let test = TestApp::new();
    let form =
        [("name", "Ada Fernsby"), ("role", ""), ("wte", "lots"), ("gender", "2"), ("pattern", "Someday 9-5")];
    let page = test.post("manager", "/staff/new", &form);
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.errors().len(), 3, "{:?}", page.errors());
    assert_eq!(page.value("name"), "Ada Fernsby");
}

#[test]
fn s03_a_team_never_takes_people_under_18() {
    let test = TestApp::new();
    let form = [("name", "Youth"), ("kind_code", "A08"), ("age_from", "16"), ("from_version", "0")];
    let page = test.post("manager", "/teams/new", &form);
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.errors()[0].contains("S03"), "{:?}", page.errors());
}

#[test]
fn an_account_is_made_with_a_password_shown_once_and_can_be_switched_off() {
    let test = TestApp::new();
    let staff = test.staff("nurse2").to_string();
    let taken = test.post("sysadmin", "/accounts/new", &[("staff", &staff), ("login", "nurse")]);
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = test.post("sysadmin", "/accounts/new", &[("staff", &staff), ("login", "a.fernsby")]);
    assert_eq!(page.status, StatusCode::OK);
    let secret = page.texts(".nhsuk-inset-text code").pop().unwrap();
    assert!(secret.len() >= 16);
    assert!(!test.get("sysadmin", "/accounts").body.contains(&secret));
    assert_eq!(test.get("nurse", "/account").status, StatusCode::OK);
    let path = format!("/accounts/{}/switch", test.staff("nurse"));
    assert_eq!(test.post("sysadmin", &path, &[]).to(), "/accounts");
    assert_eq!(test.get("nurse", "/account").status, StatusCode::SEE_OTHER, "AC13: at once");
}

#[test]
fn ac26_the_privacy_officer_sees_who_looked_and_by_what_right() {
    let test = TestApp::new();
    test.get("nurse", "/team");
    test.app.store.write(|_| Ok(())).unwrap();
    let page = test.get("privacy", "/access");
    let rows = page.texts("tbody tr");
    assert!(rows.iter().any(|row| row.contains("Nurse Fernsby") && row.contains("team")), "{rows:?}");
    assert_eq!(test.get("nurse", "/access").status, StatusCode::FORBIDDEN);
    let unknown = test.get("privacy", "/access?person=999+000+9999");
    assert!(unknown.body.contains("No record has this NHS number"));
}

#[test]
fn the_page_of_a_team_shows_its_staff_and_no_other_teams() {
    let test = TestApp::new();
    let page = test.get("nurse", "/team");
    assert_eq!(page.texts("h1"), ["Complex care team north"]);
    assert!(page.body.contains("Social worker Fernsby"));
    let other = format!("/team?team={}", test.other_team);
    assert_eq!(test.get("nurse", &other).status, StatusCode::NOT_FOUND);
}
