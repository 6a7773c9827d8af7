//! The live stream: a server-sent event whenever something changes in one of the actor's teams.
//! It says *that* something changed, never what: the page asks again under its own access.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use tokio::sync::broadcast::error::RecvError;

use crate::app::App;
use crate::guard;
use crate::pages::LIVE;
use crate::request::Request;

/// Streams changes of the actor's teams until the reader leaves or is signed out.
pub(crate) async fn stream(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let receiver = app.live.subscribe();
    let asked = Arc::clone(&app);
    let admitted = tokio::task::spawn_blocking(move || {
        let mut request =
            Request { method: Method::GET, path: LIVE.0.to_owned(), headers, ..Request::default() };
        guard::admit(&asked, &mut request, LIVE.1).map(|()| request.signed_in)
    })
    .await;
    let teams = match admitted {
        Ok(Ok(Some(signed_in))) => signed_in.actor.teams,
        Ok(Ok(None)) => return StatusCode::UNAUTHORIZED.into_response(),
        Ok(Err(error)) => return error.status().into_response(),
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    let events = futures_util::stream::unfold((receiver, teams), |(mut receiver, teams)| async move {
        loop {
            match receiver.recv().await {
                Ok(change) if change.team.is_some_and(|team| teams.contains(&team)) => {
                    let event = Event::default().event("change").data(change.subject.to_string());
                    return Some((Ok::<Event, Infallible>(event), (receiver, teams)));
                }
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => {
                    let event = Event::default().event("change").data("");
                    return Some((Ok(event), (receiver, teams)));
                }
                Err(RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

/// Looks once a second whether another process wrote to the record, so that boards here follow.
pub async fn follow(app: Arc<App>) {
    let mut tick = tokio::time::interval(std::time::Duration::from_secs(1));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        let app = Arc::clone(&app);
        let done = tokio::task::spawn_blocking(move || app.store.catch_up()).await;
        if let Ok(Err(error)) = done {
            tracing::warn!(detail = %error, "what others wrote could not be read");
        }
    }
}
