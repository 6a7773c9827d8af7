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
    let text = |made: &Made| serde_json::to_string(&lines(made)).unwrap();
    assert!(text(&one) == text(&same), "the same seed, the same trust");
    assert!(text(&one) != text(&other), "another seed, another trust");
    assert_eq!(one.store.verify(|_, _| ()).unwrap(), Vec::<String>::new());
}

#[test]
fn every_board_is_alive_whatever_the_day_and_hour() {
    for now in
        ["2026-11-22T05:20:00Z", "2026-03-29T12:00:00Z", "2027-01-01T16:45:00Z", "2028-02-29T09:05:00Z"]
    {
        let made = made(3, now, 1, 0.2);
        let lines: Vec<std::sync::Arc<Line>> = lines(&made).into_iter().map(std::sync::Arc::new).collect();
        let team = made.store.directory().teams.keys().next().copied().unwrap();
        let from = made.now.checked_sub(jiff::SignedDuration::from_hours(30 * 24)).unwrap();
        let until = made.now.checked_add(jiff::SignedDuration::from_hours(60 * 24)).unwrap();
        let visits: Vec<VisitNow> =
            made.store.read(|tx| store::visits::open_of_team(tx, team, from, until)).unwrap();
        let rows = board::arrange(&lines, &visits, made.now);
        assert!(rows.len() > 70, "{now}: {} people", rows.len());
        let said: Vec<String> =
            rows.iter().flat_map(|row| row.reasons.iter().map(|r| r.words.clone())).collect();
        for words in [
            "Cannot be found",
            "No answer: step",
            "Injection (",
            "Family concern",
            "Community treatment order",
            "72-hour follow-up",
            "Not seen for",
            "No key worker for",
            "tier expired",
            "Good news",
            "As planned",
            "Crisis line",
        ] {
            assert!(
                said.iter().any(|said| said.contains(words)),
                "{now}: nobody with {words:?} in {said:#?}"
            );
        }
        let planned = rows.iter().filter(|row| row.next_visit.is_some()).count();
        assert!(planned * 10 > rows.len() * 7, "{now}: {planned} of {} have a next visit", rows.len());
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
