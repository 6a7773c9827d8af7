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

/// A click on a page of criteria.
fn give(test: &TestApp, page: &Page, path: &str, changes: &[(&str, &str)]) -> Page {
    let (entry, shown_at) = (page.value("entry"), page.value("shown_at"));
    let mut all = vec![("entry", entry.as_str()), ("shown_at", shown_at.as_str())];
    all.extend(changes);
    test.post("nurse", path, &all)
}

#[test]
fn r07_everybody_of_the_team_reads_prints_and_gives_the_criteria() {
    let test = TestApp::new();
    let page = test.get("nurse", "/criteria");
    assert_eq!(page.texts("#criteria-words li").len(), 4);
    let pdf = test.get("nurse", "/criteria.pdf");
    assert_eq!(pdf.headers["content-type"], "application/pdf");
    assert!(pdf.body.starts_with("%PDF-") && pdf.body.contains("Who Complex care team north is for"));
    let refused = give(&test, &page, "/criteria", &[("give", "done"), ("name", "Mrs Thistlewood")]);
    assert_eq!(refused.errors(), ["Choose to whom the criteria were given."]);
    let refused = give(&test, &page, "/criteria", &[("give", "done"), ("to", "other")]);
    assert_eq!(refused.errors(), ["Say to whom the criteria were given.", "Say how they were given."]);
    let done = [("give", "done"), ("to", "family"), ("name", "Mrs Thistlewood"), ("how", "By post")];
    assert_eq!(give(&test, &page, "/criteria", &done).status, StatusCode::SEE_OTHER);
    let given = test.get("nurse", "/criteria").texts("tbody tr");
    assert!(given.len() == 1 && given[0].contains("Family or a carer: Mrs Thistlewood"), "{given:?}");
    assert!(test.get("nurse2", "/criteria").texts("tbody tr").is_empty());
    assert_eq!(test.get("nurse", "/criteria/new").status, StatusCode::FORBIDDEN);
}

#[test]
fn r07_every_set_is_read_printed_and_copied_in_one_click_which_is_written_down() {
    let test = TestApp::new();
    assert_eq!(approve(&test, &[("base", "national"), ("use.1.0", "3")]).status, StatusCode::SEE_OTHER);
    assert_eq!(approve(&test, &[("base", "national"), ("use.1.0", "4")]).status, StatusCode::SEE_OTHER);
    let page = test.get("nurse", "/criteria");
    let sets = page.attributes("#sets ~ ul > li > a", "href");
    assert_eq!(sets.len(), 5, "an earlier version and four that are published: {sets:?}");
    assert!(page.texts("#criteria-words").join(" ").contains("more than 4 admissions"));
    for (i, path) in sets.iter().enumerate() {
        let page = test.get("nurse", path);
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.body.contains("does not judge by these criteria today"), "{path}");
        let buttons = page.attributes("button[name=give]", "value");
        assert!(
            ["pdf person", "pdf referrer", "copy advocate"]
                .iter()
                .all(|b| buttons.contains(&(*b).to_owned()))
        );
        let sent = give(&test, &page, path, &[("give", "pdf referrer")]);
        let pdf = test.get("nurse", sent.to());
        assert!(pdf.body.starts_with("%PDF-"), "{path}");
        for _ in 0..2 {
            let sent = give(&test, &page, path, &[("give", "copy advocate"), ("name", "Cy Invented")]);
            let page = test.get("nurse", sent.to());
            let said = page.texts("p[role=status]").join(" ");
            assert!(said.contains("Given to: an advocate, Cy Invented. Copied."), "{said}");
            assert_eq!(page.texts("tbody tr").len(), 2 * i + 2, "a double click is written down once");
        }
    }
    let page = test.get("nurse", &sets[4]);
    let other = give(&test, &page, &sets[4], &[("give", "pdf other")]);
    assert_eq!(other.errors(), ["Say to whom the criteria were given."]);
    assert_eq!(test.get("nurse", "/criteria?set=nowhere").status, StatusCode::NOT_FOUND);
    assert_eq!(test.get("nurse2", &sets[0]).status, StatusCode::NOT_FOUND, "another team's set");
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
