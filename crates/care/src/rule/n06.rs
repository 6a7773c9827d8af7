//! N6: no low, medium or high suicide-risk label, score or predictor anywhere. A tier is contact
//! intensity. Hard. Source: NHS England, "Staying safe from suicide", April 2025.

/// Words that grade.
const LEVELS: &[&str] = &["low", "medium", "moderate", "high", "lower", "higher", "lowest", "highest"];
/// Words that may stand between a grade and the word risk.
const BETWEEN: &[&str] =
    &["suicide", "suicidal", "self", "harm", "is", "remains", "currently", "level", "of", "very"];
/// Words that make a score of it.
const SCORES: &[&str] =
    &["score", "scores", "rating", "ratings", "level", "levels", "grade", "stratification"];

/// The words of a risk label in a text, as they were written, if there are any.
#[must_use]
pub fn risk_label(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.iter().enumerate().filter(|(_, word)| *word == "risk" || *word == "risks").find_map(|(at, _)| {
        let before = words.get(..at).unwrap_or_default();
        let after = words.get(at..).unwrap_or_default();
        graded(before.iter().rev(), at)
            .or_else(|| scored(after))
            .map(|(from, to)| words.get(at + 1 - from..=at + to).unwrap_or_default().join(" "))
    })
}

/// How many words, counted back from "risk" and with it, reach a grade: "high suicide risk" is three.
fn graded<'a>(before: impl Iterator<Item = &'a String>, most: usize) -> Option<(usize, usize)> {
    for (steps, word) in before.take(most.min(3)).enumerate() {
        if LEVELS.contains(&word.as_str()) {
            return Some((steps + 2, 0));
        }
        if !matches!(word.as_str(), "suicide" | "suicidal" | "self" | "harm") {
            return None;
        }
    }
    None
}

/// How many words after "risk" reach a grade or a score: "risk of suicide is high" is four.
fn scored(from_risk: &[String]) -> Option<(usize, usize)> {
    for (steps, word) in from_risk.iter().enumerate().skip(1).take(5) {
        let word = word.as_str();
        if LEVELS.contains(&word) || (steps == 1 && SCORES.contains(&word)) {
            return Some((1, steps));
        }
        if !BETWEEN.contains(&word) {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(risk_label(text).as_deref(), expected, "{text}");
    }

    #[test]
    fn n06_a_level_of_risk_is_no_reason_for_a_tier() {
        check("High risk of suicide", Some("high risk"));
        check("HIGH\n  RISK", Some("high risk"));
        check("Now low-risk again", Some("low risk"));
        check("Risk: medium", Some("risk medium"));
        check("moderate suicide risk", Some("moderate suicide risk"));
        check("high risk/self-harm", Some("high risk"));
        check("Very high self-harm risk", Some("high self harm risk"));
        check("Risk of suicide is high", Some("risk of suicide is high"));
        check("The risk remains low.", Some("risk remains low"));
        check("risk score 7", Some("risk score"));
        check("Risk rating: amber", Some("risk rating"));
        check("higher risk since Monday", Some("higher risk"));
    }

    #[test]
    fn n06_what_happened_and_what_is_needed_is_welcome() {
        for text in [
            "Two early signs since Monday, wants daily visits",
            "At risk of losing his tenancy",
            "Follow risk plan of the ward",
            "Slow risk of damp, high rent",
            "Talked about risks of stopping clozapine, high spirits",
            "Low mood, high energy at night",
            "",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn n06_no_tier_is_named_by_a_level() {
        for tier in crate::entry::tier::TierName::ALL {
            let words = format!("{} {}", tier.label(), tier.meaning()).to_lowercase();
            assert!(!words.contains("risk"), "{words}");
        }
    }
}
