//! What to take out of a plan before it is put together again: around a place, a person's week, a
//! worker's day, two who go together, what an unplaced visit could use, and more.

use super::lane::Lane;
use super::model::NONE;

/// A way to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ruin {
    /// Strings of stops around a visit, on the days nearest to it.
    Strings,
    /// Everything of a few people.
    PersonWeek,
    /// Two workers' days.
    StaffDay,
    /// Visits alike in place and time.
    Related,
    /// Visits that cost much where they are.
    Worst,
    /// A visit of two and what is around it.
    Two,
    /// What an unplaced visit could use.
    Wanted,
    /// A person who meets too many, and room on the days of one worker.
    Continuity,
    /// Stretches of two days of one team on one date.
    Swap,
    /// Several days of somebody whose skills an unplaced visit needs.
    Scarce,
}

/// All of them.
pub(super) const ALL: [Ruin; 10] = [
    Ruin::Strings,
    Ruin::PersonWeek,
    Ruin::StaffDay,
    Ruin::Related,
    Ruin::Worst,
    Ruin::Two,
    Ruin::Wanted,
    Ruin::Continuity,
    Ruin::Swap,
    Ruin::Scarce,
];

impl Lane<'_> {
    /// Takes visits out of the plan into the lane's list.
    pub(super) fn ruin(&mut self, ruin: Ruin) {
        let most = self.most_removed();
        match ruin {
            Ruin::Strings => self.strings(most),
            Ruin::PersonWeek => self.person_week(most),
            Ruin::StaffDay => self.staff_day(most),
            Ruin::Related => self.related(most),
            Ruin::Worst => self.worst(most),
            Ruin::Two => self.two(),
            Ruin::Wanted => self.wanted(),
            Ruin::Continuity => self.continuity(most),
            Ruin::Swap => self.swap(),
            Ruin::Scarce => self.scarce(),
        }
    }

    fn most_removed(&mut self) -> usize {
        let most = self.settings.removed.min(self.free.len() / 2 + 1);
        2 + self.rng.below(most.max(1))
    }

    fn any(&mut self) -> Option<u32> {
        let count = self.free.len();
        if count == 0 {
            return None;
        }
        let at = self.rng.below(count);
        self.free.get(at).copied()
    }

    pub(super) fn take(&mut self, call: u32) -> bool {
        let at = call as usize;
        if !self.state.made[at].is() || self.held[at] || self.state.model.calls[at].locked {
            return false;
        }
        self.state.remove(call);
        self.out.push(call);
        true
    }

    /// Takes a run of stops of a row that holds a visit.
    fn string(&mut self, row: usize, call: u32, length: usize) -> usize {
        let stops = &self.state.routes[row].stops;
        let count = stops.len();
        let Some(at) = stops.iter().position(|stop| stop.call == call) else { return 0 };
        let lowest = (at + 1).saturating_sub(length).max(1);
        let from = lowest + self.rng.below(at - lowest + 1);
        let to = (from + length).min(count - 1);
        // Some in the middle may stay.
        let spare = length > 2 && self.rng.chance(0.3);
        let kept = if spare { from + self.rng.below(to - from) } else { usize::MAX };
        self.scratch.clear();
        for (index, stop) in self.state.routes[row].stops[from..to].iter().enumerate() {
            if stop.call != NONE && (from + index != kept || stop.call == call) {
                self.scratch.push(stop.call);
            }
        }
        let list = std::mem::take(&mut self.scratch);
        let taken = list.iter().filter(|one| self.take(**one)).count();
        self.scratch = list;
        taken
    }

    fn strings(&mut self, most: usize) {
        let Some(seed) = self.any() else { return };
        let length = self.settings.string;
        let mut left = most;
        self.rows_done.clear();
        let near = &self.state.model.near[seed as usize];
        for one in std::iter::once(&seed).chain(near) {
            if left == 0 {
                break;
            }
            for slot in 0..2 {
                let Some(row) = self.state.row(*one, slot) else { continue };
                if self.rows_done.contains(&row) {
                    continue;
                }
                self.rows_done.push(row);
                let run = 1 + self.rng.below(length.min(left));
                left = left.saturating_sub(self.string(row, *one, run));
            }
        }
    }

    fn person_week(&mut self, most: usize) {
        let Some(seed) = self.any() else { return };
        let model = self.state.model;
        let mut people = vec![model.calls[seed as usize].person];
        let mut taken = 0;
        let mut next = 0;
        while taken < most {
            let Some(person) = people.get(next).copied() else { break };
            next += 1;
            for call in &model.people[person as usize].calls {
                taken += usize::from(self.take(*call));
            }
            let list = &model.near[seed as usize];
            for _ in 0..8 {
                let Some(call) = list.get(self.rng.below(list.len().min(30))) else { break };
                let other = model.calls[*call as usize].person;
                if !people.contains(&other) {
                    people.push(other);
                    break;
                }
            }
        }
    }

    pub(super) fn whole_row(&mut self, row: usize) -> usize {
        let calls: Vec<u32> = self.state.routes[row].stops.iter().map(|stop| stop.call).collect();
        calls.into_iter().filter(|call| *call != NONE && self.take(*call)).count()
    }

    fn staff_day(&mut self, most: usize) {
        let Some(seed) = self.any() else { return };
        let Some(row) = self.state.row(seed, 0) else { return };
        if self.state.model.fleet && self.state.routes[row].visits as usize > most * 2 {
            return self.strings(most);
        }
        let taken = self.whole_row(row);
        if taken < most && self.rng.chance(0.5) {
            let near = &self.state.model.near[seed as usize];
            let other = near.iter().filter_map(|one| self.state.row(*one, 0)).find(|other| *other != row);
            if let Some(other) = other {
                self.whole_row(other);
            }
        }
    }

    fn related(&mut self, most: usize) {
        let Some(seed) = self.any() else { return };
        self.take(seed);
        let near = &self.state.model.near[seed as usize];
        let mut left = most;
        for one in near {
            if left == 0 {
                break;
            }
            if self.rng.chance(0.7) && self.take(*one) {
                left -= 1;
            }
        }
    }

    /// What a visit seems to cost where it is: the way there, and wishes missed.
    fn dear(&self, call: u32) -> i64 {
        let model = self.state.model;
        let mut sum = self.state.made[call as usize].wishes;
        for slot in 0..2 {
            let Some(row) = self.state.row(call, slot) else { continue };
            let stops = &self.state.routes[row].stops;
            if let Some(at) = stops.iter().position(|stop| stop.call == call) {
                let direct = model.leg(model.rows[row].table, stops[at - 1].place, stops[at + 1].place);
                sum += i64::from(stops[at].leg + stops[at + 1].leg - direct) * model.travel;
            }
        }
        sum + self.state.weeks[model.calls[call as usize].person as usize].cost / 2
    }

    fn worst(&mut self, most: usize) {
        for _ in 0..most {
            let mut worst: Option<(i64, u32)> = None;
            for _ in 0..6 {
                let Some(call) = self.any() else { return };
                if self.state.made[call as usize].is() {
                    worst = worst.max(Some((self.dear(call), call)));
                }
            }
            if let Some((_, call)) = worst {
                self.take(call);
            }
        }
    }

    fn two(&mut self) {
        if self.pairs.is_empty() {
            return self.strings(6);
        }
        let at = self.rng.below(self.pairs.len());
        let call = self.pairs[at];
        let rows = [self.state.row(call, 0), self.state.row(call, 1)];
        for row in rows.into_iter().flatten() {
            let run = 2 + self.rng.below(3);
            self.string(row, call, run);
        }
        self.take(call);
        if self.rng.chance(0.5) {
            let near = &self.state.model.near[call as usize];
            let other = near.iter().copied().find(|one| self.state.made[*one as usize].is());
            if let Some((row, other)) = other.and_then(|one| self.state.row(one, 0).map(|row| (row, one))) {
                self.string(row, other, 3);
            }
        }
    }

    fn wanted(&mut self) {
        if self.absent.is_empty() {
            let most = self.most_removed();
            return self.strings(most);
        }
        let call = self.absent[self.rng.below(self.absent.len())];
        self.room_for(call);
    }

    /// Makes room for a visit on some days that could have it.
    fn room_for(&mut self, call: u32) {
        let model = self.state.model;
        let about = &model.calls[call as usize];
        let ways = model.ways_of(call);
        if ways.is_empty() {
            return;
        }
        // The person's other visits may stand in the way of a day.
        if self.rng.chance(0.4) {
            for other in &model.people[about.person as usize].calls {
                self.take(*other);
            }
        }
        let day = model.ways[ways.start + self.rng.below(ways.len())].day;
        let rows = if about.two { 3 } else { 1 + self.rng.below(3) };
        for _ in 0..rows * 3 {
            let way = &model.ways[ways.start + self.rng.below(ways.len())];
            if (way.day != day && about.two) || !(way.skilled || about.two) {
                continue;
            }
            let row = way.row as usize;
            let stops = &self.state.routes[row].stops;
            let any = stops[self.rng.below(stops.len())].call;
            if any != NONE {
                let run = 2 + self.rng.below(4);
                self.string(row, any, run);
            }
            if self.out.len() > 14 {
                break;
            }
        }
    }

    fn continuity(&mut self, most: usize) {
        let model = self.state.model;
        let mut worst: Option<(i64, u32)> = None;
        for _ in 0..5 {
            let Some(call) = self.any() else { return };
            let person = model.calls[call as usize].person;
            worst = worst.max(Some((self.state.weeks[person as usize].cost, person)));
        }
        let Some((_, person)) = worst else { return };
        let calls = &model.people[person as usize].calls;
        for call in calls {
            self.take(*call);
        }
        // Room on the days of one worker whom the person could meet throughout.
        let call = calls[self.rng.below(calls.len())];
        let ways = model.ways_of(call);
        if ways.is_empty() {
            return;
        }
        let chosen = &model.ways[ways.start + self.rng.below(ways.len())];
        let key = model.people[person as usize].key;
        let worker = if key != NONE && self.rng.chance(0.5) { key } else { chosen.worker };
        for at in ways {
            let way = &model.ways[at];
            if way.worker != worker || self.out.len() > most + 4 || !self.rng.chance(0.6) {
                continue;
            }
            let row = way.row as usize;
            let stops = &self.state.routes[row].stops;
            let any = stops[self.rng.below(stops.len())].call;
            if any != NONE {
                let run = 1 + self.rng.below(3);
                self.string(row, any, run);
            }
        }
    }

    fn swap(&mut self) {
        let Some(seed) = self.any() else { return };
        let Some(row) = self.state.row(seed, 0) else { return };
        let model = self.state.model;
        let length = 2 + self.rng.below(4);
        self.string(row, seed, length);
        let day = model.rows[row].day;
        let near = &model.near[seed as usize];
        let mut others = 1 + self.rng.below(2);
        for one in near {
            if others == 0 {
                break;
            }
            let Some(other) = self.state.row(*one, 0) else { continue };
            if other != row && model.rows[other].day == day && self.rng.chance(0.7) {
                let run = 2 + self.rng.below(4);
                self.string(other, *one, run);
                others -= 1;
            }
        }
    }

    fn scarce(&mut self) {
        if self.absent.is_empty() {
            let most = self.most_removed();
            return self.strings(most);
        }
        let model = self.state.model;
        let call = self.absent[self.rng.below(self.absent.len())];
        let ways = model.ways_of(call);
        let mut worker = NONE;
        for _ in 0..8 {
            let way = &model.ways[ways.start + self.rng.below(ways.len())];
            if way.skilled {
                worker = way.worker;
                break;
            }
        }
        // Who else needs them: those people's other visits stand in the way of days.
        let also = self.rng.part();
        for at in 0..self.free.len() {
            let other = self.free[at];
            let about = &model.calls[other as usize];
            let rare = about.skilled <= model.calls[call as usize].skilled * 2;
            if rare && self.rng.chance(also) && model.ways_of(other).any(|way| self.of(way, worker)) {
                for one in &model.people[about.person as usize].calls {
                    self.take(*one);
                }
            }
        }
        let part = if self.rng.chance(0.5) { 1.0 } else { 0.6 };
        for (row, about) in model.rows.iter().enumerate() {
            if about.worker == worker && self.rng.chance(part) {
                self.whole_row(row);
            }
        }
    }

    /// Whether a way is a worker's who has the skills.
    fn of(&self, way: usize, worker: u32) -> bool {
        let way = &self.state.model.ways[way];
        way.worker == worker && way.skilled
    }
}
