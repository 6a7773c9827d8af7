//! An entry is one signed, dated, versioned document about one subject. This file holds the list
//! of kinds and the two shapes of an entry: the draft that somebody sends and the entry as stored.
//! What each kind says is in the files beside this one; what may be refused is in `rule`.

pub mod around;
pub mod assessment;
pub mod attachment;
pub mod cohort;
pub mod concern;
pub mod contact;
pub mod criteria;
pub mod decision;
pub mod episode;
pub mod event;
pub mod handover;
pub mod interpreter;
pub mod kept;
pub mod mdt;
pub mod organisation;
pub mod person;
pub mod planning;
pub mod promise;
pub mod referral;
pub mod safety;
pub mod screening;
pub mod sharing;
pub mod supervision;
pub mod tier;
pub mod visit;
pub mod week_plan;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::problem::Problem;

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A person under a team.
    Person,
    /// A member of staff.
    Staff,
    /// A team.
    Team,
    /// An organisation.
    Organisation,
}

/// How many entries of a kind one subject has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// One living document: its entry id follows from subject and kind, a change is a new version.
    Document,
    /// One of many: each has an id of its own; a change is a correction or the next state of it.
    Series,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident($($path:ident)::+) $text:literal $label:literal $about:ident $shape:ident;)*) => {
        /// The kinds of entry, each a noun of the practice.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($(#[$doc])* $name),* }

        /// What an entry says: one document of one kind.
        #[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
        #[serde(untagged)]
        pub enum Body { $($(#[$doc])* $name($($path)::+)),* }

        impl Kind {
            /// Every kind, in the order of the list.
            pub const ALL: &'static [Kind] = &[$(Kind::$name),*];

            /// The kind as it stands in the journal and on the wire.
            #[must_use]
            pub fn text(self) -> &'static str { match self { $(Kind::$name => $text),* } }

            /// The kind as a page says it.
            #[must_use]
            pub fn label(self) -> &'static str { match self { $(Kind::$name => $label),* } }

            /// What an entry of this kind is about.
            #[must_use]
            pub fn about(self) -> About { match self { $(Kind::$name => About::$about),* } }

            /// Whether a subject has one such document or many.
            #[must_use]
            pub fn shape(self) -> Shape { match self { $(Kind::$name => Shape::$shape),* } }

            /// The JSON schema of the body, for the API's own description.
            #[must_use]
            pub fn schema(self, generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                match self { $(Kind::$name => generator.subschema_for::<$($path)::+>()),* }
            }
        }

        impl Body {
            /// The kind of this body.
            #[must_use]
            pub fn kind(&self) -> Kind { match self { $(Body::$name(_) => Kind::$name),* } }

            /// Reads a body of a kind from JSON text.
            ///
            /// # Errors
            /// The first field that does not fit the shape of the kind, by its path.
            pub fn parse(kind: Kind, json: &str) -> Result<Body, Vec<Problem>> {
                // To note the way to each field takes as long as reading it. Nearly every entry is a contact
                // and can be read; to have both ways for every kind makes the program larger by a fiftieth.
                if kind == Kind::Contact && let Ok(contact) = serde_json::from_str(json) {
                    return Ok(Body::Contact(contact));
                }
                match kind { $(Kind::$name => read(json).map(Body::$name)),* }
            }

            /// Every problem that can be seen without knowing the record.
            #[must_use]
            pub fn check(&self) -> Vec<Problem> { match self { $(Body::$name(body) => body.check()),* } }
        }
    };
}

kinds! {
    /// An organisation: a trust, an integrated care board.
    Organisation(organisation::Organisation) "organisation" "Organisation" Organisation Document;
    /// A team, whatever it is called locally (S01).
    Team(organisation::Team) "team" "Team" Team Document;
    /// A member of staff (W01-W06).
    Staff(organisation::Staff) "staff" "Member of staff" Staff Document;
    /// Who the person is.
    Person(person::Person) "person" "Personal details" Person Document;
    /// A time under a team: referral, acceptance, end.
    Episode(episode::Episode) "episode" "Time with the team" Person Series;
    /// Who is named for the person (C03, N10).
    KeyWorker(episode::KeyWorker) "key_worker" "Key worker" Person Series;
    /// Who is around the person: carers, GP, housing, probation.
    Network(around::Network) "network" "People and services around" Person Document;
    /// An assessment over several sessions (A02-A05).
    Assessment(assessment::Assessment) "assessment" "Assessment" Person Series;
    /// One session of an assessment (A02, A03).
    AssessmentSession(assessment::AssessmentSession) "assessment_session" "Assessment session" Person Series;
    /// An occupational screening (A06).
    Screening(screening::Screening) "screening" "Occupational screening" Person Series;
    /// What the senses like and do not like (A07).
    Sensory(assessment::Sensory) "sensory" "Sensory preferences" Person Document;
    /// The seven signs of people for whom intensive care is meant (domain 2.2).
    Cohort(cohort::Cohort) "cohort" "Signs for intensive care" Person Document;
    /// Supervision and reflective practice (W07).
    Supervision(supervision::Supervision) "supervision" "Supervision" Staff Series;
    /// Where, when, how and with whom the person wants to be met (S07, P01, P03).
    Preferences(around::Preferences) "preferences" "Preferences" Person Document;
    /// What a worker must know at the door (domain 4.4).
    SafetyRule(around::SafetyRule) "safety_rule" "Visit-safety rule" Person Series;
    /// Diagnoses as recorded.
    Diagnoses(around::Diagnoses) "diagnoses" "Diagnoses" Person Document;
    /// A care plan was reviewed (C01, N7).
    PlanReview(promise::PlanReview) "plan_review" "Care plan review" Person Series;
    /// A section, a community treatment order.
    LegalStatus(promise::LegalStatus) "legal_status" "Legal status" Person Series;
    /// A long-acting injection and when it is due (domain 4.6).
    Injection(promise::Injection) "injection" "Injection" Person Series;
    /// A stay in hospital (D01).
    HospitalStay(promise::HospitalStay) "hospital_stay" "Hospital stay" Person Series;
    /// A contact that happened or was tried (domain 4.8).
    Contact(contact::Contact) "contact" "Contact" Person Series;
    /// A planned visit (T04).
    Visit(visit::Visit) "visit" "Visit" Person Series;
    /// A recurring series of visits.
    VisitSeries(visit::VisitSeries) "visit_series" "Series of visits" Person Series;
    /// A worker closes the day (domain 4.4).
    DayClose(visit::DayClose) "day_close" "Day closed" Staff Series;
    /// What was done for a worker's safety: a ring round, an alarm (domain 4.4).
    SafetyCheck(safety::SafetyCheck) "safety_check" "Safety check" Staff Series;
    /// What must be known to look for a worker (LW10).
    SafetyDetails(safety::SafetyDetails) "safety_details" "Safety details of a worker" Staff Document;
    /// Contact-intensity tier (domain 4.1, N6).
    Tier(tier::Tier) "tier" "Tier" Person Series;
    /// A step of the missed-contact ladder (domain 4.5).
    LadderStep(tier::LadderStep) "ladder_step" "Missed-contact step" Person Series;
    /// Something happened: a family concern, police, eviction notice, good news (K10, N11).
    Event(event::Event) "event" "Event" Person Series;
    /// What became of an action that was promised.
    ActionUpdate(event::ActionUpdate) "action_update" "Action" Person Series;
    /// A daily handover of the team (T01).
    Handover(handover::Handover) "handover" "Handover" Team Series;
    /// What was said about a person at a handover (T01).
    HandoverLine(handover::HandoverLine) "handover_line" "Handover line" Person Series;
    /// A weekly meeting of the team (T02).
    Mdt(mdt::Mdt) "mdt" "MDT" Team Series;
    /// What the weekly meeting decided about a person (T02).
    MdtDecision(mdt::MdtDecision) "mdt_decision" "MDT decision" Person Series;
    /// A plan of a team's week, to be accepted (T04).
    WeekPlan(week_plan::WeekPlan) "week_plan" "Plan of a week" Team Series;
    /// A referral, complete or not (R01-R05, R11).
    Referral(referral::Referral) "referral" "Referral" Person Series;
    /// A document that came with a referral; its bytes are kept beside the journal.
    Attachment(attachment::Attachment) "attachment" "Attached document" Person Series;
    /// What the team decides about a referral (R08-R10).
    ReferralDecision(decision::ReferralDecision) "referral_decision" "Decision on a referral" Person Series;
    /// The team looked after somebody who waits (R12).
    WaitingCheck(decision::WaitingCheck) "waiting_check" "Check while waiting" Person Series;
    /// A concern of the person, family or a friend, which is no referral (N3).
    ConcernRaised(concern::ConcernRaised) "concern_raised" "Concern raised" Team Series;
    /// Which criteria a team judges by, from when (R06).
    CriteriaSet(criteria::CriteriaSet) "criteria_set" "Criteria" Team Series;
    /// To whom criteria were given (R07).
    CriteriaGiven(criteria::CriteriaGiven) "criteria_given" "Criteria given" Team Series;
}

/// The name space from which document ids are made.
const DOCUMENTS: Uuid = Uuid::from_u128(0x6f0c_2d53_8b1e_4a6f_9d27_51c0_4be8_7a11);

impl Kind {
    /// The kind with this text, if there is one.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.text() == text)
    }

    /// The entry id of a living document: it follows from its subject, so that nobody can make two.
    #[must_use]
    pub fn document_id(self, subject: Uuid) -> Uuid {
        let mut name = subject.as_bytes().to_vec();
        name.extend_from_slice(self.text().as_bytes());
        Uuid::new_v5(&DOCUMENTS, &name)
    }

    /// Whether a later version must say why (N12): what was written about an event is corrected,
    /// what is a living document is simply carried on.
    #[must_use]
    pub fn correction_needs_reason(self) -> bool {
        matches!(
            self,
            Kind::Contact
                | Kind::Tier
                | Kind::LadderStep
                | Kind::Event
                | Kind::HandoverLine
                | Kind::MdtDecision
                | Kind::Supervision
                | Kind::SafetyCheck
        )
    }
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, Vec<Problem>> {
    let mut source = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize(&mut source).map_err(|error| {
        let path = error.path().to_string();
        let field = if path == "." { String::new() } else { path };
        vec![Problem::new(field, format!("This does not fit: {}.", plain(&error.into_inner().to_string())))]
    })
}

/// The message of the JSON reader without its line and column, which mean nothing on a form.
fn plain(message: &str) -> &str {
    message.split(" at line ").next().unwrap_or(message)
}

/// What somebody sends: a new entry, or a new version of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Made where the entry is made; sending it twice is harmless.
    pub id: Uuid,
    /// Person, staff, team or organisation.
    pub subject: Uuid,
    /// The team in whose name it is written; none for staff and organisations.
    pub team: Option<Uuid>,
    /// When it happened, by the clock of the world.
    pub happened_at: Timestamp,
    /// The version this was made from; 0 for a new entry.
    pub from_version: u32,
    /// Why an earlier version is corrected.
    pub reason: Option<String>,
    /// What it says.
    pub body: Body,
}

/// An entry as it stands in the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The order of the journal, given by the server.
    pub seq: i64,
    /// As in the draft.
    pub id: Uuid,
    /// 1 for the first, then one more each.
    pub version: u32,
    /// As in the draft.
    pub subject: Uuid,
    /// As in the draft.
    pub team: Option<Uuid>,
    /// The member of staff who signed it.
    pub author: Uuid,
    /// As in the draft.
    pub happened_at: Timestamp,
    /// When the server took it.
    pub recorded_at: Timestamp,
    /// As in the draft.
    pub reason: Option<String>,
    /// What it says.
    pub body: Body,
}

impl Entry {
    /// The kind of the entry.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.body.kind()
    }
}
