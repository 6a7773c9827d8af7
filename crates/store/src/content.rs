//! The bytes of attached documents, beside the journal: written in the commit of their entry, never
//! changed, and held to it by their hash. What may be attached is decided in `care::document`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use care::document::Media;
use care::entry::attachment::Attachment;
use care::entry::{Body, Draft, Kind};
use care::picture::bared;
use care::problem::Problem;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::db::Tx;
use crate::error::StoreError;
use crate::params;
use crate::people::{self, Page};

/// The SHA-256 of some content, as an entry says it.
#[must_use]
pub fn sha256(content: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(content) {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The content of an attached document.
///
/// # Errors
/// The database.
pub fn of(tx: &mut Tx, entry: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT bytes FROM content WHERE entry = $1";
    Ok(tx.query_one(sql, &params![entry], |row| row.get(0))?)
}

/// Entries of a person that are looked through.
const MOST: u32 = 2_000;

/// The documents of a referral as they are now.
pub(crate) fn documents(tx: &mut Tx, person: Uuid, referral: Uuid) -> Result<Vec<Attachment>, StoreError> {
    let wanted = Page { kinds: vec![Kind::Attachment], before: None, most: MOST };
    let all = people::chronology(tx, person, &wanted)?.into_iter().filter_map(|entry| {
        let Body::Attachment(one) = entry.body else { return None };
        (one.referral == referral).then_some(one)
    });
    Ok(all.collect())
}

/// Content that came with a draft, looked at before the writer's transaction: reading megabytes there
/// would keep everybody else's entries waiting.
pub(crate) struct Sent {
    bytes: Vec<u8>,
    problem: Option<Problem>,
}

impl Sent {
    pub(crate) fn of(draft: &Draft, bytes: Vec<u8>) -> Sent {
        let problem = amiss(draft, &bytes).map(refusal);
        Sent { bytes, problem }
    }
}

/// What speaks against a draft and the content that came with it.
pub(crate) fn problem(draft: &Draft, sent: Option<&Sent>) -> Option<Problem> {
    match (sent, &draft.body) {
        (Some(sent), _) => sent.problem.clone(),
        (None, Body::Attachment(_)) if draft.from_version == 0 => {
            Some(refusal("Send the document itself with it: words about it alone are not enough.".to_owned()))
        }
        (None, _) => None,
    }
}

fn amiss(draft: &Draft, content: &[u8]) -> Option<String> {
    let Body::Attachment(document) = &draft.body else {
        return Some("Only an attached document comes with a file.".to_owned());
    };
    match Media::of(content) {
        Err(refused) => Some(refused),
        Ok(media) if media == document.media && is_of(content, document) => picture(media, content),
        Ok(_) => Some("The file is not the one that the entry describes: send it again.".to_owned()),
    }
}

/// A picture comes in without what it carried beside itself, whoever sends it (BI74).
fn picture(media: Media, content: &[u8]) -> Option<String> {
    match bared(media, content) {
        Ok(None) => None,
        Ok(Some(_)) => {
            Some("Take out of the picture what it carries beside itself, such as its place.".to_owned())
        }
        Err(sentence) => Some(sentence),
    }
}

fn refusal(sentence: String) -> Problem {
    Problem::new("file", sentence).rule("SV29")
}

fn is_of(content: &[u8], document: &Attachment) -> bool {
    u64::try_from(content.len()) == Ok(document.bytes) && sha256(content) == document.sha256
}

/// Keeps the content of an entry.
pub(crate) fn keep(tx: &mut Tx, entry: Uuid, sent: &Sent) -> Result<(), StoreError> {
    let bytes = sent.bytes.as_slice();
    tx.execute("INSERT INTO content (entry, bytes) VALUES ($1, $2)", &params![entry, bytes])?;
    Ok(())
}

/// Tells every document whose content is missing or is not what was signed, and content of no document.
pub(crate) fn verify(tx: &mut Tx, tell: &mut dyn FnMut(String)) -> Result<(), StoreError> {
    let sql = "SELECT id, body FROM entry WHERE kind = $1 AND version = 1 ORDER BY seq";
    let signed = tx.query(sql, &params![Kind::Attachment.text()], |row| {
        Ok((row.get::<Uuid>(0)?, Body::parse(Kind::Attachment, row.text(1)?)))
    })?;
    for (id, body) in &signed {
        // A body that does not read was told already.
        let Ok(Body::Attachment(document)) = body else { continue };
        match of(tx, *id)? {
            Some(content) if is_of(&content, document) => {}
            Some(_) => tell(format!("document {id}: its content is not what was signed")),
            None => tell(format!("document {id}: its content is missing")),
        }
    }
    let known: BTreeSet<Uuid> = signed.into_iter().map(|(id, _)| id).collect();
    let kept: Vec<Uuid> = tx.query("SELECT entry FROM content ORDER BY entry", &[], |row| row.get(0))?;
    for id in kept.into_iter().filter(|id| !known.contains(id)) {
        tell(format!("content {id}: belongs to no document of the journal"));
    }
    Ok(())
}
