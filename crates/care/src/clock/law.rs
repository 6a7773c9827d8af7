//! How long each power of the Mental Health Act lasts, as a dated table: the Mental Health Act 2025 will change
//! the lengths in stages, and a period keeps the length of the day on which it began.
//!
//! Rows whose first day is not known are enacted but not commenced, and never apply until a day is filled in.

use jiff::civil::{Date, date};

use crate::moment::{add_days, add_months};

/// A length of time as the law states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Elapsed hours.
    Hours(i64),
    /// Days, the first day counted.
    Days(i32),
    /// Calendar months, the first day counted.
    Months(i32),
}

impl Length {
    /// The last day of a period that begins with this day; the first day counts. Hours end on a moment, not here.
    #[must_use]
    pub fn last_day(self, first: Date) -> Option<Date> {
        match self {
            Self::Hours(_) => None,
            Self::Days(days) => Some(add_days(first, days - 1)),
            Self::Months(months) => {
                // Six months beginning with 31 August end on the last day of February, not the day before.
                let same = add_months(first, months);
                Some(if same.day() == first.day() { add_days(same, -1) } else { same })
            }
        }
    }
}

/// What the law limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Power {
    /// Section 2, assessment.
    S2,
    /// Tribunal application under section 2.
    S2Application,
    /// Sections 3 and 37: first period, second period, third period, each later one.
    S3(u8),
    /// Section 4, emergency.
    S4,
    /// Section 5(2), doctor's hold.
    S5Doctor,
    /// Section 5(4), nurse's hold.
    S5Nurse,
    /// Community treatment order: first period, second period, each later one.
    Cto(u8),
    /// Detention in hospital after recall.
    Recall,
    /// Sections 135 and 136, place of safety.
    PlaceOfSafety,
    /// Its extension by a doctor.
    PlaceOfSafetyExtension,
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LawRule {
    /// What it limits.
    pub rule: Power,
    /// First day; `None` while enacted but not commenced.
    pub in_force_from: Option<Date>,
    /// Last day, when replaced.
    pub in_force_to: Option<Date>,
    /// How long.
    pub value: Length,
    /// Where it stands.
    pub source: &'static str,
    /// False until somebody has checked it against the text in force.
    pub verified: bool,
}

/// Commencement of the Act of 1983, of community treatment orders, of the shorter place-of-safety period.
const ACT: Date = date(1983, 9, 30);
const ORDERS: Date = date(2008, 11, 3);
const SHORTER: Date = date(2017, 12, 11);

/// The table. Source: domain 5.1 and 5.2; checked rows are those marked as sourced there.
pub const LAW: &[LawRule] = &[
    rule(Power::S2, Some(ACT), Length::Days(28), "Mental Health Act 1983 s.2(4)", true),
    rule(Power::S2Application, Some(ACT), Length::Days(14), "Mental Health Act 1983 s.66(2)(a)", true),
    rule(Power::S3(1), Some(ACT), Length::Months(6), "Mental Health Act 1983 s.20(1)", true),
    rule(Power::S3(2), Some(ACT), Length::Months(6), "Mental Health Act 1983 s.20(2)(a)", true),
    rule(Power::S3(3), Some(ACT), Length::Months(12), "Mental Health Act 1983 s.20(2)(b)", true),
    rule(Power::S3(4), Some(ACT), Length::Months(12), "Mental Health Act 1983 s.20(2)(b)", true),
    rule(Power::S3(1), None, Length::Months(3), "Mental Health Act 2025, amending s.20", false),
    rule(Power::S3(2), None, Length::Months(3), "Mental Health Act 2025, amending s.20", false),
    rule(Power::S3(3), None, Length::Months(6), "Mental Health Act 2025, amending s.20", false),
    rule(Power::S3(4), None, Length::Months(12), "Mental Health Act 2025, amending s.20", false),
    rule(Power::S4, Some(ACT), Length::Hours(72), "Mental Health Act 1983 s.4(4)", true),
    rule(Power::S5Doctor, Some(ACT), Length::Hours(72), "Mental Health Act 1983 s.5(2)", true),
    rule(Power::S5Nurse, Some(ACT), Length::Hours(6), "Mental Health Act 1983 s.5(4)", true),
    rule(Power::Cto(1), Some(ORDERS), Length::Months(6), "Mental Health Act 1983 s.17C", true),
    rule(Power::Cto(2), Some(ORDERS), Length::Months(6), "Mental Health Act 1983 s.20A(3)(a)", true),
    rule(Power::Cto(3), Some(ORDERS), Length::Months(12), "Mental Health Act 1983 s.20A(3)(b)", true),
    rule(Power::Recall, Some(ORDERS), Length::Hours(72), "Mental Health Act 1983 s.17F(6)", true),
    ended(
        Power::PlaceOfSafety,
        ACT,
        date(2017, 12, 10),
        Length::Hours(72),
        "Mental Health Act 1983 s.136(2)",
    ),
    rule(Power::PlaceOfSafety, Some(SHORTER), Length::Hours(24), "Mental Health Act 1983 s.136A", false),
    rule(
        Power::PlaceOfSafetyExtension,
        Some(SHORTER),
        Length::Hours(12),
        "Mental Health Act 1983 s.136B",
        false,
    ),
];

const fn rule(
    rule: Power,
    in_force_from: Option<Date>,
    value: Length,
    source: &'static str,
    verified: bool,
) -> LawRule {
    LawRule { rule, in_force_from, in_force_to: None, value, source, verified }
}

const fn ended(rule: Power, from: Date, to: Date, value: Length, source: &'static str) -> LawRule {
    LawRule { rule, in_force_from: Some(from), in_force_to: Some(to), value, source, verified: false }
}

/// The row in force on a day; of several the one that came last.
#[must_use]
pub fn in_force(power: Power, on: Date) -> Option<&'static LawRule> {
    LAW.iter()
        .filter(|row| row.rule == power && row.in_force_to.is_none_or(|to| on <= to))
        .filter(|row| row.in_force_from.is_some_and(|from| from <= on))
        .max_by_key(|row| row.in_force_from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_answers_by_the_day() {
        let length = |power, on| in_force(power, on).map(|row| row.value);
        assert_eq!(length(Power::PlaceOfSafety, date(2017, 12, 10)), Some(Length::Hours(72)));
        assert_eq!(length(Power::PlaceOfSafety, date(2017, 12, 11)), Some(Length::Hours(24)));
        assert_eq!(length(Power::Cto(1), date(2008, 11, 2)), None);
        // The Act of 2025 is not commenced: six months still.
        assert_eq!(length(Power::S3(1), date(2026, 8, 6)), Some(Length::Months(6)));
        assert!(LAW.iter().all(|row| row.source.contains("Act")));
    }

    #[test]
    fn months_begin_with_the_first_day() {
        for (first, months, last) in [
            (date(2026, 3, 1), 6, date(2026, 8, 31)),
            (date(2026, 8, 28), 6, date(2027, 2, 27)),
            (date(2026, 8, 29), 6, date(2027, 2, 28)),
            (date(2026, 8, 31), 6, date(2027, 2, 28)),
            (date(2024, 2, 29), 12, date(2025, 2, 28)),
        ] {
            assert_eq!(Length::Months(months).last_day(first), Some(last), "{first}");
        }
        assert_eq!(Length::Hours(72).last_day(date(2026, 3, 1)), None);
    }
}
