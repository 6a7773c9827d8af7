//! The only crate that knows SQL: journal, derived tables, accounts, audit.

pub mod db;
