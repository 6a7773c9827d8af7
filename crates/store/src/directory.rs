//! Organisations, teams and staff, read whole: they are few, and every page needs them.

use std::collections::BTreeMap;

use care::access::{Actor, Role};
use care::entry::organisation::{Organisation, Staff, Team};
use care::entry::{Body, Entry};
use jiff::civil::Date;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::StoreError;
use crate::journal;

/// Who offers the care.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Organisations by id.
    pub organisations: BTreeMap<Uuid, Organisation>,
    /// Teams by id.
    pub teams: BTreeMap<Uuid, Team>,
    /// Staff by id.
    pub staff: BTreeMap<Uuid, Staff>,
    /// Current version of each of them.
    pub versions: BTreeMap<Uuid, u32>,
}

impl Directory {
    /// Reads the directory.
    ///
    /// # Errors
    /// The database; a body that does not read.
    pub fn load(tx: &mut Tx) -> Result<Directory, StoreError> {
        let sql = concat_sql!(
            "SELECT ",
            " FROM head h JOIN entry e ON e.seq = h.seq WHERE h.kind IN ('organisation', 'team', 'staff')"
        );
        let mut directory = Directory::default();
        for entry in journal::entries(tx, &sql, &[])? {
            directory.take(entry);
        }
        Ok(directory)
    }

    fn take(&mut self, entry: Entry) {
        self.versions.insert(entry.subject, entry.version);
        if let Body::Organisation(organisation) = entry.body {
            self.organisations.insert(entry.subject, organisation);
        } else if let Body::Team(team) = entry.body {
            self.teams.insert(entry.subject, team);
        } else if let Body::Staff(staff) = entry.body {
            self.staff.insert(entry.subject, staff);
        }
    }

    /// The role of a member of staff.
    #[must_use]
    pub fn role(&self, staff: Uuid) -> Option<Role> {
        self.staff.get(&staff).map(|s| s.role)
    }

    /// Whether a member of staff speaks a language, by its code.
    #[must_use]
    pub fn speaks(&self, staff: Uuid, language: &str) -> bool {
        self.staff.get(&staff).is_some_and(|staff| staff.languages.iter().any(|code| code == language))
    }

    /// The name of a member of staff, or "Unknown".
    #[must_use]
    pub fn staff_name(&self, staff: Uuid) -> &str {
        self.staff.get(&staff).map_or("Unknown", |s| s.name.as_str())
    }

    /// The name of whoever owns an action, or "Nobody yet".
    #[must_use]
    pub fn owner_name(&self, owner: Option<Uuid>) -> &str {
        owner.map_or("Nobody yet", |owner| self.staff_name(owner))
    }

    /// The name of a team, or "No team".
    #[must_use]
    pub fn team_name(&self, team: Option<Uuid>) -> &str {
        team.and_then(|t| self.teams.get(&t)).map_or("No team", |t| t.name.as_str())
    }

    /// Staff who work with people in a team on a day, by name.
    #[must_use]
    pub fn workers(&self, team: Uuid, on: Date) -> Vec<(Uuid, &Staff)> {
        let mut workers: Vec<(Uuid, &Staff)> = self
            .staff
            .iter()
            .filter(|(_, s)| s.role.is_worker() && s.teams_on(on).any(|t| t == team))
            .map(|(id, s)| (*id, s))
            .collect();
        workers.sort_by(|a, b| a.1.name.cmp(&b.1.name));
        workers
    }

    /// The actor that a member of staff is on a day; none for somebody unknown.
    #[must_use]
    pub fn actor(&self, staff: Uuid, on: Date) -> Option<Actor> {
        let known = self.staff.get(&staff)?;
        Some(Actor { staff, role: known.role, teams: known.teams_on(on).collect(), system: false })
    }
}
