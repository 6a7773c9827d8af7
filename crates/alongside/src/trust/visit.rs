//! Planned visits of the last weeks and the weeks to come: a series for the usual rhythm, single
//! visits where somebody is seen every day.

use care::access::Role;
use care::codes::purpose::Purpose;
use care::entry::Body;
use care::entry::around::SafetyKind;
use care::entry::interpreter::{Interpreter, Interprets, Presence};
use care::entry::tier::TierName;
use care::entry::visit::{CalledOff, CalledOffBy, Every, Visit, VisitSeries};
use care::{moment, scope};
use jiff::civil::{Date, Time};
use uuid::Uuid;

use super::case::{Case, Fate};
use super::{World, team, words};

/// Days for which a series is planned ahead of the end.
const AHEAD: i32 = 56;
/// Days ahead for which interpreters are booked.
const BOOKED_AHEAD: i32 = 6;

/// A visit that will come.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    /// Its day.
    pub(crate) day: Date,
    /// Its id.
    pub(crate) id: Uuid,
    /// The version of its entry; 0 for a day of a series.
    pub(crate) version: u32,
    /// Minute of the day.
    pub(crate) at: u16,
    /// Who goes.
    pub(crate) workers: Vec<usize>,
    /// What it says.
    pub(crate) body: Visit,
}

impl Case {
    /// Plans the rhythm as a series, once, near the end of the history.
    pub(crate) fn plan_series(&mut self, world: &mut World<'_>, day: Date) {
        let Some(writer) = self.key.or(self.deputy) else { return };
        let weekdays: Vec<u8> = self.rhythm.0.clone();
        if weekdays.is_empty() {
            return;
        }
        let minutes = self.rhythm.2;
        let Some((worker, at)) = self.weekly_slot(world, &weekdays, minutes, day) else { return };
        self.rhythm.1 = at;
        let two = self.rule(SafetyKind::TwoPerson, day) || self.dice.chance(0.08);
        let mut workers = vec![worker];
        if two {
            workers.extend(self.second(world, worker, day, 60));
        }
        for worker in &workers {
            for weekday in &weekdays {
                if let Some(worker) = world.workers.get_mut(*worker) {
                    worker.week_take(*weekday, at, minutes);
                }
            }
        }
        let from = moment::add_days(day, 1);
        let ward = self.stay.is_some();
        let place = if ward { "E02" } else { self.place(day) };
        let purposes = if ward { vec![Purpose::InReachClinical] } else { self.purposes() };
        let purposes = within_scope(world, &workers, purposes);
        let series = VisitSeries {
            workers: ids(world, &workers),
            from,
            until: moment::add_days(world.today, AHEAD),
            weekdays,
            every: Every::Week,
            at: clock(at),
            minutes,
            place: place.to_owned(),
            where_exactly: self.exactly(place),
            purposes,
            note: self.dice.chance(0.3).then(|| words::one_of(&mut self.dice, &self.face, "next_action")),
            two_person: two && workers.len() == 2,
            place_override: None,
            time_override: None,
            agreed: self.keeps_times(),
        };
        let agreed = super::at(day, 16 * 60);
        let Some(id) = self.put(world, writer, (agreed, agreed), Body::VisitSeries(series.clone())) else {
            return;
        };
        for (visit, starts, day) in series.visits(id) {
            let (mut version, mut body) = (0, series.visit(id));
            let soon = world.today <= day && moment::days_between(world.today, day) <= BOOKED_AHEAD;
            body.interpreter = if soon { self.interpreter(starts) } else { None };
            if body.interpreter.is_some() {
                let booked = Body::Visit(body.clone());
                let put = self.put_version(world, writer, (agreed, starts), (visit, 0, None), booked);
                version = u32::from(put);
            }
            if day <= world.today {
                let workers = workers.clone();
                self.planned.push(Planned { day, id: visit, version, at, workers, body });
            }
        }
    }

    /// One in five people keep to times that were agreed with them.
    fn keeps_times(&self) -> bool {
        self.id.as_bytes().last().is_some_and(|byte| byte % 5 == 0)
    }

    fn weekly_slot(
        &mut self,
        world: &World<'_>,
        weekdays: &[u8],
        minutes: u16,
        day: Date,
    ) -> Option<(usize, u16)> {
        let wish = self.rhythm.1;
        let mut named = self.named();
        named.extend(world.teams.get(self.team).map(|t| t.staff.clone()).unwrap_or_default());
        for step in 0..40_u16 {
            let at = if step == 0 { wish } else { 9 * 60 + (wish + step * 30) % (8 * 60) };
            if self.kept_free(weekdays, (at, minutes), day) {
                continue;
            }
            let free = named.iter().find(|w| {
                world.workers.get(**w).is_some_and(|w| {
                    w.field
                        && w.employed(moment::add_days(day, 30))
                        && weekdays.iter().all(|d| w.week_free(*d, at, minutes))
                })
            });
            if let Some(worker) = free {
                return Some((*worker, at));
            }
        }
        None
    }

    /// Whether a weekly time is in what the person keeps free (P03).
    fn kept_free(&self, weekdays: &[u8], (at, minutes): (u16, u16), day: Date) -> bool {
        let mut days = (1..=7).map(|ahead| moment::add_days(day, ahead));
        let on = days.by_ref().filter(|day| weekdays.contains(&team::weekday(*day)));
        let mut kept =
            on.filter_map(|day| care::kept::against(&self.keeps, super::at(day, i32::from(at)), minutes));
        kept.any(|kept| kept.weekly)
    }

    /// The interpreter of a visit to come: booked for most who need one, cancelled for a few (P03).
    fn interpreter(&self, starts: jiff::Timestamp) -> Option<Interpreter> {
        let language = self.details.language.clone().filter(|_| self.details.interpreter.is_some())?;
        let bits = self.id.as_u128();
        if bits.is_multiple_of(4) {
            return None;
        }
        let ill = bits.is_multiple_of(5);
        Some(Interpreter {
            presence: if bits.is_multiple_of(3) && language != "q4" {
                Presence::Phone
            } else {
                Presence::InPerson
            },
            language,
            who: Interprets::Professional,
            by: "Bramble Interpreting".to_owned(),
            reference: Some(format!("BI-{}", bits % 9_000 + 1_000)),
            booked_for: starts,
            emergency: None,
            cancelled: ill.then(|| "The interpreter is ill; the service looks for another".to_owned()),
        })
    }

    /// A second worker who is free then.
    pub(crate) fn second(
        &mut self,
        world: &World<'_>,
        first: usize,
        day: Date,
        _minutes: u16,
    ) -> Option<usize> {
        let mut named = self.named();
        named.extend(world.teams.get(self.team).map(|t| t.staff.clone()).unwrap_or_default());
        let there =
            |w: &usize| *w != first && world.workers.get(*w).is_some_and(|w| w.field && w.employed(day));
        named.into_iter().find(there)
    }

    /// Single visits for somebody seen every day, planned the day before; on the last day a few more.
    pub(crate) fn plan_singles(&mut self, world: &mut World<'_>, day: Date) {
        if self.fate == Fate::New && day == world.today {
            let ahead = if team::weekday(day) == 5 { 3 } else { 1 };
            return self.plan_single(world, day, moment::add_days(day, ahead));
        }
        let daily = self.tier == Some(TierName::Red) && self.stay.is_none();
        let ahead = if day == world.today { 4 } else { 1 };
        if !daily || matches!(self.fate, Fate::JustHome | Fate::Gone) {
            return;
        }
        for offset in 1..=ahead {
            let on = moment::add_days(day, offset);
            let weekend = team::weekday(on) > 5;
            let planned = self.planned.iter().any(|p| p.day == on) || self.rhythm_series(on);
            if planned || (weekend && !self.dice.chance(0.25)) {
                continue;
            }
            self.plan_single(world, day, on);
        }
    }

    /// Whether the series, planned as far as anybody looks, has a visit on a day.
    fn rhythm_series(&self, on: Date) -> bool {
        self.planned.iter().any(|p| p.body.series.is_some() && team::weekday(p.day) == team::weekday(on))
    }

    /// One visit, planned on a day for a later one.
    pub(crate) fn plan_single(&mut self, world: &mut World<'_>, day: Date, on: Date) {
        let named = self.named();
        let at = u16::try_from(self.dice.between(38, 66)).unwrap_or(40) * 15;
        let Some(first) = named.iter().copied().find(|w| world.workers.get(*w).is_some_and(|w| w.works(on)))
        else {
            return;
        };
        // A rule of today may be decided again before that day. Two go to a first visit.
        let two = self.rule(SafetyKind::TwoPerson, day) || self.fate == Fate::New || self.dice.chance(0.35);
        let mut workers = vec![first];
        if two {
            workers.extend(self.second(world, first, on, 45));
        }
        let place = self.place(day);
        let starts = super::at(on, i32::from(at));
        let kept = care::kept::against(&self.keeps, starts, 45);
        let purposes = self.purposes();
        let body = Visit {
            where_exactly: self.exactly(place),
            note: Some(words::one_of(&mut self.dice, &self.face, "next_action")),
            two_person: two && workers.len() == 2,
            time_override: kept.map(|_| "Asked for by the person, this once".to_owned()),
            interpreter: self.interpreter(starts),
            ..Visit::plain(ids(world, &workers), 45, place, within_scope(world, &workers, purposes))
        };
        let planned_at = super::at(day, 17 * 60).min(world.now);
        if let Some(id) = self.put(world, first, (planned_at, starts), Body::Visit(body.clone())) {
            self.planned.push(Planned { day: on, id, version: 1, at, workers, body });
        }
    }

    /// Marks a visit as begun, and ended when it is.
    pub(crate) fn tap(
        &mut self,
        world: &mut World<'_>,
        planned: &Planned,
        started: jiff::Timestamp,
        ended: Option<jiff::Timestamp>,
    ) {
        let Some(worker) = planned.workers.first().copied() else { return };
        let mut body = planned.body.clone();
        body.started_at = Some(started);
        body.ended_at = ended;
        let at = ended.unwrap_or(started);
        let starts = super::at(planned.day, i32::from(planned.at));
        self.put_version(world, worker, (at, starts), (planned.id, planned.version, None), Body::Visit(body));
    }

    /// Calls a visit off.
    pub(crate) fn call_off(&mut self, world: &mut World<'_>, planned: &Planned, by: CalledOffBy) {
        let Some(worker) = planned.workers.first().copied() else { return };
        let list = match by {
            CalledOffBy::Person => "called_off_person",
            CalledOffBy::Team => "called_off_team",
        };
        let mut body = planned.body.clone();
        let decided_by = world.workers.get(worker).map(|worker| worker.id);
        let why = Some(words::one_of(&mut self.dice, &self.face, list));
        body.called_off = Some(CalledOff { by, why, decided_by });
        let starts = super::at(planned.day, i32::from(planned.at));
        let at = super::at(planned.day, i32::from(planned.at) - 45);
        self.put_version(world, worker, (at, starts), (planned.id, planned.version, None), Body::Visit(body));
    }

    fn exactly(&mut self, place: &str) -> Option<String> {
        match place {
            "N01" | "N02" => Some(words::say(&mut self.dice, &self.face, "{Spot}")),
            "E02" => self.stay.as_ref().map(|stay| stay.body.ward.clone()),
            _ => None,
        }
    }

    /// What a visit is for.
    pub(crate) fn purposes(&mut self) -> Vec<Purpose> {
        let first = self.purpose();
        let second = if self.dice.chance(0.35) { Some(self.purpose()) } else { None };
        let mut all = vec![first];
        all.extend(second.filter(|second| *second != first));
        all
    }

    fn purpose(&mut self) -> Purpose {
        self.dice.weighted(&[
            (30, Purpose::Engagement),
            (17, Purpose::Medicines),
            (14, Purpose::DailyLiving),
            (8, Purpose::PhysicalHealth),
            (8, Purpose::Housing),
            (7, Purpose::Social),
            (6, Purpose::Money),
            (4, Purpose::Substance),
            (3, Purpose::Work),
            (3, Purpose::Therapy),
        ])
    }
}

/// What a visit is for, as far as support workers who go alone do it (T07).
fn within_scope(world: &World<'_>, workers: &[usize], purposes: Vec<Purpose>) -> Vec<Purpose> {
    let roles: Vec<Role> =
        workers.iter().filter_map(|w| world.workers.get(*w).map(|w| w.actor.role)).collect();
    let left = scope::undelegated(&roles, &purposes);
    let ward = purposes.contains(&Purpose::InReachClinical);
    let mut kept: Vec<Purpose> = purposes.into_iter().filter(|purpose| !left.contains(purpose)).collect();
    if kept.is_empty() {
        kept.push(if ward { Purpose::InReachSocial } else { Purpose::Engagement });
    }
    kept
}

/// Ids of workers.
pub(crate) fn ids(world: &World<'_>, workers: &[usize]) -> Vec<Uuid> {
    workers.iter().filter_map(|w| world.workers.get(*w).map(|w| w.id)).collect()
}

fn clock(minute: u16) -> Time {
    let hour = i8::try_from(minute / 60).unwrap_or(9);
    let rest = i8::try_from(minute % 60).unwrap_or(0);
    Time::new(hour, rest, 0, 0).unwrap_or_default()
}
