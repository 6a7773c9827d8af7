//! Who has the smallest part of the work that all share (T06): shared minutes of the last weeks against the
//! time a worker has for them, by hours, leave and what is kept for own work (T05). It proposes with its
//! reasons, and a human accepts. Pure.

use jiff::civil::Date;
use uuid::Uuid;

use crate::entry::organisation::Staff;
use crate::moment;

/// Days looked back.
pub const DAYS: i32 = 28;
/// Minutes of a full day of somebody without a working pattern.
const DAY: u32 = 450;

/// A worker's part of the shared work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Who.
    pub worker: Uuid,
    /// Minutes of shared work.
    pub shared: u32,
    /// Minutes there were for it.
    pub free: u32,
}

impl Part {
    /// Tenths of a per cent; all of it for somebody who has no time for shared work.
    fn per_mille(self) -> u32 {
        (self.shared * 1_000).checked_div(self.free).unwrap_or(u32::MAX)
    }

    /// Why somebody is proposed, in one sentence without its full stop.
    #[must_use]
    pub fn words(self) -> String {
        let hours = |minutes: u32| (minutes + 30) / 60;
        format!(
            "Smallest part of what all share: {} of {} hours there were for it in four weeks, without leave and own work",
            hours(self.shared),
            hours(self.free)
        )
    }
}

/// Minutes a worker had for shared work in the days before `today`: their hours without leave, less what is
/// kept for their own profession (T05).
#[must_use]
pub fn free(staff: &Staff, today: Date) -> u32 {
    let days = (1..=DAYS).map(|back| moment::add_days(today, -back));
    let there: Vec<u32> = days.filter(|day| staff.works_on(*day)).map(|day| hours(staff, day)).collect();
    let all: u32 = there.iter().sum();
    let usual = (1..=DAYS).map(|back| hours(staff, moment::add_days(today, -back))).sum::<u32>().max(1);
    let weeks = u32::try_from(DAYS / 7).unwrap_or(4);
    let own = staff.specialist_minutes.map_or(0, u32::from) * weeks;
    // Own work falls away with leave as everything else does.
    all.saturating_sub(own.min(usual) * all / usual)
}

/// Minutes of a usual day.
fn hours(staff: &Staff, day: Date) -> u32 {
    let weekday = day.weekday().to_monday_one_offset();
    if staff.pattern.is_empty() {
        return if weekday <= 5 { DAY * u32::from(staff.wte_hundredths) / 100 } else { 0 };
    }
    let on = staff.pattern.iter().filter(|line| i16::from(line.weekday) == i16::from(weekday));
    on.map(|line| u32::from(line.to_minute.saturating_sub(line.from_minute))).sum()
}

/// Who is proposed for something that all share: the smallest part first; of equal parts who had more time.
#[must_use]
pub fn next(parts: &[Part]) -> Option<Part> {
    let able = parts.iter().copied().filter(|part| part.free > 0);
    able.min_by_key(|part| (part.per_mille(), std::cmp::Reverse(part.free), part.worker))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::{Value, json};

    use super::*;

    fn staff(changes: &Value) -> Staff {
        let mut one = json!({"name": "Somebody", "role": "nurse", "wte_hundredths": 100, "gender": "2",
            "memberships": []});
        for (name, value) in changes.as_object().unwrap() {
            one[name] = value.clone();
        }
        serde_json::from_value(one).unwrap()
    }

    #[test]
    fn t06_the_time_for_shared_work_is_hours_without_leave_and_own_work() {
        let today = date(2026, 11, 18);
        for (changes, hours) in [
            (json!({}), 150),
            (json!({"wte_hundredths": 60}), 90),
            (json!({"specialist_minutes": 600}), 110),
            (json!({"away": [{"from": "2026-11-01", "until": "2026-11-17"}]}), 60),
            (json!({"pattern": [{"weekday": 1, "from_minute": 540, "to_minute": 1020}]}), 32),
            (json!({"specialist_minutes": 3000}), 0),
        ] {
            assert_eq!(free(&staff(&changes), today) / 60, hours, "{changes}");
        }
    }

    #[test]
    fn t06_the_smallest_part_is_proposed_by_share_and_not_by_minutes() {
        let part = |worker, shared, free| Part { worker: Uuid::from_u128(worker), shared, free };
        let (full, half, none) = (part(1, 1_200, 9_000), part(2, 900, 4_500), part(3, 0, 0));
        assert_eq!(next(&[half, full, none]), Some(full), "who has half the time is not given as much");
        assert_eq!(next(&[none]), None);
        assert_eq!(next(&[part(4, 0, 4_500), part(5, 0, 9_000)]).unwrap().worker, Uuid::from_u128(5));
        assert_eq!(
            full.words(),
            "Smallest part of what all share: 20 of 150 hours there were for it in four weeks, without leave and own work"
        );
    }
}
