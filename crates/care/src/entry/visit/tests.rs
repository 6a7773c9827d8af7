use jiff::civil::{date, time};

use super::*;

fn series(from: Date, until: Date, weekdays: &[u8], every: Every) -> VisitSeries {
    VisitSeries {
        workers: vec![Uuid::from_u128(2)],
        from,
        until,
        weekdays: weekdays.to_vec(),
        every,
        at: time(10, 0, 0, 0),
        minutes: 45,
        place: "A01".to_owned(),
        where_exactly: None,
        purposes: vec![Purpose::Engagement],
        note: None,
        two_person: false,
        place_override: None,
        time_override: None,
        agreed: false,
    }
}

fn starts(series: &VisitSeries) -> Vec<String> {
    series.visits(Uuid::nil()).iter().map(|(_, at, day)| format!("{day} {at}")).collect()
}

#[test]
fn bi49_a_series_keeps_its_local_time_over_both_clock_changes() {
    // Clocks go forward on 29 March 2026 and back on 25 October 2026.
    let spring = series(date(2026, 3, 26), date(2026, 4, 3), &[4, 7], Every::Week);
    assert_eq!(
        starts(&spring),
        [
            "2026-03-26 2026-03-26T10:00:00Z",
            "2026-03-29 2026-03-29T09:00:00Z",
            "2026-04-02 2026-04-02T09:00:00Z"
        ]
    );
    let autumn = series(date(2026, 10, 22), date(2026, 10, 30), &[4, 7], Every::Week);
    assert_eq!(
        starts(&autumn),
        [
            "2026-10-22 2026-10-22T09:00:00Z",
            "2026-10-25 2026-10-25T10:00:00Z",
            "2026-10-29 2026-10-29T10:00:00Z"
        ]
    );
}

#[test]
fn bi49_a_time_that_does_not_exist_or_comes_twice_still_has_its_visit() {
    let at = |from, at| VisitSeries { at, ..series(from, from, &[7], Every::Week) };
    assert_eq!(starts(&at(date(2026, 3, 29), time(1, 30, 0, 0))), ["2026-03-29 2026-03-29T01:30:00Z"]);
    assert_eq!(starts(&at(date(2026, 10, 25), time(1, 30, 0, 0))), ["2026-10-25 2026-10-25T00:30:00Z"]);
}

#[test]
fn a_series_goes_on_over_the_end_of_the_year() {
    let days = |every| -> Vec<String> {
        let series = series(date(2026, 12, 16), date(2027, 1, 31), &[1, 3], every);
        series.visits(Uuid::nil()).iter().map(|(.., day)| day.strftime("%-d %b").to_string()).collect()
    };
    let every_week = [
        "16 Dec", "21 Dec", "23 Dec", "28 Dec", "30 Dec", "4 Jan", "6 Jan", "11 Jan", "13 Jan", "18 Jan",
        "20 Jan", "25 Jan", "27 Jan",
    ];
    assert_eq!(days(Every::Week), every_week);
    assert_eq!(days(Every::TwoWeeks), ["16 Dec", "28 Dec", "30 Dec", "11 Jan", "13 Jan", "25 Jan", "27 Jan"]);
    assert_eq!(days(Every::FourWeeks), ["16 Dec", "11 Jan", "13 Jan"]);
}

#[test]
fn a_day_of_a_series_always_has_the_same_id() {
    let short = series(date(2026, 11, 2), date(2026, 11, 30), &[1], Every::Week);
    let long = VisitSeries { until: date(2027, 3, 1), ..short.clone() };
    let id = Uuid::from_u128(9);
    assert_eq!(short.visits(id), long.visits(id)[..5]);
    assert_eq!(short.visits(id)[0].0, VisitSeries::visit_id(id, date(2026, 11, 2)));
}

#[test]
fn a_series_lasts_at_most_a_year_and_has_a_visit() {
    let check = |series: &VisitSeries, expected: &[&str]| {
        let said: Vec<String> = series.check().into_iter().map(|p| p.sentence).collect();
        assert_eq!(said, expected);
    };
    let from = date(2026, 11, 18);
    check(&series(from, date(2027, 11, 18), &[3], Every::Week), &[]);
    check(
        &series(from, date(2027, 11, 19), &[3], Every::Week),
        &["Choose a last day within one year of the first day."],
    );
    check(
        &series(from, date(2026, 11, 17), &[3], Every::Week),
        &["The last day must not be before the first day."],
    );
    check(
        &series(from, date(2026, 11, 20), &[1], Every::Week),
        &["No visit falls between the first and the last day."],
    );
    check(
        &series(from, date(2026, 11, 20), &[8], Every::Week),
        &["Choose at least one day of the week.", "No visit falls between the first and the last day."],
    );
    let whole = series(date(2024, 2, 29), date(2025, 2, 28), &[1, 2, 3, 4, 5, 6, 7], Every::Week);
    assert_eq!((whole.check(), whole.visits(Uuid::nil()).len()), (Vec::new(), 366));
}

#[test]
fn bi42_bi43_a_visit_lasts_its_elapsed_minutes_over_midnight_and_clock_changes() {
    let visit = series(date(2026, 3, 28), date(2026, 3, 29), &[6], Every::Week).visit(Uuid::nil());
    let ends = |starts: &str, minutes| {
        let visit = Visit { minutes, ..visit.clone() };
        moment::moment_words(visit.planned_end(starts.parse().unwrap()))
    };
    assert_eq!(ends("2026-03-29T00:30:00Z", 60), "29 March 2026 at 2:30am");
    assert_eq!(ends("2026-10-24T23:30:00Z", 180), "25 October 2026 at 2:30am");
    assert_eq!(ends("2026-08-06T22:30:00Z", 60), "7 August 2026 at 12:30am");
    let long = Visit { minutes: 1_560, ..visit.clone() };
    assert_eq!(long.check().len(), 1, "BI45: 26 hours are refused");
}

#[test]
fn a_visit_ends_after_it_starts_and_is_not_called_off_once_started() {
    let plan = series(date(2026, 3, 28), date(2026, 3, 29), &[6], Every::Week).visit(Uuid::nil());
    let at = |text: &str| Some(text.parse().unwrap());
    let check = |visit: &Visit, expected: &[&str]| {
        let said: Vec<String> = visit.check().into_iter().map(|p| p.field).collect();
        assert_eq!(said, expected);
    };
    check(&plan, &[]);
    let started = Visit { started_at: at("2026-03-28T10:00:00Z"), ..plan.clone() };
    check(&started, &[]);
    check(&Visit { ended_at: at("2026-03-28T09:59:00Z"), ..started.clone() }, &["ended_at"]);
    check(&Visit { ended_at: at("2026-03-28T09:59:00Z"), ..plan.clone() }, &["started_at"]);
    let off = Some(CalledOff { by: CalledOffBy::Team, why: None, decided_by: None });
    check(&Visit { called_off: off, ..started }, &["called_off"]);
    check(&Visit { two_person: true, ..plan.clone() }, &["workers"]);
    check(&Visit { workers: vec![Uuid::nil(); 2], ..plan }, &["workers"]);
}
