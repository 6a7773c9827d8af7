//! The letter after a refusal, who challenges it, and the team that decides again.

use axum::http::StatusCode;
use care::entry::Body;
use care::entry::organisation::Routes;
use care::referral::Stage;

use super::{NOT_MET, decision, field, inbox, post, referred};
use crate::testing::TestApp;

/// Tells the team where people can turn.
fn with_routes(test: &TestApp) {
    let entry = test.app.store.read(|tx| store::people::entry(tx, test.team)).unwrap().unwrap();
    let Body::Team(mut team) = entry.body else { panic!("no team") };
    team.routes = Some(Routes {
        pals: "0808 157 0123".to_owned(),
        advocacy: "Larkmoor Advocacy, 01632 960188".to_owned(),
        complaints: "2 Lantern Street".to_owned(),
    });
    let draft = care::entry::Draft {
        id: entry.id,
        subject: entry.subject,
        team: entry.team,
        happened_at: entry.happened_at,
        from_version: entry.version,
        reason: None,
        body: Body::Team(team),
    };
    test.record("sysadmin", vec![draft]);
}

/// A referral that was refused; its id.
fn refused(test: &TestApp) -> String {
    let id = referred(test, &[]);
    let page = post(test, "manager", &format!("/referrals/{id}/decision"), &decision(test, NOT_MET));
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    id
}

#[test]
fn r08_a_refusal_without_a_way_to_challenge_it_is_not_sent() {
    let test = TestApp::new();
    let id = refused(&test);
    let page = test.get("nurse", &format!("/referrals/{id}/letter"));
    assert!(page.body.contains("This letter cannot go out yet"), "{}", page.body);
    assert_eq!(test.get("nurse", &format!("/referrals/{id}/letter.pdf")).status, StatusCode::CONFLICT);
    with_routes(&test);
    let page = test.get("nurse", &format!("/referrals/{id}/letter"));
    assert!(!page.body.contains("cannot go out yet"));
    let said = page.texts(".app-letter li");
    for words in
        ["0808 157 0123", "Larkmoor Advocacy", "2 Lantern Street", "One stay of four days", "At least 3"]
    {
        assert!(said.iter().any(|line| line.contains(words)), "{words}: {said:?}");
    }
    let pdf = test.get("nurse", &format!("/referrals/{id}/letter.pdf"));
    assert_eq!(pdf.headers["content-type"], "application/pdf");
    assert!(pdf.body.starts_with("%PDF-") && pdf.body.contains("Dorrie Quillfeather: Our decision"));
    assert_eq!(test.get("nurse2", &format!("/referrals/{id}/letter.pdf")).status, StatusCode::NOT_FOUND);
}

#[test]
fn bi58_a_letter_carries_no_withheld_address_and_no_place_where_somebody_sleeps() {
    let test = TestApp::new();
    let id = refused(&test);
    let person = inbox(&test)[0].person;
    // Lines of one paragraph, which a reader of tests sees without the breaks between them.
    let lines = || {
        let page = test.get("manager", &format!("/referrals/{id}/letter"));
        assert!(!page.body.contains("9 Hidden Court") && !page.body.contains("arches"), "{}", page.body);
        page.texts(".app-letter p").get(1).cloned().unwrap_or_default()
    };
    let entry = test.app.store.read(|tx| store::people::entry(tx, person)).unwrap().unwrap();
    let Body::Person(mut details) = entry.body else { panic!("no person") };
    let mut home = crate::testing::invented("Dorrie", "Quillfeather", 9_990_123).places.remove(0);
    let homes = [
        (true, false, "Dorrie QuillfeatherBy hand"),
        (false, true, "Dorrie QuillfeatherBy hand"),
        (false, false, "Dorrie Quillfeather12 Teasel RowLarkmoorB99 1AA"),
    ];
    for (version, (withheld, no_fixed_abode, expected)) in (entry.version..).zip(homes) {
        let shown = !withheld && !no_fixed_abode;
        home.lines = if shown {
            vec!["12 Teasel Row".to_owned(), "Larkmoor".to_owned()]
        } else if withheld {
            vec!["9 Hidden Court".to_owned()]
        } else {
            Vec::new()
        };
        home.postcode = (!no_fixed_abode).then(|| "B99 1AA".to_owned());
        home.notes = no_fixed_abode.then(|| "Under the arches".to_owned());
        (home.withheld, home.no_fixed_abode) = (withheld, no_fixed_abode);
        details.places = vec![home.clone()];
        let mut draft = test.draft(person, "2026-11-18T09:10:00Z", Body::Person(details.clone()));
        (draft.id, draft.from_version) = (person, version);
        test.record("manager", vec![draft]);
        assert_eq!(lines(), expected);
    }
}

#[test]
fn bi58_a_letter_whose_words_give_a_withheld_address_away_is_held_back() {
    let test = TestApp::new();
    with_routes(&test);
    let id = referred(&test, &[]);
    let person = inbox(&test)[0].person;
    let entry = test.app.store.read(|tx| store::people::entry(tx, person)).unwrap().unwrap();
    let Body::Person(mut details) = entry.body else { panic!("no person") };
    let mut home = crate::testing::invented("Dorrie", "Quillfeather", 9_990_123).places.remove(0);
    home.lines = vec!["9 Hidden Court".to_owned(), "Larkmoor".to_owned()];
    home.withheld = true;
    details.places = vec![home];
    let mut draft = test.draft(person, "2026-11-18T09:10:00Z", Body::Person(details));
    (draft.id, draft.from_version) = (person, entry.version);
    test.record("manager", vec![draft]);
    let mut all = decision(&test, NOT_MET);
    all.retain(|(name, _)| name != "instead");
    all.push(("instead".to_owned(), "The Larkmoor team visits at 9, Hidden  court.".to_owned()));
    let page = post(&test, "manager", &format!("/referrals/{id}/decision"), &all);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    let page = test.get("nurse", &format!("/referrals/{id}/letter"));
    assert!(page.body.contains("gives away an address that is withheld"), "{}", page.body);
    assert!(page.texts("article.app-no-print").len() == 1, "nor is it printed");
    assert_eq!(test.get("nurse", &format!("/referrals/{id}/letter.pdf")).status, StatusCode::CONFLICT);
    // The team decides again without it; a town alone gives nothing away.
    all.retain(|(name, _)| name != "instead");
    for (name, value) in
        [("instead", "The Larkmoor team visits."), ("from_version", "1"), ("reason", "Privacy")]
    {
        all.push((name.to_owned(), value.to_owned()));
    }
    let page = post(&test, "manager", &format!("/referrals/{id}/decision"), &all);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    assert_eq!(test.get("nurse", &format!("/referrals/{id}/letter.pdf")).status, StatusCode::OK);
}

#[test]
fn r08_a_challenge_is_kept_with_its_outcome_and_not_made_up() {
    let test = TestApp::new();
    let id = refused(&test);
    let address = format!("/referrals/{id}/challenge");
    let version = test.get("manager", &address).value("from_version");
    let send = |version: &str, which: &str, by: &str, outcome: &str, day: &str| {
        let form = [
            ("from_version", version),
            ("which", which),
            ("on-day", day),
            ("on-month", "11"),
            ("on-year", "2026"),
            ("by", by),
            ("what", "Two stays are missing in the letter."),
            ("outcome", outcome),
        ];
        test.post("manager", &address, &form)
    };
    for (by, day, said) in [
        ("", "18", "Say who challenges the decision."),
        ("The sister, by telephone", "17", "A decision cannot be challenged before it was made."),
        ("The sister, by telephone", "19", "This date is in the future: choose today or an earlier day."),
    ] {
        let page = send(&version, "", by, "", day);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.errors(), [said]);
        assert_eq!(page.value("by"), by, "what was typed is kept");
    }
    assert_eq!(send(&version, "", "The sister, by telephone", "", "18").status, StatusCode::SEE_OTHER);
    let page = test.get("nurse", &format!("/referrals/{id}"));
    assert!(page.body.contains("Two stays are missing in the letter."));
    assert!(!page.body.contains("What came of it"));
    // Later it is known what came of it; there is still one challenge.
    let version = test.get("manager", &format!("{address}?which=0")).value("from_version");
    let done = send(&version, "0", "The sister, by telephone", "The team decides again.", "18");
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{:?}", done.errors());
    let page = test.get("nurse", &format!("/referrals/{id}"));
    assert_eq!(page.body.matches("Two stays are missing in the letter.").count(), 1);
    assert!(page.body.contains("The team decides again."));
    // There is no second one to tell more of, and a nurse decides nothing.
    assert_eq!(test.get("manager", &format!("{address}?which=1")).status, StatusCode::NOT_FOUND);
    assert_eq!(test.get("nurse", &address).status, StatusCode::FORBIDDEN);
}

#[test]
fn r10_a_team_decides_again_with_a_reason_while_the_next_service_has_met_nobody() {
    let test = TestApp::new();
    let id = refused(&test);
    let person = inbox(&test)[0].person;
    let address = format!("/referrals/{id}/decision");
    let form = test.get("manager", &address);
    assert_eq!(form.value("from_version"), "1");
    assert_eq!(form.value("onward.service"), "Northgate community mental health team, Ola Ferncastle");
    let mut all = decision(&test, &[]);
    all.push(("from_version".to_owned(), "1".to_owned()));
    let silent = post(&test, "manager", &address, &all);
    assert!(silent.errors().iter().any(|e| e.contains("N12")), "{:?}", silent.errors());
    all.push(("reason".to_owned(), "Two more stays came to light.".to_owned()));
    let page = post(&test, "manager", &address, &all);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    assert_eq!(inbox(&test)[0].stage, Stage::Accepted);
    let line = test.app.store.read(|tx| store::people::line(tx, person)).unwrap().unwrap();
    assert!(line.on_caseload());
    // Who was taken on is not refused afterwards: the form corrects what the decision says.
    let form = test.get("manager", &address);
    assert_eq!(form.value("from_version"), "2");
    assert!(
        form.attributes("[name=decision]", "name").is_empty()
            && form.body.contains("New facts do not take that back")
    );
    let mut all = decision(&test, NOT_MET);
    all.push(("from_version".to_owned(), "2".to_owned()));
    all.push(("despite".to_owned(), "The stays elsewhere were not known.".to_owned()));
    assert!(post(&test, "manager", &address, &all).errors().iter().any(|e| e.contains("N12")));
    all.push(("reason".to_owned(), "One stay was counted twice.".to_owned()));
    let page = post(&test, "manager", &address, &all);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    let line = test.app.store.read(|tx| store::people::line(tx, person)).unwrap().unwrap();
    assert!(line.on_caseload() && inbox(&test)[0].stage == Stage::Accepted);
    let page = test.get("manager", &format!("/referrals/{id}"));
    assert!(
        page.body.contains("One stay of four days in two years") && page.body.contains("New facts do not")
    );
    let entry = page.attributes("#decision ~ p a", "href").remove(0);
    let history = test.get("manager", &entry).body;
    assert!(
        history.contains("One stay was counted twice.") && history.contains("Two more stays came to light.")
    );
}

#[test]
fn r10_who_was_taken_on_is_not_refused_afterwards_by_a_program() {
    let test = TestApp::new();
    let id = referred(&test, &[]);
    let person = inbox(&test)[0].person;
    let all = decision(&test, &[]);
    let entry = field(&all, "entry").to_owned();
    assert_eq!(
        post(&test, "manager", &format!("/referrals/{id}/decision"), &all).status,
        StatusCode::SEE_OTHER
    );
    let path = format!("/api/v1/entries/{entry}");
    let mut now = test.api("manager", axum::http::Method::GET, &path, None).json();
    let mut body = now["body"].take();
    let met =
        serde_json::json!({ "service": "Northgate", "owner": test.staff("nurse"), "due_on": "2026-11-25" });
    body["decision"] = "refused".into();
    body["reasons"][1]["standing"] = "not_met".into();
    body["instead"] = "The community team visits every week.".into();
    body["onward"] = met;
    body.as_object_mut().unwrap().remove("first_contact_by");
    let sent = serde_json::json!({
        "id": entry, "kind": "referral_decision", "subject": person, "happened_at": now["happened_at"],
        "from_version": 1, "reason": "Looks better now.", "body": body,
    });
    let page = test.api("manager", axum::http::Method::POST, "/api/v1/entries", Some(sent.to_string()));
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    assert!(page.body.contains("is not refused afterwards"), "{}", page.body);
}

#[test]
fn bi58_who_wants_no_post_is_given_the_letter_by_hand() {
    let test = TestApp::new();
    with_routes(&test);
    let id = refused(&test);
    let person = inbox(&test)[0].person;
    let entry = test.app.store.read(|tx| store::people::entry(tx, person)).unwrap().unwrap();
    let Body::Person(mut details) = entry.body else { panic!("no person") };
    let mut home = crate::testing::invented("Dorrie", "Quillfeather", 9_990_123).places.remove(0);
    home.lines = vec!["14 Juniper Row".to_owned()];
    details.places = vec![home];
    let mut draft = test.draft(person, "2026-11-18T09:10:00Z", Body::Person(details));
    (draft.id, draft.from_version) = (person, entry.version);
    test.record("manager", vec![draft]);
    let page = test.get("nurse", &format!("/referrals/{id}/letter"));
    assert!(
        page.body.contains("14 Juniper Row") && page.body.contains("Nobody has written down how"),
        "{}",
        page.body
    );
    let wishes = care::entry::around::Preferences {
        refuses_ways: vec![care::entry::around::Way::Post, care::entry::around::Way::Phone],
        ..serde_json::from_str("{}").unwrap()
    };
    test.record("nurse", vec![test.draft(person, "2026-11-18T09:20:00Z", Body::Preferences(wishes))]);
    let page = test.get("nurse", &format!("/referrals/{id}/letter"));
    assert!(page.body.contains("does not want post from us") && !page.body.contains("14 Juniper Row"));
    assert_eq!(page.texts(".app-bar a"), ["Print it to give by hand (PDF)"]);
    let pdf = test.get("nurse", &format!("/referrals/{id}/letter.pdf"));
    assert_eq!(pdf.status, StatusCode::OK);
    let record = test.get("nurse", &format!("/people/{person}"));
    assert!(record.body.contains("Not by post, by telephone"), "{}", record.body);
}

#[test]
fn r07_the_criteria_with_a_letter_are_a_supply_of_their_own() {
    let test = TestApp::new();
    with_routes(&test);
    let id = refused(&test);
    let log = || test.get("nurse", "/criteria").body.matches("With the letter about the decision of").count();
    assert_eq!(test.get("nurse", &format!("/referrals/{id}/letter")).status, StatusCode::OK);
    assert_eq!(log(), 0, "looking at it gives nothing out");
    for login in ["nurse", "manager", "nurse"] {
        assert_eq!(test.get(login, &format!("/referrals/{id}/letter.pdf")).status, StatusCode::OK);
    }
    assert_eq!(log(), 1, "once for each letter that is made");
    let page = test.get("nurse", "/criteria");
    assert!(page.body.contains("18 November 2026 (National criteria"), "the set is named: {}", page.body);
}

#[test]
fn bi58_a_referral_asks_about_post_and_the_answer_goes_on() {
    let test = TestApp::new();
    with_routes(&test);
    let id = referred(&test, &[("post", "no")]);
    let person = inbox(&test)[0].person;
    let form = decision(&test, &[]);
    let page = post(&test, "manager", &format!("/referrals/{id}/decision"), &form);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    let record = test.get("nurse", &format!("/people/{person}"));
    assert!(record.body.contains("Not by post"), "it stands among the preferences");
    // Who is not taken on is not written to either.
    let test = TestApp::new();
    with_routes(&test);
    let id = referred(&test, &[("post", "no")]);
    let page = post(&test, "manager", &format!("/referrals/{id}/decision"), &decision(&test, NOT_MET));
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    let page = test.get("nurse", &format!("/referrals/{id}/letter"));
    assert!(page.body.contains("does not want post from us"));
    assert!(page.texts(".app-letter p").iter().any(|lines| lines.contains("By hand")));
}
