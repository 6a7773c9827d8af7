//! Bytes to rows: encoding, separator, headings. Knows nothing of what a cell means.

use std::collections::BTreeMap;

use super::{COLUMNS, Encoding, Options};

/// A file, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its rows, blank ones left out.
    pub rows: Vec<Row>,
    /// Headings that are not understood and were left alone.
    pub unknown: Vec<String>,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Line in the file; the heading is line 1.
    pub line: u64,
    /// Cells that are not empty, by the name of their column.
    pub cells: BTreeMap<&'static str, String>,
    /// Why the row cannot be read, if so.
    pub broken: Option<String>,
}

/// Reads a file.
///
/// # Errors
/// One sentence that says what to do, when nothing of the file can be read.
pub fn read(bytes: &[u8], options: Options) -> Result<Table, String> {
    let text = decode(bytes, options.encoding)?;
    let heading = text.lines().next().unwrap_or_default();
    let separator = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|s| heading.bytes().filter(|b| b == s).count())
        .unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|e| format!("The headings cannot be read: {e}."))?.clone();
    let (columns, unknown) = understand(&headings)?;
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => rows.extend(row(&record, &columns)),
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                rows.push(Row {
                    line,
                    broken: Some(format!("This row cannot be read: {error}.")),
                    ..Row::default()
                });
            }
        }
    }
    Ok(Table { rows, unknown })
}

pub(crate) fn decode(bytes: &[u8], encoding: Encoding) -> Result<String, String> {
    if let Some((marked, length)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, faulty) = marked.decode_without_bom_handling(bytes.get(length..).unwrap_or_default());
        if faulty {
            return Err(format!(
                "The file says it is {} and is not. Save it again as CSV UTF-8.",
                marked.name()
            ));
        }
        return Ok(text.into_owned());
    }
    match encoding {
        Encoding::Windows1252 => Ok(encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned()),
        Encoding::Unicode => String::from_utf8(bytes.to_vec()).map_err(|error| {
            let line = bytes.iter().take(error.utf8_error().valid_up_to()).filter(|b| **b == b'\n').count() + 1;
            format!("Line {line} is not UTF-8 text. Save the file as \u{201c}CSV UTF-8\u{201d}, or say that it is Windows-1252.")
        }),
    }
}

/// A heading without case, spaces and underscores.
fn folded(heading: &str) -> String {
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

type Columns = Vec<Option<&'static str>>;

fn understand(headings: &csv::StringRecord) -> Result<(Columns, Vec<String>), String> {
    let mut columns: Columns = Vec::new();
    let mut unknown = Vec::new();
    for heading in headings {
        let known = COLUMNS.iter().find(|c| folded(c.name) == folded(heading)).map(|c| c.name);
        if known.is_some() && columns.contains(&known) {
            return Err(format!("The column {heading} stands twice. Remove one of them."));
        }
        if known.is_none() && !heading.trim().is_empty() {
            unknown.push(heading.trim().to_owned());
        }
        columns.push(known);
    }
    let missing: Vec<&str> =
        COLUMNS.iter().filter(|c| c.needed && !columns.contains(&Some(c.name))).map(|c| c.name).collect();
    if missing.is_empty() {
        Ok((columns, unknown))
    } else {
        Err(format!(
            "These columns are missing: {}. The first line of the file names its columns.",
            missing.join(", ")
        ))
    }
}

fn row(record: &csv::StringRecord, columns: &Columns) -> Option<Row> {
    let line = record.position().map_or(0, csv::Position::line);
    let mut row = Row { line, ..Row::default() };
    for (cell, column) in record.iter().zip(columns) {
        if let Some(column) = column
            && !cell.trim().is_empty()
        {
            row.cells.insert(column, cell.trim().to_owned());
        }
    }
    let extra = record.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty());
    if extra {
        row.broken = Some("This row has more cells than there are headings. A comma inside a cell needs quotes around the cell.".to_owned());
    }
    (!row.cells.is_empty() || row.broken.is_some()).then_some(row)
}
