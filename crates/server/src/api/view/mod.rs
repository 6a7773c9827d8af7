//! What the API shows, as plain structs: an allow-list, so that nothing leaves that is not named here
//! (SV64). Each is made from values of `care` and the directory; none reads anything.

mod entry;
mod list;
mod person;
mod problem;
mod team;

pub(crate) use entry::{Answer, Answered, EntryPage, EntryView, History};
pub(crate) use list::{
    ActionView, BoardRow, BoardView, Clocks, CohortView, LadderView, ListName, ListRow, ListView,
    Suggestions, SupervisionView, VisitList, VisitView,
};
pub(crate) use person::{People, PersonShort, PersonView, Record};
pub(crate) use problem::ProblemDetails;
pub(crate) use team::{KindView, Kinds, Me, StaffList, StaffView, TeamList, TeamView};

use schemars::JsonSchema;
use serde::Serialize;
use store::directory::Directory;
use uuid::Uuid;

/// A member of staff, short.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct StaffRef {
    /// Their id.
    pub(crate) id: Uuid,
    /// The name colleagues use; "Unknown" when nobody has this id any more.
    pub(crate) name: String,
}

impl StaffRef {
    pub(crate) fn of(id: Uuid, directory: &Directory) -> StaffRef {
        StaffRef { id, name: directory.staff_name(id).to_owned() }
    }

    pub(crate) fn all(ids: &[Uuid], directory: &Directory) -> Vec<StaffRef> {
        ids.iter().map(|id| Self::of(*id, directory)).collect()
    }
}
