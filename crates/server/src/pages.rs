//! THE route table: every address of the service, in reading order, each with the access it needs.
//! There is no other way to a handler, so no route is without access; a test prints role x route.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, RawPathParams, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use care::access::Activity as A;

use crate::admin::{access_log, accounts, schedule, staff, team};
use crate::app::App;
use crate::guard::{self, Access};
use crate::request::{Later, Reply, Request};
use crate::{
    action, allocation, api, assessment, board, cohort, contact, error::PageError, handover, import, lists,
    live, mdt, people, person, record, referral, respond, safety, signin, split, supervision, tier, today,
    visit, week, wishes,
};

/// Largest request body in bytes; one with a file may be larger.
const BODY_MOST: usize = 2 * 1024 * 1024;
/// Largest body with a file in bytes.
const FILE_MOST: usize = 20 * 1024 * 1024;

/// Largest body in bytes that is read where it arrives; a larger one would keep others waiting.
const AT_ONCE_MOST: usize = 64 * 1024;

/// What answers a route.
pub(crate) type Handler = fn(&App, &Request) -> Result<Reply, PageError>;

/// One address.
pub(crate) struct Route {
    /// GET or POST.
    pub(crate) method: Method,
    /// With what varies in braces.
    pub(crate) path: &'static str,
    /// What it asks of whoever calls it.
    pub(crate) access: Access,
    /// What answers.
    pub(crate) handler: Handler,
    /// On which thread.
    pub(crate) place: Place,
}

/// Where a request may be answered. To hand it to another thread and back takes as long as a short read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// On a thread that may wait.
    Aside,
    /// Where it arrived: it asks the database nothing and waits for nobody.
    Here,
    /// Where it arrived, when a connection is free: it reads a little, by keys, of one person or team.
    ShortRead,
}

const fn get(path: &'static str, access: Access, handler: Handler) -> Route {
    Route { method: Method::GET, path, access, handler, place: Place::Aside }
}

const fn get_short(path: &'static str, access: Access, handler: Handler) -> Route {
    Route { method: Method::GET, path, access, handler, place: Place::ShortRead }
}

const fn post(path: &'static str, access: Access, handler: Handler) -> Route {
    Route { method: Method::POST, path, access, handler, place: Place::Aside }
}

const fn post_here(path: &'static str, access: Access, handler: Handler) -> Route {
    Route { method: Method::POST, path, access, handler, place: Place::Here }
}

use Access::{May, Public};

/// Every address but the live stream, in reading order.
pub(crate) const ROUTES: &[Route] = &[
    // The team
    get_short("/board", May(A::SeeTeam), board::page),
    get("/lists", May(A::SeeTeam), lists::index),
    get("/lists/{name}", May(A::SeeTeam), lists::page),
    // The way in
    get("/", Public, signin::home),
    get("/sign-in", Public, signin::form),
    post("/sign-in", Public, signin::sign_in),
    post("/log-out", May(A::SignedIn), signin::log_out),
    get("/set-up", Public, signin::set_up_form),
    post("/set-up", Public, signin::set_up),
    get("/account", May(A::SignedIn), signin::account),
    post("/account/password", May(A::SignedIn), signin::change_password),
    // Team, staff, accounts, who looked
    get("/team", May(A::SeeTeam), team::show),
    get("/team/split", May(A::ReadRecord), split::page),
    get("/team/wishes", May(A::ReadRecord), wishes::page),
    get("/cohort", May(A::ReadRecord), cohort::page),
    get("/supervision", May(A::RecordCare), supervision::page),
    get("/supervision/new", May(A::RecordCare), supervision::new_form),
    post("/supervision/new", May(A::RecordCare), supervision::new_send),
    get("/supervision/{id}", May(A::RecordCare), supervision::correct_form),
    post("/supervision/{id}", May(A::RecordCare), supervision::correct_send),
    get("/staff", May(A::ManageStaff), staff::list),
    get("/staff/new", May(A::ManageStaff), staff::new_form),
    post("/staff/new", May(A::ManageStaff), staff::save),
    get("/staff/{id}", May(A::ManageStaff), staff::edit_form),
    post("/staff/{id}", May(A::ManageStaff), staff::save),
    get("/teams/new", May(A::ManageStaff), team::new_form),
    post("/teams/new", May(A::ManageStaff), team::save),
    get("/teams/{id}", May(A::ManageStaff), team::edit_form),
    post("/teams/{id}", May(A::ManageStaff), team::save),
    get("/teams/{id}/schedule", May(A::ManageStaff), schedule::form),
    post("/teams/{id}/schedule", May(A::ManageStaff), schedule::save),
    get("/accounts", May(A::ManageAccounts), accounts::list),
    get("/accounts/new", May(A::ManageAccounts), accounts::new_form),
    post("/accounts/new", May(A::ManageAccounts), accounts::add),
    post("/accounts/{id}/password", May(A::ManageAccounts), accounts::reset),
    post("/accounts/{id}/switch", May(A::ManageAccounts), accounts::switch),
    get("/access", May(A::ReadAccessLog), access_log::list),
    get("/import", May(A::Import), import::form),
    post("/import", May(A::Import), import::take),
    // What every page needs
    get("/assets/{*path}", Public, signin::asset),
    get("/health/live", Public, signin::health_live),
    get("/health/ready", Public, signin::health_ready),
    // Who is out and who is home
    get("/safety", May(A::SeeTeam), safety::page),
    get("/safety/notice", May(A::RecordCare), safety::notice_page),
    get("/safety/alarm", May(A::RecordCare), safety::alarm_form),
    post("/safety/alarm", May(A::RecordCare), safety::raise_alarm),
    get("/safety/details", May(A::PlanVisits), safety::details_form),
    post("/safety/details", May(A::PlanVisits), safety::save_details),
    get("/safety/workers/{id}", May(A::SeeTeam), safety::card),
    post("/safety/workers/{id}", May(A::PlanVisits), safety::record),
    // Today and visits
    get_short("/today", May(A::RecordCare), today::today),
    post("/today/close", May(A::RecordCare), today::close),
    get("/visits", May(A::SeeTeam), visit::diary),
    get("/visits/{id}", May(A::SeeTeam), visit::one),
    post("/visits/{id}/start", May(A::RecordCare), visit::start),
    post("/visits/{id}/end", May(A::RecordCare), visit::end),
    post("/visits/{id}/undo", May(A::RecordCare), visit::undo),
    get("/visits/{id}/interpreter", May(A::PlanVisits), visit::booking),
    post("/visits/{id}/interpreter", May(A::PlanVisits), visit::book),
    get("/visits/{id}/late", May(A::PlanVisits), visit::late_page),
    post("/visits/{id}/late", May(A::PlanVisits), visit::late),
    post("/visits/{id}/later", May(A::PlanVisits), visit::to_later),
    post("/visits/{id}/call-off", May(A::PlanVisits), visit::call_off),
    post("/visits/{id}/take-over", May(A::PlanVisits), visit::take_over),
    get("/replan", May(A::PlanVisits), visit::replan),
    get("/replan/proposal", May(A::PlanVisits), week::proposal),
    post("/replan/accept", May(A::PlanVisits), week::accept_day),
    get("/visits/{id}/change", May(A::PlanVisits), visit::change_form),
    post("/visits/{id}/change", May(A::PlanVisits), visit::change),
    get("/people/{id}/visit", May(A::PlanVisits), visit::plan_form),
    post("/people/{id}/visit", May(A::PlanVisits), visit::plan),
    get("/people/{id}/visit-series", May(A::PlanVisits), visit::plan_series_form),
    post("/people/{id}/visit-series", May(A::PlanVisits), visit::plan_series),
    get("/series/{id}", May(A::PlanVisits), visit::series),
    post("/series/{id}", May(A::PlanVisits), visit::change_series),
    // The week
    get("/week", May(A::SeeTeam), week::page),
    get("/week/day", May(A::SeeTeam), week::day),
    get("/week/calendar", May(A::SeeTeam), week::calendar_file),
    post("/week/plan", May(A::PlanVisits), week::plan),
    post("/week/away", May(A::PlanVisits), week::away),
    get("/week/progress", May(A::PlanVisits), week::progress),
    post("/week/stop", May(A::PlanVisits), week::stop),
    get("/week/accept", May(A::PlanVisits), week::accept_form),
    post("/week/accept", May(A::PlanVisits), week::accept),
    post("/week/discard", May(A::PlanVisits), week::discard),
    get("/week/visits/{id}", May(A::SeeTeam), week::visit),
    post("/week/visits/{id}", May(A::PlanVisits), week::place),
    post("/week/visits/{id}/lock", May(A::PlanVisits), week::lock),
    // People
    get("/people", May(A::SeePerson), people::search),
    get("/people/new", May(A::AdmitToTeam), people::new_form),
    post("/people/new", May(A::AdmitToTeam), people::new_send),
    get_short("/people/{id}", May(A::SeePerson), person::page),
    get("/people/{id}/details", May(A::EditPerson), people::edit_form),
    post("/people/{id}/details", May(A::EditPerson), people::edit_send),
    get("/people/{id}/relationships", May(A::ReadRecord), person::relationships),
    get("/people/{id}/key-worker", May(A::Allocate), allocation::form),
    post("/people/{id}/key-worker", May(A::Allocate), allocation::send),
    get("/people/{id}/assessment", May(A::ReadRecord), assessment::page),
    get("/people/{id}/assessment/session", May(A::RecordCare), assessment::session_form),
    post("/people/{id}/assessment/session", May(A::RecordCare), assessment::session_send),
    get("/people/{id}/assessment/outcome", May(A::RecordCare), assessment::outcome_form),
    post("/people/{id}/assessment/outcome", May(A::RecordCare), assessment::outcome_send),
    get("/people/{id}/screening/{tool}", May(A::RecordClinical), assessment::screening_form),
    post("/people/{id}/screening/{tool}", May(A::RecordClinical), assessment::screening_send),
    get("/people/{id}/record/{kind}", May(A::EditPerson), record::new_form),
    post("/people/{id}/record/{kind}", May(A::EditPerson), record::new_send),
    get("/entries/{entry}", May(A::ReadRecord), person::history),
    get("/entries/{entry}/correct", May(A::EditPerson), record::correct_form),
    post("/entries/{entry}/correct", May(A::EditPerson), record::correct_send),
    // Referrals, concerns, criteria
    get("/referrals", May(A::TakeIn), referral::inbox),
    get("/referrals/new", May(A::AdmitToTeam), referral::new_form),
    post("/referrals/new", May(A::AdmitToTeam), referral::new_send),
    get("/people/{id}/referral", May(A::AdmitToTeam), referral::again_form),
    post("/people/{id}/referral", May(A::AdmitToTeam), referral::again_send),
    get("/referrals/{entry}", May(A::TakeIn), referral::one),
    get("/referrals/{entry}/change", May(A::TakeIn), referral::change_form),
    post("/referrals/{entry}/change", May(A::TakeIn), referral::change_send),
    get("/referrals/{entry}/decision", May(A::DecideReferral), referral::decide_form),
    post("/referrals/{entry}/decision", May(A::DecideReferral), referral::decide_send),
    post("/referrals/{entry}/onward", May(A::DecideReferral), referral::onward),
    get("/referrals/{entry}/challenge", May(A::DecideReferral), referral::challenge::form),
    post("/referrals/{entry}/challenge", May(A::DecideReferral), referral::challenge::send),
    get("/referrals/{entry}/check", May(A::TakeIn), referral::check_form),
    post("/referrals/{entry}/check", May(A::TakeIn), referral::check_send),
    post("/referrals/{entry}/documents", May(A::TakeIn), referral::document::add),
    get("/referrals/{entry}/documents/{document}", May(A::TakeIn), referral::document::read),
    post("/referrals/{entry}/documents/{document}/withdraw", May(A::TakeIn), referral::document::withdraw),
    get("/referrals/{entry}/letter", May(A::TakeIn), referral::letter::page),
    get("/referrals/{entry}/letter.pdf", May(A::TakeIn), referral::letter::paper),
    get("/criteria", May(A::TakeIn), referral::criteria::page),
    get("/criteria.pdf", May(A::TakeIn), referral::supply::paper),
    post("/criteria", May(A::TakeIn), referral::supply::give),
    get("/criteria/new", May(A::DecideReferral), referral::approve::form),
    post("/criteria/new", May(A::DecideReferral), referral::approve::send),
    get("/concerns", May(A::TakeIn), referral::concern::list),
    get("/concerns/new", May(A::TakeIn), referral::concern::new_form),
    post("/concerns/new", May(A::TakeIn), referral::concern::new_send),
    get("/concerns/{entry}", May(A::TakeIn), referral::concern::one),
    post("/concerns/{entry}", May(A::TakeIn), referral::concern::send),
    // Contacts
    get("/people/{id}/contact", May(A::RecordCare), contact::form),
    post("/people/{id}/contact", May(A::RecordCare), contact::record),
    get("/contacts/{entry}/correct", May(A::RecordCare), contact::correct_form),
    post("/contacts/{entry}/correct", May(A::RecordCare), contact::correct),
    // Tier and missed-contact steps
    get("/people/{id}/tier", May(A::ReadRecord), tier::show),
    post("/people/{id}/tier", May(A::DecideTier), tier::decide),
    get("/people/{id}/ladder", May(A::ReadRecord), tier::ladder),
    post("/people/{id}/ladder", May(A::RecordCare), tier::record_step),
    // Actions
    get("/actions", May(A::ReadRecord), action::list),
    get("/people/{id}/actions/{entry}", May(A::RecordCare), action::form),
    post("/people/{id}/actions/{entry}", May(A::RecordCare), action::update),
    // The daily handover
    get("/handover", May(A::RecordCare), handover::index),
    post("/handover", May(A::RecordCare), handover::start),
    get("/handover/{id}", May(A::RecordCare), handover::walk),
    post("/handover/{id}/line", May(A::RecordCare), handover::say),
    post("/handover/{id}/attend", May(A::RecordCare), handover::attend),
    get("/handover/{id}/end", May(A::RecordCare), handover::end_form),
    post("/handover/{id}/end", May(A::RecordCare), handover::end),
    get("/handover/{id}/sheet", May(A::RecordCare), handover::sheet),
    // The weekly meeting
    get("/mdt", May(A::RecordCare), mdt::index),
    post("/mdt", May(A::RecordCare), mdt::start),
    get("/mdt/{id}", May(A::RecordCare), mdt::show),
    get("/mdt/{id}/decide", May(A::RecordCare), mdt::decide_form),
    post("/mdt/{id}/decide", May(A::RecordCare), mdt::decide),
    post("/mdt/{id}/end", May(A::RecordCare), mdt::end),
    // Other programs
    post_here("/api/v1/entries", May(A::SignedIn), api::entries),
    get("/api/v1/entries/{id}", May(A::SignedIn), api::entry),
    get("/api/v1/entries/{id}/history", May(A::SignedIn), api::history),
    get("/api/v1/people", May(A::SeePerson), api::people),
    get_short("/api/v1/people/{id}", May(A::SeePerson), api::person),
    get_short("/api/v1/people/{id}/entries", May(A::ReadRecord), api::chronology),
    get("/api/v1/people/{id}/suggestions", May(A::Allocate), api::suggestions),
    get_short("/api/v1/board", May(A::SeeTeam), api::board),
    get("/api/v1/cohort", May(A::ReadRecord), api::cohort),
    get("/api/v1/clocks", May(A::SeeTeam), api::clocks),
    get("/api/v1/visits", May(A::SeeTeam), api::visits),
    get("/api/v1/lists/{list}", May(A::SeeTeam), api::list),
    get("/api/v1/handovers", May(A::RecordCare), api::handovers),
    get("/api/v1/handovers/{id}", May(A::RecordCare), api::handover),
    get("/api/v1/mdts", May(A::RecordCare), api::mdts),
    get("/api/v1/mdts/{id}", May(A::RecordCare), api::mdt),
    get("/api/v1/replan", May(A::PlanVisits), api::replan),
    get("/api/v1/safety", May(A::SeeTeam), api::safety),
    get("/api/v1/week", May(A::SeeTeam), api::week),
    get("/api/v1/week/search", May(A::PlanVisits), api::week_search),
    post("/api/v1/week/search", May(A::PlanVisits), api::search_week),
    post("/api/v1/week/accept", May(A::PlanVisits), api::accept_week),
    post("/api/v1/week/discard", May(A::PlanVisits), api::discard_week),
    get("/api/v1/split", May(A::ReadRecord), api::work_split),
    get("/api/v1/supervision", May(A::RecordCare), api::supervision),
    get("/api/v1/criteria", May(A::TakeIn), api::criteria_of),
    get("/api/v1/referrals", May(A::TakeIn), api::referrals),
    get("/api/v1/referrals/{id}", May(A::TakeIn), api::referral),
    post("/api/v1/referrals/{id}/documents", May(A::TakeIn), api::attach),
    get("/api/v1/referrals/{id}/documents/{document}", May(A::TakeIn), api::content),
    get("/api/v1/concerns", May(A::TakeIn), api::concerns),
    get("/api/v1/teams", May(A::SignedIn), api::teams),
    get("/api/v1/teams/{id}/needs", May(A::ReadRecord), api::needs),
    get("/api/v1/staff", May(A::SignedIn), api::staff),
    get("/api/v1/me", May(A::SignedIn), api::me),
    get("/api/v1/kinds", May(A::SignedIn), api::kinds),
    get("/api/v1/openapi.json", Public, api::openapi),
];

/// The address of the live stream of a team's changes, and the access it needs.
pub(crate) const LIVE: (&str, Access) = ("/live", May(A::SeeTeam));

/// The service as a router.
pub fn router(app: Arc<App>) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let filter = MethodFilter::try_from(route.method.clone()).unwrap_or(MethodFilter::GET);
        let with_file = route.path == "/import" || route.path.ends_with("/documents");
        let limit = if with_file { FILE_MOST } else { BODY_MOST };
        router = router.route(
            route.path,
            on(filter, move |State(app): State<Arc<App>>, method, uri, parameters, headers, body| {
                answer(app, route, Arrived { method, uri, parameters, headers, body })
            })
            .layer(DefaultBodyLimit::max(limit)),
        );
    }
    router
        .route(LIVE.0, axum::routing::get(live::stream))
        .fallback(nowhere)
        .method_not_allowed_fallback(not_so)
        .with_state(app)
}

/// A request as axum hands it over.
struct Arrived {
    method: Method,
    uri: Uri,
    parameters: RawPathParams,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
}

async fn answer(app: Arc<App>, route: &'static Route, arrived: Arrived) -> Response {
    let request =
        respond::read(arrived.method, &arrived.uri, &arrived.parameters, arrived.headers, arrived.body).await;
    let mut request = match request {
        Ok(request) => request,
        Err((request, error)) => return respond::write(&app, &request, Err(error)),
    };
    let done = if may_run_here(&app, route, &mut request) {
        match run(&app, route, request) {
            Done::Aside(request) => run_aside(&app, route, *request).await,
            done @ (Done::Reply(_) | Done::Later(..)) => Ok(done),
        }
    } else {
        run_aside(&app, route, request).await
    };
    match done {
        Ok(Done::Reply(response)) => *response,
        Ok(Done::Aside(_)) => respond::bare(StatusCode::INTERNAL_SERVER_ERROR, route.path),
        Ok(Done::Later(request, later)) => {
            let reply = later.await;
            respond::write(&app, &request, reply)
        }
        Err(error) => respond::bare(StatusCode::INTERNAL_SERVER_ERROR, &format!("{}: {error}", route.path)),
    }
}

/// Answers a request on a thread that may wait.
async fn run_aside(
    app: &Arc<App>,
    route: &'static Route,
    mut request: Request,
) -> Result<Done, tokio::task::JoinError> {
    request.here = false;
    let app = Arc::clone(app);
    tokio::task::spawn_blocking(move || run(&app, route, request)).await
}

/// What a handler came to.
enum Done {
    /// It has to wait, and where it is nobody may.
    Aside(Box<Request>),
    Reply(Box<Response>),
    Later(Box<Request>, Later),
}

/// Whether a request can be answered where it arrived: its sender is known without asking the database,
/// and its handler asks nothing or little of it. That saves two changes of thread.
fn may_run_here(app: &App, route: &Route, request: &mut Request) -> bool {
    let may = match route.place {
        Place::Aside => false,
        Place::Here => request.body.len() <= AT_ONCE_MOST,
        Place::ShortRead => app.store.reads_at_once(),
    };
    if may {
        request.signed_in = guard::known(app, &request.headers);
    }
    request.here = request.signed_in.is_some();
    request.here
}

fn run(app: &App, route: &Route, mut request: Request) -> Done {
    let reply = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        guard::admit(app, &mut request, route.access)?;
        (route.handler)(app, &request)
    }))
    .unwrap_or_else(|_| Err(PageError::Broken("a handler panicked".to_owned())));
    match reply {
        Ok(Reply::Later(later)) => Done::Later(Box::new(request), later),
        Ok(Reply::Aside) => Done::Aside(Box::new(request)),
        reply => Done::Reply(Box::new(respond::write(app, &request, reply))),
    }
}

async fn nowhere(State(app): State<Arc<App>>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    refuse(app, method, uri, headers, PageError::NotFound).await
}

/// An address that exists, asked in a way that it does not take; axum adds the header `Allow`.
async fn not_so(State(app): State<Arc<App>>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let sentence =
        format!("This address does not take {method}. Go back and follow a link or a button instead.");
    refuse(app, method, uri, headers, PageError::Status(StatusCode::METHOD_NOT_ALLOWED, sentence)).await
}

async fn refuse(app: Arc<App>, method: Method, uri: Uri, headers: HeaderMap, why: PageError) -> Response {
    let done = tokio::task::spawn_blocking(move || {
        let mut request =
            Request { method: Method::GET, path: uri.path().to_owned(), headers, ..Request::default() };
        let admitted = guard::admit(&app, &mut request, Access::Public);
        request.method = method;
        respond::write(&app, &request, admitted.and(Err(why)))
    })
    .await;
    done.unwrap_or_else(|error| respond::bare(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()))
}
