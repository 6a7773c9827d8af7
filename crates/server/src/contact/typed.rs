//! Reads a form field by field into checked values and keeps every problem, so that the page can show
//! them all at once. It knows no feature; what was typed itself is never changed.

use care::moment::{self, Fold, LocalTimeDoubt};
use care::problem::{Problem, Problems};
use care::text;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use uuid::Uuid;

/// Names and values of a form, in order.
pub(crate) type Pairs = Vec<(String, String)>;

/// What was typed, and what is wrong with it.
pub(crate) struct Typed<'a> {
    pairs: &'a [(String, String)],
    /// Everything that could not be read.
    pub(crate) problems: Problems,
}

impl<'a> Typed<'a> {
    /// A form to be read.
    pub(crate) fn new(pairs: &'a [(String, String)]) -> Self {
        Self { pairs, problems: Problems::new() }
    }

    /// One line of a field without spaces around it; empty when there is none.
    pub(crate) fn text(&self, name: &str) -> &'a str {
        self.pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// Every value of a field that is not empty.
    pub(crate) fn all(&self, name: &str) -> Vec<&'a str> {
        let found = self.pairs.iter().filter(|(key, value)| key == name && !value.is_empty());
        found.map(|(_, value)| value.as_str()).collect()
    }

    /// Free text as it is kept; none when nothing was written.
    pub(crate) fn words(&mut self, name: &str, most: usize) -> Option<String> {
        let typed = self.pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
        if typed.trim().is_empty() {
            return None;
        }
        self.problems.keep(name, text::clean_text(typed, most))
    }

    /// An id; none when nothing was chosen.
    pub(crate) fn id(&mut self, name: &str) -> Option<Uuid> {
        let typed = self.text(name);
        if typed.is_empty() {
            return None;
        }
        self.problems.keep(name, Uuid::try_parse(typed).map_err(|_| "Choose one from the list."))
    }

    /// A value of a list by its word on the wire; none when nothing was chosen.
    pub(crate) fn choice<T: serde::de::DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let typed = self.text(name);
        if typed.is_empty() {
            return None;
        }
        self.problems.keep(name, from_word(typed).ok_or("Choose one from the list."))
    }

    /// Whether any of the three boxes of a date holds something.
    pub(crate) fn has_day(&self, name: &str) -> bool {
        ["day", "month", "year"].iter().any(|part| !self.text(&format!("{name}-{part}")).is_empty())
    }

    /// The day of three boxes.
    pub(crate) fn day(&mut self, name: &str) -> Option<Date> {
        let part = |part: &str| self.text(&format!("{name}-{part}"));
        let day = moment::parse_day_parts(part("day"), part("month"), part("year"));
        self.problems.keep(name, day)
    }

    /// A day and a time of day in London; asks which one when it comes twice (BI40, BI41).
    pub(crate) fn moment(&mut self, day: &str, time: &str, fold: &str) -> Option<Timestamp> {
        let on: Option<Date> = self.day(day);
        let at: Option<Time> = {
            let parsed = moment::parse_time(self.text(time));
            self.problems.keep(time, parsed)
        };
        let which: Option<Fold> = self.choice(fold);
        match moment::instant(on?, at?, which) {
            Ok(instant) => Some(instant),
            Err(doubt @ LocalTimeDoubt::Twice(_)) => {
                self.problems.add(Problem::new(fold, doubt.to_string()).rule("BI41"));
                None
            }
            Err(doubt @ (LocalTimeDoubt::Gap(_) | LocalTimeDoubt::OutOfRange(_))) => {
                self.problems.add(Problem::new(time, doubt.to_string()).rule("BI40"));
                None
            }
        }
    }

    /// The moment at which the form was shown, as its hidden field says; never later than now.
    pub(crate) fn shown_at(&self, now: Timestamp) -> Timestamp {
        moment::parse_utc(self.text("shown_at")).map_or(now, |at| at.min(now))
    }
}

/// The value that a word on the wire stands for.
pub(crate) fn from_word<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// The word on the wire of a value of a list.
pub(crate) fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(_) | Err(_) => String::new(),
    }
}

/// The three boxes of a date as a form would send them.
pub(crate) fn day_pairs(name: &str, day: Date) -> [(String, String); 3] {
    [
        (format!("{name}-day"), day.day().to_string()),
        (format!("{name}-month"), day.month().to_string()),
        (format!("{name}-year"), day.year().to_string()),
    ]
}
