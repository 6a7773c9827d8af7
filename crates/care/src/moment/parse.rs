//! Days and times as people type them. Day before month, always: a date is never guessed the other way round.
//!
//! Source: BI34, BI36, BI51, BI52.

use jiff::civil::{Date, Time};

use super::words::{MONTHS, month_words};
use crate::text::western_digits;

/// Years a day may have here. Outside it is a slip of the finger.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2200;

/// Reads `6/8/2026`, `06-08-2026`, `6.8.2026`, `6 8 2026`, `6 August 2026`, `6th Aug 2026` or `2026-08-06`.
///
/// # Errors
/// One sentence that says what to write instead: a year of two digits, a day that does not exist, another form.
pub fn parse_day(typed: &str) -> Result<Date, String> {
    let text = western_digits(typed.trim());
    if text.is_empty() {
        return Err("Enter a date, such as 6 August 2026.".to_owned());
    }
    let parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '-' | '.' | ','))
        .filter(|p| !p.is_empty())
        .collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 && is_number(year) && is_number(month) => {
            parse_day_parts(day, month, year)
        }
        [day, month, year] if is_number(without_ordinal(day)) => {
            parse_day_parts(without_ordinal(day), month, year)
        }
        _ => Err("Write the date as day, month and year, such as 6 August 2026 or 6/8/2026.".to_owned()),
    }
}

/// Reads the three boxes of a date form. The month may be a number or its name.
///
/// # Errors
/// One sentence that names the box to put right.
pub fn parse_day_parts(day: &str, month: &str, year: &str) -> Result<Date, String> {
    let (day, month, year) =
        (western_digits(day.trim()), western_digits(month.trim()), western_digits(year.trim()));
    match (day.is_empty(), month.is_empty(), year.is_empty()) {
        (true, true, true) => return Err("Enter a date, such as 6 August 2026.".to_owned()),
        (true, _, _) => return Err("The date must include a day.".to_owned()),
        (_, true, _) => return Err("The date must include a month.".to_owned()),
        (_, _, true) => return Err("The date must include a year.".to_owned()),
        (false, false, false) => {}
    }
    let year = parse_year(&year)?;
    let month = parse_month(&month)?;
    let number: i8 = number(&day)
        .filter(|d| (1..=31).contains(d))
        .ok_or("The day must be a number from 1 to 31.".to_owned())?;
    Date::new(year, month, number).map_err(|_| no_such_day(number, month, year))
}

/// A year of four digits.
pub(super) fn parse_year(text: &str) -> Result<i16, String> {
    if !is_number(text) {
        return Err("The year must be a number, such as 1980.".to_owned());
    }
    if text.len() != 4 {
        return Err("Write the year with four digits, such as 1980.".to_owned());
    }
    text.parse().ok().filter(|year| YEARS.contains(year)).ok_or_else(|| format!("Check the year: {text}."))
}

/// A month by number, name or the name's beginning of three letters or more.
pub(super) fn parse_month(text: &str) -> Result<i8, String> {
    let refused = || "The month must be a number from 1 to 12, or its name.".to_owned();
    if is_number(text) {
        return number(text).filter(|month| (1..=12).contains(month)).ok_or_else(refused);
    }
    let lower = text.to_lowercase();
    let place = MONTHS.iter().position(|month| lower.len() >= 3 && month.to_lowercase().starts_with(&lower));
    place.and_then(|place| i8::try_from(place + 1).ok()).ok_or_else(refused)
}

fn no_such_day(day: i8, month: i8, year: i16) -> String {
    if (day, month) == (29, 2) {
        return format!("There is no 29 February in {year}. Check the date.");
    }
    format!("{} never has {day} days. Check the date.", month_words(month))
}

/// Reads `5pm`, `5.30pm`, `17:00`, `17.00`, `1700`, `5 o'clock`, `noon`, `midday` or `midnight`.
///
/// "O'clock" without am or pm is read as the hour of a working day: 8 to 11 in the morning, 12 midday, 1 to 5 in
/// the afternoon; 6 and 7 are asked. What was understood is always shown back in words.
///
/// # Errors
/// One sentence that says how to write it.
pub fn parse_time(typed: &str) -> Result<Time, String> {
    let refused = || "Write the time like 5pm, 5:30pm or 17:30.".to_owned();
    let text = western_digits(typed.trim()).to_lowercase().replace('’', "'");
    match text.as_str() {
        "" => return Err("Enter a time, such as 5:30pm.".to_owned()),
        "noon" | "midday" | "12 noon" | "12 midday" => return Ok(Time::constant(12, 0, 0, 0)),
        "midnight" | "12 midnight" => return Ok(Time::midnight()),
        _ => {}
    }
    if let Some(hour) = text.strip_suffix("o'clock") {
        return o_clock(number(hour.trim()).ok_or_else(refused)?);
    }
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = bare.replace("a.m.", "am").replace("p.m.", "pm").replace("a.m", "am").replace("p.m", "pm");
    if let Some(clock) = bare.strip_suffix("am") {
        return twelve_hours(clock, 0).ok_or_else(refused);
    }
    if let Some(clock) = bare.strip_suffix("pm") {
        return twelve_hours(clock, 12).ok_or_else(refused);
    }
    twenty_four_hours(&bare)
}

fn o_clock(hour: i8) -> Result<Time, String> {
    match hour {
        8..=12 => Ok(Time::constant(hour, 0, 0, 0)),
        1..=5 => Ok(Time::constant(hour + 12, 0, 0, 0)),
        6 | 7 => Err(format!("Write {hour}am or {hour}pm.")),
        _ => Err("Write the time like 5pm, 5:30pm or 17:30.".to_owned()),
    }
}

/// `5`, `5:30` or `5.30` before am (0) or pm (12).
fn twelve_hours(clock: &str, half: i8) -> Option<Time> {
    let (hour, minute) = clock.split_once([':', '.']).unwrap_or((clock, "00"));
    let hour = number(hour).filter(|hour| (1..=12).contains(hour))? % 12 + half;
    let minute = (minute.len() == 2).then(|| number(minute)).flatten()?;
    Time::new(hour, minute, 0, 0).ok()
}

/// `17:00`, `17.00`, `1700`, `17:00:00` as browsers send it. A lone hour such as `9` is not a time.
fn twenty_four_hours(bare: &str) -> Result<Time, String> {
    let refused = "Write the time like 5pm, 5:30pm or 17:30.";
    let parts: Vec<&str> = bare.split([':', '.']).collect();
    let (hour, minute, second) = match parts.as_slice() {
        [hour, minute] => (*hour, *minute, "00"),
        [hour, minute, second] => (*hour, *minute, *second),
        [digits] if is_number(digits) && matches!(digits.len(), 3 | 4) => {
            let (hour, minute) = digits.split_at(digits.len() - 2);
            (hour, minute, "00")
        }
        [hour] if is_number(hour) => {
            return Err(format!("Write {hour}am, {hour}pm or the minutes too, such as 17:30."));
        }
        _ => return Err(refused.to_owned()),
    };
    if hour == "24" {
        return Err("Write midnight, or 00:00 of the next day.".to_owned());
    }
    if minute.len() != 2 || second.len() != 2 {
        return Err(refused.to_owned());
    }
    let read = || Time::new(number(hour)?, number(minute)?, number(second)?, 0).ok();
    read().ok_or_else(|| refused.to_owned())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn number(text: &str) -> Option<i8> {
    is_number(text).then(|| text.parse().ok()).flatten()
}

fn without_ordinal(day: &str) -> &str {
    ["st", "nd", "rd", "th"].iter().find_map(|ending| day.strip_suffix(ending)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::time_words;
    use proptest::prelude::*;

    fn day(typed: &str, expected: &str) {
        let said = parse_day(typed).map_or_else(|sentence| sentence, |day| day.to_string());
        assert_eq!(said, expected, "typed {typed:?}");
    }

    #[test]
    fn bi36_days_are_read_day_first() {
        for typed in [
            "01/02/1980",
            "1/2/1980",
            "1-2-1980",
            "1.2.1980",
            "1 2 1980",
            "1 February 1980",
            "1 feb 1980",
            "1st February 1980",
            "1980-02-01",
            " 1/2/1980 ",
            "١/٢/١٩٨٠",
            "1 Feb, 1980",
        ] {
            day(typed, "1980-02-01");
        }
        day("6 August 2026", "2026-08-06");
    }

    #[test]
    fn bi36_two_digit_years_and_impossible_days_are_refused() {
        day("1-2-80", "Write the year with four digits, such as 1980.");
        day("13/13/1980", "The month must be a number from 1 to 12, or its name.");
        day("32/1/1980", "The day must be a number from 1 to 31.");
        day("31 Apr 1980", "April never has 31 days. Check the date.");
        day("30/2/1980", "February never has 30 days. Check the date.");
        day("", "Enter a date, such as 6 August 2026.");
        let form = "Write the date as day, month and year, such as 6 August 2026 or 6/8/2026.";
        for typed in ["tomorrow", "August 6, 2026", "8/1980", "1/2/1980/3", "010280"] {
            day(typed, form);
        }
    }

    #[test]
    fn bi34_29_february_exists_in_leap_years_only() {
        day("29/2/2000", "2000-02-29");
        day("29 Feb 2004", "2004-02-29");
        day("29/2/2001", "There is no 29 February in 2001. Check the date.");
        day("29/2/1900", "There is no 29 February in 1900. Check the date.");
    }

    #[test]
    fn bi51_years_out_of_range_are_refused() {
        day("1/1/10000", "Write the year with four digits, such as 1980.");
        day("10000-01-01", "Write the year with four digits, such as 1980.");
        day("9999-12-31", "Check the year: 9999.");
        day("1/1/0001", "Check the year: 0001.");
        day("31/12/1899", "1899-12-31");
    }

    #[test]
    fn the_boxes_of_a_form_are_named() {
        for (typed, expected) in [
            (["", "", ""], "Enter a date, such as 6 August 2026."),
            (["", "2", "1980"], "The date must include a day."),
            (["1", " ", "1980"], "The date must include a month."),
            (["1", "2", ""], "The date must include a year."),
            (["x", "2", "1980"], "The day must be a number from 1 to 31."),
            (["1", "2", "198o"], "The year must be a number, such as 1980."),
        ] {
            assert_eq!(parse_day_parts(typed[0], typed[1], typed[2]), Err(expected.to_owned()));
        }
        assert_eq!(parse_day_parts("1", "feb", "1980"), Ok(jiff::civil::date(1980, 2, 1)));
    }

    fn time(typed: &str, expected: &str) {
        let said = parse_time(typed).map_or_else(|sentence| sentence, time_words);
        assert_eq!(said, expected, "typed {typed:?}");
    }

    #[test]
    fn bi52_times_are_read_as_people_write_them() {
        for typed in [
            "5pm",
            "5 PM",
            "5:00pm",
            "5.00 p.m.",
            "17.00",
            "17:00",
            "1700",
            "17:00:00",
            "5 o'clock",
            "5 o’clock",
        ] {
            time(typed, "5pm");
        }
        for typed in ["noon", "Midday", "12pm", "12:00", "1200", "12 o'clock"] {
            time(typed, "midday");
        }
        for typed in ["midnight", "12am", "00:00", "0000"] {
            time(typed, "midnight");
        }
        time("5.30pm", "5:30pm");
        time("930", "9:30am");
        time("9 o'clock", "9am");
        time("12:30am", "12:30am");
    }

    #[test]
    fn bi51_bi52_other_times_are_refused_with_text() {
        let form = "Write the time like 5pm, 5:30pm or 17:30.";
        for typed in [
            "13pm",
            "0am",
            "5:3pm",
            "25:00",
            "17:60",
            "23:59:60",
            "later",
            "1e3",
            "5:30:00:00",
            "-1:00",
            "17h",
        ] {
            time(typed, form);
        }
        time("24:00", "Write midnight, or 00:00 of the next day.");
        time("9", "Write 9am, 9pm or the minutes too, such as 17:30.");
        time("7 o'clock", "Write 7am or 7pm.");
        time("", "Enter a time, such as 5:30pm.");
    }

    proptest! {
        #[test]
        fn any_text_is_answered_without_panic(typed in ".{0,24}") {
            let _ = (parse_day(&typed), parse_time(&typed), parse_day_parts(&typed, "2", &typed));
        }

        /// Property 1 for days and times.
        #[test]
        fn property_1_what_is_shown_can_be_typed_back(days in 0..100_000_i32, minute in 0..1440_i32) {
            let day = crate::moment::add_days(jiff::civil::date(1900, 1, 1), days);
            prop_assert_eq!(parse_day(&crate::moment::day_words(day)), Ok(day));
            prop_assert_eq!(parse_day(&day.to_string()), Ok(day));
            let time = Time::new(i8::try_from(minute / 60).unwrap(), i8::try_from(minute % 60).unwrap(), 0, 0).unwrap();
            prop_assert_eq!(parse_time(&time_words(time)), Ok(time));
        }
    }
}
