//! Postcodes: normalised and checked for shape. Does not know which of them exist.
//!
//! Source: BI53-BI57; Royal Mail Programmers' Guide (shapes); NHS Data Dictionary, POSTCODE (ZZ99 pseudo codes).

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// No fixed abode. Set by a tick on the form, never typed (BI54).
pub const NO_FIXED_ABODE: &str = "ZZ99 3VZ";

/// Address not known (BI55).
pub const NOT_KNOWN: &str = "ZZ99 3WZ";

/// A postcode with its space: `SW1A 1AA`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Postcode(String);

/// What a postcode stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PostcodeKind {
    /// A place in the United Kingdom or its islands.
    Place,
    /// A British forces post office.
    Forces,
    /// No fixed abode.
    NoFixedAbode,
    /// Not known.
    NotKnown,
    /// Another ZZ99 code: usually a country.
    Overseas,
}

impl Postcode {
    /// As [`parse`], also for the ZZ99 codes: for ticks, imports and stored values.
    ///
    /// # Errors
    /// One sentence when it has not the shape of a postcode.
    pub fn coded(text: &str) -> Result<Self, String> {
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
        if bare.is_empty() {
            return Err("Enter a postcode, or tick \"no fixed abode\" or \"address not known\".".to_owned());
        }
        if let Some(number) = bare.strip_prefix("BFPO") {
            let fits = (1..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
            return if fits { Ok(Self(format!("BFPO {number}"))) } else { Err(refused(&bare)) };
        }
        if !bare.is_ascii() || !(5..=7).contains(&bare.len()) {
            return Err(refused(text.trim()));
        }
        let (outward, inward) = bare.split_at(bare.len() - 3);
        if !is_inward(inward) || !(is_outward(outward) || matches!(outward, "ZZ99" | "GIR")) {
            return Err(refused(text.trim()));
        }
        Ok(Self(format!("{outward} {inward}")))
    }

    /// The code for no fixed abode.
    #[must_use]
    pub fn no_fixed_abode() -> Self {
        Self(NO_FIXED_ABODE.to_owned())
    }

    /// The code for an address that is not known.
    #[must_use]
    pub fn not_known() -> Self {
        Self(NOT_KNOWN.to_owned())
    }

    /// What it stands for.
    #[must_use]
    pub fn kind(&self) -> PostcodeKind {
        match self.0.as_str() {
            NO_FIXED_ABODE => PostcodeKind::NoFixedAbode,
            NOT_KNOWN => PostcodeKind::NotKnown,
            other if other.starts_with("ZZ99") => PostcodeKind::Overseas,
            other if other.starts_with("BFPO") => PostcodeKind::Forces,
            _ => PostcodeKind::Place,
        }
    }

    /// With its space: `SW1A 1AA`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the space, which is the most a map or a list for others should show.
    #[must_use]
    pub fn outward(&self) -> &str {
        self.0.split(' ').next().unwrap_or_default()
    }

    /// What a page says instead of a ZZ99 code.
    #[must_use]
    pub fn words(&self) -> &str {
        match self.kind() {
            PostcodeKind::NoFixedAbode => "No fixed abode",
            PostcodeKind::NotKnown => "Address not known",
            PostcodeKind::Overseas => "Overseas",
            PostcodeKind::Place | PostcodeKind::Forces => &self.0,
        }
    }
}

/// Reads a postcode as typed by a person, in any case and spacing.
///
/// # Errors
/// One sentence when it has not the shape of a postcode, or is a ZZ99 code that a tick should set.
pub fn parse(typed: &str) -> Result<Postcode, String> {
    let found = Postcode::coded(typed)?;
    match found.kind() {
        PostcodeKind::Place | PostcodeKind::Forces => Ok(found),
        PostcodeKind::NoFixedAbode => Err("Tick \"no fixed abode\" instead of typing ZZ99 3VZ.".to_owned()),
        PostcodeKind::NotKnown => Err("Tick \"address not known\" instead of typing ZZ99 3WZ.".to_owned()),
        PostcodeKind::Overseas => Err("Choose the country instead of typing a ZZ99 code.".to_owned()),
    }
}

fn refused(typed: &str) -> String {
    format!("Check the postcode {typed}. If it is not a UK postcode, choose overseas.")
}

/// A digit and two letters, never C, I, K, M, O or V.
fn is_inward(inward: &str) -> bool {
    let mut bytes = inward.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_digit())
        && bytes.all(|b| b.is_ascii_uppercase() && !b"CIKMOV".contains(&b))
        || inward == "3VZ"
}

/// A9, A99, A9A, AA9, AA99, AA9A; the first letter never Q, V or X, the second never I, J or Z.
fn is_outward(outward: &str) -> bool {
    let shape: String = outward
        .bytes()
        .map(|b| match b {
            b if b.is_ascii_digit() => '9',
            b if b.is_ascii_uppercase() => 'A',
            _ => '?',
        })
        .collect();
    let fits = matches!(shape.as_str(), "A9" | "A99" | "A9A" | "AA9" | "AA99" | "AA9A");
    fits && !outward.starts_with(['Q', 'V', 'X'])
        && !outward.get(1..2).is_some_and(|second| "IJZ".contains(second))
}

impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq<&str> for Postcode {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl TryFrom<String> for Postcode {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::coded(&text)
    }
}

impl From<Postcode> for String {
    fn from(postcode: Postcode) -> Self {
        postcode.0
    }
}

impl JsonSchema for Postcode {
    fn schema_name() -> Cow<'static, str> {
        "Postcode".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "UK postcode, BFPO number, or a ZZ99 code: ZZ99 3VZ no fixed abode, ZZ99 3WZ not known",
            "pattern": "^([A-Z]{1,2}[0-9][0-9A-Z]?|GIR|ZZ99) ?[0-9][A-Z]{2}$|^BFPO ?[0-9]{1,4}$",
            "examples": ["SW1A 1AA", "ZZ99 3VZ"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: &str) {
        assert_eq!(parse(typed).map_or_else(|s| s, |p| p.to_string()), expected, "typed {typed:?}");
    }

    #[test]
    fn bi53_postcodes_are_normalised() {
        check("sw1a1aa", "SW1A 1AA");
        check("SW1A  1AA", "SW1A 1AA");
        check(" s w1a 1aa\u{a0}", "SW1A 1AA");
        check("GIR 0AA", "GIR 0AA");
        check("W1A 0AX", "W1A 0AX");
        check("m1 1ae", "M1 1AE");
        check("b338th", "B33 8TH");
        check("CR26XH", "CR2 6XH");
        check("dn551pt", "DN55 1PT");
        check("BFPO 12", "BFPO 12");
        check("bfpo1234", "BFPO 1234");
    }

    #[test]
    fn bi54_bi55_zz99_codes_are_set_and_never_typed() {
        check("ZZ99 3VZ", "Tick \"no fixed abode\" instead of typing ZZ99 3VZ.");
        check("zz993wz", "Tick \"address not known\" instead of typing ZZ99 3WZ.");
        check("ZZ99 6EZ", "Choose the country instead of typing a ZZ99 code.");
        assert_eq!(Postcode::coded("zz993vz"), Ok(Postcode::no_fixed_abode()));
        assert_eq!(Postcode::coded("ZZ99 3WZ"), Ok(Postcode::not_known()));
        assert_eq!(Postcode::no_fixed_abode().words(), "No fixed abode");
        assert_eq!(Postcode::coded("ZZ99 6EZ").map(|p| p.kind()), Ok(PostcodeKind::Overseas));
        assert_eq!(serde_json::from_str::<Postcode>("\"ZZ99 3VZ\"").unwrap(), Postcode::no_fixed_abode());
    }

    #[test]
    fn bi56_other_shapes_are_refused() {
        for typed in [
            "Q1 1QQ",
            "12345",
            "SW1A",
            "SW1A 1A",
            "SW1A 1AAA",
            "S1 1OO",
            "ＳＷ1A 1AA",
            "AJ1 1AA",
            "75001 Paris",
        ] {
            let expected =
                format!("Check the postcode {typed}. If it is not a UK postcode, choose overseas.");
            check(typed, &expected);
        }
        check("", "Enter a postcode, or tick \"no fixed abode\" or \"address not known\".");
    }

    #[test]
    fn the_outward_part_alone_can_be_shown() {
        assert_eq!(parse("SW1A1AA").unwrap().outward(), "SW1A");
    }
}
