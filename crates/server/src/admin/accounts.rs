//! Accounts: who may sign in. A new password is shown once, here, and must be changed by its owner.

use store::accounts::{self, Account};
use uuid::Uuid;

use super::{csrf, form_page};
use crate::app::App;
use crate::error::PageError;
use crate::password;
use crate::request::{Reply, Request};
use crate::template::forms::{Choice, Field, Form, Kind, Problem};

/// Every account.
pub(crate) fn list(app: &App, request: &Request) -> Result<Reply, PageError> {
    page(app, request, None)
}

fn page(app: &App, request: &Request, shown: Option<&(String, String)>) -> Result<Reply, PageError> {
    let directory = app.store.directory();
    let wanted = request.query("q").unwrap_or("").to_lowercase();
    let rows: Vec<_> = app
        .store
        .read(accounts::all)?
        .into_iter()
        .map(|a| {
            let role = directory.role(a.staff).map_or("", care::access::Role::label);
            serde_json::json!({ "id": a.id, "login": a.login, "name": directory.staff_name(a.staff), "role": role, "disabled": a.disabled })
        })
        .filter(|row| wanted.is_empty() || row.to_string().to_lowercase().contains(&wanted))
        .collect();
    let context = serde_json::json!({ "rows": rows, "shown": shown, "q": request.query("q").unwrap_or("") });
    app.page(request, "admin/accounts.html", context)
}

fn form(app: &App, request: &Request) -> Result<Form, PageError> {
    let directory = app.store.directory();
    let taken: Vec<Uuid> = app.store.read(accounts::all)?.iter().map(|a| a.staff).collect();
    let mut staff: Vec<_> = directory.staff.iter().filter(|(id, _)| !taken.contains(id)).collect();
    staff.sort_by(|a, b| a.1.name.cmp(&b.1.name));
    let choices =
        staff.iter().map(|(id, s)| Choice::new(id.to_string(), format!("{}, {}", s.name, s.role.label())));
    let fields = vec![
        Field::new(Kind::Select, "staff", "Member of staff").options(choices),
        Field::new(Kind::Text, "login", "Log-in name")
            .hint("Letters, digits, dots and hyphens.")
            .width(20)
            .autocomplete("off"),
    ];
    Ok(Form::post("/accounts/new", csrf(request), "Add account", fields).cancel("/accounts"))
}

/// The form of a new account.
pub(crate) fn new_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    form_page(app, request, ("Add an account", &[], &[]), form(app, request)?, Vec::new())
}

/// Adds an account with a password that is shown once.
pub(crate) fn add(app: &App, request: &Request) -> Result<Reply, PageError> {
    let login = request.field("login").trim().to_lowercase();
    let staff = Uuid::try_parse(request.field("staff"))
        .ok()
        .filter(|id| app.store.directory().staff.contains_key(id));
    let mut problems = Vec::new();
    let mut problem = |field: &str, sentence: &str| {
        problems.push(Problem {
            field: field.to_owned(),
            sentence: sentence.to_owned(),
            rule: String::new(),
        });
    };
    if login.is_empty() || login.chars().any(|c| !c.is_ascii_alphanumeric() && !".-_@".contains(c)) {
        problem("login", "Enter a log-in name of letters and digits.");
    }
    if app.store.read(|tx| accounts::by_login(tx, &login))?.is_some() {
        problem("login", "This log-in name is taken: choose another.");
    }
    let Some(staff) = staff.filter(|_| problems_are_none(&mut problem, staff)) else {
        return form_page(app, request, ("Add an account", &[], &[]), form(app, request)?, problems);
    };
    if !problems.is_empty() {
        return form_page(app, request, ("Add an account", &[], &[]), form(app, request)?, problems);
    }
    let secret = one_time_password()?;
    let account = Account {
        id: Uuid::now_v7(),
        login: login.clone(),
        staff,
        password_hash: password::hash(&secret).map_err(PageError::Broken)?,
        disabled: false,
    };
    let now = app.now();
    app.store.write(move |tx| accounts::add(tx, &account, now))?;
    page(app, request, Some(&(login, secret)))
}

fn problems_are_none(problem: &mut impl FnMut(&str, &str), staff: Option<Uuid>) -> bool {
    if staff.is_none() {
        problem("staff", "Choose a member of staff.");
    }
    staff.is_some()
}

fn one_time_password() -> Result<String, PageError> {
    let token = password::token().map_err(PageError::Broken)?;
    Ok(token.get(..16).unwrap_or(&token).to_owned())
}

fn account(app: &App, request: &Request) -> Result<Account, PageError> {
    let id = request.id("id")?;
    app.store.read(accounts::all)?.into_iter().find(|a| a.id == id).ok_or(PageError::NotFound)
}

/// Gives an account a new password, shown once; its sessions end.
pub(crate) fn reset(app: &App, request: &Request) -> Result<Reply, PageError> {
    let account = account(app, request)?;
    let secret = one_time_password()?;
    let hash = password::hash(&secret).map_err(PageError::Broken)?;
    let now = app.now();
    app.store.write(move |tx| accounts::set_password(tx, account.id, &hash, now))?;
    app.forget_sessions(None);
    page(app, request, Some(&(account.login, secret)))
}

/// Lets an account sign in, or not any more; then its sessions end at once (AC13).
pub(crate) fn switch(app: &App, request: &Request) -> Result<Reply, PageError> {
    let account = account(app, request)?;
    if request.signed_in.as_ref().is_some_and(|s| s.session.account == account.id) {
        return Err(PageError::BadRequest("You cannot switch off your own account.".to_owned()));
    }
    let now = app.now();
    app.store.write(move |tx| accounts::set_disabled(tx, account.id, !account.disabled, now))?;
    app.forget_sessions(None);
    Ok(Reply::To("/accounts".to_owned()))
}
