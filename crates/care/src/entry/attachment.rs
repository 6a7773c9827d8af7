//! A document that came with a referral. The entry says what it is; its bytes are kept by the store
//! beside the journal, in the same commit, and belong to the entry by their hash. Which kind of content
//! it is was found by looking at the bytes (`crate::document`), never at the name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::{maybe, needed};
use crate::document::{self, Media};
use crate::problem::{Problem, Problems};
use crate::settings;

/// An attached document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// The referral it came with.
    pub referral: Uuid,
    /// What it is: "Discharge summary of May".
    pub what: String,
    /// The name of the file as it was sent, cleaned; for reading only.
    pub file_name: String,
    /// What its content is.
    pub media: Media,
    /// How many bytes.
    pub bytes: u64,
    /// SHA-256 of the content, as 64 hexadecimal digits.
    pub sha256: String,
    /// What the picture carried beside itself, such as where it was taken, was taken out (BI74).
    #[serde(default, skip_serializing_if = "is_false")]
    pub bared: bool,
    /// Why nobody is to rely on it any more: it was attached by mistake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the serializer passes a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

impl Attachment {
    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        needed(&mut problems, "what", &self.what, "Say what the document is.");
        maybe(&mut problems, "what", Some(&self.what), settings::DOCUMENT_NAME_MOST);
        problems.require_rule(
            document::file_name(&self.file_name, self.media) == self.file_name,
            "SV30",
            "file_name",
            "Send the name of the file alone, without a folder or hidden characters.",
        );
        problems.require_rule(
            (1..=settings::DOCUMENT_BYTES_MOST).contains(&self.bytes),
            "SV29",
            "file",
            document::too_large(),
        );
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        let whole = self.sha256.len() == 64 && self.sha256.bytes().all(hex);
        problems.require(whole, "sha256", "Send the SHA-256 of the content as 64 hexadecimal digits.");
        if let Some(why) = &self.withdrawn {
            needed(&mut problems, "withdrawn", why, "Say why nobody is to rely on the document.");
            maybe(&mut problems, "withdrawn", Some(why), 2_000);
        }
        problems.into_vec()
    }

    /// Whether another version speaks of the very same document.
    #[must_use]
    pub fn same_document(&self, other: &Attachment) -> bool {
        let of = |one: &Attachment| {
            (one.referral, one.file_name.clone(), one.media, one.bytes, one.sha256.clone(), one.bared)
        };
        of(self) == of(other)
    }
}
