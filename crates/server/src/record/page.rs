//! The pages that write entries by a table: a new one, a new version of one, and what is shown when
//! somebody else was faster.

use axum::http::StatusCode;
use care::access::{Activity, to_write};
use care::entry::{Body, Draft, Entry, Kind, Shape};
use care::line::Line;
use care::moment;
use care::problem::Problem;
use serde_json::Value;
use store::Outcome;
use uuid::Uuid;

use super::draw::{self, Around};
use super::read::{self, Pairs};
use super::table::{Ask, Item, Need, Part, Table};
use super::{fields, tables, told};
use crate::app::App;
use crate::error::PageError;
use crate::person::banner;
use crate::request::{Reply, Request};
use crate::template::forms;

/// A form under way: about whom, of which kind, from which version.
pub(crate) struct Job {
    /// The person; none while they are being entered.
    pub(crate) line: Option<Line>,
    /// The form.
    pub(crate) table: &'static Table,
    /// The version it starts from.
    pub(crate) current: Option<Entry>,
    /// Where it is sent.
    pub(crate) action: String,
    /// Where "Cancel" leads.
    pub(crate) cancel: String,
    /// What is asked on the same page for another entry.
    pub(crate) also: Option<&'static Table>,
}

/// What came of sending a form.
pub(crate) enum Sent {
    /// It is on disk.
    Done,
    /// It is not, and why.
    Refused(Vec<Problem>),
    /// Somebody else was faster.
    Stale(Box<Entry>),
}

impl Sent {
    /// What came of one draft.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub(crate) fn of(outcome: Option<Outcome>) -> Result<Sent, PageError> {
        match outcome {
            Some(Outcome::Recorded(_) | Outcome::AlreadyRecorded(_)) => Ok(Sent::Done),
            Some(Outcome::Refused(problems)) => Ok(Sent::Refused(problems)),
            Some(Outcome::Conflict(theirs)) => Ok(Sent::Stale(theirs)),
            Some(Outcome::Forbidden) => Err(PageError::Forbidden),
            Some(Outcome::NotFound) => Err(PageError::NotFound),
            None => Err(PageError::Broken("a draft had no outcome".to_owned())),
        }
    }
}

/// The form of a new entry, or of the one document of its kind.
pub(crate) fn new_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let job = new_job(app, request)?;
    let pairs = job.start(app);
    job.page(app, request, &pairs, &[])
}

/// Takes it.
pub(crate) fn new_send(app: &App, request: &Request) -> Result<Reply, PageError> {
    new_job(app, request)?.send(app, request)
}

/// The form of a new version of an entry.
pub(crate) fn correct_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    match correct_job(app, request)? {
        Ok(job) => {
            let pairs = job.start(app);
            job.page(app, request, &pairs, &[])
        }
        Err(elsewhere) => Ok(Reply::To(elsewhere)),
    }
}

/// Takes it.
pub(crate) fn correct_send(app: &App, request: &Request) -> Result<Reply, PageError> {
    match correct_job(app, request)? {
        Ok(job) => job.send(app, request),
        Err(elsewhere) => Ok(Reply::To(elsewhere)),
    }
}

fn new_job(app: &App, request: &Request) -> Result<Job, PageError> {
    let id = request.id("id")?;
    let table = Kind::from_text(request.word("kind")).and_then(tables::of).ok_or(PageError::NotFound)?;
    if matches!(
        table.kind,
        Kind::Person | Kind::KeyWorker | Kind::Referral | Kind::Assessment | Kind::AssessmentSession
    ) {
        return Err(PageError::NotFound);
    }
    let line = app.person(request, id, "form")?;
    may_write(request, table.kind)?;
    let current = match table.kind.shape() {
        Shape::Document => app.store.read(|tx| store::people::document(tx, id, table.kind))?,
        Shape::Series => None,
    };
    let action = format!("/people/{id}/record/{}", table.kind.text());
    Ok(Job { line: Some(line), table, current, action, cancel: format!("/people/{id}"), also: None })
}

/// The work on an entry, or where entries of its kind are changed.
fn correct_job(app: &App, request: &Request) -> Result<Result<Job, String>, PageError> {
    let id = request.id("entry")?;
    let entry = app.store.read(|tx| store::people::entry(tx, id))?.ok_or(PageError::NotFound)?;
    let line = app.person(request, entry.subject, "form")?;
    if let Some(elsewhere) = elsewhere(&entry) {
        return Ok(Err(elsewhere));
    }
    may_write(request, entry.kind())?;
    let table = tables::of(entry.kind()).ok_or(PageError::NotFound)?;
    let action = format!("/entries/{id}/correct");
    Ok(Ok(Job {
        line: Some(line),
        table,
        current: Some(entry),
        action,
        cancel: format!("/entries/{id}"),
        also: None,
    }))
}

/// Kinds whose form is elsewhere.
fn elsewhere(entry: &Entry) -> Option<String> {
    let person = entry.subject;
    match entry.kind() {
        Kind::Person => Some(format!("/people/{person}/details")),
        Kind::KeyWorker => Some(format!("/people/{person}/key-worker")),
        Kind::Contact => Some(format!("/contacts/{}/correct", entry.id)),
        Kind::Assessment | Kind::AssessmentSession | Kind::Screening => crate::assessment::form_of(entry),
        Kind::Referral => Some(format!("/referrals/{}/change", entry.id)),
        Kind::ReferralDecision
        | Kind::WaitingCheck
        | Kind::Attachment
        | Kind::ConcernRaised
        | Kind::CriteriaSet
        | Kind::CriteriaGiven
        | Kind::Organisation
        | Kind::Team
        | Kind::Sensory
        | Kind::Cohort
        | Kind::Supervision
        | Kind::Staff
        | Kind::Episode
        | Kind::Network
        | Kind::Preferences
        | Kind::SafetyRule
        | Kind::Diagnoses
        | Kind::PlanReview
        | Kind::LegalStatus
        | Kind::Injection
        | Kind::HospitalStay
        | Kind::Visit
        | Kind::VisitSeries
        | Kind::DayClose
        | Kind::SafetyCheck
        | Kind::SafetyDetails
        | Kind::Tier
        | Kind::LadderStep
        | Kind::Event
        | Kind::ActionUpdate
        | Kind::Handover
        | Kind::HandoverLine
        | Kind::Mdt
        | Kind::WeekPlan
        | Kind::MdtDecision => None,
    }
}

fn may_write(request: &Request, kind: Kind) -> Result<(), PageError> {
    let activity = to_write(kind);
    if request.actor()?.may(activity) { Ok(()) } else { Err(PageError::NotYours(activity)) }
}

impl Job {
    fn asks_when(&self) -> bool {
        self.table.parts.iter().any(|part| matches!(part, Part::One(item) if item.path == "happened_at"))
    }

    fn asks_why(&self) -> bool {
        self.current.is_some() && self.table.kind.correction_needs_reason()
    }

    /// What the form holds when it is opened.
    pub(crate) fn start(&self, app: &App) -> Pairs {
        let mut pairs = self.held();
        pairs.push(("at".to_owned(), moment::utc_text(app.now())));
        pairs.push((
            "entry".to_owned(),
            self.current.as_ref().map_or_else(Uuid::now_v7, |e| e.id).to_string(),
        ));
        let version = self.current.as_ref().map_or(0, |entry| entry.version);
        pairs.push(("from_version".to_owned(), version.to_string()));
        pairs
    }

    fn held(&self) -> Pairs {
        let Some(entry) = &self.current else { return Vec::new() };
        let json = serde_json::to_value(&entry.body).unwrap_or(Value::Null);
        let mut pairs = read::pairs(self.table, &json);
        if self.asks_when() {
            read::show_moment("happened_at", entry.happened_at, &mut pairs);
        }
        pairs
    }

    fn send(&self, app: &App, request: &Request) -> Result<Reply, PageError> {
        let pairs = read::compact(self.table, &request.form);
        if !request.field("more").is_empty() {
            return self.page(app, request, &pairs, &[]);
        }
        let draft = match self.draft(app, request, &pairs) {
            Ok(draft) => draft,
            Err(problems) => return self.page(app, request, &pairs, &problems),
        };
        let mine = draft.body.clone();
        let outcomes = app.store.append(request.actor()?, vec![draft], app.now())?;
        match Sent::of(outcomes.into_iter().next())? {
            Sent::Done => {
                let person = self.line.as_ref().map(|line| line.person).unwrap_or_default();
                Ok(Reply::To(format!("/people/{person}?recorded={}", self.table.kind.text())))
            }
            Sent::Refused(problems) => self.page(app, request, &pairs, &problems),
            Sent::Stale(theirs) => self.conflict(app, request, pairs, (&theirs, &mine)),
        }
    }

    /// The draft of what was sent, or every problem of it.
    pub(crate) fn draft(&self, app: &App, request: &Request, pairs: &Pairs) -> Result<Draft, Vec<Problem>> {
        let earlier = self.current.as_ref().and_then(|entry| serde_json::to_value(&entry.body).ok());
        let (mut json, mut problems) = read::read(self.table, pairs, earlier.as_ref());
        let asked = json.as_object_mut().and_then(|body| body.remove("happened_at"));
        let reason = Some(request.field("reason").trim()).filter(|why| self.asks_why() && !why.is_empty());
        if self.asks_why() && reason.is_none() {
            problems.push(Problem::new("reason", "Say why this is corrected.").rule("N12"));
        }
        let body = checked(self.table.kind, &json, &mut problems);
        let Some(body) = body.filter(|_| problems.is_empty()) else { return Err(problems) };
        let asked = asked.as_ref().and_then(Value::as_str).and_then(|text| moment::parse_utc(text).ok());
        let opened = moment::parse_utc(request.field("at")).ok().filter(|at| *at <= app.now());
        let earlier = self.current.as_ref().filter(|e| e.kind().shape() == Shape::Series);
        let happened_at = asked.or(earlier.map(|e| e.happened_at)).or(opened).unwrap_or(app.now());
        let subject = self.line.as_ref().map(|line| line.person).unwrap_or_default();
        Ok(Draft {
            id: self.id(request, subject)?,
            subject,
            team: earlier.and_then(|e| e.team).or_else(|| self.line.as_ref().and_then(Line::team)),
            happened_at,
            from_version: request.field("from_version").parse().unwrap_or(0),
            reason: reason.map(str::to_owned),
            body,
        })
    }

    fn id(&self, request: &Request, subject: Uuid) -> Result<Uuid, Vec<Problem>> {
        if let Some(entry) = &self.current {
            return Ok(entry.id);
        }
        match self.table.kind.shape() {
            Shape::Document => Ok(self.table.kind.document_id(subject)),
            Shape::Series => Uuid::try_parse(request.field("entry"))
                .map_err(|_| vec![Problem::new("", "This form is too old: open it again.")]),
        }
    }

    pub(crate) fn page(
        &self,
        app: &App,
        request: &Request,
        pairs: &Pairs,
        problems: &[Problem],
    ) -> Result<Reply, PageError> {
        let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        self.draw(app, request, pairs, (status, problems, Value::Null))
    }

    /// Both versions side by side, and the form with what was typed, now made from the newer version.
    pub(crate) fn conflict(
        &self,
        app: &App,
        request: &Request,
        mut pairs: Pairs,
        (theirs, mine): (&Entry, &Body),
    ) -> Result<Reply, PageError> {
        pairs.retain(|(name, _)| name != "from_version");
        pairs.push(("from_version".to_owned(), theirs.version.to_string()));
        let directory = app.store.directory();
        let rows = told::compare(&told::body(&theirs.body, &directory), &told::body(mine, &directory));
        let theirs = serde_json::json!({
            "by": directory.staff_name(theirs.author),
            "at": moment::utc_text(theirs.recorded_at),
            "rows": rows,
        });
        self.draw(app, request, &pairs, (StatusCode::CONFLICT, &[], theirs))
    }

    /// Draws the page of the form. The last argument: status, problems, the version of somebody else.
    fn draw(
        &self,
        app: &App,
        request: &Request,
        pairs: &Pairs,
        (status, problems, theirs): (StatusCode, &[Problem], Value),
    ) -> Result<Reply, PageError> {
        self.draw_as(app, request, "record/form.html", (pairs, status, problems, theirs))
    }

    /// Draws the form with a template that extends `record/form.html`. The last argument: what is
    /// typed, status, problems, and what the template shows beside (`extra`; the version of somebody
    /// else has `rows`).
    pub(crate) fn draw_as(
        &self,
        app: &App,
        request: &Request,
        template: &str,
        (pairs, status, problems, extra): (&Pairs, StatusCode, &[Problem], Value),
    ) -> Result<Reply, PageError> {
        let (form, placed) = self.view(app, request, pairs, problems);
        let mut frame = app.frame(request);
        frame.problems = placed;
        let (actor, today) = (request.actor()?, app.today());
        let reads = actor.may(Activity::ReadRecord);
        let context = serde_json::json!({
            "banner": self.line.as_ref().map(|line| banner(line, today).for_actor(actor)),
            "name": self.line.as_ref().map(|line| &line.who.name),
            "title": self.table.title,
            "intro": self.table.intro,
            "form": form,
            "theirs": extra.get("rows").map(|_| &extra),
            "extra": extra,
            "also": self.also.map(|also| also.title),
            "history": self.current.as_ref().filter(|_| reads).map(|entry| entry.id),
        });
        Ok(Reply::Page(status, app.templates.page(template, &frame, context)?))
    }

    /// The form as `record/form.html` takes it, and the problems under its names.
    fn view(
        &self,
        app: &App,
        request: &Request,
        pairs: &Pairs,
        problems: &[Problem],
    ) -> (Value, Vec<forms::Problem>) {
        let team = self.line.as_ref().and_then(Line::team).or_else(|| app.team(request).ok());
        let more = if request.field("more").is_empty() { 0 } else { 2 };
        // A time that comes twice is asked about: the question is drawn when there is a box for it.
        let mut pairs = pairs.clone();
        for problem in problems.iter().filter(|problem| problem.field.ends_with("-fold")) {
            pairs.push((problem.field.clone(), String::new()));
        }
        let pairs = &pairs;
        let (workers, givers) = (fields::worker_choices(app, team), fields::giver_choices(app, team));
        let around = Around { workers, givers, on: app.today(), more };
        let mut sections = draw::sections(self.table, pairs, &around);
        if let Some(also) = self.also {
            sections.extend(draw::sections(also, pairs, &around));
        }
        if self.asks_why() {
            sections.extend(draw::sections(&WHY, pairs, &around));
        }
        let placed = draw::placed(&sections, problems);
        draw::mark(&mut sections, &placed);
        let sent = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let hidden: Vec<(&str, String)> =
            ["entry", "from_version", "at"].iter().filter_map(|name| Some((*name, sent(name)?))).collect();
        let form = serde_json::json!({
            "action": self.action,
            "cancel": self.cancel,
            "csrf": request.signed_in.as_ref().map(|signed_in| &signed_in.session.csrf),
            "sections": sections,
            "hidden": hidden,
            "submit": if self.current.is_some() { "Save the change" } else { "Save" },
        });
        (form, placed)
    }
}

/// The question of a correction.
const WHY: Table = Table {
    kind: Kind::Event,
    title: "",
    intro: "",
    parts: &[Part::One(Item {
        path: "reason",
        label: "Why is this corrected?",
        hint: "The first version stays in the history.",
        ask: Ask::Words(2),
        need: Need::Yes("Say why this is corrected."),
    })],
};

/// The body of what was read, with every problem that shows without the record. What could not be
/// read has its problem already; a second one about the same field says nothing new.
pub(crate) fn checked(kind: Kind, json: &Value, problems: &mut Vec<Problem>) -> Option<Body> {
    match Body::parse(kind, &json.to_string()) {
        Ok(body) => {
            let more: Vec<Problem> = body
                .check()
                .into_iter()
                .filter(|new| !problems.iter().any(|known| known.field == new.field))
                .collect();
            problems.extend(more);
            Some(body)
        }
        Err(more) => {
            if problems.is_empty() {
                problems.extend(more);
            }
            None
        }
    }
}
