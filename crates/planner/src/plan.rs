//! A plan: which visit is when, by whom and where. It says nothing of whether it is allowed; that is
//! `check`'s.

use serde::{Deserialize, Serialize};

use crate::problem::Problem;
use crate::read::{Fault, Names};

/// The name of the format of a plan.
pub const FORMAT: &str = "aot-plan-solution/1";

/// One visit of a plan, by positions in the problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The visit.
    pub visit: usize,
    /// The day.
    pub day: usize,
    /// It starts at this minute.
    pub start: i32,
    /// Who makes it.
    pub staff: Vec<usize>,
    /// Where it is.
    pub place: usize,
}

/// Which visits are made. One that is not in it is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The visits that are made, in the order of the problem.
    pub visits: Vec<Planned>,
}

#[derive(Serialize, Deserialize)]
struct File {
    format: String,
    #[serde(default)]
    instance: String,
    visits: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    visit: String,
    day: usize,
    start: i32,
    staff: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loc: Option<usize>,
}

impl Plan {
    /// The planned visit of a position, if it is made.
    #[must_use]
    pub fn of(&self, visit: usize) -> Option<&Planned> {
        self.visits.iter().find(|one| one.visit == visit)
    }

    /// Reads a plan for a problem. Whether it keeps the rules is not asked here.
    ///
    /// # Errors
    /// Every line that names something the problem does not have.
    pub fn read(text: &str, problem: &Problem) -> Result<Plan, Vec<Fault>> {
        let file: File = crate::read::json(text)?;
        let mut faults = Vec::new();
        if file.format != FORMAT {
            faults.push(Fault::new("format", "", format!("is \"{}\", not \"{FORMAT}\"", file.format)));
        }
        let visits = Names::of(problem.visits.iter().map(|one| one.id.as_str()));
        let staff = Names::of(problem.staff.iter().map(|one| one.id.as_str()));
        let mut plan = Plan::default();
        for line in &file.visits {
            let visit = visits.find("visits.visit", &line.visit, &line.visit, &mut faults);
            let who =
                line.staff.iter().filter_map(|id| staff.find("visits.staff", &line.visit, id, &mut faults));
            let staff = who.collect();
            let Some(visit) = visit else { continue };
            let first =
                problem.visits.get(visit).and_then(|one| one.places.first()).map_or(0, |one| one.place);
            let place = line.loc.unwrap_or(first);
            if !(0..=crate::read::LAST).contains(&line.start) {
                faults.push(Fault::new("visits.start", &line.visit, format!("is {}", line.start)));
            }
            plan.visits.push(Planned { visit, day: line.day, start: line.start, staff, place });
        }
        if faults.is_empty() { Ok(plan) } else { Err(faults) }
    }

    /// The plan as a file, the same bytes for the same plan.
    #[must_use]
    pub fn write(&self, problem: &Problem) -> String {
        let name = |worker: &usize| problem.staff.get(*worker).map_or_else(String::new, |one| one.id.clone());
        let line = |one: &Planned| Line {
            visit: problem.visits.get(one.visit).map_or_else(String::new, |visit| visit.id.clone()),
            day: one.day,
            start: one.start,
            staff: one.staff.iter().map(name).collect(),
            loc: Some(one.place),
        };
        let file = File {
            format: FORMAT.to_owned(),
            instance: problem.name.clone(),
            visits: self.visits.iter().map(line).collect(),
        };
        let lines: Vec<_> =
            file.visits.iter().map(|one| serde_json::to_string(one).unwrap_or_default()).collect();
        let instance = serde_json::to_string(&file.instance).unwrap_or_default();
        format!(
            "{{\"format\":\"{FORMAT}\",\"instance\":{instance},\"visits\":[\n{}\n]}}\n",
            lines.join(",\n")
        )
    }
}
