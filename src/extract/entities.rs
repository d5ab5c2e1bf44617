//! Character references, and text laid out as one line.

/// Appends `raw` with its character references resolved, every run of white space as one space, and none at the start
/// of `line`. Soft hyphens and zero-width characters, which only help a browser to break lines, are left out.
pub fn append(line: &mut String, raw: &str) {
    let bytes = raw.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Most of a text goes over as it is: words, and the spaces behind them. Where words end cannot be foretold, and
        // so this does not branch there.
        let mut spaced = ends_in_space(line);
        let goes_over = |byte: &&u8| {
            let space = **byte == b' ';
            let goes_over = PLAIN[usize::from(**byte)] | (space & !spaced);
            spaced = space;
            goes_over
        };
        let length = bytes[at..].iter().take_while(goes_over).count();
        line.push_str(&raw[at..at + length]);
        at += length;
        let rest = &raw[at..];
        let Some(c) = rest.chars().next() else { return };
        let (decoded, length) = if c == '&' { reference(rest).unwrap_or(('&', 1)) } else { (c, c.len_utf8()) };
        append_char(line, decoded);
        at += length;
        if c.is_ascii_whitespace() {
            at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        }
    }
}

/// The same, of as much as a name or a label may hold. Elements nest, and what is looked for in each of them is not to be
/// read as often as it is deep.
pub fn append_beginning(line: &mut String, raw: &str) {
    append(line, beginning(raw, LONGEST_LABEL.saturating_sub(line.len())));
}

/// Bytes.
const LONGEST_LABEL: usize = 4096;

/// The first characters of a text, in at most so many bytes.
pub fn beginning(text: &str, limit: usize) -> &str {
    let end = (0..=limit.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// Whether a space would be one too many.
fn ends_in_space(line: &str) -> bool {
    line.as_bytes().last().is_none_or(|last| *last == b' ')
}

/// The bytes of characters that go over as they are: all of printable ASCII but "&" and the space, and what is part of
/// further characters, but for the first bytes of U+0080 to U+00BF, U+1000 to U+3FFF and U+F000 to U+FFFF, where what
/// `append_char` leaves out or makes a space lies.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b'!' as usize;
    while byte < 256 {
        plain[byte] = !matches!(byte as u8, b'&' | 0x7f | 0xc2 | 0xe1..=0xe3 | 0xef);
        byte += 1;
    }
    plain
};

/// `raw` with its character references resolved, as one trimmed line.
pub fn line(raw: &str) -> String {
    let mut line = String::with_capacity(raw.len());
    append(&mut line, raw);
    line.truncate(line.trim_end().len());
    line
}

fn append_char(line: &mut String, c: char) {
    match c {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
        c if c.is_whitespace() || c.is_control() => {
            if !ends_in_space(line) {
                line.push(' ');
            }
        }
        c => line.push(c),
    }
}

/// The character that the reference at the start of `text` stands for, and the reference's length.
fn reference(text: &str) -> Option<(char, usize)> {
    let body = &text[1..];
    if let Some(number) = body.strip_prefix('#') {
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (number, 10),
        };
        let length = digits.bytes().take_while(|byte| (*byte as char).is_digit(radix)).count();
        let code = u32::from_str_radix(&digits[..length.min(9)], radix).ok()?;
        let end = text.len() - digits.len() + length;
        let end = end + usize::from(text[end..].starts_with(';'));
        return Some((numeric(code), end));
    }
    let length = body.bytes().take_while(u8::is_ascii_alphanumeric).count().min(10);
    let name = &body[..length];
    let closed = body[length..].starts_with(';');
    let latin = || LATIN_1.iter().position(|it| *it == name).and_then(|at| char::from_u32(0xA0 + at as u32));
    let other = || OTHERS.binary_search_by(|(it, _)| it.cmp(&name)).ok().map(|at| OTHERS[at].1);
    if closed {
        return latin().or_else(other).map(|c| (c, 1 + length + 1));
    }
    // The references of HTML 2 may go without their ";", but not as in "&copyright=1".
    let bare = if matches!(name, "amp" | "lt" | "gt" | "quot") { other() } else { latin() };
    bare.filter(|_| !body[length..].starts_with('=')).map(|c| (c, 1 + length))
}

/// The standard reads the references &#128; to &#159; as windows-1252.
fn numeric(code: u32) -> char {
    match code {
        0x80..=0x9F => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[code as u8]).0.chars().next(),
        _ => char::from_u32(code).filter(|&c| c != '\0'),
    }
    .unwrap_or('\u{fffd}')
}

/// The names of U+00A0 to U+00FF.
#[rustfmt::skip]
const LATIN_1: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo", "not",
    "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot", "cedil", "sup1",
    "ordm", "raquo", "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc", "Atilde", "Auml",
    "Aring", "AElig", "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml",
    "ETH", "Ntilde", "Ograve", "Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute",
    "Ucirc", "Uuml", "Yacute", "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring",
    "aelig", "ccedil", "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth",
    "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc",
    "uuml", "yacute", "thorn", "yuml",
];

/// The other names of HTML 4, sorted.
#[rustfmt::skip]
const OTHERS: &[(&str, char)] = &[
    ("Alpha", 'Α'), ("Beta", 'Β'), ("Chi", 'Χ'), ("Dagger", '‡'), ("Delta", 'Δ'), ("Epsilon", 'Ε'),
    ("Eta", 'Η'), ("Gamma", 'Γ'), ("Iota", 'Ι'), ("Kappa", 'Κ'), ("Lambda", 'Λ'), ("Mu", 'Μ'), ("Nu", 'Ν'),
    ("OElig", 'Œ'), ("Omega", 'Ω'), ("Omicron", 'Ο'), ("Phi", 'Φ'), ("Pi", 'Π'), ("Prime", '″'), ("Psi", 'Ψ'),
    ("Rho", 'Ρ'), ("Scaron", 'Š'), ("Sigma", 'Σ'), ("Tau", 'Τ'), ("Theta", 'Θ'), ("Upsilon", 'Υ'), ("Xi", 'Ξ'),
    ("Yuml", 'Ÿ'), ("Zeta", 'Ζ'), ("alefsym", 'ℵ'), ("alpha", 'α'), ("amp", '&'), ("and", '∧'), ("ang", '∠'),
    ("apos", '\u{27}'), ("asymp", '≈'), ("bdquo", '„'), ("beta", 'β'), ("bull", '•'), ("cap", '∩'),
    ("chi", 'χ'), ("circ", 'ˆ'), ("clubs", '♣'), ("cong", '≅'), ("crarr", '↵'), ("cup", '∪'), ("dArr", '⇓'),
    ("dagger", '†'), ("darr", '↓'), ("delta", 'δ'), ("diams", '♦'), ("empty", '∅'), ("emsp", '\u{2003}'),
    ("ensp", '\u{2002}'), ("epsilon", 'ε'), ("equiv", '≡'), ("eta", 'η'), ("euro", '€'), ("exist", '∃'),
    ("fnof", 'ƒ'), ("forall", '∀'), ("frasl", '⁄'), ("gamma", 'γ'), ("ge", '≥'), ("gt", '>'), ("hArr", '⇔'),
    ("harr", '↔'), ("hearts", '♥'), ("hellip", '…'), ("image", 'ℑ'), ("infin", '∞'), ("int", '∫'),
    ("iota", 'ι'), ("isin", '∈'), ("kappa", 'κ'), ("lArr", '⇐'), ("lambda", 'λ'), ("lang", '〈'), ("larr", '←'),
    ("lceil", '⌈'), ("ldquo", '“'), ("le", '≤'), ("lfloor", '⌊'), ("lowast", '∗'), ("loz", '◊'),
    ("lrm", '\u{200e}'), ("lsaquo", '‹'), ("lsquo", '‘'), ("lt", '<'), ("mdash", '—'), ("minus", '−'),
    ("mu", 'μ'), ("nabla", '∇'), ("ndash", '–'), ("ne", '≠'), ("ni", '∋'), ("notin", '∉'), ("nsub", '⊄'),
    ("nu", 'ν'), ("oelig", 'œ'), ("oline", '‾'), ("omega", 'ω'), ("omicron", 'ο'), ("oplus", '⊕'), ("or", '∨'),
    ("otimes", '⊗'), ("part", '∂'), ("permil", '‰'), ("perp", '⊥'), ("phi", 'φ'), ("pi", 'π'), ("piv", 'ϖ'),
    ("prime", '′'), ("prod", '∏'), ("prop", '∝'), ("psi", 'ψ'), ("quot", '"'), ("rArr", '⇒'), ("radic", '√'),
    ("rang", '〉'), ("rarr", '→'), ("rceil", '⌉'), ("rdquo", '”'), ("real", 'ℜ'), ("rfloor", '⌋'), ("rho", 'ρ'),
    ("rlm", '\u{200f}'), ("rsaquo", '›'), ("rsquo", '’'), ("sbquo", '‚'), ("scaron", 'š'), ("sdot", '⋅'),
    ("sigma", 'σ'), ("sigmaf", 'ς'), ("sim", '∼'), ("spades", '♠'), ("sub", '⊂'), ("sube", '⊆'), ("sum", '∑'),
    ("sup", '⊃'), ("supe", '⊇'), ("tau", 'τ'), ("there4", '∴'), ("theta", 'θ'), ("thetasym", 'ϑ'),
    ("thinsp", '\u{2009}'), ("tilde", '˜'), ("trade", '™'), ("uArr", '⇑'), ("uarr", '↑'), ("upsih", 'ϒ'),
    ("upsilon", 'υ'), ("weierp", '℘'), ("xi", 'ξ'), ("zeta", 'ζ'), ("zwj", '\u{200d}'), ("zwnj", '\u{200c}'),
];

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn references() {
        let check = |raw: &str, expected: &str| assert_eq!(line(raw), expected, "{raw}");
        check("L&rsquo;&eacute;t&eacute; &amp; l&#39;hiver &#x2014; 15&nbsp;&euro;", "L’été & l'hiver — 15 €");
        check("&#146;&#0;&#xFFFFFFFF;", "’\u{fffd}\u{fffd}");
        check("R&D, a & b, &inconnue; &copyright=1", "R&D, a & b, &inconnue; &copyright=1");
        check("caf&eacute", "café");
        check("&", "&");
    }

    #[test]
    fn white_space_is_one_space() {
        assert_eq!(line("\n  un\tdeux\u{a0}\u{200b}trois co\u{ad}upe "), "un deux trois coupe");
    }
}
