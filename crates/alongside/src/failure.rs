//! Why a command did not do what it was asked, and the exit status that says so.

use std::process::ExitCode;

use store::StoreError;
use store::db::DbError;

/// Not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Refused, or something differs: exit status 1.
    #[error("{0}")]
    Refused(String),
    /// Wrong use of the command line or the configuration: exit status 2.
    #[error("{0}")]
    WrongUse(String),
}

impl Failure {
    /// The exit status.
    pub(crate) fn status(&self) -> ExitCode {
        match self {
            Failure::Refused(_) => ExitCode::from(1),
            Failure::WrongUse(_) => ExitCode::from(2),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Failure::Refused(error.to_string())
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Failure::Refused(error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::Refused(error.to_string())
    }
}
