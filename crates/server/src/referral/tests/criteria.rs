//! The criteria of a team: read, printed, given to somebody, and tightened from a day on.

use axum::http::StatusCode;
use uuid::Uuid;

use super::referred;
use crate::testing::{Page, TestApp};

/// The form of new criteria, sent.
fn approve(test: &TestApp, changes: &[(&str, &str)]) -> Page {
    let entry = Uuid::now_v7().to_string();
    let mut all = vec![
        ("entry", entry.as_str()),
        ("shown_at", "2026-11-18T09:00:00Z"),
        ("effective_from-day", "18"),
        ("effective_from-month", "11"),
        ("effective_from-year", "2026"),
        ("approved_by", "Clinical governance board"),
        ("what", "More is asked."),
        ("why", "Twice as many referrals as last year."),
    ];
    for (name, value) in changes {
        all.retain(|(key, _)| key != name);
        all.push((name, value));
    }
    test.post("manager", "/criteria/new", &all)
}

#[test]
fn r07_everybody_of_the_team_reads_prints_and_gives_the_criteria() {
    let test = TestApp::new();
    let page = test.get("nurse", "/criteria");
    assert_eq!(page.texts("#criteria-words li").len(), 4);
    assert!(page.body.contains("data-print") && page.body.contains("data-copy"));
    let pdf = test.get("nurse", "/criteria.pdf");
    assert_eq!(pdf.headers["content-type"], "application/pdf");
    assert!(pdf.body.starts_with("%PDF-") && pdf.body.contains("Who Complex care team north is for"));
    let entry = Uuid::now_v7().to_string();
    let mut form = vec![("entry", entry.as_str()), ("shown_at", "2026-11-18T09:00:00Z"), ("to", "family")];
    let page = test.post("nurse", "/criteria", &form);
    assert_eq!(page.errors(), ["Say to whom the criteria were given.", "Say how they were given."]);
    form.extend([("name", "Mrs Thistlewood"), ("how", "By post")]);
    assert_eq!(test.post("nurse", "/criteria", &form).status, StatusCode::SEE_OTHER);
    let given = test.get("nurse", "/criteria").texts("tbody tr");
    assert!(given.len() == 1 && given[0].contains("Family or a carer: Mrs Thistlewood"), "{given:?}");
    assert!(test.get("nurse2", "/criteria").texts("tbody tr").is_empty());
    assert_eq!(test.get("nurse", "/criteria/new").status, StatusCode::FORBIDDEN);
}

#[test]
fn r06_a_team_tightens_any_number_and_loosens_none() {
    let test = TestApp::new();
    let page = test.get("manager", "/criteria/new?base=react");
    assert_eq!(page.value("months"), "12");
    let boxes = page.attributes("input[name^='use.']", "value");
    assert_eq!(boxes, ["100", "5", "50", "3"]);
    assert!(page.attributes("[name=needs]", "name").is_empty(), "the set asks for no complex needs");
    for (base, field, value) in [
        ("react", "months", "11"),
        ("react", "use.1.0", "99"),
        ("react", "use.1.3", "2"),
        ("north-birmingham", "use.1.0", "1"),
        ("national", "use.1.0", "1"),
        ("national", "use.1.1", "182"),
        ("national", "needs", "1"),
    ] {
        let page = approve(&test, &[("base", base), (field, value)]);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{base} {field}");
        assert!(
            page.errors().iter().all(|e| e.contains("R06")) && page.errors().len() == 1,
            "{:?}",
            page.errors()
        );
        assert_eq!(page.attributes(".nhsuk-error-summary__list a", "href"), [format!("#{field}")]);
        assert_eq!(page.value(field), value, "what was typed is kept");
    }
    for (field, value, said) in [
        ("use.1.0", "many", "Enter a whole number."),
        ("needs", "7", "Do not ask for more needs than the set names."),
        ("approved_by", "", "Name the body that approved the criteria."),
        (
            "effective_from-day",
            "17",
            "Choose today or a later day: a referral is judged by the criteria of the day it was received. (R06)",
        ),
    ] {
        assert_eq!(approve(&test, &[("base", "national"), (field, value)]).errors(), [said], "{field}");
    }
    let tight = [("base", "national"), ("use.1.0", "4"), ("needs", "4")];
    let page = approve(&test, &tight);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    let words = test.get("nurse", "/criteria").texts("#criteria-words").join(" ");
    for part in [
        "more than 4 admissions in 730 days",
        "more than 183 days in hospital",
        "At least 4 of these",
        "National criteria, tightened by the team",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
}

#[test]
fn r06_a_referral_is_judged_by_the_numbers_of_the_day_it_was_received() {
    let test = TestApp::new();
    let before = referred(&test, &[]);
    assert_eq!(approve(&test, &[("base", "national"), ("use.1.0", "3")]).status, StatusCode::SEE_OTHER);
    let after = referred(&test, &[("received_on-day", "18"), ("_given", "Perpetua")]);
    let shows = |id: &str| {
        let page = test.get("nurse", &format!("/referrals/{id}"));
        page.texts("section[aria-labelledby='criteria'] .nhsuk-tag")[1].clone()
    };
    // Three stays are more than two, and not more than three; the crisis team was not used much.
    assert_eq!((shows(&before), shows(&after)), ("Met".to_owned(), "Not met".to_owned()));
}
