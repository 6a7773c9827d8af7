//! Nothing that was acknowledged is lost (REL01, REL02, REL03). The test starts itself again as a
//! child process that appends from eight threads and tells each acknowledged entry on its standard
//! output; the child is killed with SIGKILL, or the database server is, and all is read back.
//!
//! A power cut is simulated by taking the child's words to the disk apart: the child runs under
//! `strace`, and the files are put together again from its own writes, but only those that a
//! finished `fsync` or `fdatasync` of the file covers. That is the worst a disk may do that keeps
//! what it was told to keep. It needs no root and no special file system; a test with
//! `synchronous=OFF` shows that it can fail. It cannot show a disk that lies about a flush.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use care::entry::contact::Contact;
use care::entry::{Body, Draft};
use store::db::{Db, Engine, Options, Target};
use store::{Outcome, Store, StoreError, journal, verify};
use uuid::Uuid;

use crate::support::Postgres;
use crate::team::{World, ago, draft, now, seen};

/// Where the child finds its database: `sqlite:FILE`, `unsafe:FILE` or a URL. A second word tells its turn.
const CHILD: &str = "ALONGSIDE_TEST_CRASH";
const THREADS: i64 = 8;

/// Acknowledged entries: id and body.
type Acknowledged = BTreeMap<Uuid, String>;

fn open(place: &str) -> Store {
    // A short log, so that it is copied into the file while the child writes.
    let options = Options { log_pages: 1_000, ..Options::default() };
    match place.strip_prefix("unsafe:") {
        Some(file) => {
            let options = options.unsafe_durability_for_crash_test();
            Store::open_with(&Target::Sqlite(file.into()), &options).unwrap()
        }
        None => Store::open_with(&Target::parse(place), &options).unwrap(),
    }
}

/// Is this process the child? Then it appends until it is killed, or until nobody listens any more.
fn is_child() -> bool {
    let Ok(told) = std::env::var(CHILD) else { return false };
    let (place, turn) = told.split_once(' ').unwrap();
    let world = World::on(Arc::new(open(place)));
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (world, name) = (&world, name_of(turn.parse().unwrap(), thread));
            scope.spawn(move || append_for_ever(world, &name, thread));
        }
    });
    true
}

/// A name that nobody else in the file has.
fn name_of(turn: i64, thread: i64) -> String {
    let letter = |n: i64| char::from(b'a' + u8::try_from(n % 26).unwrap());
    format!("Ada{}{}", letter(turn), letter(thread))
}

fn append_for_ever(world: &World, name: &str, thread: i64) {
    let person = world.person(name);
    for n in 0.. {
        let words = format!("{name} {n}");
        let contact = Contact {
            note: Some(words),
            late_reason: Some("Written up later".into()),
            ..seen(world.nurse.staff)
        };
        let at = ago(450_000 - 30 * (n * THREADS + thread));
        let contact = Draft { happened_at: at, ..draft(person, Body::Contact(contact)) };
        if !sent(world, &contact) {
            return;
        }
        let line = format!("acknowledged {} {}\n", contact.id, serde_json::to_string(&contact.body).unwrap());
        // One write, after the answer: a line that is there was acknowledged.
        if std::io::stdout().lock().write_all(line.as_bytes()).is_err() {
            return;
        }
    }
}

/// Sends until there is an answer, as a client does whose server went away.
fn sent(world: &World, contact: &Draft) -> bool {
    for _ in 0..20_000 {
        match world.store.append(&world.nurse, vec![contact.clone()], now()) {
            Ok(outcomes) => {
                let kept = matches!(outcomes[..], [Outcome::Recorded(_) | Outcome::AlreadyRecorded(_)]);
                assert!(kept, "{outcomes:?}");
                return true;
            }
            Err(StoreError::Db(_)) => {}
            Err(other) => panic!("{other}"),
        }
    }
    false
}

/// Starts this very test again as a child.
fn start(test: &str, place: &str, turn: usize, around: &[&str]) -> Child {
    let own = std::env::current_exe().unwrap();
    let mut words: Vec<&str> = around.to_vec();
    words.push(own.to_str().unwrap());
    Command::new(words[0])
        .args(&words[1..])
        .args(["--exact", test, "--nocapture"])
        .env(CHILD, format!("{place} {turn}"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Notes what is acknowledged until the child ends; `each` is told how many there were.
fn listen(child: &mut Child, all: &mut Acknowledged, mut each: impl FnMut(&mut Child, usize)) -> usize {
    let mut heard = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        let Some((_, told)) = line.split_once("acknowledged ") else { continue };
        let Some((id, body)) = told.split_once(' ') else { continue };
        // The last line may be cut short by the kill; then it is no acknowledgement.
        if serde_json::from_str::<serde_json::Value>(body).is_ok() {
            assert!(all.insert(id.parse().unwrap(), body.to_owned()).is_none(), "acknowledged twice");
            heard += 1;
            each(child, heard);
        }
    }
    child.wait().unwrap();
    heard
}

/// Kills the child after so many acknowledgements. Those on their way are still heard.
fn kill_after(most: usize) -> impl FnMut(&mut Child, usize) {
    move |child, heard| {
        if heard == most {
            child.kill().unwrap();
        }
    }
}

fn kill_now(pid: &str) {
    assert!(Command::new("sh").args(["-c", &format!("kill -KILL {pid}")]).status().unwrap().success());
}

/// Acknowledged entries that are missing or say something else; with them whatever `verify` finds.
fn losses(target: &Target, all: &Acknowledged) -> (usize, Vec<String>) {
    let db = Db::open(target).unwrap();
    if db.engine() == Engine::Sqlite {
        let whole = db.write(|tx| tx.query_one("PRAGMA integrity_check", &[], |row| row.get::<String>(0)));
        assert_eq!(whole, Ok(Some("ok".to_owned())));
    }
    db.migrate(store::schema::MIGRATIONS).unwrap();
    let read = |tx: &mut store::db::Tx| -> Result<_, StoreError> {
        let mut lost = 0;
        for (id, body) in all {
            let entries = journal::history(tx, *id)?;
            let there = entries.len() == 1 && serde_json::to_string(&entries[0].body).unwrap() == *body;
            lost += usize::from(!there);
        }
        Ok((lost, verify::verify(tx, &mut |_, _| ())?))
    };
    db.read(read).unwrap()
}

/// A row of numbers that looks random and is the same in each run.
fn dice(seed: u64) -> impl FnMut(u64) -> usize {
    let mut state = seed;
    move |most| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % most).unwrap()
    }
}

#[test]
fn a_killed_process_loses_nothing_it_acknowledged() {
    if is_child() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("alongside.db");
    let (mut all, mut dice) = (Acknowledged::new(), dice(20));
    for turn in 0..20 {
        let test = "crash::a_killed_process_loses_nothing_it_acknowledged";
        let mut child = start(test, file.to_str().unwrap(), turn, &[]);
        let most = 1 + dice(40);
        assert!(listen(&mut child, &mut all, kill_after(most)) >= most, "turn {turn}");
        assert_eq!(losses(&Target::Sqlite(file.clone()), &all), (0, Vec::new()), "turn {turn}");
    }
}

#[test]
fn a_killed_client_of_postgres_loses_nothing_it_acknowledged() {
    if is_child() {
        return;
    }
    let server = Postgres::new();
    let Target::Postgres(url) = server.target() else { panic!("a server") };
    let (mut all, mut dice) = (Acknowledged::new(), dice(5));
    for turn in 0..5 {
        let test = "crash::a_killed_client_of_postgres_loses_nothing_it_acknowledged";
        let mut child = start(test, &url, turn, &[]);
        let most = 1 + dice(40);
        assert!(listen(&mut child, &mut all, kill_after(most)) >= most, "turn {turn}");
        assert_eq!(losses(&server.target(), &all), (0, Vec::new()), "turn {turn}");
    }
}

/// A server process dies of SIGKILL: PostgreSQL then throws everybody out, forgets its memory and
/// recovers from its log. It happens on a server of its own, which nobody else talks to.
#[test]
fn a_killed_database_server_loses_nothing_that_was_acknowledged() {
    const TEST: &str = "crash::a_killed_database_server_loses_nothing_that_was_acknowledged";
    const INNER: &str = "ALONGSIDE_TEST_OWN_SERVER";
    if is_child() {
        return;
    }
    if std::env::var_os(INNER).is_some() {
        return kill_the_server(TEST);
    }
    let done = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/with-postgres"))
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", TEST, "--nocapture"])
        .env_remove("ALONGSIDE_TEST_POSTGRES")
        .env(INNER, "yes")
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

fn kill_the_server(test: &str) {
    let server = Postgres::new();
    let Target::Postgres(url) = server.target() else { panic!("a server") };
    let mut all = Acknowledged::new();
    for turn in 0..3 {
        let mut child = start(test, &url, turn, &[]);
        let mut stop = kill_after(60);
        let heard = listen(&mut child, &mut all, |child, heard| {
            if heard == 30 {
                kill_a_backend(&server.target());
            }
            // The client goes on by itself when the server is back: the second thirty.
            stop(child, heard);
        });
        assert!(heard >= 60, "turn {turn}");
        assert_eq!(losses(&server.target(), &all), (0, Vec::new()), "turn {turn}");
    }
}

/// Kills the process that last wrote, and waits until the server has recovered.
fn kill_a_backend(target: &Target) {
    let ask = |sql: &str| -> Result<String, StoreError> {
        let db = Db::open(target)?;
        Ok(db.read(|tx| tx.query_one(sql, &[], |row| row.get(0)))?.unwrap())
    };
    // The checkpointer starts anew with each recovery.
    let start =
        "SELECT CAST(backend_start AS TEXT) FROM pg_stat_activity WHERE backend_type = 'checkpointer'";
    let before = ask(start).unwrap();
    let pid = ask("SELECT CAST(pid AS TEXT) FROM pg_stat_activity WHERE datname = current_database()
         AND pid <> pg_backend_pid() ORDER BY xact_start DESC NULLS LAST LIMIT 1");
    kill_now(&pid.unwrap());
    while ask(start).is_err() || ask(start).is_ok_and(|now| now == before) {}
}

// A power cut

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged() {
    if is_child() {
        return;
    }
    let lost = cuts("crash::a_power_cut_loses_nothing_that_was_acknowledged", "sqlite");
    assert!(lost.iter().all(|lost| *lost == 0), "{lost:?}");
}

#[test]
fn a_power_cut_without_flushes_is_seen_to_lose_what_was_acknowledged() {
    if is_child() {
        return;
    }
    let lost = cuts("crash::a_power_cut_without_flushes_is_seen_to_lose_what_was_acknowledged", "unsafe");
    assert!(lost.iter().all(|lost| *lost > 0), "{lost:?}");
}

/// Acknowledgements after which the power fails: enough for the log to be copied into the file once.
const ENOUGH: usize = 400;

/// Runs a child under `strace`, cuts its power at twelve moments, and gives what each cut lost.
fn cuts(test: &str, engine: &str) -> Vec<usize> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("alongside.db");
    let trace = folder.path().join("trace");
    let strace = [
        "strace",
        "-ff",
        "-qq",
        "-ttt",
        "-T",
        "-y",
        "-xx",
        "-s",
        "70000",
        "-e",
        "signal=none",
        "-e",
        "trace=pwrite64,write,ftruncate,fsync,fdatasync,unlink",
        "-o",
        trace.to_str().unwrap(),
    ];
    let mut child = start(test, &format!("{engine}:{}", file.display()), 0, &strace);
    let mut all = Acknowledged::new();
    // The tracer ends when the child does.
    listen(&mut child, &mut all, |child, heard| {
        // What each thread was telling when it was killed may not be in the trace.
        if heard == ENOUGH + 8 {
            kill_the_traced(child);
        }
    });
    let calls = read_trace(folder.path());
    let told: Vec<f64> = calls.iter().filter(|call| call.told.is_some()).map(|call| call.at).collect();
    assert!(told.len() >= ENOUGH, "{} acknowledgements in the trace", told.len());
    // The log was copied into the file at least once while entries were acknowledged.
    assert!(
        engine == "unsafe"
            || calls.iter().any(|call| call.file == file && call.name == "pwrite64" && call.at > told[0])
    );
    (1..=12).map(|cut| cut_at(&calls, told[told.len() * cut / 12 - 1], &file, &all)).collect()
}

fn kill_the_traced(tracer: &Child) {
    let tracer = tracer.id();
    let children = std::fs::read_to_string(format!("/proc/{tracer}/task/{tracer}/children")).unwrap();
    kill_now(children.trim());
}

/// One call of the child to the kernel.
struct Call {
    at: f64,
    done: f64,
    name: String,
    file: PathBuf,
    data: Vec<u8>,
    offset: usize,
    /// The entry that was told to the outside.
    told: Option<Uuid>,
}

fn read_trace(folder: &Path) -> Vec<Call> {
    let mut calls = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.file_name().unwrap().to_str().unwrap().starts_with("trace.") {
            calls.extend(std::fs::read_to_string(path).unwrap().lines().filter_map(parse_call));
        }
    }
    calls.sort_by(|a, b| a.at.total_cmp(&b.at));
    calls
}

/// `1700000000.123456 pwrite64(5</tmp/a.db-wal>, "\x37\x7f", 2, 4096) = 2 <0.000012>`
fn parse_call(line: &str) -> Option<Call> {
    let (at, rest) = line.split_once(' ')?;
    let (name, rest) = rest.split_once('(')?;
    let (rest, took) = rest.rsplit_once(" <")?;
    let (arguments, result) = rest.rsplit_once(") = ")?;
    assert!(!result.starts_with('-'), "a call that failed: {name} {result}");
    let at: f64 = at.parse().ok()?;
    let done = at + took.trim_end_matches('>').parse::<f64>().ok()?;
    let (_, file) = arguments.split_once('<')?;
    let (file, after) = file.split_once('>')?;
    let file = String::from_utf8(unescaped(file)).ok()?.into();
    let (data, tail) = match after.split_once('"').and_then(|(_, quoted)| quoted.rsplit_once('"')) {
        Some((quoted, tail)) => (unescaped(quoted), tail),
        None => (Vec::new(), after),
    };
    assert!(!tail.starts_with("..."), "strace cut a write short");
    let offset = tail.rsplit(", ").next().and_then(|n| n.parse().ok()).unwrap_or(0);
    let told = String::from_utf8_lossy(&data)
        .split_once("acknowledged ")
        .and_then(|(_, told)| told.split(' ').next()?.parse().ok());
    Some(Call { at, done, name: name.to_owned(), file, data, offset, told })
}

/// `\x61b` is `ab`.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        match rest.strip_prefix("\\x").and_then(|hex| hex.get(..2)) {
            Some(hex) => {
                bytes.push(u8::from_str_radix(hex, 16).unwrap());
                rest = &rest[4..];
            }
            None => {
                bytes.extend(first.to_string().as_bytes());
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    bytes
}

/// Puts the files together as a disk has them that keeps only what was flushed before this moment, and
/// counts the entries that were told to the outside by then and are not there.
fn cut_at(calls: &[Call], moment: f64, file: &Path, all: &Acknowledged) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("alongside.db");
    for ending in ["", "-wal"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        let of_file: Vec<&Call> = calls.iter().filter(|call| call.file == Path::new(&name)).collect();
        let flush = |call: &&&Call| call.name.ends_with("sync") && call.done <= moment;
        let flushed = of_file.iter().filter(flush).map(|call| call.at).fold(0.0, f64::max);
        let mut bytes = Vec::new();
        for call in of_file.iter().filter(|call| call.done <= flushed) {
            apply(&mut bytes, call);
        }
        let mut to = copy.as_os_str().to_owned();
        to.push(ending);
        std::fs::write(to, bytes).unwrap();
    }
    let told: Vec<Uuid> = calls.iter().filter(|c| c.at <= moment).filter_map(|c| c.told).collect();
    let told = all.iter().filter(|(id, _)| told.contains(id)).map(|(id, body)| (*id, body.clone())).collect();
    let (lost, differences) = losses(&Target::Sqlite(copy), &told);
    assert_eq!(differences, Vec::<String>::new(), "what is left is whole");
    lost
}

fn apply(bytes: &mut Vec<u8>, call: &Call) {
    match call.name.as_str() {
        "pwrite64" => {
            let end = call.offset + call.data.len();
            if bytes.len() < end {
                bytes.resize(end, 0);
            }
            bytes[call.offset..end].copy_from_slice(&call.data);
        }
        "ftruncate" => bytes.resize(call.offset, 0),
        "fsync" | "fdatasync" => {}
        other => panic!("{other} of a database file"),
    }
}
