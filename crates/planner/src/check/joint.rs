//! The rules for visits bound to others: one that follows another, and those with a partner from outside
//! the team.

use super::Checker;
use crate::plan::Planned;
use crate::problem::Visit;

impl Checker<'_> {
    /// A visit that follows another is on its day and so many minutes after it.
    pub(super) fn follows(&mut self) {
        let problem = self.problem;
        for one in &self.plan.visits {
            let Some(visit) = problem.visits.get(one.visit) else { continue };
            let Some(follows) = visit.follows else { continue };
            let first = self.plan.visits.iter().find(|other| other.visit == follows.visit);
            let Some(first) = first else {
                self.say(7, &visit.id, "is made without the visit that it follows");
                continue;
            };
            let apart = one.start - first.start;
            if first.day != one.day || !(follows.least..=follows.most).contains(&apart) {
                let wanted = format!("{} to {}", follows.least, follows.most);
                self.say(7, &visit.id, format!("starts {apart} minutes after what it follows, not {wanted}"));
            }
        }
    }

    /// A partner is there, and at one visit at a time.
    pub(super) fn partners(&mut self) {
        let problem = self.problem;
        let with = |one: &Planned| problem.visits.get(one.visit).and_then(|visit| visit.partner);
        let end = |one: &Planned, visit: &Visit| one.start + visit.minutes;
        for (at, one) in self.plan.visits.iter().enumerate() {
            let Some(visit) = problem.visits.get(one.visit) else { continue };
            let Some(who) = visit.partner else { continue };
            let Some(partner) = problem.partners.get(who) else { continue };
            let there = partner
                .hours
                .iter()
                .any(|(day, from, to)| *day == one.day && *from <= one.start && end(one, visit) <= *to);
            if !there {
                self.say(7, &visit.id, format!("is when {} is not there", partner.id));
            }
            for other in self.plan.visits.iter().skip(at + 1).filter(|other| with(other) == Some(who)) {
                let Some(second) = problem.visits.get(other.visit) else { continue };
                let meet = one.start < end(other, second) && other.start < end(one, visit);
                if one.day == other.day && meet {
                    self.say(7, &visit.id, format!("has {} at the same time as {}", partner.id, second.id));
                }
            }
        }
    }
}
