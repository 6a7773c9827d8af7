//! Shapes of organisation codes (ODS). Which codes exist is not known here.

/// Whether a text has the shape of a GP practice code, or is one of the three national defaults.
#[must_use]
pub fn is_practice(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 6
        && bytes.first().is_some_and(u8::is_ascii_uppercase)
        && bytes.iter().skip(1).all(u8::is_ascii_digit)
}

/// What a page says of one of the three national defaults; none for a real practice.
#[must_use]
pub fn default_label(code: &str) -> Option<&'static str> {
    DEFAULTS.iter().find(|(known, _)| *known == code).map(|(_, label)| *label)
}

/// No registered practice, not applicable, practice not known.
pub const DEFAULTS: &[(&str, &str)] =
    &[("V81997", "No GP practice"), ("V81998", "Not applicable"), ("V81999", "GP practice not known")];

#[cfg(test)]
mod tests {
    #[test]
    fn a_practice_code_is_a_letter_and_five_digits() {
        for (code, right) in [
            ("M85001", true),
            ("V81997", true),
            ("m85001", false),
            ("M8500", false),
            ("", false),
            ("M85O01", false),
        ] {
            assert_eq!(super::is_practice(code), right, "{code}");
        }
    }
}
