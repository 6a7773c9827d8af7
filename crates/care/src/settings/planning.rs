//! Numbers of the visiting schedule that a team may change one day: how fast people travel, how long
//! visits last, what matters how much. Those marked *assumed* no source has confirmed.

use crate::access::Role;
use crate::entry::tier::TierName;
use crate::needs::Priority;
use crate::travel::{Mode, Model};

/// Whole degrees north between which a place may lie: the United Kingdom.
pub const LATITUDE: (i64, i64) = (49, 61);
/// Whole degrees east between which a place may lie: the United Kingdom.
pub const LONGITUDE: (i64, i64) = (-9, 2);

/// How long the way takes by a mode. All assumed; a car in a town as in the planner's instances.
#[must_use]
pub const fn travel(mode: Mode) -> Model {
    match mode {
        Mode::Car => Model { detour: 1.35, km_per_hour: 24.0, extra_minutes: 4.0 },
        Mode::Bus => Model { detour: 1.5, km_per_hour: 15.0, extra_minutes: 10.0 },
        Mode::Walk => Model { detour: 1.25, km_per_hour: 4.8, extra_minutes: 0.0 },
    }
}

/// Minutes to and from a place without coordinates. Assumed: the usual way in a town and a little more.
#[must_use]
pub const fn flat_minutes(mode: Mode) -> i32 {
    match mode {
        Mode::Car => 20,
        Mode::Bus => 35,
        Mode::Walk => 40,
    }
}

/// Most visits a day that the machine gives to a role; 0 for who is planned by people alone. Assumed.
#[must_use]
pub const fn visits_a_day(role: Role) -> u8 {
    match role {
        Role::Nurse | Role::SocialWorker | Role::Support => 7,
        Role::Ot => 5,
        Role::Psychologist => 4,
        Role::Manager
        | Role::Lead
        | Role::Doctor
        | Role::Administrator
        | Role::Privacy
        | Role::Analyst
        | Role::Integration
        | Role::Sysadmin => 0,
    }
}

/// Visits a week for somebody whose tier nobody has decided. Assumed.
pub const CONTACTS_WITHOUT_TIER: u32 = 1;
/// How much it matters that a visit of the tier's plan is made. Red as the board has it; the rest assumed.
#[must_use]
pub const fn tier_priority(tier: Option<TierName>) -> Priority {
    match tier {
        Some(TierName::Red) => Priority::Must,
        Some(TierName::Amber | TierName::Blue | TierName::Grey) => Priority::High,
        Some(TierName::Green) | None => Priority::Normal,
    }
}

/// An injection that is due.
pub const INJECTION_PRIORITY: Priority = Priority::Must;
/// Seeing somebody within 72 hours of leaving hospital.
pub const FOLLOW_UP_PRIORITY: Priority = Priority::Must;
/// The first contact after taking somebody on. Assumed.
pub const FIRST_CONTACT_PRIORITY: Priority = Priority::Must;
/// In-reach on a ward. Assumed.
pub const IN_REACH_PRIORITY: Priority = Priority::High;
/// A visit of a series that the MDT decided. Assumed.
pub const DECIDED_PRIORITY: Priority = Priority::High;
/// A visit whose day and time are agreed with the person.
pub const AGREED_PRIORITY: Priority = Priority::Must;

/// Minutes at the door when nobody planned them yet. Assumed, by domain 9.2.
pub const USUAL_MINUTES: u16 = 45;
/// Minutes of a visit with an injection. Assumed, by domain 9.2.
pub const INJECTION_MINUTES: u16 = 30;
/// Minutes of a visit on a ward. Assumed.
pub const IN_REACH_MINUTES: u16 = 60;
/// Minutes of a first visit. Assumed.
pub const FIRST_CONTACT_MINUTES: u16 = 60;
/// Minutes of trying again after a missed contact. Assumed.
pub const LADDER_MINUTES: u16 = 30;
/// Workers of a first visit: two (domain 9.2).
pub const FIRST_CONTACT_WORKERS: u8 = 2;

/// Minutes of the day within which a visit starts when nothing else is said. Assumed.
pub const USUAL_WINDOW: (u16, u16) = (9 * 60, 18 * 60 + 30);
/// Days before and after the due day for a product that is not in the table of injections. Assumed.
pub const INJECTION_DAYS: (i32, i32) = (3, 3);
/// The skill of whoever gives injections: nurses and doctors (T07).
pub const INJECTION_SKILL: &str = "injections";

/// Days between two visits to one person, by how many there are in the week. Assumed.
#[must_use]
pub const fn gap_days(visits: usize) -> usize {
    match visits {
        0 | 1 => 1,
        2 => 2,
        3.. => 1,
    }
}

/// How many times a promise counts when one day is replanned: people wait for somebody today. Assumed.
pub const TODAY_MOVED_TIMES: u32 = 4;
/// Visits a week wanted with the key worker. Assumed (C03).
pub const KEY_WORKER_VISITS: usize = 1;
/// Different workers a week that a person wants to meet at most, outside red. Assumed (domain 4.3).
pub const FACES_A_WEEK: usize = 3;
/// Minutes of travel that each place further down the person's list is worth less. Assumed (S07).
pub const PLACE_LESS_LIKED: u16 = 10;

/// Lunch when the team says nothing else: minutes, earliest and latest start. Assumed.
pub const REST: (u16, u16, u16) = (30, 11 * 60 + 45, 14 * 60 + 15);
/// Minutes of a shift from which there is a break. Assumed; the law asks for one above six hours.
pub const REST_FROM_MINUTES: i32 = 6 * 60;
/// Minutes before and after a visit that somebody makes on a day they are not at work as a rule. Assumed.
pub const DAY_OFF_MINUTES: i32 = 60;
