//! Seen within 72 hours of leaving hospital, and not on the day itself.
//!
//! Source: NHS Standard Contract 72-hour follow-up; the national measure counts from the day after (unverified).

use jiff::Timestamp;

use super::{Due, DueKind};
use crate::moment::{after_hours, local_day};
use crate::settings::FOLLOW_UP_HOURS;

/// Hours before the end when it becomes pressing: from the start.
const SOON_HOURS: i64 = FOLLOW_UP_HOURS;

/// The moment by which the person is seen.
#[must_use]
pub fn due_by(left_at: Timestamp) -> Timestamp {
    after_hours(left_at, FOLLOW_UP_HOURS)
}

/// True when a contact in which the person was seen satisfies the measure: from the day after, in time.
#[must_use]
pub fn is_satisfied_by(left_at: Timestamp, seen_at: Timestamp) -> bool {
    local_day(seen_at) > local_day(left_at) && seen_at <= due_by(left_at)
}

/// The clock, until a contact from the day after stops it. A late contact stops it too: the person was seen.
#[must_use]
pub fn due(left_at: Timestamp, seen_at: &[Timestamp], now: Timestamp) -> Option<Due> {
    let seen = seen_at.iter().any(|seen| local_day(*seen) > local_day(left_at) && *seen <= now);
    (!seen).then(|| Due::at_moment(DueKind::FollowUp, due_by(left_at), SOON_HOURS, now))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn ward_discharge_fri_16_00() {
        // Domain 5.8: "follow-up by Mon 16:00; counts from the day after discharge, so a same-day contact does not
        // satisfy it".
        let left = at("2026-08-07T16:00+01:00");
        assert_eq!(due_by(left), at("2026-08-10T16:00+01:00"));
        for (seen, satisfied) in [
            ("2026-08-07T18:00+01:00", false),
            ("2026-08-07T23:59+01:00", false),
            ("2026-08-08T00:01+01:00", true),
            ("2026-08-10T16:00+01:00", true),
            ("2026-08-10T16:01+01:00", false),
        ] {
            assert_eq!(is_satisfied_by(left, at(seen)), satisfied, "{seen}");
        }
    }

    #[test]
    fn the_clock_runs_until_the_person_is_seen() {
        let left = at("2026-08-07T16:00+01:00");
        let now = at("2026-08-09T12:00+01:00");
        assert!(due(left, &[], now).unwrap().is_pressing());
        assert!(due(left, &[at("2026-08-07T18:00+01:00")], now).is_some());
        assert!(due(left, &[at("2026-08-08T10:00+01:00")], now).is_none());
        assert!(due(left, &[], at("2026-08-10T16:01+01:00")).unwrap().is_overdue());
        assert!(due(left, &[at("2026-08-11T10:00+01:00")], at("2026-08-12T10:00+01:00")).is_none());
    }
}
