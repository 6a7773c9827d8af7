//! A team puts criteria in force: one of the shipped sets, as it is or with higher numbers, from a day
//! on, approved by a named body (R06). What may never be asked is for `care` to say.

use care::criteria::{self, Count, Need, Set, Test};
use care::entry::Body;
use care::entry::Kind as EntryKind;
use care::entry::criteria::{CriteriaSet, SetChange};
use care::problem::Problem;
use care::{moment, settings};
use serde_json::json;
use uuid::Uuid;

use super::criteria::{entries, record, today};
use crate::app::App;
use crate::contact::send::{self, csrf};
use crate::contact::typed::{Pairs, Typed, day_pairs};
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::{Field, Form, Kind};

/// A number of a set that a team may raise.
struct Number {
    /// The name of its box.
    field: String,
    /// What the page asks.
    label: String,
    /// The number of the set.
    value: u16,
    /// How far it may be changed.
    bounds: String,
}

/// The shipped set that the form starts from: as asked, else that of today.
fn base(app: &App, request: &Request) -> Result<&'static Set, PageError> {
    let asked = request.query("base").unwrap_or_else(|| request.field("base"));
    if let Some(set) = criteria::shipped(asked) {
        return Ok(set);
    }
    let approved = entries(app, app.team(request)?, EntryKind::CriteriaSet)?;
    let (_, now) = today(app, &approved)?;
    criteria::shipped(&now.key)
        .or_else(|| criteria::shipped("national"))
        .ok_or_else(|| PageError::Broken("no criteria".to_owned()))
}

fn more_only(value: u16) -> String {
    format!("{value} in the set. A team may ask for more, not for less.")
}

/// Every number of a set, with the name of its box.
fn numbers(set: &Set) -> Vec<Number> {
    let mut all = Vec::new();
    for (i, criterion) in set.criteria.iter().enumerate() {
        match &criterion.test {
            Test::Stated { .. } => {}
            Test::Needs { at_least, of } => all.push(Number {
                field: "needs".to_owned(),
                label: format!("Complex needs of the {}: at least", of.len()),
                value: u16::from(*at_least),
                bounds: format!("{at_least} in the set; never fewer than {}.", settings::NEEDS_FLOOR),
            }),
            Test::CommunityTeam { at_least_months } => all.push(Number {
                field: "months".to_owned(),
                label: "Months with a community mental health team: at least".to_owned(),
                value: *at_least_months,
                bounds: more_only(*at_least_months),
            }),
            Test::Use { any_of } => {
                for (j, measure) in
                    any_of.iter().enumerate().filter(|(_, m)| m.count != Count::HeavyCrisisUse)
                {
                    let (how, value) = match (measure.more_than, measure.at_least) {
                        (Some(most), _) => ("more than", most),
                        (None, least) => ("at least", least.unwrap_or_default()),
                    };
                    let what = measure.count.label();
                    all.push(Number {
                        field: format!("use.{i}.{j}"),
                        label: format!("{what} in {} days: {how}", measure.days),
                        value,
                        bounds: more_only(value),
                    });
                }
            }
        }
    }
    all
}

/// `GET /criteria/new`
pub(crate) fn form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let mut pairs = vec![
        ("entry".to_owned(), Uuid::now_v7().to_string()),
        ("shown_at".to_owned(), moment::utc_text(app.now())),
    ];
    pairs.extend(day_pairs("effective_from", app.today()));
    pairs.extend(numbers(base(app, request)?).into_iter().map(|one| (one.field, one.value.to_string())));
    page(app, request, &pairs, &[])
}

fn page(app: &App, request: &Request, pairs: &Pairs, problems: &[Problem]) -> Result<Reply, PageError> {
    let (team, set) = (app.team(request)?, base(app, request)?);
    let mut fields: Vec<Field> = numbers(set)
        .into_iter()
        .map(|one| Field::new(Kind::Number, one.field, one.label).hint(one.bounds))
        .collect();
    fields.extend([
        Field::new(Kind::Date, "effective_from", "From which day?")
            .hint("Today or later. A referral is judged by the criteria of the day it was received."),
        Field::new(Kind::Text, "approved_by", "Which body approved them?"),
        Field::new(Kind::Textarea, "what", "What changes from the criteria before?").rows(2),
        Field::new(Kind::Textarea, "why", "Why?").rows(2),
    ]);
    let hidden = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, v)| v.as_str());
    let form =
        Form::post(format!("/criteria/new?team={team}"), csrf(request), "Put the criteria in force", fields)
            .hidden("entry", hidden("entry"))
            .hidden("shown_at", hidden("shown_at"))
            .hidden("base", set.key.clone())
            .cancel(format!("/criteria?team={team}"))
            .sent(pairs)
            .problems(&send::shown(problems));
    let sets: Vec<_> = criteria::SHIPPED
        .iter()
        .map(|one| json!({ "key": one.key, "name": one.name, "now": one.key == set.key }))
        .collect();
    let context = json!({ "team": team, "sets": sets, "set": set, "form": form });
    send::page(app, request, "referral/approve.html", &context, problems)
}

/// `POST /criteria/new`
pub(crate) fn send(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (team, base) = (app.team(request)?, base(app, request)?);
    let mut typed = Typed::new(&request.form);
    let mut asked: Vec<(String, u16)> = Vec::new();
    for one in numbers(base) {
        let text = typed.text(&one.field);
        let number = if text.is_empty() { Ok(one.value) } else { text.parse::<u16>() };
        let number = number.map_err(|_| "Enter a whole number.");
        if let Some(number) = typed.problems.keep(&one.field, number) {
            asked.push((one.field, number));
        }
    }
    let effective_from = typed.day("effective_from");
    let change = SetChange {
        what: typed.words("what", 20_000).unwrap_or_default(),
        why: typed.words("why", 20_000).unwrap_or_default(),
    };
    let approved_by = typed.words("approved_by", 2_000).unwrap_or_default();
    let (id, happened_at) = (typed.id("entry"), typed.shown_at(app.now()));
    let mut problems = typed.problems.into_vec();
    let body = CriteriaSet {
        set: with_numbers(base.clone(), &asked),
        effective_from: effective_from.unwrap_or_default(),
        approved_by,
        changes: vec![change],
    };
    problems.extend(body.check().into_iter().map(flat));
    let (Some(id), true) = (id, problems.is_empty()) else {
        return page(app, request, &request.form, &problems);
    };
    record(app, request, (id, team, happened_at), Body::CriteriaSet(body), page_flat)
}

/// The page with problems of the whole set under the names of its boxes.
fn page_flat(app: &App, request: &Request, pairs: &Pairs, problems: &[Problem]) -> Result<Reply, PageError> {
    let problems: Vec<Problem> = problems.iter().cloned().map(flat).collect();
    page(app, request, pairs, &problems)
}

/// A problem of the whole set under the name of the box of the page.
fn flat(problem: Problem) -> Problem {
    let parts: Vec<&str> = problem.field.split('.').collect();
    let field = match parts.as_slice() {
        ["changes", "0", what] => (*what).to_owned(),
        ["set", "criteria", i, "test", "any_of", j] => format!("use.{i}.{j}"),
        ["set", "criteria", _, "test", "at_least_months"] => "months".to_owned(),
        ["set", "criteria", _, "test", "at_least"] => "needs".to_owned(),
        _ => problem.field.clone(),
    };
    Problem { field, ..problem }
}

/// The set with these numbers, in its tests and in its plain words; one that is not changed stays as it
/// was shipped, word by word.
fn with_numbers(mut set: Set, asked: &[(String, u16)]) -> Set {
    let number = |field: &str| asked.iter().find(|(name, _)| name == field).map(|(_, number)| *number);
    let mut changed = false;
    for (i, criterion) in set.criteria.iter_mut().enumerate() {
        let plain = match &mut criterion.test {
            Test::Stated { .. } => None,
            Test::Needs { at_least, of } => number("needs").filter(|n| *n != u16::from(*at_least)).map(|n| {
                *at_least = u8::try_from(n).unwrap_or(u8::MAX);
                let names: Vec<String> = of.iter().map(|need: &Need| need.label().to_lowercase()).collect();
                format!("At least {n} of these are true: {}.", names.join("; "))
            }),
            Test::CommunityTeam { at_least_months } => {
                number("months").filter(|n| n != at_least_months).map(|n| {
                    *at_least_months = n;
                    format!(
                        "A community mental health team has worked with the person for {n} months or more."
                    )
                })
            }
            Test::Use { any_of } => {
                let before = any_of.clone();
                for (j, measure) in any_of.iter_mut().enumerate() {
                    let slot = if measure.more_than.is_some() {
                        &mut measure.more_than
                    } else {
                        &mut measure.at_least
                    };
                    *slot = number(&format!("use.{i}.{j}")).or(*slot);
                }
                (before != *any_of).then(|| {
                    let words: Vec<String> = any_of.iter().map(criteria::Measure::words).collect();
                    format!("Before the referral there was one of these: {}.", words.join("; "))
                })
            }
        };
        if let Some(plain) = plain {
            (criterion.plain, changed) = (plain, true);
        }
    }
    if changed {
        set.name = format!("{}, tightened by the team", set.name);
    }
    set
}
