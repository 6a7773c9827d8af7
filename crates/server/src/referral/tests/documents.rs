//! Documents of a referral, by page and by API: what is taken, what is refused, how one is handed out.

use axum::http::{Method, StatusCode};
use care::entry::{Body, Kind};
use uuid::Uuid;

use super::referred;
use crate::testing::{Page, TestApp};

const PDF: &str = "%PDF-1.7\n% invented discharge summary\n%%EOF\n";

/// Sends a form with a file; an empty file name is what a browser sends when none was chosen.
fn send(test: &TestApp, login: &str, path: &str, fields: &[(&str, &str)], file: (&str, &str)) -> Page {
    let (_, csrf) = test.token(login);
    let mut body = String::new();
    for (name, value) in [("csrf", csrf.as_str())].iter().chain(fields) {
        body.push_str(&format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    let (name, content) = file;
    body.push_str(&format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n"));
    body.push_str(&format!("Content-Type: application/pdf\r\n\r\n{content}\r\n--x--\r\n"));
    test.send(login, Method::POST, path, Some(("multipart/form-data; boundary=x", body)))
}

/// Attaches by the form of the page; the id of the entry.
fn attach(test: &TestApp, referral: &str, what: &str, file: (&str, &str)) -> (String, Page) {
    let id = Uuid::now_v7().to_string();
    let fields = [("entry", id.as_str()), ("shown_at", "2026-11-18T09:20:00Z"), ("what", what)];
    let page = send(test, "nurse", &format!("/referrals/{referral}/documents"), &fields, file);
    (id, page)
}

fn attached(test: &TestApp, id: &str) -> Option<Body> {
    let id = Uuid::try_parse(id).unwrap();
    test.app.store.read(|tx| store::people::entry(tx, id)).unwrap().map(|entry| entry.body)
}

#[test]
fn sv30_a_document_is_handed_out_as_a_file_and_nothing_in_it_runs() {
    let test = TestApp::new();
    let referral = referred(&test, &[]);
    let (id, page) = attach(&test, &referral, "Discharge summary of May", ("..\\summary.PDF", PDF));
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    let shown = test.get("administrator", &format!("/referrals/{referral}"));
    let row = shown.texts("section[aria-labelledby='documents'] tbody tr").join(" ");
    for said in ["Discharge summary of May", "summary.pdf", "PDF, 44 bytes", "18 November 2026", "Nurse"] {
        assert!(row.contains(said), "{said}: {row}");
    }
    let path = format!("/referrals/{referral}/documents/{id}");
    let file = test.get("administrator", &path);
    assert_eq!((file.status, file.body.as_str()), (StatusCode::OK, PDF));
    let header = |name: &str| file.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/pdf");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("cache-control"), "no-store");
    assert!(header("content-disposition").starts_with("attachment; filename=\"document-"));
    assert!(header("content-disposition").ends_with(".pdf\""), "{}", header("content-disposition"));
    assert!(header("content-security-policy").starts_with("default-src 'none'; sandbox"));
    assert_eq!(file.headers.get_all("content-security-policy").iter().count(), 1);
    let lines = test.app.store.write(|tx| store::access_lines(tx, None, None, 50)).unwrap();
    assert!(lines.iter().any(|(_, line)| line.act == "read document" && line.subject.is_some()), "{lines:?}");
    // Another team's document looks like none; so does this one under another referral.
    assert_eq!(test.get("nurse2", &path).status, StatusCode::NOT_FOUND);
    let other = referred(&test, &[("_given", "Edda"), ("_family", "Wobblethorpe")]);
    assert_eq!(
        test.get("nurse", &format!("/referrals/{other}/documents/{id}")).status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        test.get("nurse", &format!("/referrals/{referral}/documents/{referral}")).status,
        StatusCode::NOT_FOUND
    );
    // The record tells of it.
    let person = test
        .app
        .store
        .read(|tx| store::people::entry(tx, Uuid::try_parse(&id).unwrap()))
        .unwrap()
        .unwrap()
        .subject;
    let record = test.get("nurse", &format!("/people/{person}?show=referral"));
    assert!(record.body.contains("Document with a referral"), "the chronology tells it");
    assert!(test.get("nurse", &format!("/entries/{id}")).body.contains("summary.pdf"));
}

#[test]
fn sv29_bi73_what_is_no_document_is_refused_and_what_was_typed_is_kept() {
    let test = TestApp::new();
    let referral = referred(&test, &[]);
    let large = format!("{PDF}{}", "x".repeat(10_000_000));
    for (file, said) in [
        (("", ""), "Choose the file of the document. (SV29)"),
        (("empty.pdf", ""), "The file is empty. Choose it again, or another one. (SV29)"),
        (("letter.pdf", "<!DOCTYPE html><script>alert(1)</script>"), "This is a web page or XML"),
        (
            ("picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"x()\"/>"),
            "This is a web page or XML",
        ),
        (("tool.pdf", "#!/bin/sh\necho\n"), "This kind of file is not kept."),
        (("large.pdf", large.as_str()), "The file is too large: attach at most 10 MB."),
    ] {
        let (id, page) = attach(&test, &referral, "Letter of the \u{201c}ward\u{201d}", file);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert_eq!(page.errors().len(), 1, "{:?}", page.errors());
        assert!(page.errors()[0].starts_with(said), "{said}: {:?}", page.errors());
        assert_eq!(page.attributes(".nhsuk-error-summary a", "href"), ["#file"], "{said}");
        assert!(page.texts("#file-error")[0].contains(said.trim_end_matches(" (SV29)")), "{said}");
        assert_eq!(page.value("what"), "Letter of the \u{201c}ward\u{201d}");
        assert_eq!(page.value("entry"), id, "sent again it is the same document");
        assert_eq!(attached(&test, &id), None);
    }
    // All problems at once; a file that was right must be chosen again, and the page says so.
    let (_, page) = attach(&test, &referral, " ", ("empty.pdf", ""));
    assert_eq!(page.errors().len(), 2, "{:?}", page.errors());
    let (_, page) = attach(&test, &referral, "", ("a.pdf", PDF));
    assert_eq!(
        page.errors(),
        ["Say what the document is.", "Choose the file again: a browser does not keep it."]
    );
    let (_, page) = attach(&test, &referral, &"x".repeat(201), ("a.pdf", PDF));
    assert!(page.errors()[0].contains("200"), "{:?}", page.errors());
    let (id, page) = attach(&test, &referral, "<b>Bold</b>", ("<img src=x>.pdf", PDF));
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let shown = test.get("nurse", &format!("/referrals/{referral}"));
    assert!(shown.body.contains("&lt;b&gt;Bold") && !shown.body.contains("<img src"), "markup is text");
    assert!(attached(&test, &id).is_some());
    let huge = format!("{PDF}{}", "x".repeat(21_000_000));
    assert_eq!(attach(&test, &referral, "Huge", ("a.pdf", &huge)).1.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[test]
fn a_document_sent_twice_is_one_and_one_withdrawn_is_handed_out_no_more() {
    let test = TestApp::new();
    let referral = referred(&test, &[]);
    let id = Uuid::now_v7().to_string();
    let fields = [("entry", id.as_str()), ("shown_at", "2026-11-18T09:20:00Z"), ("what", "Care plan")];
    let path = format!("/referrals/{referral}/documents");
    for _ in 0..2 {
        let page = send(&test, "nurse", &path, &fields, ("plan.pdf", PDF));
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    }
    let shown = test.get("nurse", &format!("/referrals/{referral}"));
    assert_eq!(shown.texts("section[aria-labelledby='documents'] tbody tr").len(), 1);
    let other = send(&test, "nurse", &path, &fields, ("plan.pdf", "%PDF-1.7\n% other words\n"));
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "an id belongs to one document (BI83)");
    let (field, withdraw) = (format!("withdrawn-{id}"), format!("{path}/{id}/withdraw"));
    let empty = test.post("nurse", &withdraw, &[(&field, " "), ("from_version", "1")]);
    assert_eq!(empty.errors(), ["Say why nobody is to rely on the document."]);
    assert_eq!(empty.attributes(".nhsuk-error-summary a", "href"), [format!("#{field}")]);
    test.clock.set("2026-11-18T10:00:00Z".parse().unwrap());
    let sent = [(field.as_str(), "It is about somebody else"), ("from_version", "1")];
    assert_eq!(test.post("lead", &withdraw, &sent).status, StatusCode::SEE_OTHER);
    let sent = [(field.as_str(), "It is out of date"), ("from_version", "1")];
    assert_eq!(test.post("nurse", &withdraw, &sent).status, StatusCode::CONFLICT, "nobody overwrites unseen");
    let shown = test.get("nurse", &format!("/referrals/{referral}"));
    let row = shown.texts("section[aria-labelledby='documents'] tbody tr").join(" ");
    assert!(row.contains("Care plan") && row.contains("It is about somebody else"), "{row}");
    assert!(
        shown
            .attributes("section[aria-labelledby='documents'] a", "href")
            .iter()
            .all(|href| !href.contains(&path))
    );
    let gone = test.get("nurse", &format!("{path}/{id}"));
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(!gone.body.contains("%PDF"));
    assert_eq!(test.app.store.verify(|_, _| ()).unwrap(), Vec::<String>::new());
}

#[test]
fn a_document_comes_and_goes_by_the_api() {
    let test = TestApp::new();
    let referral = referred(&test, &[]);
    let path = format!("/api/v1/referrals/{referral}/documents");
    let id = Uuid::now_v7().to_string();
    let fields = [("id", id.as_str()), ("happened_at", "2026-11-18T09:20:00Z"), ("what", "Care plan")];
    let sent = |login: &str, fields: &[(&str, &str)], content: &str| {
        send(&test, login, &path, fields, ("a/b/plan.pdf", content))
    };
    let first = sent("integration", &fields, PDF);
    assert_eq!((first.status, first.json()["outcome"].as_str()), (StatusCode::CREATED, Some("recorded")));
    assert_eq!(sent("integration", &fields, PDF).status, StatusCode::OK, "twice is once");
    let clash = sent("integration", &fields, "%PDF-1.7\n% other words\n");
    assert_eq!(
        (clash.status, clash.json()["problems"][0]["rule"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("BI83"))
    );
    let fresh = Uuid::now_v7().to_string();
    let html = sent("nurse", &[("id", &fresh), fields[1], fields[2]], "<html>");
    assert_eq!(
        (html.status, html.json()["problems"][0]["field"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("file"))
    );
    let lacking = sent("nurse", &[("what", "Care plan")], PDF);
    assert_eq!(lacking.status, StatusCode::UNPROCESSABLE_ENTITY);
    let named: Vec<_> =
        lacking.json()["problems"].as_array().unwrap().iter().map(|one| one["field"].clone()).collect();
    assert_eq!(named, ["id", "happened_at"]);
    for (login, status) in [("nurse2", StatusCode::NOT_FOUND), ("analyst", StatusCode::FORBIDDEN)] {
        assert_eq!(sent(login, &fields, PDF).status, status, "{login}");
        assert_eq!(test.api(login, Method::GET, &format!("{path}/{id}"), None).status, status, "{login}");
    }
    let read = test.api("nurse", Method::GET, &format!("{path}/{id}"), None);
    assert_eq!((read.status, read.body.as_str()), (StatusCode::OK, PDF));
    // An entry without its content is none; a later version speaks of the same content.
    let entry = test.api("nurse", Method::GET, &format!("/api/v1/entries/{id}"), None).json();
    assert_eq!(entry["body"]["file_name"], "plan.pdf");
    let version = |id: &str, from: u32, body: serde_json::Value| {
        let draft = serde_json::json!({
            "id": id, "kind": Kind::Attachment.text(), "subject": entry["subject"], "team": test.team,
            "happened_at": "2026-11-18T09:20:00Z", "from_version": from, "body": body,
        });
        test.api("nurse", Method::POST, "/api/v1/entries", Some(draft.to_string()))
    };
    let alone = version(&Uuid::now_v7().to_string(), 0, entry["body"].clone());
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", alone.body);
    let mut other = entry["body"].clone();
    other["sha256"] = serde_json::json!("0".repeat(64));
    let other = version(&id, 1, other);
    assert_eq!(other.json()["problems"][0]["rule"].as_str(), Some("SV29"), "{}", other.body);
    let mut gone = entry["body"].clone();
    gone["withdrawn"] = serde_json::json!("About somebody else");
    assert_eq!(version(&id, 1, gone).status, StatusCode::CREATED);
    assert_eq!(test.api("nurse", Method::GET, &format!("{path}/{id}"), None).status, StatusCode::GONE);
}

#[test]
fn sv31_what_a_scanner_finds_is_not_kept_and_nothing_is_opened_while_it_is_silent() {
    let scanner = crate::scan::tests::scanner(4);
    let test = TestApp::with(crate::Config { scanner: Some(scanner), ..crate::Config::default() });
    let referral = referred(&test, &[]);
    let shown = test.get("nurse", &format!("/referrals/{referral}"));
    assert!(shown.body.contains("scanned for viruses when they are attached"));
    let infected = format!("{PDF}INFECTED");
    let (id, page) = attach(&test, &referral, "Letter", ("letter.pdf", &infected));
    assert_eq!(
        page.errors()[0],
        "The virus scanner finds Invented-Test in this file: it is not kept. Tell whoever sent it. (SV31)"
    );
    assert_eq!(attached(&test, &id), None);
    let (id, page) = attach(&test, &referral, "Letter", ("letter.pdf", PDF));
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    let path = format!("/referrals/{referral}/documents/{id}");
    assert_eq!(test.get("nurse", &path).body, PDF);
    // It is asked each time.
    assert_eq!(test.get("nurse", &path).status, StatusCode::OK);
    // The scanner is gone: what comes is kept, and nobody opens it.
    assert_eq!(test.get("nurse", &path).status, StatusCode::SERVICE_UNAVAILABLE);
    let (id, page) = attach(&test, &referral, "Later letter", ("letter.pdf", PDF));
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    let later = test.get("nurse", &format!("/referrals/{referral}/documents/{id}"));
    assert!(later.body.contains("nobody opens a document until it does"), "{}", later.body);
    assert!(TestApp::new().get("nurse", "/referrals").status == StatusCode::OK);
}

#[test]
fn sv29_a_referral_has_room_for_so_many_documents_and_says_when_it_is_full() {
    let test = TestApp::new();
    let referral = referred(&test, &[]);
    let shown = test.get("nurse", &format!("/referrals/{referral}"));
    assert!(shown.body.contains("Documents are not scanned for viruses here"), "no scanner is set up");
    let mut ids = Vec::new();
    for i in 0..care::settings::DOCUMENTS_MOST {
        let (id, page) = attach(&test, &referral, &format!("Page {i}"), ("page.txt", "Invented words"));
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{i}: {:?}", page.errors());
        ids.push(id);
    }
    let (_, full) = attach(&test, &referral, "One more", ("page.txt", "Invented words"));
    let said = "This referral has 30 documents already: withdraw one, or put several into one PDF. (SV29)";
    assert_eq!(full.errors()[0], said);
    assert_eq!(full.attributes(".nhsuk-error-summary a", "href")[0], "#file");
    let withdraw = [(format!("withdrawn-{}", ids[0]), "Sent twice".to_owned())];
    let form: Vec<(&str, &str)> = withdraw.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let path = format!("/referrals/{referral}/documents/{}/withdraw", ids[0]);
    assert_eq!(test.post("nurse", &path, &form).status, StatusCode::SEE_OTHER);
    let (_, room) = attach(&test, &referral, "One more", ("page.txt", "Invented words"));
    assert_eq!(room.status, StatusCode::SEE_OTHER, "{:?}", room.errors());
}
