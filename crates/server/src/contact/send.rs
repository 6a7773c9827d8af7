//! The last step of a form that makes one entry: into the journal, and on to the page that says so.

use care::entry::{Draft, Entry};
use care::problem::Problem;
use store::Outcome;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};

/// What became of a form.
pub(crate) enum Sent {
    /// It is on disk, now or since the first click.
    Recorded(Uuid),
    /// Rules speak against it.
    Refused(Vec<Problem>),
    /// Somebody changed it in between.
    Conflict(Box<Entry>),
}

/// Appends one draft in the name of whoever sent the form.
///
/// # Errors
/// `Forbidden`, `NotFound`; the database.
pub(crate) fn one(app: &App, request: &Request, draft: Draft) -> Result<Sent, PageError> {
    let outcome = app.store.append(request.actor()?, vec![draft], app.now())?.pop();
    match outcome {
        Some(Outcome::Recorded(receipt) | Outcome::AlreadyRecorded(receipt)) => {
            Ok(Sent::Recorded(receipt.id))
        }
        Some(Outcome::Refused(problems)) => Ok(Sent::Refused(problems)),
        Some(Outcome::Conflict(theirs)) => Ok(Sent::Conflict(theirs)),
        Some(Outcome::Forbidden) => Err(PageError::Forbidden),
        Some(Outcome::NotFound) => Err(PageError::NotFound),
        None => Err(PageError::Broken("append gave no outcome".to_owned())),
    }
}

/// To the page that was asked for, when it is one of ours, with the entry it will speak of.
pub(crate) fn onward(next: &str, usual: &str, recorded: Uuid) -> Reply {
    let next = crate::signin::local_path(next);
    let place = if next == "/" { usual } else { next.as_str() };
    let (path, query) = place.split_once('?').unwrap_or((place, ""));
    let path = path.split('#').next().unwrap_or(path);
    let and = if query.is_empty() { "" } else { "&" };
    Reply::To(format!("{path}?{query}{and}recorded={recorded}"))
}
