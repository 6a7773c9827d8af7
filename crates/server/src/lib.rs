//! The only crate that knows HTTP and HTML.

mod template;
