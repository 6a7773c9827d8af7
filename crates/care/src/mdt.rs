//! What the weekly meeting speaks of: everybody with a reason, each reason under its heading, worked out
//! from the lines (T02, R10). Pure; a person may stand under several headings.

use jiff::{Timestamp, ToSpan};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::clocks::{self, What};
use crate::ladder;
use crate::line::Line;
use crate::moment;
use crate::proposal;
use crate::referral::{Stage, standing};
use crate::settings;

/// The headings, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Heading {
    /// Referred and not decided.
    Referral,
    /// An assessment is ready: all parts are filled, or it was completed and not fed back.
    Assessment,
    /// In hospital, or home for less than two weeks.
    Hospital,
    /// The team's decision on missed contacts is due.
    MissedContacts,
    /// Findings to feed back.
    Finding,
    /// A care plan is to be reviewed.
    PlanReview,
    /// Not spoken of for four weeks.
    NotDiscussed,
}

impl Heading {
    /// Every heading.
    pub const ALL: &'static [Heading] = &[
        Self::Referral,
        Self::Assessment,
        Self::Hospital,
        Self::MissedContacts,
        Self::Finding,
        Self::PlanReview,
        Self::NotDiscussed,
    ];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Referral => "New referrals",
            Self::Assessment => "Assessments ready",
            Self::Hospital => "Admissions and discharge planning",
            Self::MissedContacts => "Missed contacts: the team decides",
            Self::Finding => "Findings to feed back",
            Self::PlanReview => "Care plan reviews due",
            Self::NotDiscussed => "Not spoken of for four weeks",
        }
    }
}

/// One reason to speak of somebody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// Under which heading.
    pub heading: Heading,
    /// Whether it should have been spoken of before.
    pub overdue: bool,
    /// The person.
    pub person: Uuid,
    /// Why.
    pub words: String,
}

/// The agenda: every reason for everybody, by heading, what is overdue first.
#[must_use]
pub fn agenda(lines: &[impl AsRef<Line>], now: Timestamp) -> Vec<Item> {
    let mut items: Vec<Item> = lines.iter().map(AsRef::as_ref).flat_map(|line| of(line, now)).collect();
    items.sort_by(|a, b| {
        (a.heading, !a.overdue, &a.words, a.person).cmp(&(b.heading, !b.overdue, &b.words, b.person))
    });
    items
}

fn of(line: &Line, now: Timestamp) -> Vec<Item> {
    let mut items = Vec::new();
    let mut add =
        |heading, overdue, words: String| items.push(Item { heading, overdue, person: line.person, words });
    let referred = referral(line, now);
    if let Some(words) = assessment(line, now).filter(|_| referred.is_some() || line.on_caseload()) {
        add(Heading::Assessment, false, words);
    }
    if let Some((overdue, words)) = referred {
        add(Heading::Referral, overdue, words);
        return items;
    }
    if !line.on_caseload() {
        return items;
    }
    if let Some(words) = hospital(line, now) {
        add(Heading::Hospital, false, words);
    }
    if let Some(step) = ladder::of(line).and_then(|ladder| ladder.next().copied())
        && step.step == 3
    {
        let by = clocks::near_moment(step.by, moment::local_day(now));
        add(Heading::MissedContacts, step.overdue(now), format!("Step 3 by {by}"));
    }
    for words in findings(line, now) {
        add(Heading::Finding, false, words);
    }
    let horizon = moment::add_days(moment::local_day(now), settings::MDT_REVIEW_DAYS);
    for clock in clocks::of(line, now) {
        if clock.what == What::PlanReview && clock.on <= horizon {
            add(Heading::PlanReview, clock.overdue, clock.words);
        }
    }
    if let Some(words) = not_discussed(line, now) {
        add(Heading::NotDiscussed, true, words);
    }
    items
}

/// Referred, neither taken on nor ended: the decision is due within a week of receipt (R10), or the next
/// service has still to meet who was not taken on (R09).
fn referral(line: &Line, now: Timestamp) -> Option<(bool, String)> {
    let episode = line.episode().filter(|e| e.accepted_on.is_none() && e.ended_on.is_none())?;
    let sent = line.referrals.iter().rfind(|one| one.episode == episode.id);
    if let Some(refused) = sent.map(|one| standing(line, one)).filter(|one| one.stage == Stage::Refused) {
        let service = refused.decision.and_then(|one| one.service.as_deref()).unwrap_or("the next service");
        let by = refused.due.map(|due| format!(" by {}", moment::day_words_short(due.on)));
        let words = format!("Not taken on: {service} meets the person{}", by.unwrap_or_default());
        return Some((refused.overdue(moment::local_day(now)), words));
    }
    let due = moment::add_days(episode.referred_on, settings::DECISION_DAYS);
    let words = format!(
        "Received {}, decision due {}",
        moment::day_words_short(episode.referred_on),
        moment::day_words_short(due)
    );
    let kind = sent.map(|one| {
        let again = if one.returns { ", was with the team before" } else { "" };
        let missing = match one.missing {
            0 => String::new(),
            1 => ", 1 thing missing".to_owned(),
            count => format!(", {count} things missing"),
        };
        format!(". From: {}{again}{missing}", one.source.label())
    });
    Some((due < moment::local_day(now), words + &kind.unwrap_or_default()))
}

/// All parts are filled and the decision with the person is to be made; or it was made, and no meeting
/// has heard of it since. What the person does not agree with is said with it (A05).
fn assessment(line: &Line, now: Timestamp) -> Option<String> {
    let one = line.assessment()?;
    let Some(on) = one.completed_on else {
        let blank = one.sessions.is_empty() || !one.blank().is_empty();
        return (!blank).then(|| "All parts are filled: decide together who gives the help".to_owned());
    };
    let days = moment::days_between(on, moment::local_day(now));
    let heard = line.decided.as_ref().is_some_and(|decided| moment::local_day(decided.at) > on);
    if heard || days > settings::DISCUSS_DAYS {
        return None;
    }
    let help = one.delivery.map(|by| format!(", help from {}", by.label().to_lowercase()));
    let not = one.disagreement.as_ref().map(|words| format!(". The person does not agree: {words}"));
    let done = moment::day_words_short(on);
    Some(format!("Completed {done}{}{}", help.unwrap_or_default(), not.unwrap_or_default()))
}

fn hospital(line: &Line, now: Timestamp) -> Option<String> {
    let stay = line.stay.as_ref()?;
    let day = |at| moment::day_words_short(moment::local_day(at));
    match stay.left_at {
        None => Some(format!("{} since {}: plan the way home", stay.ward, day(stay.admitted_at))),
        Some(left) => {
            let recent = now
                .checked_sub((24 * i64::from(settings::AFTER_HOSPITAL_DAYS)).hours())
                .is_ok_and(|from| left > from);
            recent.then(|| format!("Home from {} since {}", stay.ward, day(left)))
        }
    }
}

/// What a handover sent here, and what speaks for another tier, unless a meeting has decided since.
fn findings(line: &Line, now: Timestamp) -> Vec<String> {
    let mut findings = Vec::new();
    let decided = line.decided.as_ref().map(|decided| decided.at);
    if let Some(sent) = line.for_mdt.as_ref().filter(|sent| decided.is_none_or(|at| at < sent.at)) {
        let day = moment::day_words_short(moment::local_day(sent.at));
        findings.push(format!("From the handover of {day}: {}", sent.words));
    }
    let mut tiers: Vec<String> = proposal::of(line, now)
        .into_iter()
        .map(|found| format!("{} tier proposed: {}", found.tier.label(), found.because))
        .collect();
    findings.append(&mut tiers);
    findings
}

fn not_discussed(line: &Line, now: Timestamp) -> Option<String> {
    let today = moment::local_day(now);
    let from = line.discussed_on.or_else(|| line.episode()?.accepted_on)?;
    let days = moment::days_between(from, today);
    (days > settings::DISCUSS_DAYS).then(|| match line.discussed_on {
        Some(day) => format!("Last spoken of on {}", moment::day_words(day)),
        None => "Never spoken of in this record".to_owned(),
    })
}
