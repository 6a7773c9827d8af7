//! Around the person: network, preferences, what to know at the door.

use care::access::Role;
use care::codes::network::Relation;
use care::entry::Body;
use care::entry::around::{Member, Network, Preferences, SafetyKind, SafetyRule, Strength, WorkerGender};
use care::entry::kept::{KeptTime, Weekday};
use care::entry::sharing::{Category, Partner};
use care::moment;
use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::case::{Case, Rule};
use super::dice::Dice;
use super::{World, names, words};

/// Places people like, with how many like them most (domain 9.2: home 58, street, park and cafe 14).
const LIKES: &[(u32, &[&str])] = &[
    (50, &["A01"]),
    (14, &["A01", "N02"]),
    (10, &["N02", "A01"]),
    (7, &["N01", "N02"]),
    (5, &["A01", "N01"]),
    (5, &["J01", "A01"]),
    (4, &["H01", "A01"]),
];

impl Case {
    /// Network, preferences and safety rules as entered on the first day.
    pub(crate) fn surroundings(&mut self, world: &mut World<'_>, writer: usize, at: Timestamp, day: Date) {
        let mut members = self.members();
        self.asked(&mut members, day);
        let network = Network { members };
        self.put_document(world, writer, at, Body::Network(network));
        self.likes = self.dice.weighted(LIKES).to_vec();
        self.refuses = match self.dice.between(0, 99) {
            0..=7 => vec!["J01"],
            8..=10 => vec!["A01"],
            11..=13 => vec!["C01"],
            _ => Vec::new(),
        };
        let refuses = self.refuses.clone();
        self.likes.retain(|place| !refuses.contains(place));
        if self.likes.is_empty() {
            self.likes.push("N02");
        }
        let mut preferences = self.preferences();
        self.keep_free(&mut preferences);
        self.keeps = preferences.clone();
        self.put_document(world, writer, at, Body::Preferences(preferences));
        if self.dice.chance(0.2)
            && let Some(manager) = world.of_role(self.team, Role::Manager, day)
        {
            self.safety_rule(world, manager, at, day);
        }
    }

    fn members(&mut self) -> Vec<Member> {
        let dice = &mut self.dice;
        let mut members = Vec::new();
        let gp = person(dice, Relation::Gp, Some("Brackenmouth surgery"));
        members.push(Member { name: format!("Dr {}", gp.name), ..gp });
        if self.carer {
            let note = Some(format!("The {}; ring after six", self.face.kin));
            members.push(Member { note, ..person(dice, Relation::Carer, None) });
        } else if dice.chance(0.4) {
            members.push(Member {
                note: Some(self.face.kin.to_owned()),
                ..person(dice, Relation::Family, None)
            });
        }
        for (share, relation, organisation) in [
            (0.45, Relation::Housing, Some("Brackenmouth Homes")),
            (0.5, Relation::Pharmacy, Some("Pestle & Thimble")),
            (0.1, Relation::Probation, Some("Probation Service")),
            (0.14, Relation::DrugAlcohol, Some("Turning Leaf")),
            (0.12, Relation::Advocate, Some("Speakwell Advocacy")),
            (0.09, Relation::Landlord, None),
            (0.08, Relation::Faith, None),
            (0.06, Relation::College, Some("Brackenmouth College")),
        ] {
            if dice.chance(share) {
                members.push(person(dice, relation, organisation));
            }
        }
        members
    }

    /// What the person permits whom to know; some were never asked. Keeps the services to work with.
    fn asked(&mut self, members: &mut [Member], day: Date) {
        let mut bits = self.id.as_u128();
        for member in members.iter_mut() {
            let asked = matches!(
                member.relation,
                Relation::Housing | Relation::DrugAlcohol | Relation::Carer | Relation::Family
            );
            let (all, none) = (bits.is_multiple_of(5), bits.is_multiple_of(7));
            bits >>= 3;
            if !asked || bits.is_multiple_of(4) {
                continue;
            }
            member.asked_on = Some(day);
            member.may_know = match (none, all) {
                (true, _) => Vec::new(),
                (false, true) => vec![Category::Visits, Category::CarePlan, Category::CrisisPlan],
                (false, false) => vec![Category::Visits],
            };
        }
        let service = |m: &&Member| matches!(m.relation, Relation::Housing | Relation::DrugAlcohol);
        self.partners = members.iter().filter(service).cloned().collect();
    }

    /// A service to talk to, and what it is told: no more than the person permits.
    pub(crate) fn partner(&mut self) -> Option<Partner> {
        let member = self.partners.get(usize::from(self.partners.len() > 1 && self.dice.chance(0.5)))?;
        let name = member.organisation.clone().unwrap_or_else(|| member.name.clone());
        Some(Partner { relation: member.relation, name, told: member.may_know.clone(), ground: None })
    }

    fn preferences(&mut self) -> Preferences {
        let (dice, face) = (&mut self.dice, &self.face);
        let some = |dice: &mut Dice, share: f64, list: &str| {
            dice.chance(share).then(|| words::one_of(dice, face, list))
        };
        let strength = dice.weighted(&[
            (86, None),
            (6, Some(Strength::Wish)),
            (5, Some(Strength::Strong)),
            (3, Some(Strength::Essential)),
        ]);
        let wish = if dice.chance(0.7) { "2" } else { "1" };
        self.wish = strength.map(|_| wish);
        self.only = (strength == Some(Strength::Essential)).then_some(wish);
        Preferences {
            worker_gender: strength.map(|strength| WorkerGender { gender: wish.to_owned(), strength }),
            likes_places: self.likes.iter().map(|p| (*p).to_owned()).collect(),
            refuses_places: self.refuses.iter().map(|p| (*p).to_owned()).collect(),
            times: some(dice, 0.5, "times"),
            approach: some(dice, 0.45, "approach"),
            culture: some(dice, 0.14, "culture"),
            not_these_workers: Vec::new(),
            refuses_ways: Vec::new(),
            matters_to_me: some(dice, 0.8, "matters"),
            ..Preferences::default()
        }
    }

    /// Times kept free by some of those who say what their faith is, as they would say it (P03).
    fn keep_free(&self, preferences: &mut Preferences) {
        let kept = |what: &str, weekday, (from, until): ((i8, i8), (i8, i8))| KeptTime {
            what: what.to_owned(),
            weekdays: vec![weekday],
            from: Time::constant(from.0, from.1, 0, 0),
            until: Time::constant(until.0, until.1, 0, 0),
        };
        if self.id.as_u128().is_multiple_of(3) {
            return;
        }
        match self.details.faith.as_deref() {
            Some("muslim" | "sunni" | "shia") => {
                preferences.kept_times = vec![kept("Friday prayers", Weekday::Friday, ((12, 30), (14, 30)))];
                preferences.festivals = vec!["eid_al_fitr".to_owned(), "eid_al_adha".to_owned()];
            }
            Some("jewish") => {
                preferences.kept_times = vec![
                    kept("Sabbath", Weekday::Friday, ((15, 30), (23, 59))),
                    kept("Sabbath", Weekday::Saturday, ((0, 0), (18, 0))),
                ];
                preferences.festivals = vec!["yom_kippur".to_owned()];
            }
            Some("christian" | "roman_catholic" | "pentecostal") => {
                preferences.kept_times = vec![kept("Church", Weekday::Sunday, ((10, 0), (13, 0)))];
                preferences.festivals = vec!["christmas".to_owned(), "easter".to_owned()];
            }
            Some("sikh") => preferences.festivals = vec!["guru_nanak".to_owned(), "vaisakhi".to_owned()],
            Some("hindu") => preferences.festivals = vec!["diwali".to_owned()],
            Some(_) | None => {}
        }
    }

    /// A safety rule for up to six months.
    pub(crate) fn safety_rule(&mut self, world: &mut World<'_>, writer: usize, at: Timestamp, day: Date) {
        let kind = self.dice.weighted(&[
            (35, SafetyKind::TwoPerson),
            (10, SafetyKind::NoHome),
            (15, SafetyKind::MeetOutside),
            (22, SafetyKind::Dog),
            (18, SafetyKind::Associates),
        ]);
        let list = match kind {
            SafetyKind::TwoPerson => "rule_two_person",
            SafetyKind::NoHome => "rule_no_home",
            SafetyKind::MeetOutside => "rule_meet_outside",
            SafetyKind::Dog => "rule_dog",
            SafetyKind::Associates | SafetyKind::WorkerGender | SafetyKind::Weapons | SafetyKind::Other => {
                "rule_associates"
            }
        };
        let expires_on = moment::add_days(day, self.dice.between(60, 180));
        let what = words::one_of(&mut self.dice, &self.face, list);
        let body = SafetyRule { rule: kind, what, expires_on, ended: None };
        if let Some(id) = self.put(world, writer, (at, at), Body::SafetyRule(body.clone())) {
            let again = moment::add_days(expires_on, -self.dice.between(2, 6));
            self.rules.push(Rule { id, version: 1, body, again });
        }
    }

    /// Safety rules are decided again in the week before their last day: most go on, some end. The same
    /// rule goes on, so that no visit planned meanwhile breaks it.
    pub(crate) fn safety_again(&mut self, world: &mut World<'_>, day: Date) {
        let Some(place) = self.rules.iter().position(|rule| rule.again <= day) else { return };
        let manager = world.of_role(self.team, Role::Manager, day);
        let Some(writer) = self.key.or(self.deputy).or(manager) else { return };
        let mut rule = self.rules.remove(place);
        let goes_on = self.dice.chance(0.7);
        if goes_on {
            rule.body.expires_on = moment::add_days(day, self.dice.between(90, 180));
            rule.again = moment::add_days(rule.body.expires_on, -self.dice.between(2, 6));
        } else {
            rule.body.ended = Some(words::one_of(&mut self.dice, &self.face, "rule_ended"));
        }
        let at = super::at(day, 14 * 60);
        let reason = if goes_on { "Decided again" } else { "No longer needed" };
        let body = Body::SafetyRule(rule.body.clone());
        self.put_version(world, writer, (at, at), (rule.id, rule.version, Some(reason)), body);
        rule.version += 1;
        if goes_on {
            self.rules.push(rule);
        }
    }

    /// Whether a rule of this kind is in force on a day.
    pub(crate) fn rule(&self, kind: SafetyKind, day: Date) -> bool {
        self.rules.iter().any(|rule| rule.body.rule == kind && day <= rule.body.expires_on)
    }

    /// A place for the next meeting, honouring what is ruled out.
    pub(crate) fn place(&mut self, day: Date) -> &'static str {
        let no_home = self.rule(SafetyKind::NoHome, day);
        let liked = if self.dice.chance(0.8) { self.likes.first().copied() } else { None };
        let place = match liked {
            Some(place) => place,
            None => self.dice.weighted(&[
                (40, "A01"),
                (22, "N02"),
                (16, "N01"),
                (8, "J01"),
                (3, "C01"),
                (3, "H01"),
                (3, "A03"),
                (3, "N03"),
                (2, "X01"),
            ]),
        };
        if (no_home && place == "A01") || self.refuses.contains(&place) { "N02" } else { place }
    }
}

fn person(dice: &mut Dice, relation: Relation, organisation: Option<&str>) -> Member {
    let gender = if dice.chance(0.5) { names::WOMAN } else { names::MAN };
    Member {
        relation,
        name: format!("{} {}", names::given(dice, gender), names::family(dice)),
        organisation: organisation.map(str::to_owned),
        phone: Some(names::phone(dice)),
        note: None,
        may_know: Vec::new(),
        asked_on: None,
    }
}
