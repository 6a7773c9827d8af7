//! Workers as the planner's: hours, leave, breaks, own work, meetings, how they travel. Who makes no
//! visits by role is there only for the visits that stand in their name.

use std::collections::BTreeMap;

use care::bank_holiday::BankHolidays;
use care::entry::organisation::{Staff, WorkDay};
use care::entry::planning::MeetingTime;
use care::moment;
use care::needs::{self, DAYS};
use care::rule::context::{VisitNow, VisitState};
use care::settings;
use care::settings::planning as numbers;
use care::travel::Mode;
use jiff::civil::Date;
use planner::problem::{Event, Protected, Rest, Shift, Worker};
use store::directory::Directory;
use uuid::Uuid;

use super::part::Builder;
use super::people::stays;

/// A skill that nobody has: hours kept for it are free for nothing.
pub(in crate::week) const ELSEWHERE: &str = "elsewhere";
/// Sunday, by which bank holidays are worked.
const SUNDAY: u8 = 7;

/// Everybody who works in one of these teams on a day of the week, by name.
pub(super) fn of_teams(directory: &Directory, teams: &[Uuid], monday: Date) -> Vec<Uuid> {
    let there = |staff: &Staff| {
        (0..DAYS).any(|day| {
            staff.teams_on(moment::add_days(monday, i32::from(day))).any(|team| teams.contains(&team))
        })
    };
    let all = directory.staff.iter().filter(|(_, staff)| staff.role.is_worker() && there(staff));
    let mut all: Vec<(&str, Uuid)> = all.map(|(id, staff)| (staff.name.as_str(), *id)).collect();
    all.sort_unstable();
    all.into_iter().map(|(_, id)| id).collect()
}

/// A visit that stands, as it binds a worker: day, start, minutes, and whether it may not move.
struct Bound {
    day: u8,
    start: i32,
    end: i32,
    stays: bool,
    frozen: bool,
}

impl Builder<'_> {
    /// Every worker with what they have to do, then travel and meetings.
    pub(super) fn staff(&mut self, all: &[Uuid], elsewhere: &[VisitNow], holidays: &BankHolidays) {
        let mut bound = self.bound();
        let directory = self.directory;
        for id in all {
            let Some(staff) = directory.staff.get(id) else { continue };
            let theirs = bound.remove(id).unwrap_or_default();
            let most = most_visits(staff, &theirs);
            if most > 0 {
                self.one(*id, staff, (&theirs, most), holidays);
            }
        }
        self.travel();
        self.elsewhere(elsewhere);
        self.meetings();
    }

    /// The visits that stand, by who goes.
    fn bound(&self) -> BTreeMap<Uuid, Vec<Bound>> {
        let mut all: BTreeMap<Uuid, Vec<Bound>> = BTreeMap::new();
        for need in &self.needs {
            let Some(standing) = &need.standing else { continue };
            let local = moment::local(standing.starts_at);
            let day = u8::try_from(moment::days_between(self.monday, local.date())).unwrap_or(DAYS);
            let start = i32::from(local.hour()) * 60 + i32::from(local.minute());
            for worker in &standing.workers {
                all.entry(*worker).or_default().push(Bound {
                    day,
                    start,
                    end: start + i32::from(need.minutes),
                    stays: stays(need),
                    frozen: standing.frozen,
                });
            }
        }
        all
    }

    fn one(&mut self, id: Uuid, staff: &Staff, (bound, most): (&[Bound], usize), holidays: &BankHolidays) {
        let shifts = (0..DAYS).filter_map(|day| {
            let date = moment::add_days(self.monday, i32::from(day));
            let team = staff.teams_on(date).find(|team| self.teams.contains(team))?;
            let mut here = bound.iter().filter(|one| one.day == day);
            let hours = match hours(staff, date, holidays.name(date).is_some()) {
                Some(hours) => Some(here.filter(|one| one.stays).fold(hours, widened)),
                // Somebody on leave makes no visit that has not begun.
                None if staff.away_on(date).is_some() => day_off(here.filter(|one| one.frozen)),
                None => day_off(&mut here),
            };
            let (start, end) = hours?;
            let base = match staff.planning.starts {
                Some(point) => self.begins(id, point),
                None => self.base(team),
            };
            Some(Shift {
                day: usize::from(day),
                start,
                end,
                start_place: base,
                end_place: base,
                rest: rest(start, end),
            })
        });
        let shifts: Vec<Shift> = shifts.collect();
        let dates: Vec<Date> = (0..DAYS).map(|day| moment::add_days(self.monday, i32::from(day))).collect();
        let mut teams: Vec<Uuid> = dates.iter().flat_map(|date| staff.teams_on(*date)).collect();
        teams.retain(|team| self.teams.contains(team));
        teams.sort_unstable();
        teams.dedup();
        let planned = usual_most(staff) > 0;
        let mode = staff.planning.travels.unwrap_or(Mode::Car);
        self.problem.staff.push(Worker {
            id: id.to_string(),
            fair_group: teams.first().filter(|_| planned).map(Uuid::to_string),
            teams: teams.iter().map(Uuid::to_string).collect(),
            skills: needs::skills(staff),
            gender: staff.gender.clone(),
            languages: staff.languages.clone(),
            most_visits: most,
            shifts,
            table: Mode::ALL.iter().position(|one| *one == mode).unwrap_or(0),
            capacity: None,
            protected: own_work(staff, &dates),
        });
        self.workers.push(id);
    }

    /// Visits that workers make in teams that were not asked about: they are not free then.
    fn elsewhere(&mut self, visits: &[VisitNow]) {
        let way = i32::try_from(settings::WAY_MINUTES).unwrap_or(0);
        for visit in visits.iter().filter(|visit| visit.state() != VisitState::CalledOff) {
            let local = moment::local(visit.starts_at);
            let Ok(day) = usize::try_from(moment::days_between(self.monday, local.date())) else { continue };
            let start = i32::from(local.hour()) * 60 + i32::from(local.minute());
            let end = start + i32::from(visit.visit.minutes);
            for worker in &visit.visit.workers {
                self.keep(*worker, day, (start - way, end + way));
            }
        }
    }

    /// Keeps hours of a worker free of new visits.
    pub(super) fn keep(&mut self, worker: Uuid, day: usize, (start, end): (i32, i32)) {
        let at = self.worker(worker);
        if let Some(worker) = at.and_then(|at| self.problem.staff.get_mut(at)) {
            let skills = vec![ELSEWHERE.to_owned()];
            worker.protected.push(Protected { day, start: start.max(0), end, skills });
        }
    }

    /// The handovers and weekly meetings of every team, for who is at work then.
    fn meetings(&mut self) {
        for team in self.teams {
            let planning = super::planning(self.directory, *team);
            for (name, meeting) in [("handover", &planning.handover), ("mdt", &planning.mdt)] {
                for weekday in meeting.iter().flat_map(|meeting| &meeting.weekdays) {
                    if let Some(meeting) = meeting {
                        self.meeting(*team, name, meeting, *weekday);
                    }
                }
            }
        }
    }

    fn meeting(&mut self, team: Uuid, name: &str, meeting: &MeetingTime, weekday: u8) {
        let Some(day) = usize::from(weekday).checked_sub(1) else { return };
        let start = i32::from(meeting.at.hour()) * 60 + i32::from(meeting.at.minute());
        let end = start + i32::from(meeting.minutes);
        let place = self.base(team);
        let own = team.to_string();
        let attends = |at: usize, worker: &Worker| {
            let shift = worker.shift(day)?;
            let before = |leg: i32, from: i32, to: i32| from + leg <= to;
            let table = self.problem.travel.get(worker.table)?;
            let there = before(table.between(shift.start_place, place), shift.start, start)
                && before(table.between(place, shift.end_place), end, shift.end);
            let taken = self.problem.events.iter().any(|other| {
                let leg = table.between(other.place, place);
                let apart = before(leg, other.end, start) || before(leg, end, other.start);
                other.day == day && other.attendees.contains(&at) && !apart
            });
            // Who has no part in a team's fair work is there for their own visits only.
            let one_of_us = worker.fair_group.is_some() && worker.teams.contains(&own);
            (there && !taken && one_of_us).then_some(at)
        };
        let all = self.problem.staff.iter().enumerate();
        let attendees: Vec<usize> = all.filter_map(|(at, worker)| attends(at, worker)).collect();
        if !attendees.is_empty() {
            let id = format!("{name} {own} {day}");
            self.problem.events.push(Event { id, day, start, end, place, attendees });
        }
    }
}

/// Most visits a day: as agreed, by role, or as many as stand.
fn most_visits(staff: &Staff, bound: &[Bound]) -> usize {
    let stand = (0..DAYS).map(|day| bound.iter().filter(|one| one.day == day).count()).max();
    usual_most(staff).max(stand.unwrap_or(0))
}

fn usual_most(staff: &Staff) -> usize {
    usize::from(staff.planning.visits_most.unwrap_or_else(|| numbers::visits_a_day(staff.role)))
}

/// The hours of a worker's day by their pattern; none on a day off. A bank holiday is worked as a Sunday.
fn hours(staff: &Staff, date: Date, holiday: bool) -> Option<(i32, i32)> {
    if staff.away_on(date).is_some() {
        return None;
    }
    let weekday = u8::try_from(date.weekday().to_monday_one_offset()).unwrap_or(SUNDAY);
    let weekday = if holiday { SUNDAY } else { weekday };
    if staff.pattern.is_empty() {
        return (weekday < SUNDAY - 1).then_some(settings::USUAL_HOURS);
    }
    let lines = || staff.pattern.iter().filter(|line: &&WorkDay| line.weekday == weekday);
    let start = lines().map(|line| i32::from(line.from_minute)).min()?;
    let end = lines().map(|line| i32::from(line.to_minute)).max()?;
    Some((start, end))
}

/// Hours that hold a visit which may not move, and the way to it.
fn widened((start, end): (i32, i32), one: &Bound) -> (i32, i32) {
    let way = numbers::DAY_OFF_MINUTES;
    let start = if one.start < start { (one.start - way).max(0) } else { start };
    (start, if one.end > end { one.end + way } else { end })
}

/// The hours of somebody who comes on a day off for visits that stand.
fn day_off<'b>(bound: impl Iterator<Item = &'b Bound>) -> Option<(i32, i32)> {
    let way = numbers::DAY_OFF_MINUTES;
    bound.fold(None, |hours, one| {
        let (start, end) = ((one.start - way).max(0), one.end + way);
        Some(hours.map_or((start, end), |(from, to): (i32, i32)| (from.min(start), to.max(end))))
    })
}

/// The break of a shift that is long enough; later on a late one.
fn rest(start: i32, end: i32) -> Option<Rest> {
    let (minutes, earliest, latest) = numbers::REST;
    let (minutes, earliest, latest) = (i32::from(minutes), i32::from(earliest), i32::from(latest));
    let earliest = earliest.max(start + 120);
    let latest = latest.max(earliest + 120).min(end - minutes);
    (end - start >= numbers::REST_FROM_MINUTES && earliest <= latest).then_some(Rest {
        minutes,
        earliest,
        latest,
    })
}

/// Hours kept for the work of the own profession.
fn own_work(staff: &Staff, dates: &[Date]) -> Vec<Protected> {
    let days = dates.iter().enumerate();
    let kept = days.flat_map(|(day, date)| {
        let weekday = date.weekday().to_monday_one_offset();
        let lines = staff.planning.own_work.iter();
        lines.filter(move |line| i16::from(line.weekday) == i16::from(weekday)).map(move |line| (day, line))
    });
    let skills = needs::skills(staff);
    let own = skills.iter().filter(|skill| needs::is_profession(staff, skill));
    let own: Vec<String> = own.cloned().collect();
    kept.map(|(day, line)| Protected {
        day,
        start: i32::from(line.from_minute),
        end: i32::from(line.to_minute),
        skills: own.clone(),
    })
    .collect()
}
