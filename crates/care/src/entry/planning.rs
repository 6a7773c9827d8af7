//! What a team's and a worker's documents say for the visiting schedule: the base, places the team
//! knows, meetings, the break, what matters how much; how a worker travels. Nothing here plans.

use jiff::civil::Time;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::organisation::WorkDay;
use super::person::Place;
use crate::codes;
use crate::problem::Problems;
use crate::travel::{Mode, Point};

/// What a team's document says for the schedule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamPlanning {
    /// Where days begin and end; not placed when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Point>,
    /// Places the team knows: wards, a day centre, a cafe where people are met.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<KnownPlace>,
    /// The daily handover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<MeetingTime>,
    /// The weekly meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mdt: Option<MeetingTime>,
    /// What matters how much in a plan; as usual when there is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<Weights>,
}

/// A place that a team knows by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownPlace {
    /// Its name, as visits and stays in hospital say it.
    pub name: String,
    /// National place code.
    pub code: String,
    /// Where it is.
    pub at: Point,
    /// When a visit there may start, such as a ward's visiting hours; any time when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<Hours>,
}

/// A stretch of every day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// From this local time.
    pub from: Time,
    /// To this local time.
    pub to: Time,
}

/// A regular meeting of a team at its base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingTime {
    /// 1 Monday to 7 Sunday.
    pub weekdays: Vec<u8>,
    /// Local time of day.
    pub at: Time,
    /// How long, 5 to 480 minutes.
    pub minutes: u16,
}

/// What each shortcoming of a plan costs, in minutes of travel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// A visit left out that must be.
    pub left_out_must: u32,
    /// A visit left out that matters much.
    pub left_out_high: u32,
    /// A visit left out that matters.
    pub left_out_normal: u32,
    /// A visit left out that can wait.
    pub left_out_low: u32,
    /// Ten minutes on the way.
    pub travel_ten_minutes: u32,
    /// A soft wish for a gender missed.
    pub gender_wish: u32,
    /// A soft wish for a language missed.
    pub language_wish: u32,
    /// A visit short of those wanted with the key worker.
    pub key_worker_missing: u32,
    /// Somebody visited who knows fewer than two workers.
    pub one_worker_only: u32,
    /// A worker above the most a person wants to meet.
    pub extra_worker: u32,
    /// An hour of a worker's day above the fair share.
    pub load_hour: u32,
    /// A planned visit that moves to another worker or day, or by more than 15 minutes.
    pub moved: u32,
    /// None of the preferred workers.
    pub not_preferred: u32,
}

/// Weights with a name, to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// As the planner was measured.
    Usual,
    /// People see those they know, even if the way is longer.
    Continuity,
    /// Less time on the way, even if faces change.
    LessDriving,
}

impl Preset {
    /// Every preset.
    pub const ALL: &'static [Preset] = &[Self::Usual, Self::Continuity, Self::LessDriving];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Usual => "Usual",
            Self::Continuity => "Continuity first",
            Self::LessDriving => "Less driving",
        }
    }

    /// Its word on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Continuity => "continuity",
            Self::LessDriving => "less_driving",
        }
    }

    /// What it weighs. Assumed, all but the usual ones.
    #[must_use]
    pub fn weights(self) -> Weights {
        let usual = Weights {
            left_out_must: 5_000,
            left_out_high: 2_000,
            left_out_normal: 1_000,
            left_out_low: 400,
            travel_ten_minutes: 10,
            gender_wish: 30,
            language_wish: 20,
            key_worker_missing: 40,
            one_worker_only: 60,
            extra_worker: 15,
            load_hour: 30,
            moved: 25,
            not_preferred: 10,
        };
        match self {
            Self::Usual => usual,
            Self::Continuity => {
                Weights { key_worker_missing: 120, extra_worker: 60, moved: 50, not_preferred: 40, ..usual }
            }
            Self::LessDriving => Weights {
                travel_ten_minutes: 25,
                key_worker_missing: 20,
                extra_worker: 5,
                not_preferred: 0,
                ..usual
            },
        }
    }
}

impl Default for Weights {
    fn default() -> Self {
        Preset::Usual.weights()
    }
}

impl Weights {
    /// The most that any of them may be.
    pub const MOST: u32 = 100_000;

    /// Every weight with its field and what a page calls it.
    #[must_use]
    pub fn each(&self) -> [(&'static str, &'static str, u32); 13] {
        [
            ("left_out_must", "A visit left out that must be made", self.left_out_must),
            ("left_out_high", "A visit left out that matters much", self.left_out_high),
            ("left_out_normal", "A visit left out that matters", self.left_out_normal),
            ("left_out_low", "A visit left out that can wait", self.left_out_low),
            ("travel_ten_minutes", "Ten minutes on the way", self.travel_ten_minutes),
            ("gender_wish", "A wish for a gender missed", self.gender_wish),
            ("language_wish", "A wish for a language missed", self.language_wish),
            ("key_worker_missing", "A visit short of those with the key worker", self.key_worker_missing),
            ("one_worker_only", "Somebody who knows fewer than two workers", self.one_worker_only),
            ("extra_worker", "A worker more than the person wants to meet", self.extra_worker),
            ("load_hour", "An hour of a day above the fair share", self.load_hour),
            ("moved", "A planned visit that moves", self.moved),
            ("not_preferred", "None of the workers whom the person knows best", self.not_preferred),
        ]
    }

    /// The weight of a field, to be changed; none for a field that is none.
    pub fn of(&mut self, field: &str) -> Option<&mut u32> {
        Some(match field {
            "left_out_must" => &mut self.left_out_must,
            "left_out_high" => &mut self.left_out_high,
            "left_out_normal" => &mut self.left_out_normal,
            "left_out_low" => &mut self.left_out_low,
            "travel_ten_minutes" => &mut self.travel_ten_minutes,
            "gender_wish" => &mut self.gender_wish,
            "language_wish" => &mut self.language_wish,
            "key_worker_missing" => &mut self.key_worker_missing,
            "one_worker_only" => &mut self.one_worker_only,
            "extra_worker" => &mut self.extra_worker,
            "load_hour" => &mut self.load_hour,
            "moved" => &mut self.moved,
            "not_preferred" => &mut self.not_preferred,
            _ => return None,
        })
    }
}

impl TeamPlanning {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == TeamPlanning::default()
    }

    pub(crate) fn check(&self, problems: &mut Problems) {
        if let Some(base) = self.base {
            base.check(problems, "planning.base.");
        }
        for (i, place) in self.places.iter().enumerate() {
            let at = |field: &str| format!("planning.places.{i}.{field}");
            super::organisation::name(problems, &at("name"), &place.name);
            let known = codes::place::label(&place.code).is_some();
            problems.require(known, at("code"), "Choose a place from the list.");
            place.at.check(problems, &at("at."));
            let right = place.hours.iter().all(|hours| hours.from < hours.to);
            problems.require(right, at("hours"), "Enter hours that end after they begin.");
        }
        for (field, meeting) in [("handover", &self.handover), ("mdt", &self.mdt)] {
            let Some(meeting) = meeting else { continue };
            problems.require(
                !meeting.weekdays.is_empty() && meeting.weekdays.iter().all(|day| (1..=7).contains(day)),
                format!("planning.{field}.weekdays"),
                "Choose the days of the meeting.",
            );
            problems.require(
                (5..=480).contains(&meeting.minutes),
                format!("planning.{field}.minutes"),
                "Enter how long the meeting lasts, from 5 to 480 minutes.",
            );
        }
        for (field, _, value) in self.weights.iter().flat_map(Weights::each) {
            let at = format!("planning.weights.{field}");
            problems.require(value <= Weights::MOST, at, "Enter a whole number from 0 to 100,000.");
        }
    }
}

/// What a worker's document says for the schedule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkerPlanning {
    /// How the worker travels; by car when nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travels: Option<Mode>,
    /// Where the worker's days begin and end, when that is not the base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<Point>,
    /// Most visits a day, as agreed with this worker; none: by role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visits_most: Option<u8>,
    /// Hours kept for the work of the own profession (T05).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own_work: Vec<WorkDay>,
}

impl WorkerPlanning {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == WorkerPlanning::default()
    }

    pub(crate) fn check(&self, problems: &mut Problems) {
        if let Some(starts) = self.starts {
            starts.check(problems, "planning.starts.");
        }
        problems.require(
            self.visits_most.is_none_or(|most| most <= 20),
            "planning.visits_most",
            "Enter at most 20 visits a day.",
        );
        for (i, day) in self.own_work.iter().enumerate() {
            let right =
                (1..=7).contains(&day.weekday) && day.from_minute < day.to_minute && day.to_minute <= 1440;
            problems.require(
                right,
                format!("planning.own_work.{i}"),
                "Enter a weekday from 1 to 7 and an end later than the start.",
            );
        }
    }
}

impl Place {
    /// Where it is on the map, when that was entered.
    #[must_use]
    pub fn point(&self) -> Option<Point> {
        let (latitude_millionths, longitude_millionths) =
            self.latitude_millionths.zip(self.longitude_millionths)?;
        Some(Point { latitude_millionths, longitude_millionths })
    }

    pub(super) fn check_point(&self, problems: &mut Problems, at: &str) {
        problems.require(
            self.latitude_millionths.is_some() == self.longitude_millionths.is_some(),
            format!("{at}longitude_millionths"),
            "Enter both latitude and longitude, or none of them.",
        );
        if let Some(point) = self.point() {
            point.check(problems, at);
        }
    }
}

/// Words of a place, for telling whether two names mean the same: without case and marks.
pub(crate) fn same_place(known: &str, said: &str) -> bool {
    let (known, said) = (crate::search_key::fold(known), crate::search_key::fold(said));
    !known.is_empty() && said.contains(&known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_has_its_field() {
        let mut weights = Weights::default();
        for (field, label, value) in Weights::default().each() {
            assert_eq!(weights.of(field).copied(), Some(value), "{label}");
        }
        assert_eq!(weights.of("risk"), None);
    }

    #[test]
    fn presets_differ_and_have_names() {
        let all: Vec<_> = Preset::ALL.iter().map(|preset| (preset.label(), preset.weights())).collect();
        assert_eq!(all[0].1, Weights::default());
        assert!(all[1].1.key_worker_missing > all[0].1.key_worker_missing);
        assert!(all[2].1.travel_ten_minutes > all[0].1.travel_ten_minutes);
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let far = Point { latitude_millionths: 0, longitude_millionths: 0 };
        let meeting = MeetingTime { weekdays: vec![8], at: Time::midnight(), minutes: 0 };
        let place = KnownPlace { name: "Ward 1".into(), code: "Q99".into(), at: far, hours: Vec::new() };
        let weights = Weights { moved: Weights::MOST + 1, ..Weights::default() };
        let planning = TeamPlanning {
            base: Some(far),
            places: vec![place],
            handover: Some(meeting),
            mdt: None,
            weights: Some(weights),
        };
        let mut problems = Problems::default();
        planning.check(&mut problems);
        let fields: Vec<_> = problems.into_vec().into_iter().map(|p| p.field).collect();
        let expected = [
            "base.latitude_millionths",
            "places.0.code",
            "places.0.at.latitude_millionths",
            "handover.weekdays",
            "handover.minutes",
            "weights.moved",
        ];
        assert_eq!(fields, expected.map(|field| format!("planning.{field}")));
    }
}
