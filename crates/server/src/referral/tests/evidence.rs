//! What the record knows beside a referral, and the clocks of the way in where people look for them.

use axum::http::Method;
use care::entry::Body;
use care::entry::promise::{HospitalStay, LegalStatus};
use uuid::Uuid;

use super::{decision, post, referred};
use crate::testing::TestApp;

fn person_of(test: &TestApp, referral: &str) -> Uuid {
    let id = Uuid::try_parse(referral).unwrap();
    test.app.store.read(|tx| store::people::entry(tx, id)).unwrap().unwrap().subject
}

#[test]
fn r03_r05_what_the_record_knows_is_shown_with_its_source_and_only_to_who_reads_records() {
    let test = TestApp::new();
    // The referral tells three stays of September, and that these are all.
    let referral = referred(&test, &[("needs.detained.answer", "no")]);
    let person = person_of(&test, &referral);
    let stay = HospitalStay {
        ward: "Linden ward, Larkmoor Hospital".to_owned(),
        admitted_at: "2026-03-02T10:00:00Z".parse().unwrap(),
        legal_status: None,
        out_of_area: false,
        left_at: Some("2026-03-20T10:00:00Z".parse().unwrap()),
    };
    let law = LegalStatus {
        code: "02".to_owned(),
        community_treatment_order: false,
        from: "2026-03-02".parse().unwrap(),
        expires_on: Some("2026-03-29".parse().unwrap()),
        ended_on: Some("2026-03-20".parse().unwrap()),
    };
    let stay = test.draft(person, "2026-03-02T12:00:00Z", Body::HospitalStay(stay));
    let law = test.draft(person, "2026-03-02T12:00:00Z", Body::LegalStatus(law));
    let (stay_id, law_id) = (stay.id, law.id);
    test.record("nurse", vec![stay, law]);
    let page = test.get("nurse", &format!("/referrals/{referral}"));
    let rows = page.texts("section[aria-labelledby='criteria'] tbody tr");
    assert!(rows[1].contains("4 counted since"), "{}", rows[1]);
    let known =
        "Record: Linden ward, Larkmoor Hospital, 2 March 2026 to 20 March 2026 (written on 18 November 2026";
    assert!(rows[1].contains(known), "{}", rows[1]);
    assert!(
        rows[1].contains(
            "Referral: Hospital, 2 September 2026 to 9 September 2026 (received on 16 November 2026"
        )
    );
    assert!(rows[1].contains("The record knows a stay that the referral does not tell"), "{}", rows[1]);
    assert!(rows[3].contains("Referral and record do not agree: ask."), "{}", rows[3]);
    assert!(rows[3].contains("Record: Section 2, 2 March 2026 to 20 March 2026"), "{}", rows[3]);
    let links = page.attributes("section[aria-labelledby='criteria'] td a", "href");
    assert_eq!(links, [format!("/entries/{stay_id}"), format!("/entries/{law_id}")]);
    // Whoever decides has it before them.
    let form = test.get("manager", &format!("/referrals/{referral}/decision"));
    assert!(form.body.contains("Referral and record do not agree"), "{:?}", form.texts("fieldset p"));
    // The administrator takes referrals in and does not read records.
    let page = test.get("administrator", &format!("/referrals/{referral}"));
    assert!(page.body.contains("3 counted since") && !page.body.contains("Linden ward"));
    assert!(page.texts("section[aria-labelledby='criteria'] p")[0].contains("you do not read the record"));
}

#[test]
fn r10_r12_what_is_due_of_a_referral_stands_among_the_clocks_and_on_the_board() {
    let test = TestApp::new();
    let referral = referred(&test, &[]);
    let person = person_of(&test, &referral).to_string();
    // A session lasts for a day: each day has a log-in of its own.
    let clocks = |login: &str| {
        let all = test.api(login, Method::GET, "/api/v1/clocks", None).json();
        let of = |clock: &&serde_json::Value| clock["person"] == person.as_str();
        let told = |clock: &serde_json::Value| {
            let late = if clock["overdue"] == true { "!" } else { "" };
            format!("{late}{} {}", clock["what"].as_str().unwrap(), clock["on"].as_str().unwrap())
        };
        all["clocks"].as_array().unwrap().iter().filter(of).map(told).collect::<Vec<_>>()
    };
    assert_eq!(clocks("nurse"), ["waiting_check 2026-11-20", "decision 2026-11-23"]);
    assert!(test.get("nurse", "/board").texts(".app-counts").join("").contains("1 referred and waiting"));
    test.clock.set("2026-11-24T09:00:00Z".parse().unwrap());
    assert_eq!(clocks("lead"), ["!waiting_check 2026-11-20", "!decision 2026-11-23"]);
    assert!(test.get("lead", "/board").texts(".app-counts").join("").contains("waiting, 1 overdue"));
    let list = test.get("lead", "/lists/clocks?what=decision");
    let row = list.texts("tbody tr").join(" ");
    assert!(row.contains("Decision on a referral by Mon 23 Nov") && row.contains("Quillfeather"), "{row}");
    assert!(list.attributes("tbody a", "href").contains(&format!("/referrals/{referral}")));
    assert!(
        test.get("lead", "/referrals")
            .texts("tbody tr")
            .join(" ")
            .contains("Decision on a referral by Mon 23 Nov overdue")
    );
    let changes = [("decided_on-day", "24"), ("shown_at", "2026-11-24T09:00:00Z")];
    let sent = post(&test, "lead", &format!("/referrals/{referral}/decision"), &decision(&test, &changes));
    assert_eq!(sent.status.as_u16(), 303, "{:?}", sent.errors());
    assert!(clocks("lead").contains(&"first_contact 2026-12-01".to_owned()), "{:?}", clocks("lead"));
    test.clock.set("2026-12-02T09:00:00Z".parse().unwrap());
    let board = test.get("ot", "/board");
    let row = board.texts("tbody tr").join(" ");
    assert!(row.contains("First contact by Tue 1 Dec"), "{row}");
}
