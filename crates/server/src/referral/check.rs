//! Looking after somebody who waits: how they are, when they were last seen, who answers for them from
//! now on, when the team looks again. At least every week (R12).

use care::entry::decision::WaitingCheck;
use care::entry::{Body, Draft};
use care::problem::Problem;
use care::{moment, referral};
use uuid::Uuid;

use super::Found;
use crate::app::App;
use crate::contact::send::{self, Sent, csrf};
use crate::contact::typed::{Pairs, Typed, day_pairs};
use crate::error::PageError;
use crate::person::banner;
use crate::record::fields::worker_choices;
use crate::request::{Reply, Request};
use crate::template::forms::{Field, Form, Kind};

/// `GET /referrals/{entry}/check`
pub(crate) fn form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let found = Found::of(app, request, "waiting check")?;
    let mut pairs: Pairs = vec![
        ("entry".to_owned(), Uuid::now_v7().to_string()),
        ("shown_at".to_owned(), moment::utc_text(app.now())),
    ];
    let now = found.line.referrals.iter().find(|now| now.id == found.entry.id);
    if let Some(now) = now {
        pairs.push(("owner".to_owned(), referral::standing(&found.line, now).owner.to_string()));
    }
    pairs.extend(day_pairs("next_check_on", moment::add_days(app.today(), 7)));
    page(app, request, &found, &pairs, &[])
}

/// `POST /referrals/{entry}/check`
pub(crate) fn send(app: &App, request: &Request) -> Result<Reply, PageError> {
    let found = Found::of(app, request, "waiting check")?;
    let draft = match read(&found, &request.form, app) {
        Ok(draft) => draft,
        Err(problems) => return page(app, request, &found, &request.form, &problems),
    };
    match send::one(app, request, draft)? {
        Sent::Recorded(id) => Ok(Reply::To(format!("/referrals/{}?recorded={id}", found.entry.id))),
        Sent::Refused(problems) => page(app, request, &found, &request.form, &problems),
        Sent::Conflict(theirs) => Err(PageError::Conflict(theirs)),
    }
}

fn read(found: &Found, pairs: &Pairs, app: &App) -> Result<Draft, Vec<Problem>> {
    let mut typed = Typed::new(pairs);
    let happened_at = typed.shown_at(app.now());
    let last_seen_on = if typed.has_day("last_seen_on") { typed.day("last_seen_on") } else { None };
    let next_check_on = typed.day("next_check_on");
    let owner = typed.id("owner");
    typed.problems.require_rule(
        owner.is_some(),
        "R12",
        "owner",
        "Choose who answers for the person: nobody waits without an owner.",
    );
    let how = typed.words("how", 20_000).unwrap_or_default();
    let last_seen_by = typed.words("last_seen_by", 500);
    let id = typed.id("entry");
    let body = WaitingCheck {
        referral: found.entry.id,
        how,
        last_seen_on,
        last_seen_by,
        owner: owner.unwrap_or_default(),
        next_check_on: next_check_on.unwrap_or_default(),
    };
    let mut problems = typed.problems.into_vec();
    problems.extend(body.check());
    let (Some(id), true) = (id, problems.is_empty()) else { return Err(problems) };
    Ok(Draft {
        id,
        subject: found.line.person,
        team: found.entry.team,
        happened_at,
        from_version: 0,
        reason: None,
        body: Body::WaitingCheck(body),
    })
}

fn page(
    app: &App,
    request: &Request,
    found: &Found,
    pairs: &Pairs,
    problems: &[Problem],
) -> Result<Reply, PageError> {
    let fields = vec![
        Field::new(Kind::Textarea, "how", "How is the person, and how do you know?")
            .hint("Who you spoke to, what they said, what has changed.")
            .rows(4),
        Field::new(Kind::Date, "last_seen_on", "When was the person last seen, by anybody? (optional)"),
        Field::new(Kind::Text, "last_seen_by", "By whom? (optional)").width(30),
        Field::new(Kind::Select, "owner", "Who answers for the person from now on?")
            .options(worker_choices(app, found.entry.team)),
        Field::new(Kind::Date, "next_check_on", "When does the team look again?").hint("Within 7 days."),
    ];
    let hidden = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, v)| v.as_str());
    let here = format!("/referrals/{}", found.entry.id);
    let form = Form::post(format!("{here}/check"), csrf(request), "Save the check", fields)
        .hidden("entry", hidden("entry"))
        .hidden("shown_at", hidden("shown_at"))
        .cancel(here)
        .sent(pairs)
        .problems(&send::shown(problems));
    let context = serde_json::json!({
        "banner": banner(&found.line, app.today()).for_actor(request.actor()?),
        "name": found.line.who.name,
        "title": "Look after somebody who waits",
        "intro": "Until the team has decided, or the next service has met the person, somebody of the team looks after them every week.",
        "form": form,
    });
    send::page(app, request, "referral/plain.html", &context, problems)
}
