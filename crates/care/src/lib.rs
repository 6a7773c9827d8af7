//! The rules of care. Pure: no async, SQL, HTTP, file, clock or randomness.

pub mod access;
pub mod allocation;
pub mod bank_holiday;
pub mod board;
pub mod clock;
pub mod clocks;
pub mod codes;
pub mod criteria;
pub mod entry;
pub mod fit;
pub mod handover;
pub mod ladder;
pub mod line;
pub mod mdt;
pub mod moment;
pub mod nhs_number;
pub mod phone;
pub mod postcode;
pub mod problem;
pub mod proposal;
pub mod referral;
pub mod rule;
pub mod search_key;
pub mod settings;
pub mod text;
pub mod visits;
