//! Connections lent and given back, with bounded waiting. A connection that is lost or left inside a
//! transaction is closed, and the next borrower gets a new one.

use super::error::DbError;
use super::tx::Tx;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub(super) type Connect = Box<dyn Fn() -> Result<Tx, DbError> + Send + Sync>;

pub(super) struct Pool {
    state: Mutex<State>,
    freed: Condvar,
    connect: Connect,
    size: usize,
    wait: Duration,
}

struct State {
    idle: Vec<Tx>,
    /// Connections that exist or are being opened, idle or lent.
    open: usize,
}

impl Pool {
    pub(super) fn new(size: usize, wait: Duration, connect: Connect) -> Self {
        let state = Mutex::new(State { idle: Vec::with_capacity(size), open: 0 });
        Self { state, freed: Condvar::new(), connect, size: size.max(1), wait }
    }

    /// No closure of a caller runs under this lock, so a poisoned lock still guards a sound state.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many could be lent without waiting.
    pub(super) fn free(&self) -> usize {
        let state = self.state();
        state.idle.len() + self.size.saturating_sub(state.open)
    }

    pub(super) fn take(&self) -> Result<Lease<'_>, DbError> {
        let until = Instant::now() + self.wait;
        let mut state = self.state();
        loop {
            if let Some(tx) = state.idle.pop() {
                return Ok(Lease { pool: self, tx: Some(tx) });
            }
            if state.open < self.size {
                state.open += 1;
                break;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(DbError::Busy);
            }
            state = self.freed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        drop(state);
        let mut lease = Lease { pool: self, tx: None };
        lease.reopen()?;
        Ok(lease)
    }
}

/// One connection out of the pool; goes back when dropped, also by a panic.
pub(super) struct Lease<'a> {
    pool: &'a Pool,
    tx: Option<Tx>,
}

impl Lease<'_> {
    pub(super) fn tx(&mut self) -> Result<&mut Tx, DbError> {
        self.tx.as_mut().ok_or(DbError::Busy)
    }

    /// Closes this connection and opens another in its place.
    pub(super) fn reopen(&mut self) -> Result<(), DbError> {
        self.tx = None;
        self.tx = Some((self.pool.connect)()?);
        Ok(())
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let sound = self.tx.take().and_then(Tx::settled);
        let mut state = self.pool.state();
        match sound {
            Some(tx) => state.idle.push(tx),
            None => state.open -= 1,
        }
        drop(state);
        self.pool.freed.notify_one();
    }
}
