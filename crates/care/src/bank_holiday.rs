//! Bank holidays of England and Wales, and counting in working days.
//!
//! A value, not a constant: a service can add a proclaimed day or take one away (BI50). Years outside the table
//! have weekends only; ask [`BankHolidays::covers`]. Source: gov.uk/bank-holidays; Banking and Financial Dealings
//! Act 1971, Schedule 1; Good Friday and Christmas Day by common law.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday, date};
use serde::{Deserialize, Serialize};

use crate::moment::add_days;

/// The days that are not working days besides weekends, with their names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BankHolidays(BTreeMap<Date, String>);

/// Year, Good Friday and Easter Monday as (month, day), then the days that move for weekends: New Year,
/// Christmas, Boxing Day.
const YEARS: [(i16, [(i8, i8); 8]); 5] = [
    (2024, [(1, 1), (3, 29), (4, 1), (5, 6), (5, 27), (8, 26), (12, 25), (12, 26)]),
    (2025, [(1, 1), (4, 18), (4, 21), (5, 5), (5, 26), (8, 25), (12, 25), (12, 26)]),
    (2026, [(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)]),
    (2027, [(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]),
    (2028, [(1, 3), (4, 14), (4, 17), (5, 1), (5, 29), (8, 28), (12, 25), (12, 26)]),
];

/// Names of the eight columns of the table.
const NAMES: [&str; 8] = [
    "New Year's Day",
    "Good Friday",
    "Easter Monday",
    "Early May bank holiday",
    "Spring bank holiday",
    "Summer bank holiday",
    "Christmas Day",
    "Boxing Day",
];

impl BankHolidays {
    /// The published days of England and Wales, 2024 to 2028, substitute days where they fall on a weekend.
    #[must_use]
    pub fn england_and_wales() -> Self {
        let days = YEARS.iter().flat_map(|(year, days)| {
            days.iter().zip(NAMES).map(|(&(month, day), name)| (date(*year, month, day), name.to_owned()))
        });
        Self(days.collect())
    }

    /// Adds a day, such as one proclaimed for a coronation.
    pub fn add(&mut self, day: Date, name: impl Into<String>) {
        self.0.insert(day, name.into());
    }

    /// Takes a day away, such as one moved by proclamation.
    pub fn remove(&mut self, day: Date) {
        self.0.remove(&day);
    }

    /// The name of the holiday on this day.
    #[must_use]
    pub fn name(&self, day: Date) -> Option<&str> {
        self.0.get(&day).map(String::as_str)
    }

    /// True when the table has this day's year.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.0.keys().any(|holiday| holiday.year() == day.year())
    }

    /// All days in order.
    pub fn iter(&self) -> impl Iterator<Item = (Date, &str)> {
        self.0.iter().map(|(day, name)| (*day, name.as_str()))
    }

    /// Monday to Friday and no bank holiday.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.0.contains_key(&day)
    }

    /// The `n`th working day after `from`; `from` itself does not count. With 0, `from` when it is a working day,
    /// else the next one.
    #[must_use]
    pub fn add_working_days(&self, from: Date, n: u16) -> Date {
        let mut day = from;
        let mut left = n;
        while left > 0 || !self.is_working_day(day) {
            day = add_days(day, 1);
            if left > 0 && self.is_working_day(day) {
                left -= 1;
            }
            if day == Date::MAX {
                break;
            }
        }
        day
    }
}

impl Default for BankHolidays {
    fn default() -> Self {
        Self::england_and_wales()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Easter Sunday by the anonymous Gregorian computation, to catch a slip in the table.
    fn easter(year: i32) -> Date {
        let (a, b, c) = (year % 19, year / 100, year % 100);
        let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        let m = (a + 11 * h + 22 * l) / 451;
        let n = h + l - 7 * m + 114;
        let small = |n: i32| i8::try_from(n).unwrap();
        date(i16::try_from(year).unwrap(), small(n / 31), small(n % 31 + 1))
    }

    #[test]
    fn the_table_holds_together() {
        let days = BankHolidays::england_and_wales();
        for year in 2024..=2028 {
            let of_year: Vec<Date> = days.iter().map(|(d, _)| d).filter(|d| d.year() == year).collect();
            assert_eq!(of_year.len(), 8, "{year}");
            assert!(
                of_year.iter().all(|d| !matches!(d.weekday(), Weekday::Saturday | Weekday::Sunday)),
                "{year}"
            );
            let sunday = easter(i32::from(year));
            assert_eq!(days.name(add_days(sunday, -2)), Some("Good Friday"), "{year}");
            assert_eq!(days.name(add_days(sunday, 1)), Some("Easter Monday"), "{year}");
            let monday = |name| days.iter().find(|(d, n)| d.year() == year && *n == name).unwrap().0;
            assert!((1..=7).contains(&monday("Early May bank holiday").day()), "first Monday of May {year}");
            assert!(monday("Spring bank holiday").day() > 24, "last Monday of May {year}");
            assert!(monday("Summer bank holiday").day() > 24, "last Monday of August {year}");
        }
    }

    fn check(from: Date, n: u16, expected: Date) {
        assert_eq!(BankHolidays::england_and_wales().add_working_days(from, n), expected, "{from} + {n}");
    }

    #[test]
    fn working_days_jump_weekends_and_holidays() {
        check(date(2026, 4, 2), 3, date(2026, 4, 9)); // Good Friday 3rd, Easter Monday 6th
        check(date(2026, 8, 7), 1, date(2026, 8, 10));
        check(date(2026, 8, 8), 0, date(2026, 8, 10));
        check(date(2026, 8, 8), 1, date(2026, 8, 10));
        check(date(2026, 12, 24), 1, date(2026, 12, 29)); // substitute for Boxing Day on Monday 28th
        check(date(2026, 8, 6), 0, date(2026, 8, 6));
    }

    #[test]
    fn bi50_the_table_can_be_edited() {
        let mut days = BankHolidays::england_and_wales();
        days.add(date(2026, 8, 7), "Proclaimed day");
        assert_eq!(days.add_working_days(date(2026, 8, 6), 1), date(2026, 8, 10));
        days.remove(date(2026, 8, 7));
        assert!(days.is_working_day(date(2026, 8, 7)));
        assert!(!days.covers(date(2035, 1, 1)));
        let text = serde_json::to_string(&days).unwrap();
        assert_eq!(serde_json::from_str::<BankHolidays>(&text).unwrap(), days);
    }
}
