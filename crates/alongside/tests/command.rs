//! The command line as it is used: exit statuses, what is printed where, and the record behind it.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alongside"));
    command.args(arguments).env_remove("ALONGSIDE_CONFIG").env_remove("RUST_LOG");
    command
}

#[expect(clippy::unwrap_used, reason = "the lint lets only test functions themselves unwrap")]
fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs a command and holds it to its exit status and to what it says on either stream.
fn check(arguments: &[&str], status: i32, says: &str) {
    let output = run(arguments);
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {said}");
    assert!(said.contains(says), "{arguments:?} should say {says:?}: {said}");
}

/// A very small invented trust.
fn trust(folder: &Path) -> String {
    let data = folder.join("trust").display().to_string();
    let now = ["--teams", "1", "--years", "0.08", "--now", "2026-11-18T11:30", "--build-only"];
    let output = run(&[&["demo", "--data", &data][..], &now].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "", "no progress on a pipe");
    data
}

#[test]
fn without_a_command_it_says_what_to_do() {
    check(&[], 0, "alongside demo");
    check(&["--help"], 0, "alongside serve --data /srv/alongside");
    check(&["--version"], 0, "alongside ");
}

#[test]
fn wrong_use_is_2_and_refused_is_1() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().display().to_string();
    for (arguments, status, says) in [
        (&["dance"][..], 2, "unrecognized subcommand"),
        (&["verify"], 2, "--data DIR or --database URL"),
        (&["verify", "--data", &here], 1, "There is no record in"),
        (&["rebuild", "--data", &here], 1, "There is no record in"),
        (&["token", "--login", "nurse", "--data", &here], 1, "There is no record in"),
        (&["serve", "--database", "mysql://host/name"], 2, "--database takes a URL"),
        (&["--config", "/nowhere/alongside.toml", "serve"], 2, "/nowhere/alongside.toml"),
        (&["restore", "--from", "/nowhere.db", "--data", &here], 1, "There is no file"),
        (&["demo", "--teams", "none"], 2, "--teams"),
    ] {
        check(arguments, status, says);
    }
}

#[test]
fn a_record_is_verified_copied_and_restored() {
    let folder = tempfile::tempdir().unwrap();
    let data = trust(folder.path());
    check(&["verify", "--data", &data], 0, "Nothing differs.");
    check(&["rebuild", "--data", &data], 0, "Rebuilt.");
    let copy = folder.path().join("copy.db").display().to_string();
    check(&["backup", "--data", &data, "--to", &copy], 0, "Copied to");
    check(&["backup", "--data", &data, "--to", &copy], 1, "exists already");
    let again = folder.path().join("again").display().to_string();
    check(&["restore", "--from", &copy, "--data", &again], 0, "Nothing differs.");
    check(&["restore", "--from", &copy, "--data", &again], 1, "is not empty");
    check(&["verify", "--data", &again], 0, "Nothing differs.");
}

#[test]
fn a_changed_row_is_found_and_the_copy_of_it_not_restored_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let data = trust(folder.path());
    let file = Path::new(&data).join("alongside.db");
    let database = rusqlite::Connection::open(&file).unwrap();
    let guards: String = database
        .query_row("SELECT group_concat('DROP TRIGGER ' || name || ';', '') FROM sqlite_master WHERE type = 'trigger'", [], |row| row.get(0))
        .unwrap();
    database.execute_batch(&guards).unwrap();
    let changed = database
        .execute("UPDATE entry SET body = body || ' ' WHERE seq = (SELECT max(seq) FROM entry WHERE kind = 'contact')", [])
        .unwrap();
    assert_eq!(changed, 1);
    drop(database);
    check(&["verify", "--data", &data], 1, "differ");
    let again = folder.path().join("again").display().to_string();
    check(&["restore", "--from", &file.display().to_string(), "--data", &again], 1, "differ");
}

#[test]
fn a_token_is_printed_once_for_those_who_may_sign_in() {
    let folder = tempfile::tempdir().unwrap();
    let data = trust(folder.path());
    let output = run(&["token", "--login", "Integration", "--data", &data]);
    assert!(output.status.success());
    assert!(text(&output.stdout).trim().len() >= 40, "256 bits as text");
    check(&["token", "--login", "nobody", "--data", &data], 1, "There is no log-in");
}

#[test]
fn invented_people_never_join_a_real_record() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("real").display().to_string();
    let mut serving =
        command(&["serve", "--data", &data, "--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(serving.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    assert!(first.contains("Set-up code, good once: "), "{first}");
    let second = lines.next().unwrap().unwrap();
    assert!(second.starts_with("Open http://127.0.0.1:"), "{second}");
    assert!(Command::new("kill").arg(serving.id().to_string()).status().unwrap().success());
    assert_eq!(serving.wait().unwrap().code(), Some(0), "told to stop, it stops in order");
    check(&["demo", "--data", &data, "--build-only"], 1, "is not an invented trust");
    std::fs::write(folder.path().join("letter.txt"), "mine").unwrap();
    let here = folder.path().display().to_string();
    check(&["demo", "--data", &here, "--build-only"], 1, "holds something else");
}

#[test]
fn the_invented_trust_is_served_with_its_log_ins() {
    let folder = tempfile::tempdir().unwrap();
    let data = trust(folder.path());
    let mut serving = command(&["demo", "--data", &data, "--port", "0", "--now", "2026-11-18T11:30"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut out = BufReader::new(serving.stdout.take().unwrap());
    while !said.contains("Open http") {
        assert!(out.read_line(&mut said).unwrap() > 0, "{said}");
    }
    for role in care::access::Role::ALL {
        assert!(said.contains(&format!("  {} ", role.text())), "{role:?} has a log-in: {said}");
    }
    let address = said.rsplit("http://").next().unwrap().trim().to_owned();
    let mut stream = std::net::TcpStream::connect(&address).unwrap();
    std::io::Write::write_all(
        &mut stream,
        b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(Command::new("kill").arg(serving.id().to_string()).status().unwrap().success());
    assert_eq!(serving.wait().unwrap().code(), Some(0));
}

#[test]
fn visits_are_planned_explained_and_replanned() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let problem = concat!(env!("CARGO_MANIFEST_DIR"), "/../planner/tests/example.json");
    let (first, second) = (file("first.json"), file("second.json"));
    check(&["plan", "--in", problem, "--out", &first, "--iterations", "400", "--explain"], 0, "0 left out");
    check(&["plan", "--in", problem, "--out", &second, "--iterations", "400", "--threads", "2"], 0, "cost");
    assert_eq!(
        std::fs::read(&first).unwrap(),
        std::fs::read(&second).unwrap(),
        "the same on any number of threads"
    );
    let now = ["--warm", &first, "--now", "0:10:00", "--iterations", "100"];
    check(&[&["plan", "--in", problem, "--out", &second][..], &now].concat(), 0, "0 left out");
    assert_eq!(std::fs::read(&first).unwrap(), std::fs::read(&second).unwrap(), "promises are kept");
    check(&["plan", "--in", &first, "--out", &second], 2, "visits[0].staff cannot be read");
    check(&["plan", "--in", "/nowhere", "--out", &second], 2, "/nowhere cannot be read");
    check(&["plan", "--in", problem, "--out", &second, "--now", "0:600"], 2, "--warm");
}

#[cfg(unix)]
#[test]
fn a_search_that_is_stopped_writes_its_best_plan() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let problem = include_bytes!("../../planner/tests/example.json");
    let (pipe, out) = (file("pipe"), file("out.json"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut planning =
        command(&["plan", "--in", &pipe, "--out", &out, "--seconds", "80000"]).spawn().unwrap();
    // It opens when the other side reads, which it does only after it has begun to listen.
    let mut open = std::fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    let kill = Command::new("kill").args(["-INT", &planning.id().to_string()]).status().unwrap();
    assert!(kill.success());
    open.write_all(problem).unwrap();
    drop(open);
    assert_eq!(planning.wait().unwrap().code(), Some(0));
    assert!(std::fs::read_to_string(&out).unwrap().contains("aot-plan-solution/1"));
}

#[test]
fn a_week_of_a_record_is_planned_and_the_record_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let data = trust(folder.path());
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (plan, needs) = (file("plan.json"), file("needs.json"));
    let week = ["plan", "--data", &data, "--week", "2026-11-23", "--at", "2026-11-18T11:30", "--out", &plan];
    let brief = ["--iterations", "500"];
    let before = std::fs::read(folder.path().join("trust/alongside.db")).unwrap();
    check(&[&week[..], &brief, &["--needs", &needs]].concat(), 0, "teams: 1, workers: ");
    check(&["plan", "--in", &needs, "--out", &file("again.json"), "--iterations", "500"], 0, "left out");
    assert_eq!(before, std::fs::read(folder.path().join("trust/alongside.db")).unwrap());
    check(&[&week[..], &["--team", "nobody"]].concat(), 2, "There is no team");
    check(&["plan", "--data", &data, "--week", "2026-11-24", "--out", &plan], 2, "is no Monday");
    check(&["plan", "--out", &plan], 2, "--in");
    check(&[&week[..], &["--in", &needs]].concat(), 2, "cannot be used with");
}

#[test]
fn postcodes_are_loaded_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let data = trust(folder.path());
    let file = folder.path().join("postcodes.csv");
    let import = ["import", "postcodes", file.to_str().unwrap(), "--data", &data];
    let head = "postcode,latitude,longitude\n";
    std::fs::write(&file, format!("{head}B99 1AA,52.5,-1.9\nB99 1AB,52.6,-1.8\n")).unwrap();
    check(&import, 0, "Postcodes loaded: 2.");
    std::fs::write(&file, format!("{head}B99 1AC,52.5,-1.9\nB99 1AD,north,-1.8\n")).unwrap();
    check(&import, 1, "line 3, latitude \u{201c}north\u{201d}");
    check(&import, 1, "Nothing was loaded");
    check(&["verify", "--data", &data], 0, "");
}
