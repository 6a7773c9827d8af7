//! Every refusal of domain 4.7 and 4.8 and of the bad-input catalogue, through the page: status 422,
//! the sentence in the summary, what was typed kept, nothing recorded.

use super::*;

/// The form is refused with these sentences, and keeps its note.
#[track_caller]
fn refused(test: &TestApp, filled: Filled, expected: &[&str]) {
    let before = contacts(test).len();
    let page = send(test, &filled.with("note", "What I typed"));
    assert_eq!(page.errors(), expected);
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.texts("title")[0].starts_with("Error: "));
    assert_eq!(Filled::of(&page, "/contact").value("note"), "What I typed");
    assert_eq!(contacts(test).len(), before);
    for target in page.attributes(".nhsuk-error-summary__list a", "href") {
        let selector = format!("[id='{}']", target.trim_start_matches('#'));
        assert_eq!(page.texts(&selector).len(), 1, "{target} leads nowhere");
    }
}

#[test]
fn no_outcome_is_chosen_for_anybody() {
    let test = TestApp::new();
    refused(&test, seen(&test).with("outcome", ""), &["Choose what happened. (4.7)"]);
    refused(&test, seen(&test).with("outcome", "fine"), &["Choose one from the list."]);
}

#[test]
fn minutes_fit_the_outcome() {
    let test = TestApp::new();
    let zero = "Enter how many minutes you were with the person: a contact that succeeded cannot last 0 minutes. (4.8)";
    refused(&test, seen(&test).with("minutes", ""), &[zero]);
    refused(&test, seen(&test).with("minutes", "other").with("minutes_other", "0"), &[zero]);
    refused(
        &test,
        seen(&test).with("outcome", "no_answer"),
        &["Leave the minutes empty: the person was not seen. (4.8)"],
    );
    refused(
        &test,
        seen(&test).with("minutes", "other").with("minutes_other", "half an hour"),
        &["Enter the minutes as a whole number, such as 25."],
    );
    refused(
        &test,
        seen(&test).with("minutes", "other").with("minutes_other", "1560"),
        &["Enter at most 720 minutes, or split the contact in two. (BI45)"],
    );
}

#[test]
fn all_problems_are_shown_at_once() {
    let test = TestApp::new();
    let empty = form(&test, "").with("workers", "");
    refused(
        &test,
        empty,
        &[
            "Choose what happened. (4.7)",
            "Choose one or two workers. (4.8)",
            "Choose how the contact was made.",
        ],
    );
}

#[test]
fn one_worker_is_not_face_to_face_in_two_places() {
    let test = TestApp::new();
    send(&test, &seen(&test));
    let clash = "A worker was face to face in another contact from 9am to 9:30am: check the time and the minutes. (4.8)";
    refused(&test, seen(&test).with("minutes", "15"), &[clash]);
    let by_phone = seen(&test).with("minutes", "15").with("mechanism", "02");
    assert_eq!(send(&test, &by_phone).status, StatusCode::SEE_OTHER);
}

#[test]
fn a_contact_lies_between_referral_and_death_and_never_ahead() {
    let test = TestApp::new();
    let at = |day: &str, month: &str, time: &str| {
        seen(&test)
            .with("when", "at")
            .with("happened_at-day", day)
            .with("happened_at-month", month)
            .with("happened_at-year", "2026")
            .with("time", time)
            .with("late_reason", "Found in the diary")
    };
    refused(
        &test,
        at("19", "8", "5pm"),
        &["This is before the referral of 20 August 2026: check the date. (4.8)"],
    );
    refused(
        &test,
        at("18", "11", "17:30"),
        &["This is in the future: record a contact after it happened, or plan a visit. (BI46)"],
    );
    let late = at("1", "11", "5pm").with("late_reason", "");
    refused(&test, late, &["This was more than 14 days ago: say why it is written now. (BI46)"]);
    assert_eq!(send(&test, &at("1", "11", "5pm")).status, StatusCode::SEE_OTHER);
    let mut anna = crate::testing::invented("Anna", "O'Brien", 999_000_001);
    anna.died_on = Some(jiff::civil::date(2026, 11, 16));
    let mut draft = test.draft(test.anna, "2026-11-17T09:00:00Z", Body::Person(anna));
    (draft.id, draft.from_version) = (test.anna, 1);
    test.record("nurse", vec![draft]);
    refused(
        &test,
        seen(&test),
        &["The person died on 16 November 2026: a contact with them cannot be later. (4.8)"],
    );
    let carer = seen(&test).with("with", "carer");
    assert_eq!(send(&test, &carer).status, StatusCode::SEE_OTHER);
}

#[test]
fn a_visit_has_one_outcome_and_what_the_team_cancelled_is_not_held_against_anybody() {
    let test = TestApp::new();
    let id = visit(&test, "2026-11-18T08:30:00Z", |_| {}).to_string();
    let first = seen(&test).with("visit", &id);
    assert_eq!(send(&test, &first).status, StatusCode::SEE_OTHER);
    let second = seen(&test).with("visit", &id).with("mechanism", "02");
    refused(&test, second, &["This visit has its outcome already: correct that contact instead."]);
    let off = visit(&test, "2026-11-17T08:30:00Z", |visit| {
        visit.called_off = Some(CalledOff {
            by: CalledOffBy::Team,
            why: Some("Staff sickness".to_owned()),
            decided_by: None,
        });
    });
    let missed = seen(&test).with("outcome", "no_answer").with("minutes", "").with("visit", &off.to_string());
    let sentence = "The team called this visit off: choose \u{201c}Team cancelled\u{201d}. It never counts against the person. (4.7)";
    refused(&test, missed.clone(), &[sentence]);
    let page = send(&test, &missed.with("outcome", "team_cancelled"));
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
}

#[test]
fn bi40_bi41_times_the_clocks_skip_or_repeat_are_asked() {
    let test = TestApp::new();
    let night = |fold: &str| {
        seen(&test)
            .with("when", "at")
            .with("happened_at-day", "25")
            .with("happened_at-month", "October")
            .with("time", "1:30am")
            .with("late_reason", "Found in the diary")
            .with("fold", fold)
    };
    let twice = "1:30am comes twice on 25 October 2026: the clocks go back at 2am; choose the first or the second. (BI41)";
    refused(&test, night(""), &[twice]);
    let page = send(&test, &night("second"));
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    assert_eq!(the_contact(&test).0.happened_at.to_string(), "2026-10-25T01:30:00Z");
    let gap = night("").with("happened_at-day", "29").with("happened_at-month", "3");
    let sentence = "There is no 1:30am on 29 March 2026: the clocks go forward at 1am; choose 12:59am or earlier, or 2am or later. (BI40)";
    refused(&test, gap, &[sentence]);
}

#[test]
fn bi67_a_note_of_a_megabyte_is_taken_and_a_larger_one_is_not() {
    let test = TestApp::new();
    let long = "x".repeat(1_048_576);
    let page = send(&test, &seen(&test).with("note", &long));
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    assert_eq!(the_contact(&test).1.note.unwrap().len(), long.len());
    let longer = "x".repeat(1_048_577);
    let page = send(&test, &seen(&test).with("mechanism", "02").with("note", &longer));
    assert_eq!(page.errors(), ["Shorten this to 1048576 characters or fewer. It has 1048577."]);
    assert_eq!(Filled::of(&page, "/contact").value("note").len(), longer.len());
    let huge = send(&test, &seen(&test).with("note", &"x".repeat(10_000_000)));
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(contacts(&test).len(), 1);
}

#[test]
fn bi61_bi63_what_looks_like_code_is_kept_and_shown_as_text() {
    let test = TestApp::new();
    for note in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "{{7*7}} ${x} {% raw %}",
        "'; DROP TABLE entry; --",
        "=HYPERLINK(\"http://evil.example\")",
        "[click](javascript:alert(1))",
    ] {
        let page = send(&test, &seen(&test).with("outcome", "").with("note", note));
        assert_eq!(Filled::of(&page, "/contact").value("note"), note);
        assert_eq!(page.texts("main script, main img").len(), 0, "{note}");
    }
}

#[test]
fn bi65_bi68_control_characters_go_and_strange_letters_stay() {
    let test = TestApp::new();
    refused_nul(&test);
    let zalgo = format!("Z{}", "\u{0337}".repeat(50));
    let note = format!("bell\u{7}tab\there\r\nline {zalgo}");
    send(&test, &seen(&test).with("note", &note));
    assert_eq!(the_contact(&test).1.note, Some(format!("belltab\there\nline {zalgo}")));
}

fn refused_nul(test: &TestApp) {
    let page = send(test, &seen(test).with("note", "a\0b"));
    assert_eq!(page.errors(), ["Remove the NUL character from the text: it cannot be kept."]);
}

#[test]
fn bi70_a_number_that_looks_like_somebody_else_s_is_asked_about() {
    let test = TestApp::new();
    let other = care::nhs_number::NhsNumber::from_stem(999_000_003).unwrap();
    let sent = seen(&test).with("note", &format!("Rang about {}", other.as_str()));
    let page = send(&test, &sent);
    assert_eq!(
        page.errors(),
        ["This looks like another person's NHS number. Does it belong in this person's note? (BI70)"]
    );
    let meant = Filled::of(&page, "/contact").with("doubts_meant", "yes");
    assert_eq!(send(&test, &meant).status, StatusCode::SEE_OTHER);
    let own = care::nhs_number::NhsNumber::from_stem(999_000_001).unwrap();
    let sent = seen(&test).with("mechanism", "02").with("note", own.as_str());
    assert_eq!(send(&test, &sent).status, StatusCode::SEE_OTHER);
}

#[test]
fn a_next_action_has_an_owner_and_a_day() {
    let test = TestApp::new();
    let half = seen(&test).with("next_action.what", "Ring the landlord");
    refused(&test, half.clone(), &["Choose who does it.", "Enter a date, such as 6 August 2026."]);
    let day = |filled: Filled| {
        filled
            .with("next_action.due_on-day", "20")
            .with("next_action.due_on-month", "11")
            .with("next_action.due_on-year", "2026")
    };
    refused(&test, day(seen(&test)), &["Say what will be done next."]);
    let owner = test.staff("support").to_string();
    let page = send(&test, &day(half).with("next_action.owner", &owner));
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
}
