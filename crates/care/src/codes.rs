//! Code lists: national ones as data with validity dates, our own as enums.
//!
//! A national code is stored as its national text and checked when an entry is checked, so an old record keeps
//! its meaning when a code ends. The short labels are ours unless said otherwise; the codes are those of the NHS
//! Data Dictionary and MHSDS 6.0 (Open Government Licence). No release file of a terminology is in here.

/// Defines a national list with its look-ups.
macro_rules! national {
    ($(#[$doc:meta])* $name:literal: $($code:expr),+ $(,)?) => {
        $(#[$doc])*
        pub const LIST: crate::codes::CodeList = crate::codes::CodeList { name: $name, codes: &[$($code),+] };

        /// The label of a code, also of one that has ended.
        #[must_use]
        pub fn label(code: &str) -> Option<&'static str> {
            LIST.label(code)
        }

        /// True when the code may be recorded for this day.
        #[must_use]
        pub fn valid_on(code: &str, day: jiff::civil::Date) -> bool {
            LIST.valid_on(code, day)
        }
    };
}

/// Defines an enum of our own with its labels and the list of all.
macro_rules! own {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $label:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
            schemars::JsonSchema,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            /// All of them, in the order a form shows them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// What a page says.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }
    };
}

pub(crate) use own;

pub mod access_need;
pub mod accommodation;
pub mod attendance;
pub mod diagnosis;
pub mod early_sign;
pub mod ethnicity;
pub mod faith;
pub mod gender;
pub mod language;
pub mod legal_status;
pub mod mechanism;
pub mod network;
pub mod nhs_number_status;
pub mod ods;
pub mod outcome;
pub mod place;
pub mod profession;
pub mod purpose;
pub mod sex_at_birth;
pub mod team_type;

use jiff::civil::Date;
use serde::Serialize;

/// One code of a national list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Code {
    /// The national text, kept in the record as it is.
    pub code: &'static str,
    /// What a page says.
    pub label: &'static str,
    /// First day it may be recorded for, when it was not always there.
    pub from: Option<Date>,
    /// Last day it may be recorded for, when it has ended.
    pub to: Option<Date>,
}

impl Code {
    const fn new(code: &'static str, label: &'static str) -> Self {
        Self { code, label, from: None, to: None }
    }

    const fn from(self, day: Date) -> Self {
        Self { from: Some(day), ..self }
    }

    const fn to(self, day: Date) -> Self {
        Self { to: Some(day), ..self }
    }

    /// True when the code may be recorded for this day.
    #[must_use]
    pub fn valid_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// A national list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CodeList {
    /// What the list is of, as a sentence says it: "place of contact".
    pub name: &'static str,
    /// Its codes in the order a form shows them.
    pub codes: &'static [Code],
}

impl CodeList {
    /// The code, also one that has ended.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&'static Code> {
        self.codes.iter().find(|known| known.code == code)
    }

    /// The label of a code, also of one that has ended.
    #[must_use]
    pub fn label(&self, code: &str) -> Option<&'static str> {
        self.get(code).map(|known| known.label)
    }

    /// True when the code may be recorded for this day.
    #[must_use]
    pub fn valid_on(&self, code: &str, day: Date) -> bool {
        self.get(code).is_some_and(|known| known.valid_on(day))
    }

    /// The codes that a form of this day offers.
    pub fn in_use(&self, day: Date) -> impl Iterator<Item = &'static Code> {
        self.codes.iter().filter(move |known| known.valid_on(day))
    }

    /// Whether a code may be recorded for this day.
    ///
    /// # Errors
    /// One sentence: not in the list, not yet or no longer in use.
    pub fn check(&self, code: &str, day: Date) -> Result<(), String> {
        match self.get(code) {
            None => Err(format!("Choose a {} from the list.", self.name)),
            Some(known) if known.valid_on(day) => Ok(()),
            Some(known) => Err(format!(
                "Choose another {}: {} was not in use on {}.",
                self.name,
                known.label,
                crate::moment::day_words(day)
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::collections::BTreeSet;

    const ALL: [CodeList; 14] = [
        ethnicity::LIST,
        gender::LIST,
        sex_at_birth::LIST,
        accommodation::LIST,
        place::LIST,
        mechanism::LIST,
        attendance::LIST,
        legal_status::LIST,
        nhs_number_status::LIST,
        team_type::LIST,
        language::LIST,
        faith::LIST,
        diagnosis::ICD10,
        diagnosis::SNOMED,
    ];

    #[test]
    fn every_list_has_each_code_once_with_a_label() {
        for list in ALL {
            let codes: BTreeSet<&str> = list.codes.iter().map(|code| code.code).collect();
            assert_eq!(codes.len(), list.codes.len(), "{}", list.name);
            for code in list.codes {
                assert!(!code.code.is_empty() && !code.label.is_empty(), "{} {}", list.name, code.code);
            }
        }
    }

    #[test]
    fn an_ended_code_keeps_its_label_but_is_refused_for_new_days() {
        assert_eq!(mechanism::label("06"), Some("Text message (SMS)"));
        assert!(mechanism::valid_on("06", date(2021, 9, 30)));
        assert!(!mechanism::valid_on("06", date(2021, 10, 1)));
        assert!(!mechanism::valid_on("11", date(2021, 9, 30)));
        let on = date(2026, 8, 6);
        assert_eq!(
            mechanism::LIST.check("06", on),
            Err("Choose another way of contact: Text message (SMS) was not in use on 6 August 2026."
                .to_owned())
        );
        assert_eq!(mechanism::LIST.check("99", on), Err("Choose a way of contact from the list.".to_owned()));
        assert_eq!(mechanism::LIST.check("01", on), Ok(()));
        assert!(mechanism::LIST.in_use(on).all(|code| code.code != "03"));
    }

    #[test]
    fn n6_no_label_speaks_of_risk() {
        for list in ALL {
            assert!(
                list.codes.iter().all(|code| !code.label.to_lowercase().contains("risk")),
                "{}",
                list.name
            );
        }
    }
}
