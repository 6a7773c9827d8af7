//! Assessments and screenings on the line: which parts are filled, what was completed, what is due.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Line;
use crate::entry::Entry;
use crate::entry::assessment::{Assessment, AssessmentSession, Delivery, Part};
use crate::entry::screening::{Next, Screening};
use crate::scale::occupational::Tool;

/// An assessment, short.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AssessmentNow {
    /// The entry.
    pub id: Uuid,
    /// When it began.
    pub at: Timestamp,
    /// Its sessions, by time.
    pub sessions: Vec<SessionNow>,
    /// Who gives the help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
    /// What the person does not agree with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disagreement: Option<String>,
    /// Completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_on: Option<Date>,
}

/// A session, short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionNow {
    /// The entry.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// The parts of which something was said.
    pub parts: Vec<Part>,
}

/// A screening, short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScreeningNow {
    /// The entry.
    pub id: Uuid,
    /// Which scale.
    pub tool: Tool,
    /// When.
    pub at: Timestamp,
    /// Whether every area is rated.
    pub complete: bool,
    /// What follows from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Next>,
    /// When it is rated again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again_on: Option<Date>,
}

impl AssessmentNow {
    /// The parts of which something was said in any session.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        let said = |part: &Part| self.sessions.iter().any(|session| session.parts.contains(part));
        Part::ALL.iter().copied().filter(said).collect()
    }

    /// The parts still blank.
    #[must_use]
    pub fn blank(&self) -> Vec<Part> {
        let filled = self.parts();
        Part::ALL.iter().copied().filter(|part| !filled.contains(part)).collect()
    }
}

/// From whom help was agreed (A04).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helpers {
    /// The whole team, a mini-team or one worker.
    pub delivery: Delivery,
    /// The named workers it means; the whole team has no names.
    pub workers: Vec<Uuid>,
}

impl Line {
    /// From whom help was agreed when the latest assessment was completed; none before that.
    #[must_use]
    pub fn agreed_helpers(&self) -> Option<Helpers> {
        let delivery = self.assessment().filter(|one| one.completed_on.is_some())?.delivery?;
        let named = self.named.as_ref();
        let key_worker = named.and_then(|named| named.key_worker);
        let workers = match delivery {
            Delivery::WholeTeam => Vec::new(),
            Delivery::SingleWorker => key_worker.into_iter().collect(),
            Delivery::MiniTeam => {
                let others = named.into_iter().flat_map(|n| n.deputy.iter().chain(&n.mini_team).copied());
                key_worker.into_iter().chain(others).collect()
            }
        };
        Some(Helpers { delivery, workers })
    }

    /// The latest assessment.
    #[must_use]
    pub fn assessment(&self) -> Option<&AssessmentNow> {
        self.assessments.iter().max_by_key(|one| (one.at, one.id))
    }

    pub(super) fn take_assessment(&mut self, entry: &Entry, assessment: &Assessment) {
        self.with_assessment(entry.id, |one| {
            one.at = entry.happened_at;
            one.delivery = assessment.delivery;
            one.disagreement.clone_from(&assessment.disagreement);
            one.completed_on = assessment.completed_on;
        });
    }

    pub(super) fn take_session(&mut self, entry: &Entry, session: &AssessmentSession) {
        self.with_assessment(session.assessment, |one| {
            one.sessions.push(SessionNow { id: entry.id, at: entry.happened_at, parts: session.parts() });
            one.sessions.sort_by_key(|known| (known.at, known.id));
        });
    }

    /// Sessions and their assessment come in any order.
    fn with_assessment(&mut self, id: Uuid, change: impl FnOnce(&mut AssessmentNow)) {
        let place = self.assessments.partition_point(|one| one.id < id);
        if self.assessments.get(place).is_none_or(|one| one.id != id) {
            self.assessments.insert(place, AssessmentNow { id, ..AssessmentNow::default() });
        }
        if let Some(one) = self.assessments.get_mut(place) {
            change(one);
        }
    }

    pub(super) fn take_screening(&mut self, entry: &Entry, screening: &Screening) {
        self.screenings.retain(|one| one.id != entry.id);
        self.screenings.push(ScreeningNow {
            id: entry.id,
            tool: screening.tool,
            at: entry.happened_at,
            complete: screening.tool.is_complete(&screening.ratings),
            next: screening.next,
            again_on: screening.again_on,
        });
        self.screenings.sort_by_key(|one| (one.at, one.id));
    }
}
