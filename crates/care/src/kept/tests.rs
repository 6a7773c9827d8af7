use jiff::civil::{date, time};
use serde_json::json;

use super::*;

fn wishes() -> Preferences {
    serde_json::from_value(json!({
        "kept_times": [
            {"what": "Friday prayers", "weekdays": ["friday"], "from": "12:30", "until": "14:30"},
            {"what": "Evening prayer", "weekdays": ["monday", "friday"], "from": "22:00", "until": "23:59"},
        ],
        "festivals": ["eid_al_fitr"],
        "kept_days": [{"what": "Day of the mother's death", "from": "2026-11-20", "until": "2026-11-20"}],
    }))
    .unwrap()
}

fn at(day: Date, hour: i8, minute: i8) -> Timestamp {
    moment::start_of(day, time(hour, minute, 0, 0))
}

#[test]
fn p03_a_visit_falls_into_what_is_kept_free_or_touches_it() {
    let friday = date(2026, 11, 27);
    for (day, hour, minute, minutes, expected) in [
        (friday, 11, 45, 45, None),
        (friday, 11, 46, 45, Some(true)),
        (friday, 14, 29, 10, Some(true)),
        (friday, 14, 30, 45, None),
        (date(2026, 11, 26), 13, 0, 45, None),
        (friday, 23, 59, 10, Some(true)),
        // Sunday night into Monday is free; Monday night is not.
        (date(2026, 11, 29), 23, 50, 30, None),
        (date(2026, 11, 30), 21, 50, 30, Some(true)),
        (date(2026, 11, 20), 9, 0, 45, Some(false)),
        // A visit that begins the evening before lasts into the day.
        (date(2026, 11, 19), 23, 50, 30, Some(false)),
        (date(2026, 3, 21), 16, 0, 45, Some(false)),
        (date(2026, 3, 22), 16, 0, 45, None),
    ] {
        let found = against(&wishes(), at(day, hour, minute), minutes);
        assert_eq!(found.as_ref().map(|kept| kept.weekly), expected, "{day} {hour}:{minute} {found:?}");
    }
}

#[test]
fn p03_the_clocks_change_and_the_prayer_stays_at_half_past_twelve() {
    let mut wishes = wishes();
    wishes.kept_times[0].weekdays = vec![Weekday::Sunday];
    for day in [date(2026, 3, 29), date(2026, 10, 25)] {
        assert!(against(&wishes, at(day, 13, 0), 30).is_some(), "{day}");
        assert!(against(&wishes, at(day, 14, 30), 30).is_none(), "{day}");
    }
}

#[test]
fn p03_what_is_left_to_start_in() {
    let (friday, usual) = (date(2026, 11, 27), (9 * 60, 17 * 60));
    assert_eq!(free_starts(&wishes(), friday, 45, usual), [(540, 705), (870, 1020)]);
    assert_eq!(free_starts(&wishes(), date(2026, 11, 26), 45, usual), [usual]);
    assert_eq!(free_starts(&wishes(), date(2026, 11, 20), 45, usual), []);
    // Nothing longer than what is left before, and every start that is left keeps the time free.
    assert_eq!(free_starts(&wishes(), friday, 300, (9 * 60, 14 * 60)), []);
    for minutes in [5, 45, 120] {
        for (from, to) in free_starts(&wishes(), friday, minutes, usual) {
            for start in from..=to {
                let hour = i8::try_from(start / 60).unwrap();
                let minute = i8::try_from(start % 60).unwrap();
                assert_eq!(against(&wishes(), at(friday, hour, minute), minutes), None, "{start} {minutes}");
            }
        }
    }
}

#[test]
fn p03_what_is_kept_free_is_told_with_its_next_days() {
    assert_eq!(
        told(&wishes(), date(2026, 11, 18)),
        [
            "Friday prayers (Fridays, 12:30pm to 2:30pm)",
            "Evening prayer (Mondays, Fridays, 10pm to 11:59pm)",
            "Eid al-Fitr (by the moon: ask): Tue 9 Mar to 10 March 2027",
            "Day of the mother's death: 20 November 2026",
        ]
    );
    let after = told(&wishes(), date(2030, 1, 1));
    assert_eq!(after[2], "Eid al-Fitr (by the moon: ask): ask for the days, the table ends in 2028");
}

#[test]
fn p03_a_kept_time_is_written_as_it_is_typed_and_has_an_end_after_its_beginning() {
    let json = serde_json::to_value(&wishes().kept_times[0]).unwrap();
    assert_eq!((json["from"].as_str(), json["until"].as_str()), (Some("12:30"), Some("14:30")));
    let mut wrong = wishes();
    wrong.kept_times[0].until = time(12, 30, 0, 0);
    wrong.kept_times[1].weekdays.clear();
    wrong.festivals = vec!["may_ball".to_owned()];
    wrong.kept_days[0].until = date(2026, 11, 19);
    let fields: Vec<String> = wrong.check().into_iter().map(|problem| problem.field).collect();
    assert_eq!(fields, ["kept_times.0.until", "kept_times.1.weekdays", "festivals.0", "kept_days.0.until"]);
    assert!(wishes().check().is_empty());
}
