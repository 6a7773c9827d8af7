//! Professions and roles of a team, with the national job-role code and what each may do alone (W01-W06, T07).
//!
//! Not access: who may see what is decided by `access`. Source: UK Core SDS job role names.

own! {
    /// What somebody is employed as.
    Profession {
        /// Consultant psychiatrist.
        ConsultantPsychiatrist = "Consultant psychiatrist",
        /// Doctor.
        Doctor = "Doctor",
        /// Community mental health nurse.
        Nurse = "Community mental health nurse",
        /// Social worker.
        SocialWorker = "Social worker",
        /// Occupational therapist.
        OccupationalTherapist = "Occupational therapist",
        /// Occupational therapy technical instructor.
        TechnicalInstructor = "Occupational therapy technical instructor",
        /// Clinical psychologist.
        Psychologist = "Clinical psychologist",
        /// Psychotherapist.
        Psychotherapist = "Psychotherapist",
        /// Assistant psychologist.
        AssistantPsychologist = "Assistant psychologist",
        /// Support, time and recovery worker.
        SupportWorker = "Support, time and recovery worker",
        /// Peer worker.
        PeerWorker = "Peer worker",
        /// Pharmacist.
        Pharmacist = "Pharmacist",
        /// Employment specialist.
        EmploymentSpecialist = "Employment specialist",
        /// Team manager.
        Manager = "Team manager",
        /// Administrator.
        Administrator = "Administrator",
        /// Student on placement.
        Student = "Student on placement",
    }
}

impl Profession {
    /// National job-role code; none was found for some.
    #[must_use]
    pub const fn sds_code(self) -> Option<&'static str> {
        match self {
            Self::ConsultantPsychiatrist => Some("R0050"),
            Self::Doctor => Some("R1981"),
            Self::Nurse => Some("R1975"),
            Self::SocialWorker => Some("R1330"),
            Self::OccupationalTherapist => Some("R0950"),
            Self::Psychologist => Some("R1310"),
            Self::AssistantPsychologist => Some("R1670"),
            Self::SupportWorker => Some("R1710"),
            Self::Pharmacist => Some("R1290"),
            Self::Manager => Some("R1976"),
            Self::Administrator => Some("R1973"),
            Self::TechnicalInstructor
            | Self::Psychotherapist
            | Self::PeerWorker
            | Self::EmploymentSpecialist
            | Self::Student => None,
        }
    }

    /// True when the profession may give a long-acting injection; the worker's own competence date decides (W03).
    #[must_use]
    pub const fn may_inject(self) -> bool {
        matches!(self, Self::ConsultantPsychiatrist | Self::Doctor | Self::Nurse)
    }

    /// True when the profession may be recorded as making statutory decisions; instructors, support and peer
    /// workers never (T07).
    #[must_use]
    pub const fn may_decide_by_law(self) -> bool {
        matches!(
            self,
            Self::ConsultantPsychiatrist
                | Self::Doctor
                | Self::Nurse
                | Self::SocialWorker
                | Self::OccupationalTherapist
                | Self::Psychologist
        )
    }

    /// True when the profession can be a person's key worker.
    #[must_use]
    pub const fn may_be_key_worker(self) -> bool {
        matches!(self, Self::Nurse | Self::SocialWorker | Self::OccupationalTherapist | Self::Psychologist)
    }
}

#[cfg(test)]
mod tests {
    use super::Profession;

    #[test]
    fn t07_instructors_support_and_peer_workers_neither_inject_nor_decide_by_law() {
        for profession in [Profession::TechnicalInstructor, Profession::SupportWorker, Profession::PeerWorker]
        {
            assert!(!profession.may_inject() && !profession.may_decide_by_law(), "{}", profession.label());
        }
        assert!(Profession::Nurse.may_inject());
        assert!(Profession::SocialWorker.may_decide_by_law() && !Profession::SocialWorker.may_inject());
    }
}
