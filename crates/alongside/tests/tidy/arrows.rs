//! The arrows between our crates: none but those that ARCHITECTURE.md draws. They never turn round.

use std::process::Command;

use crate::tree;

/// Who may know whom.
const ARROWS: &[(&str, &[&str])] = &[
    ("alongside", &["care", "exchange", "planner", "server", "store"]),
    ("care", &[]),
    ("exchange", &["care"]),
    ("floor", &[]),
    ("planner", &[]),
    ("server", &["care", "exchange", "planner", "store"]),
    ("store", &["care"]),
];

/// Our crates and which of each other they name, tests and build scripts included.
fn graph() -> Vec<(String, Vec<String>)> {
    let done = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .current_dir(tree::root())
        .output()
        .expect("cargo");
    let said: serde_json::Value = serde_json::from_slice(&done.stdout).expect("cargo metadata's JSON");
    let name = |of: &serde_json::Value| of["name"].as_str().unwrap_or_default().to_owned();
    let packages = said.get("packages").and_then(|p| p.as_array()).expect("packages");
    let mut crates: Vec<_> = packages
        .iter()
        .map(|package| {
            let needed = package["dependencies"].as_array().expect("dependencies");
            let mut ours: Vec<_> = needed.iter().filter(|one| one["path"].is_string()).map(name).collect();
            ours.sort();
            ours.dedup();
            (name(package), ours)
        })
        .collect();
    crates.sort();
    crates
}

fn drawn(graph: &[(String, Vec<String>)]) -> String {
    graph.iter().map(|(from, to)| format!("{from} -> {}\n", to.join(", "))).collect()
}

#[test]
fn arrows_between_crates_are_as_drawn() {
    let wanted: Vec<_> = ARROWS
        .iter()
        .map(|(from, to)| ((*from).to_owned(), to.iter().map(|one| (*one).to_owned()).collect()))
        .collect();
    let found = graph();
    let as_drawn = |(from, to): &(String, Vec<String>)| {
        wanted
            .iter()
            .any(|(name, may): &(String, Vec<String>)| name == from && to.iter().all(|one| may.contains(one)))
    };
    assert!(
        found.len() == wanted.len() && found.iter().all(as_drawn),
        "The arrows are\n\n{}\nbut ARCHITECTURE.md and this test say\n\n{}",
        drawn(&found),
        drawn(&wanted)
    );
}

#[test]
fn the_map_draws_every_arrow() {
    let map = tree::text("ARCHITECTURE.md");
    for (from, to) in ARROWS {
        let line = if to.is_empty() {
            format!("{from} -> nothing of ours")
        } else {
            format!("{from} -> {}", to.join(", "))
        };
        assert!(map.contains(&line), "ARCHITECTURE.md does not say: {line}");
    }
}
