//! JSON schemas of what is sent: one variant a kind of entry, with the patterns that ids, moments and
//! national codes have, so that what a program makes from the schema is mostly taken.

use care::entry::{Kind, Shape};
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::write::MOST;

/// A UUID as text.
pub(crate) const UUID: &str = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";
/// An instant with its offset.
pub(crate) const INSTANT: &str = "^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-5][0-9](\\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})$";

/// What `POST /api/v1/entries` takes.
pub(crate) fn sent(generator: &mut SchemaGenerator) -> Schema {
    let kinds: Vec<Value> = Kind::ALL.iter().map(|kind| entry(*kind, generator).into()).collect();
    let name = "SentEntry";
    let one =
        json!({ "description": "An entry as it is sent: a new one, or a new version.", "oneOf": kinds });
    generator.definitions_mut().insert(name.to_owned(), one);
    let one = json!({ "$ref": format!("#/components/schemas/{name}") });
    json_schema!({
        "anyOf": [one, { "type": "array", "minItems": 1, "maxItems": MOST, "items": one }]
    })
}

fn entry(kind: Kind, generator: &mut SchemaGenerator) -> Schema {
    let body = kind.schema(generator);
    let id = match kind.shape() {
        Shape::Document => {
            "Follows from the subject: ask for the subject's document, or send the id that a refusal names."
        }
        Shape::Series => "Made where the entry is made; UUID version 7 sorts best.",
    };
    json_schema!({
        "title": kind.label(),
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "kind", "subject", "happened_at", "body"],
        "properties": {
            "id": { "type": "string", "format": "uuid", "pattern": UUID, "description": id },
            "kind": { "const": kind.text() },
            "subject": { "type": "string", "format": "uuid", "pattern": UUID, "description": "Whom or what it is about." },
            "team": { "type": ["string", "null"], "format": "uuid", "description": "The team in whose name it is written; the subject's when absent." },
            "happened_at": { "type": "string", "format": "date-time", "pattern": INSTANT, "description": "When it happened, with its offset from UTC." },
            "from_version": { "type": ["integer", "null"], "minimum": 0, "maximum": 4294967294_u32, "default": 0, "description": "The version it was made from; 0 for a new entry." },
            "reason": { "type": ["string", "null"], "maxLength": 2000, "description": "Why an earlier version is corrected." },
            "body": body
        }
    })
}
