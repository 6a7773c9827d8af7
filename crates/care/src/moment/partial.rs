//! A day known only to its year or month, and what follows from it: ages, births and deaths.
//!
//! No day is ever invented (BI35): an age that is not certain is a range. Source: BI31-BI39, BI51.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::parse::{parse_day, parse_month, parse_year};
use super::words::{day_words, month_words};
use crate::text::{Doubt, DoubtKind, western_digits};

/// `1980`, `1980-05` or `1980-05-17`. Sorts by what is known; the less known first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

/// A person's age in whole years; from `least` to `most` when the date of birth is not fully known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age {
    /// The youngest they can be.
    pub least: i16,
    /// The oldest they can be.
    pub most: i16,
}

impl Age {
    /// The age when it is certain.
    #[must_use]
    pub const fn exact(self) -> Option<i16> {
        if self.least == self.most { Some(self.least) } else { None }
    }

    /// `46`, or `45 or 46` when the date of birth is not fully known.
    #[must_use]
    pub fn words(self) -> String {
        match self.exact() {
            Some(years) => years.to_string(),
            None => format!("{} or {}", self.least, self.most),
        }
    }
}

impl PartialDate {
    /// Only the year is known.
    ///
    /// # Errors
    /// One sentence when the year is out of range.
    pub fn from_year(year: i16) -> Result<Self, String> {
        parse_year(&year.to_string()).map(|year| Self { year, month: None, day: None })
    }

    /// Year and month are known.
    ///
    /// # Errors
    /// One sentence when the year or month is out of range.
    pub fn from_month(year: i16, month: i8) -> Result<Self, String> {
        let month = parse_month(&month.to_string())?;
        Ok(Self { month: Some(month), ..Self::from_year(year)? })
    }

    /// Reads `1980`, `May 1980`, `5/1980`, `1980-05`, or a whole day as [`parse_day`] does.
    ///
    /// # Errors
    /// One sentence that says what to write instead.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let text = western_digits(typed.trim());
        let parts: Vec<&str> = text
            .split(|c: char| c.is_whitespace() || matches!(c, '/' | '-' | '.'))
            .filter(|p| !p.is_empty())
            .collect();
        match parts.as_slice() {
            [year] => parse_year(year).map(|year| Self { year, month: None, day: None }),
            [year, month] if year.len() == 4 && parse_year(year).is_ok() => {
                Ok(Self { year: parse_year(year)?, month: Some(parse_month(month)?), day: None })
            }
            [month, year] => {
                Ok(Self { year: parse_year(year)?, month: Some(parse_month(month)?), day: None })
            }
            _ => parse_day(&text).map(Self::from),
        }
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The month, when known.
    #[must_use]
    pub const fn month(self) -> Option<i8> {
        self.month
    }

    /// The whole day, when known.
    #[must_use]
    pub fn as_day(self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok()
    }

    /// The earliest day it can be.
    #[must_use]
    pub fn earliest_day(self) -> Option<Date> {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).ok()
    }

    /// The latest day it can be.
    #[must_use]
    pub fn latest_day(self) -> Option<Date> {
        let month = || Date::new(self.year, self.month.unwrap_or(12), 1).ok();
        self.as_day().or_else(|| month().map(Date::last_of_month))
    }

    /// Age on a day, or `None` when the birth is certainly later. Somebody born on 29 February has a birthday on
    /// 1 March in common years (BI34).
    #[must_use]
    pub fn age_on(self, on: Date) -> Option<Age> {
        let (earliest, latest) = (self.earliest_day()?, self.latest_day()?);
        let age = || Age { least: age_in_years(latest, on).max(0), most: age_in_years(earliest, on) };
        (earliest <= on).then(age)
    }

    /// `17 May 1980`, `May 1980`, `1980`
    #[must_use]
    pub fn words(self) -> String {
        match (self.as_day(), self.month) {
            (Some(day), _) => day_words(day),
            (None, Some(month)) => format!("{} {}", month_words(month), self.year),
            (None, None) => self.year.to_string(),
        }
    }
}

/// The oldest that somebody can be on a day, or `None` before their birth. See [`PartialDate::age_on`] for the range.
#[must_use]
pub fn age_on(born: &PartialDate, on: Date) -> Option<i16> {
    born.age_on(on).map(|age| age.most)
}

fn age_in_years(born: Date, on: Date) -> i16 {
    let before_birthday = (on.month(), on.day()) < (born.month(), born.day());
    on.year() - born.year() - i16::from(before_birthday)
}

/// A date of birth that the team can record today (BI31-BI33, BI37).
///
/// # Errors
/// One sentence when it is not in the past or the person is certainly under 18.
pub fn check_birth(born: PartialDate, today: Date) -> Result<Vec<Doubt>, String> {
    let Some(age) = born.age_on(today) else {
        return Err("The date of birth must be in the past.".to_owned());
    };
    if age.most < 18 {
        return Err("The person must be 18 or over: under 18, contact the children and young people's team."
            .to_owned());
    }
    if age.least > 120 || born.year() < 1900 {
        let asked = format!("The date of birth makes the person {}. Is it right?", age.words());
        return Ok(vec![Doubt::new(DoubtKind::BirthDate, asked)]);
    }
    Ok(Vec::new())
}

/// A date of death against the date of birth and today (BI39).
///
/// # Errors
/// One sentence when it is before the birth or in the future.
pub fn check_death(died: PartialDate, born: Option<PartialDate>, today: Date) -> Result<(), String> {
    if died.earliest_day().is_none_or(|day| day > today) {
        return Err("The date of death must be today or in the past.".to_owned());
    }
    if born.is_some_and(|born| died.latest_day() < born.earliest_day()) {
        return Err("The date of death must be after the date of birth.".to_owned());
    }
    Ok(())
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.month, self.day) {
            (Some(month), Some(day)) => write!(f, "{:04}-{month:02}-{day:02}", self.year),
            (Some(month), None) => write!(f, "{:04}-{month:02}", self.year),
            (None, _) => write!(f, "{:04}", self.year),
        }
    }
}

impl From<Date> for PartialDate {
    fn from(day: Date) -> Self {
        Self { year: day.year(), month: Some(day.month()), day: Some(day.day()) }
    }
}

impl TryFrom<String> for PartialDate {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

impl JsonSchema for PartialDate {
    fn schema_name() -> Cow<'static, str> {
        "PartialDate".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A day, or only its month or year when no more is known",
            "pattern": "^(18|19|20|21)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
            "examples": ["1980", "1980-05", "1980-05-17"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn partial(text: &str) -> PartialDate {
        PartialDate::parse(text).unwrap()
    }

    #[test]
    fn bi35_year_or_month_alone_is_kept_without_an_invented_day() {
        for (typed, kept, words) in [
            ("1980", "1980", "1980"),
            ("May 1980", "1980-05", "May 1980"),
            ("5/1980", "1980-05", "May 1980"),
            ("1980-05", "1980-05", "May 1980"),
            ("1980-05-17", "1980-05-17", "17 May 1980"),
            ("17/5/1980", "1980-05-17", "17 May 1980"),
        ] {
            assert_eq!(partial(typed).to_string(), kept);
            assert_eq!(partial(typed).words(), words);
            assert_eq!(partial(kept), partial(typed));
        }
        assert_eq!(partial("1980").as_day(), None);
        for refused in ["", "80", "13/1980", "1980-13", "about 1980", "1980-02-30"] {
            assert!(PartialDate::parse(refused).is_err(), "{refused}");
        }
        assert_eq!(partial("1980-02").latest_day(), Some(date(1980, 2, 29)));
    }

    #[test]
    fn bi35_an_uncertain_age_is_a_range() {
        let on = date(2026, 8, 6);
        for (born, expected) in
            [("1980", "45 or 46"), ("1980-08", "45 or 46"), ("1980-07", "46"), ("1980-08-06", "46")]
        {
            assert_eq!(partial(born).age_on(on).unwrap().words(), expected, "born {born}");
        }
        assert_eq!(partial("2026-08-07").age_on(on), None);
        assert_eq!(partial("2026").age_on(on).unwrap().words(), "0");
    }

    #[test]
    fn bi34_a_birthday_on_29_february_is_1_march_in_common_years() {
        let born = partial("2004-02-29");
        let age = |on| born.age_on(on).and_then(Age::exact);
        assert_eq!(age(date(2022, 2, 28)), Some(17));
        assert_eq!(age(date(2022, 3, 1)), Some(18));
        assert_eq!(age(date(2024, 2, 28)), Some(19));
        assert_eq!(age(date(2024, 2, 29)), Some(20));
    }

    fn born(text: &str, expected: &str) {
        let said = match check_birth(partial(text), date(2026, 8, 6)) {
            Ok(doubts) => doubts.first().map_or("kept".to_owned(), |doubt| doubt.sentence.clone()),
            Err(sentence) => sentence,
        };
        assert_eq!(said, expected, "born {text}");
    }

    #[test]
    fn bi31_bi32_a_birth_today_or_later_is_refused() {
        born("2026-08-07", "The date of birth must be in the past.");
        born("2027", "The date of birth must be in the past.");
        born(
            "2026-08-06",
            "The person must be 18 or over: under 18, contact the children and young people's team.",
        );
    }

    #[test]
    fn bi33_a_birth_before_1900_is_asked() {
        born("1899-12-31", "The date of birth makes the person 126. Is it right?");
        born("1900-01-01", "The date of birth makes the person 126. Is it right?");
        born("1907-01-01", "kept");
    }

    #[test]
    fn bi37_18_today_is_kept_and_18_tomorrow_is_refused() {
        born("2008-08-06", "kept");
        born(
            "2008-08-07",
            "The person must be 18 or over: under 18, contact the children and young people's team.",
        );
        born("2008", "kept");
    }

    #[test]
    fn bi39_death_lies_between_birth_and_today() {
        let today = date(2026, 8, 6);
        let check = |died: &str| check_death(partial(died), Some(partial("1980-05-17")), today);
        assert_eq!(check("2026-08-06"), Ok(()));
        assert_eq!(check("1980"), Ok(()));
        assert!(check("2026-08-07").unwrap_err().contains("in the past"));
        assert!(check("1980-05-16").unwrap_err().contains("after the date of birth"));
    }

    #[test]
    fn it_travels_as_text() {
        let read: PartialDate = serde_json::from_str("\"1980-05\"").unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), "\"1980-05\"");
        assert!(serde_json::from_str::<PartialDate>("\"1980-5-32\"").is_err());
    }
}
