//! Where a client waits for whoever comes back from a provider (RFC 8252 §7).

use super::verifier::is_unreserved;

/// The scheme our apps register, and the one address under it.
const APP: &str = "vestibule://sign-in";

/// The loopback hosts, spelt as they must be. `localhost` is not among them: what it names is up to the machine
/// (RFC 8252 §8.3).
const LOOPBACK: [&str; 2] = ["http://127.0.0.1:", "http://[::1]:"];

/// Characters of a path, its slash aside.
const LONGEST_PATH: usize = 200;

/// Where a client waits. Nothing else is ever redirected to (RFC 9700 §4.11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReturnTo {
    /// The web client, on this server's own pages.
    Web,
    /// An app that listens on this computer: an address with a port, a path and nothing else.
    Loopback(String),
    /// An app that registered our scheme.
    App,
}

/// The text is no address that we lead back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("clients wait at `web`, `http://127.0.0.1:PORT/PATH`, `http://[::1]:PORT/PATH` or `vestibule://sign-in`")]
pub struct MalformedReturn;

impl ReturnTo {
    /// Reads an address. It is taken apart by a grammar that knows no user, query, fragment, escape or backslash, so
    /// nothing can be hidden in one.
    ///
    /// # Errors
    /// [`MalformedReturn`].
    pub fn parse(text: &str) -> Result<Self, MalformedReturn> {
        match text {
            "web" => return Ok(Self::Web),
            APP => return Ok(Self::App),
            _ => {}
        }
        for origin in LOOPBACK {
            if let Some((port, path)) = text.strip_prefix(origin).and_then(|rest| rest.split_once('/')) {
                return loopback(origin, port, path).ok_or(MalformedReturn);
            }
        }
        Err(MalformedReturn)
    }

    /// The text it was read from.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Web => "web",
            Self::Loopback(address) => address,
            Self::App => APP,
        }
    }

    /// The address to send the browser to: `name` and `value` are words or codes of ours and need no escaping.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> String {
        match self {
            // Behind the hash: what stands there is sent to no server and to no page that is linked from this one.
            Self::Web => format!("/sign-in/return#{name}={value}"),
            Self::Loopback(address) => format!("{address}?{name}={value}"),
            Self::App => format!("{APP}?{name}={value}"),
        }
    }
}

fn loopback(origin: &str, port: &str, path: &str) -> Option<ReturnTo> {
    let number: u16 = port.parse().ok().filter(|&number| number > 0)?;
    let is_path = path.len() <= LONGEST_PATH && path.bytes().all(|byte| byte == b'/' || is_unreserved(byte));
    // Written anew from its parts: a port such as `+80` or `080` reads otherwise than it is spelt.
    let is_canonical = port == number.to_string();
    (is_path && is_canonical).then(|| ReturnTo::Loopback(format!("{origin}{number}/{path}")))
}
