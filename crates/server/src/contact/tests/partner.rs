//! Joint work with accommodation staff and other services, through the router.

use axum::http::StatusCode;
use care::codes::network::Relation;
use care::entry::around::{Member, Network};
use care::entry::sharing::Category;
use care::entry::{Body, Draft, Kind};
use jiff::civil::{Date, date};

use super::{form, send, the_contact};
use crate::testing::TestApp;

fn network(test: &TestApp, asked_on: Date) {
    let member = Member {
        relation: Relation::Housing,
        name: "Ms Oakapple".to_owned(),
        organisation: Some("Thimble Homes".to_owned()),
        phone: None,
        note: None,
        may_know: vec![Category::Visits],
        asked_on: Some(asked_on),
    };
    let id = Kind::Network.document_id(test.anna);
    let body = Body::Network(Network { members: vec![member] });
    let draft = Draft { id, ..test.draft(test.anna, "2026-11-02T10:00:00Z", body) };
    test.record("nurse", vec![draft]);
}

#[test]
fn t08_joint_work_is_recorded_and_told_as_the_person_permits() {
    let test = TestApp::new();
    network(&test, date(2026, 11, 2));
    let page = test.get("nurse", &format!("/people/{}/contact", test.anna));
    let offered = page.texts("select[name=partner] option");
    assert_eq!(
        offered[1],
        "Housing: Ms Oakapple, Thimble Homes (may know when the team comes, asked on 2 November 2026)"
    );
    let call = form(&test, "")
        .with("outcome", "seen")
        .with("minutes", "15")
        .with("mechanism", "02")
        .with("with", "service")
        .with("partner", "housing|Thimble Homes")
        .tick("partner.told", "visits");
    let refused = send(&test, &call.clone().tick("partner.told", "diagnosis"));
    assert_eq!(
        refused.errors(),
        [
            "The person does not permit Thimble Homes to know: diagnosis. Ask the person and write it under People and services around, or name a legal ground and who approved it. (T08)"
        ]
    );
    assert_eq!(refused.attributes("input[name='partner.told'][checked]", "value"), ["visits", "diagnosis"]);
    assert_eq!(send(&test, &call).status, StatusCode::SEE_OTHER);
    let (entry, contact) = the_contact(&test);
    assert_eq!(contact.partner.map(|one| one.told), Some(vec![Category::Visits]));
    let person = test.get("support", &format!("/people/{}", test.anna));
    assert!(person.body.contains("Housing, Thimble Homes: "), "{:?}", person.texts("#record h3"));
    assert!(person.body.contains("when the team comes, as the person permits"));
    assert!(person.body.contains("may know when the team comes (asked on 2 November 2026)"));
    let correct = test.get("nurse", &format!("/contacts/{}/correct", entry.id));
    assert_eq!(
        correct.attributes("select[name=partner] option[selected]", "value"),
        ["housing|Thimble Homes"]
    );
    let board = test.get("nurse", "/board");
    assert!(!board.body.contains("Seen today"), "an indirect contact is not having seen the person");
}

#[test]
fn t08_a_name_without_what_they_are_is_asked() {
    let test = TestApp::new();
    let call = form(&test, "")
        .with("outcome", "seen")
        .with("minutes", "15")
        .with("mechanism", "02")
        .with("partner.name", "Somebody");
    assert_eq!(send(&test, &call).errors(), ["Choose who it was, from the list."]);
    let named = call.with("partner", "drug_alcohol|").with("with", "service");
    assert_eq!(send(&test, &named).status, StatusCode::SEE_OTHER);
    let (_, contact) = the_contact(&test);
    assert_eq!(contact.partner.map(|one| one.name), Some("Somebody".to_owned()));
}

#[test]
fn k03_what_was_asked_more_than_a_year_ago_is_asked_again() {
    for (asked_on, expected) in [
        (date(2025, 11, 18), "(may know when the team comes, asked on 18 November 2025)"),
        (date(2025, 11, 17), "(may know when the team comes, asked on 17 November 2025: ask again)"),
    ] {
        let test = TestApp::new();
        network(&test, asked_on);
        let page = test.get("nurse", &format!("/people/{}/contact", test.anna));
        let offered = page.texts("select[name=partner] option");
        assert!(offered[1].ends_with(expected), "{offered:?}");
    }
}
