//! The summary of a person that fits one screen: who sees them, what is promised, what matters at
//! the door. It arranges what the line and the visits say; every figure is worked out in `care`.

use care::access::{Activity, Actor};
use care::entry::around::Way;
use care::line::Line;
use care::moment::{day_words, local_day, local_time, time_words};
use care::rule::context::{VisitNow, VisitState};
use care::{board, clocks, codes, ladder, moment};
use jiff::Timestamp;
use serde::Serialize;
use store::directory::Directory;
use uuid::Uuid;

use super::words;

/// Visits shown.
const VISITS: usize = 3;

/// A block of the summary.
#[derive(Debug, Serialize)]
pub(super) struct Block {
    title: &'static str,
    rows: Vec<Row>,
}

/// One question and its answers.
#[derive(Debug, Serialize)]
struct Row {
    label: &'static str,
    facts: Vec<Fact>,
}

/// One answer.
#[derive(Debug, Default, Serialize)]
struct Fact {
    text: String,
    href: Option<String>,
    overdue: bool,
}

impl Fact {
    fn new(text: impl Into<String>) -> Fact {
        Fact { text: text.into(), ..Fact::default() }
    }

    fn overdue(self, overdue: bool) -> Fact {
        Fact { overdue, ..self }
    }

    fn href(self, href: String) -> Fact {
        Fact { href: Some(href), ..self }
    }
}

/// What the summary is made of.
pub(super) struct Sources<'a> {
    pub(super) line: &'a Line,
    pub(super) visits: &'a [VisitNow],
    pub(super) directory: &'a Directory,
    pub(super) actor: &'a Actor,
    pub(super) now: Timestamp,
}

impl Sources<'_> {
    /// The blocks that the actor may see. Who does not read the record sees identity and planning.
    pub(super) fn blocks(&self) -> Vec<Block> {
        let mut blocks = vec![Block { title: "Who sees them", rows: self.people() }];
        if self.actor.may(Activity::ReadRecord) {
            blocks.push(Block { title: "Now", rows: self.now_rows() });
            blocks.push(Block { title: "Promised", rows: self.promised() });
        }
        blocks.push(Block { title: "How to reach them", rows: self.reach() });
        for block in &mut blocks {
            block.rows.retain(|row| !row.facts.is_empty());
        }
        blocks.retain(|block| !block.rows.is_empty());
        blocks
    }

    fn name(&self, staff: Uuid) -> String {
        self.directory.staff_name(staff).to_owned()
    }

    fn people(&self) -> Vec<Row> {
        let named = self.line.named.as_ref();
        let key_worker = match named.and_then(|n| n.key_worker) {
            Some(who) => Fact::new(self.name(who)),
            None => match self.line.unallocated_since() {
                Some(since) => Fact::new(format!("None since {}", day_words(since))).overdue(true),
                None => Fact::new("None"),
            },
        };
        let deputy = named.and_then(|n| n.deputy).map(|who| Fact::new(self.name(who)));
        let others = named.filter(|n| !n.mini_team.is_empty());
        let others = others.map(|n| Fact::new(words::names(&n.mini_team, self.directory)));
        let team = Fact::new(self.directory.team_name(self.line.team()));
        vec![
            Row { label: "Key worker", facts: vec![key_worker] },
            Row { label: "Deputy", facts: deputy.into_iter().collect() },
            Row { label: "Also named", facts: others.into_iter().collect() },
            Row { label: "Last seen", facts: self.last_seen().into_iter().collect() },
            Row { label: "Next visits", facts: self.next_visits() },
            Row { label: "Team", facts: vec![team] },
        ]
    }

    fn last_seen(&self) -> Option<Fact> {
        let Some(seen) = &self.line.last_seen else {
            return self.line.on_caseload().then(|| Fact::new("Never seen yet").overdue(true));
        };
        let place = seen.place.as_ref().and_then(|code| codes::place::label(code));
        let mut text =
            format!("{} by {}", ago(seen.at, self.now), words::names(&seen.workers, self.directory));
        if let Some(place) = place {
            text = format!("{text}, {place}");
        }
        let late = self.line.on_caseload() && board::unseen_days(self.line, self.now).is_some();
        Some(Fact::new(text).overdue(late))
    }

    fn next_visits(&self) -> Vec<Fact> {
        let mut next: Vec<&VisitNow> = self
            .visits
            .iter()
            .filter(|v| {
                matches!(v.state(), VisitState::Planned | VisitState::Started)
                    && v.visit.planned_end(v.starts_at) > self.now
            })
            .collect();
        next.sort_by_key(|v| (v.starts_at, v.id));
        if next.is_empty() && self.line.on_caseload() {
            return vec![Fact::new("No visit planned").overdue(true)];
        }
        let said = |visit: &&VisitNow| {
            let who = match visit.visit.workers.as_slice() {
                [] => "nobody chosen yet".to_owned(),
                workers => words::names(workers, self.directory),
            };
            Fact::new(format!("{}, {who}", ahead(visit.starts_at, self.now)))
        };
        next.iter().take(VISITS).map(said).collect()
    }

    fn now_rows(&self) -> Vec<Row> {
        let lines = [Bare(self.line)];
        let row = board::arrange(&lines, self.visits, self.now);
        let week = row.first().map(|row| {
            let plan = match row.plan {
                Some((least, most)) if least == most => format!(" of {least} planned"),
                Some((least, most)) => format!(" of {least} to {most} planned"),
                None => String::new(),
            };
            Fact::new(format!("{}{plan}", row.contacts_this_week))
        });
        let stay = self.line.stay.as_ref().filter(|stay| stay.left_at.is_none()).map(|stay| {
            let day = day_words(local_day(stay.admitted_at));
            self.entry(Fact::new(format!("{} since {day}", stay.ward)), stay.id)
        });
        let events = self.line.events.iter().filter(|event| event.waits);
        let events = events.map(|event| {
            let text = format!("{}: {}", event.event.label(), event.what);
            self.entry(Fact::new(text).overdue(true), event.id)
        });
        vec![
            Row { label: "Tier", facts: self.tier() },
            Row { label: "Seen this week", facts: week.into_iter().collect() },
            Row { label: "Missed contact", facts: self.ladder() },
            Row { label: "In hospital", facts: stay.into_iter().collect() },
            Row { label: "Assessment", facts: self.assessment() },
            Row { label: "Waits for an answer", facts: events.collect() },
        ]
    }

    fn tier(&self) -> Vec<Fact> {
        let href = format!("/people/{}/tier", self.line.person);
        let Some(tier) = &self.line.tier else {
            return vec![Fact::new("Not decided yet").href(href).overdue(self.line.on_caseload())];
        };
        let over = tier.expires_on < local_day(self.now);
        let end = if over { "ran out" } else { "until" };
        let text = format!("{} {end} {}", tier.tier.label(), day_words(tier.expires_on));
        vec![Fact::new(text).href(href).overdue(over), Fact::new(tier.reason.clone())]
    }

    /// The assessment under way, and what the person did not agree with when it was completed (A05).
    fn assessment(&self) -> Vec<Fact> {
        let Some(one) = self.line.assessment() else { return Vec::new() };
        let href = format!("/people/{}/assessment", self.line.person);
        if one.completed_on.is_none() {
            let text = match one.blank().len() {
                0 => "Under way, no part blank".to_owned(),
                1 => "Under way, 1 part blank".to_owned(),
                more => format!("Under way, {more} parts blank"),
            };
            return vec![Fact::new(text).href(href)];
        }
        let help = one.delivery.map(|d| Fact::new(format!("Help from: {}", d.label())).href(href));
        let not = one.disagreement.as_ref().map(|not| Fact::new(format!("Does not agree: {not}")));
        help.into_iter().chain(not).collect()
    }

    fn ladder(&self) -> Vec<Fact> {
        let Some(ladder) = ladder::of(self.line) else { return Vec::new() };
        let attempts = if ladder.attempts == 1 { "attempt" } else { "attempts" };
        let since = day_words(local_day(ladder.first_at));
        let mut facts = vec![Fact::new(format!("{} {attempts} since {since}", ladder.attempts))];
        if let Some(next) = ladder.next() {
            let text = format!("Step {} by {}", next.step, moment::moment_words(next.by));
            let href = format!("/people/{}/ladder", self.line.person);
            facts.push(Fact::new(text).href(href).overdue(next.overdue(self.now)));
        }
        facts
    }

    fn promised(&self) -> Vec<Row> {
        let today = local_day(self.now);
        let clocks = clocks::of(self.line, self.now).into_iter().filter(Self::is_for_here).map(|clock| {
            let fact = Fact::new(clock.words.clone()).overdue(clock.overdue);
            match clock.source {
                Some(id) => self.entry(fact, id),
                None => fact,
            }
        });
        let actions = self.line.actions.iter().map(|action| {
            let text = format!(
                "{}: {}, by {}",
                action.what,
                self.directory.owner_name(action.owner),
                day_words(action.due_on)
            );
            self.entry(Fact::new(text).overdue(action.due_on < today), action.id)
        });
        let legal = self.line.legal.iter().filter(|legal| legal.expires_on.is_none());
        let legal = legal.map(|legal| self.entry(Fact::new(legal.label.clone()), legal.id));
        vec![
            Row { label: "Clocks", facts: clocks.collect() },
            Row { label: "Actions", facts: actions.collect() },
            Row { label: "Legal status", facts: legal.collect() },
        ]
    }

    /// The tier has its own row, and a safety rule that is far from its end stands in the banner.
    fn is_for_here(clock: &clocks::Clock) -> bool {
        match clock.what {
            clocks::What::Tier => false,
            clocks::What::SafetyRule => clock.is_pressing(),
            clocks::What::Injection
            | clocks::What::Section
            | clocks::What::FollowUp
            | clocks::What::PlanReview
            | clocks::What::Rating
            | clocks::What::Decision
            | clocks::What::FirstContact
            | clocks::What::WaitingCheck
            | clocks::What::Onward => true,
        }
    }

    fn reach(&self) -> Vec<Row> {
        let who = &self.line.who;
        let reads = self.actor.may(Activity::ReadRecord);
        let address = match (&who.address, who.withheld) {
            (Some(address), true) if reads => {
                Some(Fact::new(format!("{address} (withheld: in no list or letter; do not pass it on)")))
            }
            (_, true) => who.listed_address().map(Fact::new),
            (address, false) => address.as_ref().map(Fact::new),
        };
        let phone = who.phone.iter().map(|number| match care::phone::parse(number) {
            Ok(phone) if phone.is_foreign() => {
                Fact::new(format!("{} (abroad: texts cost more)", phone.display()))
            }
            Ok(phone) => Fact::new(phone.display()),
            Err(_) => Fact::new(number.clone()),
        });
        let ways = self.line.preferences.as_ref().map_or(&[][..], |wishes| wishes.refuses_ways.as_slice());
        let not = (!ways.is_empty()).then(|| Fact::new(format!("Not {}", Way::words(ways))));
        let phone = phone.chain(who.phone_caution.iter().map(Fact::new));
        let mut rows = vec![
            Row { label: "Address", facts: address.into_iter().collect() },
            Row { label: "Telephone", facts: phone.collect() },
            Row { label: "Does not want to be reached", facts: not.into_iter().collect() },
        ];
        if reads {
            rows.extend(self.wishes());
        }
        rows
    }

    fn wishes(&self) -> Vec<Row> {
        let Some(wishes) = &self.line.preferences else { return Vec::new() };
        let places = |list: &[String]| -> Vec<Fact> {
            let labels: Vec<&str> = list.iter().filter_map(|code| codes::place::label(code)).collect();
            if labels.is_empty() { Vec::new() } else { vec![Fact::new(labels.join(", "))] }
        };
        let text = |value: &Option<String>| value.iter().map(Fact::new).collect::<Vec<Fact>>();
        let kept = care::kept::told(wishes, local_day(self.now));
        let not_these = &wishes.not_these_workers;
        let not_these = (!not_these.is_empty()).then(|| Fact::new(words::names(not_these, self.directory)));
        vec![
            Row { label: "Likes to meet at", facts: places(&wishes.likes_places) },
            Row { label: "Not at", facts: places(&wishes.refuses_places) },
            Row {
                label: "Worker",
                facts: wishes
                    .worker_gender
                    .iter()
                    .map(|wish| Fact::new(words::worker_gender(wish)))
                    .collect(),
            },
            Row { label: "Not these workers", facts: not_these.into_iter().collect() },
            Row { label: "Times", facts: text(&wishes.times) },
            Row { label: "Approach", facts: text(&wishes.approach) },
            Row { label: "Culture and faith", facts: text(&wishes.culture) },
            Row { label: "Keeps free", facts: kept.into_iter().map(Fact::new).collect() },
            Row { label: "What matters", facts: text(&wishes.matters_to_me) },
        ]
    }

    fn entry(&self, fact: Fact, id: Uuid) -> Fact {
        fact.href(format!("/entries/{id}"))
    }
}

/// A borrowed line, as the board takes lines.
struct Bare<'a>(&'a Line);

impl AsRef<Line> for Bare<'_> {
    fn as_ref(&self) -> &Line {
        self.0
    }
}

/// "Today at 9:30am", "Yesterday at 5pm", "4 days ago, 14 November 2026".
pub(super) fn ago(at: Timestamp, now: Timestamp) -> String {
    let time = time_words(local_time(at));
    match moment::days_between(local_day(at), local_day(now)) {
        0 => format!("Today at {time}"),
        1 => format!("Yesterday at {time}"),
        days if days > 1 => format!("{days} days ago, {}", day_words(local_day(at))),
        _ => moment::moment_words(at),
    }
}

/// "Today at 2pm", "Tomorrow at 9am", "Thu 26 Nov at 10am".
fn ahead(at: Timestamp, now: Timestamp) -> String {
    let time = time_words(local_time(at));
    match moment::days_between(local_day(now), local_day(at)) {
        0 => format!("Today at {time}"),
        1 => format!("Tomorrow at {time}"),
        _ => format!("{} at {time}", moment::day_words_short(local_day(at))),
    }
}
