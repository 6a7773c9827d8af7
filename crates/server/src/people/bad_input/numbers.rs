//! NHS numbers and codes, BI18 to BI30.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::Becomes::{Accepted, Refused};
use super::{check, enter, namesakes};
use crate::testing::TestApp;

#[test]
fn bi17_to_bi24_nhs_numbers() {
    let test = TestApp::new();
    let number = |typed: &str, expected| {
        check(
            &test,
            "BI17-BI23",
            &[("nhs_number", typed), ("nhs_number_missing", "")],
            &[("nhs_number", json!(other(typed))), ("nhs_number_missing", Value::Null)],
            expected,
        );
    };
    number("999 000 0050", Accepted);
    for typed in [
        "999 000 0019",
        "999 123 4567",
        "999 000 001",
        "999 000 00182",
        "999 000 00A8",
        "QQ 12 34 56 C",
        "000 000 0000",
        "111 111 1111",
        "999 999 9999",
        "0101 80 1234",
    ] {
        number(typed, Refused("nhs_number"));
    }
    let (page, _) = enter(&test, &[("nhs_number", "QQ 12 34 56 C"), ("nhs_number_missing", "")]);
    assert!(page.errors()[0].starts_with("This is a National Insurance number"), "{:?}", page.errors());
    // BI20: digits of other scripts are read.
    let number = care::nhs_number::NhsNumber::from_stem(999_000_046).unwrap();
    let wide: String = number
        .as_str()
        .chars()
        .map(|digit| char::from_u32(u32::from(digit) - u32::from('0') + 0xff10).unwrap())
        .collect();
    let typed = [("names.0.family", "Ziffer"), ("nhs_number", wide.as_str()), ("nhs_number_missing", "")];
    let (page, person) = enter(&test, &typed);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    let shown = test.get("manager", &format!("/people/{person}"));
    assert!(shown.body.contains(&number.display()), "BI17: shown 3-3-4");
    // BI23: a Scottish number is kept as another number.
    let scottish = [
        ("names.0.family", "McTavish"),
        ("nhs_number_missing", "devolved_nation"),
        ("other_numbers.0.system", "Scottish CHI"),
        ("other_numbers.0.value", "0101801234"),
    ];
    assert_eq!(enter(&test, &scottish).0.status, StatusCode::SEE_OTHER);
    // BI24: unknown needs a reason.
    check(
        &test,
        "BI24",
        &[("nhs_number_missing", "")],
        &[("nhs_number_missing", Value::Null)],
        Refused("nhs_number"),
    );
}

/// A right number that is free for the document; wrong ones as they are.
fn other(typed: &str) -> String {
    if typed == "999 000 0050" {
        return care::nhs_number::NhsNumber::from_stem(999_000_077).unwrap().as_str().to_owned();
    }
    typed.to_owned()
}

#[test]
fn bi25_a_number_of_another_record_is_refused_without_showing_whose_it_is() {
    let test = TestApp::new();
    let theirs = care::nhs_number::NhsNumber::from_stem(999_000_003).unwrap();
    let typed = [("nhs_number", theirs.as_str()), ("nhs_number_missing", "")];
    let (page, _) = enter(&test, &typed);
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.errors()[0].ends_with("(BI25)"), "{:?}", page.errors());
    assert!(!page.body.contains("Marrowdale") && !page.body.contains(&test.cleo.to_string()));
    let ours = care::nhs_number::NhsNumber::from_stem(999_000_001).unwrap();
    let (page, _) = enter(&test, &[("nhs_number", ours.as_str()), ("nhs_number_missing", "")]);
    assert!(page.attributes(".nhsuk-inset-text a", "href").contains(&format!("/people/{}", test.anna)));
}

#[test]
fn bi26_to_bi30_codes_are_kept_as_they_were_said() {
    let test = TestApp::new();
    for gender in ["1", "2", "3", "4", "Z", "X"] {
        check(
            &test,
            "BI27",
            &[("gender", gender), ("names.0.family", &format!("Gender {gender}"))],
            &[],
            Accepted,
        );
    }
    check(&test, "BI27", &[("gender", "")], &[("gender", json!(""))], Refused("gender"));
    check(&test, "BI28", &[("pronouns", "xe/xem"), ("names.0.family", "Pronoun")], &[], Accepted);
    for ethnicity in ["Z", "99"] {
        let name = format!("Ethnic {ethnicity}");
        check(&test, "BI29", &[("ethnicity", ethnicity), ("names.0.family", &name)], &[], Accepted);
    }
    let deaf = [("interpreter", "British Sign Language"), ("language", "q4"), ("names.0.family", "Signer")];
    check(&test, "BI30", &deaf, &[], Accepted);
    let person = namesakes(&test, &[("names.0.family", json!("Signer"))])[0];
    let page = test.get("manager", &format!("/people/{person}"));
    assert!(page.texts(".app-person__alerts li").contains(&"Interpreter: British Sign Language".to_owned()));
}
