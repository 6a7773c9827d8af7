//! What goes into a statement (`Value`) and what comes out of a row (`Row`, `FromValue`).
//! Three kinds only, on both engines: whole number, text, bytes. Everything else is one of these:
//! booleans 0 and 1, ids and instants and days as text whose order is their order.

use super::error::DbError;
use jiff::{Timestamp, civil::Date};
use postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut};
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::borrow::Cow;
use uuid::Uuid;

/// One parameter of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// No value.
    Null,
    /// A whole number; booleans are 0 and 1.
    Int(i64),
    /// Text.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
}

/// A list of parameters from plain Rust values: `params![person, 3, "home"]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { [$($crate::db::Value::from($value)),*] };
}

macro_rules! from_number {
    ($($number:ty),*) => { $(
        impl From<$number> for Value<'_> {
            fn from(number: $number) -> Self { Self::Int(i64::from(number)) }
        }
        impl FromValue for $number {
            fn from_cell(cell: Cell<'_>) -> Result<Self, &'static str> {
                match cell {
                    Cell::Int(number) => Self::try_from(number).map_err(|_| "a smaller number"),
                    Cell::Null | Cell::Text(_) | Cell::Bytes(_) => Err("a whole number"),
                }
            }
        }
    )* };
}
from_number!(i64, i32, u32, i16, u16, u8);

impl From<bool> for Value<'_> {
    fn from(yes: bool) -> Self {
        Self::Int(i64::from(yes))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(Cow::Borrowed(bytes))
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self::Bytes(Cow::Borrowed(bytes))
    }
}

impl From<Vec<u8>> for Value<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Cow::Owned(bytes))
    }
}

impl From<Uuid> for Value<'_> {
    fn from(id: Uuid) -> Self {
        Self::Text(Cow::Owned(id.to_string()))
    }
}

impl From<Timestamp> for Value<'_> {
    /// `2026-11-22T03:10:21.795000Z`: always 27 characters, so that text order is time order.
    fn from(instant: Timestamp) -> Self {
        Self::Text(Cow::Owned(format!("{instant:.6}")))
    }
}

impl From<Date> for Value<'_> {
    fn from(day: Date) -> Self {
        Self::Text(Cow::Owned(day.to_string()))
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl Value<'_> {
    /// Refuses what PostgreSQL could not store, so that both engines refuse the same.
    pub(super) fn check(values: &[Value<'_>]) -> Result<(), DbError> {
        let nul = |value: &Value<'_>| matches!(value, Value::Text(text) if text.as_bytes().contains(&0));
        if values.iter().any(nul) { Err(DbError::Nul) } else { Ok(()) }
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

type AnyError = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Value<'_> {
    /// The server names the type of each parameter; a value of another kind is refused here, not bent.
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> Result<IsNull, AnyError> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) if *wanted == Type::INT8 => number.to_sql(wanted, out),
            Value::Int(number) if *wanted == Type::INT4 => i32::try_from(*number)?.to_sql(wanted, out),
            Value::Int(number) if *wanted == Type::INT2 => i16::try_from(*number)?.to_sql(wanted, out),
            Value::Text(text) if <&str as ToSql>::accepts(wanted) => text.as_ref().to_sql(wanted, out),
            Value::Bytes(bytes) if *wanted == Type::BYTEA => bytes.as_ref().to_sql(wanted, out),
            Value::Int(_) => Err(format!("a whole number was given where the server wants {wanted}").into()),
            Value::Text(_) => Err(format!("text was given where the server wants {wanted}").into()),
            Value::Bytes(_) => Err(format!("bytes were given where the server wants {wanted}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

/// One column of one row, borrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// No value.
    Null,
    /// A whole number.
    Int(i64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
}

impl Cell<'_> {
    fn kind(self) -> &'static str {
        match self {
            Cell::Null => "no value",
            Cell::Int(_) => "a whole number",
            Cell::Text(_) => "text",
            Cell::Bytes(_) => "bytes",
        }
    }
}

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(found: &Type, raw: &'a [u8]) -> Result<Self, AnyError> {
        Ok(match *found {
            Type::INT8 => Cell::Int(i64::from_sql(found, raw)?),
            Type::INT4 => Cell::Int(i32::from_sql(found, raw)?.into()),
            Type::INT2 => Cell::Int(i16::from_sql(found, raw)?.into()),
            Type::BOOL => Cell::Int(bool::from_sql(found, raw)?.into()),
            Type::BYTEA => Cell::Bytes(raw),
            _ => Cell::Text(<&str>::from_sql(found, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, AnyError> {
        Ok(Cell::Null)
    }

    fn accepts(found: &Type) -> bool {
        let ours = [Type::INT8, Type::INT4, Type::INT2, Type::BOOL, Type::BYTEA];
        ours.contains(found) || <&str as FromSql<'_>>::accepts(found)
    }
}

/// What a column can be read as.
pub trait FromValue: Sized {
    /// Reads one column.
    ///
    /// # Errors
    /// What was expected instead, in words.
    fn from_cell(cell: Cell<'_>) -> Result<Self, &'static str>;
}

impl FromValue for bool {
    fn from_cell(cell: Cell<'_>) -> Result<Self, &'static str> {
        match cell {
            Cell::Int(0) => Ok(false),
            Cell::Int(1) => Ok(true),
            Cell::Int(_) | Cell::Null | Cell::Text(_) | Cell::Bytes(_) => Err("0 or 1"),
        }
    }
}

impl FromValue for String {
    fn from_cell(cell: Cell<'_>) -> Result<Self, &'static str> {
        text(cell).map(str::to_owned)
    }
}

impl FromValue for Vec<u8> {
    fn from_cell(cell: Cell<'_>) -> Result<Self, &'static str> {
        bytes(cell).map(<[u8]>::to_vec)
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_cell(cell: Cell<'_>) -> Result<Self, &'static str> {
        bytes(cell)?.try_into().map_err(|_| "another number of bytes")
    }
}

impl FromValue for Uuid {
    fn from_cell(cell: Cell<'_>) -> Result<Self, &'static str> {
        Uuid::try_parse(text(cell)?).map_err(|_| "an id")
    }
}

impl FromValue for Timestamp {
    fn from_cell(cell: Cell<'_>) -> Result<Self, &'static str> {
        text(cell)?.parse().map_err(|_| "an instant")
    }
}

impl FromValue for Date {
    fn from_cell(cell: Cell<'_>) -> Result<Self, &'static str> {
        text(cell)?.parse().map_err(|_| "a day")
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Result<Self, &'static str> {
        if cell == Cell::Null { Ok(None) } else { T::from_cell(cell).map(Some) }
    }
}

fn text(cell: Cell<'_>) -> Result<&str, &'static str> {
    match cell {
        Cell::Text(text) => Ok(text),
        Cell::Null | Cell::Int(_) | Cell::Bytes(_) => Err("text"),
    }
}

fn bytes(cell: Cell<'_>) -> Result<&[u8], &'static str> {
    match cell {
        Cell::Bytes(bytes) => Ok(bytes),
        Cell::Null | Cell::Int(_) | Cell::Text(_) => Err("bytes"),
    }
}

/// One row of an answer. Columns are read by position, from 0.
pub struct Row<'a> {
    pub(super) source: Source<'a>,
    pub(super) sql: &'a str,
}

pub(super) enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

impl Row<'_> {
    /// One column, as the type the caller wants.
    ///
    /// # Errors
    /// `DbError::Broken` naming column and statement when the column is something else.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T, DbError> {
        let cell = self.cell(column)?;
        T::from_cell(cell).map_err(|expected| self.mismatch(column, expected, cell))
    }

    /// One text column, borrowed: for a JSON body that is parsed on the spot.
    ///
    /// # Errors
    /// As `get`.
    pub fn text(&self, column: usize) -> Result<&str, DbError> {
        let cell = self.cell(column)?;
        text(cell).map_err(|expected| self.mismatch(column, expected, cell))
    }

    /// One column of bytes, borrowed.
    ///
    /// # Errors
    /// As `get`.
    pub fn bytes(&self, column: usize) -> Result<&[u8], DbError> {
        let cell = self.cell(column)?;
        bytes(cell).map_err(|expected| self.mismatch(column, expected, cell))
    }

    fn cell(&self, column: usize) -> Result<Cell<'_>, DbError> {
        let unread = |problem: &dyn std::fmt::Display| {
            DbError::Broken(format!("column {column} of `{}`: {problem}", self.sql))
        };
        match &self.source {
            Source::Postgres(row) => row.try_get(column).map_err(|problem| unread(&problem)),
            Source::Sqlite(row) => match row.get_ref(column).map_err(|problem| unread(&problem))? {
                ValueRef::Null => Ok(Cell::Null),
                ValueRef::Integer(number) => Ok(Cell::Int(number)),
                ValueRef::Text(raw) => std::str::from_utf8(raw).map(Cell::Text).map_err(|e| unread(&e)),
                ValueRef::Blob(raw) => Ok(Cell::Bytes(raw)),
                ValueRef::Real(_) => Err(unread(&"a fraction, which is not one of our kinds")),
            },
        }
    }

    fn mismatch(&self, column: usize, expected: &str, found: Cell<'_>) -> DbError {
        DbError::Broken(format!(
            "column {column} of `{}`: expected {expected}, found {}",
            self.sql,
            found.kind()
        ))
    }
}
