//! How often the team sees somebody, and why: the tier page with its history, and the missed-contact
//! steps. A proposal fills the form in when somebody asks for it; nothing here ever sets a tier (4.1, N6).

mod band;
mod ladder;
#[cfg(test)]
mod tests;

use care::access::Activity;
use care::entry::tier::{Tier, TierName};
use care::entry::{Body, Draft, Entry, Kind as EntryKind};
use care::line::Line;
use care::problem::Problem;
use care::{moment, proposal};
use jiff::Timestamp;
use jiff::civil::Date;
use store::directory::Directory;
use store::people::Page;
use uuid::Uuid;

use crate::app::App;
use crate::contact::send::{self, Sent, csrf};
use crate::contact::typed::{Pairs, Typed, day_pairs, from_word, word};
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::{Choice, Field, Form, Kind};

pub(crate) use ladder::{record as record_step, show as ladder};

/// Decisions shown.
const MOST: u32 = 200;

/// The tier, what speaks for another one, and every decision so far.
pub(crate) fn show(app: &App, request: &Request) -> Result<Reply, PageError> {
    let line = app.person(request, request.id("id")?, "tier")?;
    let now = app.now();
    let mut pairs = start(now);
    let proposals = proposal::of(&line, now);
    if let Some(tier) = request.query("use").and_then(from_word::<TierName>) {
        let because: Vec<&str> =
            proposals.iter().filter(|p| p.tier == tier).map(|p| p.because.as_str()).collect();
        pairs.push(("tier".to_owned(), word(&tier)));
        pairs.push(("reason".to_owned(), because.join("\n")));
        pairs.extend(day_pairs("expires_on", latest(tier, moment::local_day(now))));
    }
    page(app, request, &line, &pairs, &[])
}

fn start(now: Timestamp) -> Pairs {
    vec![("entry".to_owned(), Uuid::now_v7().to_string()), ("shown_at".to_owned(), moment::utc_text(now))]
}

/// Takes a decision.
pub(crate) fn decide(app: &App, request: &Request) -> Result<Reply, PageError> {
    let line = app.person(request, request.id("id")?, "decide tier")?;
    let draft = match read(&line, &request.form, app.now()) {
        Ok(draft) => draft,
        Err(problems) => return page(app, request, &line, &request.form, &problems),
    };
    match send::one(app, request, draft)? {
        Sent::Recorded(id) => {
            Ok(send::onward(request.field("next"), &format!("/people/{}", line.person), id))
        }
        Sent::Refused(problems) => page(app, request, &line, &request.form, &problems),
        Sent::Conflict(theirs) => Err(PageError::Conflict(theirs)),
    }
}

fn read(line: &Line, pairs: &Pairs, now: Timestamp) -> Result<Draft, Vec<Problem>> {
    let mut typed = Typed::new(pairs);
    let tier: Option<TierName> = typed.choice("tier");
    if typed.text("tier").is_empty() {
        typed.problems.add(Problem::new("tier", "Choose a tier."));
    }
    let happened_at = typed.shown_at(now);
    let expires_on = if typed.has_day("expires_on") {
        typed.day("expires_on")
    } else {
        tier.map(|tier| latest(tier, moment::local_day(happened_at)))
    };
    let reason = typed.words("reason", 100_000).unwrap_or_default();
    let actions = typed.words("actions", 4_000);
    let id = typed.id("entry");
    let mut problems = typed.problems.into_vec();
    // The texts are checked even while no tier is chosen, so that all is said at once.
    let stand_in = Tier {
        tier: tier.unwrap_or(TierName::Green),
        reason,
        actions,
        expires_on: expires_on.unwrap_or_else(|| moment::local_day(now)),
    };
    let (Some(id), true) = (id, problems.is_empty()) else {
        problems.extend(stand_in.check());
        return Err(problems);
    };
    Ok(Draft {
        id,
        subject: line.person,
        team: None,
        happened_at,
        from_version: 0,
        reason: None,
        body: Body::Tier(stand_in),
    })
}

/// The last day a tier that is decided on a day may have.
fn latest(tier: TierName, decided_on: Date) -> Date {
    moment::add_days(decided_on, tier.plan().expires_days)
}

fn form(request: &Request, line: &Line, pairs: &Pairs, today: Date) -> Form {
    let tiers = TierName::ALL.iter().map(|tier| {
        let until = moment::day_words(latest(*tier, today));
        Choice::new(word(tier), tier.label())
            .hint(format!("{}. Until {until} at most.", capital(tier.meaning())))
    });
    let fields = vec![
        Field::new(Kind::Radios, "tier", "Which tier?").options(tiers),
        Field::new(Kind::Textarea, "reason", "Why?")
            .hint("What happened and what is needed. A tier says how often the team sees somebody, nothing else.")
            .rows(3),
        Field::new(Kind::Textarea, "actions", "What will the team do while it lasts?").rows(3),
        Field::new(Kind::Date, "expires_on", "Until which day?")
            .hint("Leave empty for the longest the tier may last. Then it is decided again."),
    ];
    let hidden = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, v)| v.as_str());
    let person = format!("/people/{}", line.person);
    Form::post(format!("{person}/tier"), csrf(request), "Decide the tier", fields)
        .hidden("entry", hidden("entry"))
        .hidden("shown_at", hidden("shown_at"))
        .hidden("next", request.query("next").unwrap_or_else(|| request.field("next")))
        .cancel(person)
        .sent(pairs)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn page(
    app: &App,
    request: &Request,
    line: &Line,
    pairs: &Pairs,
    problems: &[Problem],
) -> Result<Reply, PageError> {
    let (now, today) = (app.now(), app.today());
    let wanted = Page { kinds: vec![EntryKind::Tier], before: None, most: MOST };
    let history = app.store.read(|tx| store::people::chronology(tx, line.person, &wanted))?;
    let directory = app.store.directory();
    let proposals: Vec<serde_json::Value> = proposal::of(line, now)
        .into_iter()
        .map(|p| {
            let href = format!("/people/{}/tier?use={}#tier", line.person, word(&p.tier));
            serde_json::json!({ "tier": p.tier.label(), "because": p.because, "href": href })
        })
        .collect();
    let may = request.actor()?.may(Activity::DecideTier);
    let form = form(request, line, pairs, today).problems(&send::shown(problems));
    let context = serde_json::json!({
        "banner": crate::person::banner(line, today),
        "name": line.who.name,
        "current": current(line, &history, &directory, today),
        "proposals": proposals,
        "may_decide": may,
        "ask": if may { Vec::new() } else { crate::delegate::colleagues(app, request, Activity::DecideTier) },
        "form": form,
        "history": history.iter().filter_map(|entry| decision(entry, &directory)).collect::<Vec<_>>(),
        "band": band::draw(&history, today),
    });
    send::page(app, request, "tier/page.html", &context, problems)
}

fn current(line: &Line, history: &[Entry], directory: &Directory, today: Date) -> Option<serde_json::Value> {
    let tier = line.tier.as_ref()?;
    let entry = history.iter().find(|entry| entry.id == tier.id);
    let actions = entry.and_then(|entry| {
        let Body::Tier(decision) = &entry.body else { return None };
        decision.actions.clone()
    });
    Some(serde_json::json!({
        "tier": tier.tier.label(),
        "meaning": tier.tier.meaning(),
        "reason": tier.reason,
        "actions": actions,
        "by": directory.staff_name(tier.by),
        "at": moment::moment_words(tier.at),
        "until": moment::day_words(tier.expires_on),
        "expired": tier.expires_on < today,
    }))
}

fn decision(entry: &Entry, directory: &Directory) -> Option<serde_json::Value> {
    let Body::Tier(decision) = &entry.body else { return None };
    Some(serde_json::json!({
        "href": format!("/entries/{}", entry.id),
        "tier": decision.tier.label(),
        "reason": decision.reason,
        "actions": decision.actions,
        "by": directory.staff_name(entry.author),
        "at": moment::moment_words(entry.happened_at),
        "until": moment::day_words(decision.expires_on),
        "corrected": entry.version > 1,
    }))
}
