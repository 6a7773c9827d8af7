//! The lists from which sentences are made, read from `phrases.txt`: a heading a list, a line a
//! template. A slot in braces is another list or something known of the person; a slot that begins
//! with a capital begins a sentence; `-` is nothing to say.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Every list by its name.
pub(crate) static LISTS: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut lists: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut name = "";
    for line in include_str!("phrases.txt").lines() {
        if let Some(heading) = line.strip_prefix("# ") {
            name = heading;
        } else if !line.is_empty() {
            lists.entry(name).or_default().push(if line == "-" { "" } else { line });
        }
    }
    lists
});

/// A list by its name; an unknown name gives a list of nothing to say, and a test holds that there is none.
pub(crate) fn list(name: &str) -> &'static [&'static str] {
    debug_assert!(LISTS.contains_key(name), "there is no list {name}");
    LISTS.get(name).map_or(&[""], Vec::as_slice)
}
