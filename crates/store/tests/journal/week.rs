//! A plan of a week is accepted in one whole: its visits and itself, or nothing (T04, T09).

use care::entry::week_plan::WeekPlan;
use care::entry::{Body, Draft};
use care::week_plan;
use jiff::civil::date;
use serde_json::{Value, json};
use store::{Outcome, visits};
use uuid::Uuid;

use crate::support::on_both;
use crate::team::{World, draft, now, of, safety, tier, visit};
use care::entry::around::SafetyKind;
use care::entry::tier::TierName;

const MONDAY: jiff::civil::Date = date(2026, 11, 23);

/// A plan of next week with these changes.
pub(crate) fn plan(world: &World, round: u16, changes: &Value) -> Draft {
    let none = json!({
        "made": 0, "left_out": 0, "travel_minutes": 0, "uneven_minutes": 0, "key_worker_short": 0,
        "one_worker_only": 0, "too_many_workers": 0, "wishes_missed": 0, "moved": 0, "cost": 0,
    });
    let mut body =
        json!({ "monday": MONDAY, "round": round, "placements": [], "before": none, "after": none });
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    let id = WeekPlan::entry_id(world.north, MONDAY, round);
    Draft { id, ..draft(world.north, Body::WeekPlan(of(body))) }
}

fn placement(world: &World, person: Uuid, visit: Uuid, version: u32, at: &str) -> Value {
    json!({
        "person": person, "visit": visit, "version": version,
        "effect": if version == 0 { "new" } else { "changes" }, "starts_at": at, "minutes": 45, "place": "A01",
        "workers": [world.nurse.staff], "purposes": ["engagement"],
    })
}

/// What accepting a draft sends: the visits, then the plan as accepted.
fn accept(world: &World, plan: &Draft) -> Vec<Draft> {
    let Body::WeekPlan(body) = &plan.body else { panic!("{plan:?}") };
    let mut drafts = week_plan::drafts(body, world.north, &world.week()).unwrap();
    let mut body = json!(body);
    (body["state"], body["decided_by"]) = (json!("accepted"), json!(world.nurse.staff));
    drafts.push(Draft { from_version: 1, body: Body::WeekPlan(of(body)), ..plan.clone() });
    drafts
}

impl World {
    fn week(&self) -> Vec<care::rule::context::VisitNow> {
        let from = care::moment::start_of_day(MONDAY);
        let to = care::moment::start_of_day(care::moment::add_days(MONDAY, 7));
        self.store.read(|tx| visits::of_team(tx, self.north, from, to)).unwrap()
    }

    /// The sentences of what is refused; nothing is written then.
    fn whole(&self, drafts: Vec<Draft>) -> Vec<String> {
        let mut said = Vec::new();
        for outcome in self.store.append_whole(&self.nurse, drafts, now(), false).unwrap() {
            match outcome {
                Outcome::Refused(problems) => said.extend(problems.iter().map(ToString::to_string)),
                Outcome::Recorded(_) => {}
                other => said.push(format!("{other:?}").split('(').next().unwrap().to_owned()),
            }
        }
        said
    }
}

#[test]
fn t04_a_plan_is_accepted_in_one_whole_with_its_visits() {
    on_both(|target| {
        let world = World::new(target);
        let (ada, bo) = (world.person("Ada"), world.person("Bo"));
        let [old, new] = [Uuid::now_v7(), Uuid::now_v7()];
        let planned = draft(ada, Body::Visit(visit(&[world.support.staff])));
        let planned = Draft { id: old, happened_at: "2026-11-24T10:00:00Z".parse().unwrap(), ..planned };
        world.recorded(&world.nurse, &planned);
        let placements = json!([
            placement(&world, ada, old, 1, "2026-11-25T10:00:00Z"),
            placement(&world, bo, new, 0, "2026-11-25T11:00:00Z"),
        ]);
        let made = plan(&world, 1, &json!({ "state": "draft", "placements": placements }));
        world.recorded(&world.nurse, &made);
        assert_eq!(world.week().len(), 1, "a draft changes no visit");
        assert_eq!(world.whole(accept(&world, &made)), [""; 0]);
        let shown: Vec<_> = world.week().iter().map(|v| (v.id, v.starts_at.to_string(), v.version)).collect();
        assert_eq!(
            shown,
            [(old, "2026-11-25T10:00:00Z".to_owned(), 2), (new, "2026-11-25T11:00:00Z".to_owned(), 1)]
        );
        world.consistent();
        // What was accepted does not change; the next plan is another one.
        let again = Draft { from_version: 2, ..made.clone() };
        assert_eq!(world.whole(vec![again]), ["state: This plan was accepted: make a new one. (T04)"]);
        world.recorded(&world.nurse, &plan(&world, 2, &json!({ "state": "draft" })));
    });
}

#[test]
fn t04_one_placement_that_is_refused_keeps_all_of_it_out() {
    on_both(|target| {
        let world = World::new(target);
        let (ada, bo) = (world.person("Ada"), world.person("Bo"));
        let [one, two] = [Uuid::now_v7(), Uuid::now_v7()];
        let placements = json!([
            placement(&world, ada, one, 0, "2026-11-25T10:00:00Z"),
            placement(&world, bo, two, 0, "2026-11-25T11:00:00Z"),
        ]);
        let made = plan(&world, 1, &json!({ "state": "draft", "placements": placements }));
        world.recorded(&world.nurse, &made);
        let drafts = accept(&world, &made);
        world.recorded(&world.nurse, &draft(bo, Body::SafetyRule(safety(SafetyKind::TwoPerson))));
        let said = world.whole(drafts);
        assert!(said.iter().any(|s| s.contains("Two workers are needed")), "{said:?}");
        assert!(world.week().is_empty());
        // A program that sends the accepted plan without its visits is refused as well.
        let alone = accept(&world, &made).pop().unwrap();
        assert!(!world.whole(vec![alone]).is_empty());
        // Another team's worker finds no such plan.
        let theirs = world.store.append(&world.southern, vec![made], now()).unwrap();
        assert_eq!(theirs, [Outcome::NotFound]);
    });
}

#[test]
fn t09_a_red_visit_that_nobody_makes_needs_a_decision() {
    on_both(|target| {
        let world = World::new(target);
        let ada = world.person("Ada");
        world.recorded(&world.nurse, &draft(ada, Body::Tier(tier(TierName::Red))));
        let old = Uuid::now_v7();
        let planned = draft(ada, Body::Visit(visit(&[world.support.staff])));
        world.recorded(
            &world.nurse,
            &Draft { id: old, happened_at: "2026-11-24T10:00:00Z".parse().unwrap(), ..planned },
        );
        let left = |decision: Value| {
            json!([{ "person": ada, "visit": old, "standing": 1, "what": "Engagement",
                "reasons": ["Nobody is free."], "decision": decision }])
        };
        let made = |round: u16, decision: Value| {
            plan(&world, round, &json!({ "state": "draft", "left_out": left(decision) }))
        };
        let (silent, said) = (
            made(1, Value::Null),
            made(2, json!({ "why": "Seen on the ward that day", "decided_by": world.manager.staff })),
        );
        for plan in [&silent, &said] {
            world.recorded(&world.nurse, plan);
        }
        let refused = world.whole(accept(&world, &silent));
        for field in ["left_out.0.decision: ", "displaced.why: ", "displaced.decided_by: "] {
            let named = |one: &String| one.starts_with(field) && one.contains("(T09)");
            assert!(refused.iter().any(named), "{field}{refused:?}");
        }
        assert_eq!(world.week()[0].visit.workers, [world.support.staff]);
        assert_eq!(world.whole(accept(&world, &said)), [""; 0]);
        assert!(world.week()[0].visit.workers.is_empty());
        world.consistent();
    });
}
