//! The order of the daily handover (domain 4.2): one table a place, each case one thing gone wrong in an
//! otherwise quiet week, seen on Wednesday at 9:30am.

use care::board::{self, arrange};
use care::codes::outcome::Outcome;
use care::entry::Body;
use care::entry::contact::{Contact, NextAction};
use care::entry::event::{Event, EventKind};
use care::entry::promise::{HospitalStay, Injection, LegalStatus};
use care::entry::tier::TierName;
use care::line::Line;
use uuid::Uuid;

use crate::story::{ANNA, BEN, Story, at, contact, day, episode, key_worker, person};

const WEDNESDAY: &str = "Wed 09:30";

/// The reasons as text: place, "!" when overdue, words.
fn reasons(story: &Story, when: &str) -> Vec<String> {
    let lines = [std::sync::Arc::new(story.line())];
    let rows = arrange(&lines, &story.visits, at(when));
    let row = rows.first().unwrap();
    row.reasons
        .iter()
        .map(|r| format!("{}{} {}", r.place, if r.overdue { "!" } else { "" }, r.words))
        .collect()
}

#[track_caller]
fn check<T>(happened: impl FnOnce(&mut Story) -> T, expected: &[&str]) {
    let mut story = Story::all_is_well();
    happened(&mut story);
    assert_eq!(reasons(&story, WEDNESDAY), expected);
}

#[test]
fn place_13_a_quiet_week_is_as_planned() {
    check(|_| {}, &["13 As planned"]);
}

#[test]
fn place_1_cannot_be_found_staff_safety_and_overdue_check_ins() {
    check(
        |s| s.tier("Tue 12:00", TierName::Grey, "Left the hostel with a bag", "Fri"),
        &["1 Cannot be found: Left the hostel with a bag"],
    );
    check(
        |s| s.event("Tue 12:00", EventKind::StaffSafety, "Threw a bottle at the door"),
        &["1 Staff safety: Threw a bottle at the door"],
    );
    check(
        |s| s.contact("Wed 08:00", Outcome::NotAtAddress),
        &["1 Not at the address, or address void: step 1 by Thu 19 Nov, 11:59pm"],
    );
    // Started at 8am for 45 minutes: the grace of 15 minutes is over at 9am.
    check(
        |s| s.visit("Wed 08:00").visit.started_at = Some(at("Wed 08:00")),
        &["1! Worker not out of the 8am visit, expected at 8:45am: manager or lead rings"],
    );
    let mut story = Story::all_is_well();
    story.visit("Wed 08:00").visit.started_at = Some(at("Wed 08:00"));
    assert_eq!(reasons(&story, "Wed 08:59"), ["11! Visit of Wed 18 Nov has no outcome"], "within the grace");
}

#[test]
fn place_2_the_red_tier() {
    check(|s| s.tier("Tue 12:00", TierName::Red, "Stopped eating", "Mon+1"), &["2 Stopped eating"]);
}

#[test]
fn place_3_what_happened_since_the_last_handover() {
    for (kind, label) in [
        (EventKind::Police, "Police contact"),
        (EventKind::EmergencyDepartment, "Emergency department"),
        (EventKind::CrisisLine, "Crisis line"),
        (EventKind::Housing, "Housing: notice, move or loss"),
        (EventKind::CarerBreakdown, "Carer cannot go on"),
        (EventKind::LifeEvent, "Life event"),
    ] {
        check(|s| s.event("Wed 02:00", kind, "At night"), &[&format!("3 {label}: At night")]);
        check(|s| s.event("Tue 09:29", kind, "Long ago"), &["13 As planned"]);
    }
    // On a Monday the weekend counts too.
    let mut story = Story::all_is_well();
    story.event("Fri 17:00", EventKind::CrisisLine, "Called");
    let monday = reasons(&story, "Mon+1 09:30");
    assert_eq!(monday.first().unwrap(), "3 Crisis line: Called");
}

fn injection(due: &str) -> Body {
    Body::Injection(Injection {
        product: "Examplidone".to_owned(),
        interval_days: 28,
        last_given_on: None,
        given_by: None,
        due_on: day(due),
        stopped_on: None,
    })
}

#[test]
fn place_4_injections_due_today_or_overdue() {
    check(|s| s.tell("Mon-3 09:00", injection("Wed")), &["4 Injection (Examplidone) due Wed 18 Nov"]);
    check(|s| s.tell("Mon-3 09:00", injection("Tue")), &["4! Injection (Examplidone) due Tue 17 Nov"]);
    check(|s| s.tell("Mon-3 09:00", injection("Thu")), &["13 As planned"]);
}

#[test]
fn place_5_missed_contacts_with_the_next_step() {
    check(|s| s.contact("Tue 15:00", Outcome::NoAnswer), &["5 No answer: step 1 by Wed 18 Nov, 11:59pm"]);
    let mut story = Story::all_is_well();
    story.contact("Tue 15:00", Outcome::NoAnswer);
    assert_eq!(reasons(&story, "Thu 09:30"), ["5! No answer: step 1 by Wed 18 Nov, 11:59pm"],);
}

#[test]
fn n11_place_6_a_family_concern_stays_until_it_is_answered() {
    let concern = |response: Option<&str>, urgent| {
        Body::Event(Event {
            event: EventKind::FamilyConcern,
            what: "He sounds frightened".to_owned(),
            told_by: Some("Mother".to_owned()),
            urgent,
            response: response.map(str::to_owned),
        })
    };
    check(|s| s.tell("Wed 08:00", concern(None, false)), &["6 Family concern: He sounds frightened"]);
    check(|s| s.tell("Wed 08:00", concern(None, true)), &["6! Family concern: He sounds frightened"]);
    check(|s| s.tell("Mon 08:00", concern(None, false)), &["6! Family concern: He sounds frightened"]);
    check(|s| s.tell("Mon 08:00", concern(Some("Rang back"), false)), &["13 As planned"]);
}

#[test]
fn place_7_a_section_or_order_that_ends_within_14_days() {
    let legal = |until: &str, order| {
        Body::LegalStatus(LegalStatus {
            code: "03".to_owned(),
            community_treatment_order: order,
            from: day("Mon-10"),
            expires_on: Some(day(until)),
            ended_on: None,
        })
    };
    check(|s| s.tell("Mon-10 09:00", legal("Wed+2", false)), &["7 Section 3 ends Wed 2 Dec"]);
    check(|s| s.tell("Mon-10 09:00", legal("Thu+2", false)), &["13 As planned"]);
    check(
        |s| s.tell("Mon-10 09:00", legal("Tue", true)),
        &["7! Community treatment order (Section 3) ends Tue 17 Nov"],
    );
}

fn stay(admitted: &str, left: Option<&str>) -> Body {
    Body::HospitalStay(HospitalStay {
        ward: "Larkmoor, Birch ward".to_owned(),
        admitted_at: at(admitted),
        legal_status: None,
        out_of_area: false,
        left_at: left.map(at),
    })
}

#[test]
fn n09_place_8_in_and_out_of_hospital_and_still_on_the_board() {
    check(|s| s.tell("Tue 20:00", stay("Tue 20:00", None)), &["8 Admitted: Larkmoor, Birch ward"]);
    // The contact of Tuesday morning is before the day after leaving: it is no follow-up.
    check(|s| s.tell("Mon-1 20:00", stay("Mon-1 20:00", Some("Mon 15:00"))), &["13 As planned"]);
    check(
        |s| s.tell("Mon-1 20:00", stay("Mon-1 20:00", Some("Tue 15:00"))),
        &["8 72-hour follow-up by Fri 20 Nov, 3pm"],
    );
    let mut story = Story::all_is_well();
    story.tell("Mon-1 20:00", stay("Mon-1 20:00", Some("Tue 15:00")));
    story.visit("Mon+1 10:00");
    let late = reasons(&story, "Fri 15:01");
    assert_eq!(late.first().unwrap(), "8! 72-hour follow-up by Fri 20 Nov, 3pm");
}

#[test]
fn n10_place_9_nobody_saw_the_person_in_time_or_nobody_is_named() {
    check(|s| s.tell("Mon 09:00", Body::KeyWorker(key_worker(None))), &["9! No key worker for 2 days"]);
    let mut story = Story::all_is_well();
    story.visit("Fri+1 10:00");
    // Green: 9 days since Tuesday are over on Friday of the next week.
    assert!(!reasons(&story, "Thu+1 09:30").iter().any(|r| r.starts_with("9!")));
    let unseen = reasons(&story, "Fri+1 09:30");
    assert!(unseen.contains(&"9! Not seen for 10 days".to_owned()), "{unseen:?}");
    assert_eq!(board::unseen_days(&story.line(), at("Fri+1 09:30")), Some(10));
}

#[test]
fn n10_somebody_just_taken_on_lacks_everything_and_says_so() {
    let mut story = Story::default();
    story.tell("Mon 09:00", Body::Person(person("Dee", "Fictional")));
    story.tell("Mon 09:00", Body::Episode(episode("Mon")));
    assert_eq!(
        reasons(&story, WEDNESDAY),
        ["9! No key worker for 2 days", "10! No tier decided", "11! No visit planned"]
    );
}

#[test]
fn place_10_actions_reviews_tiers_and_safety_rules_due() {
    let action = |due: &str| {
        let next_action =
            Some(NextAction { what: "Ring the hostel".to_owned(), owner: BEN, due_on: day(due) });
        Body::Contact(Contact { next_action, ..contact(Outcome::Seen, ANNA) })
    };
    check(|s| s.tell("Tue 12:00", action("Wed")), &["10 Action: Ring the hostel"]);
    check(|s| s.tell("Tue 12:00", action("Tue")), &["10! Action: Ring the hostel"]);
    check(|s| s.tell("Tue 12:00", action("Thu")), &["13 As planned"]);
    check(
        |s| s.tier("Mon-1 12:00", TierName::Amber, "Early signs", "Wed"),
        &["10 Amber tier until Wed 18 Nov"],
    );
    check(
        |s| s.tier("Mon-1 12:00", TierName::Amber, "Early signs", "Tue"),
        &["10! Amber tier expired Tue 17 Nov: decide again"],
    );
}

#[test]
fn n07_place_10_a_care_plan_older_than_six_months() {
    let mut story = Story::taken_on();
    story.tell("Mon-23 09:00", Body::KeyWorker(key_worker(Some(ANNA))));
    story.tier("Mon-2 09:00", TierName::Green, "Steady weeks", "Sun+1");
    story.contact("Tue 11:00", Outcome::Seen);
    story.visit("Fri 10:00");
    assert_eq!(reasons(&story, WEDNESDAY), ["10! First care plan due Mon 29 Jun"]);
    story.tell("Mon-26 09:00", Body::PlanReview(crate::story::review("Mon-26")));
    assert_eq!(reasons(&story, WEDNESDAY), ["10! Care plan review due Tue 17 Nov"]);
}

#[test]
fn place_11_visits_of_today_gaps_and_missing_outcomes() {
    check(|s| s.visit("Wed 14:00").id, &["11 Visit today, 2pm"]);
    check(
        |s| {
            let visit = s.visit("Wed 14:00");
            (visit.visit.two_person, visit.visit.workers) = (true, vec![ANNA, BEN]);
        },
        &["11 Visit today, 2pm, two workers"],
    );
    check(|s| s.visit("Wed 14:00").visit.two_person = true, &["11! Visit today, 2pm: second worker missing"]);
    check(|s| s.visit("Wed 14:00").visit.workers.clear(), &["11! Visit today, 2pm: nobody chosen"]);
    check(|s| s.visit("Mon 14:00").id, &["11! Visit of Mon 16 Nov has no outcome"]);
    check(
        |s| {
            s.visit("Mon 14:00");
            s.visit("Fri-1 14:00");
        },
        &["11! 2 visits since Fri 13 Nov have no outcome"],
    );
    check(|s| s.visit("Mon 14:00").outcome = Some(Uuid::nil()), &["13 As planned"]);
    check(|s| s.visits.clear(), &["11! No visit planned"]);
    check(
        |s| {
            s.visits.clear();
            s.visit("Thu+2 10:00");
        },
        &["11! No visit planned"],
    );
}

#[test]
fn place_12_good_news_of_the_week() {
    check(
        |s| s.event("Fri-1 12:00", EventKind::GoodNews, "First week at college"),
        &["12 Good news: First week at college"],
    );
    check(|s| s.event("Tue-1 12:00", EventKind::GoodNews, "Old"), &["13 As planned"]);
}

#[test]
fn the_weightiest_reason_decides_the_place_and_the_others_follow() {
    check(
        |s| {
            s.event("Mon 12:00", EventKind::GoodNews, "Painted the flat");
            s.contact("Tue 15:00", Outcome::NoAnswer);
            s.tell("Mon-3 09:00", injection("Tue"));
            s.visit("Wed 14:00");
        },
        &[
            "4! Injection (Examplidone) due Tue 17 Nov",
            "5 No answer: step 1 by Wed 18 Nov, 11:59pm",
            "11 Visit today, 2pm",
            "12 Good news: Painted the flat",
        ],
    );
}

/// Somebody else's line with the same story.
fn named<T>(id: u128, given: &str, family: &str, happened: impl FnOnce(&mut Story) -> T) -> Line {
    let mut story = Story::all_is_well();
    happened(&mut story);
    let mut line = story.line();
    line.person = Uuid::from_u128(id);
    line.who.name = format!("{given} {family}");
    line.who.sort = format!("{family} {given}").to_lowercase();
    line
}

#[test]
fn rows_stand_by_place_then_overdue_first_then_by_name() {
    let lines: Vec<std::sync::Arc<Line>> = [
        named(1, "Zoe", "Calm", |s| s.visits.pop()),
        named(2, "Abe", "Red", |s| s.tier("Tue 12:00", TierName::Red, "Worse", "Mon+1")),
        named(3, "Una", "Late", |s| s.tell("Mon-3 09:00", injection("Tue"))),
        named(4, "Ada", "Due", |s| s.tell("Mon-3 09:00", injection("Wed"))),
        named(5, "Ida", "Calm", |s| s.visits.pop()),
        named(6, "Ole", "Gone", |s| s.tier("Tue 12:00", TierName::Grey, "Gone", "Fri")),
    ]
    .map(std::sync::Arc::new)
    .into();
    let rows = arrange(&lines, &[], at(WEDNESDAY));
    let order: Vec<(u8, &str)> = rows.iter().map(|row| (row.place(), row.line.who.name.as_str())).collect();
    assert_eq!(
        order,
        [
            (1, "Ole Gone"),
            (2, "Abe Red"),
            (4, "Una Late"),
            (4, "Ada Due"),
            (11, "Ida Calm"),
            (11, "Zoe Calm")
        ]
    );
}

#[test]
fn a_row_counts_the_week_and_the_faces_of_14_days() {
    let mut story = Story::all_is_well();
    story.tell("Mon 08:00", Body::Contact(contact(Outcome::Seen, BEN)));
    story.tell("Sun-1 10:00", Body::Contact(contact(Outcome::Seen, Uuid::from_u128(0xc))));
    story.tell("Mon-3 10:00", Body::Contact(contact(Outcome::Seen, Uuid::from_u128(0xd))));
    story.contact("Mon 18:00", Outcome::NoAnswer);
    let lines = [std::sync::Arc::new(story.line())];
    let rows = arrange(&lines, &story.visits, at(WEDNESDAY));
    let row = rows.first().unwrap();
    assert_eq!(row.contacts_this_week, 2, "Monday and Tuesday; the attempt does not count");
    assert_eq!(row.plan, Some((1, 2)));
    assert_eq!(row.seen_by, [ANNA, BEN, Uuid::from_u128(0xc)], "the latest first, 14 days back");
    assert_eq!(row.last_seen.unwrap().at, at("Tue 11:00"));
    assert_eq!(row.next_visit.unwrap().starts_at, at("Fri 10:00"));
}

#[test]
fn nobody_who_died_or_left_or_is_not_yet_taken_on_is_on_the_board() {
    let mut died = Story::all_is_well();
    let mut gone = person("Dee", "Fictional");
    gone.died_on = Some(day("Tue"));
    died.correct(crate::story::PERSON, Body::Person(gone));
    let mut waiting = Story::default();
    waiting.tell("Mon 09:00", Body::Person(person("Dee", "Fictional")));
    let mut referred = episode("Mon");
    referred.accepted_on = None;
    waiting.tell("Mon 09:00", Body::Episode(referred));
    for story in [died, waiting] {
        let lines = [std::sync::Arc::new(story.line())];
        assert!(arrange(&lines, &[], at(WEDNESDAY)).is_empty());
    }
}

#[test]
fn every_place_has_a_name_and_n06_none_is_a_level_of_risk() {
    for place in 1..=13 {
        let label = board::group_label(place).unwrap();
        assert_eq!(care::rule::n06::risk_label(label), None);
        assert!(!label.to_lowercase().contains("risk"), "{label}");
    }
    assert_eq!(board::group_label(0), None);
    assert_eq!(board::group_label(14), None);
}
