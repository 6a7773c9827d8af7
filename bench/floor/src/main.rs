//! The floor of the benchmarks: axum and SQLite with full durability, and nothing else. No log-in, no
//! rules, no history, no audit. It is no product and keeps nobody's record.
//!
//! `floor FILE PORT [grouped]`: POST /contacts stores a body, GET /person/{id} reads one row,
//! GET /contacts/{id} the latest 50, GET /board a page of 100 rows. With `grouped`, writers that wait
//! together share a commit.

use std::sync::{Arc, Mutex, PoisonError, mpsc};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::{get, post};
use rusqlite::{Connection, params};
use tokio::sync::oneshot;

type Error = Box<dyn std::error::Error + Send + Sync>;
type Job = (String, oneshot::Sender<bool>);

#[derive(Clone)]
struct Floor {
    jobs: mpsc::Sender<Job>,
    reader: Arc<Mutex<Connection>>,
}

fn open(file: &str) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

fn prepare(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS contact (id TEXT PRIMARY KEY, person INTEGER, at TEXT, body TEXT) STRICT;
         CREATE INDEX IF NOT EXISTS contact_person ON contact (person, at);
         CREATE TABLE IF NOT EXISTS person (id INTEGER PRIMARY KEY, name TEXT, last_seen TEXT) STRICT;
         BEGIN;",
    )?;
    for id in 0..100 {
        connection.execute(
            "INSERT OR IGNORE INTO person VALUES (?1, ?2, ?3)",
            params![id, format!("Invented Person {id}"), "2026-11-18T09:30:00Z"],
        )?;
    }
    connection.execute_batch("COMMIT")
}

fn write(connection: &mut Connection, bodies: &[String]) -> Result<(), Error> {
    let tx = connection.transaction()?;
    for body in bodies {
        let value: serde_json::Value = serde_json::from_str(body)?;
        let text =
            |name: &str| value.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let (id, at) = (text("id"), text("happened_at"));
        let person = i64::from(id.as_bytes().last().copied().unwrap_or_default());
        tx.prepare_cached("INSERT INTO contact VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![id, person, at, body])?;
    }
    Ok(tx.commit()?)
}

fn serve_jobs(mut connection: Connection, jobs: &mpsc::Receiver<Job>, most: usize) {
    while let Ok(first) = jobs.recv() {
        let mut waiting = vec![first];
        while waiting.len() < most {
            let Ok(next) = jobs.try_recv() else { break };
            waiting.push(next);
        }
        let bodies: Vec<String> = waiting.iter().map(|(body, _)| body.clone()).collect();
        let good = write(&mut connection, &bodies).is_ok();
        for (_, reply) in waiting {
            let _told = reply.send(good);
        }
    }
}

async fn add(State(floor): State<Floor>, body: String) -> StatusCode {
    let (reply, answer) = oneshot::channel();
    if floor.jobs.send((body, reply)).is_err() {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    if answer.await.unwrap_or(false) { StatusCode::CREATED } else { StatusCode::BAD_REQUEST }
}

async fn read<T: Send + 'static>(
    floor: Floor,
    body: impl FnOnce(&Connection) -> Result<T, rusqlite::Error> + Send + 'static,
) -> Result<T, StatusCode> {
    let done = tokio::task::spawn_blocking(move || {
        body(&floor.reader.lock().unwrap_or_else(PoisonError::into_inner)).ok()
    });
    done.await.ok().flatten().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
}

async fn person(State(floor): State<Floor>, Path(id): Path<i64>) -> Result<String, StatusCode> {
    read(floor, move |c| {
        c.prepare_cached("SELECT name || ' ' || last_seen FROM person WHERE id = ?1")?
            .query_row([id], |r| r.get(0))
    })
    .await
}

async fn contacts(State(floor): State<Floor>, Path(id): Path<i64>) -> Result<String, StatusCode> {
    read(floor, move |c| {
        let mut statement =
            c.prepare_cached("SELECT body FROM contact WHERE person = ?1 ORDER BY at DESC LIMIT 50")?;
        let rows = statement.query_map([id], |r| r.get::<_, String>(0))?;
        Ok(format!("[{}]", rows.collect::<Result<Vec<_>, _>>()?.join(",")))
    })
    .await
}

async fn board(State(floor): State<Floor>) -> Result<Html<String>, StatusCode> {
    read(floor, |c| {
        let mut statement =
            c.prepare_cached("SELECT id, name, last_seen FROM person ORDER BY id LIMIT 100")?;
        let mut page = String::from("<!DOCTYPE html><title>Board</title><table>");
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, name, seen): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            page.push_str(&format!(
                "<tr><td><a href=\"/person/{id}\">{name}</a><td>{seen}<td>{}",
                "x".repeat(400)
            ));
        }
        page.push_str("</table>");
        Ok(Html(page))
    })
    .await
}

fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(port)) = (arguments.next(), arguments.next()) else {
        return Err("usage: floor FILE PORT [grouped]".into());
    };
    let most = if arguments.next().is_some() { 256 } else { 1 };
    let writer = open(&file)?;
    prepare(&writer)?;
    let reader = Arc::new(Mutex::new(open(&file)?));
    let (jobs, waiting) = mpsc::channel();
    std::thread::spawn(move || serve_jobs(writer, &waiting, most));
    let router = Router::new()
        .route("/contacts", post(add))
        .route("/person/{id}", get(person))
        .route("/contacts/{id}", get(contacts))
        .route("/board", get(board))
        .with_state(Floor { jobs, reader });
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
        axum::serve(listener, router).await?;
        Ok(())
    })
}
