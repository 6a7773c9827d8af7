//! Refusals of a key worker: the person's wish is considered first (P01, P02), and nobody is loaded far
//! over the cap without the manager (C04). Who may be named at all is in `n10`.

use crate::access::Role;
use crate::allocation::{Level, Load};
use crate::entry::episode::{Considered, KeyWorker, WishOutcome};
use crate::entry::organisation::Staff;
use crate::problem::{Problem, Problems};
use crate::rule::Context;

/// What speaks against naming somebody who is not key worker already.
pub(crate) fn refusals(named: &KeyWorker, context: &Context<'_>, problems: &mut Problems) {
    let Some(line) = context.line else { return };
    let now = line.named.as_ref().and_then(|n| n.key_worker);
    if named.key_worker.is_none() || named.key_worker == now {
        return;
    }
    let Some(considered) = &named.considered else {
        problems.add(
            Problem::new(
                "considered.outcome",
                "Say what came of the person's wish for a male or female worker: it is considered before a key worker is named.",
            )
            .rule("P02"),
        );
        return;
    };
    super::person::not_ahead("considered.on", considered.on, context, problems);
    wish(considered, context, problems);
    if considered.outcome != WishOutcome::CarriedOver {
        cap(named, context, problems);
    }
}

fn wish(considered: &Considered, context: &Context<'_>, problems: &mut Problems) {
    let asked = context.line.and_then(|l| l.preferences.as_ref()).and_then(|p| p.worker_gender.as_ref());
    let worker = context.allocating.map(|caseload| &caseload.worker);
    let problem = match (considered.outcome, asked) {
        (WishOutcome::Met, Some(asked)) if worker.is_some_and(|w| w.gender != asked.gender) => Problem::new(
            "considered.outcome",
            "This key worker is not as the person wishes: choose another, or say why the wish cannot be met now.",
        )
        .rule("P01"),
        (WishOutcome::Met | WishOutcome::NotMet, None) => Problem::new(
            "considered.outcome",
            "No such wish is recorded: write it down under preferences first.",
        )
        .rule("P02"),
        (WishOutcome::NoWish | WishOutcome::NotAsked, Some(asked)) => Problem::new(
            "considered.outcome",
            format!("The person wishes for a {} worker: say whether that is met.", gender_word(&asked.gender)),
        )
        .rule("P02"),
        (WishOutcome::CarriedOver, _) if context.line.is_some_and(|l| l.named.is_some()) => Problem::new(
            "considered.outcome",
            "This record has named a key worker before: consider the wish now.",
        )
        .rule("P02"),
        (
            WishOutcome::Met
            | WishOutcome::NotMet
            | WishOutcome::NoWish
            | WishOutcome::NotAsked
            | WishOutcome::CarriedOver,
            _,
        ) => return,
    };
    problems.add(problem);
}

fn gender_word(code: &str) -> &'static str {
    if code == "2" { "female" } else { "male" }
}

fn cap(named: &KeyWorker, context: &Context<'_>, problems: &mut Problems) {
    let (Some(line), Some(caseload)) = (context.line, context.allocating) else { return };
    let others = caseload.lines.iter().filter(|other| other.person != line.person);
    let after = Load::of(&caseload.worker, others).with(line);
    if after.level() != Level::FarAbove {
        return;
    }
    let manager = context.actor.role == Role::Manager || context.actor.system;
    let said = named.over_cap.as_deref().is_some_and(|why| why.chars().any(char::is_alphanumeric));
    let would = too_many(&caseload.worker, after);
    if !manager {
        let sentence = format!("{would} Choose somebody else, or ask the manager to decide.");
        problems.add(Problem::new("key_worker", sentence).rule("C04"));
    } else if !said {
        problems
            .add(Problem::new("over_cap", format!("{would} Say why it is right all the same.")).rule("C04"));
    }
}

fn too_many(worker: &Staff, after: Load) -> String {
    match after.percent() {
        Some(percent) => {
            format!("{} would have {}: {percent}% of the cap.", worker.name, after.words())
        }
        None => format!("A {} is no key worker as a rule.", worker.role.label().to_lowercase()),
    }
}
