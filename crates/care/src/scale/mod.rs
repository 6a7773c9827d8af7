//! Rating scales as data: what is rated, with short labels of our own. No wording of a licensed scale is
//! here; whoever rates holds the manual.

pub mod occupational;
