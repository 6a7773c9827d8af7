//! `/api/v1`: whatever a page can do, another program can do, under the same access and the same rules.
//! Handlers here only read the request, ask the store or `care`, and shape the answer; `describe` is
//! the table the OpenAPI document is made from. No rule of care lives here.

mod ask;
mod cursor;
mod day;
mod describe;
mod entry;
mod json;
mod list;
mod needs;
mod openapi;
mod operation;
mod person;
mod schema;
mod team;
mod view;
mod way_in;
mod week;
mod wire;
mod write;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_day;

pub(crate) use day::{handover, handovers, mdt, mdts, replan, safety, work_split};
pub(crate) use entry::{entry, history};
pub(crate) use list::{board, clocks, cohort, list, suggestions, supervision, visits};
pub(crate) use needs::needs;
pub(crate) use openapi::{kinds, openapi};
pub(crate) use person::{chronology, people, person};
pub(crate) use team::{me, staff, teams};
pub(crate) use way_in::{attach, concerns, content, criteria_of, one as referral, referrals};
pub(crate) use week::{
    accept as accept_week, discard as discard_week, one as week, search as search_week,
    searched as week_search,
};
pub(crate) use write::entries;
