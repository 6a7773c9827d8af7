//! The line taken entry by entry equals the line worked out again from all entries, whatever happens
//! in whatever order: late entries, corrections, many of a kind.

use care::codes::outcome::Outcome;
use care::entry::contact::{Contact, NextAction};
use care::entry::event::{ActionState, ActionUpdate, Event, EventKind};
use care::entry::handover::{HandoverAction, HandoverLine};
use care::entry::mdt::MdtDecision;
use care::entry::promise::{HospitalStay, Injection, LegalStatus};
use care::entry::tier::{Tier, TierName};
use care::entry::{Body, Entry, Kind};
use care::line::{Applied, Line};
use jiff::ToSpan;
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use crate::story::{ANNA, BEN, Story, at, contact, day, episode, key_worker, ladder_step, person, review};

/// One thing that happens: what kind, how many hours before or after Monday noon, which variant, and
/// whether it is a later version of the last but `n`th entry of its kind.
type Happening = (u8, i64, u8, Option<u8>);

fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    let one = (0..15_u8, -900..900_i64, any::<u8>(), proptest::option::weighted(0.25, 0..4_u8));
    proptest::collection::vec(one, 1..60)
}

fn pick<T: Copy>(all: &[T], variant: u8) -> T {
    *all.get(usize::from(variant) % all.len()).unwrap()
}

fn a_contact(variant: u8) -> Body {
    let mut made: Contact =
        contact(pick(Outcome::ALL, variant), if variant.is_multiple_of(2) { ANNA } else { BEN });
    if variant.is_multiple_of(5) {
        let due_on = day(if variant.is_multiple_of(2) { "Wed" } else { "Thu" });
        made.next_action = Some(NextAction { what: "Ring".to_owned(), owner: ANNA, due_on });
    }
    Body::Contact(made)
}

fn an_update(variant: u8, entries: &[Entry]) -> Body {
    let promised: Vec<Uuid> =
        entries.iter().filter(|e| matches!(e.body, Body::Contact(_))).map(|e| e.id).collect();
    let action = if promised.is_empty() { Uuid::nil() } else { pick(&promised, variant) };
    let state = pick(
        &[ActionState::Done, ActionState::Carried, ActionState::NotNeeded, ActionState::HandedBack],
        variant,
    );
    Body::ActionUpdate(ActionUpdate { action, state, owner: Some(BEN), due_on: Some(day("Fri")), note: None })
}

fn an_event(variant: u8) -> Body {
    Body::Event(Event {
        event: pick(EventKind::ALL, variant),
        what: format!("Number {variant}"),
        told_by: None,
        urgent: variant.is_multiple_of(3),
        response: variant.is_multiple_of(4).then(|| "Answered".to_owned()),
    })
}

fn a_line(variant: u8) -> Body {
    let action = variant.is_multiple_of(3).then(|| HandoverAction {
        what: "Ring the hostel".to_owned(),
        owner: variant.is_multiple_of(2).then_some(ANNA),
        due_on: day("Thu"),
    });
    Body::HandoverLine(HandoverLine {
        handover: Uuid::from_u128(u128::from(variant)),
        change: (!variant.is_multiple_of(4)).then(|| format!("Said {variant}")),
        action,
        tier_concern: false,
        good_news: variant.is_multiple_of(5) && !variant.is_multiple_of(4),
        for_mdt: variant.is_multiple_of(7) && !variant.is_multiple_of(4),
    })
}

fn a_decision(variant: u8) -> Body {
    let action = variant.is_multiple_of(3).then(|| NextAction {
        what: "Ring the ward".to_owned(),
        owner: BEN,
        due_on: day("Fri"),
    });
    Body::MdtDecision(MdtDecision {
        mdt: Uuid::from_u128(u128::from(variant)),
        finding: None,
        decision: format!("Decided {variant}"),
        dissent: None,
        intervention: None,
        action,
    })
}

fn a_promise(kind: u8, variant: u8) -> Body {
    let on = day(if variant.is_multiple_of(2) { "Sun" } else { "Sun+3" });
    match kind {
        0 => Body::Injection(Injection {
            product: "Examplidone".to_owned(),
            interval_days: 28,
            last_given_on: None,
            given_by: None,
            due_on: on,
            stopped_on: variant.is_multiple_of(3).then_some(on),
        }),
        1 => Body::LegalStatus(LegalStatus {
            code: "03".to_owned(),
            community_treatment_order: false,
            from: day("Mon-9"),
            expires_on: Some(on),
            ended_on: variant.is_multiple_of(3).then_some(on),
        }),
        _ => Body::HospitalStay(HospitalStay {
            ward: format!("Ward {variant}"),
            admitted_at: at("Mon-2 09:00").checked_add(i64::from(variant).hours()).unwrap(),
            legal_status: None,
            out_of_area: false,
            left_at: None,
        }),
    }
}

fn an_assessment(variant: u8) -> Body {
    let said = |on: bool| if on { json!({"words": "Said"}) } else { json!({}) };
    let one = Uuid::from_u128(0x9000 + u128::from(variant % 3));
    let (kind, body) = match variant % 5 {
        0 => (Kind::Assessment, json!({"disagreement": format!("Number {variant}")})),
        1 | 2 => (
            Kind::AssessmentSession,
            json!({"assessment": one, "assessors": [ANNA], "wants": said(variant.is_multiple_of(2))}),
        ),
        3 => (Kind::Screening, json!({"tool": if variant.is_multiple_of(2) { "ocairs" } else { "mohost" }})),
        _ => (Kind::Sensory, json!({"avoid": format!("Number {variant}")})),
    };
    Body::parse(kind, &body.to_string()).unwrap()
}

fn body(kind: u8, variant: u8, entries: &[Entry]) -> Body {
    match kind {
        0..=3 => a_contact(variant),
        4 => an_update(variant, entries),
        5 => an_event(variant),
        6 => Body::Tier(Tier {
            tier: pick(TierName::ALL, variant),
            reason: format!("Number {variant}"),
            actions: None,
            expires_on: day("Sun"),
        }),
        7 => Body::KeyWorker(key_worker((!variant.is_multiple_of(3)).then_some(BEN))),
        8 => Body::LadderStep(ladder_step(1 + variant % 6)),
        9 => Body::PlanReview(review(pick(&["Mon-1", "Tue-4", "Mon"], variant))),
        10 => a_promise(variant % 3, variant / 3),
        11 => a_line(variant),
        12 => a_decision(variant),
        13 => an_assessment(variant),
        _ => Body::Episode(episode(pick(&["Mon-9", "Tue-4", "Mon-2"], variant))),
    }
}

/// The entry that a happening makes: new, or the next version of an earlier one of its kind.
fn next(story: &mut Story, (kind, hours, variant, later): Happening) -> Entry {
    let body = body(kind, variant, &story.entries);
    let mut entry = story.entry("Mon 12:00", body);
    entry.happened_at = entry.happened_at.checked_add(hours.hours()).unwrap();
    let same = story.entries.iter().filter(|e| e.kind() == entry.kind());
    if let Some(before) = later.and_then(|n| same.rev().nth(usize::from(n))) {
        (entry.id, entry.version) = (before.id, before.version + 1);
        // Half of the corrections leave the time as it was.
        if variant.is_multiple_of(2) {
            entry.happened_at = before.happened_at;
        }
    }
    entry
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn entry_by_entry_is_the_same_as_all_at_once(all in happenings()) {
        let mut story = Story::default();
        let first = story.entry("Mon-24 09:00", Body::Person(person("Dee", "Fictional")));
        let mut line = Line::default();
        prop_assert_eq!(line.apply(&first), Applied::Done);
        story.entries.push(first);
        for happening in all {
            let entry = next(&mut story, happening);
            story.entries.retain(|e| e.id != entry.id);
            story.entries.push(entry.clone());
            let whole = Line::of(&story.entries);
            // As the store does it: what cannot be taken alone is worked out from everything.
            match line.apply(&entry) {
                Applied::Done => prop_assert_eq!(&line, &whole, "after {:?}", entry),
                Applied::Again => line = whole,
            }
        }
    }
}

#[test]
fn the_ordinary_next_contact_is_taken_without_reading_the_record_again() {
    let mut story = Story::all_is_well();
    let mut line = story.line();
    let entry = story.entry("Wed 10:00", Body::Contact(contact(Outcome::Seen, BEN)));
    assert_eq!(line.apply(&entry), Applied::Done);
    let late = story.entry("Mon 10:00", Body::Contact(contact(Outcome::Seen, BEN)));
    assert_eq!(line.apply(&late), Applied::Again);
}

#[test]
fn a_correction_of_an_old_decision_does_not_bring_it_back() {
    let mut story = Story::taken_on();
    let old = story.tier("Mon-2 09:00", TierName::Green, "Stedy weeks", "Mon+2");
    story.tier("Mon 09:00", TierName::Red, "Stopped eating", "Mon+1");
    let corrected = Tier {
        tier: TierName::Green,
        reason: "Steady weeks".to_owned(),
        actions: None,
        expires_on: day("Mon+2"),
    };
    story.correct(old, Body::Tier(corrected));
    assert_eq!(story.line().tier.unwrap().tier, TierName::Red);

    let old = story.tell("Mon-20 09:00", Body::KeyWorker(key_worker(Some(ANNA))));
    story.tell("Mon-10 09:00", Body::KeyWorker(key_worker(Some(BEN))));
    story.correct(old, Body::KeyWorker(key_worker(Some(ANNA))));
    assert_eq!(story.line().named.unwrap().key_worker, Some(BEN));
}

#[test]
fn a_contact_corrected_to_seen_takes_the_person_off_the_ladder() {
    let mut story = Story::all_is_well();
    let missed = story.contact("Tue 15:00", Outcome::NoAnswer);
    assert!(story.line().missed.is_some());
    story.correct(missed, Body::Contact(contact(Outcome::Seen, ANNA)));
    let line = story.line();
    assert_eq!((line.missed, line.last_seen.unwrap().at), (None, at("Tue 15:00")));
}
