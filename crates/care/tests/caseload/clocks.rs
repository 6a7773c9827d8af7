//! Which clocks a person has, from the line.

use care::clocks::{self, What};
use care::entry::Body;
use care::entry::around::{SafetyKind, SafetyRule};
use care::entry::promise::Injection;

use crate::story::{Story, at, day};

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
