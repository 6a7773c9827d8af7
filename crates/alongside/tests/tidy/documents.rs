//! Documents lead where they say: links resolve, decisions are numbered once and have a status, and
//! hazards name tests that are there.

use std::collections::BTreeMap;

use crate::{none, tree};

/// The targets of Markdown links and pictures in a text, code left out.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let parts = line.split("](").skip(1);
            found.extend(parts.filter_map(|part| Some(part.split_once(')')?.0.to_owned())));
        }
    }
    found
}

/// A heading as the address of its part of the page.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().chars().filter_map(|c| match c {
        ' ' | '-' => Some('-'),
        '_' => Some('_'),
        c if c.is_alphanumeric() => Some(c.to_ascii_lowercase()),
        _ => None,
    });
    kept.collect()
}

#[test]
fn links_lead_somewhere() {
    let mut faults = Vec::new();
    for file in tree::files(".", &[".md"]) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for link in links(&file.text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (path, part) = link.split_once('#').unwrap_or((&link, ""));
            let target = if path.is_empty() { file.path.clone() } else { format!("{folder}/{path}") };
            let target = target.trim_start_matches('/');
            let heading = |text: &str| text.lines().any(|line| line.starts_with('#') && anchor(line) == part);
            if !tree::exists(target) || (!part.is_empty() && !heading(&tree::text(target))) {
                faults.push(format!("{}: {link}", file.path));
            }
        }
    }
    none("Links that lead nowhere", &faults);
}

#[test]
fn decisions_are_numbered_once_and_have_a_status() {
    let mut faults = Vec::new();
    let mut numbers: BTreeMap<String, String> = BTreeMap::new();
    let index = tree::text("docs/decisions/README.md");
    for file in tree::files("docs/decisions", &[".md"]) {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        if name == "README.md" {
            continue;
        }
        let number = name.split('-').next().unwrap_or_default().to_owned();
        if number.len() != 4 || number.parse::<u16>().is_err() {
            faults.push(format!("{name} does not begin with four digits"));
        }
        if !index.contains(&number) {
            faults.push(format!("docs/decisions/README.md does not list {number}"));
        }
        if let Some(other) = numbers.insert(number, name.to_owned()) {
            faults.push(format!("{name} and {other} have the same number"));
        }
        let status = file.text.lines().find_map(|line| line.strip_prefix("Status: ")).unwrap_or_default();
        if !["accepted", "proposed", "replaced by"].iter().any(|known| status.starts_with(known)) {
            faults.push(format!(
                "{name} has no line \"Status: accepted\", \"proposed\" or \"replaced by ...\""
            ));
        }
    }
    none("Decision records", &faults);
}

#[test]
fn every_control_of_a_hazard_names_a_test_that_is_there() {
    let sources = tree::files(".", &[".rs", ".mjs"]);
    let log = tree::text("docs/safety/hazard-log.md");
    let mut faults = Vec::new();
    for line in log.lines().filter(|line| line.starts_with("- Test: ")) {
        for name in line.split('`').skip(1).step_by(2) {
            let called = [format!("fn {name}("), format!("test('{name}'")];
            if !sources.iter().any(|file| called.iter().any(|head| file.text.contains(head))) {
                faults.push(name.to_owned());
            }
        }
    }
    none("docs/safety/hazard-log.md names tests that are not there", &faults);
}

#[test]
fn the_map_stays_short() {
    let lines = tree::text("ARCHITECTURE.md").lines().count();
    assert!(lines < 300, "ARCHITECTURE.md has {lines} lines; it stays under 300");
}
