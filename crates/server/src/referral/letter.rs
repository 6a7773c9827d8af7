//! The letter after a decision, as a page and as a PDF of the same words: the reasons, what happens next,
//! where to turn, and the criteria themselves (R07, R08). It says what the record says, and invents no
//! telephone number: the team's own page holds where people can turn.

use care::criteria::Set;
use care::entry::around::Way;
use care::entry::criteria::{CriteriaGiven, GivenTo};
use care::entry::decision::{Decision, ReferralDecision};
use care::entry::organisation::{Routes, Team};
use care::entry::person::Person;
use care::entry::referral::Answer;
use care::entry::{Body, Draft, Kind};
use care::moment;
use serde_json::json;
use uuid::Uuid;

use super::{Found, evidence, one};
use crate::app::App;
use crate::error::PageError;
use crate::pdf::{self, Block, Document};
use crate::request::{Reply, Request};
use crate::visit::{append, settled};

/// What a letter is made from.
struct Letter {
    found: Found,
    decision: ReferralDecision,
    /// The entry of the decision and its version: each version is a letter of its own.
    version: (Uuid, u32),
    /// The entry that approved the set; none for a shipped one.
    set_entry: Option<Uuid>,
    set: Set,
    team: Team,
    /// Where it goes.
    address: Vec<String>,
    /// What no letter may say: lines of withheld addresses with their numbers, and their postcodes.
    secret: Vec<String>,
    /// It may be sent by post.
    post: bool,
}

/// Letters and digits of a text, so that no space or capital hides an address.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What gives a withheld address away (BI58).
fn secret(person: &Person) -> Vec<String> {
    let withheld = person.places.iter().filter(|place| place.withheld);
    withheld
        .flat_map(|place| place.lines.iter().chain(&place.postcode))
        .filter(|line| line.chars().any(|c| c.is_ascii_digit()))
        .map(|line| bare(line))
        .filter(|line| line.len() > 4)
        .collect()
}

/// The lines of the address that a letter may carry. A withheld one is on no letter (BI58), where
/// somebody without a home sleeps is for those who go there, and who wants no post gets none: such a
/// letter is given by hand.
fn address(person: &Person, post: bool) -> Vec<String> {
    match person.places.first().filter(|place| post && !place.withheld && !place.no_fixed_abode) {
        Some(place) => place.lines.iter().chain(&place.postcode).cloned().collect(),
        None => vec!["By hand".to_owned()],
    }
}

/// Where a person can turn, as a list.
pub(super) fn turn_to(routes: &Routes) -> Block {
    let Routes { pals, advocacy, complaints } = routes;
    let items = vec![
        format!("Patient Advice and Liaison Service (PALS): {pals}"),
        format!("Independent advocacy: {advocacy}"),
        format!("Complaints: {complaints}"),
    ];
    Block::List { items }
}

impl Letter {
    fn of(app: &App, request: &Request) -> Result<Letter, PageError> {
        let found = Found::of(app, request, "letter")?;
        let (written, decision) = one::decision(app, &found)?.ok_or(PageError::NotFound)?;
        let (set_entry, set) = evidence::judging(app, found.entry.team, found.referral()?.received_on)?;
        let directory = app.store.directory();
        let team = found.entry.team.and_then(|team| directory.teams.get(&team)).cloned();
        let person = app.store.read(|tx| store::people::document(tx, found.line.person, Kind::Person))?;
        // What was asked with the referral holds until it stands among the preferences (BI58).
        let post = !found.line.refuses(Way::Post) && found.referral()?.post != Answer::No;
        let version = (written.id, written.version);
        let (address, secret) = match person.map(|entry| entry.body) {
            Some(Body::Person(person)) => (address(&person, post), secret(&person)),
            Some(_) | None => return Err(PageError::NotFound),
        };
        let team = team.ok_or(PageError::NotFound)?;
        Ok(Letter { found, decision, version, set_entry, set, team, address, secret, post })
    }

    /// A refusal without a way to challenge it is not sent (R08).
    fn routes(&self) -> Option<&Routes> {
        self.team.routes.as_ref()
    }

    fn document(&self, app: &App) -> Result<Document, PageError> {
        let directory = app.store.directory();
        let name = &self.found.line.who.name;
        let organisation = directory.organisations.get(&self.team.organisation).map(|o| o.name.clone());
        let mut head = vec![self.team.name.clone()];
        head.extend(organisation);
        head.extend(self.team.phone.as_ref().map(|phone| format!("Telephone {phone}")));
        let mut to = vec![name.clone()];
        to.extend(self.address.clone());
        let title = match self.decision.decision {
            Decision::Accepted => format!("{} will work with you", self.team.name),
            Decision::Refused => "Our decision about your referral, and what happens now".to_owned(),
        };
        let mut blocks = vec![
            Block::Lines { lines: head },
            Block::Lines { lines: to },
            Block::text(moment::day_words(self.decision.decided_on)),
            Block::Heading { level: 1, text: title.clone() },
            Block::text(format!("Dear {name},")),
        ];
        match self.decision.decision {
            Decision::Accepted => self.accepted(app, &mut blocks)?,
            Decision::Refused => self.refused(&mut blocks)?,
        }
        let team = self.team.name.clone();
        blocks.push(Block::Lines { lines: vec!["With our best wishes,".to_owned(), team] });
        self.criteria(&mut blocks);
        Ok(Document { title: format!("{name}: {title}"), blocks })
    }

    fn from(&self) -> Result<String, PageError> {
        let one = self.found.referral()?;
        Ok(one.organisation.clone().unwrap_or_else(|| one.source.label().to_owned()))
    }

    fn accepted(&self, app: &App, blocks: &mut Vec<Block>) -> Result<(), PageError> {
        let received = moment::day_words(self.found.referral()?.received_on);
        blocks.push(Block::text(format!(
            "{} asked us on {received} whether our team can work with you. We talked about it on {} and would like to.",
            self.from()?,
            moment::day_words(self.decision.decided_on)
        )));
        let directory = app.store.directory();
        let who = self.decision.first_contact_by.map(|who| directory.staff_name(who).to_owned());
        let by = moment::add_days(self.decision.decided_on, care::settings::FIRST_CONTACT_DAYS);
        blocks.push(Block::heading("What happens now"));
        blocks.push(Block::text(format!(
            "{} will get in touch with you by {}. Tell us where you would like to meet, at what time, and whom you would rather meet.",
            who.unwrap_or_else(|| "One of us".to_owned()),
            moment::day_words(by)
        )));
        Ok(())
    }

    fn refused(&self, blocks: &mut Vec<Block>) -> Result<(), PageError> {
        let received = moment::day_words(self.found.referral()?.received_on);
        blocks.push(Block::text(format!(
            "{} asked us on {received} whether our team can work with you. We talked about it on {} and decided that another service can help you better now.",
            self.from()?,
            moment::day_words(self.decision.decided_on)
        )));
        blocks.push(Block::heading("What happens instead"));
        blocks.push(Block::text(self.decision.instead.clone().unwrap_or_default()));
        if let Some(onward) = &self.decision.onward {
            let contact = onward.contact.as_ref().map(|c| format!(" ({c})")).unwrap_or_default();
            blocks.push(Block::text(format!(
                "{}{contact} takes over and should have met you by {}. We stay in charge until they have.",
                onward.service,
                moment::day_words(onward.due_on)
            )));
        }
        blocks.push(Block::heading("Why we decided this"));
        blocks.push(Block::text("For each of our criteria, this is how we see it:"));
        let items = self.decision.reasons.iter().map(|reason| {
            let known = self.set.criteria.iter().find(|one| one.code == reason.criterion);
            let name = known.map_or(reason.criterion.as_str(), |one| one.name.as_str());
            format!("{name}: {}. {}", reason.standing.label().to_lowercase(), reason.why)
        });
        blocks.push(Block::List { items: items.collect() });
        blocks.push(Block::heading("If you do not agree"));
        blocks.push(Block::text(
            "You can ask us to look again, and you can complain. It will not make anybody treat you worse. Somebody independent can help you to say what you want to say.",
        ));
        if let Some(routes) = self.routes() {
            blocks.push(turn_to(routes));
        }
        blocks.push(Block::text("You can be referred again at any time, and you may ask for that yourself."));
        Ok(())
    }

    fn criteria(&self, blocks: &mut Vec<Block>) {
        blocks.push(Block::heading(format!("Attached: {}", self.set.name)));
        blocks.push(Block::text(self.set.plain.clone()));
        let items = self.set.criteria.iter().map(|one| format!("{}: {}", one.name, one.plain));
        blocks.push(Block::List { items: items.collect() });
    }

    /// The criteria go out with the letter: that is a supply of its own, written down once for each letter
    /// that is made, with the set by its name (R07).
    fn supplied(&self, app: &App, request: &Request) -> Result<(), PageError> {
        let Some(team) = self.found.entry.team else { return Ok(()) };
        let (decision, version) = self.version;
        let day = moment::day_words(self.decision.decided_on);
        let body = CriteriaGiven {
            key: self.set.key.clone(),
            criteria_entry: self.set_entry,
            to: GivenTo::Person,
            name: self.found.line.who.name.clone(),
            how: format!("With the letter about the decision of {day} ({})", self.set.name),
        };
        let id = Uuid::new_v5(&decision, format!("criteria with letter {version}").as_bytes());
        let known = app.store.read(|tx| store::people::entry(tx, id))?.is_some();
        if known {
            return Ok(());
        }
        let draft = Draft {
            id,
            subject: team,
            team: Some(team),
            happened_at: app.now(),
            from_version: 0,
            reason: None,
            body: Body::CriteriaGiven(body),
        };
        settled(append(app, request, vec![draft])?)
    }

    /// Why the letter cannot go out as it is, when it cannot.
    fn held_back(&self, document: &Document) -> Option<&'static str> {
        if self.decision.decision == Decision::Refused && self.routes().is_none() {
            return Some(
                "It must say where the person can turn: PALS, advocacy and complaints. The team manager enters them on the team's page (R08).",
            );
        }
        let words = document.blocks.iter().map(|block| match block {
            Block::Heading { text, .. } | Block::Text { text } => bare(text),
            Block::Lines { lines: all } | Block::List { items: all } => bare(&all.join(" ")),
        });
        let words: Vec<String> = words.collect();
        let told = self.secret.iter().any(|line| words.iter().any(|words| words.contains(line)));
        told.then_some(
            "It gives away an address that is withheld: write the decision's words without it (BI58).",
        )
    }
}

/// `GET /referrals/{entry}/letter`
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let letter = Letter::of(app, request)?;
    let document = letter.document(app)?;
    let held_back = letter.held_back(&document);
    let context = json!({
        "about": document.title,
        "id": letter.found.entry.id,
        "name": letter.found.line.who.name,
        "held_back": held_back,
        "document": document,
        "team": letter.found.entry.team,
        "person": letter.found.line.person,
        "no_post": !letter.post,
        "asked": letter.found.line.preferences.is_some() || letter.found.referral()?.post != Answer::Unknown,
    });
    app.page(request, "referral/letter.html", context)
}

/// `GET /referrals/{entry}/letter.pdf`
pub(crate) fn paper(app: &App, request: &Request) -> Result<Reply, PageError> {
    let letter = Letter::of(app, request)?;
    let document = letter.document(app)?;
    if let Some(why) = letter.held_back(&document) {
        let told = format!("This letter cannot go out yet. {why}");
        return Err(PageError::Status(axum::http::StatusCode::CONFLICT, told));
    }
    letter.supplied(app, request)?;
    Ok(Reply::File { kind: "application/pdf", name: "decision-letter.pdf", bytes: pdf::draw(&document)? })
}
