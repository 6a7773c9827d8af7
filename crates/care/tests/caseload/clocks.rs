//! Which clocks a person has, from the line.

use care::clocks::{self, What};
use care::codes::outcome::Outcome;
use care::entry::around::{SafetyKind, SafetyRule};
use care::entry::episode::Episode;
use care::entry::promise::Injection;
use care::entry::{Body, Kind};

use crate::story::{Story, at, day, episode, person};

/// Clocks as text: "!" overdue, "~" near, "." far.
#[track_caller]
fn check<T>(happened: impl FnOnce(&mut Story) -> T, expected: &[&str]) {
    let mut story = Story::all_is_well();
    happened(&mut story);
    let found: Vec<String> = clocks::of(&story.line(), at("Wed 09:30"))
        .iter()
        .map(|c| {
            let state = if c.overdue {
                "!"
            } else if c.soon {
                "~"
            } else {
                "."
            };
            format!("{state} {}", c.words)
        })
        .collect();
    assert_eq!(found, expected);
}

const TIER: &str = ". Green tier until Sun 29 Nov";
const PLAN: &str = ". Care plan review due Sun 2 May";

#[test]
fn the_tier_and_the_plan_always_have_a_clock() {
    check(|_| {}, &[TIER, PLAN]);
}

#[test]
fn an_injection_has_a_clock_until_it_is_stopped() {
    let injection = |stopped: bool| {
        Body::Injection(Injection {
            product: "Examplidone".to_owned(),
            interval_days: 28,
            last_given_on: None,
            given_by: None,
            due_on: day("Wed"),
            stopped_on: stopped.then(|| day("Tue")),
        })
    };
    check(
        |s| s.tell("Mon 09:00", injection(false)),
        &["~ Injection (Examplidone) due Wed 18 Nov", TIER, PLAN],
    );
    check(|s| s.tell("Mon 09:00", injection(true)), &[TIER, PLAN]);
}

#[test]
fn a_safety_rule_has_a_clock_until_it_ends() {
    let rule = |ended: bool| {
        Body::SafetyRule(SafetyRule {
            rule: SafetyKind::Dog,
            what: "Ring first".to_owned(),
            expires_on: day("Tue"),
            ended: ended.then(|| "The dog moved out".to_owned()),
        })
    };
    let words = format!("! Safety rule \u{201c}{}\u{201d} until Tue 17 Nov", SafetyKind::Dog.label());
    check(|s| s.tell("Mon-8 09:00", rule(false)), &[&words, TIER, PLAN]);
    check(|s| s.tell("Mon-8 09:00", rule(true)), &[TIER, PLAN]);
}

#[test]
fn every_clock_has_a_place_at_the_handover_and_a_word_of_its_own() {
    for what in What::ALL {
        assert!(care::board::group_label(what.place()).is_some());
        let json = serde_json::to_string(what).unwrap();
        assert_eq!(json.trim_matches('"'), what.text(), "the address says it as the API does");
    }
}

/// What is due of a referral of the story's person, at half past nine on a day.
#[track_caller]
fn way_in(story: &Story, when: &str, expected: &[&str]) {
    let found: Vec<String> = clocks::of(&story.line(), at(when))
        .into_iter()
        .filter(|clock| clock.what.is_way_in())
        .map(|clock| {
            let state = if clock.overdue {
                "!"
            } else if clock.soon {
                "~"
            } else {
                "."
            };
            format!("{state} {}", clock.words)
        })
        .collect();
    assert_eq!(found, expected, "{when}");
}

/// Somebody referred on a day, with the next look after them on another; the referral's id.
fn referred(story: &mut Story, received: &str, check: &str, returns: bool) -> uuid::Uuid {
    let time = story.tell(
        &format!("{received} 09:00"),
        Body::Episode(Episode { accepted_on: None, referred_on: day(received), ..episode(received) }),
    );
    let body = serde_json::json!({
        "episode": time, "received_on": day(received), "how": "letter", "source": "cmht", "returns": returns,
        "owner": crate::story::ANNA, "next_check_on": day(check),
    });
    story.tell(&format!("{received} 09:00"), Body::parse(Kind::Referral, &body.to_string()).unwrap())
}

fn decided(story: &mut Story, referral: uuid::Uuid, on: &str, onward: Option<&str>) -> uuid::Uuid {
    let onward = onward.map(
        |by| serde_json::json!({ "service": "Northgate", "owner": crate::story::ANNA, "due_on": day(by) }),
    );
    let decision = if onward.is_some() { "refused" } else { "accepted" };
    let body = serde_json::json!({
        "referral": referral, "decided_on": day(on), "decision": decision, "criteria": "national",
        "reasons": [], "decided_by": "The weekly meeting", "first_contact_by": crate::story::ANNA,
        "onward": onward,
    });
    story.tell(&format!("{on} 12:00"), Body::parse(Kind::ReferralDecision, &body.to_string()).unwrap())
}

fn waiting(received: &str, check: &str) -> (Story, uuid::Uuid) {
    let mut story = Story::default();
    story.tell("Mon-24 09:00", Body::Person(person("Dee", "Fictional")));
    let referral = referred(&mut story, received, check, false);
    (story, referral)
}

#[test]
fn r10_r12_seven_days_to_the_decision_and_a_look_every_week_while_somebody_waits() {
    let (story, _) = waiting("Mon", "Thu");
    let check = |state: &str| format!("{state} Check while waiting by Thu 19 Nov");
    let decision = |state: &str| format!("{state} Decision on a referral by Mon 23 Nov");
    way_in(&story, "Mon 09:30", &[&check("."), &decision(".")]);
    way_in(&story, "Tue 09:30", &[&check("~"), &decision(".")]);
    way_in(&story, "Thu 23:30", &[&check("~"), &decision(".")]);
    way_in(&story, "Fri 00:30", &[&check("!"), &decision(".")]);
    way_in(&story, "Sat 09:30", &[&check("!"), &decision("~")]);
    way_in(&story, "Mon+1 23:30", &[&check("!"), &decision("~")]);
    way_in(&story, "Tue+1 00:30", &[&check("!"), &decision("!")]);
}

#[test]
fn r10_seven_days_from_the_decision_to_the_first_contact() {
    let (mut story, referral) = waiting("Mon", "Fri");
    decided(&mut story, referral, "Tue", None);
    way_in(&story, "Wed 09:30", &[". First contact by Tue 24 Nov"]);
    way_in(&story, "Tue+1 23:30", &["~ First contact by Tue 24 Nov"]);
    way_in(&story, "Wed+1 00:30", &["! First contact by Tue 24 Nov"]);
    // An attempt is no contact; a contact stops the clock.
    story.contact("Wed 10:00", Outcome::NoAnswer);
    way_in(&story, "Wed+1 00:30", &["! First contact by Tue 24 Nov"]);
    story.contact("Thu 10:00", Outcome::Seen);
    way_in(&story, "Wed+1 00:30", &[]);
}

#[test]
fn r09_r12_who_is_not_taken_on_is_looked_after_until_the_next_service_has_met_them() {
    let (mut story, referral) = waiting("Mon", "Fri");
    let decision = decided(&mut story, referral, "Tue", Some("Thu+1"));
    let due = ["! Check while waiting by Fri 20 Nov", "~ Next service meets the person by Thu 26 Nov"];
    way_in(&story, "Wed+1 09:30", &due);
    let mut line = story.line();
    let found = line.decisions.iter_mut().find(|one| one.id == decision).unwrap();
    found.met_on = Some(day("Wed+1"));
    assert!(!clocks::of(&line, at("Fri+1 09:30")).iter().any(|clock| clock.what.is_way_in()));
}

#[test]
fn r11_two_working_days_to_the_first_contact_of_somebody_who_is_back() {
    // Good Friday is 3 April 2026 and Easter Monday the 6th (domain 5.8).
    for (received, due) in [
        ("2026-04-01", "2026-04-07"),
        ("2026-04-02", "2026-04-08"),
        ("2026-04-04", "2026-04-08"),
        ("2026-11-16", "2026-11-18"),
        ("2026-11-20", "2026-11-24"),
        ("2026-12-24", "2026-12-30"),
    ] {
        let mut story = Story::default();
        story.tell("Mon-24 09:00", Body::Person(person("Dee", "Fictional")));
        referred(&mut story, "Mon", "Fri", true);
        let mut line = story.line();
        line.referrals.iter_mut().for_each(|one| one.received_on = received.parse().unwrap());
        let clock = clocks::of(&line, at("Wed 09:30")).into_iter().find(|c| c.what == What::FirstContact);
        assert_eq!(clock.unwrap().on.to_string(), due, "received on {received}");
    }
}
