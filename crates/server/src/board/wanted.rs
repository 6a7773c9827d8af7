//! What somebody wants to see of the board: filters, search, order, the form of the page. Read from
//! the address; a value that means nothing is taken as none, so that an old bookmark still works.

use std::sync::Arc;

use care::entry::tier::TierName;
use care::search_key;
use uuid::Uuid;

use super::view::RowView;
use crate::request::Request;

/// The order of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sort {
    /// As the daily handover goes (domain 4.2).
    #[default]
    Handover,
    /// By name.
    Name,
    /// Never seen first, then the longest ago.
    LastSeen,
    /// No visit first, then the earliest.
    NextVisit,
    /// By key worker, nobody first.
    KeyWorker,
}

impl Sort {
    const ALL: [(Sort, &'static str, &'static str); 5] = [
        (Sort::Handover, "", "Handover order"),
        (Sort::Name, "name", "Name"),
        (Sort::LastSeen, "seen", "Last seen, longest ago first"),
        (Sort::NextVisit, "visit", "Next visit, none first"),
        (Sort::KeyWorker, "worker", "Key worker"),
    ];

    /// As the address and the page say it.
    pub(crate) fn choices() -> impl Iterator<Item = (&'static str, &'static str)> {
        Self::ALL.iter().map(|(_, value, text)| (*value, *text))
    }

    fn read(text: &str) -> Sort {
        Self::ALL.iter().find(|(_, value, _)| *value == text).map_or(Sort::Handover, |(sort, ..)| *sort)
    }
}

/// Whose people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Those for whom the reader is named.
    Mine(Uuid),
    /// Those without a key worker.
    Nobodys,
    /// Those of one key worker.
    Of(Uuid),
}

/// Which tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TierWanted {
    /// This one.
    Is(TierName),
    /// None decided.
    Undecided,
}

/// What is wanted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// Words of the search.
    pub(crate) words: String,
    /// Only one tier.
    pub(crate) tier: Option<TierWanted>,
    /// Only somebody's people.
    pub(crate) whose: Option<Whose>,
    /// Only those with a reason of this place.
    pub(crate) why: Option<u8>,
    /// The order.
    pub(crate) sort: Sort,
    /// For a screen on the wall.
    pub(crate) big: bool,
    /// Initials instead of names, where visitors may see the screen.
    pub(crate) initials: bool,
}

impl Wanted {
    /// Reads what is wanted.
    pub(crate) fn read(request: &Request, me: Uuid) -> Wanted {
        let query = |name| request.query(name).unwrap_or_default();
        Wanted {
            words: query("q").trim().to_owned(),
            tier: read_tier(query("tier")),
            whose: match query("who") {
                "mine" => Some(Whose::Mine(me)),
                "none" => Some(Whose::Nobodys),
                text => Uuid::try_parse(text).ok().map(Whose::Of),
            },
            why: query("why").parse().ok().filter(|place| care::board::group_label(*place).is_some()),
            sort: Sort::read(query("sort")),
            big: query("screen") == "big",
            initials: query("names") == "initials",
        }
    }

    /// Whether anybody may be left out.
    pub(crate) fn filters(&self) -> bool {
        !self.words.is_empty() || self.tier.is_some() || self.whose.is_some() || self.why.is_some()
    }

    /// The rows wanted, in the order wanted.
    pub(crate) fn pick<'a>(&self, rows: &'a [Arc<RowView>]) -> Vec<&'a RowView> {
        let words = search_key::query_tokens(&self.words);
        let wanted = |row: &RowView| self.takes(row) && (self.words.is_empty() || found(&words, row));
        let mut rows: Vec<_> = rows.iter().map(AsRef::as_ref).filter(|row| wanted(row)).collect();
        match self.sort {
            Sort::Handover => {}
            Sort::Name => rows.sort_by_key(|row| &row.sort),
            Sort::LastSeen => rows.sort_by_key(|row| row.last_seen.as_ref().map(|seen| seen.at)),
            Sort::NextVisit => rows.sort_by_key(|row| row.next_visit.as_ref().map(|visit| visit.at)),
            Sort::KeyWorker => {
                rows.sort_by_key(|row| (row.key_worker.as_ref().map(|worker| &worker.name), &row.sort));
            }
        }
        rows
    }

    fn takes(&self, row: &RowView) -> bool {
        let tier = match self.tier {
            None => true,
            Some(TierWanted::Is(tier)) => row.tier == Some(tier),
            Some(TierWanted::Undecided) => row.tier.is_none(),
        };
        let whose = match self.whose {
            None => true,
            Some(Whose::Mine(me)) => row.named.contains(&me),
            Some(Whose::Nobodys) => row.key_worker.is_none(),
            Some(Whose::Of(id)) => row.key_worker.as_ref().is_some_and(|worker| worker.id == id),
        };
        let why = self.why.is_none_or(|place| row.reasons.iter().any(|reason| reason.place == place));
        tier && whose && why
    }
}

fn read_tier(text: &str) -> Option<TierWanted> {
    if text == "none" {
        return Some(TierWanted::Undecided);
    }
    TierName::ALL.iter().find(|tier| tier.label().eq_ignore_ascii_case(text)).map(|t| TierWanted::Is(*t))
}

fn found(words: &[String], row: &RowView) -> bool {
    let mut index = search_key::index_tokens(&row.name);
    index.extend(row.nhs_number.clone());
    search_key::matches(words, &index)
}
