//! What a horizon asks for, with every name already looked up: workers, people, visits and places are
//! positions in these lists. Reading and refusing is in `read`; nothing here decides anything.

/// A problem that was read and found sound.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// The instance's name.
    pub name: String,
    /// Days of the horizon; day 0 is a Monday.
    pub days: usize,
    /// What each shortcoming costs.
    pub weights: Weights,
    /// How many places there are.
    pub places: usize,
    /// Tables of minutes from place to place; the first is the usual one.
    pub travel: Vec<Table>,
    /// The workers.
    pub staff: Vec<Worker>,
    /// Handovers and meetings that hold their attendees.
    pub events: Vec<Event>,
    /// The people to be visited.
    pub people: Vec<Person>,
    /// The visits wished for.
    pub visits: Vec<Visit>,
    /// Workers who must not make a visit together.
    pub never_together: Vec<(usize, usize)>,
    /// Workers who had better go together: a visit of two with one of them wants the other.
    pub better_together: Vec<(usize, usize)>,
    /// Those outside the team with whom visits are made.
    pub partners: Vec<Partner>,
}

/// What each shortcoming costs, in minutes of travel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    /// A visit left out, by its priority.
    pub unassigned: [f64; 4],
    /// One minute on the way.
    pub travel_minute: f64,
    /// A soft wish for a worker's gender missed.
    pub soft_gender: f64,
    /// A soft wish for a language missed.
    pub soft_language: f64,
    /// A visit short of those with the key worker.
    pub key_worker_missing: f64,
    /// A person who knows fewer than two workers.
    pub team_approach: f64,
    /// A worker above the most a person wants to meet.
    pub extra_worker: f64,
    /// One minute of a worker's day above the fair share.
    pub load_minute: f64,
    /// A promised visit that was moved.
    pub moved: f64,
    /// A preferred worker who is not there.
    pub not_preferred: f64,
    /// A visit of two by one of a preferred pair without the other.
    pub not_together: f64,
    /// One minute by which a visit starts after it was due.
    pub late_minute: f64,
    /// One minute of the visit that is latest of all.
    pub latest_minute: f64,
}

/// Minutes from place to place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    size: usize,
    minutes: Vec<i32>,
}

impl Table {
    /// A table of so many places, row by row; `None` if the sizes do not agree.
    #[must_use]
    pub fn new(size: usize, minutes: Vec<i32>) -> Option<Table> {
        (size.checked_mul(size) == Some(minutes.len())).then_some(Table { size, minutes })
    }

    /// Minutes from one place to another; none for a place that is not in the table.
    #[must_use]
    pub fn between(&self, from: usize, to: usize) -> i32 {
        self.minutes.get(from * self.size + to).copied().unwrap_or(i32::MAX / 4)
    }

    /// The whole table, row by row.
    #[must_use]
    pub fn rows(&self) -> &[i32] {
        &self.minutes
    }
}

/// Somebody who makes visits.
#[derive(Clone, Debug, Default)]
pub struct Worker {
    /// Their name in the file.
    pub id: String,
    /// Teams whose people they may see.
    pub teams: Vec<String>,
    /// What they can do.
    pub skills: Vec<String>,
    /// Their gender.
    pub gender: String,
    /// The languages they speak.
    pub languages: Vec<String>,
    /// The most visits on one day.
    pub most_visits: usize,
    /// With whom their work is compared; nobody when it is left out.
    pub fair_group: Option<String>,
    /// When they work; shifts of one day do not overlap.
    pub shifts: Vec<Shift>,
    /// Which table their journeys take.
    pub table: usize,
    /// The most they can carry on one day; nobody counts it when it is left out.
    pub capacity: Option<i64>,
    /// Hours kept for visits that need one of these skills.
    pub protected: Vec<Protected>,
}

impl Worker {
    /// The first shift of a day.
    #[must_use]
    pub fn shift(&self, day: usize) -> Option<&Shift> {
        self.shifts_on(day).next()
    }

    /// The shifts of a day.
    pub fn shifts_on(&self, day: usize) -> impl Iterator<Item = &Shift> {
        self.shifts.iter().filter(move |shift| shift.day == day)
    }

    /// Whether they have every one of these skills.
    #[must_use]
    pub fn has_all(&self, skills: &[String]) -> bool {
        skills.iter().all(|one| self.skills.contains(one))
    }
}

/// Hours of a worker kept for visits that need one of some skills.
#[derive(Clone, Debug)]
pub struct Protected {
    /// The day.
    pub day: usize,
    /// From this minute.
    pub start: i32,
    /// To this minute.
    pub end: i32,
    /// The skills they are kept for.
    pub skills: Vec<String>,
}

/// A stretch of work.
#[derive(Clone, Debug)]
pub struct Shift {
    /// The day.
    pub day: usize,
    /// Not at work before this minute.
    pub start: i32,
    /// Where it ends by this minute.
    pub end: i32,
    /// The place it starts from.
    pub start_place: usize,
    /// The place it ends at.
    pub end_place: usize,
    /// The break in it.
    pub rest: Option<Rest>,
}

impl Shift {
    /// Minutes of work in it: all but the break.
    #[must_use]
    pub fn work(&self) -> i32 {
        self.end - self.start - self.rest.map_or(0, |rest| rest.minutes)
    }
}

/// A break that floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// Its length.
    pub minutes: i32,
    /// It starts no earlier.
    pub earliest: i32,
    /// It starts no later.
    pub latest: i32,
}

/// A handover or a meeting.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its name in the file.
    pub id: String,
    /// The day.
    pub day: usize,
    /// It starts at this minute.
    pub start: i32,
    /// It ends at this minute.
    pub end: i32,
    /// Where it is.
    pub place: usize,
    /// Who is there; all of them are on shift.
    pub attendees: Vec<usize>,
}

/// A wish about the worker at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The gender or the language.
    pub value: String,
    /// Whether it must be met.
    pub hard: bool,
}

/// Somebody to be visited.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Their name in the file.
    pub id: String,
    /// Their team.
    pub team: String,
    /// The key worker.
    pub key_worker: Option<usize>,
    /// A wish for a gender.
    pub gender: Option<Wish>,
    /// A wish for a language.
    pub language: Option<Wish>,
    /// Workers who must not come.
    pub excluded: Vec<usize>,
    /// Days between two visits, at least.
    pub gap: usize,
    /// Visits wanted with the key worker.
    pub key_worker_visits: usize,
    /// Workers met in the week before.
    pub recent: Vec<usize>,
    /// The most workers they want to meet.
    pub most_workers: usize,
}

/// How much a visit matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// It must be made.
    Must,
    /// It matters much.
    High,
    /// It matters.
    #[default]
    Normal,
    /// It can wait.
    Low,
}

impl Priority {
    /// Its word in a file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Priority::Must => "must",
            Priority::High => "high",
            Priority::Normal => "normal",
            Priority::Low => "low",
        }
    }

    /// Its weight among those for visits left out.
    #[must_use]
    pub fn cost(self, weights: &Weights) -> f64 {
        let [must, high, normal, low] = weights.unassigned;
        match self {
            Priority::Must => must,
            Priority::High => high,
            Priority::Normal => normal,
            Priority::Low => low,
        }
    }
}

/// A place where a visit could be, and how much less it is liked.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where.
    pub place: usize,
    /// What choosing it costs.
    pub penalty: f64,
    /// Hours in which a visit there may start, such as a ward's; any when empty.
    pub hours: Vec<(i32, i32)>,
}

/// A visit wished for.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// Its name in the file.
    pub id: String,
    /// Whom it is to.
    pub person: usize,
    /// Minutes at the door.
    pub minutes: i32,
    /// What at least one worker must be able to do, all of it.
    pub skills: Vec<String>,
    /// Workers, one or two.
    pub workers: usize,
    /// How much it matters.
    pub priority: Priority,
    /// Days it may be on.
    pub days: Vec<usize>,
    /// Minutes within which it may start.
    pub windows: Vec<(i32, i32)>,
    /// Where it may be, the preferred first.
    pub places: Vec<Place>,
    /// What of a worker's capacity it takes.
    pub load: i64,
    /// Workers of whom one would be preferred.
    pub preferred: Vec<usize>,
    /// Workers who must not make this visit.
    pub excluded: Vec<usize>,
    /// Where it is locked: it happens so or the plan is refused.
    pub locked: Option<Lock>,
    /// A start after this minute is late, at a price.
    pub due: Option<i32>,
    /// Another visit to the same person that this one follows.
    pub follows: Option<Follows>,
    /// Who outside the team is there from start to end.
    pub partner: Option<usize>,
}

/// How a visit follows another: on the same day, and so many minutes from start to start. It is made
/// only with the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Follows {
    /// The other visit.
    pub visit: usize,
    /// Minutes from its start to this one's, at least.
    pub least: i32,
    /// And at most.
    pub most: i32,
}

/// Somebody outside the team, such as an approved mental health professional: at one visit at a time,
/// within their hours. How they come there is their own affair.
#[derive(Clone, Debug, Default)]
pub struct Partner {
    /// Their name in the file.
    pub id: String,
    /// When they can be with us: day, from this minute, to this minute.
    pub hours: Vec<(usize, i32, i32)>,
}

/// Stretches of time in order, with those that touch made one: as a problem wants its windows and hours.
#[must_use]
pub fn joined(windows: &[(i32, i32)]) -> Vec<(i32, i32)> {
    let mut all = windows.to_vec();
    all.sort_unstable();
    let mut joined: Vec<(i32, i32)> = Vec::new();
    for (start, end) in all {
        match joined.last_mut() {
            Some(last) if start <= last.1 + 1 => last.1 = last.1.max(end),
            Some(_) | None => joined.push((start, end)),
        }
    }
    joined
}

/// A visit that may not move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// The day.
    pub day: usize,
    /// It starts at this minute.
    pub start: i32,
    /// Who makes it.
    pub staff: Vec<usize>,
    /// Where it is.
    pub place: usize,
}
