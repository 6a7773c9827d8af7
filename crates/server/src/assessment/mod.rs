//! An assessment over several sessions (A01-A05), and the occupational screenings (A06): the page that
//! shows what is filled and what is still blank, and the forms. Any session is taken up again anywhere.

pub(crate) mod profile;
pub(crate) mod tables;
#[cfg(test)]
mod tests;
mod view;

use axum::http::StatusCode;
use care::access::{Activity, to_write};
use care::entry::assessment::Assessment;
use care::entry::{Body, Draft, Entry, Kind};
use care::line::Line;
use care::scale::occupational::Tool;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::record::fields::word;
use crate::record::read::{self, Pairs};
use crate::record::table::Table;
use crate::record::{Job, Sent};
use crate::request::{Reply, Request};
pub(crate) use view::page;

/// A form of this feature under way.
struct Form {
    job: Job,
    template: &'static str,
    /// What the form carries and does not ask.
    carried: Vec<(&'static str, String)>,
    /// Written before the form's own entry, with it or not at all.
    before: Option<Draft>,
}

impl Form {
    fn new(
        request: &Request,
        (line, table, current): (&Line, &'static Table, Option<Entry>),
        last: &str,
    ) -> Result<Form, PageError> {
        if !request.actor()?.may(to_write(table.kind)) {
            return Err(PageError::Forbidden);
        }
        let person = line.person;
        let query = current.as_ref().map(|entry| format!("?entry={}", entry.id)).unwrap_or_default();
        let job = Job {
            line: Some(line.clone()),
            table,
            current,
            action: format!("/people/{person}/{last}{query}"),
            cancel: format!("/people/{person}/assessment"),
            also: None,
        };
        Ok(Form { job, template: "assessment/form.html", carried: Vec::new(), before: None })
    }

    fn shown(&self, app: &App, request: &Request) -> Result<Reply, PageError> {
        let mut pairs = self.job.start(app);
        self.carry(&mut pairs);
        self.draw(app, request, &pairs, &[])
    }

    fn carry(&self, pairs: &mut Pairs) {
        for (name, value) in &self.carried {
            pairs.retain(|(key, _)| key != name);
            pairs.push(((*name).to_owned(), value.clone()));
        }
    }

    fn draw(
        &self,
        app: &App,
        request: &Request,
        pairs: &Pairs,
        problems: &[care::problem::Problem],
    ) -> Result<Reply, PageError> {
        let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let extra = serde_json::json!({ "carried": self.carried });
        self.job.draw_as(app, request, self.template, (pairs, status, problems, extra))
    }

    /// Takes what was sent: everything typed is kept, whatever comes of it.
    fn sent(mut self, app: &App, request: &Request) -> Result<Reply, PageError> {
        let mut pairs = read::compact(self.job.table, &request.form);
        self.carry(&mut pairs);
        let draft = match self.job.draft(app, request, &pairs) {
            Ok(draft) => draft,
            Err(problems) => return self.draw(app, request, &pairs, &problems),
        };
        let mine = draft.body.clone();
        let drafts: Vec<Draft> = self.before.take().into_iter().chain([draft]).collect();
        let outcomes = app.store.append_whole(request.actor()?, drafts, app.now(), false)?;
        match Sent::of(outcomes.into_iter().next_back())? {
            Sent::Done => Ok(Reply::To(self.job.cancel.clone())),
            Sent::Refused(problems) => self.draw(app, request, &pairs, &problems),
            Sent::Stale(theirs) => self.job.conflict(app, request, pairs, (&theirs, &mine)),
        }
    }
}

/// The entry that the address asks to go on with, when it is this person's and of this kind.
fn asked(app: &App, request: &Request, line: &Line, kind: Kind) -> Result<Option<Entry>, PageError> {
    let Some(text) = request.query("entry") else { return Ok(None) };
    let id = Uuid::try_parse(text).map_err(|_| PageError::NotFound)?;
    let entry = app.store.read(|tx| store::people::entry(tx, id))?;
    let entry = entry.filter(|entry| entry.subject == line.person && entry.kind() == kind);
    entry.map(Some).ok_or(PageError::NotFound)
}

fn session(app: &App, request: &Request) -> Result<Form, PageError> {
    let line = app.person(request, request.id("id")?, "assessment")?;
    let current = asked(app, request, &line, Kind::AssessmentSession)?;
    let held = match current.as_ref().map(|entry| &entry.body) {
        Some(Body::AssessmentSession(session)) => Some(session.assessment),
        Some(_) | None => None,
    };
    let open = line.assessment().filter(|one| one.completed_on.is_none()).map(|one| one.id);
    let sent = Uuid::try_parse(request.field("assessment")).ok();
    let assessment = held.or(sent).or(open).unwrap_or_else(Uuid::now_v7);
    let mut form = Form::new(request, (&line, &tables::SESSION, current), "assessment/session")?;
    form.template = "assessment/session.html";
    form.carried = vec![("assessment", assessment.to_string())];
    if !line.assessments.iter().any(|one| one.id == assessment) {
        form.before = Some(Draft {
            id: assessment,
            subject: line.person,
            team: line.team(),
            happened_at: app.now(),
            from_version: 0,
            reason: None,
            body: Body::Assessment(Assessment::default()),
        });
    }
    Ok(form)
}

/// The form of a session.
pub(crate) fn session_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let form = session(app, request)?;
    if form.job.current.is_some() {
        return form.shown(app, request);
    }
    // Now, and by whoever writes: both can be changed.
    let mut pairs = form.job.start(app);
    form.carry(&mut pairs);
    read::show_moment("happened_at", app.now(), &mut pairs);
    pairs.push(("assessors".to_owned(), request.actor()?.staff.to_string()));
    form.draw(app, request, &pairs, &[])
}

/// Takes it.
pub(crate) fn session_send(app: &App, request: &Request) -> Result<Reply, PageError> {
    session(app, request)?.sent(app, request)
}

fn outcome(app: &App, request: &Request) -> Result<Form, PageError> {
    let line = app.person(request, request.id("id")?, "assessment")?;
    let id = line.assessment().ok_or(PageError::NotFound)?.id;
    let current = app.store.read(|tx| store::people::entry(tx, id))?;
    let mut form = Form::new(request, (&line, &tables::OUTCOME, current), "assessment/outcome")?;
    form.job.action = format!("/people/{}/assessment/outcome", line.person);
    Ok(form)
}

/// The form of what was decided.
pub(crate) fn outcome_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    outcome(app, request)?.shown(app, request)
}

/// Takes it.
pub(crate) fn outcome_send(app: &App, request: &Request) -> Result<Reply, PageError> {
    outcome(app, request)?.sent(app, request)
}

fn screening(app: &App, request: &Request) -> Result<Form, PageError> {
    let line = app.person(request, request.id("id")?, "screening")?;
    let named = request.word("tool");
    let tool = Tool::ALL.iter().copied().find(|tool| word(tool) == named).ok_or(PageError::NotFound)?;
    let current = asked(app, request, &line, Kind::Screening)?;
    let mut form =
        Form::new(request, (&line, tables::of_tool(tool), current), &format!("screening/{named}"))?;
    form.template = "assessment/screening.html";
    form.carried = vec![("tool", named.to_owned())];
    Ok(form)
}

/// The form of a scale.
pub(crate) fn screening_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    screening(app, request)?.shown(app, request)
}

/// Takes it.
pub(crate) fn screening_send(app: &App, request: &Request) -> Result<Reply, PageError> {
    screening(app, request)?.sent(app, request)
}

/// Where an entry of this feature is changed.
pub(crate) fn form_of(entry: &Entry) -> Option<String> {
    let (person, id) = (entry.subject, entry.id);
    if let Body::Screening(screening) = &entry.body {
        return Some(format!("/people/{person}/screening/{}?entry={id}", word(&screening.tool)));
    }
    match entry.kind() == Kind::AssessmentSession {
        true => Some(format!("/people/{person}/assessment/session?entry={id}")),
        false => (entry.kind() == Kind::Assessment).then(|| format!("/people/{person}/assessment/outcome")),
    }
}

/// Whether the actor may write here at all.
fn may(request: &Request, kind: Kind) -> Result<bool, PageError> {
    let actor = request.actor()?;
    Ok(actor.may(to_write(kind)) && actor.may(Activity::ReadRecord))
}
