//! How a visit stands to an interpreter (P03): whether one is needed, booked for this time, missing, or
//! booked for a visit that will not be. Pure; booking is a version of the visit.

use jiff::Timestamp;
use uuid::Uuid;

use crate::codes;
use crate::entry::interpreter::{Interpreter, Interprets};
use crate::line::Line;
use crate::moment;
use crate::rule::context::{VisitNow, VisitState};

/// How a visit stands to an interpreter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The person needs none, and none is booked.
    NotNeeded,
    /// One who goes speaks the language.
    Spoken(Uuid),
    /// Booked for the time of the visit.
    Booked,
    /// Booked for another time: the visit moved since.
    OtherTime(Timestamp),
    /// Needed, and none is booked.
    Missing,
    /// Needed, and the one who was booked does not come.
    Cancelled,
    /// The visit is called off, and the interpreter still thinks it will be.
    StillBooked,
}

impl Standing {
    /// Whether somebody has to do something about it.
    #[must_use]
    pub fn is_gap(&self) -> bool {
        match self {
            Self::OtherTime(_) | Self::Missing | Self::Cancelled | Self::StillBooked => true,
            Self::NotNeeded | Self::Spoken(_) | Self::Booked => false,
        }
    }
}

/// What people write when no interpreter is needed.
const NONE: &[&str] = &["no", "none", "not needed", "no interpreter", "not required", "n/a", "na", "nil"];

/// What interpreter the person needs; none when they need none.
#[must_use]
pub fn needed(line: &Line) -> Option<&str> {
    let said = line.who.interpreter.as_deref()?;
    let plain = crate::search_key::fold(said.trim().trim_end_matches('.'));
    (!plain.is_empty() && !NONE.contains(&plain.as_str())).then_some(said)
}

/// How a visit stands to an interpreter; `speaks` says whether a worker speaks a language.
#[must_use]
pub fn of(line: &Line, now: &VisitNow, speaks: &dyn Fn(Uuid, &str) -> bool) -> Standing {
    let visit = &now.visit;
    let booked = visit.interpreter.as_ref();
    let holds = booked.filter(|one| one.holds());
    match (now.state(), holds) {
        (VisitState::CalledOff, Some(_)) => return Standing::StillBooked,
        (VisitState::CalledOff, None) => return Standing::NotNeeded,
        (_, Some(one)) if one.booked_for != now.starts_at && now.state() == VisitState::Planned => {
            return Standing::OtherTime(one.booked_for);
        }
        (_, Some(_)) => return Standing::Booked,
        (_, None) => {}
    }
    if needed(line).is_none() {
        return Standing::NotNeeded;
    }
    let language = line.who.language.as_deref();
    let speaker = language.and_then(|code| visit.workers.iter().find(|worker| speaks(**worker, code)));
    match (speaker, booked) {
        (Some(worker), _) => Standing::Spoken(*worker),
        (None, Some(_)) => Standing::Cancelled,
        (None, None) => Standing::Missing,
    }
}

/// Who is booked, in words: "Bramble Interpreting: Polish, by telephone (number 4471)".
#[must_use]
pub fn words(one: &Interpreter) -> String {
    let language = codes::language::label(&one.language).unwrap_or("language not known");
    let number = one.reference.as_ref().map(|number| format!(" (number {number})")).unwrap_or_default();
    let family = match one.who {
        Interprets::Professional => String::new(),
        Interprets::Family => {
            let why = one.emergency.as_deref().unwrap_or_default();
            format!(". Family or a friend, because: {why}")
        }
    };
    format!("{}: {language}, {}{number}{family}", one.by, one.presence.label().to_lowercase())
}

/// How it stands, in one sentence without its full stop; nothing when there is nothing to say.
#[must_use]
pub fn said(standing: &Standing, now: &VisitNow, name: &dyn Fn(Uuid) -> String) -> Option<String> {
    let booked = now.visit.interpreter.as_ref();
    let who = || booked.map(words).unwrap_or_default();
    Some(match standing {
        Standing::NotNeeded => return None,
        Standing::Spoken(worker) => format!("{} speaks the language", name(*worker)),
        Standing::Booked => who(),
        Standing::OtherTime(at) => {
            format!("Booked for {}, and the visit moved: tell {}", moment::moment_words(*at), who())
        }
        Standing::Missing => "No interpreter is booked".to_owned(),
        Standing::Cancelled => {
            let why = booked.and_then(|one| one.cancelled.as_deref()).unwrap_or_default();
            format!("The interpreter does not come ({}): book another", why.trim_end_matches('.'))
        }
        Standing::StillBooked => format!("The visit is called off: tell {}", who()),
    })
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use serde_json::{Value, json};

    use super::*;

    const NURSE: Uuid = Uuid::from_u128(2);
    const STARTS: &str = "2026-11-24T10:00:00Z";

    fn line(who: &Value) -> Line {
        serde_json::from_value(json!({"person": Uuid::from_u128(1), "who": who})).unwrap()
    }

    fn visit(more: &Value) -> VisitNow {
        let mut visit =
            json!({"workers": [NURSE], "minutes": 45, "place": "A01", "purposes": ["engagement"]});
        for (name, value) in more.as_object().unwrap() {
            visit[name] = value.clone();
        }
        VisitNow {
            id: Uuid::from_u128(9),
            version: 1,
            person: Uuid::from_u128(1),
            team: None,
            starts_at: STARTS.parse().unwrap(),
            visit: serde_json::from_value(visit).unwrap(),
            outcome: None,
        }
    }

    fn booked(more: &Value) -> Value {
        let mut one = json!({"language": "pl", "presence": "phone", "who": "professional",
            "by": "Bramble Interpreting", "booked_for": STARTS});
        for (name, value) in more.as_object().unwrap() {
            one[name] = value.clone();
        }
        one
    }

    #[test]
    fn p03_a_visit_says_how_it_stands_to_an_interpreter() {
        let needs = json!({"name": "Person", "interpreter": "Polish", "language": "pl"});
        let none = json!({"name": "Person", "interpreter": "None.", "language": "pl"});
        let off = json!({"by": "team"});
        let later: Timestamp = STARTS.parse::<Timestamp>().unwrap().checked_add(1.hours()).unwrap();
        for (who, more, speaks, expected) in [
            (&needs, json!({}), false, Standing::Missing),
            (&needs, json!({}), true, Standing::Spoken(NURSE)),
            (&none, json!({}), false, Standing::NotNeeded),
            (&json!({"name": "Person"}), json!({}), false, Standing::NotNeeded),
            (&needs, json!({"interpreter": booked(&json!({}))}), false, Standing::Booked),
            (&none, json!({"interpreter": booked(&json!({}))}), false, Standing::Booked),
            (
                &needs,
                json!({"interpreter": booked(&json!({"booked_for": later}))}),
                false,
                Standing::OtherTime(later),
            ),
            (
                &needs,
                json!({"interpreter": booked(&json!({"cancelled": "Ill"}))}),
                false,
                Standing::Cancelled,
            ),
            (
                &needs,
                json!({"interpreter": booked(&json!({})), "called_off": off.clone()}),
                false,
                Standing::StillBooked,
            ),
            (&needs, json!({"called_off": off.clone()}), false, Standing::NotNeeded),
        ] {
            let standing = of(&line(who), &visit(&more), &|_, code| speaks && code == "pl");
            assert_eq!(standing, expected, "{who} {more}");
        }
    }

    #[test]
    fn p03_family_is_no_interpreter_unless_something_could_not_wait() {
        for (more, field) in [
            (json!({}), None),
            (json!({"who": "family", "by": "The son"}), Some("interpreter.emergency")),
            (json!({"who": "family", "by": "The son", "emergency": " - "}), Some("interpreter.emergency")),
            (json!({"who": "family", "by": "The son", "emergency": "Police at the door, no line"}), None),
            (json!({"cancelled": " "}), Some("interpreter.cancelled")),
            (json!({"language": "xx"}), Some("interpreter.language")),
            (json!({"language": "q4"}), Some("interpreter.presence")),
            (json!({"language": "q4", "presence": "video"}), None),
            (json!({"by": ""}), Some("interpreter.by")),
        ] {
            let problems = visit(&json!({"interpreter": booked(&more)})).visit.check();
            let first = problems.first().map(|problem| problem.field.as_str());
            assert_eq!(first, field, "{more}");
        }
    }

    #[test]
    fn p03_who_interprets_is_said_in_words() {
        let one = visit(&json!({"interpreter": booked(&json!({"reference": "4471"}))}));
        let said = said(&Standing::Booked, &one, &|_| String::new());
        assert_eq!(said.unwrap(), "Bramble Interpreting: Polish, by telephone (number 4471)");
    }
}
