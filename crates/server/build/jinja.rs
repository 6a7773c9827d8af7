//! Turns the design system's Nunjucks into Jinja by small mechanical changes, token by token: quoted
//! keys, `===`, `null`, pairs of a mapping, flags set inside a loop.
//! It is not a Nunjucks parser: it knows only what those templates use, and the official examples
//! (`src/template/fixtures.rs`) tell when that is no longer enough.

/// One piece of a template: plain text, or something inside a tag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Text,
    Space,
    Name,
    Literal,
    Mark,
}

type Piece<'t> = (Kind, &'t str);

/// The same template in Jinja.
pub(crate) fn from_nunjucks(source: &str) -> String {
    let pieces = pieces(source);
    let flags = loop_flags(&pieces);
    let text = rewrite(&pieces, &flags);
    PHRASES.iter().fold(text, |text, (from, to)| text.replace(from, to))
}

/// Phrases that only JavaScript understands.
const PHRASES: &[(&str, &str)] = &[
    // A loop over a mapping gives keys.
    ("in params.messages %}", "in params.messages | items %}"),
    // The attribute macro is called by everything: it is a function of ours, the same everywhere.
    ("{% from \"nhsuk/macros/attributes.njk\" import nhsukAttributes %}\n", ""),
    ("{%- from \"nhsuk/macros/attributes.njk\" import nhsukAttributes %}\n", ""),
    // A list is not changed in place.
    ("(rows.unshift({", "([{"),
    ("}), rows) %}", "}] + rows) %}"),
    ("=== true", "is true"),
    ("=== false", "is false"),
    ("!== true", "is not true"),
    ("===", "=="),
    ("!==", "!="),
];

/// The template that a one-line macro file includes, if it does.
pub(crate) fn included(text: &str) -> Option<&str> {
    text.split_once("{%- include \"").and_then(|(_, rest)| rest.split_once('"')).map(|(name, _)| name)
}

/// The macro file with the included template in its place: an included file cannot see `caller`,
/// and one file is compiled once.
pub(crate) fn inline(text: &str, name: &str, template: &str) -> String {
    text.replace(&format!("{{%- include \"{name}\" -%}}"), template)
}

fn pieces(source: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(start) = ["{%", "{{", "{#"].iter().filter_map(|open| rest.find(open)).min() {
        let (text, tag) = rest.split_at(start);
        found.push((Kind::Text, text));
        let comment = tag.starts_with("{#");
        let close = if comment {
            "#}"
        } else if tag.starts_with("{%") {
            "%}"
        } else {
            "}}"
        };
        if comment {
            let end = tag.find(close).map_or(tag.len(), |at| at + close.len());
            let (_, after) = tag.split_at(end);
            // Comments go, but what they trim with `-` stays trimmed.
            found.push((Kind::Text, if tag.starts_with("{#-") { "{#- -#}" } else { "" }));
            rest = after;
        } else {
            rest = tag_pieces(tag, close, &mut found);
        }
    }
    found.push((Kind::Text, rest));
    found
}

/// Cuts one tag into pieces; gives what follows it.
fn tag_pieces<'t>(tag: &'t str, close: &str, found: &mut Vec<Piece<'t>>) -> &'t str {
    let (open, mut rest) = tag.split_at(2);
    found.push((Kind::Mark, open));
    let mut depth = 0_usize;
    while let Some(first) = rest.chars().next() {
        if depth == 0 && rest.starts_with(close) {
            let (end, after) = rest.split_at(close.len());
            found.push((Kind::Mark, end));
            return after;
        }
        let (kind, length) = match first {
            '"' | '\'' => (Kind::Literal, literal(rest, first)),
            c if c.is_alphabetic() || c == '_' => {
                (Kind::Name, span(rest, |c| c.is_alphanumeric() || c == '_'))
            }
            c if c.is_whitespace() => (Kind::Space, span(rest, char::is_whitespace)),
            '{' => {
                depth += 1;
                (Kind::Mark, 1)
            }
            '}' => {
                depth = depth.saturating_sub(1);
                (Kind::Mark, 1)
            }
            other => (Kind::Mark, other.len_utf8()),
        };
        let (piece, after) = rest.split_at(length);
        found.push((kind, piece));
        rest = after;
    }
    rest
}

fn span(text: &str, part: impl Fn(char) -> bool) -> usize {
    text.find(|c| !part(c)).unwrap_or(text.len())
}

fn literal(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// The words of a tag that starts at `pieces[at]`, without spaces and trim marks.
fn words<'t>(pieces: &[Piece<'t>], at: usize) -> Vec<&'t str> {
    pieces
        .iter()
        .skip(at + 1)
        .take_while(|(_, text)| *text != "%}")
        .filter(|(kind, text)| *kind != Kind::Space && *text != "-")
        .map(|(_, text)| *text)
        .collect()
}

/// Variables set at the top and set again inside a loop: Jinja keeps the second to the loop.
fn loop_flags<'t>(pieces: &[Piece<'t>]) -> Vec<&'t str> {
    let (mut depth, mut top, mut flags) = (0_usize, Vec::new(), Vec::new());
    for (at, (_, text)) in pieces.iter().enumerate() {
        if *text != "{%" {
            continue;
        }
        match words(pieces, at).as_slice() {
            ["for", ..] => depth += 1,
            ["endfor", ..] => depth = depth.saturating_sub(1),
            ["set", name, ..] if depth == 0 => top.push(*name),
            ["set", name, ..] if top.contains(name) && !flags.contains(name) => flags.push(*name),
            _ => {}
        }
    }
    flags
}

/// Where the writer stands: what brackets are open, what came before.
#[derive(Default)]
struct Place<'t> {
    brackets: Vec<&'t str>,
    previous: &'t str,
    before: &'t str,
    loops: usize,
    /// Inside a macro flags are its parameters, not ours.
    in_macro: bool,
}

fn rewrite(pieces: &[Piece<'_>], flags: &[&str]) -> String {
    let mut text = String::new();
    let mut place = Place::default();
    for (at, (kind, piece)) in pieces.iter().enumerate() {
        if *piece == "{%" && *kind == Kind::Mark {
            place.enter(&words(pieces, at));
        }
        match kind {
            Kind::Name => text.push_str(&place.name(piece, next(pieces, at), flags)),
            Kind::Text | Kind::Space | Kind::Literal | Kind::Mark => text.push_str(piece),
        }
        if *kind != Kind::Space {
            place.pass(piece, *kind);
        }
    }
    text
}

fn next<'t>(pieces: &[Piece<'t>], at: usize) -> Option<&'t str> {
    pieces.iter().skip(at + 1).find(|(kind, _)| *kind != Kind::Space).map(|(_, text)| *text)
}

impl<'t> Place<'t> {
    fn enter(&mut self, words: &[&str]) {
        match words.first() {
            Some(&"for") => self.loops += 1,
            Some(&"endfor") => self.loops = self.loops.saturating_sub(1),
            Some(&"macro") => self.in_macro = true,
            Some(&"endmacro") => self.in_macro = false,
            _ => {}
        }
    }

    fn pass(&mut self, piece: &'t str, kind: Kind) {
        if kind == Kind::Mark {
            match piece {
                "{" | "(" | "[" => self.brackets.push(piece),
                "}" | ")" | "]" => {
                    self.brackets.pop();
                }
                _ => {}
            }
        }
        self.before = self.previous;
        self.previous = piece;
    }

    /// A name as Jinja wants it: keys of a mapping quoted, `null` by its name there, and a flag set
    /// in a loop kept in a namespace, the one thing that a loop can change outside itself.
    fn name(&self, name: &str, next: Option<&str>, flags: &[&str]) -> String {
        let is_key =
            self.brackets.last() == Some(&"{") && matches!(self.previous, "{" | ",") && next == Some(":");
        let at_top = self.loops == 0;
        if is_key {
            format!("\"{name}\"")
        } else if name == "null" {
            "none".to_owned()
        } else if name == "false" && at_top && self.previous == "=" && flags.contains(&self.before) {
            "namespace(v=false)".to_owned()
        } else if flags.contains(&name)
            && self.previous != "."
            && !self.in_macro
            && !(at_top && self.previous == "set")
        {
            format!("{name}.v")
        } else {
            name.to_owned()
        }
    }
}
