//! Events: a worried family, police, good news; and what became of promised actions.

use care::entry::Body;
use care::entry::event::{ActionState, ActionUpdate, Event, EventKind};
use care::moment;
use jiff::civil::Date;

use super::case::{Case, Fate};
use super::{World, words};

/// How often in a person's year, and the list of words.
const EVENTS: &[(f64, EventKind, &str)] = &[
    (0.16, EventKind::Police, "police"),
    (0.3, EventKind::EmergencyDepartment, "emergency_department"),
    (0.3, EventKind::CrisisLine, "crisis_line"),
    (0.18, EventKind::Housing, "housing"),
    (0.05, EventKind::CarerBreakdown, "carer_breakdown"),
    (0.25, EventKind::LifeEvent, "life_event"),
    (0.04, EventKind::StaffSafety, "staff_safety"),
    (0.9, EventKind::GoodNews, "good_news"),
];

impl Case {
    /// What chance brings on a day.
    pub(crate) fn events(&mut self, world: &mut World<'_>, day: Date) {
        for (yearly, kind, list) in EVENTS {
            if self.dice.chance(yearly / 365.25) {
                let minute = self.dice.between(8 * 60, 19 * 60);
                self.happens(world, day, *kind, list, minute);
            }
        }
        if self.carer && self.dice.chance(1.2 / 365.25) {
            self.family(world, day, true);
        }
        self.arranged_events(world, day);
    }

    fn arranged_events(&mut self, world: &mut World<'_>, day: Date) {
        let ago = moment::days_between(day, world.today);
        // So many hours before the end, whatever the hour: it belongs to the last handover.
        let before = |hours: i64| moment::local(moment::after_hours(world.now, -hours));
        let on_day = |hours: i64| before(hours).date() == day;
        let minute = |hours: i64| i32::from(before(hours).hour()) * 60 + i32::from(before(hours).minute());
        let arranged = if self.fate == Fate::GoodNews && on_day(20) {
            Some((EventKind::GoodNews, "good_news", minute(20)))
        } else if self.fate == Fate::Police && on_day(9) {
            Some((EventKind::Police, "police", minute(9)))
        } else if self.fate == Fate::CrisisLine && on_day(11) {
            Some((EventKind::CrisisLine, "crisis_line", minute(11)))
        } else if self.fate == Fate::Relapse && ago == 9 {
            Some((EventKind::EmergencyDepartment, "emergency_department", 20 * 60))
        } else {
            None
        };
        if let Some((kind, list, minute)) = arranged {
            self.happens(world, day, kind, list, minute);
        }
        if self.fate == Fate::FamilyWaits && ago == 1 {
            self.family(world, day, false);
        }
    }

    fn happens(&mut self, world: &mut World<'_>, day: Date, kind: EventKind, list: &str, minute: i32) {
        let Some(writer) = self.named().first().copied() else { return };
        let what = words::one_of(&mut self.dice, &self.face, list);
        let at = super::at(day, minute);
        let written = at.max(super::at(day, self.dice.between(minute, minute + 50)));
        let event = Event { event: kind, what, told_by: None, urgent: false, response: None };
        self.put(world, writer, (written, at), Body::Event(event));
    }

    /// The family is worried; the answer follows unless nobody gives one.
    fn family(&mut self, world: &mut World<'_>, day: Date, answered: bool) {
        let Some(writer) = self.named().first().copied() else { return };
        let what = words::one_of(&mut self.dice, &self.face, "family_concern");
        let at = super::at(day, self.dice.between(9 * 60, 17 * 60));
        let told_by = Some(words::say(&mut self.dice, &self.face, "{Their} {kin}"));
        let urgent = !answered || self.dice.chance(0.2);
        let mut event = Event { event: EventKind::FamilyConcern, what, told_by, urgent, response: None };
        let Some(id) = self.put(world, writer, (at, at), Body::Event(event.clone())) else { return };
        if answered {
            event.response = Some(words::one_of(&mut self.dice, &self.face, "concern_answer"));
            let later = moment::after_hours(at, i64::from(self.dice.between(1, 22)));
            self.put_version(world, writer, (later, at), (id, 1, Some("Answered")), Body::Event(event));
        }
    }

    /// Promised actions whose day has come.
    pub(crate) fn keep_promises(&mut self, world: &mut World<'_>, day: Date) {
        let (due, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.promises).into_iter().partition(|p| p.on <= day);
        self.promises = later;
        for promise in due {
            let note = words::one_of(&mut self.dice, &self.face, "done_note");
            let update = ActionUpdate {
                action: promise.contact,
                state: ActionState::Done,
                owner: None,
                due_on: None,
                note: (!note.is_empty()).then_some(note),
            };
            let at = super::at(day, self.dice.between(10 * 60, 17 * 60));
            let there = world.workers.get(promise.owner).is_some_and(|w| w.employed(day));
            let owner = if there { Some(promise.owner) } else { self.named().first().copied() };
            if let Some(owner) = owner {
                self.put(world, owner, (at, at), Body::ActionUpdate(update));
            }
        }
    }
}
