//! What the record knows beside the referral: counted, shown with its source, and never settled by itself.

use jiff::civil::date;
use uuid::Uuid;

use super::super::{By, History, Noted, Record, Standing};
use super::{RECEIVED, find_with, needs, said, stay, transfer, with};
use crate::entry::referral::{Admission, Answer, Referral, Spell};
use crate::moment::add_days;

/// A stay or detention that the record knows, from so many days before the referral until so many.
fn noted(from: i32, until: Option<i32>) -> Noted {
    let at = |days: i32| add_days(RECEIVED, -days);
    Noted {
        entry: Uuid::from_u128(9),
        what: "Linden ward".to_owned(),
        spell: Spell { from: at(from), until: until.map(at) },
        noted_on: at(from - 1),
    }
}

fn stays(of: &[(i32, i32)]) -> Record {
    let stays = of.iter().map(|(from, nights)| noted(*from, Some(from - nights))).collect();
    Record { stays, detentions: Vec::new() }
}

#[test]
fn r03_what_the_record_knows_counts_beside_what_the_referral_says() {
    use Standing::{Met, NotMet, Unknown};
    let told = |complete: Answer, admissions: &[Admission]| Referral {
        history_complete: complete,
        ..with(admissions)
    };
    let two = [stay(30, 1), stay(90, 1)];
    let open = Answer::Unknown;
    for (name, referral, record, expected, disagree) in [
        // Exactly two and exactly three admissions, told by either or by both.
        ("two in the record", told(open, &[]), stays(&[(30, 1), (90, 1)]), Unknown, 0),
        ("three in the record", told(open, &[]), stays(&[(30, 1), (90, 1), (180, 1)]), Met, 0),
        ("two told, a third known", told(open, &two), stays(&[(180, 1)]), Met, 0),
        ("two told, the same two known", told(open, &two), stays(&[(30, 1), (90, 1)]), Unknown, 0),
        ("two told, one of them known", told(open, &two), stays(&[(90, 1)]), Unknown, 0),
        (
            "three told, nothing known",
            told(open, &[two[0].clone(), two[1].clone(), stay(180, 1)]),
            stays(&[]),
            Met,
            0,
        ),
        // 730 and 731 days.
        ("a third known 730 days ago", told(open, &two), stays(&[(730, 1)]), Met, 0),
        ("a third known 731 days ago", told(open, &two), stays(&[(731, 1)]), Unknown, 0),
        // 183 and 184 days, across the window, and never twice.
        ("183 days known", told(open, &[]), stays(&[(300, 183)]), Unknown, 0),
        ("184 days known", told(open, &[]), stays(&[(300, 184)]), Met, 0),
        ("100 told and 83 others known", told(open, &[stay(500, 100)]), stays(&[(300, 83)]), Unknown, 0),
        ("100 told and 84 others known", told(open, &[stay(500, 100)]), stays(&[(300, 84)]), Met, 0),
        ("the same 183 days told and known", told(open, &[stay(300, 183)]), stays(&[(300, 183)]), Unknown, 0),
        ("200 known, 183 in the window", told(open, &[]), stays(&[(747, 200)]), Unknown, 0),
        ("201 known, 184 in the window", told(open, &[]), stays(&[(747, 201)]), Met, 0),
        // A change of ward is no admission, whoever tells it.
        ("a move in the record", told(open, &two), stays(&[(180, 5), (175, 5)]), Met, 0),
        (
            "a move of a stay that is told",
            told(open, &[stay(30, 1), stay(90, 5)]),
            stays(&[(85, 5)]),
            Unknown,
            1,
        ),
        (
            "a transfer told, known as a stay",
            told(open, &[stay(30, 1), stay(60, 1), transfer(90, 5)]),
            stays(&[(90, 5)]),
            Unknown,
            0,
        ),
        // A stay after the day of receipt is not looked at.
        ("known later", told(open, &two), stays(&[(-1, 1)]), Unknown, 0),
        // Contradictions are shown, and nothing is settled.
        ("all two told, a third known", told(Answer::Yes, &two), stays(&[(180, 1)]), Unknown, 2),
        ("none told as all, two known", told(Answer::Yes, &[]), stays(&[(30, 1), (90, 1)]), NotMet, 2),
        ("183 days told, 184 known", told(open, &[stay(300, 183)]), stays(&[(300, 184)]), Met, 1),
        (
            "183 and 183 days that lie apart by a day",
            told(open, &[stay(300, 183)]),
            stays(&[(301, 183)]),
            Unknown,
            1,
        ),
        ("184 told as all, 183 known", told(Answer::Yes, &[stay(300, 184)]), stays(&[(300, 183)]), Met, 1),
    ] {
        let found = find_with("national", &referral, &record, "use");
        assert_eq!(found.standing, expected, "{name}: {found:#?}");
        assert_eq!(found.disagree.len(), disagree, "{name}: {:#?}", found.disagree);
    }
}

#[test]
fn r03_leap_years_are_counted_by_days_in_the_record_too() {
    let mut one = Referral { history_complete: Answer::Unknown, ..with(&[]) };
    one.received_on = date(2029, 1, 10);
    let spell = |from, until| Noted { spell: Spell { from, until: Some(until) }, ..noted(1, None) };
    let at = |from| spell(from, from);
    for (first, expected) in [(date(2027, 1, 11), Standing::Met), (date(2027, 1, 10), Standing::Unknown)] {
        let stays = vec![at(first), at(date(2028, 2, 29)), at(date(2028, 6, 1))];
        let record = Record { stays, detentions: Vec::new() };
        assert_eq!(find_with("national", &one, &record, "use").standing, expected, "{first}");
    }
    // From 1 February to 2 August: 183 nights with the leap day, 182 without it.
    for (from, until, nights) in [
        (date(2028, 2, 1), date(2028, 8, 2), 183),
        (date(2028, 2, 1), date(2028, 8, 3), 184),
        (date(2027, 2, 1), date(2027, 8, 3), 183),
    ] {
        let record = Record { stays: vec![spell(from, until)], detentions: Vec::new() };
        assert_eq!(History::of_record(&record, one.received_on).bed_days(730), nights, "{from}");
        let expected = if nights > 183 { Standing::Met } else { Standing::Unknown };
        assert_eq!(find_with("national", &one, &record, "use").standing, expected, "{from} to {until}");
    }
}

#[test]
fn r03_each_stay_is_shown_with_who_tells_it_and_when() {
    let one = Referral { history_complete: Answer::Yes, ..with(&[stay(300, 10), stay(900, 10)]) };
    let found = find_with("national", &one, &stays(&[(301, 11), (1_000, 5)]), "use");
    let told: Vec<_> =
        found.told.iter().map(|told| (told.by, told.words.as_str(), told.on.to_string())).collect();
    assert_eq!(
        told,
        [
            (By::Referral, "Hospital, 22 January 2026 to 1 February 2026", "2026-11-18".to_owned()),
            (By::Record, "Linden ward, 21 January 2026 to 1 February 2026", "2026-01-22".to_owned()),
        ]
    );
    assert_eq!(found.told[1].entry, Some(Uuid::from_u128(9)));
    let said = "The days differ. Referral: 22 January 2026 to 1 February 2026. Record: 21 January 2026 to 1 February 2026.";
    assert_eq!(found.disagree, [said]);
}

#[test]
fn r05_a_detention_that_the_record_knows_counts_and_a_contradiction_is_not_settled() {
    use Standing::{Met, NotMet, Unknown};
    let known =
        |from: i32, until: Option<i32>| Record { stays: Vec::new(), detentions: vec![noted(from, until)] };
    let say = |answer: Option<Answer>, complete: Answer| {
        let mut one = Referral { history_complete: complete, ..needs(2, 3) };
        one.needs.detained = answer.and_then(said);
        one
    };
    let open = Answer::Unknown;
    for (name, referral, record, expected, disagree) in [
        ("nothing said, known", say(None, open), known(100, Some(90)), Met, 0),
        ("nothing said, ended 730 days ago", say(None, open), known(800, Some(730)), Met, 0),
        ("nothing said, ended 731 days ago", say(None, open), known(800, Some(731)), Unknown, 0),
        ("nothing said, goes on", say(None, open), known(800, None), Met, 0),
        ("nothing said, begins after the referral", say(None, open), known(-1, None), Unknown, 0),
        ("yes without dates, known", say(Some(Answer::Yes), open), known(100, Some(90)), Met, 0),
        ("no, known", say(Some(Answer::No), open), known(100, Some(90)), Unknown, 1),
        ("no, known too long ago", say(Some(Answer::No), open), known(800, Some(731)), NotMet, 0),
        ("none told as all, known", say(None, Answer::Yes), known(100, Some(90)), Unknown, 1),
        ("no, nothing known", say(Some(Answer::No), open), Record::default(), NotMet, 0),
    ] {
        let found = find_with("national", &referral, &record, "needs");
        assert_eq!(found.standing, expected, "{name}: {found:#?}");
        assert_eq!(found.disagree.len(), disagree, "{name}: {:#?}", found.disagree);
    }
}

#[test]
fn what_the_record_tells_is_read_from_its_entries() {
    use crate::entry::{Body, Entry, Kind};
    let entry = |kind: Kind, body: serde_json::Value| Entry {
        seq: 1,
        id: Uuid::from_u128(9),
        version: 1,
        subject: Uuid::nil(),
        team: None,
        author: Uuid::nil(),
        happened_at: "2026-05-03T10:00:00Z".parse().unwrap(),
        recorded_at: "2026-05-03T23:30:00Z".parse().unwrap(),
        reason: None,
        body: Body::parse(kind, &body.to_string()).unwrap(),
    };
    let stay = |status: &str| {
        // Half past eleven at night in UTC is the next day in London in summer.
        entry(
            Kind::HospitalStay,
            serde_json::json!({
                "ward": "Linden ward", "admitted_at": "2026-05-02T23:30:00Z", "left_at": "2026-05-09T09:00:00Z", "legal_status": status,
            }),
        )
    };
    let law = |code: &str, order: bool| {
        entry(
            Kind::LegalStatus,
            serde_json::json!({
                "code": code, "community_treatment_order": order, "from": "2026-05-03", "expires_on": "2026-11-02",
            }),
        )
    };
    let detained = |entries: &[Entry]| Record::of(entries).detentions.len();
    let record = Record::of(&[stay("01"), law("03", false)]);
    assert_eq!(record.stays[0].spell, Spell { from: date(2026, 5, 3), until: Some(date(2026, 5, 9)) });
    assert_eq!(record.stays[0].noted_on, date(2026, 5, 4));
    assert_eq!(record.detentions[0].spell, Spell { from: date(2026, 5, 3), until: Some(date(2026, 11, 2)) });
    assert_eq!(detained(&[stay("01")]), 0, "informal");
    assert_eq!(detained(&[stay("99")]), 0, "not known is not detained, and not free either");
    assert_eq!(detained(&[stay("02")]), 1, "admitted under section 2");
    assert_eq!(detained(&[law("20", false)]), 1, "section 136");
    assert_eq!(detained(&[law("35", false)]), 0, "guardianship");
    assert_eq!(detained(&[law("03", true)]), 0, "a community treatment order keeps nobody in hospital");
}
