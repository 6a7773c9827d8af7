//! What the teams said to each other lately: last week's meeting with its decisions, the last handover
//! in full, and the handover of this morning half done. Made after everything else, from the record as
//! it stands, since a handover ends only with what is true.

use std::collections::BTreeMap;

use care::board;
use care::codes::purpose::Purpose;
use care::entry::Body;
use care::entry::around::SafetyKind;
use care::entry::contact::NextAction;
use care::entry::handover::{Coverage, Handover, HandoverAction, HandoverLine};
use care::entry::mdt::{Intervention, Mdt, MdtDecision};
use care::entry::tier::TierName;
use care::entry::visit::{Every, VisitSeries};
use care::fit::{self, Week};
use care::line::Line;
use care::rule::context::VisitNow;
use care::{kept, moment};
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use store::Store;
use uuid::Uuid;

use super::case::Case;
use super::dice::Dice;
use super::feed::Note;
use super::words::{self, Face};
use super::{World, at, team};
use crate::failure::Failure;

/// People decided about at last week's meeting.
const DECIDED: usize = 9;
/// Of those, for how many somebody does something regularly.
const REGULAR: usize = 3;
/// Weeks that lasts.
const WEEKS: i32 = 10;
/// Minutes ago that this morning's handover began, and what share of the caseload is done.
const BEGAN_AGO: i64 = 20;

/// One team as the record has it.
struct Now<'a> {
    team: Uuid,
    lines: Vec<Line>,
    visits: Vec<VisitNow>,
    faces: &'a BTreeMap<Uuid, Face>,
    dice: Dice,
}

/// Lets every team meet.
pub(crate) fn hold(world: &mut World<'_>, store: &Store, cases: &[Case], seed: u64) -> Result<(), Failure> {
    let faces: BTreeMap<Uuid, Face> = cases.iter().map(|case| (case.id, case.face.clone())).collect();
    for place in 0..world.teams.len() {
        let Some(id) = world.teams.get(place).map(|team| team.id) else { continue };
        let from = moment::start_of_day(world.today);
        let to = moment::start_of_day(moment::add_days(world.today, 7 * WEEKS + 14));
        let (mut lines, visits) = store
            .read(|tx| Ok((store::people::lines(tx, id)?, store::visits::open_of_team(tx, id, from, to)?)))?;
        lines.sort_by_key(|line| line.person);
        let stream = 1_000_000 + u64::try_from(place).unwrap_or(0);
        let mut now = Now { team: id, lines, visits, faces: &faces, dice: Dice::new(seed, stream) };
        now.meeting(world, place);
        now.handovers(world, place);
    }
    Ok(())
}

/// The last weekday before a day.
fn weekday_before(day: Date) -> Date {
    let mut before = moment::add_days(day, -1);
    while team::weekday(before) > 5 {
        before = moment::add_days(before, -1);
    }
    before
}

impl Now<'_> {
    /// Workers of the team who are there on a day, or all when it is a day off for everybody.
    fn there(&self, world: &World<'_>, place: usize, day: Date) -> Vec<usize> {
        let staff = world.teams.get(place).map(|team| team.staff.clone()).unwrap_or_default();
        let of = |working: bool| -> Vec<usize> {
            let there = |w: &&usize| {
                world.workers.get(**w).is_some_and(|worker| {
                    worker.actor.role.is_worker() && worker.employed(day) && (!working || worker.works(day))
                })
            };
            staff.iter().filter(there).copied().collect()
        };
        let working = of(true);
        if working.is_empty() { of(false) } else { working }
    }

    fn put(&mut self, world: &mut World<'_>, worker: usize, id: Uuid, note: (Uuid, Timestamp, Body)) {
        let (subject, at, body) = note;
        let actor = world.actor(worker);
        let note = Note { at, subject, team: Some(self.team), happened_at: at, body };
        world.feed.put(&actor, note.first(id));
    }

    fn words(&mut self, person: Uuid, list: &str) -> String {
        match self.faces.get(&person) {
            Some(face) => words::one_of(&mut self.dice, face, list),
            None => "Seen as planned".to_owned(),
        }
    }

    /// Last week's meeting: about whom it had most reason to speak, three of them with visits to come.
    fn meeting(&mut self, world: &mut World<'_>, place: usize) {
        let day = weekday_before(moment::add_days(world.today, -5));
        let there = self.there(world, place, day);
        let Some(first) = there.first().copied() else { return };
        let began = at(day, 14 * 60);
        let id = Mdt::entry_id(self.team, day);
        let attendees = there.iter().filter_map(|w| world.workers.get(*w).map(|w| w.id)).collect();
        let mdt = Mdt { day, attendees, ended_at: None, note: None };
        self.put(world, first, id, (self.team, began, Body::Mdt(mdt.clone())));
        let known = |line: &&Line| line.episode().is_some_and(|e| e.accepted_on.is_some_and(|on| on < day));
        let people: Vec<Line> = self.lines.iter().filter(known).step_by(8).take(DECIDED).cloned().collect();
        let mut regular = 0;
        for (count, line) in people.iter().enumerate() {
            let writer = there.get(count % there.len()).copied().unwrap_or(first);
            let when =
                began.checked_add(i64::try_from(4 + count * 5).unwrap_or(5).minutes()).unwrap_or(began);
            let worker = there.iter().cycle().skip(count).take(there.len()).copied();
            let fits = worker.filter(|_| regular < REGULAR).find_map(|w| self.fitting(world, w, line));
            regular += usize::from(fits.is_some());
            self.decide(world, writer, (id, when), line, fits);
        }
        let ended = began.checked_add(75.minutes()).unwrap_or(began);
        let note = Some("Next week the room is taken: we meet upstairs.".to_owned());
        let body = Body::Mdt(Mdt { ended_at: Some(ended), note, ..mdt });
        let actor = world.actor(first);
        let team = self.team;
        let note = Note { at: ended, subject: team, team: Some(team), happened_at: began, body };
        world.feed.put(&actor, note.version(id, 1, None));
    }

    fn decide(
        &mut self,
        world: &mut World<'_>,
        writer: usize,
        (mdt, when): (Uuid, Timestamp),
        line: &Line,
        fits: Option<(Uuid, VisitSeries)>,
    ) {
        let finding = Some(self.words(line.person, "mdt_finding"));
        let intervention = fits.map(|(worker, series)| {
            let id = self.dice.id(when);
            self.plan(id, line.person, &series);
            let first_on = series.visits(id).first().map_or(series.from, |(.., day)| *day);
            self.put(world, writer, id, (line.person, when, Body::VisitSeries(series)));
            let because = "Free then, and they get on".to_owned();
            Intervention {
                what: "Cooking and shopping on a budget".to_owned(),
                worker,
                because,
                series: id,
                first_on,
            }
        });
        let owner = world.workers.get(writer).map(|w| w.id);
        let action = match (&intervention, owner) {
            (None, Some(owner)) => Some(NextAction {
                what: self.words(line.person, "next_action"),
                owner,
                due_on: moment::add_days(world.today, self.dice.between(-1, 6)),
            }),
            _ => None,
        };
        let decision = self.words(line.person, "mdt_decision");
        let dissent = self.dice.chance(0.2).then(|| self.words(line.person, "mdt_dissent"));
        let body = MdtDecision { mdt, finding, decision, dissent, intervention, action };
        let id = self.dice.id(when);
        self.put(world, writer, id, (line.person, when, Body::MdtDecision(body)));
    }

    /// Keeps the visits of a new series in mind, so that the next one does not fall on them.
    fn plan(&mut self, id: Uuid, person: Uuid, series: &VisitSeries) {
        let team = Some(self.team);
        let days = series.visits(id).into_iter().map(|(visit, starts_at, _)| VisitNow {
            id: visit,
            version: 0,
            person,
            team,
            starts_at,
            visit: series.visit(id),
            outcome: None,
        });
        self.visits.extend(days);
    }

    /// A weekly hour of a worker with a person, when there is one that fits and nothing speaks against it.
    fn fitting(&mut self, world: &World<'_>, worker: usize, line: &Line) -> Option<(Uuid, VisitSeries)> {
        let worker = world.workers.get(worker).filter(|w| w.field && w.until.is_none())?;
        let wishes = line.preferences.as_ref();
        let place = "N02";
        let against = wishes.is_some_and(|p| {
            p.not_these_workers.contains(&worker.id)
                || p.refuses_places.iter().any(|refused| refused == place)
                || p.worker_gender.is_some()
        });
        let two = line.safety.iter().any(|rule| rule.rule == SafetyKind::TwoPerson);
        if against || two || line.stay.as_ref().is_some_and(|stay| stay.left_at.is_none()) {
            return None;
        }
        let from = moment::add_days(world.today, 1);
        let mut series = VisitSeries {
            workers: vec![worker.id],
            from,
            until: moment::add_days(from, 7 * WEEKS),
            weekdays: vec![u8::try_from(self.dice.between(1, 5)).unwrap_or(3)],
            every: Every::Week,
            at: Time::new(13, 0, 0, 0).ok()?,
            minutes: 60,
            place: place.to_owned(),
            where_exactly: None,
            purposes: vec![Purpose::DailyLiving],
            note: Some("Decided at the MDT: cooking and shopping on a budget".to_owned()),
            two_person: false,
            place_override: None,
            time_override: None,
            agreed: false,
        };
        let planned: Vec<VisitNow> =
            self.visits.iter().filter(|v| v.visit.workers.contains(&worker.id)).cloned().collect();
        let week = Week { staff: &worker.entry, team: self.team, planned: &planned };
        let suits = |plan: &VisitSeries| kept::against_series(wishes, plan).is_none();
        let slot = fit::nearest(&[week], Uuid::nil(), &series, 1, &suits).pop()?;
        (series.weekdays, series.at) = (vec![slot.weekday], slot.at);
        Some((worker.id, series))
    }

    /// The handover of the last weekday, ended; and the one of today as far as it has come.
    fn handovers(&mut self, world: &mut World<'_>, place: usize) {
        let day = weekday_before(world.today);
        let began = at(day, 9 * 60);
        let order: Vec<(Uuid, Option<TierName>)> = board::arrange(&self.lines, &self.visits, world.now)
            .iter()
            .map(|row| (row.line.person, row.line.tier.as_ref().map(|tier| tier.tier)))
            .collect();
        let lines = self.lines.len();
        let Some((first, id)) = self.start(world, place, (day, began)) else { return };
        let mut changed = 0;
        for (count, (person, tier)) in order.iter().enumerate() {
            let when =
                began.checked_add(i64::try_from(60 + count * 24).unwrap_or(60).seconds()).unwrap_or(began);
            changed += u32::from(self.say(world, first, (id, when), (*person, *tier)));
        }
        let people = u32::try_from(lines).unwrap_or(0);
        let coverage = Coverage { people, spoken: people, changed, not_spoken: Vec::new() };
        let ended = began.checked_add(38.minutes()).unwrap_or(began);
        let attendees = self.attendees(world, place, day);
        let body = Body::Handover(Handover {
            day,
            round: 1,
            attendees,
            ended_at: Some(ended),
            coverage: Some(coverage),
            note: None,
        });
        let (actor, team) = (world.actor(first), self.team);
        let note = Note { at: ended, subject: team, team: Some(team), happened_at: began, body };
        world.feed.put(&actor, note.version(id, 1, None));
        self.this_morning(world, place, &order);
    }

    fn this_morning(&mut self, world: &mut World<'_>, place: usize, order: &[(Uuid, Option<TierName>)]) {
        let began =
            world.now.checked_sub(BEGAN_AGO.minutes()).unwrap_or(world.now).min(at(world.today, 9 * 60 + 5));
        if moment::local_day(began) != world.today {
            return;
        }
        let Some((first, id)) = self.start(world, place, (world.today, began)) else { return };
        for (count, (person, tier)) in order.iter().take(order.len() / 2).enumerate() {
            let when =
                began.checked_add(i64::try_from(30 + count * 24).unwrap_or(30).seconds()).unwrap_or(began);
            self.say(world, first, (id, when.min(world.now)), (*person, *tier));
        }
    }

    fn attendees(&self, world: &World<'_>, place: usize, day: Date) -> Vec<Uuid> {
        let there = self.there(world, place, day);
        there.iter().filter_map(|w| world.workers.get(*w).map(|w| w.id)).collect()
    }

    fn start(
        &mut self,
        world: &mut World<'_>,
        place: usize,
        (day, began): (Date, Timestamp),
    ) -> Option<(usize, Uuid)> {
        let first = self.there(world, place, day).first().copied()?;
        let attendees = self.attendees(world, place, day);
        let id = Handover::entry_id(self.team, day, 1);
        let body = Handover { day, round: 1, attendees, ended_at: None, coverage: None, note: None };
        self.put(world, first, id, (self.team, began, Body::Handover(body)));
        Some((first, id))
    }

    /// One line about one person; whether it says that something changed.
    fn say(
        &mut self,
        world: &mut World<'_>,
        writer: usize,
        (handover, when): (Uuid, Timestamp),
        (person, tier): (Uuid, Option<TierName>),
    ) -> bool {
        let speaks = match tier {
            Some(TierName::Red | TierName::Grey | TierName::Amber) | None => true,
            Some(TierName::Green | TierName::Blue) => self.dice.chance(0.4),
        };
        let good_news = speaks && self.dice.chance(0.05);
        let list = if good_news { "good_news" } else { "handover_line" };
        let change = speaks.then(|| self.words(person, list));
        let owner = world.workers.get(writer).map(|w| w.id);
        let action = (speaks && self.dice.chance(0.08)).then(|| HandoverAction {
            what: self.words(person, "next_action"),
            owner,
            due_on: moment::add_days(world.today, self.dice.between(0, 4)),
        });
        let for_mdt = speaks && self.dice.chance(0.05);
        let line = HandoverLine { handover, change, action, tier_concern: false, good_news, for_mdt };
        let id = self.dice.id(when);
        self.put(world, writer, id, (person, when, Body::HandoverLine(line)));
        speaks
    }
}
