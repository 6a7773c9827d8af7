//! What a team needs in a week, for other programs: each visit that stands and each that nobody has
//! planned, with where it comes from. It proposes nothing and changes nothing.

use care::moment;
use care::needs::Need;
use jiff::civil::{Date, Weekday};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::ask;
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::week::ask as asked;

/// The needs of a week.
#[derive(Serialize, JsonSchema)]
pub(crate) struct NeedList {
    /// The team.
    team: Uuid,
    /// The Monday of the week.
    week: Date,
    /// What is planned, and what is to be planned.
    needs: Vec<NeedView>,
    /// Visits that have begun or are past, and that no plan can hold.
    aside: Vec<AsideView>,
}

/// One need.
#[derive(Serialize, JsonSchema)]
struct NeedView {
    /// The need. Coordinates of withheld addresses are left out (BI58).
    #[serde(flatten)]
    need: Need,
    /// The name they like, and the family name.
    name: String,
    /// Where it comes from, in words.
    words: Vec<String>,
    /// Why a visit that stands cannot stay where it is; empty when it can.
    cannot_stay: Vec<String>,
}

/// A visit beside the plan.
#[derive(Serialize, JsonSchema)]
struct AsideView {
    /// The visit.
    visit: Uuid,
    /// The person.
    person: Uuid,
    /// Why.
    why: String,
}

/// The needs of a team in a week.
pub(crate) fn needs(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/teams/{id}/needs")?;
    let team = request.id("id")?;
    if !request.actor()?.in_team(Some(team)) {
        return Err(PageError::NotFound);
    }
    let day = ask::day(request, "week")?.unwrap_or_else(|| app.today());
    let monday = moment::add_days(day, -i32::from(day.weekday().to_monday_zero_offset()));
    if request.query("week").is_some() && day.weekday() != Weekday::Monday {
        return Err(PageError::BadRequest("Send the Monday of a week as week.".to_owned()));
    }
    app.note(request, "needs", Some(team), Some(monday.to_string()))?;
    let asked = asked::ask(&app.store, &[team], monday, app.now())?;
    let today = app.today();
    let views = asked.needs.iter().enumerate().map(|(at, need)| NeedView {
        name: asked.lines.get(&need.person).map(|line| line.who.name.clone()).unwrap_or_default(),
        words: need.sources.iter().map(|source| source.words(today)).collect(),
        cannot_stay: asked
            .not_kept
            .iter()
            .filter(|one| one.need == at)
            .flat_map(|one| one.why.clone())
            .collect(),
        need: shown(need.clone()),
    });
    let needs = views.collect();
    let aside = asked.aside.iter().map(|one| AsideView {
        visit: one.need.id,
        person: one.need.person,
        why: one.why.clone(),
    });
    Reply::json(&NeedList { team, week: monday, needs, aside: aside.collect() })
}

/// Without the coordinates of a withheld address.
fn shown(mut need: Need) -> Need {
    for spot in need.places.iter_mut().filter(|spot| spot.withheld) {
        spot.point = None;
    }
    need
}
