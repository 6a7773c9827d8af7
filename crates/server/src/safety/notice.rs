//! What Today says about safety, and nothing else: one's own clock and alarm, and colleagues whom one is
//! asked to ring. The script asks for it alone whenever something changes; without it Today shows the same.

use care::entry::safety::Step;
use care::moment;
use serde::Serialize;
use uuid::Uuid;

use super::gather::{Out, TeamOut};
use super::view::place;
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};

/// What Today says about safety.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Notice {
    /// One's own visit that has run over its time.
    mine: Option<Mine>,
    /// When one's own alarm was raised, its entry, and whether a colleague has done something.
    alarm: Option<Own>,
    /// Colleagues to ring.
    asked: Vec<Asked>,
    /// For the forms: an id for what is recorded, so that two taps are one.
    entry: Uuid,
    me: Uuid,
}

/// One's own visit that has run over its time.
#[derive(Debug, Serialize)]
struct Mine {
    visit: Uuid,
    name: Option<String>,
    expected: String,
    /// When the next colleague is asked.
    next: Option<String>,
    next_who: Option<String>,
    team: Uuid,
}

/// One's own alarm.
#[derive(Debug, Serialize)]
struct Own {
    alarm: Uuid,
    at: String,
    done: bool,
    team: Uuid,
}

/// A colleague to ring.
#[derive(Debug, Serialize)]
struct Asked {
    worker: Uuid,
    name: String,
    alarm: Option<String>,
    step: Option<&'static str>,
    /// `Anna O'Brien, 12 Teasel Row`
    at: Option<String>,
    expected: Option<String>,
    team: Uuid,
}

/// What the reader is told about safety now, of all their teams.
///
/// # Errors
/// The database.
pub(crate) fn notice(app: &App, request: &Request) -> Result<Notice, PageError> {
    let (actor, directory, now) = (request.actor()?, app.store.directory(), app.now());
    let mut notice = Notice { entry: Uuid::now_v7(), me: actor.staff, ..Notice::default() };
    let time = |at| moment::time_words(moment::local_time(at));
    for team in &actor.teams {
        let read = TeamOut::read(app, *team)?;
        if let Some(me) = read.worker(actor.staff) {
            notice.alarm = notice.alarm.or_else(|| own(me, *team));
            let over = me.watch.as_ref().filter(|(_, watch)| watch.reached(now).is_some());
            if let Some((visit, watch)) = over.filter(|(visit, _)| visit.team == Some(*team)) {
                let next = watch.next(now);
                let who = next.map(|rung| match rung.step {
                    Step::Buddy => me.buddy.map_or("a colleague", |id| directory.staff_name(id)).to_owned(),
                    Step::Ping | Step::Manager | Step::Alarm => "the manager or lead".to_owned(),
                    Step::Police => "nobody: the police are told".to_owned(),
                });
                notice.mine = Some(Mine {
                    visit: visit.id,
                    name: read.lines.get(&visit.person).map(|line| line.who.name.clone()),
                    expected: time(watch.expected),
                    next: next.map(|rung| time(rung.at)),
                    next_who: who,
                    team: *team,
                });
            }
        }
        let asked = read.out.iter().filter(|one| read.asks(actor.staff, one, now));
        for one in asked {
            if notice.asked.iter().all(|known| known.worker != one.worker) {
                notice.asked.push(asked_about(one, &read, now));
            }
        }
    }
    Ok(notice)
}

fn own(me: &Out, team: Uuid) -> Option<Own> {
    let alarm = me.alarm.as_ref().filter(|entry| entry.team == Some(team))?;
    let answers = |check: &&care::entry::safety::SafetyCheck| check.alarm == Some(alarm.id);
    let done = me.checks.iter().filter_map(care::safety::match_check).any(|check| answers(&check));
    let at = moment::time_words(moment::local_time(alarm.happened_at));
    Some(Own { alarm: alarm.id, at, done, team })
}

fn asked_about(one: &Out, read: &TeamOut, now: jiff::Timestamp) -> Asked {
    let time = |at| moment::time_words(moment::local_time(at));
    let at = one.watch.as_ref().map(|(visit, _)| place(visit, read).words());
    Asked {
        worker: one.worker,
        name: one.staff.name.clone(),
        alarm: one.alarm.as_ref().map(|entry| time(entry.happened_at)),
        step: one.reached(now).map(Step::label),
        at,
        expected: one.watch.as_ref().map(|(_, watch)| time(watch.expected)),
        team: read.team,
    }
}

/// `GET /safety/notice`: the notice alone, for the script.
///
/// # Errors
/// The database.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let context = serde_json::json!({ "safety": notice(app, request)?, "csrf": app.frame(request).csrf });
    app.page(request, "safety/notice.html", context)
}
