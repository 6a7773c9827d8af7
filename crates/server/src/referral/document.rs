//! Documents that came with a referral: attached, read, withdrawn. What a document is, is seen in its
//! content; it is handed out as a file under a name of ours and never shown within a page (SV29, SV30).

use care::document::{self, Media};
use care::entry::attachment::Attachment;
use care::entry::{Body, Draft, Entry, Kind};
use care::moment;
use care::problem::{Problem, Problems};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use store::Outcome;
use store::people::Page;
use uuid::Uuid;

use super::{Found, one};
use crate::app::App;
use crate::contact::typed::Typed;
use crate::error::PageError;
use crate::record::Sent;
use crate::request::{Reply, Request};
use crate::scan::{self, Said};

/// Documents of a person that are looked through.
const MOST: u32 = 500;

/// A document as lists show it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Row {
    /// Its entry.
    pub(crate) id: Uuid,
    /// The version of its entry; a withdrawal is made from it.
    pub(crate) version: u32,
    /// What it is.
    pub(crate) what: String,
    /// The name of the file.
    pub(crate) file_name: String,
    /// What its content is.
    pub(crate) media: Media,
    /// How many bytes.
    pub(crate) bytes: u64,
    /// SHA-256 of its content.
    pub(crate) sha256: String,
    /// When it was attached.
    pub(crate) attached_at: Timestamp,
    /// Who attached it.
    pub(crate) attached_by: String,
    /// What the picture carried beside itself was taken out (BI74).
    pub(crate) bared: bool,
    /// Why nobody is to rely on it any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) withdrawn: Option<String>,
    /// Who withdrew it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) withdrawn_by: Option<String>,
}

/// The documents of a referral, the first one first.
///
/// # Errors
/// The database.
pub(crate) fn rows(app: &App, found: &Found) -> Result<Vec<Row>, PageError> {
    let wanted = Page { kinds: vec![Kind::Attachment], before: None, most: MOST };
    let person = found.line.person;
    let mut rows = Vec::new();
    for entry in app.store.read(|tx| store::people::chronology(tx, person, &wanted))? {
        if matches!(&entry.body, Body::Attachment(one) if one.referral == found.entry.id) {
            rows.extend(row(app, entry)?);
        }
    }
    rows.reverse();
    Ok(rows)
}

fn row(app: &App, entry: Entry) -> Result<Option<Row>, PageError> {
    let directory = app.store.directory();
    let name = |staff: Uuid| directory.staff_name(staff).to_owned();
    let withdrawn_by = (entry.version > 1).then(|| name(entry.author));
    let first = if entry.version > 1 {
        app.store.read(|tx| store::journal::history(tx, entry.id))?.into_iter().next()
    } else {
        None
    };
    let (author, at) =
        first.map_or((entry.author, entry.recorded_at), |first| (first.author, first.recorded_at));
    let Body::Attachment(one) = entry.body else { return Ok(None) };
    Ok(Some(Row {
        id: entry.id,
        version: entry.version,
        what: one.what,
        file_name: one.file_name,
        media: one.media,
        bytes: one.bytes,
        sha256: one.sha256,
        attached_at: at,
        attached_by: name(author),
        withdrawn_by: withdrawn_by.filter(|_| one.withdrawn.is_some()),
        bared: one.bared,
        withdrawn: one.withdrawn,
    }))
}

/// The documents and the form for another one, as the page of the referral shows them.
///
/// # Errors
/// The database.
pub(super) fn view(
    app: &App,
    request: &Request,
    found: &Found,
    problems: &[Problem],
) -> Result<serde_json::Value, PageError> {
    let error = |field: &str| problems.iter().find(|one| one.field == field).map(|one| &one.sentence);
    let typed = |name: &str, fresh: String| match request.field(name) {
        "" => fresh,
        typed => typed.to_owned(),
    };
    let rows: Vec<_> = rows(app, found)?
        .into_iter()
        .map(|row| {
            json!({
                "kind": row.media.label(),
                "size": document::size(row.bytes),
                "at": moment::utc_text(row.attached_at),
                "error": error(&withdrawn_field(row.id)),
                "row": row,
            })
        })
        .collect();
    Ok(json!({
        "rows": rows,
        "entry": typed("entry", Uuid::now_v7().to_string()),
        "shown_at": typed("shown_at", moment::utc_text(app.now())),
        "what": request.field("what"),
        "what_error": error("what"),
        "file_error": error("file"),
        "most": care::settings::DOCUMENT_BYTES_MOST,
        "too_large": document::too_large(),
        "scanned": app.config.scanner.is_some(),
        "count_most": care::settings::DOCUMENTS_MOST,
        "most_words": document::size(care::settings::DOCUMENT_BYTES_MOST),
    }))
}

fn withdrawn_field(document: Uuid) -> String {
    format!("withdrawn-{document}")
}

/// `POST /referrals/{entry}/documents`
pub(crate) fn add(app: &App, request: &Request) -> Result<Reply, PageError> {
    let found = Found::of(app, request, "attach document")?;
    let mut typed = Typed::new(&request.form);
    let (id, happened_at) = (typed.id("entry"), typed.shown_at(app.now()));
    let Some(id) = id else {
        return Err(PageError::BadRequest("This form is too old: open it again.".to_owned()));
    };
    match Sent::of(Some(attach(app, request, &found, (id, happened_at))?))? {
        Sent::Done => Ok(Reply::To(format!("/referrals/{}?recorded={id}#documents", found.entry.id))),
        Sent::Refused(mut problems) => {
            if !request.files.is_empty() && problems.iter().all(|one| one.field != "file") {
                let again = "Choose the file again: a browser does not keep it.";
                problems.push(Problem::new("file", again));
            }
            one::draw(app, request, &found, &problems)
        }
        Sent::Stale(theirs) => Err(PageError::Conflict(theirs)),
    }
}

/// Records what was sent with a form: the field `what` and one file. All that is wrong is told at once.
///
/// # Errors
/// The database.
pub(crate) fn attach(
    app: &App,
    request: &Request,
    found: &Found,
    (id, happened_at): (Uuid, Timestamp),
) -> Result<Outcome, PageError> {
    let mut typed = Typed::new(&request.form);
    let what = typed.words("what", care::settings::DOCUMENT_NAME_MOST);
    let mut problems = std::mem::take(&mut typed.problems);
    if problems.is_empty() {
        problems.require(what.is_some(), "what", "Say what the document is.");
    }
    let file = file(request, &mut problems);
    let file =
        file.and_then(|(media, name, content)| Some((media, name, bare(media, content, &mut problems)?)));
    let (Some(what), Some((media, name, (content, bared))), true) = (what, file, problems.is_empty()) else {
        return Ok(Outcome::Refused(problems.into_vec()));
    };
    // Who does not answer refuses nothing: it is asked again before anybody opens the document.
    if let Said::Found(virus) = scan::ask(app.config.scanner.as_deref(), &content) {
        let sentence =
            format!("The virus scanner finds {virus} in this file: it is not kept. Tell whoever sent it.");
        return Ok(Outcome::Refused(vec![Problem::new("file", sentence).rule("SV31")]));
    }
    let body = Attachment {
        referral: found.entry.id,
        what: what.trim().to_owned(),
        file_name: document::file_name(name, media),
        media,
        bytes: u64::try_from(content.len()).unwrap_or(u64::MAX),
        sha256: store::content::sha256(&content),
        bared,
        withdrawn: None,
    };
    let draft = Draft {
        id,
        subject: found.line.person,
        team: found.entry.team,
        happened_at,
        from_version: 0,
        reason: None,
        body: Body::Attachment(body),
    };
    Ok(app.store.attach(request.actor()?, draft, content, app.now())?)
}

/// The content as it is kept: a picture without what it carries beside itself, and whether it did (BI74).
fn bare(media: Media, content: &[u8], problems: &mut Problems) -> Option<(Vec<u8>, bool)> {
    match care::picture::bared(media, content) {
        Ok(bare) => Some((bare.clone().unwrap_or_else(|| content.to_vec()), bare.is_some())),
        Err(sentence) => {
            problems.add(Problem::new("file", sentence).rule("BI74"));
            None
        }
    }
}

/// The one file of a form: what it is, its name as sent, its content.
fn file<'a>(request: &'a Request, problems: &mut Problems) -> Option<(Media, &'a str, &'a [u8])> {
    let sent: Vec<_> = request
        .files
        .iter()
        .filter(|(field, name, content)| field == "file" && !(name.is_empty() && content.is_empty()))
        .collect();
    let refuse = |problems: &mut Problems, sentence: String| {
        problems.add(Problem::new("file", sentence).rule("SV29"));
        None
    };
    match sent.as_slice() {
        [] => refuse(problems, "Choose the file of the document.".to_owned()),
        [(_, name, content)] => match Media::of(content) {
            Ok(media) => Some((media, name, content)),
            Err(sentence) => refuse(problems, sentence),
        },
        [_, _, ..] => refuse(problems, "Attach one document at a time.".to_owned()),
    }
}

/// A document of the referral of the path.
fn named(app: &App, request: &Request, found: &Found) -> Result<(Entry, Attachment), PageError> {
    let id = request.id("document")?;
    let entry = app.store.read(|tx| store::people::entry(tx, id))?.ok_or(PageError::NotFound)?;
    let Body::Attachment(document) = &entry.body else { return Err(PageError::NotFound) };
    if entry.subject != found.line.person || document.referral != found.entry.id {
        return Err(PageError::NotFound);
    }
    let document = document.clone();
    Ok((entry, document))
}

/// `GET /referrals/{entry}/documents/{document}`
pub(crate) fn read(app: &App, request: &Request) -> Result<Reply, PageError> {
    content(app, request, &Found::of(app, request, "read document")?)
}

/// The content of a document, to be kept as a file.
///
/// # Errors
/// `NotFound` when there is none; `Status` when it was withdrawn, or the virus scanner finds something or
/// does not answer (SV31); the database.
pub(crate) fn content(app: &App, request: &Request, found: &Found) -> Result<Reply, PageError> {
    let (entry, document) = named(app, request, found)?;
    if document.withdrawn.is_some() {
        let sentence = "This document was withdrawn: it is not handed out any more. The referral says why.";
        return Err(PageError::Status(axum::http::StatusCode::GONE, sentence.to_owned()));
    }
    let bytes = app.store.read(|tx| store::content::of(tx, entry.id))?;
    let bytes = bytes.filter(|bytes| store::content::sha256(bytes) == document.sha256);
    let bytes =
        bytes.ok_or_else(|| PageError::Broken(format!("document {}: not what was signed", entry.id)))?;
    match scan::ask(app.config.scanner.as_deref(), &bytes) {
        Said::Clean | Said::NotAsked => {}
        Said::Found(virus) => {
            let sentence = format!(
                "The virus scanner finds {virus} in this document: it is not handed out. Withdraw it, and tell whoever sent it."
            );
            return Err(PageError::Status(axum::http::StatusCode::FORBIDDEN, sentence));
        }
        Said::Silent => {
            let sentence = "The virus scanner does not answer: nobody opens a document until it does. Try again in some minutes.";
            return Err(PageError::Status(axum::http::StatusCode::SERVICE_UNAVAILABLE, sentence.to_owned()));
        }
    }
    let short = document.sha256.get(..8).unwrap_or_default();
    Ok(Reply::Download {
        kind: document.media.mime(),
        name: format!("document-{short}.{}", document.media.ending()),
        bytes,
    })
}

/// `POST /referrals/{entry}/documents/{document}/withdraw`
pub(crate) fn withdraw(app: &App, request: &Request) -> Result<Reply, PageError> {
    let found = Found::of(app, request, "withdraw document")?;
    let (entry, document) = named(app, request, &found)?;
    let field = withdrawn_field(entry.id);
    let mut typed = Typed::new(&request.form);
    let why = typed.words(&field, 2_000);
    if typed.problems.is_empty() {
        typed.problems.require(why.is_some(), &field, "Say why nobody is to rely on the document.");
    }
    let problems = typed.problems.into_vec();
    let (Some(why), true) = (why, problems.is_empty()) else {
        return one::draw(app, request, &found, &problems);
    };
    let draft = Draft {
        id: entry.id,
        subject: entry.subject,
        team: entry.team,
        happened_at: entry.happened_at,
        from_version: request.field("from_version").parse().unwrap_or(entry.version),
        reason: None,
        body: Body::Attachment(Attachment { withdrawn: Some(why), ..document }),
    };
    let outcome = app.store.append(request.actor()?, vec![draft], app.now())?.pop();
    match Sent::of(outcome)? {
        Sent::Done => Ok(Reply::To(format!("/referrals/{}#documents", found.entry.id))),
        Sent::Refused(mut problems) => {
            problems.iter_mut().filter(|one| one.field == "withdrawn").for_each(|one| {
                one.field.clone_from(&field);
            });
            one::draw(app, request, &found, &problems)
        }
        Sent::Stale(theirs) => Err(PageError::Conflict(theirs)),
    }
}
