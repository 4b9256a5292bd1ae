//! Who we are to a server: Basic (RFC 7617), Digest (RFC 7616, as Virtuoso wants it) and Bearer (RFC 6750).

use super::PublishError;
use crate::hash::hex;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// What to show a server that asks who we are.
#[derive(Clone, Default)]
pub enum Credentials {
    /// Nothing.
    #[default]
    None,
    /// A name and a password, by Basic or Digest as the server asks.
    Password {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
    /// A bearer token in a file, read again when the server no longer takes it.
    TokenFile(PathBuf),
}

impl std::fmt::Debug for Credentials {
    /// Without what is secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Password { user, .. } => write!(f, "Password({user})"),
            Self::TokenFile(path) => write!(f, "TokenFile({})", path.display()),
        }
    }
}

/// What a server asked for, kept for the requests that follow.
#[derive(Debug, Default)]
pub(super) enum Scheme {
    /// It has not asked.
    #[default]
    Unknown,
    Basic,
    Digest(Challenge),
}

/// A Digest challenge and how often it was answered.
#[derive(Debug, Default)]
pub(super) struct Challenge {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    /// True if the server knows `qop=auth`.
    counted: bool,
    answers: u32,
}

impl Credentials {
    /// The `Authorization` header for a request, where one can be made yet.
    pub(super) fn header(&self, scheme: &mut Scheme, method: &str, uri: &str) -> Result<Option<String>, PublishError> {
        Ok(match (self, scheme) {
            (Self::TokenFile(path), _) => {
                let token =
                    std::fs::read_to_string(path).map_err(|error| PublishError::Token { path: path.clone(), error })?;
                Some(format!("Bearer {}", token.trim()))
            }
            (Self::None, _) | (Self::Password { .. }, Scheme::Unknown) => None,
            (Self::Password { user, password }, Scheme::Basic) => {
                Some(format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
            }
            (Self::Password { user, password }, Scheme::Digest(challenge)) => {
                Some(challenge.answer(user, password, method, uri))
            }
        })
    }

    /// Takes in what a server asks for in `WWW-Authenticate`; true if the same request may work now.
    pub(super) fn challenged(&self, scheme: &mut Scheme, asked: &str) -> bool {
        if !matches!(self, Self::Password { .. }) {
            return false;
        }
        let lower = asked.to_ascii_lowercase();
        if let Some(at) = lower.find("digest ") {
            let challenge = Challenge::parse(&asked[at + "digest ".len()..]);
            // Some servers take a nonce once only: whether the password is right shows with a fresh one.
            *scheme = Scheme::Digest(challenge);
            return true;
        }
        if lower.contains("basic") {
            let first = matches!(scheme, Scheme::Unknown);
            *scheme = Scheme::Basic;
            return first;
        }
        false
    }
}

impl Challenge {
    fn parse(text: &str) -> Self {
        let fields = fields(text);
        let field = |name: &str| fields.get(name).cloned();
        Self {
            realm: field("realm").unwrap_or_default(),
            nonce: field("nonce").unwrap_or_default(),
            opaque: field("opaque"),
            counted: field("qop").is_some_and(|qop| qop.split(',').any(|q| q.trim() == "auth")),
            answers: 0,
        }
    }

    fn answer(&mut self, user: &str, password: &str, method: &str, uri: &str) -> String {
        self.answers += 1;
        let (realm, nonce) = (&self.realm, &self.nonce);
        let secret = md5(&format!("{user}:{realm}:{password}"));
        let request = md5(&format!("{method}:{uri}"));
        let mut header =
            format!("Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", algorithm=MD5");
        // Writing to a string cannot fail.
        let response = if self.counted {
            let count = format!("{:08x}", self.answers);
            // The client's nonce guards it against servers that choose theirs; a hash of the request does.
            let own = &md5(&format!("{nonce}:{count}:{uri}"))[..16];
            let _ = write!(header, ", qop=auth, nc={count}, cnonce=\"{own}\"");
            md5(&format!("{secret}:{nonce}:{count}:{own}:auth:{request}"))
        } else {
            md5(&format!("{secret}:{nonce}:{request}"))
        };
        let _ = write!(header, ", response=\"{response}\"");
        if let Some(opaque) = &self.opaque {
            let _ = write!(header, ", opaque=\"{opaque}\"");
        }
        header
    }
}

fn md5(text: &str) -> String {
    hex(&Md5::digest(text.as_bytes()))
}

/// The `name=value` pairs of a challenge; values may be quoted and then hold commas.
fn fields(text: &str) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_once(',').unwrap_or((after, "")),
        };
        fields.insert(name.trim().trim_start_matches(',').trim().to_ascii_lowercase(), value.trim().to_owned());
        rest = next;
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_the_challenge_of_the_standard() {
        // RFC 2617, section 3.5, with our own client nonce left out by leaving `qop` away.
        let mut challenge = Challenge::parse(
            "realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
        );
        let answer = challenge.answer("Mufasa", "Circle Of Life", "GET", "/dir/index.html");
        assert!(answer.contains("response=\"670fd8c2df070c60b045671b8b24ff02\""), "{answer}");
        assert!(answer.contains("opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""));
    }

    #[test]
    fn a_wrong_password_is_asked_for_once() {
        let credentials = Credentials::Password { user: "ada".into(), password: "x".into() };
        let mut scheme = Scheme::default();
        assert!(credentials.challenged(&mut scheme, "Basic realm=\"briefs, all\""));
        assert!(!credentials.challenged(&mut scheme, "Basic realm=\"briefs, all\""));
        assert!(!Credentials::None.challenged(&mut Scheme::default(), "Basic"));
        assert!(!format!("{credentials:?}").contains('x'));
    }

    #[test]
    fn quoted_values_may_hold_commas() {
        let fields = fields("realm=\"a, b\", qop=\"auth,auth-int\", algorithm=MD5, stale=true");
        assert_eq!(fields["realm"], "a, b");
        assert_eq!(fields["qop"], "auth,auth-int");
        assert_eq!((fields["algorithm"].as_str(), fields["stale"].as_str()), ("MD5", "true"));
    }
}
