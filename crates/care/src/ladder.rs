//! The missed-contact ladder: what must happen next when somebody was not there, by when (domain 4.5).
//! It proposes and reminds; nobody is ever discharged by it (N1).

use jiff::{Timestamp, ToSpan};

use crate::line::Line;
use crate::moment;
use crate::settings::{self, Within};

/// A step and its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepDue {
    /// 1, 2, 3, 4 or 6; step 5, the police, has a threshold and no deadline.
    pub step: u8,
    /// By when.
    pub by: Timestamp,
    /// When it was done.
    pub done_at: Option<Timestamp>,
}

impl StepDue {
    /// Whether the deadline has passed without the step.
    #[must_use]
    pub fn overdue(&self, now: Timestamp) -> bool {
        self.done_at.is_none() && self.by < now
    }
}

/// Where somebody stands on the ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder {
    /// The first missed contact.
    pub first_at: Timestamp,
    /// Attempts so far.
    pub attempts: u32,
    /// Every step with its deadline, in order.
    pub steps: Vec<StepDue>,
}

impl Ladder {
    /// The next step that is not done.
    #[must_use]
    pub fn next(&self) -> Option<&StepDue> {
        self.steps.iter().find(|step| step.done_at.is_none())
    }
}

/// What each step asks for.
#[must_use]
pub fn what(step: u8) -> &'static str {
    match step {
        1 => "Try again at a different time, with a worker the person likes",
        2 => {
            "Ask those whom the person permits, invite family concerns, check ward, emergency department, custody, GP, pharmacy, hostel"
        }
        3 => "Team decision: likely reasons, safety, capacity, injection gap, children, legal options",
        4 => "Look in streets and usual places, joint visit, welfare check by the team",
        5 => "Police, only for a crime or real and immediate danger",
        6 => "Senior review; the plan goes on, every 28 days",
        _ => "",
    }
}

/// The ladder of a person, when contacts are being missed.
#[must_use]
pub fn of(line: &Line) -> Option<Ladder> {
    let missed = line.missed.as_ref()?;
    let tier = line.tier.as_ref().map(|now| now.tier);
    let mut steps = Vec::new();
    for (step, within) in settings::ladder(tier) {
        let mut by = deadline(missed.first_at, within);
        let mut done_at = line.steps_now().filter(|s| s.step == step).map(|s| s.at).max();
        if step == 1 && done_at.is_none() && missed.count > 1 {
            done_at = Some(missed.last_at);
        }
        if step == 6
            && let Some(done) = done_at
        {
            by = deadline(done, within);
            done_at = None;
        }
        steps.push(StepDue { step, by, done_at });
    }
    Some(Ladder { first_at: missed.first_at, attempts: missed.count, steps })
}

fn deadline(from: Timestamp, within: Within) -> Timestamp {
    match within {
        Within::Hours(hours) => from.checked_add(hours.hours()).unwrap_or(from),
        Within::EndOfDay(days) => {
            let day = moment::add_days(moment::local_day(from), days + 1);
            moment::start_of_day(day).checked_sub(1.minute()).unwrap_or(from)
        }
    }
}
