//! A team's present caseload as a spreadsheet exports it. `read` turns bytes into rows, `facts` turns a
//! row into checked values with every fault named, `drafts` turns those into entries for `append`.

mod drafts;
mod facts;
mod table;

pub use drafts::{Known, Prepared, drafts, person_id};
pub use facts::{Facts, facts};
pub(crate) use table::decode;
pub use table::{Row, Table, read};

/// A column that is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading; case, spaces and underscores do not matter.
    pub name: &'static str,
    /// What it holds.
    pub about: &'static str,
    /// Whether a row is refused without it.
    pub needed: bool,
}

const fn column(name: &'static str, needed: bool, about: &'static str) -> Column {
    Column { name, about, needed }
}

/// Every column that is understood. Others are named in the report and left alone.
pub const COLUMNS: &[Column] = &[
    column("nhs_number", false, "Ten digits with or without spaces. Empty: the number is to be traced."),
    column("family_name", true, "Family name, or the only name."),
    column("given_name", false, "Given names."),
    column("likes_to_be_called", false, "The name the person likes."),
    column("birth_date", true, "A day, a month and year (1980-05), or a year."),
    column("gender", false, "male, female, non-binary, other, declined; empty: not asked."),
    column("sex_at_birth", false, "male or female; empty: not known."),
    column("ethnicity", false, "National code A to S, Z or 99; empty: not asked."),
    column("language", false, "Language by name or ISO 639-1 code."),
    column("interpreter", false, "What interpreter is needed."),
    column("faith", false, "In words."),
    column("address", false, "Address, lines separated by commas."),
    column("postcode", false, "Postcode, or NFA for no fixed abode."),
    column("phone", false, "Telephone number, here or abroad."),
    column("gp_practice", false, "ODS code of the GP practice."),
    column("referred_on", true, "The day the referral was received."),
    column("accepted_on", false, "The day the team took the person on; empty: the day of the referral."),
    column("key_worker", false, "Name of a member of staff of the team."),
    column("last_seen_on", false, "The day the person was last seen."),
    column("tier", false, "red, amber, green, blue or grey."),
    column("tier_reason", false, "Why. Needed when there is a tier."),
    column("plan_reviewed_on", false, "The day the care plan was last reviewed."),
    column("section", false, "Legal status by national code or words, for example 3 or Section 3."),
    column("cto", false, "yes when under a community treatment order."),
    column("section_from", false, "First day. Needed when there is a section."),
    column("section_expires_on", false, "Last day as on the papers."),
    column("injection", false, "Medicine as prescribed."),
    column("injection_days", false, "Days from one to the next. Needed when there is an injection."),
    column("injection_given_on", false, "The last one given."),
    column("injection_due_on", false, "The next one due; empty: given plus the days."),
    column("local_number", false, "The person's number in the record before this one."),
];

/// How dates with slashes are meant: 01/02/2026 is a question until somebody answers it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// Refuse them; only 2026-02-01 and 1 February 2026 are read.
    #[default]
    NotSaid,
    /// 01/02/2026 is 1 February.
    DayFirst,
    /// 01/02/2026 is 2 January.
    MonthFirst,
}

/// How the bytes are text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, or UTF-16 with its mark.
    #[default]
    Unicode,
    /// An old spreadsheet's Windows-1252.
    Windows1252,
}

/// What whoever imports has said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// How dates with slashes are meant.
    pub dates: DateOrder,
    /// How the bytes are text.
    pub encoding: Encoding,
}

/// Something wrong with one cell, or with a row when the column is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line in the file; the heading is line 1.
    pub line: u64,
    /// Column by its heading.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What to do.
    pub sentence: String,
}

#[cfg(test)]
mod tests;
