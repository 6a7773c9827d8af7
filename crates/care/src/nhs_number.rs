//! The NHS number: ten digits, the last a check digit, shown 3-3-4.
//!
//! Knows which numbers belong to England and Wales; does not trace numbers with the national service.
//! Source: NHS Data Dictionary, NHS NUMBER (modulus 11); BI17-BI24.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::problem::Problem;
use crate::text::western_digits;

/// A checked NHS number. Holds ten digits without spaces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NhsNumber(String);

/// Why a text is not an NHS number. Shown as one plain sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotAnNhsNumber {
    /// Nothing was typed.
    Empty,
    /// Something other than digits, spaces, dashes and dots.
    NotDigits,
    /// A National Insurance number such as QQ 12 34 56 C.
    NationalInsurance,
    /// Not ten digits.
    Length(usize),
    /// Ten times the same digit: passes modulus 11, belongs to nobody.
    AllSame,
    /// The check digit does not fit.
    CheckDigit,
    /// A Community Health Index number of Scotland.
    Scottish,
    /// A Health and Care number of Northern Ireland.
    NorthernIrish,
}

impl NotAnNhsNumber {
    /// The line of the bad-input catalogue that refuses.
    #[must_use]
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Empty => "BI24",
            Self::NotDigits | Self::Length(_) => "BI20",
            Self::NationalInsurance => "BI21",
            Self::AllSame => "BI22",
            Self::CheckDigit => "BI18",
            Self::Scottish | Self::NorthernIrish => "BI23",
        }
    }

    /// The refusal as a problem of this field.
    #[must_use]
    pub fn problem(self, field: &str) -> Problem {
        Problem::new(field, self.to_string()).rule(self.rule())
    }
}

impl fmt::Display for NotAnNhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Enter the NHS number, or say why it is not known."),
            Self::NotDigits => f.write_str("Use digits only: an NHS number has 10 digits, such as 999 000 0018."),
            Self::NationalInsurance => {
                f.write_str("This is a National Insurance number. Enter the NHS number, which has 10 digits.")
            }
            Self::Length(n) => {
                write!(f, "An NHS number has 10 digits and this has {n}. Check the number.")
            }
            Self::AllSame => f.write_str("Check the number: an NHS number is never one digit ten times."),
            Self::CheckDigit => {
                f.write_str("Check the number: its last digit does not fit the others, so one digit is wrong.")
            }
            Self::Scottish => {
                f.write_str("This is a Scottish CHI number, not an NHS number. Record it as another identifier.")
            }
            Self::NorthernIrish => f.write_str(
                "This is a Northern Ireland Health and Care number, not an NHS number. Record it as another identifier.",
            ),
        }
    }
}

impl std::error::Error for NotAnNhsNumber {}

impl NhsNumber {
    /// Reads a number as typed: spaces, dashes and dots are ignored, digits of other scripts are read.
    ///
    /// # Errors
    /// The reason it is refused, whose `Display` is the sentence to show.
    pub fn parse(typed: &str) -> Result<Self, NotAnNhsNumber> {
        let bare: String = western_digits(typed).chars().filter(|&c| !is_separator(c)).collect();
        if bare.is_empty() {
            return Err(NotAnNhsNumber::Empty);
        }
        if is_national_insurance(&bare) {
            return Err(NotAnNhsNumber::NationalInsurance);
        }
        if !bare.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotAnNhsNumber::NotDigits);
        }
        if bare.len() != 10 {
            return Err(NotAnNhsNumber::Length(bare.len()));
        }
        let mut digits = bare.bytes();
        let first = digits.next();
        if digits.all(|b| Some(b) == first) {
            return Err(NotAnNhsNumber::AllSame);
        }
        let (stem, last) = bare.split_at(9);
        if check_digit(stem).as_deref() != Some(last) {
            return Err(NotAnNhsNumber::CheckDigit);
        }
        // Ranges by stem. Source: NHS Data Dictionary; Scotland begins with a birth date.
        match stem.parse::<u32>() {
            Ok(10_101_000..=311_299_999) => Err(NotAnNhsNumber::Scottish),
            Ok(320_000_000..=399_999_999) => Err(NotAnNhsNumber::NorthernIrish),
            _ => Ok(Self(bare)),
        }
    }

    /// The ten digits without spaces.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As people read it: `999 000 0018`.
    #[must_use]
    pub fn display(&self) -> String {
        let (area, rest) = self.0.split_at(3);
        let (middle, end) = rest.split_at(3);
        format!("{area} {middle} {end}")
    }

    /// True for the 999 range, which is for tests and never for a person. Refused in a live installation.
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.0.starts_with("999")
    }

    /// The number with this nine-digit stem, if the stem has a check digit and the number is one of ours.
    /// For making invented people.
    #[must_use]
    pub fn from_stem(stem: u32) -> Option<Self> {
        let stem = format!("{stem:09}");
        let last = check_digit(&stem)?;
        Self::parse(&format!("{stem}{last}")).ok()
    }
}

impl fmt::Display for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display())
    }
}

impl TryFrom<String> for NhsNumber {
    type Error = NotAnNhsNumber;
    fn try_from(typed: String) -> Result<Self, Self::Error> {
        Self::parse(&typed)
    }
}

impl From<NhsNumber> for String {
    fn from(number: NhsNumber) -> Self {
        number.0
    }
}

impl JsonSchema for NhsNumber {
    fn schema_name() -> Cow<'static, str> {
        "NhsNumber".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "NHS number: ten digits, the last a modulus 11 check digit",
            "pattern": "^[0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{4}$",
            "examples": ["9990000018"]
        })
    }
}

/// Spaces of any kind, dashes of any kind, dots, and the invisible marks that copying brings along.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
}

/// Two letters, six digits, and usually a letter A-D.
fn is_national_insurance(bare: &str) -> bool {
    let shape: String = bare
        .chars()
        .map(|c| match c {
            c if c.is_ascii_digit() => '9',
            c if c.is_ascii_alphabetic() => 'A',
            _ => '?',
        })
        .collect();
    shape == "AA999999A" || shape == "AA999999"
}

/// The tenth digit of a nine-digit stem, or `None` when the sum gives 10 and no number has this stem.
fn check_digit(stem: &str) -> Option<String> {
    let sum: u32 = (2..=10).rev().zip(stem.bytes()).map(|(weight, b)| weight * u32::from(b - b'0')).sum();
    match 11 - sum % 11 {
        11 => Some("0".to_owned()),
        10 => None,
        digit => Some(digit.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(typed: &str, expected: &str) {
        let said = match NhsNumber::parse(typed) {
            Ok(number) => number.display(),
            Err(refused) => format!("{} {refused:?}", refused.rule()),
        };
        assert_eq!(said, expected, "typed {typed:?}");
    }

    #[test]
    fn bi17_spaces_dashes_and_dots_are_accepted_and_shown_3_3_4() {
        for typed in [
            "9990000018",
            "999 000 0018",
            "999-000-0018",
            "999.000.0018",
            " 999\u{a0}000\u{2013}0018\n",
            "9 9 9 0000018",
        ] {
            check(typed, "999 000 0018");
        }
        check("9990000050", "999 000 0050"); // check digit 0
        check("9990001235", "999 000 1235");
        check("9990004560", "999 000 4560");
    }

    #[test]
    fn bi18_wrong_check_digit_is_refused() {
        check("999 000 0019", "BI18 CheckDigit");
        assert!(NotAnNhsNumber::CheckDigit.to_string().starts_with("Check the number"));
    }

    #[test]
    fn bi19_stem_without_check_digit_is_refused() {
        check("999 123 4567", "BI18 CheckDigit");
        for stem in [999_000_000, 999_000_014, 999_123_456] {
            assert_eq!(NhsNumber::from_stem(stem), None);
        }
    }

    #[test]
    fn bi20_length_letters_and_other_digits() {
        check("999000001", "BI20 Length(9)");
        check("99900000180", "BI20 Length(11)");
        check("999 000 OO18", "BI20 NotDigits");
        check("not known", "BI20 NotDigits");
        check("９９９０００００１８", "999 000 0018");
        check("٩٩٩٠٠٠٠٠١٨", "999 000 0018");
        check("٩٩٩٠٠٠٠٠١٩", "BI18 CheckDigit");
    }

    #[test]
    fn bi21_national_insurance_number_is_recognised() {
        check("QQ 12 34 56 C", "BI21 NationalInsurance");
        check("qq123456c", "BI21 NationalInsurance");
        check("QQ123456", "BI21 NationalInsurance");
    }

    #[test]
    fn bi22_one_digit_ten_times_is_refused_although_the_check_passes() {
        for digit in '0'..='9' {
            let typed: String = std::iter::repeat_n(digit, 10).collect();
            assert_eq!(check_digit(&typed[..9]).as_deref(), Some(&typed[9..]), "passes modulus 11");
            check(&typed, "BI22 AllSame");
        }
    }

    #[test]
    fn bi23_scottish_and_northern_irish_numbers_are_named() {
        let with_check = |stem: &str| format!("{stem}{}", check_digit(stem).unwrap());
        check(&with_check("010190123"), "BI23 Scottish");
        check(&with_check("311299002"), "BI23 Scottish");
        check(&with_check("320000000"), "BI23 NorthernIrish");
        check(&with_check("399999998"), "BI23 NorthernIrish");
        assert!(NhsNumber::from_stem(400_000_000).is_some(), "first of England and Wales");
        assert!(NotAnNhsNumber::Scottish.to_string().contains("another identifier"));
    }

    #[test]
    fn bi24_nothing_typed_asks_for_the_reason() {
        check("", "BI24 Empty");
        check(" - ", "BI24 Empty");
    }

    #[test]
    fn the_test_range_is_known() {
        assert!(NhsNumber::parse("999 000 0018").unwrap().is_test());
        assert!(!NhsNumber::from_stem(400_000_000).unwrap().is_test());
    }

    #[test]
    fn a_number_travels_as_checked_json() {
        let number: NhsNumber = serde_json::from_str("\"999 000 0018\"").unwrap();
        assert_eq!(serde_json::to_string(&number).unwrap(), "\"9990000018\"");
        let refused = serde_json::from_str::<NhsNumber>("\"9990000019\"").unwrap_err();
        assert!(refused.to_string().contains("last digit"));
    }

    proptest! {
        /// Property 11: each nine-digit stem has no or one valid last digit, and it is the modulus 11 one.
        #[test]
        fn property_11_each_stem_has_no_or_one_last_digit(stem in 400_000_000_u32..1_000_000_000) {
            let valid: Vec<u32> =
                (0..10).filter(|last| NhsNumber::parse(&format!("{stem:09}{last}")).is_ok()).collect();
            let fits: Vec<u32> = (0..10).filter(|last| {
                let all = format!("{stem:09}{last}");
                let sum: u32 = all.bytes().zip((1..=10).rev()).map(|(b, w)| u32::from(b - b'0') * w).sum();
                sum.is_multiple_of(11)
            }).collect();
            prop_assert!(valid.len() <= 1);
            prop_assert_eq!(valid.first(), fits.first());
        }

        #[test]
        fn any_text_is_answered_without_panic(typed in ".*") {
            let _ = NhsNumber::parse(&typed).map_err(|refused| refused.to_string());
        }
    }
}
