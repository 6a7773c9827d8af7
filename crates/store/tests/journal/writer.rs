//! The one writer: many writes share a commit, each is answered once, and one that errs or panics
//! takes no other with it and does not stop the writer.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use care::access::Role;
use care::entry::Draft;
use store::db::DbError;
use store::{AccessLine, Outcome, StoreError, accounts, params};
use uuid::Uuid;

use crate::support::on_both;
use crate::team::{World, draft, member, now};

/// Holds the writer until the sender is used or dropped; what is sent meanwhile waits together.
fn held(world: &World) -> (Sender<()>, std::thread::JoinHandle<()>) {
    let (go, wait) = channel::<()>();
    let (begun, started) = channel();
    let store = Arc::clone(&world.store);
    let thread = std::thread::spawn(move || {
        let wait = Mutex::new(wait);
        store
            .write(move |_| {
                begun.send(()).unwrap();
                let _ = wait.lock().unwrap().recv();
                Ok(())
            })
            .unwrap();
    });
    started.recv().unwrap();
    (go, thread)
}

fn look(world: &World, detail: &str) -> AccessLine {
    let detail = Some(detail.to_owned());
    AccessLine { at: now(), staff: world.nurse.staff, act: "person".into(), subject: None, detail }
}

#[test]
fn many_writers_are_each_answered_once() {
    on_both(|target| {
        let world = World::new(target);
        let people: Vec<Uuid> = ["Ada", "Bo", "Cy", "Di"].map(|name| world.person(name)).into();
        let changes = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&changes);
        world.store.watch(move |_| {
            seen.fetch_add(1, Ordering::SeqCst);
        });
        std::thread::scope(|scope| {
            for thread in 0..16_usize {
                let (world, person) = (&world, people[thread % 4]);
                scope.spawn(move || {
                    for n in 0..6_i64 {
                        let minutes = 1_000 + 60 * (n * 16 + i64::try_from(thread).unwrap());
                        let contact = world.contact(person, minutes);
                        let receipt = world.recorded(&world.nurse, &contact);
                        assert_eq!((receipt.id, receipt.version), (contact.id, 1));
                    }
                });
            }
        });
        assert_eq!(changes.load(Ordering::SeqCst), 96, "one change for each, told before the answer");
        world.verified();
    });
}

#[test]
fn one_that_errs_or_panics_takes_no_other_with_it() {
    on_both(|target| {
        let world = World::new(target);
        let person = world.person("Ada");
        let (go, holder) = held(&world);
        let (send, answers) = channel();
        let contacts: Vec<Draft> = (0..6).map(|n| world.contact(person, 200 + 60 * n)).collect();
        for (n, contact) in contacts.iter().enumerate() {
            let send = send.clone();
            world
                .store
                .append_then(world.nurse.clone(), vec![contact.clone()], now(), move |told| {
                    drop(send.send((n, told)));
                })
                .unwrap();
            world.store.note_access(look(&world, &format!("look {n}"))).unwrap();
            if n == 2 {
                world.store.write_later(|_| panic!("an invented fault")).unwrap();
                world.store.write_later(|_| Err(StoreError::Refused("no".into()))).unwrap();
                let nowhere = |tx: &mut store::db::Tx| {
                    tx.execute("DELETE FROM nowhere", &[])?;
                    Ok(())
                };
                world.store.write_later(nowhere).unwrap();
            }
        }
        drop((go, send));
        holder.join().unwrap();
        let mut told: Vec<(usize, Result<Vec<Outcome>, StoreError>)> = answers.iter().collect();
        told.sort_by_key(|(n, _)| *n);
        assert_eq!(told.len(), 6, "each is answered once");
        for (n, outcomes) in told {
            assert!(matches!(outcomes.unwrap()[..], [Outcome::Recorded(r)] if r.id == contacts[n].id));
        }
        // What was queued before this is on disk after it.
        world.store.write(|_| Ok(())).unwrap();
        let lines = world.store.read(|tx| store::access_lines(tx, None, None, 100)).unwrap();
        let looks: Vec<_> = lines.iter().rev().filter_map(|(_, line)| line.detail.clone()).collect();
        assert_eq!(looks, (0..6).map(|n| format!("look {n}")).collect::<Vec<_>>());
        world.recorded(&world.nurse, &world.contact(person, 90));
        world.verified();
    });
}

#[test]
fn what_a_write_changed_before_it_failed_is_undone_everywhere() {
    on_both(|target| {
        let world = World::new(target);
        let staff = Uuid::now_v7();
        let drafts = vec![draft(staff, member("Cy Invented", Role::Nurse, world.north))];
        let (go, holder) = held(&world);
        let (send, told) = channel();
        let answer = move |outcome| drop(send.send(outcome));
        world.store.append_then(world.manager.clone(), drafts, now(), answer).unwrap();
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&runs);
        world
            .store
            .write_later(move |tx| {
                counted.fetch_add(1, Ordering::SeqCst);
                accounts::set(tx, "name", Some("half"))?;
                Err(StoreError::Db(DbError::broken("an invented fault")))
            })
            .unwrap();
        drop(go);
        holder.join().unwrap();
        assert!(matches!(told.recv().unwrap().unwrap()[..], [Outcome::Recorded(_)]));
        world.store.write(|_| Ok(())).unwrap();
        assert_eq!(runs.load(Ordering::SeqCst), 2, "with the others, then alone");
        assert_eq!(world.store.read(|tx| accounts::setting(tx, "name")).unwrap(), None);
        assert_eq!(world.store.directory().role(staff), Some(Role::Nurse));
    });
}

#[test]
fn watchers_and_those_who_wait_may_panic() {
    on_both(|target| {
        let world = World::new(target);
        let person = world.person("Ada");
        world.store.watch(|_| panic!("an invented fault of a watcher"));
        let contact = world.contact(person, 90);
        world
            .store
            .append_then(world.nurse.clone(), vec![contact.clone()], now(), |_| panic!("an invented fault"))
            .unwrap();
        assert!(matches!(world.send(&world.nurse, &contact), Outcome::AlreadyRecorded(_)));
        world.recorded(&world.nurse, &world.contact(person, 200));
        world.verified();
    });
}

#[test]
fn a_full_queue_refuses_to_show_what_it_cannot_write_down() {
    on_both(|target| {
        let world = World::new(target);
        let (go, holder) = held(&world);
        let mut taken = 0;
        let full = loop {
            match world.store.note_access(look(&world, "look")) {
                Ok(()) => taken += 1,
                Err(why) => break why,
            }
            assert!(taken < 1_000_000, "the queue has no end");
        };
        assert!(matches!(full, StoreError::Unaudited), "{full}");
        drop(go);
        holder.join().unwrap();
        world.store.write(|_| Ok(())).unwrap();
        let count = |tx: &mut store::db::Tx| {
            Ok(tx.query_one("SELECT count(*) FROM access_line", &params![], |row| row.get::<i64>(0))?)
        };
        assert_eq!(world.store.read(count).unwrap(), Some(taken), "none is lost, none is there twice");
        world.store.note_access(look(&world, "room again")).unwrap();
    });
}
