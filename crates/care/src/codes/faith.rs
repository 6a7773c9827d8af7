//! Faith as the person states it, with codes of our own: free text stands beside it in the record.

use super::Code;

national! {
    /// Faith.
    "faith":
    Code::new("none", "No religion"),
    Code::new("christian", "Christian"),
    Code::new("church_of_england", "Church of England"),
    Code::new("roman_catholic", "Roman Catholic"),
    Code::new("orthodox", "Orthodox Christian"),
    Code::new("baptist", "Baptist"),
    Code::new("methodist", "Methodist"),
    Code::new("pentecostal", "Pentecostal"),
    Code::new("quaker", "Quaker"),
    Code::new("salvation_army", "Salvation Army"),
    Code::new("seventh_day_adventist", "Seventh-day Adventist"),
    Code::new("jehovahs_witness", "Jehovah's Witness"),
    Code::new("latter_day_saint", "Latter-day Saint"),
    Code::new("buddhist", "Buddhist"),
    Code::new("hindu", "Hindu"),
    Code::new("jewish", "Jewish"),
    Code::new("muslim", "Muslim"),
    Code::new("sunni", "Muslim, Sunni"),
    Code::new("shia", "Muslim, Shia"),
    Code::new("ahmadi", "Muslim, Ahmadi"),
    Code::new("sikh", "Sikh"),
    Code::new("bahai", "Bahai"),
    Code::new("jain", "Jain"),
    Code::new("pagan", "Pagan"),
    Code::new("rastafari", "Rastafari"),
    Code::new("spiritualist", "Spiritualist"),
    Code::new("zoroastrian", "Zoroastrian"),
    Code::new("humanist", "Humanist"),
    Code::new("other", "Another faith"),
    Code::new("not_stated", "Not stated (asked, preferred not to say)"),
    Code::new("not_known", "Not known (not asked)"),
}
