//! One person: who they are, and for those who read the record, how things stand with them.

use care::clocks::{self, Clock};
use care::entry::tier::TierName;
use care::ladder;
use care::line::{Line, Relation};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use store::directory::Directory;
use uuid::Uuid;

use super::list::{ActionView, LadderView, SeenView, TierView};
use super::{EntryView, StaffRef, VisitView};

/// People that were looked for, or a caseload.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct People {
    /// By family name; at most 100 when they were looked for.
    pub(crate) people: Vec<PersonShort>,
}

/// Who somebody is.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PersonShort {
    /// Their id.
    pub(crate) id: Uuid,
    /// The name they like, and the family name.
    pub(crate) name: String,
    /// NHS number, ten digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nhs_number: Option<String>,
    /// Birth date, as much of it as is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) born: Option<String>,
    /// Gender code.
    pub(crate) gender: String,
    /// Pronouns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pronouns: Option<String>,
    /// Interpreter needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) interpreter: Option<String>,
    /// First telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) phone: Option<String>,
    /// Who else answers it, and what may be said (BI60).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) phone_caution: Option<String>,
    /// Where they live or stay, on one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    /// The address is kept from lists; those who read the record find it in the person's document (BI58).
    pub(crate) address_withheld: bool,
    /// Reasonable adjustments that every contact must honour.
    pub(crate) adjustments: Vec<String>,
    /// The day they died.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) died_on: Option<Date>,
    /// The team they are under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) team: Option<Uuid>,
    /// Whether the team has taken them on and not ended it.
    pub(crate) on_caseload: bool,
}

impl PersonShort {
    /// Who somebody is, from their line.
    pub(crate) fn of(line: &Line) -> PersonShort {
        let who = line.who.clone();
        let address = who.listed_address();
        PersonShort {
            id: line.person,
            name: who.name,
            nhs_number: who.nhs_number,
            born: who.born.map(|born| born.to_string()),
            gender: who.gender,
            pronouns: who.pronouns,
            interpreter: who.interpreter,
            phone: who.phone,
            phone_caution: who.phone_caution,
            address,
            address_withheld: who.withheld,
            adjustments: who.adjustments,
            died_on: who.died_on,
            team: line.team(),
            on_caseload: line.on_caseload(),
        }
    }
}

/// One person.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PersonView {
    /// Who they are.
    pub(crate) person: PersonShort,
    /// Their living documents, as far as the caller may read them: each with the version that a change names.
    pub(crate) documents: Vec<EntryView>,
    /// The next visits from the start of today on, at most 20; all are among the entries.
    pub(crate) visits: Vec<VisitView>,
    /// How things stand; absent for those who may see who somebody is and not the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) record: Option<Record>,
}

/// How things stand with a person.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Record {
    /// The time under the team that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    episode: Option<EpisodeView>,
    /// Key worker.
    #[serde(skip_serializing_if = "Option::is_none")]
    key_worker: Option<StaffRef>,
    /// Deputy.
    #[serde(skip_serializing_if = "Option::is_none")]
    deputy: Option<StaffRef>,
    /// Since which day nobody is named, when nobody is (N10).
    #[serde(skip_serializing_if = "Option::is_none")]
    unallocated_since: Option<Date>,
    /// Contact-intensity tier in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    tier: Option<TierView>,
    /// What speaks for another tier; never set by itself.
    proposals: Vec<ProposalView>,
    /// Last time seen face to face.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_seen: Option<SeenView>,
    /// Contacts in all, tried ones too.
    contacts: u32,
    /// The missed-contact ladder, while contacts are being missed.
    #[serde(skip_serializing_if = "Option::is_none")]
    ladder: Option<LadderView>,
    /// Actions promised and not done.
    actions: Vec<ActionView>,
    /// Visit-safety rules in force.
    safety: Vec<SafetyView>,
    /// Every deadline, the earliest first.
    clocks: Vec<Clock>,
    /// Who has known the person, the one who knows them best first.
    relations: Vec<RelationView>,
}

/// A time under a team.
#[derive(Debug, Serialize, JsonSchema)]
struct EpisodeView {
    /// The entry.
    id: Uuid,
    /// The team.
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<Uuid>,
    /// Referral received.
    referred_on: Date,
    /// Taken on.
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted_on: Option<Date>,
    /// Ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_on: Option<Date>,
}

/// A reason to decide about the tier again.
#[derive(Debug, Serialize, JsonSchema)]
struct ProposalView {
    /// Proposed.
    tier: TierName,
    /// Because.
    because: String,
}

/// What a worker must know at the door.
#[derive(Debug, Serialize, JsonSchema)]
struct SafetyView {
    /// The entry.
    id: Uuid,
    /// What kind, in words.
    rule: &'static str,
    /// In words.
    what: String,
    /// Last day.
    expires_on: Date,
}

/// How long and how often a worker has met the person.
#[derive(Debug, Serialize, JsonSchema)]
struct RelationView {
    /// The worker.
    worker: StaffRef,
    /// Contacts that succeeded.
    contacts: u32,
    /// Minutes together.
    minutes: u32,
    /// First of them.
    first_at: Timestamp,
    /// Last of them.
    last_at: Timestamp,
}

impl Record {
    /// How things stand, from a person's line and relations.
    pub(crate) fn of(
        line: &Line,
        relations: Vec<(Uuid, Relation)>,
        directory: &Directory,
        now: Timestamp,
    ) -> Record {
        let named = |id: Option<Uuid>| id.map(|id| StaffRef::of(id, directory));
        Record {
            episode: line.episode().map(|e| EpisodeView {
                id: e.id,
                team: e.team,
                referred_on: e.referred_on,
                accepted_on: e.accepted_on,
                ended_on: e.ended_on,
            }),
            key_worker: named(line.named.as_ref().and_then(|n| n.key_worker)),
            deputy: named(line.named.as_ref().and_then(|n| n.deputy)),
            unallocated_since: line.unallocated_since(),
            tier: line.tier.as_ref().map(|tier| TierView::of(tier, directory)),
            proposals: proposals(line, now),
            last_seen: line.last_seen.as_ref().map(|seen| SeenView::of(seen, directory)),
            contacts: line.contacts,
            ladder: ladder::of(line).map(|ladder| LadderView::of(&ladder, now)),
            actions: line.actions.iter().map(|action| ActionView::of(action, directory)).collect(),
            safety: line.safety.iter().map(SafetyView::of).collect(),
            clocks: clocks::of(line, now),
            relations: relations.into_iter().map(|(id, r)| RelationView::of(id, &r, directory)).collect(),
        }
    }
}

fn proposals(line: &Line, now: Timestamp) -> Vec<ProposalView> {
    let all = care::proposal::of(line, now);
    all.into_iter().map(|p| ProposalView { tier: p.tier, because: p.because }).collect()
}

impl SafetyView {
    fn of(rule: &care::line::SafetyNow) -> SafetyView {
        let words = rule.what.clone();
        SafetyView { id: rule.id, rule: rule.rule.label(), what: words, expires_on: rule.expires_on }
    }
}

impl RelationView {
    fn of(id: Uuid, relation: &Relation, directory: &Directory) -> RelationView {
        RelationView {
            worker: StaffRef::of(id, directory),
            contacts: relation.contacts,
            minutes: relation.minutes,
            first_at: relation.first_at,
            last_at: relation.last_at,
        }
    }
}
