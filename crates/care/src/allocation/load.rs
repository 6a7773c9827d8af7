//! How full a caseload is: counted, weighed by tier, against a cap by role, band and hours (C04).

use schemars::JsonSchema;
use serde::Serialize;

use crate::entry::organisation::Staff;
use crate::line::Line;
use crate::settings;

/// How full a worker's caseload is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Load {
    /// People whose key worker they are.
    pub people: u32,
    /// The same weighed by tier, in hundredths of a person.
    pub weighed_hundredths: u32,
    /// The cap, in hundredths of a person; 0 for who is no key worker as a rule.
    pub most_hundredths: u32,
}

/// How a caseload stands to its cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Within the cap.
    Within,
    /// Above the cap: pointed out.
    Above,
    /// Far above: only the manager names somebody, and says why.
    FarAbove,
}

impl Load {
    /// The load of a worker who is key worker of these people.
    #[must_use]
    pub fn of<'a>(worker: &Staff, people: impl IntoIterator<Item = &'a Line>) -> Load {
        let empty = Load { people: 0, weighed_hundredths: 0, most_hundredths: most(worker) };
        people.into_iter().fold(empty, Load::with)
    }

    /// The load with one person more.
    #[must_use]
    pub fn with(self, line: &Line) -> Load {
        let weight = settings::tier_weight(line.tier.as_ref().map(|tier| tier.tier));
        Load { people: self.people + 1, weighed_hundredths: self.weighed_hundredths + weight, ..self }
    }

    /// Per cent of the cap, by count or by weight, whichever is more; none where there is no cap.
    #[must_use]
    pub fn percent(self) -> Option<u32> {
        (self.most_hundredths > 0).then(|| self.fuller() * 100 / self.most_hundredths)
    }

    /// How it stands to its cap. Exactly at the cap is within it.
    #[must_use]
    pub fn level(self) -> Level {
        let above = |percent: u32| self.fuller() * 100 > self.most_hundredths * percent;
        if above(settings::CASELOAD_STOPS) {
            Level::FarAbove
        } else if above(settings::CASELOAD_WARNS) {
            Level::Above
        } else {
            Level::Within
        }
    }

    /// In words: "9 of 12 people, weighed by tier 9.8".
    #[must_use]
    pub fn words(self) -> String {
        let people = if self.people == 1 { "person" } else { "people" };
        if self.most_hundredths == 0 {
            return format!("{} {people}, no key worker as a rule", self.people);
        }
        format!(
            "{} of {} people, weighed by tier {}",
            self.people,
            tenths(self.most_hundredths),
            tenths(self.weighed_hundredths)
        )
    }

    fn fuller(self) -> u32 {
        (self.people * 100).max(self.weighed_hundredths)
    }
}

/// The cap of a worker in hundredths of a person: as agreed, or by role, band and hours.
fn most(worker: &Staff) -> u32 {
    if let Some(agreed) = worker.caseload_most {
        return u32::from(agreed) * 100;
    }
    let by_role = settings::caseload_most(worker.role);
    let new = worker.band.as_deref() == Some("5");
    let full = if new { by_role.min(settings::CASELOAD_BAND_5) } else { by_role };
    u32::from(full) * u32::from(worker.wte_hundredths)
}

/// Hundredths with one decimal, none when it is whole: "12", "9.8".
fn tenths(hundredths: u32) -> String {
    let tenths = (hundredths + 5) / 10;
    if tenths.is_multiple_of(10) {
        (tenths / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}
