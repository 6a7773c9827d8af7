//! Where each line of a document goes: words into lines, lines onto pages. No file is written here.

use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

use super::Block;

/// Width of a page of A4, in points.
pub(super) const WIDTH: f32 = 595.28;
/// Its height.
pub(super) const HEIGHT: f32 = 841.89;
/// Room at every edge.
pub(super) const MARGIN: f32 = 62.0;
/// How far a list is set in.
const INDENT: f32 = 16.0;

/// Size of the letters at the foot of a page.
pub(super) const FOOT: f32 = 9.0;

/// Which shape of the letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    Regular,
    Bold,
}

/// One line on a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// Counted from 0.
    pub(super) page: usize,
    /// From the left edge.
    pub(super) x: f32,
    /// From the top edge to the foot of the letters.
    pub(super) y: f32,
    /// Size of the letters.
    pub(super) size: f32,
    /// Their shape.
    pub(super) face: Face,
    /// The words; a space at the end where the paragraph goes on.
    pub(super) text: String,
    /// The block it belongs to.
    pub(super) block: usize,
    /// The item of a list, and whether this is its bullet.
    pub(super) item: Option<(usize, bool)>,
}

/// The letters of both faces, to measure words.
pub(super) struct Letters<'a> {
    regular: FontRef<'a>,
    bold: FontRef<'a>,
}

impl<'a> Letters<'a> {
    /// Reads both fonts.
    pub(super) fn read(regular: &'a [u8], bold: &'a [u8]) -> Option<Letters<'a>> {
        Some(Letters { regular: FontRef::new(regular).ok()?, bold: FontRef::new(bold).ok()? })
    }

    fn font(&self, face: Face) -> &FontRef<'a> {
        match face {
            Face::Regular => &self.regular,
            Face::Bold => &self.bold,
        }
    }

    /// Whether every character has a shape.
    pub(super) fn has(&self, face: Face, text: &str) -> bool {
        let map = self.font(face).charmap();
        text.chars().all(|c| map.map(c).is_some())
    }

    fn width(&self, face: Face, size: f32, text: &str) -> f32 {
        let font = self.font(face);
        let map = font.charmap();
        let metrics: GlyphMetrics<'_> = font.glyph_metrics(Size::new(size), LocationRef::default());
        text.chars().filter_map(|c| metrics.advance_width(map.map(c)?)).sum()
    }
}

/// The line at the foot of a page: the title, as much of it as fits, and the number of the page.
pub(super) fn foot(letters: &Letters<'_>, title: &str, page: &str) -> String {
    if !letters.has(Face::Regular, title) {
        return page.to_owned();
    }
    let fits =
        |title: &str| letters.width(Face::Regular, FOOT, &format!("{title}, {page}")) <= WIDTH - 2.0 * MARGIN;
    if fits(title) {
        return format!("{title}, {page}");
    }
    let mut short = title.to_owned();
    while short.pop().is_some() && !fits(&format!("{short}\u{2026}")) {}
    format!("{}\u{2026}, {page}", short.trim_end())
}

/// A pen that goes down the pages.
struct Pen<'a> {
    letters: &'a Letters<'a>,
    page: usize,
    y: f32,
    lines: Vec<Line>,
}

/// Every line of the blocks.
pub(super) fn flow(letters: &Letters<'_>, blocks: &[Block]) -> Vec<Line> {
    let mut pen = Pen { letters, page: 0, y: MARGIN, lines: Vec::new() };
    for (number, block) in blocks.iter().enumerate() {
        match block {
            Block::Heading { level, text } => {
                let size = if *level == 1 { 19.0 } else { 13.5 };
                pen.room(if *level == 1 { 8.0 } else { 14.0 }, size * 1.3 + 40.0);
                pen.words(text, (Face::Bold, size), 0.0, (number, None));
                pen.y += if *level == 1 { 9.0 } else { 3.0 };
            }
            Block::Text { text } => {
                for paragraph in text.lines().filter(|line| !line.trim().is_empty()) {
                    pen.words(paragraph, (Face::Regular, 11.0), 0.0, (number, None));
                    pen.y += 7.0;
                }
            }
            Block::Lines { lines } => {
                for line in lines {
                    pen.words(line, (Face::Regular, 11.0), 0.0, (number, None));
                }
                pen.y += 10.0;
            }
            Block::List { items } => {
                for (item, text) in items.iter().enumerate() {
                    pen.bullet(number, item);
                    pen.words(text, (Face::Regular, 11.0), INDENT, (number, Some(item)));
                    pen.y += 3.0;
                }
                pen.y += 5.0;
            }
        }
    }
    pen.lines
}

impl Pen<'_> {
    /// Leaves a gap, and goes to the next page when less than `needed` is left on this one.
    fn room(&mut self, gap: f32, needed: f32) {
        self.y += gap;
        if self.y + needed > HEIGHT - MARGIN {
            self.page += 1;
            self.y = MARGIN;
        }
    }

    fn bullet(&mut self, block: usize, item: usize) {
        self.room(0.0, 16.0);
        let text = "\u{2022} ".to_owned();
        let y = self.y + 11.0;
        let item = Some((item, true));
        let (page, face) = (self.page, Face::Regular);
        self.lines.push(Line { page, x: MARGIN + 2.0, y, size: 11.0, face, text, block, item });
    }

    fn words(
        &mut self,
        text: &str,
        (face, size): (Face, f32),
        indent: f32,
        (block, item): (usize, Option<usize>),
    ) {
        let most = WIDTH - 2.0 * MARGIN - indent;
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if !line.is_empty() && self.letters.width(face, size, &longer) > most {
                line.push(' ');
                self.line(std::mem::take(&mut line), (face, size), indent, (block, item));
                word.clone_into(&mut line);
            } else {
                line = longer;
            }
        }
        if !line.is_empty() {
            self.line(line, (face, size), indent, (block, item));
        }
    }

    fn line(
        &mut self,
        text: String,
        (face, size): (Face, f32),
        indent: f32,
        (block, item): (usize, Option<usize>),
    ) {
        let step = size * 1.4;
        self.room(0.0, step);
        let (page, x, y) = (self.page, MARGIN + indent, self.y + size);
        let item = item.map(|item| (item, false));
        self.lines.push(Line { page, x, y, size, face, text, block, item });
        self.y += step;
    }
}
