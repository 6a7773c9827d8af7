//! One row to checked values. Every fault of the row is found in one go, each with its column.

use care::codes;
use care::entry::tier::TierName;
use care::moment::{self, PartialDate};
use care::nhs_number::NhsNumber;
use jiff::civil::Date;

use super::table::Row;
use super::{DateOrder, Fault, Options};

/// What a row says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Line in the file.
    pub line: u64,
    /// NHS number.
    pub nhs_number: Option<NhsNumber>,
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_name: String,
    /// The name the person likes.
    pub likes_to_be_called: Option<String>,
    /// Birth date.
    pub born: Option<PartialDate>,
    /// Gender code.
    pub gender: String,
    /// Sex at birth code.
    pub sex_at_birth: String,
    /// Ethnicity code.
    pub ethnicity: String,
    /// Language code.
    pub language: Option<String>,
    /// Interpreter.
    pub interpreter: Option<String>,
    /// Faith.
    pub faith: Option<String>,
    /// Address lines.
    pub address: Vec<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// No fixed abode.
    pub no_fixed_abode: bool,
    /// Telephone.
    pub phone: Option<String>,
    /// GP practice.
    pub gp_practice: Option<String>,
    /// Referral received.
    pub referred_on: Option<Date>,
    /// Taken on.
    pub accepted_on: Option<Date>,
    /// Key worker, by name.
    pub key_worker: Option<String>,
    /// Last seen.
    pub last_seen_on: Option<Date>,
    /// Tier and its reason.
    pub tier: Option<(TierName, String)>,
    /// Plan last reviewed.
    pub plan_reviewed_on: Option<Date>,
    /// Section code, community treatment order, first day, last day.
    pub section: Option<(String, bool, Date, Option<Date>)>,
    /// Medicine, days, last given, next due.
    pub injection: Option<(String, u16, Option<Date>, Date)>,
    /// Number in the record before.
    pub local_number: Option<String>,
}

/// Reads one row with its cells, collecting faults.
struct Reader<'a> {
    row: &'a Row,
    options: Options,
    faults: Vec<Fault>,
}

/// What a row says, or everything that is wrong with it.
///
/// # Errors
/// Every fault of the row.
pub fn facts(row: &Row, options: Options) -> Result<Facts, Vec<Fault>> {
    let mut reader = Reader { row, options, faults: Vec::new() };
    if let Some(broken) = &row.broken {
        reader.faults.push(Fault {
            line: row.line,
            column: String::new(),
            value: String::new(),
            sentence: broken.clone(),
        });
        return Err(reader.faults);
    }
    let mut facts = Facts { line: row.line, ..Facts::default() };
    reader.who(&mut facts);
    reader.place(&mut facts);
    reader.times(&mut facts);
    reader.promises(&mut facts);
    if reader.faults.is_empty() { Ok(facts) } else { Err(reader.faults) }
}

impl Reader<'_> {
    fn cell(&self, column: &'static str) -> Option<&str> {
        self.row.cells.get(column).map(String::as_str)
    }

    fn text(&self, column: &'static str) -> Option<String> {
        self.cell(column).map(str::to_owned)
    }

    fn fault(&mut self, column: &'static str, sentence: impl Into<String>) {
        let value = self.text(column).unwrap_or_default();
        let column = column.to_owned();
        self.faults.push(Fault { line: self.row.line, column, value, sentence: sentence.into() });
    }

    fn needed(&mut self, column: &'static str) -> Option<String> {
        let text = self.text(column);
        if text.is_none() {
            self.fault(column, "This cell is empty and is needed.");
        }
        text
    }

    fn checked<T, E: ToString>(
        &mut self,
        column: &'static str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(column)?;
        match read(&text) {
            Ok(value) => Some(value),
            Err(why) => {
                self.fault(column, why.to_string());
                None
            }
        }
    }

    fn day(&mut self, column: &'static str) -> Option<Date> {
        let dates = self.options.dates;
        self.checked(column, |text| day(text, dates))
    }

    fn who(&mut self, facts: &mut Facts) {
        facts.nhs_number = self.checked("nhs_number", NhsNumber::parse);
        facts.family_name = self.needed("family_name").unwrap_or_default();
        facts.given_name = self.text("given_name").unwrap_or_default();
        facts.likes_to_be_called = self.text("likes_to_be_called");
        let dates = self.options.dates;
        if self.needed("birth_date").is_some() {
            facts.born = self.checked("birth_date", |text| born(text, dates));
        }
        facts.gender = self.checked("gender", gender).unwrap_or("X").to_owned();
        facts.sex_at_birth = self.checked("sex_at_birth", sex).unwrap_or("X").to_owned();
        let ethnic = |text: &str| {
            let code = text.to_uppercase();
            codes::ethnicity::label(&code).map(|_| code).ok_or("Enter a national code: A to S, Z or 99.")
        };
        facts.ethnicity = self.checked("ethnicity", ethnic).unwrap_or_else(|| "99".to_owned());
        facts.language = self.checked("language", language);
        facts.interpreter = self.text("interpreter");
        facts.faith = self.text("faith");
        facts.local_number = self.text("local_number");
    }

    fn place(&mut self, facts: &mut Facts) {
        let address = self.text("address").unwrap_or_default();
        facts.address = address.split(',').map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect();
        let homeless = |text: &str| {
            matches!(text.to_lowercase().as_str(), "nfa" | "no fixed abode" | "zz99 3vz" | "zz993vz")
        };
        facts.no_fixed_abode = self.cell("postcode").is_some_and(homeless);
        if !facts.no_fixed_abode {
            facts.postcode =
                self.checked("postcode", |text| care::postcode::parse(text).map(|p| p.as_str().to_owned()));
        }
        facts.phone = self.checked("phone", |text| care::phone::parse(text).map(|_| text.to_owned()));
        facts.gp_practice = self.checked("gp_practice", |text| {
            let code = text.to_uppercase();
            if codes::ods::is_practice(&code) { Ok(code) } else { Err("Enter one letter and five digits.") }
        });
    }

    fn times(&mut self, facts: &mut Facts) {
        if self.needed("referred_on").is_some() {
            facts.referred_on = self.day("referred_on");
        }
        facts.accepted_on = self.day("accepted_on").or(facts.referred_on);
        facts.last_seen_on = self.day("last_seen_on");
        facts.plan_reviewed_on = self.day("plan_reviewed_on");
        facts.key_worker = self.text("key_worker");
        if let (Some(referred), Some(seen)) = (facts.referred_on, facts.last_seen_on)
            && seen < referred
        {
            self.fault("last_seen_on", "This is before the referral: check both dates.");
        }
    }

    fn promises(&mut self, facts: &mut Facts) {
        let tier = self.checked("tier", |text| {
            let find = |t: &&TierName| t.label().eq_ignore_ascii_case(text);
            TierName::ALL.iter().find(find).copied().ok_or("Enter red, amber, green, blue or grey.")
        });
        if let Some(tier) = tier
            && let Some(reason) = self.needed("tier_reason")
        {
            facts.tier = Some((tier, reason));
        }
        if let Some(code) = self.checked("section", section) {
            let cto = self.checked("cto", yes).unwrap_or(false);
            let from = self.needed("section_from").and_then(|_| self.day("section_from"));
            let until = self.day("section_expires_on");
            facts.section = from.map(|from| (code, cto, from, until));
        }
        if let Some(product) = self.text("injection") {
            let days = self.needed("injection_days").and_then(|_| {
                self.checked("injection_days", |text| {
                    text.parse::<u16>()
                        .ok()
                        .filter(|d| (7..=182).contains(d))
                        .ok_or("Enter days, from 7 to 182.")
                })
            });
            let given = self.day("injection_given_on");
            let due =
                self.day("injection_due_on").or_else(|| Some(moment::add_days(given?, i32::from(days?))));
            match (days, due) {
                (Some(days), Some(due)) => facts.injection = Some((product, days, given, due)),
                (Some(_), None) if self.faults.iter().all(|f| !f.column.starts_with("injection")) => {
                    self.fault(
                        "injection_due_on",
                        "Enter when the last one was given or when the next one is due.",
                    );
                }
                (None | Some(_), _) => {}
            }
        }
    }
}

/// A day. With slashes, dots or hyphens between numbers its order must have been said.
fn day(text: &str, order: DateOrder) -> Result<Date, String> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).map(str::trim).collect();
    let numbers = parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    let year_first = parts.first().is_some_and(|p| p.len() == 4);
    if let ([first, second, year], true, false) = (parts.as_slice(), numbers, year_first) {
        return match order {
            DateOrder::NotSaid => Err("This date can be read two ways. Say whether the day or the month comes first, or write 2026-02-01.".to_owned()),
            DateOrder::DayFirst => moment::parse_day_parts(first, second, year),
            DateOrder::MonthFirst => moment::parse_day_parts(second, first, year),
        };
    }
    moment::parse_day(text)
}

fn born(text: &str, order: DateOrder) -> Result<PartialDate, String> {
    match PartialDate::parse(text) {
        Ok(partial) if partial.as_day().is_none() => Ok(partial),
        Ok(_) | Err(_) => day(text, order).map(PartialDate::from),
    }
}

fn gender(text: &str) -> Result<&'static str, &'static str> {
    Ok(match text.to_lowercase().as_str() {
        "1" | "male" | "m" | "man" => "1",
        "2" | "female" | "f" | "woman" => "2",
        "3" | "non-binary" | "nonbinary" | "non binary" => "3",
        "4" | "other" => "4",
        "z" | "declined" | "not stated" => "Z",
        "x" | "not asked" | "not known" | "unknown" => "X",
        _ => return Err("Enter male, female, non-binary, other or declined, or leave it empty."),
    })
}

fn sex(text: &str) -> Result<&'static str, &'static str> {
    Ok(match text.to_lowercase().as_str() {
        "1" | "male" | "m" => "1",
        "2" | "female" | "f" => "2",
        "9" | "indeterminate" => "9",
        "x" | "not known" | "unknown" => "X",
        _ => return Err("Enter male or female, or leave it empty."),
    })
}

fn language(text: &str) -> Result<String, &'static str> {
    let known = codes::language::LIST.codes.iter();
    known
        .clone()
        .find(|c| c.code.eq_ignore_ascii_case(text) || c.label.eq_ignore_ascii_case(text))
        .map(|c| c.code.to_owned())
        .ok_or("This language is not in the list. Use its English name or its two-letter code.")
}

fn section(text: &str) -> Result<String, &'static str> {
    let words = text.to_lowercase();
    let wanted = words.trim_start_matches("section").trim_start_matches('s').trim().to_owned();
    let known = codes::legal_status::LIST.codes.iter();
    let by_words = |label: &str| {
        let label = label.to_lowercase();
        label == words || label.trim_start_matches("section").trim() == wanted
    };
    known
        .clone()
        .find(|c| by_words(c.label))
        .or_else(|| known.clone().find(|c| c.code == text))
        .map(|c| c.code.to_owned())
        .ok_or("This legal status is not in the list. Write for example Section 3, or its national code.")
}

fn yes(text: &str) -> Result<bool, &'static str> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => Ok(true),
        "no" | "n" | "false" | "0" => Ok(false),
        _ => Err("Enter yes or no."),
    }
}
