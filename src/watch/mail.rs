//! Mail messages (RFC 5322), as a mail transport agent takes them.

use std::io::{self, Write};

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

use super::mime;

/// A message, without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message<'a> {
    /// What it is about.
    pub subject: &'a str,
    /// When it was written.
    pub date: Timestamp,
    /// What tells it from all others, in letters, digits, dots and hyphens. Who gets the same twice can know it by this.
    pub id: &'a str,
}

/// Writes a message in ASCII, with lines of at most 76 characters that end as those of mail do. It names nobody that it is to:
/// what sends it does, as `sendmail someone@example.org`.
pub fn write(out: &mut impl Write, message: &Message, body: &[u8]) -> io::Result<()> {
    let Message { subject, date, id } = message;
    let date = DateTimePrinter::new().timestamp_to_string(date).map_err(io::Error::other)?;
    let headers = [
        ("From", "kiosque <kiosque@localhost>".to_owned()),
        ("Date", date),
        ("Message-ID", format!("<{id}@kiosque.invalid>")),
        ("Subject", mime::header(subject)),
        // So that no absence is announced in answer (RFC 3834).
        ("Auto-Submitted", "auto-generated".to_owned()),
        ("MIME-Version", "1.0".to_owned()),
        ("Content-Type", "text/plain; charset=utf-8".to_owned()),
        ("Content-Transfer-Encoding", "base64".to_owned()),
    ];
    for (name, value) in headers {
        // A first word that would make the line too long begins the next one.
        let first = value.split("\r\n").next().unwrap_or_default();
        let fold = if name.len() + first.len() > 74 { "\r\n" } else { "" };
        write!(out, "{name}:{fold} {value}\r\n")?;
    }
    write!(out, "\r\n{}", mime::body(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages() {
        let message = Message { subject: "été", date: Timestamp::UNIX_EPOCH, id: "ab.1-2.port" };
        let mut out = Vec::new();
        write(&mut out, &message, "La digue tient.\n".as_bytes()).unwrap();
        let expected = "\
From: kiosque <kiosque@localhost>
Date: Thu, 1 Jan 1970 00:00:00 -0000
Message-ID: <ab.1-2.port@kiosque.invalid>
Subject: =?utf-8?B?w6l0w6k=?=
Auto-Submitted: auto-generated
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

TGEgZGlndWUgdGllbnQuCg==
";
        assert_eq!(String::from_utf8(out).unwrap(), expected.replace('\n', "\r\n"));
    }
}
