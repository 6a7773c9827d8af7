//! Tests of reading: what is refused names its field and id, and nothing makes it stumble.

use super::*;

const EXAMPLE: &str = include_str!("../../tests/example.json");

fn said(from: &str, to: &str) -> String {
    assert!(EXAMPLE.contains(from), "{from}");
    let faults = problem(&EXAMPLE.replacen(from, to, 1)).unwrap_err();
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_example_is_sound() {
    let read = problem(EXAMPLE).unwrap();
    assert_eq!((read.staff.len(), read.people.len(), read.visits.len(), read.events.len()), (2, 2, 2, 1));
    assert_eq!(read.travel[0].between(1, 2), 8);
}

#[test]
fn what_is_wrong_is_named() {
    for (from, to, expected) in [
        ("aot-plan/1", "aot-plan/9", "format is \"aot-plan/9\", not \"aot-plan/1\"."),
        ("\"days\": 2", "\"days\": 0", "days is 0; it may be from 1 to 60."),
        ("[10, 0, 8]", "[10, 0]", "travel_minutes of 1 has 2 minutes for 3 locations."),
        (
            "\"person\": \"P\"",
            "\"person\": \"Z\"",
            "visits.person of P1 names \"Z\", which is not in the problem.",
        ),
        ("\"staff\": 1,", "\"staff\": 3,", "visits.staff of P1 is 3; one or two workers can go."),
        (
            "\"must\", \"days\"",
            "\"soon\", \"days\"",
            "visits.priority of P1 is \"soon\": must, high, normal or low.",
        ),
        ("[585, 730]", "[730, 585]", "visits.windows of P1 goes from minute 730 to 585."),
        ("{\"loc\": 1, ", "{\"loc\": 7, ", "visits.places of P1 is 7, but there are 3 locations."),
        ("\"id\": \"Q1\"", "\"id\": \"P1\"", "visits.id of P1 is there twice."),
        ("\"duration\": 45", "\"duration\": \"long\"", "visits[0].duration cannot be read: invalid type"),
        (
            "\"start\": 540, \"end\": 570",
            "\"start\": 500, \"end\": 570",
            "events of H is not within the shift of A.",
        ),
    ] {
        let said = said(from, to);
        assert!(said.starts_with(expected), "{said}\n{expected}");
    }
}

#[test]
fn nothing_makes_it_stumble() {
    // Every cut of the file, and every number made huge or negative.
    for end in (0..EXAMPLE.len()).step_by(7) {
        drop(problem(&EXAMPLE[..end]));
    }
    let digits: Vec<usize> = EXAMPLE.match_indices(|c: char| c.is_ascii_digit()).map(|(at, _)| at).collect();
    for at in digits {
        for with in ["-1", "999999999", "4000000000", "1e300"] {
            let text = format!("{}{with}{}", &EXAMPLE[..at], &EXAMPLE[at + 1..]);
            if let Ok(read) = problem(&text) {
                drop(crate::check::check(&read, &crate::plan::Plan::default(), None));
            }
        }
    }
}
