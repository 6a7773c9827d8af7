//! The layer over two databases: every promise it makes, on both. The first tests are the traps that
//! were met while choosing it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

use jiff::{Timestamp, civil::Date};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use store::db::{Db, DbError, Engine, FromValue, Migration, Options, Row, Target, Tx, Value, placeholders};
use store::params;
use support::{Postgres, on_both};
use uuid::Uuid;

const TABLES: &[Migration] = &[Migration {
    id: "0001_tables",
    sql: "CREATE TABLE thing (
              id TEXT NOT NULL PRIMARY KEY,
              number BIGINT,
              note TEXT,
              raw BLOB
          ) STRICT;
          CREATE TABLE place (worker TEXT NOT NULL, day TEXT NOT NULL, UNIQUE (worker, day))
              STRICT;
          CREATE TABLE line (seq SEQ, thing TEXT NOT NULL REFERENCES thing (id)) STRICT;
          CREATE TABLE pair (a TEXT NOT NULL, b TEXT NOT NULL, PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;
          CREATE TABLE kept (id TEXT NOT NULL PRIMARY KEY, note TEXT) STRICT;
          APPEND_ONLY kept;",
}];

fn open(target: &Target) -> Db {
    let db = Db::open(target).unwrap();
    db.migrate(TABLES).unwrap();
    db
}

fn on_tables(body: impl Fn(&Db)) {
    on_both(|target| body(&open(target)));
}

fn add(tx: &mut Tx, id: &str, number: i64) -> Result<(), DbError> {
    tx.execute("INSERT INTO thing (id, number) VALUES ($1, $2)", &params![id, number]).map(drop)
}

fn count(db: &Db) -> i64 {
    db.read(|tx| one(tx, "SELECT count(*) FROM thing", &[])).unwrap()
}

fn one<T: FromValue>(tx: &mut Tx, sql: &str, values: &[Value<'_>]) -> Result<T, DbError> {
    Ok(tx.query_one(sql, values, |row| row.get(0))?.expect("one row"))
}

// The traps

#[test]
fn parameters_are_bound_by_number_not_by_first_appearance() {
    on_tables(|db| {
        let sql = "SELECT CAST($3 AS TEXT), CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($1 AS TEXT), '$1'";
        let row = |row: &Row<'_>| -> Result<[String; 5], DbError> {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?])
        };
        let found = db.read(|tx| tx.query_one(sql, &params!["a", "b", "c"], row)).unwrap().unwrap();
        assert_eq!(found, ["c", "a", "b", "a", "$1"]);
    });
}

#[test]
fn every_kind_and_its_absence_comes_back_as_it_went_in() {
    on_tables(|db| {
        fn check<T>(db: &Db, column: &str, value: &T)
        where
            T: FromValue + Clone + PartialEq + std::fmt::Debug + Into<Value<'static>>,
        {
            let id = Uuid::now_v7();
            db.write(|tx| {
                let insert = format!("INSERT INTO thing (id, {column}) VALUES ($1, $2)");
                tx.execute(&insert, &[Value::from(id), value.clone().into()])?;
                tx.execute(&insert, &[Uuid::nil().into(), Value::Null])?;
                let read = format!("SELECT {column} FROM thing WHERE id = $1");
                assert_eq!(one::<T>(tx, &read, &params![id])?, *value);
                assert_eq!(one::<Option<T>>(tx, &read, &params![id])?, Some(value.clone()));
                assert_eq!(one::<Option<T>>(tx, &read, &params![Uuid::nil()])?, None);
                let clear = format!("UPDATE thing SET {column} = $1 WHERE id = $2");
                tx.execute(&clear, &[None::<T>.into(), id.into()])?;
                assert_eq!(one::<Option<T>>(tx, &read, &params![id])?, None);
                tx.execute("DELETE FROM thing", &[])
            })
            .unwrap();
        }
        for number in [i64::MIN, -1, 0, i64::MAX] {
            check(db, "number", &number);
        }
        check(db, "number", &u32::MAX);
        check(db, "number", &255_u8);
        check(db, "number", &true);
        check(db, "number", &false);
        for text in
            ["", " ", "Zoë O'Neil-Łuczak", "$1 ?1 \\ \" ''", "\u{1f9d1}\u{200d}\u{1f91d}", "\r\n\t\u{1}"]
        {
            check(db, "note", &text.to_owned());
        }
        check(db, "note", &"x".repeat(3_000_000));
        check(db, "note", &"2026-03-29T00:59:59.999999Z".parse::<Timestamp>().unwrap());
        check(db, "note", &"1931-02-28".parse::<Date>().unwrap());
        check(db, "note", &Uuid::now_v7());
        check(db, "raw", &Vec::<u8>::new());
        check(db, "raw", &vec![0_u8, 255, 39, 0]);
    });
}

#[test]
fn a_reader_sees_one_snapshot_while_the_writer_commits() {
    on_tables(|db| {
        db.read(|tx| -> Result<(), DbError> {
            assert_eq!(one::<i64>(tx, "SELECT count(*) FROM thing", &[])?, 0);
            db.write(|tx| add(tx, "a", 1))?;
            assert_eq!(count(db), 1, "another reader sees it at once");
            assert_eq!(one::<i64>(tx, "SELECT count(*) FROM thing", &[])?, 0);
            Ok(())
        })
        .unwrap();
    });
}

#[test]
fn a_reader_cannot_write() {
    on_tables(|db| {
        assert!(matches!(db.read(|tx| add(tx, "a", 1)), Err(DbError::Broken(_))));
        assert_eq!(count(db), 0);
    });
}

#[test]
fn text_order_is_byte_order_and_instants_sort_as_time() {
    on_tables(|db| {
        let words = ["", "-a", "B", "Z", "a", "a b", "ab", "b", "é", "ł", "日"];
        db.write(|tx| words.iter().rev().try_for_each(|word| add(tx, word, 0))).unwrap();
        let found = db
            .read(|tx| tx.query("SELECT id FROM thing ORDER BY id", &[], |row| row.get::<String>(0)))
            .unwrap();
        assert_eq!(found, words);
        let instants = [
            "0001-01-01T00:00:00Z",
            "2026-11-22T03:10:21Z",
            "2026-11-22T03:10:21.0005Z",
            "9999-01-01T00:00:00Z",
        ];
        let texts: Vec<_> =
            instants.iter().map(|text| Value::from(text.parse::<Timestamp>().unwrap())).collect();
        let texts: Vec<&str> = texts
            .iter()
            .map(|value| if let Value::Text(text) = value { text.as_ref() } else { "" })
            .collect();
        assert!(texts.is_sorted() && texts.iter().all(|text| text.len() == 27), "{texts:?}");
        assert_eq!(texts[1], "2026-11-22T03:10:21.000000Z");
    });
}

#[test]
fn one_copy_of_sqlite_and_a_safe_postgres_client_are_locked() {
    let lock = include_str!("../../../Cargo.lock");
    assert_eq!(lock.matches("name = \"libsqlite3-sys\"").count(), 1);
    let (_, after) = lock.split_once("name = \"tokio-postgres\"\nversion = \"").unwrap();
    let version: Vec<u32> =
        after.split('"').next().unwrap().split('.').map(|part| part.parse().unwrap()).collect();
    assert!(version >= vec![0, 7, 18], "advisories of June 2026: {version:?}");
}

// Transactions

#[test]
fn an_error_or_a_panic_undoes_everything_and_the_next_write_works() {
    on_tables(|db| {
        let refused = db.write(|tx| {
            add(tx, "a", 1)?;
            Err::<(), _>(DbError::broken("no"))
        });
        assert_eq!(refused, Err(DbError::Broken("no".into())));
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            db.write(|tx| -> Result<(), DbError> {
                add(tx, "b", 1)?;
                panic!("an invented fault")
            })
        }));
        assert!(panicked.is_err());
        let panicked =
            catch_unwind(AssertUnwindSafe(|| db.read(|_| -> Result<(), DbError> { panic!("another") })));
        assert!(panicked.is_err());
        assert_eq!(count(db), 0);
        db.write(|tx| add(tx, "c", 1)).unwrap();
        assert_eq!(count(db), 1);
    });
}

#[test]
fn a_failed_statement_that_is_passed_over_is_not_committed() {
    on_tables(|db| {
        db.write(|tx| add(tx, "a", 1)).unwrap();
        let passed_over = db.write(|tx| {
            add(tx, "b", 1)?;
            let first = add(tx, "a", 2);
            assert_eq!(add(tx, "c", 3), first, "nothing more is taken");
            Ok::<_, DbError>(())
        });
        assert!(matches!(passed_over, Err(DbError::Conflict { .. })));
        assert_eq!(count(db), 1);
    });
}

#[test]
fn a_savepoint_undoes_its_own_part_only() {
    on_tables(|db| {
        let outcomes = db
            .write(|tx| {
                let mut outcomes = Vec::new();
                for id in ["a", "b", "a", "", "c"] {
                    outcomes.push(tx.savepoint(|tx| {
                        add(tx, &format!("{id} before"), 0)?;
                        tx.savepoint(|tx| add(tx, id, 1))?;
                        if id.is_empty() { Err(DbError::broken("empty")) } else { Ok(()) }
                    }));
                }
                Ok::<_, DbError>(outcomes)
            })
            .unwrap();
        let told: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
        assert_eq!(told, [true, true, false, false, true]);
        assert_eq!(count(db), 6);
    });
}

#[test]
fn writers_take_turns_within_and_across_handles() {
    on_both(|target| {
        let handles = [open(target), open(target)];
        handles[0].write(|tx| add(tx, "a", 0)).unwrap();
        let add_one = |tx: &mut Tx| {
            let number: i64 = one(tx, "SELECT number FROM thing WHERE id = $1", &params!["a"])?;
            tx.execute("UPDATE thing SET number = $1 WHERE id = $2", &params![number + 1, "a"])
        };
        std::thread::scope(|scope| {
            for worker in 0..4 {
                let db = &handles[worker % 2];
                scope.spawn(move || (0..15).for_each(|_| assert_eq!(db.write(add_one), Ok(1))));
            }
        });
        let total: i64 = handles[1].read(|tx| one(tx, "SELECT number FROM thing", &[])).unwrap();
        assert_eq!(total, 60);
    });
}

#[test]
fn two_writers_who_each_read_what_the_other_writes_cannot_both_win() {
    let server = Postgres::new();
    let (one_db, two_db) = (open(&server.target()), open(&server.target()));
    let (meet, runs) = (Barrier::new(2), AtomicUsize::new(0));
    // Each adds a row only while there is none: run side by side, one must see the other's.
    let add_if_none = |db: &Db, id: &str| {
        let met = Cell::new(false);
        db.write(|tx| {
            runs.fetch_add(1, Ordering::Relaxed);
            let found: i64 = one(tx, "SELECT count(*) FROM thing", &[])?;
            if !met.replace(true) {
                meet.wait();
            }
            if found == 0 { add(tx, id, 0) } else { Ok::<_, DbError>(()) }
        })
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| add_if_none(&one_db, "a"));
        add_if_none(&two_db, "b").unwrap();
        other.join().unwrap().unwrap();
    });
    assert_eq!(count(&one_db), 1);
    // How often the loser must try again is the server's affair; that it did is ours.
    assert!(runs.load(Ordering::Relaxed) >= 3, "the loser ran again");
}

#[test]
fn waiting_for_a_connection_is_bounded() {
    on_both(|target| {
        let options = Options { readers: 1, wait: Duration::from_millis(20), ..Options::default() };
        let db = Db::open_with(target, &options).unwrap();
        let nested = db.read(|_| db.read(|_| Ok::<_, DbError>(())));
        assert_eq!(nested, Err(DbError::Busy));
        let nested = db.write(|_| db.write(|_| Ok::<_, DbError>(())));
        assert_eq!(nested, Err(DbError::Busy));
        assert_eq!(db.read(|_| Ok::<_, DbError>(1)), Ok(1), "the connection came back");
    });
}

// What goes in and what comes out

#[test]
fn a_second_row_with_the_same_key_is_named_the_same_on_both() {
    on_tables(|db| {
        let check = |sql: &str, table: &str, columns: &str| {
            let twice = db.write(|tx| {
                tx.execute(sql, &params!["secret", "words"])?;
                tx.execute(sql, &params!["secret", "words"])
            });
            assert_eq!(twice, Err(DbError::Conflict { table: table.into(), columns: columns.into() }));
            assert!(!twice.unwrap_err().to_string().contains("secret"));
        };
        check("INSERT INTO thing (id, note) VALUES ($1, $2)", "thing", "id");
        check("INSERT INTO place (worker, day) VALUES ($1, $2)", "place", "worker, day");
        check("INSERT INTO pair (b, a) VALUES ($1, $2)", "pair", "a, b");
    });
}

#[test]
fn what_is_wrong_is_refused_without_telling_the_value() {
    on_tables(|db| {
        let broken = |sql: &str, values: &[Value<'_>]| {
            let problem = db.write(|tx| tx.execute(sql, values)).unwrap_err();
            assert!(matches!(problem, DbError::Broken(_)), "{sql}: {problem:?}");
            assert!(!problem.to_string().contains("secret"), "{problem}");
        };
        broken("INSERT INTO thing (id) VALUES ($1)", &[]);
        broken("INSERT INTO thing (id) VALUES ($1)", &params!["secret", "b"]);
        broken("INSERT INTO thing (id, number) VALUES ($1, $2)", &params!["secret", "secret"]);
        broken("INSERT INTO thing (id, raw) VALUES ($1, $2)", &params!["secret", "secret"]);
        broken("INSERT INTO line (thing) VALUES ($1)", &params!["secret"]);
        broken("INSERT INTO thing (id) VALUES ($1)", &params![None::<&str>]);
        broken("INSERT INTO nowhere (id) VALUES ($1)", &params!["secret"]);
        let nul = db.write(|tx| add(tx, "a\0b", 1));
        assert_eq!(nul, Err(DbError::Nul));
        assert_eq!(count(db), 0);
    });
    let server = Postgres::new();
    let cast = open(&server.target())
        .read(|tx| one::<i64>(tx, "SELECT CAST(CAST($1 AS TEXT) AS BIGINT)", &params!["secret"]));
    assert!(!cast.unwrap_err().to_string().contains("secret"));
}

#[test]
fn a_column_of_another_kind_names_column_and_statement() {
    on_tables(|db| {
        db.write(|tx| add(tx, "not an id", 300)).unwrap();
        let sql = "SELECT id, number, note FROM thing";
        let check = |read: &dyn Fn(&Row<'_>) -> Option<DbError>, expected: &str| {
            let found = db.read(|tx| tx.query(sql, &[], |row| Ok(read(row)))).unwrap();
            let problem = found[0].as_ref().map(ToString::to_string).unwrap_or_default();
            assert_eq!(problem, format!("database error: {expected}"));
        };
        check(&|row| row.get::<Uuid>(0).err(), &format!("column 0 of `{sql}`: expected an id, found text"));
        check(
            &|row| row.get::<u8>(1).err(),
            &format!("column 1 of `{sql}`: expected a smaller number, found a whole number"),
        );
        check(
            &|row| row.get::<bool>(1).err(),
            &format!("column 1 of `{sql}`: expected 0 or 1, found a whole number"),
        );
        check(
            &|row| row.get::<String>(2).err(),
            &format!("column 2 of `{sql}`: expected text, found no value"),
        );
        check(&|row| row.bytes(0).err(), &format!("column 0 of `{sql}`: expected bytes, found text"));
        let beyond = db.read(|tx| tx.query(sql, &[], |row| row.get::<i64>(9)));
        assert!(beyond.unwrap_err().to_string().contains("column 9"));
    });
}

#[test]
fn lists_returning_and_numbers_given_by_the_database() {
    on_tables(|db| {
        db.write(|tx| ["a", "b", "c"].iter().zip(1..).try_for_each(|(id, n)| add(tx, id, n))).unwrap();
        let sql =
            format!("SELECT id FROM thing WHERE number > $1 AND id IN ({}) ORDER BY id", placeholders(2, 2));
        let found = db
            .read(|tx| tx.query(&sql, &params![1, "c", "b"], |row| row.text(0).map(str::to_owned)))
            .unwrap();
        assert_eq!(found, ["b", "c"]);
        let line = "INSERT INTO line (thing) VALUES ($1)";
        let numbers = db
            .write(|tx| Ok::<_, DbError>([tx.insert(line, &params!["a"])?, tx.insert(line, &params!["a"])?]));
        let [first, second] = numbers.unwrap();
        assert!(first.is_some() && first < second);
        let again = "INSERT INTO line (seq, thing) VALUES ($1, $2) ON CONFLICT (seq) DO NOTHING";
        assert_eq!(db.write(|tx| tx.insert(again, &params![second, "a"])), Ok(None), "left out");
        let upsert = "INSERT INTO thing (id, number) VALUES ($1, $2)
                      ON CONFLICT (id) DO UPDATE SET number = excluded.number RETURNING number";
        assert_eq!(db.write(|tx| one::<i64>(tx, upsert, &params!["a", 9])), Ok(9));
        let sum = "SELECT CAST(SUM(number) AS BIGINT), count(*) FILTER (WHERE number = $1) FROM thing";
        assert_eq!(db.read(|tx| one::<i64>(tx, sum, &params![9])), Ok(14));
        assert!(db.read(|tx| tx.query_one("SELECT id FROM thing", &[], |_| Ok(()))).is_err(), "three rows");
        assert_eq!(
            db.read(|tx| tx.query_one("SELECT id FROM thing WHERE id = $1", &params!["z"], |_| Ok(()))),
            Ok(None)
        );
        assert_eq!(
            db.write(|tx| tx.execute("UPDATE thing SET number = 0 WHERE number < $1", &params![9])),
            Ok(2)
        );
    });
}

#[test]
fn more_texts_than_are_kept_prepared_still_work() {
    on_tables(|db| {
        for number in 0..600_i64 {
            let sql = format!("SELECT CAST($1 AS BIGINT) + {number}");
            assert_eq!(db.read(|tx| one::<i64>(tx, &sql, &params![1])), Ok(number + 1));
        }
    });
}

// Migrations

#[test]
fn migrations_run_once_each_and_leave_nothing_when_they_fail() {
    on_both(|target| {
        let db = open(target);
        db.write(|tx| add(tx, "a", 1)).unwrap();
        db.migrate(TABLES).unwrap();
        let bad = Migration {
            id: "0002_bad",
            sql: "CREATE TABLE half (id TEXT) STRICT; CREATE TABLE thing (id TEXT);",
        };
        assert!(matches!(db.migrate(&[TABLES[0], bad]), Err(DbError::Broken(_))));
        let good = Migration { id: "0002_good", sql: "CREATE TABLE half (id TEXT) STRICT;" };
        db.migrate(&[TABLES[0], good]).unwrap();
        let newer = Db::open(target).unwrap().migrate(TABLES).unwrap_err();
        let expected = "This data was written by a newer Alongside (it has 0002_good). Use that version.";
        assert_eq!(newer.to_string(), expected);
        assert_eq!(count(&db), 1);
    });
}

#[test]
fn several_that_start_together_migrate_once() {
    on_both(|target| {
        std::thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(|| open(target)))));
        assert_eq!(count(&open(target)), 0);
    });
}

#[test]
fn an_append_only_table_cannot_be_changed() {
    on_tables(|db| {
        db.write(|tx| tx.execute("INSERT INTO kept (id, note) VALUES ('a', 'b')", &[])).unwrap();
        let mut attempts = vec!["UPDATE kept SET note = 'c'", "DELETE FROM kept"];
        attempts.push(match db.engine() {
            Engine::Sqlite => "INSERT OR REPLACE INTO kept (id, note) VALUES ('a', 'c')",
            Engine::Postgres => "TRUNCATE kept",
        });
        for sql in attempts {
            let problem = db.write(|tx| tx.execute(sql, &[])).unwrap_err();
            assert!(problem.to_string().contains("kept is append-only"), "{sql}: {problem}");
        }
        assert_eq!(db.read(|tx| one::<String>(tx, "SELECT note FROM kept", &[])), Ok("b".to_owned()));
    });
}

// SQLite alone

#[test]
fn sqlite_flushes_each_commit_and_keeps_its_file_private() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let pragma = |db: &Db, name: &str| db.write(|tx| one::<i64>(tx, &format!("PRAGMA {name}"), &[])).unwrap();
    let db = open(&Target::parse(path.to_str().unwrap()));
    assert_eq!((pragma(&db, "synchronous"), pragma(&db, "foreign_keys")), (2, 1));
    assert_eq!(db.write(|tx| one::<String>(tx, "PRAGMA journal_mode", &[])), Ok("wal".to_owned()));
    #[cfg(unix)]
    for file in ["a.db", "a.db-wal"] {
        let mode = std::os::unix::fs::PermissionsExt::mode(
            &folder.path().join(file).metadata().unwrap().permissions(),
        );
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    drop(db);
    let unsafe_options = Options::default().unsafe_durability_for_crash_test();
    let db = Db::open_with(&Target::Sqlite(path), &unsafe_options).unwrap();
    assert_eq!(pragma(&db, "synchronous"), 0);
    let nowhere = Db::open(&Target::Sqlite(folder.path().join("no/such/folder.db"))).err().unwrap();
    assert!(matches!(nowhere, DbError::Refused(_)), "{nowhere}");
}

#[test]
fn a_backup_is_one_snapshot_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(&Target::Sqlite(folder.path().join("a.db")));
    db.write(|tx| (0..50).try_for_each(|n| add(tx, &"x".repeat(100_000 + n), 0))).unwrap();
    let copy = folder.path().join("copy.db");
    let mut steps = Vec::new();
    db.backup(&copy, |done, total| {
        assert!(steps.len() < 100, "the copy starts again with each write");
        db.write(|tx| add(tx, &format!("later {}", steps.len()), 0)).unwrap();
        steps.push((done, total));
    })
    .unwrap();
    assert!(steps.len() > 1 && steps.is_sorted(), "{steps:?}");
    assert!(steps.last().is_some_and(|(done, total)| done == total));
    assert_eq!(count(&open(&Target::Sqlite(copy.clone()))), 50);
    assert!(matches!(db.backup(&copy, |_, _| ()), Err(DbError::Refused(_))));
    let server = Postgres::new();
    let problem = open(&server.target()).backup(&folder.path().join("b"), |_, _| ()).unwrap_err();
    assert!(problem.to_string().contains("pg_basebackup"), "{problem}");
}

// PostgreSQL alone

fn url(target: &Target) -> &str {
    let Target::Postgres(url) = target else { panic!("a server") };
    url
}

#[test]
fn a_server_that_may_lose_commits_is_refused() {
    let server = Postgres::new();
    let target = server.target();
    let address = url(&target);
    let check = |setting: &str, word: &str| {
        let lax = format!("{address}{}options=-c%20{setting}", if address.contains('?') { '&' } else { '?' });
        let problem = Db::open(&Target::parse(&lax)).err();
        assert!(
            matches!(&problem, Some(DbError::Refused(told)) if told.contains(word)),
            "{setting}: {problem:?}"
        );
    };
    check("synchronous_commit=off", "synchronous_commit");
    check("synchronous_commit=local", "synchronous_commit");
    let nobody = Db::open(&Target::parse("postgres://secret:secret@127.0.0.1:1/x")).err().unwrap();
    assert!(matches!(&nobody, DbError::Broken(told) if !told.contains("secret")), "{nobody}");
    let garbled = Db::open(&Target::parse("postgres://secret@h:notaport/x")).err().unwrap();
    assert!(matches!(&garbled, DbError::Refused(told) if !told.contains("secret")), "{garbled}");
}

const AT_COMMIT: &str = "CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS
    $body$ BEGIN IF NEW.number = 1 THEN RAISE WARNING 'an invented warning';
           ELSIF NEW.number = 2 THEN PERFORM pg_terminate_backend(pg_backend_pid());
           ELSIF NEW.number = 3 THEN RAISE EXCEPTION 'an invented refusal'; END IF; RETURN NULL; END $body$;
    CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION at_commit();";

#[test]
fn a_commit_that_warns_or_is_cut_off_is_of_unknown_outcome() {
    let server = Postgres::new();
    let db = open(&server.target());
    db.migrate(&[TABLES[0], Migration { id: "0002_at_commit", sql: AT_COMMIT }]).unwrap();
    assert_eq!(db.write(|tx| add(tx, "warns", 1)), Err(DbError::Unknown));
    assert_eq!(db.write(|tx| add(tx, "cut", 2)), Err(DbError::Unknown));
    assert!(matches!(db.write(|tx| add(tx, "refused", 3)), Err(DbError::Broken(_))));
    db.write(|tx| add(tx, "fine", 4)).unwrap();
    let kept = db.read(|tx| tx.query("SELECT id FROM thing ORDER BY id", &[], |row| row.get::<String>(0)));
    assert_eq!(kept.unwrap(), ["fine", "warns"]);
}

#[test]
fn connections_cut_by_the_server_are_replaced() {
    let server = Postgres::new();
    let db = open(&server.target());
    let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    assert_eq!(count(&db), 0);
    for number in 1..4 {
        assert!(open(&server.target()).read(|tx| one::<i64>(tx, cut, &[])).unwrap() >= 2);
        db.write(|tx| add(tx, &number.to_string(), 0)).unwrap();
        assert_eq!(count(&db), number);
    }
    let cut_myself = db.read(|tx| one::<bool>(tx, "SELECT pg_terminate_backend(pg_backend_pid())", &[]));
    assert!(matches!(cut_myself, Err(DbError::Broken(_))), "{cut_myself:?}");
    assert_eq!(count(&db), 3);
}

/// The real thing: a synchronous standby that never answers, and an administrator who cancels the
/// wait. The server then reports success with a warning only.
#[test]
fn a_cancelled_wait_for_the_standby_is_of_unknown_outcome() {
    const INNER: &str = "ALONGSIDE_TEST_STANDBY";
    if std::env::var_os(INNER).is_some() {
        return cancel_the_wait();
    }
    let done =
        std::process::Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/with-postgres"))
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "a_cancelled_wait_for_the_standby_is_of_unknown_outcome", "--nocapture"])
            .env_remove("ALONGSIDE_TEST_POSTGRES")
            .env(INNER, "yes")
            .output()
            .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

fn cancel_the_wait() {
    let server = Postgres::new();
    let db = open(&server.target());
    // ALTER SYSTEM refuses to run inside a transaction, so it goes through the command line.
    let demand_standby = |names: &str| {
        for sql in
            [&format!("ALTER SYSTEM SET synchronous_standby_names = '{names}'"), "SELECT pg_reload_conf()"]
        {
            let psql =
                std::process::Command::new("psql").args(["--command", sql, url(&server.target())]).output();
            assert!(psql.unwrap().status.success());
        }
    };
    demand_standby("nobody");
    let waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
    let mut early = 0;
    let outcomes = [("a", "pg_cancel_backend"), ("b", "pg_terminate_backend")].map(|(id, stop)| {
        let sql = format!("SELECT {stop}(CAST($1 AS INTEGER))");
        loop {
            let (id, mut waited) = (format!("{id}{early}"), false);
            let outcome = std::thread::scope(|scope| {
                let writer = scope.spawn(|| db.write(|tx| add(tx, &id, 0)));
                while !writer.is_finished() {
                    let pids = db.read(|tx| tx.query(waiting, &[], |row| row.get::<i64>(0))).unwrap();
                    waited |= !pids.is_empty();
                    pids.iter().for_each(|pid| drop(db.read(|tx| one::<bool>(tx, &sql, &params![*pid]))));
                }
                writer.join()
            });
            // A busy server learns of the standby a moment after it was told.
            if waited || early > 1_000 {
                return outcome;
            }
            early += 1;
        }
    });
    // Before any assertion: the test server could not even remove the database otherwise.
    demand_standby("");
    for outcome in outcomes {
        assert_eq!(outcome.unwrap(), Err(DbError::Unknown));
    }
    assert_eq!(count(&db), 2 + early, "both are there on this server, and a standby would have neither");
}
