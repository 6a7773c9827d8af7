//! Sizes and leftovers.

use crate::{none, tree};

/// Lines of a file without its tests; who needs more splits by noun.
const LINES_MOST: usize = 500;
/// Lists of sentences, without a line of code.
const LISTS: &[&str] = &["crates/alongside/src/trust/phrases.rs"];

#[test]
fn files_fit_in_a_head() {
    let faults: Vec<_> = tree::files("crates", &[".rs", ".html", ".js", ".css"])
        .iter()
        .filter(|file| !file.is_test() && !LISTS.contains(&file.path.as_str()))
        .map(|file| (file, file.code().count()))
        .filter(|(_, lines)| *lines > LINES_MOST)
        .map(|(file, lines)| format!("{}: {lines} lines without tests", file.path))
        .collect();
    none("Files of more than 500 lines", &faults);
}

#[test]
fn nothing_is_left_for_later() {
    // Put together here, so that this file does not find itself.
    let marks = [concat!("FIX", "ME"), concat!("TO", "DO"), concat!("XX", "X"), concat!("#[ign", "ore")];
    let mut faults = Vec::new();
    let endings = [".rs", ".html", ".js", ".mjs", ".css", ".toml", ".md", ".json"];
    for file in tree::files(".", &endings) {
        for (number, line) in file.text.lines().enumerate() {
            let found = marks.iter().filter(|mark| line.contains(**mark));
            faults.extend(found.map(|mark| format!("{}:{}: {mark}", file.path, number + 1)));
        }
    }
    none("Left for later", &faults);
}

#[test]
fn every_file_says_what_it_is() {
    let faults: Vec<_> = tree::files("crates", &[".rs"])
        .iter()
        .filter(|file| !file.path.ends_with("/tests.rs") && !file.text.starts_with("//! "))
        .map(|file| file.path.clone())
        .collect();
    none("Files whose first line does not say what they are", &faults);
}
