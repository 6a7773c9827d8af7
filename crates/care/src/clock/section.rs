//! Sections and orders of the Mental Health Act: when they end, what must happen before, and recall.
//!
//! Computes deadlines only; it never says whether detention is right. Lengths are in [`super::law`].
//! Source: Mental Health Act 1983; domain 5.1.

use jiff::Timestamp;
use jiff::civil::Date;

use super::law::{Length, Power, in_force};
use super::{Due, DueKind};
use crate::bank_holiday::BankHolidays;
use crate::codes::own;
use crate::moment::{add_days, add_months, after_hours, local_day};

/// Days before the end of a section when it becomes pressing (domain 4.1).
pub const SOON_DAYS: i32 = 28;

/// Hours before the end of a hold when it becomes pressing. Assumed.
const SOON_HOURS: i64 = 24;

own! {
    /// A section or order that has a clock.
    Section {
        /// Section 2.
        S2 = "Section 2",
        /// Section 3.
        S3 = "Section 3",
        /// Section 4.
        S4 = "Section 4",
        /// Section 5(2).
        S5Doctor = "Section 5(2)",
        /// Section 5(4).
        S5Nurse = "Section 5(4)",
        /// Section 37 without restriction.
        S37 = "Section 37",
        /// Community treatment order.
        Cto = "Community treatment order",
        /// Section 135.
        S135 = "Section 135",
        /// Section 136.
        S136 = "Section 136",
    }
}

impl Section {
    /// From the national legal status code; `None` for a status without a clock here. An order is no legal
    /// status code and is named by itself.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "02" => Some(Self::S2),
            "03" => Some(Self::S3),
            "04" => Some(Self::S4),
            "05" => Some(Self::S5Doctor),
            "06" => Some(Self::S5Nurse),
            "10" => Some(Self::S37),
            "19" => Some(Self::S135),
            "20" => Some(Self::S136),
            _ => None,
        }
    }

    /// The power that limits its `period`, counted from 1.
    const fn power(self, period: u8) -> Power {
        let third = if period < 3 { period } else { 3 };
        let fourth = if period < 4 { period } else { 4 };
        match self {
            Self::S2 => Power::S2,
            Self::S3 | Self::S37 => Power::S3(fourth),
            Self::S4 => Power::S4,
            Self::S5Doctor => Power::S5Doctor,
            Self::S5Nurse => Power::S5Nurse,
            Self::Cto => Power::Cto(third),
            Self::S135 | Self::S136 => Power::PlaceOfSafety,
        }
    }

    const fn is_renewable(self) -> bool {
        matches!(self, Self::S3 | Self::S37 | Self::Cto)
    }
}

/// What a section's clocks follow from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detention {
    /// Which.
    pub section: Section,
    /// When the first period began. For hours the moment matters, for days only the day in London.
    pub began_at: Timestamp,
    /// How often it was renewed, or 1 for a place-of-safety period extended by a doctor.
    pub renewals: u8,
}

impl Detention {
    /// The last day of the present period, for sections that count days or months.
    #[must_use]
    pub fn last_day(&self) -> Option<Date> {
        let mut first = local_day(self.began_at);
        let mut last = self.length(1, first)?.last_day(first)?;
        if self.section.is_renewable() {
            for renewal in 1..=self.renewals.min(100) {
                first = add_days(last, 1);
                last = self.length(renewal + 1, first)?.last_day(first)?;
            }
        }
        Some(last)
    }

    /// The moment a hold ends, for sections that count hours. Elapsed hours, also over a clock change.
    #[must_use]
    pub fn ends_at(&self) -> Option<Timestamp> {
        let began_on = local_day(self.began_at);
        let Length::Hours(hours) = self.length(1, began_on)? else { return None };
        let extended = self.renewals > 0 && matches!(self.section, Section::S135 | Section::S136);
        let more = match in_force(Power::PlaceOfSafetyExtension, began_on).map(|row| row.value) {
            Some(Length::Hours(more)) if extended => more,
            _ => 0,
        };
        Some(after_hours(self.began_at, hours + more))
    }

    /// First day on which the examination for renewal can take place: within the last two months.
    #[must_use]
    pub fn examination_from(&self) -> Option<Date> {
        let last = self.section.is_renewable().then(|| self.last_day()).flatten()?;
        Some(add_months(add_days(last, 1), -2))
    }

    /// Last day for a tribunal application under section 2.
    #[must_use]
    pub fn application_until(&self) -> Option<Date> {
        let first = local_day(self.began_at);
        (self.section == Section::S2)
            .then(|| in_force(Power::S2Application, first)?.value.last_day(first))
            .flatten()
    }

    /// Every clock of the section at a moment, the earliest first.
    #[must_use]
    pub fn due(&self, now: Timestamp) -> Vec<Due> {
        let today = local_day(now);
        let mut all = Vec::new();
        if let Some(at) = self.ends_at() {
            all.push(Due::at_moment(DueKind::HoldEnds, at, SOON_HOURS, now));
        }
        if let Some(on) = self.application_until().filter(|on| today <= *on) {
            all.push(Due::on_day(DueKind::TribunalApplication, on, 7, today));
        }
        if let Some(on) = self.certificate_on() {
            all.push(Due::on_day(DueKind::TreatmentCertificate, on, 7, today));
        }
        if let (Some(last), Some(from)) = (self.last_day(), self.examination_from()) {
            let ahead = crate::moment::days_between(from, last);
            all.push(Due::on_day(DueKind::RenewalExamination, last, ahead, today));
        }
        if let Some(on) = self.last_day() {
            all.push(Due::on_day(DueKind::SectionEnds, on, SOON_DAYS, today));
        }
        all.sort_by_key(|due| (due.on, due.what));
        all
    }

    /// One month after an order a certificate is needed for treatment (form CTO11 or CTO12). Unverified; s.64B.
    fn certificate_on(&self) -> Option<Date> {
        (self.section == Section::Cto && self.renewals == 0).then(|| add_months(local_day(self.began_at), 1))
    }

    fn length(&self, period: u8, first: Date) -> Option<Length> {
        in_force(self.section.power(period), first).map(|row| row.value)
    }
}

/// After recall the person is released or the order revoked within 72 elapsed hours of arrival (form CTO4).
/// Source: Mental Health Act 1983 s.17F(6).
#[must_use]
pub fn recall(arrived_at: Timestamp, now: Timestamp) -> Due {
    let hours = match in_force(Power::Recall, local_day(arrived_at)).map(|row| row.value) {
        Some(Length::Hours(hours)) => hours,
        Some(Length::Days(_) | Length::Months(_)) | None => 72,
    };
    Due::at_moment(DueKind::RecallEnds, after_hours(arrived_at, hours), SOON_HOURS, now)
}

/// How a recall notice (form CTO3) reached the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeBy {
    /// Given to the person.
    Hand,
    /// Left at the address.
    Delivered,
    /// First-class post.
    Post,
}

/// The day from which a recall notice counts: at once by hand, the day after delivery, the second working day
/// after posting. Unverified; Mental Health Regulations 2008, regulation 6.
#[must_use]
pub fn notice_counts_from(by: NoticeBy, on: Date, holidays: &BankHolidays) -> Date {
    match by {
        NoticeBy::Hand => on,
        NoticeBy::Delivered => add_days(on, 1),
        NoticeBy::Post => holidays.add_working_days(on, 2),
    }
}

/// True when a person of this legal status can be put on a community treatment order: section 3 or an
/// unrestricted part 3 section, never informal or section 2 (domain 5.1).
#[must_use]
pub fn may_have_order(legal_status: &str) -> bool {
    matches!(legal_status, "03" | "10" | "16" | "18" | "38")
}

/// Days that "in the past two years" looks back (criterion of the service; domain 5.8).
const TWO_YEARS_DAYS: i32 = 730;

/// True when a detention counts as in the past two years: still going on, or ended within 730 days.
#[must_use]
pub fn detained_in_past_two_years(ended_on: Option<Date>, today: Date) -> bool {
    ended_on.is_none_or(|ended| ended >= add_days(today, -TWO_YEARS_DAYS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::{Fold, instant, moment_words};
    use jiff::civil::{DateTime, date};

    fn at(wall: &str) -> Timestamp {
        let wall: DateTime = wall.parse().unwrap();
        instant(wall.date(), wall.time(), Some(Fold::First)).unwrap()
    }

    fn ends(section: Section, began: &str, renewals: u8) -> String {
        let detention = Detention { section, began_at: at(began), renewals };
        match (detention.ends_at(), detention.last_day()) {
            (Some(at), None) => moment_words(at),
            (None, Some(day)) => day.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn s2_from_1_mar_2026_day_1_counts() {
        // Domain 5.8: "last day 28 Mar 2026; tribunal application window to 14 Mar".
        let detention = Detention { section: Section::S2, began_at: at("2026-03-01T15:00"), renewals: 0 };
        assert_eq!(detention.last_day(), Some(date(2026, 3, 28)));
        assert_eq!(detention.application_until(), Some(date(2026, 3, 14)));
        let due = detention.due(at("2026-03-10T09:00"));
        let said: Vec<&str> = due.iter().map(|d| d.sentence.as_str()).collect();
        assert_eq!(
            said,
            [
                "Last day for a tribunal application: due 14 March 2026.",
                "End of the section: due 28 March 2026."
            ]
        );
        assert_eq!(ends(Section::S2, "2026-03-01T15:00", 1), "2026-03-28", "not renewable");
    }

    #[test]
    fn cto4_arrival_5_may_14_20() {
        // Domain 5.8: "release or revoke by 8 May 14:20; clock change weekends counted in elapsed hours".
        let due = recall(at("2026-05-05T14:20"), at("2026-05-05T15:00"));
        assert_eq!(due.at, Some(at("2026-05-08T14:20")));
        assert!(recall(at("2026-05-05T14:20"), at("2026-05-08T14:21")).is_overdue());
        assert_eq!(recall(at("2026-03-27T14:20"), at("2026-03-27T15:00")).at, Some(at("2026-03-30T15:20")));
        assert_eq!(recall(at("2026-10-23T14:20"), at("2026-10-23T15:00")).at, Some(at("2026-10-26T13:20")));
    }

    #[test]
    fn every_section_ends_as_the_table_says() {
        for (section, began, renewals, expected) in [
            (Section::S3, "2026-03-01T15:00", 0, "2026-08-31"), // s.20(1): six months
            (Section::S3, "2026-03-01T15:00", 1, "2027-02-28"), // s.20(2)(a): six more
            (Section::S3, "2026-03-01T15:00", 2, "2028-02-29"), // s.20(2)(b): a year
            (Section::S37, "2026-03-01T15:00", 0, "2026-08-31"), // as section 3
            (Section::Cto, "2026-01-15T15:00", 0, "2026-07-14"), // s.17C
            (Section::Cto, "2026-01-15T15:00", 2, "2028-01-14"), // s.20A
            (Section::S4, "2026-08-06T15:00", 0, "9 August 2026 at 3pm"),
            (Section::S5Doctor, "2026-08-06T15:00", 0, "9 August 2026 at 3pm"),
            (Section::S5Nurse, "2026-08-06T22:00", 0, "7 August 2026 at 4am"),
            (Section::S136, "2026-08-06T15:00", 0, "7 August 2026 at 3pm"),
            (Section::S136, "2026-08-06T15:00", 1, "8 August 2026 at 3am"),
            (Section::S5Nurse, "2026-03-28T23:00", 0, "29 March 2026 at 6am"), // six elapsed hours
        ] {
            assert_eq!(ends(section, began, renewals), expected, "{} {began}", section.label());
        }
    }

    #[test]
    fn examination_for_renewal_is_in_the_last_two_months() {
        let detention = Detention { section: Section::S3, began_at: at("2026-03-01T15:00"), renewals: 0 };
        assert_eq!(detention.examination_from(), Some(date(2026, 7, 1)));
        let pressing = |day: &str| {
            let due = detention.due(at(day));
            due.iter().find(|d| d.what == DueKind::RenewalExamination).unwrap().is_pressing()
        };
        assert!(!pressing("2026-06-30T12:00"));
        assert!(pressing("2026-07-01T12:00"));
        let order = Detention { section: Section::Cto, began_at: at("2026-01-15T15:00"), renewals: 0 };
        assert_eq!(order.examination_from(), Some(date(2026, 5, 15)));
        assert_eq!(order.due(at("2026-02-01T12:00"))[0].on, date(2026, 2, 15), "treatment certificate");
    }

    #[test]
    fn detention_ended_731_days_ago_does_not_count() {
        // Domain 5.8: 'does not count for "in past two years"; overlapping the window by 1 day does'.
        let today = date(2026, 8, 6);
        assert!(!detained_in_past_two_years(Some(add_days(today, -731)), today));
        assert!(detained_in_past_two_years(Some(add_days(today, -730)), today));
        assert!(detained_in_past_two_years(None, today));
    }

    #[test]
    fn an_order_stands_on_section_3_or_an_unrestricted_section() {
        for (code, may) in
            [("03", true), ("10", true), ("01", false), ("02", false), ("09", false), ("15", false)]
        {
            assert_eq!(may_have_order(code), may, "{code}");
        }
        assert_eq!(Section::from_code("03"), Some(Section::S3));
        assert_eq!(Section::from_code("01"), None);
    }

    #[test]
    fn a_recall_notice_counts_by_how_it_came() {
        let holidays = BankHolidays::england_and_wales();
        let thursday = date(2026, 4, 2); // Good Friday follows
        for (by, expected) in [
            (NoticeBy::Hand, date(2026, 4, 2)),
            (NoticeBy::Delivered, date(2026, 4, 3)),
            (NoticeBy::Post, date(2026, 4, 8)),
        ] {
            assert_eq!(notice_counts_from(by, thursday, &holidays), expected);
        }
    }
}
