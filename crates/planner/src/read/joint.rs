//! Reads what binds visits to each other and to others: those that follow another, and partners from
//! outside the team. Single visits are read in `read`.

use super::{Names, Reader, raw};
use crate::problem::{Follows, Partner, Visit};

impl Reader {
    /// Which visit follows which.
    pub(super) fn links(&mut self, file: &raw::File, visits: &mut [Visit]) {
        let known = Names::of(file.visits.iter().map(|one| one.id.as_str()));
        let mut bound = vec![false; visits.len()];
        for (at, one) in file.visits.iter().enumerate() {
            let Some(raw) = &one.follows else { continue };
            let field = "visits.follows";
            self.stretch(field, &one.id, (raw.least, raw.most));
            let Some(other) = known.find(field, &one.id, &raw.visit, &mut self.faults) else { continue };
            for end in [at, other] {
                if bound.get_mut(end).is_none_or(|was| std::mem::replace(was, true)) {
                    self.fault(field, &one.id, "binds a visit that is bound already, or to itself");
                }
            }
            let alike = visits.get(at).zip(visits.get(other)).is_some_and(|(a, b)| {
                a.person == b.person && (a.workers, b.workers, a.partner, b.partner) == (1, 1, None, None)
            });
            let partner = file.visits.get(other).is_some_and(|two| two.partner.is_some());
            if !alike || partner || one.partner.is_some() {
                self.fault(
                    field,
                    &one.id,
                    "binds visits that are not to one person by one worker each without a partner",
                );
            }
            if let Some(visit) = visits.get_mut(at) {
                visit.follows = Some(Follows { visit: other, least: raw.least, most: raw.most });
            }
        }
    }

    /// Those outside the team, and at which visits they are.
    pub(super) fn partners(&mut self, file: &raw::File, visits: &mut [Visit]) -> Vec<Partner> {
        self.unique("partners.id", file.partners.iter().map(|one| one.id.as_str()));
        let known = Names::of(file.partners.iter().map(|one| one.id.as_str()));
        for (visit, one) in visits.iter_mut().zip(&file.visits) {
            let name = one.partner.as_ref();
            visit.partner = name.and_then(|id| known.find("visits.partner", &one.id, id, &mut self.faults));
        }
        let mut partners = Vec::new();
        for one in &file.partners {
            for hours in &one.hours {
                self.day("partners.hours.day", &one.id, hours.day);
                self.stretch("partners.hours", &one.id, (hours.start, hours.end));
            }
            let hours = one.hours.iter().map(|hours| (hours.day, hours.start, hours.end)).collect();
            partners.push(Partner { id: one.id.clone(), hours });
        }
        partners
    }
}
