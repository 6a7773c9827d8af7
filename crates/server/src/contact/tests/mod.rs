//! The contact form through the router: what it refuses, what it keeps, what it says afterwards.

mod correct;
mod partner;
mod refuse;

use axum::http::StatusCode;
use care::codes::outcome::Outcome;
use care::codes::purpose::Purpose;
use care::entry::visit::{CalledOff, CalledOffBy, Visit};
use care::entry::{Body, Entry, Kind};
use scraper::{Html, Selector};
use uuid::Uuid;

use crate::testing::{Page, TestApp};

/// A form as a browser would send it, and what somebody changes in it.
#[derive(Clone)]
pub(crate) struct Filled(pub(crate) Vec<(String, String)>);

impl Filled {
    /// The form of a page that posts to an address ending so.
    pub(crate) fn of(page: &Page, ending: &str) -> Filled {
        let html = Html::parse_document(&page.body);
        let select = |text: &str| Selector::parse(text).unwrap();
        let form = html
            .select(&select("form"))
            .find(|form| form.value().attr("action").is_some_and(|action| action.ends_with(ending)))
            .unwrap_or_else(|| panic!("no form to {ending} in {}", page.body));
        let mut pairs = Vec::new();
        for field in form.select(&select("input, select, textarea")) {
            let Some(name) = field.value().attr("name") else { continue };
            let kind = field.value().attr("type").unwrap_or_default();
            let chosen = field.value().attr("checked").is_some();
            if matches!(kind, "radio" | "checkbox") && !chosen {
                continue;
            }
            let value = match field.value().name() {
                "textarea" => field.text().collect::<String>().trim_start_matches('\n').to_owned(),
                "select" => {
                    let option = field.select(&select("option[selected]")).next();
                    option.and_then(|o| o.value().attr("value")).unwrap_or_default().to_owned()
                }
                _ => field.value().attr("value").unwrap_or_default().to_owned(),
            };
            if name != "csrf" {
                pairs.push((name.to_owned(), value));
            }
        }
        Filled(pairs)
    }

    /// What a field holds.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The same with a field filled in, or emptied.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Filled {
        self.0.retain(|(key, _)| key != name);
        if !value.is_empty() {
            self.0.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The same with one box more ticked.
    pub(crate) fn tick(mut self, name: &str, value: &str) -> Filled {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends it.
    pub(crate) fn send(&self, test: &TestApp, login: &str, path: &str) -> Page {
        let pairs: Vec<(&str, &str)> = self.0.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        test.post(login, path, &pairs)
    }
}

fn contact_path(test: &TestApp) -> String {
    format!("/people/{}/contact", test.anna)
}

fn form(test: &TestApp, query: &str) -> Filled {
    let page = test.get("nurse", &format!("{}{query}", contact_path(test)));
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    Filled::of(&page, "/contact")
}

/// Anna was seen at home for half an hour, just now.
fn seen(test: &TestApp) -> Filled {
    form(test, "").with("outcome", "seen").with("minutes", "30").with("place", "A01").with("mechanism", "01")
}

fn send(test: &TestApp, filled: &Filled) -> Page {
    filled.send(test, "nurse", &contact_path(test))
}

fn contacts(test: &TestApp) -> Vec<Entry> {
    let page = store::people::Page { kinds: vec![Kind::Contact], most: 50, before: None };
    test.app.store.read(|tx| store::people::chronology(tx, test.anna, &page)).unwrap()
}

fn the_contact(test: &TestApp) -> (Entry, care::entry::contact::Contact) {
    let entry = contacts(test).pop().unwrap();
    let Body::Contact(contact) = entry.body.clone() else { panic!("no contact") };
    (entry, contact)
}

fn visit(test: &TestApp, at: &str, change: impl Fn(&mut Visit)) -> Uuid {
    let purposes = vec![Purpose::Engagement, Purpose::Money];
    let mut visit = Visit::plain(vec![test.staff("nurse")], 45, "N02", purposes);
    change(&mut visit);
    let (starts, now) = (at.parse().unwrap(), test.clock.now());
    // A visit is planned before its day or on it.
    if care::moment::local_day(starts) < test.app.today() {
        test.clock.set(starts);
    }
    let id = test.planned_as("nurse", test.anna, at, visit);
    test.clock.set(now);
    id
}

#[test]
fn a_contact_that_just_ended_is_recorded_without_typing_a_time() {
    let test = TestApp::new();
    let sent = seen(&test).tick("purposes", "engagement").with("note", "Tea and post, all quiet.");
    assert_eq!(sent.value("workers"), test.staff("nurse").to_string());
    let page = send(&test, &sent);
    let (entry, contact) = the_contact(&test);
    assert_eq!(page.to(), format!("/people/{}?recorded={}", test.anna, entry.id));
    assert_eq!(entry.happened_at.to_string(), "2026-11-18T09:00:00Z");
    assert_eq!((contact.minutes, contact.outcome), (Some(30), Outcome::Seen));
    assert_eq!(contact.purposes, [Purpose::Engagement]);
    assert_eq!(contact.note.as_deref(), Some("Tea and post, all quiet."));
    assert_eq!(contact.workers, [test.staff("nurse")]);
}

#[test]
fn the_form_starts_with_no_outcome_and_no_length_place_or_way() {
    let test = TestApp::new();
    let empty = form(&test, "");
    for name in ["outcome", "minutes", "place", "mechanism", "visit"] {
        assert_eq!(empty.value(name), "", "{name}");
    }
}

#[test]
fn ux05_nobody_in_needs_no_more_than_the_button() {
    let test = TestApp::new();
    let id = visit(&test, "2026-11-18T08:30:00Z", |_| {});
    let nobody_in = form(&test, &format!("?visit={id}&outcome=no_answer&next=/today"));
    assert_eq!(nobody_in.value("place"), "N02");
    assert_eq!(nobody_in.value("mechanism"), "01");
    assert_eq!(nobody_in.value("purposes"), "engagement");
    assert_eq!(nobody_in.value("next_action.owner"), test.staff("nurse").to_string());
    let page = send(&test, &nobody_in);
    let (entry, contact) = the_contact(&test);
    assert_eq!(page.to(), format!("/today?recorded={}", entry.id), "{:?}", page.errors());
    assert_eq!(entry.happened_at.to_string(), "2026-11-18T08:30:00Z");
    assert_eq!((contact.visit, contact.minutes), (Some(id), None));
    let action = contact.next_action.unwrap();
    assert_eq!(action.due_on.to_string(), "2026-11-18");
    assert_eq!(action.what, care::ladder::what(1));
    let said = test.get("nurse", &format!("/account?recorded={}", entry.id));
    assert_eq!(
        said.texts(".nhsuk-notification-banner__content"),
        [
            "Contact recorded: No answer. Step 1 of the missed-contact ladder is due by 18 November 2026 at 11:59pm: Try again at a different time, with a worker the person likes."
        ]
    );
}

#[test]
fn the_notice_of_another_team_s_entry_says_nothing() {
    let test = TestApp::new();
    send(&test, &seen(&test));
    let address = format!("/account?recorded={}", the_contact(&test).0.id);
    assert_eq!(test.get("nurse", &address).texts(".nhsuk-notification-banner__content").len(), 1);
    assert_eq!(test.get("nurse2", &address).texts(".nhsuk-notification-banner__content").len(), 0);
    assert_eq!(test.get("sysadmin", &address).texts(".nhsuk-notification-banner__content").len(), 0);
}

#[test]
fn ux02_the_taps_at_the_door_fill_in_time_and_length() {
    let test = TestApp::new();
    let id = visit(&test, "2026-11-18T08:30:00Z", |visit| {
        visit.started_at = Some("2026-11-18T08:40:00Z".parse().unwrap());
        visit.ended_at = Some("2026-11-18T09:17:20Z".parse().unwrap());
    });
    let filled = form(&test, &format!("?visit={id}"));
    assert_eq!((filled.value("outcome"), filled.value("minutes_other")), ("", "37"));
    let page = send(&test, &filled.clone().with("outcome", "seen"));
    let (entry, contact) = the_contact(&test);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    assert_eq!(entry.happened_at.to_string(), "2026-11-18T08:40:00Z");
    assert_eq!(contact.minutes, Some(37));
    // The visit has its outcome: the form says so and offers the correction.
    let again = test.get("nurse", &format!("{}?visit={id}", contact_path(&test)));
    assert_eq!(again.texts(&format!("a[href='/contacts/{}/correct']", entry.id)), ["Correct that contact"]);
}

#[test]
fn minutes_that_only_the_taps_measured_are_no_claim_that_the_person_was_seen() {
    let test = TestApp::new();
    let id = visit(&test, "2026-11-18T08:30:00Z", |visit| {
        visit.started_at = Some("2026-11-18T08:40:00Z".parse().unwrap());
        visit.ended_at = Some("2026-11-18T08:52:00Z".parse().unwrap());
    });
    let page = send(&test, &form(&test, &format!("?visit={id}")).with("outcome", "no_answer"));
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    assert_eq!(the_contact(&test).1.minutes, None);
}

#[test]
fn today_s_visit_with_this_person_is_offered() {
    let test = TestApp::new();
    let id = visit(&test, "2026-11-18T14:00:00Z", |_| {});
    visit(&test, "2026-11-18T15:00:00Z", |visit| {
        visit.called_off = Some(CalledOff { by: CalledOffBy::Person, why: None, decided_by: None });
    });
    let page = test.get("nurse", &contact_path(&test));
    assert_eq!(page.attributes(".app-actions a", "href"), [format!("{}?visit={id}", contact_path(&test))]);
    assert_eq!(page.texts(".app-actions a"), ["This is the outcome of the 2pm visit"]);
    assert!(test.get("socialworker", &contact_path(&test)).texts(".app-actions a").is_empty());
}

#[test]
fn s07_preferred_places_come_first_and_ruled_out_ones_say_so() {
    let test = TestApp::new();
    let wishes = care::entry::around::Preferences {
        likes_places: vec!["N05".to_owned(), "N02".to_owned()],
        refuses_places: vec!["A01".to_owned()],
        ..Default::default()
    };
    test.record("nurse", vec![test.draft(test.anna, "2026-11-01T09:00:00Z", Body::Preferences(wishes))]);
    let page = test.get("nurse", &contact_path(&test));
    assert_eq!(page.attributes("input[name=place]", "value"), ["N05", "N02", "N01", "E02", "J01", "other"]);
    assert!(
        page.texts("#place_other option").contains(&"Person's home (ruled out by the person)".to_owned())
    );
}

#[test]
fn bi82_a_double_click_is_one_contact() {
    let test = TestApp::new();
    let sent = seen(&test);
    let (first, second) = (send(&test, &sent), send(&test, &sent));
    assert_eq!((first.status, first.to()), (StatusCode::SEE_OTHER, second.to()));
    assert_eq!(contacts(&test).len(), 1);
}

#[test]
fn bi83_going_back_and_sending_other_words_keeps_both() {
    let test = TestApp::new();
    let sent = seen(&test);
    send(&test, &sent);
    let page = send(&test, &sent.clone().with("note", "Something else"));
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(contacts(&test).len(), 1);
    let again = Filled::of(&page, "/contact");
    assert_eq!(again.value("note"), "Something else");
    assert_ne!(again.value("entry"), sent.value("entry"));
}

#[test]
fn ac03_another_team_s_person_is_not_found() {
    let test = TestApp::new();
    let path = format!("/people/{}/contact", test.cleo);
    assert_eq!(test.get("nurse", &path).status, StatusCode::NOT_FOUND);
    assert_eq!(seen(&test).send(&test, "nurse", &path).status, StatusCode::NOT_FOUND);
    assert_eq!(seen(&test).send(&test, "administrator", &contact_path(&test)).status, StatusCode::FORBIDDEN);
}

#[test]
fn the_next_page_is_always_one_of_ours() {
    let test = TestApp::new();
    let page = send(&test, &seen(&test).with("next", "//evil.example"));
    assert!(page.to().starts_with(&format!("/people/{}?recorded=", test.anna)), "{}", page.to());
}
