//! A form as data: what is asked, how, and where the answer stands in the entry. One reader and one
//! page serve every table; a kind of entry gets its form by a table and no code of its own.

use care::entry::Kind;
use care::problem::Problem;
use jiff::civil::Date;

use crate::template::forms::Choice;

/// The form of one kind of entry.
pub(crate) struct Table {
    /// The kind that it makes.
    pub(crate) kind: Kind,
    /// The heading of the page.
    pub(crate) title: &'static str,
    /// One or two sentences above the form.
    pub(crate) intro: &'static str,
    /// What is asked, in order.
    pub(crate) parts: &'static [Part],
}

/// One question, or a group of questions that may be answered several times.
pub(crate) enum Part {
    /// Asked once.
    One(Item),
    /// Asked as often as there is something to say.
    Many(Group),
}

/// Questions that are asked together, several times.
pub(crate) struct Group {
    /// Where the list stands in the body.
    pub(crate) path: &'static str,
    /// What one of them is: "Person or service".
    pub(crate) title: &'static str,
    /// The questions; paths count from one of the list.
    pub(crate) items: &'static [Item],
}

/// One question.
pub(crate) struct Item {
    /// Where the answer stands, with dots; one that begins with `_` is for the form alone.
    pub(crate) path: &'static str,
    /// The question.
    pub(crate) label: &'static str,
    /// A word of help; empty for none.
    pub(crate) hint: &'static str,
    /// How it is asked and read.
    pub(crate) ask: Ask,
    /// Whether there must be an answer.
    pub(crate) need: Need,
}

/// How a question is asked, and what its answer becomes.
#[derive(Clone, Copy)]
pub(crate) enum Ask {
    /// One line of so many characters: text without spaces at its ends.
    Line(u8),
    /// Several lines: text.
    Words(u8),
    /// Several lines, each a text of its own.
    Lines(u8),
    /// One line that is read by a function: a name, an NHS number, a postcode.
    Read(u8, fn(&str) -> Result<String, Problem>),
    /// A telephone number, as typed.
    Phone,
    /// A whole number.
    Number,
    /// Three boxes: a day.
    Day,
    /// Three boxes of which day and month may stay empty: as much of a day as is known.
    Partial,
    /// A day and a time: an instant.
    Moment,
    /// One of a few.
    Radios(Source),
    /// One of many.
    Select(Source),
    /// Any of them.
    Ticks(Source),
    /// Yes, or nothing; the words beside the box.
    Tick(&'static str),
    /// Decimal degrees of a place, kept in millionths; how they are read.
    Degrees(fn(&str) -> Result<i64, String>),
}

/// Where choices come from.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// The same for everybody; some codes end on a day.
    List(fn(Date) -> Vec<Choice>),
    /// Workers of the person's team.
    Workers,
    /// Those of them who give injections: nurses and doctors (T07).
    Givers,
}

/// Whether there must be an answer.
#[derive(Clone, Copy)]
pub(crate) enum Need {
    /// It may stay empty.
    No,
    /// It may not: what to say.
    Yes(&'static str),
    /// It may not when that other one has an answer: its path, what to say.
    With(&'static str, &'static str),
}

impl Item {
    /// A question that may stay open.
    pub(crate) const fn new(path: &'static str, label: &'static str, ask: Ask) -> Item {
        Item { path, label, hint: "", ask, need: Need::No }
    }

    /// The same with a word of help.
    pub(crate) const fn hint(self, hint: &'static str) -> Item {
        Item { hint, ..self }
    }

    /// The same with an answer needed.
    pub(crate) const fn needed(self, sentence: &'static str) -> Item {
        Item { need: Need::Yes(sentence), ..self }
    }

    /// The same with an answer needed when another question has one.
    pub(crate) const fn needed_with(self, other: &'static str, sentence: &'static str) -> Item {
        Item { need: Need::With(other, sentence), ..self }
    }
}
