//! The team's diary: every visit of a day, all workers, to search and to print.

use care::search_key::fold;
use care::{moment, rule::context::VisitNow};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::visit::Shown;

/// Hours before midnight from which a visit may reach into the day (BI43).
const REACH_HOURS: i64 = 12;

/// The visits of a team on a day.
pub(crate) fn diary(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let day: Date = request.query("day").and_then(|text| text.parse().ok()).unwrap_or_else(|| app.today());
    let words = fold(request.query("q").unwrap_or_default());
    let (from, to) = (moment::start_of_day(day), moment::start_of_day(moment::add_days(day, 1)));
    let reach = from.checked_sub(REACH_HOURS.hours()).unwrap_or(from);
    let (directory, now) = (app.store.directory(), app.now());
    let mut shown = app.store.read(|tx| {
        let visits = store::visits::of_team(tx, team, reach, to)?;
        let mut shown = Vec::new();
        for visit in visits.iter().filter(|visit| touches(visit, from)) {
            if let Some(line) = store::people::line(tx, visit.person)? {
                shown.push(Shown::of(visit, &line, &directory, now));
            }
        }
        Ok::<_, store::StoreError>(shown)
    })?;
    let all = shown.len();
    shown.retain(|visit| matches(visit, &words));
    app.note(request, "visits of a day", None, Some(day.to_string()))?;
    let teams: Vec<_> =
        request.actor()?.teams.iter().map(|id| (id, directory.team_name(Some(*id)))).collect();
    let context = json!({
        "day": day,
        "heading": format!("{} {}", moment::weekday_words(day), moment::day_words(day)),
        "before": moment::add_days(day, -1),
        "after": moment::add_days(day, 1),
        "team": team,
        "team_name": directory.team_name(Some(team)),
        "teams": teams,
        "q": request.query("q").unwrap_or_default(),
        "all": all,
        "visits": shown,
    });
    app.page(request, "visit/diary.html", context)
}

fn touches(visit: &VisitNow, from: jiff::Timestamp) -> bool {
    visit.starts_at >= from || visit.visit.planned_end(visit.starts_at) > from
}

/// Whether every word is found in name, workers, place, purpose or state.
fn matches(visit: &Shown, words: &str) -> bool {
    let text = fold(&format!(
        "{} {} {} {} {} {}",
        visit.name,
        visit.workers.join(" "),
        visit.place,
        visit.where_exactly.as_deref().unwrap_or_default(),
        visit.purposes.join(" "),
        visit.state
    ));
    words.split_whitespace().all(|word| text.contains(word))
}
