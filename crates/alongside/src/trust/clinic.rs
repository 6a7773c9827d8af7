//! Injections, orders, plan reviews and stays in hospital. No dose is written anywhere.

use care::access::Role;
use care::entry::Body;
use care::entry::promise::{HospitalStay, Injection, LegalStatus, PlanReview};
use care::entry::tier::TierName;
use care::moment;
use jiff::civil::Date;

use super::case::{Case, Fate, Jab, Order, Stay};
use super::{World, words};

const INJECTIONS: &[(u32, (&str, u16))] = &[
    (45, ("Paliperidone", 28)),
    (15, ("Zuclopenthixol", 14)),
    (15, ("Flupentixol", 14)),
    (20, ("Aripiprazole", 28)),
    (5, ("Paliperidone, three-monthly", 84)),
];
const WARDS: &[&str] = &[
    "Heronsgate, Kestrel ward",
    "Heronsgate, Linnet ward",
    "Heronsgate, Plover ward",
    "St Swithin's, Acorn ward",
];

impl Case {
    /// Injection and order as they stand on the first day.
    pub(crate) fn first_promises(&mut self, world: &mut World<'_>, day: Date) {
        let arranged = matches!(self.fate, Fate::InjectionOverdue | Fate::InjectionToday);
        if arranged || self.dice.chance(0.52) {
            self.start_injection(world, day);
        }
        if self.fate == Fate::OrderEnds || self.dice.chance(0.26) {
            let from = moment::add_days(day, -self.dice.between(0, 150));
            self.start_order(world, day, from);
        }
    }

    fn start_injection(&mut self, world: &mut World<'_>, day: Date) {
        let (product, interval) = self.dice.weighted(INJECTIONS);
        let days = i32::from(interval);
        let due_on = moment::add_days(day, self.dice.between(1, days));
        let body = Injection {
            product: product.to_owned(),
            interval_days: interval,
            last_given_on: Some(moment::add_days(due_on, -days)),
            due_on,
            given_by: None,
            stopped_on: None,
        };
        let Some(doctor) = world.of_role(self.team, Role::Doctor, day) else { return };
        let at = super::at(day, 8 * 60 + 40);
        if let Some(id) = self.put(world, doctor, (at, at), Body::Injection(body.clone())) {
            self.jab = Some(Jab { id, version: 1, body, on: due_on });
        }
    }

    /// The injection was given on a day by a worker.
    pub(crate) fn injected(&mut self, world: &mut World<'_>, worker: usize, at: jiff::Timestamp, day: Date) {
        let Some(mut jab) = self.jab.take() else { return };
        let mut days = i32::from(jab.body.interval_days);
        jab.body.last_given_on = Some(day);
        jab.body.given_by = world.workers.get(worker).map(|w| w.id);
        jab.body.due_on = moment::add_days(day, days);
        if self.put_version(
            world,
            worker,
            (at, at),
            (jab.id, jab.version, None),
            Body::Injection(jab.body.clone()),
        ) {
            jab.version += 1;
            // Seven in eight are given on the day or the next; a few slip.
            days += self.dice.weighted(&[(70, 0), (18, 1), (6, 3), (4, 5), (2, 9)]);
            jab.on = moment::add_days(day, days);
        }
        self.jab = Some(jab);
    }

    /// What is arranged about the injection for the end of the history.
    pub(crate) fn arrange_injection(&mut self, world: &mut World<'_>, day: Date) {
        let late = if self.fate == Fate::InjectionOverdue {
            3
        } else if self.fate == Fate::InjectionToday {
            0
        } else {
            return;
        };
        let due_on = moment::add_days(world.today, -late);
        if moment::days_between(day, due_on) != 12 {
            return;
        }
        let Some(doctor) = world.of_role(self.team, Role::Doctor, day) else { return };
        let Some(mut jab) = self.jab.take() else { return };
        jab.body.last_given_on = Some(moment::add_days(due_on, -i32::from(jab.body.interval_days)));
        jab.body.due_on = due_on;
        jab.on = moment::add_days(world.today, 1);
        let at = super::at(day, 12 * 60);
        if self.put_version(
            world,
            doctor,
            (at, at),
            (jab.id, jab.version, None),
            Body::Injection(jab.body.clone()),
        ) {
            jab.version += 1;
        }
        self.jab = Some(jab);
    }

    fn start_order(&mut self, world: &mut World<'_>, day: Date, from: Date) {
        let six_months = moment::add_days(moment::add_months(from, 6), -1);
        let code = if self.dice.chance(0.9) { "03" } else { "10" };
        let body = LegalStatus {
            code: code.to_owned(),
            community_treatment_order: true,
            from,
            expires_on: Some(six_months),
            ended_on: None,
        };
        self.write_order(world, day, body);
    }

    fn write_order(&mut self, world: &mut World<'_>, day: Date, body: LegalStatus) {
        let Some(doctor) = world.of_role(self.team, Role::Doctor, day) else { return };
        let at = super::at(day, 11 * 60 + 20);
        if let Some(id) = self.put(world, doctor, (at, at), Body::LegalStatus(body.clone())) {
            self.order = Some(Order { id, version: 1, body });
        }
    }

    /// Renews or ends an order before its last day.
    pub(crate) fn keep_order(&mut self, world: &mut World<'_>, day: Date) {
        let Some(order) = &self.order else { return };
        let Some(last) = order.body.expires_on else { return };
        if self.fate == Fate::OrderEnds && self.calm(world, day) {
            return self.arrange_order(world, day);
        }
        if moment::days_between(day, last) > 5 {
            return;
        }
        let (id, version, mut body) = (order.id, order.version, order.body.clone());
        let Some(doctor) = world.of_role(self.team, Role::Doctor, day) else { return };
        body.ended_on = Some(day);
        let at = super::at(day, 11 * 60 + 20);
        let from = body.from;
        if !self.put_version(
            world,
            doctor,
            (at, super::at(from, 720).min(at)),
            (id, version, None),
            Body::LegalStatus(body),
        ) {
            return;
        }
        self.order = None;
        if self.fate == Fate::OrderEnds || self.dice.chance(0.7) {
            self.start_order(world, day, day);
        }
    }

    fn arrange_order(&mut self, world: &mut World<'_>, day: Date) {
        if moment::days_between(day, world.today) != 60 {
            return;
        }
        let Some(order) = self.order.take() else { return };
        let Some(doctor) = world.of_role(self.team, Role::Doctor, day) else { return };
        let mut body = order.body.clone();
        body.ended_on = Some(day.max(body.from));
        let at = super::at(day, 11 * 60 + 20);
        self.put_version(
            world,
            doctor,
            (at, at),
            (order.id, order.version, None),
            Body::LegalStatus(body.clone()),
        );
        let last = moment::add_days(world.today, 9);
        body.ended_on = None;
        body.expires_on = Some(last);
        body.from = moment::add_days(moment::add_months(last, -6), 1);
        self.write_order(world, day, body);
    }

    /// Reviews the plan when its day has come.
    pub(crate) fn review_plan(&mut self, world: &mut World<'_>, day: Date) {
        if day < self.review || day.weekday().to_monday_zero_offset() > 4 {
            return;
        }
        let Some(key) = self.key else { return };
        let persons_view = words::one_of(&mut self.dice, &self.face, "persons_view");
        let at = super::at(day, 15 * 60 + 40);
        self.put(world, key, (at, at), Body::PlanReview(PlanReview { reviewed_on: day, persons_view }));
        // Four in five within six months (domain 9.2: 82 % in date).
        let next =
            if self.dice.chance(0.66) { self.dice.between(140, 182) } else { self.dice.between(184, 290) };
        self.review = moment::add_days(day, next);
    }

    /// Goes into hospital.
    pub(crate) fn admit(&mut self, world: &mut World<'_>, day: Date, until: Date) {
        let Some(key) = self.key.or(self.deputy) else { return };
        let at = super::at(day, self.dice.between(9 * 60, 20 * 60));
        let compulsory = self.dice.chance(0.65);
        let out_of_area = self.dice.chance(0.08);
        let ward = if out_of_area { "Far Meadow Hospital, Ward 3" } else { self.dice.pick(WARDS) };
        let status = if !compulsory {
            "01"
        } else if self.dice.chance(0.6) {
            "02"
        } else {
            "03"
        };
        let body = HospitalStay {
            ward: ward.to_owned(),
            admitted_at: at,
            legal_status: Some(status.to_owned()),
            out_of_area,
            left_at: None,
        };
        if let Some(id) = self.put(world, key, (at, at), Body::HospitalStay(body.clone())) {
            self.stay = Some(Stay { id, body, until });
            self.gap = None;
            self.decide(world, day, TierName::Blue, "blue_ward");
        }
    }

    /// Comes home.
    pub(crate) fn leave_hospital(&mut self, world: &mut World<'_>, day: Date) {
        let Some(key) = self.key.or(self.deputy) else { return };
        let Some(stay) = &self.stay else { return };
        let (id, mut body) = (stay.id, stay.body.clone());
        let at = super::at(day, self.dice.between(11 * 60, 16 * 60));
        body.left_at = Some(at);
        let admitted = body.admitted_at;
        if self.put_version(world, key, (at, admitted), (id, 1, None), Body::HospitalStay(body.clone())) {
            self.stay = None;
            self.decide(world, day, TierName::Red, "red_discharge");
            let section = body.legal_status.as_deref() == Some("03");
            if section && self.order.is_none() && self.dice.chance(0.6) {
                self.start_order(world, day, day);
            }
        }
    }
}
