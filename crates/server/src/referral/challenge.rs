//! Somebody challenges a decision: who, through whom, what they say, and later what came of it (R08).
//! It changes no decision; whether the team decides again is for `decide`.

use care::entry::decision::{Challenge, ReferralDecision};
use care::entry::{Body, Draft, Entry};
use care::problem::Problem;

use super::{Found, one};
use crate::app::App;
use crate::contact::send::{self, Sent, csrf};
use crate::contact::typed::{Pairs, Typed, day_pairs};
use crate::error::PageError;
use crate::person::banner;
use crate::request::{Reply, Request};
use crate::template::forms::{Field, Form, Kind};

/// A decision under challenge.
struct Work {
    found: Found,
    entry: Entry,
    decision: ReferralDecision,
    /// The challenge that is told more of; none for a new one.
    which: Option<usize>,
}

impl Work {
    fn of(app: &App, request: &Request) -> Result<Work, PageError> {
        let found = Found::of(app, request, "challenge of a decision")?;
        let (entry, decision) = one::decision(app, &found)?.ok_or(PageError::NotFound)?;
        let asked = request.query("which").unwrap_or_else(|| request.field("which"));
        let which = match asked {
            "" => None,
            number => Some(number.parse().map_err(|_| PageError::NotFound)?),
        };
        if which.is_some_and(|which| decision.challenges.get(which).is_none()) {
            return Err(PageError::NotFound);
        }
        Ok(Work { found, entry, decision, which })
    }

    fn page(
        &self,
        app: &App,
        request: &Request,
        pairs: &Pairs,
        problems: &[Problem],
    ) -> Result<Reply, PageError> {
        let fields = vec![
            Field::new(Kind::Date, "on", "When was the decision challenged?"),
            Field::new(Kind::Text, "by", "Who challenges it, and which way?")
                .hint("For example: the person, through PALS."),
            Field::new(Kind::Textarea, "what", "What do they say?").hint("In their own words.").rows(4),
            Field::new(Kind::Textarea, "outcome", "What came of it? (optional)")
                .hint("Leave it empty until it is known; whoever challenged is told.")
                .rows(3),
        ];
        let here = format!("/referrals/{}", self.found.entry.id);
        let hidden = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, v)| v.as_str());
        let form = Form::post(format!("{here}/challenge"), csrf(request), "Save", fields)
            .hidden("from_version", hidden("from_version"))
            .hidden("which", self.which.map(|which| which.to_string()).unwrap_or_default())
            .cancel(here)
            .sent(pairs)
            .problems(&send::shown(problems));
        let context = serde_json::json!({
            "banner": banner(&self.found.line, app.today()).for_actor(request.actor()?),
            "name": self.found.line.who.name,
            "title": "The decision is challenged",
            "intro": "Everybody may challenge a decision about a referral, and nobody is treated worse for it. If the team decides again, write that down as well.",
            "form": form,
        });
        send::page(app, request, "referral/plain.html", &context, problems)
    }
}

/// `GET /referrals/{entry}/challenge`
pub(crate) fn form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let work = Work::of(app, request)?;
    let mut pairs: Pairs = vec![("from_version".to_owned(), work.entry.version.to_string())];
    match work.which.and_then(|which| work.decision.challenges.get(which)) {
        Some(known) => {
            pairs.extend(day_pairs("on", known.on));
            pairs.push(("by".to_owned(), known.by.clone()));
            pairs.push(("what".to_owned(), known.what.clone()));
            pairs.push(("outcome".to_owned(), known.outcome.clone().unwrap_or_default()));
        }
        None => pairs.extend(day_pairs("on", app.today())),
    }
    work.page(app, request, &pairs, &[])
}

/// `POST /referrals/{entry}/challenge`
pub(crate) fn send(app: &App, request: &Request) -> Result<Reply, PageError> {
    let work = Work::of(app, request)?;
    let mut typed = Typed::new(&request.form);
    let on = typed.day("on");
    let challenge = Challenge {
        on: on.unwrap_or_default(),
        by: typed.words("by", 2_000).unwrap_or_default(),
        what: typed.words("what", 20_000).unwrap_or_default(),
        outcome: typed.words("outcome", 20_000),
    };
    let mut problems = typed.problems.into_vec();
    problems.extend(
        on.filter(|on| *on > app.today())
            .map(|_| Problem::new("on", "This date is in the future: choose today or an earlier day.")),
    );
    let mut body = work.decision.clone();
    let place = work.which.unwrap_or(body.challenges.len());
    match body.challenges.get_mut(place) {
        Some(known) => *known = challenge,
        None => body.challenges.push(challenge),
    }
    let prefix = format!("challenges.{place}.");
    let of_this = |problem: Problem| {
        let field = problem.field.strip_prefix(&prefix)?.to_owned();
        let known = on.is_some() || field != "on";
        known.then_some(Problem { field, ..problem })
    };
    problems.extend(body.check().into_iter().filter_map(of_this));
    if !problems.is_empty() {
        return work.page(app, request, &request.form, &problems);
    }
    let draft = Draft {
        id: work.entry.id,
        subject: work.entry.subject,
        team: work.entry.team,
        happened_at: work.entry.happened_at,
        from_version: request.field("from_version").parse().unwrap_or(0),
        reason: Some("The decision is challenged".to_owned()),
        body: Body::ReferralDecision(body),
    };
    match send::one(app, request, draft)? {
        Sent::Recorded(id) => Ok(Reply::To(format!("/referrals/{}?recorded={id}", work.found.entry.id))),
        Sent::Refused(problems) => work.page(app, request, &request.form, &problems),
        Sent::Conflict(theirs) => Err(PageError::Conflict(theirs)),
    }
}
