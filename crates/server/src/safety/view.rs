//! The board of who is out and who is home, as values: what the page, the API and a test read. It holds
//! no telephone, no vehicle and no address: those are on the card of a worker who is overdue (LW10).

use care::access::Role;
use care::codes;
use care::entry::safety::{CheckResult, Step};
use care::rule::context::{VisitNow, VisitState};
use care::safety::{self, Rung, Standing};
use care::settings;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::directory::Directory;
use uuid::Uuid;

use super::gather::{Out, TeamOut};

/// Who of a team is out and who is home.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SafetyBoard {
    /// The team.
    team: Uuid,
    /// The moment it is true for.
    at: Timestamp,
    /// How many workers of the day are home, and how many there are.
    home: usize,
    workers: usize,
    /// How many are at a visit.
    out: usize,
    /// How many are overdue or raised an alarm.
    pressing: usize,
    /// So many are overdue at once that the network may be the cause (LW12).
    many_at_once: bool,
    /// Not at work today, and without a visit.
    absent: usize,
    /// Everybody of the day, those first who must be thought of first.
    rows: Vec<Row>,
}

/// A worker of the day.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Row {
    /// Who.
    worker: Uuid,
    /// As colleagues know them.
    pub(crate) name: String,
    /// What they are to the team.
    role: Role,
    role_words: &'static str,
    /// How they stand.
    pub(crate) standing: Standing,
    words: &'static str,
    /// Whether nobody needs to wait for them any more.
    home: bool,
    /// The visit they are at, or are to be at.
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<Place>,
    /// The next visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Place>,
    /// The last tap.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_tap: Option<Timestamp>,
    /// When they are expected out.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<Timestamp>,
    /// The steps of the ladder while a clock runs.
    ladder: Vec<Rung>,
    /// The step that is to be done now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) due: Option<Step>,
    due_words: Option<&'static str>,
    /// What was done last, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<String>,
    /// When an alarm was raised that nobody has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    alarm: Option<Timestamp>,
    /// Who rings first.
    #[serde(skip_serializing_if = "Option::is_none")]
    buddy: Option<String>,
    /// When their hours end.
    until: Timestamp,
}

/// A visit on the board.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Place {
    /// The visit.
    visit: Uuid,
    /// Whom; none for somebody of another team.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Where, in words; a withheld address is in no list (BI58).
    place: String,
    /// When it began, or begins.
    at: Timestamp,
    /// Whether it has begun.
    begun: bool,
}

impl SafetyBoard {
    /// The board of a team at a moment.
    pub(crate) fn of(read: &TeamOut, directory: &Directory, now: Timestamp) -> SafetyBoard {
        let rows: Vec<Row> = read.out.iter().map(|one| row(one, read, directory, now)).collect();
        let count =
            |wanted: &dyn Fn(Standing) -> bool| rows.iter().filter(|row| wanted(row.standing)).count();
        let overdue = count(&|standing| standing == Standing::Overdue);
        SafetyBoard {
            team: read.team,
            at: now,
            home: count(&Standing::is_home),
            workers: rows.len(),
            out: rows.iter().filter(|row| row.now.as_ref().is_some_and(|place| place.begun)).count(),
            pressing: overdue + count(&|standing| standing == Standing::Alarm),
            many_at_once: overdue >= settings::OVERDUE_AT_ONCE,
            absent: read.absent,
            rows,
        }
    }
}

impl Place {
    /// `Anna O'Brien, the person's home, 12 Teasel Row`
    pub(crate) fn words(&self) -> String {
        let name = self.name.as_deref().unwrap_or("somebody of another team");
        format!("{name}, {}", self.place)
    }
}

/// What a place is called in a list.
pub(crate) fn place(visit: &VisitNow, read: &TeamOut) -> Place {
    let line = read.lines.get(&visit.person);
    let label = codes::place::label(&visit.visit.place).unwrap_or("Place not known");
    let home = visit.visit.place == codes::place::HOME;
    let address = line.filter(|_| home).and_then(|line| line.who.listed_address());
    let exactly = visit.visit.where_exactly.clone().filter(|_| line.is_some());
    let mut words = vec![label.to_owned()];
    words.extend(exactly);
    words.extend(address);
    Place {
        visit: visit.id,
        name: line.map(|line| line.who.name.clone()),
        place: words.join(", "),
        at: visit.visit.started_at.unwrap_or(visit.starts_at),
        begun: visit.visit.started_at.is_some(),
    }
}

fn row(one: &Out, read: &TeamOut, directory: &Directory, now: Timestamp) -> Row {
    let taps = one.visits.iter().flat_map(|visit| [visit.visit.started_at, visit.visit.ended_at]);
    let next = one
        .visits
        .iter()
        .find(|visit| visit.state() == VisitState::Planned && visit.visit.planned_end(visit.starts_at) > now);
    let at = one.watch.as_ref();
    let not_the_same = |visit: &&VisitNow| at.is_none_or(|(watched, _)| watched.id != visit.id);
    let due = at.and_then(|(_, watch)| watch.due(now)).map(|rung| rung.step);
    Row {
        worker: one.worker,
        name: one.staff.name.clone(),
        role: one.staff.role,
        role_words: one.staff.role.label(),
        standing: one.standing,
        words: one.standing.label(),
        home: one.standing.is_home(),
        now: at.map(|(visit, _)| place(visit, read)),
        next: next.filter(not_the_same).map(|visit| place(visit, read)),
        last_tap: taps.flatten().max(),
        expected: at.map(|(_, watch)| watch.expected),
        ladder: at.map(|(_, watch)| watch.rungs.clone()).unwrap_or_default(),
        due,
        due_words: due.map(Step::label),
        done: done(one, directory),
        alarm: one.alarm.as_ref().map(|entry| entry.happened_at),
        buddy: one.buddy.map(|id| directory.staff_name(id).to_owned()),
        until: one.until,
    }
}

/// What was done last about the visit whose clock runs, or the alarm that is open.
fn done(one: &Out, directory: &Directory) -> Option<String> {
    let visit = one.watch.as_ref().map(|(visit, _)| visit.id);
    let alarm = one.alarm.as_ref().map(|entry| entry.id);
    let last = one.checks.iter().find_map(|entry| {
        let check = safety::match_check(entry).filter(|check| check.result != CheckResult::Raised)?;
        let about = (check.visit.is_some() && check.visit == visit)
            || (check.alarm.is_some() && check.alarm == alarm);
        about.then_some((entry, check))
    });
    last.map(|(entry, check)| said(entry, check, directory))
}

/// `10:35am, Buddy rings, by Nurse Fernsby: no answer`
pub(crate) fn said(
    entry: &care::entry::Entry,
    check: &care::entry::safety::SafetyCheck,
    directory: &Directory,
) -> String {
    let at = care::moment::time_words(care::moment::local_time(entry.happened_at));
    let words = check.result.label().to_lowercase();
    let more = check.minutes.map(|minutes| format!(", {minutes} minutes more")).unwrap_or_default();
    let reference = check.reference.as_ref().map(|text| format!(", reference {text}")).unwrap_or_default();
    let note = check.note.as_ref().map(|text| format!(". {text}")).unwrap_or_default();
    let who = directory.staff_name(entry.author);
    format!("{at}, {}, by {who}: {words}{more}{reference}{note}", check.step.label())
}
