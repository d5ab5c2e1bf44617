//! Pages as a person or a mirror saved them: what the comments of SingleFile, HTTrack and browsers say of a page, and pages
//! that are large for the pictures in them.

use jiff::civil::DateTime;
use memchr::memmem;

use super::fields::is_web_address;
use super::moment;

/// Bytes at the beginning and at the end of a page in which comments are looked for.
const COMMENTS: usize = 8 << 10;

/// Bytes of the pages that HTTrack writes where an address led elsewhere.
const STUB: usize = 4 << 10;

/// What a page says of how it was saved.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// The address that it was saved from.
    pub url: Option<String>,
    /// When it was saved, in UTC.
    pub fetched: Option<DateTime>,
}

/// What the comments of a page say.
pub fn read(page: &[u8]) -> Saved {
    let (first, last) = (&page[..page.len().min(COMMENTS)], &page[page.len().saturating_sub(COMMENTS)..]);
    let after = |text: &'static str, bytes: &[u8]| {
        let found = memmem::find(bytes, text.as_bytes())?;
        let rest = &bytes[found + text.len()..];
        let comment = &rest[..memmem::find(rest, b"-->")?];
        Some(String::from_utf8_lossy(comment).into_owned())
    };
    if let Some(comment) = after("Page saved with SingleFile", first) {
        let line = |name| comment.lines().find_map(|line| line.trim().strip_prefix(name).map(str::trim));
        return Saved { url: line("url:").and_then(address), fetched: line("saved date:").and_then(moment::read) };
    }
    let mirrored = "Mirrored from ";
    if let Some(comment) = after(mirrored, first).or_else(|| after(mirrored, last))
        && let Some((url, rest)) = comment.split_once(" by HTTrack")
    {
        // HTTrack leaves the scheme out.
        let url = if url.contains("://") { url.to_owned() } else { format!("https://{url}") };
        let fetched = rest.split_once(", ").and_then(|(_, date)| moment::read(date));
        return Saved { url: address(&url), fetched };
    }
    // Browsers write the length of the address before it.
    let url = after("saved from url=(", first).and_then(|comment| address(comment.split_once(')')?.1));
    Saved { url, fetched: None }
}

/// Whether a page only says that an address led elsewhere, which HTTrack writes in its place.
pub fn is_stub(page: &[u8]) -> bool {
    page.len() <= STUB
        && memmem::find(page, b"HTTrack Website Copier").is_some()
        && memmem::find(&page.to_ascii_lowercase(), b"http-equiv=\"refresh\"").is_some()
}

fn address(text: &str) -> Option<String> {
    let url = text.trim();
    is_web_address(url).then(|| url.to_owned())
}

/// Takes the content of pictures and typefaces out of a page, which stand in it as `data:` addresses. It is given the page in
/// pieces.
#[derive(Default)]
pub struct Cut {
    /// What is left of the page so far.
    pub kept: Vec<u8>,
    /// The last piece ended within a picture.
    is_within: bool,
}

impl Cut {
    /// Adds a piece of the page.
    pub fn add(&mut self, mut piece: &[u8]) {
        /// What stands before the content.
        const MARK: &[u8] = b";base64,";
        loop {
            if self.is_within {
                let end = piece.iter().position(|byte| !is_base64(*byte));
                piece = &piece[end.unwrap_or(piece.len())..];
                self.is_within = piece.is_empty();
            }
            if piece.is_empty() {
                return;
            }
            // A mark may stand across two pieces.
            let from = self.kept.len().saturating_sub(MARK.len() - 1);
            let seam = [&self.kept[from..], &piece[..piece.len().min(MARK.len())]].concat();
            let across =
                memmem::find(&seam, MARK).map(|at| from + at + MARK.len()).filter(|end| *end > self.kept.len());
            let end = across.map(|end| end - self.kept.len());
            match end.or_else(|| memmem::find(piece, MARK).map(|at| at + MARK.len())) {
                Some(end) => {
                    self.kept.extend_from_slice(&piece[..end]);
                    piece = &piece[end..];
                    self.is_within = true;
                }
                None => {
                    self.kept.extend_from_slice(piece);
                    return;
                }
            }
        }
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_say_where_a_page_comes_from() {
        #[track_caller]
        fn check(page: &str, url: Option<&str>, fetched: Option<&str>) {
            let saved = read(page.as_bytes());
            assert_eq!(saved.url.as_deref(), url, "{page}");
            assert_eq!(saved.fetched.map(|it| it.to_string()).as_deref(), fetched, "{page}");
        }
        check(
            "<!DOCTYPE html> <html lang=fr><!--\n Page saved with SingleFile \n url: https://quai.example/a?b=c \n saved date: \
             Mon Mar 03 2025 12:00:00 GMT+0100 (heure normale d’Europe centrale)\n--><p>",
            Some("https://quai.example/a?b=c"),
            Some("2025-03-03T11:00:00"),
        );
        check("<!-- Page saved with SingleFile\n url: file:///tmp/a\n saved date: hier\n-->", None, None);
        check(
            "<html>\n<!-- Mirrored from quai.example/a.html by HTTrack Website Copier/3.x [XR&CO'2014], Mon, 03 Mar 2025 \
             11:00:00 GMT -->\n<head>",
            Some("https://quai.example/a.html"),
            Some("2025-03-03T11:00:00"),
        );
        check(
            &format!("<html>{}<!-- Mirrored from http://quai.example/a by HTTrack -->", " ".repeat(2 * COMMENTS)),
            Some("http://quai.example/a"),
            None,
        );
        check("<!-- saved from url=(0022)https://quai.example/a -->", Some("https://quai.example/a"), None);
        check("<!-- saved from url=(0014)about:internet -->", None, None);
        check("<p>Mirrored from a mirror", None, None);
        check("<p>", None, None);
    }

    #[test]
    fn stubs_are_known() {
        let stub = "<HTML>\n<!-- Created by HTTrack Website Copier/3.49-2 [XR&CO'2014] -->\n<HEAD>\n\
            <META HTTP-EQUIV=\"Refresh\" CONTENT=\"0; URL=a.html\"><TITLE>Page has moved</TITLE>\n</HEAD>";
        assert!(is_stub(stub.as_bytes()));
        assert!(!is_stub(b"<meta http-equiv=\"refresh\" content=\"300\"><p>Un article"));
    }

    #[test]
    fn pictures_are_taken_out() {
        #[track_caller]
        fn check(page: &str, expected: &str) {
            for length in [1, 2, 3, 7, 8, 9, 1000] {
                let mut cut = Cut::default();
                page.as_bytes().chunks(length).for_each(|piece| cut.add(piece));
                assert_eq!(String::from_utf8(cut.kept).unwrap(), expected, "{length} bytes at a time");
            }
        }
        check("", "");
        check("<p>a", "<p>a");
        check("<img src=\"data:image/png;base64,iVBO/Rw+==\"><p>a", "<img src=\"data:image/png;base64,\"><p>a");
        check("url(data:a;base64,AA)url(data:b;base64,BB==)", "url(data:a;base64,)url(data:b;base64,)");
        check(";base64,;base64,", ";base64,;base64,");
        check(";base64,AAAA", ";base64,");
        check(";base64", ";base64");
        check(";;base64,A;", ";;base64,;");
    }
}
