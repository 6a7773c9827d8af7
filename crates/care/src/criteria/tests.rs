//! The boundaries of eligibility, as a table: what counts, what does not, and what is not known.

mod record;

use jiff::civil::{Date, date};
use uuid::Uuid;

use super::{Finding, History, Need, Record, SHIPPED, Standing, evaluate, shipped};
use crate::entry::referral::{Admission, Answer, Crisis, Detention, How, Referral, Source, Spell, Stated};
use crate::moment::add_days;

const RECEIVED: Date = date(2026, 11, 18);

fn referral() -> Referral {
    Referral {
        episode: Uuid::nil(),
        received_on: RECEIVED,
        how: How::Letter,
        source: Source::Cmht,
        organisation: None,
        professional: None,
        contact: None,
        why_now: None,
        persons_view: None,
        support_now: None,
        disorder: None,
        engagement: None,
        post: crate::entry::referral::Answer::Unknown,
        heavy_crisis_use: None,
        organic: None,
        community_team_since: None,
        admissions: Vec::new(),
        detentions: Vec::new(),
        crisis: Vec::new(),
        history_complete: Answer::Unknown,
        needs: Box::default(),
        returns: false,
        owner: Uuid::nil(),
        next_check_on: RECEIVED,
        for_meeting_on: None,
    }
}

fn said(answer: Answer) -> Option<Stated> {
    Some(Stated { answer, evidence: Some("Told by the ward".to_owned()), document: None })
}

/// A stay that began so many days before the referral and lasted so many nights.
fn stay(days_ago: i32, nights: i32) -> Admission {
    let from = add_days(RECEIVED, -days_ago);
    Admission { place: None, spell: Spell { from, until: Some(add_days(from, nights)) }, transfer: false }
}

fn transfer(days_ago: i32, nights: i32) -> Admission {
    Admission { transfer: true, ..stay(days_ago, nights) }
}

fn find(set: &str, referral: &Referral, code: &str) -> Finding {
    find_with(set, referral, &Record::default(), code)
}

fn find_with(set: &str, referral: &Referral, record: &Record, code: &str) -> Finding {
    let found = evaluate(shipped(set).unwrap(), referral, record);
    found.into_iter().find(|finding| finding.code == code).unwrap()
}

fn with(admissions: &[Admission]) -> Referral {
    Referral {
        admissions: admissions.to_vec(),
        history_complete: Answer::Yes,
        heavy_crisis_use: said(Answer::No),
        ..referral()
    }
}

#[test]
fn every_shipped_set_reads_and_keeps_the_floor() {
    let keys: Vec<&str> = SHIPPED.iter().map(|set| set.key.as_str()).collect();
    assert_eq!(keys, ["national", "webpage", "north-birmingham", "react"]);
    for set in SHIPPED.iter() {
        assert_eq!(set.check(), [], "{}", set.key);
    }
}

#[test]
fn r03_more_than_two_admissions_or_more_than_183_days() {
    use Standing::{Met, NotMet};
    let three = [stay(30, 1), stay(90, 1), stay(180, 1)];
    for (name, admissions, expected) in [
        ("none", vec![], NotMet),
        ("exactly two", three[..2].to_vec(), NotMet),
        ("exactly three", three.to_vec(), Met),
        ("the third 730 days ago", vec![stay(30, 1), stay(90, 1), stay(730, 1)], Met),
        ("the third 731 days ago", vec![stay(30, 1), stay(90, 1), stay(731, 1)], NotMet),
        ("183 days", vec![stay(300, 183)], NotMet),
        ("184 days", vec![stay(300, 184)], Met),
        ("183 days in two stays", vec![stay(500, 100), stay(200, 83)], NotMet),
        ("184 days in two stays", vec![stay(500, 100), stay(200, 84)], Met),
        ("200 days of which 183 lie in the window", vec![stay(747, 200)], NotMet),
        ("201 days of which 184 lie in the window", vec![stay(747, 201)], Met),
        ("a year before the window", vec![stay(1200, 365)], NotMet),
        ("two that overlap by 50 days, 183 different ones", vec![stay(400, 150), stay(300, 83)], NotMet),
        ("a transfer is no third admission", vec![stay(30, 1), stay(90, 5), transfer(85, 1)], NotMet),
        ("a move on the day of leaving is none either", vec![stay(30, 1), stay(90, 5), stay(85, 1)], NotMet),
        ("the day after leaving is one", vec![stay(30, 1), stay(90, 5), stay(84, 1)], Met),
        ("a transfer keeps its days", vec![stay(300, 100), transfer(200, 84)], Met),
    ] {
        assert_eq!(find("national", &with(&admissions), "use").standing, expected, "{name}");
    }
}

#[test]
fn r03_a_stay_that_goes_on_counts_to_the_day_of_the_referral() {
    let open = |days_ago: i32| {
        let from = add_days(RECEIVED, -days_ago);
        with(&[Admission { place: None, spell: Spell { from, until: None }, transfer: false }])
    };
    assert_eq!(find("national", &open(183), "use").standing, Standing::NotMet);
    assert_eq!(find("national", &open(184), "use").standing, Standing::Met);
    assert_eq!(History::of(&open(2_000)).bed_days(730), 730);
}

#[test]
fn r03_leap_years_are_counted_by_days() {
    // 29 February 2028 lies within these windows: 730 days are one day less than two years.
    let mut one = with(&[]);
    one.received_on = date(2029, 1, 10);
    let at = |from| Admission { place: None, spell: Spell { from, until: Some(from) }, transfer: false };
    one.admissions = vec![at(date(2028, 6, 1)), at(date(2028, 3, 1)), at(date(2027, 1, 11))];
    assert_eq!(find("national", &one, "use").standing, Standing::Met);
    one.admissions = vec![at(date(2028, 6, 1)), at(date(2028, 3, 1)), at(date(2027, 1, 10))];
    assert_eq!(find("national", &one, "use").standing, Standing::NotMet);
    // A stay over the leap day has one night more.
    one.admissions = vec![Admission {
        place: None,
        spell: Spell { from: date(2028, 2, 1), until: Some(date(2028, 8, 3)) },
        transfer: false,
    }];
    assert_eq!(History::of(&one).bed_days(730), 184);
    assert_eq!(find("national", &one, "use").standing, Standing::Met);
}

#[test]
fn r03_a_history_that_may_be_longer_is_not_known() {
    for (complete, expected) in [
        (Answer::Yes, Standing::NotMet),
        (Answer::No, Standing::Unknown),
        (Answer::Unknown, Standing::Unknown),
    ] {
        let one = Referral { history_complete: complete, ..with(&[stay(30, 1), stay(90, 1)]) };
        assert_eq!(find("national", &one, "use").standing, expected, "{complete:?}");
    }
    let unasked = Referral { heavy_crisis_use: None, ..with(&[]) };
    assert_eq!(find("national", &unasked, "use").standing, Standing::Unknown);
    let heavy = Referral { heavy_crisis_use: said(Answer::Yes), ..referral() };
    assert_eq!(find("national", &heavy, "use").standing, Standing::Met);
}

#[test]
fn r03_heavy_use_of_the_crisis_team_shows_its_answer() {
    let bare = |answer| Some(Stated { answer, evidence: None, document: None });
    for (stated, expected) in [
        (bare(Answer::Unknown), "Not known."),
        (bare(Answer::No), "No."),
        (said(Answer::Yes), "Yes. Told by the ward"),
        (bare(Answer::Yes), "Yes. No evidence was given: ask for it."),
        (None, "The referral says nothing about it."),
    ] {
        let one = Referral { heavy_crisis_use: stated, ..with(&[]) };
        let shown = find("national", &one, "use").evidence;
        let expected = format!("Heavy use of the crisis team: {expected}");
        assert!(shown.contains(&expected), "{expected} in {shown:?}");
    }
}

#[test]
fn r02_r04_a_yes_without_evidence_is_not_known() {
    for (stated, expected) in [
        (None, Standing::Unknown),
        (said(Answer::Yes), Standing::Met),
        (said(Answer::No), Standing::NotMet),
        (said(Answer::Unknown), Standing::Unknown),
        (Some(Stated { answer: Answer::Yes, evidence: None, document: None }), Standing::Unknown),
        (
            Some(Stated { answer: Answer::Yes, evidence: Some(" - ".to_owned()), document: None }),
            Standing::Unknown,
        ),
    ] {
        let one = Referral { disorder: stated.clone(), ..referral() };
        assert_eq!(find("national", &one, "disorder").standing, expected, "{stated:?}");
    }
}

fn needs(yes: usize, no: usize) -> Referral {
    let mut one = referral();
    let slots = [
        &mut one.needs.violence,
        &mut one.needs.self_harm,
        &mut one.needs.poor_response,
        &mut one.needs.dual_diagnosis,
        &mut one.needs.housing,
    ];
    for (i, slot) in slots.into_iter().enumerate() {
        *slot = match i {
            _ if i < yes => said(Answer::Yes),
            _ if i < yes + no => said(Answer::No),
            _ => None,
        };
    }
    one
}

#[test]
fn r05_unknown_needs_are_never_counted_as_no() {
    use Standing::{Met, NotMet, Unknown};
    // Six needs; detention is the sixth and not known here.
    for (yes, no, expected) in [
        (3, 0, Met),
        (3, 2, Met),
        (2, 0, Unknown),
        (2, 3, Unknown), // the sixth may be the third
        (1, 4, NotMet),
        (0, 3, Unknown),
        (0, 4, NotMet),
        (0, 0, Unknown),
    ] {
        assert_eq!(find("national", &needs(yes, no), "needs").standing, expected, "{yes} yes, {no} no");
    }
}

#[test]
fn r05_detention_follows_from_the_dates() {
    let detained = |from: i32, until: Option<i32>| {
        let at = |days: i32| add_days(RECEIVED, -days);
        let spell = Spell { from: at(from), until: until.map(at) };
        Referral { detentions: vec![Detention { section: "Section 3".to_owned(), spell }], ..needs(2, 3) }
    };
    for (name, one, expected) in [
        ("ended 731 days ago", detained(760, Some(731)), Standing::Unknown),
        ("overlaps the window by a day", detained(760, Some(730)), Standing::Met),
        ("goes on", detained(760, None), Standing::Met),
        ("last month", detained(30, Some(2)), Standing::Met),
    ] {
        assert_eq!(find("national", &one, "needs").standing, expected, "{name}");
    }
    let complete = Referral { history_complete: Answer::Yes, ..detained(760, Some(731)) };
    assert_eq!(find("national", &complete, "needs").standing, Standing::NotMet);
    let mut undated = needs(2, 3);
    undated.needs.detained = said(Answer::Yes);
    assert_eq!(find("national", &undated, "needs").standing, Standing::Unknown);
    // The older set does not ask about detention.
    assert_eq!(find("webpage", &detained(30, Some(2)), "needs").standing, Standing::NotMet);
}

#[test]
fn r06_the_other_sets_count_by_their_own_rules() {
    use Standing::{Met, NotMet};
    let crisis = |days_ago| Crisis { team: None, spell: stay(days_ago, 3).spell };
    let mut one = with(&[stay(30, 1)]);
    assert_eq!(find("north-birmingham", &one, "use").standing, NotMet);
    one.crisis = vec![crisis(100)];
    assert_eq!(find("north-birmingham", &one, "use").standing, Met);
    assert_eq!(find("north-birmingham", &with(&[stay(30, 1), stay(60, 1)]), "use").standing, Met);
    for (name, admissions, expected) in [
        ("99 days without a break", vec![stay(600, 99)], NotMet),
        ("100 days without a break", vec![stay(600, 100)], Met),
        ("100 days in two stays", vec![stay(700, 60), stay(500, 40)], NotMet),
        ("49 days this year", vec![stay(300, 49)], NotMet),
        ("50 days this year", vec![stay(300, 50)], Met),
        ("two this year", vec![stay(300, 1), stay(200, 1)], NotMet),
        ("three this year", vec![stay(300, 1), stay(200, 1), stay(100, 1)], Met),
        ("the first of three 366 days ago", vec![stay(366, 1), stay(200, 1), stay(100, 1)], NotMet),
        (
            "five in two years",
            vec![stay(700, 1), stay(600, 1), stay(500, 1), stay(400, 1), stay(100, 1)],
            Met,
        ),
    ] {
        assert_eq!(find("react", &with(&admissions), "use").standing, expected, "{name}");
    }
    for (since, expected) in [(date(2025, 11, 18), Met), (date(2025, 11, 19), NotMet)] {
        let one = Referral { community_team_since: Some(since), ..referral() };
        assert_eq!(find("react", &one, "cmht").standing, expected, "{since}");
    }
    let organic = Referral { organic: said(Answer::No), ..referral() };
    assert_eq!(find("react", &organic, "organic").standing, Met);
}

#[test]
fn r06_no_set_asks_for_fewer_than_two_needs() {
    let mut set = shipped("national").unwrap().clone();
    for (least, refused) in [(3, false), (2, false), (1, true), (0, true), (7, true)] {
        for criterion in &mut set.criteria {
            if let super::Test::Needs { at_least, .. } = &mut criterion.test {
                *at_least = least;
            }
        }
        assert_eq!(!set.check().is_empty(), refused, "{least}");
    }
}

#[test]
fn r11_who_is_back_is_asked_about_the_illness_alone() {
    let back = Referral { returns: true, disorder: said(Answer::Yes), ..referral() };
    let standings: Vec<Standing> = evaluate(shipped("national").unwrap(), &back, &Record::default())
        .iter()
        .map(|finding| finding.standing)
        .collect();
    assert_eq!(standings, [Standing::Met, Standing::NotAsked, Standing::NotAsked, Standing::NotAsked]);
}

#[test]
fn every_need_says_what_it_rests_on() {
    let known = super::needs_known(&needs(1, 1), &Record::default());
    assert_eq!(known.len(), Need::ALL.len());
    assert!(known.iter().all(|(.., evidence)| !evidence.is_empty()), "{known:?}");
}
