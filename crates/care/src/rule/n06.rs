//! N6: no low, medium or high suicide-risk label, score or predictor anywhere. A tier is contact
//! intensity. Hard. Source: NHS England, "Staying safe from suicide", April 2025.

/// The words of a risk label in a text that names a level, if there are any.
#[must_use]
pub fn risk_label(text: &str) -> Option<&'static str> {
    const LABELS: &[&str] = &[
        "low risk",
        "medium risk",
        "moderate risk",
        "high risk",
        "low-risk",
        "medium-risk",
        "high-risk",
        "risk: low",
        "risk: medium",
        "risk: high",
        "risk low",
        "risk medium",
        "risk high",
        "risk score",
    ];
    let text = text.to_lowercase();
    LABELS.iter().copied().find(|label| text.contains(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n06_a_level_of_risk_is_no_reason_for_a_tier() {
        assert_eq!(risk_label("High risk of suicide"), Some("high risk"));
        assert_eq!(risk_label("Risk: medium"), Some("risk: medium"));
        assert_eq!(risk_label("Two early signs since Monday, wants daily visits"), None);
        assert_eq!(risk_label("At risk of losing his tenancy"), None);
    }

    #[test]
    fn n06_no_tier_is_named_by_a_level() {
        for tier in crate::entry::tier::TierName::ALL {
            let words = format!("{} {}", tier.label(), tier.meaning()).to_lowercase();
            assert!(!words.contains("risk"), "{words}");
        }
    }
}
