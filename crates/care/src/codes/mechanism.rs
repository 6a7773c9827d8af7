//! How a contact was made (MHSDS `ConsMechanismMH`, list L11). 03 and 06 gave way to 09-13 with MHSDS 5.0 in
//! October 2021; the day is not confirmed against the release.

use jiff::civil::{Date, date};

use super::Code;

/// In the same room.
pub const FACE_TO_FACE: &str = "01";

/// First day of the present codes.
const CHANGED: Date = date(2021, 10, 1);

/// Last day of the codes they replaced.
const ENDED: Date = date(2021, 9, 30);

national! {
    /// Way of contact.
    "way of contact":
    Code::new("01", "Face to face"),
    Code::new("02", "Telephone"),
    Code::new("11", "Video").from(CHANGED),
    Code::new("09", "Text message").from(CHANGED),
    Code::new("05", "Email"),
    Code::new("10", "Instant message").from(CHANGED),
    Code::new("04", "Talk type for somebody who cannot speak"),
    Code::new("12", "Message board").from(CHANGED),
    Code::new("13", "Chat room").from(CHANGED),
    Code::new("98", "Other"),
    Code::new("03", "Telemedicine by camera").to(ENDED),
    Code::new("06", "Text message (SMS)").to(ENDED),
}
