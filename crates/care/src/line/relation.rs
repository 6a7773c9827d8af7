//! How well a worker and a person know each other, counted from contacts (S06).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::entry::contact::{Contact, With};
use crate::entry::{Body, Entry};

/// Contacts a worker had with a person, for "who knows me best" (S06).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// Contacts that succeeded.
    pub contacts: u32,
    /// Minutes together.
    pub minutes: u32,
    /// First of them.
    pub first_at: Timestamp,
    /// Last of them.
    pub last_at: Timestamp,
}

impl Relation {
    /// Every worker's relation to a person, from contacts.
    #[must_use]
    pub fn all(entries: &[Entry]) -> BTreeMap<Uuid, Relation> {
        let mut all = BTreeMap::new();
        for entry in entries {
            if let Body::Contact(contact) = &entry.body {
                Self::add(&mut all, entry, contact);
            }
        }
        all
    }

    /// Adds one contact.
    pub fn add(all: &mut BTreeMap<Uuid, Relation>, entry: &Entry, contact: &Contact) {
        if contact.with != With::Person || !contact.succeeded() {
            return;
        }
        for worker in &contact.workers {
            let relation = all.entry(*worker).or_insert(Relation {
                contacts: 0,
                minutes: 0,
                first_at: entry.happened_at,
                last_at: entry.happened_at,
            });
            relation.contacts += 1;
            relation.minutes += u32::from(contact.minutes.unwrap_or(0));
            relation.first_at = relation.first_at.min(entry.happened_at);
            relation.last_at = relation.last_at.max(entry.happened_at);
        }
    }
}
