//! Coordinates by postcode: reference data that a trust loads as a whole, beside the journal. It is no
//! part of the record, and nothing that was written rests on it (decision 0009).

use std::collections::BTreeMap;

use care::travel::Point;

use crate::db::{Tx, Value};
use crate::error::StoreError;
use crate::params;

/// Most postcodes asked for in one statement.
const ASKED_MOST: usize = 10_000;

/// Puts this table in the place of the one before it.
///
/// # Errors
/// The database; then the one before stays.
pub fn replace(tx: &mut Tx, places: &BTreeMap<String, Point>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM postcode", &[])?;
    for (code, place) in places {
        tx.execute(
            "INSERT INTO postcode (code, latitude, longitude) VALUES ($1, $2, $3)",
            &params![code, place.latitude_millionths, place.longitude_millionths],
        )?;
    }
    Ok(())
}

/// The coordinates of these postcodes, written without a space, as far as the table has them.
///
/// # Errors
/// The database.
pub fn of(tx: &mut Tx, codes: &[String]) -> Result<BTreeMap<String, Point>, StoreError> {
    let mut found = BTreeMap::new();
    for codes in codes.chunks(ASKED_MOST) {
        let values: Vec<Value<'_>> = codes.iter().map(|code| Value::from(code.as_str())).collect();
        let places = crate::db::placeholders(1, codes.len());
        let sql = format!("SELECT code, latitude, longitude FROM postcode WHERE code IN ({places})");
        found.extend(tx.query(&sql, &values, |row| {
            let point = Point { latitude_millionths: row.get(1)?, longitude_millionths: row.get(2)? };
            Ok((row.text(0)?.to_owned(), point))
        })?);
    }
    Ok(found)
}
