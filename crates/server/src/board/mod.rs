//! The board: the whole caseload of a team on one screen in the order of the handover (domain 4.2).
//! Here are the handler and what goes round the table; the values are in `view`, the rows in `html`.

pub(crate) mod cache;
mod html;
mod reading;
#[cfg(test)]
mod tests;
mod view;
mod wanted;

use std::sync::Arc;

use care::access::{Activity, Actor};
use care::entry::tier::TierName;
use care::moment;
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

pub(crate) use html::{names, near};
pub(crate) use reading::{SharedLine, TeamNow};
pub(crate) use view::{BoardView, Counts, ProposalView, RowView, proposals, workers};

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use wanted::{Sort, Wanted};

/// The board of a team, for a page or the API. Two or three statements, none when nothing changed.
///
/// # Errors
/// `NotFound` for another team (AC03); the database.
pub(crate) fn view(
    app: &App,
    actor: &Actor,
    team: Uuid,
    now: Timestamp,
) -> Result<Arc<BoardView>, PageError> {
    if !actor.in_team(Some(team)) {
        return Err(PageError::NotFound);
    }
    let read = app.boards.team(&app.store, team, now)?;
    Ok(read.board(&app.store.directory(), team, now))
}

/// `GET /board`
///
/// # Errors
/// `NotFound` for another team's board; the database.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let actor = request.actor()?;
    let now = app.now();
    let team = app.team(request)?;
    let board = view(app, actor, team, now)?;
    app.note(request, "board", Some(team), None)?;
    let wanted = Wanted::read(request, actor.staff);
    let around = Around::of(app, request, &board, &wanted);
    let rows = wanted.pick(&board.rows);
    let markup = html::rows(&board, &rows, &wanted);
    let context = PageView { around, counts: board.counts, shown: rows.len(), rows: markup };
    let mut frame = app.frame(request);
    if wanted.big {
        frame.nav.clear();
        frame.account = None;
    }
    Ok(Reply::page(app.templates.page("board/page.html", &frame, context)?))
}

#[derive(Serialize)]
struct PageView {
    #[serde(flatten)]
    around: Around,
    counts: Counts,
    shown: usize,
    rows: String,
}

/// What stands round the table.
#[derive(Serialize)]
struct Around {
    team: Uuid,
    team_name: String,
    teams: Vec<Choice>,
    words: String,
    selects: Vec<Select>,
    filters: bool,
    big: bool,
    initials: bool,
    as_at: String,
    printed: String,
    here: String,
    add: Option<&'static str>,
    import: Option<&'static str>,
}

/// One choice of a list.
#[derive(Serialize)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) chosen: bool,
}

/// A list to choose from.
#[derive(Serialize)]
struct Select {
    name: &'static str,
    label: &'static str,
    choices: Vec<Choice>,
}

impl Select {
    fn new<V: AsRef<str>, T: AsRef<str>>(
        request: &Request,
        name: &'static str,
        label: &'static str,
        choices: impl IntoIterator<Item = (V, T)>,
    ) -> Select {
        let chosen = request.query(name).unwrap_or_default();
        let choice = |(value, text): (V, T)| Choice {
            chosen: value.as_ref() == chosen,
            value: value.as_ref().to_owned(),
            text: text.as_ref().to_owned(),
        };
        Select { name, label, choices: choices.into_iter().map(choice).collect() }
    }
}

impl Around {
    fn of(app: &App, request: &Request, board: &BoardView, wanted: &Wanted) -> Around {
        let directory = app.store.directory();
        let local = moment::local(board.at);
        let (time, day) = (moment::time_words(local.time()), moment::day_words(local.date()));
        let reader = request.actor().map(|actor| directory.staff_name(actor.staff).to_owned());
        let way = |activity, to| request.actor().is_ok_and(|actor| actor.may(activity)).then_some(to);
        Around {
            team: board.team,
            team_name: board.team_name.clone(),
            teams: teams(app, request, board.team),
            words: wanted.words.clone(),
            selects: selects(app, request, board),
            filters: wanted.filters(),
            big: wanted.big,
            initials: wanted.initials,
            as_at: format!("{time} on {} {day}", moment::weekday_words(local.date())),
            printed: format!("Printed at {time} on {day} by {}", reader.unwrap_or_default()),
            here: format!("/board?team={}", board.team),
            add: way(Activity::EditPerson, "/people/new"),
            import: way(Activity::Import, "/import"),
        }
    }
}

/// The teams that the reader can switch between, when there is more than one.
pub(crate) fn teams(app: &App, request: &Request, now: Uuid) -> Vec<Choice> {
    let directory = app.store.directory();
    let own = request.actor().map(|actor| actor.teams.as_slice()).unwrap_or_default();
    if own.len() < 2 {
        return Vec::new();
    }
    let mut teams: Vec<Choice> = own
        .iter()
        .map(|team| Choice {
            value: team.to_string(),
            text: directory.team_name(Some(*team)).to_owned(),
            chosen: *team == now,
        })
        .collect();
    teams.sort_by(|a, b| a.text.cmp(&b.text));
    teams
}

fn selects(app: &App, request: &Request, board: &BoardView) -> Vec<Select> {
    let directory = app.store.directory();
    let mut tiers = vec![(String::new(), "Every tier".to_owned())];
    tiers.extend(TierName::ALL.iter().map(|tier| (tier.label().to_lowercase(), tier.label().to_owned())));
    tiers.push(("none".to_owned(), "No tier".to_owned()));
    let mut whose: Vec<(String, String)> = [("", "Everybody"), ("mine", "Mine"), ("none", "No key worker")]
        .map(|(value, text)| (value.to_owned(), text.to_owned()))
        .into();
    let workers = directory.workers(board.team, moment::local_day(board.at));
    whose.extend(workers.into_iter().map(|(id, staff)| (id.to_string(), staff.name.clone())));
    let mut why = vec![(String::new(), "Every reason")];
    why.extend(
        (1..=13_u8)
            .filter_map(|place| care::board::group_label(place).map(|label| (place.to_string(), label))),
    );
    vec![
        Select::new(request, "tier", "Tier", tiers),
        Select::new(request, "who", "Key worker", whose),
        Select::new(request, "why", "Reason", why),
        Select::new(request, "sort", "Order", Sort::choices()),
    ]
}
