//! What can go wrong in the store. What is wrong with an entry is not an error but an outcome.

use crate::db::DbError;

/// Why the store could not do something.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// What somebody looked at could not be written down, so it is not shown.
    #[error("the access log takes no more lines")]
    Unaudited,
    /// A stored body does not read as what it should be.
    #[error("entry {seq} does not read as {kind}: {why}")]
    Unreadable {
        /// Journal order.
        seq: i64,
        /// Kind as stored.
        kind: String,
        /// The reader's words.
        why: String,
    },
    /// The writer has stopped.
    #[error("the writer has stopped")]
    Stopped,
    /// Something asked for cannot be: a plain sentence.
    #[error("{0}")]
    Refused(String),
}
