//! What stands on each list: rows from the lines and visits of a team, the most pressing first.

use care::access::{Activity, Actor};
use care::allocation::{self, CoverWhy};
use care::clocks::{Clock, What};
use care::entry::assessment::Part;
use care::entry::tier::TierName;
use care::line::Line;
use care::rule::context::VisitNow;
use care::{board, ladder, moment, referral};
use jiff::Timestamp;
use serde::Serialize;
use store::directory::Directory;
use uuid::Uuid;

use super::{List, caseload, due, may_or_person};
use crate::board::TeamNow;
use crate::board::{ProposalView, names, near, proposals, workers};

/// Days within which an assessment is begun and completed. Assumed (A02).
const ASSESSMENT_DAYS: i32 = 42;

/// One row of a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ListRow {
    /// Who.
    pub(crate) person: Uuid,
    /// The name they like, and the family name.
    pub(crate) name: String,
    /// By which names are put in order.
    #[serde(skip)]
    pub(crate) sort: String,
    /// Tier in force, in words.
    pub(crate) tier: &'static str,
    /// A promise is broken.
    pub(crate) overdue: bool,
    /// By when it should have been done.
    #[serde(skip)]
    pub(crate) due: Timestamp,
    /// The list's own columns.
    pub(crate) cells: Vec<String>,
    /// Key worker, owner or who went.
    pub(crate) who: String,
    /// Everybody whose row it is.
    #[serde(skip)]
    pub(crate) named: Vec<Uuid>,
    /// Where it is put right.
    pub(crate) href: String,
    /// What the link says.
    pub(crate) link: &'static str,
    /// What kind of clock.
    #[serde(skip)]
    pub(crate) what: Option<What>,
}

/// What lists are made from.
pub(crate) struct Reading<'a> {
    /// Lines and open visits.
    pub(crate) read: &'a TeamNow,
    /// Names of staff.
    pub(crate) directory: &'a Directory,
    /// Who reads.
    pub(crate) actor: &'a Actor,
    /// When.
    pub(crate) now: Timestamp,
}

impl Reading<'_> {
    /// The rows of a list, the most pressing first.
    pub(crate) fn rows(&self, list: List) -> Vec<ListRow> {
        let lines = caseload(self.read);
        let mut rows: Vec<ListRow> = match list {
            List::Unallocated => lines.filter_map(|line| self.unallocated(line)).collect(),
            List::Cover => lines.filter_map(|line| self.cover(line)).collect(),
            List::Wishes => lines.filter_map(|line| self.wish(line)).collect(),
            List::Assessments => lines.filter_map(|line| self.assessment(line)).collect(),
            List::Unseen => lines.filter_map(|line| self.unseen(line)).collect(),
            List::Ladder => lines.filter_map(|line| self.ladder(line)).collect(),
            List::Clocks => lines.chain(self.read.waiting()).flat_map(|line| self.clocks(line)).collect(),
            List::Outcomes => lines.flat_map(|line| self.outcomes(line)).collect(),
            List::Actions => lines.flat_map(|line| self.actions(line)).collect(),
            List::Tiers => lines.filter_map(|line| self.tier(line)).collect(),
        };
        rows.sort_by(|a, b| (!a.overdue, a.due).cmp(&(!b.overdue, b.due)).then_with(|| a.sort.cmp(&b.sort)));
        rows
    }

    /// A row that says who, and nothing yet of what is wrong.
    fn row(&self, line: &Line) -> ListRow {
        let named = line.named.as_ref();
        let key_worker = named.and_then(|n| n.key_worker);
        ListRow {
            person: line.person,
            name: line.who.name.clone(),
            sort: line.who.sort.clone(),
            tier: line.tier.as_ref().map_or("No tier", |tier| tier.tier.label()),
            overdue: true,
            due: self.now,
            cells: Vec::new(),
            who: key_worker
                .map_or_else(|| "No key worker".to_owned(), |id| self.directory.staff_name(id).to_owned()),
            named: named
                .map(|n| n.key_worker.iter().chain(&n.deputy).chain(&n.mini_team).copied().collect())
                .unwrap_or_default(),
            href: format!("/people/{}", line.person),
            link: "Open record",
            what: None,
        }
    }

    fn unallocated(&self, line: &Line) -> Option<ListRow> {
        let since = line.unallocated_since()?;
        let days = moment::days_between(since, moment::local_day(self.now));
        let deputy = line.named.as_ref().and_then(|n| n.deputy);
        Some(ListRow {
            due: moment::start_of_day(since),
            cells: vec![moment::day_words(since), days.to_string()],
            who: deputy.map_or_else(|| "None".to_owned(), |id| self.directory.staff_name(id).to_owned()),
            ..self.to_name(line)
        })
    }

    /// A row that leads to naming a key worker, for who may.
    fn to_name(&self, line: &Line) -> ListRow {
        let may = self.actor.may(Activity::Allocate);
        ListRow {
            href: may_or_person(self.actor, Activity::Allocate, line.person, "key-worker"),
            link: if may { "Name a key worker" } else { "Open record" },
            ..self.row(line)
        }
    }

    fn cover(&self, line: &Line) -> Option<ListRow> {
        let today = moment::local_day(self.now);
        let cover = allocation::cover(line, |id| self.directory.staff.get(&id), today)?;
        let why = match cover.why {
            CoverWhy::Left(last) => format!("Left on {}", moment::day_words(last)),
            CoverWhy::Leaves(last) => format!("Leaves on {}", moment::day_words(last)),
            CoverWhy::Away(away) => format!("Away until {}", moment::day_words(away.until)),
        };
        let by = cover.by.map_or("Nobody", |id| self.directory.staff_name(id));
        Some(ListRow {
            overdue: cover.is_overdue(),
            due: moment::start_of_day(cover.from()),
            cells: vec![why, moment::day_words(cover.from()), by.to_owned()],
            ..match cover.why {
                CoverWhy::Left(_) | CoverWhy::Leaves(_) => self.to_name(line),
                CoverWhy::Away(_) if cover.by.is_some() => self.row(line),
                CoverWhy::Away(_) => ListRow { link: "Name who covers", ..self.to_name(line) },
            }
        })
    }

    fn wish(&self, line: &Line) -> Option<ListRow> {
        let named = line.named.as_ref().filter(|named| named.key_worker.is_some())?;
        let outcome = named.wish.filter(|wish| wish.is_open())?;
        let today = moment::local_day(self.now);
        let again = named.next_try;
        Some(ListRow {
            overdue: again.is_none_or(|on| on < today),
            due: again.map_or(named.since, moment::start_of_day),
            cells: vec![
                outcome.label().to_owned(),
                again.map_or_else(|| "Not agreed".to_owned(), moment::day_words),
            ],
            ..self.to_name(line)
        })
    }

    fn assessment(&self, line: &Line) -> Option<ListRow> {
        let today = moment::local_day(self.now);
        let (since, sessions, blank) = match line.assessment() {
            Some(one) if one.completed_on.is_some() => return None,
            Some(one) => {
                let blank: Vec<&str> = one.blank().into_iter().map(Part::label).collect();
                let blank = if blank.is_empty() { "Nothing".to_owned() } else { blank.join(", ") };
                (moment::local_day(one.at), one.sessions.len(), blank)
            }
            None => {
                let accepted = line.episode()?.accepted_on?;
                if moment::days_between(accepted, today) > ASSESSMENT_DAYS {
                    return None;
                }
                (accepted, 0, "Not begun".to_owned())
            }
        };
        Some(ListRow {
            overdue: moment::days_between(since, today) > ASSESSMENT_DAYS,
            due: moment::start_of_day(since),
            cells: vec![moment::day_words(since), sessions.to_string(), blank],
            href: may_or_person(self.actor, Activity::ReadRecord, line.person, "assessment"),
            link: if self.actor.may(Activity::ReadRecord) { "Open the assessment" } else { "Open record" },
            ..self.row(line)
        })
    }

    fn unseen(&self, line: &Line) -> Option<ListRow> {
        let days = board::unseen_days(line, self.now)?;
        let limit = line.tier.as_ref().map_or(TierName::Amber, |tier| tier.tier).plan().unseen_days;
        let today = moment::local_day(self.now);
        let last = line.last_seen.as_ref();
        let mut seen = last.map_or_else(|| "Not yet".to_owned(), |seen| near(seen.at, today));
        if let Some(last) = last {
            seen = format!("{seen}, by {}", names(&workers(self.directory, &last.workers)));
        }
        let next = self.visits(line).filter(|v| v.starts_at > self.now).min_by_key(|v| v.starts_at);
        let from = moment::add_days(today, limit - days);
        Some(ListRow {
            due: moment::start_of_day(from),
            cells: vec![
                seen,
                days.to_string(),
                limit.to_string(),
                next.map_or_else(|| "None planned".to_owned(), |visit| near(visit.starts_at, today)),
            ],
            ..self.row(line)
        })
    }

    fn ladder(&self, line: &Line) -> Option<ListRow> {
        let ladder = ladder::of(line)?;
        let next = ladder.next()?;
        let today = moment::local_day(self.now);
        let outcome = line.missed.as_ref().map_or("", |missed| missed.last_outcome.label());
        Some(ListRow {
            overdue: next.overdue(self.now),
            due: next.by,
            cells: vec![
                format!("{}: {outcome}", near(ladder.first_at, today)),
                ladder.attempts.to_string(),
                format!("Step {}: {}", next.step, ladder::what(next.step)),
                near(next.by, today),
            ],
            href: format!("/people/{}/ladder", line.person),
            link: "Record a step",
            ..self.row(line)
        })
    }

    fn clocks(&self, line: &Line) -> Vec<ListRow> {
        let rows = due(line, self.now).map(|clock| ListRow {
            overdue: clock.overdue,
            due: clock.at.unwrap_or_else(|| moment::start_of_day(clock.on)),
            cells: vec![clock.words.clone(), moment::day_words(clock.on)],
            what: Some(clock.what),
            ..self.to_clock(line, &clock)
        });
        rows.collect()
    }

    /// A row that leads to the referral, for a clock of the way in; its owner answers for it.
    fn to_clock(&self, line: &Line, clock: &Clock) -> ListRow {
        let row = self.row(line);
        let one = line.referrals.iter().find(|one| clock.what.is_way_in() && Some(one.id) == clock.source);
        let (Some(one), true) = (one, self.actor.may(Activity::TakeIn)) else { return row };
        let owner = referral::standing(line, one).owner;
        ListRow {
            who: self.directory.staff_name(owner).to_owned(),
            named: vec![owner],
            href: format!("/referrals/{}", one.id),
            link: "Open referral",
            ..row
        }
    }

    fn outcomes(&self, line: &Line) -> Vec<ListRow> {
        let today = moment::local_day(self.now);
        let waiting = self.visits(line).filter(|visit| visit.waits_for_outcome(self.now));
        let over = waiting.filter(|visit| visit.visit.planned_end(visit.starts_at) <= self.now);
        over.map(|visit| ListRow {
            due: visit.starts_at,
            cells: vec![near(visit.starts_at, today)],
            who: match visit.visit.workers.as_slice() {
                [] => "Nobody chosen".to_owned(),
                chosen => names(&workers(self.directory, chosen)),
            },
            named: visit.visit.workers.clone(),
            href: may_or_person(
                self.actor,
                Activity::RecordCare,
                line.person,
                &format!("contact?visit={}", visit.id),
            ),
            link: if self.actor.may(Activity::RecordCare) { "Record what happened" } else { "Open record" },
            ..self.row(line)
        })
        .collect()
    }

    fn actions(&self, line: &Line) -> Vec<ListRow> {
        let today = moment::local_day(self.now);
        let due = line.actions.iter().filter(|action| action.due_on <= today);
        due.map(|action| ListRow {
            overdue: action.due_on < today,
            due: moment::start_of_day(action.due_on),
            cells: vec![action.what.clone(), moment::day_words(action.due_on)],
            who: self.directory.owner_name(action.owner).to_owned(),
            named: action.owner.into_iter().collect(),
            ..self.row(line)
        })
        .collect()
    }

    fn tier(&self, line: &Line) -> Option<ListRow> {
        let today = moment::local_day(self.now);
        let proposed = proposals(line, self.now);
        let expires = line.tier.as_ref().map(|tier| tier.expires_on);
        let expired = expires.is_some_and(|on| on < today);
        if line.tier.is_some() && !expired && proposed.is_empty() {
            return None;
        }
        let mut why = Vec::new();
        if line.tier.is_none() {
            why.push("No tier decided".to_owned());
        }
        if expired {
            why.push("Run out: decide again".to_owned());
        }
        why.extend(proposed.iter().map(ProposalView::sentence));
        let may = self.actor.may(Activity::DecideTier);
        Some(ListRow {
            overdue: expired || line.tier.is_none(),
            due: expires.map_or(Timestamp::UNIX_EPOCH, moment::start_of_day),
            cells: vec![
                expires.map_or_else(|| "Not decided".to_owned(), moment::day_words),
                format!("{}.", why.join(". ")),
            ],
            href: may_or_person(self.actor, Activity::DecideTier, line.person, "tier"),
            link: if may { "Decide the tier" } else { "Open record" },
            ..self.row(line)
        })
    }

    fn visits(&self, line: &Line) -> impl Iterator<Item = &VisitNow> {
        self.read.visits_of(line.person)
    }
}
