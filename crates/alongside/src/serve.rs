//! `serve`: the service over a record, until it is told to stop. The store is opened and dropped
//! here, outside the async runtime, because its own threads may not wait inside one.

use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt as _;
use server::{App, Clock, password};
use store::Store;
use store::accounts;

use crate::cli::Serve;
use crate::config::{Config, make_folder};
use crate::failure::Failure;
use crate::progress::say;

/// The usual port.
pub(crate) const PORT: u16 = 8080;
/// How long open connections have to end once the service is told to stop.
const GRACE: Duration = Duration::from_secs(3);
/// Letters and digits that nobody takes for each other.
const CODE_LETTERS: &[u8; 32] = b"ABCDEFGHJKMNPQRSTVWXYZ2345678923";

/// Serves a record.
pub(crate) fn run(options: &Serve, config: &Config) -> Result<(), Failure> {
    let target = config.target(&options.place)?;
    make_folder(&target)?;
    let store = Arc::new(Store::open(&target)?);
    let mut service = config.service();
    if store.read(accounts::all)?.is_empty() {
        let code = code()?;
        say(&format!("This record is empty. Set-up code, good once: {code}"))?;
        service.setup_code = Some(code);
    }
    let app = App::new(store, Clock::starting(None), service);
    listen(app, options.port.or(config.port).unwrap_or(PORT), "")
}

/// Serves an app on a port of this machine until SIGINT or SIGTERM.
pub(crate) fn listen(app: Arc<App>, port: u16, words: &str) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.map_err(|e| {
            Failure::Refused(format!("Port {port} cannot be used: {e}. Choose another with --port."))
        })?;
        let told = told_to_stop()?;
        let port = listener.local_addr()?.port();
        say(&format!("{words}Open http://127.0.0.1:{port}"))?;
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let mut graceful = stopped.clone();
        tokio::spawn(server::follow(Arc::clone(&app)));
        let early = Arc::clone(&app);
        tokio::task::spawn_blocking(move || early.warm_up());
        // Without it a page of more than one packet may wait 40 ms for the reader's acknowledgement.
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        let service = axum::serve(listener, server::router(app)).with_graceful_shutdown(async move {
            told.await;
            stop.send_replace(true);
        });
        tokio::select! {
            served = service => served.map_err(Failure::from),
            () = async {
                // Live pages never end by themselves.
                drop(graceful.wait_for(|stop| *stop).await);
                tokio::time::sleep(GRACE).await;
            } => Ok(()),
        }
    });
    runtime.shutdown_timeout(GRACE);
    served
}

/// Listens for SIGINT and SIGTERM from now on; the future ends when one comes.
#[cfg(unix)]
fn told_to_stop() -> Result<impl Future<Output = ()>, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Listens for Ctrl-C; the future ends when it comes.
#[cfg(not(unix))]
fn told_to_stop() -> Result<impl Future<Output = ()>, Failure> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// A code of four groups of four that can be read out.
fn code() -> Result<String, Failure> {
    let token = password::token().map_err(Failure::Refused)?;
    let letters = password::token_hash(&token);
    let mut code = String::new();
    for (i, byte) in letters.iter().take(16).enumerate() {
        if i > 0 && i % 4 == 0 {
            code.push('-');
        }
        code.push(CODE_LETTERS.get(usize::from(byte % 32)).map_or('X', |b| char::from(*b)));
    }
    Ok(code)
}
