//! Passwords and tokens. Argon2id with the crate's defaults (OWASP: at least 19 MiB, two passes);
//! tokens are 256 random bits, and only their SHA-256 is stored.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Fewest characters of a password (SV33).
pub const LEAST: usize = 12;

/// Hashes a password.
///
/// # Errors
/// When the system gives no randomness.
pub fn hash(password: &str) -> Result<String, String> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|e| e.to_string())
}

/// Whether a password is the one hashed.
#[must_use]
pub fn is_right(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Why a password may not be chosen, in a sentence.
#[must_use]
pub fn problem(password: &str, login: &str) -> Option<String> {
    let characters = password.chars().count();
    if characters < LEAST {
        return Some(format!(
            "Choose a password of at least {LEAST} characters. Three or four words make a good one."
        ));
    }
    if characters > 256 {
        return Some("Choose a password of at most 256 characters.".to_owned());
    }
    let lower = password.to_lowercase();
    let context = ["alongside", "password", "outreach", "123456789", "qwertyuiop"];
    if lower.contains(&login.to_lowercase()) && login.len() > 3 {
        return Some("Choose a password that does not contain the log-in name.".to_owned());
    }
    if context.iter().any(|word| lower.starts_with(word) && characters < word.len() + 6) {
        return Some("Choose a password that is harder to guess.".to_owned());
    }
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    (distinct.len() < 5).then(|| "Choose a password with more different characters.".to_owned())
}

/// 256 random bits as text.
///
/// # Errors
/// When the system gives no randomness.
pub fn token() -> Result<String, String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| e.to_string())?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is stored of a token.
#[must_use]
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Whether two texts are equal, in a time that does not tell where they differ.
#[must_use]
pub(crate) fn same(a: &str, b: &str) -> bool {
    Sha256::digest(a.as_bytes()) == Sha256::digest(b.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sv52_a_password_is_kept_as_argon2id_and_recognised() {
        let hash = hash("three brown otters").unwrap();
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert!(is_right("three brown otters", &hash));
        assert!(!is_right("three brown otter", &hash));
        assert!(!is_right("", "not a hash"));
    }

    #[test]
    fn sv33_short_guessable_and_context_passwords_are_refused() {
        for (password, login, good) in [
            ("three brown otters", "nurse", true),
            ("short", "nurse", false),
            ("alongside123", "nurse", false),
            ("aaaaaaaaaaaaaaaa", "nurse", false),
            ("my nurse sings well", "nurse", false),
            ("ẞüß öäü éèê ñ 12 words", "nurse", true),
        ] {
            assert_eq!(problem(password, login).is_none(), good, "{password}");
        }
    }
}
