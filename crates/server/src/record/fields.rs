//! What there is to choose in forms: workers of a team, places, purposes, outcomes, national codes.
//! Any feature's form may use these; nothing is chosen for anybody.

use care::access::Role;
use care::codes::{self, CodeList};
use jiff::civil::Date;
use uuid::Uuid;

use crate::app::App;
use crate::template::forms::Choice;

/// Workers of a team today, by name, with their role.
pub(crate) fn worker_choices(app: &App, team: Option<Uuid>) -> Vec<Choice> {
    those(app, team, |_| true)
}

/// Those of them who give injections (T07).
pub(crate) fn giver_choices(app: &App, team: Option<Uuid>) -> Vec<Choice> {
    those(app, team, care::scope::gives_injections)
}

fn those(app: &App, team: Option<Uuid>, wanted: fn(Role) -> bool) -> Vec<Choice> {
    let Some(team) = team else { return Vec::new() };
    let directory = app.store.directory();
    directory
        .workers(team, app.today())
        .into_iter()
        .filter(|(_, staff)| wanted(staff.role))
        .map(|(id, staff)| Choice::new(id.to_string(), format!("{}, {}", staff.name, staff.role.label())))
        .collect()
}

/// The codes of a national list that may be recorded on a day.
pub(crate) fn code_choices(list: &CodeList, on: Date) -> Vec<Choice> {
    list.in_use(on).map(|code| Choice::new(code.code, code.label)).collect()
}

/// Places of contact.
pub(crate) fn place_choices(on: Date) -> Vec<Choice> {
    code_choices(&codes::place::LIST, on)
}

/// Choices of one of our own lists: the word of the record and the label of the page.
pub(crate) fn named_choices<T: serde::Serialize + Copy>(
    all: &[T],
    label: impl Fn(T) -> &'static str,
) -> Vec<Choice> {
    all.iter().map(|one| Choice::new(word(one), label(*one))).collect()
}

/// The word that stands in the record for a value of one of our own lists.
pub(crate) fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(_) | Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_sends_the_word_of_the_record() {
        use care::codes::outcome::Outcome;
        assert_eq!(word(&Outcome::NoAnswer), "no_answer");
        let choices = named_choices(Outcome::ALL, |one| one.label());
        assert_eq!(choices.len(), Outcome::ALL.len());
        assert!(choices.iter().all(|choice| !choice.checked), "nothing is chosen for anybody");
    }
}
