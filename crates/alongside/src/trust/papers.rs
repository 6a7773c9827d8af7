//! Documents that come with the invented referrals: a discharge summary, a care plan, a note in somebody's
//! hand, and one that was attached by mistake and withdrawn. They are real files about nobody.

use care::document::{Media, file_name};
use care::entry::Body;
use care::entry::attachment::Attachment;
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use super::World;
use super::feed::Note;
use super::way_in::Way;

/// A file.
struct Paper {
    what: &'static str,
    name: &'static str,
    media: Media,
    content: &'static [u8],
}

const SUMMARY: Paper = Paper {
    what: "Discharge summary of the last stay",
    name: "discharge-summary.pdf",
    media: Media::Pdf,
    content: include_bytes!("papers/discharge-summary.pdf"),
};
const PLAN: Paper = Paper {
    what: "Care plan of the community team",
    name: "care-plan.docx",
    media: Media::Docx,
    content: include_bytes!("papers/care-plan.docx"),
};
const NOTE: Paper = Paper {
    what: "Note that a neighbour put through the letter box",
    name: "neighbour.png",
    media: Media::Png,
    content: include_bytes!("papers/neighbour.png"),
};

/// How much came with a referral.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Came {
    /// Nothing.
    Nothing,
    /// The discharge summary.
    Summary,
    /// All of it, and one that was withdrawn.
    All,
}

/// Attaches what came with a referral, a few minutes after it was written down.
pub(crate) fn attach(
    world: &mut World<'_>,
    way: &Way<'_>,
    (subject, referral): (Uuid, Uuid),
    when: Timestamp,
    came: Came,
) {
    let papers: &[&Paper] = match came {
        Came::Nothing => &[],
        Came::Summary => &[&SUMMARY],
        Came::All => &[&SUMMARY, &PLAN, &NOTE, &PLAN],
    };
    for (place, paper) in papers.iter().enumerate() {
        let minutes = i64::try_from(place + 1).unwrap_or(1).minutes();
        let at = when.checked_add(minutes).unwrap_or(when);
        let id = Uuid::new_v5(&referral, format!("document {place}").as_bytes());
        let body = Attachment {
            referral,
            what: paper.what.to_owned(),
            file_name: file_name(paper.name, paper.media),
            media: paper.media,
            bytes: u64::try_from(paper.content.len()).unwrap_or(u64::MAX),
            sha256: store::content::sha256(paper.content),
            bared: false,
            withdrawn: None,
        };
        let note = |at, body| Note { at, subject, team: Some(way.team), happened_at: when, body };
        let first = note(at, Body::Attachment(body.clone())).first(id);
        world.feed.attach(&way.administrator, first, paper.content.to_vec());
        if place == 3 {
            let later = at.checked_add(2.minutes()).unwrap_or(at);
            let gone = Attachment { withdrawn: Some("The same plan, attached twice".to_owned()), ..body };
            world.feed.put(&way.administrator, note(later, Body::Attachment(gone)).version(id, 1, None));
        }
    }
}
