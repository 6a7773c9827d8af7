//! What the contact form has to know beside what is typed: the person, the visit, the team, the
//! contact that is corrected. Read once, before the form is shown or taken.

use care::entry::around::Member;
use care::entry::contact::Contact;
use care::entry::{Body, Entry, Kind};
use care::line::Line;
use care::rule::context::VisitNow;
use jiff::Timestamp;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::Request;

/// Around one contact form.
pub(crate) struct About {
    /// The person.
    pub(crate) line: Line,
    /// The visit that this is the outcome of.
    pub(crate) visit: Option<VisitNow>,
    /// Today's visits of this worker with this person that have no outcome.
    pub(crate) offered: Vec<VisitNow>,
    /// Who may have been there: id and name.
    pub(crate) workers: Vec<(Uuid, String)>,
    /// Who is signed in.
    pub(crate) me: Uuid,
    /// The server's clock.
    pub(crate) now: Timestamp,
    /// The contact that is corrected, as it stands.
    pub(crate) before: Option<Entry>,
    /// Who is around the person, and what each may know (T08).
    pub(crate) network: Vec<Member>,
}

impl About {
    /// Around a new contact.
    ///
    /// # Errors
    /// The database; a visit that is not of this person.
    pub(crate) fn new(
        app: &App,
        request: &Request,
        line: Line,
        visit: Option<Uuid>,
    ) -> Result<Self, PageError> {
        let me = request.actor()?.staff;
        let (person, today) = (line.person, app.today());
        let (visit, mine) = app.store.read(|tx| {
            let visit = visit.map(|id| store::visits::one(tx, id)).transpose()?;
            Ok((visit, store::visits::of_worker(tx, me, today)?))
        })?;
        let visit = match visit {
            None => None,
            Some(found) => Some(found.filter(|v| v.person == person).ok_or(PageError::NotFound)?),
        };
        let offered = mine
            .into_iter()
            .filter(|v| v.person == person && v.outcome.is_none() && v.visit.called_off.is_none())
            .filter(|v| visit.as_ref().is_none_or(|chosen| chosen.id != v.id))
            .collect();
        let workers = workers(app, &line, &[]);
        let network = network(app, person)?;
        Ok(Self { line, visit, offered, workers, me, now: app.now(), before: None, network })
    }

    /// Around a correction.
    ///
    /// # Errors
    /// The database; an entry that is no contact.
    pub(crate) fn correcting(
        app: &App,
        request: &Request,
        line: Line,
        before: Entry,
    ) -> Result<Self, PageError> {
        let Body::Contact(contact) = &before.body else { return Err(PageError::NotFound) };
        let visit = app.store.read(|tx| contact.visit.map(|id| store::visits::one(tx, id)).transpose())?;
        let workers = workers(app, &line, &contact.workers);
        Ok(Self {
            line,
            visit: visit.flatten(),
            offered: Vec::new(),
            workers,
            me: request.actor()?.staff,
            now: app.now(),
            network: network(app, before.subject)?,
            before: Some(before),
        })
    }

    /// The contact that is corrected.
    pub(crate) fn contact_before(&self) -> Option<&Contact> {
        match self.before.as_ref().map(|entry| &entry.body) {
            Some(Body::Contact(contact)) => Some(contact),
            Some(_) | None => None,
        }
    }

    /// Whether the form is for somebody who works with people, so that "me" is a worker.
    pub(crate) fn i_am_a_worker(&self) -> bool {
        self.workers.iter().any(|(id, _)| *id == self.me)
    }
}

/// Who is around a person.
fn network(app: &App, person: Uuid) -> Result<Vec<Member>, PageError> {
    let entry = app.store.read(|tx| store::people::entry(tx, Kind::Network.document_id(person)))?;
    Ok(match entry {
        Some(Entry { body: Body::Network(network), .. }) => network.members,
        Some(_) | None => Vec::new(),
    })
}

/// Workers of the person's team, and those who were there before, by name.
fn workers(app: &App, line: &Line, also: &[Uuid]) -> Vec<(Uuid, String)> {
    let directory = app.store.directory();
    let team = line.team().map(|team| directory.workers(team, app.today())).unwrap_or_default();
    let mut all: Vec<(Uuid, String)> = team.into_iter().map(|(id, staff)| (id, staff.name.clone())).collect();
    for id in also {
        if all.iter().all(|(known, _)| known != id) {
            all.push((*id, directory.staff_name(*id).to_owned()));
        }
    }
    all
}
