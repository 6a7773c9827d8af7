//! Two versions of one contact side by side, question by question, when somebody else was faster.

use serde::Serialize;

use super::about::About;
use super::fields;
use super::typed::Pairs;
use crate::template::forms::{Field, Kind};

/// One question with both answers.
#[derive(Serialize)]
pub(crate) struct Row {
    label: String,
    theirs: String,
    yours: String,
    differs: bool,
}

/// Every question that either version answers.
pub(crate) fn rows(about: &About, theirs: &Pairs, yours: &Pairs) -> Vec<Row> {
    let (theirs, yours) = (fields::all(about, theirs, &[]), fields::all(about, yours, &[]));
    let mut rows: Vec<Row> = ORDER
        .iter()
        .filter_map(|name| {
            let (a, b) = (theirs.get(*name)?, yours.get(*name)?);
            let (a, b, label) = (said(a), said(b), a.label.clone());
            (!a.is_empty() || !b.is_empty()).then(|| Row { label, differs: a != b, theirs: a, yours: b })
        })
        .collect();
    rows.sort_by_key(|row| !row.differs);
    rows
}

const ORDER: [&str; 24] = [
    "outcome",
    "happened_at",
    "time",
    "minutes",
    "minutes_other",
    "place",
    "place_other",
    "mechanism",
    "mechanism_other",
    "workers",
    "workers2",
    "with",
    "partner",
    "partner_name",
    "partner_told",
    "purposes",
    "done",
    "early_signs",
    "presentation",
    "note",
    "wants",
    "concerns",
    "safety",
    "next_action_what",
];

fn said(field: &Field) -> String {
    let text = |value: &String| -> String {
        let chosen = field.options.iter().find(|choice| choice.value == *value);
        chosen.map_or_else(|| value.clone(), |choice| choice.text.clone())
    };
    match field.kind {
        Kind::Date => field.values.join("/").trim_matches('/').to_owned(),
        Kind::Checkboxes => field.values.iter().map(text).collect::<Vec<_>>().join(", "),
        Kind::Radios | Kind::Select => text(&field.value),
        Kind::Text | Kind::Textarea | Kind::Number | Kind::Phone | Kind::Password => {
            field.value.replace("\r\n", "\n").trim().to_owned()
        }
    }
}
