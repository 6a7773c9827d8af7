//! Somebody must be seen on one day: a crisis, a worry, a promise. It is not derived from the record but
//! said by somebody who replans the day; nothing is written here.

use jiff::civil::Date;
use uuid::Uuid;

use super::source::Source;
use super::{Asked, Need, Week};
use crate::line::Line;

/// Who must be seen, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MustBeSeen {
    /// The id that a visit gets which nobody has planned yet.
    pub id: Uuid,
    /// The person.
    pub person: Uuid,
    /// On this day.
    pub day: Date,
    /// Minutes of the day within which the visit starts.
    pub window: (u16, u16),
    /// Minutes at the door.
    pub minutes: u16,
    /// Workers: one or two.
    pub workers: u8,
}

/// Adds it to what a person needs. A visit that is planned on that day and has not begun becomes the
/// one; an agreed time stays only if it is within the window.
pub fn must_be_seen(needs: &mut Vec<Need>, seen: &MustBeSeen, line: &Line, week: &Week<'_>) {
    let Some(day) = week.day(seen.day).filter(|day| *day >= week.first()) else { return };
    let source = Source::MustBeSeen { on: seen.day };
    let within = |need: &&mut Need| {
        let inside = |window: &(u16, u16)| seen.window.0 <= window.0 && window.1 <= seen.window.1;
        need.standing.as_ref().is_some_and(|standing| {
            let its_day = crate::moment::local_day(standing.starts_at);
            let fits = !standing.agreed || need.windows.iter().all(inside);
            !standing.frozen && its_day == seen.day && fits
        })
    };
    if let Some(need) = needs.iter_mut().find(within) {
        let agreed = need.standing.as_ref().is_some_and(|standing| standing.agreed);
        need.days = vec![day];
        if !agreed {
            need.windows = vec![seen.window];
        }
        need.priority = source.priority();
        need.minutes = need.minutes.max(seen.minutes);
        need.workers = need.workers.max(seen.workers);
        need.sources.insert(0, source);
        return;
    }
    let asked = Asked { line, week, needs: Vec::new(), taken: Vec::new() };
    let mut need = asked.draft(seen.id, source);
    (need.days, need.windows) = (vec![day], vec![seen.window]);
    need.minutes = seen.minutes;
    need.workers = need.workers.max(seen.workers);
    needs.push(need);
}
