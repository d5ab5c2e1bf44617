//! Who may ask at all: the method, the host that the client believes to talk to, and the token.

use std::net::IpAddr;

/// Who may ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gate {
    /// Whether only hosts of this machine may be asked for. Else a page of another site whose name leads here (DNS rebinding)
    /// could read what the browser may.
    pub only_local_hosts: bool,
    /// What a client must show, if anything: as a bearer token, or as a password behind any name, which browsers ask for.
    pub token: Option<String>,
}

/// A request that is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// The status of HTTP.
    pub status: u16,
    /// Why, and the way out.
    pub message: &'static str,
}

impl Gate {
    /// Whether a request may pass, by its method and by the headers `Host` and `Authorization`.
    pub fn check(&self, method: &str, host: Option<&str>, authorization: Option<&str>) -> Result<(), Refused> {
        let refuse = |status, message| Err(Refused { status, message });
        if !matches!(method, "GET" | "HEAD") {
            return refuse(405, "only GET and HEAD are answered");
        }
        if self.only_local_hosts && !host.is_some_and(is_local) {
            return refuse(421, "this server is for its own machine: ask for localhost or 127.0.0.1");
        }
        match &self.token {
            Some(token) if !authorization.is_some_and(|shown| shows(shown, token)) => {
                refuse(401, "a token is needed: as a password behind any name, or as `Authorization: Bearer TOKEN`")
            }
            _ => Ok(()),
        }
    }
}

/// Whether a host, with its port or without, is this machine by its name or number.
fn is_local(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether `Authorization` has the token.
fn shows(authorization: &str, token: &str) -> bool {
    let Some((scheme, shown)) = authorization.split_once(' ') else { return false };
    let shown = shown.trim();
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" => is_same(shown.as_bytes(), token.as_bytes()),
        "basic" => {
            let name_and_password = from_base64(shown);
            let colon = name_and_password.iter().position(|byte| *byte == b':');
            colon.is_some_and(|colon| is_same(&name_and_password[colon + 1..], token.as_bytes()))
        }
        _ => false,
    }
}

/// Compares in a time that says nothing of where the first difference is.
fn is_same(shown: &[u8], token: &[u8]) -> bool {
    let difference = shown.iter().zip(token).fold(0, |difference, (a, b)| difference | (a ^ b));
    std::hint::black_box(difference) == 0 && shown.len() == token.len()
}

/// The bytes of base 64 (RFC 4648), up to the first sign that is none of it.
fn from_base64(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for sign in text.bytes() {
        let value = match sign {
            b'A'..=b'Z' => sign - b'A',
            b'a'..=b'z' => sign - b'a' + 26,
            b'0'..=b'9' => sign - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_pass() {
        let check = |gate: &Gate, method: &str, host: Option<&str>, authorization: Option<&str>, expected: u16| {
            let status = gate.check(method, host, authorization).map_or_else(|refused| refused.status, |()| 200);
            assert_eq!(status, expected, "{gate:?} {method} {host:?} {authorization:?}");
        };
        let local = Gate { only_local_hosts: true, token: None };
        check(&local, "GET", Some("localhost:7717"), None, 200);
        check(&local, "HEAD", Some("LOCALHOST"), None, 200);
        check(&local, "GET", Some("127.0.0.1:80"), None, 200);
        check(&local, "GET", Some("[::1]:80"), None, 200);
        check(&local, "POST", Some("localhost"), None, 405);
        check(&local, "GET", None, None, 421);
        check(&local, "GET", Some("phare.example:7717"), None, 421);
        check(&local, "GET", Some("localhost.phare.example"), None, 421);
        check(&local, "GET", Some("192.168.1.2"), None, 421);
        let closed = Gate { only_local_hosts: false, token: Some("sésame:1".to_owned()) };
        check(&closed, "GET", Some("phare.example"), None, 401);
        check(&closed, "GET", None, Some("Bearer sésame:1"), 200);
        check(&closed, "GET", None, Some("bearer  sésame:1 "), 200);
        check(&closed, "GET", None, Some("Bearer sésame:"), 401);
        check(&closed, "GET", None, Some("Bearer sésame:12"), 401);
        check(&closed, "GET", None, Some("Bearer"), 401);
        check(&closed, "GET", None, Some("Basic bW9pOnPDqXNhbWU6MQ=="), 200);
        check(&closed, "GET", None, Some("Basic OnPDqXNhbWU6MQ=="), 200);
        check(&closed, "GET", None, Some("Basic c8Opc2FtZQ=="), 401);
        check(&closed, "GET", None, Some("Digest sésame:1"), 401);
    }
}
