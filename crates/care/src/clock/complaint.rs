//! Complaints: acknowledged within three working days, answered or explained by six months.
//!
//! Source: Local Authority Social Services and NHS Complaints (England) Regulations 2009, regulations 12-14.

use jiff::civil::Date;

use super::{Due, DueKind};
use crate::bank_holiday::BankHolidays;
use crate::moment::add_months;

/// The last day for the acknowledgement: the third working day after the day it was received.
#[must_use]
pub fn acknowledge_by(received_on: Date, holidays: &BankHolidays) -> Date {
    holidays.add_working_days(received_on, 3)
}

/// The day by which a response, or the written reason why there is none, is sent.
#[must_use]
pub fn six_months(received_on: Date) -> Date {
    add_months(received_on, 6)
}

/// True within twelve months of the event, or of knowing of it. Later ones may still be accepted for good reason.
#[must_use]
pub fn is_in_time(known_on: Date, received_on: Date) -> bool {
    received_on <= add_months(known_on, 12)
}

/// The open clocks of a complaint.
#[must_use]
pub fn due(
    received_on: Date,
    acknowledged_on: Option<Date>,
    answered_on: Option<Date>,
    holidays: &BankHolidays,
    today: Date,
) -> Vec<Due> {
    let acknowledgement =
        || Due::on_day(DueKind::ComplaintAcknowledgement, acknowledge_by(received_on, holidays), 3, today);
    let response = || Due::on_day(DueKind::ComplaintResponse, six_months(received_on), 30, today);
    let mut all = Vec::new();
    all.extend(acknowledged_on.is_none().then(acknowledgement));
    all.extend(answered_on.is_none().then(response));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::DueState;
    use jiff::civil::date;

    #[test]
    fn complaint_received_thu_2_apr_2026() {
        // Domain 5.8 (Good Friday 3rd, Easter Monday 6th): "acknowledge by Thu 9 Apr 2026; six-month mark 2 Oct 2026".
        let holidays = BankHolidays::england_and_wales();
        assert_eq!(acknowledge_by(date(2026, 4, 2), &holidays), date(2026, 4, 9));
        assert_eq!(six_months(date(2026, 4, 2)), date(2026, 10, 2));
        let due = due(date(2026, 4, 2), None, None, &holidays, date(2026, 4, 10));
        assert_eq!(due[0].state, DueState::Overdue { days: 1 });
        assert_eq!(due[1].state, DueState::NotYet);
    }

    #[test]
    fn what_is_done_has_no_clock() {
        let holidays = BankHolidays::england_and_wales();
        let day = date(2026, 4, 2);
        assert_eq!(due(day, Some(day), None, &holidays, day).len(), 1);
        assert!(due(day, Some(day), Some(day), &holidays, day).is_empty());
    }

    #[test]
    fn a_complaint_is_made_within_twelve_months() {
        assert!(is_in_time(date(2025, 4, 2), date(2026, 4, 2)));
        assert!(!is_in_time(date(2025, 4, 1), date(2026, 4, 2)));
    }
}
