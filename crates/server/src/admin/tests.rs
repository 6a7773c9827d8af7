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

/// A form of somebody as they are, with these fields changed.
fn form_of<'a>(name: &'a str, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![("from_version", "1"), ("name", name), ("wte", "1"), ("gender", "2")];
    form.extend_from_slice(changes);
    form
}

#[test]
fn ac01_a_manager_is_offered_what_they_may_change_and_refused_the_rest() {
    let test = TestApp::new();
    let (team, other) = (test.team.to_string(), test.other_team.to_string());
    let nurse = format!("/staff/{}", test.staff("nurse"));
    let page = test.get("manager", &nurse);
    let roles = page.attributes("select[name=role] option", "value");
    assert!(roles.contains(&"manager".to_owned()), "{roles:?}");
    assert!(roles.iter().all(|r| !["lead", "privacy", "sysadmin"].contains(&r.as_str())), "{roles:?}");
    assert_eq!(page.attributes("input[name=teams]", "value"), std::slice::from_ref(&team));
    for (field, value) in [("role", "sysadmin"), ("role", "lead"), ("teams", other.as_str())] {
        let mut form = form_of("Nurse Fernsby", &[("role", "nurse"), ("teams", &team)]);
        form.retain(|(name, _)| *name != field || field == "teams");
        form.push((field, value));
        let page = test.post("manager", &nurse, &form);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        assert_eq!(page.errors().len(), 1, "{:?}", page.errors());
    }
    let form = form_of("Nurse Fernsby", &[("role", "doctor"), ("teams", &team)]);
    assert_eq!(test.post("manager", &nurse, &form).to(), "/staff");
}

#[test]
fn ac01_nobody_is_offered_their_own_role_and_teams_nor_can_send_them() {
    let test = TestApp::new();
    let other = test.other_team.to_string();
    for login in ["manager", "sysadmin"] {
        let path = format!("/staff/{}", test.staff(login));
        let page = test.get(login, &path);
        assert!(page.attributes("[name=role], [name=teams]", "name").is_empty());
        assert_eq!(page.texts(".nhsuk-summary-list__key"), ["Role", "Teams"]);
        for change in [("role", "privacy"), ("teams", other.as_str())] {
            let page = test.post(login, &path, &form_of("Ada Fernsby", &[change]));
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{login} {change:?}");
        }
        assert_eq!(test.post(login, &path, &form_of("Ada Fernsby", &[])).to(), "/staff");
        let staff = test.app.store.directory().staff[&test.staff(login)].clone();
        assert_eq!((staff.role.text(), staff.memberships.len()), (login, 1));
    }
}

#[test]
fn ac01_a_manager_changes_nobody_of_another_team_and_no_other_team() {
    let test = TestApp::new();
    let list = test.get("manager", "/staff");
    let links = list.attributes("main a", "href");
    for (id, may) in [
        (test.staff("nurse"), true),
        (test.staff("lead"), false),
        (test.staff("sysadmin"), false),
        (test.staff("nurse2"), false),
    ] {
        let path = format!("/staff/{id}");
        assert_eq!(links.contains(&path), may, "{path}");
        let status = if may { StatusCode::OK } else { StatusCode::FORBIDDEN };
        assert_eq!(test.get("manager", &path).status, status);
        let form = form_of("Ada Fernsby", &[("role", "nurse"), ("teams", "")]);
        assert_eq!(test.post("manager", &path, &form).status == StatusCode::FORBIDDEN, !may);
    }
    assert!(!links.contains(&"/teams/new".to_owned()) && links.contains(&format!("/teams/{}", test.team)));
    assert_eq!(test.get("manager", "/teams/new").status, StatusCode::FORBIDDEN);
    assert_eq!(test.get("manager", &format!("/teams/{}", test.other_team)).status, StatusCode::FORBIDDEN);
    assert_eq!(test.get("sysadmin", &format!("/teams/{}", test.other_team)).status, StatusCode::OK);
}

#[test]
fn ac01_the_api_refuses_what_the_page_does_not_offer() {
    let test = TestApp::new();
    let mut me = serde_json::to_value(&test.app.store.directory().staff[&test.staff("manager")]).unwrap();
    me["role"] = "sysadmin".into();
    let id = test.staff("manager");
    let entry = serde_json::json!({
        "id": id, "kind": "staff", "subject": id, "happened_at": crate::testing::NOW, "from_version": 1, "body": me,
    });
    let page = test.api("manager", axum::http::Method::POST, "/api/v1/entries", Some(entry.to_string()));
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    assert_eq!(page.json()["problems"][0]["rule"], "AC01");
    assert_eq!(page.json()["problems"][0]["field"], "role");
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
    let page = test.post("sysadmin", "/teams/new", &form);
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

#[test]
fn a_manager_sets_what_the_plan_rests_on_and_every_field_says_what_is_wrong() {
    let test = TestApp::new();
    let path = format!("/teams/{}/schedule", test.team);
    let page = test.get("manager", &path);
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.value("moved"), "25");
    assert!(page.body.contains("Usually 25."), "each weight says its meaning and default");
    let version = page.value("from_version");
    let wrong = [
        ("from_version", version.as_str()),
        ("base", "north"),
        ("handover_at", "noonish"),
        ("mdt_days", "3"),
        ("mdt_at", "1pm"),
        ("mdt_minutes", "1"),
        ("moved", "many"),
    ];
    let refused = test.post("manager", &path, &wrong);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        refused.errors(),
        [
            "Enter latitude and longitude with a comma between, for example 52.4862, -1.8904, or a postcode.",
            "Choose the days of the meeting, or empty its time and minutes.",
            "Enter when the meeting begins, for example 9am or 13:30.",
            "Enter how long the meeting lasts, from 5 to 480 minutes.",
            "Enter a whole number from 0 to 100,000.",
        ]
    );
    assert_eq!(refused.value("base"), "north", "nothing typed is lost");
    let right = [
        ("from_version", version.as_str()),
        ("base", "52.4862, -1.8904"),
        ("mdt_days", "3"),
        ("mdt_at", "1pm"),
        ("mdt_minutes", "90"),
        ("moved", "60"),
    ];
    let saved = test.post("manager", &path, &right);
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{:?}", saved.errors());
    let planning = test.app.store.directory().teams[&test.team].planning.clone();
    assert_eq!(planning.weights.map(|weights| weights.moved), Some(60));
    assert!(planning.base.is_some() && planning.handover.is_none());
    let week = test.get("nurse", "/week");
    assert!(week.texts("#rests li").join(" ").contains("Weekly meeting: Wednesday at 1pm, 90 minutes."));
    assert!(week.attributes("#rests a", "href").is_empty(), "a nurse reads it");
    assert!(test.get("manager", "/week").attributes("#rests a", "href").contains(&path));
    let stale = [("from_version", version.as_str()), ("moved", "70")];
    assert_eq!(test.post("manager", &path, &stale).status, StatusCode::CONFLICT);
    assert_eq!(test.get("nurse", &path).status, StatusCode::FORBIDDEN);
    let other = format!("/teams/{}/schedule", test.other_team);
    assert_eq!(test.get("manager", &other).status, StatusCode::FORBIDDEN);
    // A set of weights takes the place of every number.
    let again = [("from_version", "2"), ("preset", "continuity"), ("moved", "60")];
    test.post("manager", &path, &again);
    let weights = test.app.store.directory().teams[&test.team].planning.weights.clone().unwrap();
    assert_eq!((weights.moved, weights.key_worker_missing), (50, 120));
}

#[test]
fn a_worker_has_a_way_to_travel_a_most_of_visits_and_hours_of_their_own() {
    let test = TestApp::new();
    let (path, team) = (format!("/staff/{}", test.staff("nurse")), test.team.to_string());
    let page = test.get("manager", &path);
    let safety = format!("/safety/details?worker={}", test.staff("nurse"));
    assert!(page.attributes("main a", "href").contains(&safety), "the way to the safety details");
    let with = |more: &[(&'static str, &'static str)]| {
        let mut form = vec![("role", "nurse"), ("teams", team.as_str())];
        form.extend_from_slice(more);
        form_of("Nurse Fernsby", &form)
            .into_iter()
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .collect::<Vec<_>>()
    };
    let send = |form: Vec<(String, String)>| {
        let form: Vec<(&str, &str)> = form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        test.post("manager", &path, &form)
    };
    let wrong = send(with(&[("visits_most", "lots"), ("own_work", "Tue 5-4"), ("starts", "there")]));
    let said = wrong.errors().join(" ");
    assert!(said.contains("at most 20 a day") && said.contains("or a postcode"), "{said}");
    let right = [
        ("travels", "walk"),
        ("visits_most", "4"),
        ("own_work", "Tue 13:00-17:00"),
        ("starts", "52.5, -1.9"),
    ];
    let saved = send(with(&right));
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{:?}", saved.errors());
    let planning = test.app.store.directory().staff[&test.staff("nurse")].planning.clone();
    assert_eq!((planning.travels, planning.visits_most), (Some(care::travel::Mode::Walk), Some(4)));
    assert!(planning.own_work.len() == 1 && planning.starts.is_some());
}
