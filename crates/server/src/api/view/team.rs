//! Teams, staff, the caller, and the kinds of entry there are.

use care::access::{Activity, Role, allows, to_write};
use care::entry::organisation::{Staff, Team};
use care::entry::{About, Kind, Shape};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use store::directory::Directory;
use uuid::Uuid;

/// Every team.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TeamList {
    /// By name.
    pub(crate) teams: Vec<TeamView>,
}

/// One team.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TeamView {
    /// Its id.
    pub(crate) id: Uuid,
    /// The version of its document.
    pub(crate) version: u32,
    /// Whether the caller belongs to it today.
    pub(crate) mine: bool,
    /// What is recorded of it.
    pub(crate) team: Team,
}

/// Staff.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct StaffList {
    /// By name.
    pub(crate) staff: Vec<StaffView>,
}

/// One member of staff.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct StaffView {
    /// Their id.
    pub(crate) id: Uuid,
    /// The version of their document.
    pub(crate) version: u32,
    /// The name colleagues use.
    pub(crate) name: String,
    /// What they are to the team.
    pub(crate) role: Role,
    /// The teams they belong to today.
    pub(crate) teams: Vec<Uuid>,
    /// All that is recorded of them, for those who manage staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) staff: Option<Staff>,
}

impl StaffView {
    /// A member of staff on a day, whole or short.
    pub(crate) fn of(id: Uuid, staff: &Staff, directory: &Directory, on: Date, whole: bool) -> StaffView {
        StaffView {
            id,
            version: directory.versions.get(&id).copied().unwrap_or_default(),
            name: staff.name.clone(),
            role: staff.role,
            teams: staff.teams_on(on).collect(),
            staff: whole.then(|| staff.clone()),
        }
    }
}

/// Who is calling.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Me {
    /// The member of staff in whose name entries are signed.
    pub(crate) staff: Uuid,
    /// Their name.
    pub(crate) name: String,
    /// The log-in.
    pub(crate) login: String,
    /// Their role.
    pub(crate) role: Role,
    /// The teams they belong to today.
    pub(crate) teams: Vec<Uuid>,
    /// The kinds of entry they may write.
    pub(crate) writes: Vec<Kind>,
    /// For browsers: what to send as `x-csrf-token` with every change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) csrf: Option<String>,
}

/// Every kind of entry.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Kinds {
    /// In the order of the list.
    pub(crate) kinds: Vec<KindView>,
}

/// One kind of entry.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct KindView {
    /// What to send as `kind`.
    pub(crate) kind: Kind,
    /// As a page says it.
    pub(crate) label: &'static str,
    /// Whether it is about a person, a member of staff, a team or an organisation.
    pub(crate) about: &'static str,
    /// Whether a subject has one such document, whose id follows from the subject.
    pub(crate) one_a_subject: bool,
    /// Whether a later version must say why.
    pub(crate) correction_needs_reason: bool,
    /// The roles that may write it.
    pub(crate) written_by: Vec<Role>,
    /// The JSON schema of its body.
    pub(crate) schema: schemars::Schema,
}

impl KindView {
    /// A kind as it is described.
    pub(crate) fn of(kind: Kind) -> KindView {
        let mut generator = schemars::generate::SchemaSettings::draft2020_12().into_generator();
        let root = kind.schema(&mut generator);
        let definitions = generator.take_definitions(true);
        KindView {
            kind,
            label: kind.label(),
            about: about(kind.about()),
            one_a_subject: kind.shape() == Shape::Document,
            correction_needs_reason: kind.correction_needs_reason(),
            written_by: written_by(to_write(kind)),
            schema: with_definitions(root, definitions),
        }
    }
}

fn with_definitions(
    mut root: schemars::Schema,
    definitions: serde_json::Map<String, serde_json::Value>,
) -> schemars::Schema {
    if !definitions.is_empty() {
        root.insert("$defs".to_owned(), serde_json::Value::Object(definitions));
    }
    root
}

fn about(about: About) -> &'static str {
    match about {
        About::Person => "person",
        About::Staff => "staff",
        About::Team => "team",
        About::Organisation => "organisation",
    }
}

fn written_by(activity: Activity) -> Vec<Role> {
    Role::ALL.iter().copied().filter(|role| allows(*role, activity)).collect()
}
