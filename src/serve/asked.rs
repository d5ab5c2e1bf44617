//! What a client asked for: a path with parameters.

/// What a client asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The path below the server's base path: `/` or `/api/v1/search`.
    pub path: String,
    /// The path and the parameters as they were sent.
    pub target: String,
    /// The parameters in their order, decoded.
    pub parameters: Vec<(String, String)>,
    /// The header `Accept-Language`.
    pub languages: String,
    /// The header `If-None-Match`.
    pub known: String,
    /// Whether the answer may come compressed by gzip, as `Accept-Encoding` says.
    pub takes_gzip: bool,
}

impl Asked {
    /// Reads a target, such as `/search?q=gr%C3%A8ve+ferries`. Bytes that are no UTF-8 become U+FFFD.
    pub fn of(path: &str, query: &str) -> Self {
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name, true), decoded(value, true))
        };
        Self {
            path: decoded(path, false),
            target: if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") },
            parameters: query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect(),
            ..Self::default()
        }
    }

    /// The first value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Whether a header `Accept-Encoding` (RFC 9110, 12.5.3) names gzip.
pub(super) fn takes_gzip(accept: &str) -> bool {
    accept.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let is_refused = |weight: &str| weight.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0_f32));
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip")) && !parts.any(is_refused)
    })
}

/// Text without the escapes of RFC 3986; in a form, `+` is a space.
fn decoded(text: &str, is_form: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                let digit = |c: u8| (c as char).to_digit(16).unwrap_or(0) as u8;
                bytes.push(digit(*high) << 4 | digit(*low));
                rest = after;
            }
            (b'+', _) if is_form => bytes.push(b' '),
            _ => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Parameters as a link has them, without the `?` before them.
pub fn encoded<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut query = String::new();
    for (name, value) in parameters {
        if !query.is_empty() {
            query.push('&');
        }
        encode(&mut query, name);
        query.push('=');
        encode(&mut query, value);
    }
    query
}

fn encode(query: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' | b':' | b'/' => {
                query.push(byte as char)
            }
            b' ' => query.push('+'),
            byte => {
                for digit in [byte >> 4, byte & 15] {
                    query.push(char::from_digit(digit.into(), 16).unwrap_or('0').to_ascii_uppercase());
                }
                let at = query.len() - 2;
                query.insert(at, '%');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn targets() {
        let check = |query: &str, expected: &[(&str, &str)]| {
            let asked = Asked::of("/%C3%A9t%c3%a9+", query);
            let found: Vec<(&str, &str)> = asked.parameters.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            assert_eq!((asked.path.as_str(), found.as_slice()), ("/été+", expected), "{query}");
        };
        check("", &[]);
        check("q=gr%C3%A8ve+ferries&all", &[("q", "grève ferries"), ("all", "")]);
        check("&&q=a=b&q=100%&q=%4", &[("q", "a=b"), ("q", "100%"), ("q", "%4")]);
        check("q=%FF", &[("q", "\u{fffd}")]);
    }

    #[test]
    fn encodings() {
        let check = |accept: &str, expected: bool| assert_eq!(takes_gzip(accept), expected, "{accept}");
        check("", false);
        check("br, deflate", false);
        check("gzip, deflate, br, zstd", true);
        check("br;q=1.0, GZIP; q=0.8", true);
        check("gzip;q=0, *", false);
        check("gzip;q=0.000", false);
        check("gzipped", false);
    }

    proptest! {
        #[test]
        fn links_come_back(pairs in prop::collection::vec((".{1,9}", ".{0,9}"), 0..5)) {
            let query = encoded(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            prop_assert!(query.is_ascii());
            prop_assert_eq!(Asked::of("/", &query).parameters, pairs);
        }
    }
}
