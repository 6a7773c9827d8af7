//! What every handler may use: the store, the clock, the templates, the caches.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use care::access::{Activity, allows};
use care::line::Line;
use care::moment;
use jiff::Timestamp;
use serde::Serialize;
use store::db::Tx;
use store::{AccessLine, Change, Store, StoreError};
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::board::cache::BoardCache;
use crate::clock::Clock;
use crate::error::PageError;
use crate::request::{Reply, Request, SignedIn};
use crate::template::{Account, Frame, NavItem, Templates};
use crate::week::{Jobs, Limit};

/// How long a session read from the database is believed: an ended session works no longer than this.
const SESSION_BELIEVED: Duration = Duration::from_secs(5);

/// Settings of the service.
#[derive(Clone, Debug)]
pub struct Config {
    /// How long a search for a plan of a week may take.
    pub planning: Limit,
    /// Signed out after this time without a request (NHS login: 30 minutes).
    pub idle: jiff::SignedDuration,
    /// Signed out after this time whatever happens (NHS login: 12 hours).
    pub absolute: jiff::SignedDuration,
    /// Whether the organisation may show the NHS logo.
    pub nhs_logo: bool,
    /// Invented people: says so on every page.
    pub demonstration: bool,
    /// One-time code that makes the first administrator, while there is no account.
    pub setup_code: Option<String>,
    /// Where a virus scanner listens: `host:port`, or `unix:` and the path of its socket (SV31).
    pub scanner: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            planning: Limit::default(),
            idle: jiff::SignedDuration::from_mins(30),
            absolute: jiff::SignedDuration::from_hours(12),
            nhs_logo: false,
            demonstration: false,
            setup_code: None,
            scanner: None,
        }
    }
}

/// The service.
pub struct App {
    /// The record.
    pub store: Arc<Store>,
    pub(crate) templates: Templates,
    pub(crate) clock: Clock,
    pub(crate) config: Config,
    pub(crate) boards: BoardCache,
    pub(crate) live: broadcast::Sender<Change>,
    /// Searches that run beside the pages.
    pub(crate) jobs: Jobs,
    sessions: Mutex<BTreeMap<[u8; 32], (Instant, SignedIn)>>,
}

impl App {
    /// A service over a store.
    #[must_use]
    pub fn new(store: Arc<Store>, clock: Clock, config: Config) -> Arc<App> {
        let (live, _) = broadcast::channel(1024);
        let app = Arc::new(App {
            store,
            templates: Templates::new(),
            clock,
            config,
            boards: BoardCache::default(),
            live,
            jobs: Jobs::default(),
            sessions: Mutex::default(),
        });
        let watching = Arc::downgrade(&app);
        app.store.watch(move |change| {
            if let Some(app) = watching.upgrade() {
                app.boards.forget(change);
                drop(app.live.send(change.clone()));
            }
        });
        app
    }

    /// Does what the first readers would otherwise wait for: compiles the pages and reads the world's
    /// numbering plans, a tenth of a second in all. Meant for a thread of its own.
    pub fn warm_up(&self) {
        self.templates.compile();
        drop(care::phone::parse("020 7946 0000"));
    }

    /// Now.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Today, where the teams work.
    pub(crate) fn today(&self) -> jiff::civil::Date {
        moment::local_day(self.now())
    }

    /// A session that was looked up a moment ago.
    pub(crate) fn remembered(&self, token_hash: &[u8; 32]) -> Option<SignedIn> {
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.get(token_hash).filter(|(at, _)| at.elapsed() < SESSION_BELIEVED).map(|(_, s)| s.clone())
    }

    /// Remembers a session for a moment.
    pub(crate) fn remember(&self, signed_in: &SignedIn) {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions.len() > 10_000 {
            sessions.retain(|_, (at, _)| at.elapsed() < SESSION_BELIEVED);
        }
        sessions.insert(signed_in.session.token_hash, (Instant::now(), signed_in.clone()));
    }

    /// Forgets sessions: one, or all.
    pub(crate) fn forget_sessions(&self, only: Option<&[u8; 32]>) {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        match only {
            Some(token_hash) => drop(sessions.remove(token_hash)),
            None => sessions.clear(),
        }
    }

    /// The person of a path, when they are under one of the actor's teams; notes the look (AC26).
    ///
    /// # Errors
    /// `NotFound` for nobody and for another team's person alike (AC03, BI105).
    pub(crate) fn person(&self, request: &Request, id: Uuid, act: &str) -> Result<Line, PageError> {
        Ok(self.person_with(request, id, act, |_| Ok(()))?.0)
    }

    /// The person of a path as above, with what else is wanted of them, read on the same snapshot.
    ///
    /// # Errors
    /// As `person`.
    pub(crate) fn person_with<T>(
        &self,
        request: &Request,
        id: Uuid,
        act: &str,
        more: impl FnOnce(&mut Tx) -> Result<T, StoreError>,
    ) -> Result<(Line, T), PageError> {
        let actor = request.actor()?;
        let found = self.store.read(|tx| {
            let line = store::people::line(tx, id)?.filter(|line| actor.in_team(line.team()));
            line.map(|line| Ok::<_, StoreError>((line, more(tx)?))).transpose()
        })?;
        let found = found.ok_or(PageError::NotFound)?;
        self.note(request, act, Some(id), None)?;
        Ok(found)
    }

    /// Notes a look.
    ///
    /// # Errors
    /// `Busy` when it cannot be noted: then nothing is shown.
    pub(crate) fn note(
        &self,
        request: &Request,
        act: &str,
        subject: Option<Uuid>,
        detail: Option<String>,
    ) -> Result<(), PageError> {
        let staff = request.actor()?.staff;
        let line = AccessLine { at: self.now(), staff, act: act.to_owned(), subject, detail };
        Ok(self.store.note_access(line)?)
    }

    /// The team a request is about: `?team=` when the actor is in it, else the actor's first.
    ///
    /// # Errors
    /// `NotFound` for a team that is not the actor's, or when there is none.
    pub(crate) fn team(&self, request: &Request) -> Result<Uuid, PageError> {
        let actor = request.actor()?;
        match request.query("team") {
            Some(text) => {
                let team = Uuid::try_parse(text).map_err(|_| PageError::NotFound)?;
                if actor.in_team(Some(team)) { Ok(team) } else { Err(PageError::NotFound) }
            }
            None => actor.teams.first().copied().ok_or(PageError::NotFound),
        }
    }

    /// What every page has around its content.
    pub(crate) fn frame(&self, request: &Request) -> Frame {
        let mut frame =
            Frame { csp_nonce: request.nonce.clone(), nhs_logo: self.config.nhs_logo, ..Frame::default() };
        let Some(signed_in) = &request.signed_in else { return frame };
        let directory = self.store.directory();
        frame.csrf.clone_from(&signed_in.session.csrf);
        frame.account = Some(Account {
            name: directory.staff_name(signed_in.actor.staff).to_owned(),
            href: Some("/account".to_owned()),
        });
        frame.nav = NAV
            .iter()
            .filter(|(_, _, activity)| allows(signed_in.actor.role, *activity))
            .map(|(href, text, _)| NavItem {
                href: (*href).to_owned(),
                text: (*text).to_owned(),
                current: request.path == *href,
            })
            .collect();
        let now = care::moment::moment_words(self.now());
        frame.printed_by = format!("Printed on {now} by {}", directory.staff_name(signed_in.actor.staff));
        frame.notice = crate::contact::notice::of(self, request);
        frame.organisation = directory.organisations.values().next().map(|o| o.name.clone());
        frame
    }

    /// A page.
    ///
    /// # Errors
    /// `Broken` when the template fails.
    pub(crate) fn page(
        &self,
        request: &Request,
        template: &str,
        context: impl Serialize,
    ) -> Result<Reply, PageError> {
        Ok(Reply::page(self.templates.page(template, &self.frame(request), context)?))
    }
}

/// The main menu: where, what, for whom.
const NAV: &[(&str, &str, Activity)] = &[
    ("/today", "Today", Activity::RecordCare),
    ("/visits", "Visits", Activity::SeeTeam),
    ("/week", "Week", Activity::SeeTeam),
    ("/board", "Board", Activity::SeeTeam),
    ("/safety", "Safety", Activity::SeeTeam),
    ("/handover", "Handover", Activity::RecordCare),
    ("/mdt", "MDT", Activity::RecordCare),
    ("/people", "People", Activity::SeePerson),
    ("/referrals", "Referrals", Activity::TakeIn),
    ("/actions", "Actions", Activity::RecordCare),
    ("/lists", "Lists", Activity::SeeTeam),
    ("/team", "Team", Activity::SeeTeam),
    ("/import", "Import", Activity::Import),
    ("/staff", "Staff", Activity::ManageStaff),
    ("/accounts", "Accounts", Activity::ManageAccounts),
    ("/access", "Who looked", Activity::ReadAccessLog),
];
