//! What family, friends and people themselves bring to every invented team (N3): one just heard, one
//! passed on, one that another service has.

use care::entry::Body;
use care::entry::concern::{ConcernRaised, RouteTo, Routed};
use care::entry::referral::Source;
use care::moment::add_days;

use super::dice::Dice;
use super::way_in::{Way, put, working};
use super::{World, at};

/// Who raised a concern, their name, about whom, and what they said; three to a team.
const CONCERNS: &[(Source, &str, &str, &str)] = &[
    (
        Source::Family,
        "Mrs Thistlewood",
        "Her son Perrin, about 30, Mill Lane",
        "He has not left his room for three weeks and talks to the wall.",
    ),
    (
        Source::Friend,
        "Tam",
        "Marlo from the hostel, about 45",
        "He gives his money away and has stopped eating with us.",
    ),
    (
        Source::Person,
        "Ines Quickthorn",
        "Herself, born 1991, Bellfield",
        "I want the team my cousin had; the clinic only sends letters.",
    ),
    (
        Source::Family,
        "Mr Appledore",
        "His sister Wren, 52, above the old bakery",
        "She sends the food back and says that somebody has been at it.",
    ),
    (
        Source::Friend,
        "Jory from the boxing club",
        "Cass, in the twenties, on different sofas",
        "Cass was our best trainer and now nobody sees Cass for weeks.",
    ),
    (
        Source::Person,
        "Bram Otterway",
        "Himself, born 1978, the caravans at Pickle Green",
        "I am not sleeping and I would rather not go in again.",
    ),
];

/// The concerns of a team.
pub(crate) fn raise(world: &mut World<'_>, dice: &mut Dice, way: &Way<'_>) {
    let own = CONCERNS.iter().cycle().skip(3 * way.place).take(3);
    for (i, (by, name, about, what)) in own.enumerate() {
        let ago = [1, 4, 12].get(i).copied().unwrap_or(1);
        let day = working(add_days(world.today, -ago));
        let when = at(day, 15 * 60);
        let mut body = ConcernRaised {
            by: *by,
            name: Some((*name).to_owned()),
            contact: Some("01632 960177".to_owned()),
            about: (*about).to_owned(),
            person: None,
            what: (*what).to_owned(),
            urgent: false,
            owner: way.nurse,
            routed: None,
            received_on: None,
            received_by: None,
        };
        let id = dice.id(when);
        put(world, way, when, (way.team, id, 0), (&way.administrator, Body::ConcernRaised(body.clone())));
        if i > 0 {
            let then = at(day, 16 * 60);
            body.routed = Some(Routed {
                to: RouteTo::Cmht,
                service: "Millbrook community mental health team, duty worker".to_owned(),
                on: day,
                told: "That the community team rings tomorrow, and whom to ring if it gets worse.".to_owned(),
            });
            put(world, way, then, (way.team, id, 1), (&way.administrator, Body::ConcernRaised(body.clone())));
        }
        if i > 1 {
            let later = add_days(day, 3);
            body.received_on = Some(later);
            body.received_by = Some("Jem Rookhope, who has offered a first meeting".to_owned());
            let then = at(later, 10 * 60);
            put(world, way, then, (way.team, id, 2), (&way.administrator, Body::ConcernRaised(body)));
        }
    }
}
