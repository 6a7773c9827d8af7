//! A table of postcodes with their coordinates, as a trust gets it from the Office for National
//! Statistics or keeps it itself: three columns of CSV. All of it is right, or none of it is taken.

use std::collections::BTreeMap;

use care::postcode::Postcode;
use care::travel::{self, Point};

use crate::caseload::{Encoding, decode};

/// The columns, each with the headings that mean it; case and underscores do not matter.
const COLUMNS: [(&str, &[&str]); 3] = [
    ("postcode", &["postcode", "pcds", "pcd"]),
    ("latitude", &["latitude", "lat"]),
    ("longitude", &["longitude", "long", "lon"]),
];
/// Most faults that are told.
const FAULTS_MOST: usize = 50;

/// Why the table is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line in the file; the heading is line 1, and 0 is the file.
    pub line: u64,
    /// The column, when it is one.
    pub column: &'static str,
    /// What stands there.
    pub value: String,
    /// What to do.
    pub sentence: String,
}

impl Fault {
    fn of_file(sentence: impl Into<String>) -> Vec<Fault> {
        vec![Fault { line: 0, column: "", value: String::new(), sentence: sentence.into() }]
    }
}

/// Reads a table: the places by their postcode without its space.
///
/// # Errors
/// Every fault with its line and column, the first fifty.
pub fn read(bytes: &[u8]) -> Result<BTreeMap<String, Point>, Vec<Fault>> {
    let text = decode(bytes, Encoding::Unicode).map_err(Fault::of_file)?;
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let headings =
        reader.headers().map_err(|e| Fault::of_file(format!("The headings cannot be read: {e}.")))?;
    let at = columns(headings)?;
    let (mut places, mut faults) = (BTreeMap::new(), Vec::new());
    for record in reader.records() {
        match record {
            Ok(record) => row(&record, at, &mut places, &mut faults),
            Err(error) => faults.push(Fault {
                line: error.position().map_or(0, csv::Position::line),
                column: "",
                value: String::new(),
                sentence: format!("This row cannot be read: {error}."),
            }),
        }
        if faults.len() >= FAULTS_MOST {
            break;
        }
    }
    if faults.is_empty() && places.is_empty() {
        return Err(Fault::of_file("The file has no rows: nothing is changed."));
    }
    if faults.is_empty() { Ok(places) } else { Err(faults) }
}

fn columns(headings: &csv::StringRecord) -> Result<[usize; 3], Vec<Fault>> {
    let folded = |heading: &str| heading.trim().to_lowercase().replace('_', "");
    let find = |names: &[&str]| headings.iter().position(|heading| names.contains(&folded(heading).as_str()));
    let found = COLUMNS.map(|(_, names)| find(names));
    if let [Some(code), Some(latitude), Some(longitude)] = found {
        return Ok([code, latitude, longitude]);
    }
    let missing: Vec<&str> =
        COLUMNS.iter().zip(found).filter(|(_, at)| at.is_none()).map(|((name, _), _)| *name).collect();
    Err(Fault::of_file(format!(
        "These columns are missing: {}. The first line of the file names its columns.",
        missing.join(", ")
    )))
}

fn row(
    record: &csv::StringRecord,
    at: [usize; 3],
    places: &mut BTreeMap<String, Point>,
    faults: &mut Vec<Fault>,
) {
    let line = record.position().map_or(0, csv::Position::line);
    let cell = |column: usize| record.get(column).unwrap_or_default();
    let mut fault = |column: usize, value: &str, sentence: String| {
        let column = COLUMNS.get(column).map_or("", |(name, _)| *name);
        faults.push(Fault { line, column, value: value.to_owned(), sentence });
    };
    let [code, latitude, longitude] = at.map(cell);
    let read_code = Postcode::coded(code).map(|code| code.as_str().replace(' ', ""));
    let both = (travel::latitude(latitude), travel::longitude(longitude));
    match (read_code, both) {
        (Ok(read), (Ok(latitude_millionths), Ok(longitude_millionths))) => {
            let point = Point { latitude_millionths, longitude_millionths };
            if places.insert(read, point).is_some_and(|before| before != point) {
                fault(0, code, "This postcode stands twice, at two places: remove one.".to_owned());
            }
        }
        (read, (north, east)) => {
            let all = [read.err(), north.err(), east.err()];
            for (column, (value, sentence)) in [code, latitude, longitude].into_iter().zip(all).enumerate() {
                if let Some(sentence) = sentence {
                    fault(column, value, sentence);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_whole() {
        for text in [
            "postcode,latitude,longitude\nB99 1AA,52.5,-1.9\nb991ab,52.6,-1.8\n",
            "pcds,other,LAT,Long\nB99 1AA,x,52.5,-1.9\nB99 1AB,y,52.6,-1.8\n",
        ] {
            let places = read(text.as_bytes()).unwrap();
            let codes: Vec<&str> = places.keys().map(String::as_str).collect();
            assert_eq!(codes, ["B991AA", "B991AB"], "{text}");
            assert_eq!(
                places["B991AA"],
                Point { latitude_millionths: 52_500_000, longitude_millionths: -1_900_000 }
            );
        }
    }

    #[test]
    fn every_fault_is_named_and_nothing_is_taken() {
        let faults = |text: &str| -> Vec<(u64, &'static str)> {
            read(text.as_bytes()).unwrap_err().into_iter().map(|fault| (fault.line, fault.column)).collect()
        };
        let head = "postcode,latitude,longitude\n";
        for (text, expected) in [
            ("postcode,latitude\nB99 1AA,52.5\n".to_owned(), vec![(0, "")]),
            (head.to_owned(), vec![(0, "")]),
            (
                format!("{head}B99 1AA,52.5,-1.9\nhere,-1.9,52.5\n"),
                vec![(3, "postcode"), (3, "latitude"), (3, "longitude")],
            ),
            (format!("{head}B99 1AA,,-1.9\n"), vec![(2, "latitude")]),
            (format!("{head}B99 1AA,52.5\n"), vec![(2, "")]),
            (format!("{head}B99 1AA,52.5,-1.9\nB991AA,52.6,-1.9\n"), vec![(3, "postcode")]),
        ] {
            assert_eq!(faults(&text), expected, "{text}");
        }
    }
}
