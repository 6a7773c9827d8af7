//! Replanning one day after sickness, a crisis or a visit that runs late (T09): the planner proposes from
//! now on, with what has begun as it is and as few promises moved as can be; a human accepts all of it in
//! one whole, or nothing changes.

mod accept;
mod happened;
mod page;
mod proposal;
#[cfg(test)]
mod tests;

pub(crate) use accept::accept;
pub(crate) use page::page;
