//! Tier proposals (domain 4.1): what speaks for which tier, and when the tier in force already answers it.

use care::codes::outcome::Outcome;
use care::entry::Body;
use care::entry::contact::Contact;
use care::entry::event::{Event, EventKind};
use care::entry::promise::{HospitalStay, Injection, LegalStatus};
use care::entry::tier::TierName;
use care::proposal;

use crate::story::{ANNA, Story, at, contact, day};

#[track_caller]
fn check<T>(happened: impl FnOnce(&mut Story) -> T, expected: &[&str]) {
    let mut story = Story::all_is_well();
    happened(&mut story);
    let found: Vec<String> = proposal::of(&story.line(), at("Wed 09:30"))
        .iter()
        .map(|p| format!("{}: {}", p.tier.label(), p.because))
        .collect();
    assert_eq!(found, expected);
}

fn signs(count: usize) -> Body {
    let early_signs = ["Sleeps less", "Hears more voices", "Stays in"].iter().take(count);
    let early_signs = early_signs.map(|sign| (*sign).to_owned()).collect();
    Body::Contact(Contact { early_signs, ..contact(Outcome::Seen, ANNA) })
}

#[test]
fn nothing_is_proposed_in_a_quiet_week() {
    check(|_| {}, &[]);
}

#[test]
fn two_early_signs_in_a_week_propose_amber() {
    check(|s| s.tell("Tue 12:00", signs(2)), &["Amber: 2 early signs in 7 days"]);
    check(|s| s.tell("Tue 12:00", signs(1)), &[]);
    check(
        |s| {
            s.tell("Thu-1 12:00", signs(1));
            s.tell("Tue 12:00", signs(1));
        },
        &["Amber: 2 early signs in 7 days"],
    );
    check(|s| s.tell("Tue-1 12:00", signs(3)), &[]);
}

#[test]
fn a_missed_contact_proposes_amber_and_an_empty_address_grey() {
    check(|s| s.contact("Tue 15:00", Outcome::NoAnswer), &["Amber: No answer since 17 November 2026"]);
    check(
        |s| s.contact("Tue 15:00", Outcome::NotAtAddress),
        &["Grey: Not at the address, or address void since 17 November 2026"],
    );
    check(
        |s| {
            s.contact("Tue 15:00", Outcome::NoAnswer);
            s.contact("Tue 17:00", Outcome::Seen);
        },
        &[],
    );
    check(|s| s.contact("Tue 15:00", Outcome::TeamCancelled), &[]);
}

#[test]
fn an_overdue_injection_proposes_amber() {
    let injection = |due: &str| {
        Body::Injection(Injection {
            product: "Examplidone".to_owned(),
            interval_days: 28,
            last_given_on: None,
            given_by: None,
            due_on: day(due),
            stopped_on: None,
        })
    };
    check(|s| s.tell("Mon-3 09:00", injection("Tue")), &["Amber: Injection overdue since 17 November 2026"]);
    check(|s| s.tell("Mon-3 09:00", injection("Wed")), &[]);
}

#[test]
fn events_that_unsettle_a_life_propose_amber() {
    for (kind, label) in [
        (EventKind::FamilyConcern, "Family concern"),
        (EventKind::Police, "Police contact"),
        (EventKind::Housing, "Housing: notice, move or loss"),
        (EventKind::CarerBreakdown, "Carer cannot go on"),
    ] {
        let expected = format!("Amber: {label}, 16 November 2026");
        check(|s| s.event("Mon 12:00", kind, "It happened"), &[&expected]);
    }
    for kind in [EventKind::GoodNews, EventKind::StaffSafety, EventKind::LifeEvent] {
        check(|s| s.event("Mon 12:00", kind, "It happened"), &[]);
    }
    check(|s| s.event("Tue-1 12:00", EventKind::Police, "Long ago"), &[]);
    let answered = Event {
        event: EventKind::FamilyConcern,
        what: "Worried".to_owned(),
        told_by: None,
        urgent: false,
        response: Some("Rang back".to_owned()),
    };
    check(|s| s.tell("Mon 12:00", Body::Event(answered)), &[]);
}

#[test]
fn a_section_that_ends_within_28_days_proposes_amber() {
    let legal = |until: &str| {
        Body::LegalStatus(LegalStatus {
            code: "03".to_owned(),
            community_treatment_order: false,
            from: day("Mon-10"),
            expires_on: Some(day(until)),
            ended_on: None,
        })
    };
    check(|s| s.tell("Mon-10 09:00", legal("Tue+4")), &["Amber: Section 3 ends 15 December 2026"]);
    check(|s| s.tell("Mon-10 09:00", legal("Wed+4")), &[]);
}

#[test]
fn hospital_proposes_blue_and_the_fortnight_after_it_red() {
    let stay = |admitted: &str, left: Option<&str>| {
        Body::HospitalStay(HospitalStay {
            ward: "Birch ward".to_owned(),
            admitted_at: at(admitted),
            legal_status: None,
            out_of_area: false,
            left_at: left.map(at),
        })
    };
    check(|s| s.tell("Mon 20:00", stay("Mon 20:00", None)), &["Blue: In hospital: Birch ward"]);
    check(
        |s| s.tell("Mon-4 20:00", stay("Mon-4 20:00", Some("Thu-2 10:00"))),
        &["Red: Left hospital 5 November 2026"],
    );
    check(|s| s.tell("Mon-4 20:00", stay("Mon-4 20:00", Some("Wed-2 10:00"))), &[]);
}

#[test]
fn what_the_tier_in_force_already_answers_is_not_proposed() {
    for tier in [TierName::Amber, TierName::Red, TierName::Grey, TierName::Blue] {
        check(
            |s| {
                s.tier("Tue 09:00", tier, "Already decided", "Fri");
                s.contact("Tue 15:00", Outcome::NoAnswer);
            },
            &[],
        );
    }
    check(
        |s| {
            s.tier("Tue 09:00", TierName::Red, "Already decided", "Fri");
            s.contact("Tue 15:00", Outcome::NotAtAddress);
        },
        &["Grey: Not at the address, or address void since 17 November 2026"],
    );
}

#[test]
fn n06_a_proposal_is_never_set_and_never_speaks_of_risk() {
    let mut story = Story::all_is_well();
    story.contact("Tue 15:00", Outcome::NoAnswer);
    story.tell("Tue 12:00", signs(3));
    story.event("Mon 12:00", EventKind::Police, "Stopped in the street");
    let line = story.line();
    for found in proposal::of(&line, at("Wed 09:30")) {
        assert!(!found.because.to_lowercase().contains("risk"), "{}", found.because);
    }
    assert_eq!(line.tier.unwrap().tier, TierName::Green, "people decide the tier");
}
