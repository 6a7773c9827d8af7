//! One day of one person: what is decided, who goes, what happens.

use care::entry::contact::With;
use care::entry::tier::TierName;
use care::entry::visit::CalledOffBy;
use care::moment;
use jiff::civil::Date;

use super::case::{Case, Fate};
use super::contact::Attempt;
use super::{World, team};

impl Case {
    /// Lives through a day.
    pub(crate) fn live(&mut self, world: &mut World<'_>, day: Date) {
        let first = self.accepted.max(world.start);
        if self.ended || day < first {
            return;
        }
        if day == first {
            self.begin(world, day);
        }
        if let Some((_, reason)) = self.ends.filter(|(on, _)| *on <= day && self.stay.is_none()) {
            return self.end(world, day, reason);
        }
        self.workers_change(world, day);
        self.hospital(world, day);
        self.renew_tier(world, day);
        self.keep_order(world, day);
        self.arrange_injection(world, day);
        self.review_plan(world, day);
        self.keep_promises(world, day);
        self.safety_again(world, day);
        let planning = world.window().max(moment::add_days(first, 1));
        if day == planning {
            self.plan_series(world, day);
        }
        self.contacts(world, day);
        self.events(world, day);
        if self.gap.is_some() {
            self.take_steps(world, day);
        }
        if day >= planning {
            self.plan_singles(world, day);
        }
        self.assess(world, day);
        self.planned.retain(|p| p.day > day || p.body.series.is_some());
    }

    /// A key worker who leaves is followed by another, mostly in time.
    fn workers_change(&mut self, world: &mut World<'_>, day: Date) {
        let ago = moment::days_between(day, world.today);
        let lost =
            self.fate == Fate::Unallocated && ago == 6 || self.fate == Fate::JustUnallocated && ago == 1;
        if lost && self.key.is_some() {
            return self.unname(world, super::at(day, 10 * 60), day);
        }
        if matches!(self.fate, Fate::Unallocated | Fate::JustUnallocated) && ago < 6 {
            return;
        }
        let leaves = |w: usize| world.workers.get(w).is_none_or(|w| !w.employed(moment::add_days(day, 12)));
        let gone = self.key.is_none_or(leaves)
            || self.deputy.is_none_or(leaves)
            || self.others.iter().any(|w| leaves(*w));
        if gone
            && self.dice.chance(0.12)
            && let Some(manager) = world.of_role(self.team, care::access::Role::Manager, day)
        {
            self.name_workers(world, manager, super::at(day, 10 * 60), day);
        }
    }

    fn hospital(&mut self, world: &mut World<'_>, day: Date) {
        if self.stay.as_ref().is_some_and(|stay| stay.until <= day) {
            return self.leave_hospital(world, day);
        }
        let ago = moment::days_between(day, world.today);
        let arranged = if self.fate == Fate::JustHome && ago == 31 {
            Some(moment::add_days(world.today, -2))
        } else if self.fate == Fate::OnTheWard && ago == 9 {
            Some(moment::add_days(world.today, 30))
        } else {
            None
        };
        let yearly = match self.tier {
            Some(TierName::Red) => 1.9,
            Some(TierName::Amber) => 0.65,
            Some(TierName::Green) => 0.15,
            Some(TierName::Blue | TierName::Grey) | None => 0.0,
        };
        let by_chance = !self.calm(world, day) && self.dice.chance(yearly / 365.25);
        if self.stay.is_none() && (arranged.is_some() || by_chance) {
            let days = i32::from(self.dice.about(38.0, 0.9, 3, 300));
            let by_chance = moment::add_days(day, days);
            // Who has something arranged for the end is home by then.
            let home = moment::add_days(world.today, -76).max(moment::add_days(day, 1));
            let until = if self.fate == Fate::Ordinary { by_chance } else { by_chance.min(home) };
            self.admit(world, day, arranged.unwrap_or(until));
        }
    }

    fn contacts(&mut self, world: &mut World<'_>, day: Date) {
        self.arrange_gap(world, day);
        if self.tier.is_none() && self.fate == Fate::New {
            return;
        }
        let attempts = self.attempts(world, day);
        if attempts.is_empty() {
            let planned: Vec<_> = self.planned.iter().filter(|p| p.day == day).cloned().collect();
            for planned in planned {
                self.not_kept(world, Some(&planned), CalledOffBy::Person);
            }
        }
        for attempt in attempts {
            self.meet(world, day, &attempt);
        }
        let minute = self.dice.between(9 * 60 + 30, 17 * 60 + 30);
        if self.stay.is_none() && team::weekday(day) < 6 && self.dice.chance(0.07 * self.pace) {
            self.call(world, day, With::Person, minute);
        }
        if self.carer && self.dice.chance(0.026) {
            self.call(world, day, With::Carer, minute.max(17 * 60 + 45));
        }
        if !self.partners.is_empty() && team::weekday(day) < 6 && self.dice.chance(0.02) {
            self.call(world, day, With::Service, minute);
        }
    }

    /// Misses that are arranged for the end of the history.
    fn arrange_gap(&mut self, world: &World<'_>, day: Date) {
        let ago = moment::days_between(day, world.today);
        let (days, gone) = if self.fate == Fate::MissedAmber {
            (3, false)
        } else if self.fate == Fate::MissedGreen {
            (1, false)
        } else if self.fate == Fate::Gone {
            (7, true)
        } else {
            return;
        };
        if ago == days {
            self.absent = Some((moment::add_days(world.today, 60), gone));
        }
    }

    /// Who will be tried today: the visits planned, or the usual rhythm, and a little chance.
    fn attempts(&mut self, world: &World<'_>, day: Date) -> Vec<Attempt> {
        let ago = moment::days_between(day, world.today);
        if self.fate == Fate::Unseen && ago < 14
            || self.fate == Fate::JustHome && ago < 3 && self.stay.is_none()
        {
            return Vec::new();
        }
        let mut all: Vec<Attempt> = Vec::new();
        let planned = self.planned.iter().filter(|p| p.day == day).cloned().collect::<Vec<_>>();
        let recorded = day > world.window() && self.planned.iter().any(|p| p.body.series.is_some());
        let weekday = team::weekday(day);
        if recorded {
            all.extend(planned.into_iter().map(|p| Attempt { wish: p.at, visit: Some(p) }));
        } else if self.rhythm.0.contains(&weekday) && self.dice.chance(0.87) {
            let wish = i32::from(self.rhythm.1) + self.dice.between(-30, 30);
            all.push(Attempt { wish: u16::try_from(wish).unwrap_or(600), visit: None });
        }
        let search = self.gap.is_some();
        let begins = self.absent.is_some() && !search;
        let more = match self.tier {
            Some(TierName::Red) if weekday > 5 => 0.18,
            Some(TierName::Red | TierName::Amber) if search => 0.8,
            Some(TierName::Grey) => 0.6,
            Some(TierName::Green) if search => 0.5,
            Some(TierName::Red | TierName::Amber) => 0.06,
            Some(TierName::Green | TierName::Blue) | None => 0.025,
        };
        let injection = self.stay.is_none()
            && self.jab.as_ref().is_some_and(|jab| moment::add_days(jab.on, 1) < day)
            && weekday < 6;
        let arranged = matches!(self.fate, Fate::InjectionOverdue | Fate::InjectionToday) && ago < 4;
        if all.is_empty() && !arranged && (injection || begins || self.dice.chance(more)) {
            all.push(Attempt {
                wish: u16::try_from(self.dice.between(38, 64)).unwrap_or(40) * 15,
                visit: None,
            });
        }
        all.sort_by_key(|a| a.wish);
        all
    }
}
