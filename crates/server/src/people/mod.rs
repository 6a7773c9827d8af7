//! Finding people, entering a person, changing their details. Not the person's page: that is `person`.

#[cfg(test)]
mod bad_input;
mod details;
pub(crate) mod same;
mod search;
#[cfg(test)]
mod tests;

pub(crate) use details::{edit_form, edit_send, new_form, new_send};
pub(crate) use search::search;
