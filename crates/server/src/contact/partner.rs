//! The part of the contact form about somebody outside the team (T08): who it was, what they were told,
//! and what the person permits them to know. Whether it may be told is the journal's business.

use care::codes::network::Relation;
use care::entry::around::Member;
use care::entry::sharing::{Category, Ground, Partner};
use care::problem::Problem;
use care::{moment, settings};
use jiff::civil::Date;

use super::about::About;
use super::typed::{Pairs, Typed, from_word, word};
use crate::template::forms::{Choice, Field, Kind};

/// The names of the questions.
pub(crate) const NAMES: [&str; 5] =
    ["partner", "partner.name", "partner.told", "partner.ground.why", "partner.ground.approved_by"];
/// Most characters of a name.
const NAME_MOST: usize = 200;

/// One of the network as the list sends it: what they are, and by which name they are known.
fn value(member: &Member) -> String {
    let name = member.organisation.as_ref().unwrap_or(&member.name);
    format!("{}|{name}", word(&member.relation))
}

/// What somebody may know, in a few words.
fn permitted(member: &Member, today: Date) -> String {
    match member.asked_on {
        _ if member.relation == Relation::Gp => "may be told what matters for the care".to_owned(),
        None => "the person was not asked: may know nothing".to_owned(),
        Some(on) if member.may_know.is_empty() => {
            format!("may know nothing, asked on {}{}", moment::day_words(on), again(on, today))
        }
        Some(on) => {
            let (words, day) = (Category::words(&member.may_know), moment::day_words(on));
            format!("may know {words}, asked on {day}{}", again(on, today))
        }
    }
}

/// What was asked long ago is asked again (K03).
fn again(on: Date, today: Date) -> &'static str {
    let due = moment::add_months(on, settings::PERMISSION_MONTHS) < today;
    if due { ": ask again" } else { "" }
}

/// The questions.
pub(crate) fn fields(about: &About) -> Vec<Field> {
    let today = moment::local_day(about.now);
    let known = about.network.iter().map(|member| {
        let organisation = member.organisation.as_ref().map(|o| format!(", {o}")).unwrap_or_default();
        let who = format!("{}: {}{organisation}", member.relation.label(), member.name);
        Choice::new(value(member), format!("{who} ({})", permitted(member, today)))
    });
    let others = Relation::ALL.iter().map(|relation| {
        Choice::new(format!("{}|", word(relation)), format!("Another: {}", relation.label()))
    });
    let told = Category::ALL.iter().map(|one| Choice::new(word(one), one.label()));
    let colleagues = about.workers.iter().filter(|(id, _)| *id != about.me);
    let colleagues = colleagues.map(|(id, name)| Choice::new(id.to_string(), name.clone()));
    vec![
        Field::new(Kind::Select, "partner", "Who was it with, or who joined in?")
            .hint("For example accommodation staff, or the drug and alcohol service.")
            .options(known.chain(others)),
        Field::new(Kind::Text, "partner.name", "Their name, when they are not in the list"),
        Field::new(Kind::Checkboxes, "partner.told", "What did you tell them about the person?")
            .hint("Leave all empty when you told them nothing. The person decides what they may know.")
            .options(told),
        Field::new(Kind::Textarea, "partner.ground.why", "Legal ground, when the person does not permit it")
            .hint("Hardly ever. Leave empty when the person permits it.")
            .rows(2),
        Field::new(Kind::Select, "partner.ground.approved_by", "Who approved telling it without permission?")
            .options(colleagues),
    ]
}

/// What was answered; none when nobody was chosen.
pub(crate) fn read(typed: &mut Typed<'_>) -> Option<Partner> {
    let chosen = typed.text("partner");
    let typed_name = typed.words("partner.name", NAME_MOST);
    let told: Vec<Category> = typed.all("partner.told").into_iter().filter_map(from_word).collect();
    let why = typed.words("partner.ground.why", 4_000);
    let approved_by = typed.id("partner.ground.approved_by");
    let Some((relation, name)) = chosen.split_once('|') else {
        if typed_name.is_some() || !told.is_empty() {
            typed.problems.add(Problem::new("partner", "Choose who it was, from the list."));
        }
        return None;
    };
    let relation: Relation =
        typed.problems.keep("partner", from_word(relation).ok_or("Choose one from the list."))?;
    let ground = (why.is_some() || approved_by.is_some())
        .then(|| Ground { why: why.unwrap_or_default(), approved_by: approved_by.unwrap_or_default() });
    let name = typed_name.unwrap_or_else(|| name.to_owned());
    Some(Partner { relation, name, told, ground })
}

/// What the form holds of a contact that is corrected.
pub(crate) fn of(pairs: &mut Pairs, about: &About, partner: &Partner) {
    let mut put = |name: &str, value: String| pairs.push((name.to_owned(), value));
    let known = about.network.iter().find(|member| member.is(partner.relation, &partner.name));
    match known {
        Some(member) => put("partner", value(member)),
        None => {
            put("partner", format!("{}|", word(&partner.relation)));
            put("partner.name", partner.name.clone());
        }
    }
    partner.told.iter().for_each(|one| put("partner.told", word(one)));
    if let Some(ground) = &partner.ground {
        put("partner.ground.why", ground.why.clone());
        put("partner.ground.approved_by", ground.approved_by.to_string());
    }
}
