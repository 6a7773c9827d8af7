//! Own and shared work by week, through the router.

use care::codes::outcome::Outcome;
use care::codes::purpose::Purpose;
use care::entry::{Body, Kind};

use crate::testing::TestApp;

#[test]
fn t05_the_week_divides_by_purpose_and_a_whole_week_below_is_pointed_out() {
    let test = TestApp::new();
    let ot = test.staff("ot");
    let directory = test.app.store.directory();
    let mut staff = directory.staff[&ot].clone();
    staff.specialist_minutes = Some(90);
    let mut draft = test.draft(ot, "2026-11-01T09:00:00Z", Body::Staff(staff));
    (draft.id, draft.team, draft.from_version) = (ot, None, 1);
    test.record("manager", vec![draft]);
    let with = |minutes, purposes: &[Purpose]| {
        let mut contact = test.contact("ot", Outcome::Seen, Some(minutes));
        contact.purposes = purposes.to_vec();
        Body::Contact(contact)
    };
    test.record(
        "ot",
        vec![
            test.draft(test.anna, "2026-11-10T10:00:00Z", with(60, &[Purpose::DailyLiving])),
            test.draft(test.anna, "2026-11-11T10:00:00Z", with(60, &[Purpose::Medicines, Purpose::Work])),
            test.draft(test.anna, "2026-11-12T10:00:00Z", with(30, &[])),
        ],
    );
    let page = test.get("nurse", "/team/split");
    let cells = page.texts(".app-board tbody tr:first-child td");
    assert_eq!(cells[0], "1.5 hours");
    assert_eq!(cells[1], "0.0 own, 0.0 shared less than agreed: plan own work first");
    assert_eq!(cells[3], "1.5 own, 1.0 shared (60% own)", "{cells:?}");
    assert_eq!(cells[4], "0.0 own, 0.0 shared below");
    let plan = |at: &str, minutes, purpose| {
        let visit = serde_json::json!({
            "workers": [ot], "minutes": minutes, "place": "A01", "purposes": [purpose],
        });
        test.draft(test.anna, at, Body::parse(Kind::Visit, &visit.to_string()).unwrap())
    };
    let sunday = plan("2026-11-22T10:00:00Z", 90, "work");
    let next_week = [plan("2026-11-23T10:00:00Z", 90, "work"), plan("2026-11-29T10:00:00Z", 30, "money")];
    test.record("ot", [vec![sunday], next_week.to_vec()].concat());
    let planned = test.get("nurse", "/team/split").texts(".app-board tbody tr:first-child td")[1].clone();
    assert_eq!(planned, "1.5 own, 0.5 shared", "next week and no day more");
    let api = test.api("nurse", axum::http::Method::GET, "/api/v1/split", None);
    assert_eq!(api.json()["workers"][0]["planned"]["specialist"], "1.5", "{}", api.body);
    assert!(page.texts("th").iter().any(|th| th.starts_with("Occupational therapist Fernsby")));
    assert!(!page.texts("th").iter().any(|th| th.contains("below what was agreed")), "last week had enough");
    assert_eq!(test.get("administrator", "/team/split").status, 403);
}
