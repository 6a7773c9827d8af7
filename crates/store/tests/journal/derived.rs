//! Derived rows follow from the journal: after every kind of entry, after random histories, and as
//! `rebuild` makes them. Any tampering with a row of either is told.

use std::collections::BTreeMap;

use care::access::Actor;
use care::codes::outcome::Outcome as Happened;
use care::entry::around::SafetyKind;
use care::entry::contact::{Contact, NextAction};
use care::entry::event::{ActionState, EventKind};
use care::entry::tier::TierName;
use care::entry::visit::{CalledOff, CalledOffBy, Visit, VisitSeries};
use care::entry::{Body, Draft, Kind};
use jiff::civil::date;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use store::db::{Db, DbError, Engine, Target, Tx, Value};
use store::{Outcome, journal, verify};
use uuid::Uuid;

use crate::support::on_both;
use crate::team::{
    DERIVED, JOURNAL, World, ago, corrected, day_close, details, draft, episode, event, every_kind,
    key_worker, ladder_step, missed, of, safety, seen, series, tier, today, visit, way_in,
};

impl World {
    /// Nothing differs, and making the derived rows anew gives the same, byte for byte.
    pub(crate) fn consistent(&self) {
        self.verified();
        let before = self.dump(DERIVED);
        self.store.rebuild(|_, _| ()).unwrap();
        assert_eq!(self.dump(DERIVED), before);
        self.verified();
    }
}

#[test]
fn derived_rows_follow_every_kind_of_entry() {
    on_both(|target| {
        let world = World::new(target);
        let person = world.person("Ada");
        let mut kinds = vec![Kind::Person, Kind::Episode, Kind::Organisation, Kind::Team, Kind::Staff];
        world.consistent();
        let mut drafts = every_kind(&world, person);
        drafts.push(day_close(&world, date(2026, 11, 21)));
        drafts.extend(way_in(&world, person));
        let met = json!({ "supervisor": world.manager.staff, "kind": "clinical", "themes": ["Endings"] });
        drafts.push(draft(world.nurse.staff, Body::Supervision(of(met))));
        drafts.extend(crate::team::safety_of(&world));
        for draft in &drafts {
            world.recorded(&world.manager.clone_for(draft), draft);
            world.consistent();
            kinds.push(draft.body.kind());
        }
        let referral = drafts.iter().find(|draft| draft.body.kind() == Kind::Referral).unwrap().id;
        let document = crate::content::document(person, referral);
        world
            .store
            .attach(&world.nurse, document, crate::content::CONTENT.to_vec(), crate::team::now())
            .unwrap();
        world.consistent();
        kinds.push(Kind::Attachment);
        // Approved criteria are never changed; another set takes their place (R06).
        for draft in drafts.iter().filter(|draft| draft.body.kind() != Kind::CriteriaSet) {
            world.recorded(&world.manager.clone_for(draft), &corrected(draft, 1));
            world.consistent();
        }
        kinds.sort_unstable();
        kinds.dedup();
        assert_eq!(kinds, Kind::ALL, "every kind was here");
    });
}

trait CloneFor {
    fn clone_for(&self, draft: &Draft) -> Actor;
}

impl CloneFor for Actor {
    /// Each worker closes their own day and raises their own alarm.
    fn clone_for(&self, draft: &Draft) -> Actor {
        let own = matches!(draft.body.kind(), Kind::DayClose | Kind::SafetyCheck);
        let staff = if own { draft.subject } else { self.staff };
        Actor { staff, ..self.clone() }
    }
}

#[test]
fn an_event_that_is_corrected_late_counts_as_if_it_had_been_right_at_once() {
    on_both(|target| {
        let world = World::new(target);
        let person = world.person("Ada");
        let at = |minutes, kind| Draft {
            happened_at: ago(minutes),
            ..draft(person, Body::Event(event(kind, None)))
        };
        let many: Vec<Draft> = (0..14).map(|n| at(3_000 - n, EventKind::GoodNews)).collect();
        many.iter().for_each(|draft| assert_eq!(world.recorded(&world.nurse, draft).version, 1));
        let concern =
            Draft { body: Body::Event(event(EventKind::FamilyConcern, None)), ..corrected(&many[13], 1) };
        world.recorded(&world.nurse, &concern);
        world.consistent();
    });
}

#[test]
fn somebody_who_waits_at_the_way_in_is_no_difference() {
    on_both(|target| {
        let world = World::new(target);
        let person = Uuid::now_v7();
        world.recorded(&world.manager, &world.details(person, "Ada"));
        let waits = Draft {
            team: Some(world.north),
            ..draft(person, Body::Episode(of(json!({ "referred_on": "2026-11-16" }))))
        };
        world.recorded(&world.manager, &waits);
        world.consistent();
        let taken = json!({ "referred_on": "2026-11-16", "accepted_on": "2026-11-20" });
        world.recorded(&world.manager, &Draft { body: Body::Episode(of(taken)), ..corrected(&waits, 1) });
        world.consistent();
    });
}

// Random histories

/// What one step does: which kind of step, about whom, when, and how.
type Step = (u8, bool, u16, u8);

struct History<'a> {
    world: &'a World,
    people: [Uuid; 2],
    /// What was acknowledged, each version.
    kept: BTreeMap<(Uuid, u32), Draft>,
}

impl History<'_> {
    fn step(&mut self, (what, which, time, how): Step) {
        let person = self.people[usize::from(which)];
        let actor = if how.is_multiple_of(2) { &self.world.manager } else { &self.world.nurse };
        let some = self.kept.values().nth(usize::from(time) % self.kept.len()).cloned();
        let draft = match (what, some) {
            (0..=13, _) | (_, None) => self.another(person, what, time, how),
            (14..=17, Some(old)) => self.correction(&old, time, how),
            (18, Some(old)) => Draft { from_version: u32::from(how % 4), ..changed(&old, time, how) },
            (_, Some(old)) => old,
        };
        let key = (draft.id, draft.from_version + 1);
        match self.world.send(actor, &draft) {
            Outcome::Recorded(receipt) => {
                assert_eq!((receipt.id, receipt.version), key);
                assert!(self.kept.insert(key, draft).is_none(), "a version was given twice");
            }
            Outcome::AlreadyRecorded(receipt) => {
                assert_eq!((receipt.id, receipt.version), key);
                assert_eq!(self.kept.get(&key), Some(&draft));
            }
            Outcome::Conflict(current) => assert!(self.kept.contains_key(&(current.id, current.version))),
            Outcome::Refused(problems) => assert!(!problems.is_empty()),
            Outcome::Forbidden => assert_eq!(actor.staff, self.world.nurse.staff),
            Outcome::NotFound => panic!("{draft:?}"),
        }
    }

    fn another(&self, person: Uuid, what: u8, time: u16, how: u8) -> Draft {
        let nurse = self.world.nurse.staff;
        let workers = if how.is_multiple_of(3) { vec![nurse, self.world.support.staff] } else { vec![nurse] };
        let body = match what {
            0..=3 => Body::Contact(self.contact(person, workers, how)),
            4 => Body::Visit(visit(&workers)),
            5 => Body::VisitSeries(VisitSeries { workers, ..series(nurse) }),
            6 => Body::Event(event(EventKind::ALL[usize::from(how) % 9], (how > 128).then_some("Rang back"))),
            7 => Body::Tier(tier(TierName::ALL[usize::from(how) % 5])),
            8 => Body::KeyWorker(key_worker((how.is_multiple_of(2)).then_some(nurse), &[])),
            9 => Body::SafetyRule(safety(SafetyKind::ALL[usize::from(how) % 8])),
            10 => Body::LadderStep(ladder_step(1 + how % 4)),
            11 => {
                let actions: Vec<Uuid> = self.kept.keys().map(|(id, _)| *id).collect();
                let state = [ActionState::Done, ActionState::Carried][usize::from(how % 2)];
                let action = actions[usize::from(time) % actions.len()];
                Body::ActionUpdate(of(json!({ "action": action, "state": state, "due_on": "2026-12-24" })))
            }
            12 => Body::PlanReview(of(json!({
                "reviewed_on": date(2026, 1 + i8::try_from(how % 9).unwrap(), 1), "persons_view": "Good",
            }))),
            _ => return every_kind(self.world, person).swap_remove(usize::from(how) % 17),
        };
        let minutes = i64::from(time) - if what == 4 { 1_440 * 3 } else { 0 };
        Draft { happened_at: ago(minutes), ..draft(person, body) }
    }

    fn contact(&self, person: Uuid, workers: Vec<Uuid>, how: u8) -> Contact {
        let nurse = self.world.nurse.staff;
        let open = self.kept.values().rfind(|d| d.subject == person && d.body.kind() == Kind::Visit);
        let next = NextAction { what: "Ring the bank".into(), owner: nurse, due_on: today() };
        let base = Contact {
            workers,
            visit: open.filter(|_| how.is_multiple_of(4)).map(|d| d.id),
            next_action: (how.is_multiple_of(5)).then_some(next),
            ..if how.is_multiple_of(2) { seen(nurse) } else { missed(nurse) }
        };
        match how % 7 {
            0 => Contact { outcome: Happened::NotAtAddress, minutes: None, ..base },
            1 => Contact { mechanism: "02".into(), place: None, ..base },
            _ => base,
        }
    }

    fn correction(&self, old: &Draft, time: u16, how: u8) -> Draft {
        let newest = self.kept.range((old.id, 0)..=(old.id, u32::MAX)).next_back().unwrap().0.1;
        Draft { from_version: newest, ..changed(old, time, how) }
    }
}

/// The same entry, saying something else.
fn changed(old: &Draft, time: u16, how: u8) -> Draft {
    let mut new = corrected(old, 1);
    if how.is_multiple_of(3) {
        new.happened_at = ago(i64::from(time));
    }
    match &mut new.body {
        Body::Contact(contact) => {
            contact.minutes = contact.minutes.map(|_| 1 + u16::from(how));
            contact.next_action = None;
            contact.visit = contact.visit.filter(|_| how.is_multiple_of(2));
        }
        Body::Event(event) => event.event = EventKind::ALL[usize::from(how) % 9],
        Body::VisitSeries(series) => series.until = date(2026, 12, 1 + i8::try_from(how % 20).unwrap()),
        Body::Visit(visit) if how.is_multiple_of(4) => {
            *visit = Visit {
                called_off: Some(CalledOff { by: CalledOffBy::Team, why: None, decided_by: None }),
                ..visit.clone()
            };
        }
        Body::SafetyRule(rule) => rule.ended = (how.is_multiple_of(2)).then(|| "It is over".to_owned()),
        Body::Person(person) => person.names[0].family = format!("Invented {how}"),
        Body::Episode(episode) => {
            episode.referred_by = Some(format!("A ward {how}"));
            episode.accepted_on = episode.accepted_on.filter(|_| !how.is_multiple_of(4));
        }
        _ => {}
    }
    new
}

fn simulate(target: &Target, steps: &[Step]) {
    let world = World::new(target);
    let mut history =
        History { world: &world, people: [Uuid::now_v7(), Uuid::now_v7()], kept: BTreeMap::new() };
    for (person, name) in history.people.into_iter().zip(["Ada", "Bo"]) {
        for body in [Body::Person(details(name)), Body::Episode(episode())] {
            let draft = Draft { team: Some(world.north), ..draft(person, body) };
            world.recorded(&world.manager, &draft);
            history.kept.insert((draft.id, 1), draft);
        }
    }
    for step in steps {
        history.step(*step);
    }
    world.consistent();
    for ((id, version), draft) in &history.kept {
        let versions = world.store.read(|tx| journal::history(tx, *id)).unwrap();
        assert!(versions.iter().zip(1..).all(|(entry, n)| entry.version == n), "a gap in {id}");
        let same = |e: &&care::entry::Entry| e.version == *version;
        let found: Vec<_> = versions.iter().filter(same).collect();
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0].body, found[0].happened_at), (&draft.body, draft.happened_at));
    }
}

#[test]
fn random_histories_leave_journal_and_derived_rows_in_agreement() {
    on_both(|target| {
        let cases = if matches!(target, Target::Sqlite(_)) { 48 } else { 6 };
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        let steps = prop::collection::vec((0..20_u8, any::<bool>(), 0..20_000_u16, any::<u8>()), 10..50);
        TestRunner::new(config)
            .run(&steps, |steps| {
                fresh(target, |target| simulate(target, &steps));
                Ok(())
            })
            .unwrap();
    });
}

/// Runs `body` on a database of its own, of the same engine.
fn fresh(target: &Target, body: impl Fn(&Target)) {
    match target {
        Target::Sqlite(_) => {
            let folder = tempfile::tempdir().unwrap();
            body(&Target::Sqlite(folder.path().join("history.db")));
        }
        Target::Postgres(_) => body(&crate::support::Postgres::new().target()),
    }
}

// Tampering

/// A row as values that can be changed and put back into a statement.
type Row = Vec<Value<'static>>;

fn rows(tx: &mut Tx, table: &str, columns: &[&str]) -> Vec<Row> {
    let sql = format!("SELECT {} FROM {table} ORDER BY 1, 2", columns.join(", "));
    let rows = tx.query(&sql, &[], |row| {
        (0..columns.len())
            .map(|at| {
                row.get::<Option<String>>(at)
                    .map(Value::from)
                    .or_else(|_| row.get::<i64>(at).map(Value::from))
                    .or_else(|_| row.get::<Vec<u8>>(at).map(Value::from))
            })
            .collect()
    });
    rows.unwrap()
}

/// The value with one byte changed, in its middle or at its end.
fn bent(value: &Value<'_>, middle: bool) -> Value<'static> {
    match value {
        Value::Null => Value::from("0".to_owned()),
        Value::Int(number) => Value::Int(number + 1_000),
        Value::Text(text) => {
            let mut letters: Vec<char> = text.chars().collect();
            let at = if middle { letters.len() / 2 } else { letters.len().saturating_sub(1) };
            match letters.get_mut(at) {
                Some(letter) => *letter = if *letter == '0' { '1' } else { '0' },
                None => letters.push('0'),
            }
            Value::from(letters.into_iter().collect::<String>())
        }
        Value::Bytes(bytes) => {
            let mut bytes = bytes.to_vec();
            let at = if middle { bytes.len() / 2 } else { bytes.len() - 1 };
            bytes[at] ^= 1;
            Value::from(bytes)
        }
    }
}

/// The differences that `verify` gives once these statements have run; then they are undone.
fn after(db: &Db, statements: &[(String, Row)]) -> Vec<String> {
    let mut found = Vec::new();
    let undone = db.write(|tx| {
        for (sql, values) in statements {
            assert_eq!(tx.execute(sql, values).unwrap(), 1, "{sql}");
        }
        found = verify::verify(tx, &mut |_, _| ()).unwrap();
        Err::<(), _>(DbError::broken("undone"))
    });
    assert!(undone.is_err());
    found
}

fn find_row(columns: &[&str], from: usize) -> String {
    let parts = columns.iter().enumerate().map(|(at, c)| format!("{c} IS NOT DISTINCT FROM ${}", at + from));
    parts.collect::<Vec<_>>().join(" AND ")
}

#[test]
fn verify_tells_every_changed_removed_or_added_row() {
    on_both(|target| {
        let world = World::new(target);
        let person = world.person("Ada");
        for draft in every_kind(&world, person) {
            world.recorded(&world.manager, &draft);
        }
        world.recorded(&world.nurse, &day_close(&world, date(2026, 11, 21)));
        let db = Db::open(target).unwrap();
        let triggers: &[&str] = match db.engine() {
            Engine::Sqlite => &["DROP TRIGGER entry_no_update", "DROP TRIGGER entry_no_delete"],
            Engine::Postgres => &["DROP TRIGGER entry_append_only ON entry"],
        };
        for sql in triggers {
            db.write(|tx| tx.execute(sql, &[])).unwrap();
        }
        for (table, columns) in [&JOURNAL[..1], DERIVED].concat() {
            let all = db.read(|tx| Ok::<_, DbError>(rows(tx, table, columns))).unwrap();
            assert!(!all.is_empty(), "{table}");
            for row in [0, all.len() / 3, all.len() - 1].map(|at| all[at].clone()) {
                tampered(&db, table, columns, &row);
            }
        }
        world.verified();
    });
}

fn tampered(db: &Db, table: &str, columns: &[&str], row: &Row) {
    let told = |what: &str, statement: (String, Row)| {
        let found = after(db, &[statement]);
        assert!(!found.is_empty(), "{table}: {what} was not noticed in {row:?}");
        assert!(
            found.iter().all(|sentence| !sentence.contains("Talked")),
            "no words of the record: {found:?}"
        );
    };
    for (at, column) in columns.iter().enumerate() {
        for middle in [true, false] {
            let sql = format!("UPDATE {table} SET {column} = $1 WHERE {}", find_row(columns, 2));
            let mut values = vec![bent(&row[at], middle)];
            values.extend(row.iter().cloned());
            told(&format!("a changed {column}"), (sql, values));
        }
    }
    told("a removed row", (format!("DELETE FROM {table} WHERE {}", find_row(columns, 1)), row.clone()));
    let places = store::db::placeholders(1, columns.len());
    let mut added = row.clone();
    for at in 0..2 {
        // The keys: place in the journal and id, or whatever comes first.
        added[at] = bent(&row[at], false);
    }
    told("an added row", (format!("INSERT INTO {table} ({}) VALUES ({places})", columns.join(", ")), added));
}

#[test]
fn verify_tells_two_bodies_that_changed_places_and_a_space() {
    on_both(|target| {
        let world = World::new(target);
        let person = world.person("Ada");
        let (one, two) = (world.contact(person, 90), world.contact(person, 300));
        let other = Contact { note: Some("Talked of tea".into()), ..seen(world.nurse.staff) };
        let first = world.recorded(&world.nurse, &one).seq;
        let second = world.recorded(&world.nurse, &Draft { body: Body::Contact(other), ..two }).seq;
        let db = Db::open(target).unwrap();
        let sql = match db.engine() {
            Engine::Sqlite => "DROP TRIGGER entry_no_update",
            Engine::Postgres => "DROP TRIGGER entry_append_only ON entry",
        };
        db.write(|tx| tx.execute(sql, &[])).unwrap();
        let body = |seq: i64| {
            let sql = format!("SELECT body FROM entry WHERE seq = {seq}");
            db.read(|tx| tx.query_one(&sql, &[], |row| row.get::<String>(0))).unwrap().unwrap()
        };
        let put = |seq: i64, body: String| {
            (format!("UPDATE entry SET body = $1 WHERE seq = {seq}"), vec![Value::from(body)])
        };
        let swapped = after(&db, &[put(first, body(second)), put(second, body(first))]);
        for seq in [first, second] {
            let told = format!("entry {seq}: its content is not what was signed");
            assert!(swapped.iter().any(|sentence| sentence.starts_with(&told)), "{swapped:?}");
        }
        let spaced = after(&db, &[put(first, format!("{} ", body(first)))]);
        assert_eq!(spaced.len(), 1, "{spaced:?}");
        world.verified();
    });
}
