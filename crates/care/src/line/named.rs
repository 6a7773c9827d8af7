//! Times under teams, and who is named for the person there.

use super::{EpisodeNow, Line, NamedNow};
use crate::entry::Entry;
use crate::entry::episode::{Episode, KeyWorker};

impl Line {
    pub(super) fn take_named(&mut self, entry: &Entry, named: &KeyWorker) {
        // By when it was decided, not when it was written: an old decision that is corrected does not
        // come back into force.
        let order = (entry.happened_at, entry.seq);
        if self.named.as_ref().is_some_and(|now| (now.since, now.seq) >= order) {
            return;
        }
        // The wish was considered for this key worker; a new deputy alone does not undo that.
        let same = self.named.as_ref().filter(|now| now.key_worker == named.key_worker);
        let (wish, next_try) = match &named.considered {
            Some(considered) => (Some(considered.outcome), considered.next_try),
            None => same.map_or((None, None), |now| (now.wish, now.next_try)),
        };
        self.named = Some(NamedNow {
            key_worker: named.key_worker,
            deputy: named.deputy,
            mini_team: named.mini_team.clone(),
            wish,
            next_try,
            since: entry.happened_at,
            seq: entry.seq,
        });
    }

    pub(super) fn take_episode(&mut self, entry: &Entry, episode: &Episode) {
        let now = EpisodeNow {
            id: entry.id,
            team: entry.team,
            referred_on: episode.referred_on,
            accepted_on: episode.accepted_on,
            ended_on: episode.ended_on,
            last_seen_before: episode.last_seen_before,
        };
        self.episodes.retain(|e| e.id != entry.id);
        self.episodes.push(now);
        self.episodes.sort_by_key(|e| (e.referred_on, e.id));
    }
}
