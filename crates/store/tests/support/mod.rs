//! Runs a test body on both databases: SQLite in a temporary file, and a fresh database on the
//! PostgreSQL that `scripts/with-postgres` started. Without that server the test fails: a test that
//! skips itself proves nothing.

use std::fmt::Debug;
use std::process::Command;
use store::db::Target;

/// What there must be for a test to run at all.
fn sure<T, E: Debug>(value: Result<T, E>, what: &str) -> T {
    value.unwrap_or_else(|why| std::panic::panic_any(format!("this test needs {what}: {why:?}")))
}

/// Runs `body` on SQLite, then on PostgreSQL; each time the database is new and empty.
pub(crate) fn on_both(body: impl Fn(&Target)) {
    let folder = sure(tempfile::tempdir(), "a temporary folder");
    body(&Target::Sqlite(folder.path().join("test.db")));
    body(&Postgres::new().target());
}

/// A database of its own on the test server; removed when dropped, also when the test fails.
pub(crate) struct Postgres {
    server: String,
    name: String,
}

impl Postgres {
    pub(crate) fn new() -> Self {
        let server = std::env::var("ALONGSIDE_TEST_POSTGRES");
        let server = sure(server, "PostgreSQL (run ./test or scripts/with-postgres cargo nextest run)");
        let name = format!("t_{}", uuid::Uuid::now_v7().simple());
        let new = Self { server, name };
        new.psql(&format!("CREATE DATABASE {}", new.name));
        new
    }

    pub(crate) fn target(&self) -> Target {
        let (address, query) = self.server.split_at(self.server.find('?').unwrap_or(self.server.len()));
        let (host, _) = address.rsplit_once('/').unwrap_or((address, ""));
        Target::parse(&format!("{host}/{}{query}", self.name))
    }

    fn psql(&self, sql: &str) {
        let done = Command::new("psql")
            .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--command", sql, &self.server])
            .output();
        let done = sure(done, "psql, which comes with PostgreSQL");
        assert!(done.status.success(), "{sql}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let sql = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        let done =
            Command::new("psql").args(["--no-psqlrc", "--quiet", "--command", &sql, &self.server]).output();
        if !std::thread::panicking() {
            assert!(done.is_ok_and(|done| done.status.success()), "{sql}");
        }
    }
}
