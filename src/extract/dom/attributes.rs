//! The attributes of a tag: which of them extraction reads, and how they are written.

use std::ops::Range;

use memchr::memchr;

use super::tags::lowercase;

/// The attributes that extraction reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[rustfmt::skip]
pub enum Attribute {
    Alt, AriaHidden, AriaLabel, Class, Content, Datetime, Hidden, Href, Id, Itemprop, Itemscope, Itemtype, Lang,
    Name, Property, Rel, Role, Src, Style, Type, Title, Testid,
}

impl Attribute {
    /// The attribute of this name, whatever its case; `None` if extraction does not read it.
    #[rustfmt::skip]
    pub fn named(name: &[u8]) -> Option<Self> {
        let mut buffer = [0; 14];
        Some(match lowercase(name, &mut buffer)? {
            b"alt" => Self::Alt, b"aria-hidden" => Self::AriaHidden, b"aria-label" => Self::AriaLabel,
            b"class" => Self::Class, b"content" => Self::Content, b"datetime" => Self::Datetime,
            b"hidden" => Self::Hidden, b"href" => Self::Href, b"id" => Self::Id, b"itemprop" => Self::Itemprop,
            b"itemscope" => Self::Itemscope, b"itemtype" => Self::Itemtype, b"lang" => Self::Lang,
            b"name" => Self::Name, b"property" => Self::Property, b"rel" => Self::Rel, b"role" => Self::Role,
            b"src" => Self::Src, b"style" => Self::Style, b"type" => Self::Type, b"title" => Self::Title,
            b"data-testid" => Self::Testid,
            _ => return None,
        })
    }

    /// Whether the value is compared with words, and so is kept with its entities decoded. Other values are read as a
    /// line of text, which decodes them.
    pub fn is_compared(self) -> bool {
        use Attribute::{Alt, AriaLabel, Content, Href, Src, Title};
        !matches!(self, Alt | AriaLabel | Content | Href | Src | Title)
    }
}

/// Where the attributes of a tag end, and how.
pub struct End {
    /// Behind the tag's ">".
    pub at: usize,
    /// "/>" ends the tag.
    pub self_closed: bool,
    /// The page ends in the tag, which then is none.
    pub is_cut: bool,
}

/// Gives the names and values of the attributes from `at` on to `each`, up to the ">" that ends the tag.
pub fn each(bytes: &[u8], mut at: usize, mut each: impl FnMut(&[u8], Range<usize>)) -> End {
    let (mut self_closed, mut is_cut) = (false, false);
    loop {
        match bytes.get(at) {
            None => {
                is_cut = true;
                break;
            }
            Some(b'>') => {
                at += 1;
                break;
            }
            Some(b'/') => {
                self_closed = true;
                at += 1;
            }
            Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0c) => {
                self_closed = false;
                at += 1;
            }
            Some(_) => {
                self_closed = false;
                let (name, value, end) = attribute(bytes, at);
                each(&bytes[name], value);
                at = end;
            }
        }
    }
    End { at, self_closed, is_cut }
}

/// Reads over attributes, up to the ">" that ends the tag.
pub fn skip(bytes: &[u8], at: usize) -> End {
    each(bytes, at, |_, _| {})
}

/// The ranges of the name and the value of the attribute at `start`, and where it ends.
fn attribute(bytes: &[u8], start: usize) -> (Range<usize>, Range<usize>, usize) {
    // A "=" that comes first belongs to the name, says the standard.
    let ends = |byte: &u8| ENDS_NAME[usize::from(*byte)];
    let at = bytes[start + 1..].iter().position(ends).map_or(bytes.len(), |length| start + 1 + length);
    let name = start..at;
    let blank = |at: usize| at + bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let equals = blank(at);
    if bytes.get(equals) != Some(&b'=') {
        return (name, at..at, at);
    }
    let value = blank(equals + 1);
    match bytes.get(value) {
        Some(&quote @ (b'"' | b'\'')) => {
            let end = memchr(quote, &bytes[value + 1..]).map_or(bytes.len(), |end| value + 1 + end);
            (name, value + 1..end, (end + 1).min(bytes.len()))
        }
        _ => {
            let length = bytes[value..].iter().take_while(|byte| !byte.is_ascii_whitespace() && **byte != b'>').count();
            (name, value..value + length, value + length)
        }
    }
}

/// The bytes that end an attribute's name.
const ENDS_NAME: [bool; 256] = {
    let mut ends = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        ends[byte] = matches!(byte as u8, b'=' | b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r' | 0x0c);
        byte += 1;
    }
    ends
};
