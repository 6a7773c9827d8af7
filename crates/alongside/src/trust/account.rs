//! The log-ins of the demonstration: one a role in the first team, and a nurse of the second to show
//! that another team's people are not found.

use care::access::Role;
use server::password;
use store::Store;
use store::accounts::{self, Account};
use uuid::Uuid;

use super::dice::Dice;
use super::{Plan, World};
use crate::failure::Failure;

/// The one password of all of them. It protects nothing: everybody behind it is invented.
pub(crate) const PASSWORD: &str = "seven brown otters";

/// Opens the log-ins.
pub(crate) fn open(store: &Store, world: &World<'_>, plan: &Plan) -> Result<(), Failure> {
    let mut dice = Dice::new(plan.seed, u64::MAX);
    let password_hash = password::hash(PASSWORD).map_err(Failure::Refused)?;
    let mut opened: Vec<Account> = Vec::new();
    for (login, staff) in log_ins(world) {
        opened.push(Account {
            id: dice.id(plan.now),
            login,
            staff,
            password_hash: password_hash.clone(),
            disabled: false,
        });
    }
    let now = plan.now;
    store.write(move |tx| opened.iter().try_for_each(|account| accounts::add(tx, account, now)))?;
    Ok(())
}

fn log_ins(world: &World<'_>) -> Vec<(String, Uuid)> {
    let mut all = Vec::new();
    for role in Role::ALL {
        let in_team = world.of_role(0, *role, world.today).and_then(|place| world.workers.get(place));
        let anywhere = || world.workers.iter().find(|w| w.actor.role == *role);
        if let Some(worker) = in_team.or_else(anywhere) {
            all.push((role.text().to_owned(), worker.id));
        }
    }
    if let Some(worker) =
        world.of_role(1, Role::Nurse, world.today).and_then(|place| world.workers.get(place))
    {
        all.push(("nurse2".to_owned(), worker.id));
    }
    all
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_password_is_one_that_anybody_might_choose() {
        for role in care::access::Role::ALL {
            assert_eq!(server::password::problem(super::PASSWORD, role.text()), None, "{}", role.text());
        }
    }
}
