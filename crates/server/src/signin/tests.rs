//! The way in, through the router.

use axum::http::StatusCode;

use crate::password;
use crate::testing::TestApp;

#[test]
fn nobody_is_sent_to_sign_in_and_comes_back_to_where_they_were() {
    let test = TestApp::new();
    let page = test.get("", "/account");
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(page.to(), "/sign-in?next=%2Faccount");
    assert_eq!(test.get("", page.to()).value("next"), "/account");
}

#[test]
fn sv25_signing_in_never_leads_to_another_site() {
    for next in ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""] {
        assert_eq!(super::local_path(next), "/", "{next}");
    }
    assert_eq!(super::local_path("/people/1?a=b"), "/people/1?a=b");
}

#[test]
fn sv22_a_form_without_the_token_of_the_session_changes_nothing() {
    let test = TestApp::new();
    let (token, _) = test.token("nurse");
    let request = axum::http::Request::builder()
        .method("POST")
        .uri("/log-out")
        .header("cookie", format!("{}={token}", crate::guard::COOKIE))
        .body(axum::body::Body::empty())
        .unwrap();
    assert_eq!(test.run(request).status, StatusCode::FORBIDDEN);
    assert_eq!(test.get("nurse", "/account").status, StatusCode::OK);
}

#[test]
fn sv43_logging_out_ends_the_session_at_once() {
    let test = TestApp::new();
    assert_eq!(test.get("nurse", "/account").status, StatusCode::OK);
    assert_eq!(test.post("nurse", "/log-out", &[]).to(), "/sign-in");
    assert_eq!(test.get("nurse", "/account").status, StatusCode::SEE_OTHER);
}

#[test]
fn a_session_ends_after_half_an_hour_unused_and_after_twelve_hours_in_any_case() {
    let test = TestApp::new();
    let start = test.clock.now();
    let later =
        |minutes| test.clock.set(start.checked_add(jiff::SignedDuration::from_mins(minutes)).unwrap());
    assert_eq!(test.get("nurse", "/account").status, StatusCode::OK);
    for step in 1..24 {
        later(29 * step);
        assert_eq!(test.get("nurse", "/account").status, StatusCode::OK, "{step}");
    }
    later(12 * 60 + 1);
    assert_eq!(test.get("nurse", "/account").status, StatusCode::SEE_OTHER);
    let idle = TestApp::new();
    assert_eq!(idle.get("nurse", "/account").status, StatusCode::OK);
    idle.clock.set(start.checked_add(jiff::SignedDuration::from_mins(31)).unwrap());
    assert_eq!(idle.get("nurse", "/account").status, StatusCode::SEE_OTHER);
}

#[test]
fn sv32_guessing_is_slowed_and_the_right_password_works_again_later() {
    let test = TestApp::new();
    let right = "three brown otters";
    let hash = password::hash(right).unwrap();
    let (account, now) = (test.staff("nurse"), test.clock.now());
    test.app.store.write(move |tx| store::accounts::set_password(tx, account, &hash, now)).unwrap();
    let sign_in = |word: &str| {
        let text = format!("login=nurse&password={}", word.replace(' ', "+"));
        let form = Some(("application/x-www-form-urlencoded", text));
        test.send("", axum::http::Method::POST, "/sign-in", form)
    };
    for _ in 0..8 {
        assert_eq!(sign_in("wrong").status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(sign_in(right).status, StatusCode::TOO_MANY_REQUESTS);
    test.clock.set(now.checked_add(jiff::SignedDuration::from_mins(16)).unwrap());
    let page = sign_in(right);
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let cookie = page.headers.get("set-cookie").unwrap().to_str().unwrap();
    for part in ["__Host-alongside=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
}

#[test]
fn every_response_carries_the_headers_that_protect_it() {
    let test = TestApp::new();
    for path in ["/sign-in", "/account", "/nowhere", "/health/live"] {
        let page = test.get("", path);
        for name in ["content-security-policy", "x-content-type-options", "referrer-policy", "cache-control"]
        {
            assert!(page.headers.contains_key(name), "{path} lacks {name}");
        }
    }
}

#[test]
fn everybody_begins_where_their_day_begins_and_may_be_there() {
    let test = TestApp::new();
    for (login, place) in [
        ("nurse", "/today"),
        ("lead", "/board"),
        ("manager", "/board"),
        ("doctor", "/board"),
        ("administrator", "/people"),
        ("privacy", "/access"),
        ("sysadmin", "/accounts"),
        ("analyst", "/account"),
        ("integration", "/account"),
    ] {
        assert_eq!(test.get(login, "/").to(), place, "{login}");
        assert_eq!(test.get(login, place).status, StatusCode::OK, "{login}");
    }
}
