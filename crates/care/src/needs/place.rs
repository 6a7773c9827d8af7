//! Where a visit may be: the places a person likes and has not ruled out, and what is known of where
//! they are. A place that nobody has put on the map is not placed; nothing is guessed.

use jiff::civil::Time;
use schemars::JsonSchema;
use serde::Serialize;

use super::Asked;
use crate::codes::place::{self, Class, HOME};
use crate::entry::around::SafetyKind;
use crate::entry::planning::{KnownPlace, same_place};
use crate::settings::planning as settings;
use crate::travel::Point;

/// The street, where somebody without a home is met.
const STREET: &str = "N01";
/// A public place, such as a cafe.
const PUBLIC: &str = "N02";
/// A ward.
const WARD: &str = "E02";
/// Another address of the person.
const OTHER_HOME: &str = "A04";

/// From where a place's coordinates are known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Where {
    /// The person's address, or where to look for somebody without one.
    Home,
    /// A public place without a name: taken to be near the address.
    NearHome,
    /// A place the team knows, by its name.
    Known(String),
    /// The base of a team.
    Base,
    /// Nobody has put it on the map.
    Nowhere,
}

/// One place where a visit may be.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Spot {
    /// National place code.
    pub code: String,
    /// Where exactly, in words.
    pub exactly: Option<String>,
    /// From where its coordinates are known.
    pub known_by: Where,
    /// Its coordinates.
    pub point: Option<Point>,
    /// A withheld address: it counts for the way and is on no map (BI58).
    pub withheld: bool,
    /// Minutes of travel it is less liked than the first.
    pub penalty: u16,
    /// Minutes of the day within which a visit there may start; any when empty.
    pub hours: Vec<(u16, u16)>,
}

impl Spot {
    /// As a page says it: the kind of place, and where exactly.
    #[must_use]
    pub fn words(&self) -> String {
        let label = place::label(&self.code).unwrap_or(&self.code);
        match self.named() {
            Some(named) => format!("{label}: {named}"),
            None => label.to_owned(),
        }
    }

    /// Where exactly: as said, or the known place.
    #[must_use]
    pub fn named(&self) -> Option<String> {
        let known = match &self.known_by {
            Where::Known(name) => Some(name.clone()),
            Where::Home | Where::NearHome | Where::Base | Where::Nowhere => None,
        };
        self.exactly.clone().or(known)
    }
}

impl Asked<'_> {
    /// Whether a visit must not be at a place: ruled out by the person, or by a safety rule.
    pub(super) fn forbids(&self, code: &str) -> bool {
        let ruled_out =
            self.line.preferences.as_ref().is_some_and(|p| p.refuses_places.iter().any(|r| r == code));
        let home = matches!(code, HOME | OTHER_HOME);
        ruled_out || home && (self.rule(SafetyKind::NoHome) || self.rule(SafetyKind::MeetOutside))
    }

    /// The places of a visit that nobody has planned: on a ward there; else what the person likes, best
    /// first, and home, without what is ruled out.
    pub(super) fn usual_places(&self) -> Vec<Spot> {
        if let Some(stay) = self.line.stay.as_ref().filter(|stay| stay.left_at.is_none()) {
            return vec![self.spot(WARD, Some(&stay.ward), 0)];
        }
        let likes = self.line.preferences.iter().flat_map(|p| p.likes_places.iter().map(String::as_str));
        let home = if self.line.who.home.no_fixed_abode { STREET } else { HOME };
        let mut codes: Vec<&str> = Vec::new();
        // A street and a cafe are everywhere; they stand in when all else is ruled out.
        let outside = self.rule(SafetyKind::MeetOutside).then_some(STREET);
        let wished = outside.into_iter().chain(likes).chain([home]);
        for code in wished.filter(|code| !self.forbids(code)) {
            let stays = place::class(code) != Some(Class::Institution);
            if stays && !codes.contains(&code) && codes.len() < 3 {
                codes.push(code);
            }
        }
        if codes.is_empty() {
            codes.extend([PUBLIC, STREET].into_iter().find(|code| !self.forbids(code)));
        }
        if codes.is_empty() {
            codes.push(PUBLIC);
        }
        let less = |at: usize| u16::try_from(at).unwrap_or(0) * settings::PLACE_LESS_LIKED;
        codes.iter().enumerate().map(|(at, code)| self.spot(code, None, less(at))).collect()
    }

    /// A place by its code and name, with what is known of where it is.
    pub(super) fn spot(&self, code: &str, exactly: Option<&str>, penalty: u16) -> Spot {
        let known = self.known_place(code, exactly);
        let home = &self.line.who.home;
        let at_home = || home.point.or_else(|| home.postcode.as_deref().and_then(self.week.postcode));
        let (known_by, point) = match known {
            Some(place) => (Where::Known(place.name.clone()), Some(place.at)),
            None if code == HOME => (Where::Home, at_home()),
            None if code.starts_with('N') => {
                let by = if home.no_fixed_abode { Where::Home } else { Where::NearHome };
                (by, at_home())
            }
            None => (Where::Nowhere, None),
        };
        let known_by = if point.is_none() { Where::Nowhere } else { known_by };
        let by_home = matches!(known_by, Where::Home | Where::NearHome);
        let minute = |time: Time| u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute()));
        let hours = known.iter().flat_map(|place| &place.hours);
        let hours = hours.filter_map(|h| Some((minute(h.from).ok()?, minute(h.to).ok()?)));
        Spot {
            code: code.to_owned(),
            exactly: exactly.map(str::to_owned),
            hours: hours.collect(),
            withheld: by_home && self.line.who.withheld,
            known_by,
            point,
            penalty,
        }
    }

    /// A place the team knows: by its name when one is said, else the only one of its kind.
    fn known_place(&self, code: &str, exactly: Option<&str>) -> Option<&KnownPlace> {
        let all = &self.week.planning.places;
        match exactly {
            Some(said) => all.iter().find(|place| same_place(&place.name, said)),
            None => {
                let mut same = all.iter().filter(|place| place.code == code);
                same.next().filter(|_| same.next().is_none())
            }
        }
    }
}
