//! The binary: command line, configuration and the invented trust.

fn main() {}
