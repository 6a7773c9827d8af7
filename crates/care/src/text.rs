//! What people type: names and free text, cleaned as little as possible, refused only when they cannot be kept.
//!
//! Free text is never trimmed, corrected or judged here; markup in it is harmless text (BI63), made safe where
//! it is shown. Source: BI01-BI12, BI63-BI72.

mod digits;
mod doubt;

pub use digits::{western_digit, western_digits};
pub use doubt::{Doubt, DoubtKind, is_emoji, name_doubts, text_doubts};

use unicode_normalization::char::is_combining_mark;

/// Most letters a name may have; accents on a letter do not count (BI03, BI68).
pub const NAME_LETTERS_MAX: usize = 120;

/// Most characters a name may have in all, accents included.
const NAME_CHARS_MAX: usize = 6_000;

/// A name ready to be kept, and what was changed to make it so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// The name.
    pub value: String,
    /// What was changed, one plain sentence each. Empty when it was kept as typed.
    pub notes: Vec<String>,
}

/// Trims a name, makes runs of spaces one space, and keeps every other character as typed.
///
/// # Errors
/// One sentence when nothing readable is left, when it is too long, or when it holds a NUL, a line break or a
/// character that turns the direction of the text around it.
pub fn clean_name(typed: &str) -> Result<Cleaned, String> {
    if typed.contains('\0') {
        return Err("Remove the NUL character from the name: it cannot be kept.".to_owned());
    }
    if typed.chars().any(is_bidi_override) {
        return Err("Type the name again: it holds a hidden character that turns the text around.".to_owned());
    }
    let mut notes = Vec::new();
    let printable: String = typed.chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
    if printable.len() != typed.len() {
        notes.push("Characters that cannot be shown were removed.".to_owned());
    }
    let printable = trim_ends(&printable, &mut notes);
    if printable.contains(['\n', '\r', '\u{2028}', '\u{2029}']) {
        return Err("Write the name on one line.".to_owned());
    }
    let value = printable.split_whitespace().collect::<Vec<_>>().join(" ");
    if value != printable {
        notes.push("Spaces inside the name were made single.".to_owned());
    }
    if value.chars().all(|c| c.is_ascii_punctuation() || c.is_whitespace() || is_invisible(c)) {
        return Err("Enter a name.".to_owned());
    }
    let letters = value.chars().filter(|&c| !is_combining_mark(c)).count();
    if letters > NAME_LETTERS_MAX || value.chars().count() > NAME_CHARS_MAX {
        return Err(format!("Shorten the name to {NAME_LETTERS_MAX} letters or fewer. It has {letters}."));
    }
    Ok(Cleaned { value, notes })
}

/// Free text as typed, except that characters nobody can see or print are left out: line breaks and tabs stay,
/// every line break becomes `\n`. Ends are not trimmed. Empty text is accepted: see [`has_words`].
///
/// # Errors
/// One sentence when it is longer than `max_chars`, or holds a NUL.
pub fn clean_text(typed: &str, max_chars: usize) -> Result<String, String> {
    if typed.contains('\0') {
        return Err("Remove the NUL character from the text: it cannot be kept.".to_owned());
    }
    let mut value = String::with_capacity(typed.len());
    let mut chars = typed.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' => value.push('\n'),
            '\n' | '\t' => value.push(c),
            c if c.is_control() => {}
            c => value.push(c),
        }
    }
    let length = value.chars().count();
    if length > max_chars {
        return Err(format!("Shorten this to {max_chars} characters or fewer. It has {length}."));
    }
    Ok(value)
}

/// True when the text says something: not empty, not only spaces or punctuation (BI71).
#[must_use]
pub fn has_words(text: &str) -> bool {
    text.chars().any(|c| c.is_alphanumeric() || is_emoji(c))
}

/// Spaces and zero-width characters off both ends; a note when something other than plain spaces went.
fn trim_ends<'a>(typed: &'a str, notes: &mut Vec<String>) -> &'a str {
    let trimmed = typed.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
    if typed.trim().len() != typed.len() {
        notes.push("Spaces at the ends of the name were removed.".to_owned());
    }
    if trimmed.len() != typed.trim().len() {
        notes.push("Invisible characters at the ends of the name were removed.".to_owned());
    }
    trimmed
}

/// Embeddings, overrides and isolates: they can show `gpj.exe` as `exe.jpg` (BI08).
const fn is_bidi_override(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters without a shape of their own: joiners, marks of direction, soft hyphen, byte order mark.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
    )
}

/// Characters that are there and are not seen, or that turn the direction of what is.
pub(crate) const fn is_hidden(c: char) -> bool {
    is_bidi_override(c) || is_invisible(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(typed: &str, expected: &str) {
        let said = match clean_name(typed) {
            Ok(cleaned) if cleaned.notes.is_empty() => cleaned.value,
            Ok(cleaned) => format!("{} ({})", cleaned.value, cleaned.notes.len()),
            Err(sentence) => format!("refused: {sentence}"),
        };
        assert_eq!(said, expected, "typed {typed:?}");
    }

    #[test]
    fn bi01_to_bi07_and_bi12_names_are_kept_as_typed() {
        for typed in [
            "O'Brien",
            "O’Brien",
            "D'Arcy-Smith",
            "O",
            "Zoë",
            "Łukasz",
            "Nguyễn",
            "Ğ",
            "ß",
            "ı",
            "محمد",
            "דוד",
            "王小明",
            "عائشہ",
            "😀",
            "Null",
            "None",
            "True",
            "NaN",
            "Test",
            "undefined",
            "ANNA SMITH",
            "Zoe\u{308}",
            "<script>alert(1)</script>",
            "'; DROP TABLE person; --",
            "=1+1",
        ] {
            name(typed, typed);
        }
    }

    #[test]
    fn bi03_one_letter_and_120_letters_but_not_121() {
        name(&"a".repeat(120), &"a".repeat(120));
        name(&"é".repeat(120), &"é".repeat(120));
        name(&"a".repeat(121), "refused: Shorten the name to 120 letters or fewer. It has 121.");
    }

    #[test]
    fn bi08_hidden_turns_are_refused_and_zero_width_goes_from_the_ends_only() {
        let turned = "refused: Type the name again: it holds a hidden character that turns the text around.";
        name("An\u{202e}na", turned);
        name("\u{2066}Anna", turned);
        name("\u{200b}Anna\u{200d}\u{feff}", "Anna (1)");
        name("می\u{200c}ترا", "می\u{200c}ترا");
        name("ක්\u{200d}ෂ", "ක්\u{200d}ෂ");
    }

    #[test]
    fn bi11_spaces_are_trimmed_and_single_inside() {
        name("  Anna   Maria ", "Anna Maria (2)");
        name("Anna\tMaria", "Anna Maria (1)");
        name("Anna\u{a0}Maria", "Anna Maria (1)");
        name("Anna Maria", "Anna Maria");
    }

    #[test]
    fn bi65_nul_is_refused_and_other_controls_are_left_out() {
        name("An\0na", "refused: Remove the NUL character from the name: it cannot be kept.");
        name("An\u{7}na", "Anna (1)");
        name("An\u{9f}na", "Anna (1)");
        name("\u{7}\u{200b}Anna", "Anna (2)");
    }

    #[test]
    fn bi68_many_accents_on_a_letter_are_accepted() {
        let zalgo: String = "Anna".chars().flat_map(|c| std::iter::once(c).chain(['\u{301}'; 50])).collect();
        name(&zalgo, &zalgo);
    }

    #[test]
    fn bi71_a_name_without_a_letter_is_refused() {
        for typed in ["", "   ", ".", "-", "\u{200b}", "..."] {
            name(typed, "refused: Enter a name.");
        }
        assert!(!has_words(" . "));
        assert!(has_words("ok"));
        assert!(has_words("👍"));
    }

    #[test]
    fn bi72_a_name_has_one_line() {
        name("Anna\r\nBcc: all", "refused: Write the name on one line.");
        name("Anna\n", "Anna (1)");
    }

    fn text(typed: &str, expected: &str) {
        assert_eq!(clean_text(typed, 40).unwrap_or_else(|sentence| sentence), expected, "typed {typed:?}");
    }

    #[test]
    fn bi61_to_bi69_free_text_stays_as_typed() {
        for typed in [
            "",
            "  two  spaces ",
            "tab\there",
            "line\n\nline",
            "=HYPERLINK(\"x\")",
            "-1",
            "{{7*7}} ${x}",
            "100%_\\",
            "“smart” – quotes…",
            "😀 \u{202b}RTL\u{202c}",
            "a\u{200b}b",
            "e\u{301} is not é",
        ] {
            text(typed, typed);
        }
    }

    #[test]
    fn bi65_free_text_loses_only_what_cannot_be_shown() {
        text("a\u{7}b\u{1b}[0m\u{85}c", "ab[0mc");
        text("one\r\ntwo\rthree\n", "one\ntwo\nthree\n");
        text("a\0b", "Remove the NUL character from the text: it cannot be kept.");
    }

    #[test]
    fn bi67_text_over_the_limit_is_refused_with_its_size() {
        text(&"é".repeat(40), &"é".repeat(40));
        text(&"é".repeat(41), "Shorten this to 40 characters or fewer. It has 41.");
    }

    proptest! {
        /// Property 21: free text survives unchanged.
        #[test]
        fn property_21_printable_text_survives(typed in "[\\PC\n\t]{0,200}") {
            prop_assert_eq!(clean_text(&typed, 10_000), Ok(typed));
        }

        #[test]
        fn property_14_cleaning_twice_changes_nothing(typed in ".{0,60}") {
            if let Ok(once) = clean_name(&typed) {
                let twice = clean_name(&once.value);
                prop_assert_eq!(twice, Ok(Cleaned { value: once.value, notes: vec![] }));
            }
        }
    }
}
