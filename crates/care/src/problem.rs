//! What is wrong with something a person typed or a program sent: field, rule and one plain sentence.
//!
//! A check gives back *all* its problems at once, because the page shows them all. A problem is not a
//! [`crate::text::Doubt`]: a doubt may be accepted with a reason, a problem may not.

use std::borrow::Cow;
use std::fmt::Display;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One thing that must be put right before the entry can be recorded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// Number of the rule that refuses, when there is one: `"N6"`, `"4.8"`, `"BI18"`.
    pub rule: Option<Cow<'static, str>>,
    /// Path inside the body, with dots: `"names.0.family"`. Empty for the whole body.
    pub field: String,
    /// One plain sentence that says what to do.
    pub sentence: String,
}

impl Problem {
    /// A problem with one field. Add the rule's number with [`Problem::rule`].
    pub fn new(field: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self { rule: None, field: field.into(), sentence: sentence.into() }
    }

    /// Names the rule that refuses.
    #[must_use]
    pub fn rule(mut self, rule: impl Into<Cow<'static, str>>) -> Self {
        self.rule = Some(rule.into());
        self
    }

    /// The same problem seen from the enclosing value: `"family"` within `"names.0"` is `"names.0.family"`.
    #[must_use]
    pub fn within(mut self, prefix: &str) -> Self {
        self.field = match (prefix.is_empty(), self.field.is_empty()) {
            (true, _) => self.field,
            (false, true) => prefix.to_owned(),
            (false, false) => format!("{prefix}.{}", self.field),
        };
        self
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.field.is_empty(), &self.rule) {
            (true, None) => f.write_str(&self.sentence),
            (true, Some(rule)) => write!(f, "{} ({rule})", self.sentence),
            (false, None) => write!(f, "{}: {}", self.field, self.sentence),
            (false, Some(rule)) => write!(f, "{}: {} ({rule})", self.field, self.sentence),
        }
    }
}

/// Collects the problems of one value while it is checked, then gives the value or all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// No problem yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Keeps one problem.
    pub fn add(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Keeps a problem with this field unless the condition holds.
    pub fn require(&mut self, holds: bool, field: impl Into<String>, sentence: impl Into<String>) {
        if !holds {
            self.add(Problem::new(field, sentence));
        }
    }

    /// As [`Problems::require`], naming the rule that refuses.
    pub fn require_rule(
        &mut self,
        holds: bool,
        rule: &'static str,
        field: impl Into<String>,
        sentence: impl Into<String>,
    ) {
        if !holds {
            self.add(Problem::new(field, sentence).rule(rule));
        }
    }

    /// The checked value, or `None` with its refusal kept as a problem of this field.
    pub fn keep<T, E: Display>(&mut self, field: impl Into<String>, checked: Result<T, E>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(refusal) => {
                self.add(Problem::new(field, refusal.to_string()));
                None
            }
        }
    }

    /// Keeps the problems of an inner value under its name: `within("names.0", name.check())`.
    pub fn within(&mut self, prefix: &str, problems: impl IntoIterator<Item = Problem>) {
        self.0.extend(problems.into_iter().map(|problem| problem.within(prefix)));
    }

    /// True while nothing is wrong.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All problems in the order they were found.
    #[must_use]
    pub fn into_vec(self) -> Vec<Problem> {
        self.0
    }

    /// The value when nothing is wrong.
    ///
    /// # Errors
    /// All problems kept so far, in the order they were found.
    pub fn into_result<T>(self, value: T) -> Result<T, Vec<Problem>> {
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_kept_and_named_from_outside() {
        let mut inner = Problems::new();
        inner.require(true, "given", "never seen");
        inner.require(false, "family", "Enter a family name.");
        inner.add(Problem::new("", "Enter a name.").rule("BI71"));
        let mut outer = Problems::new();
        outer.within("names.0", inner.into_vec());
        assert_eq!(outer.keep("phone", Err::<u8, _>("Check the number.")), None);
        assert_eq!(outer.keep("age", Ok::<u8, String>(46)), Some(46));
        let problems = outer.into_result(()).unwrap_err();
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "names.0.family: Enter a family name.",
                "names.0: Enter a name. (BI71)",
                "phone: Check the number."
            ]
        );
    }

    #[test]
    fn nothing_wrong_gives_the_value() {
        assert_eq!(Problems::new().into_result(7), Ok(7));
    }

    #[test]
    fn a_problem_travels_as_json() {
        let problem = Problem::new("outcome", "Say what happened.").rule("4.7");
        let text = serde_json::to_string(&problem).unwrap();
        assert_eq!(text, r#"{"rule":"4.7","field":"outcome","sentence":"Say what happened."}"#);
        assert_eq!(serde_json::from_str::<Problem>(&text).unwrap(), problem);
    }
}
