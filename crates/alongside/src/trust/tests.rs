//! What the invented trust promises: the same from the same seed, under every rule, alive whatever
//! the date, and by the model of domain 9.

use care::board;
use care::line::Line;
use care::rule::context::VisitNow;
use jiff::Timestamp;
use store::Store;
use store::db::Target;

use super::*;

struct Made {
    store: Store,
    now: Timestamp,
    _folder: tempfile::TempDir,
}

fn made(seed: u64, now: &str, teams: usize, years: f64) -> Made {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Target::Sqlite(folder.path().join("trust.db"))).unwrap();
    let now: Timestamp = now.parse().unwrap();
    build(&store, &Plan { teams, years, seed, now }, &|_, _| ()).unwrap();
    Made { store, now, _folder: folder }
}

fn lines(made: &Made) -> Vec<Line> {
    made.store.read(store::people::all_lines).unwrap()
}

#[test]
fn the_same_seed_makes_the_same_trust_and_verify_finds_nothing() {
    let one = made(1, "2026-11-18T11:30:00Z", 1, 0.08);
    let same = made(1, "2026-11-18T11:30:00Z", 1, 0.08);
    let other = made(2, "2026-11-18T11:30:00Z", 1, 0.08);
    let text = |made: &Made| format!("{:?}", lines(made));
    assert!(text(&one) == text(&same), "the same seed, the same trust");
    assert!(text(&one) != text(&other), "another seed, another trust");
    assert_eq!(one.store.verify(|_, _| ()).unwrap(), Vec::<String>::new());
}

/// What a board must be able to show at any moment: one of everything that a team has to see.
const ALIVE: &[&str] = &[
    "Cannot be found",
    "No answer: step",
    "Injection (",
    "Family concern",
    "Community treatment order",
    "72-hour follow-up",
    "Not seen for",
    "Not seen yet",
    "No tier decided",
    "No key worker for",
    "tier expired",
    "Good news",
    "Police",
    "As planned",
    "Crisis line",
];

fn alive(seed: u64, now: &str) {
    let made = made(seed, now, 1, 0.2);
    let lines: Vec<std::sync::Arc<Line>> = lines(&made).into_iter().map(std::sync::Arc::new).collect();
    let team = made.store.directory().teams.keys().next().copied().unwrap();
    let from = made.now.checked_sub(jiff::SignedDuration::from_hours(30 * 24)).unwrap();
    let until = made.now.checked_add(jiff::SignedDuration::from_hours(60 * 24)).unwrap();
    let visits: Vec<VisitNow> =
        made.store.read(|tx| store::visits::open_of_team(tx, team, from, until)).unwrap();
    let rows = board::arrange(&lines, &visits, made.now);
    assert!(rows.len() > 70, "{now}: {} people", rows.len());
    let said: Vec<String> = rows.iter().flat_map(|row| row.reasons.iter().map(|r| r.words.clone())).collect();
    let missing: Vec<_> =
        ALIVE.iter().filter(|words| !said.iter().any(|said| said.contains(**words))).collect();
    assert!(missing.is_empty(), "{now}, seed {seed}: nobody with {missing:?}");
    let planned = rows.iter().filter(|row| row.next_visit.is_some()).count();
    assert!(planned * 10 > rows.len() * 7, "{now}: {planned} of {} have a next visit", rows.len());
    let waits = |visit: &&VisitNow| visit.waits_for_outcome(made.now);
    let oldest = visits.iter().filter(waits).map(|visit| visit.starts_at).min();
    let days = oldest.map_or(0, |at| moment::elapsed_minutes(at, made.now) / 60 / 24);
    assert!(days < 4, "{now}, seed {seed}: a visit of {days} days ago has no outcome");
    let today = moment::local_day(made.now);
    let lapsed = lines.iter().filter(|l| l.safety.iter().any(|rule| rule.expires_on < today)).count();
    assert_eq!(lapsed, 0, "{now}: safety rules are decided again before they end");
}

#[test]
fn every_board_is_alive_on_working_days_at_any_hour() {
    for (seed, now) in [
        (3, "2026-11-16T00:05:00Z"),
        (4, "2026-11-17T05:20:00Z"),
        (5, "2028-02-29T09:05:00Z"),
        (6, "2026-11-19T12:00:00Z"),
        (7, "2027-01-01T16:45:00Z"),
        (8, "2026-12-31T23:55:00Z"),
    ] {
        alive(seed, now);
    }
}

#[test]
fn every_board_is_alive_at_weekends_and_when_the_clocks_change() {
    for (seed, now) in [
        (1, "2026-11-21T08:15:00Z"),
        (2, "2026-11-22T05:20:00Z"),
        (3, "2026-03-29T12:00:00Z"),
        (9, "2026-10-25T01:30:00Z"),
        (10, "2026-12-26T18:40:00Z"),
        (11, "2027-05-03T21:10:00Z"),
    ] {
        alive(seed, now);
    }
}

#[test]
fn the_way_in_has_a_referral_at_each_stage_and_concerns_of_every_state() {
    use care::entry::concern::ConcernState;
    use care::entry::{Body, Kind};
    use care::referral::{Stage, standing};
    for (seed, now) in [(1, "2026-11-18T08:30:00Z"), (12, "2026-11-22T20:00:00Z")] {
        let made = made(seed, now, 2, 0.3);
        let today = moment::local_day(made.now);
        let all = lines(&made);
        for team in made.store.directory().teams.keys() {
            let here: Vec<_> = all
                .iter()
                .filter(|line| line.team() == Some(*team))
                .flat_map(|line| line.referrals.iter().map(|one| standing(line, one)))
                .collect();
            let has = |stage| here.iter().filter(|one| one.stage == stage).count();
            let stages: Vec<usize> = Stage::ALL.iter().map(|stage| has(*stage)).collect();
            assert_eq!(stages, [2, 1, 2, 1, 1, 1], "{now}");
            let back = here.iter().filter(|one| one.referral.returns).count();
            let late = here.iter().filter(|one| one.overdue(today)).count();
            assert!(back == 1 && late >= 2, "{now}: {back} back, {late} late");
            let concerns =
                made.store.read(|tx| store::people::of_team(tx, *team, Kind::ConcernRaised, 99)).unwrap();
            let mut states: Vec<ConcernState> =
                concerns
                    .iter()
                    .filter_map(|entry| {
                        if let Body::ConcernRaised(one) = &entry.body { Some(one.state()) } else { None }
                    })
                    .collect();
            states.sort_unstable();
            assert_eq!(states, [ConcernState::ToRoute, ConcernState::Routed, ConcernState::Received]);
        }
    }
}

#[test]
fn contacts_and_tiers_follow_the_model() {
    let made = made(5, "2026-11-18T17:30:00Z", 2, 0.5);
    let lines: Vec<Line> = lines(&made).into_iter().filter(Line::on_caseload).collect();
    let people = lines.len() as f64;
    let of = |tier| {
        lines.iter().filter(|l| l.tier.as_ref().is_some_and(|t| t.tier == tier)).count() as f64 / people
    };
    use care::entry::tier::TierName as T;
    for (tier, least, most) in [
        (T::Red, 0.05, 0.25),
        (T::Amber, 0.18, 0.42),
        (T::Green, 0.34, 0.64),
        (T::Blue, 0.03, 0.18),
        (T::Grey, 0.0, 0.06),
    ] {
        assert!((least..=most).contains(&of(tier)), "{tier:?}: {}", of(tier));
    }
    let recent = || lines.iter().flat_map(|l| &l.recent);
    let weeks = people * 4.0;
    let seen = recent().filter(|r| r.seen).count() as f64 / weeks;
    assert!((1.2..=2.4).contains(&seen), "seen {seen} times a week");
    let tried = recent().filter(|r| r.outcome.starts_ladder()).count() as f64;
    let share = tried / (tried + recent().filter(|r| r.seen).count() as f64);
    assert!((0.08..=0.22).contains(&share), "{share} of tries fail");
}

#[test]
fn hours_of_contacts_follow_the_model() {
    let [mut all, mut evening, mut weekend] = [0.0; 3];
    for seed in 1..4 {
        let made = made(seed, "2026-11-18T17:30:00Z", 2, 0.3);
        for line in lines(&made) {
            for met in line.recent.iter().filter(|r| r.seen) {
                let local = moment::local(met.at);
                all += 1.0;
                if local.date().weekday().to_monday_zero_offset() > 4 {
                    weekend += 1.0;
                } else if (17..20).contains(&local.hour()) {
                    evening += 1.0;
                }
            }
        }
    }
    let (evening, weekend) = (evening / all, weekend / all);
    assert!((0.07..=0.11).contains(&evening), "9 in 100 from 5pm to 8pm on working days: {evening}");
    assert!((0.05..=0.09).contains(&weekend), "7 in 100 at weekends: {weekend}");
}
