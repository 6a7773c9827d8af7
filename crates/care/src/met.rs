//! Whether what a person wishes was met when somebody of the team saw them (P01, P03, S07): the wish as it
//! was noted before, held against who came, where and when. It counts and judges nobody: a wish that was
//! not met may have had its reasons.

use jiff::Timestamp;
use uuid::Uuid;

use crate::entry::around::{Preferences, Strength};
use crate::entry::contact::Contact;
use crate::entry::{Body, Entry};
use crate::{kept, settings};

crate::codes::own! {
    /// What a person wishes of those who come.
    Wish {
        /// A male or a female worker: one of those who came was. Essential: all of them were.
        Gender = "Worker's gender",
        /// Where: at a place they like, when they named any, and at none they ruled out.
        Place = "Place",
        /// Not these workers: none of them came.
        NotThem = "Not these workers",
        /// Times kept free: it was in none of them.
        KeptFree = "Times kept free",
    }
}

/// How often a wish was met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Contacts at which it was.
    pub met: u32,
    /// Contacts at which there was such a wish.
    pub of: u32,
}

impl Tally {
    /// The same with one contact more.
    #[must_use]
    pub fn and(self, met: bool) -> Tally {
        Tally { met: self.met + u32::from(met), of: self.of + 1 }
    }

    /// Per cent; none where so few would make a per cent a story.
    #[must_use]
    pub fn share(self) -> Option<u32> {
        (self.of >= settings::SHARE_FEWEST).then(|| self.met * 100 / self.of)
    }

    /// "18 of 24 (75%)", "3 of 4", "No such wish".
    #[must_use]
    pub fn words(self) -> String {
        match (self.of, self.share()) {
            (0, _) => "No such wish".to_owned(),
            (_, Some(share)) => format!("{} of {} ({share}%)", self.met, self.of),
            (_, None) => format!("{} of {}", self.met, self.of),
        }
    }
}

/// The preferences as they were noted last before a moment, from every version in order.
#[must_use]
pub fn noted(versions: &[Entry], before: Timestamp) -> Option<&Preferences> {
    let mut earlier = versions.iter().rev().filter(|entry| entry.happened_at <= before);
    earlier.find_map(|entry| if let Body::Preferences(wishes) = &entry.body { Some(wishes) } else { None })
}

/// Each wish that a contact could meet, and whether it did; nothing when the person was not seen.
#[must_use]
pub fn judged(
    wishes: &Preferences,
    (at, contact): (Timestamp, &Contact),
    gender: &dyn Fn(Uuid) -> Option<String>,
) -> Vec<(Wish, bool)> {
    if !contact.saw_the_person() || contact.workers.is_empty() {
        return Vec::new();
    }
    let mut judged = Vec::new();
    if let Some(wish) = &wishes.worker_gender {
        let is = |worker: &Uuid| gender(*worker).as_deref() == Some(wish.gender.as_str());
        judged.push((
            Wish::Gender,
            match wish.strength {
                Strength::Wish | Strength::Strong => contact.workers.iter().any(is),
                Strength::Essential => contact.workers.iter().all(is),
            },
        ));
    }
    if let Some(place) = contact.place.as_ref()
        && !(wishes.likes_places.is_empty() && wishes.refuses_places.is_empty())
    {
        let liked = wishes.likes_places.is_empty() || wishes.likes_places.contains(place);
        judged.push((Wish::Place, liked && !wishes.refuses_places.contains(place)));
    }
    if !wishes.not_these_workers.is_empty() {
        let came = contact.workers.iter().any(|worker| wishes.not_these_workers.contains(worker));
        judged.push((Wish::NotThem, !came));
    }
    if !(wishes.kept_times.is_empty() && wishes.festivals.is_empty() && wishes.kept_days.is_empty()) {
        let minutes = contact.minutes.unwrap_or(0);
        judged.push((Wish::KeptFree, kept::against(wishes, at, minutes).is_none()));
    }
    judged
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const HER: Uuid = Uuid::from_u128(2);
    const HIM: Uuid = Uuid::from_u128(3);

    fn contact(changes: &Value) -> Contact {
        let mut one = json!({"outcome": "seen", "minutes": 45, "place": "A01", "workers": [HER],
            "mechanism": "01", "purposes": ["engagement"]});
        for (name, value) in changes.as_object().unwrap() {
            one[name] = value.clone();
        }
        serde_json::from_value(one).unwrap()
    }

    fn check(wishes: &Value, changes: &Value, expected: &[(Wish, bool)]) {
        let wishes: Preferences = serde_json::from_value(wishes.clone()).unwrap();
        let at: Timestamp = "2026-11-20T13:00:00Z".parse().unwrap();
        let gender = |worker| Some(if worker == HER { "2" } else { "1" }.to_owned());
        assert_eq!(judged(&wishes, (at, &contact(changes)), &gender), expected, "{wishes:?} {changes}");
    }

    #[test]
    fn p01_a_wish_is_met_by_who_came_where_and_when() {
        let woman = |strength: &str| json!({"worker_gender": {"gender": "2", "strength": strength}});
        let none = json!({});
        check(&none, &none, &[]);
        check(&woman("wish"), &none, &[(Wish::Gender, true)]);
        check(&woman("wish"), &json!({"workers": [HIM]}), &[(Wish::Gender, false)]);
        check(&woman("strong"), &json!({"workers": [HIM, HER]}), &[(Wish::Gender, true)]);
        check(&woman("essential"), &json!({"workers": [HIM, HER]}), &[(Wish::Gender, false)]);
        check(&woman("wish"), &json!({"outcome": "no_answer", "minutes": null}), &[]);
        check(&json!({"likes_places": ["N02"]}), &none, &[(Wish::Place, false)]);
        check(&json!({"refuses_places": ["N02"]}), &none, &[(Wish::Place, true)]);
        check(&json!({"refuses_places": ["A01"]}), &none, &[(Wish::Place, false)]);
        check(&json!({"not_these_workers": [HIM]}), &none, &[(Wish::NotThem, true)]);
        let friday = json!({"kept_times": [
            {"what": "Prayer", "weekdays": ["friday"], "from": "12:30", "until": "14:30"}]});
        check(&friday, &none, &[(Wish::KeptFree, false)]);
    }

    #[test]
    fn p01_few_contacts_have_no_per_cent() {
        let few = settings::SHARE_FEWEST - 1;
        for (met, of, words) in [
            (0, 0, "No such wish".to_owned()),
            (few, few, format!("{few} of {few}")),
            (9, 12, "9 of 12 (75%)".to_owned()),
            (0, 12, "0 of 12 (0%)".to_owned()),
        ] {
            assert_eq!(Tally { met, of }.words(), words);
        }
        assert_eq!(Tally::default().and(true).and(false), Tally { met: 1, of: 2 });
    }
}
