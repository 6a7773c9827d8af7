//! A series day by day before it is recorded: bank holidays, clock changes, workers planned elsewhere.

use care::bank_holiday::BankHolidays;
use care::entry::Draft;
use care::entry::visit::VisitSeries;
use care::line::Line;
use care::{kept, moment};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::Problem;
use crate::visit::elsewhere::{self, Itself};
use crate::visit::form;
use crate::visit::{append, page_with, settled};

/// Records what was confirmed; shows the days when it was not, or when there is something to ask.
pub(super) fn or_record(
    app: &App,
    request: &Request,
    line: &Line,
    (id, series): (Uuid, &VisitSeries),
    drafts: Vec<Draft>,
) -> Result<Reply, PageError> {
    let replaces = drafts.get(1).map(|draft| draft.id);
    let (days, clashes) = days(app, request, (line, id), series, replaces)?;
    let confirmed = !request.field("confirmed").is_empty();
    let unasked = clashes > 0 && !form::overlap_accepted(request);
    if confirmed && !unasked {
        settled(append(app, request, drafts)?)?;
        return Ok(Reply::To(format!("/series/{id}")));
    }
    let mut problems = Vec::new();
    if confirmed && unasked {
        problems.push(Problem {
            field: "overlap_ok".to_owned(),
            sentence: "Workers are planned elsewhere on some days: change the series, or tick \u{201c}Plan it all the same\u{201d}."
                .to_owned(),
            rule: "BI97".to_owned(),
        });
    }
    let kept = |name: &str| !matches!(name, "csrf" | "confirmed" | "again" | "overlap_ok");
    let mut hidden: Vec<&(String, String)> = request.form.iter().filter(|(name, _)| kept(name)).collect();
    let entry = ("entry".to_owned(), id.to_string());
    if hidden.iter().all(|(name, _)| name != "entry") {
        hidden.push(&entry);
    }
    let context = json!({
        "name": line.who.name,
        "action": format!("/people/{}/visit-series", line.person),
        "hidden": hidden,
        "count": days.len(),
        "days": days,
        "clashes": clashes,
        "alone": care::safety::first_visit_alone(line, &series.workers),
        "replaces": replaces.is_some(),
    });
    page_with(app, request, "visit/preview.html", context, problems)
}

/// Each day with what is to be said about it, and how many have a worker planned elsewhere.
fn days(
    app: &App,
    request: &Request,
    (line, id): (&Line, Uuid),
    series: &VisitSeries,
    replaces: Option<Uuid>,
) -> Result<(Vec<Value>, usize), PageError> {
    let holidays = BankHolidays::england_and_wales();
    let plan = series.visit(id);
    let (mut days, mut clashes) = (Vec::new(), 0);
    for (visit, starts, day) in series.visits(id) {
        let not = Itself { visit, series: replaces };
        let elsewhere = elsewhere::of_visit(app, request.actor()?, not, starts, &plan)?;
        clashes += usize::from(!elsewhere.is_empty());
        let time = moment::local_time(starts);
        let mut notes: Vec<String> = holidays.name(day).map(str::to_owned).into_iter().collect();
        if !holidays.covers(day) {
            notes.push("Bank holidays of this year are not known yet".to_owned());
        }
        if time != series.at {
            notes.push("The clocks go forward: the planned time does not exist on this day".to_owned());
        }
        let kept = line.preferences.as_ref().and_then(|wishes| kept::against(wishes, starts, series.minutes));
        notes.extend(kept.map(|kept| format!("The person keeps this free: {}", kept.words)));
        notes.extend(elsewhere);
        days.push(json!({
            "day": format!("{} {}", moment::weekday_words(day), moment::day_words(day)),
            "time": moment::time_words(time),
            "notes": notes,
        }));
    }
    Ok((days, clashes))
}
