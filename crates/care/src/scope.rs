//! What each role does alone, what with a colleague, and what is not theirs (T07). It proposes whom to
//! ask; what nobody of a role may ever be recorded as doing is refused in `access` and `rule`.

use crate::access::Role;
use crate::codes::purpose::Purpose;
use crate::settings;

/// How a role stands to a kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// They do it alone.
    Alone,
    /// They do it beside somebody who does it alone.
    Beside,
    /// It is not theirs.
    Not,
}

/// How a role stands to what a visit is for.
#[must_use]
pub fn of(role: Role, purpose: Purpose) -> Scope {
    settings::scope(role, purpose)
}

/// Whether somebody of this role gives injections: nurses and doctors, never support, technical or peer
/// workers (T07, W03).
#[must_use]
pub fn gives_injections(role: Role) -> bool {
    matches!(role, Role::Nurse | Role::Doctor)
}

/// What nobody of those who go does alone: each part of the work needs one who does.
#[must_use]
pub fn uncovered(roles: &[Role], purposes: &[Purpose]) -> Vec<Purpose> {
    let alone = |purpose: Purpose| roles.iter().any(|role| of(*role, purpose) == Scope::Alone);
    purposes.iter().copied().filter(|purpose| !alone(*purpose)).collect()
}

/// What support, technical and peer workers would do without somebody whose work it is (T07). The
/// professions share medicine support, monitoring and crisis work among them (T06): what a single visit is
/// for does not tell them apart.
#[must_use]
pub fn undelegated(roles: &[Role], purposes: &[Purpose]) -> Vec<Purpose> {
    let delegates = !roles.is_empty() && roles.iter().all(|role| *role == Role::Support);
    if delegates { uncovered(roles, purposes) } else { Vec::new() }
}

/// What to do about work that nobody of those who go does alone, in one sentence.
#[must_use]
pub fn asks(roles: &[Role], left: &[Purpose]) -> String {
    let who = match roles {
        [one] => format!("{}: not a thing this role does alone", one.label()),
        [] | [_, _, ..] => "None of those who go does this alone".to_owned(),
    };
    let what: Vec<String> = left.iter().map(|purpose| purpose.label().to_lowercase()).collect();
    format!("{who} ({}): choose a colleague who does, or send one along.", what.join(", "))
}

/// Why somebody is asked, or not, for a kind of work, and what it weighs; nothing where a role does it as
/// a matter of course.
#[must_use]
pub fn reason(role: Role, purpose: Purpose) -> Option<(i32, String)> {
    let (who, what) = (role.label(), purpose.label().to_lowercase());
    match of(role, purpose) {
        Scope::Alone if role == Role::Support => Some((1, format!("{who}: does this alone ({what})"))),
        Scope::Alone => None,
        Scope::Beside => Some((-4, format!("{who}: does this beside a colleague ({what})"))),
        Scope::Not => Some((-10, format!("{who}: this is not theirs to do ({what})"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t07_each_role_has_its_scope_and_one_who_goes_covers_the_other() {
        for (roles, purpose, covered) in [
            (vec![Role::Support], Purpose::DailyLiving, true),
            (vec![Role::Support], Purpose::Social, true),
            (vec![Role::Support], Purpose::Medicines, false),
            (vec![Role::Support], Purpose::Therapy, false),
            (vec![Role::Support], Purpose::Legal, false),
            (vec![Role::Support, Role::Support], Purpose::Crisis, false),
            (vec![Role::Support, Role::Nurse], Purpose::Medicines, true),
            (vec![Role::Ot], Purpose::Medicines, false),
            (vec![Role::Ot], Purpose::DailyLiving, true),
            (vec![Role::Psychologist], Purpose::Therapy, true),
            (vec![Role::Administrator], Purpose::Engagement, false),
        ] {
            assert_eq!(uncovered(&roles, &[purpose]).is_empty(), covered, "{roles:?} {purpose:?}");
        }
        for purpose in Purpose::ALL {
            assert!(uncovered(&[Role::Nurse], &[*purpose]).is_empty(), "{purpose:?} is somebody's");
        }
    }
}
