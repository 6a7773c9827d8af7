//! What a decision says somebody will do regularly, read from the form: the series of visits it becomes.

use care::codes;
use care::codes::purpose::Purpose;
use care::entry::visit::{Every, VisitSeries};
use care::line::Line;
use care::moment;
use care::problem::Problem;
use jiff::civil::{Date, Time};
use uuid::Uuid;

use crate::contact::typed::{Typed, day_pairs, word};
use crate::template::forms::{Choice, Field, Kind};

/// Weeks that an intervention lasts unless somebody says otherwise.
const WEEKS: i32 = 12;
/// Minutes of a visit unless somebody says otherwise.
const MINUTES: &str = "45";

/// What was typed about an intervention, complete or not.
pub(super) struct Planned {
    pub(super) what: String,
    pub(super) worker: Option<Uuid>,
    pub(super) because: Option<String>,
    pub(super) series: VisitSeries,
    /// Whether a day and a time are chosen.
    pub(super) slot: bool,
}

impl Planned {
    /// Says on the visits which of their days fall into leave: somebody else goes then.
    pub(super) fn say_cover(&mut self, days: &[Date]) {
        if let (Some(note), false) = (&mut self.series.note, days.is_empty()) {
            let days: Vec<String> = days.iter().map(|day| moment::day_words_short(*day)).collect();
            note.push_str(&format!(". On leave, somebody else goes: {}", days.join(", ")));
        }
    }
}

/// The fields of the form about who does what, when.
const NAMES: &[&str] = &["what", "worker", "because", "at", "weekdays"];

/// Whether anything was typed about an intervention.
pub(super) fn is_typed(pairs: &[(String, String)]) -> bool {
    pairs.iter().any(|(name, value)| NAMES.contains(&name.as_str()) && !value.trim().is_empty())
}

/// Reads the intervention; days and times that are missing stand in as a Monday at ten.
pub(super) fn read(typed: &mut Typed<'_>, today: Date, day: Date) -> Planned {
    let what = typed.words("what", 4_000).unwrap_or_default();
    let worker = typed.id("worker");
    let because = typed.words("because", 4_000);
    let second = typed.id("second");
    let weekdays: Vec<u8> = typed.all("weekdays").iter().filter_map(|day| day.parse().ok()).collect();
    let at = match typed.text("at") {
        "" => None,
        text => {
            let parsed = moment::parse_time(text);
            typed.problems.keep("at", parsed)
        }
    };
    let slot = !weekdays.is_empty() && at.is_some();
    let purpose: Option<Purpose> = typed.choice("purpose");
    let from = if typed.has_day("from") { typed.day("from") } else { Some(moment::add_days(today, 1)) };
    let from = from.unwrap_or(today);
    let until =
        if typed.has_day("until") { typed.day("until") } else { Some(moment::add_days(from, 7 * WEEKS)) };
    let every: Option<Every> = typed.choice("every");
    let note = format!("MDT of {}: {what}", moment::day_words(day));
    Planned {
        because,
        slot,
        series: VisitSeries {
            workers: worker.into_iter().chain(second.filter(|second| Some(*second) != worker)).collect(),
            from,
            until: until.unwrap_or(from),
            weekdays,
            every: every.unwrap_or(Every::Week),
            at: at.or_else(|| Time::new(10, 0, 0, 0).ok()).unwrap_or_else(Time::midnight),
            minutes: typed.text("minutes").parse().unwrap_or(0),
            place: typed.text("place").to_owned(),
            where_exactly: None,
            purposes: purpose.into_iter().collect(),
            note: Some(note),
            two_person: second.is_some_and(|second| Some(second) != worker),
            place_override: None,
            time_override: None,
            agreed: false,
        },
        what,
        worker,
    }
}

/// What is missing before an intervention can be accepted: an owner and a slot (T02).
pub(super) fn missing(planned: &Planned, two: bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    if planned.what.trim().is_empty() {
        problems.push(Problem::new("what", "Say what will be done."));
    }
    if planned.worker.is_none() {
        problems.push(
            Problem::new("worker", "Choose who does it: no intervention without an owner.").rule("T02"),
        );
    }
    if two && planned.worker.is_some() && planned.series.workers.len() < 2 {
        let sentence = "Two workers are needed: choose who goes along.";
        problems.push(Problem::new("second", sentence).rule("T04"));
    }
    if planned.series.purposes.is_empty() {
        problems.push(Problem::new("purpose", "Choose what the visit is for."));
    }
    if !planned.slot {
        problems.push(
            Problem::new("weekdays", "Choose a day and a time: no intervention without a slot.").rule("T02"),
        );
    }
    problems
}

/// The questions, before anything is typed.
pub(super) fn fields(line: &Line, today: Date, workers: &[Choice]) -> Vec<Field> {
    let purposes = Purpose::ALL.iter().map(|purpose| Choice::new(word(purpose), purpose.label()));
    let often = Every::ALL.iter().map(|every| Choice::new(word(every), every.label()));
    let days = crate::visit::WEEKDAYS.iter().map(|(number, name)| Choice::new(number.to_string(), *name));
    let likes = line.preferences.as_ref().map(|p| p.likes_places.clone()).unwrap_or_default();
    let refuses = line.preferences.as_ref().map(|p| p.refuses_places.clone()).unwrap_or_default();
    let mut places: Vec<&codes::Code> =
        codes::place::LIST.in_use(today).filter(|code| !refuses.iter().any(|r| r == code.code)).collect();
    places.sort_by_key(|code| !likes.iter().any(|liked| liked == code.code));
    let liked = |code: &codes::Code| likes.iter().any(|liked| liked == code.code);
    let places = places.into_iter().map(|code| {
        let text = if liked(code) {
            format!("{} (the person likes this)", code.label)
        } else {
            code.label.to_owned()
        };
        Choice::new(code.code, text)
    });
    vec![
        Field::new(Kind::Text, "what", "What will be done regularly")
            .hint("For example: cooking on a budget."),
        Field::new(Kind::Select, "purpose", "What for").options(purposes),
        Field::new(Kind::Radios, "worker", "Who does it").options(workers.to_vec()),
        Field::new(Kind::Text, "because", "Why this worker")
            .hint("Leave empty to keep the reasons shown with the worker."),
        Field::new(Kind::Checkboxes, "weekdays", "On which days").options(days),
        Field::new(Kind::Text, "at", "At what time").hint("For example 2:30pm.").width(10),
        Field::new(Kind::Number, "minutes", "How long, in minutes").value(MINUTES).width(3),
        Field::new(Kind::Radios, "every", "How often").options(often).value(word(&Every::Week)),
        Field::new(Kind::Select, "place", "Place").options(places),
        Field::new(Kind::Date, "from", "First day"),
        Field::new(Kind::Date, "until", "Last day")
            .hint("Twelve weeks unless you say otherwise, one year at most."),
    ]
}

/// What the form holds at first.
pub(super) fn start(today: Date) -> Vec<(String, String)> {
    let from = moment::add_days(today, 1);
    let mut pairs =
        vec![("minutes".to_owned(), MINUTES.to_owned()), ("every".to_owned(), word(&Every::Week))];
    pairs.extend(day_pairs("from", from));
    pairs.extend(day_pairs("until", moment::add_days(from, 7 * WEEKS)));
    pairs
}
