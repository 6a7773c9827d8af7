//! A problem as flat lists of numbers for the search: one row a staff-day, one a visit, one for each
//! staff-day that may make a visit, and one for each way (place and time) it could. Costs are whole
//! thousandths of a minute, so that sums are exact and the same on every machine.

/// No visit, no worker, no group.
pub(super) const NONE: u32 = u32::MAX;
/// Later than everything.
pub(super) const LATE: i32 = 100_000_000;
/// What it costs to leave out what something fixed follows.
pub(super) const PINNED: i64 = 1_000_000_000_000;
/// Dearer than everything.
pub(super) const DEAR: i64 = i64::MAX / 4;

/// One worker's day.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) worker: u32,
    pub(super) day: u32,
    pub(super) start: i32,
    pub(super) end: i32,
    pub(super) start_place: u32,
    pub(super) end_place: u32,
    /// Minutes of break; none when `earliest` is beyond `latest`.
    pub(super) rest: i32,
    pub(super) earliest: i32,
    pub(super) latest: i32,
    pub(super) has_rest: bool,
    pub(super) most: u32,
    pub(super) capacity: i64,
    pub(super) table: u32,
    /// The fair group, and the row's place in its list.
    pub(super) group: u32,
    pub(super) member: u32,
    /// Events of the day: place, start, minutes.
    pub(super) events: Vec<(u32, i32, i32)>,
    /// The same worker's other shifts of the day.
    pub(super) kin: Vec<u32>,
}

/// One visit.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a visit")]
pub(super) struct Call {
    pub(super) person: u32,
    pub(super) minutes: i32,
    pub(super) two: bool,
    /// The visit that follows this one and is made with it, by the second worker.
    pub(super) second: u32,
    /// Minutes at the door of the second worker, their ways, and how much later they start.
    pub(super) minutes2: i32,
    pub(super) ways2: (u32, u32),
    pub(super) apart: (i32, i32),
    /// When each of the two is due.
    pub(super) due: [i32; 2],
    /// Its start is agreed when it is put in: with a second worker or a partner.
    pub(super) agreed: bool,
    pub(super) partner: u32,
    /// It is on the day of a visit that is fixed, which it follows.
    pub(super) beside: bool,
    pub(super) left_out: i64,
    /// What each of the two carries for it.
    pub(super) loads: [i64; 2],
    pub(super) ways: (u32, u32),
    /// Ways of workers who have its skills.
    pub(super) skilled: u32,
    /// It may not be touched.
    pub(super) locked: bool,
    /// Its preferred place, for nearness.
    pub(super) place: u32,
    /// Any window: first and last minute, for nearness.
    pub(super) span: (i32, i32),
    pub(super) gender_cost: i64,
    pub(super) language_cost: i64,
    pub(super) preferred_cost: i64,
}

/// A staff-day that may make a visit.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a worker and a visit")]
pub(super) struct Way {
    pub(super) row: u32,
    pub(super) day: u32,
    pub(super) worker: u32,
    pub(super) forms: (u32, u32),
    pub(super) skilled: bool,
    pub(super) gender: bool,
    pub(super) language: bool,
    pub(super) preferred: bool,
    pub(super) key: bool,
    pub(super) recent: bool,
    /// What this worker alone costs in wishes missed.
    pub(super) alone: i64,
}

/// Where and when a way could be gone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    pub(super) place: u32,
    pub(super) windows: Windows,
    pub(super) penalty: i64,
    pub(super) moved: i64,
}

/// Windows of a start: the first, and where the others are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Windows {
    pub(super) lo: i32,
    pub(super) hi: i32,
    pub(super) more: u32,
    pub(super) count: u32,
}

impl Windows {
    pub(super) fn one(at: i32) -> Windows {
        Windows { lo: at, hi: at, more: 0, count: 0 }
    }
}

/// A person's numbers.
#[derive(Clone, Debug)]
pub(super) struct Being {
    pub(super) gap: u32,
    pub(super) key: u32,
    pub(super) key_visits: u32,
    pub(super) recents: u32,
    pub(super) most: u32,
    pub(super) calls: Vec<u32>,
}

/// Those whose work is compared on one day.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) rows: Vec<u32>,
    pub(super) lengths: Vec<i64>,
    pub(super) length: i64,
}

/// Everything the search looks at and never changes.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) rows: Vec<Row>,
    pub(super) calls: Vec<Call>,
    pub(super) ways: Vec<Way>,
    pub(super) forms: Vec<Form>,
    pub(super) windows: Vec<(i32, i32)>,
    pub(super) people: Vec<Being>,
    pub(super) groups: Vec<Group>,
    pub(super) tables: Vec<Vec<i32>>,
    pub(super) places: usize,
    pub(super) staff: usize,
    pub(super) near: Vec<Vec<u32>>,
    pub(super) apart: Vec<(u32, u32)>,
    pub(super) better: Vec<(u32, u32)>,
    pub(super) not_together: i64,
    /// Visits with each partner.
    pub(super) partners: Vec<Vec<u32>>,
    /// Times flow from one day into another: there are visits that follow others, or are due.
    pub(super) flows: bool,
    pub(super) late: i64,
    pub(super) latest: i64,
    pub(super) days: usize,
    pub(super) travel: i64,
    pub(super) load: i64,
    pub(super) key_cost: i64,
    pub(super) team_cost: i64,
    pub(super) extra_cost: i64,
    /// All rows are alike: of several empty ones the first will do.
    pub(super) fleet: bool,
    /// Where each visit of the plan in force must stay, as its lock.
    pub(super) fixed: Vec<crate::plan::Planned>,
}

/// Thousandths of a minute.
pub(super) fn mills(minutes: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "weights are read as at most ten million")]
    let whole = (minutes * 1000.0).round() as i64;
    whole
}

/// A position as the search keeps it.
pub(super) fn small(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}

impl Call {
    /// Whether it is two visits, of which one follows the other.
    pub(super) fn follows(&self) -> bool {
        self.second != NONE
    }

    /// What wishes are missed by two; none if these two may not make it.
    pub(super) fn wishes(&self, model: &Model, a: usize, b: usize) -> Option<i64> {
        let (first, second) = (&model.ways[a], &model.ways[b]);
        if self.follows() {
            return Some(first.alone + second.alone);
        }
        if !(first.skilled || second.skilled) || !model.may_meet(first.worker, second.worker) {
            return None;
        }
        let mut wishes = model.pair(first.worker, second.worker);
        wishes += if first.gender || second.gender { 0 } else { self.gender_cost };
        wishes += if first.language || second.language { 0 } else { self.language_cost };
        wishes += if first.preferred || second.preferred { 0 } else { self.preferred_cost };
        (wishes < DEAR).then_some(wishes)
    }
}

impl Model {
    /// The earliest start not before a moment.
    pub(super) fn open(&self, windows: &Windows, at: i32) -> i32 {
        if at <= windows.hi {
            return at.max(windows.lo);
        }
        if windows.count > 0 {
            let from = windows.more as usize;
            for (lo, hi) in &self.windows[from..from + windows.count as usize] {
                if at <= *hi {
                    return at.max(*lo);
                }
            }
        }
        LATE
    }

    /// The latest start not after a moment.
    pub(super) fn close(&self, windows: &Windows, at: i32) -> i32 {
        if windows.count > 0 {
            let from = windows.more as usize;
            for (lo, hi) in self.windows[from..from + windows.count as usize].iter().rev() {
                if at >= *lo {
                    return at.min(*hi);
                }
            }
        }
        if at >= windows.lo { at.min(windows.hi) } else { -LATE }
    }

    pub(super) fn leg(&self, table: u32, from: u32, to: u32) -> i32 {
        self.tables[table as usize][from as usize * self.places + to as usize]
    }

    /// Minutes at the door of the first or the second worker of a visit.
    pub(super) fn minutes(&self, call: u32, slot: usize) -> i32 {
        let call = &self.calls[call as usize];
        if slot == 0 { call.minutes } else { call.minutes2 }
    }

    /// What two who go cost for not going with another.
    pub(super) fn pair(&self, a: u32, b: u32) -> i64 {
        if self.better.is_empty() {
            return 0;
        }
        let has = |who: u32| self.better.iter().any(|two| two.0 == who || two.1 == who);
        let together = self.better.iter().any(|two| *two == (a, b) || *two == (b, a));
        if (has(a) || has(b)) && !together { self.not_together } else { 0 }
    }

    /// Whether two may make a visit together.
    pub(super) fn may_meet(&self, a: u32, b: u32) -> bool {
        a != b && !self.apart.iter().any(|two| *two == (a, b) || *two == (b, a))
    }

    pub(super) fn ways_of(&self, call: u32) -> std::ops::Range<usize> {
        let (from, to) = self.calls[call as usize].ways;
        from as usize..to as usize
    }
}
