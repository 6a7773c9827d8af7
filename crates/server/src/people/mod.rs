//! Finding people, entering a person, changing their details. Not the person's page: that is `person`.

mod search;
#[cfg(test)]
mod tests;

pub(crate) use search::search;
