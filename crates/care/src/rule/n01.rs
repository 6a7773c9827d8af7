//! N1: non-attendance, no access or non-engagement is never a reason for discharge and never the
//! sole content of a discharge rationale. Hard. Source: NHS England letter PRN01524, August 2024.

/// Words that say only that somebody was not there.
const MISSED_WORDS: &[&str] = &[
    "dna",
    "did not attend",
    "didn't attend",
    "failed to attend",
    "non-attendance",
    "non attendance",
    "not attending",
    "did not engage",
    "didn't engage",
    "non-engagement",
    "non engagement",
    "not engaging",
    "disengaged",
    "refuses to engage",
    "refused to engage",
    "no access",
    "no contact",
    "non-compliant",
    "non compliance",
    "non-compliance",
    "could not be contacted",
    "unable to contact",
    "lost to follow-up",
    "lost to follow up",
    "uncontactable",
];

/// Whether a rationale says nothing but that the person was not there: once the words of missed
/// contact are taken out, fewer than five words are left to carry a reason.
#[must_use]
pub fn only_missed_contact(rationale: &str) -> bool {
    let mut text = rationale.to_lowercase().replace('\u{2019}', "'");
    let before = text.len();
    for words in MISSED_WORDS {
        text = text.replace(words, " ");
    }
    if text.len() == before {
        return false;
    }
    let left = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| {
            word.len() > 2 && !matches!(*word, "the" | "and" | "with" | "has" | "was" | "due" | "for")
        })
        .filter(|word| {
            !matches!(
                *word,
                "times"
                    | "appointments"
                    | "appointment"
                    | "repeatedly"
                    | "discharge"
                    | "discharged"
                    | "visits"
                    | "visit"
                    | "team"
                    | "service"
                    | "services"
                    | "patient"
                    | "client"
                    | "person"
                    | "three"
                    | "several"
            )
        })
        .count();
    left < 5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rationale: &str, refused: bool) {
        assert_eq!(only_missed_contact(rationale), refused, "{rationale}");
    }

    #[test]
    fn n01_missed_contact_is_no_ground_for_discharge() {
        check("DNA", true);
        check("DNA x 3", true);
        check("Did not attend three appointments, discharged.", true);
        check("Patient didn\u{2019}t engage with the team", true);
        check("Disengaged", true);
        check("Non-compliant and could not be contacted for several visits", true);
        check(
            "Now settled in her own flat, back at college two days a week, sees Dr Fell at the surgery",
            false,
        );
        check(
            "Missed some visits (DNA) but has been well for two years, works at the market and chose the town team",
            false,
        );
    }
}
