//! The words a record is found by: blind to accents, case, apostrophes, hyphens and spaces, in every script.
//!
//! What is stored goes through [`index_tokens`], what is looked for through [`query_tokens`]: the two differ, so
//! that "Mary Ann", "maryann" and "ann mary" all find Mary Ann. Stored names keep their bytes; this is beside
//! them. Source: BI01, BI04, BI09, BI64.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

use crate::text::{is_emoji, is_invisible, western_digit};

/// How many neighbouring words are also indexed as one.
const JOINED_MAX: usize = 8;

/// Tokens to keep for something stored: one for each word, run together with the words after it. A query is a
/// prefix of one of them, so `O'Brien` kept as `obrien` and `brien` is found by "o", "obri", "brien".
#[must_use]
pub fn index_tokens(text: &str) -> Vec<String> {
    let atoms: Vec<String> =
        fold(text).split(is_boundary).filter(|a| !a.is_empty()).map(str::to_owned).collect();
    let mut tokens: Vec<String> = (0..atoms.len())
        .map(|start| atoms.iter().skip(start).take(JOINED_MAX).map(String::as_str).collect())
        .collect();
    tokens.sort();
    tokens.dedup();
    tokens
}

/// Tokens to look for, from what a person typed: words, with apostrophes and hyphens left out. An NHS number
/// typed in groups becomes one token.
#[must_use]
pub fn query_tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut digits = String::new();
    for word in fold(text).split(|c| is_boundary(c) && !is_joint(c)) {
        let word: String = word.chars().filter(|&c| !is_joint(c)).collect();
        if word.is_empty() {
            continue;
        }
        if word.bytes().all(|b| b.is_ascii_digit()) {
            digits.push_str(&word);
        }
        tokens.push(word);
    }
    let others = tokens.iter().filter(|token| !token.bytes().all(|b| b.is_ascii_digit())).cloned();
    if digits.len() == 10 {
        return others.chain([digits]).collect();
    }
    tokens
}

/// True when every query token begins some index token, in any order. An empty query finds nothing.
#[must_use]
pub fn matches<Q: AsRef<str>, I: AsRef<str>>(query: &[Q], index: &[I]) -> bool {
    let begins = |wanted: &Q| index.iter().any(|token| token.as_ref().starts_with(wanted.as_ref()));
    !query.is_empty() && query.iter().all(begins)
}

/// One spelling for all spellings of a text: compatibility forms, case, accents and hidden characters gone,
/// apostrophes `'`, hyphens `-`. Word boundaries stay.
#[must_use]
pub fn fold(text: &str) -> String {
    // U+00B4 would fall apart into a space and an accent.
    let typed = text.chars().map(|c| if c == '\u{b4}' { '\'' } else { western_digit(c) });
    let lower = typed.nfkd().flat_map(char::to_lowercase);
    let mut folded = String::with_capacity(text.len());
    for c in lower.nfkd() {
        fold_into(&mut folded, c);
    }
    folded
}

/// Adds what a character of a decomposed, small-letter text is searched by.
fn fold_into(folded: &mut String, c: char) {
    let plain = match c {
        'ß' => "ss",
        'ı' => "i",
        '\u{345}' => "ι",
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' | 'ɖ' | 'ɗ' => "d",
        'þ' => "th",
        'æ' => "ae",
        'œ' => "oe",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ƙ' => "k",
        'ɓ' => "b",
        'ə' => "e",
        'ς' => "σ",
        'ى' | 'ی' => "ي",
        'ک' => "ك",
        'ـ' => "",
        '\'' | '`' | '\u{2018}'..='\u{201b}' | '\u{2b9}'..='\u{2bf}' | '\u{2032}' | '\u{2035}' => "'",
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fb}' | '\u{b7}' => "-",
        c if is_invisible(c) || is_accent(c) => "",
        c => return folded.push(c),
    };
    folded.push_str(plain);
}

/// Accents, points and tones. Vowel signs (class 0), voicing (8) and virama (9) are letters to their readers.
fn is_accent(c: char) -> bool {
    is_combining_mark(c) && !matches!(canonical_combining_class(c), 0 | 8 | 9) || c == '\u{fe0f}'
}

fn is_joint(c: char) -> bool {
    matches!(c, '\'' | '-')
}

fn is_boundary(c: char) -> bool {
    !(c.is_alphanumeric() || is_combining_mark(c) || is_emoji(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(query: &str, stored: &str) -> bool {
        matches(&query_tokens(query), &index_tokens(stored))
    }

    fn check(stored: &str, queries: &[&str]) {
        for query in queries {
            assert!(
                found(query, stored),
                "{query:?} -> {:?} in {:?}",
                query_tokens(query),
                index_tokens(stored)
            );
        }
    }

    #[test]
    fn bi01_apostrophes_and_hyphens_joined_and_split() {
        assert_eq!(index_tokens("O'Brien"), ["brien", "obrien"]);
        assert_eq!(query_tokens("O’Brien"), ["obrien"]);
        let brien =
            ["obrien", "o'brien", "O’BRIEN", "o brien", "brien", "Oʼbrien", "o´brien", "O‘Brien", "obri"];
        check("O'Brien", &brien);
        check("O’Brien", &brien);
        check("O Brien", &brien);
        check("OBrien", &["o'brien", "o-brien"]);
        check(
            "D'Arcy-Smith",
            &["darcy", "arcy", "smith", "darcy smith", "smith d'arcy", "darcysmith", "D'Arcy Smith"],
        );
        check("Darcy Smith", &["d'arcy-smith"]);
    }

    #[test]
    fn bi04_accents_and_other_latin_letters() {
        check("Zoë", &["zoe", "ZOË", "Zoe\u{308}"]);
        check("Łukasz", &["lukasz", "łuk"]);
        check("Nguyễn", &["nguyen"]);
        check("Weiß", &["weiss", "WEISS", "weiß"]);
        check("Işık", &["isik", "IŞIK"]);
        check("İbrahim", &["ibrahim"]);
        check("Ødegård Đorđe Æsa Þór", &["odegard", "dorde", "aesa", "thor"]);
        check("Ğül", &["gul"]);
        check("Σίσυφος", &["σισυφοσ", "ΣΊΣΥΦΟΣ"]);
    }

    #[test]
    fn bi05_every_script_is_kept() {
        check("محمد", &["محمد", "مُحَمَّد"]);
        check("דָּוִד", &["דוד"]);
        check("王小明", &["王", "王小明"]);
        check("김민준", &["김민"]);
        check("अमित शर्मा", &["शर्मा अमित"]);
        check("علی", &["علي"]);
        check("😀", &["😀"]);
        assert!(!found("अमत", "अमित"), "vowel signs are letters");
    }

    #[test]
    fn bi09_normal_forms_are_equal() {
        assert_eq!(index_tokens("Zoë Ｓmith"), index_tokens("Zoe\u{308} Smith"));
    }

    #[test]
    fn words_in_any_order_and_from_their_beginning() {
        check("Mary Ann Smith", &["ann mary", "smith m", "maryann", "  smith,mary "]);
        check("García de los Ríos", &["garciadelosrios", "delosrios", "rios garcia"]);
        assert!(!found("mith", "Mary Smith"));
        assert!(!found("mary jones", "Mary Smith"));
        assert!(!found("", "Mary Smith") && !found(" ' ", "Mary Smith"));
    }

    #[test]
    fn bi17_nhs_numbers_in_any_grouping() {
        check("9990000018", &["999 000 0018", "999-000-0018", "9990000018", "٩٩٩ ٠٠٠ ٠٠١٨", "999"]);
        assert_eq!(query_tokens("smith 999 000 0018"), ["smith", "9990000018"]);
        assert_eq!(query_tokens("12 Mill Road"), ["12", "mill", "road"]);
    }

    #[test]
    fn bi64_wildcards_are_not_special() {
        assert!(query_tokens("%").is_empty());
        assert_eq!(query_tokens("a_b%"), ["a", "b"]);
    }

    fn name() -> impl Strategy<Value = String> {
        let letter = "[A-Za-zÀ-ÖØ-öø-žȘțß\u{1ea0}-\u{1ef9}\u{391}-\u{3a1}\u{3b1}-\u{3c9}\u{410}-\u{44f}א-תا-غف-ي一-十あ-ん가-깋अ-ह]";
        proptest::string::string_regex(&format!("{letter}{{1,6}}([ '’-]{letter}{{1,6}}){{0,3}}")).unwrap()
    }

    proptest! {
        /// Property 10: found by the stored name, with and without accents, apostrophes, case, spaces.
        #[test]
        fn property_10_found_by_every_stored_name(stored in name(), at in 0_usize..4) {
            let without = |gone: &[char]| stored.replace(gone, "");
            let bare: String = stored.nfkd().filter(|&c| !is_accent(c)).collect();
            let words: Vec<&str> = stored.split(' ').collect();
            let turned: Vec<&str> = words.iter().rev().copied().collect();
            let mut queries = vec![
                stored.clone(), stored.to_uppercase(), stored.to_lowercase(), bare, without(&['\'', '’']),
                without(&[' ']), without(&[' ', '\'', '’', '-']), turned.join(" "), stored.replace('\'', "’"),
                stored.replace(['\'', '’', '-'], " "),
            ];
            queries.extend(words.get(at).map(|word| (*word).to_owned()));
            for query in queries {
                prop_assert!(found(&query, &stored), "{:?} in {:?}", query, stored);
            }
        }

        /// Property 22: normal forms compare equal in search.
        #[test]
        fn property_22_normal_forms_compare_equal(stored in "\\PC{0,20}") {
            let nfc: String = stored.nfc().collect();
            let nfd: String = stored.nfd().collect();
            prop_assert_eq!(index_tokens(&nfc), index_tokens(&nfd));
            prop_assert_eq!(query_tokens(&nfc), query_tokens(&nfd));
        }

        #[test]
        fn property_14_folding_twice_changes_nothing(stored in "\\PC{0,20}") {
            let once = fold(&stored);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
