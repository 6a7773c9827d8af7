//! How intensely somebody is seen, decided again and again (domain 4.1), and the steps when they are
//! not found (domain 4.5).

use care::access::Role;
use care::entry::Body;
use care::entry::tier::{LadderStep, Tier, TierName};
use care::ladder;
use care::moment;
use care::settings;
use jiff::civil::Date;

use super::case::{Case, Fate};
use super::{World, words};

/// Days before the end on which the tier that will have run out is decided: it ran out two days ago.
const LAPSED_FROM: i32 = settings::tier_plan(TierName::Green).expires_days + 2;

impl Case {
    /// Decides a tier, with a reason from a list.
    pub(crate) fn decide(&mut self, world: &mut World<'_>, day: Date, tier: TierName, list: &str) {
        let Some(writer) = self.key.or_else(|| world.of_role(self.team, Role::Manager, day)) else { return };
        let at = super::at(day, self.dice.between(9 * 60 + 15, 9 * 60 + 50));
        let expires_on = moment::add_days(day, settings::tier_plan(tier).expires_days);
        let reason = words::one_of(&mut self.dice, &self.face, list);
        let actions =
            self.dice.chance(0.4).then(|| words::one_of(&mut self.dice, &self.face, "tier_actions"));
        // After other entries of the day the decision is a little later, and counts from then.
        let at = at.max(self.last_written);
        if self.put(world, writer, (at, at), Body::Tier(Tier { tier, reason, actions, expires_on })).is_some()
        {
            if self.tier != Some(tier) {
                self.set_rhythm(tier);
            }
            self.tier = Some(tier);
            if let Some(worker) = self.key.and_then(|place| world.workers.get_mut(place)) {
                worker.weighs.insert(self.id, settings::tier_weight(self.tier));
            }
            self.tier_until = expires_on;
        }
    }

    fn set_rhythm(&mut self, tier: TierName) {
        // Injections come round on the same weekday, and the week is built around it.
        let injection = self.jab.as_ref().map(|jab| i32::from(super::team::weekday(jab.on)));
        let first = injection.filter(|day| *day < 6).unwrap_or_else(|| self.dice.between(1, 5));
        let more: &[i32] = match tier {
            TierName::Red => &[0, 1, 2, 3, 4],
            TierName::Amber if self.pace > 1.15 => &[0, 1, 3],
            TierName::Amber => &[0, 3],
            TierName::Green if self.pace > 1.25 => &[0, 2],
            TierName::Green | TierName::Blue => &[0],
            TierName::Grey => &[],
        };
        self.rhythm.0 =
            more.iter().filter_map(|more| u8::try_from((first - 1 + more) % 5 + 1).ok()).collect();
    }

    /// Decides again when the tier has run out, on a working day, mostly in time.
    pub(crate) fn renew_tier(&mut self, world: &mut World<'_>, day: Date) {
        let weekend = day.weekday().to_monday_zero_offset() > 4;
        let ago = moment::days_between(day, world.today);
        if self.fate == Fate::TierExpired && ago == LAPSED_FROM {
            return self.decide(world, day, TierName::Green, "green");
        }
        let arranged = self.fate == Fate::New || self.fate == Fate::TierExpired && ago < LAPSED_FROM;
        let gone = self.gap.as_ref().is_some_and(|gap| gap.gone);
        let grey = self.tier == Some(TierName::Grey);
        let due = day >= self.tier_until && self.dice.chance(0.6);
        if arranged || weekend || !(due || gone != grey) {
            return;
        }
        let (tier, list) = match self.tier {
            None => self.dice.weighted(&[
                (48, (TierName::Green, "green")),
                (36, (TierName::Amber, "amber_signs")),
                (16, (TierName::Red, "red_relapse")),
            ]),
            Some(_) if self.stay.is_some() => (TierName::Blue, "blue_ward"),
            Some(_) if gone => (TierName::Grey, "grey_gone"),
            Some(_) if self.calm(world, day) => self.arranged_tier(),
            Some(TierName::Green) if self.gap.is_some() => (TierName::Amber, "amber_missed"),
            Some(TierName::Green) => self.dice.weighted(&[
                (73, (TierName::Green, "green")),
                (16, (TierName::Amber, "amber_signs")),
                (8, (TierName::Amber, "amber_event")),
                (3, (TierName::Red, "red_relapse")),
            ]),
            Some(TierName::Amber) => self.dice.weighted(&[
                (24, (TierName::Green, "green")),
                (64, (TierName::Amber, "amber_again")),
                (12, (TierName::Red, "red_relapse")),
            ]),
            Some(TierName::Red) => self
                .dice
                .weighted(&[(70, (TierName::Red, "red_again")), (30, (TierName::Amber, "amber_again"))]),
            Some(TierName::Blue | TierName::Grey) => (TierName::Amber, "amber_again"),
        };
        self.decide(world, day, tier, list);
    }

    fn arranged_tier(&mut self) -> (TierName, &'static str) {
        match self.fate {
            Fate::Relapse => (TierName::Red, "red_again"),
            Fate::MissedAmber | Fate::JustHome | Fate::CrisisLine | Fate::Police | Fate::FamilyWaits => {
                (TierName::Amber, "amber_again")
            }
            Fate::Ordinary
            | Fate::New
            | Fate::Back
            | Fate::Unseen
            | Fate::MissedGreen
            | Fate::Gone
            | Fate::OnTheWard
            | Fate::OrderEnds
            | Fate::GoodNews
            | Fate::Unallocated
            | Fate::JustUnallocated
            | Fate::InjectionOverdue
            | Fate::InjectionToday
            | Fate::TierExpired
            | Fate::NoOutcome => (TierName::Green, "green"),
        }
    }

    /// Takes the steps that have fallen due since somebody was missed, mostly in time.
    pub(crate) fn take_steps(&mut self, world: &mut World<'_>, day: Date) {
        let Some(gap) = &self.gap else { return };
        let (first, done) = (gap.first, gap.step);
        let Some(writer) = self.key.or(self.deputy) else { return };
        let due = settings::ladder(self.tier).into_iter().find(|(step, _)| *step > done);
        let Some((step, within)) = due else { return };
        let by = match within {
            settings::Within::Hours(hours) => moment::local_day(moment::after_hours(first, hours)),
            settings::Within::EndOfDay(days) => moment::add_days(moment::local_day(first), days),
        };
        let late = self.fate == Fate::MissedAmber && step == 3;
        if day < by || late || !self.dice.chance(0.75) {
            return;
        }
        if step == 1 && self.dice.chance(0.6) {
            // The next try is the step, and is recorded as a contact.
            if let Some(gap) = &mut self.gap {
                gap.step = 1;
            }
            return;
        }
        let at = super::at(day, self.dice.between(10 * 60, 15 * 60)).max(first);
        let body = self.step(step);
        if self.put(world, writer, (at, at), Body::LadderStep(body)).is_some()
            && let Some(gap) = &mut self.gap
        {
            gap.step = step;
        }
    }

    fn step(&mut self, step: u8) -> LadderStep {
        let list = match step {
            1 => "step1",
            2 => "step2",
            3 => "step3",
            4 => "step4",
            _ => "step6",
        };
        let what = words::one_of(&mut self.dice, &self.face, list);
        let mut asked: Vec<String> = Vec::new();
        for _ in 0..if step == 2 { 4 } else { 0 } {
            let who = words::one_of(&mut self.dice, &self.face, "asked");
            if !asked.contains(&who) {
                asked.push(who);
            }
        }
        debug_assert!(!ladder::what(step).is_empty());
        LadderStep {
            step,
            what,
            asked,
            result: words::one_of(&mut self.dice, &self.face, "step_result"),
            decision: (step == 3).then(|| words::one_of(&mut self.dice, &self.face, "decision")),
            police_threshold: None,
            police_reference: None,
        }
    }
}
