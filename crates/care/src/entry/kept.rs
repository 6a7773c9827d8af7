//! Times a person keeps free: prayer times, festivals, days of their own (P03). As the person says it;
//! what a visit in such a time needs is in `rule::kept`, where they fall is worked out in `kept`.

use jiff::civil::{Date, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::person::{free, needed};
use crate::problem::Problems;
use crate::settings::festival;

crate::codes::own! {
    /// A day of the week.
    Weekday {
        /// Monday.
        Monday = "Monday",
        /// Tuesday.
        Tuesday = "Tuesday",
        /// Wednesday.
        Wednesday = "Wednesday",
        /// Thursday.
        Thursday = "Thursday",
        /// Friday.
        Friday = "Friday",
        /// Saturday.
        Saturday = "Saturday",
        /// Sunday.
        Sunday = "Sunday",
    }
}

impl Weekday {
    /// The weekday of a day.
    #[must_use]
    pub fn of(day: Date) -> Weekday {
        use jiff::civil::Weekday as W;
        match day.weekday() {
            W::Monday => Self::Monday,
            W::Tuesday => Self::Tuesday,
            W::Wednesday => Self::Wednesday,
            W::Thursday => Self::Thursday,
            W::Friday => Self::Friday,
            W::Saturday => Self::Saturday,
            W::Sunday => Self::Sunday,
        }
    }
}

/// A time of the week that the person keeps free: "Friday prayers, Fridays 12:30 to 14:30".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeptTime {
    /// What it is kept free for.
    pub what: String,
    /// On which days of the week.
    pub weekdays: Vec<Weekday>,
    /// From when, local time.
    #[serde(serialize_with = "hour_minute")]
    #[schemars(with = "String")]
    pub from: Time,
    /// Until when, later on the same day; 23:59 for the rest of it.
    #[serde(serialize_with = "hour_minute")]
    #[schemars(with = "String")]
    pub until: Time,
}

/// Days of their own that the person keeps free: a day of mourning, a family feast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeptDays {
    /// What they are kept free for.
    pub what: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
}

/// `12:30`, as people read a time and the form takes it again.
fn hour_minute<S: serde::Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{:02}:{:02}", time.hour(), time.minute()))
}

impl KeptTime {
    pub(super) fn check(&self, problems: &mut Problems, at: &str) {
        needed(problems, &format!("{at}.what"), &self.what, "Say what this time is kept free for.");
        free(problems, &format!("{at}.what"), &self.what, 200);
        problems.require_rule(
            !self.weekdays.is_empty(),
            "P03",
            format!("{at}.weekdays"),
            "Choose the days of the week on which this time is kept free.",
        );
        problems.require_rule(
            self.from < self.until,
            "P03",
            format!("{at}.until"),
            "The end must be later than the beginning, on the same day: for a night, enter two times.",
        );
    }
}

impl KeptDays {
    pub(super) fn check(&self, problems: &mut Problems, at: &str) {
        needed(problems, &format!("{at}.what"), &self.what, "Say what these days are kept free for.");
        free(problems, &format!("{at}.what"), &self.what, 200);
        problems.require(
            self.from <= self.until,
            format!("{at}.until"),
            "The last day must not be before the first day.",
        );
    }
}

/// Every problem of the festivals that a person keeps.
pub(super) fn check_festivals(problems: &mut Problems, kept: &[String]) {
    for (i, code) in kept.iter().enumerate() {
        problems.require(
            festival::of(code).is_some(),
            format!("festivals.{i}"),
            "Choose a festival from the list, or enter its days below.",
        );
    }
}
