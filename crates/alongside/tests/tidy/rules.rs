//! docs/rules.md is the list of what may refuse. Each rule there has its file and its tests, and
//! nothing refuses under a number that is not there.

use std::collections::BTreeSet;

use crate::{none, tree};

/// A row of the list.
struct Rule {
    number: String,
    files: Vec<String>,
    tests: Vec<String>,
}

/// What stands between backticks in a cell.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn listed() -> Vec<Rule> {
    let page = tree::text("docs/rules.md");
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.contains('`'));
    rows.map(|row| {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
        Rule { number: cell(0).to_owned(), files: quoted(cell(2)), tests: quoted(cell(3)) }
    })
    .collect()
}

/// The numbers under which code refuses: what follows `.rule(`.
fn refusing() -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for file in tree::files("crates", &[".rs"]).iter().filter(|file| !file.is_test()) {
        let code: Vec<_> = file.code().filter(|line| !line.trim_start().starts_with("//")).collect();
        for part in code.join(" ").split(".rule(").skip(1) {
            if let Some((number, _)) =
                part.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'))
            {
                found.insert((number.to_owned(), file.path.clone()));
            }
        }
    }
    found
}

#[test]
fn every_listed_rule_has_its_file_and_its_tests() {
    let sources = tree::files("crates", &[".rs"]);
    let is_test = |name: &str| {
        let head = format!("fn {name}(");
        sources.iter().any(|file| {
            file.text.split(&head).next().is_some_and(|before| {
                before.len() < file.text.len()
                    && before.rsplit("\n\n").next().unwrap_or_default().contains("#[")
            })
        })
    };
    let mut faults = Vec::new();
    for rule in listed() {
        let number = &rule.number;
        if rule.tests.is_empty() {
            faults.push(format!("{number} names no test"));
        }
        let gone = rule.files.iter().filter(|path| !tree::exists(path));
        faults.extend(gone.map(|path| format!("{number}: {path} is not there")));
        let gone = rule.tests.iter().filter(|name| !is_test(name));
        faults.extend(gone.map(|name| format!("{number}: no test is called {name}")));
    }
    none("docs/rules.md", &faults);
}

#[test]
fn nothing_refuses_under_a_number_that_is_not_listed() {
    let listed: BTreeSet<_> = listed().into_iter().map(|rule| rule.number).collect();
    let faults: Vec<_> = refusing()
        .into_iter()
        .filter(|(number, _)| !listed.contains(number))
        .map(|(number, path)| format!("{path}: {number}"))
        .collect();
    none("Refusals under a number that docs/rules.md does not list", &faults);
}

#[test]
fn the_twelve_that_never_bend_are_tested_by_name() {
    let faults: Vec<_> = listed()
        .iter()
        .filter_map(|rule| {
            let twelve = rule.number.strip_prefix('N')?.parse::<u8>().ok()?;
            let start = format!("n{twelve:02}_");
            (!rule.tests.iter().any(|name| name.starts_with(&start)))
                .then(|| format!("{}: no test named {start}...", rule.number))
        })
        .collect();
    none("docs/rules.md", &faults);
}
