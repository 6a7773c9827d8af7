//! The way in: referrals from the day they arrive to the first contact or the next service, concerns
//! that are no referrals, and the criteria. What stands where is worked out in `care::referral`.

pub(crate) mod approve;
pub(crate) mod challenge;
mod check;
pub(crate) mod concern;
pub(crate) mod criteria;
mod decide;
pub(crate) mod document;
pub(crate) mod evidence;
mod inbox;
pub(crate) mod letter;
mod new;
mod one;
mod parts;
pub(crate) mod supply;
pub(crate) mod table;
#[cfg(test)]
mod tests;

use care::entry::referral::Referral;
use care::entry::{Body, Entry};
use care::line::Line;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::Request;

pub(crate) use check::{form as check_form, send as check_send};
pub(crate) use decide::{form as decide_form, onward, send as decide_send};
pub(crate) use inbox::{Row, page as inbox, row, rows};
pub(crate) use new::{again_form, again_send, change_form, change_send, new_form, new_send};
pub(crate) use one::{decision, page as one};

/// A referral of one of the actor's own teams.
pub(crate) struct Found {
    /// The entry.
    pub(crate) entry: Entry,
    /// The person.
    pub(crate) line: Line,
}

impl Found {
    /// The referral of the path; notes the look.
    ///
    /// # Errors
    /// `NotFound` when there is none, or it is another team's (AC03).
    pub(crate) fn of(app: &App, request: &Request, act: &str) -> Result<Found, PageError> {
        Found::by(app, request, request.id("entry")?, act)
    }

    /// The referral with an id; notes the look.
    ///
    /// # Errors
    /// As `of`.
    pub(crate) fn by(app: &App, request: &Request, id: Uuid, act: &str) -> Result<Found, PageError> {
        let entry = app.store.read(|tx| store::people::entry(tx, id))?.ok_or(PageError::NotFound)?;
        let line = app.person(request, entry.subject, act)?;
        if !matches!(entry.body, Body::Referral(_)) {
            return Err(PageError::NotFound);
        }
        Ok(Found { entry, line })
    }

    /// What it says.
    ///
    /// # Errors
    /// `NotFound` when the entry is no referral.
    pub(crate) fn referral(&self) -> Result<&Referral, PageError> {
        let Body::Referral(referral) = &self.entry.body else { return Err(PageError::NotFound) };
        Ok(referral)
    }
}
