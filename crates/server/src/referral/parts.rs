//! Which parts of a referral are still blank, as the form shows it while somebody types: the same parts
//! as `care::referral::missing`, each with the boxes it looks at. A test holds the two together.

use care::referral::PARTS;
use serde::Serialize;

use crate::record::read::Pairs;

/// One part with its boxes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PartView {
    /// What it is called.
    pub(crate) label: &'static str,
    /// Whether it is there.
    pub(crate) done: bool,
    /// Every one of these must be answered, with spaces between.
    pub(crate) all: &'static str,
    /// One of these is enough, with spaces between.
    pub(crate) any: &'static str,
    /// "Not known" counts as an answer.
    pub(crate) unknown: bool,
}

/// The boxes of a part: all of these, one of these, and whether "not known" is an answer.
fn boxes(part: &str) -> (&'static str, &'static str, bool) {
    match part {
        "organisation" => ("organisation", "", true),
        "professional" => ("professional", "", true),
        "contact" => ("contact", "", true),
        "why_now" => ("why_now", "", true),
        "disorder" => ("disorder.answer", "disorder.evidence disorder.document", false),
        "history" => ("", "admissions.0.from-day history_complete", false),
        "engagement" => ("engagement.answer", "engagement.evidence engagement.document", false),
        "needs" => (
            "needs.violence.answer needs.self_harm.answer needs.poor_response.answer needs.dual_diagnosis.answer needs.detained.answer needs.housing.answer",
            "",
            true,
        ),
        _ => ("support_now", "", true),
    }
}

/// The parts of a full referral, or of one by somebody who is back.
pub(crate) fn of(pairs: &Pairs, returns: bool) -> Vec<PartView> {
    let short = ["organisation", "contact", "why_now"];
    PARTS
        .iter()
        .filter(|(part, _)| !returns || short.contains(part))
        .map(|(part, label)| {
            let (all, any, unknown) = boxes(part);
            let filled = |name: &str| {
                let value = pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
                value.chars().any(char::is_alphanumeric) && (unknown || value != "unknown")
            };
            let done =
                all.split_whitespace().all(filled) && (any.is_empty() || any.split_whitespace().any(filled));
            PartView { label, done, all, any, unknown }
        })
        .collect()
}
