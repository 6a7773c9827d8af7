//! Assessments, occupational screenings, what the senses like, the seven signs: what the invented teams
//! wrote about the people they took on lately, and about a few others.

use care::access::Role;
use care::entry::assessment::{Assessment, AssessmentSession, Delivery, Said, Sensory};
use care::entry::cohort::{Answer, Cohort, Found};
use care::entry::screening::{Next, Screening};
use care::entry::{Body, Kind};
use care::moment;
use care::scale::occupational::{Letter, Tool};
use jiff::civil::Date;
use uuid::Uuid;

use super::World;
use super::case::Case;

/// Days after being taken on of the two sessions, and of the decision.
const DAYS: [i32; 3] = [4, 12, 19];
/// How far back the trust kept assessments in this record.
const KEPT_DAYS: i32 = 200;

impl Case {
    /// What is written on a day, counted from the day the team took the person on.
    pub(crate) fn assess(&mut self, world: &mut World<'_>, day: Date) {
        let since = moment::days_between(self.accepted, day);
        let ago = moment::days_between(day, world.today);
        if ago == 30 {
            self.look_at_signs(world, day);
        }
        if ago > KEPT_DAYS {
            return;
        }
        // Those who were there already are looked at again through the year, each on a day of their own.
        let again = i32::from(self.id.as_bytes().last().copied().unwrap_or(0)) % KEPT_DAYS;
        let turn = if since <= KEPT_DAYS { since } else { KEPT_DAYS - ago - again };
        match DAYS.iter().position(|at| *at == turn) {
            Some(0) => self.first_session(world, day),
            Some(1) => self.second_session(world, day),
            Some(_) => self.decide_together(world, day),
            None => {}
        }
    }

    fn assessor(&self, world: &World<'_>, day: Date) -> Option<usize> {
        let there = |w: &usize| world.workers.get(*w).is_some_and(|worker| worker.employed(day));
        self.key.filter(there).or(self.deputy.filter(there))
    }

    fn first_session(&mut self, world: &mut World<'_>, day: Date) {
        let Some(worker) = self.assessor(world, day) else { return };
        let at = super::at(day, 14 * 60 + 20);
        let why = Some("Looked at together, as agreed when the team took them on".to_owned());
        let opened = Assessment { why, ..Assessment::default() };
        self.assessment = self.put(world, worker, (at, at), Body::Assessment(opened));
        let face = self.face.clone();
        let session = AssessmentSession {
            feels: said(
                Some("Some days all right, at night not"),
                Some("Low in the evening, brighter outdoors"),
            ),
            support: said(None, Some("A neighbour looks in; nobody else in the week")),
            wants: said(
                Some(&format!("{}, and to be left in peace in the morning", capital(face.goal))),
                None,
            ),
            needs: said(None, Some("Help with letters and with the meter")),
            ..self.blank(world, worker)
        };
        self.put(world, worker, (at, at), Body::AssessmentSession(session));
    }

    fn second_session(&mut self, world: &mut World<'_>, day: Date) {
        let Some(worker) = self.assessor(world, day).filter(|_| self.assessment.is_some()) else { return };
        let at = super::at(day, 11 * 60 + 5);
        let [interest, _] = self.face.interests;
        let session = AssessmentSession {
            affects: said(Some("Noise from upstairs, and forms"), Some("Sleep and money first")),
            strengths: said(
                Some(&format!("I know all about {interest}")),
                Some("Keeps a promise once it is made"),
            ),
            difficulties: said(None, Some("Begins well and stops when alone with it")),
            ..self.blank(world, worker)
        };
        self.put(world, worker, (at, at), Body::AssessmentSession(session));
        if self.dice.chance(0.3) {
            let senses = Sensory {
                avoid: Some("Strip lights, strong scent, two people talking at once".to_owned()),
                seek: self.dice.chance(0.5).then(|| "Walking while talking".to_owned()),
                calming: Some("Music on one ear, tea, a seat with the back to the wall".to_owned()),
                on_visits: Some("Ring from the corner, no lanyard, sit by the window".to_owned()),
            };
            self.put_document(world, worker, at, Body::Sensory(senses));
        }
        self.screen(world, day);
    }

    fn decide_together(&mut self, world: &mut World<'_>, day: Date) {
        let Some(worker) = self.assessor(world, day) else { return };
        let Some(id) = self.assessment.filter(|_| self.dice.chance(0.85)) else { return };
        let at = super::at(day, 15 * 60 + 30);
        let done = Assessment {
            why: Some("Looked at together, as agreed when the team took them on".to_owned()),
            decision: Some("Visits at home twice a week, letters opened together on Tuesdays".to_owned()),
            disagreement: self
                .dice
                .chance(0.25)
                .then(|| "Would rather have tablets than the injection".to_owned()),
            delivery: Some(self.dice.weighted(&[
                (6, Delivery::MiniTeam),
                (3, Delivery::WholeTeam),
                (1, Delivery::SingleWorker),
            ])),
            completed_on: Some(day),
        };
        let began = self.accepted;
        debug_assert!(began <= day, "an assessment follows the day the team took somebody on");
        self.put_version(world, worker, (at, at), (id, 1, None), Body::Assessment(done));
    }

    fn blank(&self, world: &World<'_>, worker: usize) -> AssessmentSession {
        AssessmentSession {
            assessment: self.assessment.unwrap_or_else(Uuid::nil),
            assessors: world.workers.get(worker).map(|w| w.id).into_iter().collect(),
            why_more: None,
            feels: Said::default(),
            affects: Said::default(),
            support: Said::default(),
            strengths: Said::default(),
            wants: Said::default(),
            needs: Said::default(),
            difficulties: Said::default(),
        }
    }

    /// An OCAIRS for some, and a MOHOST for those of whom more is to be known.
    fn screen(&mut self, world: &mut World<'_>, day: Date) {
        let Some(therapist) = world.of_role(self.team, Role::Ot, day) else { return };
        if !self.dice.chance(0.35) {
            return;
        }
        let more = self.dice.chance(0.4);
        let next = if more { Next::MoreDetail } else { Next::Enough };
        let one = self.rating(Tool::Ocairs, Some(next), day);
        let at = super::at(day, 16 * 60);
        self.put(world, therapist, (at, at), Body::Screening(one));
        if more {
            let one = self.rating(Tool::Mohost, None, day);
            let at = super::at(day, 16 * 60 + 40);
            self.put(world, therapist, (at, at), Body::Screening(one));
        }
    }

    fn rating(&mut self, tool: Tool, next: Option<Next>, day: Date) -> Screening {
        let half = self.dice.chance(0.15);
        let rated = if half { tool.areas().len() / 2 } else { tool.areas().len() };
        let mut letter =
            || self.dice.weighted(&[(2, Letter::F), (5, Letter::A), (4, Letter::I), (2, Letter::R)]);
        Screening {
            tool,
            barriers: Some("The week has no shape; begins late and gives up".to_owned()),
            holds_manual: true,
            ratings: tool.areas().iter().take(rated).map(|area| (area.key.to_owned(), letter())).collect(),
            persons_view: Some("It is the mornings".to_owned()),
            summary: Some("Strong interests, little routine, one room for everything".to_owned()),
            next,
            without_screen: None,
            again_on: (!half).then(|| moment::add_days(day, 182)),
        }
    }

    /// The seven signs, as the key worker sees them.
    pub(crate) fn look_at_signs(&mut self, world: &mut World<'_>, day: Date) {
        let Some(worker) = self.assessor(world, day).filter(|_| self.dice.chance(0.7)) else { return };
        let mut found = |share: f64, evidence: &str| {
            let answer = match self.dice.chance(share) {
                true => Answer::Yes,
                false if self.dice.chance(0.5) => Answer::No,
                false => Answer::Unknown,
            };
            let yes = answer == Answer::Yes;
            Some(Found { answer, evidence: yes.then(|| evidence.to_owned()), on: yes.then_some(day) })
        };
        let cohort = Cohort {
            psychosis: found(0.95, "Hears voices, and says so"),
            routine_care: found(0.8, "Two clinics in a year did not work out"),
            relapse_harm: found(0.4, "A frightening week in spring, with police"),
            social_needs: found(0.75, "Money, meter and tenancy at once"),
            substances: found(0.5, "Cannabis each evening"),
            bad_experiences: found(0.45, "Held down on a ward, and tells of it"),
            family_concern: found(0.35, "The family rang twice this year"),
            offer_elsewhere: None,
        };
        let at = super::at(day, 15 * 60 + 50);
        debug_assert_eq!(Body::Cohort(cohort.clone()).kind(), Kind::Cohort);
        self.put_document(world, worker, at, Body::Cohort(cohort));
    }
}

/// With a capital letter first.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn said(words: Option<&str>, view: Option<&str>) -> Said {
    Said { words: words.map(str::to_owned), view: view.map(str::to_owned) }
}
