//! `rebuild` makes the derived rows anew from the journal, in one transaction. It changes no entry,
//! and repairs none: what was tampered with is told by `verify`.

use std::collections::BTreeMap;

use care::entry::Entry;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::StoreError;
use crate::schema::DERIVED;
use crate::{derived, journal, params, verify};

/// The current version of each entry about a subject, from the journal itself.
pub(crate) fn current(entries: &[Entry]) -> Vec<Entry> {
    let mut latest: BTreeMap<Uuid, &Entry> = BTreeMap::new();
    for entry in entries {
        let newest = latest.entry(entry.id).or_insert(entry);
        if newest.version < entry.version {
            *newest = entry;
        }
    }
    let mut heads: Vec<Entry> = latest.into_values().cloned().collect();
    heads.sort_by_key(|e| (e.happened_at, e.seq));
    heads
}

/// Makes every derived row anew, in one transaction. `progress` is told subjects done and in all.
///
/// # Errors
/// The database; a body that does not read.
pub fn rebuild(tx: &mut Tx, progress: &mut dyn FnMut(usize, usize)) -> Result<(), StoreError> {
    for table in DERIVED {
        tx.execute(&format!("DELETE FROM {table}"), &[])?;
    }
    let subjects = verify::by_subject(tx)?;
    for (done, seqs) in subjects.values().enumerate() {
        let last = seqs.last().copied().unwrap_or_default();
        let hash: [u8; 32] = tx
            .query_one("SELECT hash FROM entry WHERE seq = $1", &params![last], |row| row.get(0))?
            .unwrap_or_default();
        let entries = entries(tx, seqs)?;
        derived::rewrite(tx, &current(&entries), &hash)?;
        progress(done + 1, subjects.len());
    }
    Ok(())
}

/// The entries at these places of the journal.
fn entries(tx: &mut Tx, seqs: &[i64]) -> Result<Vec<Entry>, StoreError> {
    let places = crate::db::placeholders(1, verify::AT_ONCE);
    let sql = concat_sql!("SELECT ", " FROM entry e WHERE e.seq IN (") + &places + ") ORDER BY e.seq";
    let mut all = Vec::with_capacity(seqs.len());
    for some in seqs.chunks(verify::AT_ONCE) {
        all.extend(journal::entries(tx, &sql, &verify::padded(some))?);
    }
    Ok(all)
}
