//! The OpenAPI 3.1 document, made from the route table, the table of operations and the very types
//! that are read and shown. It is made once and is the same for everybody.

use std::sync::OnceLock;

use axum::http::{Method, StatusCode};
use care::entry::Kind;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::describe::{self, Carries, Operation, Shape};
use super::view::{Answered, KindView, Kinds, ProblemDetails};
use super::{ask, schema};
use crate::app::App;
use crate::error::PageError;
use crate::guard::Access;
use crate::pages::{ROUTES, Route};
use crate::request::{Reply, Request};

/// The OpenAPI document.
pub(crate) fn openapi(_: &App, request: &Request) -> Result<Reply, PageError> {
    static TEXT: OnceLock<String> = OnceLock::new();
    ask::only_known(request, "/api/v1/openapi.json")?;
    let text = TEXT.get_or_init(|| document().to_string());
    Ok(Reply::Json(StatusCode::OK, text.clone()))
}

/// Every kind of entry, with the schema of its body.
pub(crate) fn kinds(_: &App, request: &Request) -> Result<Reply, PageError> {
    static TEXT: OnceLock<Option<String>> = OnceLock::new();
    ask::only_known(request, "/api/v1/kinds")?;
    let text = TEXT.get_or_init(|| {
        let kinds = Kinds { kinds: Kind::ALL.iter().map(|kind| KindView::of(*kind)).collect() };
        serde_json::to_string(&kinds).ok()
    });
    let text = text.clone().ok_or_else(|| PageError::Broken("the kinds are not JSON".to_owned()))?;
    Ok(Reply::Json(StatusCode::OK, text))
}

/// The whole document.
pub(crate) fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|s| s.definitions_path = "/components/schemas".into());
    let mut generator = settings.into_generator();
    let mut paths = Map::new();
    for route in ROUTES.iter().filter(|route| route.path.starts_with("/api/")) {
        let Some(operation) = describe::of(route.method.as_str(), route.path) else { continue };
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(route.method.as_str().to_lowercase(), described(route, operation, &mut generator));
        }
    }
    let problem = generator.subschema_for::<ProblemDetails>();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Alongside",
            "version": "1",
            "description": "The record of an assertive outreach team: read, search and append under the same access and rules as the pages. \
                            Sign in with a bearer token (`alongside token --login NAME`), or with the session cookie of a browser and, for changes, the header `x-csrf-token`.",
        },
        "security": [{ "bearer": [] }, { "session": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer" },
                "session": { "type": "apiKey", "in": "cookie", "name": crate::guard::COOKIE },
            },
            "responses": { "Problem": {
                "description": "Why it was not done, and what to do.",
                "content": { "application/problem+json": { "schema": problem } },
            } },
            "schemas": generator.take_definitions(true),
        },
    })
}

fn described(route: &Route, operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let mut parameters: Vec<Value> = path_parameters(route.path);
    parameters.extend(operation.query.iter().map(query_parameter));
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": responses(route, operation, generator),
    });
    let Some(map) = described.as_object_mut() else { return described };
    if !operation.about.is_empty() {
        map.insert("description".to_owned(), operation.about.into());
    }
    match route.access {
        Access::Public => drop(map.insert("security".to_owned(), json!([]))),
        Access::May(activity) => {
            drop(map.insert("x-activity".to_owned(), format!("{activity:?}").into()));
        }
    }
    if route.method == Method::POST {
        let content = match operation.carries {
            Carries::FileIn(fields) => Some(json!({ "multipart/form-data": { "schema": form(fields) } })),
            Carries::Json | Carries::FileOut => {
                Some(json!({ "application/json": { "schema": schema::sent(generator) } }))
            }
            Carries::Nothing => None,
        };
        if let Some(content) = content {
            map.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
        }
    }
    described
}

/// A form with a file.
fn form(fields: &[describe::Parameter]) -> Value {
    let mut properties = Map::new();
    for field in fields {
        let mut schema = shape(field.shape);
        if let Some(map) = schema.as_object_mut() {
            map.insert("description".to_owned(), field.about.into());
        }
        properties.insert(field.name.to_owned(), schema);
    }
    properties.insert("file".to_owned(), json!({ "contentMediaType": "application/octet-stream" }));
    let required: Vec<&String> = properties.keys().collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

fn responses(route: &Route, operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let answer = (operation.answer)(generator);
    let mut all = Map::new();
    if operation.carries == Carries::FileOut {
        let content = json!({ "application/octet-stream": {} });
        let good = json!({ "description": "The file, under the type of its content.", "content": content });
        all.insert("200".to_owned(), good);
    }
    let mut good = |status: &str, words: &str, schema: Value| {
        let content = json!({ "application/json": { "schema": schema } });
        all.insert(status.to_owned(), json!({ "description": words, "content": content }));
    };
    if let Carries::FileIn(_) = operation.carries {
        good("200", "The same was on disk already.", answer.clone().into());
        good("201", "Recorded: it is on disk.", answer.into());
    } else if operation.carries == Carries::Nothing {
        good("200", "Done; how it stands now.", answer.into());
    } else if route.method == Method::POST {
        let one = generator.subschema_for::<Answered>();
        let either = json!({ "anyOf": [one, { "type": "array", "items": one }] });
        good("200", "The same was on disk already; or, for an array, an outcome for each.", either);
        good("201", "Recorded: it is on disk.", answer.into());
    } else if operation.carries == Carries::Json {
        good("200", "What was asked for.", answer.into());
    }
    let mut statuses: Vec<u16> = operation.statuses.iter().copied().filter(|status| *status != 201).collect();
    if route.access != Access::Public {
        statuses.extend([401, 403]);
    }
    statuses.extend([500, 503]);
    statuses.sort_unstable();
    for status in statuses {
        all.insert(status.to_string(), json!({ "$ref": "#/components/responses/Problem" }));
    }
    Value::Object(all)
}

fn path_parameters(path: &str) -> Vec<Value> {
    path.split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            let schema = match name {
                "list" => {
                    json!({ "enum": ["unallocated", "cover", "wishes", "assessments", "unseen", "ladder", "actions"] })
                }
                _ => json!({ "type": "string", "format": "uuid", "pattern": schema::UUID }),
            };
            json!({ "name": name, "in": "path", "required": true, "schema": schema })
        })
        .collect()
}

fn shape(shape: Shape) -> Value {
    match shape {
        Shape::Id => json!({ "type": "string", "format": "uuid", "pattern": schema::UUID }),
        Shape::Words => json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
        Shape::Day => {
            json!({ "type": "string", "format": "date", "pattern": "^20[0-9]{2}-[0-9]{2}-[0-9]{2}$" })
        }
        Shape::Moment => json!({ "anyOf": [
            { "type": "string", "format": "date", "pattern": "^20[0-9]{2}-[0-9]{2}-[0-9]{2}$" },
            { "type": "string", "format": "date-time", "pattern": schema::INSTANT },
        ] }),
        Shape::Instant => json!({ "type": "string", "format": "date-time", "pattern": schema::INSTANT }),
        Shape::Kinds => {
            let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.text()).collect();
            json!({ "type": "array", "minItems": 1, "items": { "enum": kinds } })
        }
        Shape::Cursor => {
            json!({ "type": "string", "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\.[0-9]{6}Z_[0-9]{1,15}$" })
        }
        Shape::Most => json!({ "type": "integer", "minimum": 1, "maximum": 200 }),
    }
}

fn query_parameter(parameter: &describe::Parameter) -> Value {
    let schema = shape(parameter.shape);
    let mut described = json!({
        "name": parameter.name,
        "in": "query",
        "required": false,
        "description": parameter.about,
        "schema": schema,
    });
    if parameter.shape == Shape::Kinds
        && let Some(map) = described.as_object_mut()
    {
        map.insert("style".to_owned(), "form".into());
        map.insert("explode".to_owned(), false.into());
    }
    described
}
