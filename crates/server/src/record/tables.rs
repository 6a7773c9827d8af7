//! The forms of the simple kinds, as tables. The words are the person's and the team's.

use care::codes;
use care::codes::network::Relation;
use care::entry::Kind;
use care::entry::around::{SafetyKind, Strength, Way};
use care::entry::episode::EndReason;
use care::entry::event::EventKind;
use care::entry::kept::Weekday;
use care::entry::sharing::Category;
use care::settings::festival;
use jiff::civil::Date;

use super::fields::{code_choices, named_choices, place_choices};
use super::table::{Ask, Group, Item, Part, Source, Table};
use crate::template::forms::Choice;
use Part::{Many, One};

/// The form of a kind, when it has one here.
pub(crate) fn of(kind: Kind) -> Option<&'static Table> {
    match kind {
        Kind::Network => Some(&NETWORK),
        Kind::Preferences => Some(&PREFERENCES),
        Kind::SafetyRule => Some(&SAFETY_RULE),
        Kind::Diagnoses => Some(&DIAGNOSES),
        Kind::PlanReview => Some(&PLAN_REVIEW),
        Kind::LegalStatus => Some(&LEGAL_STATUS),
        Kind::Injection => Some(&INJECTION),
        Kind::HospitalStay => Some(&HOSPITAL_STAY),
        Kind::Event => Some(&EVENT),
        Kind::Episode => Some(&EPISODE),
        Kind::Referral => Some(&crate::referral::table::REFERRAL),
        Kind::Person => Some(&super::details::PERSON),
        Kind::KeyWorker => Some(&super::details::KEY_WORKER),
        Kind::AssessmentSession => Some(&crate::assessment::tables::SESSION),
        Kind::Assessment => Some(&crate::assessment::tables::OUTCOME),
        Kind::Sensory => Some(&crate::assessment::tables::SENSORY),
        Kind::Cohort => Some(&crate::assessment::tables::COHORT),
        Kind::ReferralDecision
        | Kind::WaitingCheck
        | Kind::Attachment
        | Kind::ConcernRaised
        | Kind::CriteriaSet
        | Kind::CriteriaGiven
        | Kind::Organisation
        | Kind::Team
        | Kind::Screening
        | Kind::Supervision
        | Kind::Staff
        | Kind::Contact
        | Kind::Visit
        | Kind::VisitSeries
        | Kind::DayClose
        | Kind::SafetyCheck
        | Kind::SafetyDetails
        | Kind::Tier
        | Kind::LadderStep
        | Kind::ActionUpdate
        | Kind::Handover
        | Kind::HandoverLine
        | Kind::Mdt
        | Kind::WeekPlan
        | Kind::MdtDecision => None,
    }
}

fn relations(_: Date) -> Vec<Choice> {
    named_choices(Relation::ALL, |one| one.label())
}

fn categories(_: Date) -> Vec<Choice> {
    named_choices(Category::ALL, |one| one.label())
}

fn strengths(_: Date) -> Vec<Choice> {
    named_choices(&[Strength::Wish, Strength::Strong, Strength::Essential], |one| match one {
        Strength::Wish => "Would be nice",
        Strength::Strong => "Matters a lot",
        Strength::Essential => "Will not work without",
    })
}

fn worker_genders(_: Date) -> Vec<Choice> {
    vec![Choice::new("2", "A female worker"), Choice::new("1", "A male worker")]
}

fn ways(_: Date) -> Vec<Choice> {
    named_choices(Way::ALL, |one| one.label())
}

fn safety_kinds(_: Date) -> Vec<Choice> {
    named_choices(SafetyKind::ALL, |one| one.label())
}

fn event_kinds(_: Date) -> Vec<Choice> {
    named_choices(EventKind::ALL, |one| one.label())
}

fn end_reasons(_: Date) -> Vec<Choice> {
    named_choices(EndReason::ALL, |one| one.label())
}

fn legal_statuses(on: Date) -> Vec<Choice> {
    code_choices(&codes::legal_status::LIST, on)
}

const NETWORK: Table = Table {
    kind: Kind::Network,
    title: "People and services around",
    intro: "Family, carers, GP, housing, probation. Writing somebody down here does not allow the team to tell them anything: that is what the person permits, for each of them.",
    parts: &[Many(Group {
        path: "members",
        title: "Person or service",
        items: &[
            Item::new("name", "Name", Ask::Line(30)).needed("Enter the name of the person or service."),
            Item::new("relation", "What they are", Ask::Select(Source::List(relations)))
                .needed("Choose what they are to the person."),
            Item::new("organisation", "Organisation", Ask::Line(30)),
            Item::new("phone", "Telephone", Ask::Phone),
            Item::new("note", "Anything else worth knowing", Ask::Words(2)),
            Item::new(
                "may_know",
                "What the person permits them to know",
                Ask::Ticks(Source::List(categories)),
            )
            .hint("Ask the person. Leave all empty when nothing may be told."),
            Item::new("asked_on", "Day on which the person was asked", Ask::Day),
        ],
    })],
};

const PREFERENCES: Table = Table {
    kind: Kind::Preferences,
    title: "Preferences",
    intro: "Where, when, how and with whom the person wants to be met. Ask the person and use their words.",
    parts: &[
        One(Item::new("matters_to_me", "What matters to the person", Ask::Words(3))
            .hint("Strengths, interests, what helps to get on.")),
        One(Item::new("approach", "How to approach", Ask::Words(2))
            .hint("For example: ring first, knock twice, no lanyards.")),
        One(Item::new("times", "Times that suit", Ask::Line(30))),
        One(Item::new("refuses_ways", "Does not want to be reached", Ask::Ticks(Source::List(ways)))
            .hint("Letters are then given by hand, and the number is not offered for ringing.")),
        One(Item::new("likes_places", "Likes to meet at", Ask::Ticks(Source::List(place_choices)))),
        One(Item::new("refuses_places", "Does not want to meet at", Ask::Ticks(Source::List(place_choices)))),
        One(Item::new(
            "worker_gender.gender",
            "Wish for a worker",
            Ask::Radios(Source::List(worker_genders)),
        )
        .needed_with("worker_gender.strength", "Choose a male or a female worker.")),
        One(Item::new("worker_gender.strength", "How much it matters", Ask::Radios(Source::List(strengths)))
            .needed_with("worker_gender.gender", "Say how much the worker's gender matters.")),
        One(Item::new("not_these_workers", "Does not want to meet", Ask::Ticks(Source::Workers))),
        One(Item::new("culture", "Culture and faith on a visit", Ask::Words(2))
            .hint("Shoes, food, who may be alone with whom. Times to keep free are asked below.")),
        One(Item::new("festivals", "Festivals the person keeps", Ask::Ticks(Source::List(festivals)))
            .hint("No visits are planned on these days. Ask: nothing follows from a faith.")),
        Many(Group {
            path: "kept_times",
            title: "Time of the week to keep free",
            items: &[
                Item::new("what", "What for", Ask::Line(30))
                    .needed("Say what this time is kept free for.")
                    .hint("For example: Friday prayers."),
                Item::new("weekdays", "On which days", Ask::Ticks(Source::List(weekdays)))
                    .needed("Choose the days of the week."),
                Item::new("from", "From", Ask::Read(10, time_of_day))
                    .needed("Enter when it begins, for example 12:30.")
                    .hint("For example 12:30 or 12:30pm."),
                Item::new("until", "Until", Ask::Read(10, time_of_day))
                    .needed("Enter when it ends, for example 14:30.")
                    .hint("For example 14:30. 23:59 for the rest of the day."),
            ],
        }),
        Many(Group {
            path: "kept_days",
            title: "Days of their own to keep free",
            items: &[
                Item::new("what", "What for", Ask::Line(30)).needed("Say what these days are kept free for."),
                Item::new("from", "First day", Ask::Day).needed("Enter the first day."),
                Item::new("until", "Last day", Ask::Day).needed("Enter the last day: the same for one day."),
            ],
        }),
    ],
};

/// A time of day as the record has it: `12:30`.
fn time_of_day(typed: &str) -> Result<String, care::problem::Problem> {
    let time =
        care::moment::parse_time(typed).map_err(|sentence| care::problem::Problem::new("", sentence))?;
    Ok(format!("{:02}:{:02}", time.hour(), time.minute()))
}

fn weekdays(_: Date) -> Vec<Choice> {
    named_choices(Weekday::ALL, |one| one.label())
}

fn festivals(_: Date) -> Vec<Choice> {
    festival::FESTIVALS.iter().map(|one| Choice::new(one.code, one.label)).collect()
}

const SAFETY_RULE: Table = Table {
    kind: Kind::SafetyRule,
    title: "Visit-safety rule",
    intro: "What every worker must know at the door. A rule lasts at most 6 months and is then decided again.",
    parts: &[
        One(Item::new("rule", "Kind of rule", Ask::Radios(Source::List(safety_kinds)))
            .needed("Choose the kind of rule.")),
        One(Item::new("what", "What to do at the door, and why", Ask::Words(3))
            .needed("Say what to do at the door and why.")),
        One(Item::new("expires_on", "Last day in force", Ask::Day).needed("Enter the last day in force.")),
        One(Item::new("ended", "Ended early: why", Ask::Words(2))
            .hint("Only when the rule is not needed any more.")),
    ],
};

const DIAGNOSES: Table = Table {
    kind: Kind::Diagnoses,
    title: "Diagnoses",
    intro: "As recorded by the clinicians, the main one first.",
    parts: &[Many(Group {
        path: "list",
        title: "Diagnosis",
        items: &[
            Item::new("label", "In words", Ask::Line(30)).needed("Name the diagnosis."),
            Item::new("code", "ICD-10 code", Ask::Read(10, icd10)).hint("Without a dot, for example F200."),
            Item::new("since", "Since", Ask::Partial).hint("Day and month may stay empty."),
        ],
    })],
};

/// An ICD-10 code as it is stored: capitals, no dot. Whether it is one is checked with the entry.
fn icd10(typed: &str) -> Result<String, care::problem::Problem> {
    Ok(typed.chars().filter(|c| !c.is_whitespace() && *c != '.').collect::<String>().to_uppercase())
}

const PLAN_REVIEW: Table = Table {
    kind: Kind::PlanReview,
    title: "Care plan review",
    intro: "The plan was reviewed with the person. Without what the person said it is no review.",
    parts: &[
        One(Item::new("reviewed_on", "Day of the review", Ask::Day).needed("Enter the day of the review.")),
        One(Item::new("persons_view", "What the person said about the plan", Ask::Words(5))
            .needed("Write what the person said about the plan.")),
    ],
};

const LEGAL_STATUS: Table = Table {
    kind: Kind::LegalStatus,
    title: "Legal status",
    intro: "As on the papers. Dates are not worked out here.",
    parts: &[
        One(Item::new("code", "Section", Ask::Select(Source::List(legal_statuses)))
            .needed("Choose the section.")),
        One(Item::new(
            "community_treatment_order",
            "Community treatment order",
            Ask::Tick("Under a community treatment order on this section"),
        )),
        One(Item::new("from", "First day", Ask::Day).needed("Enter the first day.")),
        One(Item::new("expires_on", "Last day", Ask::Day)
            .hint("As on the papers. Leave empty where the law sets none.")),
        One(Item::new("ended_on", "Ended on", Ask::Day)),
    ],
};

const INJECTION: Table = Table {
    kind: Kind::Injection,
    title: "Injection",
    intro: "A long-acting injection, for the clock alone. The prescription chart is where the dose is.",
    parts: &[
        One(Item::new("product", "Medicine, as prescribed", Ask::Line(30))
            .needed("Name the medicine as prescribed.")),
        One(Item::new("interval_days", "Days from one to the next, as prescribed", Ask::Number)
            .needed("Enter the interval as prescribed, from 7 to 182 days.")),
        One(Item::new("last_given_on", "Last given", Ask::Day)),
        One(Item::new("given_by", "Given by", Ask::Select(Source::Givers)).hint("A nurse or a doctor.")),
        One(Item::new("due_on", "Next due", Ask::Day).needed("Enter the day the next one is due.")),
        One(Item::new("stopped_on", "Stopped on", Ask::Day)),
    ],
};

const HOSPITAL_STAY: Table = Table {
    kind: Kind::HospitalStay,
    title: "Hospital stay",
    intro: "The person stays with the team while in hospital.",
    parts: &[
        One(Item::new("ward", "Hospital and ward", Ask::Line(30)).needed("Name the hospital and the ward.")),
        One(Item::new("admitted_at", "Admitted", Ask::Moment).needed("Enter when the person was admitted.")),
        One(Item::new(
            "legal_status",
            "Legal status on admission",
            Ask::Select(Source::List(legal_statuses)),
        )),
        One(Item::new("out_of_area", "Out of area", Ask::Tick("Outside the trust's own beds"))),
        One(Item::new("left_at", "Left", Ask::Moment)),
    ],
};

const EVENT: Table = Table {
    kind: Kind::Event,
    title: "Something happened",
    intro: "What the whole team must know. A worry of the family can always be written down: hearing it tells nobody anything.",
    parts: &[
        One(Item::new("event", "What kind", Ask::Radios(Source::List(event_kinds)))
            .needed("Choose what kind of event it was.")),
        One(Item::new("happened_at", "When", Ask::Moment).needed("Enter when it happened.")),
        One(Item::new("what", "What happened", Ask::Words(4)).needed("Say what happened.")),
        One(Item::new("told_by", "Who told the team", Ask::Line(30))),
        One(Item::new("urgent", "Urgent", Ask::Tick("It will not wait for the next handover"))),
        One(Item::new("response", "What the team did about it", Ask::Words(3))
            .hint("A family concern needs an answer; it can be added later.")),
    ],
};

const EPISODE: Table = Table {
    kind: Kind::Episode,
    title: "Time with the team",
    intro: "Not attending is never a reason to end it.",
    parts: &[
        One(Item::new("referred_on", "Referral received", Ask::Day)
            .needed("Enter the day the referral was received.")),
        One(Item::new("referred_by", "Referred by", Ask::Line(30))),
        One(Item::new("accepted_on", "Taken on", Ask::Day).hint("Leave empty while the team decides.")),
        One(Item::new("ended_on", "Ended on", Ask::Day)),
        One(Item::new("ended_because", "Why it ends", Ask::Radios(Source::List(end_reasons)))),
        One(Item::new("ended_why", "The reasons in words", Ask::Words(3))),
        One(Item::new("ended_to", "Who has accepted the person and made contact", Ask::Line(30))),
    ],
};
