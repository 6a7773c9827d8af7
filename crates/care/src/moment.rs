//! Days and times as people in England write and read them, and instants as the store keeps them.
//!
//! Europe/London for people, UTC for the store. There is no clock here: *now* is always a parameter.
//! Source: BI31-BI52; the clock changes of Directive 2000/84/EC as kept in UK law by the Summer Time Act 1972.

mod parse;
mod partial;
mod words;

pub use parse::{parse_day, parse_day_parts, parse_time};
pub use partial::{Age, PartialDate, age_on, check_birth, check_death};
pub use words::{day_words, day_words_short, moment_words, month_words, time_words, weekday_words};

use std::fmt;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Europe/London from the tables built into the program. The rule text after it is the same law in short and
/// can only be reached if those tables were left out of a build.
static LONDON: LazyLock<TimeZone> = LazyLock::new(|| {
    TimeZone::get("Europe/London")
        .or_else(|_| TimeZone::posix("GMT0BST,M3.5.0/1,M10.5.0"))
        .unwrap_or(TimeZone::UTC)
});

/// The time zone of the people this is for.
#[must_use]
pub fn london() -> TimeZone {
    LONDON.clone()
}

/// Wall-clock day and time in London.
#[must_use]
pub fn local(at: Timestamp) -> DateTime {
    LONDON.to_datetime(at)
}

/// The day in London.
#[must_use]
pub fn local_day(at: Timestamp) -> Date {
    local(at).date()
}

/// The wall-clock time in London.
#[must_use]
pub fn local_time(at: Timestamp) -> Time {
    local(at).time()
}

/// Which of the two, when a wall-clock time comes twice because the clocks go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fold {
    /// The earlier, still British Summer Time.
    First,
    /// The later, already Greenwich Mean Time.
    Second,
}

/// Why a wall-clock time is not one instant. Its `Display` is the sentence to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocalTimeDoubt {
    /// The clocks go forward over it: it does not exist (BI40). Refuse.
    Gap(DateTime),
    /// The clocks go back over it: it comes twice (BI41). Ask which with [`Fold`].
    Twice(DateTime),
    /// Outside the years a calendar can hold. Refuse.
    OutOfRange(DateTime),
}

impl fmt::Display for LocalTimeDoubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap(at) => write!(
                f,
                "There is no {} on {}: the clocks go forward at 1am; choose 12:59am or earlier, or 2am or later.",
                time_words(at.time()),
                day_words(at.date())
            ),
            Self::Twice(at) => write!(
                f,
                "{} comes twice on {}: the clocks go back at 2am; choose the first or the second.",
                time_words(at.time()),
                day_words(at.date())
            ),
            Self::OutOfRange(at) => write!(f, "Check the year {}.", at.year()),
        }
    }
}

impl std::error::Error for LocalTimeDoubt {}

/// The instant of a wall-clock day and time in London. `fold` is only needed, and only used, when it comes twice.
///
/// # Errors
/// The doubt, when it does not exist or comes twice and `fold` does not say which.
pub fn instant(day: Date, time: Time, fold: Option<Fold>) -> Result<Timestamp, LocalTimeDoubt> {
    let wall = day.to_datetime(time);
    let ambiguous = LONDON.to_ambiguous_timestamp(wall);
    let found = match (ambiguous.offset(), fold) {
        (AmbiguousOffset::Gap { .. }, _) => return Err(LocalTimeDoubt::Gap(wall)),
        (AmbiguousOffset::Fold { .. }, None) => return Err(LocalTimeDoubt::Twice(wall)),
        (AmbiguousOffset::Fold { .. }, Some(Fold::Second)) => ambiguous.later(),
        (AmbiguousOffset::Fold { .. } | AmbiguousOffset::Unambiguous { .. }, _) => ambiguous.earlier(),
    };
    found.map_err(|_| LocalTimeDoubt::OutOfRange(wall))
}

/// The first instant of a day in London.
#[must_use]
pub fn start_of_day(day: Date) -> Timestamp {
    start_of(day, Time::midnight())
}

/// The instant at which something planned for a wall-clock time starts, for series that nobody types one by one
/// (BI49): a time that comes twice is the first, one that does not exist moves forward by the hour.
#[must_use]
pub fn start_of(day: Date, time: Time) -> Timestamp {
    let ambiguous = LONDON.to_ambiguous_timestamp(day.to_datetime(time));
    ambiguous.compatible().unwrap_or(if day.year() < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// The instant as the store keeps it, always 27 characters: `2026-11-22T03:10:21.795000Z`. Sorts as text.
#[must_use]
pub fn utc_text(at: Timestamp) -> String {
    DateTimePrinter::new().precision(Some(6)).timestamp_to_string(&at)
}

/// Reads an instant with its offset, such as `2026-11-22T03:10:21.795000Z` or `2026-08-06T17:00+01:00`.
///
/// # Errors
/// One sentence: no offset, leap second, `24:00`, a year that has not four digits (BI51).
pub fn parse_utc(text: &str) -> Result<Timestamp, String> {
    let refused = || "Write the instant like 2026-11-22T03:10:21Z.".to_owned();
    let year = text.split('-').next().unwrap_or_default();
    if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
        return Err("Write the year with four digits, such as 2026-11-22T03:10:21Z.".to_owned());
    }
    let seconds = text.get(11..).and_then(|time| time.split(':').nth(2));
    if seconds.is_some_and(|seconds| seconds.starts_with("60")) {
        return Err("Use seconds 00 to 59: there is no leap second here.".to_owned());
    }
    if text.get(11..13) == Some("24") {
        return Err("Use hours 00 to 23: write midnight as 00:00 of the next day.".to_owned());
    }
    text.parse().map_err(|_| refused())
}

/// Whole minutes of elapsed time, also over midnight and clock changes; negative when `to` is before `from`.
#[must_use]
pub fn elapsed_minutes(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_mins()
}

/// The whole minute that an instant lies in.
#[must_use]
pub fn to_minute(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second().div_euclid(60).saturating_mul(60)).unwrap_or(at)
}

/// That many elapsed hours later.
#[must_use]
pub fn after_hours(from: Timestamp, hours: i64) -> Timestamp {
    from.saturating_add(SignedDuration::from_secs(hours.saturating_mul(3600))).unwrap_or(Timestamp::MAX)
}

/// That many days later, or earlier when negative.
#[must_use]
pub fn add_days(day: Date, days: i32) -> Date {
    day.saturating_add(days.days())
}

/// That many calendar months later, at most the last day of the month (BI48): 31 January + 1 = 28 February.
#[must_use]
pub fn add_months(day: Date, months: i32) -> Date {
    day.saturating_add(months.months())
}

/// Days from one day to another; negative when `to` is before `from`.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i32 {
    i32::try_from(to.duration_since(from).as_hours() / 24).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn check(wall: &str, fold: Option<Fold>, expected: &str) {
        let wall: DateTime = wall.parse().unwrap();
        let said = match instant(wall.date(), wall.time(), fold) {
            Ok(at) => at.to_string(),
            Err(doubt) => doubt.to_string(),
        };
        assert_eq!(said, expected, "wall clock {wall}");
    }

    #[test]
    fn the_zone_is_london_and_not_a_fallback() {
        assert_eq!(london().iana_name(), Some("Europe/London"));
    }

    #[test]
    fn bi40_a_time_that_does_not_exist_is_refused() {
        check("2026-03-29T00:59", None, "2026-03-29T00:59:00Z");
        check(
            "2026-03-29T01:30",
            Some(Fold::First),
            "There is no 1:30am on 29 March 2026: the clocks go forward at 1am; choose 12:59am or earlier, or 2am or later.",
        );
        check("2026-03-29T02:00", None, "2026-03-29T01:00:00Z");
    }

    #[test]
    fn bi41_a_time_that_comes_twice_is_asked() {
        check(
            "2026-10-25T01:30",
            None,
            "1:30am comes twice on 25 October 2026: the clocks go back at 2am; choose the first or the second.",
        );
        check("2026-10-25T01:30", Some(Fold::First), "2026-10-25T00:30:00Z");
        check("2026-10-25T01:30", Some(Fold::Second), "2026-10-25T01:30:00Z");
        check("2026-10-25T02:00", None, "2026-10-25T02:00:00Z");
        check("2026-08-06T17:00", Some(Fold::Second), "2026-08-06T16:00:00Z");
    }

    #[test]
    fn bi40_bi41_every_clock_change_to_2030() {
        // Assurance section 7: both changes are at 01:00 UTC.
        for (spring, autumn) in [
            (date(2026, 3, 29), date(2026, 10, 25)),
            (date(2027, 3, 28), date(2027, 10, 31)),
            (date(2028, 3, 26), date(2028, 10, 29)),
            (date(2029, 3, 25), date(2029, 10, 28)),
            (date(2030, 3, 31), date(2030, 10, 27)),
        ] {
            let half_past_one = Time::constant(1, 30, 0, 0);
            assert!(matches!(instant(spring, half_past_one, None), Err(LocalTimeDoubt::Gap(_))), "{spring}");
            assert!(
                matches!(instant(autumn, half_past_one, None), Err(LocalTimeDoubt::Twice(_))),
                "{autumn}"
            );
            assert_eq!(elapsed_minutes(start_of_day(spring), start_of_day(add_days(spring, 1))), 23 * 60);
            assert_eq!(elapsed_minutes(start_of_day(autumn), start_of_day(add_days(autumn, 1))), 25 * 60);
        }
    }

    #[test]
    fn bi42_a_visit_across_the_change_lasts_its_elapsed_time() {
        let at = |wall: &str| {
            let wall: DateTime = wall.parse().unwrap();
            instant(wall.date(), wall.time(), None).unwrap()
        };
        assert_eq!(elapsed_minutes(at("2026-03-29T00:30"), at("2026-03-29T02:30")), 60);
        assert_eq!(elapsed_minutes(at("2026-10-25T00:30"), at("2026-10-25T02:30")), 180);
        assert_eq!(elapsed_minutes(at("2026-08-06T23:30"), at("2026-08-07T00:30")), 60);
    }

    #[test]
    fn bi49_a_series_keeps_its_wall_clock_time() {
        let half_past_one = Time::constant(1, 30, 0, 0);
        assert_eq!(start_of(date(2026, 3, 29), half_past_one).to_string(), "2026-03-29T01:30:00Z");
        assert_eq!(start_of(date(2026, 10, 25), half_past_one).to_string(), "2026-10-25T00:30:00Z");
        assert_eq!(start_of(date(2026, 8, 6), half_past_one).to_string(), "2026-08-06T00:30:00Z");
    }

    #[test]
    fn the_day_is_the_day_in_london() {
        assert_eq!(local_day("2026-08-06T23:30:00Z".parse().unwrap()), date(2026, 8, 7));
        assert_eq!(local_day("2026-12-06T23:30:00Z".parse().unwrap()), date(2026, 12, 6));
    }

    #[test]
    fn bi48_months_end_at_the_end_of_the_month() {
        for (day, months, expected) in [
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2024, 2, 29), 12, date(2025, 2, 28)),
            (date(2026, 9, 30), 5, date(2027, 2, 28)),
            (date(2026, 3, 31), -1, date(2026, 2, 28)),
        ] {
            assert_eq!(add_months(day, months), expected);
        }
        assert_eq!(days_between(date(2026, 3, 1), date(2026, 3, 28)), 27);
        assert_eq!(days_between(date(2026, 3, 28), date(2026, 3, 1)), -27);
    }

    #[test]
    fn bi51_odd_instants_are_refused_with_text() {
        for (text, expected) in [
            ("2016-12-31T23:59:60Z", "Use seconds 00 to 59: there is no leap second here."),
            ("2026-08-06T24:00:00Z", "Use hours 00 to 23: write midnight as 00:00 of the next day."),
            ("10000-01-01T00:00:00Z", "Write the year with four digits, such as 2026-11-22T03:10:21Z."),
            ("-0001-01-01T00:00:00Z", "Write the year with four digits, such as 2026-11-22T03:10:21Z."),
            ("2026-08-06T10:00:00", "Write the instant like 2026-11-22T03:10:21Z."),
            ("2026-13-06T10:00:00Z", "Write the instant like 2026-11-22T03:10:21Z."),
            ("é", "Write the year with four digits, such as 2026-11-22T03:10:21Z."),
            ("2026-08-06é10:00:00Z", "Write the instant like 2026-11-22T03:10:21Z."),
        ] {
            assert_eq!(parse_utc(text), Err(expected.to_owned()), "{text}");
        }
        assert_eq!(utc_text(parse_utc("2026-08-06T17:00+01:00").unwrap()), "2026-08-06T16:00:00.000000Z");
    }

    #[test]
    fn instants_in_the_store_have_one_width() {
        let at: Timestamp = "2026-11-22T03:10:21.795Z".parse().unwrap();
        assert_eq!(utc_text(at), "2026-11-22T03:10:21.795000Z");
    }

    proptest! {
        /// Property 1: parse(print(x)) = x.
        #[test]
        fn property_1_instants_print_and_parse(micros in -60_000_000_000_000_000_i64..250_000_000_000_000_000) {
            let at = Timestamp::from_microsecond(micros).unwrap();
            let text = utc_text(at);
            prop_assert_eq!(text.len(), 27);
            prop_assert_eq!(parse_utc(&text), Ok(at));
        }

        /// Property 8: elapsed time is end minus start; wall clock there and back is the same instant.
        #[test]
        fn property_8_wall_clock_there_and_back(seconds in 0_i64..4_000_000_000, minutes in 0_i64..3_000) {
            let from = Timestamp::from_second(seconds).unwrap();
            let to = Timestamp::from_second(seconds + minutes * 60).unwrap();
            prop_assert_eq!(elapsed_minutes(from, to), minutes);
            let wall = local(from);
            let back = [Fold::First, Fold::Second].map(|fold| instant(wall.date(), wall.time(), Some(fold)).unwrap());
            prop_assert!(back.contains(&from));
        }
    }
}
