//! What becomes of a draft: every outcome, ids, versions, and that a refusal leaves no trace.

use care::access::{Actor, Role};
use care::entry::contact::Contact;
use care::entry::{Body, Draft, Kind};
use jiff::SignedDuration;
use store::db::{Db, DbError, Engine};
use store::{Outcome, Store, StoreError, journal, params, people};
use uuid::Uuid;

use crate::support::on_both;
use crate::team::{self, DERIVED, JOURNAL, World, ago, corrected, draft, missed, now, seen};

fn everything(world: &World) -> Vec<String> {
    world.dump(&[JOURNAL, DERIVED].concat())
}

#[test]
fn a_draft_is_recorded_once_however_often_it_is_sent() {
    on_both(|target| {
        let world = World::new(target);
        let person = world.person("Ada");
        let contact = world.contact(person, 90);
        let receipt = world.recorded(&world.nurse, &contact);
        assert_eq!((receipt.id, receipt.version, receipt.recorded_at), (contact.id, 1, now()));
        let before = everything(&world);
        for _ in 0..3 {
            assert_eq!(world.send(&world.nurse, &contact), Outcome::AlreadyRecorded(receipt));
        }
        // A colleague's phone that sends the same, and a clock that has moved on, change nothing either.
        assert_eq!(world.send(&world.manager, &contact), Outcome::AlreadyRecorded(receipt));
        let later = world.store.append(
            &world.nurse,
            vec![contact.clone()],
            now() + SignedDuration::from_hours(9_000),
        );
        assert_eq!(later.unwrap(), [Outcome::AlreadyRecorded(receipt)]);
        assert_eq!(everything(&world), before);
        world.verified();
    });
}

#[test]
fn an_instant_finer_than_the_store_keeps_is_the_same_when_sent_again() {
    on_both(|target| {
        let world = World::new(target);
        let person = world.person("Ada");
        let fine =
            Draft { happened_at: ago(90) + SignedDuration::from_nanos(1_999), ..world.contact(person, 90) };
        let receipt = world.recorded(&world.nurse, &fine);
        assert_eq!(world.send(&world.nurse, &fine), Outcome::AlreadyRecorded(receipt));
        let at = now() + SignedDuration::from_nanos(1_999);
        let other = world.contact(person, 200);
        let Outcome::Recorded(first) = world.store.append(&world.nurse, vec![other.clone()], at).unwrap()[0]
        else {
            panic!("it was not recorded")
        };
        assert_eq!(world.send(&world.nurse, &other), Outcome::AlreadyRecorded(first));
        world.verified();
    });
}

#[test]
fn the_same_id_with_other_content_is_refused_and_kept_for_review() {
    on_both(|target| {
        let world = World::new(target);
        let (person, another) = (world.person("Ada"), world.person("Bo"));
        let contact = world.contact(person, 90);
        world.recorded(&world.nurse, &contact);
        let before = world.dump(&[&JOURNAL[..1], DERIVED].concat());
        let check = |other: Draft, kept: &str| {
            let problems = world.refused(&world.nurse, &other);
            assert_eq!((problems.len(), problems[0].rule.as_deref()), (1, Some("BI83")), "{problems:?}");
            let review = world.dump(&JOURNAL[1..]).pop().unwrap();
            assert!(review.contains(kept), "{review}");
        };
        let words = Contact { note: Some("Quite other words".into()), ..seen(world.nurse.staff) };
        check(Draft { body: Body::Contact(words), ..contact.clone() }, "Quite other words");
        check(Draft { happened_at: ago(95), ..contact.clone() }, "10:25");
        check(Draft { subject: another, ..contact.clone() }, &another.to_string());
        let event =
            team::every_kind(&world, person).into_iter().find(|d| d.body.kind() == Kind::Event).unwrap();
        check(Draft { id: contact.id, ..event }, "family_concern");
        assert_eq!(world.dump(&JOURNAL[1..]).len(), 4);
        assert_eq!(world.dump(&[&JOURNAL[..1], DERIVED].concat()), before);
        world.verified();
    });
}

#[test]
fn an_edit_of_an_older_version_is_a_conflict_that_shows_the_current_one() {
    on_both(|target| {
        let world = World::new(target);
        let person = world.person("Ada");
        let first = world.contact(person, 90);
        world.recorded(&world.nurse, &first);
        let longer = Contact { minutes: Some(40), ..seen(world.nurse.staff) };
        let second = Draft { body: Body::Contact(longer), ..corrected(&first, 1) };
        assert_eq!(world.recorded(&world.nurse, &second).version, 2);
        let shorter = Contact { minutes: Some(20), ..seen(world.nurse.staff) };
        let stale = Draft { body: Body::Contact(shorter), ..corrected(&first, 1) };
        let before = everything(&world);
        for draft in [
            stale.clone(),
            Draft { from_version: 7, ..stale.clone() },
            Draft { from_version: u32::MAX, ..stale },
        ] {
            let Outcome::Conflict(current) = world.send(&world.other_nurse, &draft) else {
                panic!("no conflict")
            };
            assert_eq!((current.version, &current.body), (2, &second.body));
            assert_eq!(current.author, world.nurse.staff);
        }
        assert_eq!(everything(&world), before);
        // The first version again, and the second again, are no edits.
        assert!(matches!(world.send(&world.nurse, &first), Outcome::AlreadyRecorded(r) if r.version == 1));
        assert!(matches!(world.send(&world.nurse, &second), Outcome::AlreadyRecorded(r) if r.version == 2));
    });
}

#[test]
fn n12_a_correction_keeps_the_first_text_and_says_why() {
    on_both(|target| {
        let world = World::new(target);
        let person = world.person("Ada");
        let first = world.contact(person, 90);
        world.recorded(&world.nurse, &first);
        for reason in [None, Some(" - ".to_owned())] {
            let problems = world.refused(&world.nurse, &Draft { reason, ..corrected(&first, 1) });
            assert_eq!(problems[0].rule.as_deref(), Some("N12"), "{problems:?}");
        }
        let told = Contact { note: Some("She told us of a fall".into()), ..seen(world.nurse.staff) };
        for version in 1..6 {
            let next = Draft { body: Body::Contact(told.clone()), ..corrected(&first, version) };
            assert_eq!(world.recorded(&world.nurse, &next).version, version + 1);
        }
        let history = world.store.read(|tx| journal::history(tx, first.id)).unwrap();
        assert_eq!(history.iter().map(|e| e.version).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
        assert_eq!((&history[0].body, &history[0].reason), (&first.body, &None));
        assert_eq!(history[5].reason.as_deref(), Some("Typed in haste"));
        assert!(history.windows(2).all(|pair| pair[0].seq < pair[1].seq));
        // Another subject or another kind is no correction.
        let another = world.person("Bo");
        let moved = Draft { subject: another, ..corrected(&first, 6) };
        assert_eq!(world.refused(&world.nurse, &moved)[0].rule.as_deref(), Some("N12"));
        let nothing = Draft { id: Uuid::now_v7(), ..corrected(&first, 1) };
        assert_eq!(world.refused(&world.nurse, &nothing)[0].field, "from_version");
        world.verified();
    });
}

#[test]
fn a_role_that_may_not_write_a_kind_is_forbidden_and_writes_nothing() {
    on_both(|target| {
        let world = World::new(target);
        let person = world.person("Ada");
        let drafts = team::every_kind(&world, person);
        let of = |kind: Kind| drafts.iter().find(|d| d.body.kind() == kind).unwrap().clone();
        let in_north = |role| Actor { staff: Uuid::now_v7(), role, teams: vec![world.north], system: false };
        let before = everything(&world);
        for (actor, kind) in [
            (&world.support, Kind::Tier),
            (&world.support, Kind::Injection),
            (&world.support, Kind::LegalStatus),
            (&world.nurse, Kind::KeyWorker),
            (&world.administrator, Kind::Contact),
            (&in_north(Role::Privacy), Kind::Contact),
            (&in_north(Role::Analyst), Kind::Visit),
            (&in_north(Role::Sysadmin), Kind::Event),
        ] {
            assert_eq!(world.send(actor, &of(kind)), Outcome::Forbidden, "{:?} {kind:?}", actor.role);
        }
        assert_eq!(world.send(&world.nurse, &world.episode(person)), Outcome::Forbidden);
        let colleague = draft(Uuid::now_v7(), team::member("Cy Invented", Role::Nurse, world.north));
        assert_eq!(world.send(&world.nurse, &colleague), Outcome::Forbidden);
        assert_eq!(everything(&world), before);
    });
}

#[test]
fn another_teams_person_and_nobody_are_not_found_alike() {
    on_both(|target| {
        let world = World::new(target);
        let person = world.person("Ada");
        let recorded = team::every_kind(&world, person);
        for draft in &recorded {
            world.recorded(&world.manager, draft);
        }
        let nobody = Uuid::now_v7();
        let before = everything(&world);
        for draft in team::every_kind(&world, person) {
            let kind = draft.body.kind();
            // New, as a version of what is there, and with the id of what is there.
            let there = recorded.iter().find(|d| d.body.kind() == kind).unwrap();
            assert_eq!(world.send(&world.southern, &draft), Outcome::NotFound, "{kind:?}");
            assert_eq!(world.send(&world.southern, &corrected(there, 1)), Outcome::NotFound, "{kind:?}");
            assert_eq!(world.send(&world.southern, there), Outcome::NotFound, "{kind:?}");
            let about_nobody = Draft { subject: nobody, ..draft };
            assert_eq!(world.send(&world.southern, &about_nobody), Outcome::NotFound, "{kind:?}");
            assert_eq!(world.send(&world.manager, &about_nobody), Outcome::NotFound, "{kind:?}");
        }
        // Neither may somebody be entered, or written about, in the name of a team that is not one's own.
        assert_eq!(world.send(&world.southern, &world.details(nobody, "Bo")), Outcome::NotFound);
        let named = Draft { team: Some(world.south), ..world.contact(person, 400) };
        assert_eq!(world.send(&world.nurse, &named), Outcome::NotFound);
        assert_eq!(everything(&world), before);
    });
}

#[test]
fn a_team_that_does_not_exist_is_refused() {
    on_both(|target| {
        let world = World::new(target);
        let person = Uuid::now_v7();
        world.recorded(&world.manager, &world.details(person, "Ada"));
        let lost = Draft { team: Some(Uuid::now_v7()), ..world.episode(person) };
        assert_eq!(world.refused(&world.manager, &lost)[0].field, "team");
        assert_eq!(world.refused(&Actor::system(Uuid::nil()), &lost)[0].field, "team");
    });
}

#[test]
fn a_refused_draft_writes_nothing_at_all() {
    on_both(|target| {
        let world = World::new(target);
        let person = world.person("Ada");
        let counted = |tx: &mut store::db::Tx| -> Result<Vec<i64>, StoreError> {
            let tables = "entry chain head line lately name slot relation visit visit_worker account session \
                          sign_in_attempt access_line review setting";
            let one = |table| {
                let sql = format!("SELECT count(*) FROM {table}");
                Ok(tx.query_one(&sql, &[], |row| row.get(0))?.unwrap())
            };
            tables.split_whitespace().map(one).collect()
        };
        let (before, counts) = (everything(&world), world.store.read(counted).unwrap());
        let no_minutes = Contact { minutes: None, ..seen(world.nurse.staff) };
        let drafts = vec![
            draft(person, Body::Contact(no_minutes)),
            Draft { happened_at: "1600-01-01T00:00:00Z".parse().unwrap(), ..world.contact(person, 0) },
            Draft { happened_at: "-000001-01-01T00:00:00Z".parse().unwrap(), ..world.contact(person, 0) },
            Draft { reason: Some("a\0b".into()), ..world.contact(person, 90) },
        ];
        for draft in drafts {
            assert!(!world.refused(&world.nurse, &draft).is_empty());
        }
        assert_eq!(everything(&world), before);
        assert_eq!(world.store.read(counted).unwrap(), counts);
    });
}

#[test]
fn a_document_has_the_id_that_follows_from_its_subject() {
    on_both(|target| {
        let world = World::new(target);
        let person = world.person("Ada");
        let documents = [Kind::Network, Kind::Preferences, Kind::Diagnoses];
        for draft in team::every_kind(&world, person) {
            let kind = draft.body.kind();
            if !documents.contains(&kind) {
                continue;
            }
            let problems = world.refused(&world.nurse, &Draft { id: Uuid::now_v7(), ..draft.clone() });
            assert_eq!(problems[0].field, "id");
            assert_eq!(draft.id, kind.document_id(person));
            world.recorded(&world.nurse, &draft);
            let found = world.store.read(|tx| people::document(tx, person, kind)).unwrap().unwrap();
            assert_eq!((found.id, found.body), (draft.id, draft.body));
        }
        let twin = Draft { id: Uuid::now_v7(), ..world.details(Uuid::now_v7(), "Bo") };
        assert_eq!(world.refused(&world.nurse, &twin)[0].field, "id");
        let found = world.store.read(|tx| people::document(tx, person, Kind::Person)).unwrap().unwrap();
        assert_eq!(found.version, 1);
    });
}

#[test]
fn drafts_that_depend_on_each_other_go_in_together_each_with_its_own_outcome() {
    on_both(|target| {
        let world = World::new(target);
        let person = Uuid::now_v7();
        let contact = world.contact(person, 90);
        let key_worker =
            team::every_kind(&world, person).into_iter().find(|d| d.body.kind() == Kind::KeyWorker).unwrap();
        let refused =
            draft(person, Body::Contact(Contact { workers: Vec::new(), ..missed(world.nurse.staff) }));
        let drafts = vec![
            contact.clone(),
            world.details(person, "Ada"),
            world.episode(person),
            key_worker,
            refused,
            contact.clone(),
            contact,
        ];
        let told: Vec<&str> = world
            .store
            .append(&world.manager, drafts, now())
            .unwrap()
            .iter()
            .map(|outcome| match outcome {
                Outcome::Recorded(_) => "recorded",
                Outcome::AlreadyRecorded(_) => "already recorded",
                Outcome::Conflict(_) => "conflict",
                Outcome::Refused(_) => "refused",
                Outcome::Forbidden => "forbidden",
                Outcome::NotFound => "not found",
            })
            .collect();
        assert_eq!(
            told,
            ["not found", "recorded", "recorded", "recorded", "refused", "recorded", "already recorded"]
        );
        let line = world.store.read(|tx| people::line(tx, person)).unwrap().unwrap();
        assert_eq!(line.named.unwrap().key_worker, Some(world.nurse.staff));
        assert_eq!(line.contacts, 1);
        world.verified();
    });
}

#[test]
fn staff_entered_in_one_append_may_be_named_in_the_next_draft() {
    on_both(|target| {
        let world = World::new(target);
        let person = world.person("Ada");
        let staff = Uuid::now_v7();
        let drafts = vec![
            draft(staff, team::member("Cy Invented", Role::Ot, world.north)),
            draft(person, Body::Contact(seen(staff))),
        ];
        let outcomes = world.store.append(&world.manager, drafts, now()).unwrap();
        assert!(outcomes.iter().all(|o| matches!(o, Outcome::Recorded(_))), "{outcomes:?}");
        assert_eq!(world.store.directory().role(staff), Some(Role::Ot));
    });
}

#[test]
fn two_servers_on_one_database_take_the_same_draft_once() {
    on_both(|target| {
        let world = World::new(target);
        let other = Store::open(target).unwrap();
        let person = world.person("Ada");
        let drafts: Vec<Draft> = (0..8).map(|n| world.contact(person, 2_000 + 60 * n)).collect();
        let both = [&world.store, &other];
        let outcomes: Vec<Outcome> = std::thread::scope(|scope| {
            let send = |n: usize| {
                let (draft, nurse) = (drafts[n / 4].clone(), &world.nurse);
                scope.spawn(move || both[n % 2].append(nurse, vec![draft], now()).unwrap().remove(0))
            };
            let waiting: Vec<_> = (0..32).map(send).collect();
            waiting.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let recorded = outcomes.iter().filter(|o| matches!(o, Outcome::Recorded(_))).count();
        assert_eq!(recorded, 8, "{outcomes:?}");
        let rest = outcomes.iter().filter(|o| matches!(o, Outcome::AlreadyRecorded(_))).count();
        assert_eq!(rest, 24, "{outcomes:?}");
        world.verified();
    });
}

#[test]
fn the_journal_and_the_access_log_only_grow() {
    on_both(|target| {
        let world = World::new(target);
        world.person("Ada");
        let look = store::AccessLine {
            at: now(),
            staff: world.nurse.staff,
            act: "person".into(),
            subject: None,
            detail: None,
        };
        world.store.note_access(look).unwrap();
        world.store.write(|_| Ok(())).unwrap();
        let db = Db::open(target).unwrap();
        let refuse = |sql: &str| {
            let problem = db.write(|tx| tx.execute(sql, &[])).unwrap_err();
            assert!(
                matches!(&problem, DbError::Broken(why) if why.contains("append-only")),
                "{sql}: {problem}"
            );
        };
        for table in ["entry", "access_line"] {
            refuse(&format!("UPDATE {table} SET seq = seq + 1000"));
            refuse(&format!("DELETE FROM {table}"));
        }
        refuse("UPDATE entry SET body = '{}' WHERE seq = 1");
        match db.engine() {
            Engine::Postgres => refuse("TRUNCATE entry"),
            Engine::Sqlite => refuse(
                "INSERT OR REPLACE INTO entry (seq, id, version, kind, subject, author, happened_at, recorded_at, body, prev_hash, hash)
                 SELECT seq, id, version, kind, subject, author, happened_at, recorded_at, '{}', prev_hash, hash FROM entry",
            ),
        }
        let none = db.read(|tx| tx.query_one("SELECT 1 FROM entry WHERE seq = $1", &params![0], |_| Ok(())));
        assert_eq!(none, Ok(None));
        world.verified();
    });
}
