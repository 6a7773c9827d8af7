//! Pages of the way in: what is refused, what is kept, and that nobody waits without an owner.

mod criteria;
mod letter;

use axum::http::{Method, StatusCode};
use care::entry::{Body, Kind};
use care::referral::Stage;
use uuid::Uuid;

use crate::testing::{Page, TestApp};

mod api;
mod documents;
mod evidence;

/// A full referral about somebody new, as the form sends it.
fn form(test: &TestApp, changes: &[(&'static str, &str)]) -> Vec<(String, String)> {
    let owner = test.staff("nurse").to_string();
    let mut all: Vec<(String, String)> = [
        ("entry", Uuid::now_v7().to_string().as_str()),
        ("person", Uuid::now_v7().to_string().as_str()),
        ("episode", Uuid::now_v7().to_string().as_str()),
        ("at", "2026-11-18T09:00:00Z"),
        ("_given", "Dorrie"),
        ("_family", "Quillfeather"),
        ("born-day", "4"),
        ("born-month", "5"),
        ("born-year", "1985"),
        ("gender", "X"),
        ("received_on-day", "16"),
        ("received_on-month", "11"),
        ("received_on-year", "2026"),
        ("how", "letter"),
        ("source", "cmht"),
        ("organisation", "Northgate community mental health team"),
        ("professional", "Ola Ferncastle, nurse"),
        ("contact", "01632 960111"),
        ("why_now", "Third admission this year."),
        ("support_now", "Sees a support worker now and then."),
        ("disorder.answer", "yes"),
        ("disorder.evidence", "Schizophrenia since 2009; cannot keep a home."),
        ("engagement.answer", "yes"),
        ("engagement.evidence", "Has not opened the door to the team since June."),
        ("history_complete", "yes"),
        ("heavy_crisis_use.answer", "no"),
        ("needs.violence.answer", "no"),
        ("needs.self_harm.answer", "yes"),
        ("needs.self_harm.evidence", "Weighs 48 kg; does not wash."),
        ("needs.poor_response.answer", "yes"),
        ("needs.poor_response.evidence", "Two medicines did not help."),
        ("needs.dual_diagnosis.answer", "unknown"),
        ("needs.detained.answer", "unknown"),
        ("needs.housing.answer", "yes"),
        ("needs.housing.evidence", "Sofa surfing."),
        ("owner", owner.as_str()),
        ("next_check_on-day", "20"),
        ("next_check_on-month", "11"),
        ("next_check_on-year", "2026"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    for (i, (from, until)) in [("2", "9"), ("11", "17"), ("20", "28")].iter().enumerate() {
        for (part, value) in [
            ("from-day", *from),
            ("from-month", "9"),
            ("from-year", "2026"),
            ("until-day", *until),
            ("until-month", "9"),
            ("until-year", "2026"),
        ] {
            all.push((format!("admissions.{i}.{part}"), value.to_owned()));
        }
    }
    for (name, value) in changes {
        all.retain(|(key, _)| key != name);
        all.push(((*name).to_owned(), (*value).to_owned()));
    }
    all
}

fn post(test: &TestApp, login: &str, path: &str, form: &[(String, String)]) -> Page {
    let pairs: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    test.post(login, path, &pairs)
}

fn field<'a>(form: &'a [(String, String)], name: &str) -> &'a str {
    form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

/// A referral in the record; its id.
fn referred(test: &TestApp, changes: &[(&'static str, &str)]) -> String {
    let form = form(test, changes);
    let page = post(test, "manager", "/referrals/new", &form);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    field(&form, "entry").to_owned()
}

fn inbox(test: &TestApp) -> Vec<super::Row> {
    super::rows(&test.app, &test.actor("manager"), test.team).unwrap()
}

fn decision(test: &TestApp, changes: &[(&'static str, &str)]) -> Vec<(String, String)> {
    let nurse = test.staff("nurse").to_string();
    let mut all: Vec<(String, String)> = [
        ("entry", Uuid::now_v7().to_string().as_str()),
        ("shown_at", "2026-11-18T09:20:00Z"),
        ("decision", "accepted"),
        ("decided_on-day", "18"),
        ("decided_on-month", "11"),
        ("decided_on-year", "2026"),
        ("decided_by", "Weekly meeting, chair Team manager Fernsby"),
        ("first_contact_by", nurse.as_str()),
        ("instead", "The community team visits every week."),
        ("onward.service", "Northgate community mental health team, Ola Ferncastle"),
        ("onward.owner", nurse.as_str()),
        ("onward.due_on-day", "25"),
        ("onward.due_on-month", "11"),
        ("onward.due_on-year", "2026"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    for i in 0..4 {
        all.push((format!("reasons.{i}.standing"), "met".to_owned()));
        all.push((format!("reasons.{i}.why"), "As the referral says and the ward confirms.".to_owned()));
    }
    for (name, value) in changes {
        all.retain(|(key, _)| key != name);
        all.push(((*name).to_owned(), (*value).to_owned()));
    }
    all
}

const NOT_MET: &[(&str, &str)] = &[
    ("decision", "refused"),
    ("reasons.1.standing", "not_met"),
    ("reasons.1.why", "One stay of four days in two years, and no crisis team."),
];

#[test]
fn a_referral_about_somebody_new_is_in_the_inbox_with_owner_and_clocks() {
    let test = TestApp::new();
    let id = referred(&test, &[]);
    let rows = inbox(&test);
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!((row.stage, row.missing, row.owner), (Stage::New, 0, test.staff("nurse")));
    assert_eq!(row.due_on.unwrap().to_string(), "2026-11-23");
    assert_eq!(row.check_on.unwrap().to_string(), "2026-11-20");
    let page = test.get("administrator", "/referrals");
    assert_eq!(page.texts("tbody th a bdi"), ["Dorrie Quillfeather"]);
    let page = test.get("nurse", &format!("/referrals/{id}"));
    let shows = page.texts("section[aria-labelledby='criteria'] .nhsuk-tag");
    assert_eq!(shows, ["Met", "Met", "Met", "Met"]);
    // Another team sees nothing of it, and does not learn that it exists.
    assert_eq!(test.get("nurse2", &format!("/referrals/{id}")).status, StatusCode::NOT_FOUND);
    assert!(test.get("nurse2", "/referrals").texts("tbody tr").is_empty());
}

#[test]
fn what_is_missing_is_asked_for_and_the_meeting_makes_it_wait() {
    let test = TestApp::new();
    let id = referred(
        &test,
        &[("professional", ""), ("needs.housing.answer", ""), ("needs.housing.evidence", "")],
    );
    assert_eq!((inbox(&test)[0].stage, inbox(&test)[0].missing), (Stage::Incomplete, 2));
    let page = test.get("nurse", &format!("/referrals/{id}"));
    assert_eq!(
        page.texts("section[aria-labelledby='missing'] li"),
        ["Professional who refers", "All six complex needs answered"]
    );
    let change = |changes: &[(&'static str, &str)]| {
        let held = test.get("nurse", &format!("/referrals/{id}/change"));
        let version = held.value("from_version");
        let mut all = form(&test, changes);
        all.push(("from_version".to_owned(), version));
        post(&test, "nurse", &format!("/referrals/{id}/change"), &all)
    };
    let page = change(&[]);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    assert_eq!(inbox(&test)[0].stage, Stage::New);
    let meeting =
        [("for_meeting_on-day", "24"), ("for_meeting_on-month", "11"), ("for_meeting_on-year", "2026")];
    assert_eq!(change(&meeting).status, StatusCode::SEE_OTHER);
    assert_eq!(inbox(&test)[0].stage, Stage::Waiting);
}

#[test]
fn the_form_and_the_record_agree_on_what_is_blank() {
    let test = TestApp::new();
    for changes in [
        &[][..],
        &[("professional", ""), ("why_now", " - ")],
        &[("disorder.answer", "unknown")],
        &[("disorder.evidence", "")],
        &[("engagement.answer", ""), ("needs.violence.answer", "")],
        &[("history_complete", "unknown")],
    ] {
        let form = form(&test, changes);
        let said = super::parts::of(&form, false).iter().filter(|part| !part.done).count();
        let page = post(&test, "manager", "/referrals/new", &form);
        let page = match page.status {
            StatusCode::SEE_OTHER => page,
            // A second person of the same name: say that it is another one.
            _ => {
                let mut again = form.clone();
                again.push(("confirmed".to_owned(), page.value("confirmed")));
                post(&test, "manager", "/referrals/new", &again)
            }
        };
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{changes:?} {:?}", page.errors());
        let id = Uuid::try_parse(field(&form, "entry")).unwrap();
        let entry = test.app.store.read(|tx| store::people::entry(tx, id)).unwrap().unwrap();
        let Body::Referral(referral) = entry.body else { panic!("{:?}", entry.kind()) };
        assert_eq!(said, care::referral::missing(&referral).len(), "{changes:?}");
    }
}

#[test]
fn n03_a_referral_by_the_person_family_or_a_friend_is_kept_as_a_concern() {
    for source in ["person", "family", "friend"] {
        let test = TestApp::new();
        let form = form(&test, &[("source", source)]);
        let page = post(&test, "manager", "/referrals/new", &form);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{source}");
        assert!(inbox(&test).is_empty(), "{source}");
        let link = page.attributes("a.nhsuk-button", "href").pop().unwrap();
        let concern = test.get("nurse", &link);
        assert!(concern.body.contains("Third admission this year."), "{source}");
        assert!(concern.body.contains("Dorrie Quillfeather"), "{source}");
        // Sent twice it is still one.
        post(&test, "manager", "/referrals/new", &form);
        assert_eq!(test.get("nurse", "/concerns").texts("tbody tr").len(), 1, "{source}");
    }
}

/// A referral by the family, as a program sends it.
fn for_the_family(test: &TestApp, owner: Uuid) -> Page {
    let body = serde_json::json!({
        "id": Uuid::now_v7(), "kind": "referral", "subject": test.anna, "happened_at": "2026-11-18T09:00:00Z",
        "from_version": 0,
        "body": {
            "episode": Uuid::now_v7(), "received_on": "2026-11-18", "how": "electronic", "source": "family",
            "why_now": "She has stopped eating.", "owner": owner, "next_check_on": "2026-11-20",
        },
    });
    let page = test.api("manager", Method::POST, "/api/v1/entries", Some(body.to_string()));
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("N3"), "{}", page.body);
    page
}

#[test]
fn n03_a_program_that_refers_for_the_family_is_refused_and_the_concern_is_kept() {
    let test = TestApp::new();
    for_the_family(&test, test.staff("nurse"));
    let concerns = test.api("manager", Method::GET, "/api/v1/concerns", None).json();
    assert_eq!(concerns["concerns"][0]["what"], "She has stopped eating.");
    assert_eq!(concerns["concerns"][0]["about"], "Anna O'Brien, born 17 May 1980");
}

#[test]
fn n03_what_cannot_even_be_a_concern_is_kept_for_review() {
    let test = TestApp::new();
    for_the_family(&test, Uuid::now_v7());
    let kept =
        test.app.store.read(|tx| Ok(tx.query("SELECT draft FROM review", &[], |row| row.get::<String>(0))?));
    let kept = kept.unwrap();
    assert!(kept.len() == 1 && kept[0].contains("She has stopped eating."), "{kept:?}");
}

#[test]
fn r01_a_gp_or_a_ward_refers_only_where_the_team_says_so() {
    let test = TestApp::new();
    for source in ["gp", "ward"] {
        let page = post(&test, "manager", "/referrals/new", &form(&test, &[("source", source)]));
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{source}");
        assert!(page.errors().iter().any(|e| e.contains("R01")), "{:?}", page.errors());
    }
}

#[test]
fn r12_nobody_waits_without_an_owner_or_longer_than_a_week() {
    let test = TestApp::new();
    let page = post(&test, "manager", "/referrals/new", &form(&test, &[("owner", "")]));
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = post(&test, "manager", "/referrals/new", &form(&test, &[("next_check_on-day", "24")]));
    assert!(page.errors().iter().any(|e| e.contains("R12")), "{:?}", page.errors());
    let id = referred(&test, &[]);
    let owner = test.staff("ot").to_string();
    let check = |day: &str| {
        let entry = Uuid::now_v7().to_string();
        test.post(
            "nurse",
            &format!("/referrals/{id}/check"),
            &[
                ("entry", entry.as_str()),
                ("shown_at", "2026-11-18T09:20:00Z"),
                ("how", "Rang the ward; she eats again."),
                ("owner", owner.as_str()),
                ("next_check_on-day", day),
                ("next_check_on-month", "11"),
                ("next_check_on-year", "2026"),
            ],
        )
    };
    assert!(check("26").errors().iter().any(|e| e.contains("R12")));
    assert_eq!(check("25").status, StatusCode::SEE_OTHER);
    let row = &inbox(&test)[0];
    assert_eq!((row.owner, row.check_on.unwrap().to_string()), (test.staff("ot"), "2026-11-25".to_owned()));
}

#[test]
fn s03_nobody_under_18_is_taken_in() {
    let test = TestApp::new();
    let page = post(&test, "manager", "/referrals/new", &form(&test, &[("born-year", "2010")]));
    assert!(page.errors().iter().any(|e| e.contains("S03")), "{:?}", page.errors());
}

#[test]
fn r10_taking_somebody_on_opens_their_time_with_the_team_in_one_step() {
    let test = TestApp::new();
    let id = referred(&test, &[]);
    let person = inbox(&test)[0].person;
    let page = post(&test, "manager", &format!("/referrals/{id}/decision"), &decision(&test, &[]));
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    let line = test.app.store.read(|tx| store::people::line(tx, person)).unwrap().unwrap();
    assert!(line.on_caseload());
    assert_eq!(inbox(&test)[0].stage, Stage::Accepted);
    assert_eq!(inbox(&test)[0].due_on.unwrap().to_string(), "2026-11-25");
    // A contact finishes the referral.
    let seen = test.contact("nurse", care::codes::outcome::Outcome::Seen, Some(40));
    test.record("nurse", vec![test.draft(person, "2026-11-18T08:40:00Z", Body::Contact(seen))]);
    assert_eq!(inbox(&test)[0].stage, Stage::Closed);
    // A second decision is refused.
    let again = post(&test, "manager", &format!("/referrals/{id}/decision"), &decision(&test, &[]));
    assert!(again.errors().iter().any(|e| e.contains("R10")), "{:?}", again.errors());
}

#[test]
fn a_decision_is_refused_for_want_of_reasons_offers_and_for_forbidden_grounds() {
    let test = TestApp::new();
    let id = referred(&test, &[]);
    for (rule, changes) in [
        ("R08", &[("reasons.2.standing", "")][..]),
        ("R10", &[("first_contact_by", "")]),
        ("R08", &[NOT_MET[0], NOT_MET[1], NOT_MET[2], ("instead", "")]),
        ("R08", &[("decision", "refused"), ("reasons.1.standing", "unknown")]),
        ("R09", &[NOT_MET[0], NOT_MET[1], NOT_MET[2], ("onward.service", "")]),
        ("R09", &[NOT_MET[0], NOT_MET[1], NOT_MET[2], ("onward.owner", "")]),
        ("N1", &[NOT_MET[0], NOT_MET[1], ("reasons.1.why", "Did not attend three appointments.")]),
        ("S04", &[NOT_MET[0], NOT_MET[1], ("reasons.1.why", "Has a personality disorder.")]),
        ("S04", &[NOT_MET[0], NOT_MET[1], ("reasons.1.why", "Alcohol and drugs.")]),
    ] {
        let page = post(&test, "manager", &format!("/referrals/{id}/decision"), &decision(&test, changes));
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{rule} {changes:?}");
        assert!(page.errors().iter().any(|e| e.contains(rule)), "{rule}: {:?}", page.errors());
    }
    let despite = decision(&test, &[("reasons.1.standing", "not_met")]);
    assert_eq!(
        post(&test, "manager", &format!("/referrals/{id}/decision"), &despite).status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[test]
fn r09_a_refusal_stays_open_until_the_next_service_has_met_the_person() {
    let test = TestApp::new();
    let id = referred(&test, &[]);
    let person = inbox(&test)[0].person;
    let page = post(&test, "manager", &format!("/referrals/{id}/decision"), &decision(&test, NOT_MET));
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    assert_eq!(inbox(&test)[0].stage, Stage::Refused);
    // Nobody closes it by hand before that.
    let episode = test.app.store.read(|tx| store::people::line(tx, person)).unwrap().unwrap().episodes[0].id;
    let entry = test.app.store.read(|tx| store::people::entry(tx, episode)).unwrap().unwrap();
    let Body::Episode(mut early) = entry.body else { panic!("no episode") };
    early.ended_on = Some(jiff::civil::date(2026, 11, 18));
    early.ended_because = Some(care::entry::episode::EndReason::NotTakenOn);
    early.ended_why = Some("Criteria are not met, the community team goes on.".to_owned());
    early.ended_to = Some("Northgate".to_owned());
    let mut draft = test.draft(person, "2026-11-18T09:00:00Z", Body::Episode(early));
    (draft.id, draft.from_version) = (episode, 1);
    let outcomes = test.app.store.append(&test.actor("manager"), vec![draft], test.clock.now()).unwrap();
    let store::Outcome::Refused(problems) = &outcomes[0] else { panic!("{outcomes:?}") };
    assert!(problems.iter().any(|p| p.rule.as_deref() == Some("R09")), "{problems:?}");

    let met = [("met_on-day", "18"), ("met_on-month", "11"), ("met_on-year", "2026")];
    let silent = test.post("manager", &format!("/referrals/{id}/onward"), &met);
    assert!(silent.errors().iter().any(|e| e.contains("R09")), "{:?}", silent.errors());
    let mut said = met.to_vec();
    said.push(("confirmed_by", "Ola Ferncastle"));
    let done = test.post("manager", &format!("/referrals/{id}/onward"), &said);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{:?}", done.errors());
    assert_eq!(inbox(&test)[0].stage, Stage::Closed);
}

#[test]
fn r11_somebody_who_was_here_within_24_months_is_not_asked_the_full_form() {
    let test = TestApp::new();
    let episode =
        test.app.store.read(|tx| store::people::line(tx, test.anna)).unwrap().unwrap().episodes[0].id;
    let entry = test.app.store.read(|tx| store::people::entry(tx, episode)).unwrap().unwrap();
    let Body::Episode(mut ended) = entry.body else { panic!("no episode") };
    ended.ended_on = Some(jiff::civil::date(2026, 10, 1));
    ended.ended_because = Some(care::entry::episode::EndReason::MovedAway);
    ended.ended_why = Some("Moved to her sister in Larkmoor South, who looks after her.".to_owned());
    ended.ended_to = Some("Outreach south, Ben Fernsby".to_owned());
    let mut draft = test.draft(test.anna, "2026-10-01T09:00:00Z", Body::Episode(ended));
    (draft.id, draft.from_version) = (episode, 1);
    test.record("manager", vec![draft]);
    let here = format!("/people/{}", test.anna);
    let way_in = |login: &str| test.get(login, &here).texts(".app-bar .nhsuk-button").join(", ");
    assert!(way_in("administrator").starts_with("Refer again"), "{}", way_in("administrator"));
    assert!(!way_in("nurse").contains("Refer"), "a nurse takes nobody in: {}", way_in("nurse"));
    let page = test.get("manager", &format!("/people/{}/referral", test.anna));
    assert!(page.body.contains("Nurse Fernsby"), "the same key worker is offered");
    assert!(page.attributes("[name='needs.violence.answer']", "name").is_empty());
    let keep = [
        "entry",
        "person",
        "episode",
        "at",
        "received_on",
        "how",
        "source",
        "organisation",
        "contact",
        "why_now",
        "owner",
        "next_check_on",
    ];
    let mut short = form(&test, &[]);
    short.retain(|(name, _)| keep.iter().any(|kept| name.starts_with(kept)));
    let page = post(&test, "manager", &format!("/people/{}/referral", test.anna), &short);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    let row = &inbox(&test)[0];
    assert_eq!((row.stage, row.returns, row.missing), (Stage::New, true, 0));
    assert_eq!(row.due_on.unwrap().to_string(), "2026-11-18", "two working days after Monday");
    assert!(way_in("nurse").starts_with("Open the referral"), "{}", way_in("nurse"));
}

#[test]
fn a_concern_is_passed_on_and_stays_until_it_has_arrived() {
    let test = TestApp::new();
    let (id, owner) = (Uuid::now_v7().to_string(), test.staff("nurse").to_string());
    let page = test.post(
        "administrator",
        "/concerns/new",
        &[
            ("entry", id.as_str()),
            ("shown_at", "2026-11-18T09:00:00Z"),
            ("by", "family"),
            ("name", "Mrs Thistlewood"),
            ("about", "Her son Perrin, about 30, Mill Lane"),
            ("what", "He has not left his room for three weeks."),
            ("owner", owner.as_str()),
        ],
    );
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    assert!(test.get("nurse", "/concerns").body.contains("To pass on"));
    assert_eq!(test.get("nurse2", &format!("/concerns/{id}")).status, StatusCode::NOT_FOUND);
    let routed = [
        ("from_version", "1"),
        ("to", "cmht"),
        ("service", "Northgate community mental health team, duty"),
        ("on-day", "18"),
        ("on-month", "11"),
        ("on-year", "2026"),
        ("told", "That the community team rings her tomorrow."),
        ("owner", owner.as_str()),
    ];
    let page = test.post("nurse", &format!("/concerns/{id}"), &routed);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    assert!(test.get("nurse", "/concerns").body.contains("Passed on, not confirmed"));
    let entry = test.app.store.read(|tx| store::people::entry(tx, Uuid::try_parse(&id).unwrap())).unwrap();
    assert_eq!(entry.unwrap().kind(), Kind::ConcernRaised);
    // What was said once stays as it was said.
    let stale = test.post("nurse", &format!("/concerns/{id}"), &routed);
    assert_eq!(stale.status, StatusCode::SEE_OTHER, "the same again is harmless");
}
