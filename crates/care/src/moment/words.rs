//! Days and times in the words of the NHS content style: `6 August 2026`, `5:30pm`, `midday`.

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};

/// January is the first.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The month's name; months are numbered from 1.
#[must_use]
pub fn month_words(month: i8) -> &'static str {
    usize::try_from(month)
        .ok()
        .and_then(|m| m.checked_sub(1))
        .and_then(|m| MONTHS.get(m))
        .copied()
        .unwrap_or_default()
}

/// `6 August 2026`
#[must_use]
pub fn day_words(day: Date) -> String {
    format!("{} {} {}", day.day(), month_words(day.month()), day.year())
}

/// `Thu 6 Aug`, for narrow columns where the year is plain.
#[must_use]
pub fn day_words_short(day: Date) -> String {
    let weekday: String = weekday_words(day).chars().take(3).collect();
    let month: String = month_words(day.month()).chars().take(3).collect();
    format!("{weekday} {} {month}", day.day())
}

/// `Thursday`
#[must_use]
pub fn weekday_words(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// `5pm`, `5:30pm`, `midday`, `midnight`, `12:30am`
#[must_use]
pub fn time_words(time: Time) -> String {
    let (hour, minute) = (time.hour(), time.minute());
    match (hour, minute) {
        (0, 0) => return "midnight".to_owned(),
        (12, 0) => return "midday".to_owned(),
        _ => {}
    }
    let half = if hour < 12 { "am" } else { "pm" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    if minute == 0 { format!("{hour}{half}") } else { format!("{hour}:{minute:02}{half}") }
}

/// `6 August 2026 at 5:30pm`, in London.
#[must_use]
pub fn moment_words(at: Timestamp) -> String {
    let local = super::local(at);
    format!("{} at {}", day_words(local.date()), time_words(local.time()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn bi52_times_are_shown_in_words() {
        for (given, expected) in [
            (time(17, 0, 0, 0), "5pm"),
            (time(17, 30, 0, 0), "5:30pm"),
            (time(9, 5, 0, 0), "9:05am"),
            (time(0, 0, 0, 0), "midnight"),
            (time(0, 59, 0, 0), "12:59am"),
            (time(12, 0, 0, 0), "midday"),
            (time(12, 1, 0, 0), "12:01pm"),
            (time(23, 59, 59, 0), "11:59pm"),
        ] {
            assert_eq!(time_words(given), expected);
        }
    }

    #[test]
    fn days_are_shown_in_words() {
        assert_eq!(day_words(date(2026, 8, 6)), "6 August 2026");
        assert_eq!(day_words_short(date(2026, 8, 6)), "Thu 6 Aug");
        assert_eq!(weekday_words(date(2026, 8, 9)), "Sunday");
        assert_eq!(moment_words("2026-08-06T16:30:00Z".parse().unwrap()), "6 August 2026 at 5:30pm");
    }
}
