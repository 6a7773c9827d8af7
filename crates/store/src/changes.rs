//! What came into the journal, for those who watch: what changed about whom, from a place in the journal on.
//! It reads; what watchers were told of is in `heard`.

use care::entry::Kind;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::StoreError;
use crate::params;

/// Something new in the journal, for those who watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Place in the journal.
    pub seq: i64,
    /// About whom.
    pub subject: Uuid,
    /// Which kind.
    pub kind: Kind,
    /// The team whose lists change.
    pub team: Option<Uuid>,
    /// The team under which the entry was written, which may be another.
    pub written_under: Option<Uuid>,
    /// Whether it is a later version, which may undo what an earlier one did.
    pub later_version: bool,
}

/// The last place in the journal; 0 when it is empty.
pub(crate) fn last_seq(tx: &mut Tx) -> Result<i64, StoreError> {
    Ok(tx.query_one("SELECT coalesce(max(seq), 0) FROM entry", &[], |row| row.get(0))?.unwrap_or(0))
}

/// Most changes that are read at once.
pub(crate) const CHANGES_MOST: usize = 5_000;

/// What came into the journal after a place in it, at most `CHANGES_MOST` at once.
pub(crate) fn changes_since(tx: &mut Tx, seq: i64) -> Result<Vec<Change>, StoreError> {
    let rows = tx.query(
        "SELECT e.seq, e.subject, e.kind, coalesce(l.team, e.team), e.team, e.version FROM entry e
         LEFT JOIN line l ON l.person = e.subject WHERE e.seq > $1 ORDER BY e.seq LIMIT 5000",
        &params![seq],
        |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                Kind::from_text(row.text(2)?),
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
            ))
        },
    )?;
    let known = |(seq, subject, kind, team, written_under, version): (_, _, Option<Kind>, _, _, u32)| {
        Some(Change { seq, subject, kind: kind?, team, written_under, later_version: version > 1 })
    };
    Ok(rows.into_iter().filter_map(known).collect())
}
