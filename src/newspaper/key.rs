//! What names of newspapers and hosts are compared by.

use crate::text::fold;

/// The letters and digits of a name, folded, without the end of an address: `leparisien` of `Le Parisien`, `leparisien.fr`
/// and `Le Parisien.fr`.
pub fn key(name: &str) -> String {
    key_of_folded(&fold(name.trim()))
}

/// The key of a name without its article, if it has one: `humanite` of `L’Humanité`.
pub fn without_article(name: &str) -> Option<String> {
    const ARTICLES: [&str; 6] = ["le ", "la ", "les ", "l'", "l’", "the "];
    let folded = fold(name.trim());
    ARTICLES.iter().find_map(|article| folded.strip_prefix(article)).map(key_of_folded)
}

fn key_of_folded(folded: &str) -> String {
    let mut key = without_address_end(folded).to_owned();
    key.retain(char::is_alphanumeric);
    // A name in punctuation alone is compared as it is.
    if key.is_empty() { folded.to_owned() } else { key }
}

/// The letters and digits of a text, folded.
pub fn letters(text: &str) -> String {
    let mut folded = fold(text);
    folded.retain(char::is_alphanumeric);
    folded
}

/// A name without `www.` before it and `.fr` or the like behind it.
pub fn without_address_end(name: &str) -> &str {
    let name = name.strip_prefix("www.").unwrap_or(name);
    match name.rsplit_once('.') {
        Some((rest, end)) if is_end(end) && rest.ends_with(char::is_alphanumeric) => rest,
        _ => name,
    }
}

/// Whether a label may be the last of a host: `fr`, `com`.
fn is_end(label: &str) -> bool {
    const LONGER: [&str; 4] = ["media", "press", "paris", "example"];
    let is_word = label.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_word && (2..=4).contains(&label.len()) || LONGER.contains(&label)
}

/// The host that a name is, where it is an address: `20minutes.fr`, `www.lemonde.fr`, `https://www.lemonde.fr/`.
pub fn domain(name: &str) -> Option<String> {
    let name = name.trim();
    if name.contains("://") {
        return host(name);
    }
    let name = name.trim_end_matches('/');
    let (rest, end) = name.rsplit_once('.')?;
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    // `St.Pierre` is no address, `LEMONDE.FR` is.
    let is_end = end.len() > 1
        && end.bytes().all(|byte| byte.is_ascii_alphabetic())
        && (!end.contains(char::is_lowercase) || !end.contains(char::is_uppercase));
    (is_end && rest.split('.').all(is_label)).then(|| bare(name))
}

/// The host of an address on the web, without `www.` and the like; none where there is none. A copy in the Internet Archive has
/// the host of the page that was copied.
pub fn host(url: &str) -> Option<String> {
    /// What the domain name system allows.
    const LONGEST: usize = 255;
    let (_, rest) = url.split_once("://")?;
    let (host, path) = rest.find(['/', '?', '#']).map_or((rest, ""), |at| rest.split_at(at));
    if let Some(copied) = path.strip_prefix("/web/").filter(|_| host == "web.archive.org")
        && copied.contains("://")
    {
        let from = copied.find('/').map_or(0, |at| at + 1);
        return self::host(&copied[from..]);
    }
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(':').next().unwrap_or(host);
    let is_host = |c: char| c.is_alphanumeric() || "-._".contains(c);
    (!host.is_empty() && host.len() <= LONGEST && host.chars().all(is_host)).then(|| bare(host))
}

/// A host, folded, without the labels of its copies for other screens.
fn bare(host: &str) -> String {
    let folded = fold(host);
    let mut host = folded.trim_matches('.');
    while let Some((first, rest)) = host.split_once('.')
        && ["www", "m", "mobile", "amp"].contains(&first)
        && rest.contains('.')
    {
        host = rest;
    }
    host.to_owned()
}

/// The labels of a host before its public end, the site's own last: `sport` and `lemonde` of `sport.lemonde.fr`.
pub fn labels(host: &str) -> Vec<&str> {
    match public_end(host) {
        "" => vec![host],
        end => host[..host.len() - end.len() - 1].split('.').collect(),
    }
}

/// The end of a host under which others are registered: `fr`, `co.uk`; empty where it has none.
fn public_end(host: &str) -> &str {
    /// The labels under which countries register others: `co.uk`, `gouv.fr`.
    const SECOND: [&str; 11] = ["co", "com", "org", "net", "gov", "gouv", "ac", "edu", "asso", "info", "press"];
    let Some((rest, country)) = host.rsplit_once('.').filter(|_| !is_number(host)) else { return "" };
    match rest.rsplit_once('.') {
        Some((_, second)) if country.len() == 2 && SECOND.contains(&second) => {
            &host[host.len() - country.len() - second.len() - 1..]
        }
        _ => country,
    }
}

/// Whether a host is an address in numbers, which has no labels.
fn is_number(host: &str) -> bool {
    host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// The host above another: `lemonde.fr` of `sport.lemonde.fr`; none above a site's own.
pub fn parent(host: &str) -> Option<&str> {
    if site(host) == host { None } else { host.split_once('.').map(|(_, rest)| rest) }
}

/// The label of a site: `lemonde` of `lemonde.fr`.
pub fn own_label(site: &str) -> &str {
    if is_number(site) { site } else { site.split('.').next().unwrap_or_default() }
}

/// The host that a site is registered by: `lemonde.fr` of `sport.lemonde.fr`.
pub fn site(host: &str) -> &str {
    match public_end(host) {
        "" => host,
        end => host[..host.len() - end.len() - 1].rfind('.').map_or(host, |at| &host[at + 1..]),
    }
}

/// Whether a name is that of the site that a host belongs to, with its article or without: `Le Monde` on `sport.lemonde.fr`,
/// `L’Humanité` on `humanite.fr`, `France TV` on `france.tv`. `key` is the name's.
pub fn is_of_site(name: &str, key: &str, host: &str) -> bool {
    let site = site(host);
    let is = |key: &str| has_letters(own_label(site), key) || has_letters(site, key);
    is(key) || without_article(name).is_some_and(|key| is(&key))
}

/// Whether these are the letters of a part of a host, which is folded.
pub fn has_letters(host: &str, letters: &str) -> bool {
    host.chars().filter(|c| c.is_alphanumeric()).eq(letters.chars())
}

/// Whether a host is `domain`, or lies below it.
pub fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_one() {
        let check = |names: &[&str], expected: &str| {
            for name in names {
                assert_eq!(key(name), expected, "{name}");
            }
        };
        check(&["20 Minutes", "20minutes", "20minutes.fr", "www.20Minutes.fr", "20-minutes"], "20minutes");
        check(&["Europe 1", "europe1.fr", "EUROPE1"], "europe1");
        check(&["L’Équipe", "L'Equipe", "lequipe.fr", "L'EQUIPE.fr"], "lequipe");
        check(&["Ouest-France", "ouest-france.fr", "Ouest\u{a0}France"], "ouestfrance");
        check(&["O.N.U."], "onu");
        check(&["日本"], "日本");
        check(&["—"], "—");
        check(&["Le Monde diplomatique"], "lemondediplomatique");
    }

    #[test]
    fn names_without_their_article() {
        let check =
            |name: &str, expected: Option<&str>| assert_eq!(without_article(name).as_deref(), expected, "{name}");
        check("L’Humanité", Some("humanite"));
        check("Le Nouvel Obs", Some("nouvelobs"));
        check("Lesoir", None);
        check("Libération", None);
    }

    #[test]
    fn names_that_are_addresses() {
        let check = |name: &str, expected: Option<&str>| assert_eq!(domain(name).as_deref(), expected, "{name}");
        check("20minutes.fr", Some("20minutes.fr"));
        check("www.20Minutes.FR", Some("20minutes.fr"));
        check("https://www.lemonde.fr/", Some("lemonde.fr"));
        check("presse-océan.fr/", Some("presse-ocean.fr"));
        check("Le Monde.fr", None);
        check("St.Pierre", None);
        check("O.N.U.", None);
        check("Le Monde", None);
    }

    #[test]
    fn hosts_of_addresses() {
        let check = |url: &str, expected: Option<&str>| assert_eq!(host(url).as_deref(), expected, "{url}");
        check("https://www.Quai.example:8080/a?b#c", Some("quai.example"));
        check("https://m.quai.example", Some("quai.example"));
        check("https://m.fr/a", Some("m.fr"));
        check("https://jean@sport.quai.example?a", Some("sport.quai.example"));
        check("https://web.archive.org/web/20200101000000/https://www.quai.example/a", Some("quai.example"));
        check("https://web.archive.org/web/quai", Some("web.archive.org"));
        check("quai.example/a", None);
        check("https:///a", None);
        check("https://a\u{1f}b/", None);
        check(&format!("https://{}/", "a".repeat(256)), None);
    }

    #[test]
    fn parts_of_hosts() {
        let check = |host: &str, expected: &[&str], above: Option<&str>| {
            assert_eq!((labels(host).as_slice(), parent(host)), (expected, above), "{host}");
        };
        check("lemonde.fr", &["lemonde"], None);
        check("sport.lemonde.fr", &["sport", "lemonde"], Some("lemonde.fr"));
        check("theguardian.co.uk", &["theguardian"], None);
        check("a.blog.co.uk", &["a", "blog"], Some("blog.co.uk"));
        check("127.0.0.1", &["127.0.0.1"], None);
        check("localhost", &["localhost"], None);
        check("press.fr", &["press"], None);
        assert_eq!(site("en.blog.lemonde.fr"), "lemonde.fr");
    }

    #[test]
    fn names_of_sites() {
        let check = |name: &str, host: &str, expected: bool| {
            assert_eq!(is_of_site(name, &key(name), host), expected, "{name} {host}");
        };
        check("Le Monde", "sport.lemonde.fr", true);
        check("Sport", "sport.lemonde.fr", false);
        check("France TV", "france.tv", true);
        check("Ouest-France", "ouest-france.fr", true);
        check("L’Humanité", "humanite.fr", true);
        check("Le Point", "lepointdujour.fr", false);
    }

    #[test]
    fn hosts_below_others() {
        assert!(is_within("sport.lemonde.fr", "lemonde.fr") && is_within("lemonde.fr", "lemonde.fr"));
        assert!(!is_within("lemonde.fr", "monde.fr") && !is_within("lemonde.fr", "sport.lemonde.fr"));
    }
}
