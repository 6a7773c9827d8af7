//! The page of the import: choose a file, try it, read the report, keep it.

use axum::http::StatusCode;
use exchange::caseload::{COLUMNS, DateOrder, Encoding, Options};
use store::StoreError;

use super::{Became, Import, Report};
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};

/// The page to choose a file.
pub(crate) fn form(app: &App, request: &Request) -> Result<Reply, PageError> {
    page(app, request, StatusCode::OK, None, None)
}

fn page(
    app: &App,
    request: &Request,
    status: StatusCode,
    report: Option<&Report>,
    unreadable: Option<String>,
) -> Result<Reply, PageError> {
    let directory = app.store.directory();
    let teams: Vec<(String, &str)> =
        request.actor()?.teams.iter().map(|t| (t.to_string(), directory.team_name(Some(*t)))).collect();
    let columns: Vec<_> = COLUMNS.iter().map(|c| (c.name, c.about, c.needed)).collect();
    let context = serde_json::json!({
        "teams": teams,
        "columns": columns,
        "report": report.map(shown),
        "unreadable": unreadable,
        "dates": request.field("dates"),
        "encoding": request.field("encoding"),
        "chosen": request.field("team"),
    });
    let mut frame = app.frame(request);
    if let Some(sentence) = unreadable {
        let field = "file".to_owned();
        frame.problems = vec![crate::template::forms::Problem { field, sentence, rule: String::new() }];
    }
    Ok(Reply::Page(status, app.templates.page("import/page.html", &frame, context)?))
}

fn shown(report: &Report) -> serde_json::Value {
    let rows: Vec<_> = report
        .rows
        .iter()
        .map(|row| {
            let became = match row.became {
                Became::Recorded(entries) => format!("{entries} entries"),
                Became::Unchanged => "Known already".to_owned(),
                Became::Refused => "Refused".to_owned(),
            };
            let faults: Vec<_> = row.faults.iter().map(|f| (&f.column, &f.value, &f.sentence)).collect();
            serde_json::json!({ "line": row.line, "became": became, "faults": faults, "notes": row.notes })
        })
        .collect();
    serde_json::json!({ "summary": report.summary(), "rows": rows, "unknown": report.unknown, "only_tried": report.only_tried })
}

/// Takes a file: tries it, or keeps it.
pub(crate) fn take(app: &App, request: &Request) -> Result<Reply, PageError> {
    let unreadable = |sentence: &str| {
        page(app, request, StatusCode::UNPROCESSABLE_ENTITY, None, Some(sentence.to_owned()))
    };
    let team = uuid::Uuid::try_parse(request.field("team")).ok();
    let actor = request.actor()?;
    let Some(team) = team.filter(|team| actor.in_team(Some(*team))) else {
        return unreadable("Choose the team that takes the caseload over.");
    };
    let Some((_, name, bytes)) =
        request.files.iter().find(|(field, _, bytes)| field == "file" && !bytes.is_empty())
    else {
        return unreadable("Choose a file.");
    };
    let dates = match request.field("dates") {
        "day" => DateOrder::DayFirst,
        "month" => DateOrder::MonthFirst,
        _ => DateOrder::NotSaid,
    };
    let encoding =
        if request.field("encoding") == "windows" { Encoding::Windows1252 } else { Encoding::Unicode };
    let only_try = request.field("act") != "keep";
    let import = Import {
        store: &app.store,
        actor,
        team,
        now: app.now(),
        options: Options { dates, encoding },
        only_try,
    };
    match import.run(bytes, |_, _| ()) {
        Ok(report) => {
            let act = if only_try { "import tried" } else { "import" };
            app.note(request, act, Some(team), Some(format!("{name}: {}", report.summary())))?;
            page(app, request, StatusCode::OK, Some(&report), None)
        }
        Err(StoreError::Refused(sentence)) => unreadable(&sentence),
        Err(other) => Err(other.into()),
    }
}
