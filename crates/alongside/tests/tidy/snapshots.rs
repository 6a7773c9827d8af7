//! A snapshot that no test compares with is a promise nobody keeps.

use crate::{none, tree};

/// The file that compares with it, and the name it does so by.
fn origin(snapshot: &tree::File) -> Option<(String, String)> {
    let source = snapshot.text.lines().find_map(|line| line.strip_prefix("source: "))?.trim_matches('"');
    let name = snapshot.path.strip_suffix(".snap")?.rsplit('/').next()?.rsplit("__").next()?;
    // The second nameless snapshot of one test is called name-2.
    let stem =
        name.rsplit_once('-').filter(|(_, end)| end.parse::<u8>().is_ok()).map_or(name, |(stem, _)| stem);
    Some((source.to_owned(), stem.to_owned()))
}

#[test]
fn every_snapshot_is_used() {
    let sources = tree::files("crates", &[".rs"]);
    let faults: Vec<_> = tree::files("crates", &[".snap"])
        .iter()
        .filter(|snapshot| {
            origin(snapshot).is_none_or(|(source, name)| {
                !sources.iter().any(|file| file.path == source && file.text.contains(&name))
            })
        })
        .map(|snapshot| snapshot.path.clone())
        .collect();
    none("Snapshots that no test compares with", &faults);
}
