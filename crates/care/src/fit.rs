//! Whether a series of visits fits a worker's week: the working pattern, times away, visits planned
//! already with the way between them. When it does not, the nearest slots that do (T02). Pure.

use std::fmt;

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use crate::entry::organisation::Staff;
use crate::entry::visit::VisitSeries;
use crate::moment;
use crate::rule::context::{VisitNow, Weeks};
use crate::settings;
use crate::visits;

/// A worker's week as far as a plan needs it.
#[derive(Clone, Copy, Debug)]
pub struct Week<'a> {
    /// Who.
    pub staff: &'a Staff,
    /// The team that plans: who is not in it yet, or no longer, is not there.
    pub team: Uuid,
    /// Visits planned already, in the time of the plan.
    pub planned: &'a [VisitNow],
}

/// Why a day of a series does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clash {
    /// The worker is not at work at that time of that weekday.
    NotAtWork(Date),
    /// The worker is not one of the team.
    NotInTeam(Date),
    /// The worker is away.
    Away(Date),
    /// Another visit, or the way to it, is in that time.
    Visit(Date, Uuid),
}

/// A weekday, 1 Monday to 7 Sunday, and a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// 1 Monday to 7 Sunday.
    pub weekday: u8,
    /// Local time.
    pub at: Time,
}

impl Weeks {
    /// The week of each who goes.
    #[must_use]
    pub fn each(&self, team: Uuid) -> Vec<Week<'_>> {
        self.workers.iter().map(|(staff, planned)| Week { staff, team, planned }).collect()
    }

    /// What does not fit of the series in the weeks of those who go; empty when it fits.
    #[must_use]
    pub fn against(&self, team: Uuid, with: &dyn Fn(Uuid) -> Option<String>) -> Vec<String> {
        let weeks = self.each(team);
        let words = weeks
            .iter()
            .flat_map(|week| week.words(&self.series, &week.against(self.id, &self.series), with));
        words.collect()
    }

    /// Days on which a plan that fits needs somebody else, since a worker is on leave.
    #[must_use]
    pub fn cover(&self, team: Uuid) -> Vec<Date> {
        let mut days: Vec<Date> = Vec::new();
        for clash in self.each(team).iter().flat_map(|week| week.clashes(self.id, &self.series)) {
            if let Clash::Away(day) = clash {
                days.push(day);
            }
        }
        days.sort_unstable();
        days.dedup();
        days
    }

    /// The slots nearest to the one wished for on which a weekly plan fits all who go every time, and
    /// suits the person, the nearest first.
    #[must_use]
    pub fn nearest(&self, team: Uuid, most: usize, suits: &dyn Fn(&VisitSeries) -> bool) -> Vec<Slot> {
        nearest(&self.each(team), self.id, &self.series, most, suits)
    }
}

impl Week<'_> {
    /// Every day of a series that does not fit; empty when it fits.
    #[must_use]
    pub fn clashes(&self, id: Uuid, series: &VisitSeries) -> Vec<Clash> {
        let days = series.visits(id);
        days.iter()
            .filter_map(|(visit, starts, day)| self.clash(*visit, *starts, *day, series.minutes))
            .collect()
    }

    /// What stands against a series: every clash but days of leave while they are few. Everybody has
    /// leave within a few months: the plan stands, and those days need cover.
    #[must_use]
    pub fn against(&self, id: Uuid, series: &VisitSeries) -> Vec<Clash> {
        let mut clashes = self.clashes(id, series);
        let away = clashes.iter().filter(|clash| matches!(clash, Clash::Away(_))).count();
        if away * settings::LEAVE_ONE_IN <= series.visits(id).len() {
            clashes.retain(|clash| !matches!(clash, Clash::Away(_)));
        }
        clashes
    }

    /// Why one visit does not fit; none when it does.
    #[must_use]
    pub fn clash(&self, visit: Uuid, starts: Timestamp, day: Date, minutes: u16) -> Option<Clash> {
        if !at_work(self.staff, starts, minutes) {
            return Some(Clash::NotAtWork(day));
        }
        if !self.staff.teams_on(day).any(|team| team == self.team) {
            return Some(Clash::NotInTeam(day));
        }
        if self.staff.away_on(day).is_some() {
            return Some(Clash::Away(day));
        }
        let way = settings::WAY_MINUTES;
        let from = starts.checked_sub(way.minutes()).unwrap_or(starts);
        let to = starts.checked_add((i64::from(minutes) + way).minutes()).unwrap_or(starts);
        visits::in_the_way(self.planned, visit, from, to).next().map(|other| Clash::Visit(day, other.id))
    }

    /// What does not fit, one sentence a reason without its full stop; `with` says whom a visit is to,
    /// as far as the reader may know.
    #[must_use]
    pub fn words(
        &self,
        series: &VisitSeries,
        clashes: &[Clash],
        with: &dyn Fn(Uuid) -> Option<String>,
    ) -> Vec<String> {
        let name = &self.staff.name;
        let (mut off, mut gone, mut away, mut taken) = (None, None, Vec::new(), Vec::new());
        for clash in clashes {
            match clash {
                Clash::NotAtWork(day) => off = off.or(Some(*day)),
                Clash::NotInTeam(day) => gone = gone.or(Some(*day)),
                Clash::Away(day) => away.push(moment::day_words_short(*day)),
                Clash::Visit(day, visit) => taken.push((*day, *visit)),
            }
        }
        let mut words = Vec::new();
        if let Some(day) = off {
            let at = moment::time_words(series.at);
            words.push(format!("{name} is not at work on {}s at {at}", moment::weekday_words(day)));
        }
        if let Some(day) = gone {
            words.push(format!("{name} is not in the team on {}", moment::day_words_short(day)));
        }
        if !away.is_empty() {
            words.push(format!("{name} is away on {}", away.join(", ")));
        }
        if let [(day, visit), more @ ..] = taken.as_slice() {
            let with = with(*visit).unwrap_or_else(|| "somebody else".to_owned());
            let first = moment::day_words_short(*day);
            let more = match more.len() {
                0 => String::new(),
                1 => ", and 1 more of these days is taken".to_owned(),
                count => format!(", and {count} more of these days are taken"),
            };
            words.push(format!("{name} is with {with} or on the way on {first}{more}"));
        }
        words
    }
}

/// The slots nearest to the one wished for on which a weekly plan fits all who go every time, the
/// nearest first.
#[must_use]
pub fn nearest(
    weeks: &[Week<'_>],
    id: Uuid,
    series: &VisitSeries,
    most: usize,
    suits: &dyn Fn(&VisitSeries) -> bool,
) -> Vec<Slot> {
    let wished = series.weekdays.first().copied().unwrap_or(1);
    let mut slots: Vec<(i32, Slot)> = Vec::new();
    for weekday in 1..=7_u8 {
        for step in 0..settings::SLOT_STEPS {
            let Some(at) = slot_time(step) else { continue };
            let apart = minutes_between(series.at, at)
                + 24 * 60 * i32::from(weekday.abs_diff(wished).min(7 - weekday.abs_diff(wished)));
            slots.push((apart, Slot { weekday, at }));
        }
    }
    slots.sort_unstable();
    let fits = |slot: &Slot| {
        let plan = VisitSeries { weekdays: vec![slot.weekday], at: slot.at, ..series.clone() };
        !plan.visits(id).is_empty()
            && suits(&plan)
            && weeks.iter().all(|week| week.against(id, &plan).is_empty())
    };
    slots.into_iter().map(|(_, slot)| slot).filter(fits).take(most).collect()
}

impl fmt::Display for Slot {
    /// "Fridays at 11:30am".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let monday = jiff::civil::date(2026, 1, 5);
        let day = moment::add_days(monday, i32::from(self.weekday) - 1);
        write!(f, "{}s at {}", moment::weekday_words(day), moment::time_words(self.at))
    }
}

/// Whether the working pattern covers a visit; who has no pattern works from Monday to Friday, 9 to 5.
#[must_use]
pub fn at_work(staff: &Staff, starts: Timestamp, minutes: u16) -> bool {
    let local = moment::local(starts);
    let weekday = local.date().weekday().to_monday_one_offset();
    let from = i32::from(local.hour()) * 60 + i32::from(local.minute());
    let to = from + i32::from(minutes);
    if staff.pattern.is_empty() {
        return weekday <= 5 && settings::USUAL_HOURS.0 <= from && to <= settings::USUAL_HOURS.1;
    }
    staff.pattern.iter().any(|day| {
        i16::from(day.weekday) == i16::from(weekday)
            && i32::from(day.from_minute) <= from
            && to <= i32::from(day.to_minute)
    })
}

/// Half hours from eight in the morning.
fn slot_time(step: i8) -> Option<Time> {
    Time::new(8 + step / 2, 30 * (step % 2), 0, 0).ok()
}

fn minutes_between(a: Time, b: Time) -> i32 {
    let minute = |time: Time| i32::from(time.hour()) * 60 + i32::from(time.minute());
    (minute(a) - minute(b)).abs()
}
