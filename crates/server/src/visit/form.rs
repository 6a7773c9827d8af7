//! The questions about a plan that a visit and a series have in common, and what was answered.
//! Preferred places come first (S07); what the person wishes stands beside the choice of worker.

use care::codes;
use care::codes::purpose::Purpose;
use care::entry::around::SafetyKind;
use care::line::Line;
use care::moment;
use care::problem::Problems;
use jiff::civil::{Date, Time};
use store::directory::Directory;
use uuid::Uuid;

use crate::request::Request;
use crate::template::forms::{Choice, Field, Form, Kind};
use crate::visit::door::worker_wish;

/// What the questions depend on.
pub(super) struct Around<'a> {
    pub(super) directory: &'a Directory,
    pub(super) line: &'a Line,
    pub(super) today: Date,
    /// Workers who stay in the choice although they left the team.
    pub(super) keep: &'a [Uuid],
}

/// What was answered.
pub(super) struct Common {
    pub(super) workers: Vec<Uuid>,
    pub(super) minutes: u16,
    pub(super) place: String,
    pub(super) where_exactly: Option<String>,
    pub(super) purposes: Vec<Purpose>,
    pub(super) note: Option<String>,
    pub(super) two_person: bool,
    pub(super) agreed: bool,
    pub(super) place_override: Option<String>,
    pub(super) time_override: Option<String>,
}

impl Common {
    /// As sent. What is missing or odd is found by the checks of the entry.
    pub(super) fn sent(request: &Request) -> Common {
        let words = |name| {
            let typed = care::text::clean_text(request.field(name).trim(), usize::MAX);
            typed.ok().filter(|text| !text.is_empty())
        };
        Common {
            workers: request.fields("workers").iter().filter_map(|w| Uuid::try_parse(w).ok()).collect(),
            minutes: request.field("minutes").trim().parse().unwrap_or(0),
            place: request.field("place").to_owned(),
            where_exactly: words("where_exactly"),
            purposes: request.fields("purposes").into_iter().filter_map(purpose).collect(),
            note: words("note"),
            two_person: !request.field("two_person").is_empty(),
            agreed: !request.field("agreed").is_empty(),
            place_override: words("place_override"),
            time_override: words("time_override"),
        }
    }
}

/// The word on the wire of one of our own codes.
pub(super) fn word(code: impl serde::Serialize) -> String {
    serde_json::to_value(code).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn purpose(text: &str) -> Option<Purpose> {
    Purpose::ALL.iter().copied().find(|purpose| word(purpose) == text)
}

/// The questions about place, purpose and workers.
pub(super) fn common(around: &Around<'_>) -> Vec<Field> {
    let preferences = around.line.preferences.as_ref();
    let refuses = preferences.is_some_and(|p| !p.refuses_places.is_empty());
    let mut fields = vec![
        Field::new(Kind::Number, "minutes", "How long, in minutes").value("45").width(3),
        place(around),
        Field::new(Kind::Text, "where_exactly", "Where exactly")
            .hint("For example: the cafe in Teasel Park, the bench by the library. Not needed at home."),
    ];
    if refuses {
        fields.push(
            Field::new(
                Kind::Textarea,
                "place_override",
                "Why it must be at a place the person has ruled out",
            )
            .hint("Leave empty for any other place.")
            .rows(2),
        );
    }
    fields.extend(kept_free(around));
    let purposes = Purpose::ALL.iter().map(|purpose| Choice::new(word(purpose), purpose.label()));
    fields.extend([
        Field::new(Kind::Checkboxes, "purposes", "What for").options(purposes),
        Field::new(Kind::Textarea, "note", "What to do there").hint("You can leave this empty.").rows(3),
        workers(around),
        Field::new(Kind::Checkboxes, "two_person", "Two workers")
            .options([Choice::new("yes", "This visit needs two workers")]),
        Field::new(Kind::Checkboxes, "agreed", "Agreed with the person")
            .hint("Planning the week may move a visit that is not agreed.")
            .options([Choice::new("yes", "Day and time are agreed with the person")]),
    ]);
    fields
}

/// Why it must be in a time the person keeps free, where they keep any (P03).
fn kept_free(around: &Around<'_>) -> Option<Field> {
    let told = care::kept::told(around.line.preferences.as_ref()?, around.today);
    (!told.is_empty()).then(|| {
        Field::new(Kind::Textarea, "time_override", "Why it must be in a time the person keeps free")
            .hint(format!("Kept free: {}. Leave empty for any other time.", told.join("; ")))
            .rows(2)
    })
}

fn place(around: &Around<'_>) -> Field {
    let (mut likes, mut refuses) = (Vec::new(), Vec::new());
    if let Some(preferences) = &around.line.preferences {
        likes.clone_from(&preferences.likes_places);
        refuses.clone_from(&preferences.refuses_places);
    }
    let liked = likes.iter().filter_map(|code| {
        let label = codes::place::label(code)?;
        Some(Choice::new(code.clone(), format!("{label} (the person likes this)")))
    });
    let others = codes::place::LIST
        .in_use(around.today)
        .filter(|code| likes.iter().all(|liked| liked != code.code))
        .map(|code| {
            let out = refuses.iter().any(|refused| refused == code.code);
            Choice::new(
                code.code,
                if out { format!("{} (ruled out by the person)", code.label) } else { code.label.to_owned() },
            )
        });
    let options: Vec<Choice> = liked.chain(others).collect();
    let mut field = Field::new(Kind::Select, "place", "Place").options(options);
    let words: Vec<&str> = refuses.iter().filter_map(|code| codes::place::label(code)).collect();
    if !words.is_empty() {
        field = field.hint(format!("Ruled out by the person: {}.", words.join(", ")));
    }
    field
}

fn workers(around: &Around<'_>) -> Field {
    let preferences = around.line.preferences.as_ref();
    let wish = preferences.and_then(worker_wish);
    let mut hints = vec!["At most two. Leave empty if nobody is chosen yet.".to_owned()];
    if let Some(by) = around.line.agreed_helpers() {
        hints.push(format!("Help was agreed from: {}.", by.delivery.label().to_lowercase()));
    }
    if let Some(wish) = &wish {
        hints.push(format!("The person wishes for {wish}."));
    }
    for rule in around.line.safety.iter().filter(|rule| around.today <= rule.expires_on) {
        let until = moment::day_words(rule.expires_on);
        match rule.rule {
            SafetyKind::TwoPerson => hints.push(format!("Two workers are needed until {until}.")),
            SafetyKind::WorkerGender => hints.push(format!("{} (until {until}).", rule.what)),
            SafetyKind::NoHome
            | SafetyKind::MeetOutside
            | SafetyKind::Dog
            | SafetyKind::Weapons
            | SafetyKind::Associates
            | SafetyKind::Other => {}
        }
    }
    let team = around.line.team().unwrap_or_default();
    let mut all: Vec<Uuid> =
        around.directory.workers(team, around.today).into_iter().map(|(id, _)| id).collect();
    all.extend(around.keep.iter().copied().filter(|id| !all.contains(id)).collect::<Vec<_>>());
    let options = all.into_iter().map(|id| {
        let choice = Choice::new(id.to_string(), around.directory.staff_name(id));
        let about = about_worker(around, id, wish.is_some());
        if about.is_empty() { choice } else { choice.hint(about.join(". ")) }
    });
    Field::new(Kind::Checkboxes, "workers", "Who goes").hint(hints.join(" ")).options(options)
}

fn about_worker(around: &Around<'_>, id: Uuid, gender_matters: bool) -> Vec<&'static str> {
    let mut about = Vec::new();
    if let Some(named) = &around.line.named {
        if named.key_worker == Some(id) {
            about.push("Key worker");
        } else if named.deputy == Some(id) {
            about.push("Deputy");
        } else if named.mini_team.contains(&id) {
            about.push("Named worker");
        }
    }
    if gender_matters && let Some(staff) = around.directory.staff.get(&id) {
        match staff.gender.as_str() {
            "1" => about.push("Male"),
            "2" => about.push("Female"),
            _ => {}
        }
    }
    let unwanted = around.line.preferences.as_ref().is_some_and(|p| p.not_these_workers.contains(&id));
    if unwanted {
        about.push("The person does not want to meet this worker");
    }
    about
}

/// What a link to an empty form has chosen already: workers, a place, what to do there.
pub(super) fn prefill(view: &mut Form, request: &Request, me: Uuid) {
    let asked = request.query("workers").unwrap_or_default().split(',');
    let mut workers: Vec<String> =
        asked.filter_map(|id| Uuid::try_parse(id).ok()).map(|id| id.to_string()).collect();
    if workers.is_empty() {
        workers.push(me.to_string());
    }
    for field in &mut view.fields {
        match field.name.as_str() {
            "workers" => field.values = std::mem::take(&mut workers),
            "place" | "note" => {
                if let Some(asked) = request.query(&field.name) {
                    field.value = asked.to_owned();
                }
            }
            _ => {}
        }
    }
}

/// A day of three boxes.
pub(super) fn day(request: &Request, name: &str, problems: &mut Problems) -> Option<Date> {
    let part = |part: &str| request.field(&format!("{name}-{part}")).to_owned();
    let day = moment::parse_day_parts(&part("day"), &part("month"), &part("year"));
    problems.keep(name, day)
}

/// The three boxes of a day.
pub(super) fn boxes(day: Date) -> [String; 3] {
    [day.day().to_string(), day.month().to_string(), day.year().to_string()]
}

/// The question of the time of day.
pub(super) fn time_field(name: &str, label: &str) -> Field {
    Field::new(Kind::Text, name, label)
        .hint("For example 5pm, 5:30pm or 17:30.")
        .width(10)
        .autocomplete("off")
}

/// A time of day as typed.
pub(super) fn time(request: &Request, name: &str, problems: &mut Problems) -> Option<Time> {
    problems.keep(name, moment::parse_time(request.field(name)))
}

/// The tick that sends one worker to somebody whom the team has never met (domain 4.4).
pub(super) fn alone_field() -> Field {
    Field::new(Kind::Checkboxes, "alone_ok", "A first visit by one worker")
        .options([Choice::new("yes", "One worker is enough for this first visit")])
}

/// The tick that plans a visit although a worker is elsewhere at that time (BI97).
pub(super) fn overlap_field() -> Field {
    Field::new(Kind::Checkboxes, "overlap_ok", "A worker is planned elsewhere at this time")
        .options([Choice::new("yes", "Plan it all the same")])
}

/// Whether the tick was set.
pub(super) fn overlap_accepted(request: &Request) -> bool {
    !request.field("overlap_ok").is_empty()
}
