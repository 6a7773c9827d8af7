//! What a referral shows of each criterion of a set, with its evidence. It never decides: a team does.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::history::History;
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
}

/// Every criterion of a set, in its order.
#[must_use]
pub fn evaluate(set: &Set, referral: &Referral) -> Vec<Finding> {
    let history = History::of(referral);
    let findings = set.criteria.iter().map(|criterion| {
        let (standing, evidence) = match &criterion.test {
            test if referral.returns && !is_first(test) => (Standing::NotAsked, vec![RETURNS.to_owned()]),
            Test::Stated { about, wanted } => stated(statement(referral, *about), *wanted),
            Test::Use { any_of } => service_use(any_of, referral, &history),
            Test::Needs { at_least, of } => needs(*at_least, of, referral, &history),
            Test::CommunityTeam { at_least_months } => community_team(*at_least_months, referral),
        };
        Finding { code: criterion.code.clone(), name: criterion.name.clone(), standing, evidence }
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

fn service_use(any_of: &[Measure], referral: &Referral, history: &History) -> (Standing, Vec<String>) {
    let mut evidence = Vec::new();
    let mut standings = Vec::new();
    for measure in any_of {
        if measure.count == Count::HeavyCrisisUse {
            let (standing, said) = stated(referral.heavy_crisis_use.as_ref(), Answer::Yes);
            let said = said.join(" ");
            evidence.push(format!("Heavy use of the crisis team: {said}"));
            standings.push(standing);
            continue;
        }
        let number = number(measure, history);
        let met = measure.met_by(number);
        let verdict = if met { "met" } else { "not met by this alone" };
        let since = moment::day_words(history.opens(measure.days));
        evidence.push(format!("{number} counted since {since}; asked: {} ({verdict}).", measure.words()));
        standings.push(match (met, referral.history_complete) {
            (true, _) => Standing::Met,
            (false, Answer::Yes) => Standing::NotMet,
            (false, Answer::No | Answer::Unknown) => Standing::Unknown,
        });
    }
    if history.transfers() > 0 {
        let moves = history.transfers();
        evidence.push(format!("Changes of ward or hospital not counted as admissions: {moves}."));
    }
    let standing = if standings.contains(&Standing::Met) {
        Standing::Met
    } else if standings.contains(&Standing::Unknown) {
        Standing::Unknown
    } else {
        Standing::NotMet
    };
    if standing == Standing::Unknown && referral.history_complete != Answer::Yes {
        evidence
            .push("Whoever refers has not confirmed that these are all stays: there may be more.".to_owned());
    }
    (standing, evidence)
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
pub fn needs_known(referral: &Referral) -> Vec<(Need, Answer, Vec<String>)> {
    let history = History::of(referral);
    Need::ALL.iter().map(|need| need_known(*need, referral, &history)).collect()
}

/// Days in which a detention counts.
const DETENTION_DAYS: u16 = 730;

fn need_known(need: Need, referral: &Referral, history: &History) -> (Need, Answer, Vec<String>) {
    let said = referral.need(need);
    let mut evidence = said.map(Stated::sentences).unwrap_or_default();
    let said_answer = said.map_or(Answer::Unknown, |said| said.answer);
    if need != Need::Detained {
        if said.is_none() {
            evidence.push("Not answered.".to_owned());
        }
        return (need, said_answer, evidence);
    }
    let counted = history.detentions(DETENTION_DAYS);
    let since = moment::day_words(history.opens(DETENTION_DAYS));
    if counted > 0 {
        evidence.push(
            format!("Detained {counted} times since {since}, by the dates.").replace(" 1 times", " once"),
        );
        return (need, Answer::Yes, evidence);
    }
    let answer = match (said_answer, referral.history_complete) {
        (Answer::Yes, _) => {
            evidence.push(format!("Said to be so, but no detention since {since} has dates: ask for them."));
            Answer::Unknown
        }
        (Answer::No, _) | (Answer::Unknown, Answer::Yes) => {
            evidence.push(format!("No detention since {since}."));
            Answer::No
        }
        (Answer::Unknown, Answer::No | Answer::Unknown) => {
            evidence.push("Not known.".to_owned());
            Answer::Unknown
        }
    };
    (need, answer, evidence)
}

fn needs(at_least: u8, of: &[Need], referral: &Referral, history: &History) -> (Standing, Vec<String>) {
    let known: Vec<_> = of.iter().map(|need| need_known(*need, referral, history)).collect();
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
    (standing, evidence)
}

fn community_team(at_least_months: u16, referral: &Referral) -> (Standing, Vec<String>) {
    let Some(since) = referral.community_team_since else {
        return (Standing::Unknown, vec!["The referral does not say since when.".to_owned()]);
    };
    let by = moment::add_months(since, i32::from(at_least_months));
    let said = format!("With a community mental health team since {}.", moment::day_words(since));
    (if by <= referral.received_on { Standing::Met } else { Standing::NotMet }, vec![said])
}
