//! Whose key worker is away or leaves, and who of the named workers is there meanwhile (C03).

use jiff::civil::Date;
use uuid::Uuid;

use crate::entry::organisation::{Away, Staff};
use crate::line::Line;
use crate::{moment, settings};

/// Why somebody else is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoverWhy {
    /// The key worker has left the team, on this last day.
    Left(Date),
    /// The key worker leaves the team, on this last day.
    Leaves(Date),
    /// The key worker is away, or soon will be.
    Away(Away),
}

/// A person whose key worker is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cover {
    /// The key worker.
    pub key_worker: Uuid,
    /// Why somebody else is needed.
    pub why: CoverWhy,
    /// The deputy, or another named worker, who is there all that time.
    pub by: Option<Uuid>,
}

impl Cover {
    /// From when somebody else is needed.
    #[must_use]
    pub fn from(&self) -> Date {
        match self.why {
            CoverWhy::Left(last) | CoverWhy::Leaves(last) => moment::add_days(last, 1),
            CoverWhy::Away(away) => away.from,
        }
    }

    /// Whether something is undone: a new key worker for one who has left, somebody for a time away.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        match self.why {
            CoverWhy::Left(_) => true,
            CoverWhy::Leaves(_) => false,
            CoverWhy::Away(_) => self.by.is_none(),
        }
    }
}

/// Whether the person's key worker has left, leaves within four weeks, or is away within a week.
pub fn cover<'a>(line: &Line, staff: impl Fn(Uuid) -> Option<&'a Staff>, today: Date) -> Option<Cover> {
    let named = line.named.as_ref()?;
    let (key_worker, team) = (named.key_worker?, line.team()?);
    let worker = staff(key_worker)?;
    let (why, until) = why(worker, team, today)?;
    let from = match why {
        CoverWhy::Left(_) | CoverWhy::Leaves(_) => today,
        CoverWhy::Away(away) => away.from.max(today),
    };
    let there = |who: &Uuid| {
        *who != key_worker
            && staff(*who).is_some_and(|other| {
                other.teams_on(from).any(|t| t == team)
                    && other.teams_on(until).any(|t| t == team)
                    && !other.away.iter().any(|away| away.from <= until && from <= away.until)
            })
    };
    let by = named.deputy.iter().chain(&named.mini_team).copied().find(there);
    Some(Cover { key_worker, why, by })
}

/// The reason with the last day that has to be covered.
fn why(worker: &Staff, team: Uuid, today: Date) -> Option<(CoverWhy, Date)> {
    if let Some(last) = worker.last_day_in(team) {
        if last < today {
            return Some((CoverWhy::Left(last), today));
        }
        if last <= moment::add_days(today, settings::LEAVER_DAYS) {
            return Some((CoverWhy::Leaves(last), today));
        }
    }
    let soon = moment::add_days(today, settings::AWAY_DAYS);
    let next = worker.away.iter().filter(|away| today <= away.until && away.from <= soon);
    next.min_by_key(|away| away.from).map(|away| (CoverWhy::Away(*away), away.until))
}
