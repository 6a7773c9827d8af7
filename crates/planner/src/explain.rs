//! Explanations as data: why this worker, what keeps a visit out and what would let it in, and what
//! changed between two plans. Sentences are made from them; the search itself is not asked again.

use crate::check::{Baseline, Cost, check};
use crate::plan::{Plan, Planned};
use crate::problem::{Person, Problem, Visit, Worker};
use crate::search::look;

/// What keeps a worker from a visit, or what they would cost.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The person is in another team.
    Team,
    /// They must not come.
    Excluded,
    /// They do not have all the skills.
    Skills,
    /// A wish that is a must is missed.
    Wish,
    /// They do not work on an allowed day.
    Off,
    /// There is no room in their days beside what they do, or the person's other visits are too near.
    NoRoom,
    /// They could; it costs so much more.
    Dearer(f64),
}

/// Why a visit is made by this worker and not by another.
#[derive(Clone, Debug)]
pub struct Why {
    /// The visit as it is planned.
    pub planned: Planned,
    /// Every other worker, the cheapest first.
    pub others: Vec<(usize, Verdict)>,
    /// By item, what the cheapest other would cost more.
    pub items: Vec<(&'static str, f64)>,
}

/// A rule that could be bent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relaxation {
    /// It may start at any minute.
    Window,
    /// It may be on any day.
    Day,
    /// Everybody of the team has the skills.
    Skills,
    /// Those excluded may come.
    Excluded,
    /// Wishes that are musts are not.
    Wish,
    /// The person's visits may be on days next to each other.
    Gap,
    /// Each worker makes one visit more.
    OneMore,
    /// Each shift ends an hour later.
    Hour,
}

/// All of them.
pub const RELAXATIONS: [Relaxation; 8] = [
    Relaxation::Window,
    Relaxation::Day,
    Relaxation::Skills,
    Relaxation::Excluded,
    Relaxation::Wish,
    Relaxation::Gap,
    Relaxation::OneMore,
    Relaxation::Hour,
];

/// Why a visit is left out.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// The visit.
    pub visit: usize,
    /// What would let it in, where it would be then, and at what cost; the cheapest first. These are the
    /// rules that bind.
    pub ways_in: Vec<(Relaxation, Planned, f64)>,
    /// What keeps each worker from it, when no single rule bent would let it in.
    pub keeps: Vec<(usize, Verdict)>,
}

/// Explains every visit that is left out. With a moment, day and minute, no way in is before it.
#[must_use]
pub fn left_out(problem: &Problem, plan: &Plan, now: Option<(usize, i32)>) -> Vec<LeftOut> {
    let out = (0..problem.visits.len()).filter(|visit| plan.of(*visit).is_none());
    out.map(|visit| one_left_out(problem, plan, visit, now)).collect()
}

/// Explains one visit that is left out.
#[must_use]
pub fn one_left_out(problem: &Problem, plan: &Plan, visit: usize, now: Option<(usize, i32)>) -> LeftOut {
    let in_force =
        now.map(|(day, minute)| Baseline { plan: plan.clone(), promised: Vec::new(), day, minute });
    let mut ways_in: Vec<_> = RELAXATIONS
        .into_iter()
        .filter_map(|one| {
            let there = look::place(&relaxed(problem, visit, one), (plan, in_force.as_ref()), visit)?;
            let planned = there.plan.of(visit)?.clone();
            Some((one, planned, there.cost))
        })
        .collect();
    ways_in.sort_by(|a, b| a.2.total_cmp(&b.2));
    let keeps = if ways_in.is_empty() { keeps(problem, visit) } else { Vec::new() };
    LeftOut { visit, ways_in, keeps }
}

/// What keeps each worker of the person's team from a visit.
fn keeps(problem: &Problem, visit: usize) -> Vec<(usize, Verdict)> {
    let Some(about) = problem.visits.get(visit) else { return Vec::new() };
    let Some(person) = problem.people.get(about.person) else { return Vec::new() };
    let all = problem.staff.iter().enumerate();
    let team = all.filter(|(_, worker)| worker.teams.contains(&person.team));
    team.map(|(at, worker)| (at, barred(about, person, at, worker))).collect()
}

/// The problem with one rule bent for one visit.
fn relaxed(problem: &Problem, visit: usize, one: Relaxation) -> Problem {
    let mut new = problem.clone();
    let person = new.visits.get(visit).map_or(0, |visit| visit.person);
    if let Some(about) = new.visits.get_mut(visit) {
        match one {
            Relaxation::Window => {
                about.windows = vec![(0, 1440)];
                for place in &mut about.places {
                    place.hours.clear();
                }
            }
            Relaxation::Day => about.days = (0..problem.days).collect(),
            Relaxation::Skills => about.skills.clear(),
            Relaxation::Excluded => about.excluded.clear(),
            Relaxation::Wish | Relaxation::Gap | Relaxation::OneMore | Relaxation::Hour => {}
        }
    }
    if let Some(about) = new.people.get_mut(person) {
        match one {
            Relaxation::Excluded => about.excluded.clear(),
            Relaxation::Wish => (about.gender, about.language) = (None, None),
            Relaxation::Gap => about.gap = 1,
            Relaxation::Window
            | Relaxation::Day
            | Relaxation::Skills
            | Relaxation::OneMore
            | Relaxation::Hour => {}
        }
    }
    for worker in &mut new.staff {
        if one == Relaxation::OneMore {
            worker.most_visits += 1;
        }
        if one == Relaxation::Hour {
            for shift in &mut worker.shifts {
                shift.end += 60;
            }
        }
    }
    new
}

/// Explains every visit that one worker makes.
#[must_use]
pub fn made(problem: &Problem, plan: &Plan) -> Vec<Why> {
    let before = check(problem, plan, None).cost;
    let mut all = Vec::new();
    look::others(problem, plan, |visit, able, cheapest| {
        let Some(planned) = plan.of(visit).cloned() else { return };
        let items = cheapest.map(|plan| more(&before, &check(problem, &plan, None).cost)).unwrap_or_default();
        let Some(about) = problem.visits.get(visit) else { return };
        let Some(person) = problem.people.get(about.person) else { return };
        let mut others: Vec<(usize, Verdict)> = problem
            .staff
            .iter()
            .enumerate()
            .filter(|(at, _)| !planned.staff.contains(at))
            .map(|(at, worker)| {
                let cost = able.iter().find(|known| known.0 == at).map(|known| Verdict::Dearer(known.1));
                (at, cost.unwrap_or_else(|| barred(about, person, at, worker)))
            })
            .collect();
        let key = |one: &Verdict| if let Verdict::Dearer(cost) = one { *cost } else { f64::MAX };
        others.sort_by(|a, b| key(&a.1).total_cmp(&key(&b.1)));
        all.push(Why { planned, others, items });
    });
    all
}

fn barred(visit: &Visit, person: &Person, at: usize, worker: &Worker) -> Verdict {
    let gender = person.gender.as_ref().is_some_and(|wish| wish.hard && wish.value != worker.gender);
    let language = person.language.as_ref();
    let language = language.is_some_and(|wish| wish.hard && !worker.languages.contains(&wish.value));
    if !worker.teams.contains(&person.team) {
        Verdict::Team
    } else if person.excluded.contains(&at) || visit.excluded.contains(&at) {
        Verdict::Excluded
    } else if !worker.has_all(&visit.skills) {
        Verdict::Skills
    } else if gender || language {
        Verdict::Wish
    } else if !visit.days.iter().any(|day| worker.shift(*day).is_some()) {
        Verdict::Off
    } else {
        Verdict::NoRoom
    }
}

fn more(before: &Cost, after: &Cost) -> Vec<(&'static str, f64)> {
    let pairs = before.items().into_iter().zip(after.items());
    let all = pairs.map(|((name, was), (_, is))| (name, is - was));
    all.filter(|(_, more)| more.abs() > 0.005).collect()
}

/// What changed between two plans, a sentence each.
#[must_use]
pub fn changes(problem: &Problem, old: &Plan, new: &Plan) -> Vec<String> {
    let mut said = Vec::new();
    for (at, visit) in problem.visits.iter().enumerate() {
        let sentence = match (old.of(at), new.of(at)) {
            (None, None) => continue,
            (Some(was), None) => format!("is no longer made ({})", when(problem, was)),
            (None, Some(is)) => format!("is now made {}", when(problem, is)),
            (Some(was), Some(is)) if was == is => continue,
            (Some(was), Some(is)) => moved(problem, was, is),
        };
        said.push(format!("{} {sentence}.", visit.id));
    }
    said
}

fn moved(problem: &Problem, was: &Planned, is: &Planned) -> String {
    if was.staff != is.staff {
        format!(
            "goes from {} to {}, {}",
            names(problem, &was.staff),
            names(problem, &is.staff),
            when(problem, is)
        )
    } else if was.day != is.day {
        format!("goes from {} to {}", day(was.day), when(problem, is))
    } else if was.start != is.start {
        format!("starts at {} instead of {}", clock(is.start), clock(was.start))
    } else {
        format!("is at place {} instead of {}", is.place, was.place)
    }
}

fn names(problem: &Problem, staff: &[usize]) -> String {
    let names = staff.iter().filter_map(|at| problem.staff.get(*at)).map(|worker| worker.id.as_str());
    names.collect::<Vec<_>>().join(" and ")
}

fn when(problem: &Problem, one: &Planned) -> String {
    format!("on {} at {} by {}", day(one.day), clock(one.start), names(problem, &one.staff))
}

fn day(day: usize) -> String {
    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let name = names.get(day % 7).copied().unwrap_or_default();
    if day < 7 { name.to_owned() } else { format!("{name} of week {}", day / 7 + 1) }
}

fn clock(minute: i32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

impl Relaxation {
    /// What would have to be so.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Relaxation::Window => "if it could start at another time",
            Relaxation::Day => "if it could be on another day",
            Relaxation::Skills => "if another worker had the skills",
            Relaxation::Excluded => "if those excluded could come",
            Relaxation::Wish => "if the wish for a worker were not a must",
            Relaxation::Gap => "if the person's visits could be nearer to each other",
            Relaxation::OneMore => "if a worker made one visit more in a day",
            Relaxation::Hour => "if a shift ended an hour later",
        }
    }
}

impl LeftOut {
    /// In words.
    #[must_use]
    pub fn sentence(&self, problem: &Problem) -> String {
        let id = problem.visits.get(self.visit).map_or("", |visit| visit.id.as_str());
        let ways: Vec<_> = self
            .ways_in
            .iter()
            .map(|(one, planned, cost)| {
                format!("{}: {}, for {cost:.0}", one.sentence(), when(problem, planned))
            })
            .collect();
        if ways.is_empty() {
            return format!("{id} is left out; no single rule bent would let it in.");
        }
        format!("{id} is left out. It would be made {}.", ways.join("; or "))
    }
}

impl Why {
    /// In words.
    #[must_use]
    pub fn sentence(&self, problem: &Problem) -> String {
        let id = problem.visits.get(self.planned.visit).map_or("", |visit| visit.id.as_str());
        let start = format!("{id} is made {}", when(problem, &self.planned));
        let Some((at, Verdict::Dearer(cost))) = self.others.first() else {
            return format!("{start}: nobody else can.");
        };
        let items: Vec<_> = self.items.iter().map(|(name, more)| format!("{name} {more:+.0}")).collect();
        format!("{start}; {} would cost {cost:.0} more ({}).", names(problem, &[*at]), items.join(", "))
    }
}
