//! Names of every kind, BI01 to BI17.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::Becomes::{Accepted, Asked, Refused};
use super::{Becomes, check, enter};
use crate::testing::TestApp;

fn family(test: &TestApp, id: &str, name: &str, expected: Becomes) {
    check(test, id, &[("names.0.family", name)], &[], expected);
}

#[test]
fn bi01_to_bi12_names_of_every_kind() {
    let test = TestApp::new();
    family(&test, "BI01", "O'Brien", Accepted);
    family(&test, "BI01", "D'Arcy-Smith", Accepted);
    family(&test, "BI01", "O\u{2019}Brien-Vale", Accepted);
    check(
        &test,
        "BI02",
        &[("names.0.given", ""), ("names.0.family", "Suryono"), ("names.0._one_name", "yes")],
        &[("names.0.given", Value::Null), ("names.0.family", json!("Suryono"))],
        Accepted,
    );
    family(&test, "BI03", "O", Accepted);
    family(&test, "BI03", &"Wolde".repeat(24), Accepted);
    for name in
        ["Zo\u{eb}", "\u{141}ukasz", "Nguy\u{1ec5}n", "\u{11e}\u{fc}lek", "Gro\u{df}", "I\u{15f}\u{131}k"]
    {
        family(&test, "BI04", name, Accepted);
    }
    for name in [
        "\u{645}\u{62d}\u{645}\u{62f}",
        "\u{5d9}\u{5e2}\u{5e7}\u{5d1}",
        "\u{645}\u{6cc}\u{6ba}",
        "\u{674e}\u{5c0f}\u{9f99}",
    ] {
        check(
            &test,
            "BI05",
            &[("names.0.given", ""), ("names.0.family", name), ("names.0._one_name", "yes")],
            &[("names.0.given", Value::Null), ("names.0.family", json!(name))],
            Accepted,
        );
    }
    family(&test, "BI06", "Sunny \u{1f600}", Asked);
    for name in ["Null", "None", "True", "NaN", "Test", "undefined"] {
        family(&test, "BI07", name, Accepted);
    }
    family(&test, "BI08", "Hill\u{202e}gpj", Refused("names.0.family"));
    family(&test, "BI08", "\u{200b}Hillside\u{200b}", Accepted);
    family(&test, "BI10", "\u{410}nnaly", Asked);
    family(&test, "BI11", "  Van\t der  Berg\u{a0}", Accepted);
    family(&test, "BI12", "CAPSTONE", Asked);
    family(&test, "BI65", "Null\u{0}byte", Refused("names.0.family"));
    family(&test, "BI71", " . ", Refused("names.0.family"));
    family(&test, "BI72", "Line\r\nbreak", Refused("names.0.family"));
    family(&test, "BI63", "<script>alert(1)</script>", Accepted);
    family(&test, "BI64", "Robert'); DROP TABLE entry;--", Accepted);
}

#[test]
fn bi02_one_name_is_said_and_not_guessed() {
    let test = TestApp::new();
    let (page, _) = enter(&test, &[("names.0.given", "")]);
    assert_eq!(page.errors(), ["Enter the given names, or tick that the person has one name only. (BI02)"]);
}

#[test]
fn bi01_bi04_bi09_bi11_a_name_is_found_in_any_spelling_and_kept_tidy() {
    let test = TestApp::new();
    for (typed, asked) in [
        ("O\u{2019}Malley", "omalley"),
        ("Zo\u{eb}lner", "zoelner"),
        ("Ame\u{301}lie", "am\u{e9}lie"),
        ("  Van  der\u{a0} Berg ", "berg van"),
    ] {
        let (page, person) = enter(&test, &[("names.0.family", typed)]);
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{typed}: {:?}", page.errors());
        let query: String = form_urlencoded::byte_serialize(asked.as_bytes()).collect();
        let found = test.get("manager", &format!("/people?q={query}"));
        let links = found.attributes("tbody th a", "href");
        // Zo\u{eb}lner is Zoelner without its dots: the accent goes, no letter is added.
        if asked != "zoelner" {
            assert!(links.contains(&format!("/people/{person}")), "{typed} by {asked}: {links:?}");
        }
    }
    let (page, person) = enter(&test, &[("names.0.family", "  Tidy  ")]);
    assert!(page.to().ends_with("&tidied=1"), "{}", page.to());
    assert!(test.get("manager", page.to()).body.contains("were tidied"));
    assert_eq!(test.get("manager", &format!("/people/{person}/details")).value("names.0.family"), "Tidy");
}
