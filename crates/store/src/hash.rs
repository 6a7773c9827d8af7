//! The chain: each entry's hash covers the one before it about the same subject, so that a changed,
//! removed or inserted row shows. What it cannot show without an outside checkpoint is a cut tail.

use care::entry::Entry;
use sha2::{Digest, Sha256};

/// The hash of an entry after `previous`; every field with its length in front.
pub(crate) fn of(previous: &[u8; 32], entry: &Entry, body: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    let mut field = |text: &str| {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text.as_bytes());
    };
    field(&entry.id.to_string());
    field(&entry.version.to_string());
    field(entry.kind().text());
    field(&entry.subject.to_string());
    field(&entry.team.map(|team| team.to_string()).unwrap_or_default());
    field(&entry.author.to_string());
    field(&format!("{:.6}", entry.happened_at));
    field(&format!("{:.6}", entry.recorded_at));
    field(entry.reason.as_deref().unwrap_or("\u{0}"));
    field(body);
    hasher.finalize().into()
}
