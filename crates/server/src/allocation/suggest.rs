//! The workers of the team as the page of allocation shows them: best first, each with load and reasons.

use std::collections::{BTreeMap, BTreeSet};

use care::allocation::{Candidate, Level, Load, Reason, Suggestion, Wanted, rank};
use care::codes::purpose::Purpose;
use care::entry::{Body, Kind};
use care::line::Line;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::Request;

/// The skill of giving injections, as staff entries name it.
const INJECTIONS: &str = "injections";

/// A load as a page draws it.
#[derive(Debug, Serialize)]
pub(crate) struct LoadView {
    /// In words.
    words: String,
    /// Width of the bar in per cent of the cap, at most 150.
    width: u32,
    /// A word when it is above the cap.
    above: &'static str,
}

impl LoadView {
    pub(crate) fn of(load: Load) -> LoadView {
        let above = match load.level() {
            Level::Within => "",
            Level::Above => "above the cap",
            Level::FarAbove => "far above the cap",
        };
        LoadView { words: load.words(), width: load.percent().unwrap_or(0).min(150), above }
    }
}

/// One worker on the page.
#[derive(Debug, Serialize)]
struct Row {
    id: Uuid,
    name: String,
    role: &'static str,
    load: LoadView,
    against: bool,
    reasons: Vec<ReasonView>,
}

#[derive(Debug, Serialize)]
struct ReasonView {
    words: String,
    sign: &'static str,
}

/// The suggestions with what they were asked for.
#[derive(Debug, Serialize)]
pub(super) struct View {
    rows: Vec<Row>,
    skills: Vec<SkillView>,
}

#[derive(Debug, Serialize)]
struct SkillView {
    name: String,
    wanted: bool,
}

/// A worker with the reasons, for another program.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Suggested {
    /// The name colleagues use.
    name: String,
    /// The ranking.
    #[serde(flatten)]
    suggestion: Suggestion,
}

/// The workers of the person's team who could be key worker, the best first, each with the reasons.
///
/// # Errors
/// The database.
pub(crate) fn suggestions(app: &App, line: &Line, skills: &[String]) -> Result<Vec<Suggested>, PageError> {
    let directory = app.store.directory();
    let named = |suggestion: Suggestion| Suggested {
        name: directory.staff_name(suggestion.worker).to_owned(),
        suggestion,
    };
    Ok(ranked(app, line, skills, None)?.into_iter().map(named).collect())
}

/// The workers of the person's team for a piece of work, the best suited first, each with the reasons;
/// when it is known what it is for, with what each role does alone (T07).
///
/// # Errors
/// The database.
pub(crate) fn for_work(
    app: &App,
    line: &Line,
    skills: &[String],
    purpose: Option<Purpose>,
) -> Result<Vec<Suggestion>, PageError> {
    ranked(app, line, skills, Some(purpose))
}

/// For a piece of work, or for a key worker when there is none.
fn ranked(
    app: &App,
    line: &Line,
    skills: &[String],
    work: Option<Option<Purpose>>,
) -> Result<Vec<Suggestion>, PageError> {
    let Some(team) = line.team() else { return Ok(Vec::new()) };
    let board = app.boards.team(&app.store, team, app.now())?;
    let directory = app.store.directory();
    let (relations, details) = app.store.read(|tx| {
        let relations: BTreeMap<_, _> = store::people::relations(tx, line.person)?.into_iter().collect();
        Ok((relations, store::people::document(tx, line.person, Kind::Person)?))
    })?;
    let language = details.and_then(|entry| if let Body::Person(p) = entry.body { p.language } else { None });
    let mut people: BTreeMap<Uuid, Vec<&Line>> = BTreeMap::new();
    for other in board.lines.iter().map(AsRef::<Line>::as_ref) {
        if let Some(key_worker) = other.named.as_ref().and_then(|named| named.key_worker) {
            people.entry(key_worker).or_default().push(other);
        }
    }
    let candidates: Vec<Candidate<'_>> = directory
        .workers(team, app.today())
        .into_iter()
        .map(|(id, staff)| Candidate {
            id,
            staff,
            people: people.remove(&id).unwrap_or_default(),
            relation: relations.get(&id),
        })
        .collect();
    let (key_worker, purpose) = (work.is_none(), work.flatten());
    let wanted = Wanted { line, skills, purpose, language: language.as_deref(), key_worker, on: app.today() };
    Ok(rank(&wanted, &candidates))
}

/// The suggestions for the page, by the skills asked for; at first by what the record shows.
pub(super) fn view(app: &App, request: &Request, line: &Line) -> Result<View, PageError> {
    let directory = app.store.directory();
    let asked = request.query("asked").is_some();
    let mut wanted: Vec<String> =
        request.query.iter().filter(|(name, _)| name == "skill").map(|(_, skill)| skill.clone()).collect();
    if !asked && !line.injections.is_empty() {
        wanted.push(INJECTIONS.to_owned());
    }
    let known: BTreeSet<&str> = line
        .team()
        .map(|team| directory.workers(team, app.today()))
        .into_iter()
        .flatten()
        .flat_map(|(_, staff)| staff.skills.iter().map(String::as_str))
        .collect();
    wanted.retain(|skill| known.contains(skill.as_str()));
    let row = |suggestion: Suggestion| Row {
        id: suggestion.worker,
        name: directory.staff_name(suggestion.worker).to_owned(),
        role: directory.role(suggestion.worker).map_or("", |role| role.label()),
        load: LoadView::of(suggestion.load),
        against: suggestion.against,
        reasons: suggestion.reasons.into_iter().map(ReasonView::of).collect(),
    };
    let skills = known
        .iter()
        .map(|name| SkillView { name: (*name).to_owned(), wanted: wanted.iter().any(|skill| skill == name) });
    let skills = skills.collect();
    Ok(View { rows: ranked(app, line, &wanted, None)?.into_iter().map(row).collect(), skills })
}

impl ReasonView {
    fn of(reason: Reason) -> ReasonView {
        let sign = match reason.points {
            1.. => "for",
            0 => "",
            ..0 => "against",
        };
        ReasonView { words: reason.words, sign }
    }
}
