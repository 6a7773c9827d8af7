//! Which places in the journal watchers here were told of. The last one told is not enough: what another
//! process wrote before it may be seen after it, since PostgreSQL gives a number before the commit and this
//! process tells of its own entries at once.

use std::collections::{BTreeSet, VecDeque};

/// A place that nobody fills within so many looks never will be: its transaction was undone.
const LOOKS: usize = 60;

/// The places told of.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    /// All up to here were told of, or never will be there.
    all_to: i64,
    /// Those beyond.
    beyond: BTreeSet<i64>,
    /// The last place there was, at each of the latest looks.
    looks: VecDeque<i64>,
}

impl Heard {
    /// All up to a place need no telling.
    pub(crate) fn from(seq: i64) -> Heard {
        Heard { all_to: seq, ..Heard::default() }
    }

    /// The place from which on something may be new.
    pub(crate) fn all_to(&self) -> i64 {
        self.all_to
    }

    /// Whether nothing is new when this is the last place.
    pub(crate) fn is_all(&self, last: i64) -> bool {
        self.beyond.is_empty() && last <= self.all_to
    }

    /// Takes a place as told; gives whether it was not before.
    pub(crate) fn tell(&mut self, seq: i64) -> bool {
        let new = seq > self.all_to && self.beyond.insert(seq);
        self.close();
        new
    }

    /// Somebody looked, and told of all that was there; `last` was the last place, `whole` says that there
    /// is no more beyond it.
    pub(crate) fn looked(&mut self, last: i64, whole: bool) {
        self.looks.push_back(last);
        let settled = if !whole {
            Some(last)
        } else if self.looks.len() > LOOKS {
            self.looks.pop_front()
        } else {
            None
        };
        if let Some(settled) = settled {
            self.all_to = self.all_to.max(settled);
            self.beyond = self.beyond.split_off(&(self.all_to + 1));
            self.close();
        }
    }

    fn close(&mut self) {
        while self.beyond.remove(&(self.all_to + 1)) {
            self.all_to += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_is_filled_later_is_told_of_and_each_only_once() {
        let mut heard = Heard::from(7);
        assert!(heard.is_all(7));
        assert!(!heard.tell(7), "it was there before");
        assert!(heard.tell(9), "our own, while another process still writes 8");
        assert!(!heard.is_all(9));
        heard.looked(9, true);
        assert_eq!(heard.all_to(), 7);
        assert!(!heard.tell(9));
        assert!(heard.tell(8));
        assert_eq!((heard.all_to(), heard.is_all(9)), (9, true));
    }

    #[test]
    fn a_place_that_stays_empty_is_given_up() {
        let mut heard = Heard::from(7);
        heard.tell(9);
        for _ in 0..LOOKS {
            heard.looked(9, true);
            assert_eq!(heard.all_to(), 7);
        }
        heard.looked(12, true);
        assert_eq!(heard.all_to(), 9);
        assert!(heard.tell(11), "what came since may still have a place before it");
        assert_eq!(heard.all_to(), 9);
    }

    #[test]
    fn so_many_that_one_look_takes_only_some_are_not_looked_at_twice() {
        let mut heard = Heard::from(0);
        heard.tell(4_000);
        heard.looked(5_001, false);
        assert_eq!((heard.all_to(), heard.is_all(5_001)), (5_001, true));
    }
}
