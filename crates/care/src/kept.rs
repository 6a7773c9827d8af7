//! Where the times that a person keeps free fall: prayer times, festivals, days of their own (P03).
//! Pure; what a visit in such a time needs is in `rule::visit`, what planning does about it in `needs`.

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use crate::entry::around::Preferences;
use crate::entry::kept::{KeptTime, Weekday};
use crate::entry::visit::VisitSeries;
use crate::moment;
use crate::settings::festival;

/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;

/// A time that is kept free and that a visit would fall into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What it is kept free for, and when: "Friday prayers (Fridays, 12:30pm to 2:30pm)".
    pub words: String,
    /// It comes every week: a series would always fall into it.
    pub weekly: bool,
}

/// The first time kept free that a visit falls into, weekly ones first.
#[must_use]
pub fn against(preferences: &Preferences, starts: Timestamp, minutes: u16) -> Option<Kept> {
    let day = moment::local_day(starts);
    let from = minute(moment::local_time(starts));
    let to = from.saturating_add(minutes);
    // A visit over midnight is in both days (BI43).
    let over =
        to.checked_sub(DAY_MINUTES).filter(|rest| *rest > 0).map(|rest| (moment::add_days(day, 1), 0, rest));
    let parts: Vec<(Date, u16, u16)> = std::iter::once((day, from, to)).chain(over).collect();
    parts
        .iter()
        .find_map(|(day, from, to)| weekly(preferences, *day, *from, *to))
        .or_else(|| parts.iter().find_map(|(day, ..)| whole_day(preferences, *day)))
}

fn weekly(preferences: &Preferences, day: Date, from: u16, to: u16) -> Option<Kept> {
    let weekday = Weekday::of(day);
    let kept = preferences.kept_times.iter().filter(|kept| kept.weekdays.contains(&weekday));
    let mut hit = kept.filter(|kept| from < end(kept) && minute(kept.from) < to);
    hit.next().map(|kept| Kept { words: words(kept), weekly: true })
}

/// The festival, or the day of their own, that a day is kept free for.
#[must_use]
pub fn whole_day(preferences: &Preferences, day: Date) -> Option<Kept> {
    let within = |from: Date, until: Date| from <= day && day <= until;
    let festivals = preferences.festivals.iter().filter_map(|code| festival::of(code));
    let feast = festivals.into_iter().find(|one| one.days.iter().any(|(from, until)| within(*from, *until)));
    let named = feast.map(|feast| feast.label.to_owned());
    let own = preferences.kept_days.iter().find(|own| within(own.from, own.until));
    let what = named.or_else(|| own.map(|own| own.what.clone()))?;
    Some(Kept { words: format!("{what} ({})", moment::day_words_short(day)), weekly: false })
}

/// What is kept free every week and a series would always fall into; nothing when somebody says why it
/// must be then. Festivals are pointed out day by day.
#[must_use]
pub fn against_series(preferences: Option<&Preferences>, series: &VisitSeries) -> Option<Kept> {
    let preferences = preferences.filter(|wishes| !wishes.kept_times.is_empty())?;
    if series.time_override.as_deref().is_some_and(crate::text::has_words) {
        return None;
    }
    let visits = series.visits(uuid::Uuid::nil());
    let mut found = visits.iter().filter_map(|(_, starts, _)| against(preferences, *starts, series.minutes));
    found.find(|kept| kept.weekly)
}

/// Minutes of a day between which a visit of so many minutes may start, within a window, without falling
/// into a time kept free.
#[must_use]
pub fn free_starts(
    preferences: &Preferences,
    day: Date,
    minutes: u16,
    window: (u16, u16),
) -> Vec<(u16, u16)> {
    if whole_day(preferences, day).is_some() {
        return Vec::new();
    }
    let weekday = Weekday::of(day);
    let mut free = vec![window];
    for kept in preferences.kept_times.iter().filter(|kept| kept.weekdays.contains(&weekday)) {
        // A start is too late when the visit would still last at the beginning of what is kept free.
        let (last_before, first_after) = (minute(kept.from).checked_sub(minutes), end(kept));
        let mut left = Vec::new();
        for (from, to) in free {
            left.extend(last_before.map(|last| (from, to.min(last))).filter(|(from, to)| from <= to));
            left.extend(Some((from.max(first_after), to)).filter(|(from, to)| from <= to));
        }
        free = left;
    }
    free.sort_unstable();
    free.dedup();
    free
}

/// Times kept free, each as a page says it: those of the week, festivals and days of their own to come.
#[must_use]
pub fn told(preferences: &Preferences, today: Date) -> Vec<String> {
    let mut told: Vec<String> = preferences.kept_times.iter().map(words).collect();
    for festival in preferences.festivals.iter().filter_map(|code| festival::of(code)) {
        let next = festival.days.iter().find(|(_, until)| *until >= today);
        told.push(match next {
            Some((from, until)) => format!("{}: {}", festival.label, days(*from, *until)),
            None => {
                format!("{}: ask for the days, the table ends in {}", festival.label, festival::LAST_YEAR)
            }
        });
    }
    let own = preferences.kept_days.iter().filter(|own| own.until >= today);
    told.extend(own.map(|own| format!("{}: {}", own.what, days(own.from, own.until))));
    told
}

/// What is kept free, without the days of this year or the next.
#[must_use]
pub fn names(preferences: &Preferences) -> String {
    let mut names: Vec<String> = preferences.kept_times.iter().map(words).collect();
    names.extend(
        preferences.festivals.iter().filter_map(|code| festival::of(code)).map(|one| one.label.to_owned()),
    );
    names.extend(
        preferences.kept_days.iter().map(|own| format!("{}: {}", own.what, days(own.from, own.until))),
    );
    names.join("; ")
}

fn days(from: Date, until: Date) -> String {
    if from == until {
        return moment::day_words(from);
    }
    format!("{} to {}", moment::day_words_short(from), moment::day_words(until))
}

fn words(kept: &KeptTime) -> String {
    let days: Vec<String> = kept.weekdays.iter().map(|day| format!("{}s", day.label())).collect();
    let (from, until) = (moment::time_words(kept.from), moment::time_words(kept.until));
    format!("{} ({}, {from} to {until})", kept.what, days.join(", "))
}

fn minute(time: Time) -> u16 {
    u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs())
}

/// The end of a kept time; a minute before midnight is midnight.
fn end(kept: &KeptTime) -> u16 {
    let end = minute(kept.until);
    if end + 1 == DAY_MINUTES { DAY_MINUTES } else { end }
}

#[cfg(test)]
mod tests;
