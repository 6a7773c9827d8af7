//! The only crate that knows outside formats. Pure.
