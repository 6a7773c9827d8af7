//! Festivals that people may keep, with their days: the table a trust carries on year by year (P03).
//! Days that follow the moon are those announced beforehand and may move by one: the person is asked.
//! *Assumed*: the days are as calendars commonly have them; no source has confirmed them.
//! It says nothing of who keeps what: that is the person's word, and nothing follows from a faith.

use jiff::civil::{Date, date};

/// A festival and its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Festival {
    /// As it stands in the record.
    pub code: &'static str,
    /// As a page says it.
    pub label: &'static str,
    /// First and last day, year by year.
    pub days: &'static [(Date, Date)],
}

/// The last year the table has days for.
pub const LAST_YEAR: i16 = 2028;

const fn d(year: i16, month: i8, day: i8) -> Date {
    date(year, month, day)
}

const fn one(year: i16, month: i8, day: i8) -> (Date, Date) {
    (d(year, month, day), d(year, month, day))
}

/// The festival of a code.
#[must_use]
pub fn of(code: &str) -> Option<&'static Festival> {
    FESTIVALS.iter().find(|festival| festival.code == code)
}

/// Every festival of the table, by name.
pub const FESTIVALS: &[Festival] = &[
    Festival {
        code: "chinese_new_year",
        label: "Chinese New Year",
        days: &[one(2026, 2, 17), one(2027, 2, 6), one(2028, 1, 26)],
    },
    Festival {
        code: "christmas",
        label: "Christmas",
        days: &[
            (d(2026, 12, 24), d(2026, 12, 25)),
            (d(2027, 12, 24), d(2027, 12, 25)),
            (d(2028, 12, 24), d(2028, 12, 25)),
        ],
    },
    Festival {
        code: "christmas_orthodox",
        label: "Christmas, Orthodox",
        days: &[one(2026, 1, 7), one(2027, 1, 7), one(2028, 1, 7)],
    },
    Festival {
        code: "diwali",
        label: "Diwali and Bandi Chhor",
        days: &[one(2026, 11, 8), one(2027, 10, 29), one(2028, 10, 17)],
    },
    Festival {
        code: "eid_al_adha",
        label: "Eid al-Adha (by the moon: ask)",
        days: &[
            (d(2026, 5, 27), d(2026, 5, 28)),
            (d(2027, 5, 16), d(2027, 5, 17)),
            (d(2028, 5, 5), d(2028, 5, 6)),
        ],
    },
    Festival {
        code: "eid_al_fitr",
        label: "Eid al-Fitr (by the moon: ask)",
        days: &[
            (d(2026, 3, 20), d(2026, 3, 21)),
            (d(2027, 3, 9), d(2027, 3, 10)),
            (d(2028, 2, 26), d(2028, 2, 27)),
        ],
    },
    Festival {
        code: "easter",
        label: "Good Friday and Easter",
        days: &[
            (d(2026, 4, 3), d(2026, 4, 5)),
            (d(2027, 3, 26), d(2027, 3, 28)),
            (d(2028, 4, 14), d(2028, 4, 16)),
        ],
    },
    Festival {
        code: "easter_orthodox",
        label: "Good Friday and Easter, Orthodox",
        days: &[
            (d(2026, 4, 10), d(2026, 4, 12)),
            (d(2027, 4, 30), d(2027, 5, 2)),
            (d(2028, 4, 14), d(2028, 4, 16)),
        ],
    },
    Festival {
        code: "guru_nanak",
        label: "Guru Nanak Gurpurab",
        days: &[one(2026, 11, 24), one(2027, 11, 14), one(2028, 11, 2)],
    },
    Festival { code: "holi", label: "Holi", days: &[one(2026, 3, 4), one(2027, 3, 22), one(2028, 3, 11)] },
    Festival {
        code: "nowruz",
        label: "Nowruz",
        days: &[
            (d(2026, 3, 20), d(2026, 3, 21)),
            (d(2027, 3, 20), d(2027, 3, 21)),
            (d(2028, 3, 20), d(2028, 3, 21)),
        ],
    },
    Festival {
        code: "passover",
        label: "Passover, first and last days",
        days: &[
            (d(2026, 4, 1), d(2026, 4, 3)),
            (d(2026, 4, 8), d(2026, 4, 9)),
            (d(2027, 4, 21), d(2027, 4, 23)),
            (d(2027, 4, 28), d(2027, 4, 29)),
            (d(2028, 4, 10), d(2028, 4, 12)),
            (d(2028, 4, 17), d(2028, 4, 18)),
        ],
    },
    Festival {
        code: "rosh_hashanah",
        label: "Rosh Hashanah",
        days: &[
            (d(2026, 9, 11), d(2026, 9, 13)),
            (d(2027, 10, 1), d(2027, 10, 3)),
            (d(2028, 9, 20), d(2028, 9, 22)),
        ],
    },
    Festival {
        code: "vaisakhi",
        label: "Vaisakhi",
        days: &[one(2026, 4, 14), one(2027, 4, 14), one(2028, 4, 14)],
    },
    Festival {
        code: "yom_kippur",
        label: "Yom Kippur",
        days: &[
            (d(2026, 9, 20), d(2026, 9, 21)),
            (d(2027, 10, 10), d(2027, 10, 11)),
            (d(2028, 9, 29), d(2028, 9, 30)),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p03_every_festival_has_days_in_every_year_of_the_table_in_order() {
        for festival in FESTIVALS {
            for year in 2026..=LAST_YEAR {
                assert!(festival.days.iter().any(|(from, _)| from.year() == year), "{festival:?} {year}");
            }
            assert!(festival.days.iter().all(|(from, until)| from <= until), "{festival:?}");
            assert!(festival.days.is_sorted(), "{festival:?}");
            assert_eq!(of(festival.code), Some(festival));
        }
        assert!(FESTIVALS.iter().map(|festival| festival.label).is_sorted());
    }
}
