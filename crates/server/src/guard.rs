//! The guard before every handler: who sent it, may they, was it sent from a page of ours. A route
//! cannot be reached around it, because the table in `pages` is the only way to a handler.

use axum::http::{HeaderMap, Method, header};
use care::access::Activity;
use care::moment;
use store::accounts::{self, SessionKind};

use crate::app::App;
use crate::error::PageError;
use crate::password;
use crate::request::{Request, SignedIn};

/// The session cookie.
pub(crate) const COOKIE: &str = "__Host-alongside";
/// A session's last use is written down at most this often, in seconds.
const TOUCH_SECONDS: i64 = 60;

/// Sent by a page that refreshes itself: nobody did anything, so it does not keep a session alive.
const BACKGROUND: &str = "x-background";

/// What a route asks of whoever calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nothing: the way in.
    Public,
    /// Somebody signed in whose role allows this.
    May(Activity),
}

/// Lets a request through, with its actor, or says why not.
///
/// # Errors
/// `SignIn`, `NotYours`, `Forged`.
pub(crate) fn admit(app: &App, request: &mut Request, access: Access) -> Result<(), PageError> {
    let known = request.signed_in.take();
    request.signed_in = signed_in(app, &request.headers, known)?;
    if let Access::May(activity) = access {
        let actor = request.actor()?;
        if !actor.may(activity) {
            return Err(PageError::NotYours(activity));
        }
    }
    if request.method != Method::GET && request.method != Method::HEAD {
        not_forged(request)?;
    }
    Ok(())
}

/// Who sent a request, as far as that is remembered: asks the database nothing.
pub(crate) fn known(app: &App, headers: &HeaderMap) -> Option<SignedIn> {
    let (token, _) = token(headers)?;
    app.remembered(&password::token_hash(&token))
}

fn signed_in(app: &App, headers: &HeaderMap, known: Option<SignedIn>) -> Result<Option<SignedIn>, PageError> {
    let Some((token, kind)) = token(headers) else { return Ok(None) };
    let token_hash = password::token_hash(&token);
    let now = app.now();
    let known = known.or_else(|| app.remembered(&token_hash));
    let fresh = known.is_none();
    let found = match known {
        Some(known) => Some(known),
        None => look_up(app, &token_hash, now)?,
    };
    let Some(mut found) = found else { return Ok(None) };
    let idle = now.duration_since(found.session.seen_at) > app.config.idle && kind == SessionKind::Browser;
    if found.session.kind != kind || found.session.ends_at <= now || idle {
        return Ok(None);
    }
    let unused = now.duration_since(found.session.seen_at).as_secs();
    if unused >= TOUCH_SECONDS && !headers.contains_key(BACKGROUND) {
        found.session.seen_at = now;
        app.store.write_later(move |tx| accounts::touch(tx, &token_hash, now))?;
        app.remember(&found);
    } else if fresh {
        app.remember(&found);
    }
    Ok(Some(found))
}

fn look_up(app: &App, token_hash: &[u8; 32], now: jiff::Timestamp) -> Result<Option<SignedIn>, PageError> {
    let session = app.store.read(|tx| accounts::session(tx, token_hash))?;
    Ok(session.and_then(|session| {
        let actor = app.store.directory().actor(session.staff, moment::local_day(now))?;
        Some(SignedIn { session, actor })
    }))
}

/// The token a request carries: a bearer's, or the cookie's.
fn token(headers: &HeaderMap) -> Option<(String, SessionKind)> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let token = value.to_str().ok()?.strip_prefix("Bearer ")?;
        return Some((token.trim().to_owned(), SessionKind::Bearer));
    }
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, token)| (token.to_owned(), SessionKind::Browser))
}

/// A change must come from a page of this very session (SV22). A bearer token is not sent by a
/// browser on its own, so it cannot be forged that way.
fn not_forged(request: &Request) -> Result<(), PageError> {
    let site = request.headers.get("sec-fetch-site").and_then(|v| v.to_str().ok());
    if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return Err(PageError::Forged);
    }
    let Some(signed_in) = &request.signed_in else { return Ok(()) };
    if signed_in.session.kind == SessionKind::Bearer {
        return Ok(());
    }
    let header = request.headers.get("x-csrf-token").and_then(|v| v.to_str().ok());
    let sent = header.unwrap_or_else(|| request.field("csrf"));
    if password::same(sent, &signed_in.session.csrf) { Ok(()) } else { Err(PageError::Forged) }
}
