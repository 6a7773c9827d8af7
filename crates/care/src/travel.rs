//! How long the way from one place to another takes: a declared model with its numbers in `settings`,
//! never a map service. A place without coordinates has a declared flat time and is flagged; nothing is
//! guessed. Pure.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::problem::{Problem, Problems};
use crate::settings::planning as settings;

/// Millionths of a degree in a degree.
const MILLION: f64 = 1_000_000.0;
/// Mean radius of the earth in kilometres.
const EARTH_KM: f64 = 6_371.0;

/// A place on the map, in millionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Degrees north, in millionths.
    pub latitude_millionths: i64,
    /// Degrees east, in millionths.
    pub longitude_millionths: i64,
}

/// How somebody travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// By car.
    Car,
    /// By bus.
    Bus,
    /// On foot.
    Walk,
}

/// The declared model of a mode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Model {
    /// How much longer the way is than the straight line.
    pub detour: f64,
    /// Kilometres an hour.
    pub km_per_hour: f64,
    /// Minutes beside the way: parking, waiting at the stop.
    pub extra_minutes: f64,
}

impl Mode {
    /// Every mode, the usual one first.
    pub const ALL: &'static [Mode] = &[Self::Car, Self::Bus, Self::Walk];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Car => "By car",
            Self::Bus => "By bus",
            Self::Walk => "On foot",
        }
    }

    /// Its word in a file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Car => "car",
            Self::Bus => "bus",
            Self::Walk => "walk",
        }
    }
}

impl Point {
    /// A place by degrees as people type them, for example "52.4862" and "-1.8904".
    ///
    /// # Errors
    /// Which of the two does not fit and what to do; the field is "latitude" or "longitude".
    pub fn parse(latitude: &str, longitude: &str) -> Result<Point, Vec<Problem>> {
        let mut problems = Problems::default();
        let latitude_millionths = problems.keep("latitude", self::latitude(latitude)).unwrap_or_default();
        let longitude_millionths = problems.keep("longitude", self::longitude(longitude)).unwrap_or_default();
        let problems = problems.into_vec();
        if problems.is_empty() {
            Ok(Point { latitude_millionths, longitude_millionths })
        } else {
            Err(problems)
        }
    }

    /// The problems of numbers that came another way than typed, each with its field under `at`.
    pub(crate) fn check(self, problems: &mut Problems, at: &str) {
        for (field, value, (least, most), name) in [
            ("latitude_millionths", self.latitude_millionths, settings::LATITUDE, "latitude"),
            ("longitude_millionths", self.longitude_millionths, settings::LONGITUDE, "longitude"),
        ] {
            let fits = (least * 1_000_000..=most * 1_000_000).contains(&value);
            problems.require(
                fits,
                format!("{at}{field}"),
                format!("Enter a {name} from {least} to {most} degrees, in millionths."),
            );
        }
    }

    /// Kilometres of the straight line to another place.
    #[must_use]
    pub fn km(self, other: Point) -> f64 {
        let (north, east) = (self.degrees().0.to_radians(), self.degrees().1.to_radians());
        let (other_north, other_east) = (other.degrees().0.to_radians(), other.degrees().1.to_radians());
        let half = |a: f64, b: f64| ((a - b) / 2.0).sin().powi(2);
        let h = half(other_north, north) + north.cos() * other_north.cos() * half(other_east, east);
        2.0 * EARTH_KM * h.sqrt().min(1.0).asin()
    }

    /// Degrees north and east.
    #[must_use]
    pub fn degrees(self) -> (f64, f64) {
        #[expect(clippy::cast_precision_loss, reason = "at most 180 million")]
        let degrees = |millionths: i64| millionths as f64 / MILLION;
        (degrees(self.latitude_millionths), degrees(self.longitude_millionths))
    }

    /// The two numbers as somebody types them.
    #[must_use]
    pub fn typed(self) -> (String, String) {
        (typed(self.latitude_millionths), typed(self.longitude_millionths))
    }
}

/// Degrees north as typed, in millionths.
///
/// # Errors
/// One sentence that says what to do.
pub fn latitude(text: &str) -> Result<i64, String> {
    degrees(text, settings::LATITUDE)
}

/// Degrees east as typed, in millionths.
///
/// # Errors
/// One sentence that says what to do.
pub fn longitude(text: &str) -> Result<i64, String> {
    degrees(text, settings::LONGITUDE)
}

/// Millionths of a degree as somebody types degrees.
#[must_use]
pub fn typed(millionths: i64) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let (whole, rest) = (millionths.abs() / 1_000_000, millionths.abs() % 1_000_000);
    let text = format!("{sign}{whole}.{rest:06}");
    let short = text.trim_end_matches('0');
    short.strip_suffix('.').unwrap_or(short).to_owned()
}

/// Degrees as typed, in millionths, within whole degrees.
fn degrees(text: &str, (least, most): (i64, i64)) -> Result<i64, String> {
    let sentence = || format!("Enter decimal degrees from {least} to {most}, for example {least}.5.");
    let text = text.trim().replace('\u{2212}', "-");
    let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let numbers = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() > 15 || !numbers(whole) || !numbers(part) {
        return Err(sentence());
    }
    // More than six decimals are a hand's breadth: they are left away.
    let part: String = part.chars().chain(std::iter::repeat('0')).take(6).collect();
    let value = whole.parse::<i64>().ok().zip(part.parse::<i64>().ok());
    let value = value.map(|(whole, part)| sign * (whole * 1_000_000 + part));
    value.filter(|value| (least * 1_000_000..=most * 1_000_000).contains(value)).ok_or_else(sentence)
}

/// Minutes from door to door, rounded up; 0 at the same place.
#[must_use]
pub fn minutes(mode: Mode, from: Point, to: Point) -> i32 {
    if from == to {
        return 0;
    }
    let Model { detour, km_per_hour, extra_minutes } = settings::travel(mode);
    let exact = from.km(to) * detour / km_per_hour * 60.0 + extra_minutes;
    #[expect(clippy::cast_possible_truncation, reason = "clamped to a day")]
    let whole = exact.ceil().clamp(0.0, 24.0 * 60.0) as i32;
    whole
}

/// Minutes between two places of which one has no coordinates: declared, flat, and to be flagged.
#[must_use]
pub fn flat_minutes(mode: Mode) -> i32 {
    settings::flat_minutes(mode)
}

/// The table of a mode, row by row. A place without coordinates is a flat time from every other.
#[must_use]
pub fn table(mode: Mode, places: &[Option<Point>]) -> Vec<i32> {
    let flat = flat_minutes(mode);
    let mut all = Vec::with_capacity(places.len() * places.len());
    for (row, from) in places.iter().enumerate() {
        for (column, to) in places.iter().enumerate() {
            all.push(match (from, to) {
                _ if row == column => 0,
                (Some(from), Some(to)) => minutes(mode, *from, *to),
                (None, _) | (_, None) => flat,
            });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(latitude: &str, longitude: &str) -> Point {
        Point::parse(latitude, longitude).unwrap()
    }

    #[test]
    fn degrees_are_read_as_people_type_them() {
        for (latitude, longitude, expected) in [
            ("52.4862", "-1.8904", Ok((52_486_200, -1_890_400))),
            (" 52 ", "\u{2212}1.5", Ok((52_000_000, -1_500_000))),
            ("52.48621234", "0", Ok((52_486_212, 0))),
            ("-1.8904", "52.4862", Err(vec!["latitude", "longitude"])),
            ("", "0", Err(vec!["latitude"])),
            ("52,4", "0", Err(vec!["latitude"])),
            ("52.4", "1.8W", Err(vec!["longitude"])),
            ("61.1", "0", Err(vec!["latitude"])),
            ("+52", "0", Err(vec!["latitude"])),
        ] {
            let read = Point::parse(latitude, longitude);
            let read = read.map(|p| (p.latitude_millionths, p.longitude_millionths));
            let read = read.map_err(|all| all.into_iter().map(|p| p.field).collect::<Vec<_>>());
            let expected = expected.map_err(|all| all.into_iter().map(str::to_owned).collect());
            assert_eq!(read, expected, "{latitude} {longitude}");
        }
        assert_eq!(point("52.4862", "-1.05").typed(), ("52.4862".to_owned(), "-1.05".to_owned()));
        assert_eq!(point("52", "-0.000001").typed(), ("52".to_owned(), "-0.000001".to_owned()));
    }

    #[test]
    fn a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() {
        let km = point("52", "-1").km(point("53", "-1"));
        assert!((km - 111.195).abs() < 0.001, "{km}");
        // A degree of longitude is shorter by the cosine of the latitude.
        let km = point("52", "-1").km(point("52", "0"));
        assert!((km - 68.46).abs() < 0.01, "{km}");
    }

    #[test]
    fn the_way_takes_what_the_model_says() {
        // 0.01 degrees of latitude: 1.112 km.
        let (here, there) = (point("52", "-1"), point("52.01", "-1"));
        for (mode, expected) in [
            // 1.112 x 1.35 / 24 x 60 = 3.75, and 4 to park: 7.75.
            (Mode::Car, 8),
            // 1.112 x 1.5 / 15 x 60 = 6.67, and 10 to wait and to walk to the stop: 16.67.
            (Mode::Bus, 17),
            // 1.112 x 1.25 / 4.8 x 60 = 17.37.
            (Mode::Walk, 18),
        ] {
            assert_eq!(minutes(mode, here, there), expected, "{mode:?}");
            assert_eq!(minutes(mode, there, here), expected, "{mode:?} back");
            assert_eq!(minutes(mode, here, here), 0, "{mode:?} at the same place");
        }
    }

    #[test]
    fn a_place_without_coordinates_is_a_flat_time_away() {
        let places = [Some(point("52", "-1")), None, Some(point("52.01", "-1")), None];
        let flat = flat_minutes(Mode::Car);
        let expected = [0, flat, 8, flat, flat, 0, flat, flat, 8, flat, 0, flat, flat, flat, flat, 0];
        assert_eq!(table(Mode::Car, &places), expected);
    }
}
