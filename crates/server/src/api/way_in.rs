//! Lists of the way in: referrals that are not finished, and concerns that somebody still owns.

use care::criteria::Finding;
use care::entry::Kind;
use care::entry::referral::Referral;
use care::moment;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::view::EntryView;
use super::{ask, write};
use crate::app::App;
use crate::contact::typed::Typed;
use crate::error::PageError;
use crate::referral::{self, Found, Row, concern, criteria, document, evidence};
use crate::request::{Reply, Request};

/// The referrals of a team.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ReferralList {
    /// The team.
    team: Uuid,
    /// The most pressing first.
    referrals: Vec<referral::Row>,
}

/// The concerns of a team.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ConcernList {
    /// The team.
    team: Uuid,
    /// What is to be passed on first.
    concerns: Vec<concern::Row>,
}

/// The criteria of a team.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CriteriaList {
    /// The team.
    team: Uuid,
    /// What the team approved, the latest first, then the shipped sets.
    sets: Vec<criteria::Version>,
    /// To whom criteria were given, the latest first.
    given: Vec<criteria::Given>,
}

/// One referral, with what the criteria of its day show of it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ReferralView {
    /// How it stands.
    standing: Row,
    /// Its version; a change is made from it.
    version: u32,
    /// What it says.
    referral: Referral,
    /// Parts that are still blank.
    missing: Vec<&'static str>,
    /// The word of the set that judges it.
    criteria: String,
    /// The entry that approved the set; none for the national one.
    #[serde(skip_serializing_if = "Option::is_none")]
    criteria_entry: Option<Uuid>,
    /// What the referral and the record show of each criterion. People decide.
    findings: Vec<Finding>,
    /// Whether the record was looked at too: only for who reads records.
    record_read: bool,
    /// What was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<EntryView>,
    /// The documents that came with it.
    documents: Vec<document::Row>,
}

/// One referral, with its evaluation, its decision and its documents.
pub(crate) fn one(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/referrals/{id}")?;
    let found = Found::by(app, request, request.id("id")?, "referral")?;
    let (actor, directory) = (request.actor()?, app.store.directory());
    let referral = found.referral()?.clone();
    let standing = referral::row(&found, app).ok_or(PageError::NotFound)?;
    let evidence = evidence::of(app, actor, &found)?;
    let decided = referral::decision(app, &found)?.map(|(entry, _)| EntryView::of(entry, &directory));
    Reply::json(&ReferralView {
        standing,
        version: found.entry.version,
        missing: care::referral::missing(&referral),
        referral,
        criteria: evidence.set.key,
        criteria_entry: evidence.set_entry,
        findings: evidence.findings,
        record_read: evidence.record_read,
        decision: decided,
        documents: document::rows(app, &found)?,
    })
}

/// The criteria of a team: every version, and to whom they were given.
pub(crate) fn criteria_of(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/criteria")?;
    let team = ask::team(app, request)?;
    app.note(request, "criteria", Some(team), None)?;
    let approved = criteria::entries(app, team, Kind::CriteriaSet)?;
    let given = criteria::given(app, team, &approved)?;
    Reply::json(&CriteriaList { team, sets: criteria::versions(app, team)?, given })
}

/// Referrals that are open, and those closed within 90 days.
pub(crate) fn referrals(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/referrals")?;
    let team = ask::team(app, request)?;
    app.note(request, "referrals", Some(team), None)?;
    let referrals = referral::rows(app, request.actor()?, team)?;
    Reply::json(&ReferralList { team, referrals })
}

/// Attaches a document to a referral; answers as for an entry.
pub(crate) fn attach(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::nothing(request)?;
    let found = Found::by(app, request, request.id("id")?, "attach document")?;
    let mut typed = Typed::new(&request.form);
    let id = typed.id("id");
    typed.problems.require(
        id.is_some() || !typed.problems.is_empty(),
        "id",
        "Send a UUID as id, made by you.",
    );
    let at = typed.problems.keep("happened_at", moment::parse_utc(request.field("happened_at")));
    let problems = typed.problems.into_vec();
    let (Some(id), Some(at), true) = (id, at, problems.is_empty()) else {
        return Err(PageError::Refused(problems));
    };
    let outcome = document::attach(app, request, &found, (id, at))?;
    write::one(id, outcome, &app.store.directory())
}

/// The content of a document.
pub(crate) fn content(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/referrals/{id}/documents/{document}")?;
    let found = Found::by(app, request, request.id("id")?, "read document")?;
    document::content(app, request, &found)
}

/// Concerns that are open, and those another service took within 90 days.
pub(crate) fn concerns(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/concerns")?;
    let team = ask::team(app, request)?;
    app.note(request, "concerns", Some(team), None)?;
    let concerns = concern::rows(app, request, team)?;
    Reply::json(&ConcernList { team, concerns })
}
