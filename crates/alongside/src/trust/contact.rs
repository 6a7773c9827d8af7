//! Contacts: what happened, or was tried, by the rates of domain 9.2.

use care::codes::outcome::Outcome;
use care::codes::purpose::Purpose;
use care::entry::Body;
use care::entry::around::SafetyKind;
use care::entry::contact::{Contact, Done, NextAction, With};
use care::entry::sharing::Partner;
use care::entry::tier::TierName;
use care::entry::visit::CalledOffBy;
use care::moment;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::case::{Case, Fate, Gap, Promise};
use super::visit::{self, Planned};
use super::{World, words};

/// A meeting to try.
pub(crate) struct Attempt {
    /// Wished minute of the day.
    pub(crate) wish: u16,
    /// The planned visit it keeps.
    pub(crate) visit: Option<Planned>,
}

/// How a try went.
struct Result {
    start: u16,
    minutes: Option<u16>,
    workers: Vec<usize>,
    outcome: Outcome,
    purposes: Vec<Purpose>,
    injection: bool,
}

impl Case {
    /// Tries to meet the person face to face.
    pub(crate) fn meet(&mut self, world: &mut World<'_>, day: Date, attempt: &Attempt) {
        if let Some(planned) = &attempt.visit
            && super::at(day, i32::from(planned.at)) < world.now
            && self.dice.chance(0.025)
        {
            let by = if self.dice.chance(0.5) { CalledOffBy::Team } else { CalledOffBy::Person };
            return self.call_off(world, planned, by);
        }
        let result = self.try_to_meet(world, day, attempt);
        let result = result.filter(|result| super::at(day, i32::from(result.start)) > self.last_at);
        let Some(result) = result else {
            return self.not_kept(world, attempt.visit.as_ref(), CalledOffBy::Team);
        };
        let start = super::at(day, i32::from(result.start));
        let end = start.checked_add(i64::from(result.minutes.unwrap_or(5)).minutes()).unwrap_or(start);
        if end >= world.now {
            return self.under_way(world, attempt, start);
        }
        let written = end.checked_add(self.delay().minutes()).unwrap_or(end);
        let forgotten = self.fate == Fate::NoOutcome && day == moment::add_days(world.today, -1);
        if written > world.now || forgotten {
            if let Some(planned) = &attempt.visit {
                self.tap(world, planned, start, Some(end));
            }
            return;
        }
        self.write(world, day, &result, attempt.visit.as_ref(), (start, written));
    }

    /// A planned visit that nobody can keep is called off: none stays without an outcome for long.
    pub(crate) fn not_kept(&mut self, world: &mut World<'_>, planned: Option<&Planned>, by: CalledOffBy) {
        if let Some(planned) = planned
            && super::at(planned.day, i32::from(planned.at)) < world.now
        {
            self.call_off(world, planned, by);
        }
    }

    /// A visit that has begun and is not over.
    fn under_way(&mut self, world: &mut World<'_>, attempt: &Attempt, start: Timestamp) {
        if let Some(planned) = &attempt.visit
            && start < world.now
        {
            self.tap(world, planned, start, None);
        }
    }

    fn delay(&mut self) -> i64 {
        if self.dice.chance(0.03) {
            return i64::from(self.dice.between(900, 1100));
        }
        i64::from(self.dice.about(18.0, 0.9, 2, 240))
    }

    fn try_to_meet(&mut self, world: &mut World<'_>, day: Date, attempt: &Attempt) -> Option<Result> {
        let due = self.jab.as_ref().is_some_and(|jab| jab.on <= day) && self.stay.is_none();
        // Where nobody who gives injections may go to this person, the visit is kept without one.
        let injection = due && self.given_by_somebody(world);
        let outcome = self.outcome(day);
        let minutes = outcome.needs_minutes().then(|| self.minutes(injection, outcome));
        let need = minutes.unwrap_or(10);
        let wanted = attempt.visit.as_ref().map(|p| p.workers.clone()).unwrap_or_default();
        let wish = match &attempt.visit {
            Some(planned) => {
                u16::try_from(i32::from(planned.at) + self.dice.between(-4, 9)).unwrap_or(planned.at)
            }
            None => attempt.wish,
        };
        let (first, start) = self.worker(world, (day, wish, need), injection, &wanted)?;
        let mut workers = vec![first];
        let share = match self.tier {
            Some(TierName::Red) => 0.45,
            Some(TierName::Amber) => 0.2,
            Some(TierName::Green | TierName::Blue | TierName::Grey) | None => 0.1,
        };
        if wanted.len() == 2 || self.rule(SafetyKind::TwoPerson, day) || self.dice.chance(share) {
            let taken = wanted.iter().copied().chain(self.named()).find(|w| {
                *w != first
                    && world
                        .workers
                        .get(*w)
                        .is_some_and(|w| w.works(day) && w.free(day, start, need) == Some(start))
            });
            workers.extend(taken);
        }
        for worker in &workers {
            if let Some(worker) = world.workers.get_mut(*worker) {
                worker.take(day, start, need);
            }
        }
        let mut purposes = match &attempt.visit {
            Some(planned) if self.stay.is_none() => planned.body.purposes.clone(),
            Some(_) | None if self.stay.is_some() => vec![Purpose::InReachClinical],
            Some(_) | None => self.purposes(),
        };
        if injection && outcome == Outcome::Seen && !purposes.contains(&Purpose::Medicines) {
            purposes.insert(0, Purpose::Medicines);
        }
        Some(Result { start, minutes, workers, outcome, purposes, injection })
    }

    /// Whether anybody of the team who gives injections is of the gender that the person needs.
    fn given_by_somebody(&self, world: &World<'_>) -> bool {
        let staff = world.teams.get(self.team).map(|t| t.staff.as_slice()).unwrap_or_default();
        let fits = |w: &usize| {
            world
                .workers
                .get(*w)
                .is_some_and(|w| w.field && w.injects && Some(w.gender) != super::person::opposite(self.only))
        };
        staff.iter().any(fits)
    }

    /// Somebody who is there and free: mostly the key worker, and a nurse when there is an injection.
    fn worker(
        &mut self,
        world: &World<'_>,
        (day, wish, minutes): (Date, u16, u16),
        injects: bool,
        wanted: &[usize],
    ) -> Option<(usize, u16)> {
        let mut order: Vec<usize> = wanted.to_vec();
        let mut named = self.named();
        if named.len() > 1 && self.dice.chance(0.45) {
            let by = usize::try_from(self.dice.between(1, 3)).unwrap_or(1) % named.len();
            named.rotate_left(by);
        }
        order.extend(named);
        let staff = world.teams.get(self.team).map(|t| t.staff.as_slice()).unwrap_or_default();
        let turn = usize::try_from(self.dice.between(0, 15)).unwrap_or(0);
        order.extend(staff.iter().skip(turn).chain(staff.iter().take(turn)));
        let fits = |w: &usize| {
            world.workers.get(*w).is_some_and(|w| {
                w.field
                    && w.works(day)
                    && (!injects || w.injects)
                    && Some(w.gender) != super::person::opposite(self.only)
            })
        };
        let free = |w: usize| {
            world.workers.get(w).and_then(|worker| worker.free(day, wish, minutes)).map(|start| (w, start))
        };
        order.into_iter().filter(fits).filter_map(free).find(|(_, start)| *start < wish + 150)
    }

    fn outcome(&mut self, day: Date) -> Outcome {
        if self.stay.is_some() {
            return self.dice.weighted(&[
                (92, Outcome::Seen),
                (4, Outcome::SeenShort),
                (4, Outcome::SeenDeclined),
            ]);
        }
        if let Some((_, gone)) = self.absent.filter(|(until, _)| day < *until) {
            return if gone { Outcome::NotAtAddress } else { Outcome::NoAnswer };
        }
        let fails = match self.tier {
            Some(TierName::Red) => 0.16,
            Some(TierName::Amber) => 0.18,
            Some(TierName::Grey) => 0.6,
            Some(TierName::Green | TierName::Blue) | None => 0.1,
        };
        let fails = if self.failed { fails + 0.25 } else { fails * 0.85 };
        if self.fate == Fate::Ordinary && self.dice.chance(fails) {
            return self.dice.weighted(&[
                (620, Outcome::NoAnswer),
                (190, Outcome::RefusedContact),
                (60, Outcome::ThirdParty),
                (4, Outcome::NotAtAddress),
                (80, Outcome::PersonCancelled),
                (46, Outcome::TeamCancelled),
            ]);
        }
        self.dice.weighted(&[
            (850, Outcome::Seen),
            (70, Outcome::SeenShort),
            (40, Outcome::SeenOpportunistically),
            (40, Outcome::SeenDeclined),
        ])
    }

    fn minutes(&mut self, injection: bool, outcome: Outcome) -> u16 {
        let median = if outcome == Outcome::SeenShort {
            8.0
        } else if injection {
            18.0
        } else if self.dice.chance(0.12) {
            75.0
        } else {
            38.0
        };
        self.dice.about(median, 0.4, 3, 150)
    }

    fn write(
        &mut self,
        world: &mut World<'_>,
        day: Date,
        result: &Result,
        planned: Option<&Planned>,
        (start, written): (Timestamp, Timestamp),
    ) {
        let Some(writer) = result.workers.first().copied() else { return };
        let seen = result.outcome.needs_minutes();
        let place = if self.stay.is_some() {
            "E02".to_owned()
        } else {
            planned.map_or_else(|| self.place(day).to_owned(), |p| p.body.place.clone())
        };
        let given = result.injection && result.outcome == Outcome::Seen;
        let note = self.note(result, given);
        let mut contact = Contact {
            visit: planned.map(|p| p.id),
            workers: visit::ids(world, &result.workers),
            with: With::Person,
            partner: None,
            outcome: result.outcome,
            minutes: result.minutes,
            place: Some(place),
            mechanism: care::codes::mechanism::FACE_TO_FACE.to_owned(),
            purposes: result.purposes.clone(),
            done: (seen && self.dice.chance(0.7))
                .then(|| self.dice.weighted(&[(45, Done::With), (35, Done::Alongside), (20, Done::For)])),
            wants: None,
            presentation: None,
            note: Some(note),
            concerns: None,
            safety: None,
            early_signs: Vec::new(),
            next_action: None,
            late_reason: None,
        };
        let promised = if seen { self.say_more(world, &mut contact, writer, day) } else { None };
        let Some(id) = self.put(world, writer, (written, start), Body::Contact(contact)) else { return };
        self.last_at = start;
        self.failed = !seen;
        if let Some((owner, on)) = promised {
            self.promises.push(Promise { contact: id, owner, on });
        }
        self.mind(result.outcome, start, day);
        if given {
            self.injected(world, writer, written, day);
        }
    }

    /// What a seen person said and how they were; gives the promise, if one was made.
    fn say_more(
        &mut self,
        world: &World<'_>,
        contact: &mut Contact,
        writer: usize,
        day: Date,
    ) -> Option<(usize, Date)> {
        let (dice, face) = (&mut self.dice, &self.face);
        let intense = matches!(self.tier, Some(TierName::Red | TierName::Amber));
        contact.presentation = dice.chance(0.6).then(|| words::one_of(dice, face, "presentation"));
        contact.wants = dice.chance(0.35).then(|| words::one_of(dice, face, "wants"));
        contact.concerns =
            dice.chance(if intense { 0.2 } else { 0.05 }).then(|| words::one_of(dice, face, "concern"));
        contact.safety = dice.chance(0.01).then(|| words::one_of(dice, face, "safety_seen"));
        if dice.chance(if intense { 0.12 } else { 0.03 }) {
            let sign = dice.pick(care::codes::early_sign::EarlySign::ALL);
            contact.early_signs.push(sign.label().to_owned());
        }
        if !dice.chance(0.08) {
            return None;
        }
        let due_on = moment::add_days(day, dice.between(1, 12));
        let owner = if dice.chance(0.7) { writer } else { self.key.unwrap_or(writer) };
        let what = words::one_of(dice, face, "next_action");
        contact.next_action = Some(NextAction { what, owner: world.workers.get(owner)?.id, due_on });
        // Nine in ten are done by the day; some later; a few are forgotten for weeks.
        let late = self.dice.weighted(&[(60, -1), (28, 0), (9, 3), (3, 20)]);
        Some((owner, moment::add_days(due_on, late).max(moment::add_days(day, 1))))
    }

    fn note(&mut self, result: &Result, given: bool) -> String {
        let list = match result.outcome {
            Outcome::NoAnswer | Outcome::PersonCancelled | Outcome::InHospitalOrCustody => "note_missed",
            Outcome::RefusedContact => "note_refused",
            Outcome::ThirdParty => "note_third",
            Outcome::NotAtAddress => "note_gone",
            Outcome::TeamCancelled => "called_off_team",
            Outcome::Seen | Outcome::SeenShort | Outcome::SeenOpportunistically | Outcome::SeenDeclined
                if given =>
            {
                "note_injection"
            }
            Outcome::Seen | Outcome::SeenShort | Outcome::SeenOpportunistically | Outcome::SeenDeclined => {
                self.purpose_list(result.purposes.first().copied())
            }
        };
        words::one_of(&mut self.dice, &self.face, list)
    }

    fn purpose_list(&mut self, purpose: Option<Purpose>) -> &'static str {
        match purpose {
            None | Some(Purpose::Engagement | Purpose::Legal) => "note_engagement",
            Some(Purpose::Medicines) => "note_medicines",
            Some(Purpose::DailyLiving) => "note_daily",
            Some(Purpose::PhysicalHealth) => "note_physical",
            Some(Purpose::Therapy) => "note_therapy",
            Some(Purpose::Substance) => "note_substance",
            Some(Purpose::Housing) => "note_housing",
            Some(Purpose::Money) => "note_money",
            Some(Purpose::Work) => "note_work",
            Some(Purpose::Social) => "note_social",
            Some(Purpose::Carer) => "note_carer",
            Some(Purpose::Crisis) => "note_crisis",
            Some(Purpose::InReachClinical | Purpose::InReachSocial) => "note_ward",
        }
    }

    /// Remembers runs of missed contacts as the record does.
    fn mind(&mut self, outcome: Outcome, start: Timestamp, day: Date) {
        if outcome.needs_minutes() {
            self.gap = None;
        } else if outcome.starts_ladder() {
            let gone = outcome.proposes_grey();
            if gone && self.absent.is_none_or(|(until, _)| until <= day) {
                self.absent = Some((moment::add_days(day, self.dice.between(3, 14)), true));
            }
            let gap = self.gap.get_or_insert(Gap { first: start, step: 0, gone: false });
            gap.gone |= gone;
        }
    }

    /// A call or text, or a word with the carer or with a service.
    pub(crate) fn call(&mut self, world: &mut World<'_>, day: Date, with: With, minute: i32) {
        let start = super::at(day, minute);
        let named = self.named();
        let there = |w: &usize| world.workers.get(*w).is_some_and(|w| w.works(day));
        let Some(worker) = named.into_iter().find(there) else { return };
        if start <= self.last_at || self.absent.is_some_and(|(until, _)| day < until) {
            return;
        }
        let text = with == With::Person && self.dice.chance(0.3);
        let answered = self.dice.chance(0.8);
        let outcome = if answered { Outcome::Seen } else { Outcome::NoAnswer };
        let minutes = answered.then(|| self.dice.about(6.0, 0.6, 1, 45));
        let end = start.checked_add(i64::from(minutes.unwrap_or(1)).minutes()).unwrap_or(start);
        let written = end.checked_add(i64::from(self.dice.between(1, 40)).minutes()).unwrap_or(end);
        if written > world.now || (!answered && with == With::Person && self.calm(world, day)) {
            return;
        }
        let (list, purpose) = match with {
            _ if !answered => ("note_missed", Purpose::Engagement),
            With::Carer => ("note_carer", Purpose::Carer),
            With::Service => ("note_partner", Purpose::Housing),
            With::Person => ("note_phone", Purpose::Engagement),
        };
        let partner = if with == With::Service { self.partner() } else { None };
        let partner = partner.map(|one| if answered { one } else { Partner { told: Vec::new(), ..one } });
        let note = words::one_of(&mut self.dice, &self.face, list);
        let contact = Contact {
            visit: None,
            workers: visit::ids(world, &[worker]),
            with,
            partner,
            outcome,
            minutes,
            place: None,
            mechanism: if text { "09" } else { "02" }.to_owned(),
            purposes: vec![purpose],
            done: None,
            wants: None,
            presentation: None,
            note: Some(note),
            concerns: None,
            safety: None,
            early_signs: Vec::new(),
            next_action: None,
            late_reason: None,
        };
        if self.put(world, worker, (written, start), Body::Contact(contact)).is_some() {
            self.last_at = start;
            if with == With::Person {
                self.mind(outcome, start, day);
            }
        }
    }
}
