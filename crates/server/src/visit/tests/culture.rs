//! Interpreters and times kept free, through the router (P03); what a role does alone (T07).

use axum::http::StatusCode;
use care::entry::Body;
use care::entry::around::Preferences;
use serde_json::json;
use uuid::Uuid;

use super::{led_to, plan, row, wishes};
use crate::testing::{Page, TestApp};

/// Anna speaks Polish and needs an interpreter.
fn needs_polish(test: &TestApp) {
    let mut anna = test
        .app
        .store
        .read(|tx| store::people::document(tx, test.anna, care::entry::Kind::Person))
        .unwrap()
        .unwrap();
    let Body::Person(details) = &mut anna.body else { panic!("a person") };
    details.language = Some("pl".to_owned());
    details.interpreter = Some("Polish, a woman".to_owned());
    let draft = care::entry::Draft {
        id: anna.id,
        subject: anna.subject,
        team: anna.team,
        happened_at: anna.happened_at,
        from_version: anna.version,
        reason: None,
        body: anna.body,
    };
    test.record("nurse", vec![draft]);
}

fn planned(test: &TestApp, time: &str) -> Uuid {
    led_to(&plan(test, &[("time", time)]))
}

fn book(test: &TestApp, visit: Uuid, changes: &[(&str, &str)]) -> Page {
    let path = format!("/visits/{visit}/interpreter");
    let version = test.get("nurse", &path).value("from_version");
    let mut form = vec![
        ("from_version", version.as_str()),
        ("do", "book"),
        ("language", "pl"),
        ("presence", "phone"),
        ("who", "professional"),
        ("by", "Bramble Interpreting"),
        ("reference", "4471"),
    ];
    form.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    form.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
    test.post("nurse", &path, &form)
}

fn interpreter_of(test: &TestApp, visit: Uuid) -> String {
    test.get("nurse", &format!("/visits/{visit}"))
        .texts(".app-visit__plan")
        .into_iter()
        .find(|text| text.starts_with("Interpreter:"))
        .unwrap_or_default()
}

#[test]
fn p03_an_interpreter_is_missed_booked_and_cancelled() {
    let test = TestApp::new();
    let visit = planned(&test, "2pm");
    assert_eq!(interpreter_of(&test, visit), "", "nobody is needed");
    needs_polish(&test);
    assert!(interpreter_of(&test, visit).starts_with("Interpreter: No interpreter is booked. Book one"));
    test.later("2026-11-20T09:00:00Z");
    assert!(test.get("nurse", "/today").body.contains("No interpreter is booked"));
    let shown = test.get("nurse", &format!("/visits/{visit}/interpreter"));
    assert!(shown.body.contains("Polish, a woman"));
    assert_eq!(shown.attributes("#language option[selected]", "value"), ["pl"], "the person's language");
    assert_eq!(book(&test, visit, &[]).to(), format!("/visits/{visit}"));
    let said = interpreter_of(&test, visit);
    assert!(
        said.starts_with("Interpreter: Bramble Interpreting: Polish, by telephone (number 4471)."),
        "{said}"
    );
    let page = test.get("nurse", &format!("/visits/{visit}"));
    assert!(row(&page, "Interpreter").ends_with("for 20 November 2026 at 2pm"));
    assert!(page.texts(".app-visit__history li")[0].contains("Interpreter: Bramble"), "it is in the history");
    let silent = book(&test, visit, &[("do", "cancel"), ("cancelled", " ")]);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(silent.errors(), ["Say why the interpreter does not come."]);
    book(&test, visit, &[("do", "cancel"), ("cancelled", "Ill; the service was told")]);
    let said = interpreter_of(&test, visit);
    assert!(
        said.starts_with(
            "Interpreter: The interpreter does not come (Ill; the service was told): book another"
        ),
        "{said}"
    );
}

#[test]
fn p03_family_is_not_booked_as_an_interpreter_without_an_emergency() {
    let test = TestApp::new();
    let visit = planned(&test, "2pm");
    needs_polish(&test);
    let refused = book(&test, visit, &[("who", "family"), ("by", "Her son")]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.errors()[0].starts_with("Family and friends do not interpret:"),
        "{:?}",
        refused.errors()
    );
    assert_eq!(refused.value("by"), "Her son", "what was typed is kept");
    let unsaid = book(&test, visit, &[("who", ""), ("presence", "")]);
    assert_eq!(unsaid.errors().len(), 2, "{:?}", unsaid.errors());
    let emergency = [("who", "family"), ("by", "Her son"), ("emergency", "Police at the door, no line")];
    assert_eq!(book(&test, visit, &emergency).status, StatusCode::SEE_OTHER);
    assert!(interpreter_of(&test, visit).contains("because: Police at the door, no line"));
}

#[test]
fn p03_a_booking_does_not_move_by_itself_and_serves_several_visits() {
    let test = TestApp::new();
    needs_polish(&test);
    let (first, second) = (planned(&test, "10am"), planned(&test, "2pm"));
    let both = book(&test, first, &[("also", &second.to_string())]);
    assert_eq!(both.status, StatusCode::SEE_OTHER, "{:?}", both.errors());
    assert!(interpreter_of(&test, second).contains("Bramble Interpreting"));
    let change = test.get("nurse", &format!("/visits/{first}/change"));
    let mut form = super::filled(&test, &[("time", "11:30am".to_owned())]);
    form.push(("from_version", change.value("from_version")));
    let moved = super::send(&test, &format!("/visits/{first}/change"), &form);
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{:?}", moved.errors());
    let said = interpreter_of(&test, first);
    assert!(said.contains("Booked for 20 November 2026 at 10am, and the visit moved"), "{said}");
    assert_eq!(book(&test, first, &[("do", "moved")]).status, StatusCode::SEE_OTHER);
    assert!(interpreter_of(&test, first).starts_with("Interpreter: Bramble Interpreting"));
    // Called off, and the interpreter would come all the same.
    let off = test.post("nurse", &format!("/visits/{second}/call-off"), &[("by", "team"), ("why", "Snow")]);
    assert_eq!(off.status, StatusCode::SEE_OTHER, "{:?}", off.errors());
    assert!(interpreter_of(&test, second).contains("The visit is called off: tell Bramble Interpreting"));
    let stale = test.post(
        "nurse",
        &format!("/visits/{first}/interpreter"),
        &[("from_version", "1"), ("do", "cancel"), ("cancelled", "Ill")],
    );
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let none = test.get("nurse2", &format!("/visits/{first}/interpreter"));
    assert_eq!(none.status, StatusCode::NOT_FOUND, "another team's");
}

fn keeps_fridays(test: &TestApp) {
    let kept = json!({"kept_times": [
        {"what": "Friday prayers", "weekdays": ["friday"], "from": "12:30", "until": "14:30"}]});
    wishes(test, serde_json::from_value::<Preferences>(kept).unwrap());
}

#[test]
fn p03_a_visit_in_a_time_kept_free_is_asked_about_and_says_why() {
    let test = TestApp::new();
    let before = planned(&test, "1pm");
    keeps_fridays(&test);
    let refused = plan(&test, &[]);
    assert_eq!(
        refused.errors(),
        [
            "The person keeps this time free: Friday prayers (Fridays, 12:30pm to 2:30pm). Choose another time, or say why it must be then. (P03)"
        ]
    );
    assert!(refused.body.contains("Kept free: Friday prayers"), "the form says what is kept free");
    let page = test.get("nurse", &format!("/visits/{before}"));
    assert!(page.body.contains("Nobody said why it is then"), "what stood before is pointed out");
    let id = led_to(&plan(&test, &[("time_override", "The landlord comes at two")]));
    let page = test.get("nurse", &format!("/visits/{id}"));
    assert_eq!(row(&page, "Why then, although kept free"), "The landlord comes at two");
    assert!(page.body.contains("Then all the same: The landlord comes at two"));
}

#[test]
fn p03_times_kept_free_are_entered_as_people_say_them() {
    let test = TestApp::new();
    let path = format!("/people/{}/record/preferences", test.anna);
    let shown = test.get("nurse", &path);
    assert!(shown.body.contains("Eid al-Fitr"));
    let entry = shown.value("entry");
    let form = [
        ("entry", entry.as_str()),
        ("festivals", "eid_al_fitr"),
        ("kept_times.0.what", "Friday prayers"),
        ("kept_times.0.weekdays", "friday"),
        ("kept_times.0.from", "12.30pm"),
        ("kept_times.0.until", "2:30 pm"),
    ];
    let wrong = test.post(
        "nurse",
        &path,
        &form.map(|(n, v)| if n.ends_with("until") { (n, "noon") } else { (n, v) }),
    );
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = test.post("nurse", &path, &form);
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{:?}", kept.errors());
    let person = test.get("nurse", &format!("/people/{}", test.anna));
    assert!(person.body.contains("Friday prayers (Fridays, 12:30pm to 2:30pm)"));
    assert!(person.body.contains("Eid al-Fitr (by the moon: ask): Tue 9 Mar to 10 March 2027"));
}

#[test]
fn t07_a_visit_is_planned_for_who_does_it_alone_or_with_one_who_does() {
    let test = TestApp::new();
    let support = test.staff("support").to_string();
    let refused = plan(&test, &[("workers", &support)]);
    assert_eq!(
        refused.errors(),
        [
            "Support worker: not a thing this role does alone (medicines): choose a colleague who does, or send one along. (T07)"
        ]
    );
    assert_eq!(plan(&test, &[("workers", &support), ("purposes", "social")]).status, StatusCode::SEE_OTHER);
}
