//! Addresses in one form, so that an article has one id however a container writes the address that it was fetched from.
//!
//! ```text
//! http://WWW.lemonde.fr:80/a/../b?utm_source=x&n=2&id=1#haut   →   https://lemonde.fr/b?id=1&n=2
//! ```
//!
//! What is put right is what RFC 3986, section 6, calls equivalent; and beyond that the scheme, `www.`, the fragment, the order
//! of the parameters and those that only say where a reader came from, by which no newspaper tells its articles apart.

/// The canonical form of an address of the web; any other text as it is.
pub fn canonical(url: &str) -> String {
    let url = url.trim();
    let Some((host, rest)) = split(url) else { return url.to_owned() };
    // Pages of the time before `pushState` have their whole address in the fragment.
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let fragment = if fragment.starts_with('!') { format!("#{fragment}") } else { String::new() };
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut parameters: Vec<String> = query.split('&').filter(|it| tells(it)).map(encoded).collect();
    parameters.sort_by(|one, other| name(one).cmp(name(other)));
    let query = parameters.join("&");
    let separator = if query.is_empty() { "" } else { "?" };
    format!("https://{host}{}{separator}{query}{fragment}", path_of(path))
}

/// The host of an address of the web without `www.` and a port that says nothing, and what follows it.
fn split(url: &str) -> Option<(String, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host).to_lowercase();
    let host = host.strip_suffix(":80").or_else(|| host.strip_suffix(":443")).unwrap_or(&host);
    let mut host = host.trim_matches('.');
    while let Some(rest) = host.strip_prefix("www.").filter(|rest| rest.contains('.')) {
        host = rest;
    }
    (!host.is_empty()).then(|| (host.to_owned(), rest))
}

/// The path without `.`, `..` and a session's number.
fn path_of(path: &str) -> String {
    let path = path.split_once(";jsessionid=").map_or(path, |(path, _)| path);
    let mut parts = Vec::new();
    for part in path.strip_prefix('/').unwrap_or(path).split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(encoded(part)),
        }
    }
    if path.ends_with("/.") || path.ends_with("/..") {
        parts.push(String::new());
    }
    format!("/{}", parts.join("/"))
}

/// A part of an address with its percent signs in one form: RFC 3986 has letters and digits stand for themselves, other
/// octets in capitals.
fn encoded(part: &str) -> String {
    let bytes = part.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|byte| (*byte as char).to_digit(16)).map(|digit| digit as u8);
    let (mut text, mut at) = (String::with_capacity(part.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let octet = if byte == b'%' { digit(at + 1).zip(digit(at + 2)) } else { None };
        at += if octet.is_some() { 3 } else { 1 };
        match octet.map_or(byte, |(high, low)| 16 * high + low) {
            octet if octet.is_ascii_alphanumeric() || b"-._~".contains(&octet) => text.push(octet as char),
            other if octet.is_none() && other.is_ascii_graphic() => text.push(other as char),
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

fn name(parameter: &str) -> &str {
    parameter.split_once('=').map_or(parameter, |(name, _)| name)
}

/// Whether a parameter says something of the page, and not only where a reader came from.
fn tells(parameter: &str) -> bool {
    let name = name(parameter).to_ascii_lowercase();
    !name.is_empty() && !WHENCE.contains(&name.as_str()) && !WHENCE_BEGINNINGS.iter().any(|it| name.starts_with(it))
}

/// Parameters of advertisers, mailings and social networks, as the removers of them list them; and numbers of sessions.
#[rustfmt::skip]
const WHENCE: &[&str] = &[
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid", "igshid", "igsh",
    "li_fat_id", "mkt_tok", "mc_cid", "mc_eid", "_hsenc", "_hsmi", "oly_anon_id", "oly_enc_id", "vero_id", "rb_clickid", "s_cid",
    "_ga", "_gl", "srsltid", "cmpid", "wt_mc", "wt_zmc", "xtor", "xtref", "echobox", "fb_action_ids", "fb_action_types", "fb_source", "fb_ref",
    "action_object_map", "action_type_map", "action_ref_map", "ref_src", "ref_url", "phpsessid", "jsessionid",
];
#[rustfmt::skip]
const WHENCE_BEGINNINGS: &[&str] = &["utm_", "at_medium", "at_campaign", "at_custom", "at_send", "at_link", "at_format", "at_creation", "at_ptr", "at_bbc", "pk_", "mtm_", "matomo_", "hsa_"];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_has_one_form() {
        #[track_caller]
        fn check(url: &str, expected: &str) {
            assert_eq!(canonical(url), expected, "{url}");
        }
        check("https://lemonde.fr/a", "https://lemonde.fr/a");
        check(" http://www.LeMonde.fr:80/A ", "https://lemonde.fr/A");
        check("HTTPS://lemonde.fr:443", "https://lemonde.fr/");
        check("https://lemonde.fr:8080/a", "https://lemonde.fr:8080/a");
        check("https://lemonde.fr?id=3", "https://lemonde.fr/?id=3");
        check("https://lemonde.fr/a#commentaires", "https://lemonde.fr/a");
        check("https://lemonde.fr/#!/article/3", "https://lemonde.fr/#!/article/3");
        check("https://lemonde.fr/a?utm_source=x&UTM_medium=y&fbclid=z#xtor=RSS-3", "https://lemonde.fr/a");
        check("https://lemonde.fr/a?xtor=RSS-3&page=2", "https://lemonde.fr/a?page=2");
        check("https://lemonde.fr/a?b=2&a=1&b=1", "https://lemonde.fr/a?a=1&b=2&b=1");
        check("https://lemonde.fr/a?&", "https://lemonde.fr/a");
        check("https://lemonde.fr/x/../a/./b", "https://lemonde.fr/a/b");
        check("https://lemonde.fr/a/..", "https://lemonde.fr/");
        check("https://lemonde.fr/a/", "https://lemonde.fr/a/");
        check("https://lemonde.fr/été", "https://lemonde.fr/%C3%A9t%C3%A9");
        check("https://lemonde.fr/%c3%a9t%C3%A9%7ea%2Fb", "https://lemonde.fr/%C3%A9t%C3%A9~a%2Fb");
        check("https://lemonde.fr/100%", "https://lemonde.fr/100%");
        check("https://lemonde.fr/a;jsessionid=3F?b=1", "https://lemonde.fr/a?b=1");
        check("https://www.fr/a", "https://www.fr/a");
        check("https://moi:secret@lemonde.fr/a", "https://lemonde.fr/a");
        check("file:///etc/passwd", "file:///etc/passwd");
        check("/2024/a.html", "/2024/a.html");
        check("https://", "https://");
    }

    proptest! {
        #[test]
        fn the_form_of_a_form_is_itself(url in "https?://(www\\.){0,2}[a-z]{1,4}(\\.[a-z]{1,4}){0,2}(:[0-9]{1,3})?([/?#][-a-zA-Z0-9/.?&=%#!;é ]{0,24})?") {
            let form = canonical(&url);
            prop_assert_eq!(canonical(&form), form.clone(), "{}", url);
        }
    }
}
