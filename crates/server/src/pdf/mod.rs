//! Documents on paper: headings, paragraphs and lists flow over pages of A4, tagged so that a screen
//! reader reads them (PDF/UA-1). It knows nothing of letters; a document is words in order.

mod flow;
mod write;

use serde::Serialize;

use crate::error::PageError;

/// A document.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Document {
    /// What it is called.
    pub(crate) title: String,
    /// What it says, in order.
    pub(crate) blocks: Vec<Block>,
}

/// One part of a document.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Block {
    /// A heading: 1 for the title, 2 below it.
    Heading {
        /// 1 or 2.
        level: u8,
        /// The words.
        text: String,
    },
    /// A paragraph.
    Text {
        /// The words.
        text: String,
    },
    /// Lines that stay as they are, such as an address.
    Lines {
        /// Each line.
        lines: Vec<String>,
    },
    /// A list.
    List {
        /// Each item.
        items: Vec<String>,
    },
}

impl Block {
    /// A heading below the title.
    pub(crate) fn heading(text: impl Into<String>) -> Block {
        Block::Heading { level: 2, text: text.into() }
    }

    /// A paragraph.
    pub(crate) fn text(text: impl Into<String>) -> Block {
        Block::Text { text: text.into() }
    }
}

/// The document as a PDF.
///
/// # Errors
/// `Status` when a character has no shape in the font: the page can still be printed. `Broken` when
/// the writer fails, which is a fault of ours.
pub(crate) fn draw(document: &Document) -> Result<Vec<u8>, PageError> {
    // The writer panics when it is misused instead of saying so.
    std::panic::catch_unwind(|| write::write(document))
        .unwrap_or_else(|_| Err(PageError::Broken("the PDF writer panicked".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_document_flows_over_pages_and_is_tagged() {
        let mut blocks = vec![Block::Heading { level: 1, text: "Decision".to_owned() }];
        for i in 0..60 {
            blocks.push(Block::heading(format!("Part {i}")));
            blocks.push(Block::text("Zofia Łukasiewicz-O\u{2019}Brien is well. ".repeat(12)));
            blocks.push(Block::List { items: vec!["One".to_owned(), "Two words".to_owned()] });
        }
        let pdf = draw(&Document { title: "A letter".to_owned(), blocks }).unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.contains("/StructTreeRoot") && text.contains("/MarkInfo"), "tagged");
        assert!(text.matches("/Type/Page").count() + text.matches("/Type /Page").count() > 5, "many pages");
    }

    #[test]
    fn the_foot_of_a_page_has_the_beginning_of_the_title_and_the_number_and_fits() {
        let letters = flow::Letters::read(notosans::REGULAR_TTF, notosans::BOLD_TTF).unwrap();
        let foot = |title: &str| flow::foot(&letters, title, "page 2 of 3");
        assert_eq!(foot("Zofia Quill: A letter"), "Zofia Quill: A letter, page 2 of 3");
        let long = foot(&format!("Zofia Quill: {}", "very ".repeat(60)));
        assert!(
            long.starts_with("Zofia Quill: very") && long.ends_with("very\u{2026}, page 2 of 3"),
            "{long}"
        );
        assert!(long.len() < 130, "{long}");
    }

    #[test]
    fn a_character_without_a_shape_is_said_and_not_left_out() {
        let blocks = vec![Block::text("\u{6587}\u{5B57}")];
        let refused = draw(&Document { title: "A letter".to_owned(), blocks });
        assert!(matches!(refused, Err(PageError::Status(..))), "{:?}", refused.map(|pdf| pdf.len()));
    }

    #[test]
    fn an_empty_document_is_still_one() {
        let pdf = draw(&Document { title: "Empty".to_owned(), blocks: Vec::new() }).unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
    }
}
