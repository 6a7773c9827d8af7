//! What a page says after something was recorded: the address names the entry (`?recorded=`), the
//! words come from the record, so that nobody can put words of their own on a page of ours.

use care::entry::contact::Contact;
use care::entry::event::ActionState;
use care::entry::{Body, Entry};
use care::line::Line;
use care::{ladder, moment};
use uuid::Uuid;

use crate::app::App;
use crate::request::Request;
use crate::template::Notice;

/// The notice that the address asks for, when the entry is one of the actor's own teams.
pub(crate) fn of(app: &App, request: &Request) -> Option<Notice> {
    let id = Uuid::try_parse(request.query("recorded")?).ok()?;
    let actor = request.actor().ok()?;
    let (entry, line) = app
        .store
        .read(|tx| {
            let entry = store::people::entry(tx, id)?;
            let line = entry.as_ref().map(|e| store::people::line(tx, e.subject)).transpose()?.flatten();
            Ok((entry, line))
        })
        .ok()?;
    let (entry, line) = (entry?, line?);
    if !actor.in_team(line.team()) || !actor.may(care::access::to_write(entry.kind())) {
        return None;
    }
    Some(Notice { text: words(&entry, &line), success: true })
}

fn words(entry: &Entry, line: &Line) -> String {
    let name = &line.who.name;
    if let Body::Contact(contact) = &entry.body {
        return contact_words(entry, contact, line);
    }
    if let Body::Tier(tier) = &entry.body {
        let until = moment::day_words(tier.expires_on);
        return format!("{name} is in the {} tier until {until}.", tier.tier.label().to_lowercase());
    }
    if let Body::LadderStep(step) = &entry.body {
        return format!("Step {} recorded.{}", step.step, due(line));
    }
    if let Body::ActionUpdate(update) = &entry.body {
        return match update.state {
            ActionState::Done => "Action done.".to_owned(),
            ActionState::Carried => "Action handed on.".to_owned(),
            ActionState::HandedBack => "Action handed back to the team.".to_owned(),
            ActionState::NotNeeded => "Action closed: not needed any more.".to_owned(),
        };
    }
    format!("{} recorded.", entry.kind().label())
}

fn contact_words(entry: &Entry, contact: &Contact, line: &Line) -> String {
    let what = if entry.version > 1 { "Contact corrected" } else { "Contact recorded" };
    let mut text = format!("{what}: {}.", contact.outcome.label());
    if let Some(stamp) = crate::person::late(entry) {
        text.push_str(&format!(" It is stamped \u{201c}{stamp}\u{201d}."));
    }
    if contact.outcome.starts_ladder() {
        text.push_str(&due(line));
    }
    if contact.outcome == care::codes::outcome::Outcome::TeamCancelled {
        text.push_str(" It does not count against the person.");
    }
    text
}

/// The next step of the missed-contact ladder and its deadline.
fn due(line: &Line) -> String {
    let next = ladder::of(line).and_then(|ladder| ladder.next().copied());
    next.map_or_else(String::new, |next| {
        let by = moment::moment_words(next.by);
        format!(
            " Step {} of the missed-contact ladder is due by {by}: {}.",
            next.step,
            ladder::what(next.step)
        )
    })
}
