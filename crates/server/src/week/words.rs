//! What the planner found, in sentences with names, days and times as the team says them: why a visit is
//! left out and what would let it in, why this worker, what a move would break or cost, what a plan changes.

use care::entry::week_plan::{Effect, Placement};
use care::moment;
use care::rule::context::VisitNow;
use jiff::Timestamp;
use planner::Planned;
use planner::check::{Broken, Cost};
use planner::explain::{LeftOut, Relaxation, Verdict, Why};
use store::directory::Directory;
use uuid::Uuid;

use super::plan::Week;

/// Colleagues named in an explanation.
const COLLEAGUES: usize = 6;

/// Who says it: the week, and the names of staff.
pub(crate) struct Words<'a> {
    pub(crate) week: &'a Week,
    pub(crate) directory: &'a Directory,
}

impl Words<'_> {
    /// The name of somebody of the caseload.
    pub(crate) fn person(&self, id: Uuid) -> &str {
        self.week.asked.lines.get(&id).map_or("Somebody", |line| line.who.name.as_str())
    }

    /// The names of workers.
    pub(crate) fn staff(&self, ids: &[Uuid]) -> String {
        let names: Vec<&str> = ids.iter().map(|id| self.directory.staff_name(*id)).collect();
        names.join(" and ")
    }

    fn worker(&self, at: usize) -> &str {
        self.week.asked.workers.get(at).map_or("Somebody", |id| self.directory.staff_name(*id))
    }

    fn when(&self, one: &Planned) -> String {
        let who = self.week.asked.workers_of(one);
        format!("{} with {}", day_and_time(self.week.asked.starts_at(one)), self.staff(&who))
    }

    /// Why a visit is left out, and what would let it in, the cheapest way first.
    pub(crate) fn left_out(&self, left: &LeftOut) -> Vec<String> {
        if left.ways_in.is_empty() {
            return vec![self.binds(left)];
        }
        let ways = left.ways_in.iter().map(|(bent, planned, _)| {
            format!("It would be made {} {}.", self.when(planned), relaxation(*bent))
        });
        ways.collect()
    }

    /// What binds when no single rule bent would let a visit in: how many colleagues each thing keeps away.
    fn binds(&self, left: &LeftOut) -> String {
        let two = self.week.problem.visits.get(left.visit).is_some_and(|visit| visit.workers > 1);
        let count = |is: fn(&Verdict) -> bool| left.keeps.iter().filter(|(_, one)| is(one)).count();
        let kept = [
            (count(|one| *one == Verdict::Excluded), "the person does not want to meet"),
            (count(|one| *one == Verdict::Skills), "without all the skills it needs"),
            (count(|one| *one == Verdict::Wish), "who do not meet a wish that is a must"),
            (count(|one| *one == Verdict::Off), "not at work on a day it may be on"),
            (count(|one| *one == Verdict::NoRoom), "without room for it on those days"),
        ];
        let said: Vec<String> = kept
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        let whom = if two {
            "It needs two workers at one time, and more than one thing binds"
        } else {
            "More than one thing binds"
        };
        if said.is_empty() {
            return "Nobody of the team makes visits in this week.".to_owned();
        }
        format!("{whom}. Of {} colleagues: {}.", left.keeps.len(), said.join(", "))
    }

    /// Why this worker, and what every other would break or cost.
    pub(crate) fn made(&self, why: &Why) -> Vec<String> {
        let mut said = Vec::new();
        for (at, verdict) in why.others.iter().take(COLLEAGUES) {
            let worker = self.worker(*at);
            said.push(match verdict {
                Verdict::Dearer(cost) if *cost < 0.5 => format!("{worker} would do as well."),
                Verdict::Dearer(cost) => format!("{worker} would cost {cost:.0} minutes of travel more."),
                Verdict::Team => format!("{worker} is in another team."),
                Verdict::Excluded => format!("{worker} is not to come."),
                Verdict::Skills => format!("{worker} does not have all the skills it needs."),
                Verdict::Wish => format!("{worker} does not meet a wish that is a must."),
                Verdict::Off => format!("{worker} does not work on a day it may be on."),
                Verdict::NoRoom => format!("{worker} has no room for it in the days it may be on."),
            });
        }
        let items: Vec<String> = why.items.iter().map(|(name, more)| item(name, *more)).collect();
        if let (Some(first), false) = (said.first_mut(), items.is_empty()) {
            *first = format!("{} ({})", first.trim_end_matches('.'), items.join(", "));
        }
        let more = why.others.len().saturating_sub(COLLEAGUES);
        if more > 0 {
            said.push(format!("And {more} more, who suit no better."));
        }
        said
    }

    /// A rule that a placement breaks.
    pub(crate) fn broken(&self, broken: &Broken, one: &Planned) -> String {
        let needs = self.week.asked.needs.get(one.visit);
        let days = needs.map(|need| need.days.iter().map(|day| weekday(*day)).collect::<Vec<_>>().join(", "));
        let windows = self.week.problem.visits.get(one.visit).map(|visit| {
            let stretch = |(from, to): &(i32, i32)| format!("{} and {}", clock(*from), clock(*to));
            visit.windows.iter().map(stretch).collect::<Vec<_>>().join(", or ")
        });
        let who = self.staff(&self.week.asked.workers_of(one));
        let what = broken.what.as_str();
        match broken.rule {
            1 if what.contains("not allowed") => {
                format!("It may only be on {}.", days.unwrap_or_default())
            }
            1 if what.contains("windows") => format!("It starts between {}.", windows.unwrap_or_default()),
            1 if what.contains("place") => "It cannot be at this place.".to_owned(),
            1 if what.contains("workers") => {
                let wanted = self.week.problem.visits.get(one.visit).map_or(1, |visit| visit.workers);
                let number = if wanted == 2 { "two different workers" } else { "one worker" };
                format!("It needs {number}.")
            }
            2 if what.contains("skills") => format!("{who} cannot do all that this visit needs."),
            2 if what.contains("team") => format!("{who} is in another team."),
            2 if what.contains("must not") => format!("The person does not want to meet {who}."),
            2 if what.contains("gender") => "The person asks for a worker of another gender.".to_owned(),
            2 => "The person asks for a worker who speaks their language.".to_owned(),
            3 => "Another visit to the same person is too near.".to_owned(),
            4 if what.contains("day off") => format!("{who} is not at work then."),
            4 if what.contains("more than") => format!("{who} has as many visits as a day may have."),
            4 => format!("{who} cannot be there in time, or not at the next stop after it."),
            5 => format!("{who} would have no break."),
            7 if what.contains("protected") => {
                format!("It takes hours of {who} that are kept for something else.")
            }
            7 if what.contains("closed") => "The place is closed then.".to_owned(),
            7 if what.contains("together") => "These two do not go together.".to_owned(),
            _ => "It breaks a rule of the plan.".to_owned(),
        }
    }

    /// What a plan does to a visit, with how it stood; none when it stands.
    pub(crate) fn change(&self, one: &Placement) -> Option<String> {
        let name = self.person(one.person);
        let (when, who) = (day_and_time(one.starts_at), self.staff(&one.workers));
        let now = match one.effect {
            Effect::Stands => return None,
            Effect::New => return Some(format!("{name}: new, {when} with {who}.")),
            Effect::Changes => self.week.visits.get(&one.visit),
        };
        let Some(now) = now else { return Some(format!("{name}: {when} with {who}.")) };
        Some(format!("{name}: {when} with {who}, {}.", self.instead(now, one)))
    }

    fn instead(&self, now: &VisitNow, one: &Placement) -> String {
        let mut parts = Vec::new();
        if now.starts_at != one.starts_at {
            let same_day = moment::local_day(now.starts_at) == moment::local_day(one.starts_at);
            let time = moment::time_words(moment::local_time(now.starts_at));
            parts.push(if same_day { time } else { day_and_time(now.starts_at) });
        }
        let same = |a: &[Uuid], b: &[Uuid]| a.len() == b.len() && a.iter().all(|id| b.contains(id));
        if now.visit.workers.is_empty() {
            parts.push("nobody".to_owned());
        } else if !same(&now.visit.workers, &one.workers) {
            parts.push(format!("with {}", self.staff(&now.visit.workers)));
        }
        if now.visit.place != one.place {
            let place = care::codes::place::label(&now.visit.place).unwrap_or("another place");
            parts.push(format!("at {place}"));
        }
        if parts.is_empty() { "changed".to_owned() } else { format!("instead of {}", parts.join(" ")) }
    }
}

/// What a rule bent would be.
fn relaxation(bent: Relaxation) -> &'static str {
    match bent {
        Relaxation::Window => "if it could start at another time of day",
        Relaxation::Day => "if it could be on another day",
        Relaxation::Skills => "if whoever goes had the skills it needs",
        Relaxation::Excluded => "if the person would meet them",
        Relaxation::Wish => "if the wish for a worker were not a must",
        Relaxation::Gap => "if the person’s visits could be nearer to each other",
        Relaxation::OneMore => "if they made one visit more in a day",
        Relaxation::Hour => "if they worked an hour longer",
    }
}

/// What a change costs more, or less, by its items; nothing for what stays the same.
pub(crate) fn cost_change(before: &Cost, after: &Cost) -> Vec<String> {
    let pairs = before.items().into_iter().zip(after.items());
    let more = pairs.map(|((name, was), (_, is))| (name, is - was));
    more.filter(|(_, more)| more.abs() >= 0.5).map(|(name, more)| item(name, more)).collect()
}

fn item(name: &str, more: f64) -> String {
    let word = if more > 0.0 { "more" } else { "less" };
    format!("{name}: {:.0} {word}", more.abs())
}

/// `Tuesday 9:30am`
pub(crate) fn day_and_time(at: Timestamp) -> String {
    let day = moment::weekday_words(moment::local_day(at));
    format!("{day} {}", moment::time_words(moment::local_time(at)))
}

fn weekday(day: u8) -> &'static str {
    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    names.get(usize::from(day)).copied().unwrap_or_default()
}

/// Minutes after midnight as a time.
pub(crate) fn clock(minute: i32) -> String {
    let hour = i8::try_from(minute.div_euclid(60) % 24).unwrap_or(0);
    let rest = i8::try_from(minute.rem_euclid(60)).unwrap_or(0);
    moment::time_words(jiff::civil::Time::new(hour, rest, 0, 0).unwrap_or_default())
}
