//! The tables of personal details and of the key worker. Their pages are in `people` and `key_worker`:
//! a second record of the same person and a silent change of key worker ask more than a form does.

use care::codes;
use care::entry::Kind;
use care::entry::episode::WishOutcome;
use care::entry::person::{Messages, NameUse, NhsNumberMissing};
use care::nhs_number::NhsNumber;
use care::postcode::{Postcode, PostcodeKind};
use care::problem::Problem;
use care::text;
use jiff::civil::Date;

use super::fields::{code_choices, named_choices};
use super::table::{Ask, Group, Item, Part, Source, Table};
use crate::template::forms::Choice;
use Part::{Many, One};

fn name_uses(_: Date) -> Vec<Choice> {
    named_choices(&[NameUse::Usual, NameUse::Legal, NameUse::Former, NameUse::Alias], |usage| match usage {
        NameUse::Usual => "In use",
        NameUse::Legal => "On official papers",
        NameUse::Former => "Former",
        NameUse::Alias => "Also known as",
    })
}

fn number_reasons(_: Date) -> Vec<Choice> {
    use NhsNumberMissing as Missing;
    named_choices(
        &[Missing::NotKnown, Missing::TraceNeeded, Missing::Overseas, Missing::DevolvedNation],
        NhsNumberMissing::label,
    )
}

fn messages(_: Date) -> Vec<Choice> {
    named_choices(Messages::ALL, Messages::label)
}

fn genders(on: Date) -> Vec<Choice> {
    code_choices(&codes::gender::LIST, on)
}

fn sexes(on: Date) -> Vec<Choice> {
    code_choices(&codes::sex_at_birth::LIST, on)
}

fn ethnicities(on: Date) -> Vec<Choice> {
    code_choices(&codes::ethnicity::LIST, on)
}

fn languages(on: Date) -> Vec<Choice> {
    code_choices(&codes::language::LIST, on)
}

fn accommodations(on: Date) -> Vec<Choice> {
    code_choices(&codes::accommodation::LIST, on)
}

pub(crate) fn name(typed: &str) -> Result<String, Problem> {
    text::clean_name(typed)
        .map(|clean| clean.value)
        .map_err(|sentence| Problem::new("", sentence).rule("BI08"))
}

pub(crate) fn nhs_number(typed: &str) -> Result<String, Problem> {
    NhsNumber::parse(typed).map(|number| number.as_str().to_owned()).map_err(|why| why.problem(""))
}

pub(crate) fn postcode(typed: &str) -> Result<String, Problem> {
    let refused = |sentence: String| Problem::new("", sentence).rule("BI56");
    let found = Postcode::coded(typed).map_err(refused)?;
    if found.kind() == PostcodeKind::NoFixedAbode {
        return Err(Problem::new("", "Tick no fixed abode instead of typing its postcode.").rule("BI54"));
    }
    Ok(found.as_str().to_owned())
}

fn practice(typed: &str) -> Result<String, Problem> {
    Ok(text::western_digits(typed.trim()).to_uppercase())
}

/// Who the person is.
pub(crate) const PERSON: Table = Table {
    kind: Kind::Person,
    title: "Personal details",
    intro: "",
    parts: &[
        Many(Group {
            path: "names",
            title: "Name",
            items: &[
                Item::new("given", "Given names", Ask::Read(30, name)),
                Item::new("family", "Family name, or the only name", Ask::Read(30, name))
                    .needed("Enter the family name, or the only name."),
                Item::new("_one_name", "", Ask::Tick("The person has one name only")),
                Item::new("use", "What this name is", Ask::Select(Source::List(name_uses)))
                    .needed("Choose what this name is used for."),
            ],
        }),
        One(Item::new("likes_to_be_called", "Likes to be called", Ask::Read(20, name))
            .hint("Shown everywhere instead of the given names.")),
        One(Item::new("pronouns", "Pronouns", Ask::Line(20)).hint("In the person's own words.")),
        One(Item::new("doubts_accepted", "Why an unusual name or birth date is right", Ask::Line(30))
            .hint("Only when the page asks about it.")),
        One(Item::new("nhs_number", "NHS number", Ask::Read(20, nhs_number))),
        One(Item::new("nhs_number_missing", "If there is no NHS number, why", Ask::Radios(Source::List(number_reasons)))),
        One(Item::new("born", "Birth date", Ask::Partial)
            .hint("Day and month may stay empty when they are not known.")
            .needed("Enter the birth date, or as much of it as is known.")),
        One(Item::new("gender", "Gender", Ask::Radios(Source::List(genders)))
            .needed("Choose a gender, not stated or not asked.")),
        One(Item::new("sex_at_birth", "Sex registered at birth", Ask::Radios(Source::List(sexes)))
            .needed("Choose the sex registered at birth, or not known.")),
        One(Item::new("ethnicity", "Ethnic group, as the person states it", Ask::Select(Source::List(ethnicities)))
            .needed("Choose an ethnic group, not stated or not asked.")),
        One(Item::new("language", "Language the person likes to speak", Ask::Select(Source::List(languages)))),
        One(Item::new("interpreter", "Interpreter", Ask::Line(30))
            .hint("What kind, when one is needed: a language, British Sign Language, deafblind manual. Not a relative.")),
        One(Item::new("faith", "Faith", Ask::Line(30))),
        Many(Group {
            path: "places",
            title: "Place",
            items: &[
                Item::new("no_fixed_abode", "", Ask::Tick("No fixed abode")),
                Item::new("accommodation", "Kind of accommodation", Ask::Select(Source::List(accommodations))),
                Item::new("lines", "Address", Ask::Lines(4)),
                Item::new("postcode", "Postcode", Ask::Read(10, postcode)),
                Item::new("notes", "Where to look, how to get in", Ask::Words(2)),
                Item::new("from", "First day there", Ask::Day),
                Item::new("until", "Last day there", Ask::Day),
                Item::new("withheld", "", Ask::Tick("Keep this address secret: in no list, search, letter or map")),
                Item::new("latitude_millionths", "Latitude", Ask::Degrees(care::travel::latitude))
                    .hint("Decimal degrees, for example 52.4862: for the way there in the visiting schedule. Change it with the address."),
                Item::new("longitude_millionths", "Longitude", Ask::Degrees(care::travel::longitude))
                    .hint("Decimal degrees, for example -1.8904. Without a home: where to look for the person."),
            ],
        }),
        Many(Group {
            path: "phones",
            title: "Telephone",
            items: &[
                Item::new("number", "Number", Ask::Phone).needed("Enter the telephone number."),
                Item::new("note", "Whose it is, when to ring, who to ask for", Ask::Line(30)),
                Item::new("shared_with", "Shared with", Ask::Line(30)).hint("Who else answers it or reads its messages."),
                Item::new("messages", "What may be said", Ask::Select(Source::List(messages))),
            ],
        }),
        One(Item::new("gp_practice", "GP practice code", Ask::Read(10, practice))
            .hint("One letter and five digits. V81997 for none, V81999 for not known.")),
        One(Item::new("adjustments", "Reasonable adjustments", Ask::Lines(3)).hint("One on each line.")),
        Many(Group {
            path: "other_numbers",
            title: "Other number",
            items: &[
                Item::new("system", "Whose number it is", Ask::Line(30))
                    .hint("For example Scottish CHI.")
                    .needed("Say whose number this is."),
                Item::new("value", "Number", Ask::Line(20)).needed("Enter the number."),
            ],
        }),
        One(Item::new("died_on", "Date of death", Ask::Day)),
    ],
};

fn wish_outcomes(_: Date) -> Vec<Choice> {
    named_choices(WishOutcome::ALL, |one| one.label())
}

/// Who is named for the person.
pub(crate) const KEY_WORKER: Table = Table {
    kind: Kind::KeyWorker,
    title: "Key worker",
    intro: "Everybody has one named key worker. Without one the person stands on the unallocated list with a clock.",
    parts: &[
        One(Item::new("key_worker", "Key worker", Ask::Radios(Source::Workers))),
        One(Item::new("over_cap", "Why somebody far over the cap", Ask::Words(2))
            .hint("Only the manager names somebody far above the cap, and says why.")),
        One(Item::new(
            "considered.outcome",
            "What came of the wish for a male or female worker",
            Ask::Radios(Source::List(wish_outcomes)),
        )
        .hint("Considered before a new key worker is named.")
        .needed_with("considered.why", "Say what came of the wish.")),
        One(Item::new("considered.on", "Considered on", Ask::Day)
            .needed_with("considered.outcome", "Enter the day the wish was considered.")),
        One(Item::new("considered.why", "Why it cannot be met, or was not asked", Ask::Words(2))),
        One(Item::new("considered.next_try", "Tried or asked again on", Ask::Day)),
        One(Item::new("deputy", "Deputy", Ask::Select(Source::Workers))),
        One(Item::new("mini_team", "Also named", Ask::Ticks(Source::Workers)).hint(
            "Key worker, deputy and at least one more know the person, so that somebody is always there.",
        )),
        One(Item::new("reason", "Why the key worker changes", Ask::Words(2))
            .hint("Needed when there was one before.")),
        One(Item::new("introduction", "How the person is introduced to the new key worker", Ask::Words(2))
            .hint("Needed when there was one before.")),
    ],
};

/// The time with the team that a new person starts with: nobody is entered without a team.
pub(crate) const FIRST_EPISODE: Table = Table {
    kind: Kind::Episode,
    title: "Referral",
    intro: "",
    parts: &[
        One(Item::new("referred_on", "Referral received", Ask::Day)
            .needed("Enter the day the referral was received.")),
        One(Item::new("referred_by", "Referred by", Ask::Line(30))),
        One(Item::new("accepted_on", "Taken on", Ask::Day).hint("Leave empty while the team decides.")),
    ],
};
