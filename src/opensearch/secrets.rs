//! Secrets for a cluster: a user with a password, or an API key.
//!
//! They come from the environment, from a file of the user's, or from `netrc`, and go nowhere but into a header of each request: no
//! argument names them, and nothing prints them.

use std::fmt;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::address::{Address, name};
use super::error::ClusterError;

/// A secret, as the header `Authorization` carries it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    header: String,
}

impl Secret {
    /// A user with a password.
    pub fn password(user: &str, password: &str) -> Self {
        Self { header: format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}"))) }
    }

    /// An API key as the cluster gave it, `os_…`. OpenSearch has them since 3.7.
    pub fn api_key(key: &str) -> Self {
        Self { header: format!("ApiKey {key}") }
    }

    pub(super) fn header(&self) -> &str {
        &self.header
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Where a secret may stand. It is looked for in the order of the fields, but that a user and a password go together.
#[derive(Default)]
pub struct Places {
    /// KIOSQUE_API_KEY.
    pub api_key: Option<String>,
    /// KIOSQUE_USER.
    pub user: Option<String>,
    /// KIOSQUE_PASSWORD.
    pub password: Option<String>,
    /// A file of lines `user = …`, `password = …` or `api_key = …`, which nobody else may read.
    pub file: Option<PathBuf>,
    /// The file of passwords that curl and ftp read, `~/.netrc`. It need not be there.
    pub netrc: Option<PathBuf>,
}

impl Places {
    /// The secret for the hosts of this address; none if no place has one.
    ///
    /// # Errors
    ///
    /// A user without a password or a password without a user, and a file that cannot be read or that others may read.
    pub fn secret(self, address: &Address) -> Result<Option<Secret>, ClusterError> {
        let of_environment = Given { api_key: self.api_key, user: self.user, password: self.password };
        let half = |given: Given| given.secret().map_err(ClusterError::SecretsGiven);
        if let Some(secret) = half(of_environment)? {
            return Ok(Some(secret));
        }
        if let Some(file) = self.file {
            let wrong = |why: String| ClusterError::Secrets { file: file.clone(), why };
            let text = private_text(&file).map_err(&wrong)?;
            let secret =
                Given::of_lines(&text).and_then(|given| given.secret().map_err(str::to_owned)).map_err(&wrong)?;
            return secret
                .map(Some)
                .ok_or_else(|| wrong("it has neither a user with a password nor an api_key".to_owned()));
        }
        let Some(file) = self.netrc else { return Ok(None) };
        // A file for other programs: it matters only if it has something for these hosts.
        let Ok(text) = fs::read_to_string(&file) else { return Ok(None) };
        let hosts: Vec<&str> = address.hosts.iter().map(|host| name(host)).collect();
        let Some(secret) = of_netrc(&text, &hosts) else { return Ok(None) };
        private_text(&file).map_err(|why| ClusterError::Secrets { file, why })?;
        Ok(Some(secret))
    }
}

#[derive(Default)]
struct Given {
    api_key: Option<String>,
    user: Option<String>,
    password: Option<String>,
}

impl Given {
    /// Reads lines `name = value`. What a line says is not repeated in a message: it may be the secret.
    fn of_lines(text: &str) -> Result<Self, String> {
        let mut given = Self::default();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = || format!("line {} is none of `user = …`, `password = …` and `api_key = …`", at + 1);
            let (name, value) = line.split_once('=').ok_or_else(wrong)?;
            let place = match name.trim() {
                "user" => &mut given.user,
                "password" => &mut given.password,
                "api_key" => &mut given.api_key,
                _ => return Err(wrong()),
            };
            *place = Some(value.trim().to_owned());
        }
        Ok(given)
    }

    fn secret(self) -> Result<Option<Secret>, &'static str> {
        match (self.api_key, self.user, self.password) {
            (Some(key), ..) if is_header(&key) => Ok(Some(Secret::api_key(&key))),
            (Some(_), ..) => Err("an API key has letters, digits and signs of ASCII alone"),
            (None, Some(user), Some(password)) if !user.contains(':') => Ok(Some(Secret::password(&user, &password))),
            (None, Some(_), Some(_)) => Err("the name of a user has no colon"),
            (None, None, None) => Ok(None),
            (None, Some(_), None) => {
                Err("a user is given and no password: set KIOSQUE_PASSWORD too, or `password = …`")
            }
            (None, None, Some(_)) => Err("a password is given and no user: set KIOSQUE_USER too, or `user = …`"),
        }
    }
}

fn is_header(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The text of a file that only its owner may read.
fn private_text(path: &Path) -> Result<String, String> {
    let mut file = File::open(path).map_err(|error| error.to_string())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = file.metadata().map_err(|error| error.to_string())?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(format!("others may read its secrets: `chmod 600 {}` keeps them out", path.display()));
        }
    }
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(|error| error.to_string())?;
    Ok(text)
}

/// The first entry of a `netrc` for one of the hosts, else its default.
fn of_netrc(text: &str, hosts: &[&str]) -> Option<Secret> {
    let mut words = without_macros(text).into_iter();
    let (mut is_ours, mut user, mut password) = (false, None, None);
    while let Some(word) = words.next() {
        match word {
            "machine" | "default" => {
                if user.is_some() && password.is_some() {
                    break;
                }
                (user, password) = (None, None);
                is_ours = word == "default" || words.next().is_some_and(|machine| hosts.contains(&machine));
            }
            "login" if is_ours => user = words.next(),
            "password" if is_ours => password = words.next(),
            "login" | "password" | "account" => drop(words.next()),
            _ => {}
        }
    }
    Some(Secret::password(user?, password?))
}

/// The words of a `netrc`. A macro goes from its line to the next empty one.
fn without_macros(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut in_macro = false;
    for line in text.lines() {
        in_macro = !line.trim().is_empty() && (in_macro || line.trim_start().starts_with("macdef"));
        if !in_macro && !line.trim_start().starts_with('#') {
            words.extend(line.split_whitespace());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address() -> Address {
        Address::parse("https://a.example.org:9200,b.example.org:9200/press").unwrap()
    }

    /// A file of secrets that only its owner may read.
    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        file
    }

    fn of_file(text: &str) -> Result<Option<Secret>, ClusterError> {
        let file = file(text);
        Places { file: Some(file.path().to_owned()), ..Places::default() }.secret(&address())
    }

    #[test]
    fn headers() {
        assert_eq!(Secret::password("reader", "hunter2").header(), "Basic cmVhZGVyOmh1bnRlcjI=");
        assert_eq!(Secret::api_key("os_abc").header(), "ApiKey os_abc");
    }

    #[test]
    fn nothing_prints_a_secret() {
        assert_eq!(format!("{:?}", Secret::password("reader", "hunter2")), "Secret");
    }

    #[test]
    fn the_environment_comes_first() {
        let file = file("api_key = of-the-file");
        let places = |user: Option<&str>, password: Option<&str>, api_key: Option<&str>| {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            let file = Some(file.path().to_owned());
            Places { api_key: owned(api_key), user: owned(user), password: owned(password), file, netrc: None }
                .secret(&address())
        };
        assert_eq!(places(Some("u"), Some("p"), None).unwrap(), Some(Secret::password("u", "p")));
        assert_eq!(places(Some("u"), Some("p"), Some("k")).unwrap(), Some(Secret::api_key("k")));
        assert_eq!(places(None, None, None).unwrap(), Some(Secret::api_key("of-the-file")));
        assert!(places(Some("u"), None, None).unwrap_err().to_string().contains("no password"));
        assert!(places(None, Some("p"), None).unwrap_err().to_string().contains("no user"));
        assert!(places(None, None, Some("k\r\nHost: x")).is_err());
    }

    #[test]
    fn files() {
        let secret = of_file("# of the archive\nuser = reader\n\npassword = hunter=2 \n").unwrap();
        assert_eq!(secret, Some(Secret::password("reader", "hunter=2")));
        for (text, expected) in [("user = reader", "no password"), ("", "neither"), ("user = a\nhunter2", "line 2")] {
            let message = of_file(text).unwrap_err().to_string();
            assert!(message.contains(expected) && !message.contains("hunter2"), "{message}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn others_may_not_read_them() {
        use std::os::unix::fs::PermissionsExt;
        let open = |file: &tempfile::NamedTempFile| {
            fs::set_permissions(file.path(), fs::Permissions::from_mode(0o644)).unwrap();
            Some(file.path().to_owned())
        };
        let secrets = file("api_key = hunter2");
        let message = Places { file: open(&secrets), ..Places::default() }.secret(&address()).unwrap_err().to_string();
        assert!(message.contains("chmod 600") && !message.contains("hunter2"), "{message}");
        let netrc = file("machine a.example.org login u password hunter2");
        assert!(Places { netrc: open(&netrc), ..Places::default() }.secret(&address()).is_err());
        // It has nothing for these hosts.
        let netrc = file("machine ftp.example.org login u password hunter2");
        assert_eq!(Places { netrc: open(&netrc), ..Places::default() }.secret(&address()).unwrap(), None);
    }

    #[test]
    fn netrc() {
        let check = |text: &str, expected: Option<(&str, &str)>| {
            let expected = expected.map(|(user, password)| Secret::password(user, password));
            assert_eq!(of_netrc(text, &["a.example.org", "b.example.org"]), expected, "{text}");
        };
        check("machine a.example.org login u password p", Some(("u", "p")));
        check("machine x login v password q\nmachine b.example.org\n  password p\n  login u\n", Some(("u", "p")));
        check("machine a.example.org login u password p machine b.example.org login v password q", Some(("u", "p")));
        check("default login u password p", Some(("u", "p")));
        check("machine a.example.org login u password p\ndefault login v password q", Some(("u", "p")));
        check("machine x login u password p", None);
        check("machine a.example.org login u", None);
        check(
            "macdef init\nmachine a.example.org login v password q\n\nmachine b.example.org login u password p",
            Some(("u", "p")),
        );
        check("", None);
    }
}
