//! Where a page of a chronology ends: the moment and the place in the journal of its last entry, as
//! one text that callers hand back unread.

use care::moment;
use jiff::Timestamp;

/// The text of a place.
pub(crate) fn text(at: Timestamp, seq: i64) -> String {
    format!("{}_{seq}", moment::utc_text(at))
}

/// The place of a text.
pub(crate) fn read(text: &str) -> Option<(Timestamp, i64)> {
    let (at, seq) = text.split_once('_')?;
    Some((moment::parse_utc(at).ok()?, seq.parse().ok().filter(|seq| *seq >= 0)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written_and_nothing_else_is() {
        let at: Timestamp = "2026-11-22T03:10:21.795Z".parse().unwrap();
        assert_eq!(text(at, 7), "2026-11-22T03:10:21.795000Z_7");
        assert_eq!(read(&text(at, 7)), Some((at, 7)));
        for wrong in ["", "_", "7", "2026-11-22_7", "2026-11-22T03:10:21Z_x", "2026-11-22T03:10:21Z_-1"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
