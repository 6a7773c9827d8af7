//! Telephone numbers: read as typed, kept as E.164 with the note that stood beside them.
//!
//! Does not send anything and does not know whether a number still works. Number plans are those of
//! libphonenumber. Source: BI59-BI60; Ofcom, numbers for drama use.

use phonenumber::country::GB;
use phonenumber::{Mode, PhoneNumber};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::western_digits;

/// A telephone number that can be dialled, and what was typed beside it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phone {
    /// `+447700900123`
    #[schemars(regex(pattern = r"^\+[1-9][0-9]{3,14}$"))]
    pub e164: String,
    /// Digits to dial after the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// "ask for Dave", "mum's", as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Phone {
    /// Checks a number that arrived as a value and not through [`parse`].
    ///
    /// # Errors
    /// One sentence when `e164` cannot be dialled.
    pub fn check(&self) -> Result<(), String> {
        let again = parse(&self.e164)?;
        if again.e164 == self.e164 {
            return Ok(());
        }
        Err(format!("Write the phone number as {}.", again.e164))
    }

    /// As people read it: national for British numbers, international for others, with extension and note.
    #[must_use]
    pub fn display(&self) -> String {
        let mode = if self.is_foreign() { Mode::International } else { Mode::National };
        let mut shown =
            self.parsed().map_or_else(|| self.e164.clone(), |number| number.format().mode(mode).to_string());
        if let Some(extension) = &self.extension {
            shown.push_str(" ext ");
            shown.push_str(extension);
        }
        if let Some(note) = &self.note {
            shown.push_str(&format!(" ({note})"));
        }
        shown
    }

    /// True outside the United Kingdom and its islands: messages to it cost more.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        !self.e164.starts_with("+44")
    }

    /// True for the ranges that Ofcom keeps free for drama: invented people have these and nobody else.
    #[must_use]
    pub fn is_drama(&self) -> bool {
        self.e164.len() == 13 && DRAMA.iter().any(|range| self.e164.starts_with(range))
    }

    fn parsed(&self) -> Option<PhoneNumber> {
        phonenumber::parse(None, &self.e164).ok()
    }
}

/// Reads `07700 900123`, `+353 1 234 5678`, `00 44 7700 900123`, `0113 496 0123 ext 12 ask for Dave`. A number
/// without a country is British.
///
/// # Errors
/// One sentence when no number that can be dialled is found.
pub fn parse(typed: &str) -> Result<Phone, String> {
    let text = western_digits(typed.trim());
    let (number, extension, note) = split(&text);
    if number.is_empty() {
        return Err("Enter a phone number, such as 07700 900123.".to_owned());
    }
    let refused = || format!("Check the phone number {number}: no phone has it.");
    let international = number.strip_prefix("00").map(|rest| format!("+{rest}"));
    let dialled = international.as_deref().unwrap_or(&number);
    let parsed = phonenumber::parse(Some(GB), dialled).map_err(|_| refused())?;
    let phone = Phone { e164: parsed.format().mode(Mode::E164).to_string(), extension, note };
    if phone.is_drama() || parsed.is_valid() { Ok(phone) } else { Err(refused()) }
}

/// Beginnings of the thousand numbers in each range. Source: Ofcom, telephone numbers for use in TV and radio drama.
const DRAMA: [&str; 20] = [
    "+447700900",
    "+442079460",
    "+441632960",
    "+443069990",
    "+448081570",
    "+449098790",
    "+441134960",
    "+441144960",
    "+441154960",
    "+441164960",
    "+441174960",
    "+441184960",
    "+441214960",
    "+441314960",
    "+441414960",
    "+441514960",
    "+441614960",
    "+441914980",
    "+442896496",
    "+442920180",
];

/// Number, extension and note of one line: the first stretch that looks like a number is the number.
fn split(text: &str) -> (String, Option<String>, Option<String>) {
    let is_start = |c: char| c.is_ascii_digit() || c == '+' || c == '(';
    let is_inside =
        |c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '+' | '(' | ')' | '-' | '.' | '/');
    let start = text.find(is_start).unwrap_or(text.len());
    let (before, rest) = text.split_at(start);
    let end = rest.find(|c: char| !is_inside(c)).unwrap_or(rest.len());
    let (number, after) = rest.split_at(end);
    let (extension, after) = split_extension(after);
    let trim = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')' | '-');
    let note = [before.trim_matches(trim), after.trim_matches(trim)].join(" ");
    let note = (!note.trim().is_empty()).then(|| note.trim().to_owned());
    (number.split_whitespace().collect::<Vec<_>>().join(" "), extension, note)
}

/// `ext 12`, `ext. 12`, `extension 12`, `x12`, `#12` at the beginning, and what follows.
fn split_extension(after: &str) -> (Option<String>, &str) {
    let lower = after.to_ascii_lowercase();
    let word = ["extension", "ext.", "ext", "x", "#"].iter().find(|word| lower.starts_with(**word));
    let Some(rest) = word.and_then(|word| after.get(word.len()..)) else {
        return (None, after);
    };
    let rest = rest.trim_start_matches([' ', ':', '.']);
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    match rest.split_at(end) {
        ("", _) => (None, after),
        (digits, rest) => (Some(digits.to_owned()), rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: &str) {
        let said = match parse(typed) {
            Ok(phone) => format!("{} = {}", phone.e164, phone.display()),
            Err(sentence) => sentence,
        };
        assert_eq!(said, expected, "typed {typed:?}");
    }

    #[test]
    fn bi59_british_numbers() {
        for typed in
            ["07700 900123", "+44 7700 900123", "00 44 7700 900123", "+44 (0)7700 900123", "07700-900-123"]
        {
            check(typed, "+447700900123 = 07700 900123");
        }
        check("020 7946 0018", "+442079460018 = 020 7946 0018");
        check("٠٧٧٠٠ ٩٠٠١٢٣", "+447700900123 = 07700 900123");
    }

    #[test]
    fn bi59_foreign_numbers() {
        check("+353 1 679 6400", "+35316796400 = +353 1 679 6400");
        check("+48 22 695 29 00", "+48226952900 = +48 22 695 29 00");
        assert!(parse("+353 1 679 6400").unwrap().is_foreign());
        assert!(!parse("07700 900123").unwrap().is_foreign());
    }

    #[test]
    fn bi59_extension_and_note_are_kept() {
        check("07700 900123 ask for Dave", "+447700900123 = 07700 900123 (ask for Dave)");
        check("mum: 07700 900123 (evenings)", "+447700900123 = 07700 900123 (mum evenings)");
        check("0113 496 0123 ext. 12, reception", "+441134960123 = 0113 496 0123 ext 12 (reception)");
        check("0113 496 0123 x12", "+441134960123 = 0113 496 0123 ext 12");
        check("07700 900123 extra loud ring", "+447700900123 = 07700 900123 (extra loud ring)");
    }

    #[test]
    fn bi59_nonsense_is_refused() {
        check("", "Enter a phone number, such as 07700 900123.");
        check("none", "Enter a phone number, such as 07700 900123.");
        check("12345", "Check the phone number 12345: no phone has it.");
        check("07700 90012", "Check the phone number 07700 90012: no phone has it.");
        check("+999 123456", "Check the phone number +999 123456: no phone has it.");
        check("00000000000", "Check the phone number 00000000000: no phone has it.");
    }

    #[test]
    fn bi59_drama_numbers_are_known() {
        assert!(parse("07700 900123").unwrap().is_drama());
        assert!(parse("01632 960123").unwrap().is_drama());
        assert!(!parse("0300 123 1002").unwrap().is_drama());
        assert!(DRAMA.iter().all(|range| range.len() == 10));
    }

    #[test]
    fn a_number_that_arrives_as_a_value_is_checked() {
        let phone = |e164: &str| Phone { e164: e164.to_owned(), extension: None, note: None };
        assert_eq!(phone("+447700900123").check(), Ok(()));
        assert_eq!(phone("07700900123").check(), Err("Write the phone number as +447700900123.".to_owned()));
        assert!(phone("+44").check().is_err());
        assert_eq!(phone("rubbish").display(), "rubbish");
    }
}
