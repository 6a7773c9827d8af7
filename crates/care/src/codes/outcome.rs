//! What happened at a contact: our own list and its national attendance code (domain 4.7).
//! There is no default outcome. What the team cancelled never counts against the person.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Seen as planned.
    Seen,
    /// Seen, cut short or at the door only.
    SeenShort,
    /// Met by chance, or looked for and found.
    SeenOpportunistically,
    /// Seen, declined what was offered, for example the injection.
    SeenDeclined,
    /// Nobody answered.
    NoAnswer,
    /// Heard or seen, refused contact.
    RefusedContact,
    /// Only somebody else told how the person is.
    ThirdParty,
    /// Not at the address any more.
    NotAtAddress,
    /// Found in hospital or custody.
    InHospitalOrCustody,
    /// The person cancelled and rebooked.
    PersonCancelled,
    /// The team cancelled.
    TeamCancelled,
}

/// One line of the table of domain 4.7.
struct Row {
    outcome: Outcome,
    label: &'static str,
    attendance: &'static str,
    success: bool,
    ladder: bool,
}

use Outcome as O;

const TABLE: &[Row] = &[
    row(O::Seen, "Seen as planned", "5", true, false),
    row(O::SeenShort, "Seen, cut short or at the door only", "5", true, false),
    row(O::SeenOpportunistically, "Seen opportunistically", "5", true, false),
    row(O::SeenDeclined, "Seen, declined what was offered", "5", true, false),
    row(O::NoAnswer, "No answer", "3", false, true),
    row(O::RefusedContact, "Heard or seen, refused contact", "3", false, true),
    row(O::ThirdParty, "Information from somebody else only", "3", false, true),
    row(O::NotAtAddress, "Not at the address, or address void", "3", false, true),
    row(O::InHospitalOrCustody, "Found in hospital or custody", "3", false, false),
    row(O::PersonCancelled, "Person cancelled, rebooked", "2", false, false),
    row(O::TeamCancelled, "Team cancelled", "4", false, false),
];

const fn row(
    outcome: Outcome,
    label: &'static str,
    attendance: &'static str,
    success: bool,
    ladder: bool,
) -> Row {
    Row { outcome, label, attendance, success, ladder }
}

impl Outcome {
    /// Every outcome, in the order of the form.
    pub const ALL: &'static [Outcome] = &[
        O::Seen,
        O::SeenShort,
        O::SeenOpportunistically,
        O::SeenDeclined,
        O::NoAnswer,
        O::RefusedContact,
        O::ThirdParty,
        O::NotAtAddress,
        O::InHospitalOrCustody,
        O::PersonCancelled,
        O::TeamCancelled,
    ];

    fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.outcome == self)
    }

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.row().map_or("", |row| row.label)
    }

    /// National attendance code: 5 seen, 3 not seen without warning, 2 cancelled for the person, 4 by
    /// the provider. Found in hospital or custody is 5 when there were minutes together, else 3.
    #[must_use]
    pub fn attendance(self, minutes: Option<u16>) -> &'static str {
        if self == O::InHospitalOrCustody && minutes.unwrap_or(0) > 0 {
            return "5";
        }
        self.row().map_or("", |row| row.attendance)
    }

    /// Whether the person was seen or spoken with.
    #[must_use]
    pub fn is_success(self, minutes: Option<u16>) -> bool {
        self.attendance(minutes) == "5"
    }

    /// Whether minutes must be given.
    #[must_use]
    pub fn needs_minutes(self) -> bool {
        self.row().is_some_and(|row| row.success)
    }

    /// Whether minutes cannot be.
    #[must_use]
    pub fn forbids_minutes(self) -> bool {
        !self.needs_minutes() && self != O::InHospitalOrCustody
    }

    /// Whether the missed-contact ladder starts.
    #[must_use]
    pub fn starts_ladder(self) -> bool {
        self.row().is_some_and(|row| row.ladder)
    }

    /// Whether the grey tier is proposed.
    #[must_use]
    pub fn proposes_grey(self) -> bool {
        self == O::NotAtAddress
    }

    /// What the form says under the label, so that nobody has to guess.
    #[must_use]
    pub const fn hint(self) -> &'static str {
        match self {
            O::Seen => "You met or spoke as agreed.",
            O::SeenShort => "You met, but for less than planned, or only at the door.",
            O::SeenOpportunistically => "You met without having planned it.",
            O::SeenDeclined => {
                "You met, and the person did not want what was offered, such as the injection."
            }
            O::NoAnswer => "Nobody came to the door or the phone. The next try is planned for you.",
            O::RefusedContact => "You heard or saw the person and they did not want contact.",
            O::ThirdParty => "Somebody else told you how the person is. The person was not seen.",
            O::NotAtAddress => "The person does not live or stay there now.",
            O::InHospitalOrCustody => {
                "You found out where the person is. Give minutes if you saw them there."
            }
            O::PersonCancelled => "The person asked for another time, and it is booked.",
            O::TeamCancelled => "We could not come. It never counts against the person.",
        }
    }

    /// Whether somebody who saw the person must say how the visit ended short, as the shift lead reviews it.
    #[must_use]
    pub const fn needs_review(self) -> bool {
        matches!(self, O::SeenShort)
    }

    /// Whether the steps for a declined injection start, when the visit was for one.
    #[must_use]
    pub const fn starts_injection_steps(self) -> bool {
        matches!(self, O::SeenDeclined)
    }

    /// Whether it makes sense face to face only.
    #[must_use]
    pub fn face_to_face_only(self) -> bool {
        matches!(self, O::SeenOpportunistically | O::NotAtAddress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_local_outcomes_map_to_national_attendance_as_agreed() {
        let mut table = String::new();
        for outcome in Outcome::ALL {
            let ladder = if outcome.starts_ladder() { "ladder" } else { "" };
            let line = format!(
                "{} | {} | {} | {ladder}",
                outcome.label(),
                outcome.attendance(None),
                outcome.attendance(Some(10))
            );
            table.push_str(line.trim_end());
            table.push('\n');
        }
        insta::assert_snapshot!(table, @r"
        Seen as planned | 5 | 5 |
        Seen, cut short or at the door only | 5 | 5 |
        Seen opportunistically | 5 | 5 |
        Seen, declined what was offered | 5 | 5 |
        No answer | 3 | 3 | ladder
        Heard or seen, refused contact | 3 | 3 | ladder
        Information from somebody else only | 3 | 3 | ladder
        Not at the address, or address void | 3 | 3 | ladder
        Found in hospital or custody | 3 | 5 |
        Person cancelled, rebooked | 2 | 2 |
        Team cancelled | 4 | 4 |
        ");
    }

    #[test]
    fn what_the_team_cancelled_never_counts_against_the_person() {
        assert_eq!(Outcome::TeamCancelled.attendance(None), "4");
        assert!(!Outcome::TeamCancelled.starts_ladder());
        assert!(Outcome::TeamCancelled.forbids_minutes());
    }
}
