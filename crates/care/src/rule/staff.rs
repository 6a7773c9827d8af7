//! Who may change a member of staff and what of them (AC01): role and teams are what lets somebody see
//! people, so nobody changes their own, and a team manager gives no more than they hold themselves.
//! The page asks `may_change` what to offer; `refusals` holds for every way in.

use std::collections::BTreeSet;

use jiff::civil::Date;
use uuid::Uuid;

use crate::access::{Activity, Actor, Role};
use crate::entry::organisation::{Membership, Staff};
use crate::entry::{Body, Draft};
use crate::problem::{Problem, Problems};
use crate::rule::Context;

/// What somebody may change of one member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MayChange {
    /// The roles they may give; empty when the role stays as it is.
    pub roles: Vec<Role>,
    /// The teams they may add to or take from.
    pub teams: Teams,
}

/// Teams that somebody may put a member of staff in, or take them out of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Teams {
    /// Every team.
    Every,
    /// These and no others; none at all when it is one's own entry.
    These(Vec<Uuid>),
}

impl Teams {
    /// Whether this team is one of them.
    #[must_use]
    pub fn hold(&self, team: Uuid) -> bool {
        match self {
            Teams::Every => true,
            Teams::These(teams) => teams.contains(&team),
        }
    }
}

/// The roles that somebody of a role may give to others: what works in a team, for its manager. Who
/// works across teams, guards the record or keeps the system is named by the system administrator.
#[must_use]
pub fn may_give(role: Role) -> &'static [Role] {
    use Role as R;
    match role {
        R::Sysadmin => R::ALL,
        R::Manager => &[
            R::Manager,
            R::Nurse,
            R::SocialWorker,
            R::Ot,
            R::Support,
            R::Psychologist,
            R::Doctor,
            R::Administrator,
        ],
        R::Lead
        | R::Nurse
        | R::SocialWorker
        | R::Ot
        | R::Support
        | R::Psychologist
        | R::Doctor
        | R::Administrator
        | R::Privacy
        | R::Analyst
        | R::Integration => &[],
    }
}

/// What the actor may change of a member of staff as they stand (`before`; none for somebody new);
/// none when nothing.
#[must_use]
pub fn may_change(actor: &Actor, staff: Uuid, before: Option<&Staff>, today: Date) -> Option<MayChange> {
    if !actor.may(Activity::ManageStaff) {
        return None;
    }
    if actor.system {
        return Some(MayChange { roles: Role::ALL.to_vec(), teams: Teams::Every });
    }
    if staff == actor.staff {
        return Some(MayChange { roles: Vec::new(), teams: Teams::These(Vec::new()) });
    }
    let roles = may_give(actor.role).to_vec();
    if actor.role == Role::Sysadmin {
        return Some(MayChange { roles, teams: Teams::Every });
    }
    let within = before.is_none_or(|staff| {
        roles.contains(&staff.role) && staff.memberships.iter().any(|m| lasts(m, today) && in_teams(actor, m))
    });
    within.then(|| MayChange { roles, teams: Teams::These(actor.teams.clone()) })
}

fn lasts(membership: &Membership, today: Date) -> bool {
    membership.until.is_none_or(|until| today <= until)
}

fn in_teams(actor: &Actor, membership: &Membership) -> bool {
    actor.teams.contains(&membership.team)
}

pub(crate) fn refusals(draft: &Draft, staff: &Staff, context: &Context<'_>, problems: &mut Problems) {
    let before = context
        .before
        .and_then(|before| if let Body::Staff(staff) = &before.body { Some(staff) } else { None });
    let mut refuse = |field: &str, sentence: &str| problems.add(Problem::new(field, sentence).rule("AC01"));
    let Some(may) = may_change(context.actor, draft.subject, before, context.today()) else {
        refuse("", "You may change staff of your own teams only: ask the system administrator.");
        return;
    };
    let own = draft.subject == context.actor.staff && !context.actor.system;
    if before.is_none_or(|before| before.role != staff.role) && !may.roles.contains(&staff.role) {
        refuse(
            "role",
            if own {
                "Nobody changes their own role: ask your manager or the system administrator."
            } else {
                "You may not give this role: ask the system administrator."
            },
        );
    }
    if changed_teams(before, staff).iter().any(|team| !may.teams.hold(*team)) {
        refuse(
            "teams",
            if own {
                "Nobody changes their own teams: ask your manager or the system administrator."
            } else {
                "You may add to and take from your own teams only: ask the system administrator for others."
            },
        );
    }
    if before.is_none() && may.teams != Teams::Every && staff.memberships.is_empty() {
        refuse("teams", "Choose the team they join.");
    }
}

/// The teams whose memberships differ between two versions.
fn changed_teams(before: Option<&Staff>, after: &Staff) -> BTreeSet<Uuid> {
    let days = |staff: Option<&Staff>| -> BTreeSet<(Uuid, Date, Option<Date>)> {
        staff.into_iter().flat_map(|staff| &staff.memberships).map(|m| (m.team, m.from, m.until)).collect()
    };
    days(before).symmetric_difference(&days(Some(after))).map(|(team, ..)| *team).collect()
}

/// A team is changed by its own manager; a new one, like the organisation, by the system administrator.
pub(crate) fn team_refusals(context: &Context<'_>, problems: &mut Problems) {
    if !may_change_team(context.actor, context.before.map(|before| before.subject)) {
        let sentence = "You may change your own teams only: ask the system administrator.";
        problems.add(Problem::new("", sentence).rule("AC01"));
    }
}

/// Whether the actor may change a team, or make one when there is none yet.
#[must_use]
pub fn may_change_team(actor: &Actor, team: Option<Uuid>) -> bool {
    actor.may(Activity::ManageStaff)
        && (actor.system
            || actor.role == Role::Sysadmin
            || team.is_some_and(|team| actor.teams.contains(&team)))
}

/// The organisation is the system administrator's to change.
pub(crate) fn organisation_refusals(context: &Context<'_>, problems: &mut Problems) {
    if !context.actor.system && context.actor.role != Role::Sysadmin {
        let sentence = "Only the system administrator changes the organisation.";
        problems.add(Problem::new("", sentence).rule("AC01"));
    }
}

#[cfg(test)]
mod tests;
