//! What a rule may look at beside the draft: the person's line, the version before, the visits and
//! contacts nearby. `needs` says which of it a draft needs, so that the store reads no more.

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::access::{Actor, Role};
use crate::entry::around::Network;
use crate::entry::attachment::Attachment;
use crate::entry::organisation::{Staff, Team};
use crate::entry::visit::{Visit, VisitSeries};
use crate::entry::week_plan::PlanState;
use crate::entry::{Body, Draft, Entry};
use crate::line::Line;
use crate::search_key;

/// The record around a draft.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The server's clock.
    pub now: Timestamp,
    /// Who acts.
    pub actor: &'a Actor,
    /// The person's line; none when there is no such person.
    pub line: Option<&'a Line>,
    /// The version that the draft was made from.
    pub before: Option<&'a Entry>,
    /// Staff, with their roles.
    pub staff: &'a dyn Fn(Uuid) -> Option<Role>,
    /// The visit that the draft names, or is.
    pub visit: Option<&'a VisitNow>,
    /// Other face-to-face contacts of the same workers that overlap in time.
    pub overlapping: &'a [Slot],
    /// Other people with the same NHS number, or the same name and birth date.
    pub twins: &'a Twins,
    /// The worker's visits of the day that is closed.
    pub day: &'a [VisitNow],
    /// The handover, meeting or alarm that the draft belongs to.
    pub session: Option<&'a Entry>,
    /// Everybody on the caseload of the team that the draft is about.
    pub caseload: &'a [Line],
    /// The worker who would be key worker, with their people; none when nobody would be.
    pub allocating: Option<&'a Caseload>,
    /// The team in whose name it is written.
    pub team: Option<&'a Team>,
    /// The referral that the draft names.
    pub referral: Option<&'a Entry>,
    /// The documents of that referral.
    pub attached: &'a [Attachment],
    /// The sets of criteria that the team approved.
    pub criteria: &'a [Entry],
    /// The series that the draft names, with the weeks of those who go.
    pub weeks: Option<&'a Weeks>,
    /// Who is around the person, and what each may know.
    pub network: Option<&'a Network>,
    /// Whether a member of staff is at work on a day.
    pub works: &'a dyn Fn(Uuid, Date) -> bool,
    /// The visits of the team in the week that is planned.
    pub week: &'a [VisitNow],
}

/// Nobody may be the same person.
static NO_TWINS: Twins = Twins { same_number: Vec::new(), same_name_and_birth: Vec::new() };

impl<'a> Context<'a> {
    /// A context that knows the moment, who acts and who is on the staff, and nothing of the record.
    #[must_use]
    pub fn bare(now: Timestamp, actor: &'a Actor, staff: &'a dyn Fn(Uuid) -> Option<Role>) -> Context<'a> {
        Context {
            now,
            actor,
            line: None,
            before: None,
            staff,
            visit: None,
            overlapping: &[],
            twins: &NO_TWINS,
            day: &[],
            session: None,
            caseload: &[],
            allocating: None,
            team: None,
            referral: None,
            attached: &[],
            criteria: &[],
            weeks: None,
            network: None,
            works: &|_, _| true,
            week: &[],
        }
    }
}

impl Context<'_> {
    /// The role of a member of staff, when there is one.
    #[must_use]
    pub fn staff_role(&self, staff: Uuid) -> Option<Role> {
        (self.staff)(staff)
    }

    /// Today, where the team works.
    #[must_use]
    pub fn today(&self) -> Date {
        crate::moment::local_day(self.now)
    }
}

/// A worker and the people of the team whose key worker they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Caseload {
    /// The worker.
    pub worker: Staff,
    /// Their people.
    pub lines: Vec<Line>,
}

/// A series of visits, and the weeks of the workers who go.
#[derive(Clone, Debug, PartialEq)]
pub struct Weeks {
    /// The series' entry.
    pub id: Uuid,
    /// The plan.
    pub series: VisitSeries,
    /// Each worker, with the visits planned for them in that time beside those of the series.
    pub workers: Vec<(Staff, Vec<VisitNow>)>,
}

/// A visit as lists and rules see it.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitNow {
    /// The visit.
    pub id: Uuid,
    /// The version of its own entry; 0 while it is only a day of a series.
    pub version: u32,
    /// The person.
    pub person: Uuid,
    /// The team.
    pub team: Option<Uuid>,
    /// When it starts.
    pub starts_at: Timestamp,
    /// The plan.
    pub visit: Visit,
    /// The contact that is its outcome.
    pub outcome: Option<Uuid>,
}

/// How a visit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VisitState {
    /// Planned.
    Planned,
    /// Under way.
    Started,
    /// The worker left; what happened is not written yet.
    Ended,
    /// Its contact is recorded.
    Recorded,
    /// Called off.
    CalledOff,
}

impl VisitNow {
    /// How the visit stands.
    #[must_use]
    pub fn state(&self) -> VisitState {
        match (&self.visit.called_off, self.outcome, self.visit.started_at, self.visit.ended_at) {
            (Some(_), ..) => VisitState::CalledOff,
            (None, Some(_), ..) => VisitState::Recorded,
            (None, None, Some(_), Some(_)) => VisitState::Ended,
            (None, None, Some(_), None) => VisitState::Started,
            (None, None, None, _) => VisitState::Planned,
        }
    }

    /// Whether somebody must still say what became of it.
    #[must_use]
    pub fn waits_for_outcome(&self, now: Timestamp) -> bool {
        match self.state() {
            VisitState::Planned => self.visit.planned_end(self.starts_at) <= now,
            VisitState::Started | VisitState::Ended => true,
            VisitState::Recorded | VisitState::CalledOff => false,
        }
    }
}

/// A time a worker was with somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The contact.
    pub contact: Uuid,
    /// The worker.
    pub worker: Uuid,
    /// Start.
    pub from: Timestamp,
    /// End.
    pub to: Timestamp,
}

/// People who may be the same person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Twins {
    /// Has the same NHS number.
    pub same_number: Vec<Uuid>,
    /// Has the same name and birth date.
    pub same_name_and_birth: Vec<Uuid>,
}

/// What a draft makes it necessary to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// The visit with this id.
    pub visit: Option<Uuid>,
    /// Face-to-face contacts of these workers that overlap this time.
    pub overlap: Option<(Vec<Uuid>, Timestamp, Timestamp)>,
    /// People with this NHS number, or this name key and birth date.
    pub twins: Option<(Option<String>, String, String)>,
    /// Visits of this worker on this day.
    pub day: Option<(Uuid, Date)>,
    /// The handover, meeting or alarm with this id.
    pub session: Option<Uuid>,
    /// The caseload of this team.
    pub caseload: Option<Uuid>,
    /// The people whose key worker this worker is.
    pub allocating: Option<Uuid>,
    /// This referral, and the criteria of the team.
    pub referral: Option<Uuid>,
    /// The documents of this referral.
    pub attached: Option<Uuid>,
    /// This series, and the weeks of the workers who go.
    pub weeks: Option<Uuid>,
    /// Who is around this person.
    pub network: Option<Uuid>,
    /// The visits of this team in the week that begins on this Monday.
    pub week: Option<(Uuid, Date)>,
}

/// What a draft makes it necessary to read.
#[must_use]
#[expect(clippy::too_many_lines, reason = "one line for each kind of entry")]
pub fn needs(draft: &Draft) -> Needs {
    let mut needs = Needs::default();
    match &draft.body {
        Body::Contact(contact) => {
            needs.visit = contact.visit;
            let tells = contact.partner.as_ref().is_some_and(|partner| !partner.told.is_empty());
            needs.network = tells.then_some(draft.subject);
            if contact.face_to_face() && contact.minutes.unwrap_or(0) > 0 {
                let to = contact.ended_at(draft.happened_at);
                needs.overlap = Some((contact.workers.clone(), draft.happened_at, to));
            }
        }
        Body::Visit(_) => needs.visit = Some(draft.id),
        Body::Handover(handover) if handover.ended_at.is_some() => needs.caseload = Some(draft.subject),
        Body::WeekPlan(plan) => {
            needs.caseload = Some(draft.subject);
            let asked = plan.state != PlanState::Discarded;
            needs.week = asked.then_some((draft.subject, plan.monday));
        }
        Body::HandoverLine(line) => needs.session = Some(line.handover),
        Body::KeyWorker(named) => needs.allocating = named.key_worker,
        Body::MdtDecision(decision) => {
            needs.session = Some(decision.mdt);
            // The first visit of the series says whose it is and who goes.
            needs.visit =
                decision.intervention.as_ref().map(|one| VisitSeries::visit_id(one.series, one.first_on));
            needs.weeks = decision.intervention.as_ref().map(|one| one.series);
        }
        Body::DayClose(close) => needs.day = Some((draft.subject, close.day)),
        Body::Person(person) => {
            needs.twins = Some((
                person.nhs_number.as_ref().map(|n| n.as_str().to_owned()),
                twin_key(person),
                person.born.to_string(),
            ));
        }
        Body::ReferralDecision(decision) => needs.referral = Some(decision.referral),
        Body::WaitingCheck(check) => needs.referral = Some(check.referral),
        Body::Attachment(one) => (needs.referral, needs.attached) = (Some(one.referral), Some(one.referral)),
        Body::SafetyCheck(check) => {
            needs.visit = check.visit;
            needs.session = check.alarm;
        }
        Body::Organisation(_)
        | Body::Team(_)
        | Body::Staff(_)
        | Body::Referral(_)
        | Body::ConcernRaised(_)
        | Body::CriteriaSet(_)
        | Body::CriteriaGiven(_)
        | Body::Episode(_)
        | Body::Network(_)
        | Body::Preferences(_)
        | Body::SafetyRule(_)
        | Body::Diagnoses(_)
        | Body::PlanReview(_)
        | Body::LegalStatus(_)
        | Body::Injection(_)
        | Body::HospitalStay(_)
        | Body::VisitSeries(_)
        | Body::Tier(_)
        | Body::LadderStep(_)
        | Body::Event(_)
        | Body::Assessment(_)
        | Body::AssessmentSession(_)
        | Body::Screening(_)
        | Body::Sensory(_)
        | Body::Cohort(_)
        | Body::Supervision(_)
        | Body::SafetyDetails(_)
        | Body::ActionUpdate(_)
        | Body::Handover(_)
        | Body::Mdt(_) => {}
    }
    needs
}

/// The name by which the same person entered twice is found: without accents, case or spaces.
#[must_use]
pub fn twin_key(person: &crate::entry::person::Person) -> String {
    let Some(name) = person.names.first() else { return String::new() };
    search_key::fold(&format!("{}{}", name.given, name.family))
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}
