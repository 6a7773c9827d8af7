//! Who has known the person (S06): since when, how many contacts, how long together, the last one.
//! Drawn as bars over the years with a table beside, which says the same in figures.

use care::line::Relation;
use care::moment;
use jiff::Timestamp;
use serde::Serialize;
use store::directory::Directory;
use uuid::Uuid;

use super::banner;
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};

/// Width of the drawing: names on the left, time on the right.
const WIDTH: i64 = 900;
const NAMES: i64 = 290;
const ROW: i64 = 28;
/// Workers drawn; the table has all of them.
const DRAWN: usize = 20;

/// One worker.
#[derive(Debug, Serialize)]
struct Known {
    name: String,
    role: &'static str,
    contacts: u32,
    minutes: u32,
    first: String,
    last: String,
    named: bool,
}

/// One bar of the drawing.
#[derive(Debug, Serialize)]
struct Bar {
    name: String,
    x: i64,
    y: i64,
    width: i64,
    text_y: i64,
    key: bool,
}

/// A year on the axis.
#[derive(Debug, Serialize)]
struct Tick {
    x: i64,
    text: String,
}

/// The relationship timeline of a person.
pub(crate) fn relationships(app: &App, request: &Request) -> Result<Reply, PageError> {
    let id = request.id("id")?;
    let line = app.person(request, id, "relationships")?;
    let relations = app.store.read(|tx| store::people::relations(tx, id))?;
    let directory = app.store.directory();
    let named = line.named.as_ref();
    let is_named = |who: Uuid| {
        named
            .is_some_and(|n| n.key_worker == Some(who) || n.deputy == Some(who) || n.mini_team.contains(&who))
    };
    let known: Vec<Known> =
        relations.iter().map(|(who, relation)| of(*who, relation, is_named(*who), &directory)).collect();
    let best = known.first().map(|one| {
        let first = moment::local_day(relations.first().map_or(Timestamp::UNIX_EPOCH, |(_, r)| r.first_at));
        format!("{} knows them best: {} contacts since {}.", one.name, one.contacts, moment::day_words(first))
    });
    let key_worker = named.and_then(|n| n.key_worker);
    app.page(
        request,
        "person/relationships.html",
        serde_json::json!({
            "banner": banner(&line, app.today()).for_actor(request.actor()?),
            "name": line.who.name,
            "person": id,
            "best": best,
            "known": known,
            "drawing": drawing(&relations, key_worker, &directory, app.now()),
        }),
    )
}

fn of(who: Uuid, relation: &Relation, named: bool, directory: &Directory) -> Known {
    let day = |at: Timestamp| moment::day_words(moment::local_day(at));
    Known {
        name: directory.staff_name(who).to_owned(),
        role: directory.role(who).map_or("", care::access::Role::label),
        contacts: relation.contacts,
        minutes: relation.minutes,
        first: day(relation.first_at),
        last: day(relation.last_at),
        named,
    }
}

fn drawing(
    relations: &[(Uuid, Relation)],
    key_worker: Option<Uuid>,
    directory: &Directory,
    now: Timestamp,
) -> serde_json::Value {
    let from = relations.iter().map(|(_, r)| r.first_at).min().unwrap_or(now);
    let span = now.duration_since(from).as_secs().max(1);
    let x = |at: Timestamp| NAMES + (WIDTH - NAMES) * at.duration_since(from).as_secs().clamp(0, span) / span;
    let mut drawn: Vec<&(Uuid, Relation)> = relations.iter().take(DRAWN).collect();
    drawn.sort_by_key(|(who, relation)| (relation.first_at, *who));
    let bars: Vec<Bar> = (0..)
        .zip(&drawn)
        .map(|(row, (who, relation))| Bar {
            name: directory.staff_name(*who).to_owned(),
            x: x(relation.first_at),
            y: ROW * row + 4,
            width: (x(relation.last_at) - x(relation.first_at)).max(4),
            text_y: ROW * row + 20,
            key: key_worker == Some(*who),
        })
        .collect();
    let (first, last) = (moment::local_day(from).year(), moment::local_day(now).year());
    let years = (first..=last).filter_map(|year| {
        let day = jiff::civil::Date::new(year, 1, 1).ok()?;
        let at = moment::start_of_day(day);
        (at >= from).then(|| Tick { x: x(at), text: year.to_string() })
    });
    let height = ROW * i64::try_from(drawn.len()).unwrap_or(0);
    serde_json::json!({
        "width": WIDTH, "height": height + 24, "axis": height, "label_y": height + 18,
        "bars": bars, "years": years.collect::<Vec<Tick>>(),
    })
}
