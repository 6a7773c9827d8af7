//! The criteria of a team in plain English: the set in force, earlier ones and those that are published,
//! and to whom they were given (R07). A set is given out in `supply` and approved in `approve`.

use care::access::Activity;
use care::criteria::{self, Set};
use care::entry::criteria::{CriteriaGiven, GivenTo, SetChange};
use care::entry::{Body, Draft, Entry, Kind as EntryKind};
use care::moment;
use care::problem::Problem;
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::board::teams;
use crate::contact::send::{self, Sent};
use crate::contact::typed::Pairs;
use crate::error::PageError;
use crate::request::{Reply, Request};

/// Sets and log lines looked at, at most.
const MOST: u32 = 500;

/// The entries of a kind that a team has written, the latest first.
pub(crate) fn entries(app: &App, team: Uuid, kind: EntryKind) -> Result<Vec<Entry>, PageError> {
    Ok(app.store.read(|tx| store::people::of_team(tx, team, kind, MOST))?)
}

/// The set in force today, with its entry; the national one when the team has approved none.
pub(super) fn today(app: &App, approved: &[Entry]) -> Result<(Option<Uuid>, Set), PageError> {
    if let Some((id, set)) = criteria::in_force(approved, app.today()) {
        return Ok((Some(id), set.clone()));
    }
    let national =
        criteria::shipped("national").ok_or_else(|| PageError::Broken("no criteria".to_owned()))?;
    Ok((None, national.clone()))
}

/// One set of criteria of a team.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Version {
    /// The entry that approved it; none for a set that is shipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) entry: Option<Uuid>,
    /// Whether it judges what is received today.
    pub(crate) in_force: bool,
    /// The first day it judges referrals by; none for a set that is shipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) effective_from: Option<Date>,
    /// The body that approved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) approved_by: Option<String>,
    /// Who wrote the approval down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<String>,
    /// Each change from the set before, with its reason.
    pub(crate) changes: Vec<SetChange>,
    /// The set, whole.
    pub(crate) set: Set,
}

/// Criteria that were given to somebody.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Given {
    /// The entry.
    entry: Uuid,
    /// When.
    at: Timestamp,
    /// Who wrote it down.
    by: String,
    /// To whom.
    to: GivenTo,
    /// Their name, or the service.
    name: String,
    /// How.
    how: String,
    /// Which set.
    set: String,
}

/// Every set that a team has approved, the latest first, and the shipped ones it may start from.
///
/// # Errors
/// The database.
pub(crate) fn versions(app: &App, team: Uuid) -> Result<Vec<Version>, PageError> {
    let approved = entries(app, team, EntryKind::CriteriaSet)?;
    let (now, set) = today(app, &approved)?;
    let directory = app.store.directory();
    let own = approved.iter().filter_map(|entry| {
        let Body::CriteriaSet(one) = &entry.body else { return None };
        Some(Version {
            entry: Some(entry.id),
            in_force: now == Some(entry.id),
            effective_from: Some(one.effective_from),
            approved_by: Some(one.approved_by.clone()),
            by: Some(directory.staff_name(entry.author).to_owned()),
            changes: one.changes.clone(),
            set: one.set.clone(),
        })
    });
    let shipped = criteria::SHIPPED.iter().map(|one| Version {
        entry: None,
        in_force: now.is_none() && one.key == set.key,
        effective_from: None,
        approved_by: None,
        by: None,
        changes: Vec::new(),
        set: one.clone(),
    });
    Ok(own.chain(shipped).collect())
}

/// To whom a team's criteria were given, the latest first (R07).
///
/// # Errors
/// The database.
pub(crate) fn given(app: &App, team: Uuid, approved: &[Entry]) -> Result<Vec<Given>, PageError> {
    let directory = app.store.directory();
    let all = entries(app, team, EntryKind::CriteriaGiven)?.into_iter().filter_map(|entry| {
        let Body::CriteriaGiven(given) = &entry.body else { return None };
        Some(Given {
            entry: entry.id,
            at: entry.happened_at,
            by: directory.staff_name(entry.author).to_owned(),
            to: given.to,
            name: given.name.clone(),
            how: given.how.clone(),
            set: set_name(approved, given),
        })
    });
    Ok(all.collect())
}

/// Which set is asked for: the id of the entry that approved it, or the word of a shipped one.
fn word(one: &Version) -> String {
    one.entry.map_or_else(|| one.set.key.clone(), |entry| entry.to_string())
}

/// Where a set is read that a team judges, or judged, by.
pub(super) fn address(team: Option<Uuid>, entry: Option<Uuid>, set: &Set) -> String {
    let team = team.map_or_else(String::new, |team| format!("team={team}&"));
    let which = entry.map_or_else(|| set.key.clone(), |entry| entry.to_string());
    format!("/criteria?{team}set={which}")
}

/// The sets a team can read, and the one that is asked for: the one in force unless another is named.
pub(super) struct Shelf {
    /// The team.
    pub(super) team: Uuid,
    /// Every set, the team's own first.
    pub(super) all: Vec<Version>,
    /// Its place among them.
    chosen: usize,
}

impl Shelf {
    /// Reads them.
    ///
    /// # Errors
    /// `NotFound` when the team knows no such set; the database.
    pub(super) fn of(app: &App, request: &Request) -> Result<Shelf, PageError> {
        let team = app.team(request)?;
        let all = versions(app, team)?;
        let asked = request.query("set");
        let is = |one: &Version| asked.map_or(one.in_force, |asked| word(one) == asked);
        let chosen = all.iter().position(is).ok_or(PageError::NotFound)?;
        Ok(Shelf { team, all, chosen })
    }

    /// The set that is asked for.
    ///
    /// # Errors
    /// Never: it was found before.
    pub(super) fn one(&self) -> Result<&Version, PageError> {
        self.all.get(self.chosen).ok_or(PageError::NotFound)
    }

    /// Its address as a query.
    ///
    /// # Errors
    /// Never: it was found before.
    pub(super) fn query(&self) -> Result<String, PageError> {
        Ok(format!("team={}&set={}", self.team, word(self.one()?)))
    }

    /// How a set stands to the team, in words.
    pub(super) fn stands(&self, one: &Version, today: Date) -> String {
        let Some(from) = one.effective_from else {
            return if one.in_force {
                "In force: the team has approved none of its own".to_owned()
            } else {
                "Published; not in force in this team".to_owned()
            };
        };
        let day = moment::day_words(from);
        let after = self.all.iter().filter_map(|other| other.effective_from).filter(|other| *other > from);
        match after.min() {
            _ if one.in_force => format!("In force since {day}"),
            _ if today < from => format!("In force from {day}"),
            Some(next) => format!("Earlier version, in force from {day} until {}", moment::day_words(next)),
            None => format!("Earlier version, approved for {day} and replaced for the same day"),
        }
    }
}

/// `GET /criteria`
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let pairs = vec![
        ("entry".to_owned(), Uuid::now_v7().to_string()),
        ("shown_at".to_owned(), moment::utc_text(app.now())),
    ];
    draw(app, request, &pairs, &[])
}

pub(super) fn draw(
    app: &App,
    request: &Request,
    pairs: &Pairs,
    problems: &[Problem],
) -> Result<Reply, PageError> {
    let shelf = Shelf::of(app, request)?;
    let (team, version, actor, today) = (shelf.team, shelf.one()?, request.actor()?, app.today());
    let approved = entries(app, team, EntryKind::CriteriaSet)?;
    let given: Vec<_> = given(app, team, &approved)?
        .into_iter()
        .map(|one| {
            json!({
                "at": moment::utc_text(one.at),
                "by": one.by,
                "to": one.to.label(),
                "name": one.name,
                "how": one.how,
                "set": one.set,
                "entry": one.entry,
            })
        })
        .collect();
    let sets: Vec<_> = shelf
        .all
        .iter()
        .enumerate()
        .map(|(place, one)| {
            json!({
                "href": format!("/criteria?team={team}&set={}", word(one)),
                "name": one.set.name,
                "stands": shelf.stands(one, today),
                "now": one.in_force,
                "chosen": place == shelf.chosen,
                "approved_by": one.approved_by,
                "by": one.by,
                "changes": one.changes,
            })
        })
        .collect();
    let context = json!({
        "team": team,
        "team_name": app.store.directory().team_name(Some(team)),
        "teams": teams(app, request, team),
        "set": version.set,
        "in_force": version.in_force,
        "stands": shelf.stands(version, today),
        "sets": sets,
        "supply": super::supply::view(request, &shelf.query()?, pairs, problems),
        "given": given,
        "said": super::supply::said(request, &given),
        "may_approve": actor.may(Activity::DecideReferral),
    });
    send::page(app, request, "referral/criteria.html", &context, problems)
}

fn set_name(approved: &[Entry], given: &CriteriaGiven) -> String {
    let own = approved.iter().filter(|entry| Some(entry.id) == given.criteria_entry).find_map(|entry| {
        let Body::CriteriaSet(one) = &entry.body else { return None };
        Some(one.set.name.clone())
    });
    own.or_else(|| criteria::shipped(&given.key).map(|set| set.name.clone()))
        .unwrap_or_else(|| given.key.clone())
}

/// What draws a form again.
pub(super) type Draw = fn(&App, &Request, &Pairs, &[Problem]) -> Result<Reply, PageError>;

pub(super) fn record(
    app: &App,
    request: &Request,
    (id, team, happened_at): (Uuid, Uuid, jiff::Timestamp),
    body: Body,
    draw: Draw,
) -> Result<Reply, PageError> {
    let (subject, team_of) = (team, Some(team));
    let draft = Draft { id, subject, team: team_of, happened_at, from_version: 0, reason: None, body };
    match send::one(app, request, draft)? {
        Sent::Recorded(_) => Ok(Reply::To(format!("/criteria?team={team}"))),
        Sent::Refused(problems) => draw(app, request, &request.form, &problems),
        Sent::Conflict(theirs) => Err(PageError::Conflict(theirs)),
    }
}
