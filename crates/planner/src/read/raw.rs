//! The shapes of the file `aot-plan/1`, as written. The fields after "ours" are additions that an older
//! file does not have.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct File {
    pub(super) format: String,
    #[serde(default)]
    pub(super) name: String,
    pub(super) days: usize,
    pub(super) weights: Weights,
    pub(super) locations: Vec<Location>,
    pub(super) travel_minutes: Vec<Vec<i32>>,
    pub(super) staff: Vec<Worker>,
    #[serde(default)]
    pub(super) events: Vec<Event>,
    pub(super) people: Vec<Person>,
    pub(super) visits: Vec<Visit>,
    // Ours.
    #[serde(default)]
    pub(super) travel_modes: BTreeMap<String, Vec<Vec<i32>>>,
    #[serde(default)]
    pub(super) never_together: Vec<(String, String)>,
    #[serde(default)]
    pub(super) better_together: Vec<(String, String)>,
    #[serde(default)]
    pub(super) partners: Vec<Partner>,
}

#[derive(Deserialize)]
pub(super) struct Partner {
    pub(super) id: String,
    pub(super) hours: Vec<Hours>,
}

#[derive(Deserialize)]
pub(super) struct Hours {
    pub(super) day: usize,
    pub(super) start: i32,
    pub(super) end: i32,
}

#[derive(Deserialize)]
pub(super) struct Weights {
    pub(super) unassigned: Unassigned,
    pub(super) travel_minute: f64,
    #[serde(default)]
    pub(super) soft_gender: f64,
    #[serde(default)]
    pub(super) soft_language: f64,
    #[serde(default)]
    pub(super) cc_missing: f64,
    #[serde(default)]
    pub(super) team_approach: f64,
    #[serde(default)]
    pub(super) extra_worker: f64,
    #[serde(default)]
    pub(super) load_minute: f64,
    #[serde(default)]
    pub(super) moved: f64,
    // Ours.
    #[serde(default = "ten")]
    pub(super) not_preferred: f64,
    #[serde(default = "ten")]
    pub(super) not_together: f64,
    #[serde(default)]
    pub(super) late_minute: f64,
    #[serde(default)]
    pub(super) latest_minute: f64,
}

fn ten() -> f64 {
    10.0
}

#[derive(Deserialize)]
pub(super) struct Unassigned {
    pub(super) must: f64,
    pub(super) high: f64,
    pub(super) normal: f64,
    pub(super) low: f64,
}

#[derive(Deserialize)]
pub(super) struct Location {
    pub(super) id: usize,
}

#[derive(Deserialize)]
pub(super) struct Worker {
    pub(super) id: String,
    pub(super) teams: Vec<String>,
    #[serde(default)]
    pub(super) skills: Vec<String>,
    #[serde(default)]
    pub(super) gender: String,
    #[serde(default)]
    pub(super) languages: Vec<String>,
    pub(super) max_visits_per_day: usize,
    #[serde(default)]
    pub(super) fair_group: Option<String>,
    pub(super) shifts: Vec<Shift>,
    // Ours.
    #[serde(default)]
    pub(super) travel_mode: Option<String>,
    #[serde(default)]
    pub(super) capacity: Option<i64>,
    #[serde(default)]
    pub(super) protected: Vec<Protected>,
}

#[derive(Deserialize)]
pub(super) struct Protected {
    pub(super) day: usize,
    pub(super) start: i32,
    pub(super) end: i32,
    pub(super) skills: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Shift {
    pub(super) day: usize,
    pub(super) start: i32,
    pub(super) end: i32,
    pub(super) start_loc: usize,
    pub(super) end_loc: usize,
    #[serde(default, rename = "break")]
    pub(super) rest: Option<Rest>,
}

#[derive(Deserialize)]
pub(super) struct Rest {
    pub(super) minutes: i32,
    pub(super) earliest: i32,
    pub(super) latest: i32,
}

#[derive(Deserialize)]
pub(super) struct Event {
    pub(super) id: String,
    pub(super) day: usize,
    pub(super) start: i32,
    pub(super) end: i32,
    pub(super) loc: usize,
    pub(super) attendees: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) team: String,
    #[serde(default, rename = "care_coordinator")]
    pub(super) key_worker: Option<String>,
    #[serde(default)]
    pub(super) gender_pref: Option<Gender>,
    #[serde(default)]
    pub(super) language_pref: Option<Language>,
    #[serde(default)]
    pub(super) exclude_staff: Vec<String>,
    #[serde(default)]
    pub(super) min_gap_days: usize,
    #[serde(default)]
    pub(super) cc_min: usize,
    #[serde(default)]
    pub(super) recent_workers: Vec<String>,
    #[serde(default)]
    pub(super) max_distinct_week: Option<usize>,
}

#[derive(Deserialize)]
pub(super) struct Gender {
    pub(super) gender: String,
    #[serde(default)]
    pub(super) hard: bool,
}

#[derive(Deserialize)]
pub(super) struct Language {
    pub(super) language: String,
    #[serde(default)]
    pub(super) hard: bool,
}

#[derive(Deserialize)]
pub(super) struct Visit {
    pub(super) id: String,
    pub(super) person: String,
    pub(super) duration: i32,
    #[serde(default)]
    pub(super) skills: Vec<String>,
    pub(super) staff: usize,
    pub(super) priority: String,
    pub(super) days: Vec<usize>,
    pub(super) windows: Vec<(i32, i32)>,
    pub(super) places: Vec<Place>,
    // Ours.
    #[serde(default)]
    pub(super) load: i64,
    #[serde(default)]
    pub(super) prefer_staff: Vec<String>,
    #[serde(default)]
    pub(super) exclude_staff: Vec<String>,
    #[serde(default)]
    pub(super) locked: Option<Lock>,
    #[serde(default)]
    pub(super) agreed: Option<Agreed>,
    #[serde(default)]
    pub(super) due: Option<i32>,
    #[serde(default)]
    pub(super) follows: Option<Follows>,
    #[serde(default)]
    pub(super) partner: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Agreed {
    pub(super) day: usize,
    pub(super) start: i32,
}

#[derive(Deserialize)]
pub(super) struct Follows {
    pub(super) visit: String,
    pub(super) least: i32,
    pub(super) most: i32,
}

#[derive(Deserialize)]
pub(super) struct Place {
    pub(super) loc: usize,
    #[serde(default)]
    pub(super) penalty: f64,
    // Ours.
    #[serde(default)]
    pub(super) hours: Vec<(i32, i32)>,
}

#[derive(Deserialize)]
pub(super) struct Lock {
    pub(super) day: usize,
    pub(super) start: i32,
    pub(super) staff: Vec<String>,
    #[serde(default)]
    pub(super) loc: Option<usize>,
}
