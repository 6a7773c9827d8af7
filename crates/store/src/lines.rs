//! Lines that the writer wrote last, so that the next entry about a person need not read the whole of
//! the line again. One is believed only when the chain still ends with the hash that it was written
//! with: the same hash is the same journal, whatever was undone or another process wrote in between.

use std::collections::BTreeMap;

use care::line::Line;
use uuid::Uuid;

/// Most lines kept; a large trust has about as many people in care at a time.
const MOST: usize = 1_000;

/// Lines by person, each with the hash of the latest entry about them.
#[derive(Default)]
pub(crate) struct Lines(BTreeMap<Uuid, ([u8; 32], Line)>);

impl Lines {
    /// Whether there is a line of a person, perhaps an old one.
    pub(crate) fn has(&self, person: Uuid) -> bool {
        self.0.contains_key(&person)
    }

    /// Takes the line of a person out, if it is the one after the entry with this hash.
    pub(crate) fn take(&mut self, person: Uuid, hash: &[u8; 32]) -> Option<Line> {
        self.0.remove(&person).filter(|(kept, _)| kept == hash).map(|(_, line)| line)
    }

    /// Keeps the line of a person as it is after the entry with this hash.
    pub(crate) fn keep(&mut self, person: Uuid, hash: [u8; 32], line: Line) {
        if self.0.len() >= MOST {
            self.0.clear();
        }
        self.0.insert(person, (hash, line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_believed_only_with_the_hash_it_was_kept_with() {
        let (mut lines, person) = (Lines::default(), Uuid::from_u128(1));
        lines.keep(person, [1; 32], Line { person, ..Line::default() });
        assert!(lines.has(person));
        assert_eq!(lines.take(person, &[1; 32]).map(|line| line.person), Some(person));
        assert!(!lines.has(person));
        lines.keep(person, [1; 32], Line::default());
        assert_eq!(lines.take(person, &[2; 32]), None, "somebody else wrote in between");
        assert!(!lines.has(person), "an old line is of no use any more");
    }
}
