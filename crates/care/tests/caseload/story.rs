//! A person's story, told entry by entry, and a calendar in words: "Mon 10:00" is Monday 16 November
//! 2026 in London (winter time), "Mon+1 10:00" a week later, "Fri-1 09:00" a week earlier.

use care::codes::outcome::Outcome;
use care::entry::contact::{Contact, With};
use care::entry::episode::{Episode, KeyWorker};
use care::entry::event::{Event, EventKind};
use care::entry::person::{NameUse, Person, PersonName};
use care::entry::promise::PlanReview;
use care::entry::tier::{LadderStep, Tier, TierName};
use care::entry::visit::Visit;
use care::entry::{Body, Entry, Kind};
use care::line::Line;
use care::moment::{self, PartialDate};
use care::rule::context::VisitNow;
use jiff::Timestamp;
use jiff::civil::{Date, Time, date};
use uuid::Uuid;

pub(crate) const PERSON: Uuid = Uuid::from_u128(0xa11a);
pub(crate) const TEAM: Uuid = Uuid::from_u128(0x7ea3);
pub(crate) const ANNA: Uuid = Uuid::from_u128(0xa);
pub(crate) const BEN: Uuid = Uuid::from_u128(0xb);

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The day of "Mon", "Tue+1", "Fri-3".
pub(crate) fn day(text: &str) -> Date {
    let (name, weeks) = text.split_at(3);
    let weekday = DAYS.iter().position(|d| *d == name).unwrap();
    let weeks: i32 = if weeks.is_empty() { 0 } else { weeks.parse().unwrap() };
    moment::add_days(date(2026, 11, 16), i32::try_from(weekday).unwrap() + 7 * weeks)
}

/// The instant of "Mon 10:00".
pub(crate) fn at(text: &str) -> Timestamp {
    let (name, time) = text.split_once(' ').unwrap();
    let time: Time = time.parse().unwrap();
    moment::instant(day(name), time, None).unwrap()
}

/// "Mon 10:00", "Mon+4 10:00": the other way round.
pub(crate) fn words(instant: Timestamp) -> String {
    let local = moment::local(instant);
    let days = moment::days_between(date(2026, 11, 16), local.date());
    let name = DAYS.get(usize::try_from(days.rem_euclid(7)).unwrap()).unwrap();
    let weeks = days.div_euclid(7);
    let weeks = if weeks == 0 { String::new() } else { format!("{weeks:+}") };
    format!("{name}{weeks} {:02}:{:02}", local.hour(), local.minute())
}

/// A person's entries so far.
#[derive(Clone, Default)]
pub(crate) struct Story {
    pub(crate) entries: Vec<Entry>,
    pub(crate) visits: Vec<VisitNow>,
    seq: i64,
}

impl Story {
    /// Somebody entered and taken on in June 2026, and nothing more.
    pub(crate) fn taken_on() -> Story {
        let mut story = Story::default();
        story.tell("Mon-24 09:00", Body::Person(person("Dee", "Fictional")));
        story.tell("Mon-24 09:00", Body::Episode(episode("Mon-24")));
        story
    }

    /// Somebody with whom all is well on Wednesday at 9:30am: key worker, tier, plan, seen, next visit.
    pub(crate) fn all_is_well() -> Story {
        let mut story = Story::taken_on();
        story.tell("Mon-23 09:00", Body::KeyWorker(key_worker(Some(ANNA))));
        story.tell("Mon-2 09:00", Body::PlanReview(review("Mon-2")));
        story.tier("Mon-2 09:00", TierName::Green, "Steady weeks", "Sun+1");
        story.contact("Tue 11:00", Outcome::Seen);
        story.visit("Fri 10:00");
        story
    }

    pub(crate) fn entry(&mut self, when: &str, body: Body) -> Entry {
        self.seq += 1;
        let kind = body.kind();
        Entry {
            seq: self.seq,
            id: if kind == Kind::Person {
                PERSON
            } else {
                Uuid::from_u128(0x1000 + u128::try_from(self.seq).unwrap())
            },
            version: 1,
            subject: PERSON,
            team: Some(TEAM),
            author: ANNA,
            happened_at: at(when),
            recorded_at: at(when),
            reason: None,
            body,
        }
    }

    pub(crate) fn tell(&mut self, when: &str, body: Body) -> Uuid {
        let entry = self.entry(when, body);
        let id = entry.id;
        self.entries.push(entry);
        id
    }

    /// A later version of an entry takes its place.
    pub(crate) fn correct(&mut self, id: Uuid, body: Body) {
        self.seq += 1;
        let entry = self.entries.iter_mut().find(|e| e.id == id).unwrap();
        (entry.seq, entry.version, entry.body) = (self.seq, entry.version + 1, body);
    }

    pub(crate) fn contact(&mut self, when: &str, outcome: Outcome) -> Uuid {
        self.tell(when, Body::Contact(contact(outcome, ANNA)))
    }

    pub(crate) fn tier(&mut self, when: &str, tier: TierName, reason: &str, expires: &str) -> Uuid {
        let (reason, expires_on) = (reason.to_owned(), day(expires));
        self.tell(when, Body::Tier(Tier { tier, reason, actions: None, expires_on }))
    }

    pub(crate) fn event(&mut self, when: &str, event: EventKind, what: &str) -> Uuid {
        let what = what.to_owned();
        self.tell(when, Body::Event(Event { event, what, told_by: None, urgent: false, response: None }))
    }

    pub(crate) fn step(&mut self, when: &str, step: u8) -> Uuid {
        self.tell(when, Body::LadderStep(ladder_step(step)))
    }

    pub(crate) fn visit(&mut self, when: &str) -> &mut VisitNow {
        self.visits.push(visit(when));
        self.visits.last_mut().unwrap()
    }

    pub(crate) fn line(&self) -> Line {
        Line::of(&self.entries)
    }
}

pub(crate) fn person(given: &str, family: &str) -> Person {
    Person {
        names: vec![PersonName { usage: NameUse::Usual, given: given.to_owned(), family: family.to_owned() }],
        likes_to_be_called: None,
        pronouns: None,
        nhs_number: None,
        nhs_number_missing: None,
        other_numbers: Vec::new(),
        born: PartialDate::parse("1980-05-17").unwrap(),
        gender: "2".to_owned(),
        sex_at_birth: "2".to_owned(),
        ethnicity: "Z".to_owned(),
        language: None,
        interpreter: None,
        faith: None,
        places: Vec::new(),
        phones: Vec::new(),
        gp_practice: None,
        adjustments: Vec::new(),
        died_on: None,
        doubts_accepted: None,
        not_the_same_as: Vec::new(),
    }
}

pub(crate) fn episode(accepted: &str) -> Episode {
    Episode {
        referred_on: day(accepted),
        accepted_on: Some(day(accepted)),
        referred_by: None,
        ended_on: None,
        ended_because: None,
        ended_to: None,
        ended_why: None,
        last_seen_before: None,
    }
}

pub(crate) fn key_worker(who: Option<Uuid>) -> KeyWorker {
    KeyWorker {
        key_worker: who,
        deputy: None,
        mini_team: Vec::new(),
        reason: None,
        introduction: None,
        considered: None,
        over_cap: None,
    }
}

pub(crate) fn review(on: &str) -> PlanReview {
    PlanReview { reviewed_on: day(on), persons_view: "It fits".to_owned() }
}

pub(crate) fn ladder_step(step: u8) -> LadderStep {
    LadderStep {
        step,
        what: "Done".to_owned(),
        asked: Vec::new(),
        result: "Nothing new".to_owned(),
        decision: None,
        police_threshold: None,
        police_reference: None,
    }
}

pub(crate) fn contact(outcome: Outcome, worker: Uuid) -> Contact {
    Contact {
        visit: None,
        workers: vec![worker],
        with: With::Person,
        partner: None,
        outcome,
        minutes: outcome.needs_minutes().then_some(40),
        place: Some("A01".to_owned()),
        mechanism: "01".to_owned(),
        purposes: Vec::new(),
        done: None,
        wants: None,
        presentation: None,
        note: None,
        concerns: None,
        safety: None,
        early_signs: Vec::new(),
        next_action: None,
        late_reason: None,
    }
}

fn visit(when: &str) -> VisitNow {
    let starts_at = at(when);
    VisitNow {
        id: Uuid::from_u128(u128::try_from(starts_at.as_second()).unwrap()),
        version: 1,
        person: PERSON,
        team: Some(TEAM),
        starts_at,
        visit: Visit::plain(vec![ANNA], 45, "A01", Vec::new()),
        outcome: None,
    }
}
