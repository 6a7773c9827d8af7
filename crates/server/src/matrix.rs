//! Every route against every role, with nobody and somebody of another team: who gets through the
//! guard. The grid is checked in, so that a new route or a changed access shows as a difference.

use axum::http::{Method, StatusCode};
use care::access::Role;

use crate::pages::ROUTES;
use crate::testing::{Page, TestApp};

/// `x` let through, `.` role refused, `s` sent to sign in, `0` no such thing for this visitor.
fn mark(page: &Page) -> char {
    match page.status {
        StatusCode::FORBIDDEN => '.',
        StatusCode::UNAUTHORIZED => 's',
        StatusCode::NOT_FOUND => '0',
        _ if page.to().starts_with("/sign-in") => 's',
        _ => 'x',
    }
}

fn path(test: &TestApp, pattern: &str) -> String {
    let about_a_person = pattern.starts_with("/people/") || pattern.starts_with("/api/v1/people/");
    let id = if about_a_person { test.anna } else { uuid::Uuid::from_u128(7) };
    pattern
        .replace("{id}", &id.to_string())
        .replace("{entry}", &uuid::Uuid::from_u128(7).to_string())
        .replace("{document}", &uuid::Uuid::from_u128(7).to_string())
        .replace("{kind}", "event")
        .replace("{name}", "unallocated")
        .replace("{*path}", "alongside.css")
}

fn visit(test: &TestApp, login: &str, method: &Method, path: &str) -> char {
    if *method == Method::GET {
        return mark(&test.get(login, path));
    }
    let kind =
        if path.starts_with("/api/") { "application/json" } else { "application/x-www-form-urlencoded" };
    mark(&test.send(login, method.clone(), path, Some((kind, String::new()))))
}

#[test]
fn ac01_every_route_lets_through_whom_it_should_and_nobody_else() {
    let test = TestApp::new();
    let mut visitors: Vec<&str> = Role::ALL.iter().map(|role| role.text()).collect();
    visitors.extend(["nurse2", ""]);
    let mut grid = String::from("x let through, . role refused, s sent to sign in, 0 not found\n");
    for (at, visitor) in visitors.iter().enumerate() {
        let name = if visitor.is_empty() { "nobody" } else { visitor };
        grid.push_str(&format!("{:46}{}{name}\n", "", "| ".repeat(at)));
    }
    for route in ROUTES {
        if matches!(route.path, "/log-out" | "/account/password") {
            continue; // They end the very session that the next line needs; tests of their own cover them.
        }
        let path = path(&test, route.path);
        grid.push_str(&format!("{:5}{:41}", route.method.as_str(), route.path));
        for visitor in &visitors {
            grid.push(visit(&test, visitor, &route.method, &path));
            grid.push(' ');
        }
        grid.truncate(grid.trim_end().len());
        grid.push('\n');
    }
    insta::assert_snapshot!(grid);
}

#[test]
fn ac03_another_teams_person_looks_exactly_like_nobody() {
    let test = TestApp::new();
    let nobody = uuid::Uuid::from_u128(7).to_string();
    for route in ROUTES.iter().filter(|r| r.method == Method::GET && r.path.contains("/people/{id}")) {
        let theirs = test.get("nurse2", &path(&test, route.path));
        let none = test.get("nurse2", &path(&test, route.path).replace(&test.anna.to_string(), &nobody));
        assert_eq!(theirs.status, none.status, "{}", route.path);
        if theirs.status == StatusCode::NOT_FOUND {
            assert_eq!(without_references(&theirs.body), without_references(&none.body), "{}", route.path);
        }
    }
}

/// A page without what differs in every response: reference and one-time word.
fn without_references(body: &str) -> String {
    body.lines().filter(|l| !l.contains("reference") && !l.contains("nonce")).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_address_asked_in_a_way_it_does_not_take_says_so_in_words_and_which_ways_it_takes() {
    let test = TestApp::new();
    for (login, path, takes) in [
        ("nurse", "/board", "GET,HEAD"),
        ("", "/sign-in", "GET,HEAD,POST"),
        ("nurse", "/api/v1/entries", "POST"),
        ("", "/api/v1/board", "GET,HEAD"),
        ("nurse", "/live", "GET,HEAD"),
    ] {
        let page = test.send(login, Method::DELETE, path, None);
        assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert_eq!(page.headers["allow"], takes, "{path}");
        assert!(page.body.contains("This address does not take DELETE."), "{path}: {}", page.body);
        let kind =
            if path.starts_with("/api/") { "application/problem+json" } else { "text/html; charset=utf-8" };
        assert_eq!(page.headers["content-type"], kind, "{path}");
    }
}
