//! The questions of the contact form, holding what was typed and what is wrong with it. The order on
//! the page is the template's; reading the answers is `read`'s.

use std::collections::BTreeMap;

use care::codes::early_sign::EarlySign;
use care::codes::outcome::Outcome;
use care::codes::purpose::Purpose;
use care::codes::{mechanism, place};
use care::entry::contact::{Done, With};

use super::about::About;
use super::partner;
use super::typed::{Pairs, word};
use crate::template::forms::{Choice, Field, Form, Kind, Problem};

/// Minutes to choose without typing.
pub(crate) const QUICK_MINUTES: [&str; 4] = ["15", "30", "45", "60"];
/// Ways of contact to choose without opening the list.
pub(crate) const QUICK_MECHANISMS: [&str; 4] = ["01", "02", "11", "09"];
/// Places to choose without opening the list, after those the person prefers.
const USUAL_PLACES: [&str; 5] = ["A01", "N01", "N02", "E02", "J01"];
/// Places shown before "Another place".
const PLACES_SHOWN: usize = 6;
/// What a field says when the answer is in the list beside it.
pub(crate) const OTHER: &str = "other";

/// Places shown as buttons: the visit's, the preferred ones, the usual ones.
pub(crate) fn quick_places(about: &About) -> Vec<String> {
    let mut shown: Vec<String> = Vec::new();
    let visit = about.visit.iter().map(|v| v.visit.place.clone());
    let wishes = about.line.preferences.iter();
    let liked = wishes.clone().flat_map(|w| w.likes_places.iter().cloned());
    let refused: Vec<&String> = wishes.flat_map(|w| &w.refuses_places).collect();
    let usual = USUAL_PLACES.iter().map(|code| (*code).to_owned()).filter(|code| !refused.contains(&code));
    for code in visit.chain(liked).chain(usual) {
        if shown.len() < PLACES_SHOWN && !shown.contains(&code) {
            shown.push(code);
        }
    }
    shown
}

/// Every question by name.
pub(crate) fn all(about: &About, pairs: &Pairs, problems: &[Problem]) -> BTreeMap<String, Field> {
    let mut fields = what_happened(about);
    fields.extend(who(about));
    fields.extend(partner::fields(about));
    fields.extend(words());
    fields.extend(afterwards(about));
    let form = Form::post("", "", "", fields).sent(pairs).problems(problems);
    form.fields.into_iter().map(|field| (field.name.replace('.', "_"), field)).collect()
}

fn choices<T: serde::Serialize + Copy>(all: &[T], label: impl Fn(T) -> &'static str) -> Vec<Choice> {
    all.iter().map(|one| Choice::new(word(one), label(*one))).collect()
}

fn what_happened(about: &About) -> Vec<Field> {
    let minutes = QUICK_MINUTES.iter().map(|m| Choice::new(*m, format!("{m} minutes")));
    let minutes = minutes.chain([Choice::new(OTHER, "Another length")]);
    let fold = [
        Choice::new("first", "The first, before the clocks went back"),
        Choice::new("second", "The second, after"),
    ];
    vec![
        Field::new(Kind::Radios, "outcome", "What happened?").options(choices(Outcome::ALL, Outcome::label)),
        Field::new(Kind::Radios, "when", "When?")
            .options([Choice::new("just_ended", "It has just ended"), Choice::new("at", "At another time")]),
        Field::new(Kind::Date, "happened_at", "Day it started"),
        Field::new(Kind::Text, "time", "Time it started").hint("For example, 5pm or 17:30.").width(10),
        Field::new(Kind::Radios, "fold", "Which of the two?").options(fold),
        Field::new(Kind::Radios, "minutes", "How long?")
            .hint("Only if you saw or spoke with them.")
            .options(minutes),
        Field::new(Kind::Number, "minutes_other", "Minutes").width(3),
        Field::new(Kind::Radios, "place", "Where?").options(place_choices(about)),
        Field::new(Kind::Select, "place_other", "Another place").options(all_places(about)),
        Field::new(Kind::Radios, "mechanism", "How?").options(mechanism_choices()),
        Field::new(Kind::Select, "mechanism_other", "Another way").options(other_mechanisms(about)),
        Field::new(Kind::Textarea, "late_reason", "Why is it written now?")
            .hint("It was more than 14 days ago.")
            .rows(2),
    ]
}

fn place_label(about: &About, code: &str) -> Choice {
    let label = place::label(code).unwrap_or(code);
    let wishes = about.line.preferences.as_ref();
    let held = |list: Option<&Vec<String>>| list.is_some_and(|l| l.iter().any(|c| c == code));
    let text = if held(wishes.map(|w| &w.refuses_places)) {
        format!("{label} (ruled out by the person)")
    } else if held(wishes.map(|w| &w.likes_places)) {
        format!("{label} (preferred)")
    } else {
        label.to_owned()
    };
    Choice::new(code, text)
}

fn place_choices(about: &About) -> Vec<Choice> {
    let mut shown: Vec<Choice> = quick_places(about).iter().map(|code| place_label(about, code)).collect();
    shown.push(Choice::new(OTHER, "Another place"));
    shown
}

fn all_places(about: &About) -> Vec<Choice> {
    let today = care::moment::local_day(about.now);
    let valid = place::LIST.codes.iter().map(|c| c.code).filter(|code| place::valid_on(code, today));
    valid.map(|code| place_label(about, code)).collect()
}

fn mechanism_choices() -> Vec<Choice> {
    let mut shown: Vec<Choice> = QUICK_MECHANISMS
        .iter()
        .map(|code| Choice::new(*code, mechanism::label(code).unwrap_or(code)))
        .collect();
    shown.push(Choice::new(OTHER, "Another way"));
    shown
}

fn other_mechanisms(about: &About) -> Vec<Choice> {
    let today = care::moment::local_day(about.now);
    let codes = mechanism::LIST.codes.iter().map(|c| c.code);
    let valid = codes.filter(|code| mechanism::valid_on(code, today) && !QUICK_MECHANISMS.contains(code));
    valid.map(|code| Choice::new(code, mechanism::label(code).unwrap_or(code))).collect()
}

fn workers(about: &About) -> Vec<Choice> {
    about.workers.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())).collect()
}

fn who(about: &About) -> Vec<Field> {
    vec![
        Field::new(Kind::Select, "workers", "Worker").options(workers(about)),
        Field::new(Kind::Select, "workers2", "Second worker, if there was one").options(workers(about)),
        Field::new(Kind::Radios, "with", "Who was it with?").options(choices(With::ALL, With::label)),
        Field::new(Kind::Checkboxes, "purposes", "What was it for?")
            .options(choices(Purpose::ALL, Purpose::label)),
        Field::new(Kind::Radios, "done", "How was it done?").options(choices(Done::ALL, Done::label)),
        Field::new(Kind::Checkboxes, "early_signs", "Early signs you noticed")
            .options(EarlySign::ALL.iter().map(|sign| Choice::new(sign.label(), sign.label()))),
    ]
}

fn words() -> Vec<Field> {
    vec![
        Field::new(Kind::Text, "presentation", "Mood and presentation, in one line"),
        Field::new(Kind::Textarea, "note", "What you did and saw").rows(4),
        Field::new(Kind::Textarea, "wants", "What the person said they want").rows(2),
        Field::new(Kind::Textarea, "concerns", "Concerns").rows(2),
        Field::new(Kind::Textarea, "safety", "What the next worker must know at the door").rows(2),
        Field::new(Kind::Checkboxes, "doubts_meant", "Check what you wrote")
            .options([Choice::new("yes", "It belongs here: record it as written")]),
    ]
}

fn afterwards(about: &About) -> Vec<Field> {
    vec![
        Field::new(Kind::Text, "next_action.what", "What will be done next?"),
        Field::new(Kind::Select, "next_action.owner", "Who does it?").options(workers(about)),
        Field::new(Kind::Date, "next_action.due_on", "By which day?"),
        Field::new(Kind::Textarea, "reason", "Why is this corrected?")
            .hint("The earlier version stays in the history.")
            .rows(2),
    ]
}
