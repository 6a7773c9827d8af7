//! The history of one entry (N12): every version, by whom, when, why, and what it changed.

use care::access::Activity;
use care::entry::{Entry, Kind};
use care::moment;
use serde::Serialize;
use store::directory::Directory;

use super::{banner, chronology, words};
use crate::app::App;
use crate::error::PageError;
use crate::record::told::{self, Compared, Said};
use crate::request::{Reply, Request};

/// One version.
#[derive(Debug, Serialize)]
struct Version {
    number: u32,
    by: String,
    recorded_at: String,
    late: Option<String>,
    reason: Option<String>,
    /// Everything it says, for the first version.
    said: Vec<Said>,
    /// What it changed, for the later ones.
    changed: Vec<Compared>,
}

/// The history of an entry about a person.
pub(crate) fn history(app: &App, request: &Request) -> Result<Reply, PageError> {
    let id = request.id("entry")?;
    let entries = app.store.read(|tx| store::journal::history(tx, id))?;
    let latest = entries.last().ok_or(PageError::NotFound)?;
    let line = app.person(request, latest.subject, "history")?;
    let directory = app.store.directory();
    let actor = request.actor()?;
    let told = words::told(latest, &directory);
    let corrects = actor.may(care::access::to_write(latest.kind())) && is_corrected_here(latest.kind());
    app.page(
        request,
        "person/history.html",
        serde_json::json!({
            "banner": banner(&line, app.today()).for_actor(actor),
            "name": line.who.name,
            "person": line.person,
            "kind": latest.kind().label(),
            "entry": id,
            "told": told,
            "at": moment::utc_text(latest.happened_at),
            "team": directory.team_name(latest.team),
            "corrects": corrects && actor.may(Activity::SeePerson),
            "versions": versions(&entries, &directory),
        }),
    )
}

/// The latest first: every later version shows what it changed, the first one shows everything.
fn versions(entries: &[Entry], directory: &Directory) -> Vec<Version> {
    let mut versions = Vec::new();
    let mut before: Option<Vec<Said>> = None;
    for entry in entries {
        let said = told::entry(entry, directory);
        let changed = before.as_ref().map(|before| told::compare(before, &said)).unwrap_or_default();
        versions.push(Version {
            number: entry.version,
            by: directory.staff_name(entry.author).to_owned(),
            recorded_at: moment::utc_text(entry.recorded_at),
            late: chronology::late(entry),
            reason: entry.reason.clone(),
            said: if before.is_none() { said.clone() } else { Vec::new() },
            changed: changed.into_iter().filter(|row| row.differs).collect(),
        });
        before = Some(said);
    }
    versions.reverse();
    versions
}

/// Kinds that have a form for a new version behind `/entries/{id}/correct`. Plans and decisions are
/// changed by the next plan or decision.
fn is_corrected_here(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::ReferralDecision
            | Kind::WaitingCheck
            | Kind::Attachment
            | Kind::Visit
            | Kind::VisitSeries
            | Kind::Tier
            | Kind::LadderStep
            | Kind::ActionUpdate
            | Kind::DayClose
            | Kind::SafetyCheck
            | Kind::SafetyDetails
            | Kind::Handover
            | Kind::HandoverLine
            | Kind::Mdt
            | Kind::WeekPlan
            | Kind::MdtDecision
    )
}
