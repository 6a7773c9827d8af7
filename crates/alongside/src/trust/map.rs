//! Where the invented towns lie: in the North Sea, where nobody lives. Positions follow from numbers,
//! so that they take nothing from anybody's chance.

use care::entry::planning::{Hours, KnownPlace, MeetingTime, TeamPlanning};
use care::travel::Point;
use jiff::civil::{Time, time};

use super::dice::Dice;
use super::phrases;

/// The first town, in millionths of a degree.
const FIRST: (i64, i64) = (54_600_000, 1_200_000);
/// From town to town, about six kilometres.
const APART: (i64, i64) = (56_000, 96_000);
/// How far from the middle of its town a place lies at most, about three kilometres.
const AROUND: (i32, i32) = (27_000, 45_000);
/// Streams of chance of their own: teams' places, and people's.
const PLACES: u64 = 7_001;
const PEOPLE: u64 = 7_002;

/// The middle of a team's town.
fn middle(district: usize) -> Point {
    let at = i64::try_from(district).unwrap_or(0);
    Point {
        latitude_millionths: FIRST.0 + APART.0 * (at / 3),
        longitude_millionths: FIRST.1 + APART.1 * (at % 3),
    }
}

/// A place in a town, more likely near its middle.
fn around(dice: &mut Dice, district: usize) -> Point {
    let middle = middle(district);
    let mut off = |most: i32| i64::from((dice.between(-most, most) + dice.between(-most, most)) / 2);
    Point {
        latitude_millionths: middle.latitude_millionths + off(AROUND.0),
        longitude_millionths: middle.longitude_millionths + off(AROUND.1),
    }
}

/// Where a person lives, or is looked for when they have no home; three in a hundred are on no map.
pub(crate) fn home(district: usize, number: usize, roofless: bool) -> Option<Point> {
    let mut dice = Dice::new(u64::try_from(number).unwrap_or(0), PEOPLE);
    if dice.chance(0.03) {
        return None;
    }
    // The covered market is where those are met who sleep behind it.
    let market = || places(district).into_iter().next().map(|place| place.at);
    if roofless { market() } else { Some(around(&mut dice, district)) }
}

/// Places a team knows: those where people are met, its resource centre, the surgery, the wards.
fn places(district: usize) -> Vec<KnownPlace> {
    let mut dice = Dice::new(u64::try_from(district).unwrap_or(0), PLACES);
    let known = |name: &str, code: &str, at, hours| KnownPlace {
        name: name.to_owned(),
        code: code.to_owned(),
        at,
        hours,
    };
    let spots = phrases::list("spot_of").iter().map(|spot| spot.trim_start_matches("the "));
    let mut all: Vec<KnownPlace> =
        spots.map(|spot| known(spot, "N02", around(&mut dice, district), Vec::new())).collect();
    all.push(known("Lanternhouse resource centre", "J01", around(&mut dice, district), Vec::new()));
    all.push(known("Brackenmouth surgery", "C01", around(&mut dice, district), Vec::new()));
    // The hospitals are the trust's: the same for every team.
    let mut dice = Dice::new(0, PLACES);
    let (large, small) = (around(&mut dice, 1), around(&mut dice, 2));
    let visiting = vec![Hours { from: time(10, 0, 0, 0), to: time(19, 0, 0, 0) }];
    for (hospital, at) in [("Heronsgate", large), ("St Swithin's", small)] {
        all.push(known(hospital, "E02", at, visiting.clone()));
    }
    all
}

/// What a team's document says for the visiting schedule.
pub(crate) fn planning(district: usize) -> TeamPlanning {
    let meeting =
        |weekdays: &[u8], at: Time, minutes| Some(MeetingTime { weekdays: weekdays.to_vec(), at, minutes });
    TeamPlanning {
        base: Some(middle(district)),
        places: places(district),
        handover: meeting(&[1, 2, 3, 4, 5], time(9, 0, 0, 0), 40),
        mdt: meeting(&[5], time(14, 0, 0, 0), 75),
        weights: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn towns_lie_where_nobody_lives_and_apart() {
        let (one, two) = (middle(1), middle(2));
        assert!((5.0..8.0).contains(&one.km(two)), "{}", one.km(two));
        for number in 0..200 {
            let Some(home) = home(1, number, false) else { continue };
            assert!(home.km(one) < 5.0);
            assert_eq!(Some(home), super::home(1, number, false));
        }
        let unknown = (0..1000).filter(|number| home(1, *number, false).is_none()).count();
        assert!((10..=60).contains(&unknown), "{unknown}");
    }
}
