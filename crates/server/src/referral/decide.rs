//! The decision on a referral: a reason for every criterion, who saw it differently, and for a refusal
//! what happens instead and who follows it up. Taking somebody on opens their time with the team in the
//! same step; a refusal ends it only when the next service has met the person (R09).

use care::criteria::{Set, Standing};
use care::entry::around::{Preferences, Way};
use care::entry::decision::{Decision, Onward, Reason, ReferralDecision};
use care::entry::episode::{EndReason, Episode};
use care::entry::referral::Answer;
use care::entry::{Body, Draft, Entry, Kind};
use care::moment;
use care::problem::Problem;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::evidence::{self, Shown};
use super::new::worst;
use super::{Found, one};
use crate::app::App;
use crate::contact::send::{self, csrf};
use crate::contact::typed::{Pairs, Typed, day_pairs};
use crate::error::PageError;
use crate::person::banner;
use crate::record::Sent;
use crate::record::fields::{named_choices, word, worker_choices};
use crate::request::{Reply, Request};
use crate::template::forms::{Choice, Field, Form, Kind as Ask};

/// `GET /referrals/{entry}/decision`
pub(crate) fn form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let found = Found::of(app, request, "decide referral")?;
    let before = one::decision(app, &found)?;
    if let Some((_, decision)) = before.as_ref().filter(|(_, decision)| !may_be_changed(&found, decision)) {
        let on = moment::day_words(decision.decided_on);
        let sentence = format!(
            "This referral was decided on {on}, and the next service has met the person. When things have changed, refer the person again."
        );
        return Err(PageError::BadRequest(sentence));
    }
    let evidence = evidence::of(app, request.actor()?, &found)?;
    let (set, findings) = (&evidence.set, evidence::shown(&evidence));
    let mut pairs: Pairs = vec![
        ("entry".to_owned(), Uuid::now_v7().to_string()),
        ("shown_at".to_owned(), moment::utc_text(app.now())),
    ];
    pairs.extend(day_pairs("decided_on", app.today()));
    match &before {
        Some((entry, decision)) => pairs.extend(as_decided(entry, decision)),
        None => pairs.extend(day_pairs("onward.due_on", moment::add_days(app.today(), 7))),
    }
    page(app, request, &found, (set, &findings), &pairs, &[])
}

/// A refusal may be decided again while the next service has not met the person.
pub(super) fn may_decide_again(found: &Found, decision: &ReferralDecision) -> bool {
    let met = decision.onward.as_ref().is_some_and(|onward| onward.met_on.is_some());
    decision.decision == Decision::Refused && !met && found.line.waits()
}

/// Who was taken on stays so whatever comes to light: what the decision says can be corrected, and the
/// time with the team ends as everybody's does (N1, N2).
pub(super) fn is_corrected(decision: &ReferralDecision) -> bool {
    decision.decision == Decision::Accepted
}

fn may_be_changed(found: &Found, decision: &ReferralDecision) -> bool {
    is_corrected(decision) || may_decide_again(found, decision)
}

/// What was sent about somebody who was taken on: still taken on, on the same day.
fn kept(pairs: &Pairs, before: &ReferralDecision) -> Pairs {
    let fixed = |name: &str| name == "decision" || name.starts_with("decided_on");
    let mut all: Pairs = pairs.iter().filter(|(name, _)| !fixed(name)).cloned().collect();
    all.push(("decision".to_owned(), word(&before.decision)));
    all.extend(day_pairs("decided_on", before.decided_on));
    all
}

/// The boxes of the form as the team decided before.
fn as_decided(entry: &Entry, decision: &ReferralDecision) -> Pairs {
    let mut pairs: Pairs = vec![("from_version".to_owned(), entry.version.to_string())];
    let mut put = |name: &str, value: String| pairs.push((name.to_owned(), value));
    put("decision", word(&decision.decision));
    for (i, reason) in decision.reasons.iter().enumerate() {
        put(&format!("reasons.{i}.standing"), word(&reason.standing));
        put(&format!("reasons.{i}.why"), reason.why.clone());
    }
    put("dissent", decision.dissent.clone().unwrap_or_default());
    if is_corrected(decision) {
        put("decided_by", decision.decided_by.clone());
        put("despite", decision.despite.clone().unwrap_or_default());
        put("first_contact_by", decision.first_contact_by.map_or_else(String::new, |who| who.to_string()));
    }
    put("instead", decision.instead.clone().unwrap_or_default());
    if let Some(onward) = &decision.onward {
        put("onward.service", onward.service.clone());
        put("onward.contact", onward.contact.clone().unwrap_or_default());
        put("onward.owner", onward.owner.to_string());
        pairs.extend(day_pairs("onward.due_on", onward.due_on));
    }
    pairs
}

/// `POST /referrals/{entry}/decision`
pub(crate) fn send(app: &App, request: &Request) -> Result<Reply, PageError> {
    let found = Found::of(app, request, "decide referral")?;
    let evidence = evidence::of(app, request.actor()?, &found)?;
    let (set, findings) = (&evidence.set, evidence::shown(&evidence));
    let made_from = !request.field("from_version").is_empty();
    let before = one::decision(app, &found)?.filter(|(_, one)| made_from && may_be_changed(&found, one));
    let corrected = before.as_ref().map(|(_, one)| one).filter(|one| is_corrected(one));
    let pairs = corrected.map_or_else(|| request.form.clone(), |one| kept(&request.form, one));
    let corrected = corrected.is_some();
    let refused = |problems: &[Problem]| page(app, request, &found, (set, &findings), &pairs, problems);
    let (id, decision) = match read(&found, &pairs, (evidence.set_entry, set)) {
        Ok(read) => read,
        Err(problems) => return refused(&problems),
    };
    let happened_at = Typed::new(&request.form).shown_at(app.now());
    let taken_on = decision.decision == Decision::Accepted && !corrected;
    let accepted_on = taken_on.then_some(decision.decided_on);
    let mut first = Draft {
        id,
        subject: found.line.person,
        team: found.entry.team,
        happened_at,
        from_version: 0,
        reason: None,
        body: Body::ReferralDecision(decision),
    };
    if let Some((entry, before)) = before {
        again(&mut first, &entry, before, request);
    }
    let mut drafts = vec![first];
    if let Some(accepted_on) = accepted_on {
        drafts.push(episode(app, &found, |episode| episode.accepted_on = Some(accepted_on))?);
        drafts.extend(no_post(app, &found, happened_at)?);
    }
    let outcomes = app.store.append_whole(request.actor()?, drafts, app.now(), false)?;
    match worst(outcomes)? {
        Sent::Done => Ok(Reply::To(format!("/referrals/{}?recorded={id}", found.entry.id))),
        Sent::Refused(problems) => refused(&problems),
        Sent::Stale(theirs) => Err(PageError::Conflict(theirs)),
    }
}

/// Who said with the referral that they want no post has it among their preferences from the first day
/// with the team (BI58).
fn no_post(app: &App, found: &Found, happened_at: Timestamp) -> Result<Option<Draft>, PageError> {
    if found.referral()?.post != Answer::No || found.line.refuses(Way::Post) {
        return Ok(None);
    }
    let person = found.line.person;
    let before = app.store.read(|tx| store::people::document(tx, person, Kind::Preferences))?;
    let from_version = before.as_ref().map_or(0, |entry| entry.version);
    let mut preferences = match before.map(|entry| entry.body) {
        Some(Body::Preferences(preferences)) => preferences,
        Some(_) | None => Preferences::default(),
    };
    preferences.refuses_ways.push(Way::Post);
    Ok(Some(Draft {
        id: Kind::Preferences.document_id(person),
        subject: person,
        team: found.entry.team,
        happened_at,
        from_version,
        reason: None,
        body: Body::Preferences(preferences),
    }))
}

/// Makes a decision the next version of the one before it, which keeps its challenges.
fn again(draft: &mut Draft, entry: &Entry, before: ReferralDecision, request: &Request) {
    (draft.id, draft.happened_at) = (entry.id, entry.happened_at);
    draft.from_version = request.field("from_version").parse().unwrap_or(0);
    draft.reason = Typed::new(&request.form).words("reason", 2_000);
    if let Body::ReferralDecision(body) = &mut draft.body {
        body.challenges = before.challenges;
    }
}

/// The next version of the time with the team that the referral began.
fn episode(app: &App, found: &Found, change: impl FnOnce(&mut Episode)) -> Result<Draft, PageError> {
    let id = found.referral()?.episode;
    let entry = app.store.read(|tx| store::people::entry(tx, id))?.ok_or(PageError::NotFound)?;
    let Body::Episode(mut episode) = entry.body else { return Err(PageError::NotFound) };
    change(&mut episode);
    Ok(Draft {
        id,
        subject: entry.subject,
        team: entry.team,
        happened_at: entry.happened_at,
        from_version: entry.version,
        reason: None,
        body: Body::Episode(episode),
    })
}

fn read(
    found: &Found,
    pairs: &Pairs,
    (criteria_entry, set): (Option<Uuid>, &Set),
) -> Result<(Uuid, ReferralDecision), Vec<Problem>> {
    let mut typed = Typed::new(pairs);
    let decision: Option<Decision> = typed.choice("decision");
    typed.problems.require(decision.is_some(), "decision", "Choose what was decided.");
    let decided_on = typed.day("decided_on");
    let mut reasons = Vec::new();
    for (i, criterion) in set.criteria.iter().enumerate() {
        let at = |field: &str| format!("reasons.{i}.{field}");
        let standing: Option<Standing> = typed.choice(&at("standing"));
        typed.problems.require_rule(
            standing.is_some(),
            "R08",
            at("standing"),
            "Choose how the team sees this criterion.",
        );
        let why = typed.words(&at("why"), 20_000).unwrap_or_default();
        reasons.push(Reason {
            criterion: criterion.code.clone(),
            standing: standing.unwrap_or(Standing::Unknown),
            why,
        });
    }
    let refused = decision == Some(Decision::Refused);
    let onward = refused.then(|| read_onward(&mut typed));
    let body = ReferralDecision {
        referral: found.entry.id,
        decided_on: decided_on.unwrap_or_default(),
        decision: decision.unwrap_or(Decision::Accepted),
        criteria: set.key.clone(),
        criteria_entry,
        reasons,
        despite: typed.words("despite", 20_000),
        decided_by: typed.words("decided_by", 2_000).unwrap_or_default(),
        dissent: typed.words("dissent", 20_000),
        first_contact_by: if refused { None } else { typed.id("first_contact_by") },
        instead: if refused { typed.words("instead", 20_000) } else { None },
        onward,
        challenges: Vec::new(),
    };
    let id = typed.id("entry");
    let mut problems = typed.problems.into_vec();
    if decision.is_some() && decided_on.is_some() {
        let known: Vec<String> = problems.iter().map(|problem| problem.field.clone()).collect();
        problems.extend(body.check().into_iter().filter(|new| !known.contains(&new.field)));
    }
    match (id, problems.is_empty()) {
        (Some(id), true) => Ok((id, body)),
        (Some(_) | None, _) => Err(problems),
    }
}

fn read_onward(typed: &mut Typed<'_>) -> Onward {
    let owner = typed.id("onward.owner");
    typed.problems.require_rule(
        owner.is_some(),
        "R09",
        "onward.owner",
        "Choose who follows it up until the next service has met the person.",
    );
    Onward {
        service: typed.words("onward.service", 500).unwrap_or_default(),
        contact: typed.words("onward.contact", 500),
        owner: owner.unwrap_or_default(),
        due_on: typed.day("onward.due_on").unwrap_or_default(),
        met_on: None,
        confirmed_by: None,
    }
}

/// What was decided, when and by whom; why, when the team decides again.
fn first_fields(before: Option<&ReferralDecision>) -> Vec<Field> {
    let decisions = Decision::ALL.iter().map(|one| Choice::new(word(one), one.label()));
    let mut first = Vec::new();
    if let Some(before) = before {
        let why = match before.decision {
            Decision::Accepted => "Why is the decision corrected?",
            Decision::Refused => "Why does the team decide again?",
        };
        first.push(Field::new(Ask::Textarea, "reason", why).rows(2));
    }
    if !before.is_some_and(is_corrected) {
        first.extend([
            Field::new(Ask::Radios, "decision", "What was decided?").options(decisions),
            Field::new(Ask::Date, "decided_on", "On which day?"),
        ]);
    }
    first.extend([
        Field::new(Ask::Text, "decided_by", "Who decided?")
            .hint("The meeting and its chair, or who was there."),
        Field::new(Ask::Textarea, "dissent", "Did anybody see it differently, and why? (optional)").rows(2),
    ]);
    first
}

fn page(
    app: &App,
    request: &Request,
    found: &Found,
    (set, findings): (&Set, &[Shown]),
    pairs: &Pairs,
    problems: &[Problem],
) -> Result<Reply, PageError> {
    let workers = worker_choices(app, found.entry.team);
    let view = |fields: Vec<Field>| {
        Form::post("", csrf(request), "", fields).sent(pairs).problems(&send::shown(problems)).fields
    };
    let standings: Vec<Choice> = named_choices(Standing::ALL, |one| one.label())
        .into_iter()
        .filter(|choice| choice.value != "not_asked" || found.referral().is_ok_and(|one| one.returns))
        .collect();
    let criteria: Vec<_> = findings
        .iter()
        .enumerate()
        .map(|(i, finding)| {
            let fields = vec![
                Field::new(Ask::Radios, format!("reasons.{i}.standing"), "How does the team see it?")
                    .options(standings.clone()),
                Field::new(Ask::Textarea, format!("reasons.{i}.why"), "Why?").rows(2),
            ];
            json!({ "finding": finding, "fields": view(fields) })
        })
        .collect();
    let before = one::decision(app, found)?;
    let first = first_fields(before.as_ref().map(|(_, decision)| decision));
    let accepted = vec![
        Field::new(Ask::Select, "first_contact_by", "Who makes the first contact?").options(workers.clone()),
        Field::new(
            Ask::Textarea,
            "despite",
            "Not every criterion is met: why is the person taken on? (optional)",
        )
        .rows(2),
    ];
    let refused = vec![
        Field::new(Ask::Textarea, "instead", "What happens instead?")
            .hint("In words for the person; they stand in the letter.")
            .rows(3),
        Field::new(Ask::Text, "onward.service", "Which service takes the person on, and who there?"),
        Field::new(Ask::Text, "onward.contact", "How to reach that service (optional)"),
        Field::new(Ask::Select, "onward.owner", "Who of this team follows it up?")
            .hint("Until the service says that it has met the person.")
            .options(workers),
        Field::new(Ask::Date, "onward.due_on", "By when should the service have met the person?"),
    ];
    let hidden = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, v)| v.as_str());
    let context = json!({
        "banner": banner(&found.line, app.today()).for_actor(request.actor()?),
        "name": found.line.who.name,
        "id": found.entry.id,
        "csrf": csrf(request),
        "hidden": (["entry", "shown_at", "from_version"].map(|name| (name, hidden(name)))),
        "before": before.map(|(_, decision)| json!({
            "label": decision.decision.label(),
            "on": moment::day_words(decision.decided_on),
            "corrected": is_corrected(&decision),
        })),
        "set": set.name,
        "received": moment::day_words(found.referral()?.received_on),
        "criteria": criteria,
        "first": view(first),
        "accepted": view(accepted),
        "refused": view(refused),
    });
    send::page(app, request, "referral/decide.html", &context, problems)
}

/// `POST /referrals/{entry}/onward`: the next service says that it has met the person; the time at the
/// way in ends with it.
pub(crate) fn onward(app: &App, request: &Request) -> Result<Reply, PageError> {
    let found = Found::of(app, request, "onward service")?;
    let (entry, mut decision) = one::decision(app, &found)?.ok_or(PageError::NotFound)?;
    let mut typed = Typed::new(&request.form);
    let met_on = typed.day("met_on");
    let confirmed_by = typed.words("confirmed_by", 500);
    let service = decision.onward.as_ref().map(|onward| onward.service.clone()).ok_or(PageError::NotFound)?;
    typed.problems.require_rule(
        confirmed_by.is_some(),
        "R09",
        "confirmed_by",
        "Say who of the service confirmed that they met the person.",
    );
    let problems = typed.problems.into_vec();
    let (Some(met_on), true) = (met_on, problems.is_empty()) else {
        return one::draw(app, request, &found, &problems);
    };
    if let Some(onward) = &mut decision.onward {
        onward.met_on = Some(met_on);
        onward.confirmed_by.clone_from(&confirmed_by);
    }
    let by = confirmed_by.unwrap_or_default();
    let why = decision.instead.clone().unwrap_or_default();
    let confirmed = Draft {
        id: entry.id,
        subject: entry.subject,
        team: entry.team,
        happened_at: entry.happened_at,
        from_version: entry.version,
        reason: None,
        body: Body::ReferralDecision(decision),
    };
    let ended = episode(app, &found, |episode| {
        episode.ended_on = Some(met_on);
        episode.ended_because = Some(EndReason::NotTakenOn);
        episode.ended_to = Some(format!("{service}; {by}"));
        episode.ended_why = Some(why);
    })?;
    let outcomes = app.store.append_whole(request.actor()?, vec![confirmed, ended], app.now(), false)?;
    match worst(outcomes)? {
        Sent::Done => Ok(Reply::To(format!("/referrals/{}?recorded={}", found.entry.id, entry.id))),
        Sent::Refused(problems) => one::draw(app, request, &found, &problems),
        Sent::Stale(theirs) => Err(PageError::Conflict(theirs)),
    }
}
