//! Writing the simple kinds of entry: one reader and one page serve the table of every kind.
//! Contacts, visits, tiers have forms of their own elsewhere; the choices in `fields` are for all.

pub(crate) mod details;
mod draw;
pub(crate) mod fields;
mod page;
pub(crate) mod read;
pub(crate) mod table;
pub(crate) mod tables;
#[cfg(test)]
mod tests;
pub(crate) mod told;

pub(crate) use page::{Job, Sent, checked, correct_form, correct_send, new_form, new_send};
