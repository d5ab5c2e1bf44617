//! The address of an index in a cluster, as `-i` takes it.

use std::fmt;
use std::net::IpAddr;

use super::error::ClusterError;

/// The address of an index in a cluster, `http://a:9200,b:9200/press`: one or more hosts, any of which may be asked, and the
/// index's name. Without a port it is the scheme's, 80 or 443.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The hosts with their ports, as `localhost:9200`; never empty.
    pub(super) hosts: Vec<String>,
    pub(super) index: String,
    pub(super) tls: bool,
}

/// Whether this names an index in a cluster, not a folder.
pub fn is_cluster(text: &str) -> bool {
    scheme(text).is_some()
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    ///
    /// What is no such address, has more than the index's name behind the hosts, or has a user or password in it.
    ///
    /// ```
    /// use kiosque::opensearch::address::Address;
    ///
    /// let address = Address::parse("http://localhost:9200/press")?;
    /// assert_eq!(address.index(), "press");
    /// # Ok::<(), kiosque::opensearch::error::ClusterError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, ClusterError> {
        let wrong = |why| ClusterError::Address { shown: text.to_owned(), why };
        // Before all else, so that no message repeats it.
        if text.contains('@') {
            return Err(ClusterError::SecretInAddress);
        }
        let (tls, rest) = scheme(text).ok_or_else(|| wrong("it begins with neither http:// nor https://"))?;
        let (hosts, index) = rest.split_once('/').ok_or_else(|| wrong("it names no index"))?;
        let index = index.trim_end_matches('/');
        if let Some(why) = wrong_name(index) {
            return Err(wrong(why));
        }
        let port = if tls { 443 } else { 80 };
        let hosts: Option<Vec<String>> = hosts.split(',').map(|host| with_port(host.trim(), port)).collect();
        let hosts = hosts.ok_or_else(|| wrong("a host in it has no name, or a port that is no number"))?;
        Ok(Self { hosts, index: index.to_owned(), tls })
    }

    /// The name of the index.
    pub fn index(&self) -> &str {
        &self.index
    }

    /// The first host that another machine may listen to on the way there.
    pub(super) fn bare_host(&self) -> Option<&str> {
        self.hosts.iter().map(String::as_str).find(|host| !self.tls && !is_loopback(name(host)))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http{}://{}/{}", if self.tls { "s" } else { "" }, self.hosts.join(","), self.index)
    }
}

/// The host without its port and the brackets of IPv6.
pub(super) fn name(host: &str) -> &str {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name)
}

/// Whether what is sent there stays on this machine.
fn is_loopback(name: &str) -> bool {
    name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Whether TLS is spoken, and what stands behind the scheme.
fn scheme(text: &str) -> Option<(bool, &str)> {
    let prefix = |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    [("https://", true), ("http://", false)]
        .into_iter()
        .find(|(scheme, _)| prefix(scheme))
        .map(|(scheme, tls)| (tls, &text[scheme.len()..]))
}

fn with_port(host: &str, default: u16) -> Option<String> {
    // IPv6 stands in brackets, and has colons of its own.
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port.parse().ok()?),
        _ => (host, default),
    };
    let is_ipv6 = name
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'))
        .is_some_and(|name| name.parse::<std::net::Ipv6Addr>().is_ok());
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    (is_ipv6 || is_name).then(|| format!("{name}:{port}"))
}

/// What OpenSearch has against a name of an index. A name with `*` or `,` would reach several.
fn wrong_name(index: &str) -> Option<&'static str> {
    if index.is_empty() {
        return Some("it names no index");
    }
    if index.contains('/') {
        return Some("it has more than the name of the index behind the hosts");
    }
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
    let hidden = |c: char| "-_.".contains(c);
    (index.len() > 200 || index.starts_with(hidden) || !index.chars().all(plain))
        .then_some("an index has a name of at most 200 small letters a to z, digits, -, _ and ., and begins with a letter or digit")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(Address::parse(text).unwrap().to_string(), expected);
    }

    fn check_wrong(text: &str, expected: &str) {
        let message = Address::parse(text).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }

    #[test]
    fn addresses() {
        check("http://localhost:9200/press", "http://localhost:9200/press");
        check("HTTPS://search.example.org/press/", "https://search.example.org:443/press");
        check("http://a:9200,b:9201,c/press-2025", "http://a:9200,b:9201,c:80/press-2025");
        check("http://[::1]:9200,[::2]/press", "http://[::1]:9200,[::2]:80/press");
    }

    #[test]
    fn what_is_no_address() {
        check_wrong("press", "neither http");
        check_wrong("http://localhost:9200", "no index");
        check_wrong("http://localhost:9200/", "no index");
        check_wrong("http:///press", "no name");
        check_wrong("http://a,,b/press", "no name");
        check_wrong("http://a:99999/press", "no number");
        check_wrong("http://a:9200/press/_search", "more than the name");
        check_wrong("http://a:9200/press?pretty", "small letters");
        check_wrong("http://a:9200/Presse", "small letters");
        check_wrong("http://a:9200/press*", "small letters");
        check_wrong("http://a:9200/_all", "small letters");
    }

    #[test]
    fn a_password_is_not_repeated() {
        let message = Address::parse("http://user:hunter2@a:9200/press").unwrap_err().to_string();
        assert!(!message.contains("hunter2") && message.contains("KIOSQUE_PASSWORD"), "{message}");
    }

    #[test]
    fn folders_are_no_clusters() {
        assert!(!is_cluster("index") && !is_cluster("http") && !is_cluster("ftp://a/b") && !is_cluster("é"));
        assert!(is_cluster("http://a/press") && is_cluster("https://"));
    }

    #[test]
    fn who_listens() {
        let bare = |text| Address::parse(text).unwrap().bare_host().map(str::to_owned);
        assert_eq!(bare("http://localhost:9200,127.0.0.2:9200,[::1]:9200/press"), None);
        assert_eq!(bare("http://localhost:9200,10.0.0.1:9200/press").as_deref(), Some("10.0.0.1:9200"));
        assert_eq!(bare("http://localhost.example.org/press").as_deref(), Some("localhost.example.org:80"));
        assert_eq!(bare("https://10.0.0.1/press"), None);
    }
}
