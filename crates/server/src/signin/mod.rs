//! The way in: sign in, sign out, the first administrator, one's own account, assets, health.
//! There is no default account: an empty store is opened with a one-time code printed at start.

mod set_up;

use axum::http::StatusCode;
use care::access::Role;
use jiff::Timestamp;
use store::AccessLine;
use store::accounts::{self, Account, Session, SessionKind};

use crate::app::App;
use crate::error::PageError;
use crate::guard::COOKIE;
use crate::password;
use crate::request::{Reply, Request, SignedIn};
use crate::template::forms::{Field, Form, Kind, Problem};

pub(crate) use set_up::{set_up, set_up_form};

/// Failed attempts in a quarter of an hour after which each further one must wait (SV32). Never a hard
/// lock: the count forgets, and the right password after it works at once.
const FAILURES_MOST: i64 = 8;

/// Sends everybody to where their day begins.
pub(crate) fn home(app: &App, request: &Request) -> Result<Reply, PageError> {
    let Some(signed_in) = &request.signed_in else {
        let empty = app.store.read(accounts::all)?.is_empty();
        return Ok(Reply::To(if empty { "/set-up" } else { "/sign-in" }.to_owned()));
    };
    let place = match signed_in.actor.role {
        Role::Nurse | Role::SocialWorker | Role::Ot | Role::Support | Role::Psychologist => "/today",
        Role::Manager | Role::Lead | Role::Doctor => "/board",
        Role::Administrator => "/people",
        Role::Privacy => "/access",
        Role::Sysadmin => "/accounts",
        Role::Analyst | Role::Integration => "/account",
    };
    Ok(Reply::To(place.to_owned()))
}

fn sign_in_form(request: &Request) -> Form {
    let fields = vec![
        Field::new(Kind::Text, "login", "Log-in name").autocomplete("username").width(20),
        Field::new(Kind::Password, "password", "Password").autocomplete("current-password"),
    ];
    let next = request.query("next").unwrap_or_else(|| request.field("next"));
    Form::post("/sign-in", "", "Sign in", fields).hidden("next", next)
}

/// The page to sign in.
pub(crate) fn form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let form = sign_in_form(request);
    let again = request.query("again").is_some();
    app.page(
        request,
        "signin/form.html",
        serde_json::json!({
            "form": form, "again": again, "demonstration": app.config.demonstration,
        }),
    )
}

/// Signs in.
pub(crate) fn sign_in(app: &App, request: &Request) -> Result<Reply, PageError> {
    let login = request.field("login").trim().to_lowercase();
    let now = app.now();
    let since = now.checked_sub(jiff::SignedDuration::from_mins(15)).unwrap_or(now);
    let (account, failures) =
        app.store.read(|tx| Ok((accounts::by_login(tx, &login)?, accounts::failures(tx, &login, since)?)))?;
    if failures >= FAILURES_MOST {
        let sentence =
            "Too many attempts with this name. Wait 15 minutes, or ask the administrator for a new password.";
        return refuse(app, request, sentence, StatusCode::TOO_MANY_REQUESTS);
    }
    // A name that does not exist takes as long as a wrong password.
    let hash = account.as_ref().map_or(NO_ACCOUNT, |a| a.password_hash.as_str());
    let right = password::is_right(request.field("password"), hash);
    let account = account.filter(|a| right && !a.disabled);
    let good = account.is_some();
    app.store.write(move |tx| accounts::attempt(tx, &login, good, now))?;
    match account {
        Some(account) => start(app, request, &account, now),
        None => refuse(
            app,
            request,
            "The log-in name or the password is not right.",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    }
}

/// A hash that no password has, of the usual cost.
const NO_ACCOUNT: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn refuse(app: &App, request: &Request, sentence: &str, status: StatusCode) -> Result<Reply, PageError> {
    let problem = Problem { field: "login".to_owned(), sentence: sentence.to_owned(), rule: String::new() };
    let problems = vec![problem];
    let form = sign_in_form(request).sent(&request.form).problems(&problems);
    let mut frame = app.frame(request);
    frame.problems = problems;
    let context =
        serde_json::json!({ "form": form, "again": false, "demonstration": app.config.demonstration });
    Ok(Reply::Page(status, app.templates.page("signin/form.html", &frame, context)?))
}

fn start(app: &App, request: &Request, account: &Account, now: Timestamp) -> Result<Reply, PageError> {
    let token = password::token().map_err(PageError::Broken)?;
    let csrf = password::token().map_err(PageError::Broken)?;
    let session = Session {
        token_hash: password::token_hash(&token),
        account: account.id,
        login: account.login.clone(),
        staff: account.staff,
        kind: SessionKind::Browser,
        csrf,
        created_at: now,
        seen_at: now,
        ends_at: now.checked_add(app.config.absolute).unwrap_or(now),
    };
    let line =
        AccessLine { at: now, staff: account.staff, act: "sign in".to_owned(), subject: None, detail: None };
    app.store.write(move |tx| accounts::start_session(tx, &session))?;
    app.store.note_access(line)?;
    let cookie = format!("{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax");
    Ok(Reply::Cookie(cookie, Box::new(Reply::To(local_path(request.field("next"))))))
}

/// Where to go after signing in: a path of ours, never another site (SV25).
pub(crate) fn local_path(next: &str) -> String {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.starts_with("/log-out")
        && next.chars().all(|c| !c.is_control());
    if ours { next.to_owned() } else { "/".to_owned() }
}

/// Signs out: the session ends here and now.
pub(crate) fn log_out(app: &App, request: &Request) -> Result<Reply, PageError> {
    let signed_in = signed_in(request)?;
    let (token_hash, now) = (signed_in.session.token_hash, app.now());
    app.store.write(move |tx| accounts::end(tx, &token_hash, now))?;
    app.forget_sessions(Some(&token_hash));
    let cookie = format!("{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    Ok(Reply::Cookie(cookie, Box::new(Reply::To("/sign-in".to_owned()))))
}

fn signed_in(request: &Request) -> Result<&SignedIn, PageError> {
    request.signed_in.as_ref().ok_or(PageError::SignIn)
}

fn password_form(csrf: &str) -> Form {
    let fields = vec![
        Field::new(Kind::Password, "old", "Present password").autocomplete("current-password"),
        Field::new(Kind::Password, "new", "New password")
            .hint("At least 12 characters. Three or four words make a good one.")
            .autocomplete("new-password"),
    ];
    Form::post("/account/password", csrf, "Change password", fields)
}

/// One's own account.
pub(crate) fn account(app: &App, request: &Request) -> Result<Reply, PageError> {
    account_page(app, request, Vec::new())
}

fn account_page(app: &App, request: &Request, problems: Vec<Problem>) -> Result<Reply, PageError> {
    let signed_in = signed_in(request)?;
    let directory = app.store.directory();
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form = password_form(&signed_in.session.csrf).problems(&problems);
    let teams: Vec<&str> = signed_in.actor.teams.iter().map(|t| directory.team_name(Some(*t))).collect();
    let context = serde_json::json!({
        "name": directory.staff_name(signed_in.actor.staff),
        "role": signed_in.actor.role.label(),
        "login": signed_in.session.login,
        "teams": teams,
        "form": form,
        "changed": request.query("changed").is_some(),
    });
    let mut frame = app.frame(request);
    frame.problems = problems;
    Ok(Reply::Page(status, app.templates.page("signin/account.html", &frame, context)?))
}

/// Changes one's own password; every other session ends.
pub(crate) fn change_password(app: &App, request: &Request) -> Result<Reply, PageError> {
    let signed_in = signed_in(request)?;
    let login = signed_in.session.login.clone();
    let account = app.store.read(|tx| accounts::by_login(tx, &login))?.ok_or(PageError::SignIn)?;
    let problem =
        |field: &str, sentence: String| Problem { field: field.to_owned(), sentence, rule: String::new() };
    let mut problems = Vec::new();
    if !password::is_right(request.field("old"), &account.password_hash) {
        problems.push(problem("old", "The present password is not right.".to_owned()));
    }
    if let Some(sentence) = password::problem(request.field("new"), &login) {
        problems.push(problem("new", sentence));
    }
    if !problems.is_empty() {
        return account_page(app, request, problems);
    }
    let hash = password::hash(request.field("new")).map_err(PageError::Broken)?;
    let now = app.now();
    app.store.write(move |tx| accounts::set_password(tx, account.id, &hash, now))?;
    app.forget_sessions(None);
    Ok(Reply::To("/sign-in?again=1".to_owned()))
}

/// A style sheet, script or picture.
pub(crate) fn asset(_: &App, request: &Request) -> Result<Reply, PageError> {
    let asset = crate::template::asset(request.word("path")).ok_or(PageError::NotFound)?;
    Ok(Reply::Asset(asset.mime, asset.etag, asset.bytes))
}

/// The process runs.
pub(crate) fn health_live(_: &App, _: &Request) -> Result<Reply, PageError> {
    Reply::json(&serde_json::json!({ "status": "live" }))
}

/// The database answers.
pub(crate) fn health_ready(app: &App, _: &Request) -> Result<Reply, PageError> {
    app.store.read(|tx| accounts::setting(tx, "installation"))?;
    Reply::json(&serde_json::json!({ "status": "ready" }))
}

#[cfg(test)]
mod tests;
