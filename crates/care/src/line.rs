//! The line: all that lists and the board need to know of one person, in one row.
//! It follows from the person's entries alone, never from the clock: what is overdue is worked out
//! when somebody looks. `apply` takes one entry more; `of` works the whole line out again, and both
//! agree (a property test holds them to it).

mod assessed;
mod lately;
mod named;
mod parts;
mod referral;
mod relation;
mod spoken;

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::entry::around::Preferences;
use crate::entry::assessment::Sensory;
use crate::entry::cohort::Cohort;
use crate::entry::contact::{Contact, With};
use crate::entry::event::ActionState;
use crate::entry::{Body, Entry};

pub use assessed::{AssessmentNow, ScreeningNow, SessionNow};
pub use lately::Lately;
pub use parts::{
    DecidedNow, DecisionNow, EpisodeNow, EventNow, ForMdt, HomeNow, InjectionNow, LegalNow, Missed, NamedNow,
    OpenAction, Recent, ReferralNow, SafetyNow, SaidNow, Seen, StayNow, StepDone, TierNow, WaitingNow, Who,
};
pub use relation::Relation;

/// Days of contacts kept in the line, counted back from the latest one.
pub const RECENT_DAYS: i64 = 28;
/// Ladder steps and events kept.
const KEPT: usize = 12;

/// One person as lists see them. What every contact changes is kept apart from the rest (`Lately`),
/// so that a contact does not write all of it again: it is left out when a line is serialized.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Line {
    /// The person.
    pub person: Uuid,
    /// The team in whose name the details were entered; used until there is an episode.
    pub entered_by: Option<Uuid>,
    /// Who they are.
    pub who: Who,
    /// Times under teams, by the day the referral was received.
    pub episodes: Vec<EpisodeNow>,
    /// Who is named for them.
    pub named: Option<NamedNow>,
    /// Contact-intensity tier in force.
    pub tier: Option<TierNow>,
    /// Last time the person was seen face to face.
    #[serde(skip)]
    pub last_seen: Option<Seen>,
    /// Start of the latest contact of any outcome.
    #[serde(skip)]
    pub last_contact_at: Option<Timestamp>,
    /// Contacts of the last 28 days before the latest, oldest first.
    #[serde(skip)]
    pub recent: Vec<Recent>,
    /// Contacts in all.
    #[serde(skip)]
    pub contacts: u32,
    /// Attempts since the person was last in contact.
    #[serde(skip)]
    pub missed: Option<Missed>,
    /// Latest steps of the missed-contact ladder.
    pub steps: Vec<StepDone>,
    /// Actions promised and not done.
    #[serde(skip)]
    pub actions: Vec<OpenAction>,
    /// Latest events, and all that wait for an answer.
    pub events: Vec<EventNow>,
    /// Visit-safety rules not ended.
    pub safety: Vec<SafetyNow>,
    /// Preferences in force.
    pub preferences: Option<Preferences>,
    /// The last care plan review.
    pub plan_reviewed_on: Option<Date>,
    /// Sections and orders not ended.
    pub legal: Vec<LegalNow>,
    /// Injections not stopped.
    pub injections: Vec<InjectionNow>,
    /// Latest stay in hospital.
    pub stay: Option<StayNow>,
    /// Assessments with their sessions, by id.
    pub assessments: Vec<AssessmentNow>,
    /// Occupational screenings, by time.
    pub screenings: Vec<ScreeningNow>,
    /// What the senses like and do not like (A07).
    pub sensory: Option<Sensory>,
    /// The seven signs of people for whom intensive care is meant (domain 2.2).
    pub cohort: Option<Cohort>,
    /// What was last said at a handover.
    pub said: Option<SaidNow>,
    /// What a handover sent to the weekly meeting.
    pub for_mdt: Option<ForMdt>,
    /// What the weekly meeting last decided.
    pub decided: Option<DecidedNow>,
    /// The last day on which the team spoke of a change, at a handover or elsewhere.
    pub discussed_on: Option<Date>,
    /// When the person was last in contact, face to face or not.
    #[serde(skip)]
    pub last_reached: Option<Timestamp>,
    /// Referrals, by the day they were received.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub referrals: Vec<ReferralNow>,
    /// Decisions on referrals.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<DecisionNow>,
    /// The latest check while waiting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<WaitingNow>,
}

impl AsRef<Line> for Line {
    fn as_ref(&self) -> &Line {
        self
    }
}

/// What `apply` could do with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// The line is up to date.
    Done,
    /// The line must be worked out again from all entries.
    Again,
}

impl Line {
    /// The line of a person from the current versions of all their entries.
    #[must_use]
    pub fn of(entries: &[Entry]) -> Line {
        let mut line = Line::default();
        let mut contacts: Vec<&Entry> =
            entries.iter().filter(|e| matches!(e.body, Body::Contact(_))).collect();
        contacts.sort_by_key(|e| (e.happened_at, e.seq));
        for entry in contacts {
            if let Body::Contact(contact) = &entry.body {
                line.person = entry.subject;
                line.take_contact(entry, contact);
            }
        }
        let mut others: Vec<&Entry> =
            entries.iter().filter(|e| !matches!(e.body, Body::Contact(_))).collect();
        others.sort_by_key(|e| e.seq);
        // What was promised comes before what became of it, also when the promise was corrected since.
        others.iter().for_each(|entry| line.take_promised(entry));
        for entry in others {
            line.take_other(entry);
        }
        line
    }

    /// Takes one more entry, already known to be the newest version of itself.
    pub fn apply(&mut self, entry: &Entry) -> Applied {
        if let Body::Contact(contact) = &entry.body {
            let in_order = self.last_contact_at.is_none_or(|last| last < entry.happened_at);
            if entry.version > 1 || !in_order {
                return Applied::Again;
            }
            self.person = entry.subject;
            self.take_contact(entry, contact);
            return Applied::Done;
        }
        let replaces = matches!(
            entry.body,
            Body::ActionUpdate(_)
                | Body::Tier(_)
                | Body::KeyWorker(_)
                | Body::LadderStep(_)
                | Body::PlanReview(_)
                | Body::HospitalStay(_)
                | Body::Event(_)
                | Body::HandoverLine(_)
                | Body::MdtDecision(_)
                | Body::WaitingCheck(_)
                | Body::AssessmentSession(_)
        );
        if entry.version > 1 && replaces {
            return Applied::Again;
        }
        self.take_promised(entry);
        self.take_other(entry);
        Applied::Done
    }

    /// The part that contacts change, for keeping.
    #[must_use]
    pub fn lately(&self) -> Lately<'_> {
        Lately {
            last_seen: self.last_seen.as_ref().map(Cow::Borrowed),
            last_contact_at: self.last_contact_at,
            last_reached: self.last_reached,
            recent: Cow::Borrowed(&self.recent),
            contacts: self.contacts,
            missed: self.missed.as_ref().map(Cow::Borrowed),
            actions: Cow::Borrowed(&self.actions),
        }
    }

    /// The line with the part that contacts change, as it was kept.
    #[must_use]
    pub fn with(self, lately: Lately<'_>) -> Line {
        Line {
            last_seen: lately.last_seen.map(Cow::into_owned),
            last_contact_at: lately.last_contact_at,
            last_reached: lately.last_reached,
            recent: lately.recent.into_owned(),
            contacts: lately.contacts,
            missed: lately.missed.map(Cow::into_owned),
            actions: lately.actions.into_owned(),
            ..self
        }
    }

    /// The episode that counts: the one not ended, else the last.
    #[must_use]
    pub fn episode(&self) -> Option<&EpisodeNow> {
        self.episodes.iter().rfind(|e| e.ended_on.is_none()).or_else(|| self.episodes.last())
    }

    /// The day the person was last seen, by this record or the one before it.
    #[must_use]
    pub fn last_seen_on(&self) -> Option<Date> {
        let here = self.last_seen.as_ref().map(|seen| crate::moment::local_day(seen.at));
        here.max(self.episode().and_then(|e| e.last_seen_before))
    }

    /// The team the person is under, or was last.
    #[must_use]
    pub fn team(&self) -> Option<Uuid> {
        self.episode().map_or(self.entered_by, |e| e.team)
    }

    /// Whether a team has the person on its caseload: taken on and not ended.
    #[must_use]
    pub fn on_caseload(&self) -> bool {
        self.who.died_on.is_none()
            && self.episode().is_some_and(|e| e.accepted_on.is_some() && e.ended_on.is_none())
    }

    /// Whether the person waits at the way in: referred, not taken on, not ended.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.who.died_on.is_none()
            && self.episode().is_some_and(|e| e.accepted_on.is_none() && e.ended_on.is_none())
    }

    /// Since which day the person has had no key worker, if they have none (N10).
    #[must_use]
    pub fn unallocated_since(&self) -> Option<Date> {
        if !self.on_caseload() || self.named.as_ref().is_some_and(|n| n.key_worker.is_some()) {
            return None;
        }
        let without = self.named.as_ref().map(|n| crate::moment::local_day(n.since));
        without.or_else(|| self.episode().and_then(|e| e.accepted_on))
    }

    /// Steps of the ladder that belong to the present run of missed contacts.
    pub fn steps_now(&self) -> impl Iterator<Item = &StepDone> {
        let from = self.missed.as_ref().map(|m| m.first_at);
        self.steps.iter().filter(move |step| from.is_some_and(|from| from <= step.at))
    }

    fn take_contact(&mut self, entry: &Entry, contact: &Contact) {
        self.contacts += 1;
        self.last_contact_at = Some(entry.happened_at);
        let seen = contact.saw_the_person();
        self.recent.push(Recent {
            id: entry.id,
            at: entry.happened_at,
            workers: contact.workers.clone(),
            outcome: contact.outcome,
            with: contact.with,
            seen,
            signs: u8::try_from(contact.early_signs.len()).unwrap_or(u8::MAX),
        });
        let oldest = entry.happened_at.checked_sub((24 * RECENT_DAYS).hours());
        if let Ok(oldest) = oldest {
            self.recent.retain(|r| r.at > oldest);
        }
        if seen {
            self.last_seen = Some(Seen {
                id: entry.id,
                at: entry.happened_at,
                workers: contact.workers.clone(),
                place: contact.place.clone(),
            });
        }
        self.take_attempt(entry, contact);
        if let Some(action) = &contact.next_action {
            self.actions.push(OpenAction {
                id: entry.id,
                what: action.what.clone(),
                owner: Some(action.owner),
                due_on: action.due_on,
            });
            self.actions.sort_by_key(|a| (a.due_on, a.id));
        }
    }

    fn take_attempt(&mut self, entry: &Entry, contact: &Contact) {
        if contact.with != With::Person {
            return;
        }
        if contact.succeeded() {
            self.missed = None;
            self.last_reached = Some(entry.happened_at);
        } else if contact.outcome.starts_ladder() {
            let missed = self.missed.get_or_insert(Missed {
                first_at: entry.happened_at,
                first_id: entry.id,
                last_at: entry.happened_at,
                last_outcome: contact.outcome,
                count: 0,
                grey: false,
            });
            missed.count += 1;
            missed.last_at = entry.happened_at;
            missed.last_outcome = contact.outcome;
            missed.grey |= contact.outcome.proposes_grey();
        }
    }

    #[expect(clippy::too_many_lines, reason = "one line for each kind of entry")]
    fn take_other(&mut self, entry: &Entry) {
        self.person = entry.subject;
        match &entry.body {
            Body::Person(person) => {
                self.who = Who::of(person);
                self.entered_by = entry.team;
            }
            Body::Episode(episode) => self.take_episode(entry, episode),
            Body::KeyWorker(named) => self.take_named(entry, named),
            Body::Tier(tier) => {
                let order = (entry.happened_at, entry.seq);
                if self.tier.as_ref().is_none_or(|now| (now.at, now.seq) < order) {
                    self.tier = Some(TierNow {
                        id: entry.id,
                        tier: tier.tier,
                        reason: tier.reason.clone(),
                        by: entry.author,
                        at: entry.happened_at,
                        expires_on: tier.expires_on,
                        seq: entry.seq,
                    });
                }
            }
            Body::LadderStep(step) => {
                self.steps.push(StepDone {
                    id: entry.id,
                    step: step.step,
                    at: entry.happened_at,
                    by: entry.author,
                });
                self.steps.sort_by_key(|s| (s.at, s.id));
                let more = self.steps.len().saturating_sub(KEPT);
                self.steps.drain(..more);
            }
            Body::Assessment(assessment) => self.take_assessment(entry, assessment),
            Body::AssessmentSession(session) => self.take_session(entry, session),
            Body::Screening(screening) => self.take_screening(entry, screening),
            Body::Sensory(sensory) => self.sensory = Some(sensory.clone()),
            Body::Cohort(cohort) => self.cohort = Some(cohort.clone()),
            Body::ActionUpdate(update) => self.take_action_update(update),
            Body::Event(event) => self.take_event(entry, event),
            Body::HandoverLine(said) => self.take_said(entry, said),
            Body::MdtDecision(decision) => self.take_decision(entry, decision),
            Body::Preferences(preferences) => self.preferences = Some(preferences.clone()),
            Body::SafetyRule(_)
            | Body::PlanReview(_)
            | Body::LegalStatus(_)
            | Body::Injection(_)
            | Body::HospitalStay(_) => self.take_promise(entry),
            Body::Referral(_) | Body::ReferralDecision(_) | Body::WaitingCheck(_) => {
                self.take_referral(entry);
            }
            Body::Contact(_)
            | Body::ConcernRaised(_)
            | Body::CriteriaSet(_)
            | Body::CriteriaGiven(_)
            | Body::Attachment(_)
            | Body::Network(_)
            | Body::Diagnoses(_)
            | Body::Visit(_)
            | Body::VisitSeries(_)
            | Body::DayClose(_)
            | Body::Handover(_)
            | Body::Mdt(_)
            | Body::WeekPlan(_)
            | Body::Organisation(_)
            | Body::Team(_)
            | Body::Supervision(_)
            | Body::SafetyCheck(_)
            | Body::SafetyDetails(_)
            | Body::Staff(_) => {}
        }
    }

    fn take_action_update(&mut self, update: &crate::entry::event::ActionUpdate) {
        match update.state {
            ActionState::Done | ActionState::NotNeeded => self.actions.retain(|a| a.id != update.action),
            ActionState::HandedBack => {
                if let Some(action) = self.actions.iter_mut().find(|a| a.id == update.action) {
                    action.owner = None;
                    action.due_on = update.due_on.unwrap_or(action.due_on);
                }
                self.actions.sort_by_key(|a| (a.due_on, a.id));
            }
            ActionState::Carried => {
                if let Some(action) = self.actions.iter_mut().find(|a| a.id == update.action) {
                    action.owner = update.owner.or(action.owner);
                    action.due_on = update.due_on.unwrap_or(action.due_on);
                }
                self.actions.sort_by_key(|a| (a.due_on, a.id));
            }
        }
    }

    fn take_event(&mut self, entry: &Entry, event: &crate::entry::event::Event) {
        self.events.retain(|e| e.id != entry.id);
        self.events.push(EventNow {
            id: entry.id,
            event: event.event,
            at: entry.happened_at,
            what: event.what.clone(),
            urgent: event.urgent,
            waits: event.waits_for_answer(),
        });
        self.events.sort_by_key(|e| (e.at, e.id));
        let mut more = self.events.iter().filter(|e| !e.waits).count().saturating_sub(KEPT);
        self.events.retain(|e| {
            let drop = !e.waits && more > 0;
            more -= usize::from(drop);
            !drop
        });
    }

    fn take_promise(&mut self, entry: &Entry) {
        if let Body::SafetyRule(rule) = &entry.body {
            self.safety.retain(|s| s.id != entry.id);
            if rule.ended.is_none() {
                self.safety.push(SafetyNow {
                    id: entry.id,
                    rule: rule.rule,
                    what: rule.what.clone(),
                    expires_on: rule.expires_on,
                });
                self.safety.sort_by_key(|s| (s.rule, s.id));
            }
        }
        if let Body::PlanReview(review) = &entry.body {
            self.plan_reviewed_on = self.plan_reviewed_on.max(Some(review.reviewed_on));
        }
        if let Body::LegalStatus(legal) = &entry.body {
            self.legal.retain(|l| l.id != entry.id);
            if legal.ended_on.is_none() {
                let now = LegalNow { id: entry.id, label: legal.label(), expires_on: legal.expires_on };
                self.legal.push(now);
                self.legal.sort_by_key(|l| l.id);
            }
        }
        if let Body::Injection(injection) = &entry.body {
            self.injections.retain(|i| i.id != entry.id);
            if injection.stopped_on.is_none() {
                let product = injection.product.clone();
                self.injections.push(InjectionNow { id: entry.id, product, due_on: injection.due_on });
                self.injections.sort_by_key(|i| (i.due_on, i.id));
            }
        }
        if let Body::HospitalStay(stay) = &entry.body {
            self.take_stay(entry.id, stay);
        }
    }

    fn take_stay(&mut self, id: Uuid, stay: &crate::entry::promise::HospitalStay) {
        let newer = self.stay.as_ref().is_none_or(|now| (now.admitted_at, now.id) <= (stay.admitted_at, id));
        if newer {
            self.stay = Some(StayNow {
                id,
                ward: stay.ward.clone(),
                admitted_at: stay.admitted_at,
                left_at: stay.left_at,
            });
        }
    }
}
