//! Writes a document that has been laid out, with its tags, outline and page numbers.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Node, SpanTag, Tag, TagGroup, TagTree,
};
use krilla::text::{Font, TextDirection};
use krilla::{Document as Pdf, SerializeSettings};

use super::flow::{self, Face, HEIGHT, Letters, Line, MARGIN, WIDTH};
use super::{Block, Document};
use crate::error::PageError;

const REGULAR: &[u8] = notosans::REGULAR_TTF;
const BOLD: &[u8] = notosans::BOLD_TTF;

/// What was drawn of each block: the bullet or the words of an item, with their place in the tags.
type Drawn = BTreeMap<usize, Vec<(Option<(usize, bool)>, Identifier)>>;

pub(super) fn write(document: &Document) -> Result<Vec<u8>, PageError> {
    let broken = |what: &str| PageError::Broken(format!("PDF: {what}"));
    let letters = Letters::read(REGULAR, BOLD).ok_or_else(|| broken("the font does not read"))?;
    let lines = flow::flow(&letters, &document.blocks);
    if lines.iter().any(|line| !letters.has(line.face, &line.text)) {
        let sentence = "The letter has characters that the PDF's letters do not: print the page instead.";
        return Err(PageError::Status(axum::http::StatusCode::UNPROCESSABLE_ENTITY, sentence.to_owned()));
    }
    let fonts = (Font::new(REGULAR.into(), 0), Font::new(BOLD.into(), 0));
    let (Some(regular), Some(bold)) = fonts else { return Err(broken("the font does not load")) };
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|why| broken(&format!("{why:?}")))?;
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut pdf = Pdf::new_with(settings);
    let pages = lines.last().map_or(1, |line| line.page + 1);
    let mut drawn: Drawn = BTreeMap::new();
    for page in 0..pages {
        let size = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| broken("the page has no size"))?;
        let mut sheet = pdf.start_page_with(size);
        let mut surface = sheet.surface();
        for line in lines.iter().filter(|line| line.page == page) {
            let font = if line.face == Face::Bold { &bold } else { &regular };
            let id = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            put(&mut surface, (line.x, line.y), font, line.size, &line.text);
            surface.end_tagged();
            drawn.entry(line.block).or_default().push((line.item, id));
        }
        surface.start_tagged(ContentTag::Artifact(Artifact::new(ArtifactType::PageNumber, None)));
        let foot = flow::foot(&letters, &document.title, &format!("page {} of {pages}", page + 1));
        put(&mut surface, (MARGIN, HEIGHT - MARGIN / 2.0), &regular, flow::FOOT, &foot);
        surface.end_tagged();
        surface.finish();
        sheet.finish();
    }
    pdf.set_metadata(Metadata::new().title(document.title.clone()).language("en-GB".to_owned()));
    pdf.set_outline(outline(document, &lines));
    pdf.set_tag_tree(tags(document, drawn));
    pdf.finish().map_err(|why| broken(&format!("{why:?}")))
}

fn put(surface: &mut Surface<'_>, (x, y): (f32, f32), font: &Font, size: f32, text: &str) {
    surface.draw_text(Point::from_xy(x, y), font.clone(), size, text, false, TextDirection::Auto);
}

fn outline(document: &Document, lines: &[Line]) -> Outline {
    let mut outline = Outline::new();
    for (number, block) in document.blocks.iter().enumerate() {
        let Block::Heading { text, .. } = block else { continue };
        let Some(line) = lines.iter().find(|line| line.block == number) else { continue };
        let there = XyzDestination::new(line.page, Point::from_xy(line.x, line.y - line.size));
        outline.push_child(OutlineNode::new(text.clone(), there));
    }
    outline
}

fn tags(document: &Document, mut drawn: Drawn) -> TagTree {
    let mut tree = TagTree::new();
    for (number, block) in document.blocks.iter().enumerate() {
        let parts = drawn.remove(&number).unwrap_or_default();
        if parts.is_empty() {
            continue;
        }
        let group = match block {
            Block::Heading { level, text } => {
                let level = NonZeroU16::new(u16::from(*level)).unwrap_or(NonZeroU16::MIN);
                with(TagGroup::new(Tag::Hn(level, Some(text.clone()))), parts)
            }
            Block::Text { .. } | Block::Lines { .. } => with(TagGroup::new(Tag::P), parts),
            Block::List { .. } => list(parts),
        };
        tree.push(group);
    }
    tree
}

fn with(mut group: TagGroup, parts: Vec<(Option<(usize, bool)>, Identifier)>) -> TagGroup {
    for (_, id) in parts {
        group.push(Node::Leaf(id));
    }
    group
}

fn list(parts: Vec<(Option<(usize, bool)>, Identifier)>) -> TagGroup {
    let mut items: BTreeMap<usize, (Vec<Identifier>, Vec<Identifier>)> = BTreeMap::new();
    for (item, id) in parts {
        let (item, is_bullet) = item.unwrap_or_default();
        let (bullets, words) = items.entry(item).or_default();
        if is_bullet { bullets.push(id) } else { words.push(id) }
    }
    let mut list = TagGroup::new(Tag::L(ListNumbering::Circle));
    for (bullets, words) in items.into_values() {
        let (mut item, mut label, mut body) =
            (TagGroup::new(Tag::LI), TagGroup::new(Tag::Lbl), TagGroup::new(Tag::LBody));
        bullets.into_iter().for_each(|id| label.push(Node::Leaf(id)));
        words.into_iter().for_each(|id| body.push(Node::Leaf(id)));
        item.push(label);
        item.push(body);
        list.push(item);
    }
    list
}
