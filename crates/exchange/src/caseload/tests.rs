//! Files as teams send them, good and bad.

use super::*;

const SAMPLE: &[u8] = include_bytes!("../../../../docs/samples/caseload-with-faults.csv");

const DAY_FIRST: Options = Options { dates: DateOrder::DayFirst, encoding: Encoding::Unicode };

/// Every fault of a file, a line each.
fn faults(bytes: &[u8], options: Options) -> String {
    let table = match read(bytes, options) {
        Ok(table) => table,
        Err(sentence) => return sentence,
    };
    let mut text = String::new();
    for row in &table.rows {
        for fault in facts(row, options).err().unwrap_or_default() {
            text.push_str(&format!("{} {} [{}] {}\n", fault.line, fault.column, fault.value, fault.sentence));
        }
    }
    text
}

#[test]
fn the_sample_says_every_fault_by_line_and_column() {
    insta::assert_snapshot!(faults(SAMPLE, Options::default()));
}

#[test]
fn bi78_dates_with_slashes_are_a_question_until_somebody_answers_it() {
    let file = "family_name,birth_date,referred_on\nOtterburn,1980,01/02/2026\n";
    let day = |dates| {
        let options = Options { dates, ..Options::default() };
        let table = read(file.as_bytes(), options).unwrap();
        facts(&table.rows[0], options).map(|f| f.referred_on.unwrap().to_string())
    };
    assert!(day(DateOrder::NotSaid).is_err());
    assert_eq!(day(DateOrder::DayFirst), Ok("2026-02-01".to_owned()));
    assert_eq!(day(DateOrder::MonthFirst), Ok("2026-01-02".to_owned()));
    let swapped = "family_name,birth_date,referred_on\nOtterburn,1980,02/25/2026\n";
    assert!(!faults(swapped.as_bytes(), DAY_FIRST).is_empty());
    let short = "family_name,birth_date,referred_on\nOtterburn,1980,1-2-26\n";
    assert!(!faults(short.as_bytes(), DAY_FIRST).is_empty(), "two-digit years are refused");
}

#[test]
fn bi78_every_common_shape_of_a_file_is_read_or_refused_with_what_to_do() {
    let text = "Family name;Birth Date;REFERRED_ON\nLöfgren;1980;2026-01-05\n";
    let whole =
        |bytes: &[u8]| read(bytes, Options::default()).map(|t| t.rows[0].cells["family_name"].clone());
    assert_eq!(whole(text.as_bytes()), Ok("Löfgren".to_owned()), "semicolons, headings in any spelling");
    let mut marked = vec![0xEF, 0xBB, 0xBF];
    marked.extend_from_slice(text.as_bytes());
    assert_eq!(whole(&marked), Ok("Löfgren".to_owned()), "UTF-8 with its mark");
    let mut wide = vec![0xFF, 0xFE];
    wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(whole(&wide), Ok("Löfgren".to_owned()), "UTF-16");
    let old = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    assert!(whole(&old).unwrap_err().contains("Line 2 is not UTF-8"));
    let said = Options { encoding: Encoding::Windows1252, ..Options::default() };
    assert_eq!(read(&old, said).unwrap().rows[0].cells["family_name"], "Löfgren");
    let quoted = "family_name,address,birth_date,referred_on\n\"O'Brien, the elder\",\"1 Row\nLarkmoor\",1980,2026-01-05\n\n";
    assert_eq!(
        read(quoted.as_bytes(), Options::default()).unwrap().rows.len(),
        1,
        "a line break in a cell; a blank last line"
    );
    let missing = read(b"family_name,given_name\nA,B\n", Options::default()).unwrap_err();
    assert!(missing.contains("birth_date, referred_on"), "{missing}");
    let twice = read(b"family_name,Family Name,birth_date,referred_on\n", Options::default()).unwrap_err();
    assert!(twice.contains("twice"), "{twice}");
    let extra = faults(b"family_name,birth_date,referred_on\nA,1980,2026-01-05,x\n", Options::default());
    assert!(extra.contains("more cells than there are headings"), "{extra}");
    assert!(read(b"", Options::default()).is_err());
}

#[test]
fn unknown_columns_are_named_and_left_alone() {
    assert_eq!(read(SAMPLE, Options::default()).unwrap().unknown, ["ward_number"]);
}

fn prepared(line: Option<&care::line::Line>, now: &str) -> Prepared {
    let table = read(SAMPLE, DAY_FIRST).unwrap();
    let facts = facts(&table.rows[1], DAY_FIRST).unwrap();
    let now = now.parse().unwrap();
    drafts(&facts, &Known { team: uuid::Uuid::nil(), line, staff: &[], now }).unwrap()
}

#[test]
fn the_same_row_makes_the_same_entries_on_any_day_but_for_the_tier_of_the_day() {
    let (first, later) = (prepared(None, "2026-11-18T09:00:00Z"), prepared(None, "2026-12-18T09:00:00Z"));
    let kinds: Vec<&str> = first.drafts.iter().map(|d| d.body.kind().text()).collect();
    assert_eq!(kinds, ["person", "episode", "tier", "plan_review", "legal_status", "injection"]);
    for (a, b) in first.drafts.iter().zip(&later.drafts) {
        assert_eq!(a == b, a.body.kind() != care::entry::Kind::Tier, "{:?}", a.body.kind());
        assert_eq!(a.id, b.id);
    }
}

#[test]
fn bi114_what_is_known_is_never_overwritten_and_a_difference_is_said() {
    let entries: Vec<care::entry::Entry> = prepared(None, "2026-11-18T09:00:00Z")
        .drafts
        .into_iter()
        .zip(1..)
        .map(|(draft, seq)| care::entry::Entry {
            seq,
            id: draft.id,
            version: 1,
            subject: draft.subject,
            team: draft.team,
            author: uuid::Uuid::nil(),
            happened_at: draft.happened_at,
            recorded_at: draft.happened_at,
            reason: None,
            body: draft.body,
        })
        .collect();
    let mut line = care::line::Line::of(&entries);
    let again = prepared(Some(&line), "2026-12-18T09:00:00Z");
    assert_eq!(again, Prepared::default(), "nothing new, nothing different");
    line.who.name = "Fergus O'Quill-Marsh".to_owned();
    let differs = prepared(Some(&line), "2026-12-18T09:00:00Z");
    assert!(differs.drafts.is_empty());
    assert_eq!(differs.notes.len(), 1, "{:?}", differs.notes);
}
