//! A table as the questions of a page, holding what was typed, each problem beside its field.

use std::collections::BTreeSet;

use care::problem::Problem;
use jiff::civil::Date;
use serde::Serialize;

use super::read::{self, Pairs};
use super::table::{Ask, Group, Item, Need, Part, Source, Table};
use crate::template::forms::{self, Choice, Field, Kind};

/// Empty rows that a group shows after those with something in them.
const EMPTY_ROWS: usize = 2;

/// What a form is drawn from beside its table.
pub(crate) struct Around {
    /// Workers of the person's team.
    pub(crate) workers: Vec<Choice>,
    /// Those of them who give injections.
    pub(crate) givers: Vec<Choice>,
    /// Codes in use on this day are offered.
    pub(crate) on: Date,
    /// Rows more than usual, as asked for with "add another".
    pub(crate) more: usize,
}

/// Questions that stand together.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Section {
    /// What one of a group is, with its number; none outside a group.
    legend: Option<String>,
    /// The first of the empty rows that are folded away: what they would add.
    fold: Option<String>,
    /// Whether they are shown all the same.
    unfolded: bool,
    /// The path of the group, on its last row: the place of "add another".
    add: Option<&'static str>,
    /// What "add another" adds.
    add_what: Option<String>,
    fields: Vec<Field>,
}

/// The questions of a table, with what was typed.
pub(crate) fn sections(table: &Table, pairs: &Pairs, around: &Around) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for part in table.parts {
        match part {
            Part::One(item) => {
                let fields = drawn(item, "", pairs, around);
                match sections.last_mut().filter(|section| section.legend.is_none()) {
                    Some(section) => section.fields.extend(fields),
                    None => sections.push(Section { fields, ..Section::default() }),
                }
            }
            Part::Many(group) => sections.extend(many(group, pairs, around)),
        }
    }
    sections
}

fn many(group: &Group, pairs: &Pairs, around: &Around) -> Vec<Section> {
    let filled = read::rows(group, pairs);
    let rows = filled + EMPTY_ROWS + around.more;
    (0..rows)
        .map(|row| {
            let at = format!("{}.{row}.", group.path);
            let mut fields: Vec<Field> =
                group.items.iter().flat_map(|item| drawn(item, &at, pairs, around)).collect();
            if row < filled {
                let remove = Field::new(Kind::Checkboxes, format!("{at}_remove"), "Remove");
                let label = format!("Remove {} {}", group.title.to_lowercase(), row + 1);
                fields.push(remove.options([Choice::new("yes", label)]));
            }
            let last = row + 1 == rows;
            Section {
                legend: Some(format!("{} {}", group.title, row + 1)),
                fold: (row == filled.max(1)).then(|| group.title.to_lowercase()),
                unfolded: around.more > 0,
                add: last.then_some(group.path),
                add_what: last.then(|| group.title.to_lowercase()),
                fields,
            }
        })
        .collect()
}

fn drawn(item: &Item, at: &str, pairs: &Pairs, around: &Around) -> Vec<Field> {
    let name = format!("{at}{}", item.path);
    let field = |kind| {
        let label = match (&item.ask, item.need) {
            (Ask::Tick(_), _) | (_, Need::Yes(_)) => item.label.to_owned(),
            (_, Need::No | Need::With(..)) if item.label.is_empty() => String::new(),
            (_, Need::No | Need::With(..)) => format!("{} (optional)", item.label),
        };
        let field = Field::new(kind, name.as_str(), label);
        if item.hint.is_empty() { field } else { field.hint(item.hint) }
    };
    let mut fields = match item.ask {
        Ask::Line(width) | Ask::Read(width, _) => vec![field(Kind::Text).width(width)],
        Ask::Words(rows) | Ask::Lines(rows) => vec![field(Kind::Textarea).rows(rows)],
        Ask::Degrees(_) => vec![field(Kind::Text).width(10)],
        Ask::Phone => vec![field(Kind::Phone)],
        Ask::Number => vec![field(Kind::Number)],
        Ask::Day | Ask::Partial => vec![field(Kind::Date)],
        Ask::Moment => moment_fields(field(Kind::Date), &name, pairs),
        Ask::Radios(source) => vec![field(Kind::Radios).options(choices(source, around))],
        Ask::Select(source) => vec![field(Kind::Select).options(choices(source, around))],
        Ask::Ticks(source) => vec![field(Kind::Checkboxes).options(choices(source, around))],
        Ask::Tick(words) => vec![field(Kind::Checkboxes).options([Choice::new("yes", words)])],
    };
    let form = forms::Form::post("", "", "", std::mem::take(&mut fields)).sent(pairs);
    let mut fields = form.fields;
    keep_old_choices(&mut fields);
    fields
}

fn moment_fields(day: Field, name: &str, pairs: &Pairs) -> Vec<Field> {
    let time = Field::new(Kind::Text, format!("{name}-time"), "Time").hint("For example 5:30pm").width(10);
    let mut fields = vec![day, time];
    if pairs.iter().any(|(key, _)| *key == format!("{name}-fold")) {
        let which = Field::new(Kind::Radios, format!("{name}-fold"), "Which of the two");
        let first = Choice::new("first", "The first, before the clocks go back");
        fields.push(which.options([first, Choice::new("second", "The second, after the clocks go back")]));
    }
    fields
}

fn choices(source: Source, around: &Around) -> Vec<Choice> {
    match source {
        Source::List(list) => list(around.on),
        Source::Workers => around.workers.clone(),
        Source::Givers => around.givers.clone(),
    }
}

/// A code that has ended, or a worker who has left, stays what the entry says until somebody chooses.
fn keep_old_choices(fields: &mut [Field]) {
    for field in fields {
        if !matches!(field.kind, Kind::Radios | Kind::Select | Kind::Checkboxes) {
            continue;
        }
        let held: BTreeSet<String> = field.values.iter().chain([&field.value]).cloned().collect();
        for value in held.iter().filter(|value| !value.is_empty()) {
            if !field.options.iter().any(|choice| choice.value == *value) {
                field.options.push(Choice::new(value.clone(), "As recorded before"));
            }
        }
    }
}

/// The problems under the names that the page has: a path inside a field is that field's, a path
/// around fields is the first one's, and what is nobody's is the page's.
pub(crate) fn placed(sections: &[Section], problems: &[Problem]) -> Vec<forms::Problem> {
    let names: Vec<&str> =
        sections.iter().flat_map(|section| &section.fields).map(|field| field.name.as_str()).collect();
    let mut placed: Vec<forms::Problem> = Vec::new();
    for problem in problems {
        let mut shown = forms::Problem::from(problem);
        shown.field = place(&names, &problem.field).unwrap_or_default();
        if !placed.contains(&shown) {
            placed.push(shown);
        }
    }
    placed
}

fn place(names: &[&str], path: &str) -> Option<String> {
    let inside = |name: &str, outer: &str| name.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'));
    let exact = names.iter().find(|name| **name == path);
    let outer = || names.iter().filter(|name| inside(path, name)).max_by_key(|name| name.len());
    let inner = || names.iter().find(|name| inside(name, path));
    exact.or_else(outer).or_else(inner).map(|name| (*name).to_owned())
}

/// Puts each problem beside its field.
pub(crate) fn mark(sections: &mut [Section], problems: &[forms::Problem]) {
    for field in sections.iter_mut().flat_map(|section| &mut section.fields) {
        field.error = problems.iter().find(|p| p.field == field.name).map(|p| p.sentence.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_stands_at_the_nearest_field() {
        let names = ["members.0.name", "adjustments", "worker_gender.gender", "worker_gender.strength"];
        for (path, expected) in [
            ("members.0.name", Some("members.0.name")),
            ("adjustments.2", Some("adjustments")),
            ("worker_gender", Some("worker_gender.gender")),
            ("members", Some("members.0.name")),
            ("subject", None),
            ("adjust", None),
        ] {
            assert_eq!(place(&names, path).as_deref(), expected, "{path}");
        }
    }
}
