//! What matters at the door: what keeps everybody safe, what the person asked for, what the team must
//! not forget today. Only what is on the person's line; a plan for a crisis is linked once there is one.

use care::clocks::{self, What};
use care::entry::around::{Preferences, Strength};
use care::entry::assessment::Sensory;
use care::line::Line;
use care::{codes, ladder, moment, proposal};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::directory::Directory;

/// What matters at the door.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Door {
    /// Visit-safety rules that are live: kind, what to do, until when.
    pub(crate) rules: Vec<(&'static str, String, String)>,
    /// What the person asked for or needs: what about, what.
    pub(crate) needs: Vec<(&'static str, String)>,
    /// What the team must not forget today.
    pub(crate) facts: Vec<String>,
}

/// What matters at a person's door now.
pub(crate) fn door(line: &Line, directory: &Directory, now: Timestamp) -> Door {
    let today = moment::local_day(now);
    let live = line.safety.iter().filter(|rule| today <= rule.expires_on);
    let mut door = Door {
        rules: live
            .map(|rule| (rule.rule.label(), rule.what.clone(), moment::day_words(rule.expires_on)))
            .collect(),
        ..Door::default()
    };
    if let Some(interpreter) = &line.who.interpreter {
        door.needs.push(("Interpreter needed", interpreter.clone()));
    }
    for adjustment in &line.who.adjustments {
        door.needs.push(("Reasonable adjustment", adjustment.clone()));
    }
    if let Some(preferences) = &line.preferences {
        wishes(preferences, today, &mut door.needs);
    }
    if let Some(sensory) = &line.sensory {
        senses(sensory, &mut door.needs);
    }
    facts(line, directory, now, &mut door.facts);
    door
}

/// What the senses like and do not like (A07).
fn senses(sensory: &Sensory, needs: &mut Vec<(&'static str, String)>) {
    for (label, words) in [
        ("Senses: avoid", &sensory.avoid),
        ("Senses: seeks", &sensory.seek),
        ("Senses: calms", &sensory.calming),
        ("Senses: on this visit", &sensory.on_visits),
    ] {
        if let Some(words) = words {
            needs.push((label, words.clone()));
        }
    }
}

fn wishes(preferences: &Preferences, today: Date, needs: &mut Vec<(&'static str, String)>) {
    let mut tell = |label, words: &Option<String>| {
        if let Some(words) = words {
            needs.push((label, words.clone()));
        }
    };
    tell("How to approach", &preferences.approach);
    tell("Culture and faith", &preferences.culture);
    let kept = care::kept::told(preferences, today);
    tell("Keeps free", &(!kept.is_empty()).then(|| kept.join("; ")));
    tell("Times that suit", &preferences.times);
    let ruled_out: Vec<&str> =
        preferences.refuses_places.iter().filter_map(|code| codes::place::label(code)).collect();
    tell("Not at", &(!ruled_out.is_empty()).then(|| ruled_out.join(", ")));
    tell("Wishes for", &worker_wish(preferences));
    tell("What matters to me", &preferences.matters_to_me);
}

/// `a female worker (matters a lot)`
pub(super) fn worker_wish(preferences: &Preferences) -> Option<String> {
    let wish = preferences.worker_gender.as_ref()?;
    let gender = if wish.gender == "1" { "male" } else { "female" };
    let strength = match wish.strength {
        Strength::Wish => "would be nice",
        Strength::Strong => "matters a lot",
        Strength::Essential => "will not work without",
    };
    Some(format!("a {gender} worker ({strength})"))
}

fn facts(line: &Line, directory: &Directory, now: Timestamp, facts: &mut Vec<String>) {
    match &line.last_seen {
        Some(seen) => {
            let by: Vec<&str> = seen.workers.iter().map(|w| directory.staff_name(*w)).collect();
            let place = seen.place.as_deref().and_then(codes::place::label);
            let place = place.map(|p| format!(", {}", p.to_lowercase())).unwrap_or_default();
            let day = moment::day_words_short(moment::local_day(seen.at));
            facts.push(format!("Last seen {day} by {}{place}", by.join(" and ")));
        }
        None => facts.push("Not seen by the team yet".to_owned()),
    }
    if let Some(missed) = &line.missed {
        let times = if missed.count == 1 { "once".to_owned() } else { format!("{} times", missed.count) };
        let day = moment::day_words_short(moment::local_day(missed.first_at));
        facts
            .push(format!("Not reached {times} since {day}: {}", missed.last_outcome.label().to_lowercase()));
    }
    if let Some(step) = ladder::of(line).as_ref().and_then(ladder::Ladder::next) {
        let due = if step.overdue(now) { "was due" } else { "is due" };
        facts.push(format!(
            "Missed-contact step {} {due} {}: {}",
            step.step,
            moment::moment_words(step.by),
            ladder::what(step.step)
        ));
    }
    for clock in clocks::of(line, now) {
        let told = matches!(clock.what, What::Injection | What::FollowUp | What::Section);
        if told && clock.is_pressing() {
            facts.push(if clock.overdue { format!("{}, overdue", clock.words) } else { clock.words });
        }
    }
    for proposed in proposal::of(line, now) {
        facts.push(format!("{} tier proposed, to be decided: {}", proposed.tier.label(), proposed.because));
    }
}
