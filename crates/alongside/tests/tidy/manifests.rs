//! Every crate we lean on has its reason beside it.

use crate::{none, tree};

/// A dependency as a manifest writes it: name, whether it is shared by the workspace, its reason.
struct Needed {
    path: String,
    name: String,
    shared: bool,
    reason: bool,
}

fn needed() -> Vec<Needed> {
    let mut found = Vec::new();
    for file in tree::files(".", &["Cargo.toml"]) {
        let mut inside = false;
        for line in file.text.lines() {
            if line.starts_with('[') {
                inside = line.contains("dependencies]");
            } else if inside
                && let Some((name, rest)) = line.split_once('=')
                && !name.starts_with('#')
                && !rest.contains("path =")
            {
                let name = name.trim().trim_end_matches(".workspace").to_owned();
                let shared = line.contains("workspace = true");
                found.push(Needed { path: file.path.clone(), name, shared, reason: line.contains(" # ") });
            }
        }
    }
    found
}

#[test]
fn every_dependency_has_its_reason() {
    let all = needed();
    let ours = ["care", "exchange", "planner", "server", "store"];
    // A shared crate has its reason once, wherever it is first needed; every other beside itself.
    let faults: Vec<_> = all
        .iter()
        .filter(|one| !one.reason && !ours.contains(&one.name.as_str()))
        .filter(|one| {
            !(one.shared || one.path == "Cargo.toml")
                || !all.iter().any(|other| other.name == one.name && other.reason)
        })
        .map(|one| format!("{}: {}", one.path, one.name))
        .collect();
    none("Dependencies without a reason beside them (a comment at the end of the line)", &faults);
}
