//! Times that the person keeps free are taken out of the days and hours a need may be at (P03). What a
//! human put there with a reason stays; what stands there without one is moved, and it is said.

use super::{Asked, Flag, Need};
use crate::entry::around::Preferences;
use crate::kept;
use crate::rule::context::VisitNow;

/// A skill that nobody has: what may be at no time at all is left out, and somebody decides.
const NOBODY: &str = "a time outside those the person keeps free";

impl Asked<'_> {
    /// Takes what is kept free out of every need that may still be anywhere.
    pub(super) fn keep_free(&mut self, visits: &[VisitNow]) {
        let Some(preferences) = &self.line.preferences else { return };
        if preferences.kept_times.is_empty()
            && preferences.festivals.is_empty()
            && preferences.kept_days.is_empty()
        {
            return;
        }
        let week = self.week;
        let date = |day: u8| week.date(day);
        for need in &mut self.needs {
            let Some(standing) = &need.standing else {
                narrow(need, preferences, &date);
                continue;
            };
            if standing.frozen || standing.agreed {
                continue;
            }
            let inside = kept::against(preferences, standing.starts_at, need.minutes).is_some();
            let reason = visits
                .iter()
                .find(|visit| visit.id == need.id)
                .is_some_and(|visit| visit.visit.time_override.is_some());
            match (inside, reason) {
                (true, true) => pin(need, standing.starts_at, week.monday),
                (true, false) => {
                    need.flags.push(Flag::KeptTime);
                    narrow(need, preferences, &date);
                }
                (false, true | false) => narrow(need, preferences, &date),
            }
        }
    }
}

/// It stays at its time.
fn pin(need: &mut Need, starts: jiff::Timestamp, monday: jiff::civil::Date) {
    let local = crate::moment::local(starts);
    let day = u8::try_from(crate::moment::days_between(monday, local.date())).unwrap_or(0);
    let minute = u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs());
    (need.days, need.windows) = (vec![day], vec![(minute, minute)]);
}

/// Leaves the days that have a free time, and the hours that are free on each of them: a need has the
/// same hours on all its days.
fn narrow(need: &mut Need, preferences: &Preferences, date: &dyn Fn(u8) -> jiff::civil::Date) {
    let (mut days, mut windows) = (Vec::new(), need.windows.clone());
    for day in &need.days {
        let free = |window: &(u16, u16)| kept::free_starts(preferences, date(*day), need.minutes, *window);
        let left: Vec<(u16, u16)> = windows.iter().flat_map(free).collect();
        if !left.is_empty() {
            days.push(*day);
            windows = left;
        }
    }
    if days.is_empty() {
        need.flags.push(Flag::NoFreeTime);
        need.skills.push(NOBODY.to_owned());
    } else {
        (need.days, need.windows) = (days, windows);
    }
}
