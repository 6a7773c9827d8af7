//! What page tests speak through: a service over a real store with two small teams, a clock moved by
//! hand, and visitors of every role. Requests go through the router, without a socket.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use care::access::{Actor, Role};
use care::codes::purpose::Purpose;
use care::entry::contact::{Contact, With};
use care::entry::episode::{Considered, Episode, KeyWorker, WishOutcome};
use care::entry::organisation::{Membership, Organisation, Staff, Team};
use care::entry::person::{NameUse, Person, PersonName, Phone, Place};
use care::entry::visit::Visit;
use care::entry::{Body as EntryBody, Draft};
use care::nhs_number::NhsNumber;
use jiff::Timestamp;
use jiff::civil::date;
use scraper::{Html, Selector};
use store::accounts::{self, Account, Session, SessionKind};
use store::db::Target;
use store::{Outcome, Store};
use tower::ServiceExt;
use uuid::Uuid;

use crate::{App, Clock, Config, password, router};

/// Wednesday 18 November 2026, 9:30am in London.
pub(crate) const NOW: &str = "2026-11-18T09:30:00Z";

/// A service to test.
pub(crate) struct TestApp {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Clock,
    /// The team of every log-in but `nurse2`.
    pub(crate) team: Uuid,
    /// The team of `nurse2`.
    pub(crate) other_team: Uuid,
    /// Anna O'Brien of `team`, taken on 1 September 2026, key worker `nurse`.
    pub(crate) anna: Uuid,
    /// Bartek Łukasiewicz of `team`, no key worker.
    pub(crate) bartek: Uuid,
    /// Cleo Marrowdale of `other_team`.
    pub(crate) cleo: Uuid,
    staff: BTreeMap<String, Uuid>,
    tokens: RefCell<BTreeMap<String, (String, String)>>,
    router: Router,
    _folder: Option<tempfile::TempDir>,
}

/// What came back.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Page {
    /// Where a redirect leads; empty when it is none.
    pub(crate) fn to(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |v| v.to_str().unwrap())
    }

    /// The texts of every element that a selector finds, white space folded.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        let found = html
            .select(&selector)
            .map(|e| e.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "));
        found.collect()
    }

    /// One attribute of every element that a selector finds.
    pub(crate) fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        let found = html.select(&selector);
        found.filter_map(|e| e.value().attr(name).map(str::to_owned)).collect()
    }

    /// The sentences of the error summary, with the numbers of the rules behind them, which are not shown.
    pub(crate) fn errors(&self) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        let [lines, links] =
            [".nhsuk-error-summary__list li", "[data-rule]"].map(|s| Selector::parse(s).unwrap());
        let said = html.select(&lines).map(|line| {
            let text = line.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
            let rule = line.select(&links).next().and_then(|link| link.value().attr("data-rule"));
            assert!(rule.is_none_or(|rule| !text.contains(rule)), "{text}: no number is read out");
            rule.map_or(text.clone(), |rule| format!("{text} ({rule})"))
        });
        said.collect()
    }

    /// The value of a hidden or text field.
    pub(crate) fn value(&self, name: &str) -> String {
        self.attributes(&format!("[name='{name}']"), "value").pop().unwrap_or_default()
    }

    /// The page as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

impl TestApp {
    /// A service at `NOW` with two teams, a worker of every role and three people.
    pub(crate) fn new() -> TestApp {
        TestApp::with(Config::default())
    }

    /// The same with settings of its own.
    pub(crate) fn with(config: Config) -> TestApp {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::Sqlite(folder.path().join("alongside.db"));
        TestApp { _folder: Some(folder), ..TestApp::on(&target, config) }
    }

    /// The same on a database of the caller's.
    pub(crate) fn on(target: &Target, config: Config) -> TestApp {
        let store = Arc::new(Store::open(target).unwrap());
        let clock = Clock::held(NOW.parse().unwrap());
        let app = App::new(store, clock.clone(), config);
        let id = Uuid::now_v7;
        let mut test = TestApp {
            router: router(Arc::clone(&app)),
            app,
            clock,
            team: id(),
            other_team: id(),
            anna: id(),
            bartek: id(),
            cleo: id(),
            staff: BTreeMap::new(),
            tokens: RefCell::default(),
            _folder: None,
        };
        test.make_teams();
        test.make_people();
        test
    }

    /// The member of staff behind a log-in.
    pub(crate) fn staff(&self, login: &str) -> Uuid {
        self.staff[login]
    }

    /// The actor behind a log-in.
    pub(crate) fn actor(&self, login: &str) -> Actor {
        let today = care::moment::local_day(self.clock.now());
        self.app.store.directory().actor(self.staff(login), today).unwrap()
    }

    /// Appends as a log-in; every draft must be recorded.
    pub(crate) fn record(&self, login: &str, drafts: Vec<Draft>) {
        let outcomes = self.app.store.append(&self.actor(login), drafts, self.clock.now()).unwrap();
        for outcome in outcomes {
            assert!(matches!(outcome, Outcome::Recorded(_)), "{outcome:?}");
        }
    }

    /// A draft about a person, happening at `at`.
    pub(crate) fn draft(&self, person: Uuid, at: &str, body: EntryBody) -> Draft {
        let kind = body.kind();
        let document = kind.shape() == care::entry::Shape::Document;
        let id = if document { kind.document_id(person) } else { Uuid::now_v7() };
        let happened_at = at.parse().unwrap();
        Draft { id, subject: person, team: Some(self.team), happened_at, from_version: 0, reason: None, body }
    }

    /// A visit of three quarters of an hour at home by these log-ins.
    pub(crate) fn visit(&self, logins: &[&str]) -> Visit {
        let workers = logins.iter().map(|login| self.staff(login)).collect();
        Visit::plain(workers, 45, "A01", vec![Purpose::Engagement])
    }

    /// Plans such a visit to a person and gives its id.
    pub(crate) fn planned(&self, person: Uuid, at: &str, logins: &[&str]) -> Uuid {
        self.planned_as(logins[0], person, at, self.visit(logins))
    }

    /// The same for a visit that says more, written by a log-in.
    pub(crate) fn planned_as(&self, login: &str, person: Uuid, at: &str, visit: Visit) -> Uuid {
        let draft = self.draft(person, at, EntryBody::Visit(visit));
        let id = draft.id;
        self.record(login, vec![draft]);
        id
    }

    /// A seen contact of a log-in with a person.
    pub(crate) fn contact(
        &self,
        login: &str,
        outcome: care::codes::outcome::Outcome,
        minutes: Option<u16>,
    ) -> Contact {
        Contact {
            visit: None,
            workers: vec![self.staff(login)],
            with: With::Person,
            partner: None,
            outcome,
            minutes,
            place: Some("A01".to_owned()),
            mechanism: "01".to_owned(),
            purposes: Vec::new(),
            done: None,
            wants: None,
            presentation: None,
            note: None,
            concerns: None,
            safety: None,
            early_signs: Vec::new(),
            next_action: None,
            late_reason: None,
        }
    }

    /// Asks for a page as a log-in; an empty log-in is nobody.
    pub(crate) fn get(&self, login: &str, path: &str) -> Page {
        self.send(login, Method::GET, path, None)
    }

    /// Sends a form as a log-in, with its token.
    pub(crate) fn post(&self, login: &str, path: &str, form: &[(&str, &str)]) -> Page {
        let (_, csrf) = self.token(login);
        let mut text = form_urlencoded::Serializer::new(String::new());
        text.append_pair("csrf", &csrf);
        for (name, value) in form {
            text.append_pair(name, value);
        }
        self.send(login, Method::POST, path, Some(("application/x-www-form-urlencoded", text.finish())))
    }

    /// Calls the API as a log-in, by cookie and token header.
    pub(crate) fn api(&self, login: &str, method: Method, path: &str, json: Option<String>) -> Page {
        self.send(login, method, path, json.map(|json| ("application/json", json)))
    }

    /// Sends anything.
    pub(crate) fn send(&self, login: &str, method: Method, path: &str, body: Option<(&str, String)>) -> Page {
        let mut request = Request::builder().method(method).uri(path);
        if !login.is_empty() {
            let (token, csrf) = self.token(login);
            request = request.header(header::COOKIE, format!("{}={token}", crate::guard::COOKIE));
            request = request.header("x-csrf-token", csrf);
        }
        let body = match body {
            Some((kind, text)) => {
                request = request.header(header::CONTENT_TYPE, kind);
                Body::from(text)
            }
            None => Body::empty(),
        };
        self.run(request.body(body).unwrap())
    }

    /// Runs one request through the router.
    pub(crate) fn run(&self, request: Request<Body>) -> Page {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = to_bytes(body, usize::MAX).await.unwrap();
            Page {
                status: parts.status,
                headers: parts.headers,
                // A file is not text; what can be read of it is enough for a test.
                body: String::from_utf8_lossy(&bytes).into_owned(),
            }
        })
    }

    /// The session token and form token of a log-in, signed in at once and for twelve hours.
    pub(crate) fn token(&self, login: &str) -> (String, String) {
        if let Some(known) = self.tokens.borrow().get(login) {
            return known.clone();
        }
        let (token, csrf) = (password::token().unwrap(), password::token().unwrap());
        let now = self.clock.now();
        let (name, staff) = (login.to_owned(), self.staff(login));
        let session = Session {
            token_hash: password::token_hash(&token),
            account: staff,
            login: name,
            staff,
            kind: SessionKind::Browser,
            csrf: csrf.clone(),
            created_at: now,
            seen_at: now,
            ends_at: now.checked_add(jiff::SignedDuration::from_hours(12)).unwrap(),
        };
        self.app.store.write(move |tx| accounts::start_session(tx, &session)).unwrap();
        self.tokens.borrow_mut().insert(login.to_owned(), (token.clone(), csrf.clone()));
        (token, csrf)
    }

    /// The team has met these people this morning.
    pub(crate) fn has_met(&self, people: &[Uuid]) {
        let met = || self.contact("doctor", care::codes::outcome::Outcome::Seen, Some(1));
        let at = |minute: usize| format!("2026-11-18T08:{minute:02}:00Z");
        let drafts = people.iter().enumerate();
        let drafts = drafts.map(|(i, person)| self.draft(*person, &at(2 * i), EntryBody::Contact(met())));
        self.record("doctor", drafts.collect());
    }

    /// Moves the clock to another moment; everybody signs in anew, since a session ends when nothing is done.
    pub(crate) fn later(&self, at: &str) {
        self.clock.set(at.parse().unwrap());
        self.tokens.borrow_mut().clear();
    }

    fn make_teams(&mut self) {
        let trust = Uuid::now_v7();
        let mut drafts = vec![whole(
            trust,
            EntryBody::Organisation(Organisation {
                name: "Larkmoor NHS Foundation Trust".to_owned(),
                ods_code: "RZZ".to_owned(),
                pals: None,
            }),
        )];
        for (team, name) in [(self.team, "Complex care team north"), (self.other_team, "Outreach south")] {
            drafts.push(whole(
                team,
                EntryBody::Team(Team {
                    name: name.to_owned(),
                    organisation: trust,
                    service: None,
                    kind_code: "A08".to_owned(),
                    patches: Vec::new(),
                    age_from: 18,
                    age_warning: None,
                    phone: None,
                    also_accepts: Vec::new(),
                    routes: None,
                    planning: Default::default(),
                    closed_on: None,
                }),
            ));
        }
        for role in Role::ALL {
            drafts.push(self.make_staff(role.text(), *role, self.team));
        }
        drafts.push(self.make_staff("nurse2", Role::Nurse, self.other_team));
        let system = Actor::system(self.staff("sysadmin"));
        for outcome in self.app.store.append(&system, drafts, self.clock.now()).unwrap() {
            assert!(matches!(outcome, Outcome::Recorded(_)), "{outcome:?}");
        }
        for (login, staff) in &self.staff {
            let account = Account {
                id: *staff,
                login: login.clone(),
                staff: *staff,
                password_hash: "none".to_owned(),
                disabled: false,
            };
            let now = self.clock.now();
            self.app.store.write(move |tx| accounts::add(tx, &account, now)).unwrap();
        }
    }

    fn make_staff(&mut self, login: &str, role: Role, team: Uuid) -> Draft {
        let id = Uuid::now_v7();
        self.staff.insert(login.to_owned(), id);
        whole(
            id,
            EntryBody::Staff(Staff {
                name: format!("{} Fernsby", role.label()).replace("2", "two"),
                role,
                band: Some("6".to_owned()),
                wte_hundredths: 100,
                gender: "2".to_owned(),
                languages: vec!["en".to_owned()],
                skills: Vec::new(),
                pattern: Vec::new(),
                memberships: vec![Membership { team, from: date(2025, 1, 6), until: None }],
                phone: None,
                registration: None,
                caseload_most: None,
                specialist_minutes: None,
                away: Vec::new(),
                planning: Default::default(),
            }),
        )
    }

    fn make_people(&self) {
        for (id, given, family, stem, team) in [
            (self.anna, "Anna", "O'Brien", 999_000_001, self.team),
            (self.bartek, "Bartek", "Łukasiewicz", 999_000_002, self.team),
            (self.cleo, "Cleo", "Marrowdale", 999_000_003, self.other_team),
        ] {
            let person = invented(given, family, stem);
            let at = "2026-09-01T09:00:00Z";
            let login = if team == self.team { "manager" } else { "nurse2" };
            let mut details = self.draft(id, at, EntryBody::Person(person));
            details.id = id;
            details.team = Some(team);
            let mut episode = self.draft(
                id,
                at,
                EntryBody::Episode(Episode {
                    referred_on: date(2026, 8, 20),
                    accepted_on: Some(date(2026, 9, 1)),
                    last_seen_before: None,
                    referred_by: Some("Northgate community mental health team".to_owned()),
                    ended_on: None,
                    ended_because: None,
                    ended_to: None,
                    ended_why: None,
                }),
            );
            episode.team = Some(team);
            let system = Actor::system(self.staff(login));
            for outcome in self.app.store.append(&system, vec![details, episode], self.clock.now()).unwrap() {
                assert!(matches!(outcome, Outcome::Recorded(_)), "{outcome:?}");
            }
        }
        let named = KeyWorker {
            key_worker: Some(self.staff("nurse")),
            deputy: Some(self.staff("socialworker")),
            mini_team: vec![self.staff("support")],
            reason: None,
            introduction: None,
            considered: Some(Considered {
                on: date(2026, 9, 2),
                outcome: WishOutcome::NoWish,
                why: None,
                next_try: None,
            }),
            over_cap: None,
        };
        self.record(
            "manager",
            vec![self.draft(self.anna, "2026-09-02T10:00:00Z", EntryBody::KeyWorker(named))],
        );
    }
}

/// An invented person born on 17 May 1980, at home in Larkmoor.
pub(crate) fn invented(given: &str, family: &str, stem: u32) -> Person {
    Person {
        names: vec![PersonName { usage: NameUse::Usual, given: given.to_owned(), family: family.to_owned() }],
        likes_to_be_called: None,
        pronouns: None,
        nhs_number: NhsNumber::from_stem(stem),
        nhs_number_missing: None,
        other_numbers: Vec::new(),
        born: care::moment::PartialDate::parse("1980-05-17").unwrap(),
        gender: "2".to_owned(),
        sex_at_birth: "2".to_owned(),
        ethnicity: "Z".to_owned(),
        language: Some("en".to_owned()),
        interpreter: None,
        faith: None,
        places: vec![Place {
            accommodation: Some("02".to_owned()),
            lines: vec!["12 Teasel Row".to_owned(), "Larkmoor".to_owned()],
            postcode: Some("B99 1AA".to_owned()),
            no_fixed_abode: false,
            notes: None,
            latitude_millionths: None,
            longitude_millionths: None,
            from: None,
            until: None,
            withheld: false,
        }],
        phones: vec![Phone {
            number: "07700 900123".to_owned(),
            note: None,
            shared_with: None,
            messages: None,
        }],
        gp_practice: Some("M99001".to_owned()),
        adjustments: Vec::new(),
        died_on: None,
        doubts_accepted: None,
        not_the_same_as: Vec::new(),
    }
}

/// A document whose id is its subject.
fn whole(id: Uuid, body: EntryBody) -> Draft {
    let happened_at: Timestamp = "2025-01-06T09:00:00Z".parse().unwrap();
    Draft { id, subject: id, team: None, happened_at, from_version: 0, reason: None, body }
}
