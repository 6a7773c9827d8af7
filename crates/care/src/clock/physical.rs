//! The six yearly physical health checks: all within twelve months, or not complete.
//!
//! Source: NHS England, annual physical health check for people with severe mental illness, core checks.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Due, DueKind};
use crate::codes::own;
use crate::moment::add_months;

/// Days before the first check runs out when it becomes pressing. Assumed.
const SOON_DAYS: i32 = 30;

own! {
    /// One of the six.
    PhysicalCheck {
        /// Blood pressure and pulse.
        BloodPressure = "Blood pressure and pulse",
        /// Weight, height and waist.
        Weight = "Weight or body mass index",
        /// Blood lipids.
        Lipids = "Blood lipids",
        /// Blood glucose.
        Glucose = "Blood glucose or HbA1c",
        /// Alcohol.
        Alcohol = "Alcohol",
        /// Smoking.
        Smoking = "Smoking",
    }
}

/// The checks that are missing or older than twelve months on a day. Empty when all six count.
#[must_use]
pub fn gaps(done_on: &BTreeMap<PhysicalCheck, Date>, today: Date) -> Vec<PhysicalCheck> {
    let since = add_months(today, -12);
    let counts = |check| done_on.get(check).is_some_and(|day| (since..=today).contains(day));
    PhysicalCheck::ALL.iter().filter(|check| !counts(check)).copied().collect()
}

/// The day on which the first of the six runs out; `from`, such as acceptance by the team, while one is missing.
#[must_use]
pub fn due(done_on: &BTreeMap<PhysicalCheck, Date>, from: Date, today: Date) -> Due {
    let oldest = PhysicalCheck::ALL.iter().map(|check| done_on.get(check)).min().flatten();
    let on = oldest.map_or(from, |oldest| add_months(*oldest, 12));
    Due::on_day(DueKind::PhysicalChecks, on, SOON_DAYS, today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::DueState;
    use jiff::civil::date;

    fn all_on(day: Date) -> BTreeMap<PhysicalCheck, Date> {
        PhysicalCheck::ALL.iter().map(|check| (*check, day)).collect()
    }

    #[test]
    fn six_checks_oldest_element_12_months_and_1_day_ago() {
        // Domain 5.8: "not complete".
        let today = date(2026, 8, 6);
        let mut done = all_on(date(2026, 3, 1));
        done.insert(PhysicalCheck::Lipids, date(2025, 8, 6));
        assert!(gaps(&done, today).is_empty(), "12 months to the day");
        done.insert(PhysicalCheck::Lipids, date(2025, 8, 5));
        assert_eq!(gaps(&done, today), [PhysicalCheck::Lipids]);
        assert_eq!(due(&done, today, today).state, DueState::Overdue { days: 1 });
    }

    #[test]
    fn a_missing_check_is_a_gap() {
        let today = date(2026, 8, 6);
        let mut done = all_on(date(2026, 3, 1));
        done.remove(&PhysicalCheck::Smoking);
        assert_eq!(gaps(&done, today), [PhysicalCheck::Smoking]);
        assert_eq!(due(&done, date(2026, 8, 1), today).on, date(2026, 8, 1));
        assert_eq!(gaps(&all_on(date(2026, 8, 7)), today).len(), 6, "a check of tomorrow is none");
    }
}
