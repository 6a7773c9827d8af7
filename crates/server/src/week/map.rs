//! A sketch of a day's way, drawn from coordinates alone: numbered stops and straight lines between
//! them, north above. No map service is asked. The same stops stand beside it as a list.

use care::travel::Point;
use serde::Serialize;

/// Width and height of the drawing.
const SIZE: (f64, f64) = (480.0, 320.0);
/// Free room around it.
const EDGE: f64 = 28.0;
/// The least span in degrees, so that two doors of one street do not fill the drawing.
const LEAST: f64 = 0.004;

/// A drawing, ready to print.
#[derive(Debug, Serialize)]
pub(crate) struct Sketch {
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// The line from stop to stop.
    pub(crate) line: String,
    pub(crate) dots: Vec<Dot>,
    /// Kilometres that the bar below stands for, and its length.
    pub(crate) bar: (f64, f64),
}

/// A stop on it.
#[derive(Debug, Serialize)]
pub(crate) struct Dot {
    pub(crate) x: f64,
    pub(crate) y: f64,
    /// The numbers of the stops there, as in the list; "Base" where the day begins.
    pub(crate) label: String,
}

/// Draws stops in order, each with its label; those at one place share a dot.
pub(crate) fn sketch(stops: &[(Point, String)]) -> Option<Sketch> {
    let degrees: Vec<(f64, f64)> = stops.iter().map(|(point, _)| point.degrees()).collect();
    let (north, east) = degrees.first().copied()?;
    let narrow = north.to_radians().cos();
    // East is drawn as far as it is on the ground.
    let flat: Vec<(f64, f64)> = degrees.iter().map(|(n, e)| ((e - east) * narrow, n - north)).collect();
    let span = |pick: fn(&(f64, f64)) -> f64| {
        let all = flat.iter().map(pick);
        let (least, most) = all.fold((f64::MAX, f64::MIN), |(a, b), x| (a.min(x), b.max(x)));
        ((least + most) / 2.0, (most - least).max(LEAST))
    };
    let ((middle_x, wide), (middle_y, high)) = (span(|p| p.0), span(|p| p.1));
    let scale = ((SIZE.0 - 2.0 * EDGE) / wide).min((SIZE.1 - 2.0 * EDGE) / high);
    let place = |(x, y): &(f64, f64)| {
        (round(SIZE.0 / 2.0 + (x - middle_x) * scale), round(SIZE.1 / 2.0 - (y - middle_y) * scale))
    };
    let mut dots: Vec<Dot> = Vec::new();
    for ((x, y), (_, label)) in flat.iter().map(place).zip(stops) {
        let near = dots.iter_mut().find(|dot| (dot.x - x).abs() < 12.0 && (dot.y - y).abs() < 12.0);
        match near {
            Some(dot) if dot.label.split(", ").any(|known| known == label) => {}
            Some(dot) => dot.label = format!("{}, {label}", dot.label),
            None => dots.push(Dot { x, y, label: label.clone() }),
        }
    }
    let line: Vec<String> = flat.iter().map(place).map(|(x, y)| format!("{x},{y}")).collect();
    let bar = bar(scale);
    Some(Sketch { width: SIZE.0, height: SIZE.1, line: line.join(" "), dots, bar })
}

/// A round number of kilometres and how long it is on the drawing.
fn bar(scale: f64) -> (f64, f64) {
    let long = |km: f64| km / 111.195 * scale;
    let fits = [20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2].into_iter().find(|km| long(*km) < SIZE.0 / 3.0);
    let km = fits.unwrap_or(0.1);
    (km, round(long(km)))
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stop(latitude: &str, longitude: &str, label: &str) -> (Point, String) {
        (Point::parse(latitude, longitude).unwrap(), label.to_owned())
    }

    #[test]
    fn north_is_above_and_everything_is_inside() {
        let stops =
            [stop("52.50", "-1.90", "Base"), stop("52.55", "-1.95", "1"), stop("52.48", "-1.80", "2")];
        let drawn = sketch(&stops).unwrap();
        let [base, one, two] = drawn.dots.as_slice() else { panic!("{drawn:?}") };
        assert!(one.y < base.y && base.y < two.y && one.x < base.x && base.x < two.x, "{drawn:?}");
        for dot in &drawn.dots {
            assert!((0.0..=drawn.width).contains(&dot.x) && (0.0..=drawn.height).contains(&dot.y), "{dot:?}");
        }
        assert_eq!(drawn.line.split(' ').count(), 3);
    }

    #[test]
    fn stops_at_one_place_share_a_dot_and_nothing_draws_nothing() {
        let stops = [stop("52.5", "-1.9", "Base"), stop("52.5", "-1.9", "1"), stop("52.5", "-1.9", "Base")];
        let drawn = sketch(&stops).unwrap();
        assert_eq!(drawn.dots.iter().map(|dot| dot.label.as_str()).collect::<Vec<_>>(), ["Base, 1"]);
        assert!(sketch(&[]).is_none());
    }
}
