//! What looks wrong in a name or a note but may be right: asked, and accepted with a reason.
//!
//! A doubt never refuses. Source: BI06, BI08, BI10, BI12, BI70.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_security::MixedScript;

use super::{is_invisible, western_digit};
use crate::nhs_number::NhsNumber;

/// One thing to ask about before keeping what was typed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Doubt {
    /// What kind of thing it is; the reason for accepting is kept beside it.
    pub kind: DoubtKind,
    /// One plain sentence that asks.
    pub sentence: String,
}

impl Doubt {
    /// A doubt of this kind.
    pub fn new(kind: DoubtKind, sentence: impl Into<String>) -> Self {
        Self { kind, sentence: sentence.into() }
    }

    /// The sentence that asks.
    #[must_use]
    pub fn sentence(&self) -> &str {
        &self.sentence
    }

    /// The line of the bad-input catalogue that asks.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self.kind {
            DoubtKind::Emoji => "BI06",
            DoubtKind::MixedScript => "BI10",
            DoubtKind::Invisible => "BI08",
            DoubtKind::AllCapitals => "BI12",
            DoubtKind::BirthDate => "BI33",
            DoubtKind::CardNumber | DoubtKind::NhsNumber | DoubtKind::Password => "BI70",
        }
    }
}

/// The kinds of doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DoubtKind {
    /// A picture or flag in a name.
    Emoji,
    /// Letters of two alphabets in one name, perhaps a look-alike.
    MixedScript,
    /// A character without a shape inside a name.
    Invisible,
    /// A name in capitals only.
    AllCapitals,
    /// A date of birth more than 120 years ago.
    BirthDate,
    /// Looks like a bank card number.
    CardNumber,
    /// Looks like somebody else's NHS number.
    NhsNumber,
    /// Looks like a password.
    Password,
}

/// What to ask about a name that was cleaned. Empty for nearly every name.
#[must_use]
pub fn name_doubts(name: &str) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    if name.chars().any(is_emoji) {
        doubts.push(Doubt::new(DoubtKind::Emoji, "The name holds a picture. Is it part of the name?"));
    }
    if !name.is_single_script() {
        doubts.push(Doubt::new(
            DoubtKind::MixedScript,
            "The name mixes letters of two alphabets that can look alike. Is it typed as the person writes it?",
        ));
    }
    if has_idle_invisible(name) {
        doubts.push(Doubt::new(
            DoubtKind::Invisible,
            "The name holds a character that nobody can see. Type it again, or say why it is needed.",
        ));
    }
    if is_all_capitals(name) {
        doubts.push(Doubt::new(
            DoubtKind::AllCapitals,
            "The name is in capitals only. Is that how it is written?",
        ));
    }
    doubts
}

/// What to ask about a note: a card number, a password, or an NHS number other than the person's own (BI70).
#[must_use]
pub fn text_doubts(text: &str, own: Option<&NhsNumber>) -> Vec<Doubt> {
    let runs = digit_runs(text);
    let mut doubts = Vec::new();
    if grouped(&runs, &CARD_SHAPES).any(|digits| passes_luhn(&digits)) {
        doubts.push(Doubt::new(
            DoubtKind::CardNumber,
            "This looks like a bank card number. Does it belong in the note?",
        ));
    }
    let another = |digits: String| NhsNumber::parse(&digits).is_ok_and(|number| Some(&number) != own);
    if grouped(&runs, &NHS_SHAPES).any(another) {
        doubts.push(Doubt::new(
            DoubtKind::NhsNumber,
            "This looks like another person's NHS number. Does it belong in this person's note?",
        ));
    }
    let lower = text.to_lowercase();
    if ["password:", "password is", "passcode:", "passcode is"].iter().any(|word| lower.contains(word)) {
        doubts
            .push(Doubt::new(DoubtKind::Password, "This looks like a password. Does it belong in the note?"));
    }
    doubts
}

/// True for pictures, flags and the marks that build them.
#[must_use]
pub const fn is_emoji(c: char) -> bool {
    matches!(
        c,
        '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{20e3}' | '\u{fe0f}'
            | '\u{e0020}'..='\u{e007f}'
    )
}

/// Joiners belong inside Arabic, Indic and emoji runs; beside a Latin, Greek or Cyrillic letter they do nothing.
fn has_idle_invisible(name: &str) -> bool {
    let needs_joiner = |c: char| c >= '\u{590}';
    let all: Vec<char> = name.chars().collect();
    all.windows(3).any(|three| match three {
        [before, joiner @ ('\u{200c}' | '\u{200d}'), _] => is_invisible(*joiner) && !needs_joiner(*before),
        [_, other, _] => is_invisible(*other),
        _ => false,
    })
}

/// Two letters or more, at least two of them Latin, Greek or Cyrillic capitals and none small.
fn is_all_capitals(name: &str) -> bool {
    name.chars().filter(|c| c.is_uppercase()).count() > 1 && !name.chars().any(char::is_lowercase)
}

/// Lengths of digit groups that a card number is written in.
const CARD_SHAPES: [&[usize]; 9] =
    [&[13], &[14], &[15], &[16], &[17], &[18], &[19], &[4, 4, 4, 4], &[4, 6, 5]];

/// Lengths of digit groups that an NHS number is written in.
const NHS_SHAPES: [&[usize]; 2] = [&[10], &[3, 3, 4]];

/// A run of digits, and whether one space, dash or dot stands between it and the run before.
struct Run {
    digits: String,
    joined: bool,
}

fn digit_runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut gap = String::new();
    for c in text.chars().map(western_digit) {
        if !c.is_ascii_digit() {
            gap.push(c);
            continue;
        }
        match runs.last_mut() {
            Some(run) if gap.is_empty() => run.digits.push(c),
            _ => runs.push(Run { digits: c.to_string(), joined: matches!(gap.as_str(), " " | "-" | ".") }),
        }
        gap.clear();
    }
    runs
}

/// The joined digits of every place where neighbouring runs have one of these shapes.
fn grouped<'a>(runs: &'a [Run], shapes: &'a [&'a [usize]]) -> impl Iterator<Item = String> + 'a {
    shapes
        .iter()
        .flat_map(move |shape| runs.windows(shape.len()).filter_map(move |window| in_shape(window, shape)))
}

fn in_shape(window: &[Run], shape: &[usize]) -> Option<String> {
    let fits = window.iter().zip(shape).all(|(run, &length)| run.digits.len() == length);
    let joined = window.iter().skip(1).all(|run| run.joined);
    (fits && joined).then(|| window.iter().map(|run| run.digits.as_str()).collect())
}

/// The check of bank cards. Source: ISO/IEC 7812-1, annex B.
fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, b)| {
            let digit = u32::from(b.saturating_sub(b'0'));
            let doubled = if place % 2 == 1 { digit * 2 } else { digit };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum > 0 && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(typed: &str, expected: &[DoubtKind]) {
        let kinds: Vec<DoubtKind> = name_doubts(typed).into_iter().map(|doubt| doubt.kind).collect();
        assert_eq!(kinds, expected, "name {typed:?}");
    }

    #[test]
    fn bi01_to_bi07_ordinary_names_raise_no_doubt() {
        for typed in [
            "O'Brien",
            "O’Brien",
            "D'Arcy-Smith",
            "O",
            "Zoë",
            "Łukasz",
            "Nguyễn",
            "Ğ",
            "ßa",
            "محمد",
            "דוד",
            "王小明",
            "田中さくら",
            "김민준",
            "عائشہ",
            "Null",
            "McDonald",
            "می\u{200c}ترا",
            "ක්\u{200d}ෂ",
            "Анна",
        ] {
            name(typed, &[]);
        }
    }

    #[test]
    fn bi06_emoji_is_asked() {
        name("Anna 😀", &[DoubtKind::Emoji]);
        name("🇵🇱", &[DoubtKind::Emoji]);
    }

    #[test]
    fn bi08_invisible_inside_is_asked() {
        name("An\u{200b}na", &[DoubtKind::Invisible]);
        name("An\u{ad}na", &[DoubtKind::Invisible]);
        name("An\u{200d}na", &[DoubtKind::Invisible]);
    }

    #[test]
    fn bi10_look_alike_letter_is_asked() {
        name("Ann\u{430}", &[DoubtKind::MixedScript]);
    }

    #[test]
    fn bi12_capitals_are_asked() {
        name("ANNA SMITH", &[DoubtKind::AllCapitals]);
    }

    fn text(typed: &str, expected: &[DoubtKind]) {
        let own = NhsNumber::parse("9990000018").unwrap();
        let kinds: Vec<DoubtKind> =
            text_doubts(typed, Some(&own)).into_iter().map(|doubt| doubt.kind).collect();
        assert_eq!(kinds, expected, "note {typed:?}");
    }

    #[test]
    fn bi70_card_numbers_other_nhs_numbers_and_passwords_are_asked() {
        text("card 4111 1111 1111 1111 on the table", &[DoubtKind::CardNumber]);
        text("4111111111111111", &[DoubtKind::CardNumber]);
        text("3782-822463-10005", &[DoubtKind::CardNumber]);
        text("brother is 999 000 0026", &[DoubtKind::NhsNumber]);
        text("brother is 9990000026.", &[DoubtKind::NhsNumber]);
        text("Wifi password: letmein", &[DoubtKind::Password]);
    }

    #[test]
    fn bi70_ordinary_notes_are_not_asked() {
        for typed in [
            "own number 999 000 0018",
            "rang 07700 900123 at 17.00, then 020 7946 0018",
            "4111 1111 1111 1112 fails the check",
            "born 17/05/1980, seen 6 August 2026 at 10:30",
            "999 000 0027 is no NHS number",
            "",
        ] {
            text(typed, &[]);
        }
    }
}
