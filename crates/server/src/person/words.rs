//! One entry in the words of the people who read it: a title and its parts. Shown in the chronology
//! and above the history of an entry; the whole document field by field is in `record`.

use care::codes;
use care::entry::around::{Diagnoses, Network, Preferences, SafetyRule, Way};
use care::entry::attachment::Attachment;
use care::entry::decision::{ReferralDecision, WaitingCheck};
use care::entry::episode::{Considered, Episode, KeyWorker};
use care::entry::event::{ActionState, ActionUpdate, Event};
use care::entry::handover::HandoverLine;
use care::entry::mdt::MdtDecision;
use care::entry::person::Person;
use care::entry::promise::{HospitalStay, Injection, LegalStatus, PlanReview};
use care::entry::referral::Referral;
use care::entry::sharing::Category;
use care::entry::tier::{LadderStep, Tier};
use care::entry::{Body, Entry};
use care::moment::{day_words, moment_words};
use jiff::civil::Date;
use serde::Serialize;
use store::directory::Directory;
use uuid::Uuid;

use super::met;

/// An entry as it is told.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Told {
    /// What it is, in one line.
    pub(crate) title: String,
    /// What it says.
    pub(crate) parts: Vec<Part>,
}

/// One part of what an entry says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Part {
    /// What the words are about; empty where that is plain.
    pub(crate) label: &'static str,
    /// The words.
    pub(crate) text: String,
}

impl Told {
    pub(super) fn new(title: impl Into<String>) -> Told {
        Told { title: title.into(), parts: Vec::new() }
    }

    pub(super) fn part(mut self, label: &'static str, text: impl Into<String>) -> Told {
        let text = text.into();
        if !text.is_empty() {
            self.parts.push(Part { label, text });
        }
        self
    }

    pub(super) fn maybe(self, label: &'static str, text: Option<&String>) -> Told {
        self.part(label, text.cloned().unwrap_or_default())
    }
}

/// Tells an entry.
pub(crate) fn told(entry: &Entry, directory: &Directory) -> Told {
    match &entry.body {
        Body::Contact(contact) => met::of_contact(contact, directory),
        Body::Visit(visit) => met::of_visit(visit, entry, directory),
        Body::VisitSeries(series) => met::of_series(series, directory),
        Body::Tier(tier) => of_tier(tier),
        Body::LadderStep(step) => of_step(step),
        Body::Event(event) => of_event(event),
        Body::ActionUpdate(update) => of_update(update, directory),
        Body::Person(person) => of_person(person),
        Body::Episode(episode) => of_episode(episode, entry, directory),
        Body::KeyWorker(named) => of_named(named, directory),
        Body::Network(network) => of_network(network),
        Body::Preferences(wishes) => of_wishes(wishes),
        Body::SafetyRule(rule) => of_rule(rule),
        Body::Diagnoses(diagnoses) => of_diagnoses(diagnoses),
        Body::PlanReview(review) => of_review(review),
        Body::LegalStatus(legal) => of_legal(legal),
        Body::Injection(injection) => of_injection(injection),
        Body::HospitalStay(stay) => of_stay(stay),
        Body::HandoverLine(line) => of_line(line, directory),
        Body::MdtDecision(decision) => of_decision(decision, directory),
        Body::Referral(referral) => of_referral(referral, directory),
        Body::ReferralDecision(decision) => of_referral_decision(decision, directory),
        Body::WaitingCheck(check) => of_check(check, directory),
        Body::Attachment(document) => of_document(document),
        Body::Assessment(one) => super::assessed::of_assessment(one),
        Body::AssessmentSession(session) => super::assessed::of_session(session, directory),
        Body::Screening(screening) => super::assessed::of_screening(screening),
        Body::Sensory(sensory) => super::assessed::of_sensory(sensory),
        Body::Cohort(cohort) => super::assessed::of_cohort(cohort),
        Body::Organisation(_)
        | Body::Team(_)
        | Body::Staff(_)
        | Body::DayClose(_)
        | Body::SafetyCheck(_)
        | Body::SafetyDetails(_)
        | Body::Handover(_)
        | Body::Mdt(_)
        | Body::WeekPlan(_)
        | Body::ConcernRaised(_)
        | Body::CriteriaSet(_)
        | Body::CriteriaGiven(_)
        | Body::Supervision(_) => Told::new(entry.kind().label()),
    }
}

/// Names of staff, joined.
pub(crate) fn names(staff: &[Uuid], directory: &Directory) -> String {
    let names: Vec<&str> = staff.iter().map(|id| directory.staff_name(*id)).collect();
    joined(&names)
}

/// "a", "a and b", "a, b and c".
pub(crate) fn joined(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

pub(super) fn place(code: Option<&String>) -> String {
    code.and_then(|code| codes::place::label(code)).unwrap_or_default().to_owned()
}

fn places(list: &[String]) -> String {
    let labels: Vec<&str> = list.iter().filter_map(|code| codes::place::label(code)).collect();
    labels.join(", ")
}

pub(super) fn minutes(count: u16) -> String {
    if count == 1 { "1 minute".to_owned() } else { format!("{count} minutes") }
}

fn of_tier(tier: &Tier) -> Told {
    Told::new(format!("Tier {} until {}", tier.tier.label(), day_words(tier.expires_on)))
        .part("", tier.tier.meaning())
        .part("Why", tier.reason.as_str())
        .maybe("What the team does", tier.actions.as_ref())
}

fn of_step(step: &LadderStep) -> Told {
    let threshold = step.police_threshold.map(|threshold| threshold.label()).unwrap_or_default();
    Told::new(format!("Missed-contact step {}", step.step))
        .part("", care::ladder::what(step.step))
        .part("What was done", step.what.as_str())
        .part("Asked", step.asked.join(", "))
        .part("What came of it", step.result.as_str())
        .maybe("Decision", step.decision.as_ref())
        .part("Police", threshold)
        .maybe("Police reference", step.police_reference.as_ref())
}

fn of_event(event: &Event) -> Told {
    let urgent = if event.urgent { ", will not wait" } else { "" };
    let told = Told::new(format!("{}{urgent}", event.event.label()))
        .part("", event.what.as_str())
        .maybe("Told by", event.told_by.as_ref())
        .maybe("What the team did", event.response.as_ref());
    if event.waits_for_answer() { told.part("", "Waits for the team's answer") } else { told }
}

fn of_line(line: &HandoverLine, directory: &Directory) -> Told {
    let title = match (line.good_news, line.tier_concern) {
        (true, _) => "Handover: good news",
        (false, true) => "Handover: look at the tier",
        (false, false) => "Handover",
    };
    let action = line.action.as_ref().map(|action| {
        let owner = directory.owner_name(action.owner);
        format!("{} ({owner}, by {})", action.what, day_words(action.due_on))
    });
    let change = line.change.clone().unwrap_or_else(|| "Nothing new".to_owned());
    Told::new(title).part("", change).maybe("Next", action.as_ref())
}

fn of_decision(decision: &MdtDecision, directory: &Directory) -> Told {
    let done = decision.intervention.as_ref().map(|one| {
        let worker = directory.staff_name(one.worker);
        format!("{} ({worker}, from {}): {}", one.what, day_words(one.first_on), one.because)
    });
    let action = decision.action.as_ref().map(|action| {
        let owner = directory.staff_name(action.owner);
        format!("{} ({owner}, by {})", action.what, day_words(action.due_on))
    });
    Told::new("Decided at the MDT")
        .part("", decision.decision.as_str())
        .maybe("Finding", decision.finding.as_ref())
        .maybe("Who does what", done.as_ref())
        .maybe("Next", action.as_ref())
        .maybe("Seen differently", decision.dissent.as_ref())
}

fn of_update(update: &ActionUpdate, directory: &Directory) -> Told {
    let title = match update.state {
        ActionState::Done => "Action done",
        ActionState::Carried => "Action carried on",
        ActionState::HandedBack => "Action handed back to the team",
        ActionState::NotNeeded => "Action not needed any more",
    };
    let owner = update.owner.map(|owner| directory.staff_name(owner).to_owned());
    Told::new(title)
        .maybe("", update.note.as_ref())
        .maybe("By", owner.as_ref())
        .part("Until", update.due_on.map(day_words).unwrap_or_default())
}

fn of_referral(referral: &Referral, directory: &Directory) -> Told {
    let back = if referral.returns { "Back within 24 months" } else { "" };
    Told::new(format!("Referral received on {}", day_words(referral.received_on)))
        .part("From", referral.organisation.as_deref().unwrap_or_else(|| referral.source.label()))
        .part("", back)
        .maybe("Why now", referral.why_now.as_ref())
        .maybe("What the person says", referral.persons_view.as_ref())
        .part("Owner", directory.staff_name(referral.owner))
}

fn of_referral_decision(decision: &ReferralDecision, directory: &Directory) -> Told {
    let first = decision.first_contact_by.map(|who| directory.staff_name(who)).unwrap_or_default();
    let onward = decision.onward.as_ref();
    let met = onward.and_then(|onward| onward.met_on).map(day_words).unwrap_or_default();
    Told::new(decision.decision.label())
        .part("Decided by", decision.decided_by.as_str())
        .maybe("Although not every criterion is met", decision.despite.as_ref())
        .maybe("Seen differently", decision.dissent.as_ref())
        .part("First contact", first)
        .maybe("What happens instead", decision.instead.as_ref())
        .part("Next service", onward.map(|onward| onward.service.as_str()).unwrap_or_default())
        .part("It met the person on", met)
}

fn of_check(check: &WaitingCheck, directory: &Directory) -> Told {
    Told::new("Looked after while waiting")
        .part("", check.how.as_str())
        .part("Last seen", check.last_seen_on.map(day_words).unwrap_or_default())
        .maybe("By", check.last_seen_by.as_ref())
        .part("Owner", directory.staff_name(check.owner))
        .part("Looked at again", day_words(check.next_check_on))
}

fn of_document(document: &Attachment) -> Told {
    Told::new("Document with a referral")
        .part("", document.what.as_str())
        .part("File", document.file_name.as_str())
        .maybe("Withdrawn", document.withdrawn.as_ref())
}

fn of_person(person: &Person) -> Told {
    let died = person.died_on.map(day_words).unwrap_or_default();
    Told::new("Personal details").part("", person.shown_name()).part("Died", died)
}

fn of_episode(episode: &Episode, entry: &Entry, directory: &Directory) -> Told {
    let team = directory.team_name(entry.team);
    let title = match (episode.ended_on, episode.accepted_on) {
        (Some(_), _) => format!("Time with {team} ended"),
        (None, Some(_)) => format!("Taken on by {team}"),
        (None, None) => format!("Referred to {team}"),
    };
    Told::new(title)
        .part("Referral received", day_words(episode.referred_on))
        .part("Taken on", episode.accepted_on.map(day_words).unwrap_or_default())
        .maybe("Referred by", episode.referred_by.as_ref())
        .part("Ended", episode.ended_on.map(day_words).unwrap_or_default())
        .part("Reason", episode.ended_because.map(|why| why.label()).unwrap_or_default())
        .maybe("Why", episode.ended_why.as_ref())
        .maybe("Goes on with", episode.ended_to.as_ref())
}

fn of_named(named: &KeyWorker, directory: &Directory) -> Told {
    let name = |who: Option<Uuid>| who.map(|who| directory.staff_name(who).to_owned()).unwrap_or_default();
    let title = match named.key_worker {
        Some(who) => format!("Key worker: {}", directory.staff_name(who)),
        None => "No key worker".to_owned(),
    };
    Told::new(title)
        .part("Deputy", name(named.deputy))
        .part("Mini-team", names(&named.mini_team, directory))
        .maybe("Why", named.reason.as_ref())
        .maybe("How they are introduced", named.introduction.as_ref())
        .part(
            "Wish for a male or female worker",
            named.considered.as_ref().map(wish_words).unwrap_or_default(),
        )
        .maybe("Why over the cap", named.over_cap.as_ref())
}

/// "The wish is met (considered on 6 August 2026)".
fn wish_words(considered: &Considered) -> String {
    let mut words = format!("{} (considered on {})", considered.outcome.label(), day_words(considered.on));
    if let Some(why) = &considered.why {
        words = format!("{words}: {why}");
    }
    match considered.next_try {
        Some(next) => format!("{words}; again on {}", day_words(next)),
        None => words,
    }
}

fn of_network(network: &Network) -> Told {
    let mut told = Told::new("People and services around");
    for member in &network.members {
        let mut words = vec![member.name.clone()];
        words.extend(member.organisation.clone());
        words.extend(member.phone.clone());
        words.extend(member.note.clone());
        words.extend(member.asked_on.map(|on| permitted(&member.may_know, on)));
        told = told.part(member.relation.label(), words.join(", "));
    }
    told
}

fn permitted(may_know: &[Category], on: Date) -> String {
    let on = day_words(on);
    if may_know.is_empty() {
        return format!("may know nothing (asked on {on})");
    }
    format!("may know {} (asked on {on})", Category::words(may_know))
}

fn of_wishes(wishes: &Preferences) -> Told {
    let gender = wishes.worker_gender.as_ref().map(worker_gender).unwrap_or_default();
    Told::new("Preferences")
        .part("Worker", gender)
        .part("Likes to meet at", places(&wishes.likes_places))
        .part("Not at", places(&wishes.refuses_places))
        .part("Not reached", Way::words(&wishes.refuses_ways))
        .maybe("Times", wishes.times.as_ref())
        .maybe("Approach", wishes.approach.as_ref())
        .maybe("Culture and faith", wishes.culture.as_ref())
        .part("Keeps free", care::kept::names(wishes))
        .maybe("What matters", wishes.matters_to_me.as_ref())
}

/// "A female worker (essential)".
pub(crate) fn worker_gender(wish: &care::entry::around::WorkerGender) -> String {
    use care::entry::around::Strength;
    let gender = if wish.gender == "1" { "male" } else { "female" };
    let strength = match wish.strength {
        Strength::Wish => "a wish",
        Strength::Strong => "matters a lot",
        Strength::Essential => "essential",
    };
    format!("A {gender} worker ({strength})")
}

fn of_rule(rule: &SafetyRule) -> Told {
    let told = Told::new(format!("Visit-safety rule: {}", rule.rule.label())).part("", rule.what.as_str());
    match &rule.ended {
        Some(why) => told.part("Ended", why.as_str()),
        None => told.part("Until", day_words(rule.expires_on)),
    }
}

fn of_diagnoses(diagnoses: &Diagnoses) -> Told {
    let mut told = Told::new("Diagnoses");
    for diagnosis in &diagnoses.list {
        let code = diagnosis.code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default();
        let since = diagnosis.since.map(|day| format!(", since {}", day.words())).unwrap_or_default();
        told = told.part("", format!("{}{code}{since}", diagnosis.label));
    }
    told
}

fn of_review(review: &PlanReview) -> Told {
    Told::new(format!("Care plan reviewed {}", day_words(review.reviewed_on)))
        .part("What the person said", review.persons_view.as_str())
}

fn of_legal(legal: &LegalStatus) -> Told {
    Told::new(legal.label())
        .part("From", day_words(legal.from))
        .part("Until", legal.expires_on.map(day_words).unwrap_or_default())
        .part("Ended", legal.ended_on.map(day_words).unwrap_or_default())
}

fn of_injection(injection: &Injection) -> Told {
    Told::new(format!("Injection: {}", injection.product))
        .part("", format!("Every {} days as prescribed", injection.interval_days))
        .part("Last given", injection.last_given_on.map(day_words).unwrap_or_default())
        .part("Next due", day_words(injection.due_on))
        .part("Stopped", injection.stopped_on.map(day_words).unwrap_or_default())
}

fn of_stay(stay: &HospitalStay) -> Told {
    let left = stay.left_at.map(moment_words).unwrap_or_default();
    let status = stay.legal_status.as_ref().and_then(|code| codes::legal_status::label(code));
    let told = Told::new(format!("In hospital: {}", stay.ward))
        .part("Admitted", moment_words(stay.admitted_at))
        .part("Legal status", status.unwrap_or_default())
        .part("Left", left);
    if stay.out_of_area { told.part("", "Outside the trust's own beds") } else { told }
}
