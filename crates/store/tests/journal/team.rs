//! Two small invented teams and drafts about invented people, for the tests of this folder.

use care::access::{Actor, Role};
use care::codes::{outcome::Outcome as Happened, purpose::Purpose};
use care::entry::around::{Diagnoses, Diagnosis, Network, Preferences, SafetyKind, SafetyRule};
use care::entry::contact::{Contact, NextAction, With};
use care::entry::episode::{Episode, KeyWorker};
use care::entry::event::{ActionState, ActionUpdate, Event, EventKind};
use care::entry::organisation::{Membership, Organisation, Staff, Team};
use care::entry::person::{NameUse, NhsNumberMissing, Person, PersonName};
use care::entry::promise::{HospitalStay, Injection, LegalStatus, PlanReview};
use care::entry::tier::{LadderStep, Tier, TierName};
use care::entry::visit::{DayClose, Every, Visit, VisitSeries};
use care::entry::{Body, Draft, Kind, Shape};
use care::problem::Problem;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use store::db::Target;
use store::{Outcome, Receipt, Store};
use uuid::Uuid;

/// A Sunday noon, on which every test takes place.
pub(crate) fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

pub(crate) fn ago(minutes: i64) -> Timestamp {
    now() - SignedDuration::from_mins(minutes)
}

pub(crate) fn today() -> Date {
    date(2026, 11, 22)
}

/// A store with an organisation, two teams and their staff.
pub(crate) struct World {
    pub store: Store,
    pub north: Uuid,
    pub south: Uuid,
    pub manager: Actor,
    pub nurse: Actor,
    pub other_nurse: Actor,
    pub support: Actor,
    pub administrator: Actor,
    pub southern: Actor,
}

impl World {
    pub(crate) fn new(target: &Target) -> World {
        World::on(Store::open(target).unwrap())
    }

    pub(crate) fn on(store: Store) -> World {
        let [organisation, north, south] = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
        let mut drafts = vec![draft(
            organisation,
            Body::Organisation(Organisation {
                name: "Invented Trust".into(),
                ods_code: "XYZ".into(),
                pals: None,
            }),
        )];
        for (id, name) in [(north, "Northern Outreach"), (south, "Southern Outreach")] {
            drafts.push(draft(id, team(name, organisation)));
        }
        let mut actor = |role: Role, team: Uuid| {
            let staff = Uuid::now_v7();
            drafts.push(draft(staff, member(&format!("{} Invented", role.label()), role, team)));
            Actor { staff, role, teams: vec![team], system: false }
        };
        let manager = actor(Role::Manager, north);
        let nurse = actor(Role::Nurse, north);
        let other_nurse = actor(Role::Nurse, north);
        let support = actor(Role::Support, north);
        let administrator = actor(Role::Administrator, north);
        let southern = actor(Role::Manager, south);
        for outcome in store.append(&Actor::system(Uuid::nil()), drafts, now()).unwrap() {
            assert!(matches!(outcome, Outcome::Recorded(_)), "{outcome:?}");
        }
        World { store, north, south, manager, nurse, other_nurse, support, administrator, southern }
    }

    /// What becomes of one draft.
    pub(crate) fn send(&self, actor: &Actor, draft: &Draft) -> Outcome {
        self.store.append(actor, vec![draft.clone()], now()).unwrap().remove(0)
    }

    /// Records a draft that nothing speaks against.
    pub(crate) fn recorded(&self, actor: &Actor, draft: &Draft) -> Receipt {
        let outcome = self.send(actor, draft);
        let Outcome::Recorded(receipt) = outcome else { panic!("{:?}: {outcome:?}", draft.body.kind()) };
        receipt
    }

    /// The problems for which a draft is refused.
    pub(crate) fn refused(&self, actor: &Actor, draft: &Draft) -> Vec<Problem> {
        let outcome = self.send(actor, draft);
        let Outcome::Refused(problems) = outcome else { panic!("{:?}: {outcome:?}", draft.body.kind()) };
        problems
    }

    /// A person of the northern team, referred and taken on in January.
    pub(crate) fn person(&self, given: &str) -> Uuid {
        let person = Uuid::now_v7();
        self.recorded(&self.manager, &self.details(person, given));
        self.recorded(&self.manager, &self.episode(person));
        person
    }

    /// Their details, without an NHS number.
    pub(crate) fn details(&self, person: Uuid, given: &str) -> Draft {
        Draft { team: Some(self.north), ..draft(person, Body::Person(details(given))) }
    }

    pub(crate) fn episode(&self, person: Uuid) -> Draft {
        Draft { team: Some(self.north), ..draft(person, Body::Episode(episode())) }
    }

    /// A contact of the nurse that succeeded, `minutes` ago, 30 minutes long.
    pub(crate) fn contact(&self, person: Uuid, minutes: i64) -> Draft {
        let body = Body::Contact(seen(self.nurse.staff));
        Draft { happened_at: ago(minutes), ..draft(person, body) }
    }

    /// No differences between journal and derived rows.
    pub(crate) fn verified(&self) {
        assert_eq!(self.store.verify(|_, _| ()).unwrap(), Vec::<String>::new());
    }

    /// Every row of every table but those that hold nothing about the record, in a fixed order.
    pub(crate) fn dump(&self, tables: &[(&str, &[&str])]) -> Vec<String> {
        self.store.read(|tx| Ok(dump(tx, tables))).unwrap()
    }
}

/// The derived tables with all their columns.
pub(crate) const DERIVED: &[(&str, &[&str])] = &[
    ("chain", &["subject", "hash"]),
    ("head", &["subject", "happened_at", "seq", "kind"]),
    ("line", &["person", "team", "on_caseload", "seq", "nhs_number", "born", "twin_key", "sort", "body"]),
    ("name", &["token", "person"]),
    ("slot", &["worker", "from_at", "contact", "to_at"]),
    ("relation", &["person", "worker", "contacts", "minutes", "first_at", "last_at"]),
    (
        "visit",
        &["id", "person", "team", "series", "starts_at", "day", "version", "closed", "outcome", "body"],
    ),
    ("visit_worker", &["worker", "day", "visit"]),
];

/// The journal with all its columns, and what is kept for review.
pub(crate) const JOURNAL: &[(&str, &[&str])] = &[
    (
        "entry",
        &[
            "seq",
            "id",
            "version",
            "kind",
            "subject",
            "team",
            "author",
            "happened_at",
            "recorded_at",
            "reason",
            "body",
            "prev_hash",
            "hash",
        ],
    ),
    ("review", &["seq", "at", "staff", "why", "draft"]),
];

pub(crate) fn dump(tx: &mut store::db::Tx, tables: &[(&str, &[&str])]) -> Vec<String> {
    let mut all = Vec::new();
    for (table, columns) in tables {
        let sql = format!("SELECT {} FROM {table}", columns.join(", "));
        let mut rows = tx
            .query(&sql, &[], |row| {
                let mut text = format!("{table}:");
                for (at, column) in columns.iter().enumerate() {
                    let value = row
                        .get::<Option<String>>(at)
                        .map(|v| format!("{v:?}"))
                        .or_else(|_| row.get::<i64>(at).map(|v| v.to_string()))
                        .or_else(|_| row.get::<Vec<u8>>(at).map(|v| format!("{v:02x?}")))?;
                    text.push_str(&format!(" {column}={value}"));
                }
                Ok(text)
            })
            .unwrap();
        rows.sort_unstable();
        all.extend(rows);
    }
    all
}

/// A new entry an hour ago, in the name of no team.
pub(crate) fn draft(subject: Uuid, body: Body) -> Draft {
    let kind = body.kind();
    let id = match (kind.shape(), kind) {
        (Shape::Document, Kind::Person | Kind::Staff | Kind::Team | Kind::Organisation) => subject,
        (Shape::Document, _) => kind.document_id(subject),
        (Shape::Series, _) => Uuid::now_v7(),
    };
    Draft { id, subject, team: None, happened_at: ago(60), from_version: 0, reason: None, body }
}

/// The next version of a draft, with a reason.
pub(crate) fn corrected(draft: &Draft, from_version: u32) -> Draft {
    Draft { from_version, reason: Some("Typed in haste".into()), ..draft.clone() }
}

pub(crate) fn team(name: &str, organisation: Uuid) -> Body {
    Body::Team(Team {
        name: name.into(),
        organisation,
        service: None,
        kind_code: "A08".into(),
        patches: Vec::new(),
        age_from: 18,
        age_warning: None,
        phone: None,
        closed_on: None,
    })
}

pub(crate) fn member(name: &str, role: Role, team: Uuid) -> Body {
    Body::Staff(Staff {
        name: name.into(),
        role,
        band: None,
        wte_hundredths: 100,
        gender: "X".into(),
        languages: Vec::new(),
        skills: Vec::new(),
        pattern: Vec::new(),
        memberships: vec![Membership { team, from: date(2020, 1, 1), until: None }],
        phone: None,
        registration: None,
    })
}

pub(crate) fn details(given: &str) -> Person {
    Person {
        names: vec![PersonName { usage: NameUse::Usual, given: given.into(), family: "Invented".into() }],
        likes_to_be_called: None,
        pronouns: None,
        nhs_number: None,
        nhs_number_missing: Some(NhsNumberMissing::NotKnown),
        other_numbers: Vec::new(),
        born: serde_json::from_str("\"1981-02-28\"").unwrap(),
        gender: "X".into(),
        sex_at_birth: "X".into(),
        ethnicity: "99".into(),
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

pub(crate) fn episode() -> Episode {
    Episode {
        referred_on: date(2026, 1, 5),
        accepted_on: Some(date(2026, 1, 12)),
        referred_by: None,
        ended_on: None,
        ended_because: None,
        ended_to: None,
        ended_why: None,
    }
}

pub(crate) fn seen(worker: Uuid) -> Contact {
    Contact {
        visit: None,
        workers: vec![worker],
        with: With::Person,
        outcome: Happened::Seen,
        minutes: Some(30),
        place: Some("A01".into()),
        mechanism: "01".into(),
        purposes: vec![Purpose::Housing],
        done: None,
        wants: Some("A place of her own".into()),
        presentation: None,
        note: Some("Talked over tea".into()),
        concerns: None,
        safety: None,
        early_signs: Vec::new(),
        next_action: None,
        late_reason: None,
    }
}

pub(crate) fn missed(worker: Uuid) -> Contact {
    Contact { outcome: Happened::NoAnswer, minutes: None, ..seen(worker) }
}

pub(crate) fn visit(workers: &[Uuid]) -> Visit {
    Visit {
        workers: workers.to_vec(),
        minutes: 45,
        place: "A01".into(),
        where_exactly: None,
        purposes: vec![Purpose::Engagement],
        note: None,
        two_person: false,
        series: None,
        started_at: None,
        ended_at: None,
        called_off: None,
        place_override: None,
    }
}

pub(crate) fn series(worker: Uuid) -> VisitSeries {
    VisitSeries {
        workers: vec![worker],
        from: today(),
        until: date(2027, 1, 31),
        weekdays: vec![1, 4],
        every: Every::Week,
        at: jiff::civil::time(10, 30, 0, 0),
        minutes: 45,
        place: "A01".into(),
        where_exactly: None,
        purposes: vec![Purpose::Engagement],
        note: None,
        two_person: false,
        place_override: None,
    }
}

/// One draft of every kind about a person, which nothing speaks against, in an order in which they
/// can be recorded after details and episode.
pub(crate) fn every_kind(world: &World, person: Uuid) -> Vec<Draft> {
    let nurse = world.nurse.staff;
    let promised = NextAction { what: "Ring the housing office".into(), owner: nurse, due_on: today() };
    let body = Body::Contact(Contact { next_action: Some(promised), ..seen(nurse) });
    let contact = Draft { happened_at: ago(300), ..draft(person, body) };
    let carried = ActionUpdate {
        action: contact.id,
        state: ActionState::Carried,
        owner: None,
        due_on: Some(date(2026, 12, 1)),
        note: None,
    };
    let planned = Draft { happened_at: ago(-300), ..draft(person, Body::Visit(visit(&[nurse]))) };
    let mut bodies = around(nurse, world.support.staff);
    bodies.extend(promises());
    bodies.extend([
        Body::VisitSeries(series(nurse)),
        Body::ActionUpdate(carried),
        Body::Contact(missed(nurse)),
        Body::LadderStep(ladder_step(1)),
        Body::Event(event(EventKind::FamilyConcern, None)),
        Body::Tier(tier(TierName::Amber)),
    ]);
    let mut all = vec![contact, planned];
    all.extend(bodies.into_iter().map(|body| draft(person, body)));
    all
}

fn around(nurse: Uuid, support: Uuid) -> Vec<Body> {
    let diagnosis = Diagnosis { code: None, label: "Invented condition".into(), since: None };
    vec![
        Body::KeyWorker(key_worker(Some(nurse), &[support])),
        Body::Network(Network::default()),
        Body::Preferences(Preferences { approach: Some("Ring first".into()), ..Preferences::default() }),
        Body::SafetyRule(safety(SafetyKind::Dog)),
        Body::Diagnoses(Diagnoses { list: vec![diagnosis] }),
    ]
}

fn promises() -> Vec<Body> {
    vec![
        Body::PlanReview(PlanReview {
            reviewed_on: date(2026, 10, 1),
            persons_view: "She likes the plan".into(),
        }),
        Body::LegalStatus(LegalStatus {
            code: "03".into(),
            community_treatment_order: true,
            from: date(2026, 10, 1),
            expires_on: Some(date(2027, 4, 1)),
            ended_on: None,
        }),
        Body::Injection(Injection {
            product: "Invented depot".into(),
            interval_days: 28,
            last_given_on: Some(date(2026, 11, 1)),
            due_on: date(2026, 11, 29),
            stopped_on: None,
        }),
        Body::HospitalStay(HospitalStay {
            ward: "Invented ward".into(),
            admitted_at: ago(9_000),
            legal_status: None,
            out_of_area: false,
            left_at: Some(ago(8_000)),
        }),
    ]
}

pub(crate) fn key_worker(key_worker: Option<Uuid>, mini_team: &[Uuid]) -> KeyWorker {
    KeyWorker { key_worker, deputy: None, mini_team: mini_team.to_vec(), reason: None, introduction: None }
}

pub(crate) fn safety(rule: SafetyKind) -> SafetyRule {
    SafetyRule { rule, what: "What to do at the door".into(), expires_on: date(2027, 1, 1), ended: None }
}

pub(crate) fn tier(tier: TierName) -> Tier {
    Tier { tier, reason: "Two early signs since Monday".into(), actions: None, expires_on: today() }
}

pub(crate) fn event(event: EventKind, response: Option<&str>) -> Event {
    Event {
        event,
        what: "Something invented happened".into(),
        told_by: Some("A sister".into()),
        urgent: false,
        response: response.map(str::to_owned),
    }
}

pub(crate) fn ladder_step(step: u8) -> LadderStep {
    LadderStep {
        step,
        what: "Rang the hostel".into(),
        asked: vec!["Hostel".into()],
        result: "Nobody there".into(),
        decision: Some("We go on looking".into()),
        police_threshold: None,
        police_reference: None,
    }
}

pub(crate) fn day_close(world: &World, day: Date) -> Draft {
    draft(world.nurse.staff, Body::DayClose(DayClose { day, note: None }))
}
