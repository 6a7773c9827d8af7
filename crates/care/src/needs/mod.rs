//! What each person of a team needs in a week: visits that stand, and visits that nobody has planned
//! yet, each with where it comes from. It plans nothing and changes nothing; the planner proposes who
//! goes when, and people decide. Pure: the record, the week and the moment are handed in.

mod kept;
mod place;
mod seen;
mod source;
mod wish;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::Role;
use crate::bank_holiday::BankHolidays;
use crate::codes::purpose::Purpose;
use crate::entry::around::SafetyKind;
use crate::entry::planning::TeamPlanning;
use crate::entry::tier::TierName;
use crate::line::Line;
use crate::moment;
use crate::rule::context::{VisitNow, VisitState};
use crate::settings::planning as settings;

pub use place::{Spot, Where};
pub use seen::{MustBeSeen, must_be_seen};
pub use source::Source;
pub use wish::{Wishes, is_profession, skills};

/// Days of a week.
pub const DAYS: u8 = 7;

/// How much it matters that a visit is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// It must be made.
    Must,
    /// It matters much.
    High,
    /// It matters.
    Normal,
    /// It can wait.
    Low,
}

impl Priority {
    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Must => "Must be made",
            Self::High => "Matters much",
            Self::Normal => "Matters",
            Self::Low => "Can wait",
        }
    }
}

/// The visit that a need is already planned as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Standing {
    /// Its version; 0 for a day of a series that is no entry of its own yet.
    pub version: u32,
    /// When it starts: as planned, or when the worker arrived.
    pub starts_at: Timestamp,
    /// Who goes; nobody when nobody is chosen yet.
    pub workers: Vec<Uuid>,
    /// It has begun or is past: it stays as it is.
    pub frozen: bool,
    /// Day and time are agreed with the person: they stay, and another worker may go.
    pub agreed: bool,
}

/// Something to know about a need that the planner cannot know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// None of its places has coordinates: the way to it is the declared flat time.
    NotPlaced,
    /// A safety rule asks for a worker of one gender, and no preference says which.
    GenderNotSaid,
    /// It stands at a place that the person has ruled out or a safety rule forbids.
    RuledOutPlace,
    /// It stands in a time that the person keeps free, and nobody said why (P03).
    KeptTime,
    /// Every time it may be at is one that the person keeps free (P03).
    NoFreeTime,
}

impl Flag {
    /// As a page says it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NotPlaced => "No coordinates: a flat travel time is used",
            Self::GenderNotSaid => {
                "A safety rule asks for a worker of one gender: enter which among the preferences"
            }
            Self::RuledOutPlace => "It stands at a place that is ruled out: another one is proposed",
            Self::KeptTime => "It stands in a time the person keeps free: another one is proposed",
            Self::NoFreeTime => {
                "Every time it may be at is one the person keeps free: ask the person, and plan it by hand with a reason"
            }
        }
    }
}

/// One visit that somebody needs in a week.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Need {
    /// The visit's id; for one that nobody has planned, the id it would get: the same each time it is
    /// worked out, so that accepting a plan twice makes one visit.
    pub id: Uuid,
    /// Whose it is.
    pub person: Uuid,
    /// The visit as it stands; none when nobody has planned it.
    pub standing: Option<Standing>,
    /// Where it comes from, the weightiest first. Never empty.
    pub sources: Vec<Source>,
    /// How much it matters.
    pub priority: Priority,
    /// Minutes at the door.
    pub minutes: u16,
    /// Workers: one or two.
    pub workers: u8,
    /// What one of the workers must be able to do, all of it.
    pub skills: Vec<String>,
    /// What for.
    pub purposes: Vec<Purpose>,
    /// Days it may be on, 0 Monday to 6 Sunday.
    pub days: Vec<u8>,
    /// Minutes of the day within which it may start.
    pub windows: Vec<(u16, u16)>,
    /// Where it may be, the preferred first. Never empty.
    pub places: Vec<Spot>,
    /// Workers of whom one would be preferred.
    pub preferred: Vec<Uuid>,
    /// What to know beside.
    pub flags: Vec<Flag>,
}

impl Need {
    /// Whether it stays where it is in any case: it has begun, or is past.
    #[must_use]
    pub fn frozen(&self) -> bool {
        self.standing.as_ref().is_some_and(|standing| standing.frozen)
    }
}

/// The week that is asked about.
pub struct Week<'a> {
    /// Its Monday.
    pub monday: Date,
    /// The moment: what has begun by now stays, and nothing new is in the past.
    pub now: Timestamp,
    /// Days on which only red-tier people and what cannot wait are visited.
    pub holidays: &'a BankHolidays,
    /// Base and known places of the team.
    pub planning: &'a TeamPlanning,
    /// Coordinates by postcode, when the trust has loaded a table: asked without a space.
    pub postcode: &'a dyn Fn(&str) -> Option<crate::travel::Point>,
    /// The role of a member of staff.
    pub role: &'a dyn Fn(Uuid) -> Option<Role>,
}

impl Week<'_> {
    /// The date of a day, 0 Monday.
    #[must_use]
    pub fn date(&self, day: u8) -> Date {
        moment::add_days(self.monday, i32::from(day))
    }

    /// The day of a date; none outside the week.
    #[must_use]
    pub fn day(&self, date: Date) -> Option<u8> {
        u8::try_from(moment::days_between(self.monday, date)).ok().filter(|day| *day < DAYS)
    }

    /// The first day on which something new may still be: today, or Monday when the week is ahead; 7
    /// when it is over.
    #[must_use]
    pub fn first(&self) -> u8 {
        let days = moment::days_between(self.monday, moment::local_day(self.now));
        u8::try_from(days.clamp(0, i32::from(DAYS))).unwrap_or(DAYS)
    }

    /// Days from `from` to `to`, both included, that are still to come.
    fn days(&self, from: Date, to: Date) -> Vec<u8> {
        (self.first()..DAYS).filter(|day| (from..=to).contains(&self.date(*day))).collect()
    }

    /// Days on which visits of a tier's plan are made: every day for red, else working days.
    fn usual_days(&self, tier: Option<TierName>) -> Vec<u8> {
        let red = tier == Some(TierName::Red);
        (self.first()..DAYS).filter(|day| red || self.holidays.is_working_day(self.date(*day))).collect()
    }
}

/// Everything one person needs in a week. `visits` are theirs in that week that are not called off.
#[must_use]
pub fn of(line: &Line, visits: &[VisitNow], week: &Week<'_>) -> Vec<Need> {
    let taken = visits.iter().map(|visit| visit.id).collect();
    let mut asked = Asked { line, week, needs: Vec::new(), taken };
    for visit in visits.iter().filter(|visit| visit.state() != VisitState::CalledOff) {
        asked.stands(visit);
    }
    if line.on_caseload() && week.first() < DAYS {
        asked.injections();
        asked.follow_up();
        asked.first_contact();
        asked.ladder();
        asked.tier();
    }
    asked.keep_free(visits);
    asked.needs.sort_by_key(|need| (!need.frozen(), need.priority, need.days.first().copied(), need.id));
    asked.needs
}

/// Gathers the needs of one person.
struct Asked<'a> {
    line: &'a Line,
    week: &'a Week<'a>,
    needs: Vec<Need>,
    /// Visits of the week, those called off too: what is needed again is another visit.
    taken: Vec<Uuid>,
}

impl Asked<'_> {
    fn tier_now(&self) -> Option<TierName> {
        self.line.tier.as_ref().map(|tier| tier.tier)
    }

    fn on_a_ward(&self) -> bool {
        self.line.stay.as_ref().is_some_and(|stay| stay.left_at.is_none())
    }

    /// Whether a safety rule is live on some day of the week that is still to come.
    fn rule(&self, kind: SafetyKind) -> bool {
        let from = self.week.date(self.week.first().min(DAYS - 1));
        self.line.safety.iter().any(|rule| rule.rule == kind && from <= rule.expires_on)
    }

    /// A visit as it stands.
    fn stands(&mut self, visit: &VisitNow) {
        let begun = visit.visit.started_at.filter(|started| *started < visit.starts_at);
        let starts_at = begun.unwrap_or(visit.starts_at);
        let Some(day) = self.week.day(moment::local_day(starts_at)) else { return };
        let local = moment::local_time(starts_at);
        let minute = u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs());
        let frozen = match visit.state() {
            VisitState::Planned => starts_at <= self.week.now,
            VisitState::Started | VisitState::Ended | VisitState::Recorded | VisitState::CalledOff => true,
        };
        let source = source::of_visit(self.line, visit);
        let mut need = self.draft(visit.id, source);
        // An interpreter who is booked comes at that time and no other (P03).
        let booked = visit.visit.interpreter.as_ref().is_some_and(|one| one.holds());
        let agreed = visit.visit.agreed || booked;
        need.standing = Some(Standing {
            version: visit.version,
            starts_at,
            workers: visit.visit.workers.clone(),
            frozen,
            agreed,
        });
        let two = visit.visit.workers.len() > 1 || !frozen && visit.visit.two_person;
        // One that has begun is made by those who are there, whatever a rule says since.
        need.workers = match (two, frozen) {
            (true, _) => 2,
            (false, true) => 1,
            (false, false) => need.workers,
        };
        need.minutes = if frozen { source::at_the_door(visit, starts_at) } else { visit.visit.minutes };
        need.purposes.clone_from(&visit.visit.purposes);
        need.preferred.clone_from(&visit.visit.workers);
        // One that has begun is made by those who are there.
        need.skills = if frozen { Vec::new() } else { wish::asks(self.week, &visit.visit) };
        if agreed {
            need.priority = settings::AGREED_PRIORITY;
        }
        if frozen || agreed {
            (need.days, need.windows) = (vec![day], vec![(minute, minute)]);
        } else {
            need.days.push(day);
            need.days.sort_unstable();
            need.days.dedup();
            let (from, to) = settings::USUAL_WINDOW;
            need.windows = vec![(from.min(minute), to.max(minute))];
        }
        self.place_standing(&mut need, visit, frozen);
        self.needs.push(need);
    }

    /// Where a visit that stands may be: where it is, unless that place is ruled out since.
    fn place_standing(&self, need: &mut Need, visit: &VisitNow, frozen: bool) {
        let forbidden = self.forbids(&visit.visit.place) && visit.visit.place_override.is_none();
        if frozen || !forbidden {
            let exactly = visit.visit.where_exactly.as_deref();
            need.places = vec![self.spot(&visit.visit.place, exactly, 0)];
            need.flags = self.flags(&need.places);
        } else {
            need.flags.push(Flag::RuledOutPlace);
        }
    }

    /// Takes a source into a visit that is there already on one of these days and may still change.
    fn absorbed(&mut self, source: &Source, days: &[u8], purpose: Option<Purpose>) -> Option<&mut Need> {
        let (week, first) = (self.week, self.week.first());
        let fits = |need: &Need| match &need.standing {
            Some(standing) => {
                let day = week.day(moment::local_day(standing.starts_at));
                !standing.frozen && day.is_some_and(|day| day >= first && days.contains(&day))
            }
            None => need.days.iter().any(|day| days.contains(day)),
        };
        let candidates = self.needs.iter().enumerate().filter(|(_, need)| fits(need));
        let best = candidates
            .min_by_key(|(at, need)| (purpose.is_some_and(|purpose| !need.purposes.contains(&purpose)), *at));
        let at = best?.0;
        let need = self.needs.get_mut(at)?;
        need.days.retain(|day| days.contains(day));
        need.priority = need.priority.min(source.priority());
        need.minutes = need.minutes.max(source.minutes());
        need.workers = need.workers.max(source.workers());
        need.sources.push(source.clone());
        need.sources.sort_by_key(Source::priority);
        Some(need)
    }

    /// A need that nobody has planned yet, in the usual places on the usual days.
    fn draft(&self, id: Uuid, source: Source) -> Need {
        let places = self.usual_places();
        let two = self.rule(SafetyKind::TwoPerson);
        Need {
            id,
            person: self.line.person,
            standing: None,
            priority: source.priority(),
            minutes: source.minutes(),
            workers: if two { 2 } else { source.workers() },
            skills: wish::purposes(&[source.purpose()]),
            purposes: vec![source.purpose()],
            days: self.week.usual_days(self.tier_now()),
            windows: vec![settings::USUAL_WINDOW],
            flags: self.flags(&places),
            places,
            preferred: wish::known(self.line),
            sources: vec![source],
        }
    }

    /// What to know beside of a need at these places.
    fn flags(&self, places: &[Spot]) -> Vec<Flag> {
        let mut flags = Vec::new();
        if places.first().is_none_or(|spot| spot.point.is_none()) {
            flags.push(Flag::NotPlaced);
        }
        let said = self.line.preferences.as_ref().is_some_and(|p| p.worker_gender.is_some());
        if self.rule(SafetyKind::WorkerGender) && !said {
            flags.push(Flag::GenderNotSaid);
        }
        flags
    }

    /// Adds a need on these days that nobody has planned, unless a visit that is there takes it in.
    fn add(&mut self, source: Source, days: Vec<u8>, (purpose, skill): (Option<Purpose>, Option<&str>)) {
        if days.is_empty() {
            return;
        }
        let mut skills: Vec<String> = skill.map(str::to_owned).into_iter().collect();
        if let Some(need) = self.absorbed(&source, &days, purpose) {
            need.skills.extend(skills);
            need.skills.sort_unstable();
            need.skills.dedup();
            return;
        }
        let id = self.free_id(&source);
        let mut need = self.draft(id, source);
        skills.extend(std::mem::take(&mut need.skills));
        (need.days, need.skills) = (days, skills);
        self.needs.push(need);
    }

    /// Injections whose due day is in the week or before it.
    fn injections(&mut self) {
        let sunday = self.week.date(DAYS - 1);
        for injection in &self.line.injections {
            if injection.due_on > sunday {
                continue;
            }
            let (opens, closes) = source::injection_window(injection);
            let mut days = self.week.days(opens, closes);
            if days.is_empty() {
                // The window has closed: as soon as anybody can.
                days = (self.week.first()..DAYS).collect();
            }
            let source = Source::Injection {
                entry: injection.id,
                product: injection.product.clone(),
                due_on: injection.due_on,
            };
            self.add(source, days, (Some(Purpose::Medicines), Some(settings::INJECTION_SKILL)));
        }
    }

    /// Seen within 72 hours of leaving hospital, from the day after.
    fn follow_up(&mut self) {
        let Some((stay, left_at)) = self.line.stay.as_ref().and_then(|stay| Some((stay, stay.left_at?)))
        else {
            return;
        };
        let left = moment::local_day(left_at);
        let seen = self.line.last_seen.as_ref().is_some_and(|seen| moment::local_day(seen.at) > left);
        let long_ago = moment::days_between(left, self.week.monday) > crate::settings::AFTER_HOSPITAL_DAYS;
        if seen || long_ago {
            return;
        }
        let by = crate::clock::follow_up::due_by(left_at);
        let next = moment::add_days(left, 1);
        let mut days = self.week.days(next, moment::local_day(by));
        // A last day that ends in the morning is used only when there is no other.
        if days.len() > 1 && moment::local_time(by).hour() < 12 {
            days.pop();
        }
        if days.is_empty() && by < moment::start_of_day(self.week.date(DAYS - 1)) {
            days = (self.week.first()..DAYS).take(2).collect();
        }
        self.add(Source::FollowUp { entry: stay.id, by }, days, (None, None));
    }

    /// Taken on within four weeks and not met since.
    fn first_contact(&mut self) {
        let Some(episode) = self.line.episode() else { return };
        let Some(accepted_on) = episode.accepted_on else { return };
        let met = self.line.last_seen_on().is_some_and(|day| day >= accepted_on);
        let long_ago = moment::days_between(accepted_on, self.week.monday) > crate::settings::DISCUSS_DAYS;
        if met || long_ago || self.on_a_ward() {
            return;
        }
        let by = moment::add_days(accepted_on, crate::settings::FIRST_CONTACT_DAYS);
        let usual = self.week.usual_days(None);
        let mut days: Vec<u8> = usual.iter().copied().filter(|day| self.week.date(*day) <= by).collect();
        if days.is_empty() {
            days = usual.into_iter().take(2).collect();
        }
        self.add(Source::FirstContact { entry: episode.id, by }, days, (None, None));
    }

    /// The next step after a missed contact, when it is one that somebody goes out for.
    fn ladder(&mut self) {
        let Some(ladder) = crate::ladder::of(self.line) else { return };
        let Some(next) = ladder.next().filter(|step| matches!(step.step, 1 | 4)) else { return };
        let by = moment::local_day(next.by);
        if by > self.week.date(DAYS - 1) || self.on_a_ward() {
            return;
        }
        let mut days = self.week.days(self.week.monday, by);
        if days.is_empty() {
            days = (self.week.first()..DAYS).take(2).collect();
        }
        let source = Source::Ladder { step: next.step, by: next.by, tier: self.tier_now() };
        self.add(source, days, (None, None));
    }

    /// As many visits as the tier asks for, beside those that are there.
    fn tier(&mut self) {
        let tier = self.tier_now();
        let mut least = tier.map_or(settings::CONTACTS_WITHOUT_TIER, |tier| tier.plan().contacts_least);
        let ward = self.on_a_ward();
        if ward {
            least = TierName::Blue.plan().contacts_least;
        }
        let monday = moment::start_of_day(self.week.monday);
        let seen = self.line.recent.iter().filter(|met| met.seen && met.at >= monday).count();
        let there = self.needs.iter().filter(|need| !need.frozen()).count();
        let least = usize::try_from(least).unwrap_or(0);
        let days = self.week.usual_days(tier);
        let missing = least.saturating_sub(seen + there).min(days.len());
        for _ in 0..missing {
            let source = match (ward, &self.line.stay) {
                (true, Some(stay)) => Source::InReach { entry: stay.id, ward: stay.ward.clone() },
                (true | false, _) => {
                    let entry = self.line.tier.as_ref().map(|tier| tier.id);
                    Source::Tier { entry, tier, least: u32::try_from(least).unwrap_or(u32::MAX) }
                }
            };
            let id = self.free_id(&source);
            let need = self.draft(id, source);
            self.needs.push(need);
        }
    }
}

#[cfg(test)]
mod tests;
