//! Long-acting injections: when the window opens, when it is due, when it is late.
//!
//! Windows and late flags are starter data that no pharmacist has confirmed: a service replaces them with its own
//! rule text. Computes days only and never a dose. Source: domain 4.6.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Due, DueKind};
use crate::moment::{add_days, add_months, day_words, days_between};

/// What a page says beside every figure of this table until a pharmacist has confirmed it.
pub const UNVERIFIED: &str =
    "Starter figures. A pharmacist must confirm them against the product information.";

/// Days before an injection when it becomes pressing. Assumed.
const SOON_DAYS: i32 = 7;

/// How often a product is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// That many days.
    Days(i32),
    /// That many calendar months.
    Months(i32),
}

impl Every {
    fn after(self, day: Date, times: i32) -> Date {
        match self {
            Self::Days(days) => add_days(day, days.saturating_mul(times)),
            Self::Months(months) => add_months(day, months.saturating_mul(times)),
        }
    }
}

/// From when a late injection needs more than being given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// More than that many days after it was due.
    DaysAfterDue(i32),
    /// More than that many days since the last one.
    DaysSinceGiven(i32),
    /// More than that many months since the last one.
    MonthsSinceGiven(i32),
    /// More than that many intervals since the last one.
    Intervals(i32),
}

/// One product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product {
    /// Kept in the record.
    pub code: &'static str,
    /// What a page says.
    pub label: &'static str,
    /// Intervals that may be chosen, the usual one first.
    pub intervals: &'static [Every],
    /// Days before the due day when it may be given.
    pub window_before: i32,
    /// Days after the due day when it is still in time.
    pub window_after: i32,
    /// Fewest days between two.
    pub least_days: i32,
    /// From when it is late in a way that needs a decision, and what to say.
    pub late: &'static [(Late, &'static str)],
    /// Hours of observation after each one; then it is not given on a home visit.
    pub observe_hours: u8,
    /// False until a pharmacist has confirmed the row.
    pub verified: bool,
}

const WEEKLY: &[Every] = &[Every::Days(14), Every::Days(7), Every::Days(21), Every::Days(28)];
const ASK: &str = "Ask the prescriber before giving it.";
const RESTART: &str = "Ask the prescriber for a plan to start again.";
const AS_NEW: &str = "The prescriber starts again as for a new person.";
const DECANOATE_LATE: &[(Late, &str)] = &[(Late::DaysAfterDue(7), ASK), (Late::Intervals(2), RESTART)];

const BASE: Product = Product {
    code: "",
    label: "",
    intervals: WEEKLY,
    window_before: 3,
    window_after: 3,
    least_days: 7,
    late: DECANOATE_LATE,
    observe_hours: 0,
    verified: false,
};

/// The starter table.
pub const PRODUCTS: &[Product] = &[
    Product { code: "zuclopenthixol_decanoate", label: "Zuclopenthixol decanoate", least_days: 4, ..BASE },
    Product { code: "flupentixol_decanoate", label: "Flupentixol decanoate", least_days: 4, ..BASE },
    Product {
        code: "haloperidol_decanoate",
        label: "Haloperidol decanoate",
        intervals: &[Every::Days(28)],
        window_before: 7,
        window_after: 7,
        least_days: 21,
        late: &[(Late::DaysAfterDue(14), ASK)],
        ..BASE
    },
    Product {
        code: "paliperidone_monthly",
        label: "Paliperidone, monthly",
        intervals: &[Every::Months(1)],
        window_before: 7,
        window_after: 7,
        least_days: 21,
        late: &[(Late::DaysSinceGiven(42), RESTART), (Late::MonthsSinceGiven(6), AS_NEW)],
        ..BASE
    },
    Product {
        code: "paliperidone_3_monthly",
        label: "Paliperidone, 3-monthly",
        intervals: &[Every::Months(3)],
        window_before: 14,
        window_after: 14,
        least_days: 75,
        late: &[(Late::MonthsSinceGiven(4), ASK), (Late::MonthsSinceGiven(9), RESTART)],
        ..BASE
    },
    Product {
        code: "aripiprazole_monthly",
        label: "Aripiprazole, monthly",
        intervals: &[Every::Months(1)],
        window_before: 0,
        window_after: 0,
        least_days: 26,
        late: &[(Late::DaysSinceGiven(35), "Ask the prescriber about cover by mouth.")],
        ..BASE
    },
    Product {
        code: "risperidone_2_weekly",
        label: "Risperidone, 2-weekly",
        intervals: &[Every::Days(14)],
        least_days: 11,
        late: &[(Late::DaysAfterDue(13), ASK)],
        ..BASE
    },
    Product {
        code: "olanzapine_embonate",
        label: "Olanzapine embonate",
        intervals: &[Every::Days(28), Every::Days(14)],
        window_before: 0,
        window_after: 0,
        least_days: 14,
        late: &[(Late::DaysAfterDue(7), ASK)],
        observe_hours: 3,
        ..BASE
    },
];

/// The product with this code.
#[must_use]
pub fn product(code: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.code == code)
}

/// The days between which the next injection is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First day.
    pub opens: Date,
    /// The planned day.
    pub due: Date,
    /// Last day in time.
    pub closes: Date,
}

/// Where an injection stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InjectionState {
    /// The window has not opened.
    Planned,
    /// It can be given.
    Open,
    /// Today is the planned day.
    Due,
    /// The window has closed.
    Overdue {
        /// Days since the planned day.
        days: i32,
    },
}

impl Product {
    /// The window after the last injection. Never opens before the fewest days between two have passed.
    ///
    /// # Errors
    /// One sentence when the product is not given at this interval.
    pub fn window(&self, every: Every, given_on: Date) -> Result<Window, String> {
        if !self.intervals.contains(&every) {
            return Err(format!("Choose an interval at which {} is given.", self.label));
        }
        let due = every.after(given_on, 1);
        let opens = add_days(due, -self.window_before).max(add_days(given_on, self.least_days)).min(due);
        Ok(Window { opens, due, closes: add_days(due, self.window_after) })
    }

    /// What to say of a late injection on a day; empty while it only needs giving.
    #[must_use]
    pub fn late_flags(&self, every: Every, given_on: Date, today: Date) -> Vec<&'static str> {
        let limit = |late: Late| match late {
            Late::DaysAfterDue(days) => add_days(every.after(given_on, 1), days),
            Late::DaysSinceGiven(days) => add_days(given_on, days),
            Late::MonthsSinceGiven(months) => add_months(given_on, months),
            Late::Intervals(times) => every.after(given_on, times),
        };
        self.late.iter().filter(|(late, _)| today > limit(*late)).map(|(_, words)| *words).collect()
    }

    /// True when it may be given on a home visit: not when the person is observed for hours afterwards.
    #[must_use]
    pub const fn at_home(&self) -> bool {
        self.observe_hours == 0
    }
}

impl Window {
    /// Where the injection stands on a day.
    #[must_use]
    pub fn state(&self, today: Date) -> InjectionState {
        if today < self.opens {
            InjectionState::Planned
        } else if today == self.due {
            InjectionState::Due
        } else if today <= self.closes {
            InjectionState::Open
        } else {
            InjectionState::Overdue { days: days_between(self.due, today) }
        }
    }

    /// The deadline: the planned day, overdue once the window has closed.
    #[must_use]
    pub fn clock(&self, today: Date) -> Due {
        let in_window = self.due < today && today <= self.closes;
        if !in_window {
            return Due::on_day(DueKind::Injection, self.due, SOON_DAYS, today);
        }
        let mut due = Due::on_day(DueKind::Injection, self.closes, SOON_DAYS, today);
        due.sentence = format!(
            "Injection: was planned for {}; in time until {}.",
            day_words(self.due),
            day_words(self.closes)
        );
        due
    }
}

/// Why a medicine is no long-acting injection although its name sounds like one.
#[must_use]
pub fn refused(medicine: &str) -> Option<&'static str> {
    let name = medicine.to_lowercase();
    (name.contains("zuclopenthixol acetate") || name.contains("acuphase")).then_some(
        "Zuclopenthixol acetate is a short-acting emergency injection: record it as a medicine given.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn window(code: &str, every: Every, given_on: Date) -> String {
        let window = product(code).unwrap().window(every, given_on).unwrap();
        format!("{} {} {}", window.opens, window.due, window.closes)
    }

    #[test]
    fn windows_open_and_close_around_the_due_day() {
        let given = date(2026, 1, 31);
        for (code, every, expected) in [
            ("flupentixol_decanoate", Every::Days(14), "2026-02-11 2026-02-14 2026-02-17"),
            ("zuclopenthixol_decanoate", Every::Days(7), "2026-02-04 2026-02-07 2026-02-10"),
            ("haloperidol_decanoate", Every::Days(28), "2026-02-21 2026-02-28 2026-03-07"),
            ("paliperidone_monthly", Every::Months(1), "2026-02-21 2026-02-28 2026-03-07"),
            ("paliperidone_3_monthly", Every::Months(3), "2026-04-16 2026-04-30 2026-05-14"),
            ("aripiprazole_monthly", Every::Months(1), "2026-02-28 2026-02-28 2026-02-28"),
            ("olanzapine_embonate", Every::Days(28), "2026-02-28 2026-02-28 2026-02-28"),
        ] {
            assert_eq!(window(code, every, given), expected, "{code}");
        }
        assert!(product("haloperidol_decanoate").unwrap().window(Every::Days(7), given).is_err());
    }

    #[test]
    fn the_state_follows_the_window() {
        let window =
            product("flupentixol_decanoate").unwrap().window(Every::Days(14), date(2026, 8, 1)).unwrap();
        for (day, expected) in [
            (11, InjectionState::Planned),
            (12, InjectionState::Open),
            (15, InjectionState::Due),
            (18, InjectionState::Open),
            (19, InjectionState::Overdue { days: 4 }),
        ] {
            assert_eq!(window.state(date(2026, 8, day)), expected, "{day} August");
            let overdue = matches!(expected, InjectionState::Overdue { .. });
            assert_eq!(window.clock(date(2026, 8, day)).is_overdue(), overdue, "{day} August");
        }
    }

    #[test]
    fn late_flags_name_a_decision_and_never_a_dose() {
        let flags = |code: &str, every, days| {
            let given = date(2026, 1, 1);
            product(code).unwrap().late_flags(every, given, add_days(given, days))
        };
        assert_eq!(flags("flupentixol_decanoate", Every::Days(14), 21), Vec::<&str>::new());
        assert_eq!(flags("flupentixol_decanoate", Every::Days(14), 22), [ASK]);
        assert_eq!(flags("flupentixol_decanoate", Every::Days(14), 29), [ASK, RESTART]);
        assert_eq!(flags("haloperidol_decanoate", Every::Days(28), 43), [ASK]);
        assert_eq!(flags("paliperidone_monthly", Every::Months(1), 43), [RESTART]);
        assert_eq!(flags("paliperidone_monthly", Every::Months(1), 200), [RESTART, AS_NEW]);
        assert_eq!(flags("risperidone_2_weekly", Every::Days(14), 28), [ASK]);
        assert_eq!(flags("aripiprazole_monthly", Every::Months(1), 36).len(), 1);
        for product in PRODUCTS {
            assert!(!product.verified && !product.late.is_empty(), "{}", product.code);
            assert!(product.late.iter().all(|(_, words)| !words.contains(|c: char| c.is_ascii_digit())));
        }
    }

    #[test]
    fn olanzapine_embonate_is_not_given_at_home() {
        let not_at_home: Vec<&str> = PRODUCTS.iter().filter(|p| !p.at_home()).map(|p| p.code).collect();
        assert_eq!(not_at_home, ["olanzapine_embonate"]);
    }

    #[test]
    fn zuclopenthixol_acetate_is_no_long_acting_injection() {
        assert!(refused("Zuclopenthixol Acetate 50 mg").is_some());
        assert!(refused("Zuclopenthixol decanoate").is_none());
    }

    proptest! {
        /// Property 7: the window never opens before the last one plus the fewest days between two.
        #[test]
        fn property_7_never_earlier_than_the_least_interval(day in 0..40_000_i32, which in 0..PRODUCTS.len()) {
            let given = add_days(date(1990, 1, 1), day);
            let product = &PRODUCTS[which];
            for every in product.intervals {
                let window = product.window(*every, given).unwrap();
                prop_assert!(window.opens >= add_days(given, product.least_days), "{} {given}", product.code);
                prop_assert!(window.opens <= window.due && window.due <= window.closes);
            }
        }
    }
}
