//! The profile of a rating by an occupational scale: section by section, before any total, and a total
//! only when every area is rated (A06).

use care::entry::screening::Screening;
use serde::Serialize;

/// A section with its areas.
#[derive(Debug, Serialize)]
pub(crate) struct Section {
    /// Empty where the scale has none.
    pub(crate) name: &'static str,
    /// Areas with their letter; a dash for what is not rated.
    pub(crate) areas: Vec<(&'static str, &'static str)>,
}

/// A rating as a page shows it.
#[derive(Debug, Serialize)]
pub(crate) struct Profile {
    /// Sections, in the order of the scale.
    pub(crate) sections: Vec<Section>,
    /// The total with its range, when every area is rated.
    pub(crate) total: Option<String>,
    /// Areas without a letter.
    pub(crate) missing: usize,
}

/// The profile of a rating.
pub(crate) fn of(screening: &Screening) -> Profile {
    let mut sections: Vec<Section> = Vec::new();
    let areas = screening.tool.areas();
    for area in areas {
        let letter = screening.ratings.get(area.key).map_or("–", |letter| letter.label());
        match sections.last_mut().filter(|section| section.name == area.section) {
            Some(section) => section.areas.push((area.label, letter)),
            None => sections.push(Section { name: area.section, areas: vec![(area.label, letter)] }),
        }
    }
    let missing = areas.iter().filter(|area| !screening.ratings.contains_key(area.key)).count();
    let total = screening.tool.total(&screening.ratings);
    let total = total.map(|total| format!("{total} of {} to {}", areas.len(), areas.len() * 4));
    Profile { sections, total, missing }
}

/// The profile in one line for each section: "Motivation: Interest A, Choices I".
pub(crate) fn words(screening: &Screening) -> String {
    let profile = of(screening);
    let mut lines: Vec<String> = profile
        .sections
        .iter()
        .map(|section| {
            let areas: Vec<String> =
                section.areas.iter().map(|(label, letter)| format!("{label} {letter}")).collect();
            match section.name {
                "" => areas.join(", "),
                name => format!("{name}: {}", areas.join(", ")),
            }
        })
        .collect();
    lines.push(match profile.total {
        Some(total) => format!("Total {total}"),
        None => format!("{} not rated yet, so no total", profile.missing),
    });
    lines.join("\n")
}
