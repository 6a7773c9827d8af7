//! A request as handlers see it, read whole before they run, and the reply they give.
//! Handlers are ordinary synchronous functions: they run on a thread where the database may be called.

use std::collections::BTreeMap;
use std::pin::Pin;

use axum::http::{HeaderMap, Method, StatusCode};
use care::access::Actor;
use store::accounts::Session;
use uuid::Uuid;

use crate::error::PageError;

/// Who sent it.
#[derive(Clone, Debug)]
pub(crate) struct SignedIn {
    /// The session.
    pub(crate) session: Session,
    /// The actor with today's teams.
    pub(crate) actor: Actor,
}

/// One request.
#[derive(Debug, Default)]
pub(crate) struct Request {
    /// GET or POST.
    pub(crate) method: Method,
    /// The path as sent.
    pub(crate) path: String,
    /// What the braces of the route stand for.
    pub(crate) parameters: BTreeMap<String, String>,
    /// After the question mark.
    pub(crate) query: Vec<(String, String)>,
    /// A form's fields, in order.
    pub(crate) form: Vec<(String, String)>,
    /// A form's files: field, file name, content.
    pub(crate) files: Vec<(String, String, Vec<u8>)>,
    /// The body, when it is not a form.
    pub(crate) body: Vec<u8>,
    /// Headers.
    pub(crate) headers: HeaderMap,
    /// Who sent it, once known.
    pub(crate) signed_in: Option<SignedIn>,
    /// It is answered on a thread where nothing may wait.
    pub(crate) here: bool,
    /// The one-time word for scripts of this response.
    pub(crate) nonce: String,
}

impl Request {
    /// Who acts.
    ///
    /// # Errors
    /// `SignIn` when nobody does.
    pub(crate) fn actor(&self) -> Result<&Actor, PageError> {
        self.signed_in.as_ref().map(|s| &s.actor).ok_or(PageError::SignIn)
    }

    /// An id in the path.
    ///
    /// # Errors
    /// `NotFound` when it is none.
    pub(crate) fn id(&self, name: &str) -> Result<Uuid, PageError> {
        self.parameters.get(name).and_then(|text| Uuid::try_parse(text).ok()).ok_or(PageError::NotFound)
    }

    /// A word in the path.
    pub(crate) fn word(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// The first value of a query parameter, when it is not empty.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// The first value of a form field, as typed; empty when there is none.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// Every value of a form field that is not empty.
    pub(crate) fn fields(&self, name: &str) -> Vec<&str> {
        self.form
            .iter()
            .filter(|(key, value)| key == name && !value.is_empty())
            .map(|(_, v)| v.as_str())
            .collect()
    }

    /// Whether it came through the API.
    pub(crate) fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }
}

/// A reply that is not there yet, such as a receipt for what the writer has still to commit.
pub(crate) type Later = Pin<Box<dyn Future<Output = Result<Reply, PageError>> + Send>>;

/// What a handler gives back.
pub(crate) enum Reply {
    /// A page.
    Page(StatusCode, String),
    /// A page that also sets or clears the session cookie.
    Cookie(String, Box<Reply>),
    /// Go there instead (303).
    To(String),
    /// JSON.
    Json(StatusCode, String),
    /// Problem details.
    Problem(StatusCode, String),
    /// A reply to wait for; no thread waits with it.
    Later(Later),
    /// Not on this thread: ask again where waiting harms nobody (only when `Request::here`).
    Aside,
    /// A file to read: what it is, its name, its content. Never kept by the browser.
    File {
        /// What its content is.
        kind: &'static str,
        /// A name of ours, never one that was sent.
        name: &'static str,
        /// Its content.
        bytes: Vec<u8>,
    },
    /// A file that somebody sent, to be kept and never shown within a page.
    Download {
        /// What its content is.
        kind: &'static str,
        /// A name of ours.
        name: String,
        /// Its content.
        bytes: Vec<u8>,
    },
    /// An asset that never changes under its address.
    Asset(&'static str, String, std::borrow::Cow<'static, [u8]>),
}

impl Reply {
    /// A page that is all right.
    pub(crate) fn page(html: String) -> Reply {
        Reply::Page(StatusCode::OK, html)
    }

    /// JSON that is all right.
    ///
    /// # Errors
    /// `Broken` when the value is not JSON.
    pub(crate) fn json(value: &impl serde::Serialize) -> Result<Reply, PageError> {
        let text = serde_json::to_string(value).map_err(|e| PageError::Broken(e.to_string()))?;
        Ok(Reply::Json(StatusCode::OK, text))
    }
}
