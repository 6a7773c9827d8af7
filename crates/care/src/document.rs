//! What a document that somebody sends is: found by looking at its first bytes, never at its name. Only
//! kinds of content are kept that a browser does not run. Nothing is unpacked or decoded here, so that
//! nothing in a document can do harm while it is looked at.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::settings;
use crate::text::is_hidden;

/// A kind of content that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    /// A PDF.
    Pdf,
    /// A picture.
    Png,
    /// A photograph.
    Jpeg,
    /// Plain text in UTF-8.
    Text,
    /// A Word document.
    Docx,
}

impl Media {
    /// Every kind.
    pub const ALL: &'static [Media] = &[Self::Pdf, Self::Png, Self::Jpeg, Self::Text, Self::Docx];

    /// As a page says it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Png => "PNG picture",
            Self::Jpeg => "JPEG picture",
            Self::Text => "Plain text",
            Self::Docx => "Word document",
        }
    }

    /// As a response says it.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Text => "text/plain; charset=utf-8",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    /// The ending of a file of this kind.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Text => "txt",
            Self::Docx => "docx",
        }
    }

    /// What the content is.
    ///
    /// # Errors
    /// One sentence that says what to attach instead.
    pub fn of(content: &[u8]) -> Result<Media, String> {
        if content.is_empty() {
            return Err("The file is empty. Choose it again, or another one.".to_owned());
        }
        if u64::try_from(content.len()).is_ok_and(|bytes| bytes > settings::DOCUMENT_BYTES_MOST) {
            return Err(too_large());
        }
        let archive = content.starts_with(b"PK\x03\x04");
        match infer::get(content).map(|found| found.mime_type()) {
            _ if archive && is_word(content) => Ok(Self::Docx),
            _ if archive => Err(format!("{} {KEPT}", instead("application/zip"))),
            // Readers search for the beginning of a PDF; a web page may hold one further down.
            Some("application/pdf") if content.starts_with(b"%PDF-") => Ok(Self::Pdf),
            Some("image/png") => Ok(Self::Png),
            Some("image/jpeg") => Ok(Self::Jpeg),
            Some(other) => Err(format!("{} {KEPT}", instead(other))),
            None => match std::str::from_utf8(content) {
                Ok(text) if is_markup(text) => Err(format!("{} {KEPT}", instead("text/html"))),
                Ok(text) if is_plain(text) => Ok(Self::Text),
                Ok(_) | Err(_) => Err(format!("What this file holds is not known. {KEPT}")),
            },
        }
    }
}

const KEPT: &str = "Attach a PDF, a PNG or JPEG picture, a Word document (DOCX) or plain text.";

/// What to say of content that is not kept.
fn instead(mime: &str) -> &'static str {
    match mime {
        "text/html" | "text/xml" | "application/xml" | "image/svg+xml" => {
            "This is a web page or XML, whatever its name says: print it as a PDF."
        }
        "image/heif" | "image/heic" | "image/avif" | "image/webp" | "image/tiff" | "image/gif"
        | "image/bmp" => "This kind of picture is not kept: save it as JPEG or PDF.",
        "application/pdf" => "This does not begin as a PDF does: save it as a PDF again.",
        "application/msword" | "application/x-ole-storage" | "application/rtf" => {
            "This is an old or locked Word document: save it as DOCX or PDF."
        }
        "application/zip"
        | "application/x-7z-compressed"
        | "application/gzip"
        | "application/vnd.rar"
        | "application/x-rar-compressed" => {
            "This is an archive, a spreadsheet or a Word document with macros: attach what is in it, or a PDF."
        }
        _ => "This kind of file is not kept.",
    }
}

/// What is said of a document over the limit.
#[must_use]
pub fn too_large() -> String {
    let most = size(settings::DOCUMENT_BYTES_MOST);
    format!("The file is too large: attach at most {most}. Save it as a smaller PDF, or in parts.")
}

/// Text that is printed as it is: no control characters but tabs, line and page breaks.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{c}'))
}

/// Text that a browser might take for a page.
fn is_markup(text: &str) -> bool {
    text.trim_start_matches(|c: char| c.is_whitespace() || is_hidden(c)).starts_with('<')
}

/// An archive with the parts of a Word document and without macros. Only its list of names is read.
fn is_word(content: &[u8]) -> bool {
    let Ok(archive) = zip::ZipArchive::new(std::io::Cursor::new(content)) else { return false };
    let has = |wanted: &str| archive.index_for_name(wanted).is_some();
    let is_macro = |name: &str| name.to_lowercase().ends_with("vbaproject.bin");
    let macros = archive.file_names().any(|name| name.map_or(true, |name| is_macro(&name)));
    has("[Content_Types].xml") && has("word/document.xml") && !macros
}

/// A size for reading: "12 kB", "3.4 MB".
#[must_use]
pub fn size(bytes: u64) -> String {
    match bytes {
        0..=999 => format!("{bytes} bytes"),
        1_000..=999_499 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => {
            let tenths = bytes.div_ceil(100_000);
            if tenths.is_multiple_of(10) {
                format!("{} MB", tenths / 10)
            } else {
                format!("{}.{} MB", tenths / 10, tenths % 10)
            }
        }
    }
}

/// The name of a file as it is shown: no folder, nothing hidden, not too long, and the ending of what it
/// really holds (BI72, BI75).
#[must_use]
pub fn file_name(sent: &str, media: Media) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String =
        last.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !is_hidden(*c)).collect();
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = words.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let (stem, ending) = plain.rsplit_once('.').unwrap_or((plain, ""));
    let same = ending.eq_ignore_ascii_case(media.ending())
        || (media == Media::Jpeg && ending.eq_ignore_ascii_case("jpeg"));
    let stem = if same { stem } else { plain };
    let short: String = stem.chars().take(settings::FILE_NAME_MOST).collect();
    let short = short.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let stem = if short.is_empty() { "document" } else { short };
    format!("{stem}.{}", media.ending())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    /// An archive with these members.
    fn archive(members: &[&str]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let stored =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for name in members {
            writer.start_file(*name, stored).unwrap();
            writer.write_all(b"<invented/>").unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    const WORD: [&str; 3] = ["[Content_Types].xml", "_rels/.rels", "word/document.xml"];

    #[test]
    fn sv29_bi73_what_it_is_is_seen_in_the_content() {
        for (content, media) in [
            (b"%PDF-1.7\n%\xe2\xe3".to_vec(), Media::Pdf),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), Media::Png),
            (b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec(), Media::Jpeg),
            (archive(&WORD), Media::Docx),
            ("\u{feff}Dear team,\r\n\tZo\u{eb} has moved.\u{c}".as_bytes().to_vec(), Media::Text),
            (b"Dear team".to_vec(), Media::Text),
        ] {
            assert_eq!(Media::of(&content), Ok(media), "{content:?}");
        }
    }

    #[test]
    fn sv29_bi73_what_could_run_or_hide_is_refused_and_says_what_to_do() {
        for (content, say) in [
            (b"".to_vec(), "empty"),
            (b"<!DOCTYPE html><script>alert(1)</script>".to_vec(), "web page"),
            (b"  <HTML><body onload=x>".to_vec(), "web page"),
            (b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), "web page"),
            (b"<svg onload=alert(1)>".to_vec(), "web page"),
            (b"\xef\xbb\xbf<html>".to_vec(), "web page"),
            (b"MZ\x90\0\x03\0\0\0".to_vec(), "not kept"),
            (b"\x7fELF\x02\x01\x01\0".to_vec(), "Attach a PDF"),
            (b"#!/bin/sh\nrm -rf /\n".to_vec(), "not kept"),
            (archive(&["a.txt"]), "archive"),
            (archive(&[WORD[0], WORD[2], "word/vbaProject.bin"]), "archive"),
            (archive(&WORD)[..40].to_vec(), "archive"),
            (b"<p>%PDF-1.7 further down".to_vec(), "Attach a PDF"),
            (b"\n <b>bold</b>".to_vec(), "web page"),
            (archive(&[WORD[0], "xl/workbook.xml"]), "archive"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), "Attach a PDF"),
            (b"{\\rtf1\\ansi Hello}".to_vec(), "Word"),
            (b"\0\0\0\x18ftypheic\0\0\0\0heic".to_vec(), "JPEG"),
            (b"GIF89a\x01\0\x01\0".to_vec(), "JPEG"),
            (b"text with a \0 in it".to_vec(), "not known"),
            (b"caf\xe9".to_vec(), "not known"),
        ] {
            let refused = Media::of(&content).unwrap_err();
            assert!(refused.contains(say), "{:?}: {refused}", String::from_utf8_lossy(&content));
        }
        let most = usize::try_from(settings::DOCUMENT_BYTES_MOST).unwrap();
        let mut large = b"%PDF-1.7\n".to_vec();
        large.resize(most, b' ');
        assert_eq!(Media::of(&large), Ok(Media::Pdf));
        large.push(b' ');
        assert!(Media::of(&large).unwrap_err().contains("at most 10 MB"));
    }

    #[test]
    fn sv30_bi72_bi75_names_of_files_are_shown_safely() {
        for (sent, media, shown) in [
            ("Discharge summary.pdf", Media::Pdf, "Discharge summary.pdf"),
            ("scan.PDF", Media::Pdf, "scan.pdf"),
            ("photo.jpeg", Media::Jpeg, "photo.jpg"),
            ("../../etc/passwd", Media::Text, "passwd.txt"),
            ("C:\\Users\\x\\brief.docx", Media::Docx, "brief.docx"),
            ("letter.pdf\r\nX-Evil: 1", Media::Pdf, "letter.pdf X-Evil: 1.pdf"),
            ("nul\0l.pdf", Media::Pdf, "nul l.pdf"),
            ("ann\u{202e}gpj.exe", Media::Png, "anngpj.exe.png"),
            ("a\u{200b}b.pdf", Media::Pdf, "ab.pdf"),
            ("", Media::Pdf, "document.pdf"),
            ("...", Media::Pdf, "document.pdf"),
            (".pdf", Media::Pdf, "pdf.pdf"),
            (
                "Zo\u{eb} \u{2013} \u{43f}\u{438}\u{441}\u{44c}\u{43c}\u{43e}.pdf",
                Media::Pdf,
                "Zo\u{eb} \u{2013} \u{43f}\u{438}\u{441}\u{44c}\u{43c}\u{43e}.pdf",
            ),
        ] {
            let name = file_name(sent, media);
            assert_eq!(name, shown, "{sent:?}");
            assert_eq!(file_name(&name, media), name, "{sent:?}: cleaned once is clean");
        }
        let long = file_name(&"x".repeat(300), Media::Pdf);
        assert_eq!(long.chars().count(), settings::FILE_NAME_MOST + 4);
        assert_eq!(file_name(&long, Media::Pdf), long);
    }

    #[test]
    fn sizes_are_read_at_a_glance() {
        for (bytes, said) in [
            (1, "1 bytes"),
            (999, "999 bytes"),
            (1_000, "1 kB"),
            (12_001, "13 kB"),
            (999_500, "1 MB"),
            (1_000_000, "1 MB"),
            (3_350_000, "3.4 MB"),
            (settings::DOCUMENT_BYTES_MOST, "10 MB"),
        ] {
            assert_eq!(size(bytes), said);
        }
    }
}
