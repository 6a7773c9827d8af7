//! Own and shared work by week, through the router.

use care::codes::outcome::Outcome;
use care::codes::purpose::Purpose;
use care::entry::Body;

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
    assert_eq!(cells[2], "1.5 own, 1.0 shared (60% own)", "{cells:?}");
    assert_eq!(cells[3], "0.0 own, 0.0 shared below");
    assert!(page.texts("th").iter().any(|th| th.starts_with("Occupational therapist Fernsby")));
    assert!(!page.texts("th").iter().any(|th| th.contains("below what was agreed")), "last week had enough");
    assert_eq!(test.get("administrator", "/team/split").status, 403);
}
