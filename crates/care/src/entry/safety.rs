//! Lone-worker safety (domain 4.4): what was done when somebody did not come out of a visit in time, an
//! alarm and what became of it, and what must be known to look for a worker. About staff, never about
//! a person; nothing here follows anybody about.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::maybe;
use crate::codes::own;
use crate::phone;
use crate::problem::{Problem, Problems};
use crate::text;

own! {
    /// A step of the ladder after a visit that did not end in time, or an alarm.
    Step {
        /// The worker is asked on their own screen.
        Ping = "Ask the worker",
        /// The buddy rings.
        Buddy = "Buddy rings",
        /// The manager or whoever leads the day rings.
        Manager = "Manager or lead rings",
        /// The police are told.
        Police = "Tell the police",
        /// The worker raised an alarm.
        Alarm = "Alarm",
    }
}

own! {
    /// What came of it.
    CheckResult {
        /// The worker was spoken to and is safe.
        Safe = "Safe",
        /// Nobody answered.
        NoAnswer = "No answer",
        /// Handed to the police.
        Escalated = "The police are told",
        /// An alarm, raised by the worker.
        Raised = "Alarm raised",
    }
}

/// One thing that was done for the safety of the worker it is about. Who did it is the author, when is
/// the entry's `happened_at`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SafetyCheck {
    /// The step.
    pub step: Step,
    /// What came of it.
    pub result: CheckResult,
    /// The visit that the worker is at; with an alarm only when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<Uuid>,
    /// The alarm that this answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alarm: Option<Uuid>,
    /// Safe, and out in so many minutes: 5 to 240.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u16>,
    /// What was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The reference the police gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// Minutes that a visit may last longer.
pub(crate) fn more_minutes(minutes: u16) -> bool {
    (5..=240).contains(&minutes)
}

impl SafetyCheck {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        let raised = self.result == CheckResult::Raised;
        problems.require(
            raised == (self.step == Step::Alarm),
            "result",
            "Only an alarm is raised: say what came of this step.",
        );
        problems.require(!raised || self.alarm.is_none(), "alarm", "An alarm answers no other alarm.");
        problems.require(
            raised || self.visit.is_some() || self.alarm.is_some(),
            "visit",
            "Name the visit, or the alarm that this answers.",
        );
        problems.require(
            self.minutes.is_none_or(|minutes| self.result == CheckResult::Safe && more_minutes(minutes)),
            "minutes",
            "Enter in how many minutes the worker will be out, from 5 to 240, when they are safe.",
        );
        if self.result == CheckResult::Escalated {
            problems.require(
                self.step == Step::Police,
                "step",
                "Handing over to the police is the step of the police.",
            );
            let said =
                [&self.note, &self.reference].into_iter().flatten().any(|words| text::has_words(words));
            problems.require_rule(
                said,
                "4.4",
                "reference",
                "Write down the reference the police gave, or what they said.",
            );
        }
        maybe(&mut problems, "note", self.note.as_ref(), 4_000);
        maybe(&mut problems, "reference", self.reference.as_ref(), 200);
        problems.into_vec()
    }
}

/// What a colleague needs to know to look for a worker. It is shown to the worker, to the managers of
/// their teams, and to colleagues only while the worker does not come out of a visit in time (LW10).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SafetyDetails {
    /// The telephone the worker carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    /// Registration of the vehicle used for work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<String>,
    /// Its make and colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vehicle: Option<String>,
    /// The colleague who rings first; none: another worker of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buddy: Option<Uuid>,
    /// Who is told in an emergency: the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency_name: Option<String>,
    /// Their telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency_phone: Option<String>,
}

impl SafetyDetails {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        for (field, number) in [("mobile", &self.mobile), ("emergency_phone", &self.emergency_phone)] {
            if let Some(Err(sentence)) = number.as_deref().map(phone::parse) {
                problems.add(Problem::new(field, sentence).rule("BI59"));
            }
        }
        for (field, words) in [
            ("registration", &self.registration),
            ("vehicle", &self.vehicle),
            ("emergency_name", &self.emergency_name),
        ] {
            maybe(&mut problems, field, words.as_ref(), 200);
        }
        problems.into_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(check: &SafetyCheck) -> Vec<String> {
        check.check().into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn what_was_done_says_for_which_visit_and_what_came_of_it() {
        let visit = Some(Uuid::from_u128(7));
        let safe = SafetyCheck {
            step: Step::Buddy,
            result: CheckResult::Safe,
            visit,
            alarm: None,
            minutes: Some(15),
            note: None,
            reference: None,
        };
        assert!(fields(&safe).is_empty());
        let told =
            SafetyCheck { step: Step::Police, result: CheckResult::Escalated, minutes: None, ..safe.clone() };
        assert_eq!(fields(&told), ["reference"], "what the police said is kept");
        let table = [
            (SafetyCheck { visit: None, ..safe.clone() }, vec!["visit"]),
            (SafetyCheck { minutes: Some(4), ..safe.clone() }, vec!["minutes"]),
            (SafetyCheck { minutes: Some(240), ..safe.clone() }, vec![]),
            (SafetyCheck { minutes: Some(241), ..safe.clone() }, vec!["minutes"]),
            (SafetyCheck { result: CheckResult::NoAnswer, ..safe.clone() }, vec!["minutes"]),
            (SafetyCheck { result: CheckResult::Raised, minutes: None, ..safe.clone() }, vec!["result"]),
            (SafetyCheck { step: Step::Alarm, minutes: None, ..safe.clone() }, vec!["result"]),
            (SafetyCheck { reference: Some("Log 12".to_owned()), ..told.clone() }, vec![]),
            (SafetyCheck { note: Some("On their way".to_owned()), ..told.clone() }, vec![]),
            (SafetyCheck { step: Step::Manager, note: Some("x".to_owned()), ..told }, vec!["step"]),
        ];
        for (check, expected) in table {
            assert_eq!(fields(&check), expected, "{check:?}");
        }
    }

    #[test]
    fn bi59_the_telephones_of_safety_details_are_telephones() {
        let wrong = SafetyDetails {
            mobile: Some("07700 900123".to_owned()),
            emergency_phone: Some("ask at the desk".to_owned()),
            ..SafetyDetails::default()
        };
        let problems = wrong.check();
        assert_eq!(problems.iter().map(|p| p.field.as_str()).collect::<Vec<_>>(), ["emergency_phone"]);
    }
}
