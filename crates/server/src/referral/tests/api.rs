//! What the pages of the way in show, by the API: a referral with its evaluation, the criteria, and the
//! lists of supervision.

use axum::http::Method;
use serde_json::Value;

use super::referred;
use crate::testing::{Page, TestApp};

fn get(test: &TestApp, login: &str, path: &str) -> Page {
    test.api(login, Method::GET, &format!("/api/v1/{path}"), None)
}

#[test]
fn a_referral_is_read_with_its_evaluation_under_the_access_of_its_page() {
    let test = TestApp::new();
    let id = referred(&test, &[]);
    let one = get(&test, "nurse", &format!("referrals/{id}")).json();
    assert_eq!(one["standing"]["stage"], "new");
    assert_eq!(one["standing"]["due"], "decision");
    assert_eq!(one["referral"]["source"], "cmht");
    assert_eq!(
        (&one["version"], &one["criteria"], &one["record_read"]),
        (&1.into(), &"national".into(), &true.into())
    );
    let standings: Vec<&Value> =
        one["findings"].as_array().unwrap().iter().map(|one| &one["standing"]).collect();
    assert_eq!(standings, ["met", "met", "met", "met"]);
    assert_eq!(one["findings"][1]["told"][0]["by"], "referral");
    assert_eq!(one["documents"], serde_json::json!([]));
    let office = get(&test, "administrator", &format!("referrals/{id}")).json();
    assert_eq!(office["record_read"], false);
    assert_eq!(get(&test, "nurse2", &format!("referrals/{id}")).status.as_u16(), 404);
    assert_eq!(get(&test, "analyst", &format!("referrals/{id}")).status.as_u16(), 403);
}

#[test]
fn criteria_and_supervision_are_read_as_their_pages_show_them() {
    let test = TestApp::new();
    let criteria = get(&test, "nurse", "criteria").json();
    let sets = criteria["sets"].as_array().unwrap();
    let in_force: Vec<&Value> =
        sets.iter().filter(|one| one["in_force"] == true).map(|one| &one["set"]["key"]).collect();
    assert_eq!((sets.len(), in_force), (4, vec![&Value::from("national")]));
    let due = |login: &str| get(&test, login, "supervision").json()["due"].as_array().unwrap().len();
    assert_eq!(due("nurse"), 1, "oneself");
    assert!(due("lead") > 1, "the team");
    assert_eq!(get(&test, "administrator", "supervision").status.as_u16(), 403);
    for path in ["supervision", "criteria"] {
        let theirs = format!("{path}?team={}", test.other_team);
        assert_eq!(get(&test, "nurse", &theirs).status.as_u16(), 404, "{path}");
    }
}
