//! What each address of the API is for, what it may be asked and what it answers: the table from
//! which the OpenAPI document is made. A test holds it and the route table together.

use schemars::{JsonSchema, Schema, SchemaGenerator};

pub(crate) use super::operation::{Carries, Operation, Parameter, Shape};
use super::{day, needs, view, way_in, week};

/// The operation of a route.
pub(crate) fn of(method: &str, path: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.method == method && operation.path == path)
}

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

fn anything(_: &mut SchemaGenerator) -> Schema {
    schemars::json_schema!({ "type": "object" })
}

const fn parameter(name: &'static str, shape: Shape, about: &'static str) -> Parameter {
    Parameter { name, about, shape }
}

const TEAM: Parameter =
    parameter("team", Shape::Id, "A team of the caller; the caller's first team when absent.");

const fn get(
    path: &'static str,
    id: &'static str,
    words: (&'static str, &'static str),
    query: &'static [Parameter],
    answer: fn(&mut SchemaGenerator) -> Schema,
    statuses: &'static [u16],
) -> Operation {
    Operation {
        method: "GET",
        path,
        id,
        summary: words.0,
        about: words.1,
        carries: Carries::Json,
        query,
        answer,
        statuses,
    }
}

/// A day of a week, for what is about weeks.
const MONDAY: Parameter = parameter("monday", Shape::Day, "A day of the week; this week when absent.");

/// Something that is done to the plan of a week; it answers how that stands then.
const fn post(
    path: &'static str,
    id: &'static str,
    words: (&'static str, &'static str),
    query: &'static [Parameter],
) -> Operation {
    let operation = get(path, id, words, query, schema::<week::SearchView>, &[400, 404, 409, 422]);
    Operation { method: "POST", carries: Carries::Nothing, ..operation }
}

/// Every address of the API, in reading order.
pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        method: "POST",
        path: "/api/v1/entries",
        id: "appendEntries",
        summary: "Record one entry, or up to 500 in one commit",
        about: "An entry alone answers 201 when it is recorded, 200 when the same content was on disk already, and \
                problem details otherwise. An array answers 200 with one outcome for each, in order. The id is made by \
                the caller, so sending the same again is harmless. A new version names in `from_version` the version \
                it was made from. Nothing is answered before it is on disk.",
        carries: Carries::Json,
        query: &[],
        answer: schema::<view::Answered>,
        statuses: &[201, 400, 404, 409, 413, 415, 422],
    },
    get(
        "/api/v1/entries/{id}",
        "readEntry",
        ("The current version of an entry", "What may be read depends on the kind and on the role."),
        &[],
        schema::<view::EntryView>,
        &[400, 404],
    ),
    get(
        "/api/v1/entries/{id}/history",
        "readHistory",
        ("Every version of an entry, the first one first", "Nothing is ever overwritten (N12)."),
        &[],
        schema::<view::History>,
        &[400, 404],
    ),
    get(
        "/api/v1/people",
        "findPeople",
        (
            "People found by any stored name, number or street; without words, the caseload of a team",
            "Only people under the caller's teams; at most 100 when they are looked for.",
        ),
        &[parameter("q", Shape::Words, "Words to look for, in any order."), TEAM],
        schema::<view::People>,
        &[400, 404],
    ),
    get(
        "/api/v1/people/{id}",
        "readPerson",
        (
            "One person: who they are, their documents, visits ahead, and how things stand",
            "Without the right to read the record, only who they are. Another team's person is not found. Each look is written down.",
        ),
        &[],
        schema::<view::PersonView>,
        &[400, 404],
    ),
    get(
        "/api/v1/people/{id}/entries",
        "readChronology",
        ("Entries about a person, the latest first", "The current version of each; all teams' entries."),
        &[
            parameter("kind", Shape::Kinds, "Only these kinds, with commas between."),
            parameter("before", Shape::Cursor, "What an earlier page gave as `next`."),
            parameter("most", Shape::Most, "At most so many; 50 when absent."),
        ],
        schema::<view::EntryPage>,
        &[400, 404],
    ),
    get(
        "/api/v1/people/{id}/suggestions",
        "suggestKeyWorkers",
        (
            "Who could be the person's key worker, the best match first, each with the reasons",
            "By skill, relationship, the person's wish, load and nearness. It proposes; naming somebody is an entry of kind `key_worker`.",
        ),
        &[parameter("skills", Shape::Words, "Skills that the work needs, with commas between.")],
        schema::<view::Suggestions>,
        &[400, 404],
    ),
    get(
        "/api/v1/board",
        "readBoard",
        (
            "The whole caseload in the order of the daily handover, each row with its reasons",
            "Made of what is recorded now.",
        ),
        &[
            TEAM,
            parameter("on", Shape::Moment, "The moment it is arranged for; a day means nine in the morning."),
        ],
        schema::<view::BoardView>,
        &[400, 404],
    ),
    get(
        "/api/v1/cohort",
        "readCohort",
        (
            "Everybody a team knows for whom intensive care is meant, and what each is offered",
            "Who is on the caseload or has at least three of the seven signs (domain 2.2); without an offer first.",
        ),
        &[TEAM],
        schema::<view::CohortView>,
        &[400, 404],
    ),
    get(
        "/api/v1/clocks",
        "readClocks",
        (
            "Deadlines that have passed or fall due within 30 days, the earliest first",
            "Of the caseload, and of everybody who was referred and waits.",
        ),
        &[TEAM],
        schema::<view::Clocks>,
        &[400, 404],
    ),
    get(
        "/api/v1/visits",
        "readVisits",
        (
            "The visits of a day",
            "Of a team, or of one worker: then of all the caller's teams unless one is named.",
        ),
        &[
            TEAM,
            parameter("worker", Shape::Id, "Only visits of this member of staff."),
            parameter("day", Shape::Day, "The day; today when absent."),
        ],
        schema::<view::VisitList>,
        &[400, 404],
    ),
    get(
        "/api/v1/lists/{list}",
        "readList",
        (
            "People whom nobody may forget: unallocated, cover, wishes, assessments, unseen, ladder, actions",
            "The longest waiting first. An action of the list `actions` is claimed, handed on or back, or done by an entry of kind `action_update` that names it; `carried` with an `owner` claims it.",
        ),
        &[TEAM],
        schema::<view::ListView>,
        &[400, 404],
    ),
    get(
        "/api/v1/handovers",
        "readHandovers",
        ("The latest daily handovers of a team", "Each with who was there and who was spoken of."),
        &[TEAM],
        schema::<day::MeetingList>,
        &[400, 404],
    ),
    get(
        "/api/v1/handovers/{id}",
        "readHandover",
        (
            "A handover: who was spoken of, and what was said",
            "A line is an entry of kind `handover_line`; starting and ending it are versions of the handover.",
        ),
        &[],
        schema::<day::HandoverView>,
        &[400, 404],
    ),
    get(
        "/api/v1/mdts",
        "readMdts",
        ("The latest weekly MDTs of a team", ""),
        &[TEAM],
        schema::<day::MeetingList>,
        &[400, 404],
    ),
    get(
        "/api/v1/mdts/{id}",
        "readMdt",
        (
            "An MDT: its agenda as the record stands now, and what it decided",
            "A decision is an entry of kind `mdt_decision`; its intervention names a series of visits, sent before \
             it, that fits the week of the worker.",
        ),
        &[],
        schema::<day::MdtView>,
        &[400, 404],
    ),
    get(
        "/api/v1/replan",
        "readReplan",
        (
            "The visits of a colleague who is away, each with who is free for it, and who would be displaced",
            "It proposes; taking a visit over is a new version of it with other workers.",
        ),
        &[
            TEAM,
            parameter("worker", Shape::Id, "Whose day it is; needed."),
            parameter("day", Shape::Day, "The day; today when absent."),
        ],
        schema::<day::ReplanView>,
        &[400, 404],
    ),
    get(
        "/api/v1/safety",
        "readSafety",
        (
            "Who of the team is out and who is home, those first who must be thought of first",
            "With the steps of the ladder after a visit that does not end in time. What is done is an entry of kind \
             `safety_check`. Nothing here rings anybody.",
        ),
        &[TEAM],
        schema::<crate::safety::SafetyBoard>,
        &[400, 404],
    ),
    get(
        "/api/v1/teams/{id}/needs",
        "readNeeds",
        (
            "What everybody of a team needs in a week: visits planned and not planned yet, each with where it comes from",
            "It only reads. A need that nobody has planned has an id all the same, which its visit gets when a plan is accepted.",
        ),
        &[parameter("week", Shape::Day, "A Monday; this week when absent.")],
        schema::<needs::NeedList>,
        &[400, 404],
    ),
    get(
        "/api/v1/week",
        "readWeek",
        (
            "A team's week: the visits as they stand, or the open draft of a plan",
            "Drafts are entries of kind `week_plan`. An accepted one is sent last in an array with its visits; that array \
             is all or nothing, and an accepted plan whose visits say something else is refused (T04).",
        ),
        &[TEAM, parameter("monday", Shape::Day, "A day of the week; this week when absent.")],
        schema::<week::WeekView>,
        &[400, 404],
    ),
    get(
        "/api/v1/week/search",
        "readWeekSearch",
        ("Where the search for a plan of a week is, and what came of it", ""),
        &[TEAM, MONDAY],
        schema::<week::SearchView>,
        &[400, 404],
    ),
    post(
        "/api/v1/week/search",
        "searchWeek",
        (
            "Search for a plan of a week",
            "It answers at once; the search runs for some seconds and keeps what it finds as a draft, which changes no \
             visit. One search a week at a time: while one runs, this starts no other.",
        ),
        &[
            TEAM,
            MONDAY,
            parameter(
                "weights",
                Shape::Words,
                "usual, continuity or less_driving; the team's own when absent.",
            ),
        ],
    ),
    post(
        "/api/v1/week/accept",
        "acceptWeek",
        (
            "Accept the open draft of a week: its visits and itself, or nothing",
            "In the name of whoever calls, under the rules of each visit. Refused when somebody changed one of them since, \
             or when somebody of the red tier gives way without why and who decided it (T09).",
        ),
        &[
            TEAM,
            MONDAY,
            parameter("version", Shape::Words, "The version of the draft, as it was read."),
            parameter("why", Shape::Words, "Why people of the red tier give way."),
            parameter("decided_by", Shape::Id, "Who decided that."),
        ],
    ),
    post(
        "/api/v1/week/discard",
        "discardWeek",
        ("Discard the open draft of a week: visits stay as they are", ""),
        &[TEAM, MONDAY],
    ),
    get(
        "/api/v1/split",
        "readSplit",
        (
            "Hours of each profession's own work and of what all share, by week, and next week as planned",
            "For whoever has work of their own profession (T05).",
        ),
        &[TEAM],
        schema::<day::SplitView>,
        &[400, 404],
    ),
    get(
        "/api/v1/supervision",
        "readSupervision",
        (
            "Who is due for supervision, who was not spoken of for three months, and the caller's meetings",
            "Leaders see the team, everybody else themselves. Notes are for the two who met.",
        ),
        &[TEAM],
        schema::<view::SupervisionView>,
        &[400, 404],
    ),
    get(
        "/api/v1/criteria",
        "readCriteria",
        (
            "The sets of criteria of a team with approver and first day, which is in force, and to whom they were given",
            "A set is approved by an entry of kind `criteria_set`, and its supply written down by one of kind `criteria_given`.",
        ),
        &[TEAM],
        schema::<way_in::CriteriaList>,
        &[400, 404],
    ),
    get(
        "/api/v1/referrals/{id}",
        "readReferral",
        (
            "One referral: how it stands, what each criterion of its day shows with evidence, decision, documents",
            "Where referral and record disagree, both are told and nothing is settled. Only who reads records is shown theirs.",
        ),
        &[],
        schema::<way_in::ReferralView>,
        &[400, 404],
    ),
    get(
        "/api/v1/referrals",
        "readReferrals",
        (
            "The referrals of a team that are not finished, and those closed within 90 days",
            "The most pressing first.",
        ),
        &[TEAM],
        schema::<way_in::ReferralList>,
        &[400, 404],
    ),
    Operation {
        method: "POST",
        path: "/api/v1/referrals/{id}/documents",
        id: "attachDocument",
        summary: "Attach a document to a referral",
        about: "What it is, is seen in its content: a PDF, a PNG or JPEG picture, a Word document (DOCX) or plain text in \
                UTF-8, at most 10 MB. Entry and content are recorded together. The same `id`, `happened_at` and content \
                again is harmless. A document is withdrawn by the next version of its entry, with `withdrawn`.",
        carries: Carries::FileIn(&[
            parameter("id", Shape::Id, "Made by the caller."),
            parameter("happened_at", Shape::Instant, "When it was attached, by the caller's clock."),
            parameter("what", Shape::Words, "What it is, for example: discharge summary of May."),
        ]),
        query: &[],
        answer: schema::<view::Answered>,
        statuses: &[201, 400, 404, 409, 413, 422],
    },
    Operation {
        carries: Carries::FileOut,
        ..get(
            "/api/v1/referrals/{id}/documents/{document}",
            "readDocument",
            (
                "The content of a document that came with a referral",
                "Each look is written down. A document that was withdrawn is not handed out any more.",
            ),
            &[],
            anything,
            &[400, 404, 410],
        )
    },
    get(
        "/api/v1/concerns",
        "readConcerns",
        (
            "Concerns raised by a person, family or friends that a team still owns",
            "What is to be passed on comes first; those another service took stay for 90 days.",
        ),
        &[TEAM],
        schema::<way_in::ConcernList>,
        &[400, 404],
    ),
    get("/api/v1/teams", "readTeams", ("Every team", ""), &[], schema::<view::TeamList>, &[400]),
    get(
        "/api/v1/staff",
        "readStaff",
        ("Staff by name", "All that is recorded of them only for those who manage staff."),
        &[parameter("team", Shape::Id, "Only those who belong to this team today.")],
        schema::<view::StaffList>,
        &[400, 404],
    ),
    get(
        "/api/v1/me",
        "readMe",
        ("Who is calling, and what they may write", ""),
        &[],
        schema::<view::Me>,
        &[400],
    ),
    get(
        "/api/v1/kinds",
        "readKinds",
        ("Every kind of entry, who may write it, and the JSON schema of its body", ""),
        &[],
        schema::<view::Kinds>,
        &[400],
    ),
    get("/api/v1/openapi.json", "readDescription", ("This description", ""), &[], anything, &[400]),
];
