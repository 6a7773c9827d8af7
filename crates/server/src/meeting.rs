//! A meeting of a team as pages and the API need it: a daily handover or a weekly MDT, its entry, and
//! what was said or decided there. What each of the two shows is in its own folder.

use care::entry::handover::Handover;
use care::entry::mdt::Mdt;
use care::entry::{Body, Draft, Entry, Kind};
use care::moment;
use jiff::Timestamp;
use jiff::civil::Date;
use store::people::Page;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::Request;

/// Meetings listed, the latest first.
const LISTED: u32 = 20;
/// Lines or decisions read of one meeting.
const MOST: u32 = 2_000;

/// What a meeting is kept as.
pub(crate) trait Kept: Sized {
    /// The kind of its entry.
    const KIND: Kind;
    /// The kind of what is said or decided there about a person.
    const SAID: Kind;
    /// Where its pages are.
    const PATH: &'static str;
    /// What its entry says.
    fn of(body: &Body) -> Option<Self>;
    /// The other way round.
    fn body(self) -> Body;
    /// Its day.
    fn day(&self) -> Date;
    /// Which of its day it is.
    fn round(&self) -> u32;
    /// In which meeting something was said or decided.
    fn said_at(body: &Body) -> Option<Uuid>;
}

impl Kept for Handover {
    const KIND: Kind = Kind::Handover;
    const SAID: Kind = Kind::HandoverLine;
    const PATH: &'static str = "/handover";

    fn of(body: &Body) -> Option<Self> {
        if let Body::Handover(is) = body { Some(is.clone()) } else { None }
    }

    fn body(self) -> Body {
        Body::Handover(self)
    }

    fn day(&self) -> Date {
        self.day
    }

    fn round(&self) -> u32 {
        u32::from(self.round)
    }

    fn said_at(body: &Body) -> Option<Uuid> {
        if let Body::HandoverLine(line) = body { Some(line.handover) } else { None }
    }
}

impl Kept for Mdt {
    const KIND: Kind = Kind::Mdt;
    const SAID: Kind = Kind::MdtDecision;
    const PATH: &'static str = "/mdt";

    fn of(body: &Body) -> Option<Self> {
        if let Body::Mdt(is) = body { Some(is.clone()) } else { None }
    }

    fn body(self) -> Body {
        Body::Mdt(self)
    }

    fn day(&self) -> Date {
        self.day
    }

    fn round(&self) -> u32 {
        1
    }

    fn said_at(body: &Body) -> Option<Uuid> {
        if let Body::MdtDecision(decision) = body { Some(decision.mdt) } else { None }
    }
}

/// A meeting of one of the actor's teams.
pub(crate) struct Meeting<T> {
    /// The entry as it stands.
    pub(crate) entry: Entry,
    /// Whose meeting it is.
    pub(crate) team: Uuid,
    /// What the entry says.
    pub(crate) is: T,
}

impl<T: Kept> Meeting<T> {
    fn of(entry: Entry) -> Option<Self> {
        Some(Meeting { team: entry.subject, is: T::of(&entry.body)?, entry })
    }

    /// The meeting of the path; another team's looks like none (AC03).
    pub(crate) fn asked(app: &App, request: &Request) -> Result<Self, PageError> {
        let id = request.id("id")?;
        let entry = app.store.read(|tx| store::people::entry(tx, id))?;
        let meeting = entry.and_then(Self::of).ok_or(PageError::NotFound)?;
        if request.actor()?.in_team(Some(meeting.team)) { Ok(meeting) } else { Err(PageError::NotFound) }
    }

    /// The latest meetings of a team.
    pub(crate) fn of_team(app: &App, team: Uuid) -> Result<Vec<Self>, PageError> {
        let page = Page { kinds: vec![T::KIND], before: None, most: LISTED };
        let entries = app.store.read(|tx| store::people::chronology(tx, team, &page))?;
        Ok(entries.into_iter().filter_map(Self::of).collect())
    }

    pub(crate) fn id(&self) -> Uuid {
        self.entry.id
    }

    pub(crate) fn path(&self) -> String {
        format!("{}/{}", T::PATH, self.entry.id)
    }

    /// "Wednesday 18 November 2026", with its number when it is not the first of the day.
    pub(crate) fn title(&self) -> String {
        let day = self.is.day();
        let day = format!("{} {}", moment::weekday_words(day), moment::day_words(day));
        if self.is.round() == 1 { day } else { format!("{day}, number {}", self.is.round()) }
    }

    /// A new one, begun now.
    pub(crate) fn first(id: Uuid, team: Uuid, at: Timestamp, is: T) -> Draft {
        Draft {
            id,
            subject: team,
            team: Some(team),
            happened_at: at,
            from_version: 0,
            reason: None,
            body: is.body(),
        }
    }

    /// The next version of it.
    pub(crate) fn changed(&self, is: T) -> Draft {
        let from_version = self.entry.version;
        Draft { from_version, ..Self::first(self.entry.id, self.team, self.entry.happened_at, is) }
    }

    /// What was said or decided here, the latest first.
    pub(crate) fn said(&self, app: &App) -> Result<Vec<Entry>, PageError> {
        // One that goes on over midnight is still of the day it began.
        let day = self.is.day();
        let time = (moment::start_of_day(day), moment::start_of_day(moment::add_days(day, 2)));
        let mut said = app.store.read(|tx| store::people::between(tx, self.team, T::SAID, time, MOST))?;
        said.retain(|entry| T::said_at(&entry.body) == Some(self.id()));
        Ok(said)
    }
}
