//! The ordinary tables beside the journal, and search: accounts, sessions, attempts, settings, the
//! access log; and who is found by what.

use std::collections::BTreeMap;

use care::access::{Actor, Role};
use care::entry::Body;
use care::entry::person::Person;
use care::line::Line;
use care::nhs_number::NhsNumber;
use care::travel::Point;
use jiff::SignedDuration;
use serde_json::json;
use store::accounts::{self, Account, Session, SessionKind};
use store::db::{DbError, Tx};
use store::{AccessLine, Outcome, StoreError, access_lines, people, postcodes};
use uuid::Uuid;

use crate::support::on_both;
use crate::team::{self, World, ago, draft, now, of};

fn account(login: &str, staff: Uuid) -> Account {
    let password_hash = "$argon2id$invented".to_owned();
    Account { id: Uuid::now_v7(), login: login.into(), staff, password_hash, disabled: false }
}

fn session(account: &Account, token: u8, kind: SessionKind) -> Session {
    Session {
        token_hash: [token; 32],
        account: account.id,
        login: account.login.clone(),
        staff: account.staff,
        kind,
        csrf: "invented".into(),
        created_at: ago(30),
        seen_at: ago(30),
        ends_at: now(),
    }
}

fn done(world: &World, body: impl FnMut(&mut Tx) -> Result<(), StoreError> + Send + 'static) {
    world.store.write(body).unwrap();
}

#[test]
fn set_up_is_one_commit_and_can_be_tried_again_after_it_failed() {
    on_both(|target| {
        let store = store::Store::open(target).unwrap();
        let staff = Uuid::now_v7();
        let (keeper, first) = (Actor::system(staff), account("ada", staff));
        let named = |name: &str| {
            vec![
                draft(
                    Uuid::now_v7(),
                    Body::Organisation(of(json!({ "name": "Invented Trust", "ods_code": "XYZ" }))),
                ),
                draft(staff, team::member(name, Role::Sysadmin, Uuid::nil())),
            ]
        };
        let refused = store.set_up(&keeper, named(""), first.clone(), now()).unwrap().unwrap();
        assert!(matches!(refused.last(), Some(Outcome::Refused(_))), "{refused:?}");
        assert!(store.directory().organisations.is_empty(), "nothing is left of what failed");
        assert!(store.read(accounts::all).unwrap().is_empty());
        let done = store.set_up(&keeper, named("Ada Invented"), first.clone(), now()).unwrap().unwrap();
        assert!(done.iter().all(|o| matches!(o, Outcome::Recorded(_))), "{done:?}");
        assert_eq!(store.directory().organisations.len(), 1);
        assert_eq!(store.read(accounts::all).unwrap(), [first]);
        let second = account("eve", Uuid::now_v7());
        assert_eq!(store.set_up(&keeper, named("Eve Invented"), second, now()).unwrap(), None, "once");
        assert_eq!(store.directory().organisations.len(), 1);
    });
}

#[test]
fn accounts_and_sessions_come_back_as_they_went_in_and_end_when_they_should() {
    on_both(|target| {
        let world = World::new(target);
        let (ada, bo) = (account("ada", world.nurse.staff), account("bo", world.manager.staff));
        let sessions = [
            session(&ada, 1, SessionKind::Browser),
            session(&ada, 2, SessionKind::Bearer),
            session(&bo, 3, SessionKind::Browser),
        ];
        let (accounts_in, sessions_in) = ([ada.clone(), bo.clone()], sessions.clone());
        done(&world, move |tx| {
            accounts_in.iter().try_for_each(|account| accounts::add(tx, account, now()))?;
            sessions_in.iter().try_for_each(|session| accounts::start_session(tx, session))
        });
        let read = |token: u8| world.store.read(|tx| accounts::session(tx, &[token; 32])).unwrap();
        assert_eq!(world.store.read(accounts::all).unwrap(), [ada.clone(), bo.clone()]);
        assert_eq!(world.store.read(|tx| accounts::by_login(tx, "ada")).unwrap(), Some(ada.clone()));
        assert_eq!(world.store.read(|tx| accounts::by_login(tx, "ADA")).unwrap(), None);
        assert_eq!([read(1), read(2), read(3)].map(Option::unwrap), sessions);
        assert_eq!(read(4), None);
        let twice = Account { id: Uuid::now_v7(), ..ada.clone() };
        let taken = world.store.write(move |tx| accounts::add(tx, &twice, now()));
        assert!(
            matches!(taken, Err(StoreError::Db(DbError::Conflict { columns, .. })) if columns == "login")
        );
        done(&world, |tx| accounts::touch(tx, &[1; 32], now()));
        assert_eq!(read(1).unwrap().seen_at, now());
        done(&world, |tx| accounts::end(tx, &[1; 32], now()));
        assert_eq!((read(1), read(2).is_some()), (None, true));
        // A new password ends every session of that account, and of nobody else.
        let id = ada.id;
        done(&world, move |tx| accounts::set_password(tx, id, "$argon2id$new", now()));
        assert_eq!((read(2), read(3).is_some()), (None, true));
        let new = world.store.read(|tx| accounts::by_login(tx, "ada")).unwrap().unwrap();
        assert_eq!(new.password_hash, "$argon2id$new");
        let id = bo.id;
        done(&world, move |tx| accounts::set_disabled(tx, id, true, now()));
        assert_eq!(read(3), None);
        done(&world, move |tx| accounts::set_disabled(tx, id, false, now()));
        assert_eq!(read(3), None, "what has ended stays ended");
    });
}

#[test]
fn failed_attempts_count_since_the_last_good_one() {
    on_both(|target| {
        let world = World::new(target);
        let count =
            |login: &'static str| world.store.read(move |tx| accounts::failures(tx, login, ago(60))).unwrap();
        let tried = |login: &'static str, minutes: i64, good: bool| {
            done(&world, move |tx| accounts::attempt(tx, login, good, ago(minutes)));
        };
        assert_eq!(count("ada"), 0);
        tried("ada", 90, false);
        tried("ada", 50, false);
        tried("ada", 40, false);
        tried("bo", 40, false);
        assert_eq!((count("ada"), count("bo"), count("nobody")), (2, 1, 0));
        tried("ada", 30, true);
        assert_eq!(count("ada"), 0);
        tried("ada", 20, false);
        assert_eq!((count("ada"), count("bo")), (1, 1));
    });
}

#[test]
fn settings_are_kept_changed_and_removed() {
    on_both(|target| {
        let world = World::new(target);
        let read = || world.store.read(|tx| accounts::setting(tx, "logo")).unwrap();
        for value in [None, Some("off"), Some("on"), Some(""), None, None] {
            done(&world, move |tx| accounts::set(tx, "logo", value));
            assert_eq!(read().as_deref(), value);
        }
    });
}

#[test]
fn the_access_log_is_read_backwards_a_page_at_a_time_each_line_once() {
    on_both(|target| {
        let world = World::new(target);
        let (ada, bo) = (Uuid::now_v7(), Uuid::now_v7());
        let line = |n: i64| AccessLine {
            at: now() + SignedDuration::from_secs(n),
            staff: world.nurse.staff,
            act: "person".into(),
            subject: [Some(ada), Some(bo), None][usize::try_from(n % 3).unwrap()],
            detail: (n % 2 == 0).then(|| format!("look {n}")),
        };
        let lines: Vec<AccessLine> = (0..25).map(line).collect();
        for line in &lines {
            world.store.note_access(line.clone()).unwrap();
        }
        world.store.write(|_| Ok(())).unwrap();
        let (mut before, mut found) = (None, Vec::new());
        loop {
            let page = world.store.read(|tx| access_lines(tx, None, before, 7)).unwrap();
            let Some((last, _)) = page.last() else { break };
            before = Some(*last);
            found.extend(page.into_iter().map(|(_, line)| line));
            // More looks while it is read: they belong to no later page.
            world.store.note_access(line(99)).unwrap();
            world.store.write(|_| Ok(())).unwrap();
        }
        assert!(found.iter().rev().eq(&lines));
        let of_ada = world.store.read(|tx| access_lines(tx, Some(bo), None, 100)).unwrap();
        assert_eq!(of_ada.len(), 8);
        assert!(of_ada.iter().all(|(_, line)| line.subject == Some(bo)));
    });
}

/// Enters somebody with these names, number and address.
fn enter(world: &World, team: Uuid, fields: &serde_json::Value) -> Uuid {
    let mut all = json!({
        "born": "1981-02-28", "gender": "X", "sex_at_birth": "X", "ethnicity": "99",
        "nhs_number_missing": "not_known", "doubts_accepted": "Seen on a passport",
    });
    all.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    if fields.get("nhs_number").is_some() {
        all.as_object_mut().unwrap().remove("nhs_number_missing");
    }
    let id = Uuid::now_v7();
    let person: Person = of(all);
    let actor = if team == world.south { &world.southern } else { &world.manager };
    world.recorded(actor, &care::entry::Draft { team: Some(team), ..draft(id, Body::Person(person)) });
    id
}

/// Zoë, Bo and Li of the north, and somebody of the south; all but Li have been a Smith.
fn four_people(world: &World, number: &NhsNumber) -> [Uuid; 4] {
    let named = |given: &str, family: &str| json!({ "names": [{ "use": "usual", "given": given, "family": family }] });
    let zoe = json!({
        "names": [
            { "use": "usual", "given": "Zoë Ann", "family": "O'Brien-Łuczak" },
            { "use": "former", "given": "Zoë", "family": "Smith" },
        ],
        "likes_to_be_called": "Birdie",
        "nhs_number": number.as_str(),
        "places": [{ "lines": ["12 Invented Street"], "postcode": "LS1 4AP" }],
    });
    [
        enter(world, world.north, &zoe),
        enter(world, world.north, &named("Bo", "Smith")),
        enter(world, world.north, &named("小明", "李")),
        enter(world, world.south, &named("Far", "Smith")),
    ]
}

#[test]
fn people_are_found_by_every_stored_name_number_and_street() {
    on_both(|target| {
        let world = World::new(target);
        let number = (0..).find_map(|n| NhsNumber::from_stem(999_123_000 + n)).unwrap();
        let [zoe, bo, li, far] = four_people(&world, &number);
        let search = |teams: &[Uuid], words: &str, most| {
            let found = world.store.read(|tx| people::search(tx, (teams, true), words, most)).unwrap();
            found.into_iter().map(|line| line.person).collect::<Vec<Uuid>>()
        };
        let find = |words: &str, expected: &[Uuid]| {
            assert_eq!(search(&[world.north], words, 50), expected, "{words:?}");
        };
        let typed = number.as_str();
        let groups = format!("{} {} {}", &typed[..3], &typed[3..6], &typed[6..]);
        let spellings = "zoe|Zoë|ZOË|zoe ann|ann zoe|zoeann|obrien|o'brien|O’Brien|o brien|luczak|Łuczak|brien zo|\
                         birdie|invented street|street 12|ls1 4ap|ls14ap|  zoe \t obrien ";
        spellings.split('|').chain([typed, &groups]).for_each(|words| find(words, &[zoe]));
        find("smith", &[zoe, bo]);
        // BI13: a former name finds nobody for those who may not see it; other words still do.
        let without = |words: &str| {
            let found =
                world.store.read(|tx| people::search(tx, (&[world.north], false), words, 50)).unwrap();
            found.into_iter().map(|line| line.person).collect::<Vec<Uuid>>()
        };
        assert_eq!((without("smith"), without("zoe"), without("zoe smith")), (vec![bo], vec![zoe], vec![]));
        find("smith bo", &[bo]);
        find("李", &[li]);
        find("小明", &[li]);
        // Letters that mean something to a database mean nothing here (BI64).
        for words in ["", " ", "%", "_", "*", "sm_th", "s%th", "s*h", "' OR 1=1 --", "\\", "smith far"] {
            find(words, &[]);
        }
        find("\"smith%", &[zoe, bo]);
        let both = [world.north, world.south];
        assert_eq!(search(&both, "smith", 50).len(), 3);
        assert_eq!(search(&both, "smith", 2).len(), 2);
        assert_eq!(search(&[world.south], "smith", 50), [far]);
        assert!(search(&[], "smith", 50).is_empty());
    });
}

#[test]
fn what_another_process_wrote_is_told_to_those_who_watch_here_and_told_once() {
    on_both(|target| {
        let world = World::new(target);
        let here = store::Store::open(target).unwrap();
        let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let heard = std::sync::Arc::clone(&told);
        here.watch(move |change| heard.lock().unwrap().push((change.subject, change.team)));
        let person = world.person("Ottoline");
        here.catch_up().unwrap();
        let expected = (person, Some(world.north));
        assert!(told.lock().unwrap().contains(&expected), "{:?}", told.lock().unwrap());
        let many = told.lock().unwrap().len();
        here.catch_up().unwrap();
        assert_eq!(told.lock().unwrap().len(), many);
    });
}

#[test]
fn what_another_process_wrote_before_our_own_entry_is_told_too() {
    on_both(|target| {
        let world = World::new(target);
        let here = store::Store::open(target).unwrap();
        let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let heard = std::sync::Arc::clone(&told);
        here.watch(move |change| heard.lock().unwrap().push(change.subject));
        let theirs = world.person("Ottoline");
        let ours = Uuid::now_v7();
        let details = vec![world.details(ours, "Perpetua")];
        here.append(&world.manager, details, crate::team::now()).unwrap();
        assert_eq!(*told.lock().unwrap(), [ours]);
        here.catch_up().unwrap();
        assert_eq!(*told.lock().unwrap(), [ours, theirs, theirs]);
    });
}

#[test]
fn a_line_that_is_not_known_is_read_whatever_its_place_in_the_journal() {
    on_both(|target| {
        let world = World::new(target);
        let people = [world.person("Ada"), world.person("Bo")];
        let read = |known: &BTreeMap<Uuid, (i64, Line)>| {
            let of = world.store.read(|tx| people::of_board(tx, world.north, known)).unwrap();
            of.caseload.into_iter().map(|(seq, line)| (line.person, (seq, line))).collect::<BTreeMap<_, _>>()
        };
        let all = read(&BTreeMap::new());
        assert_eq!(all.len(), 2);
        for known in people {
            let known = BTreeMap::from([(known, all[&known].clone())]);
            assert_eq!(read(&known), all);
        }
        world.recorded(&world.nurse, &world.contact(people[0], 60));
        let now = read(&all);
        assert_eq!(now[&people[1]], all[&people[1]]);
        assert_eq!((all[&people[0]].1.contacts, now[&people[0]].1.contacts), (0, 1));
    });
}

#[test]
fn a_table_of_postcodes_takes_the_place_of_the_one_before() {
    on_both(|target| {
        let world = World::new(target);
        let place = |north| Point { latitude_millionths: north, longitude_millionths: -1_000_000 };
        let table = |codes: &[(&str, i64)]| -> BTreeMap<String, Point> {
            codes.iter().map(|(code, north)| ((*code).to_owned(), place(*north))).collect()
        };
        let (first, second) = (table(&[("B991AA", 1), ("B991AB", 2)]), table(&[("B991AA", 3)]));
        let asked = ["B991AA", "B991AB", "B991AC"].map(str::to_owned);
        let found = |world: &World| world.store.read(|tx| postcodes::of(tx, &asked)).unwrap();
        assert_eq!(found(&world), BTreeMap::new());
        for loaded in [first, second] {
            let table = loaded.clone();
            done(&world, move |tx| postcodes::replace(tx, &table));
            assert_eq!(found(&world), loaded);
        }
        assert_eq!(world.store.verify(|_, _| ()).unwrap(), Vec::<String>::new());
    });
}
