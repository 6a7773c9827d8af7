//! What the database layer refuses or cannot do. No message ever holds the value of a parameter or
//! of a column: these errors are logged.

/// Why a database call did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// Others hold the database for longer than we wait. Nothing was written; try again.
    #[error("the database is busy, nothing was written")]
    Busy,
    /// A row with the same unique value exists already. Nothing was written.
    #[error("{table}: a row with this {columns} exists already")]
    Conflict {
        /// The table that holds the row.
        table: String,
        /// The columns of the unique constraint, `a, b`; or its name where the engine tells no columns.
        columns: String,
    },
    /// The commit was sent but not confirmed: the change may or may not be kept. Ask again by id.
    #[error("it is not known whether the change was kept")]
    Unknown,
    /// A text holds a NUL character, which PostgreSQL cannot store; refused on both engines.
    #[error("a text holds a NUL character, which cannot be stored")]
    Nul,
    /// The statement, the connection or the data is wrong; the text is for the log.
    #[error("database error: {0}")]
    Broken(String),
    /// The database may not be used as it is; the text is a plain sentence for whoever runs it.
    #[error("{0}")]
    Refused(String),
}

impl DbError {
    /// A fault in stored data that the caller found while reading a row (say what, never the value).
    pub fn broken(problem: impl std::fmt::Display) -> Self {
        Self::Broken(problem.to_string())
    }
}
