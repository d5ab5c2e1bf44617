//! Addresses and labels: URLs, hosts, e-mail addresses, @names, #hashtags. Each is one word of the index, and each of the
//! words in it is one as well.

use super::scan::{is_word_char, word_end};

/// Bytes of an address; longer ones are cut, for nobody types them.
const LONGEST: usize = 2048;
/// Bytes of a host, which is what the domain name system allows.
const LONGEST_HOST: usize = 255;

/// The end of a URL that begins at `start` with a scheme or with `www.`.
pub fn url_end(text: &str, start: usize) -> Option<usize> {
    let rest = &text[start..];
    let scheme = ["https://", "http://", "ftp://", "www."]
        .iter()
        .find(|scheme| rest.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))?;
    let host = start + scheme.len();
    (word_end(text, host) > host).then(|| address_end(text, host))
}

/// The end of a host, with a path behind it if there is one, that begins at `start`: `lemonde.fr/sport`. A host ends with a
/// domain in lower case that French pages use: `fin.Il` is two words.
pub fn host_end(text: &str, start: usize) -> Option<usize> {
    const DOMAINS: [&str; 25] = [
        "fr", "com", "org", "net", "eu", "be", "ch", "ca", "ma", "dz", "tn", "sn", "ci", "uk", "de", "es", "it",
        "info", "tv", "io", "gov", "edu", "paris", "media", "news",
    ];
    let labels_end = labels_end(text, start);
    let (_, domain) = text[start..labels_end].rsplit_once('.')?;
    if !DOMAINS.contains(&domain) {
        return None;
    }
    Some(if text[labels_end..].starts_with('/') { address_end(text, labels_end) } else { labels_end })
}

/// The end of an e-mail address that begins at `start`.
pub fn email_end(text: &str, start: usize) -> Option<usize> {
    const LONGEST_NAME: usize = 64;
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte);
    let name = text.as_bytes()[start..].iter().take(LONGEST_NAME).take_while(|byte| is_name(byte)).count();
    let host = start + name + 1;
    if text.as_bytes().get(host - 1) != Some(&b'@') {
        return None;
    }
    let end = labels_end(text, host);
    text[host..end].contains('.').then_some(end)
}

/// The words of an address, each with its first byte and its end, without `http` and `www`.
pub fn address_words(text: &str, start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut at = start;
    while let Some(letter) = text[at..end].chars().next() {
        let word_end = word_end(&text[..end], at);
        if word_end > at && !matches!(&text[at..word_end], "http" | "https" | "ftp" | "www") {
            words.push((at, word_end));
        }
        at = word_end.max(at + letter.len_utf8());
    }
    words
}

/// The words of a label (`GiletsJaunes`, `le_monde`, `JO2024`), each with its first byte and its end.
pub fn label_words(text: &str, start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut word = start;
    let mut letters = text[start..end].char_indices().peekable();
    let mut before: Option<char> = None;
    while let Some((at, letter)) = letters.next() {
        let at = start + at;
        let next_is_lower = letters.peek().is_some_and(|(_, next)| next.is_lowercase());
        let begins = before.is_some_and(|before| {
            before == '_'
                || before.is_lowercase() && letter.is_uppercase()
                || before.is_uppercase() && letter.is_uppercase() && next_is_lower
                || before.is_alphabetic() && letter.is_ascii_digit()
                || before.is_ascii_digit() && letter.is_alphabetic()
        });
        if begins || letter == '_' {
            if word < at {
                words.push((word, at));
            }
            word = at;
        }
        if letter == '_' {
            word = at + 1;
        }
        before = Some(letter);
    }
    if word < end {
        words.push((word, end));
    }
    words
}

/// The end of a label of letters, figures and underscores that begins at `start`.
pub fn label_end(text: &str, start: usize) -> usize {
    let mut end = word_end(text, start);
    while text[end..].starts_with('_') && end - start < LONGEST_HOST {
        end = word_end(text, end + 1);
    }
    end
}

/// An address without its optional parts: scheme, `www.`, a last slash, and all behind `?`, `#` or `=`.
pub fn bare_address(url: &str) -> String {
    let url = url.to_lowercase();
    let url = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let url = url.split(['?', '#', '=']).next().unwrap_or_default();
    url.strip_prefix("www.").unwrap_or(url).trim_end_matches('/').to_string()
}

/// The end of labels that are joined by points and hyphens.
fn labels_end(text: &str, start: usize) -> usize {
    let mut end = word_end(text, start);
    while text[end..].starts_with(['.', '-']) && end - start < LONGEST_HOST {
        let label_end = word_end(text, end + 1);
        if label_end == end + 1 {
            break;
        }
        end = label_end;
    }
    end
}

/// The end of a URL: the next blank or quote, before any punctuation of the sentence around it.
fn address_end(text: &str, start: usize) -> usize {
    let mut end = text[start..]
        .char_indices()
        .find(|(at, letter)| {
            letter.is_whitespace() || letter.is_control() || "<>\"«»“”|\\^{}`".contains(*letter) || *at > LONGEST
        })
        .map_or(text.len(), |(at, _)| start + at);
    while let Some(last) = text[start..end].chars().next_back() {
        if is_word_char(last) || last == '/' {
            break;
        }
        end -= last.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        let url = |text: &str| url_end(text, 0).map(|end| text[..end].to_string());
        assert_eq!(url("https://www.exemple.fr/sport, puis").as_deref(), Some("https://www.exemple.fr/sport"));
        assert_eq!(url("www.exemple.fr.").as_deref(), Some("www.exemple.fr"));
        assert_eq!(url("http: rien"), None);
        let host = |text: &str| host_end(text, 0).map(|end| text[..end].to_string());
        assert_eq!(host("impots.gouv.fr/contact (en ligne)").as_deref(), Some("impots.gouv.fr/contact"));
        assert_eq!(host("fin.Il"), None);
        let email = |text: &str| email_end(text, 0).map(|end| text[..end].to_string());
        assert_eq!(email("jean-marc.petit@exemple.fr.").as_deref(), Some("jean-marc.petit@exemple.fr"));
        assert_eq!(email("jean@ exemple"), None);
    }

    #[test]
    fn labels_part_into_words() {
        let words = |text: &str| {
            label_words(text, 0, text.len()).iter().map(|(a, b)| text[*a..*b].to_string()).collect::<Vec<_>>()
        };
        assert_eq!(words("GiletsJaunes"), ["Gilets", "Jaunes"]);
        assert_eq!(words("le_monde_"), ["le", "monde"]);
        assert_eq!(words("JO2024Paris"), ["JO", "2024", "Paris"]);
        assert_eq!(words("ONUFemmes"), ["ONU", "Femmes"]);
    }
}
