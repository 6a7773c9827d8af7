//! Two small invented teams and drafts about invented people, for the tests of this folder.

use std::sync::Arc;

use care::access::{Actor, Role};
use care::codes::outcome::Outcome as Happened;
use care::entry::around::{SafetyKind, SafetyRule};
use care::entry::contact::{Contact, NextAction};
use care::entry::episode::{Episode, KeyWorker};
use care::entry::event::{Event, EventKind};
use care::entry::handover::Handover;
use care::entry::mdt::Mdt;
use care::entry::person::Person;
use care::entry::tier::{LadderStep, Tier, TierName};
use care::entry::visit::{Visit, VisitSeries};
use care::entry::{Body, Draft, Kind, Shape};
use care::problem::Problem;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
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
    pub store: Arc<Store>,
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
        World::on(Arc::new(Store::open(target).unwrap()))
    }

    pub(crate) fn on(store: Arc<Store>) -> World {
        let [organisation, north, south] = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
        let mut drafts = vec![draft(
            organisation,
            Body::Organisation(of(json!({ "name": "Invented Trust", "ods_code": "XYZ" }))),
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

    /// Every row of these tables, in a fixed order.
    pub(crate) fn dump(&self, tables: &[(&str, &[&str])]) -> Vec<String> {
        self.store.read(|tx| Ok(dump(tx, tables))).unwrap()
    }
}

/// The derived tables with all their columns.
pub(crate) const DERIVED: &[(&str, &[&str])] = &[
    ("chain", &["subject", "hash"]),
    ("head", &["subject", "happened_at", "seq", "kind"]),
    ("line", &["person", "team", "on_caseload", "nhs_number", "born", "twin_key", "sort", "body"]),
    ("lately", &["person", "seq", "hash", "body"]),
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

/// A body by the fields it must have, so that a new field that may be absent changes no test.
pub(crate) fn of<T: serde::de::DeserializeOwned>(fields: serde_json::Value) -> T {
    serde_json::from_value(fields).unwrap()
}

pub(crate) fn team(name: &str, organisation: Uuid) -> Body {
    let fields = json!({ "name": name, "organisation": organisation, "kind_code": "A08", "age_from": 18 });
    Body::Team(of(fields))
}

pub(crate) fn member(name: &str, role: Role, team: Uuid) -> Body {
    Body::Staff(of(json!({
        "name": name,
        "role": role,
        "wte_hundredths": 100,
        "gender": "X",
        "memberships": [{ "team": team, "from": "2020-01-01" }],
    })))
}

pub(crate) fn details(given: &str) -> Person {
    of(json!({
        "names": [{ "use": "usual", "given": given, "family": "Invented" }],
        "nhs_number_missing": "not_known",
        "born": "1981-02-28",
        "gender": "X",
        "sex_at_birth": "X",
        "ethnicity": "99",
    }))
}

pub(crate) fn episode() -> Episode {
    of(json!({ "referred_on": "2026-01-05", "accepted_on": "2026-01-12" }))
}

pub(crate) fn seen(worker: Uuid) -> Contact {
    of(json!({
        "workers": [worker],
        "outcome": "seen",
        "minutes": 30,
        "place": "A01",
        "mechanism": "01",
        "purposes": ["housing"],
        "wants": "A place of her own",
        "note": "Talked over tea",
    }))
}

pub(crate) fn missed(worker: Uuid) -> Contact {
    Contact { outcome: Happened::NoAnswer, minutes: None, ..seen(worker) }
}

pub(crate) fn visit(workers: &[Uuid]) -> Visit {
    of(json!({ "workers": workers, "minutes": 45, "place": "A01", "purposes": ["engagement"] }))
}

pub(crate) fn series(worker: Uuid) -> VisitSeries {
    of(json!({
        "workers": [worker],
        "from": today(),
        "until": "2027-01-31",
        "weekdays": [1, 4],
        "every": "week",
        "at": "10:30:00",
        "minutes": 45,
        "place": "A01",
        "purposes": ["engagement"],
    }))
}

/// One draft of every kind about a person, which nothing speaks against, in an order in which they
/// can be recorded after details and episode.
pub(crate) fn every_kind(world: &World, person: Uuid) -> Vec<Draft> {
    let nurse = world.nurse.staff;
    let promised = NextAction { what: "Ring the housing office".into(), owner: nurse, due_on: today() };
    let body = Body::Contact(Contact { next_action: Some(promised), ..seen(nurse) });
    let contact = Draft { happened_at: ago(300), ..draft(person, body) };
    let carried = of(json!({ "action": contact.id, "state": "carried", "due_on": "2026-12-01" }));
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
    let handover = handover(world);
    let said = of(json!({
        "handover": handover.id, "change": "Slept well",
        "action": { "what": "Ring the hostel", "due_on": "2026-12-01" },
    }));
    let meeting = meeting(world);
    bodies.push(Body::HandoverLine(said));
    bodies.push(Body::MdtDecision(of(json!({ "mdt": meeting.id, "decision": "Cook together" }))));
    let week = crate::week::plan(world, 1, &json!({ "state": "draft" }));
    let mut all = vec![contact, planned, handover, meeting];
    bodies.extend(assessed(nurse));
    let assessment = draft(person, Body::Assessment(of(json!({ "why": "Taken on this month" }))));
    let session = of(json!({
        "assessment": assessment.id, "assessors": [nurse], "strengths": { "words": "Knows every bus" },
    }));
    bodies.push(Body::AssessmentSession(session));
    all.push(assessment);
    all.extend(bodies.into_iter().map(|body| draft(person, body)));
    all.push(week);
    all
}

/// A referral, its decision, a check, a concern, criteria and to whom they were given.
pub(crate) fn way_in(world: &World, person: Uuid) -> Vec<Draft> {
    let nurse = world.nurse.staff;
    let line = world.store.read(|tx| store::people::line(tx, person)).unwrap().unwrap();
    let body = json!({
        "episode": line.episodes[0].id, "received_on": "2026-11-20", "how": "letter", "source": "cmht",
        "owner": nurse, "next_check_on": "2026-11-25",
    });
    let referral = draft(person, Body::Referral(of(body)));
    let reasons: Vec<_> = ["disorder", "use", "engagement", "needs"]
        .iter()
        .map(|code| json!({ "criterion": code, "standing": "met", "why": "As the referral says" }))
        .collect();
    let decision = json!({
        "referral": referral.id, "decided_on": today(), "decision": "accepted", "criteria": "national",
        "reasons": reasons, "decided_by": "The weekly meeting", "first_contact_by": nurse,
    });
    let check = json!({
        "referral": referral.id, "how": "Rang the ward", "owner": nurse, "next_check_on": "2026-11-27",
    });
    let concern = json!({ "by": "family", "about": "Her son", "what": "He does not eat", "owner": nurse });
    let set = json!({
        "set": care::criteria::shipped("north-birmingham"), "effective_from": "2026-12-01",
        "approved_by": "The invented board", "changes": [{ "what": "Stays", "why": "Demand" }],
    });
    let given = json!({ "key": "national", "to": "advocate", "name": "Cy Invented", "how": "By email" });
    vec![
        referral,
        draft(person, Body::ReferralDecision(of(decision))),
        draft(person, Body::WaitingCheck(of(check))),
        draft(world.north, Body::ConcernRaised(of(concern))),
        draft(world.north, Body::CriteriaSet(of(set))),
        draft(world.north, Body::CriteriaGiven(of(given))),
    ]
}

fn assessed(nurse: Uuid) -> Vec<Body> {
    let screening = of(json!({
        "tool": "ocairs", "barriers": "Cannot begin the day", "holds_manual": true, "ratings": { "roles": "I" },
    }));
    let on = "2026-10-01";
    let cohort = of(json!({ "substances": { "answer": "yes", "evidence": "Says so", "on": on } }));
    let given = of(json!({
        "product": "Examplidone", "interval_days": 28, "due_on": on, "last_given_on": on, "given_by": nurse,
    }));
    vec![
        Body::Screening(screening),
        Body::Cohort(cohort),
        Body::Sensory(of(json!({ "avoid": "Strip lights" }))),
        Body::Injection(given),
    ]
}

fn around(nurse: Uuid, support: Uuid) -> Vec<Body> {
    vec![
        Body::KeyWorker(key_worker(Some(nurse), &[support])),
        Body::Network(of(json!({ "members": [{ "relation": "carer", "name": "Di Invented" }] }))),
        Body::Preferences(of(json!({ "approach": "Ring first" }))),
        Body::SafetyRule(safety(SafetyKind::Dog)),
        Body::Diagnoses(of(json!({ "list": [{ "label": "Invented condition" }] }))),
    ]
}

fn promises() -> Vec<Body> {
    vec![
        Body::PlanReview(of(json!({ "reviewed_on": "2026-10-01", "persons_view": "She likes the plan" }))),
        Body::LegalStatus(of(json!({
            "code": "03", "community_treatment_order": true, "from": "2026-10-01", "expires_on": "2027-04-01",
        }))),
        Body::Injection(of(json!({
            "product": "Invented depot", "interval_days": 28, "last_given_on": "2026-11-01", "due_on": "2026-11-29",
        }))),
        Body::HospitalStay(of(json!({
            "ward": "Invented ward", "admitted_at": ago(9_000), "left_at": ago(8_000),
        }))),
    ]
}

pub(crate) fn key_worker(key_worker: Option<Uuid>, mini_team: &[Uuid]) -> KeyWorker {
    of(json!({
        "key_worker": key_worker, "mini_team": mini_team,
        "considered": { "on": today(), "outcome": "no_wish" },
    }))
}

pub(crate) fn safety(rule: SafetyKind) -> SafetyRule {
    of(json!({ "rule": rule, "what": "What to do at the door", "expires_on": "2027-01-01" }))
}

pub(crate) fn tier(tier: TierName) -> Tier {
    of(json!({ "tier": tier, "reason": "Two early signs since Monday", "expires_on": today() }))
}

pub(crate) fn event(event: EventKind, response: Option<&str>) -> Event {
    of(json!({ "event": event, "what": "Something invented happened", "response": response }))
}

pub(crate) fn ladder_step(step: u8) -> LadderStep {
    of(json!({
        "step": step, "what": "Rang the hostel", "asked": ["Hostel"], "result": "Nobody there",
        "decision": "We go on looking",
    }))
}

fn handover(world: &World) -> Draft {
    let body = of(json!({ "day": today(), "round": 1, "attendees": [world.nurse.staff] }));
    let id = Handover::entry_id(world.north, today(), 1);
    Draft { id, happened_at: ago(200), ..draft(world.north, Body::Handover(body)) }
}

fn meeting(world: &World) -> Draft {
    let body = of(json!({ "day": today(), "attendees": [world.nurse.staff] }));
    let id = Mdt::entry_id(world.north, today());
    Draft { id, happened_at: ago(200), ..draft(world.north, Body::Mdt(body)) }
}

pub(crate) fn day_close(world: &World, day: Date) -> Draft {
    draft(world.nurse.staff, Body::DayClose(of(json!({ "day": day }))))
}

/// An alarm of the nurse, and how to find them.
pub(crate) fn safety_of(world: &World) -> [Draft; 2] {
    let alarm = Body::SafetyCheck(of(json!({ "step": "alarm", "result": "raised" })));
    let details = Body::SafetyDetails(of(json!({ "registration": "ZZ99 ZZZ" })));
    [Draft { team: Some(world.north), ..draft(world.nurse.staff, alarm) }, draft(world.nurse.staff, details)]
}
