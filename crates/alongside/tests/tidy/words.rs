//! One word for one idea: the twins that docs/glossary.md gives up are not in code or pages. Tests may hold them, to show that they are refused. What
//! staff write in a note is theirs; the invented notes of the demo trust are therefore let alone.

use crate::{none, tree};

/// The word that is not used, and the one that is.
const TWINS: &[(&str, &str)] = &[
    ("patient", "person"),
    ("patients", "people"),
    ("client", "person"),
    ("clients", "people"),
    ("service user", "person"),
    ("service users", "people"),
    ("appointment", "visit"),
    ("appointments", "visits"),
    ("care coordinator", "key worker"),
    ("care co ordinator", "key worker"),
    ("dna", "did not attend, only in a national code's own words"),
    ("risk level", "tier, which is how often we meet (N6)"),
    ("risk score", "nothing: there is none (N6)"),
    ("risk label", "nothing: there is none (N6)"),
    ("low risk", "nothing: there is none (N6)"),
    ("medium risk", "nothing: there is none (N6)"),
    ("high risk", "nothing: there is none (N6)"),
];

/// Where a twin is right: the beginning of the path, the word or `*`, and why.
const RIGHT_HERE: &[(&str, &str, &str)] = &[
    ("crates/care/src/rule/n01.rs", "*", "words to recognise in what people type"),
    ("crates/care/src/rule/n06.rs", "*", "words to recognise in what people type"),
    ("crates/care/src/entry/tier.rs", "risk label", "asks the rule that finds them"),
    ("crates/planner/src/read/raw.rs", "care coordinator", "the name of a field of the planning format"),
    ("crates/planner/src/write.rs", "care coordinator", "the name of a field of the planning format"),
    ("crates/planner/src/hhcrsp.rs", "*", "the names of fields of the public home care files"),
    ("crates/store/src/db/", "client", "the PostgreSQL library's own name"),
    ("crates/care/src/entry/organisation.rs", "patient", "a national code's own words"),
    ("crates/server/src/admin/team.rs", "patient", "the name of the Patient Advice and Liaison Service"),
    ("crates/server/src/referral/letter.rs", "patient", "the name of the Patient Advice and Liaison Service"),
];

fn right_here(path: &str, word: &str) -> bool {
    RIGHT_HERE.iter().any(|(start, twin, _)| path.starts_with(start) && (*twin == "*" || *twin == word))
}

/// Small letters, with every other character a space: `service_user` and `Service-user` are the same.
fn plain(line: &str) -> String {
    let letters = line.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' });
    format!(" {} ", letters.collect::<String>())
}

#[test]
fn one_word_for_one_idea() {
    let mut faults = Vec::new();
    for file in tree::files("crates", &[".rs", ".html", ".js", ".css"]) {
        for (number, line) in file.code().enumerate().filter(|_| !file.is_test()) {
            let line = plain(line);
            for (twin, word) in TWINS {
                if line.contains(&format!(" {twin} ")) && !right_here(&file.path, twin) {
                    faults.push(format!("{}:{}: \"{twin}\": we say {word}", file.path, number + 1));
                }
            }
        }
    }
    none("Banned twins (an exception goes in RIGHT_HERE with its reason)", &faults);
}

#[test]
fn every_exception_is_still_needed() {
    let files = tree::files("crates", &[".rs", ".html", ".js", ".css"]);
    let used = |start: &str, twin: &str| {
        files.iter().filter(|file| file.path.starts_with(start)).any(|file| {
            let text = plain(&file.text);
            TWINS
                .iter()
                .any(|(word, _)| (twin == "*" || twin == *word) && text.contains(&format!(" {word} ")))
        })
    };
    let faults: Vec<_> = RIGHT_HERE
        .iter()
        .filter(|(start, twin, _)| !used(start, twin))
        .map(|(start, twin, _)| format!("{start}: {twin}"))
        .collect();
    none("Exceptions that nothing needs any more", &faults);
}

#[test]
fn the_glossary_gives_up_every_twin() {
    let glossary = plain(&tree::text("docs/glossary.md"));
    let faults: Vec<_> = TWINS
        .iter()
        .filter(|(twin, _)| !twin.ends_with('s') && !glossary.contains(&format!(" {twin} ")))
        .map(|(twin, _)| (*twin).to_owned())
        .collect();
    none("Twins that docs/glossary.md does not mention", &faults);
}
