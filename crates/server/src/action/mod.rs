//! Actions that contacts promised: the list of the team, and what became of each. An action is open
//! until somebody says that it is done or why it is not needed; it can be handed on.

#[cfg(test)]
mod tests;

use care::entry::event::{ActionState, ActionUpdate};
use care::entry::{Body, Draft, Entry, Kind as EntryKind};
use care::fair::Part;
use care::line::{Line, OpenAction};
use care::problem::Problem;
use care::{moment, search_key};
use jiff::ToSpan;
use jiff::civil::Date;
use store::directory::Directory;
use uuid::Uuid;

use crate::app::App;
use crate::contact::send::{self, Sent, csrf};
use crate::contact::typed::{Pairs, Typed, word};
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::split::fair;
use crate::template::forms::{Choice, Field, Form, Kind};

/// Days for which a finished action stays on the list.
const DONE_DAYS: i64 = 14;
/// Finished actions shown.
const DONE_MOST: u32 = 100;

/// The open actions of the team, mine first, and those finished lately.
pub(crate) fn list(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let (me, now, today) = (request.actor()?.staff, app.now(), app.today());
    let board = app.boards.team(&app.store, team, now)?;
    let since = now.checked_sub((24 * DONE_DAYS).hours()).unwrap_or(now);
    let done = app.store.read(|tx| {
        let updates = store::people::recent(tx, team, EntryKind::ActionUpdate, since, DONE_MOST)?;
        let mut done = Vec::new();
        for entry in updates {
            let Body::ActionUpdate(update) = entry.body.clone() else { continue };
            if matches!(update.state, ActionState::Done | ActionState::NotNeeded) {
                let promised = store::people::entry(tx, update.action)?;
                done.push((entry, update, promised));
            }
        }
        Ok(done)
    })?;
    app.note(request, "actions", None, Some(team.to_string()))?;
    let directory = app.store.directory();
    let mut open: Vec<(&Line, &OpenAction)> = board
        .lines
        .iter()
        .flat_map(|line| line.as_ref().actions.iter().map(move |action| (line.as_ref(), action)))
        .collect();
    open.sort_by_key(|(_, action)| (action.due_on, action.id));
    let all = open.len();
    let wanted = Wanted::read(request);
    wanted.pick(&mut open, &directory, today);
    let parts = fair::parts(app, team)?;
    let rows = |whose: fn(Option<Uuid>, Uuid) -> bool| -> Vec<serde_json::Value> {
        let kept = open.iter().filter(|(_, action)| whose(action.owner, me));
        kept.map(|(line, action)| row(app, line, action, &parts)).collect()
    };
    let name = |person: Uuid| {
        let line = board.lines.iter().find(|line| line.as_ref().person == person);
        line.map_or_else(String::new, |line| line.as_ref().who.name.clone())
    };
    let finished: Vec<serde_json::Value> = done
        .iter()
        .map(|(entry, update, promised)| {
            serde_json::json!({
                "what": promised.as_ref().and_then(what_of),
                "name": name(entry.subject),
                "person": entry.subject,
                "how": state_words(update.state),
                "note": update.note,
                "by": directory.staff_name(entry.author),
                "on": moment::day_words(moment::local_day(entry.happened_at)),
            })
        })
        .collect();
    let context = serde_json::json!({
        "team": directory.team_name(Some(team)),
        "all": all,
        "shown": open.len(),
        "q": wanted.words,
        "who": wanted.due,
        "sort": wanted.sort,
        "csrf": csrf(request),
        "shown_at": moment::utc_text(now),
        "printed": printed(app, me),
        "mine": rows(|owner, me| owner == Some(me)),
        "nobody": rows(|owner, _| owner.is_none()),
        "others": rows(|owner, me| owner.is_some_and(|owner| owner != me)),
        "finished": finished,
    });
    send::page(app, request, "action/list.html", &context, &[])
}

/// What somebody wants to see of the list, and in which order.
struct Wanted {
    words: String,
    due: String,
    sort: String,
}

impl Wanted {
    fn read(request: &Request) -> Wanted {
        let query = |name: &str| request.query(name).unwrap_or_default().trim().to_owned();
        Wanted { words: query("q"), due: query("due"), sort: query("sort") }
    }

    fn pick(&self, open: &mut Vec<(&Line, &OpenAction)>, directory: &Directory, today: Date) {
        let words = search_key::query_tokens(&self.words);
        open.retain(|(line, action)| {
            let owner = directory.owner_name(action.owner);
            let text = search_key::index_tokens(&format!("{} {} {owner}", action.what, line.who.name));
            let due = match self.due.as_str() {
                "overdue" => action.due_on < today,
                "today" => action.due_on <= today,
                _ => true,
            };
            due && (words.is_empty() || search_key::matches(&words, &text))
        });
        match self.sort.as_str() {
            "name" => open.sort_by(|a, b| a.0.who.sort.cmp(&b.0.who.sort)),
            "owner" => open.sort_by_key(|(_, action)| directory.owner_name(action.owner).to_owned()),
            _ => {}
        }
    }
}

fn printed(app: &App, me: Uuid) -> String {
    let at = moment::time_words(moment::local_time(app.now()));
    format!(
        "Printed at {at} on {} by {}",
        moment::day_words(app.today()),
        app.store.directory().staff_name(me)
    )
}

fn row(app: &App, line: &Line, action: &OpenAction, parts: &[Part]) -> serde_json::Value {
    let (directory, today) = (app.store.directory(), app.today());
    let nobody = action.owner.is_none();
    serde_json::json!({
        "href": format!("/people/{}/actions/{}?next=/actions", line.person, action.id),
        "action": format!("/people/{}/actions/{}", line.person, action.id),
        "entry": Uuid::now_v7(),
        "what": action.what,
        "name": line.who.name,
        "person": line.person,
        "owner": directory.owner_name(action.owner),
        "due": moment::day_words(action.due_on),
        "overdue": action.due_on < today,
        "today": action.due_on == today,
        "given": Uuid::now_v7(),
        "proposed": if nobody { fair::propose(app, parts, line, action.due_on) } else { None },
    })
}

fn state_words(state: ActionState) -> &'static str {
    match state {
        ActionState::Done => "Done",
        ActionState::Carried => "Handed on or moved",
        ActionState::NotNeeded => "Not needed any more",
        ActionState::HandedBack => "Handed back to the team",
    }
}

/// What an entry promised.
fn what_of(entry: &Entry) -> Option<&str> {
    if let Body::HandoverLine(line) = &entry.body {
        return line.action.as_ref().map(|action| action.what.as_str());
    }
    if let Body::MdtDecision(decision) = &entry.body {
        return decision.action.as_ref().map(|action| action.what.as_str());
    }
    let Body::Contact(contact) = &entry.body else { return None };
    contact.next_action.as_ref().map(|action| action.what.as_str())
}

/// One promised action: the person, the entry that promised it, and whether it is still open.
struct Promised {
    line: Line,
    entry: Entry,
    open: Option<OpenAction>,
}

fn promised(app: &App, request: &Request, act: &str) -> Result<Promised, PageError> {
    let (person, id) = (request.id("id")?, request.id("entry")?);
    let line = app.person(request, person, act)?;
    let entry = app.store.read(|tx| store::people::entry(tx, id))?;
    let entry = entry.filter(|e| e.subject == person && what_of(e).is_some()).ok_or(PageError::NotFound)?;
    let open = line.actions.iter().find(|action| action.id == id).cloned();
    Ok(Promised { line, entry, open })
}

/// The form that says what became of an action.
pub(crate) fn form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let promised = promised(app, request, "action")?;
    let pairs = vec![
        ("entry".to_owned(), Uuid::now_v7().to_string()),
        ("shown_at".to_owned(), moment::utc_text(app.now())),
        ("next".to_owned(), request.query("next").unwrap_or_default().to_owned()),
    ];
    page(app, request, &promised, &pairs, &[])
}

/// Takes what became of it.
pub(crate) fn update(app: &App, request: &Request) -> Result<Reply, PageError> {
    let promised = promised(app, request, "action update")?;
    let draft = match read(&promised, &request.form, (request.actor()?.staff, app.now())) {
        Ok(draft) => draft,
        Err(problems) => return page(app, request, &promised, &request.form, &problems),
    };
    match send::one(app, request, draft)? {
        Sent::Recorded(id) => Ok(send::onward(request.field("next"), "/actions", id)),
        Sent::Refused(problems) => page(app, request, &promised, &request.form, &problems),
        Sent::Conflict(theirs) => Err(PageError::Conflict(theirs)),
    }
}

fn read(
    promised: &Promised,
    pairs: &Pairs,
    (me, now): (Uuid, jiff::Timestamp),
) -> Result<Draft, Vec<Problem>> {
    let mut typed = Typed::new(pairs);
    let state: Option<ActionState> = typed.choice("state");
    if typed.text("state").is_empty() {
        typed.problems.add(Problem::new("state", "Choose what became of it."));
    }
    let carried = state == Some(ActionState::Carried);
    let owner = if typed.text("owner") == "me" { Some(me) } else { typed.id("owner") };
    let owner = owner.filter(|_| carried);
    let due_on = if carried && typed.has_day("due_on") { typed.day("due_on") } else { None };
    let note = typed.words("note", 4_000);
    let happened_at = typed.shown_at(now);
    let id = typed.id("entry");
    let problems = typed.problems.into_vec();
    let (Some(id), Some(state), true) = (id, state, problems.is_empty()) else { return Err(problems) };
    Ok(Draft {
        id,
        subject: promised.line.person,
        team: None,
        happened_at,
        from_version: 0,
        reason: None,
        body: Body::ActionUpdate(ActionUpdate { action: promised.entry.id, state, owner, due_on, note }),
    })
}

fn fields(app: &App, promised: &Promised) -> Vec<Field> {
    let directory = app.store.directory();
    let team = promised.line.team().map(|team| directory.workers(team, app.today())).unwrap_or_default();
    let owners: Vec<Choice> =
        team.into_iter().map(|(id, staff)| Choice::new(id.to_string(), staff.name.clone())).collect();
    let mut states = vec![ActionState::Done, ActionState::Carried, ActionState::NotNeeded];
    if promised.open.as_ref().is_some_and(|open| open.owner.is_some()) {
        states.push(ActionState::HandedBack);
    }
    vec![
        Field::new(Kind::Radios, "state", "What became of it?")
            .options(states.iter().map(|state| Choice::new(word(state), state_words(*state)))),
        Field::new(Kind::Textarea, "note", "What was done, or why it is not needed or handed back").rows(3),
        Field::new(Kind::Select, "owner", "New owner, if it is handed on").options(owners),
        Field::new(Kind::Date, "due_on", "New day, if it is moved"),
    ]
}

fn page(
    app: &App,
    request: &Request,
    promised: &Promised,
    pairs: &Pairs,
    problems: &[Problem],
) -> Result<Reply, PageError> {
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, v)| v.as_str());
    let (person, id) = (promised.line.person, promised.entry.id);
    let form = Form::post(
        format!("/people/{person}/actions/{id}"),
        csrf(request),
        "Record what became of it",
        fields(app, promised),
    )
    .hidden("entry", value("entry"))
    .hidden("shown_at", value("shown_at"))
    .hidden("next", value("next"))
    .cancel("/actions")
    .sent(pairs)
    .problems(&send::shown(problems));
    let directory = app.store.directory();
    let open = promised.open.as_ref().map(|action| {
        serde_json::json!({
            "owner": directory.owner_name(action.owner),
            "due": moment::day_words(action.due_on),
            "overdue": action.due_on < app.today(),
        })
    });
    let context = serde_json::json!({
        "banner": crate::person::banner(&promised.line, app.today()),
        "name": promised.line.who.name,
        "what": what_of(&promised.entry),
        "by": directory.staff_name(promised.entry.author),
        "where": promised.entry.kind().label().to_lowercase(),
        "at": moment::moment_words(promised.entry.happened_at),
        "href": format!("/entries/{id}"),
        "open": open,
        "form": form,
    });
    send::page(app, request, "action/page.html", &context, problems)
}
