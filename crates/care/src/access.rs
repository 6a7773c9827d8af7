//! Who of the staff may do what. Access is staff's; permission is the person's and lives elsewhere.
//! Two locks: the role must allow the activity, and the team must be one of the actor's own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::entry::Kind;

/// What a member of staff is to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Team manager.
    Manager,
    /// Clinical lead across teams.
    Lead,
    /// Community psychiatric nurse.
    Nurse,
    /// Social worker.
    SocialWorker,
    /// Occupational therapist.
    Ot,
    /// Support worker, OT technical instructor, peer worker.
    Support,
    /// Psychologist or psychotherapist.
    Psychologist,
    /// Psychiatrist.
    Doctor,
    /// Team administrator.
    Administrator,
    /// Privacy officer, Caldicott guardian's office.
    Privacy,
    /// Analyst.
    Analyst,
    /// Another system.
    Integration,
    /// Keeps the system running; sees no record (AC11).
    Sysadmin,
}

impl Role {
    /// Every role.
    pub const ALL: &'static [Role] = &[
        Self::Manager,
        Self::Lead,
        Self::Nurse,
        Self::SocialWorker,
        Self::Ot,
        Self::Support,
        Self::Psychologist,
        Self::Doctor,
        Self::Administrator,
        Self::Privacy,
        Self::Analyst,
        Self::Integration,
        Self::Sysadmin,
    ];

    /// The log-in name of the demonstration and the word on the wire.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Lead => "lead",
            Self::Nurse => "nurse",
            Self::SocialWorker => "socialworker",
            Self::Ot => "ot",
            Self::Support => "support",
            Self::Psychologist => "psychologist",
            Self::Doctor => "doctor",
            Self::Administrator => "administrator",
            Self::Privacy => "privacy",
            Self::Analyst => "analyst",
            Self::Integration => "integration",
            Self::Sysadmin => "sysadmin",
        }
    }

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Manager => "Team manager",
            Self::Lead => "Clinical lead",
            Self::Nurse => "Nurse",
            Self::SocialWorker => "Social worker",
            Self::Ot => "Occupational therapist",
            Self::Support => "Support worker",
            Self::Psychologist => "Psychologist",
            Self::Doctor => "Psychiatrist",
            Self::Administrator => "Team administrator",
            Self::Privacy => "Privacy officer",
            Self::Analyst => "Analyst",
            Self::Integration => "Another system",
            Self::Sysadmin => "System administrator",
        }
    }

    /// The role with this text.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Role> {
        Self::ALL.iter().copied().find(|role| role.text() == text)
    }

    /// Whether somebody of this role sees people and may be a worker of a contact.
    #[must_use]
    pub fn is_worker(self) -> bool {
        matches!(
            self,
            Self::Manager
                | Self::Lead
                | Self::Nurse
                | Self::SocialWorker
                | Self::Ot
                | Self::Support
                | Self::Psychologist
                | Self::Doctor
        )
    }
}

/// What can be done. A route asks for one of these; no route is without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Activity {
    /// See the board, lists, visits of the team.
    SeeTeam,
    /// See who somebody is: names, address, telephone.
    SeePerson,
    /// Read the record: contacts, plans, history.
    ReadRecord,
    /// Record contacts, ladder steps, events, actions.
    RecordCare,
    /// Plan and call off visits; close the day.
    PlanVisits,
    /// Decide tiers.
    DecideTier,
    /// Name key workers.
    Allocate,
    /// Enter and change personal details, network.
    EditPerson,
    /// Legal status, diagnoses, injections, plan reviews.
    RecordClinical,
    /// Take people on and end episodes.
    AdmitToTeam,
    /// Take in referrals and concerns, look after people who wait, give out the criteria.
    TakeIn,
    /// Decide on referrals, and by which criteria.
    DecideReferral,
    /// Change organisation, teams and staff.
    ManageStaff,
    /// Accounts, log-ins, tokens.
    ManageAccounts,
    /// Who looked at what.
    ReadAccessLog,
    /// Bring in a caseload from a file.
    Import,
    /// Only be signed in.
    SignedIn,
}

impl Activity {
    /// Every activity.
    pub const ALL: &'static [Activity] = &[
        Self::SeeTeam,
        Self::SeePerson,
        Self::ReadRecord,
        Self::RecordCare,
        Self::PlanVisits,
        Self::DecideTier,
        Self::Allocate,
        Self::EditPerson,
        Self::RecordClinical,
        Self::AdmitToTeam,
        Self::TakeIn,
        Self::DecideReferral,
        Self::ManageStaff,
        Self::ManageAccounts,
        Self::ReadAccessLog,
        Self::Import,
        Self::SignedIn,
    ];
}

/// Whether a role may do an activity, before any question of team.
#[must_use]
pub fn allows(role: Role, activity: Activity) -> bool {
    use Activity as A;
    use Role as R;
    match activity {
        A::SignedIn => true,
        A::SeeTeam | A::SeePerson => role.is_worker() || matches!(role, R::Administrator | R::Integration),
        A::ReadRecord => role.is_worker() || role == R::Integration,
        A::RecordCare => role.is_worker() || role == R::Integration,
        A::PlanVisits => role.is_worker() || matches!(role, R::Administrator | R::Integration),
        A::DecideTier => role.is_worker() && role != R::Support,
        A::Allocate => matches!(role, R::Manager | R::Lead),
        A::EditPerson => role.is_worker() || matches!(role, R::Administrator | R::Integration),
        A::RecordClinical => (role.is_worker() && role != R::Support) || role == R::Integration,
        A::AdmitToTeam => matches!(role, R::Manager | R::Lead | R::Administrator | R::Integration),
        A::TakeIn => role.is_worker() || matches!(role, R::Administrator | R::Integration),
        A::DecideReferral => matches!(role, R::Manager | R::Lead),
        A::ManageStaff => matches!(role, R::Manager | R::Sysadmin),
        A::ManageAccounts => role == R::Sysadmin,
        A::ReadAccessLog => role == R::Privacy,
        A::Import => matches!(role, R::Manager | R::Lead),
    }
}

/// The activity that writing a kind of entry needs.
#[must_use]
pub fn to_write(kind: Kind) -> Activity {
    match kind {
        Kind::Organisation | Kind::Team | Kind::Staff => Activity::ManageStaff,
        Kind::Person | Kind::Network | Kind::Preferences => Activity::EditPerson,
        Kind::Episode => Activity::AdmitToTeam,
        Kind::KeyWorker => Activity::Allocate,
        Kind::Assessment | Kind::AssessmentSession | Kind::Sensory | Kind::Cohort | Kind::Supervision => {
            Activity::RecordCare
        }
        Kind::Screening => Activity::RecordClinical,
        Kind::SafetyRule
        | Kind::Contact
        | Kind::LadderStep
        | Kind::Event
        | Kind::ActionUpdate
        | Kind::Handover
        | Kind::HandoverLine
        | Kind::Mdt
        | Kind::MdtDecision => Activity::RecordCare,
        Kind::Diagnoses | Kind::PlanReview | Kind::LegalStatus | Kind::Injection | Kind::HospitalStay => {
            Activity::RecordClinical
        }
        Kind::Visit
        | Kind::VisitSeries
        | Kind::DayClose
        | Kind::WeekPlan
        | Kind::SafetyCheck
        | Kind::SafetyDetails => Activity::PlanVisits,
        Kind::Tier => Activity::DecideTier,
        Kind::Referral
        | Kind::Attachment
        | Kind::WaitingCheck
        | Kind::ConcernRaised
        | Kind::CriteriaGiven => Activity::TakeIn,
        Kind::ReferralDecision | Kind::CriteriaSet => Activity::DecideReferral,
    }
}

/// Somebody who acts: signed in, or the bearer of a token, or the system itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The member of staff in whose name entries are signed.
    pub staff: Uuid,
    /// Their role.
    pub role: Role,
    /// The teams they belong to today.
    pub teams: Vec<Uuid>,
    /// The system itself: building the invented trust, the first set-up. Not bound to teams.
    pub system: bool,
}

impl Actor {
    /// The system acting in the name of a member of staff: the invented trust, the first set-up.
    #[must_use]
    pub fn system(staff: Uuid) -> Actor {
        Actor { staff, role: Role::Sysadmin, teams: Vec::new(), system: true }
    }

    /// Whether the actor may do this at all.
    #[must_use]
    pub fn may(&self, activity: Activity) -> bool {
        self.system || allows(self.role, activity)
    }

    /// Whether the actor works with people of this team (AC03).
    #[must_use]
    pub fn in_team(&self, team: Option<Uuid>) -> bool {
        self.system || team.is_some_and(|team| self.teams.contains(&team))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ac11_who_keeps_the_system_running_sees_no_record() {
        for activity in [Activity::SeeTeam, Activity::SeePerson, Activity::ReadRecord, Activity::RecordCare] {
            assert!(!allows(Role::Sysadmin, activity), "{activity:?}");
            assert!(!allows(Role::Privacy, activity), "{activity:?}");
            assert!(!allows(Role::Analyst, activity), "{activity:?}");
        }
    }

    #[test]
    fn t07_a_support_worker_records_no_injection_and_decides_no_tier() {
        assert!(!allows(Role::Support, to_write(Kind::Injection)));
        assert!(!allows(Role::Support, to_write(Kind::LegalStatus)));
        assert!(!allows(Role::Support, to_write(Kind::Tier)));
        assert!(allows(Role::Support, to_write(Kind::Contact)));
    }

    #[test]
    fn the_grid_of_roles_and_activities_is_as_agreed() {
        let mut grid = String::new();
        for activity in Activity::ALL {
            grid.push_str(&format!("{:16}", format!("{activity:?}")));
            for role in Role::ALL {
                grid.push_str(if allows(*role, *activity) { " x" } else { " ." });
            }
            grid.push('\n');
        }
        insta::assert_snapshot!(grid);
    }
}
