//! C01, N7: a care plan is reviewed within six calendar months or 183 days, whichever comes first,
//! and is overdue the day after, whatever its status says.

use jiff::civil::Date;

use super::{Due, DueKind};
use crate::moment;

/// Days before the date at which the review is spoken of.
pub const WARN_DAYS: i32 = 30;
/// Days after acceptance within which there is a first plan. Assumed; see `settings`.
pub const FIRST_PLAN_DAYS: i32 = 28;

/// The day by which a plan reviewed on this day is reviewed again.
#[must_use]
pub fn next_due(reviewed_on: Date) -> Date {
    moment::add_months(reviewed_on, 6).min(moment::add_days(reviewed_on, 183))
}

/// The clock of a plan reviewed on this day: pressing from 30 days before, overdue from the day after.
#[must_use]
pub fn due(reviewed_on: Date, today: Date) -> Due {
    Due::on_day(DueKind::PlanReview, next_due(reviewed_on), WARN_DAYS, today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::DueState;
    use jiff::civil::date;

    #[test]
    fn n07_a_plan_older_than_six_months_is_overdue() {
        for (reviewed, due) in [
            (date(2026, 1, 1), date(2026, 7, 1)), // six calendar months beat 183 days (3 July)
            (date(2026, 8, 31), date(2027, 2, 28)), // clamped to the end of the month
            (date(2026, 3, 31), date(2026, 9, 30)), // 183 days would be the same day
            (date(2024, 2, 29), date(2024, 8, 29)), // leap day
        ] {
            assert_eq!(next_due(reviewed), due, "{reviewed}");
        }
    }

    #[test]
    fn plan_reviewed_1_jan_2026() {
        // Domain 5.8: "due 1 Jul 2026 (6 calendar months beats 183 days = 3 Jul)".
        let reviewed = date(2026, 1, 1);
        assert_eq!(moment::add_days(reviewed, 183), date(2026, 7, 3));
        for (today, state) in [
            (date(2026, 5, 31), DueState::NotYet),
            (date(2026, 6, 1), DueState::Soon),
            (date(2026, 7, 1), DueState::Today),
            (date(2026, 7, 2), DueState::Overdue { days: 1 }),
        ] {
            let due = due(reviewed, today);
            assert_eq!((due.on, due.state), (date(2026, 7, 1), state), "{today}");
        }
    }
}
