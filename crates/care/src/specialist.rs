//! How a worker's time with people divides into their own profession's work and what all share (T05),
//! counted from the purposes of contacts: nobody is asked one question more.

use crate::access::Role;
use crate::codes::purpose::Purpose;
use crate::entry::contact::Contact;

/// Minutes of a worker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Split {
    /// The profession's own work.
    pub specialist: u32,
    /// What all share.
    pub generic: u32,
}

/// The purposes that are a profession's own work. Assumed (T05); none for who shares everything.
#[must_use]
pub const fn own_work(role: Role) -> &'static [Purpose] {
    match role {
        Role::Ot => &[Purpose::DailyLiving, Purpose::Work, Purpose::Social],
        Role::Psychologist => &[Purpose::Therapy],
        Role::Manager
        | Role::Lead
        | Role::Nurse
        | Role::SocialWorker
        | Role::Support
        | Role::Doctor
        | Role::Administrator
        | Role::Privacy
        | Role::Analyst
        | Role::Integration
        | Role::Sysadmin => &[],
    }
}

impl Split {
    /// Adds a contact that was.
    #[must_use]
    pub fn with(self, role: Role, contact: &Contact) -> Split {
        self.and(role, contact.minutes.unwrap_or(0), &contact.purposes)
    }

    /// Adds minutes: they are shared evenly among their purposes, and without one they are shared work.
    #[must_use]
    pub fn and(self, role: Role, minutes: u16, purposes: &[Purpose]) -> Split {
        let minutes = u32::from(minutes);
        let all = u32::try_from(purposes.len()).unwrap_or(u32::MAX);
        let own = purposes.iter().filter(|purpose| own_work(role).contains(purpose)).count();
        let specialist = match all {
            0 => 0,
            all => minutes * u32::try_from(own).unwrap_or(0) / all,
        };
        Split { specialist: self.specialist + specialist, generic: self.generic + minutes - specialist }
    }

    /// Per cent of the time that is the profession's own; none without any time.
    #[must_use]
    pub fn share(self) -> Option<u32> {
        (self.specialist * 100).checked_div(self.specialist + self.generic)
    }
}
