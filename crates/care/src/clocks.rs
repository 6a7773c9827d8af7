//! Every deadline of one person at a moment, from their line: plan review, injections, sections, the
//! follow-up after hospital, the tier itself, the way in. The rules of each are in `clock` and `referral`.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use uuid::Uuid;

use crate::clock::plan_review;
use crate::line::Line;
use crate::scale::occupational::Tool;
use crate::{moment, referral, settings};

/// What a clock is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Long-acting injection.
    Injection,
    /// End of a section or order.
    Section,
    /// Seen within 72 hours of leaving hospital.
    FollowUp,
    /// Care plan review.
    PlanReview,
    /// The tier is decided again.
    Tier,
    /// A safety rule is decided again.
    SafetyRule,
    /// An occupational scale is rated again (A06).
    Rating,
    /// The decision on a referral (R10).
    Decision,
    /// The first contact after the team has taken somebody on, or after they came back (R10, R11).
    FirstContact,
    /// The next look after somebody who waits (R12).
    WaitingCheck,
    /// The next service has met somebody whom the team did not take on (R09).
    Onward,
}

impl What {
    /// Every kind of clock.
    pub const ALL: &'static [What] = &[
        Self::Injection,
        Self::Section,
        Self::FollowUp,
        Self::PlanReview,
        Self::Tier,
        Self::SafetyRule,
        Self::Rating,
        Self::Decision,
        Self::FirstContact,
        Self::WaitingCheck,
        Self::Onward,
    ];

    /// As an address and the API say it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Injection => "injection",
            Self::Section => "section",
            Self::FollowUp => "follow_up",
            Self::PlanReview => "plan_review",
            Self::Tier => "tier",
            Self::SafetyRule => "safety_rule",
            Self::Rating => "rating",
            Self::Decision => "decision",
            Self::FirstContact => "first_contact",
            Self::WaitingCheck => "waiting_check",
            Self::Onward => "onward",
        }
    }

    /// Whether it is about a referral.
    #[must_use]
    pub fn is_way_in(self) -> bool {
        matches!(self, Self::Decision | Self::FirstContact | Self::WaitingCheck | Self::Onward)
    }

    /// Place in the handover's order (domain 4.2).
    #[must_use]
    pub fn place(self) -> u8 {
        match self {
            Self::Injection => 4,
            Self::Section => 7,
            Self::FollowUp => 8,
            Self::FirstContact => 9,
            Self::PlanReview
            | Self::Tier
            | Self::SafetyRule
            | Self::Rating
            | Self::Decision
            | Self::WaitingCheck
            | Self::Onward => 10,
        }
    }

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Injection => "Injection",
            Self::Section => "Section or order",
            Self::FollowUp => "72-hour follow-up",
            Self::PlanReview => "Care plan review",
            Self::Tier => "Tier",
            Self::SafetyRule => "Safety rule",
            Self::Rating => "Occupational rating",
            Self::Decision => "Decision on a referral",
            Self::FirstContact => "First contact",
            Self::WaitingCheck => "Check while waiting",
            Self::Onward => "Next service meets the person",
        }
    }
}

/// One deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Clock {
    /// What it is about.
    pub what: What,
    /// The day it falls due.
    pub on: Date,
    /// The moment, for clocks that count hours.
    pub at: Option<Timestamp>,
    /// Whether it has passed.
    pub overdue: bool,
    /// Whether it is near enough to speak of at the handover.
    pub soon: bool,
    /// The entry it follows from.
    pub source: Option<Uuid>,
    /// In words.
    pub words: String,
}

impl Clock {
    /// Overdue or near.
    #[must_use]
    pub fn is_pressing(&self) -> bool {
        self.overdue || self.soon
    }
}

/// Every clock of a person, the earliest first.
#[must_use]
pub fn of(line: &Line, now: Timestamp) -> Vec<Clock> {
    let today = moment::local_day(now);
    let mut all = Vec::new();
    for injection in &line.injections {
        let words = format!("Injection ({}) due {}", injection.product, near_day(injection.due_on, today));
        all.push(day_clock(What::Injection, injection.due_on, today, 0, Some(injection.id), words));
    }
    for legal in &line.legal {
        if let Some(on) = legal.expires_on {
            let words = format!("{} ends {}", legal.label, near_day(on, today));
            let clock =
                day_clock(What::Section, on, today, settings::SECTION_HANDOVER_DAYS, Some(legal.id), words);
            all.push(clock);
        }
    }
    all.extend(follow_up(line, now));
    if line.on_caseload() {
        all.extend(review(line, today));
    }
    if let Some(tier) = &line.tier {
        let words = format!("{} tier until {}", tier.tier.label(), near_day(tier.expires_on, today));
        all.push(day_clock(What::Tier, tier.expires_on, today, 0, Some(tier.id), words));
    }
    for rule in &line.safety {
        let words = format!(
            "Safety rule \u{201c}{}\u{201d} until {}",
            rule.rule.label(),
            near_day(rule.expires_on, today)
        );
        all.push(day_clock(What::SafetyRule, rule.expires_on, today, 7, Some(rule.id), words));
    }
    all.extend(ratings(line, today));
    all.extend(way_in(line, today));
    all.sort_by_key(|a| (a.on, a.what, a.source));
    all
}

/// A day for a narrow column: `Thu 6 Aug`, with its year when it is half a year away or more.
#[must_use]
pub fn near_day(day: Date, today: Date) -> String {
    if moment::days_between(today, day).abs() < 180 {
        moment::day_words_short(day)
    } else {
        moment::day_words(day)
    }
}

/// A moment for a narrow column: `Thu 6 Aug, 5:30pm`, in London.
#[must_use]
pub fn near_moment(at: Timestamp, today: Date) -> String {
    let local = moment::local(at);
    format!("{}, {}", near_day(local.date(), today), moment::time_words(local.time()))
}

fn day_clock(what: What, on: Date, today: Date, ahead: i32, source: Option<Uuid>, words: String) -> Clock {
    let overdue = on < today;
    Clock {
        what,
        on,
        at: None,
        overdue,
        soon: !overdue && on <= moment::add_days(today, ahead),
        source,
        words,
    }
}

fn review(line: &Line, today: Date) -> Option<Clock> {
    let (on, words) = match line.plan_reviewed_on {
        Some(reviewed) => {
            let on = plan_review::next_due(reviewed);
            (on, format!("Care plan review due {}", near_day(on, today)))
        }
        None => {
            let accepted = line.episode()?.accepted_on?;
            let on = moment::add_days(accepted, plan_review::FIRST_PLAN_DAYS);
            (on, format!("First care plan due {}", near_day(on, today)))
        }
    };
    Some(day_clock(What::PlanReview, on, today, plan_review::WARN_DAYS, None, words))
}

/// The latest rating by each scale says when it is rated again.
fn ratings(line: &Line, today: Date) -> impl Iterator<Item = Clock> {
    Tool::ALL.iter().filter_map(move |tool| {
        let latest = line.screenings.iter().rfind(|one| one.tool == *tool)?;
        let on = latest.again_on?;
        let words = format!("{} to be rated again {}", tool.label(), near_day(on, today));
        Some(day_clock(What::Rating, on, today, 14, Some(latest.id), words))
    })
}

/// What is due of referrals that are not closed, and who is looked after while they wait.
fn way_in(line: &Line, today: Date) -> impl Iterator<Item = Clock> + '_ {
    line.referrals.iter().flat_map(move |one| {
        let standing = referral::standing(line, one);
        let due = standing.due.map(|due| (due.what, due.on));
        let check = standing.check_on.map(|on| (What::WaitingCheck, on));
        let clock = move |(what, on): (What, Date)| {
            let words = format!("{} by {}", what.label(), near_day(on, today));
            day_clock(what, on, today, settings::WAY_IN_AHEAD_DAYS, Some(one.id), words)
        };
        due.into_iter().chain(check).map(clock)
    })
}

/// The follow-up counts from the day after leaving; a contact on the day itself does not satisfy it
/// (national measure; domain 5.8), and a failed attempt never does (D04).
fn follow_up(line: &Line, now: Timestamp) -> Option<Clock> {
    let stay = line.stay.as_ref()?;
    let left = stay.left_at?;
    let by = left.checked_add(settings::FOLLOW_UP_HOURS.hours()).ok()?;
    let from = moment::start_of_day(moment::add_days(moment::local_day(left), 1));
    let seen = line.recent.iter().any(|r| r.seen && r.at >= from);
    let long_ago = now.checked_sub((14 * 24).hours()).is_ok_and(|then| left < then);
    if seen || long_ago {
        return None;
    }
    let overdue = by < now;
    let words = format!("72-hour follow-up by {}", near_moment(by, moment::local_day(now)));
    Some(Clock {
        what: What::FollowUp,
        on: moment::local_day(by),
        at: Some(by),
        overdue,
        soon: !overdue,
        source: Some(stay.id),
        words,
    })
}
