//! The refusals that only the record can show, asked through `append` with a real record (domain
//! 4.1 to 4.8, BI14, BI25, N1, N2, N6, N10). What a document shows by itself is tested in `care`.

use care::codes::outcome::Outcome as Happened;
use care::entry::around::{Preferences, SafetyKind};
use care::entry::contact::{Contact, With};
use care::entry::episode::{EndReason, Episode, KeyWorker};
use care::entry::event::{ActionState, ActionUpdate};
use care::entry::person::Person;
use care::entry::tier::{Tier, TierName};
use care::entry::visit::{CalledOff, CalledOffBy, Visit};
use care::entry::{Body, Draft};
use care::nhs_number::NhsNumber;
use care::problem::Problem;
use jiff::civil::date;
use store::{Outcome, people, visits};
use uuid::Uuid;

use crate::support::on_both;
use crate::team::{
    World, ago, corrected, day_close, details, draft, episode, key_worker, ladder_step, missed, now, of,
    safety, seen, series, tier, today, visit,
};

fn has(problems: &[Problem], field: &str, rule: &str) {
    let wanted = |p: &Problem| p.field == field && p.rule.as_deref().unwrap_or_default() == rule;
    assert!(problems.iter().any(wanted), "no {field} ({rule}) in {problems:?}");
}

impl World {
    /// The contact is refused for this field and rule, and nothing is written.
    fn contact_refused(&self, person: Uuid, minutes: i64, contact: Contact, field: &str, rule: &str) {
        let draft = Draft { happened_at: ago(minutes), ..draft(person, Body::Contact(contact)) };
        has(&self.refused(&self.nurse, &draft), field, rule);
    }
}

#[test]
fn a_worker_is_not_face_to_face_in_two_places_at_once() {
    on_both(|target| {
        let world = World::new(target);
        let (ada, bo) = (world.person("Ada"), world.person("Bo"));
        // 30 minutes from 90 minutes ago, with two workers.
        let two =
            Contact { workers: vec![world.nurse.staff, world.support.staff], ..seen(world.nurse.staff) };
        let first = Draft { happened_at: ago(90), ..draft(ada, Body::Contact(two)) };
        world.recorded(&world.nurse, &first);
        let at = |minutes| Contact { minutes: Some(minutes), ..seen(world.nurse.staff) };
        for (from, minutes) in [(90, 30), (119, 30), (61, 10), (80, 5), (700, 720)] {
            world.contact_refused(bo, from, at(minutes), "happened_at", "4.8");
        }
        let second_worker = Contact { workers: vec![world.support.staff], ..at(30) };
        world.contact_refused(bo, 90, second_worker, "happened_at", "4.8");
        // Side by side, by telephone, not seen, or by somebody else: no overlap.
        for (from, contact) in [
            (120, at(30)),
            (60, at(30)),
            (85, Contact { mechanism: "02".into(), place: None, ..at(5) }),
            (80, missed(world.nurse.staff)),
            (90, seen(world.other_nurse.staff)),
        ] {
            world.recorded(
                &world.nurse,
                &Draft { happened_at: ago(from), ..draft(bo, Body::Contact(contact)) },
            );
        }
        // A correction does not overlap itself, and frees the time it no longer takes.
        let moved = Draft { happened_at: ago(200), ..corrected(&first, 1) };
        world.recorded(&world.nurse, &moved);
        let third = world.person("Cy");
        world.recorded(&world.nurse, &world.contact(third, 90));
        world.verified();
    });
}

#[test]
fn a_contact_is_not_before_the_referral_after_death_or_in_the_future() {
    on_both(|target| {
        let world = World::new(target);
        let ada = world.person("Ada");
        let nurse = world.nurse.staff;
        let long_ago = Contact { late_reason: Some("Found on paper".into()), ..seen(nurse) };
        world.contact_refused(ada, 60 * 24 * 365, long_ago, "happened_at", "4.8");
        world.contact_refused(ada, 60 * 24 * 20, seen(nurse), "late_reason", "BI46");
        world.contact_refused(ada, 20, seen(nurse), "happened_at", "BI46");
        let referred_never = Uuid::now_v7();
        world.recorded(&world.manager, &world.details(referred_never, "Bo"));
        world.contact_refused(referred_never, 90, seen(nurse), "subject", "4.8");
        let died = Person { died_on: Some(date(2026, 11, 20)), ..details("Ada") };
        let drafted = Draft { body: Body::Person(died), ..corrected(&world.details(ada, "Ada"), 1) };
        world.recorded(&world.nurse, &drafted);
        world.contact_refused(ada, 90, seen(nurse), "happened_at", "4.8");
        let planned = Draft { happened_at: ago(-90), ..draft(ada, Body::Visit(visit(&[nurse]))) };
        has(&world.refused(&world.nurse, &planned), "subject", "");
        let carer = Contact { with: With::Carer, ..seen(nurse) };
        world.recorded(&world.nurse, &Draft { happened_at: ago(90), ..draft(ada, Body::Contact(carer)) });
        world.recorded(&world.nurse, &world.contact(ada, 60 * 24 * 3));
        world.verified();
    });
}

#[test]
fn a_visit_has_one_outcome_and_the_teams_cancelling_is_never_the_persons() {
    on_both(|target| {
        let world = World::new(target);
        let (ada, bo, nurse) = (world.person("Ada"), world.person("Bo"), world.nurse.staff);
        let planned = |person| Draft { happened_at: ago(90), ..draft(person, Body::Visit(visit(&[nurse]))) };
        let (at_adas, at_bos, off) = (planned(ada), planned(bo), planned(ada));
        for draft in [&at_adas, &at_bos, &off] {
            world.recorded(&world.nurse, draft);
        }
        let of = |visit: &Draft| Contact { visit: Some(visit.id), ..seen(nurse) };
        world.contact_refused(ada, 90, of(&at_bos), "visit", "");
        world.contact_refused(ada, 90, Contact { visit: Some(Uuid::now_v7()), ..seen(nurse) }, "visit", "");
        let outcome = Draft { happened_at: ago(90), ..draft(ada, Body::Contact(of(&at_adas))) };
        world.recorded(&world.nurse, &outcome);
        world.contact_refused(ada, 300, of(&at_adas), "visit", "4.7");
        world.recorded(&world.nurse, &corrected(&outcome, 1));
        let cancelled =
            CalledOff { by: CalledOffBy::Team, why: Some("Nobody could go".into()), decided_by: None };
        let called_off = Visit { called_off: Some(cancelled), ..visit(&[nurse]) };
        has(
            &world.refused(
                &world.nurse,
                &Draft { body: Body::Visit(called_off.clone()), ..corrected(&at_adas, 1) },
            ),
            "called_off",
            "",
        );
        world.recorded(&world.nurse, &Draft { body: Body::Visit(called_off), ..corrected(&off, 1) });
        world.contact_refused(ada, 300, Contact { visit: Some(off.id), ..missed(nurse) }, "outcome", "4.7");
        let by_team = Contact { outcome: Happened::TeamCancelled, visit: Some(off.id), ..missed(nurse) };
        world.recorded(&world.nurse, &Draft { happened_at: ago(300), ..draft(ada, Body::Contact(by_team)) });
        let line = world.store.read(|tx| people::line(tx, ada)).unwrap().unwrap();
        assert_eq!(line.missed, None, "what the team cancelled starts no ladder");
        world.verified();
    });
}

#[test]
fn nobody_takes_the_id_of_another_persons_visit() {
    on_both(|target| {
        let world = World::new(target);
        let (ada, bo) = (world.person("Ada"), world.person("Bo"));
        let weekly = draft(ada, Body::VisitSeries(series(world.nurse.staff)));
        world.recorded(&world.nurse, &weekly);
        let day = world.store.read(|tx| visits::of_person(tx, ada, now())).unwrap().remove(0);
        let taken = Draft {
            id: day.id,
            happened_at: ago(-90),
            ..draft(bo, Body::Visit(visit(&[world.nurse.staff])))
        };
        has(&world.refused(&world.nurse, &taken), "id", "");
        // The person's own day becomes an entry of its own, also when it is known before its series.
        world.recorded(&world.nurse, &Draft { subject: ada, ..taken });
        let late = draft(ada, Body::VisitSeries(series(world.nurse.staff)));
        let first = care::entry::visit::VisitSeries::visit_id(late.id, date(2026, 11, 23));
        let early = Draft { id: first, happened_at: ago(-90), ..draft(ada, Body::Visit(visit(&[]))) };
        world.recorded(&world.nurse, &early);
        world.recorded(&world.nurse, &late);
        assert_eq!(world.store.read(|tx| visits::one(tx, first)).unwrap().unwrap().version, 1);
        world.verified();
    });
}

#[test]
fn nobody_is_entered_twice() {
    on_both(|target| {
        let world = World::new(target);
        let number = |stem| NhsNumber::from_stem(stem);
        let [one, two] =
            [(0..).find_map(|n| number(999_000_000 + n)), (500..).find_map(|n| number(999_000_000 + n))];
        let (ada, bo, cy) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let with = |id: Uuid, given: &str, number: Option<&NhsNumber>| {
            let mut details = details(given);
            details.nhs_number = number.cloned();
            details.nhs_number_missing = number.is_none().then_some(details.nhs_number_missing.unwrap());
            Draft { team: Some(world.north), ..draft(id, Body::Person(details)) }
        };
        world.recorded(&world.manager, &with(ada, "Zoë Ann", one.as_ref()));
        has(&world.refused(&world.manager, &with(bo, "Bo", one.as_ref())), "nhs_number", "BI25");
        // The same name in any spelling, and the same birth date; also in another team.
        for given in ["Zoë Ann", "ZOE-ANN", "zoe ann"] {
            has(&world.refused(&world.manager, &with(bo, given, two.as_ref())), "not_the_same_as", "BI14");
        }
        let south = Draft { team: Some(world.south), ..with(bo, "Zoe Ann", None) };
        has(&world.refused(&world.southern, &south), "not_the_same_as", "BI14");
        let Body::Person(sure) = with(bo, "Zoe Ann", two.as_ref()).body else { panic!("details") };
        let sure = Person { not_the_same_as: vec![ada], ..sure };
        world.recorded(&world.manager, &Draft { body: Body::Person(sure), ..with(bo, "", None) });
        // Nor does a correction take the number of another, nor a person their own twice.
        world.recorded(&world.manager, &with(cy, "Cy", None));
        let taken = Draft { from_version: 1, ..with(cy, "Cy", two.as_ref()) };
        has(&world.refused(&world.manager, &taken), "nhs_number", "BI25");
        world.recorded(&world.manager, &Draft { from_version: 1, ..with(ada, "Zoë", one.as_ref()) });
        world.verified();
    });
}

#[test]
fn there_is_one_time_with_a_team_at_a_time() {
    on_both(|target| {
        let world = World::new(target);
        let ada = world.person("Ada");
        has(&world.refused(&world.manager, &world.episode(ada)), "team", "C03");
        let ahead = Episode { referred_on: date(2026, 11, 23), accepted_on: None, ..episode() };
        let ahead = Draft { team: Some(world.north), ..draft(ada, Body::Episode(ahead)) };
        has(&world.refused(&world.manager, &ahead), "referred_on", "");
        let line = world.store.read(|tx| people::line(tx, ada)).unwrap().unwrap();
        let ended = Episode {
            ended_on: Some(today()),
            ended_because: Some(EndReason::SisterTeam),
            ended_to: Some("Cy Invented of Southern Outreach, met on 20 November".into()),
            ended_why: Some("She moved to the south and knows the new team well".into()),
            ..episode()
        };
        let end = Draft { id: line.episodes[0].id, ..world.episode(ada) };
        let end = Draft { from_version: 1, body: Body::Episode(ended.clone()), ..end };
        let lost = Episode { ended_why: Some("DNA x 3, did not engage".into()), ended_to: None, ..ended };
        let problems = world.refused(&world.manager, &Draft { body: Body::Episode(lost), ..end.clone() });
        has(&problems, "ended_why", "N1");
        has(&problems, "ended_to", "N2");
        world.recorded(&world.manager, &end);
        // The first team hands over; from then on it is the second that knows the person.
        let south = Draft { team: Some(world.south), ..world.episode(ada) };
        world.recorded(&world.manager, &south);
        assert_eq!(world.send(&world.nurse, &world.contact(ada, 90)), Outcome::NotFound);
        let contact = Draft { happened_at: ago(90), ..draft(ada, Body::Contact(seen(world.southern.staff))) };
        world.recorded(&world.southern, &contact);
        world.verified();
    });
}

#[test]
fn visits_keep_to_what_must_be_known_at_the_door() {
    on_both(|target| {
        let world = World::new(target);
        let (ada, nurse, second) = (world.person("Ada"), world.nurse.staff, world.other_nurse.staff);
        let plan = |visit| Draft { happened_at: ago(-90), ..draft(ada, Body::Visit(visit)) };
        let refused = |visit, field: &str, rule: &str| {
            has(&world.refused(&world.nurse, &plan(visit)), field, rule);
        };
        refused(Visit { two_person: true, ..visit(&[nurse]) }, "workers", "T04");
        refused(visit(&[Uuid::now_v7()]), "workers", "");
        let past = Draft { happened_at: ago(60 * 24), ..plan(visit(&[nurse])) };
        has(&world.refused(&world.nurse, &past), "happened_at", "");
        world.recorded(&world.nurse, &plan(visit(&[nurse])));
        for rule in [SafetyKind::TwoPerson, SafetyKind::NoHome] {
            world.recorded(&world.nurse, &draft(ada, Body::SafetyRule(safety(rule))));
        }
        let wishes = Preferences {
            refuses_places: vec!["N02".into()],
            not_these_workers: vec![world.support.staff],
            ..Preferences::default()
        };
        world.recorded(&world.nurse, &draft(ada, Body::Preferences(wishes)));
        let outside = |workers: &[Uuid]| Visit { place: "N01".into(), ..visit(workers) };
        refused(outside(&[nurse]), "workers", "T04");
        refused(visit(&[nurse, second]), "place", "4.4");
        refused(Visit { place: "N02".into(), ..visit(&[nurse, second]) }, "place_override", "S07");
        refused(outside(&[nurse, world.support.staff]), "workers", "P01");
        let weekly = draft(ada, Body::VisitSeries(series(nurse)));
        has(&world.refused(&world.nurse, &weekly), "workers", "T04");
        world.recorded(&world.nurse, &plan(outside(&[nurse, second])));
        let agreed =
            Visit { place_override: Some("She asked for it".into()), place: "N02".into(), ..visit(&[]) };
        world.recorded(&world.nurse, &plan(agreed));
        world.verified();
    });
}

#[test]
fn a_day_closes_when_every_visit_has_its_outcome() {
    on_both(|target| {
        let world = World::new(target);
        let (ada, nurse) = (world.person("Ada"), world.nurse.staff);
        let planned = Draft { happened_at: ago(90), ..draft(ada, Body::Visit(visit(&[nurse]))) };
        world.recorded(&world.nurse, &planned);
        let problems = world.refused(&world.nurse, &day_close(&world, today()));
        has(&problems, "day", "4.4");
        assert!(problems[0].sentence.contains("10:30"), "{problems:?}");
        has(&world.refused(&world.nurse, &day_close(&world, date(2026, 11, 23))), "day", "");
        assert_eq!(world.send(&world.manager, &day_close(&world, today())), Outcome::NotFound);
        let outcome = Contact { visit: Some(planned.id), ..missed(nurse) };
        world.recorded(&world.nurse, &Draft { happened_at: ago(90), ..draft(ada, Body::Contact(outcome)) });
        world.recorded(&world.nurse, &day_close(&world, today()));
        world.verified();
    });
}

#[test]
fn who_is_named_for_a_person_changes_with_a_reason_and_an_introduction() {
    on_both(|target| {
        let world = World::new(target);
        let (ada, nurse) = (world.person("Ada"), world.nurse.staff);
        let name = |named: KeyWorker| draft(ada, Body::KeyWorker(named));
        has(
            &world.refused(&world.manager, &name(key_worker(Some(Uuid::now_v7()), &[]))),
            "key_worker",
            "C03",
        );
        let clerk = key_worker(Some(world.administrator.staff), &[]);
        has(&world.refused(&world.manager, &name(clerk)), "key_worker", "C03");
        world.recorded(&world.manager, &name(key_worker(Some(nurse), &[])));
        let change = key_worker(Some(world.other_nurse.staff), &[]);
        let problems = world.refused(&world.manager, &name(change.clone()));
        has(&problems, "reason", "S06");
        has(&problems, "introduction", "S06");
        let words = || Some("Together at tea on Monday".to_owned());
        world.recorded(&world.manager, &name(KeyWorker { reason: words(), introduction: words(), ..change }));
        world.verified();
    });
}

#[test]
fn tiers_end_ladders_follow_missed_contacts_and_actions_close_once() {
    on_both(|target| {
        let world = World::new(target);
        let (ada, nurse) = (world.person("Ada"), world.nurse.staff);
        let decide = |tier: Tier| draft(ada, Body::Tier(tier));
        let for_ever = Tier { expires_on: date(2027, 11, 1), ..tier(TierName::Red) };
        has(&world.refused(&world.nurse, &decide(for_ever)), "expires_on", "4.1");
        let label = Tier { reason: "High risk".into(), ..tier(TierName::Red) };
        has(&world.refused(&world.nurse, &decide(label)), "reason", "N6");
        let step = |n| draft(ada, Body::LadderStep(ladder_step(n)));
        has(&world.refused(&world.nurse, &step(1)), "step", "4.5");
        let away = Draft { happened_at: ago(90), ..draft(ada, Body::Contact(missed(nurse))) };
        world.recorded(&world.nurse, &away);
        has(&world.refused(&world.nurse, &step(6)), "step", "4.5");
        world.recorded(&world.nurse, &step(3));
        world.recorded(&world.nurse, &step(6));
        let mut promised = world.contact(ada, 400);
        let Body::Contact(contact) = &mut promised.body else { panic!("a contact") };
        contact.next_action = Some(care::entry::contact::NextAction {
            what: "Ring the landlord".into(),
            owner: nurse,
            due_on: today(),
        });
        let done = draft(
            ada,
            Body::ActionUpdate(ActionUpdate {
                action: promised.id,
                state: ActionState::Done,
                owner: None,
                due_on: None,
                note: None,
            }),
        );
        has(&world.refused(&world.nurse, &done), "action", "");
        world.recorded(&world.nurse, &promised);
        world.recorded(&world.nurse, &done);
        has(&world.refused(&world.nurse, &Draft { id: Uuid::now_v7(), ..done.clone() }), "action", "");
        world.recorded(&world.nurse, &corrected(&done, 1));
        world.verified();
    });
}

#[test]
fn a_contact_that_does_not_fit_its_outcome_is_written_by_nobody() {
    on_both(|target| {
        let world = World::new(target);
        let (ada, nurse) = (world.person("Ada"), world.nurse.staff);
        for (contact, field, rule) in [
            (Contact { minutes: Some(0), ..seen(nurse) }, "minutes", "4.8"),
            (Contact { minutes: None, ..seen(nurse) }, "minutes", "4.8"),
            (Contact { minutes: Some(721), ..seen(nurse) }, "minutes", "BI45"),
            (Contact { minutes: Some(5), ..missed(nurse) }, "minutes", "4.8"),
            (
                Contact { outcome: Happened::TeamCancelled, minutes: Some(5), ..missed(nurse) },
                "minutes",
                "4.8",
            ),
            (
                Contact { outcome: Happened::NotAtAddress, mechanism: "02".into(), ..missed(nurse) },
                "mechanism",
                "4.7",
            ),
            (Contact { workers: vec![], ..seen(nurse) }, "workers", "4.8"),
            (Contact { workers: vec![nurse, nurse], ..seen(nurse) }, "workers", "4.8"),
            (Contact { place: None, ..seen(nurse) }, "place", ""),
            (Contact { note: Some("x".repeat(1_048_577)), ..seen(nurse) }, "note", ""),
            (Contact { note: Some("a\0b".into()), ..seen(nurse) }, "note", ""),
        ] {
            world.contact_refused(ada, 90, contact, field, rule);
        }
        let long = Contact { note: Some("x".repeat(1_048_576)), ..seen(nurse) };
        let written = Draft { happened_at: ago(90), ..draft(ada, Body::Contact(long)) };
        world.recorded(&world.nurse, &written);
        let silent = Draft { reason: None, ..corrected(&written, 1) };
        has(&world.refused(&world.nurse, &silent), "reason", "N12");
        let label = Tier { actions: Some("Risk is low, see weekly".into()), ..tier(TierName::Green) };
        has(&world.refused(&world.nurse, &draft(ada, Body::Tier(label))), "actions", "N6");
        world.verified();
    });
}

#[test]
fn r06_criteria_never_reach_back_and_are_never_changed() {
    on_both(|target| {
        let world = World::new(target);
        let set = |from: &str, needs: u8| {
            let mut set = care::criteria::shipped("national").unwrap().clone();
            for criterion in &mut set.criteria {
                if let care::criteria::Test::Needs { at_least, .. } = &mut criterion.test {
                    *at_least = needs;
                }
            }
            let body = serde_json::json!({
                "set": set, "effective_from": from, "approved_by": "The invented board",
                "changes": [{ "what": "Needs", "why": "Demand" }],
            });
            draft(world.north, Body::CriteriaSet(of(body)))
        };
        let rules = |outcome| match outcome {
            Outcome::Refused(problems) => problems.iter().filter_map(|p| p.rule.clone()).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(rules(world.send(&world.manager, &set("2026-11-21", 4))), ["R06"], "yesterday");
        assert_eq!(rules(world.send(&world.manager, &set("2026-11-22", 1))), ["R06"], "one need");
        let today = set("2026-11-22", 4);
        world.recorded(&world.manager, &today);
        assert_eq!(rules(world.send(&world.manager, &corrected(&today, 1))), ["R06"], "changed later");
        assert!(matches!(
            world.send(&world.southern, &set("2026-11-22", 4)),
            Outcome::Forbidden | Outcome::NotFound
        ));
    });
}
