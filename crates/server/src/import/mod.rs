//! Bringing in a team's caseload: the same `run` serves the page and the command line. Each row is
//! recorded whole or not at all, through the same append as everything else.

mod page;
#[cfg(test)]
mod tests;

use care::access::Actor;
use exchange::caseload::{self, Fault, Known, Options, Prepared};
use jiff::Timestamp;
use store::{Outcome, Store, StoreError};
use uuid::Uuid;

pub(crate) use page::{form, take};

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// So many entries are recorded, or would be.
    Recorded(usize),
    /// Everything in it is known already.
    Unchanged,
    /// Nothing of it is recorded; the faults say why.
    Refused,
}

/// One row of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowReport {
    /// Line in the file.
    pub line: u64,
    /// What became of it.
    pub became: Became,
    /// Everything that is wrong with it.
    pub faults: Vec<Fault>,
    /// What is known already and differs.
    pub notes: Vec<String>,
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Every row, in order.
    pub rows: Vec<RowReport>,
    /// Headings that were left alone.
    pub unknown: Vec<String>,
    /// Nothing was kept: it was only tried.
    pub only_tried: bool,
}

impl Report {
    /// Rows recorded, unchanged, refused.
    #[must_use]
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |wanted: fn(&Became) -> bool| self.rows.iter().filter(|r| wanted(&r.became)).count();
        (
            count(|b| matches!(b, Became::Recorded(_))),
            count(|b| *b == Became::Unchanged),
            count(|b| *b == Became::Refused),
        )
    }

    /// One sentence over all.
    #[must_use]
    pub fn summary(&self) -> String {
        let (recorded, unchanged, refused) = self.counts();
        let verb = if self.only_tried { "would be recorded" } else { "recorded" };
        format!("{recorded} rows {verb}, {unchanged} known already, {refused} refused.")
    }
}

/// Where a file goes and in whose name.
pub struct Import<'a> {
    /// The record.
    pub store: &'a Store,
    /// Who signs.
    pub actor: &'a Actor,
    /// The team that takes the caseload over.
    pub team: Uuid,
    /// The server's clock.
    pub now: Timestamp,
    /// What whoever imports has said about the file.
    pub options: Options,
    /// Try only, keep nothing.
    pub only_try: bool,
}

impl Import<'_> {
    /// Brings in a file. `progress` is told rows done and in all.
    ///
    /// # Errors
    /// The sentence of a file that cannot be read at all; the database.
    pub fn run(&self, bytes: &[u8], mut progress: impl FnMut(usize, usize)) -> Result<Report, StoreError> {
        let table = caseload::read(bytes, self.options).map_err(StoreError::Refused)?;
        let mut report = Report { unknown: table.unknown, only_tried: self.only_try, ..Report::default() };
        for (done, row) in table.rows.iter().enumerate() {
            let prepared = match caseload::facts(row, self.options) {
                Ok(facts) => self.prepare(&facts)?,
                Err(faults) => Err(faults),
            };
            report.rows.push(match prepared {
                Ok(prepared) => self.record(row.line, prepared)?,
                Err(faults) => {
                    RowReport { line: row.line, became: Became::Refused, faults, notes: Vec::new() }
                }
            });
            progress(done + 1, table.rows.len());
        }
        Ok(report)
    }

    fn prepare(&self, facts: &caseload::Facts) -> Result<Result<Prepared, Vec<Fault>>, StoreError> {
        let directory = self.store.directory();
        let staff = directory.workers(self.team, care::moment::local_day(self.now));
        let line = self.store.read(|tx| {
            let by_number = match &facts.nhs_number {
                Some(number) => store::people::by_nhs_number(tx, number.as_str())?,
                None => None,
            };
            store::people::line(tx, by_number.unwrap_or_else(|| caseload::person_id(facts)))
        })?;
        let line = line.filter(|line| self.actor.in_team(line.team()));
        Ok(caseload::drafts(
            facts,
            &Known { team: self.team, line: line.as_ref(), staff: &staff, now: self.now },
        ))
    }

    fn record(&self, line: u64, prepared: Prepared) -> Result<RowReport, StoreError> {
        let many = prepared.drafts.len();
        let mut report =
            RowReport { line, became: Became::Unchanged, faults: Vec::new(), notes: prepared.notes };
        if many == 0 {
            return Ok(report);
        }
        let outcomes = self.store.append_whole(self.actor, prepared.drafts, self.now, self.only_try)?;
        let mut fault = |column: &str, sentence: &str| {
            report.faults.push(Fault {
                line,
                column: column.to_owned(),
                value: String::new(),
                sentence: sentence.to_owned(),
            });
        };
        let mut new = 0;
        for outcome in outcomes {
            match outcome {
                Outcome::Recorded(_) => new += 1,
                Outcome::AlreadyRecorded(_) => {}
                Outcome::Refused(problems) => problems.iter().for_each(|p| fault(&p.field, &p.sentence)),
                Outcome::Conflict(_) => fault("", "The record says otherwise already; it stands."),
                Outcome::Forbidden => fault("", "Your role may not record this."),
                Outcome::NotFound => fault("", "This person is with another team: ask for a transfer."),
            }
        }
        report.became = match (report.faults.is_empty(), new) {
            (false, _) => Became::Refused,
            (true, 0) => Became::Unchanged,
            (true, new) => Became::Recorded(new),
        };
        Ok(report)
    }
}
