//! Who belongs to the people for whom intensive and assertive care is meant, and who of them has no such
//! offer (domain 2.2). Nobody is left out for want of a diagnosis; what is not known is never a no.

use crate::entry::cohort::Sign;
use crate::line::Line;
use crate::settings;

/// What somebody is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// The team has taken them on.
    Caseload,
    /// Somebody else offers it: who, in words.
    Elsewhere(String),
    /// Nobody does.
    Nobody,
}

/// The signs that are there, in their order.
#[must_use]
pub fn signs(line: &Line) -> Vec<Sign> {
    line.cohort.as_ref().map(crate::entry::cohort::Cohort::present).unwrap_or_default()
}

/// Whether a person belongs: by enough signs, or by being on the caseload.
#[must_use]
pub fn belongs(line: &Line) -> bool {
    line.who.died_on.is_none() && (line.on_caseload() || signs(line).len() >= settings::COHORT_SIGNS)
}

/// What a person is offered now.
#[must_use]
pub fn offer(line: &Line) -> Offer {
    if line.on_caseload() {
        return Offer::Caseload;
    }
    let elsewhere = line.cohort.as_ref().and_then(|cohort| cohort.offer_elsewhere.as_deref());
    match elsewhere.filter(|words| words.chars().any(char::is_alphanumeric)) {
        Some(words) => Offer::Elsewhere(words.to_owned()),
        None => Offer::Nobody,
    }
}
