//! The one place of numbers that a team may change. Each says where it comes from; those marked
//! *assumed* are our defaults and no source has confirmed them.

pub mod festival;
pub mod planning;

use crate::access::Role;
use crate::codes::purpose::Purpose;
use crate::entry::tier::{TierName, TierPlan};
use crate::scope::Scope;

/// Contacts a week, days unseen, days until a tier expires. Assumed (domain 4.1).
#[must_use]
pub const fn tier_plan(tier: TierName) -> TierPlan {
    match tier {
        TierName::Grey => TierPlan { contacts_least: 0, contacts_most: 0, unseen_days: 1, expires_days: 3 },
        TierName::Red => TierPlan { contacts_least: 5, contacts_most: 7, unseen_days: 2, expires_days: 7 },
        TierName::Amber => TierPlan { contacts_least: 2, contacts_most: 3, unseen_days: 5, expires_days: 14 },
        TierName::Green => TierPlan { contacts_least: 1, contacts_most: 2, unseen_days: 9, expires_days: 28 },
        TierName::Blue => TierPlan { contacts_least: 1, contacts_most: 1, unseen_days: 7, expires_days: 7 },
    }
}

/// Within which time a step of the missed-contact ladder is due, counted from the first missed
/// contact. Assumed (domain 4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// Elapsed hours.
    Hours(i64),
    /// By the end of the day that many days later.
    EndOfDay(i32),
}

/// Deadlines of steps 1, 2, 3, 4 and 6 by tier. Grey runs as red, blue and no tier as amber.
#[must_use]
pub const fn ladder(tier: Option<TierName>) -> [(u8, Within); 5] {
    use Within::{EndOfDay, Hours};
    match tier {
        Some(TierName::Red | TierName::Grey) => {
            [(1, Hours(2)), (2, Hours(24)), (3, Hours(24)), (4, Hours(48)), (6, Hours(28 * 24))]
        }
        Some(TierName::Amber | TierName::Blue) | None => {
            [(1, EndOfDay(0)), (2, Hours(48)), (3, Hours(72)), (4, Hours(5 * 24)), (6, Hours(28 * 24))]
        }
        Some(TierName::Green) => [
            (1, EndOfDay(1)),
            (2, Hours(5 * 24)),
            (3, Hours(7 * 24)),
            (4, Hours(14 * 24)),
            (6, Hours(28 * 24)),
        ],
    }
}

/// Minutes after the planned end of a started visit when its check-in is overdue. Assumed (domain 4.4).
pub const CHECK_IN_GRACE_MINUTES: i64 = 15;
/// Minutes after it when the buddy rings. Assumed (domain 4.4).
pub const BUDDY_MINUTES: i64 = 30;
/// Minutes after it when the manager or whoever leads the day rings. Assumed (domain 4.4).
pub const MANAGER_MINUTES: i64 = 45;
/// Minutes after it when the police are told. Assumed (domain 4.4).
pub const POLICE_MINUTES: i64 = 60;
/// Minutes after which a worker who said "safe" is expected out, when they said no number. Assumed.
pub const SAFE_MINUTES: u16 = 15;
/// Times a visit is made longer without saying why. Assumed (LW08).
pub const LONGER_MOST: u8 = 2;
/// Minutes after a worker's hours when a day that is not closed is asked about. Assumed.
pub const CLOSE_MINUTES: i64 = 30;
/// Workers overdue at once from which the cause may be the network and not the workers. Assumed (LW12).
pub const OVERDUE_AT_ONCE: usize = 5;
/// Early-sign ticks within a week that propose a tier. Assumed (domain 4.1).
pub const SIGNS_THAT_PROPOSE: u32 = 2;
/// Days before a section or order ends when a tier is proposed. Assumed (domain 4.1).
pub const SECTION_PROPOSAL_DAYS: i32 = 28;
/// Days before a section or order ends when it comes up at the handover (domain 4.2).
pub const SECTION_HANDOVER_DAYS: i32 = 14;
/// Days after leaving hospital during which a tier is proposed. Assumed (domain 4.1).
pub const AFTER_HOSPITAL_DAYS: i32 = 14;
/// Hours within which somebody who left hospital is seen. National measure (domain 5.8, D04).
pub const FOLLOW_UP_HOURS: i64 = 72;
/// Hours within which a family concern is answered: one working day, counted as 24 hours. Assumed (K10).
pub const CONCERN_HOURS: i64 = 24;
/// Days ahead within which a next visit is expected; without one the board says so. Assumed.
pub const NEXT_VISIT_DAYS: i32 = 14;
/// Hours an entry may be written after the contact before it is stamped as late. Assumed (domain 4.8).
pub const LATE_STAMP_HOURS: i64 = 2;
/// Different faces in 14 days above which continuity suffers, outside red. Assumed (domain 4.3).
pub const FACES_MOST: usize = 4;
/// Days after which somebody comes up at the weekly meeting because nobody spoke of a change. Assumed (T02).
pub const DISCUSS_DAYS: i32 = 28;
/// Days ahead within which a plan review comes up at the weekly meeting. Assumed (T02).
pub const MDT_REVIEW_DAYS: i32 = 14;
/// Minutes kept free before and after a visit for the way, when a plan is fitted. Assumed (domain 9.2).
pub const WAY_MINUTES: i64 = 15;
/// Half hours of a day tried when slots are looked for: from eight in the morning to eight in the evening. Assumed.
pub const SLOT_STEPS: i8 = 24;
/// Minutes of the day between which somebody without a working pattern is taken to work. Assumed.
pub const USUAL_HOURS: (i32, i32) = (9 * 60, 17 * 60);
/// Contacts below which no per cent is told: so few would make it a story. Assumed (P01).
pub const SHARE_FEWEST: u32 = 10;
/// Days ahead within which a visit without the interpreter it needs is a gap of the handover. Assumed (P03).
pub const INTERPRETER_AHEAD_DAYS: i32 = 3;
/// Days ahead within which a review or a safety rule is spoken of at the handover. Assumed.
pub const HANDOVER_DAYS: i32 = 7;
/// Most people whose key worker a full-time worker is, by role; 0 for who is no key worker as a rule.
/// Nurses and social workers from the source (10 to 12 a worker), the others assumed (C04).
#[must_use]
pub const fn caseload_most(role: Role) -> u16 {
    match role {
        Role::Nurse | Role::SocialWorker => 12,
        Role::Ot => 8,
        Role::Psychologist => 6,
        Role::Manager
        | Role::Lead
        | Role::Support
        | Role::Doctor
        | Role::Administrator
        | Role::Privacy
        | Role::Analyst
        | Role::Integration
        | Role::Sysadmin => 0,
    }
}

/// Most people of a full-time worker of band 5, who is new to it. Assumed (C04).
pub const CASELOAD_BAND_5: u16 = 6;
/// Per cent of the cap above which a caseload is pointed out (C04).
pub const CASELOAD_WARNS: u32 = 100;
/// Per cent of the cap above which only the manager names somebody, and says why (C04).
pub const CASELOAD_STOPS: u32 = 120;

/// What one person counts for in a weighed caseload, in hundredths: of a usual mix of tiers everybody
/// counts for one on average. Assumed (C04, domain 9.2).
#[must_use]
pub const fn tier_weight(tier: Option<TierName>) -> u32 {
    match tier {
        Some(TierName::Red) => 155,
        Some(TierName::Amber) => 110,
        Some(TierName::Green) => 85,
        Some(TierName::Blue) => 80,
        Some(TierName::Grey) | None => 100,
    }
}

/// Workers named for a person: key worker, deputy and one more. Assumed (domain 4.3).
pub const MINI_TEAM: usize = 3;
/// Days before a key worker's last day when a new one is looked for. Assumed (C03).
pub const LEAVER_DAYS: i32 = 28;
/// Days before a key worker's time away when its cover is looked at. Assumed (C03).
pub const AWAY_DAYS: i32 = 7;
/// Complex needs that any set of criteria asks for at least (R05, R06).
pub const NEEDS_FLOOR: u8 = 2;
/// Days from receiving a referral to the decision. Assumed (R10).
pub const DECISION_DAYS: i32 = 7;
/// Days from the decision to the first contact. Assumed (R10).
pub const FIRST_CONTACT_DAYS: i32 = 7;
/// Months after the last time with the team in which a person comes back without a full form. Assumed (R11).
pub const RETURN_MONTHS: i32 = 24;
/// Working days from receiving such a referral to the first contact. Assumed (R11).
pub const RETURN_CONTACT_WORKING_DAYS: u16 = 2;
/// Most days between two checks on somebody who waits: weekly (R12).
pub const WAITING_CHECK_DAYS: i32 = 7;
/// Days ahead within which a decision, a first contact or a check on who waits is spoken of. Assumed.
pub const WAY_IN_AHEAD_DAYS: i32 = 2;
/// Working days within which a concern is passed on. Assumed (N3).
pub const CONCERN_ROUTE_WORKING_DAYS: u16 = 1;
/// Most bytes of a document that comes with a referral. Assumed (SV29).
pub const DOCUMENT_BYTES_MOST: u64 = 10_000_000;
/// Most documents of one referral that are in use. Assumed (SV29).
pub const DOCUMENTS_MOST: usize = 30;
/// Most bytes that the documents of one referral take together, with those withdrawn. Assumed (SV29).
pub const DOCUMENTS_BYTES_MOST: u64 = 60_000_000;
/// Most characters of what such a document is called.
pub const DOCUMENT_NAME_MOST: usize = 200;
/// Most characters of the name of its file, without the ending.
pub const FILE_NAME_MOST: usize = 100;
/// Signs from which somebody belongs to those for whom intensive care is meant. Assumed (domain 2.2).
pub const COHORT_SIGNS: usize = 3;
/// Months after which supervision is due again. Assumed (W07).
pub const SUPERVISION_MONTHS: i32 = 1;
/// Months within which everybody on a caseload is spoken of in supervision. Assumed (W07).
pub const DISCUSSED_MONTHS: i32 = 3;
/// Seconds after a tap in which taking it back is a button beside the others (UX10).
pub const UNDO_SECONDS: i64 = 10;
/// A plan stands while at most one in so many of its days falls into a worker's leave (T02).
pub const LEAVE_ONE_IN: usize = 3;
/// Months after which a person is asked again what somebody may know (K03).
pub const PERMISSION_MONTHS: i32 = 12;

/// What a role does alone, beside a colleague, or not at all. Support, technical and peer workers do what
/// all of the team share; medicines are for nurses and doctors. Assumed (T07).
#[must_use]
pub const fn scope(role: Role, purpose: Purpose) -> Scope {
    use Purpose as P;
    match role {
        Role::Nurse | Role::Doctor | Role::Manager | Role::Lead => Scope::Alone,
        Role::SocialWorker | Role::Ot | Role::Psychologist => match purpose {
            P::Medicines => Scope::Beside,
            P::Engagement
            | P::DailyLiving
            | P::PhysicalHealth
            | P::Therapy
            | P::Substance
            | P::Housing
            | P::Money
            | P::Work
            | P::Social
            | P::Carer
            | P::Legal
            | P::Crisis
            | P::InReachClinical
            | P::InReachSocial => Scope::Alone,
        },
        Role::Support => match purpose {
            P::Engagement
            | P::DailyLiving
            | P::Housing
            | P::Money
            | P::Work
            | P::Social
            | P::Carer
            | P::InReachSocial => Scope::Alone,
            P::Medicines | P::PhysicalHealth | P::Substance | P::Crisis => Scope::Beside,
            P::Therapy | P::Legal | P::InReachClinical => Scope::Not,
        },
        Role::Administrator | Role::Privacy | Role::Analyst | Role::Integration | Role::Sysadmin => {
            Scope::Not
        }
    }
}
