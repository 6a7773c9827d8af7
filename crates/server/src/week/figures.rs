//! What a plan comes to, in figures for people: travel, fairness, continuity, the team approach. The
//! planner counts; here its costs become counts again, by the weights they were weighed with.

use care::entry::week_plan::Figures;
use planner::{Baseline, Plan, Problem, check};
use serde::Serialize;

/// The figures of a plan; promises are counted when there is a plan in force.
pub(crate) fn of(problem: &Problem, plan: &Plan, in_force: Option<&Baseline>) -> Figures {
    let cost = check(problem, plan, in_force).cost;
    let weights = &problem.weights;
    let travel = u32::try_from(cost.travel_minutes).unwrap_or(0);
    Figures {
        made: u32::try_from(plan.visits.len()).unwrap_or(u32::MAX),
        left_out: u32::try_from(cost.left_out).unwrap_or(u32::MAX),
        travel_minutes: travel,
        uneven_minutes: count(cost.load, weights.load_minute),
        key_worker_short: count(cost.key_worker, weights.key_worker_missing),
        one_worker_only: count(cost.team_approach, weights.team_approach),
        too_many_workers: count(cost.extra_workers, weights.extra_worker),
        wishes_missed: count(cost.gender, weights.soft_gender) + count(cost.language, weights.soft_language),
        moved: u32::try_from(cost.touched).unwrap_or(u32::MAX),
        cost: count(cost.total(), 1.0),
    }
}

/// How often something was counted.
fn count(cost: f64, weight: f64) -> u32 {
    if weight <= 0.0 {
        return 0;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
    let whole = (cost / weight).round().clamp(0.0, f64::from(u32::MAX)) as u32;
    whole
}

/// One figure before and after.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    /// What is counted.
    pub(crate) label: &'static str,
    pub(crate) before: String,
    pub(crate) after: String,
    /// Better, worse, or empty when it is the same; in words, since colour says nothing alone.
    pub(crate) change: &'static str,
}

/// Every figure in reading order.
pub(crate) fn rows(before: &Figures, after: &Figures) -> Vec<Row> {
    let more_is_better = [("Visits made", before.made, after.made)];
    let less_is_better = [
        ("Visits left out", before.left_out, after.left_out),
        ("Minutes short of a fair share of work", before.uneven_minutes, after.uneven_minutes),
        ("Visits short of those with the key worker", before.key_worker_short, after.key_worker_short),
        ("People who know one worker only", before.one_worker_only, after.one_worker_only),
        ("More workers than somebody wants to meet", before.too_many_workers, after.too_many_workers),
        ("Wishes for gender or language missed", before.wishes_missed, after.wishes_missed),
    ];
    let row = |label, was: u32, is: u32, shown: fn(u32) -> String, better: bool| Row {
        label,
        before: shown(was),
        after: shown(is),
        change: match (was == is, better) {
            (true, _) => "",
            (false, true) => "better",
            (false, false) => "worse",
        },
    };
    let plain = |n: u32| n.to_string();
    let mut rows: Vec<Row> = Vec::new();
    rows.extend(more_is_better.map(|(label, was, is)| row(label, was, is, plain, is > was)));
    rows.extend(less_is_better.iter().take(1).map(|(label, was, is)| row(label, *was, *is, plain, is < was)));
    let (was, is) = (before.travel_minutes, after.travel_minutes);
    rows.push(row("On the way", was, is, hours, is < was));
    rows.extend(less_is_better.iter().skip(1).map(|(label, was, is)| row(label, *was, *is, plain, is < was)));
    rows.push(Row {
        label: "Visits already planned that move",
        before: String::new(),
        after: after.moved.to_string(),
        change: "",
    });
    rows
}

/// `3 h 20 min`
pub(crate) fn hours(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_say_in_words_what_became_better() {
        let before = Figures { made: 10, left_out: 4, travel_minutes: 130, moved: 0, ..Figures::default() };
        let after = Figures { made: 13, left_out: 1, travel_minutes: 150, moved: 2, ..before };
        let said: Vec<(String, String, &str)> = rows(&before, &after)
            .into_iter()
            .filter(|row| !row.change.is_empty())
            .map(|row| (row.before, row.after, row.change))
            .collect();
        let row = |a: &str, b: &str, c: &'static str| (a.to_owned(), b.to_owned(), c);
        let expected =
            [row("10", "13", "better"), row("4", "1", "better"), row("2 h 10 min", "2 h 30 min", "worse")];
        assert_eq!(said, expected);
    }
}
