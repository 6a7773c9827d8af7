//! Between HTTP and handlers: reads a request whole, writes a reply with the headers every response
//! carries, and turns what went wrong into a page or into problem details. Knows no feature.

use std::collections::BTreeMap;

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, RawPathParams};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use care::problem::Problem;

use crate::app::App;
use crate::error::PageError;
use crate::password;
use crate::request::{Reply, Request};

/// The policy of a file that somebody sent: should a browser show it after all, nothing in it runs.
const NOTHING_RUNS: &str =
    "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

type Body1 = Result<Bytes, axum::extract::rejection::BytesRejection>;

/// Reads a request whole.
///
/// # Errors
/// The request as far as it was read, and why not further.
pub(crate) async fn read(
    method: Method,
    uri: &Uri,
    parameters: &RawPathParams,
    headers: HeaderMap,
    body: Body1,
) -> Result<Request, (Request, PageError)> {
    let mut request = Request {
        method,
        path: uri.path().to_owned(),
        parameters: parameters.iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect::<BTreeMap<_, _>>(),
        query: pairs(uri.query().unwrap_or_default().as_bytes()),
        headers,
        nonce: password::token().unwrap_or_default(),
        ..Request::default()
    };
    let body = match body {
        Ok(body) => body,
        Err(error) => {
            let sentence = "This is larger than can be taken. Shorten it and send it again.".to_owned();
            return Err((request, PageError::Status(error.status(), sentence)));
        }
    };
    let kind =
        request.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    if kind.starts_with("application/x-www-form-urlencoded") {
        request.form = pairs(&body);
    } else if kind.starts_with("multipart/form-data") {
        if let Err(error) = read_files(&mut request, &kind, body).await {
            return Err((request, error));
        }
    } else {
        request.body = body.to_vec();
    }
    Ok(request)
}

fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).map(|(k, v)| (k.into_owned(), v.into_owned())).collect()
}

async fn read_files(request: &mut Request, kind: &str, body: Bytes) -> Result<(), PageError> {
    let unreadable = |_| PageError::BadRequest("The file did not arrive whole. Send it again.".to_owned());
    let mut whole = axum::http::Request::builder()
        .header(header::CONTENT_TYPE, kind)
        .body(Body::from(body))
        .map_err(|e| PageError::BadRequest(e.to_string()))?;
    // The route's own limit was kept already; without this the usual one of 2 MB would hold again.
    DefaultBodyLimit::disable().apply(&mut whole);
    let mut parts = Multipart::from_request(whole, &())
        .await
        .map_err(|_| PageError::BadRequest("The form cannot be read. Send it again.".to_owned()))?;
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let content = part.bytes().await.map_err(unreadable)?;
        match file {
            Some(file) => request.files.push((name, file, content.to_vec())),
            None => request.form.push((name, String::from_utf8_lossy(&content).into_owned())),
        }
    }
    Ok(())
}

/// Writes a reply, or the page for why there is none.
pub(crate) fn write(app: &App, request: &Request, reply: Result<Reply, PageError>) -> Response {
    let reply = reply.unwrap_or_else(|error| failed(app, request, &error));
    let mut response = plain(reply);
    let headers = response.headers_mut();
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{}'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        request.nonce
    );
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy.as_str()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.entry(name).or_insert(value);
        }
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if response.status() == StatusCode::UNAUTHORIZED {
        let scheme = HeaderValue::from_static("Bearer realm=\"alongside\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
    }
    response
}

/// A response with nothing around it, for when even the page of an error cannot be made.
pub(crate) fn bare(status: StatusCode, for_log: &str) -> Response {
    tracing::error!(status = status.as_u16(), detail = for_log, "no response could be made");
    let mut response = Response::new(Body::from("Something went wrong on our side. Try again.\n"));
    *response.status_mut() = status;
    response
}

fn plain(reply: Reply) -> Response {
    let (status, kind, body) = match reply {
        Reply::Page(status, html) => (status, "text/html; charset=utf-8", Body::from(html)),
        Reply::Json(status, json) => (status, "application/json", Body::from(json)),
        Reply::Problem(status, json) => (status, "application/problem+json", Body::from(json)),
        // Waited for before anything is written; to come here is a fault of ours.
        Reply::Later(_) | Reply::Aside => {
            return bare(StatusCode::INTERNAL_SERVER_ERROR, "a reply was written before it was there");
        }
        Reply::To(place) => {
            return with(Response::new(Body::empty()), StatusCode::SEE_OTHER, &[(header::LOCATION, &place)]);
        }
        Reply::Cookie(cookie, inner) => {
            let mut response = plain(*inner);
            if let Ok(value) = HeaderValue::from_str(&cookie) {
                response.headers_mut().append(header::SET_COOKIE, value);
            }
            return response;
        }
        Reply::File { kind, name, bytes } => {
            let disposition = format!("inline; filename=\"{name}\"");
            let fields = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition.as_str())];
            return with(Response::new(Body::from(bytes)), StatusCode::OK, &fields);
        }
        Reply::Download { kind, name, bytes } => {
            let disposition = format!("attachment; filename=\"{name}\"");
            let fields = [
                (header::CONTENT_TYPE, kind),
                (header::CONTENT_DISPOSITION, disposition.as_str()),
                (header::CONTENT_SECURITY_POLICY, NOTHING_RUNS),
            ];
            return with(Response::new(Body::from(bytes)), StatusCode::OK, &fields);
        }
        Reply::Asset(kind, etag, bytes) => {
            let body = Body::from(bytes.into_owned());
            let fields = [
                (header::CONTENT_TYPE, kind),
                (header::ETAG, etag.as_str()),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            return with(Response::new(body), StatusCode::OK, &fields);
        }
    };
    with(Response::new(body), status, &[(header::CONTENT_TYPE, kind)])
}

fn with(mut response: Response, status: StatusCode, fields: &[(HeaderName, &str)]) -> Response {
    *response.status_mut() = status;
    for (name, value) in fields {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn failed(app: &App, request: &Request, error: &PageError) -> Reply {
    let status = error.status();
    let reference = uuid::Uuid::now_v7().simple().to_string();
    let reference = reference.get(20..).unwrap_or_default().to_owned();
    if let Some(detail) = error.for_log() {
        tracing::error!(reference, path = request.path, status = status.as_u16(), detail, "request failed");
    }
    if request.is_api() {
        return Reply::Problem(status, problem_details(error, &reference));
    }
    if let PageError::SignIn = error {
        let next: String = form_urlencoded::byte_serialize(request.path.as_bytes()).collect();
        let place = if request.method == Method::GET {
            format!("/sign-in?next={next}")
        } else {
            "/sign-in?again=1".to_owned()
        };
        return Reply::To(place);
    }
    let problems: Vec<Problem> =
        if let PageError::Refused(problems) = error { problems.clone() } else { Vec::new() };
    let context = serde_json::json!({
        "sentence": error.sentence(),
        "reference": reference,
        "status": status.as_u16(),
        "refused": problems.iter().map(|p| p.sentence.clone()).collect::<Vec<_>>(),
        "signed_in": request.signed_in.is_some(),
        "ask": crate::delegate::not_yours(app, request, error),
    });
    let page = app.templates.page("error/page.html", &app.frame(request), context);
    Reply::Page(
        status,
        page.unwrap_or_else(|e| format!("<!DOCTYPE html><title>Alongside</title><p>{}", e.to_string().len())),
    )
}

/// RFC 9457 problem details of an error.
pub(crate) fn problem_details(error: &PageError, reference: &str) -> String {
    let status = error.status();
    let mut details = serde_json::json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "detail": error.sentence(),
        "instance": format!("urn:reference:{reference}"),
    });
    if let PageError::Refused(problems) = error
        && let Some(map) = details.as_object_mut()
    {
        map.insert("problems".to_owned(), serde_json::json!(problems));
    }
    details.to_string()
}
