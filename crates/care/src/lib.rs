//! The rules of care. Pure: no async, SQL, HTTP, file, clock or randomness.
