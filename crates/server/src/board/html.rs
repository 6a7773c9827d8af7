//! The rows of the board as HTML, written by hand. Measured in a release build: the template engine
//! takes 0.46 ms for the rows of 100 people, this 0.1, and the whole page may take 1.5. Whatever is not
//! a literal of this file is escaped; that is all this module is for.

use std::borrow::Cow;

use care::entry::tier::TierName;
use care::moment;
use jiff::Timestamp;
use jiff::civil::Date;

use super::view::{BoardView, RowView, Worker};
use super::wanted::{Sort, Wanted};

/// Text that grows. Literals go in as they are; everything else is escaped.
#[derive(Default)]
pub(crate) struct Html(String);

impl Html {
    /// Markup of ours.
    pub(crate) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text of others, for between tags and inside quotes.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        let mut rest = text;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
            let (plain, special) = rest.split_at(at);
            self.0.push_str(plain);
            let mut characters = special.chars();
            self.0.push_str(match characters.next() {
                Some('&') => "&amp;",
                Some('<') => "&lt;",
                Some('>') => "&gt;",
                Some('"') => "&quot;",
                _ => "&#39;",
            });
            rest = characters.as_str();
        }
        self.0.push_str(rest);
        self
    }

    /// A number, or whatever else prints itself.
    pub(crate) fn show(&mut self, value: impl std::fmt::Display) -> &mut Self {
        self.text(&value.to_string())
    }

    /// What was escaped before.
    fn ready(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// The whole.
    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

/// The bodies of the table: one a group in the order of the handover, else one. Rows with whole names are
/// written once and kept; those with initials, for a screen on the wall, each time.
pub(crate) fn rows(board: &BoardView, rows: &[&RowView], wanted: &Wanted) -> String {
    let today = moment::local_day(board.at);
    let written = |row: &RowView| {
        let mut html = Html(String::with_capacity(1_200));
        one(&mut html, row, wanted, today);
        html.into_string()
    };
    let put = |html: &mut Html, row: &RowView| {
        if wanted.initials {
            one(html, row, wanted, today);
        } else {
            html.ready(row.markup.get_or_init(|| written(row)));
        }
    };
    let mut html = Html(String::with_capacity(rows.len() * 1_200));
    if wanted.sort == Sort::Handover {
        for group in rows.chunk_by(|a, b| a.place == b.place) {
            let place = group.first().map_or(13, |row| row.place);
            html.raw("<tbody><tr class=\"app-board__group\"><th colspan=\"7\" scope=\"rowgroup\">");
            html.text(care::board::group_label(place).unwrap_or_default());
            html.raw(" <span class=\"app-quiet\">").show(group.len()).raw("</span></th></tr>\n");
            group.iter().for_each(|row| put(&mut html, row));
            html.raw("</tbody>\n");
        }
    } else {
        html.raw("<tbody>");
        rows.iter().for_each(|row| put(&mut html, row));
        html.raw("</tbody>\n");
    }
    html.into_string()
}

fn one(html: &mut Html, row: &RowView, wanted: &Wanted, today: Date) {
    html.raw("<tr><th scope=\"row\" data-label=\"Person\"><a href=\"/people/").show(row.person).raw("\">");
    html.text(&shown_name(row, wanted));
    html.raw("</a></th><td data-label=\"Tier\">");
    tier(html, row.tier);
    html.raw("</td><td class=\"app-board__why\" data-label=\"Why\">");
    why(html, row, wanted);
    html.raw("</td><td data-label=\"Last seen\">");
    last_seen(html, row, today);
    html.raw("</td><td data-label=\"Next visit\">");
    next_visit(html, row, today);
    html.raw("</td><td class=\"app-nowrap\" data-label=\"Contacts this week\">");
    contacts(html, row);
    html.raw("</td><td data-label=\"Key worker, others in 14 days\">");
    people(html, row);
    html.raw("</td></tr>\n");
}

/// The tier in word and shape: the number of bars says how intense, the word says which.
pub(crate) fn tier(html: &mut Html, tier: Option<TierName>) {
    html.raw(match tier {
        Some(TierName::Grey) => "<span class=\"app-tier app-tier--paused\">Grey</span>",
        Some(TierName::Red) => "<span class=\"app-tier app-tier--4 app-tier--red\">Red</span>",
        Some(TierName::Amber) => "<span class=\"app-tier app-tier--3 app-tier--amber\">Amber</span>",
        Some(TierName::Green) => "<span class=\"app-tier app-tier--2 app-tier--green\">Green</span>",
        Some(TierName::Blue) => "<span class=\"app-tier app-tier--blue\">Blue</span>",
        None => "No tier",
    });
}

fn why(html: &mut Html, row: &RowView, wanted: &Wanted) {
    html.raw("<ul class=\"app-why\">");
    for reason in &row.reasons {
        html.raw("<li>").text(&reason.words);
        overdue(html, reason.overdue);
        html.raw("</li>");
    }
    html.raw("</ul>");
    also_due(html, row);
    for proposal in &row.proposals {
        html.raw("<p class=\"app-proposed\"><a href=\"/people/").show(row.person).raw("/tier\">");
        html.text(&proposal.sentence());
        html.raw("<span class=\"nhsuk-u-visually-hidden\"> for ").text(&shown_name(row, wanted));
        html.raw("</span></a></p>");
    }
}

fn shown_name<'a>(row: &'a RowView, wanted: &Wanted) -> Cow<'a, str> {
    if wanted.initials { initials(&row.name).into() } else { row.name.as_str().into() }
}

/// Clocks that are near, and not yet a reason.
fn also_due(html: &mut Html, row: &RowView) {
    for (i, clock) in row.clocks_beside_reasons().enumerate() {
        html.raw(if i == 0 { "<p class=\"app-due\">Also due: " } else { "; " }).text(&clock.words);
    }
    if row.clocks_beside_reasons().next().is_some() {
        html.raw("</p>");
    }
}

/// The word, for whoever cannot tell by colour.
fn overdue(html: &mut Html, is: bool) {
    if is {
        html.raw(" <strong class=\"app-late\">overdue</strong>");
    }
}

fn last_seen(html: &mut Html, row: &RowView, today: Date) {
    let Some(seen) = &row.last_seen else {
        match row.seen_before {
            Some(day) => {
                html.text(&moment::day_words_short(day));
                html.raw("<br><span class=\"app-quiet\">in the record before</span>");
            }
            None => {
                html.raw("Not yet");
            }
        }
        return;
    };
    html.raw("<span class=\"app-nowrap\">").text(&near(seen.at, today)).raw("</span>");
    let by = names(&seen.by);
    if !by.is_empty() {
        html.raw("<br>").text(&by);
    }
    if let Some(place) = seen.place {
        html.raw("<br><span class=\"app-quiet\">").text(place).raw("</span>");
    }
}

fn next_visit(html: &mut Html, row: &RowView, today: Date) {
    let Some(visit) = &row.next_visit else {
        html.raw("None planned");
        return;
    };
    html.raw("<span class=\"app-nowrap\">").text(&near(visit.at, today)).raw("</span><br>");
    if visit.workers.is_empty() {
        html.raw("Nobody chosen");
    } else {
        html.text(&names(&visit.workers));
    }
    if visit.two_person {
        html.raw("<br><span class=\"app-quiet\">Two workers</span>");
    }
}

fn contacts(html: &mut Html, row: &RowView) {
    html.show(row.contacts_this_week);
    match row.plan {
        Some((0, 0)) | None => {}
        Some((least, most)) if least == most => drop(html.raw(" of ").show(least)),
        Some((least, most)) => drop(html.raw(" of ").show(least).raw(" to ").show(most)),
    }
}

fn people(html: &mut Html, row: &RowView) {
    match &row.key_worker {
        Some(worker) => html.raw("<strong>").text(&worker.name).raw("</strong>"),
        None => html.raw("<strong>No key worker</strong>"),
    };
    if row.others.is_empty() {
        html.raw("<br><span class=\"app-quiet\">Nobody else in 14 days</span>");
    } else {
        html.raw("<br><span class=\"app-quiet\">Also seen by ").text(&names(&row.others)).raw("</span>");
    }
}

/// "Anna Example and Ben Sample".
pub(crate) fn names(workers: &[Worker]) -> String {
    match workers {
        [] => String::new(),
        [one] => one.name.clone(),
        [rest @ .., last] => {
            let rest: Vec<&str> = rest.iter().map(|worker| worker.name.as_str()).collect();
            format!("{} and {}", rest.join(", "), last.name)
        }
    }
}

/// A moment as somebody says it at the handover: "Today, 2:30pm", "Tue 4 Aug, 5pm".
pub(crate) fn near(at: Timestamp, today: Date) -> String {
    let local = moment::local(at);
    let day = local.date();
    let words = match moment::days_between(today, day) {
        0 => "Today".to_owned(),
        -1 => "Yesterday".to_owned(),
        1 => "Tomorrow".to_owned(),
        apart if apart.abs() < 180 => moment::day_words_short(day),
        _ => return moment::day_words(day),
    };
    format!("{words}, {}", moment::time_words(local.time()))
}

/// "D. F." for "Dee Fictional".
fn initials(name: &str) -> String {
    let letters: Vec<String> = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
        .map(|letter| format!("{letter}."))
        .collect();
    letters.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_never_becomes_markup() {
        let mut html = Html::default();
        html.text("<b>\"O'Neil\" & co</b>");
        assert_eq!(html.into_string(), "&lt;b&gt;&quot;O&#39;Neil&quot; &amp; co&lt;/b&gt;");
    }

    #[test]
    fn a_moment_is_said_as_at_the_handover() {
        let today = jiff::civil::date(2026, 8, 6);
        for (at, expected) in [
            ("2026-08-06T13:30:00Z", "Today, 2:30pm"),
            ("2026-08-05T22:59:00Z", "Yesterday, 11:59pm"),
            ("2026-08-05T23:00:00Z", "Today, midnight"),
            ("2026-08-07T08:00:00Z", "Tomorrow, 9am"),
            ("2026-08-04T16:00:00Z", "Tue 4 Aug, 5pm"),
            ("2025-08-04T16:00:00Z", "4 August 2025"),
        ] {
            assert_eq!(near(at.parse().unwrap(), today), expected, "{at}");
        }
    }

    #[test]
    fn initials_hide_the_name() {
        assert_eq!(initials("Dee O'Fictional-Sample"), "D. O.");
        assert_eq!(initials("Ångström"), "Å.");
    }

    #[test]
    fn names_are_listed_as_people_say_them() {
        let worker = |name: &str| Worker { id: uuid::Uuid::nil(), name: name.to_owned() };
        assert_eq!(names(&[]), "");
        assert_eq!(names(&[worker("A")]), "A");
        assert_eq!(names(&[worker("A"), worker("B"), worker("C")]), "A, B and C");
    }
}
