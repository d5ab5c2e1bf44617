//! The time zone that a newspaper's readers live in, by its country: `quai.ma` is read in Casablanca.

use jiff::tz::TimeZone;

use super::declared::Declared;

/// The zone of the readers of a page. The country is that of the host, or of the locale for a host of no country.
pub fn of(declared: &Declared) -> TimeZone {
    let locale = declared.head.get(&["og:locale"]).or(declared.language()).unwrap_or_default();
    of_country(country(declared.host(), locale))
}

fn country<'c>(host: &'c str, locale: &'c str) -> &'c str {
    match host.rsplit('.').next().unwrap_or_default() {
        "com" | "org" | "net" | "info" | "" => locale.rsplit(['_', '-']).next().unwrap_or_default(),
        country => country,
    }
}

fn of_country(country: &str) -> TimeZone {
    let country = country.to_ascii_lowercase();
    let zone = ZONES.iter().find(|(it, _)| *it == country).map_or("Europe/Paris", |(_, zone)| zone);
    TimeZone::get(zone).unwrap_or(TimeZone::UTC)
}

/// Countries with a press in French whose clocks are not those of Paris.
#[rustfmt::skip]
const ZONES: &[(&str, &str)] = &[
    ("bf", "Africa/Ouagadougou"), ("bi", "Africa/Bujumbura"), ("bj", "Africa/Porto-Novo"), ("ca", "America/Toronto"),
    ("quebec", "America/Toronto"), ("cd", "Africa/Kinshasa"), ("cf", "Africa/Bangui"), ("cg", "Africa/Brazzaville"),
    ("ci", "Africa/Abidjan"), ("cm", "Africa/Douala"), ("dj", "Africa/Djibouti"), ("dz", "Africa/Algiers"),
    ("ga", "Africa/Libreville"), ("gf", "America/Cayenne"), ("gn", "Africa/Conakry"), ("gp", "America/Guadeloupe"),
    ("ht", "America/Port-au-Prince"), ("km", "Indian/Comoro"), ("lb", "Asia/Beirut"), ("ma", "Africa/Casablanca"),
    ("mg", "Indian/Antananarivo"), ("ml", "Africa/Bamako"), ("mq", "America/Martinique"),
    ("mr", "Africa/Nouakchott"), ("mu", "Indian/Mauritius"), ("nc", "Pacific/Noumea"), ("ne", "Africa/Niamey"),
    ("pf", "Pacific/Tahiti"), ("re", "Indian/Reunion"), ("rw", "Africa/Kigali"), ("sn", "Africa/Dakar"),
    ("td", "Africa/Ndjamena"), ("tg", "Africa/Lome"), ("tn", "Africa/Tunis"), ("yt", "Indian/Mayotte"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones() {
        let check = |host: &str, locale: &str, expected: &str| {
            assert_eq!(of_country(country(host, locale)).iana_name(), Some(expected), "{host} {locale}");
        };
        check("quai.fr", "fr_FR", "Europe/Paris");
        check("quai.ma", "fr_FR", "Africa/Casablanca");
        check("quai.com", "fr_CA", "America/Toronto");
        check("", "fr-CA", "America/Toronto");
        check("quai.example", "", "Europe/Paris");
    }
}
