//! Human sentences that differ: templates with slots, filled from lists and from what is known of
//! the person, so that their notes hang together over the years. The lists are in `phrases`.

use super::dice::Dice;
use super::phrases;

/// What sentences may say of somebody.
#[derive(Clone, Debug)]
pub(crate) struct Face {
    /// The name used.
    pub(crate) name: String,
    /// they, them, their, was.
    pub(crate) words: [&'static str; 4],
    /// What they like.
    pub(crate) interests: [&'static str; 2],
    /// Where they like to be.
    pub(crate) spot: &'static str,
    /// What they hope for.
    pub(crate) goal: &'static str,
    /// Who is close to them, with the word before it: "sister".
    pub(crate) kin: &'static str,
}

/// How deep lists may name lists.
const DEPTH: u8 = 6;

/// Fills a template.
pub(crate) fn say(dice: &mut Dice, face: &Face, template: &str) -> String {
    let mut said = String::with_capacity(template.len() * 2);
    fill(dice, face, template, &mut said, DEPTH);
    said
}

/// One of a list, filled.
pub(crate) fn one_of(dice: &mut Dice, face: &Face, list: &str) -> String {
    let template = dice.pick(phrases::list(list));
    say(dice, face, template)
}

fn fill(dice: &mut Dice, face: &Face, template: &str, said: &mut String, depth: u8) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        said.push_str(before);
        let Some((slot, left)) = after.split_once('}') else { break };
        rest = left;
        let at = said.len();
        let low = slot.to_lowercase();
        match known(dice, face, &low) {
            Some(word) => said.push_str(word),
            None if depth > 0 => {
                let inner = dice.pick(phrases::list(&low));
                fill(dice, face, inner, said, depth - 1);
            }
            None => {}
        }
        if low != slot {
            capital(said, at);
        }
    }
    said.push_str(rest);
}

fn known<'a>(dice: &mut Dice, face: &'a Face, slot: &str) -> Option<&'a str> {
    let [they, them, their, was] = face.words;
    Some(match slot {
        "name" => face.name.as_str(),
        // Sentences are in the singular; a name stands where "they" would ask for another verb.
        "they" if they == "they" => face.name.as_str(),
        "was" if they == "they" => "was",
        "they" => they,
        "them" => them,
        "their" => their,
        "was" => was,
        "interest" => dice.pick(&face.interests),
        "spot" => face.spot,
        "goal" => face.goal,
        "kin" => face.kin,
        _ => return None,
    })
}

fn capital(said: &mut String, at: usize) {
    let Some(first) = said.get(at..).and_then(|word| word.chars().next()) else { return };
    let upper: String = first.to_uppercase().collect();
    said.replace_range(at..at + first.len_utf8(), &upper);
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn face() -> Face {
        Face {
            name: "Ada".to_owned(),
            words: ["she", "her", "her", "was"],
            interests: ["chess", "growing chillies"],
            spot: "the covered market",
            goal: "a flat with a door of her own",
            kin: "sister",
        }
    }

    #[test]
    fn slots_are_filled_and_begin_with_a_capital_where_they_should() {
        let mut dice = Dice::new(1, 1);
        assert_eq!(
            say(&mut dice, &face(), "{They} {was} at {spot} with {their} {kin}."),
            "She was at the covered market with her sister."
        );
    }

    #[test]
    fn every_slot_of_every_list_is_known() {
        let mut dice = Dice::new(1, 1);
        for (name, list) in &*phrases::LISTS {
            assert!(!list.is_empty(), "{name}");
            for template in list {
                for slot in template.split('{').skip(1) {
                    let slot = slot.split('}').next().unwrap_or_default().to_lowercase();
                    let found = known(&mut dice, &face(), &slot).is_some()
                        || phrases::LISTS.contains_key(slot.as_str());
                    assert!(found, "{name}: {{{slot}}} in {template}");
                }
                let said = say(&mut dice, &face(), template);
                assert!(!said.contains(['{', '}']), "{said}");
            }
        }
    }

    #[test]
    fn notes_seldom_repeat() {
        let mut dice = Dice::new(1, 1);
        let mut notes: Vec<String> =
            (0..1000).map(|_| one_of(&mut dice, &face(), "note_engagement")).collect();
        notes.sort_unstable();
        notes.dedup();
        assert!(notes.len() > 600, "{} of 1000 differ", notes.len());
    }
}
