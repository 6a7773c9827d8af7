//! The chain: each entry's hash covers the one before it about the same subject, so that a changed,
//! removed or inserted row shows. What it cannot show without an outside checkpoint is a cut tail.

use care::entry::Entry;
use sha2::{Digest, Sha256};

/// How many fields of an entry the hash covers.
pub(crate) const FIELDS: usize = 10;
/// What stands for a reason that was not given; no text can hold it.
pub(crate) const NO_REASON: &str = "\u{0}";

/// The hash of what is stored after `previous`; every field with its length in front.
pub(crate) fn of(previous: &[u8], fields: &[String; FIELDS]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    for text in fields {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.finalize().into()
}

/// The fields of an entry as they will be stored.
pub(crate) fn fields(entry: &Entry, body: &str) -> [String; FIELDS] {
    [
        entry.id.to_string(),
        entry.version.to_string(),
        entry.kind().text().to_owned(),
        entry.subject.to_string(),
        entry.team.map(|team| team.to_string()).unwrap_or_default(),
        entry.author.to_string(),
        format!("{:.6}", entry.happened_at),
        format!("{:.6}", entry.recorded_at),
        entry.reason.clone().unwrap_or_else(|| NO_REASON.to_owned()),
        body.to_owned(),
    ]
}
