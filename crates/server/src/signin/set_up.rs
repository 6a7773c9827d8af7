//! The first administrator of an empty store: the one-time code that was printed at start, an
//! organisation, a name and a password. Afterwards the page does not exist.

use axum::http::StatusCode;
use care::access::{Actor, Role};
use care::entry::organisation::{Organisation, Staff};
use care::entry::{Body, Draft};
use store::Outcome;
use store::accounts::{self, Account};
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::password;
use crate::request::{Reply, Request};
use crate::template::forms::{Field, Form, Kind, Problem};

fn open(app: &App) -> Result<&str, PageError> {
    let empty = app.store.read(accounts::all)?.is_empty();
    app.config.setup_code.as_deref().filter(|_| empty).ok_or(PageError::NotFound)
}

fn form() -> Form {
    let fields = vec![
        Field::new(Kind::Text, "code", "Set-up code")
            .hint("Printed where Alongside was started.")
            .autocomplete("off"),
        Field::new(Kind::Text, "organisation", "Name of the organisation"),
        Field::new(Kind::Text, "ods_code", "ODS code of the organisation").width(10),
        Field::new(Kind::Text, "name", "Your name"),
        Field::new(Kind::Text, "login", "Log-in name").autocomplete("username").width(20),
        Field::new(Kind::Password, "password", "Password")
            .hint("At least 12 characters. Three or four words make a good one.")
            .autocomplete("new-password"),
    ];
    Form::post("/set-up", "", "Make the first administrator", fields)
}

/// The page of the first administrator.
pub(crate) fn set_up_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    open(app)?;
    app.page(request, "signin/set_up.html", serde_json::json!({ "form": form() }))
}

/// Makes the first administrator.
pub(crate) fn set_up(app: &App, request: &Request) -> Result<Reply, PageError> {
    let code = open(app)?;
    let mut problems: Vec<Problem> = Vec::new();
    let mut problem = |field: &str, sentence: &str| {
        problems.push(Problem {
            field: field.to_owned(),
            sentence: sentence.to_owned(),
            rule: String::new(),
        });
    };
    let login = request.field("login").trim().to_lowercase();
    if !password::same(request.field("code").trim(), code) {
        problem("code", "This is not the code. Copy it from where Alongside was started.");
    }
    if login.is_empty() || login.chars().any(|c| !c.is_ascii_alphanumeric() && !".-_@".contains(c)) {
        problem("login", "Enter a log-in name of letters and digits.");
    }
    if let Some(sentence) = password::problem(request.field("password"), &login) {
        problem("password", &sentence);
    }
    let (organisation, staff) = documents(request);
    let found = organisation
        .check()
        .into_iter()
        .map(|p| if p.field == "name" { ("organisation".to_owned(), p) } else { (p.field.clone(), p) });
    let found: Vec<_> = found.chain(staff.check().into_iter().map(|p| (p.field.clone(), p))).collect();
    for (field, found) in found {
        problem(&field, &found.sentence);
    }
    if !problems.is_empty() {
        let form = form().sent(&request.form).problems(&problems);
        let mut frame = app.frame(request);
        frame.problems = problems;
        let page = app.templates.page("signin/set_up.html", &frame, serde_json::json!({ "form": form }))?;
        return Ok(Reply::Page(StatusCode::UNPROCESSABLE_ENTITY, page));
    }
    make(app, organisation, staff, &login, request.field("password"))?;
    Ok(Reply::To("/sign-in".to_owned()))
}

fn documents(request: &Request) -> (Organisation, Staff) {
    let organisation = Organisation {
        name: request.field("organisation").trim().to_owned(),
        ods_code: request.field("ods_code").trim().to_uppercase(),
        pals: None,
    };
    let staff = Staff {
        name: request.field("name").trim().to_owned(),
        role: Role::Sysadmin,
        band: None,
        wte_hundredths: 100,
        gender: "Z".to_owned(),
        languages: Vec::new(),
        skills: Vec::new(),
        pattern: Vec::new(),
        memberships: Vec::new(),
        phone: None,
        registration: None,
        caseload_most: None,
        specialist_minutes: None,
        away: Vec::new(),
        planning: Default::default(),
    };
    (organisation, staff)
}

fn make(
    app: &App,
    organisation: Organisation,
    staff: Staff,
    login: &str,
    secret: &str,
) -> Result<(), PageError> {
    let now = app.now();
    let (organisation_id, staff_id) = (Uuid::now_v7(), Uuid::now_v7());
    let draft = |id: Uuid, body: Body| Draft {
        id,
        subject: id,
        team: None,
        happened_at: now,
        from_version: 0,
        reason: None,
        body,
    };
    let drafts =
        vec![draft(organisation_id, Body::Organisation(organisation)), draft(staff_id, Body::Staff(staff))];
    let account = Account {
        id: Uuid::now_v7(),
        login: login.to_owned(),
        staff: staff_id,
        password_hash: password::hash(secret).map_err(PageError::Broken)?,
        disabled: false,
    };
    let outcomes = app.store.set_up(&Actor::system(staff_id), drafts, account, now)?;
    for outcome in outcomes.ok_or(PageError::NotFound)? {
        if let Outcome::Refused(problems) = outcome {
            return Err(PageError::Refused(problems));
        }
    }
    Ok(())
}
