//! The tiers of the past year as a drawing: one row a tier, so that it reads without colour. Drawn
//! here, without script; the table on the page says the same in words.

use care::entry::tier::TierName;
use care::entry::{Body, Entry};
use care::moment;
use jiff::civil::Date;
use serde::Serialize;

/// Days shown.
const DAYS: i32 = 365;
/// Fewest days shown, so that a new decision is wide enough to see.
const DAYS_LEAST: i32 = 28;
/// Where the bars begin, and how wide they are together.
const LEFT: i32 = 64;
const WIDTH: i32 = 640;
const ROW: i32 = 24;

/// The drawing.
#[derive(Serialize)]
pub(crate) struct Band {
    title: String,
    description: String,
    rows: Vec<Row>,
    bars: Vec<Bar>,
    from: String,
    to: String,
    right: i32,
    bottom: i32,
}

#[derive(Serialize)]
struct Row {
    label: &'static str,
    y: i32,
    middle: i32,
}

/// One decision: solid while it was in force, dashed once it had run out.
#[derive(Serialize)]
struct Bar {
    x: i32,
    y: i32,
    width: i32,
    fill: &'static str,
    expired: bool,
}

/// The band of decisions, latest first; none when nothing was decided yet.
pub(crate) fn draw(history: &[Entry], today: Date) -> Option<Band> {
    let spans = spans(history, today);
    let first = spans.first()?.from;
    let from = first.max(moment::add_days(today, -DAYS)).min(moment::add_days(today, -DAYS_LEAST));
    let days = moment::days_between(from, moment::add_days(today, 1)).max(1);
    let at = |day: Date| LEFT + moment::days_between(from, day.max(from)) * WIDTH / days;
    let mut bars = Vec::new();
    for span in &spans {
        let end = moment::add_days(span.expires_on, 1).min(span.to).max(span.from);
        for (start, stop, expired) in [(span.from, end, false), (end, span.to, true)] {
            if stop > from && start < stop {
                let (x, y) = (at(start), row_of(span.tier) * ROW + 4);
                bars.push(Bar { x, y, width: (at(stop) - x).max(2), fill: fill(span.tier), expired });
            }
        }
    }
    let said: Vec<String> = spans
        .iter()
        .filter(|span| span.to > from)
        .map(|span| format!("{} from {}", span.tier.label(), moment::day_words(span.from)))
        .collect();
    let rows = TierName::ALL
        .iter()
        .map(|tier| Row { label: tier.label(), y: row_of(*tier) * ROW, middle: row_of(*tier) * ROW + 17 })
        .collect();
    Some(Band {
        title: format!("Tier from {} to {}", moment::day_words(from), moment::day_words(today)),
        description: format!("{}. Dashed: past its last day and not yet decided again.", said.join(", ")),
        rows,
        bars,
        from: moment::day_words(from),
        to: moment::day_words(today),
        right: LEFT + WIDTH,
        bottom: 5 * ROW,
    })
}

struct Span {
    tier: TierName,
    from: Date,
    to: Date,
    expires_on: Date,
}

/// Each decision until the next, the earliest first.
fn spans(history: &[Entry], today: Date) -> Vec<Span> {
    let mut decided: Vec<(Date, &care::entry::tier::Tier)> = history
        .iter()
        .filter_map(|entry| {
            let Body::Tier(tier) = &entry.body else { return None };
            Some((moment::local_day(entry.happened_at), tier))
        })
        .collect();
    decided.reverse();
    let ends = decided.iter().skip(1).map(|(day, _)| *day).chain([moment::add_days(today, 1)]);
    decided
        .iter()
        .zip(ends)
        .map(|((from, tier), to)| Span { tier: tier.tier, from: *from, to, expires_on: tier.expires_on })
        .collect()
}

const fn row_of(tier: TierName) -> i32 {
    match tier {
        TierName::Grey => 0,
        TierName::Red => 1,
        TierName::Amber => 2,
        TierName::Green => 3,
        TierName::Blue => 4,
    }
}

const fn fill(tier: TierName) -> &'static str {
    match tier {
        TierName::Grey => "#768692",
        TierName::Red => "#d5281b",
        TierName::Amber => "#ffb81c",
        TierName::Green => "#007f3b",
        TierName::Blue => "#005eb8",
    }
}
