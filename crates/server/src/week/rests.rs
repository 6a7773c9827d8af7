//! What a plan rests on, in sentences: base, meetings, how people travel, weights. Changed elsewhere, by
//! the manager of the team.

use care::access::Actor;
use care::entry::planning::{MeetingTime, Weights};
use care::moment;
use serde_json::{Value, json};
use store::directory::Directory;

use super::plan::Week;
use crate::visit::WEEKDAYS;

/// What the plan of a week rests on.
pub(super) fn of(week: &Week, directory: &Directory, actor: &Actor) -> Value {
    let planning = directory.teams.get(&week.team).map(|team| team.planning.clone()).unwrap_or_default();
    let mut says = vec![if planning.base.is_some() {
        "The base is on the map: days begin and end there.".to_owned()
    } else {
        "The base is not on the map: a flat time is taken for the way there.".to_owned()
    }];
    for (name, meeting) in [("Handover", &planning.handover), ("Weekly meeting", &planning.mdt)] {
        says.push(
            meeting.as_ref().map_or_else(|| format!("{name}: no time is kept free."), |one| words(name, one)),
        );
    }
    says.push(travel(week, directory));
    if actor.teams.len() > 1 {
        says.push(
            "One team is planned at a time here; what its workers have in other teams keeps them busy. \
             All teams in one run, by the weights of the first that has its own: alongside plan --data."
                .to_owned(),
        );
    }
    let now = planning.weights.unwrap_or_default();
    let weights: Vec<Value> = now
        .each()
        .into_iter()
        .zip(Weights::default().each())
        .map(|((_, label, value), (_, _, usual))| json!({"label": label, "value": value, "usual": usual}))
        .collect();
    let may = actor.may(care::access::Activity::ManageStaff)
        && care::rule::staff::may_change_team(actor, Some(week.team));
    json!({"says": says, "weights": weights, "may": may})
}

fn words(name: &str, meeting: &MeetingTime) -> String {
    let days = WEEKDAYS.iter().filter(|(number, _)| meeting.weekdays.contains(number)).map(|(_, day)| *day);
    let days: Vec<&str> = days.collect();
    format!("{name}: {} at {}, {} minutes.", days.join(", "), moment::time_words(meeting.at), meeting.minutes)
}

/// How the workers of the week travel, and who has other numbers than the role says.
fn travel(week: &Week, directory: &Directory) -> String {
    let of = |mode: care::travel::Mode| {
        let all = week.asked.workers.iter().filter_map(|id| directory.staff.get(id));
        all.filter(|staff| staff.planning.travels.unwrap_or(care::travel::Mode::Car) == mode).count()
    };
    let parts: Vec<String> = care::travel::Mode::ALL
        .iter()
        .map(|mode| (of(*mode), mode.label()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, label)| format!("{count} {}", label.to_lowercase()))
        .collect();
    format!(
        "How workers travel: {}.",
        if parts.is_empty() { "nobody is planned".to_owned() } else { parts.join(", ") }
    )
}
