//! The NHS identity banner of every person page: who this is, and what matters at the door.
//! Drawn by `person/banner.html` from the variable `banner`. It decides nothing.

use care::access::{Activity, Actor};
use care::codes;
use care::entry::around::SafetyKind;
use care::line::Line;
use care::moment;
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

/// What the banner shows.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Banner {
    /// The person.
    pub(crate) id: Uuid,
    /// The name they like, and the family name.
    pub(crate) name: String,
    /// Birth date and age, as far as known: "17 May 1980 (46)".
    pub(crate) born: String,
    /// Ten digits; none when not known.
    pub(crate) nhs_number: Option<String>,
    /// Gender in words; none when nobody asked.
    pub(crate) gender: Option<String>,
    /// In the person's own words.
    pub(crate) pronouns: Option<String>,
    /// "Died 3 May 2026".
    pub(crate) died: Option<String>,
    /// What matters at the door, the weightiest first.
    pub(crate) alerts: Vec<Alert>,
}

/// One thing that matters at the door.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Alert {
    /// What it is: "Two workers", "Interpreter".
    pub(crate) title: String,
    /// What to do.
    pub(crate) text: String,
    /// A visit-safety rule.
    pub(crate) safety: bool,
}

/// The banner of a person on a day.
pub(crate) fn banner(line: &Line, today: Date) -> Banner {
    let who = &line.who;
    Banner {
        id: line.person,
        name: who.name.clone(),
        born: born(line, today),
        nhs_number: who.nhs_number.clone(),
        gender: Some(who.gender.as_str())
            .filter(|code| !matches!(*code, "X" | "Z" | ""))
            .and_then(codes::gender::label)
            .map(|label| label.split(',').next().unwrap_or(label).to_owned()),
        pronouns: who.pronouns.clone(),
        died: who.died_on.map(|day| format!("Died {}", moment::day_words(day))),
        alerts: alerts(line, today),
    }
}

impl Banner {
    /// The banner for somebody who may not read the record: the rule is named, its words are not shown.
    pub(crate) fn for_actor(mut self, actor: &Actor) -> Self {
        if !actor.may(Activity::ReadRecord) {
            self.alerts.iter_mut().filter(|alert| alert.safety).for_each(|alert| alert.text.clear());
        }
        self
    }

    /// The banner of somebody with a namesake born on the same day (BI14).
    pub(crate) fn with_namesake(mut self, namesake: bool) -> Self {
        if namesake {
            let text = "Somebody else has this name and birth date: check the NHS number.".to_owned();
            self.alerts.insert(0, Alert { title: "Same name".to_owned(), text, safety: false });
        }
        self
    }
}

fn born(line: &Line, today: Date) -> String {
    let Some(born) = line.who.born else { return "Not known".to_owned() };
    match born.age_on(line.who.died_on.unwrap_or(today)) {
        Some(age) => format!("{} ({})", born.words(), age.words()),
        None => born.words(),
    }
}

/// Live rules first. One that ran out without a decision still stands, and says that it ran out.
fn alerts(line: &Line, today: Date) -> Vec<Alert> {
    let mut alerts: Vec<Alert> = line
        .safety
        .iter()
        .map(|rule| {
            let ran_out = rule.expires_on < today;
            let text = if ran_out {
                format!("{} (ran out {}: decide again)", rule.what, moment::day_words(rule.expires_on))
            } else {
                rule.what.clone()
            };
            let title = if rule.rule == SafetyKind::Other { "Safety" } else { rule.rule.label() };
            Alert { title: title.to_owned(), text, safety: true }
        })
        .collect();
    let plain =
        |title: &str, text: &str| Alert { title: title.to_owned(), text: text.to_owned(), safety: false };
    alerts.extend(line.who.interpreter.iter().map(|text| plain("Interpreter", text)));
    alerts.extend(line.who.adjustments.iter().map(|text| plain("Adjustment", text)));
    alerts
}

#[cfg(test)]
mod tests {
    use super::*;
    use care::line::SafetyNow;
    use jiff::civil::date;

    fn check(born: &str, died: Option<Date>, expected: &str) {
        let mut line = Line::default();
        line.who.born = Some(care::moment::PartialDate::parse(born).unwrap());
        line.who.died_on = died;
        assert_eq!(banner(&line, date(2026, 11, 18)).born, expected);
    }

    #[test]
    fn the_age_is_never_more_certain_than_the_birth_date() {
        check("1980-05-17", None, "17 May 1980 (46)");
        check("1980-11-19", None, "19 November 1980 (45)");
        check("1980", None, "1980 (45 or 46)");
        check("12/1980", None, "December 1980 (45)");
        // BI34: somebody born on 29 February has a birthday on 1 March in common years.
        check("2000-02-29", Some(date(2026, 2, 28)), "29 February 2000 (25)");
    }

    #[test]
    fn a_safety_rule_that_ran_out_still_shows_and_says_so() {
        let mut line = Line::default();
        let rule = |expires_on| SafetyNow {
            id: Uuid::nil(),
            rule: SafetyKind::Dog,
            what: "Ring first: the dog is loose.".to_owned(),
            expires_on,
        };
        line.safety = vec![rule(date(2026, 12, 1)), rule(date(2026, 11, 1))];
        line.who.adjustments = vec!["Speak slowly".to_owned()];
        let said: Vec<String> = banner(&line, date(2026, 11, 18))
            .alerts
            .iter()
            .map(|alert| format!("{}: {}", alert.title, alert.text))
            .collect();
        assert_eq!(
            said,
            [
                "Dog: Ring first: the dog is loose.",
                "Dog: Ring first: the dog is loose. (ran out 1 November 2026: decide again)",
                "Adjustment: Speak slowly"
            ]
        );
    }
}
