//! The bad-input catalogue as far as it concerns the forms of a person, BI01 to BI60: each line is
//! sent through the form and, as the same document, straight to the journal.

use axum::http::StatusCode;
use care::entry::{Body, Draft, Kind};
use serde_json::{Value, json};
use store::Outcome;
use uuid::Uuid;

use crate::testing::{Page, TestApp};

mod names;
mod numbers;

/// What must become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Becomes {
    /// Kept as typed, or tidied.
    Accepted,
    /// Asked about; kept once a reason is given.
    Asked,
    /// Refused at this field.
    Refused(&'static str),
}
use Becomes::{Accepted, Asked, Refused};

/// A person who can be entered, as a form sends them.
const FORM: &[(&str, &str)] = &[
    ("names.0.given", "Tamsin"),
    ("names.0.family", "Hollowbrook"),
    ("names.0.use", "usual"),
    ("nhs_number_missing", "not_known"),
    ("born-day", "17"),
    ("born-month", "5"),
    ("born-year", "1980"),
    ("gender", "2"),
    ("sex_at_birth", "2"),
    ("ethnicity", "Z"),
    ("referred_on-day", "2"),
    ("referred_on-month", "11"),
    ("referred_on-year", "2026"),
];

/// The same person as a document.
fn document() -> Value {
    json!({
        "names": [{ "use": "usual", "given": "Tamsin", "family": "Hollowbrook" }],
        "nhs_number_missing": "not_known", "born": "1980-05-17",
        "gender": "2", "sex_at_birth": "2", "ethnicity": "Z",
    })
}

/// The form with changes; an empty value takes a field away.
pub(super) fn form<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form: Vec<(&str, &str)> = FORM.to_vec();
    form.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    form.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
    form
}

/// Sends a new person; the answer and the person's id.
pub(super) fn enter(test: &TestApp, changes: &[(&str, &str)]) -> (Page, Uuid) {
    let (id, episode) = (Uuid::now_v7(), Uuid::now_v7());
    let (id_text, episode) = (id.to_string(), episode.to_string());
    let mut form = form(changes);
    form.extend([("entry", id_text.as_str()), ("episode", &episode), ("at", crate::testing::NOW)]);
    (test.post("manager", "/people/new", &form), id)
}

fn through_form(test: &TestApp, id: &str, changes: &[(&str, &str)]) -> (Vec<String>, StatusCode) {
    let (page, person) = enter(test, changes);
    if page.status == StatusCode::SEE_OTHER {
        let shown = test.get("manager", &format!("/people/{person}"));
        assert_eq!(shown.status, StatusCode::OK, "{id} is shown");
    } else {
        for (name, value) in changes.iter().filter(|(name, _)| name.starts_with("names.0.")) {
            let kept = page.value(name);
            assert!(
                name.ends_with("use")
                    || kept == *value
                    || name.contains('_')
                    || value.contains(char::is_control),
                "{id}: {name} is kept"
            );
        }
    }
    let at = page.attributes(".nhsuk-error-summary__list a", "href");
    (at.iter().map(|href| href.trim_start_matches('#').to_owned()).collect(), page.status)
}

/// Appends the document with the same changes; the fields of its problems.
fn through_append(test: &TestApp, changes: &[(&str, Value)]) -> Result<(), Vec<String>> {
    let mut document = document();
    for (path, value) in changes {
        set(&mut document, path, value.clone());
    }
    let fields = |problems: Vec<care::problem::Problem>| problems.into_iter().map(|p| p.field).collect();
    let body = Body::parse(Kind::Person, &document.to_string()).map_err(fields)?;
    let id = Uuid::now_v7();
    let happened_at = test.clock.now();
    let draft =
        Draft { id, subject: id, team: Some(test.team), happened_at, from_version: 0, reason: None, body };
    let outcome = test.app.store.append(&test.actor("manager"), vec![draft], happened_at).unwrap();
    let outcome = outcome.into_iter().next().unwrap();
    if let Outcome::Refused(problems) = outcome {
        return Err(fields(problems));
    }
    assert!(matches!(outcome, Outcome::Recorded(_)), "{outcome:?}");
    Ok(())
}

fn set(document: &mut Value, path: &str, value: Value) {
    let (outer, leaf) = path.rsplit_once('.').unwrap_or(("", path));
    let mut inner = document;
    for key in outer.split('.').filter(|key| !key.is_empty()) {
        inner = match key.parse::<usize>() {
            Ok(index) => {
                let list = inner.as_array_mut().unwrap();
                if list.len() <= index {
                    list.push(json!({}));
                }
                &mut list[index]
            }
            Err(_) => {
                let map = inner.as_object_mut().unwrap();
                map.entry(key).or_insert_with(|| json!([]))
            }
        };
    }
    let map = inner.as_object_mut().unwrap();
    if value.is_null() { drop(map.remove(leaf)) } else { drop(map.insert(leaf.to_owned(), value)) }
}

/// One line of the catalogue, both ways. Without a document the fields of the form are its fields.
fn check(test: &TestApp, id: &str, typed: &[(&str, &str)], document: &[(&str, Value)], expected: Becomes) {
    let sent: Vec<(&str, Value)> = if document.is_empty() {
        let word = |value: &str| if value.is_empty() { Value::Null } else { json!(value) };
        typed
            .iter()
            .filter(|(name, _)| !name.contains('_') || name.contains("nhs") || name.contains("likes"))
            .map(|(name, value)| (*name, word(value)))
            .collect()
    } else {
        document.to_vec()
    };
    let (at, status) = through_form(test, id, typed);
    match expected {
        Accepted => {
            assert_eq!((at, status), (Vec::new(), StatusCode::SEE_OTHER), "{id} {typed:?} through the form");
        }
        Asked => {
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{id} {typed:?} is asked about");
            let with_reason = [typed, &[("doubts_accepted", "As on the passport")]].concat();
            let (at, status) = through_form(test, id, &with_reason);
            assert_eq!((at, status), (Vec::new(), StatusCode::SEE_OTHER), "{id} {typed:?} with a reason");
        }
        Refused(field) => {
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{id} {typed:?}");
            assert!(at.iter().any(|at| at == field), "{id} {typed:?} through the form: {at:?}");
        }
    }
    // The form has entered them: the same name again would be asked about, so the document has its own.
    let mut sent = sent;
    if !sent.iter().any(|(path, _)| path.starts_with("names")) {
        sent.push(("names.0.family", json!(format!("Append {id} {}", Uuid::now_v7().simple()))));
    } else {
        sent.push(("not_the_same_as", json!(namesakes(test, &sent))));
    }
    let through = through_append(test, &sent);
    match expected {
        Accepted => assert_eq!(through, Ok(()), "{id} {sent:?} through append"),
        Asked => {
            assert!(through.is_err(), "{id} {sent:?} is asked about");
            sent.push(("doubts_accepted", json!("As on the passport")));
            assert_eq!(through_append(test, &sent), Ok(()), "{id} {sent:?} with a reason");
        }
        Refused(_) => assert!(through.is_err(), "{id} {sent:?} through append"),
    }
}

/// Whoever the form has just entered with this name and birth date.
fn namesakes(test: &TestApp, changes: &[(&str, Value)]) -> Vec<Uuid> {
    let mut document = document();
    for (path, value) in changes {
        set(&mut document, path, value.clone());
    }
    let Ok(Body::Person(person)) = Body::parse(Kind::Person, &document.to_string()) else {
        return Vec::new();
    };
    let (key, born) = (care::rule::context::twin_key(&person), person.born.to_string());
    let lines = test.app.store.read(|tx| store::people::namesakes(tx, &key, &born)).unwrap();
    lines.into_iter().map(|line| line.person).collect()
}

#[test]
fn bi31_to_bi37_birth_dates() {
    let test = TestApp::new();
    let mut count = 0;
    let mut born = |id: &str, [day, month, year]: [&str; 3], stored: &str, expected| {
        count += 1;
        let name = format!("Birth {}", ["zero", "one", "two"][count % 3].repeat(count));
        let typed = [
            ("born-day", day),
            ("born-month", month),
            ("born-year", year),
            ("names.0.family", name.as_str()),
        ];
        check(&test, id, &typed, &[("born", json!(stored)), ("names.0.family", json!(name))], expected);
    };
    born("BI31", ["19", "11", "2026"], "2026-11-19", Refused("born"));
    born("BI32", ["18", "11", "2026"], "2026-11-18", Refused("born"));
    born("BI33", ["31", "12", "1899"], "1899-12-31", Asked);
    born("BI33", ["1", "1", "1900"], "1900-01-01", Asked);
    born("BI34", ["29", "2", "2001"], "2001-02-29", Refused("born"));
    born("BI34", ["29", "2", "2000"], "2000-02-29", Accepted);
    born("BI34", ["29", "2", "2004"], "2004-02-29", Accepted);
    born("BI35", ["", "", "1980"], "1980", Accepted);
    born("BI35", ["", "5", "1980"], "1980-05", Accepted);
    born("BI36", ["1", "2", "80"], "80-02-01", Refused("born"));
    born("BI36", ["13", "13", "1980"], "1980-13-13", Refused("born"));
    born("BI36", ["31", "4", "1980"], "1980-04-31", Refused("born"));
    born("BI37", ["18", "11", "2008"], "2008-11-18", Accepted);
    born("BI37", ["19", "11", "2008"], "2008-11-19", Refused("born"));
    born("BI38", ["1", "1", "1940"], "1940-01-01", Accepted);
    born("BI51", ["1", "1", "10000"], "10000-01-01", Refused("born"));
    let (page, _) = enter(&test, &[("born-day", ""), ("born-month", ""), ("born-year", "")]);
    assert_eq!(page.errors(), ["Enter the birth date, or as much of it as is known."]);
}

#[test]
fn bi39_dates_of_death() {
    let test = TestApp::new();
    let died = |[day, month, year]: [&str; 3], stored: &str, expected| {
        let typed = [("died_on-day", day), ("died_on-month", month), ("died_on-year", year)];
        let typed = if expected == Accepted {
            [&typed[..], &[("names.0.family", "Late")]].concat()
        } else {
            typed.to_vec()
        };
        check(&test, "BI39", &typed, &[("died_on", json!(stored))], expected);
    };
    died(["16", "5", "1980"], "1980-05-16", Refused("died_on"));
    died(["19", "11", "2026"], "2026-11-19", Refused("died_on"));
    died(["1", "11", "2026"], "2026-11-01", Accepted);
}

#[test]
fn bi53_to_bi58_places() {
    let test = TestApp::new();
    let mut count = 0;
    let mut postcode = |id: &str, typed: &str, expected| {
        count += 1;
        let name = format!("Place{}", "a".repeat(count));
        let form = [
            ("places.0.lines", "1 Sedge Walk"),
            ("places.0.postcode", typed),
            ("names.0.family", name.as_str()),
        ];
        let document = [
            ("places.0.lines", json!(["1 Sedge Walk"])),
            ("places.0.postcode", json!(typed)),
            ("names.0.family", json!(name)),
        ];
        check(&test, id, &form, &document, expected);
        let person = namesakes(&test, &[("names.0.family", json!(name))]).into_iter().next();
        person.map(|person| {
            test.get("manager", &format!("/people/{person}/details")).value("places.0.postcode")
        })
    };
    for (typed, shown) in
        [("sw1a1aa", "SW1A 1AA"), ("SW1A  1AA", "SW1A 1AA"), ("GIR 0AA", "GIR 0AA"), ("W1A 0AX", "W1A 0AX")]
    {
        assert_eq!(postcode("BI53", typed, Accepted).as_deref(), Some(shown));
    }
    assert_eq!(postcode("BI53", "bfpo 61", Accepted).as_deref(), Some("BFPO 61"));
    postcode("BI54", "ZZ99 3VZ", Refused("places.0.postcode"));
    postcode("BI55", "ZZ99 3WZ", Accepted);
    postcode("BI56", "Q1 1QQ", Refused("places.0.postcode"));
    postcode("BI56", "12345", Refused("places.0.postcode"));
    let half = [
        ("places.0.lines", "Flat \u{bd}\nRear of 5\nThird\nFourth\nFifth\nSixth\nSeventh\nEighth"),
        ("names.0.family", "Halfway"),
    ];
    assert_eq!(enter(&test, &half).0.status, StatusCode::SEE_OTHER, "BI57");
    let long = "x".repeat(301);
    let (page, _) = enter(&test, &[("places.0.lines", &long)]);
    assert_eq!(page.attributes(".nhsuk-error-summary__list a", "href"), ["#places.0.lines"], "BI57");
    let two = [
        ("places.0.lines", "1 Sedge Walk"),
        ("places.1.lines", "2 Reed Walk"),
        ("places.1.until-day", "1"),
        ("places.1.until-month", "2"),
        ("places.1.until-year", "2027"),
        ("names.0.family", "Twohomes"),
    ];
    assert_eq!(enter(&test, &two).0.status, StatusCode::SEE_OTHER, "BI58");
}

#[test]
fn bi54_no_fixed_abode_is_a_tick_that_sets_its_postcode() {
    let test = TestApp::new();
    let typed = [
        ("places.0.no_fixed_abode", "yes"),
        ("places.0.notes", "Under the viaduct ///slate.lantern.moss, ask at the hostel"),
        ("names.0.family", "Wayfarer"),
    ];
    let (page, person) = enter(&test, &typed);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    let entry = test.app.store.read(|tx| store::people::document(tx, person, Kind::Person)).unwrap().unwrap();
    let Body::Person(stored) = entry.body else { panic!() };
    assert_eq!(stored.places[0].postcode.as_deref(), Some("ZZ99 3VZ"));
    let page = test.get("manager", &format!("/people/{person}"));
    assert!(page.texts("dd").iter().any(|text| text.starts_with("No fixed abode: Under the viaduct")));
    // The form shows the tick and no postcode, and saving it unchanged is no change of the place.
    let details = test.get("manager", &format!("/people/{person}/details"));
    assert_eq!(details.value("places.0.postcode"), "");
}

#[test]
fn bi59_telephones_here_and_abroad() {
    let test = TestApp::new();
    let mut count = 0;
    let mut phone = |typed: &str, expected| {
        count += 1;
        let name = format!("Phone{}", "b".repeat(count));
        let form = [
            ("phones.0.number", typed),
            ("phones.0.note", "Ask for Dave"),
            ("names.0.family", name.as_str()),
        ];
        check(&test, "BI59", &form, &[], expected);
    };
    for typed in
        ["+353 1 234 5678", "+48 601 234 567", "00 44 7700 900123", "07700 900123", "0121 496 0000 ext 12"]
    {
        phone(typed, Accepted);
    }
    phone("ring ring", Refused("phones.0.number"));
}
