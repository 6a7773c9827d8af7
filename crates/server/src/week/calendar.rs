//! Visits as a calendar file (RFC 5545). Discreet: the person's initials and the time, no address, no
//! purpose, no team; each is private. The writing is the crate `icalendar`'s.

use icalendar::{Calendar, Class, Component, Event};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

/// One visit in a calendar.
#[derive(Clone, Debug)]
pub(crate) struct Happening {
    pub(crate) id: Uuid,
    pub(crate) version: u32,
    pub(crate) starts: Timestamp,
    pub(crate) ends: Timestamp,
    pub(crate) initials: String,
}

/// The calendar's text. A visit keeps its name when it moves, so that it is not there twice.
pub(crate) fn of(all: &[Happening], now: Timestamp) -> String {
    let mut calendar = Calendar::new();
    for one in all {
        let mut event = Event::new();
        event
            .uid(&one.id.to_string())
            .summary(&format!("Visit {}", one.initials))
            .add_property("DTSTAMP", utc(now))
            .add_property("DTSTART", utc(one.starts))
            .add_property("DTEND", utc(one.ends))
            .add_property("SEQUENCE", one.version.to_string())
            .class(Class::Private);
        calendar.push(event.done());
    }
    calendar.to_string()
}

/// `20261118T093000Z`
fn utc(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_says_initials_and_times_and_nothing_else() {
        let starts: Timestamp = "2026-11-18T09:30:00Z".parse().unwrap();
        let ends: Timestamp = "2026-11-18T10:15:00Z".parse().unwrap();
        let id = Uuid::from_u128(7);
        let text = of(&[Happening { id, version: 2, starts, ends, initials: "AO".to_owned() }], starts);
        let lines: Vec<&str> = text.split("\r\n").filter(|line| !line.is_empty()).collect();
        for wanted in [
            "BEGIN:VEVENT",
            "CLASS:PRIVATE",
            "DTEND:20261118T101500Z",
            "DTSTAMP:20261118T093000Z",
            "DTSTART:20261118T093000Z",
            "SEQUENCE:2",
            "SUMMARY:Visit AO",
            "UID:00000000-0000-0000-0000-000000000007",
            "END:VEVENT",
        ] {
            assert_eq!(lines.iter().filter(|line| **line == wanted).count(), 1, "{wanted}: {text}");
        }
        assert!(!text.contains("LOCATION") && !text.contains("DESCRIPTION"), "{text}");
    }
}
