//! The board as kept beside the board worked out anew: the same after any sequence of entries, written here or
//! by another process, on both databases; and only who changed is read again.

use std::fmt::Write;

use care::access::Actor;
use care::codes::outcome::Outcome as Happened;
use care::entry::contact::Contact;
use care::entry::episode::{EndReason, Episode};
use care::entry::safety::{CheckResult, SafetyCheck, Step as Rung};
use care::entry::tier::TierName;
use care::entry::visit::{CalledOff, CalledOffBy, Every, Late, Visit, VisitSeries};
use care::entry::{Body, Draft, Kind};
use care::moment;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::any;
use proptest::test_runner::{Config as Cases, TestRunner};
use store::db::Target;
use store::{Outcome, Store};
use uuid::Uuid;

use super::super::cache::BoardCache;
use super::super::html;
use super::super::reading::TeamNow;
use super::super::wanted::Wanted;
use super::tier;
use crate::Config;
use crate::testing::TestApp;

#[path = "../../../../store/tests/support/mod.rs"]
mod support;

/// What one step does: which kind of step, about whom, when, and how.
type Step = (u8, u8, u16, u8);

/// A trust, another process that writes to the same record, and what was recorded.
struct World {
    test: TestApp,
    beside: Store,
    /// Each entry's latest version.
    kept: Vec<(u32, Draft)>,
}

impl World {
    fn new(target: &Target) -> World {
        let test = TestApp::on(target, Config::default());
        World { test, beside: Store::open(target).unwrap(), kept: Vec::new() }
    }

    fn now(&self) -> Timestamp {
        self.test.clock.now()
    }

    fn at(&self, minutes: i64) -> Timestamp {
        self.now() + SignedDuration::from_mins(minutes)
    }

    fn step(&mut self, (what, who, time, how): Step) {
        let person = [self.test.anna, self.test.bartek, self.test.cleo][usize::from(who) % 3];
        let minutes = i64::from(time);
        let next = match what % 16 {
            0 | 1 => Some(self.visit(person, minutes % (64 * 1_440) - 120, how)),
            2 => Some(self.series(person, how)),
            3 | 4 => self.later_version(Kind::Visit, time, |world, draft| world.tap(draft, how)),
            5 => self.later_version(Kind::Visit, time, |_, draft| {
                draft.happened_at += SignedDuration::from_hours(i64::from(how) - 40);
            }),
            6..=8 => Some(self.contact(person, minutes % 600, how)),
            9 => self.later_version(Kind::Contact, time, |_, draft| {
                let Body::Contact(contact) = &mut draft.body else { return };
                contact.visit = contact.visit.filter(|_| how.is_multiple_of(2));
                contact.note = Some("Put right".to_owned());
            }),
            10 => self.check(time, how),
            11 => {
                let body = tier(TierName::ALL[usize::from(how) % 5], "Talked about");
                Some(self.about(person, self.now(), body))
            }
            12 => self.later_version(Kind::Episode, time, |world, draft| world.end(draft)),
            13 => Some(self.episode(person, how)),
            14 => Some(self.renamed(how)),
            _ => {
                self.pass(how);
                None
            }
        };
        if let Some(draft) = next {
            self.write(draft, how.is_multiple_of(3));
        }
    }

    /// Records, here or by the other process; what a rule refuses is no matter.
    fn write(&mut self, draft: Draft, beside: bool) {
        let system = Actor::system(self.test.staff("nurse"));
        let store = if beside { &self.beside } else { &*self.test.app.store };
        let outcome = store.append(&system, vec![draft.clone()], self.now()).unwrap().remove(0);
        if let Outcome::Recorded(receipt) = outcome {
            self.kept.retain(|(_, kept)| kept.id != draft.id);
            self.kept.push((receipt.version, draft));
        }
        if beside {
            self.test.app.store.catch_up().unwrap();
        } else {
            self.beside.catch_up().unwrap();
        }
    }

    fn about(&self, person: Uuid, happened_at: Timestamp, body: Body) -> Draft {
        let team = if person == self.test.cleo { self.test.other_team } else { self.test.team };
        Draft { happened_at, team: Some(team), ..self.test.draft(person, "2026-11-18T09:30:00Z", body) }
    }

    fn later_version(
        &self,
        kind: Kind,
        which: u16,
        change: impl FnOnce(&World, &mut Draft),
    ) -> Option<Draft> {
        let of_kind: Vec<_> = self.kept.iter().filter(|(_, draft)| draft.body.kind() == kind).collect();
        let (version, before) = *of_kind.get(usize::from(which) % of_kind.len().max(1))?;
        let mut draft =
            Draft { from_version: *version, reason: Some("It is otherwise".to_owned()), ..before.clone() };
        change(self, &mut draft);
        Some(draft)
    }

    fn visit(&self, person: Uuid, minutes: i64, how: u8) -> Draft {
        let logins: &[&str] = [&["nurse"][..], &["nurse", "ot"], &[]][usize::from(how) % 3];
        let visit = Visit { two_person: how.is_multiple_of(5), ..self.test.visit(logins) };
        let draft = self.about(person, self.at(minutes), Body::Visit(visit));
        // A visit of one team to somebody who is under another.
        let team = if how.is_multiple_of(7) { Some(self.test.other_team) } else { draft.team };
        Draft { team, ..draft }
    }

    fn series(&self, person: Uuid, how: u8) -> Draft {
        let today = moment::local_day(self.now());
        let visit = self.test.visit(&["support"]);
        let series = VisitSeries {
            workers: visit.workers,
            from: today,
            until: moment::add_days(today, i32::from(how)),
            weekdays: vec![1 + u8::from(how.is_multiple_of(2)), 5],
            every: Every::Week,
            at: jiff::civil::time(10, 30, 0, 0),
            minutes: visit.minutes,
            place: visit.place,
            where_exactly: None,
            purposes: visit.purposes,
            note: None,
            two_person: false,
            place_override: None,
            time_override: None,
            agreed: false,
        };
        self.about(person, self.now(), Body::VisitSeries(series))
    }

    fn tap(&self, draft: &mut Draft, how: u8) {
        let Body::Visit(visit) = &mut draft.body else { return };
        match how % 5 {
            0 => {
                visit.called_off = Some(CalledOff {
                    by: CalledOffBy::Team,
                    why: None,
                    decided_by: Some(self.test.staff("manager")),
                });
            }
            1 if visit.started_at.is_some() => visit.ended_at = Some(self.now()),
            2 if visit.started_at.is_some() => visit.late = Some(Late::more(None, 30, None)),
            _ => visit.started_at = Some(self.now()),
        }
    }

    fn contact(&self, person: Uuid, minutes: i64, how: u8) -> Draft {
        let outcome = if how.is_multiple_of(4) { Happened::NoAnswer } else { Happened::Seen };
        let seen = (outcome == Happened::Seen).then_some(10);
        let visit = self.kept.iter().rev().map(|(_, draft)| draft);
        let visit =
            visit.filter(|d| d.body.kind() == Kind::Visit && d.subject == person).map(|d| d.id).next();
        let contact = Contact {
            visit: visit.filter(|_| how.is_multiple_of(2)),
            ..self.test.contact("nurse", outcome, seen)
        };
        self.about(person, self.at(-minutes - 11), Body::Contact(contact))
    }

    /// Somebody rang a worker who is out: safe, and out a little later.
    fn check(&self, which: u16, how: u8) -> Option<Draft> {
        let out: Vec<&Draft> = self.kept.iter().map(|(_, draft)| draft).filter(|d| is_out(d)).collect();
        let visit = *out.get(usize::from(which) % out.len().max(1))?;
        let check = SafetyCheck {
            step: Rung::Buddy,
            result: CheckResult::Safe,
            visit: Some(visit.id),
            alarm: None,
            minutes: Some(5 + u16::from(how)).filter(|minutes| *minutes <= 240),
            note: None,
            reference: None,
        };
        let nurse = self.test.staff("nurse");
        Some(Draft { team: None, ..self.about(nurse, self.now(), Body::SafetyCheck(check)) })
    }

    fn end(&self, draft: &mut Draft) {
        let Body::Episode(episode) = &mut draft.body else { return };
        episode.ended_on = Some(moment::local_day(self.now()));
        episode.ended_because = Some(EndReason::SisterTeam);
        episode.ended_to = Some("The sister team has met her".to_owned());
    }

    /// Somebody is referred to either team, or taken on by it.
    fn episode(&self, person: Uuid, how: u8) -> Draft {
        let today = moment::local_day(self.now());
        let episode = Episode {
            referred_on: today,
            accepted_on: (!how.is_multiple_of(3)).then_some(today),
            referred_by: None,
            ended_on: None,
            ended_because: None,
            ended_to: None,
            ended_why: None,
            last_seen_before: None,
        };
        let team = if how.is_multiple_of(2) { self.test.team } else { self.test.other_team };
        Draft { team: Some(team), ..self.about(person, self.now(), Body::Episode(episode)) }
    }

    /// The nurse has another name.
    fn renamed(&self, how: u8) -> Draft {
        let (nurse, directory) = (self.test.staff("nurse"), self.test.app.store.directory());
        let staff = care::entry::organisation::Staff {
            name: format!("Nurse Invented {how}"),
            ..directory.staff[&nurse].clone()
        };
        Draft {
            id: nurse,
            team: None,
            from_version: directory.versions[&nurse],
            reason: Some("Married".to_owned()),
            ..self.about(nurse, self.now(), Body::Staff(staff))
        }
    }

    fn pass(&self, how: u8) {
        let midnight = moment::start_of_day(moment::add_days(moment::local_day(self.now()), 1));
        let to = match how % 6 {
            0 => self.at(1),
            1 => self.at(20),
            2 => self.at(61),
            3 => midnight - SignedDuration::from_secs(1),
            4 => midnight,
            _ => self.at(1_440 * 3),
        };
        self.test.clock.set(to);
    }

    /// What is kept says what would be worked out of the record alone.
    fn hold_together(&self, steps: &[Step]) {
        let (store, now) = (&self.test.app.store, self.now());
        for team in [self.test.team, self.test.other_team] {
            let kept = self.test.app.boards.team(store, team, now).unwrap();
            let anew = BoardCache::default().team(store, team, now).unwrap();
            let (kept, anew) = (self.said(&kept, team), self.said(&anew, team));
            let differs = kept.lines().zip(anew.lines()).find(|(kept, anew)| kept != anew);
            assert_eq!(differs, None, "after {steps:?}");
            assert_eq!(kept.len(), anew.len(), "after {steps:?}");
        }
    }

    /// All that a reading says, as text.
    fn said(&self, read: &TeamNow, team: Uuid) -> String {
        let board = read.board(&self.test.app.store.directory(), team, self.now());
        let mut text = format!("{:?}\n", board.counts);
        for wanted in [Wanted::default(), Wanted { initials: true, ..Wanted::default() }] {
            text.push_str(&html::rows(&board, &wanted.pick(&board.rows), &wanted));
        }
        for visit in read.visits() {
            writeln!(text, "{:?}", visit.as_ref()).unwrap();
        }
        for line in read.waiting() {
            writeln!(text, "waits: {line:?}").unwrap();
        }
        let mut lines: Vec<String> = read.lines.iter().map(|line| format!("{:?}\n", line.as_ref())).collect();
        lines.sort();
        text + &lines.concat()
    }
}

fn is_out(draft: &Draft) -> bool {
    let Body::Visit(visit) = &draft.body else { return false };
    visit.started_at.is_some() && visit.ended_at.is_none()
}

#[test]
fn the_board_kept_is_the_board_worked_out_anew_after_any_sequence_of_entries() {
    let step = (any::<u8>(), any::<u8>(), any::<u16>(), any::<u8>());
    let cases = Cases { cases: 3, failure_persistence: None, max_shrink_iters: 0, ..Cases::default() };
    let run = |steps: Vec<Step>| {
        support::on_both(|target| {
            let mut world = World::new(target);
            for (done, step) in steps.iter().enumerate() {
                world.step(*step);
                // Sometimes several changes gather before anybody looks.
                if !step.3.is_multiple_of(4) {
                    world.hold_together(&steps[..=done]);
                }
            }
        });
        Ok(())
    };
    TestRunner::new(cases).run(&proptest::collection::vec(step, 100), run).unwrap();
}

#[test]
fn only_who_changed_is_read_and_worked_out_again() {
    let test = TestApp::new();
    let (store, now) = (&test.app.store, test.clock.now());
    for person in [test.anna, test.bartek] {
        test.planned(person, "2026-11-18T14:00:00Z", &["nurse"]);
    }
    let look = || {
        let read = test.app.boards.team(store, test.team, now).unwrap();
        let board = read.board(&store.directory(), test.team, now);
        (read, board)
    };
    let (first, board) = look();
    test.has_met(&[test.anna]);
    let (second, again) = look();
    let same = |person: Uuid| {
        let row = |board: &super::super::BoardView| {
            std::sync::Arc::clone(board.rows.iter().find(|row| row.person == person).unwrap())
        };
        let visits = std::sync::Arc::ptr_eq(&first.visits[&person], &second.visits[&person]);
        (visits, std::sync::Arc::ptr_eq(&row(&board), &row(&again)))
    };
    assert_eq!((same(test.anna), same(test.bartek)), ((false, false), (true, true)));
}

#[test]
fn what_changes_while_somebody_reads_is_read_again() {
    let test = TestApp::new();
    let (store, now, boards) = (&test.app.store, test.clock.now(), &test.app.boards);
    let said = |read: &TeamNow| read.visits().len();
    for known_before in [false, true] {
        let before = if known_before { said(&boards.team(store, test.team, now).unwrap()) } else { 0 };
        test.planned(test.bartek, "2026-11-18T16:00:00Z", &["ot"]);
        let start = boards.begin(test.team, now).unwrap_err();
        let stale = start.read(store, test.team, now).unwrap();
        test.planned(test.anna, "2026-11-18T15:00:00Z", &["nurse"]);
        assert_eq!(
            said(&boards.end(test.team, Ok(stale)).unwrap()),
            before + 1,
            "read before it was written"
        );
        assert_eq!(said(&boards.team(store, test.team, now).unwrap()), before + 2);
    }
}
