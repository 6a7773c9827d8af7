//! Decimal digits of other scripts read as 0-9. Knows digits only, no other numerals.

/// Code points of the digit zero of every script in Unicode 14; nine more digits follow each.
const ZEROS: [u32; 65] = [
    0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6,
    0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0,
    0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30,
    0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0,
    0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec,
    0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];

/// The same text with the decimal digits of any script written 0-9 (BI20). Nothing else changes.
#[must_use]
pub fn western_digits(text: &str) -> String {
    text.chars().map(western_digit).collect()
}

/// One character: a decimal digit of any script as 0-9, anything else unchanged.
#[must_use]
pub fn western_digit(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    let code = u32::from(c);
    let before = ZEROS.partition_point(|&zero| zero <= code);
    let value = before.checked_sub(1).and_then(|i| ZEROS.get(i)).map(|zero| code - zero);
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bi20_digits_of_other_scripts_are_read() {
        for (typed, expected) in [
            ("٩٩٩ ٠٠٠ ٠٠١٨", "999 000 0018"),       // Arabic
            ("۹۹۹۰۰۰۰۰۱۸", "9990000018"),           // Persian, Urdu
            ("９９９０００００１８", "9990000018"), // full width
            ("९९९", "999"),                         // Devanagari
            ("Zoë 3½", "Zoë 3½"),
            ("第十", "第十"),
        ] {
            assert_eq!(western_digits(typed), expected);
        }
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(ZEROS.is_sorted());
        for zero in ZEROS {
            assert_eq!(western_digit(char::from_u32(zero + 9).unwrap()), '9');
        }
    }
}
