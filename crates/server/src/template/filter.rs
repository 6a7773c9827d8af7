//! Filters for what people read: days, times in Europe/London, NHS numbers, lengths of time.
//! They format and never decide; what cannot be read is an error, not a guess.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use minijinja::value::Value;
use minijinja::{Environment, Error, ErrorKind};

pub(super) fn add_to(environment: &mut Environment<'_>) {
    environment.add_filter("date", |value: &Value| shown(value, |text| Ok(date(day_of(text)?))));
    environment.add_filter("day", |value: &Value| {
        shown(value, |text| Ok(day_of(text)?.strftime("%A %-d %B %Y").to_string()))
    });
    environment.add_filter("short_date", |value: &Value| {
        shown(value, |text| Ok(day_of(text)?.strftime("%a %-d %b").to_string()))
    });
    environment.add_filter("time", |value: &Value| shown(value, |text| Ok(time(time_of(text)?))));
    environment.add_filter("datetime", |value: &Value| {
        shown(value, |text| {
            let moment = london(text)?;
            Ok(format!("{} at {}", date(moment.date()), time(moment.time())))
        })
    });
    environment.add_filter("nhs_number", |value: &Value| shown(value, |text| Ok(nhs_number(text))));
    environment.add_filter("minutes", |value: u32| minutes(value));
}

/// Applies a filter to text; nothing stays nothing, and what is not text is a mistake in the template.
fn shown(value: &Value, show: impl Fn(&str) -> Result<String, Error>) -> Result<Value, Error> {
    if value.is_none() {
        return Ok(Value::from(()));
    }
    let text = value.as_str().ok_or_else(|| unreadable("expects text", &value.to_string()))?;
    show(text).map(Value::from)
}

fn unreadable(what: &str, text: &str) -> Error {
    Error::new(ErrorKind::InvalidOperation, format!("{what}, not {text:?}"))
}

fn london(text: &str) -> Result<Zoned, Error> {
    let moment: Timestamp = text.parse().map_err(|_| unreadable("expects an instant", text))?;
    // The zone is built into the binary, so this cannot fail on a machine without zone files.
    let zone = TimeZone::get("Europe/London").map_err(|_| unreadable("needs Europe/London", text))?;
    Ok(moment.to_zoned(zone))
}

/// A day as such, or the London day of an instant.
fn day_of(text: &str) -> Result<Date, Error> {
    if text.contains('T') {
        london(text).map(|moment| moment.date())
    } else {
        text.parse().map_err(|_| unreadable("expects a day", text))
    }
}

/// A local time as such (`17:30`), or the London time of an instant.
fn time_of(text: &str) -> Result<Time, Error> {
    if text.contains('Z') || text.contains('+') {
        london(text).map(|moment| moment.time())
    } else {
        text.parse().map_err(|_| unreadable("expects a time", text))
    }
}

fn date(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// The NHS style for times: 5pm, 5:30pm, midday, midnight.
fn time(time: Time) -> String {
    match (time.hour(), time.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        (_, 0) => time.strftime("%-I%P").to_string(),
        _ => time.strftime("%-I:%M%P").to_string(),
    }
}

/// Ten digits as people read them aloud, 3-3-4; anything else is shown as it is.
fn nhs_number(text: &str) -> String {
    match (text.get(..3), text.get(3..6), text.get(6..)) {
        (Some(first), Some(second), Some(third))
            if text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            format!("{first} {second} {third}")
        }
        _ => text.to_owned(),
    }
}

fn minutes(total: u32) -> String {
    let plural = |count: u32, word: &str| {
        if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
    };
    match (total / 60, total % 60) {
        (0, rest) => plural(rest, "minute"),
        (hours, 0) => plural(hours, "hour"),
        (hours, rest) => format!("{} {}", plural(hours, "hour"), plural(rest, "minute")),
    }
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    fn check(template: &str, value: impl serde::Serialize, expected: &str) {
        let mut environment = minijinja::Environment::new();
        super::add_to(&mut environment);
        let shown = environment.render_str(template, context! { v => minijinja::value::Serde(value) });
        assert_eq!(shown.unwrap_or_else(|error| format!("error: {error}")), expected, "{template}");
    }

    #[test]
    fn days_are_written_out() {
        check("{{ v|date }}", "2026-08-06", "6 August 2026");
        check("{{ v|day }}", "2026-08-06", "Thursday 6 August 2026");
        check("{{ v|short_date }}", "2026-08-06", "Thu 6 Aug");
        // Half an hour before midnight in summer UTC is the next day in London.
        check("{{ v|date }}", "2026-08-06T23:30:00Z", "7 August 2026");
        check("{{ v|date }}", "2026-01-06T23:30:00Z", "6 January 2026");
        check("{{ v|date }}", Option::<String>::None, "None");
        check(
            "{{ v|date }}",
            "soon",
            "error: invalid operation: expects a day, not \"soon\" (in <string>:1)",
        );
    }

    #[test]
    fn times_are_those_of_london() {
        for (instant, expected) in [
            ("2026-08-06T16:00:00Z", "5pm"),
            ("2026-08-06T16:30:00Z", "5:30pm"),
            ("2026-01-06T17:05:59Z", "5:05pm"),
            ("2026-08-06T11:00:00Z", "midday"),
            ("2026-01-06T00:00:00Z", "midnight"),
            ("2026-01-06T00:10:00Z", "12:10am"),
            ("2026-01-06T09:00:00.000000Z", "9am"),
            ("17:30", "5:30pm"),
        ] {
            check("{{ v|time }}", instant, expected);
        }
        check("{{ v|datetime }}", "2026-08-06T16:30:00Z", "6 August 2026 at 5:30pm");
        // The hour that happens twice is still shown.
        check("{{ v|time }}", "2026-10-25T00:30:00Z", "1:30am");
        check("{{ v|time }}", "2026-10-25T01:30:00Z", "1:30am");
    }

    #[test]
    fn numbers_are_read_aloud() {
        check("{{ v|nhs_number }}", "9991234567", "999 123 4567");
        check("{{ v|nhs_number }}", "999", "999");
        check("{{ v|nhs_number }}", "\u{665}991234567", "\u{665}991234567");
        for (count, expected) in [
            (0, "0 minutes"),
            (1, "1 minute"),
            (45, "45 minutes"),
            (60, "1 hour"),
            (65, "1 hour 5 minutes"),
            (121, "2 hours 1 minute"),
        ] {
            check("{{ v|minutes }}", count, expected);
        }
    }
}
