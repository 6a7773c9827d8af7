//! One invented person under a team, as far as the days to come need to know them.

use std::collections::BTreeSet;

use care::entry::Body;
use care::entry::around::Member;
use care::entry::episode::EndReason;
use care::entry::tier::TierName;
use care::moment;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use super::dice::Dice;
use super::feed::Note;
use super::visit::Planned;
use super::words::Face;
use super::{World, person};

/// What is arranged to happen near the end of the history, so that each board has something of everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Chance alone.
    Ordinary,
    /// On the telephone only, for two weeks.
    Unseen,
    /// Missed three days ago; two steps done, the third due.
    MissedAmber,
    /// Missed yesterday for the first time.
    MissedGreen,
    /// Gone from the address for a week.
    Gone,
    /// Home from hospital for two days, not seen since.
    JustHome,
    /// Admitted nine days ago.
    OnTheWard,
    /// The community treatment order ends in nine days.
    OrderEnds,
    /// The family is worried and nobody has answered.
    FamilyWaits,
    /// Good news within the last day.
    GoodNews,
    /// Police within the last day.
    Police,
    /// No key worker for six days.
    Unallocated,
    /// No key worker since yesterday.
    JustUnallocated,
    /// Injection three days overdue.
    InjectionOverdue,
    /// Injection due today.
    InjectionToday,
    /// The tier ran out two days ago.
    TierExpired,
    /// Yesterday's visit has no outcome.
    NoOutcome,
    /// Rang the crisis line within the last day.
    CrisisLine,
    /// Seen every day since a relapse.
    Relapse,
    /// Taken on six days ago; nobody has been yet.
    New,
    /// Stepped down two months ago, and referred again (R11).
    Back,
}

impl Fate {
    const SPECIAL: &'static [Fate] = &[
        Fate::Unseen,
        Fate::Unseen,
        Fate::MissedAmber,
        Fate::MissedGreen,
        Fate::Gone,
        Fate::JustHome,
        Fate::OnTheWard,
        Fate::OrderEnds,
        Fate::FamilyWaits,
        Fate::GoodNews,
        Fate::Police,
        Fate::Unallocated,
        Fate::JustUnallocated,
        Fate::InjectionOverdue,
        Fate::InjectionToday,
        Fate::TierExpired,
        Fate::NoOutcome,
        Fate::CrisisLine,
        Fate::Relapse,
        Fate::New,
        Fate::Back,
    ];

    /// A fate for each of a team's people, in any order.
    pub(crate) fn of_team(dice: &mut Dice, people: i32) -> Vec<Fate> {
        let mut all: Vec<Fate> = Vec::new();
        for _ in 0..people {
            all.push(Fate::Ordinary);
        }
        let mut free: Vec<usize> = (0..all.len()).collect();
        for fate in Fate::SPECIAL {
            if free.is_empty() {
                break;
            }
            let at = dice.between(0, i32::try_from(free.len()).unwrap_or(1) - 1);
            let place = free.swap_remove(usize::try_from(at).unwrap_or(0));
            if let Some(slot) = all.get_mut(place) {
                *slot = *fate;
            }
        }
        all
    }
}

/// A stay in hospital that goes on.
#[derive(Clone, Debug)]
pub(crate) struct Stay {
    /// The entry.
    pub(crate) id: Uuid,
    /// What it says.
    pub(crate) body: care::entry::promise::HospitalStay,
    /// The day the person leaves.
    pub(crate) until: Date,
}

/// A run of missed contacts.
#[derive(Clone, Debug)]
pub(crate) struct Gap {
    /// The first one.
    pub(crate) first: Timestamp,
    /// The last step of the ladder that was done.
    pub(crate) step: u8,
    /// Nobody is at the address.
    pub(crate) gone: bool,
}

/// A long-acting injection.
#[derive(Clone, Debug)]
pub(crate) struct Jab {
    /// The entry.
    pub(crate) id: Uuid,
    /// Its version.
    pub(crate) version: u32,
    /// What it says.
    pub(crate) body: care::entry::promise::Injection,
    /// The day it will be given.
    pub(crate) on: Date,
}

/// A section or order.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    /// The entry.
    pub(crate) id: Uuid,
    /// Its version.
    pub(crate) version: u32,
    /// What it says.
    pub(crate) body: care::entry::promise::LegalStatus,
}

/// A promised action.
#[derive(Clone, Debug)]
pub(crate) struct Promise {
    /// The contact that promised it.
    pub(crate) contact: Uuid,
    /// Who.
    pub(crate) owner: usize,
    /// The day it will be done.
    pub(crate) on: Date,
}

/// A safety rule.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// The entry.
    pub(crate) id: Uuid,
    /// Its version.
    pub(crate) version: u32,
    /// What it says.
    pub(crate) body: care::entry::around::SafetyRule,
    /// The day it is decided again, before its last one.
    pub(crate) again: Date,
}

/// One person.
#[derive(Debug)]
pub(crate) struct Case {
    /// The person.
    pub(crate) id: Uuid,
    /// Place of the team.
    pub(crate) team: usize,
    /// The team.
    pub(crate) team_id: Uuid,
    /// The person's own chance.
    pub(crate) dice: Dice,
    /// What sentences may say.
    pub(crate) face: Face,
    /// Personal details as entered.
    pub(crate) details: care::entry::person::Person,
    /// Arranged.
    pub(crate) fate: Fate,
    /// Referral received.
    pub(crate) referred: Date,
    /// Taken on.
    pub(crate) accepted: Date,
    /// Leaves the team.
    pub(crate) ends: Option<(Date, EndReason)>,
    /// Over.
    pub(crate) ended: bool,
    /// The episode.
    pub(crate) episode: Uuid,
    /// Key worker.
    pub(crate) key: Option<usize>,
    /// Deputy.
    pub(crate) deputy: Option<usize>,
    /// Others named.
    pub(crate) others: Vec<usize>,
    /// Tier in force.
    pub(crate) tier: Option<TierName>,
    /// Last day of it.
    pub(crate) tier_until: Date,
    /// In hospital.
    pub(crate) stay: Option<Stay>,
    /// Contacts being missed.
    pub(crate) gap: Option<Gap>,
    /// Not to be met before this day; whether they left the address.
    pub(crate) absent: Option<(Date, bool)>,
    /// The last attempt failed.
    pub(crate) failed: bool,
    /// Injection.
    pub(crate) jab: Option<Jab>,
    /// Community treatment order.
    pub(crate) order: Option<Order>,
    /// The day of the next plan review.
    pub(crate) review: Date,
    /// Safety rules not ended.
    pub(crate) rules: Vec<Rule>,
    /// Places liked and ruled out.
    pub(crate) likes: Vec<&'static str>,
    /// Ruled out.
    pub(crate) refuses: Vec<&'static str>,
    /// Essential wish for a worker of this gender.
    pub(crate) only: Option<&'static str>,
    /// The assessment under way.
    pub(crate) assessment: Option<Uuid>,
    /// Any wish for a worker of this gender.
    pub(crate) wish: Option<&'static str>,
    /// A carer is around.
    pub(crate) carer: bool,
    /// Services that the team works with for the person.
    pub(crate) partners: Vec<Member>,
    /// What they wish, with the times they keep free.
    pub(crate) keeps: care::entry::around::Preferences,
    /// Weekdays of visits, usual minute of the day, usual length.
    pub(crate) rhythm: (Vec<u8>, u16, u16),
    /// How much more or less than usual.
    pub(crate) pace: f64,
    /// Visits planned for days to come.
    pub(crate) planned: Vec<Planned>,
    /// Promised actions.
    pub(crate) promises: Vec<Promise>,
    /// Start of the latest contact.
    pub(crate) last_at: Timestamp,
    /// When the latest entry was written.
    pub(crate) last_written: Timestamp,
}

/// Somebody comes to a team.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival {
    /// How many came to the trust before.
    pub(crate) number: usize,
    /// Place of the team.
    pub(crate) team: usize,
    /// Taken on.
    pub(crate) accepted: Date,
    /// Arranged.
    pub(crate) fate: Fate,
}

impl Case {
    /// Invents a person.
    pub(crate) fn new(
        world: &World<'_>,
        seed: u64,
        Arrival { number, team, accepted, fate }: Arrival,
        known: &mut BTreeSet<String>,
    ) -> Case {
        let mut dice = Dice::new(seed, u64::try_from(number).unwrap_or(0) + 1);
        let accepted = if fate == Fate::New { moment::add_days(world.today, -6) } else { accepted };
        let written = accepted.max(world.start);
        let id = dice.id(super::at(written, 8 * 60 + 15));
        let team_id = world.teams.get(team).map(|t| t.id).unwrap_or_default();
        let (face, details) = person::invent(&mut dice, world, number, team, known);
        let ends = person::ends(&mut dice, world, written, fate);
        let late = dice.chance(0.19);
        let hour = if late { dice.between(68, 76) } else { dice.between(36, 66) };
        let hour = u16::try_from(hour).unwrap_or(40) * 15;
        Case {
            id,
            team,
            team_id,
            face,
            details,
            fate,
            referred: moment::add_days(accepted, -dice.between(2, 24)),
            accepted,
            ends,
            ended: false,
            episode: dice.id(super::at(written, 8 * 60 + 20)),
            key: None,
            deputy: None,
            others: Vec::new(),
            tier: None,
            tier_until: written,
            stay: None,
            gap: None,
            absent: None,
            failed: false,
            jab: None,
            order: None,
            review: moment::add_days(written, dice.between(10, 200)),
            rules: Vec::new(),
            likes: Vec::new(),
            refuses: Vec::new(),
            only: None,
            assessment: None,
            wish: None,
            carer: dice.chance(0.45),
            partners: Vec::new(),
            keeps: care::entry::around::Preferences::default(),
            rhythm: (Vec::new(), hour, 45),
            pace: f64::from(dice.about(100.0, 0.2, 60, 160)) / 100.0,
            planned: Vec::new(),
            promises: Vec::new(),
            last_at: super::at(written, 0),
            last_written: super::at(written, 8 * 60 + 10),
            dice,
        }
    }

    /// Writes something down, after all that was written of the person before; not after the end of
    /// the history.
    pub(crate) fn put(
        &mut self,
        world: &mut World<'_>,
        worker: usize,
        (at, happened_at): (Timestamp, Timestamp),
        body: Body,
    ) -> Option<Uuid> {
        let id = self.dice.id(happened_at);
        self.put_version(world, worker, (at, happened_at), (id, 0, None), body).then_some(id)
    }

    /// As `put`, for an id, the version it is made from and why.
    pub(crate) fn put_version(
        &mut self,
        world: &mut World<'_>,
        worker: usize,
        (at, happened_at): (Timestamp, Timestamp),
        (id, from_version, reason): (Uuid, u32, Option<&str>),
        body: Body,
    ) -> bool {
        let after = self.last_written.checked_add(1.second()).unwrap_or(self.last_written);
        let ahead = matches!(body, Body::Visit(_) | Body::VisitSeries(_));
        let at = if ahead { at.max(after) } else { at.max(after).max(happened_at) };
        if at > world.now {
            return false;
        }
        self.last_written = at;
        let actor = world.actor(worker);
        let note = Note { at, subject: self.id, team: Some(self.team_id), happened_at, body };
        world.feed.put(&actor, note.version(id, from_version, reason));
        true
    }

    /// Writes a living document.
    pub(crate) fn put_document(
        &mut self,
        world: &mut World<'_>,
        worker: usize,
        at: Timestamp,
        body: Body,
    ) -> bool {
        let id = body.kind().document_id(self.id);
        let id = if matches!(body, Body::Person(_)) { self.id } else { id };
        self.put_version(world, worker, (at, at), (id, 0, None), body)
    }

    /// Everybody named, the key worker first.
    pub(crate) fn named(&self) -> Vec<usize> {
        self.key.iter().chain(&self.deputy).chain(&self.others).copied().collect()
    }

    /// Whether chance leaves the person alone, because something is arranged for the end.
    pub(crate) fn calm(&self, world: &World<'_>, day: Date) -> bool {
        self.fate != Fate::Ordinary && day > moment::add_days(world.today, -75)
    }
}
