//! The only crate that knows HTTP and HTML: the route table, the guard before it, handlers, pages.

mod action;
mod admin;
mod allocation;

mod api;
mod app;
mod assessment;
mod board;
mod clock;
mod cohort;
mod contact;
mod delegate;
mod error;
mod guard;
mod handover;
pub mod import;
mod lists;
mod live;
#[cfg(test)]
mod matrix;
mod mdt;
mod meeting;
mod pages;
pub mod password;
mod pdf;
mod people;
mod person;
mod record;
mod referral;
mod request;
mod respond;
mod safety;
mod scan;
mod signin;
mod split;
mod supervision;
mod template;
#[cfg(test)]
mod testing;
mod tier;
mod today;
mod visit;
pub mod week;
mod wishes;

pub use app::{App, Config};
pub use clock::Clock;
pub use live::follow;
pub use pages::router;
