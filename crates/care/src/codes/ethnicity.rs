//! Ethnic category as the person states it (MHSDS `EthnicCategory`). Not stated is asked and declined; not
//! known is not asked: one never becomes the other (BI27, BI29).

use super::Code;

national! {
    /// Ethnic category, national codes of 2001.
    "ethnic category":
    Code::new("A", "White: British"),
    Code::new("B", "White: Irish"),
    Code::new("C", "White: any other White background"),
    Code::new("D", "Mixed: White and Black Caribbean"),
    Code::new("E", "Mixed: White and Black African"),
    Code::new("F", "Mixed: White and Asian"),
    Code::new("G", "Mixed: any other mixed background"),
    Code::new("H", "Asian or Asian British: Indian"),
    Code::new("J", "Asian or Asian British: Pakistani"),
    Code::new("K", "Asian or Asian British: Bangladeshi"),
    Code::new("L", "Asian or Asian British: any other Asian background"),
    Code::new("M", "Black or Black British: Caribbean"),
    Code::new("N", "Black or Black British: African"),
    Code::new("P", "Black or Black British: any other Black background"),
    Code::new("R", "Other: Chinese"),
    Code::new("S", "Other: any other ethnic group"),
    Code::new("Z", "Not stated (asked, preferred not to say)"),
    Code::new("99", "Not known (not asked)"),
}
