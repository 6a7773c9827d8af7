//! An interpreter who is booked for a visit (P03): by whom, which language, how. It is part of the visit,
//! so that booking and cancelling are versions of it. Family and friends do not interpret, unless in an
//! emergency that is said.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::person::{maybe, needed};
use crate::codes;
use crate::problem::{Problem, Problems};
use crate::text;

crate::codes::own! {
    /// How the interpreter is there.
    Presence {
        /// In the room.
        InPerson = "In person",
        /// On the telephone.
        Phone = "By telephone",
        /// On a screen.
        Video = "By video",
    }
}

crate::codes::own! {
    /// Who interprets.
    Interprets {
        /// Somebody whose work it is.
        Professional = "A professional interpreter",
        /// Family or a friend: only in an emergency, and it is said why.
        Family = "Family or a friend",
    }
}

/// British Sign Language, in the list of languages.
const SIGNED: &str = "q4";

/// An interpreter for a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interpreter {
    /// Language code, of the list for people.
    pub language: String,
    /// How they are there.
    pub presence: Presence,
    /// Who interprets.
    pub who: Interprets,
    /// The service that sends them, or their name.
    pub by: String,
    /// The service's own number of the booking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The time they are booked for: when the visit moves, they do not move by themselves.
    pub booked_for: Timestamp,
    /// Why family or a friend interprets: what could not wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<String>,
    /// They do not come after all: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<String>,
}

impl Interpreter {
    /// Whether the booking holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.cancelled.is_none()
    }

    pub(super) fn check(&self, problems: &mut Problems) {
        problems.require(
            codes::language::label(&self.language).is_some(),
            "interpreter.language",
            "Choose the language from the list.",
        );
        problems.require_rule(
            self.language != SIGNED || self.presence != Presence::Phone,
            "P03",
            "interpreter.presence",
            "A signed language is seen: choose in person or by video.",
        );
        needed(problems, "interpreter.by", &self.by, "Name the service or the interpreter.");
        maybe(problems, "interpreter.reference", self.reference.as_ref(), 200);
        maybe(problems, "interpreter.emergency", self.emergency.as_ref(), 2_000);
        let said = self.emergency.as_deref().is_some_and(text::has_words);
        if self.who == Interprets::Family && !said {
            let sentence = "Family and friends do not interpret: book a professional interpreter, by telephone \
                            if there is no time, or say what could not wait.";
            problems.add(Problem::new("interpreter.emergency", sentence).rule("P03"));
        }
        if let Some(why) = &self.cancelled {
            needed(problems, "interpreter.cancelled", why, "Say why the interpreter does not come.");
        }
    }
}
