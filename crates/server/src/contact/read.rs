//! From what was typed on the contact form to a draft for the journal, or every problem at once.
//! What the record speaks against is the journal's business.

use care::codes::outcome::Outcome;
use care::entry::contact::{Contact, NOTE_MOST, NextAction};
use care::entry::{Body, Draft};
use care::moment;
use care::nhs_number::NhsNumber;
use care::problem::Problem;
use care::text;
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use super::about::About;
use super::fields::OTHER;
use super::partner;
use super::typed::Typed;

/// Most characters of the shorter texts.
const WORDS_MOST: usize = 100_000;

/// The draft that was typed.
///
/// # Errors
/// Everything that is wrong with it as far as the form alone can show.
pub(crate) fn draft(about: &About, pairs: &[(String, String)]) -> Result<Draft, Vec<Problem>> {
    let mut typed = Typed::new(pairs);
    let outcome: Option<Outcome> = typed.choice("outcome");
    if typed.text("outcome").is_empty() {
        typed.problems.add(Problem::new("outcome", "Choose what happened.").rule("4.7"));
    }
    // Neither needs minutes nor forbids them: lets everything else be checked while none is chosen.
    let contact = contact(&mut typed, outcome.unwrap_or(Outcome::InHospitalOrCustody));
    let happened_at = started(&mut typed, about, contact.minutes);
    doubts(&mut typed, &contact, about);
    let id = match &about.before {
        Some(before) => Some(before.id),
        None => typed.id("entry"),
    };
    let from_version = from_version(&typed, about);
    let reason = typed.words("reason", WORDS_MOST);
    let mut problems = typed.problems.into_vec();
    if let (true, Some(id), Some(happened_at)) = (problems.is_empty(), id, happened_at) {
        return Ok(Draft {
            id,
            subject: about.line.person,
            team: None,
            happened_at,
            from_version,
            reason,
            body: Body::Contact(contact),
        });
    }
    for problem in contact.check() {
        if problems.iter().all(|known| known.field != problem.field) {
            problems.push(problem);
        }
    }
    if problems.is_empty() {
        problems.push(Problem::new("", "The form did not arrive whole. Send it again."));
    }
    Err(problems)
}

fn from_version(typed: &Typed<'_>, about: &About) -> u32 {
    if about.before.is_none() {
        return 0;
    }
    // A version that does not read names none there is: the answer is a conflict, never a new entry.
    typed.text("from_version").parse().ok().filter(|version| *version > 0).unwrap_or(u32::MAX)
}

fn contact(typed: &mut Typed<'_>, outcome: Outcome) -> Contact {
    let workers: Vec<Uuid> = ["workers", "workers2"].iter().filter_map(|name| typed.id(name)).collect();
    let purposes = typed.all("purposes").into_iter().filter_map(super::typed::from_word).collect();
    let early_signs = typed.all("early_signs").into_iter().map(str::to_owned).collect();
    Contact {
        visit: typed.id("visit"),
        workers,
        with: typed.choice("with").unwrap_or_default(),
        partner: partner::read(typed),
        outcome,
        minutes: minutes(typed, outcome),
        place: listed(typed, "place", "place_other"),
        mechanism: listed(typed, "mechanism", "mechanism_other").unwrap_or_default(),
        purposes,
        done: typed.choice("done"),
        wants: typed.words("wants", WORDS_MOST),
        presentation: typed.words("presentation", WORDS_MOST),
        note: typed.words("note", NOTE_MOST),
        concerns: typed.words("concerns", WORDS_MOST),
        safety: typed.words("safety", WORDS_MOST),
        early_signs,
        next_action: next_action(typed),
        late_reason: typed.words("late_reason", WORDS_MOST),
    }
}

/// The answer of a row of buttons whose last one points to a list beside it.
fn listed(typed: &Typed<'_>, name: &str, other: &str) -> Option<String> {
    let chosen = match typed.text(name) {
        OTHER => typed.text(other),
        chosen => chosen,
    };
    (!chosen.is_empty()).then(|| chosen.to_owned())
}

fn minutes(typed: &mut Typed<'_>, outcome: Outcome) -> Option<u16> {
    let chosen = listed(typed, "minutes", "minutes_other")?;
    let digits = text::western_digits(&chosen);
    let minutes: Option<u16> = typed
        .problems
        .keep("minutes", digits.parse().map_err(|_| "Enter the minutes as a whole number, such as 25."));
    // What we measured ourselves and nobody changed is not a claim that the person was seen.
    if outcome.forbids_minutes() && typed.text("minutes_prefilled") == digits {
        return None;
    }
    minutes
}

fn next_action(typed: &mut Typed<'_>) -> Option<NextAction> {
    let what = typed.words("next_action.what", WORDS_MOST);
    let owner = typed.id("next_action.owner");
    let has_day = typed.has_day("next_action.due_on");
    let Some(what) = what else {
        // An owner alone is what the form chose; a day alone is somebody's half-finished thought.
        if has_day {
            typed.problems.add(Problem::new("next_action.what", "Say what will be done next."));
        }
        return None;
    };
    if owner.is_none() {
        typed.problems.add(Problem::new("next_action.owner", "Choose who does it."));
    }
    let due_on = typed.day("next_action.due_on");
    Some(NextAction { what, owner: owner?, due_on: due_on? })
}

/// When it started: so many minutes before the form was shown, or at the day and time that were typed.
fn started(typed: &mut Typed<'_>, about: &About, minutes: Option<u16>) -> Option<Timestamp> {
    if typed.text("when") == "just_ended" && about.before.is_none() {
        let ended = typed.shown_at(about.now);
        let start = ended.checked_sub(i64::from(minutes.unwrap_or(0)).minutes()).unwrap_or(ended);
        return Some(moment::to_minute(start));
    }
    let at = typed.moment("happened_at", "time", "fold")?;
    // The boxes hold no seconds: a time that nobody changed stays the very instant.
    let unchanged = about.before.as_ref().map(|b| b.happened_at).filter(|b| moment::to_minute(*b) == at);
    Some(unchanged.unwrap_or(at))
}

/// Asks about a password, a card or another NHS number in what was written (BI70).
fn doubts(typed: &mut Typed<'_>, contact: &Contact, about: &About) {
    if typed.text("doubts_meant") == "yes" {
        return;
    }
    let own = about.line.who.nhs_number.as_deref().and_then(|number| NhsNumber::parse(number).ok());
    let before = about.contact_before();
    for (field, value, known) in [
        ("presentation", &contact.presentation, before.map(|b| &b.presentation)),
        ("note", &contact.note, before.map(|b| &b.note)),
        ("wants", &contact.wants, before.map(|b| &b.wants)),
        ("concerns", &contact.concerns, before.map(|b| &b.concerns)),
        ("safety", &contact.safety, before.map(|b| &b.safety)),
    ] {
        if known == Some(value) {
            continue;
        }
        for doubt in text::text_doubts(value.as_deref().unwrap_or_default(), own.as_ref()) {
            typed.problems.add(Problem::new(field, doubt.sentence()).rule(doubt.rule()));
        }
    }
}

/// The name on the form of a field of the record, so that a problem stands beside it.
pub(crate) fn on_form(field: &str) -> String {
    let plain = match field.split_once('.') {
        Some((list @ ("early_signs" | "purposes" | "workers"), _)) => list,
        _ => field,
    };
    let known = !matches!(plain, "subject" | "id" | "visit" | "from_version" | "entry");
    if known { plain.to_owned() } else { String::new() }
}
