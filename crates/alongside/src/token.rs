//! `token`: a bearer token for a program. Only its hash is kept; it is shown once.

use jiff::{Timestamp, ToSpan};
use server::password;
use store::Store;
use store::accounts::{self, Session, SessionKind};

use crate::cli::Token;
use crate::config::{Config, must_exist};
use crate::failure::Failure;
use crate::progress::say;

/// Days a token is good for.
const DAYS: i64 = 90;

/// Prints a new token.
pub(crate) fn run(options: &Token, config: &Config) -> Result<(), Failure> {
    let target = config.target(&options.place)?;
    must_exist(&target)?;
    let store = Store::open(&target)?;
    let login = options.login.trim().to_lowercase();
    let account = store
        .read(|tx| accounts::by_login(tx, &login))?
        .filter(|account| !account.disabled)
        .ok_or_else(|| Failure::Refused(format!("There is no log-in \u{201c}{login}\u{201d}.")))?;
    let token = password::token().map_err(Failure::Refused)?;
    let now = server::Clock::starting(None).now();
    let session = Session {
        token_hash: password::token_hash(&token),
        account: account.id,
        login: account.login,
        staff: account.staff,
        kind: SessionKind::Bearer,
        csrf: password::token().map_err(Failure::Refused)?,
        created_at: now,
        seen_at: now,
        ends_at: ends(now),
    };
    store.write(move |tx| accounts::start_session(tx, &session))?;
    say(&token)
}

fn ends(now: Timestamp) -> Timestamp {
    now.checked_add((DAYS * 24).hours()).unwrap_or(now)
}
