//! The way in of every invented team: a referral at each stage, one of them overdue, one refused that
//! waits for the next service, somebody who is back, and concerns of families, friends and people
//! themselves. All of them in the weeks before the end; what the referrals say is in `referred`.

use std::collections::BTreeSet;

use care::access::{Actor, Role};
use care::criteria::{self, Record, Set, Standing};
use care::entry::Body;
use care::entry::criteria::{CriteriaSet, SetChange};
use care::entry::decision::{Decision, Onward, Reason, ReferralDecision, WaitingCheck};
use care::entry::episode::{EndReason, Episode};
use care::entry::person::Person;
use care::entry::referral::Referral;
use care::moment::{add_days, days_between};
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use uuid::Uuid;

use super::case::{Case, Fate};
use super::concern;
use super::dice::Dice;
use super::feed::Note;
use super::papers::{self, Came};
use super::referred::{self, Says};
use super::{World, at, person};

/// How far a referral has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Far {
    New,
    Incomplete,
    Meeting,
    Late,
    Accepted,
    Refused,
    Met,
    Back,
}

impl Far {
    fn says(self) -> Says {
        match self {
            Far::Incomplete => Says::Part,
            Far::Refused | Far::Met => Says::Little,
            Far::Back => Says::Back,
            Far::New | Far::Meeting | Far::Late | Far::Accepted => Says::All,
        }
    }

    /// What came with it.
    fn came(self) -> Came {
        match self {
            Far::Meeting => Came::All,
            Far::New | Far::Accepted | Far::Refused => Came::Summary,
            Far::Incomplete | Far::Late | Far::Met | Far::Back => Came::Nothing,
        }
    }

    fn decided(self) -> bool {
        match self {
            Far::Accepted | Far::Refused | Far::Met => true,
            Far::New | Far::Incomplete | Far::Meeting | Far::Late | Far::Back => false,
        }
    }
}

/// Days ago a referral was received, and how far it is.
const REFERRALS: &[(i32, Far)] = &[
    (1, Far::New),
    (3, Far::Incomplete),
    (4, Far::Meeting),
    (11, Far::Late),
    (10, Far::Accepted),
    (16, Far::Refused),
    (41, Far::Met),
    (2, Far::Back),
];

/// Everything the way in needs to know of a team.
pub(crate) struct Way<'a> {
    pub(crate) team: Uuid,
    pub(crate) place: usize,
    set: &'a Set,
    set_entry: Option<Uuid>,
    pub(crate) administrator: Actor,
    manager: Actor,
    pub(crate) nurse: Uuid,
}

/// About whom, and what they are entered as when they are new.
type About = (Uuid, Option<Person>);

/// Referrals and concerns of every team.
pub(crate) fn arrive(world: &mut World<'_>, seed: u64, cases: &[Case], known: &mut BTreeSet<String>) {
    let mut dice = Dice::new(seed, 4_000_000);
    let mut number = cases.len();
    for place in 0..world.teams.len() {
        let Some(way) = way(world, &mut dice, place) else { continue };
        for (ago, far) in REFERRALS {
            let received = working(add_days(world.today, -ago));
            // A short history has no room for the oldest ones.
            if days_between(world.start, received) < 3 {
                continue;
            }
            number += 1;
            let about = if *far == Far::Back {
                let left =
                    |case: &&Case| case.team == place && case.fate == Fate::Back && case.ends.is_some();
                let Some(case) = cases.iter().find(left) else { continue };
                (case.id, None)
            } else {
                let (_, details) = person::invent(&mut dice, world, number, place, known);
                (dice.id(at(received, 10 * 60)), Some(details))
            };
            refer(world, &mut dice, &way, (received, *far), about);
        }
        concern::raise(world, &mut dice, &way);
    }
}

fn way<'a>(world: &mut World<'_>, dice: &mut Dice, place: usize) -> Option<Way<'a>> {
    let today = world.today;
    let who = |role| {
        let worker = world.of_role(place, role, today)?;
        Some((world.actor(worker), world.workers.get(worker)?.id))
    };
    let (manager, _) = who(Role::Manager)?;
    let (administrator, _) = who(Role::Administrator)?;
    let (_, nurse) = who(Role::Nurse)?;
    let team = world.teams.get(place)?.id;
    // One team has criteria of its own; the others go by the national ones.
    let own = (place == 1).then(|| criteria::shipped("north-birmingham")).flatten();
    let set_entry = own.map(|set| approve(world, dice, (team, &manager), set));
    Some(Way {
        team,
        place,
        set: own.or(criteria::shipped("national"))?,
        set_entry,
        administrator,
        manager,
        nurse,
    })
}

fn approve(world: &mut World<'_>, dice: &mut Dice, (team, manager): (Uuid, &Actor), set: &Set) -> Uuid {
    let day = add_days(world.today, -120).max(add_days(world.start, 1));
    let when = at(day, 11 * 60);
    let id = dice.id(when);
    let body = CriteriaSet {
        set: set.clone(),
        effective_from: day,
        approved_by: "Clinical governance board of the trust".to_owned(),
        changes: vec![SetChange {
            what: "Two times in hospital or with home treatment are enough; housing is not counted"
                .to_owned(),
            why: "Home treatment now does what short admissions did".to_owned(),
        }],
    };
    let note =
        Note { at: when, subject: team, team: Some(team), happened_at: when, body: Body::CriteriaSet(body) };
    world.feed.put(manager, note.first(id));
    id
}

/// The same day, or the Friday before a weekend.
pub(crate) fn working(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => add_days(day, -1),
        Weekday::Sunday => add_days(day, -2),
        Weekday::Monday | Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday | Weekday::Friday => day,
    }
}

fn refer(
    world: &mut World<'_>,
    dice: &mut Dice,
    way: &Way<'_>,
    (received, far): (Date, Far),
    (subject, details): About,
) {
    let when = at(received, 10 * 60 + dice.between(0, 90));
    let (episode, entry) = (dice.id(when), dice.id(when));
    let mut one = referred::referral(dice, far.says(), received, (episode, way.nurse));
    one.for_meeting_on = matches!(far, Far::Meeting | Far::Late).then(|| working(add_days(world.today, 3)));
    let started = Episode {
        referred_on: received,
        accepted_on: None,
        last_seen_before: None,
        referred_by: one.organisation.clone(),
        ended_on: None,
        ended_because: None,
        ended_to: None,
        ended_why: None,
    };
    let new = details.map(|details| (subject, Body::Person(details)));
    let opens = [(episode, Body::Episode(started.clone())), (entry, Body::Referral(one.clone()))];
    for (id, body) in new.into_iter().chain(opens) {
        put(world, way, when, (subject, id, 0), (&way.administrator, body));
    }
    papers::attach(world, way, (subject, entry), when, far.came());
    let mut day = received;
    let until = match far {
        Far::Late => add_days(world.today, -8),
        Far::Met => add_days(received, 8),
        Far::New | Far::Incomplete | Far::Meeting | Far::Accepted | Far::Refused | Far::Back => {
            add_days(world.today, -1)
        }
    };
    while days_between(day, until) >= 7 {
        day = add_days(day, 7);
        check(world, dice, way, (subject, entry), day);
    }
    if far.decided() {
        decide(world, dice, way, (subject, entry, &one, &started), far);
    }
}

pub(crate) fn put(
    world: &mut World<'_>,
    way: &Way<'_>,
    when: Timestamp,
    (subject, id, from): (Uuid, Uuid, u32),
    (actor, body): (&Actor, Body),
) {
    let note = Note { at: when, subject, team: Some(way.team), happened_at: when, body };
    world.feed.put(actor, note.version(id, from, None));
}

fn check(
    world: &mut World<'_>,
    dice: &mut Dice,
    way: &Way<'_>,
    (subject, referral): (Uuid, Uuid),
    day: Date,
) {
    let when = at(day, 9 * 60 + 40);
    let body = WaitingCheck {
        referral,
        how: dice
            .pick(&[
                "Rang whoever referred: eats little, safe where they stay, opens the door to the neighbour.",
                "The ward says nothing has changed; the sister visits.",
                "Saw the hostel staff: at home most days, talks through the door.",
            ])
            .to_owned(),
        last_seen_on: Some(add_days(day, -1)),
        last_seen_by: Some("the service that refers".to_owned()),
        owner: way.nurse,
        next_check_on: add_days(day, 7),
    };
    let id = dice.id(when);
    put(world, way, when, (subject, id, 0), (&way.manager, Body::WaitingCheck(body)));
}

fn reasons(set: &Set, referral: &Referral) -> Vec<Reason> {
    criteria::evaluate(set, referral, &Record::default())
        .into_iter()
        .map(|finding| Reason {
            why: match finding.standing {
                Standing::NotMet => {
                    "The community team and the ward agree that this was the only stay; no crisis team."
                        .to_owned()
                }
                Standing::Met | Standing::Unknown | Standing::NotAsked => {
                    "As the referral says; whoever referred was asked at the meeting.".to_owned()
                }
            },
            criterion: finding.code,
            standing: finding.standing,
        })
        .collect()
}

fn decide(
    world: &mut World<'_>,
    dice: &mut Dice,
    way: &Way<'_>,
    (subject, entry, referral, started): (Uuid, Uuid, &Referral, &Episode),
    far: Far,
) {
    let day = working(add_days(referral.received_on, 7));
    let when = at(day, 14 * 60 + 20);
    let accepted = far == Far::Accepted;
    let service = "Northgate community mental health team, Ola Ferncastle";
    let instead = "The community team visits you every week and looks at your medicine with you. If you have to go into hospital again, it asks us again.";
    let reasons = reasons(way.set, referral);
    let all_met = reasons.iter().all(|reason| reason.standing == Standing::Met);
    let mut body = ReferralDecision {
        referral: entry,
        decided_on: day,
        decision: if accepted { Decision::Accepted } else { Decision::Refused },
        criteria: way.set.key.clone(),
        criteria_entry: way.set_entry,
        reasons,
        despite: (accepted && !all_met).then(|| {
            "What is not known will be asked at the first visits; nobody should wait for papers.".to_owned()
        }),
        decided_by: "Weekly meeting, chaired by the team manager".to_owned(),
        dissent: dice
            .chance(0.4)
            .then(|| "The occupational therapist would have seen the person first.".to_owned()),
        first_contact_by: accepted.then_some(way.nurse),
        instead: (!accepted).then(|| instead.to_owned()),
        onward: (!accepted).then(|| Onward {
            service: service.to_owned(),
            contact: Some("01632 960140".to_owned()),
            owner: way.nurse,
            due_on: add_days(day, 7),
            met_on: None,
            confirmed_by: None,
        }),
        challenges: Vec::new(),
    };
    let id = dice.id(when);
    put(world, way, when, (subject, id, 0), (&way.manager, Body::ReferralDecision(body.clone())));
    if accepted {
        let taken = Episode { accepted_on: Some(day), ..started.clone() };
        put(world, way, when, (subject, referral.episode, 1), (&way.manager, Body::Episode(taken)));
    }
    if far == Far::Met {
        let met = working(add_days(day, 7));
        let then = at(met, 16 * 60);
        if let Some(onward) = &mut body.onward {
            onward.met_on = Some(met);
            onward.confirmed_by = Some("Ola Ferncastle".to_owned());
        }
        put(world, way, then, (subject, id, 1), (&way.manager, Body::ReferralDecision(body)));
        let ended = Episode {
            ended_on: Some(met),
            ended_because: Some(EndReason::NotTakenOn),
            ended_to: Some(format!("{service}, who met the person")),
            ended_why: Some(instead.to_owned()),
            ..started.clone()
        };
        put(world, way, then, (subject, referral.episode, 1), (&way.manager, Body::Episode(ended)));
    }
}
