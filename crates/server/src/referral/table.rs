//! What a referral form asks, as tables for the reader and page of `record`: the full form, the short one
//! for somebody who comes back (R11), and who the person is as far as a referral says.

use care::codes;
use care::entry::Kind;
use care::entry::referral::{Answer, How, Source as From};
use jiff::civil::Date;

use crate::record::details::{name, nhs_number, postcode};
use crate::record::fields::{code_choices, word};
use crate::record::table::{Ask, Group, Item, Part, Source, Table};
use crate::template::forms::Choice;
use Part::{Many, One};

fn sources(_: Date) -> Vec<Choice> {
    From::ALL
        .iter()
        .map(|from| {
            let choice = Choice::new(word(from), from.label());
            if from.is_lay() { choice.hint("Kept as a concern raised, and passed on") } else { choice }
        })
        .collect()
}

fn ways(_: Date) -> Vec<Choice> {
    How::ALL.iter().map(|how| Choice::new(word(how), how.label())).collect()
}

fn answers(_: Date) -> Vec<Choice> {
    Answer::ALL.iter().map(|answer| Choice::new(word(answer), answer.label())).collect()
}

fn genders(on: Date) -> Vec<Choice> {
    code_choices(&codes::gender::LIST, on)
}

const fn answer(path: &'static str, label: &'static str) -> Part {
    One(Item::new(path, label, Ask::Radios(Source::List(answers))))
}

const fn evidence(path: &'static str, label: &'static str) -> Part {
    One(Item::new(path, label, Ask::Words(2)))
}

/// Who the person is, as far as a referral says; the rest follows in the personal details.
pub(crate) const PERSON: Table = Table {
    kind: Kind::Person,
    title: "New referral",
    intro: "",
    parts: &[
        One(Item::new("_given", "Given names", Ask::Read(20, name))),
        One(Item::new("_family", "Family name, or the only name", Ask::Read(20, name))
            .needed("Enter the family name, or the only name.")),
        One(Item::new("born", "Birth date", Ask::Partial)
            .hint("Day and month may stay empty when they are not known.")
            .needed("Enter the birth date, or as much of it as is known.")),
        One(Item::new("nhs_number", "NHS number", Ask::Read(10, nhs_number))
            .hint("Leave empty when it is not known; it is traced later.")),
        One(Item::new("gender", "Gender, as the person states it", Ask::Select(Source::List(genders)))
            .needed("Choose a gender, not stated or not asked.")),
        One(Item::new("_phone", "Telephone", Ask::Phone)),
        One(Item::new("_address", "Address, or where to look", Ask::Lines(3))),
        One(Item::new("_postcode", "Postcode", Ask::Read(10, postcode))),
    ],
};

const RECEIVED: Part =
    One(Item::new("received_on", "Referral received", Ask::Day).needed("Enter the day it was received."));
const HOW: Part =
    One(Item::new("how", "How it came", Ask::Select(Source::List(ways))).needed("Choose how it came."));
const SOURCE: Part =
    One(Item::new("source", "Who refers", Ask::Select(Source::List(sources))).needed("Choose who refers."));
const ORGANISATION: Part = One(Item::new("organisation", "Organisation and team that refer", Ask::Line(30)));
const PROFESSIONAL: Part = One(Item::new("professional", "Professional who refers", Ask::Line(30)));
const CONTACT: Part = One(Item::new("contact", "How to reach them", Ask::Line(30))
    .hint("Telephone or email, with the hours they are there."));
const WHY_NOW: Part = One(Item::new("why_now", "Why now", Ask::Words(3)));
const VIEW: Part = One(Item::new("persons_view", "What the person says about the referral", Ask::Words(2))
    .hint("In their own words, or that nobody has asked them yet."));
const POST: Part =
    One(Item::new("post", "Does the person want letters by post?", Ask::Radios(Source::List(answers)))
        .hint("Ask before the first one is sent: others may read the post. No: letters are given by hand."));
const SUPPORT: Part = One(Item::new("support_now", "What support the person has now", Ask::Words(2)));
const OWNER: Part =
    One(Item::new("owner", "Who answers for the person while they wait", Ask::Select(Source::Workers))
        .needed("Choose who answers for the person: nobody waits without an owner."));
const NEXT_CHECK: Part = One(Item::new("next_check_on", "Next check on the person", Ask::Day)
    .hint("Within 7 days: people who wait are looked after every week.")
    .needed("Enter the day of the next check."));
const MEETING: Part = One(Item::new("for_meeting_on", "Meeting that decides", Ask::Day)
    .hint("Leave empty until a meeting is chosen."));

/// The full form.
pub(crate) const REFERRAL: Table = Table {
    kind: Kind::Referral,
    title: "Referral",
    intro: "Write down what the referral says. What is missing can be asked for and added; not known is an answer.",
    parts: &[
        RECEIVED,
        HOW,
        SOURCE,
        ORGANISATION,
        PROFESSIONAL,
        CONTACT,
        WHY_NOW,
        VIEW,
        POST,
        SUPPORT,
        answer("disorder.answer", "Severe, lasting mental illness with a marked effect on daily life"),
        evidence("disorder.evidence", "What shows it"),
        One(Item::new("disorder.document", "Where it is written", Ask::Line(30))),
        answer("engagement.answer", "Difficulty in agreeing to work with services, or in keeping it up"),
        evidence("engagement.evidence", "What services tried, and what happened"),
        One(Item::new("engagement.document", "Where this is written", Ask::Line(30))),
        answer("heavy_crisis_use.answer", "Heavy use of the crisis team in the last 2 years"),
        evidence("heavy_crisis_use.evidence", "What shows the heavy use"),
        Many(Group {
            path: "admissions",
            title: "Stay in hospital",
            items: &[
                Item::new("place", "Hospital and ward", Ask::Line(30)),
                Item::new("from", "Admitted on", Ask::Day).needed("Enter the day of admission."),
                Item::new("until", "Left on", Ask::Day).hint("Leave empty while the stay goes on."),
                Item::new("transfer", "", Ask::Tick("Moved there from another ward or hospital")),
            ],
        }),
        Many(Group {
            path: "detentions",
            title: "Detention",
            items: &[
                Item::new("section", "Section", Ask::Line(20)).needed("Name the section."),
                Item::new("from", "From", Ask::Day).needed("Enter the first day."),
                Item::new("until", "Until", Ask::Day),
            ],
        }),
        Many(Group {
            path: "crisis",
            title: "Time with a crisis or home treatment team",
            items: &[
                Item::new("team", "Team", Ask::Line(30)),
                Item::new("from", "From", Ask::Day).needed("Enter the first day."),
                Item::new("until", "Until", Ask::Day),
            ],
        }),
        answer("history_complete", "Are these all stays and detentions of the last 2 years?"),
        answer("needs.violence.answer", "Violence or repeated offending"),
        evidence("needs.violence.evidence", "What shows violence or offending"),
        answer("needs.self_harm.answer", "Serious self-harm or self-neglect that goes on"),
        evidence("needs.self_harm.evidence", "What shows self-harm or self-neglect"),
        answer("needs.poor_response.answer", "Treatment has not helped much"),
        evidence("needs.poor_response.evidence", "What was tried"),
        answer("needs.dual_diagnosis.answer", "Drugs or alcohol as well as mental illness"),
        evidence("needs.dual_diagnosis.evidence", "What shows drugs or alcohol"),
        answer("needs.detained.answer", "Detained at least once in the last 2 years"),
        evidence("needs.detained.evidence", "What is known; dates go under Detention"),
        answer("needs.housing.answer", "Unstable housing, or no home"),
        evidence("needs.housing.evidence", "What shows it about housing"),
        One(Item::new("community_team_since", "With a community mental health team since", Ask::Day)
            .hint("Only some criteria ask.")),
        answer("organic.answer", "The main difficulty comes from damage to the brain"),
        evidence("organic.evidence", "What is known about it"),
        OWNER,
        NEXT_CHECK,
        MEETING,
    ],
};

/// The short form for somebody who was with the team within 24 months.
pub(crate) const RETURN: Table = Table {
    kind: Kind::Referral,
    title: "Back to the team",
    intro: "The person was with the team within the last 24 months: no full form is asked for.",
    parts: &[
        RECEIVED,
        HOW,
        SOURCE,
        ORGANISATION,
        PROFESSIONAL,
        CONTACT,
        WHY_NOW,
        VIEW,
        POST,
        SUPPORT,
        answer("disorder.answer", "Severe, lasting mental illness with a marked effect on daily life"),
        evidence("disorder.evidence", "What shows it now"),
        OWNER,
        NEXT_CHECK,
        MEETING,
    ],
};
