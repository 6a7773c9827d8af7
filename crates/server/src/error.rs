//! What a handler gives back when it cannot give a page. Turned into a page or problem details once,
//! at the boundary; what is for the log never reaches the page.

use axum::http::StatusCode;
use care::access::Activity;
use care::entry::Entry;
use care::problem::Problem;
use store::StoreError;
use store::db::DbError;

/// Why there is no page.
#[derive(Debug)]
pub(crate) enum PageError {
    /// No such thing, or not this actor's (AC03).
    NotFound,
    /// It may not be done by whoever asks.
    Forbidden,
    /// The role does not do this; others of the team may.
    NotYours(Activity),
    /// Nobody is signed in.
    SignIn,
    /// The form was not sent from a page of this session.
    Forged,
    /// What was sent cannot be read.
    BadRequest(String),
    /// Rules speak against it.
    Refused(Vec<Problem>),
    /// Somebody changed it in between.
    Conflict(Box<Entry>),
    /// Too much at once, or too big.
    Status(StatusCode, String),
    /// The service cannot do it now; the text is for the log.
    Busy(String),
    /// A fault of ours; the text is for the log.
    Broken(String),
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Db(DbError::Busy) => PageError::Busy("the database is busy".to_owned()),
            StoreError::Db(DbError::Unknown) => PageError::Busy("the commit was not confirmed".to_owned()),
            StoreError::Unaudited => PageError::Busy("the access log takes no more lines".to_owned()),
            StoreError::Db(
                DbError::Conflict { .. } | DbError::Nul | DbError::Broken(_) | DbError::Refused(_),
            )
            | StoreError::Unreadable { .. }
            | StoreError::Stopped
            | StoreError::Refused(_) => PageError::Broken(error.to_string()),
        }
    }
}

impl From<crate::template::TemplateError> for PageError {
    fn from(error: crate::template::TemplateError) -> Self {
        PageError::Broken(error.to_string())
    }
}

impl PageError {
    /// The status that it becomes.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            PageError::NotFound => StatusCode::NOT_FOUND,
            PageError::Forbidden | PageError::NotYours(_) | PageError::Forged => StatusCode::FORBIDDEN,
            PageError::SignIn => StatusCode::UNAUTHORIZED,
            PageError::BadRequest(_) => StatusCode::BAD_REQUEST,
            PageError::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            PageError::Conflict(_) => StatusCode::CONFLICT,
            PageError::Status(status, _) => *status,
            PageError::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            PageError::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What the visitor reads: what happened and what to do.
    pub(crate) fn sentence(&self) -> String {
        match self {
            PageError::NotFound => {
                "There is no such page, or it belongs to another team. Check the address, or search for the person.".to_owned()
            }
            PageError::Forbidden | PageError::NotYours(_) => "Your role does not allow this. Ask your team manager if you need it.".to_owned(),
            PageError::SignIn => "Sign in first.".to_owned(),
            PageError::Forged => {
                "This form is too old or was not sent from Alongside. Go back, reload the page and send it again.".to_owned()
            }
            PageError::BadRequest(sentence) | PageError::Status(_, sentence) => sentence.clone(),
            PageError::Refused(_) => "There is a problem with what was sent.".to_owned(),
            PageError::Conflict(theirs) => format!(
                "Somebody changed this after you opened it: version {} was written on {}. Nothing was overwritten. Open it again, look at their version and make your change.",
                theirs.version,
                care::moment::moment_words(theirs.recorded_at)
            ),
            PageError::Busy(_) => "It was not saved yet: the service is busy. Wait a moment and send it again; sending twice does no harm.".to_owned(),
            PageError::Broken(_) => "Something went wrong on our side. Nothing was half-saved. Try again, or tell the administrator.".to_owned(),
        }
    }

    /// What only the log may have.
    pub(crate) fn for_log(&self) -> Option<&str> {
        match self {
            PageError::Busy(text) | PageError::Broken(text) => Some(text),
            PageError::NotFound
            | PageError::Forbidden
            | PageError::NotYours(_)
            | PageError::SignIn
            | PageError::Forged
            | PageError::BadRequest(_)
            | PageError::Refused(_)
            | PageError::Conflict(_)
            | PageError::Status(..) => None,
        }
    }
}
