//! The lists: who lacks what, each on its own address, each row with a link to where it is put right.
//! Here are the handlers; what stands on a list is in `rows`.

mod rows;
#[cfg(test)]
mod tests;

use care::access::{Activity, Actor};
use care::clocks::{Clock, What};
use care::line::Line;
use care::{moment, search_key};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::app::App;
use crate::board::TeamNow;
use crate::board::{Choice, teams};
use crate::error::PageError;
use crate::request::{Reply, Request};
use rows::{ListRow, Reading};

/// Days ahead that the list of clocks looks.
const CLOCK_DAYS: i32 = 30;

/// One list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    /// Without a key worker (N10).
    Unallocated,
    /// The key worker is away or leaves (C03).
    Cover,
    /// A wish for a male or female worker is open (P01, P02).
    Wishes,
    /// Assessments under way, or not begun (A02).
    Assessments,
    /// Not seen within the limit of the tier.
    Unseen,
    /// On the missed-contact ladder.
    Ladder,
    /// Clocks due.
    Clocks,
    /// Visits of which nobody has said what became of them.
    Outcomes,
    /// Actions due.
    Actions,
    /// Tiers to decide.
    Tiers,
}

/// What a list is called and has for columns, between person and key worker.
struct About {
    name: &'static str,
    title: &'static str,
    intro: &'static str,
    empty: &'static str,
    columns: &'static [&'static str],
    who: &'static str,
}

impl List {
    const ALL: &'static [List] = &[
        Self::Unallocated,
        Self::Cover,
        Self::Wishes,
        Self::Assessments,
        Self::Unseen,
        Self::Ladder,
        Self::Clocks,
        Self::Outcomes,
        Self::Actions,
        Self::Tiers,
    ];

    fn from_name(name: &str) -> Option<List> {
        Self::ALL.iter().copied().find(|list| list.about().name == name)
    }

    #[expect(clippy::too_many_lines, reason = "a table of every list with its words")]
    fn about(self) -> About {
        match self {
            Self::Unallocated => About {
                name: "unallocated",
                title: "No key worker",
                intro: "Everybody has one named key worker. These people have none; the longest wait comes first.",
                empty: "Everybody has a key worker.",
                columns: &["Without since", "Days"],
                who: "Deputy",
            },
            Self::Cover => About {
                name: "cover",
                title: "Cover needed",
                intro: "The key worker has left, leaves within four weeks, or is away within a week. A deputy covers a time away; after a last day somebody new is named.",
                empty: "Every key worker is there.",
                columns: &["Why", "From", "Covered by"],
                who: "Key worker",
            },
            Self::Wishes => About {
                name: "wishes",
                title: "Wishes to look at again",
                intro: "A wish for a male or female key worker was not met, or the person is still to be asked.",
                empty: "Every wish for a key worker was considered and met.",
                columns: &["What came of it", "Again on"],
                who: "Key worker",
            },
            Self::Assessments => About {
                name: "assessments",
                title: "Assessments under way",
                intro: "Begun and not completed, or not begun within six weeks of being taken on.",
                empty: "No assessment is under way.",
                columns: &["Since", "Sessions", "Still blank"],
                who: "Key worker",
            },
            Self::Unseen => About {
                name: "unseen",
                title: "Not seen in time",
                intro: "Nobody has seen these people face to face within the days of their tier.",
                empty: "Everybody was seen within the days of their tier.",
                columns: &["Last seen", "Days", "Limit", "Next visit"],
                who: "Key worker",
            },
            Self::Ladder => About {
                name: "ladder",
                title: "Missed contacts",
                intro: "What comes next for each person who was not there, overdue steps first. Nobody is discharged for not attending.",
                empty: "Nobody is missing contacts.",
                columns: &["Since", "Attempts", "Next step", "By"],
                who: "Key worker",
            },
            Self::Clocks => About {
                name: "clocks",
                title: "Clocks due",
                intro: "Everything that falls due in the next 30 days, and everything overdue.",
                empty: "Nothing falls due in the next 30 days.",
                columns: &["What", "Due"],
                who: "Key worker",
            },
            Self::Outcomes => About {
                name: "outcomes",
                title: "Visits without an outcome",
                intro: "These visits are over, and nobody has recorded what happened.",
                empty: "Every visit has its outcome.",
                columns: &["Visit"],
                who: "Who went",
            },
            Self::Actions => About {
                name: "actions",
                title: "Actions due",
                intro: "What was promised for today or before, owner by owner.",
                empty: "Nothing promised is due.",
                columns: &["Action", "Due"],
                who: "Owner",
            },
            Self::Tiers => About {
                name: "tiers",
                title: "Tiers to decide",
                intro: "The tier has run out, was never decided, or something speaks for another one. A tier says how often the team sees somebody; people decide it.",
                empty: "Every tier is decided and in date.",
                columns: &["Until", "Why"],
                who: "Key worker",
            },
        }
    }
}

/// A clock with its person, for the API.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct PersonClock {
    /// Who.
    pub(crate) person: Uuid,
    /// The name they like, and the family name.
    pub(crate) name: String,
    /// The deadline.
    #[serde(flatten)]
    pub(crate) clock: Clock,
}

/// Every clock of a team that is overdue or falls due within 30 days, the earliest first.
///
/// # Errors
/// `NotFound` for another team (AC03); the database.
pub(crate) fn clocks(
    app: &App,
    actor: &Actor,
    team: Uuid,
    now: Timestamp,
) -> Result<Vec<PersonClock>, PageError> {
    if !actor.in_team(Some(team)) {
        return Err(PageError::NotFound);
    }
    let read = app.boards.team(&app.store, team, now)?;
    let mut all: Vec<PersonClock> = caseload(&read)
        .chain(read.waiting())
        .flat_map(|line| {
            due(line, now).map(|clock| PersonClock {
                person: line.person,
                name: line.who.name.clone(),
                clock,
            })
        })
        .collect();
    all.sort_by_key(|c| (c.clock.on, c.clock.what, c.person));
    Ok(all)
}

/// Everybody on the caseload.
fn caseload(read: &TeamNow) -> impl Iterator<Item = &Line> {
    read.lines.iter().map(AsRef::as_ref).filter(|line| line.on_caseload())
}

fn due(line: &Line, now: Timestamp) -> impl Iterator<Item = Clock> + use<> {
    let until = moment::add_days(moment::local_day(now), CLOCK_DAYS);
    care::clocks::of(line, now).into_iter().filter(move |clock| clock.on <= until)
}

#[derive(Serialize)]
struct IndexView {
    team_name: String,
    team: Uuid,
    teams: Vec<Choice>,
    here: &'static str,
    lists: Vec<IndexRow>,
    others: Vec<Other>,
}

/// A list that has a page of its own.
#[derive(Clone, Copy, Serialize)]
struct Other {
    href: &'static str,
    title: &'static str,
    about: &'static str,
}

/// The lists with a page of their own, with the access that each needs.
const OTHERS: &[(Activity, Other)] = &[
    (
        Activity::RecordCare,
        Other {
            href: "/supervision",
            title: "Supervision",
            about: "Who is due, and who was not spoken of for three months.",
        },
    ),
    (
        Activity::ReadRecord,
        Other {
            href: "/team/split",
            title: "Own and shared work",
            about: "Hours of occupational therapists and psychologists by week, beside what was agreed.",
        },
    ),
    (
        Activity::ReadRecord,
        Other {
            href: "/team/wishes",
            title: "Wishes met",
            about: "At how many contacts a wish for worker, place or time was met, by month and person.",
        },
    ),
    (
        Activity::ReadRecord,
        Other {
            href: "/cohort",
            title: "Intensive care: who it is meant for",
            about: "The seven signs, and who has no intensive offer.",
        },
    ),
];

#[derive(Serialize)]
struct IndexRow {
    name: &'static str,
    title: &'static str,
    empty: &'static str,
    count: usize,
    overdue: usize,
}

/// `GET /lists`
///
/// # Errors
/// `NotFound` for another team's lists; the database.
pub(crate) fn index(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let now = app.now();
    let read = app.boards.team(&app.store, team, now)?;
    let directory = app.store.directory();
    let actor = request.actor()?;
    let reading = Reading { read: &read, directory: &directory, actor, now };
    app.note(request, "lists", Some(team), None)?;
    let lists = List::ALL.iter().map(|list| {
        let (rows, about) = (reading.rows(*list), list.about());
        let overdue = rows.iter().filter(|row| row.overdue).count();
        IndexRow { name: about.name, title: about.title, empty: about.empty, count: rows.len(), overdue }
    });
    let view = IndexView {
        team_name: directory.team_name(Some(team)).to_owned(),
        team,
        teams: teams(app, request, team),
        here: "/lists",
        lists: lists.collect(),
        others: OTHERS.iter().filter(|(activity, _)| actor.may(*activity)).map(|(_, other)| *other).collect(),
    };
    app.page(request, "lists/index.html", view)
}

#[derive(Serialize)]
struct ListView {
    name: &'static str,
    title: &'static str,
    intro: &'static str,
    empty: &'static str,
    columns: &'static [&'static str],
    who_column: &'static str,
    team_name: String,
    team: Uuid,
    teams: Vec<Choice>,
    here: String,
    words: String,
    what: Vec<Choice>,
    who: Vec<Choice>,
    sort: Vec<Choice>,
    filters: bool,
    total: usize,
    printed: String,
    rows: Vec<ListRow>,
}

/// `GET /lists/{name}`
///
/// # Errors
/// `NotFound` for a list that does not exist or another team's; the database.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let list = List::from_name(request.word("name")).ok_or(PageError::NotFound)?;
    let about = list.about();
    let team = app.team(request)?;
    let now = app.now();
    let read = app.boards.team(&app.store, team, now)?;
    let directory = app.store.directory();
    let actor = request.actor()?;
    let reading = Reading { read: &read, directory: &directory, actor, now };
    app.note(request, "list", Some(team), Some(about.name.to_owned()))?;
    let all = reading.rows(list);
    let total = all.len();
    let local = moment::local(now);
    let view = ListView {
        name: about.name,
        title: about.title,
        intro: about.intro,
        empty: about.empty,
        columns: about.columns,
        who_column: about.who,
        team_name: directory.team_name(Some(team)).to_owned(),
        team,
        teams: teams(app, request, team),
        here: format!("/lists/{}", about.name),
        words: request.query("q").unwrap_or_default().trim().to_owned(),
        what: what_choices(request, list),
        who: choices(request, "who", &[("", "Everybody"), ("mine", "Mine")]),
        sort: choices(
            request,
            "sort",
            &[("", "Most pressing first"), ("name", "Name"), ("worker", about.who)],
        ),
        filters: ["q", "what", "who"].iter().any(|name| request.query(name).is_some()),
        total,
        printed: format!(
            "Printed at {} on {} by {}",
            moment::time_words(local.time()),
            moment::day_words(local.date()),
            directory.staff_name(actor.staff)
        ),
        rows: pick(request, actor, all),
    };
    app.page(request, "lists/list.html", view)
}

fn choices(request: &Request, name: &str, all: &[(&str, &str)]) -> Vec<Choice> {
    let chosen = request.query(name).unwrap_or_default();
    all.iter()
        .map(|(value, text)| Choice {
            value: (*value).to_owned(),
            text: (*text).to_owned(),
            chosen: *value == chosen,
        })
        .collect()
}

fn what_choices(request: &Request, list: List) -> Vec<Choice> {
    if list != List::Clocks {
        return Vec::new();
    }
    let mut all = vec![("", "Every clock")];
    all.extend(What::ALL.iter().map(|what| (what.text(), what.label())));
    choices(request, "what", &all)
}

fn pick(request: &Request, actor: &Actor, mut rows: Vec<ListRow>) -> Vec<ListRow> {
    if let Some(words) = request.query("q") {
        let words = search_key::query_tokens(words);
        rows.retain(|row| search_key::matches(&words, &search_key::index_tokens(&row.name)));
    }
    if let Some(what) = request.query("what") {
        rows.retain(|row| row.what.is_none_or(|w| w.text() == what));
    }
    if request.query("who") == Some("mine") {
        rows.retain(|row| row.named.contains(&actor.staff));
    }
    match request.query("sort") {
        Some("name") => rows.sort_by(|a, b| a.sort.cmp(&b.sort)),
        Some("worker") => rows.sort_by(|a, b| a.who.cmp(&b.who).then_with(|| a.sort.cmp(&b.sort))),
        _ => {}
    }
    rows
}

/// Whether an actor may put something right; otherwise the row links to the person.
fn may_or_person(actor: &Actor, activity: Activity, person: Uuid, page: &str) -> String {
    if actor.may(activity) { format!("/people/{person}/{page}") } else { format!("/people/{person}") }
}
