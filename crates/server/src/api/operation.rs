//! What an address of the API is made of: parameters and their shapes, what travels, what is answered.
//! The table of them is in `describe`.

use schemars::{Schema, SchemaGenerator};

/// A parameter after the question mark, or a field of a form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parameter {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it means.
    pub(crate) about: &'static str,
    /// Its shape.
    pub(crate) shape: Shape,
}

/// The shape of a parameter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// An id.
    Id,
    /// Free words.
    Words,
    /// A day.
    Day,
    /// A day, or a moment with its offset.
    Moment,
    /// A moment with its offset.
    Instant,
    /// Kinds of entry, with commas.
    Kinds,
    /// What an earlier page gave.
    Cursor,
    /// 1 to 200.
    Most,
}

/// What travels with an operation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carries {
    /// JSON, there and back.
    Json,
    /// A form with these fields and one file, there; JSON back.
    FileIn(&'static [Parameter]),
    /// A file, back.
    FileOut,
    /// Nothing there: all is in the address; JSON back.
    Nothing,
}

/// One address of the API.
pub(crate) struct Operation {
    /// GET or POST.
    pub(crate) method: &'static str,
    /// As in the route table.
    pub(crate) path: &'static str,
    /// A name for programs.
    pub(crate) id: &'static str,
    /// What it is for, in a line.
    pub(crate) summary: &'static str,
    /// What else to know.
    pub(crate) about: &'static str,
    /// What travels with it.
    pub(crate) carries: Carries,
    /// What it may be asked.
    pub(crate) query: &'static [Parameter],
    /// What the good answer holds.
    pub(crate) answer: fn(&mut SchemaGenerator) -> Schema,
    /// Statuses beside 200, 401, 403, 500 and 503 that can occur.
    pub(crate) statuses: &'static [u16],
}
