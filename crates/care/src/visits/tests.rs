use super::*;
use crate::codes::purpose::Purpose;
use crate::entry::visit::{CalledOff, CalledOffBy, Visit};

fn visit(starts: &str, minutes: u16) -> VisitNow {
    VisitNow {
        id: Uuid::from_u128(7),
        version: 1,
        person: Uuid::from_u128(1),
        team: None,
        starts_at: starts.parse().unwrap(),
        visit: Visit::plain(vec![Uuid::from_u128(2)], minutes, "A01", vec![Purpose::Engagement]),
        outcome: None,
    }
}

#[test]
fn each_state_of_a_visit_allows_what_makes_sense_in_it() {
    let mut table = String::new();
    for state in STATES {
        let actions: Vec<String> =
            Action::ALL.iter().filter(|a| allows(*state, **a)).map(|a| format!("{a:?}")).collect();
        table.push_str(format!("{} | {}", state_words(*state), actions.join(" ")).trim_end());
        table.push('\n');
    }
    insta::assert_snapshot!(table, @r"
    Planned | Start Record CallOff Change
    Under way | End Undo Record
    Ended, say what happened | Undo Record
    Recorded |
    Called off |
    ");
}

#[test]
fn the_state_follows_from_taps_outcome_and_calling_off() {
    let at: Timestamp = "2026-11-18T10:00:00Z".parse().unwrap();
    let check = |change: &dyn Fn(&mut VisitNow), expected| {
        let mut now = visit("2026-11-18T10:00:00Z", 45);
        change(&mut now);
        assert_eq!(now.state(), expected);
    };
    check(&|_| {}, VisitState::Planned);
    check(&|v| v.visit.started_at = Some(at), VisitState::Started);
    check(
        &|v| {
            v.visit.started_at = Some(at);
            v.visit.ended_at = Some(at);
        },
        VisitState::Ended,
    );
    check(
        &|v| {
            v.visit.started_at = Some(at);
            v.outcome = Some(Uuid::nil());
        },
        VisitState::Recorded,
    );
    check(
        &|v| v.visit.called_off = Some(CalledOff { by: CalledOffBy::Team, why: None, decided_by: None }),
        VisitState::CalledOff,
    );
}

#[test]
fn bi97_only_what_shares_time_and_is_still_to_be_is_in_the_way() {
    let check = |other: VisitNow, expected: bool| {
        let starts = "2026-11-18T10:00:00Z".parse().unwrap();
        let ends = "2026-11-18T10:45:00Z".parse().unwrap();
        let others = [other];
        let found = in_the_way(&others, Uuid::nil(), starts, ends).count() == 1;
        assert_eq!(found, expected, "{}", others[0].starts_at);
    };
    check(visit("2026-11-18T09:00:00Z", 60), false); // ends as the plan starts
    check(visit("2026-11-18T09:00:00Z", 61), true);
    check(visit("2026-11-18T10:44:00Z", 5), true);
    check(visit("2026-11-18T10:45:00Z", 5), false);
    let mut off = visit("2026-11-18T10:00:00Z", 45);
    off.visit.called_off = Some(CalledOff { by: CalledOffBy::Person, why: None, decided_by: None });
    check(off, false);
    let mut recorded = visit("2026-11-18T10:00:00Z", 45);
    recorded.outcome = Some(Uuid::nil());
    check(recorded, false);
    let itself = VisitNow { id: Uuid::nil(), ..visit("2026-11-18T10:00:00Z", 45) };
    check(itself, false);
}
