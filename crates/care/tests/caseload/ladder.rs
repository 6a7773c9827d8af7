//! The missed-contact ladder (domain 4.5) as stories: what happened -> what is next, by when.

use care::codes::outcome::Outcome;
use care::entry::Body;
use care::entry::contact::With;
use care::entry::tier::TierName;
use care::ladder;

use crate::story::{ANNA, Story, at, contact, words};

/// Tells a story line by line: `when  what -> expected`. What: an outcome, "second try, ..." and the
/// like (only the part after the last comma counts), "step 3", or "time passes".
#[track_caller]
fn check_ladder(tier: Option<TierName>, story: &str) {
    let mut told = Story::taken_on();
    if let Some(tier) = tier {
        told.tier("Sun-1 09:00", tier, "For the story", "Sun");
    }
    for line in story.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (event, expected) = line.split_once("->").unwrap_or_else(|| panic!("no arrow in {line}"));
        let (when, what) = event.trim().split_once("  ").unwrap_or_else(|| panic!("two spaces in {line}"));
        tell(&mut told, when, what.trim());
        assert_eq!(said(&told, when), expected.trim(), "{line}");
    }
}

fn tell(story: &mut Story, when: &str, what: &str) {
    let outcome = match what.rsplit(", ").next().unwrap() {
        "no answer" => Outcome::NoAnswer,
        "refused contact" => Outcome::RefusedContact,
        "third party" => Outcome::ThirdParty,
        "address void" => Outcome::NotAtAddress,
        "seen" => Outcome::Seen,
        "person cancelled" => Outcome::PersonCancelled,
        "team cancelled" => Outcome::TeamCancelled,
        "time passes" => return,
        "carer seen" => {
            let with = With::Carer;
            story.tell(
                when,
                Body::Contact(care::entry::contact::Contact { with, ..contact(Outcome::Seen, ANNA) }),
            );
            return;
        }
        step => {
            story.step(when, step.strip_prefix("step ").unwrap().parse().unwrap());
            return;
        }
    };
    story.contact(when, outcome);
}

fn said(story: &Story, when: &str) -> String {
    match ladder::of(&story.line()) {
        None => "nothing".to_owned(),
        Some(found) => found.next().map_or("every step done".to_owned(), |next| {
            let late = if next.overdue(at(when)) { ", overdue" } else { "" };
            format!("step {} by {}{late}", next.step, words(next.by))
        }),
    }
}

#[test]
fn amber_tries_again_the_same_day_and_a_second_try_is_step_1() {
    check_ladder(
        Some(TierName::Amber),
        "
        Mon 10:00  no answer             -> step 1 by Mon 23:59
        Mon 15:30  second try, no answer -> step 2 by Wed 10:00
        Tue 11:00  seen                  -> nothing
        ",
    );
}

#[test]
fn red_runs_by_the_hour() {
    check_ladder(
        Some(TierName::Red),
        "
        Mon 10:00  no answer         -> step 1 by Mon 12:00
        Mon 12:01  time passes       -> step 1 by Mon 12:00, overdue
        Mon 13:00  again, no answer  -> step 2 by Tue 10:00
        Mon 14:00  step 2            -> step 3 by Tue 10:00
        Tue 10:00  time passes       -> step 3 by Tue 10:00
        Tue 10:01  time passes       -> step 3 by Tue 10:00, overdue
        Tue 11:00  step 3            -> step 4 by Wed 10:00
        Tue 15:00  step 4            -> step 6 by Mon+4 10:00
        ",
    );
}

#[test]
fn green_has_until_the_end_of_the_next_day() {
    check_ladder(
        Some(TierName::Green),
        "
        Mon 10:00  no answer   -> step 1 by Tue 23:59
        Tue 16:00  step 1      -> step 2 by Sat 10:00
        Wed 09:00  step 2      -> step 3 by Mon+1 10:00
        Thu 09:00  step 3      -> step 4 by Mon+2 10:00
        Fri 09:00  step 4      -> step 6 by Mon+4 10:00
        ",
    );
}

#[test]
fn amber_deadlines_count_from_the_first_missed_contact() {
    check_ladder(
        Some(TierName::Amber),
        "
        Mon 10:00  no answer         -> step 1 by Mon 23:59
        Wed 09:00  again, no answer  -> step 2 by Wed 10:00
        Wed 09:30  step 2            -> step 3 by Thu 10:00
        Wed 09:45  step 3            -> step 4 by Sat 10:00
        ",
    );
}

#[test]
fn grey_runs_as_red_and_blue_or_no_tier_as_amber() {
    check_ladder(Some(TierName::Grey), "Mon 10:00  no answer -> step 1 by Mon 12:00");
    check_ladder(Some(TierName::Blue), "Mon 10:00  no answer -> step 1 by Mon 23:59");
    check_ladder(None, "Mon 10:00  no answer -> step 1 by Mon 23:59");
}

#[test]
fn n01_the_senior_review_comes_back_every_28_days_and_nobody_falls_off_the_ladder() {
    check_ladder(
        Some(TierName::Amber),
        "
        Mon 10:00    no answer         -> step 1 by Mon 23:59
        Mon 15:00    again, no answer  -> step 2 by Wed 10:00
        Tue 09:00    step 2            -> step 3 by Thu 10:00
        Tue 10:00    step 3            -> step 4 by Sat 10:00
        Tue 11:00    step 4            -> step 6 by Mon+4 10:00
        Fri+3 09:00  step 6            -> step 6 by Fri+7 09:00
        Fri+7 09:01  time passes       -> step 6 by Fri+7 09:00, overdue
        Fri+7 10:00  step 6            -> step 6 by Fri+11 10:00
        ",
    );
}

#[test]
fn a_step_skipped_is_still_owed() {
    check_ladder(
        Some(TierName::Amber),
        "
        Mon 10:00  no answer -> step 1 by Mon 23:59
        Mon 11:00  step 3    -> step 1 by Mon 23:59
        Mon 12:00  step 1    -> step 2 by Wed 10:00
        Mon 13:00  step 2    -> step 4 by Sat 10:00
        ",
    );
}

#[test]
fn being_seen_resets_the_ladder_and_old_steps_do_not_count_again() {
    check_ladder(
        Some(TierName::Amber),
        "
        Mon 10:00  no answer        -> step 1 by Mon 23:59
        Mon 11:00  step 1           -> step 2 by Wed 10:00
        Mon 16:00  seen             -> nothing
        Wed 10:00  refused contact  -> step 1 by Wed 23:59
        ",
    );
}

#[test]
fn what_is_not_a_missed_contact_starts_nothing_and_ends_nothing() {
    check_ladder(
        Some(TierName::Amber),
        "
        Mon 09:00  team cancelled    -> nothing
        Mon 09:30  person cancelled  -> nothing
        Mon 10:00  third party       -> step 1 by Mon 23:59
        Mon 11:00  team cancelled    -> step 1 by Mon 23:59
        Mon 12:00  carer seen        -> step 1 by Mon 23:59
        Mon 13:00  address void      -> step 2 by Wed 10:00
        ",
    );
}

#[test]
fn a_deadline_of_hours_is_elapsed_time_over_the_clock_change() {
    // The clocks go back on 25 October: 24 hours after 10am BST is 9am GMT.
    check_ladder(
        Some(TierName::Red),
        "
        Sat-4 10:00  no answer        -> step 1 by Sat-4 12:00
        Sat-4 11:00  again, no answer -> step 2 by Sun-4 09:00
        ",
    );
}

#[test]
fn every_step_says_what_to_do() {
    for step in 1..=6 {
        assert!(!ladder::what(step).is_empty(), "step {step}");
    }
}
