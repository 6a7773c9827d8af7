//! What every page has around its content: who is logged in, where they can go, what went wrong.
//! Not the content itself.

use super::forms::Problem;
use serde::Serialize;

/// The variables of `layout/page.html`.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Frame {
    /// The response's one-time word that lets our own scripts run under its Content-Security-Policy.
    pub(crate) csp_nonce: String,
    /// The session's token against forged requests; every form that changes something carries it.
    pub(crate) csrf: String,
    /// Who is logged in, if anybody.
    pub(crate) account: Option<Account>,
    /// The main menu.
    pub(crate) nav: Vec<NavItem>,
    /// What is wrong with what was sent, shown at the top of the page and in its title.
    pub(crate) problems: Vec<Problem>,
    /// What was just done, shown once after a redirect.
    pub(crate) notice: Option<Notice>,
    /// Whether this organisation may show the NHS logo; it is not free to use.
    pub(crate) nhs_logo: bool,
    /// The organisation's name in the footer, if configured.
    pub(crate) organisation: Option<String>,
    /// What paper says at its top: when it was printed, and by whom.
    pub(crate) printed_by: String,
}

/// Who is logged in.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Account {
    /// The name as the person's colleagues know it.
    pub(crate) name: String,
    /// Their own page.
    pub(crate) href: Option<String>,
}

/// One line of the main menu.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NavItem {
    /// Where it leads.
    pub(crate) href: String,
    /// What it is called.
    pub(crate) text: String,
    /// Whether the visitor is there now.
    pub(crate) current: bool,
}

/// A message about something done.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Notice {
    /// One plain sentence.
    pub(crate) text: String,
    /// Whether it is good news (green) or only news (blue).
    pub(crate) success: bool,
}
