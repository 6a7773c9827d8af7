//! The trust's teams and staff by the reference team of domain 9.2, and who works when.

use std::collections::BTreeMap;

use care::access::{Actor, Role};
use care::entry::organisation::{
    Away, Membership, Organisation, Patch, Routes, Staff, Team as TeamEntry, WorkDay,
};
use care::entry::planning::WorkerPlanning;
use care::entry::safety::SafetyDetails;
use care::entry::{Body, Kind};
use care::travel::Mode;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use super::World;
use super::dice::Dice;
use super::feed::Note;
use super::names;

/// One of the staff.
#[derive(Clone, Debug)]
pub(crate) struct Worker {
    /// Their id.
    pub(crate) id: Uuid,
    /// Signs as.
    pub(crate) actor: Actor,
    /// 1 or 2.
    pub(crate) gender: &'static str,
    /// First day.
    pub(crate) from: Date,
    /// Last day.
    pub(crate) until: Option<Date>,
    /// May be somebody's key worker.
    pub(crate) names_as_key: bool,
    /// May give injections.
    pub(crate) injects: bool,
    /// Out with people.
    pub(crate) field: bool,
    /// Weekdays, 1 Monday.
    days: Vec<u8>,
    /// Hours of a day in minutes.
    hours: (u16, u16),
    /// Taken minutes of the day `busy_on`.
    busy: Vec<(u16, u16)>,
    busy_on: Date,
    /// Taken minutes of each week, by the series of visits.
    week: Vec<(u8, u16, u16)>,
    /// People whose key worker they are.
    pub(crate) load: u32,
    /// What each of them weighs by tier, in hundredths.
    pub(crate) weighs: BTreeMap<Uuid, u32>,
    /// The most of them.
    pub(crate) cap: u32,
    /// As entered.
    pub(crate) entry: Staff,
    version: u32,
}

impl Worker {
    /// Whether they are there on a day.
    pub(crate) fn works(&self, day: Date) -> bool {
        self.entry.away_on(day).is_none()
            && self.employed(day)
            && (self.days.contains(&weekday(day)) || (weekday(day) > 5 && self.weekend(day)))
    }

    /// Whether they belong to the team on a day.
    pub(crate) fn employed(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Every fifth weekend.
    fn weekend(&self, day: Date) -> bool {
        let week = care::moment::days_between(Date::constant(2020, 1, 6), day).div_euclid(7);
        self.field && week.rem_euclid(5) == i32::from(self.id.as_bytes().last().copied().unwrap_or(0) % 5)
    }

    /// Free minutes from a wished start on, with a little way to travel; none when the day is full.
    pub(crate) fn free(&self, day: Date, wish: u16, minutes: u16) -> Option<u16> {
        let (opens, closes) = self.hours;
        let taken = if self.busy_on == day { self.busy.as_slice() } else { &[] };
        let mut at = wish.max(opens);
        while at + minutes <= closes {
            match taken.iter().find(|(from, to)| at < *to + 5 && *from < at + minutes + 5) {
                Some((_, to)) => at = *to + 10,
                None => return Some(at),
            }
        }
        None
    }

    /// Takes minutes of a day.
    pub(crate) fn take(&mut self, day: Date, from: u16, minutes: u16) {
        if self.busy_on != day {
            self.busy.clear();
            self.busy_on = day;
        }
        self.busy.push((from, from + minutes));
        self.busy.sort_unstable();
    }

    /// Whether a slot of each week is free.
    pub(crate) fn week_free(&self, weekday: u8, from: u16, minutes: u16) -> bool {
        self.days.contains(&weekday)
            && self.hours.0 <= from
            && from + minutes <= self.hours.1
            && !self.week.iter().any(|(d, f, t)| *d == weekday && from < *t + 10 && *f < from + minutes + 10)
    }

    /// Takes a slot of each week.
    pub(crate) fn week_take(&mut self, weekday: u8, from: u16, minutes: u16) {
        self.week.push((weekday, from, from + minutes));
    }
}

/// 1 Monday to 7 Sunday.
pub(crate) fn weekday(day: Date) -> u8 {
    u8::try_from(day.weekday().to_monday_one_offset()).unwrap_or(1)
}

/// One of the teams.
#[derive(Clone, Debug)]
pub(crate) struct Team {
    /// Its id.
    pub(crate) id: Uuid,
    /// Places of its staff in the world's list.
    pub(crate) staff: Vec<usize>,
    /// The postcode district of its patch.
    pub(crate) district: usize,
}

struct Post {
    role: Role,
    band: Option<&'static str>,
    wte: u8,
    cap: u32,
    injects: bool,
    skills: &'static [&'static str],
}

const fn post(
    role: Role,
    band: Option<&'static str>,
    wte: u8,
    cap: u32,
    injects: bool,
    skills: &'static [&'static str],
) -> Post {
    Post { role, band, wte, cap, injects, skills }
}

/// Domain 9.2: about 12.3 clinical posts beside manager, doctors and administrator.
const POSTS: &[Post] = &[
    post(Role::Manager, Some("7"), 100, 0, false, &["supervision"]),
    post(Role::Doctor, None, 60, 0, true, &["responsible clinician"]),
    post(Role::Doctor, None, 40, 0, true, &[]),
    post(Role::Nurse, Some("6"), 100, 13, true, &["injections", "family work"]),
    post(Role::Nurse, Some("6"), 100, 13, true, &["injections", "physical health"]),
    post(Role::Nurse, Some("6"), 100, 13, true, &["injections", "clozapine"]),
    post(Role::Nurse, Some("6"), 100, 12, true, &["injections", "prescribing"]),
    post(Role::Nurse, Some("5"), 100, 7, true, &["injections"]),
    post(Role::SocialWorker, Some("6"), 100, 12, false, &["AMHP", "housing law"]),
    post(Role::Ot, Some("6"), 100, 9, false, &["work and learning"]),
    post(Role::Ot, Some("5"), 50, 4, false, &["sensory approaches"]),
    post(Role::Support, Some("4"), 50, 0, false, &["OT technical instruction", "cooking"]),
    post(Role::Psychologist, Some("8a"), 50, 3, false, &["psychological therapy", "family work"]),
    post(Role::Support, Some("3"), 100, 0, false, &["driving"]),
    post(Role::Support, Some("3"), 100, 0, false, &["benefits advice"]),
    post(Role::Support, Some("3"), 50, 0, false, &["music"]),
    post(Role::Support, Some("4"), 50, 0, false, &["peer work"]),
    post(Role::Nurse, Some("6"), 50, 6, true, &["drugs and alcohol", "injections"]),
    post(Role::Support, Some("5"), 30, 0, false, &["employment"]),
    post(Role::Administrator, Some("4"), 100, 0, false, &[]),
];

/// The stream of chance of those who belong to two teams.
const FLOATING: u64 = 7_003;
/// The stream of what is known for a worker's safety.
const DETAILS: u64 = 7_004;
/// Vehicles.
const VEHICLES: [&str; 4] = ["Green hatchback", "Blue estate", "Grey small van", "Yellow hatchback"];

/// Posts of the trust, not of a team.
const TRUST_POSTS: &[(Role, &str)] = &[
    (Role::Lead, "8b"),
    (Role::Privacy, "7"),
    (Role::Analyst, "6"),
    (Role::Integration, "6"),
    (Role::Sysadmin, "6"),
];

const TEAMS: &[&str] = &[
    "Complex care team north",
    "Assertive outreach east",
    "Intensive community team south",
    "Complex care team harbour",
    "Community outreach west",
    "Complex needs team old town",
    "Assertive outreach moor",
    "Outreach team riverside",
];
const PATCHES: &[&[&str]] = &[
    &["Lanterngate", "Upper Thimble"],
    &["Quayside", "Biscuit Hill"],
    &["Treacle Moor", "Southwell Rise"],
    &["Harbour", "Sixpenny"],
    &["Westering", "Pickle Green"],
    &["Old Town", "Cloister"],
];

/// The trust itself and its teams with their staff, written down before the history begins.
pub(crate) fn found(world: &mut World<'_>, dice: &mut Dice, teams: usize) {
    let day = care::moment::add_days(world.start, -1);
    let at = super::at(day, 8 * 60);
    let trust = dice.id(at);
    let system = Actor::system(dice.id(at));
    let organisation = Organisation {
        name: "Brackenmouth Mental Health NHS Trust (invented)".to_owned(),
        ods_code: "RZ99".to_owned(),
        pals: Some("Ring PALS on 0808 157 0123, or write to PALS, 1 Lantern Street, Brackenmouth".to_owned()),
    };
    put_document(world, &system, at, trust, Body::Organisation(organisation));
    for i in 0..teams {
        let id = dice.id(at);
        put_document(world, &system, at, id, Body::Team(team_entry(dice, trust, i)));
        world.teams.push(Team { id, staff: Vec::new(), district: i + 1 });
    }
    let everywhere: Vec<Uuid> = world.teams.iter().map(|t| t.id).collect();
    for i in 0..teams {
        for post in POSTS {
            let since = care::moment::add_days(day, -dice.between(30, 3000));
            engage(world, dice, &[everywhere.get(i).copied().unwrap_or_default()], post, since, day);
        }
    }
    for (role, band) in TRUST_POSTS {
        let teams = if matches!(role, Role::Lead | Role::Integration) { everywhere.as_slice() } else { &[] };
        let post = Post { role: *role, band: Some(band), wte: 100, cap: 0, injects: false, skills: &[] };
        engage(world, dice, teams, &post, care::moment::add_days(day, -400), day);
    }
    floating(world, &everywhere, day);
    world.system = system;
}

fn team_entry(dice: &mut Dice, trust: Uuid, i: usize) -> TeamEntry {
    let name = TEAMS.get(i % TEAMS.len()).copied().unwrap_or_default();
    let round = i / TEAMS.len();
    let patch = PATCHES.get(i % PATCHES.len()).copied().unwrap_or_default();
    TeamEntry {
        name: if round == 0 { name.to_owned() } else { format!("{name} {}", round + 1) },
        organisation: trust,
        service: Some("Community rehabilitation and outreach".to_owned()),
        kind_code: care::codes::team_type::ASSERTIVE_OUTREACH.to_owned(),
        patches: patch
            .iter()
            .map(|name| Patch { name: (*name).to_owned(), districts: vec![format!("BQ{}", i + 1)] })
            .collect(),
        age_from: 18,
        age_warning: Some(65),
        phone: Some(names::phone(dice)),
        also_accepts: Vec::new(),
        routes: Some(Routes {
            pals: "0808 157 0123, 1 Lantern Street, Brackenmouth".to_owned(),
            advocacy: "Brackenmouth Advocacy (invented), 01632 960188, weekdays 9am to 5pm".to_owned(),
            complaints: "01632 960189, 2 Lantern Street, Brackenmouth".to_owned(),
        }),
        planning: super::map::planning(i + 1),
        closed_on: None,
    }
}

fn put_document(world: &mut World<'_>, actor: &Actor, at: Timestamp, id: Uuid, body: Body) {
    world.feed.put(actor, Note { at, subject: id, team: None, happened_at: at, body }.first(id));
}

/// Somebody joins, on paper since `since`, written down on `day`.
fn engage(
    world: &mut World<'_>,
    dice: &mut Dice,
    teams: &[Uuid],
    post: &Post,
    since: Date,
    day: Date,
) -> usize {
    let at = super::at(day, 9 * 60);
    let id = dice.id(at);
    let gender = if dice.chance(0.62) { names::WOMAN } else { names::MAN };
    let days: Vec<u8> = match post.wte {
        100 => vec![1, 2, 3, 4, 5],
        60 => vec![1, 2, 4],
        40 => vec![3, 5],
        30 => vec![2, 4],
        _ => dice.pick(&[[1, 2, 3], [2, 3, 4], [3, 4, 5], [1, 3, 5]]).to_vec(),
    };
    let hours =
        dice.weighted(&[(6, (8 * 60 + 30, 17 * 60 + 30)), (3, (9 * 60, 18 * 60)), (2, (11 * 60, 20 * 60))]);
    let languages = languages(dice);
    let entry = Staff {
        name: format!("{} {}", names::given(dice, gender), names::family(dice)),
        role: post.role,
        band: post.band.map(str::to_owned),
        wte_hundredths: post.wte,
        gender: gender.code.to_owned(),
        languages,
        skills: post.skills.iter().map(|s| (*s).to_owned()).collect(),
        pattern: days
            .iter()
            .map(|d| WorkDay { weekday: *d, from_minute: hours.0, to_minute: hours.1 })
            .collect(),
        memberships: teams.iter().map(|team| Membership { team: *team, from: since, until: None }).collect(),
        phone: Some(names::phone(dice)),
        registration: registration(dice, post.role),
        caseload_most: None,
        specialist_minutes: specialist(post),
        away: away(world, post, day),
        planning: travels(post),
    };
    put_document(world, &world.system.clone(), at, id, Body::Staff(entry.clone()));
    let place = world.workers.len();
    let actor = Actor { staff: id, role: post.role, teams: teams.to_vec(), system: false };
    if post.role.is_worker() && !teams.is_empty() {
        looked_after(world, &actor, at, &entry);
    }
    world.workers.push(Worker {
        id,
        actor,
        gender: gender.code,
        from: since,
        until: None,
        names_as_key: post.cap > 0,
        injects: post.injects,
        field: post.role.is_worker() && !matches!(post.role, Role::Manager | Role::Lead | Role::Doctor),
        days,
        hours,
        busy: Vec::new(),
        busy_on: day,
        week: Vec::new(),
        load: 0,
        weighs: BTreeMap::new(),
        cap: post.cap,
        entry,
        version: 1,
    });
    if let [team] = teams
        && let Some(team) = world.teams.iter_mut().find(|t| t.id == *team)
    {
        team.staff.push(place);
    }
    place
}

/// English, and for some another one.
fn languages(dice: &mut Dice) -> Vec<String> {
    let another = dice.weighted(&[
        (12, None),
        (2, Some("ur")),
        (2, Some("pa")),
        (1, Some("pl")),
        (1, Some("so")),
        (1, Some("cy")),
        (1, Some("bn")),
    ]);
    std::iter::once("en").chain(another).map(str::to_owned).collect()
}

/// What colleagues need when somebody does not come out of a visit (LW10), as the worker wrote it.
fn looked_after(world: &mut World<'_>, actor: &Actor, at: Timestamp, staff: &Staff) {
    // A stream of its own: nobody else's chance depends on it.
    let mut dice = Dice::new(u64::try_from(world.workers.len()).unwrap_or(0), DETAILS);
    let drives = staff.planning.travels == Some(Mode::Car);
    let family = staff.name.rsplit(' ').next().unwrap_or_default();
    let gender = dice.pick(&[names::WOMAN, names::MAN]);
    let letter = |at: i32| char::from(b'A' + u8::try_from(at).unwrap_or(0));
    let plate: String = (0..3).map(|_| letter(dice.between(0, 25))).collect();
    let details = SafetyDetails {
        mobile: staff.phone.clone(),
        // No vehicle has a plate of 99.
        registration: drives.then(|| format!("BQ99 {plate}")),
        vehicle: drives.then(|| dice.pick(&VEHICLES).to_owned()),
        buddy: None,
        emergency_name: Some(format!("{} {family}", names::given(&mut dice, gender))),
        emergency_phone: Some(names::phone(&mut dice)),
    };
    let id = Kind::SafetyDetails.document_id(actor.staff);
    let body = Body::SafetyDetails(details);
    world.feed.put(actor, Note { at, subject: actor.staff, team: None, happened_at: at, body }.first(id));
}

/// How somebody travels: who drives for the team by car, others as suits their post.
fn travels(post: &Post) -> WorkerPlanning {
    let travels = match post.skills {
        ["music"] => Mode::Walk,
        ["peer work" | "sensory approaches"]
        | ["psychological therapy", ..]
        | ["OT technical instruction", ..] => Mode::Bus,
        _ => Mode::Car,
    };
    WorkerPlanning { travels: Some(travels), ..WorkerPlanning::default() }
}

/// Nurses who belong to two teams and go where they are needed.
fn floating(world: &mut World<'_>, teams: &[Uuid], day: Date) {
    for (at, pair) in teams.chunks_exact(2).enumerate() {
        // A stream of its own: nobody else's chance depends on them.
        let mut dice = Dice::new(u64::try_from(at).unwrap_or(0), FLOATING);
        let post = post(Role::Nurse, Some("6"), 100, 0, true, &["injections"]);
        engage(world, &mut dice, pair, &post, care::moment::add_days(day, -200), day);
    }
}

/// Hours a week for the own profession, agreed with every occupational therapist and psychologist (T05).
fn specialist(post: &Post) -> Option<u16> {
    let hours = [(Role::Ot, 3), (Role::Psychologist, 2)].into_iter().find(|(role, _)| *role == post.role);
    u16::try_from(u32::from(post.wte) * 60 * hours?.1 / 100).ok()
}

/// Leave at the end of the history: the nurse for drugs and alcohol is away now, the one for clozapine soon.
fn away(world: &World<'_>, post: &Post, day: Date) -> Vec<Away> {
    let days = |from: i32, until: i32| Away {
        from: care::moment::add_days(world.today, from),
        until: care::moment::add_days(world.today, until),
    };
    let old = care::moment::days_between(day, world.today) > 60;
    match post.skills {
        ["drugs and alcohol", ..] if old => vec![days(-4, 6)],
        ["injections", "clozapine"] if old => vec![days(5, 15)],
        ["housing law", ..] | ["AMHP", ..] if old => vec![days(-60, -50), days(24, 38)],
        _ => Vec::new(),
    }
}

fn registration(dice: &mut Dice, role: Role) -> Option<String> {
    let number = dice.between(10_000, 99_999);
    match role {
        Role::Doctor => Some(format!("GMC 99{number}")),
        Role::Nurse => Some(format!("NMC 99X{number}Z")),
        Role::SocialWorker => Some(format!("SWE SW99{number}")),
        Role::Ot => Some(format!("HCPC OT99{number}")),
        Role::Psychologist => Some(format!("HCPC PYL9{number}")),
        Role::Manager
        | Role::Lead
        | Role::Support
        | Role::Administrator
        | Role::Privacy
        | Role::Analyst
        | Role::Integration
        | Role::Sysadmin => None,
    }
}

/// Somebody leaves and somebody new takes the post a little later; gives the place of the new one.
pub(crate) fn replace(world: &mut World<'_>, dice: &mut Dice, leaving: usize, day: Date) -> Option<usize> {
    let at = super::at(day, 9 * 60 + 5);
    let system = world.system.clone();
    let worker = world.workers.get_mut(leaving)?;
    let last = care::moment::add_days(day, 27);
    worker.until = Some(last);
    for membership in &mut worker.entry.memberships {
        membership.until = Some(last);
    }
    let (id, version, entry, cap, injects) =
        (worker.id, worker.version, worker.entry.clone(), worker.cap, worker.injects);
    worker.version += 1;
    let teams: Vec<Uuid> = entry.memberships.iter().map(|m| m.team).collect();
    let post = POSTS.iter().find(|p| {
        p.role == entry.role && p.wte == entry.wte_hundredths && p.cap == cap && p.injects == injects
    })?;
    let note = Note { at, subject: id, team: None, happened_at: at, body: Body::Staff(entry) };
    debug_assert_eq!(note.body.kind(), Kind::Staff);
    world.feed.put(&system, note.version(id, version, None));
    let first = day.checked_add(i64::from(dice.between(5, 40)).days()).unwrap_or(day);
    Some(engage(world, dice, &teams, post, first, day))
}
