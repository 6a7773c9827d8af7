//! What the referrals at the invented way in say: whole ones, one with parts missing, one with little
//! in hospital, one about somebody who is back.

use care::entry::referral::{Admission, Answer, Detention, How, Needs, Referral, Source, Spell, Stated};
use care::moment::add_days;
use jiff::civil::Date;
use uuid::Uuid;

use super::dice::Dice;

/// How much a referral says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says {
    /// Everything.
    All,
    /// Parts are missing.
    Part,
    /// Everything, and so little of hospital that a criterion is not met.
    Little,
    /// Somebody who was with the team lately: the short form (R11).
    Back,
}

const FROM: &[(Source, &str, &str)] = &[
    (Source::Cmht, "Northgate community mental health team", "Ola Ferncastle, nurse"),
    (Source::Cmht, "Millbrook community mental health team", "Jem Rookhope, social worker"),
    (Source::EarlyIntervention, "Early intervention team, Larkmoor", "Dr Wynn Saltmarsh"),
    (Source::CrisisTeam, "Home treatment team, Larkmoor", "Bea Applegarth, nurse"),
];

const WHY_NOW: &[&str] = &[
    "Third admission this year; the landlord has given notice.",
    "Left the ward four weeks ago and has not opened the door since.",
    "Sleeps rough again after losing the flat; the sister is worried.",
    "The community team has tried for two years and sees the person once in three months.",
];

const BACK: &[&str] = &[
    "Did well after leaving; has stopped opening letters and the door since the clinic moved.",
    "The community team rang: no medicine for six weeks, and the neighbours hear shouting at night.",
];

const ILLNESS: &[&str] = &[
    "Schizophrenia since 2009; voices every day; cannot keep a home or money together.",
    "Schizoaffective disorder; long spells of not eating and not washing.",
    "Psychosis for twelve years; left the last three tenancies within months.",
];

const TRIED: &[&str] = &[
    "Letters, calls and visits at different times; talked through the door twice since June.",
    "Came to one of nine meetings; spoke with the outreach worker of the day centre only.",
    "Says that services only lock people up; works with those who come for something else first.",
];

/// A referral of this day; `episode` and `owner` are the time that it began and who answers for it.
pub(crate) fn referral(
    dice: &mut Dice,
    says: Says,
    received: Date,
    (episode, owner): (Uuid, Uuid),
) -> Referral {
    let (source, organisation, professional) = dice.pick(FROM);
    let whole = says != Says::Part;
    let back = says == Says::Back;
    let admissions = if back { Vec::new() } else { admissions(dice, says, received) };
    let detained = admissions.first().filter(|_| says != Says::Little);
    let detentions =
        detained.map(|one| Detention { section: "Section 3".to_owned(), spell: one.spell }).into_iter();
    Referral {
        episode,
        received_on: received,
        how: dice.pick(&[How::Letter, How::Email, How::Meeting]),
        source,
        organisation: Some(organisation.to_owned()),
        professional: Some(professional.to_owned()),
        contact: whole.then(|| "01632 960140, weekdays until 4pm".to_owned()),
        why_now: Some(dice.pick(if back { BACK } else { WHY_NOW }).to_owned()),
        persons_view: dice
            .chance(0.6)
            .then(|| "Wants to be left alone, and wants the noise to stop.".to_owned()),
        support_now: (!back).then(|| "A support worker of the hostel looks in twice a week.".to_owned()),
        disorder: said(Answer::Yes, dice.pick(ILLNESS)),
        engagement: said(Answer::Yes, dice.pick(TRIED)).filter(|_| !back),
        post: Answer::Unknown,
        heavy_crisis_use: if says == Says::Little {
            said(Answer::No, "The crisis team has met the person once.")
        } else {
            (!back).then(Stated::default)
        },
        organic: None,
        community_team_since: None,
        detentions: detentions.collect(),
        admissions,
        crisis: Vec::new(),
        history_complete: if says == Says::Little { Answer::Yes } else { Answer::Unknown },
        needs: Box::new(if back { Needs::default() } else { needs(says) }),
        returns: back,
        owner,
        next_check_on: add_days(received, 7),
        for_meeting_on: None,
    }
}

fn said(answer: Answer, evidence: &str) -> Option<Stated> {
    let evidence = Some(evidence.to_owned()).filter(|text| !text.is_empty());
    Some(Stated { answer, evidence, document: None })
}

/// Three stays, or one when it says little of hospital.
fn admissions(dice: &mut Dice, says: Says, received: Date) -> Vec<Admission> {
    let stays = if says == Says::Little { 1 } else { 3 };
    let stay = |i: i32| {
        let from = add_days(received, -(60 + 150 * i + dice.between(0, 40)));
        let until = Some(add_days(from, dice.between(12, 40)));
        let place = Some("Larkmoor Hospital, Heron ward".to_owned());
        Admission { place, spell: Spell { from, until }, transfer: false }
    };
    (0..stays).map(stay).collect()
}

fn needs(says: Says) -> Needs {
    let whole = says != Says::Part;
    Needs {
        violence: said(Answer::No, ""),
        self_harm: said(Answer::Yes, "Lost 9 kg since spring; does not wash."),
        poor_response: said(Answer::Yes, "Two medicines at full dose did not quieten the voices."),
        dual_diagnosis: whole.then(Stated::default),
        detained: whole
            .then(|| said(if says == Says::Little { Answer::No } else { Answer::Yes }, ""))
            .flatten(),
        housing: said(Answer::Yes, "Stays with friends, four places since January."),
    }
}
