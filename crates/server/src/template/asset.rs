//! What is built into the binary: templates, styles, scripts and icons, from our own folders and from
//! the prepared NHS package. Debug builds read them from disk. Does not speak HTTP.

use rust_embed::{EmbeddedFile, RustEmbed};
use std::borrow::Cow;
use std::fmt::Write as _;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/templates"]
struct OwnTemplates;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/static"]
struct OwnAssets;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/nhsuk/templates"]
struct NhsTemplates;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/nhsuk/assets"]
struct NhsAssets;

/// A file to serve under `/assets/`.
#[derive(Debug)]
pub(crate) struct Asset {
    /// The whole file.
    pub(crate) bytes: Cow<'static, [u8]>,
    /// Its media type, with the character set where it is text.
    pub(crate) mime: &'static str,
    /// A strong entity tag, in its quotes.
    pub(crate) etag: String,
}

/// The asset at a path as it stands after `/assets/`, if there is one.
pub(crate) fn asset(path: &str) -> Option<Asset> {
    let file = file(path)?;
    Some(Asset { etag: format!("\"{}\"", version(&file)), mime: mime(path)?, bytes: file.data })
}

/// The address of an asset, which changes when the asset does, so that browsers may keep it for ever.
pub(super) fn url(path: &str) -> Result<String, minijinja::Error> {
    let file = file(path).ok_or_else(|| {
        minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, format!("there is no asset {path}"))
    })?;
    Ok(format!("/assets/{path}?v={}", version(&file)))
}

/// The source of a template, by its name.
pub(super) fn template(name: &str) -> Option<String> {
    let file =
        if name.starts_with(super::nhs::FOLDER) { NhsTemplates::get(name) } else { OwnTemplates::get(name) };
    String::from_utf8(file?.data.into_owned()).ok()
}

/// The names of all templates, ours and the design system's.
pub(super) fn template_names() -> Vec<String> {
    OwnTemplates::iter().chain(NhsTemplates::iter()).map(Cow::into_owned).collect()
}

fn file(path: &str) -> Option<EmbeddedFile> {
    OwnAssets::get(path).or_else(|| NhsAssets::get(path))
}

/// Eight bytes of the digest: enough to tell versions of one file apart.
fn version(file: &EmbeddedFile) -> String {
    file.metadata.sha256_hash().iter().take(8).fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn mime(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    Some(match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webmanifest" => "application/manifest+json",
        _ => return None,
    })
}
