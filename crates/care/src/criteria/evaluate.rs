//! What a referral, and the record beside it, show of each criterion of a set, with the evidence. Where
//! the two disagree both are shown and the criterion is not known. It never decides: a team does.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::history::History;
use super::record::{self, Record, Told};
use super::set::{Count, Measure, Need, Set, Statement, Test};
use crate::entry::referral::{Answer, Referral, Stated};
use crate::moment;

/// How a criterion stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Met.
    Met,
    /// Not met.
    NotMet,
    /// Not known: ask. Never counted as no.
    Unknown,
    /// Not asked again: the person is back within 24 months (R11).
    NotAsked,
}

impl Standing {
    /// Every standing.
    pub const ALL: &'static [Standing] = &[Self::Met, Self::NotMet, Self::Unknown, Self::NotAsked];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Met => "Met",
            Self::NotMet => "Not met",
            Self::Unknown => "Not known",
            Self::NotAsked => "Not asked again",
        }
    }
}

/// One criterion and what the referral shows of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// The word of the criterion in its set.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
    /// Why, a sentence each.
    pub evidence: Vec<String>,
    /// The stays and detentions that were looked at, each with who tells it and when it was written.
    pub told: Vec<Told>,
    /// Where referral and record disagree, a sentence each: ask, nothing is settled here.
    pub disagree: Vec<String>,
}

/// What is told of a referral, looked at from the day it was received.
struct Case<'a> {
    referral: &'a Referral,
    record: &'a Record,
    /// By the referral alone.
    own: History,
    /// By the record alone.
    known: History,
    /// By both.
    both: History,
}

impl<'a> Case<'a> {
    fn new(referral: &'a Referral, record: &'a Record) -> Case<'a> {
        Case {
            referral,
            record,
            own: History::of(referral),
            known: History::of_record(record, referral.received_on),
            both: History::with(referral, record),
        }
    }

    fn complete(&self) -> Answer {
        self.referral.history_complete
    }
}

/// What one criterion comes to.
#[derive(Default)]
struct Shown {
    evidence: Vec<String>,
    told: Vec<Told>,
    disagree: Vec<String>,
}

impl From<Vec<String>> for Shown {
    fn from(evidence: Vec<String>) -> Self {
        Shown { evidence, ..Shown::default() }
    }
}

/// Every criterion of a set, in its order, by the referral and what the record knows beside it.
#[must_use]
pub fn evaluate(set: &Set, referral: &Referral, record: &Record) -> Vec<Finding> {
    let case = Case::new(referral, record);
    let findings = set.criteria.iter().map(|criterion| {
        let (standing, shown) = match &criterion.test {
            test if referral.returns && !is_first(test) => {
                (Standing::NotAsked, vec![RETURNS.to_owned()].into())
            }
            Test::Stated { about, wanted } => {
                let (standing, evidence) = stated(statement(referral, *about), *wanted);
                (standing, evidence.into())
            }
            Test::Use { any_of } => service_use(any_of, &case),
            Test::Needs { at_least, of } => needs(*at_least, of, &case),
            Test::CommunityTeam { at_least_months } => {
                let (standing, evidence) = community_team(*at_least_months, referral);
                (standing, evidence.into())
            }
        };
        let (code, name) = (criterion.code.clone(), criterion.name.clone());
        let Shown { evidence, told, disagree } = shown;
        Finding { code, name, standing, evidence, told, disagree }
    });
    findings.collect()
}

/// What is said of criteria that are not asked again.
const RETURNS: &str = "Back within 24 months of the last time with the team: not asked again.";

/// The illness itself is asked about every time; the rest was judged before (R11).
fn is_first(test: &Test) -> bool {
    matches!(test, Test::Stated { about: Statement::Disorder, .. })
}

fn statement(referral: &Referral, about: Statement) -> Option<&Stated> {
    match about {
        Statement::Disorder => referral.disorder.as_ref(),
        Statement::Engagement => referral.engagement.as_ref(),
        Statement::Organic => referral.organic.as_ref(),
    }
}

fn stated(said: Option<&Stated>, wanted: Answer) -> (Standing, Vec<String>) {
    let Some(said) = said else {
        return (Standing::Unknown, vec!["The referral says nothing about it.".to_owned()]);
    };
    let mut evidence = said.sentences();
    let standing = match said.answer {
        Answer::Unknown => Standing::Unknown,
        // A bare yes is no evidence (R02): ask for it.
        answer if answer == wanted && said.has_evidence() => Standing::Met,
        answer if answer == wanted => {
            evidence.push("No evidence was given: ask for it.".to_owned());
            Standing::Unknown
        }
        Answer::Yes | Answer::No => Standing::NotMet,
    };
    (standing, evidence)
}

fn service_use(any_of: &[Measure], case: &Case<'_>) -> (Standing, Shown) {
    let days = any_of.iter().map(|measure| measure.days).max().unwrap_or(0);
    let opens = case.both.opens(days);
    let mut shown = Shown {
        told: record::stays_told(case.referral, case.record, opens),
        disagree: record::stays_disagree(case.referral, case.record, opens),
        evidence: Vec::new(),
    };
    let mut standings = Vec::new();
    for measure in any_of {
        let (standing, evidence) = match measure.count {
            Count::HeavyCrisisUse => heavy_crisis_use(case.referral),
            Count::Admissions | Count::AdmissionsOrCrisis | Count::BedDays | Count::ConsecutiveDays => {
                counted(measure, case, &mut shown.disagree)
            }
        };
        standings.push(standing);
        shown.evidence.push(evidence);
    }
    if case.both.transfers() > 0 {
        let moves = case.both.transfers();
        shown.evidence.push(format!("Changes of ward or hospital not counted as admissions: {moves}."));
    }
    let standing = if standings.contains(&Standing::Met) {
        Standing::Met
    } else if standings.contains(&Standing::Unknown) {
        Standing::Unknown
    } else {
        Standing::NotMet
    };
    if standing == Standing::Unknown && case.complete() != Answer::Yes {
        let more = "Whoever refers has not confirmed that these are all stays: there may be more.";
        shown.evidence.push(more.to_owned());
    }
    (standing, shown)
}

fn heavy_crisis_use(referral: &Referral) -> (Standing, String) {
    let use_of_it = referral.heavy_crisis_use.as_ref();
    let (standing, said) = stated(use_of_it, Answer::Yes);
    let answer = use_of_it.map(|said| format!("{}. ", said.answer.label())).unwrap_or_default();
    let evidence = format!("Heavy use of the crisis team: {answer}{}", said.join(" "));
    (standing, evidence.trim_end().to_owned())
}

/// One measure, by referral and record together. Where only both together meet it and they disagree,
/// or the referral alone says no, it is not known.
fn counted(measure: &Measure, case: &Case<'_>, disagree: &mut Vec<String>) -> (Standing, String) {
    let met = |history: &History| measure.met_by(number(measure, history));
    let (own, known, both) = (met(&case.own), met(&case.known), met(&case.both));
    let said_no = !own && case.complete() == Answer::Yes;
    let standing = if own || (both && !said_no && (known || disagree.is_empty())) {
        Standing::Met
    } else if both || !said_no {
        Standing::Unknown
    } else {
        Standing::NotMet
    };
    if both && said_no {
        disagree.push(format!(
            "Asked: {}. The referral alone counts {}, with what the record knows it is {}: ask which is right.",
            measure.words(),
            number(measure, &case.own),
            number(measure, &case.both),
        ));
    }
    let verdict = match standing {
        Standing::Met => "met",
        Standing::Unknown if both => "not known while referral and record disagree",
        Standing::Unknown | Standing::NotMet | Standing::NotAsked => "not met by this alone",
    };
    let since = moment::day_words(case.both.opens(measure.days));
    let counted = number(measure, &case.both);
    (standing, format!("{counted} counted since {since}; asked: {} ({verdict}).", measure.words()))
}

fn number(measure: &Measure, history: &History) -> u16 {
    let days = measure.days;
    match measure.count {
        Count::Admissions => history.admissions(days),
        Count::AdmissionsOrCrisis => history.admissions(days).saturating_add(history.crisis(days)),
        Count::BedDays => history.bed_days(days),
        Count::ConsecutiveDays => history.consecutive_days(days),
        Count::HeavyCrisisUse => 0,
    }
}

/// What is known of each need: the answer, and its evidence. Detention follows from the dates (R05).
#[must_use]
pub fn needs_known(referral: &Referral, record: &Record) -> Vec<(Need, Answer, Vec<String>)> {
    let case = Case::new(referral, record);
    Need::ALL.iter().map(|need| need_known(*need, &case)).collect()
}

/// Days in which a detention counts.
const DETENTION_DAYS: u16 = 730;

fn need_known(need: Need, case: &Case<'_>) -> (Need, Answer, Vec<String>) {
    let said = case.referral.need(need);
    let mut evidence = said.map(Stated::sentences).unwrap_or_default();
    let said_answer = said.map_or(Answer::Unknown, |said| said.answer);
    if need != Need::Detained {
        if said.is_none() {
            evidence.push("Not answered.".to_owned());
        }
        return (need, said_answer, evidence);
    }
    let (answer, why) = detained(said_answer, case);
    evidence.push(why);
    (need, answer, evidence)
}

/// Detained at least once: by the dates of either. Where the referral alone says no and the record knows
/// one, it is not known.
fn detained(said: Answer, case: &Case<'_>) -> (Answer, String) {
    let counted = |history: &History| history.detentions(DETENTION_DAYS);
    let since = moment::day_words(case.both.opens(DETENTION_DAYS));
    let times = |count: u16| if count == 1 { "once".to_owned() } else { format!("{count} times") };
    let (own, known) = (counted(&case.own), counted(&case.known));
    let said_no = matches!((said, case.complete()), (Answer::No, _) | (Answer::Unknown, Answer::Yes));
    match (own, known) {
        (1.., _) => (Answer::Yes, format!("Detained {} since {since}, by the dates.", times(own))),
        (0, 1..) if said_no => {
            let found = times(known);
            let why = format!("By the referral no detention since {since}, by the record {found}: ask.");
            (Answer::Unknown, why)
        }
        (0, 1..) => {
            (Answer::Yes, format!("Detained {} since {since}, by the dates of the record.", times(known)))
        }
        (0, 0) if said == Answer::Yes => {
            let why = format!("Said to be so, but no detention since {since} has dates: ask for them.");
            (Answer::Unknown, why)
        }
        (0, 0) if said_no => (Answer::No, format!("No detention since {since}.")),
        (0, 0) => (Answer::Unknown, "Not known.".to_owned()),
    }
}

fn needs(at_least: u8, of: &[Need], case: &Case<'_>) -> (Standing, Shown) {
    let known: Vec<_> = of.iter().map(|need| need_known(*need, case)).collect();
    let count = |answer: Answer| known.iter().filter(|(_, known, _)| *known == answer).count();
    let (yes, unknown) = (count(Answer::Yes), count(Answer::Unknown));
    let wanted = usize::from(at_least);
    let standing = if yes >= wanted {
        Standing::Met
    } else if yes + unknown >= wanted {
        Standing::Unknown
    } else {
        Standing::NotMet
    };
    let mut evidence =
        vec![format!("{yes} of {} are so, {unknown} not known; asked: at least {at_least}.", of.len())];
    for (need, answer, said) in known {
        evidence
            .push(format!("{}: {}. {}", need.label(), answer.label(), said.join(" ")).trim_end().to_owned());
    }
    if !of.contains(&Need::Detained) {
        return (standing, evidence.into());
    }
    let opens = case.both.opens(DETENTION_DAYS);
    let told = record::detentions_told(case.referral, case.record, opens);
    let disagree = record::detentions_disagree(case.referral, case.record, opens);
    (standing, Shown { evidence, told, disagree })
}

fn community_team(at_least_months: u16, referral: &Referral) -> (Standing, Vec<String>) {
    let Some(since) = referral.community_team_since else {
        return (Standing::Unknown, vec!["The referral does not say since when.".to_owned()]);
    };
    let by = moment::add_months(since, i32::from(at_least_months));
    let said = format!("With a community mental health team since {}.", moment::day_words(since));
    (if by <= referral.received_on { Standing::Met } else { Standing::NotMet }, vec![said])
}
