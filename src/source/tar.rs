//! tar archives: members of any length, one behind the other, with the long names of GNU and of POSIX (pax). The `tar` crate
//! reads names of any length into memory; here all is bounded.

use std::io::{self, BufRead, Read};

use super::Unreadable;

/// Archives consist of blocks of so many bytes.
const BLOCK: usize = 512;

/// Bytes of the fields of a pax header, or of a long name.
const HEADER: u64 = 1 << 20;

/// A member that is a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name, in whatever encoding the archive has.
    pub name: Vec<u8>,
    /// Its length.
    pub length: u64,
}

/// The members of a tar archive.
pub struct Tar<R> {
    stream: R,
    /// Bytes of the present member, and of what fills its last block, that are still to come.
    left: u64,
    padding: u64,
    /// A header that was found behind damage.
    again: Option<[u8; BLOCK]>,
}

/// Whether bytes begin as a tar archive does: the numbers of its first header add up.
pub fn is_header(head: &[u8]) -> bool {
    head.first_chunk::<BLOCK>().is_some_and(|block| block[0] != 0 && has_sum(block))
}

impl<R: BufRead> Tar<R> {
    /// The members of a stream.
    pub fn new(stream: R) -> Self {
        Self { stream, left: 0, padding: 0, again: None }
    }

    /// Goes to the next member that is a file; `None` at the end. After [`Unreadable::CorruptArchive`], the next call goes on
    /// behind the damage.
    pub fn next(&mut self) -> io::Result<Option<Member>> {
        let (mut long_name, mut pax) = (None, Pax::default());
        loop {
            self.skip()?;
            let Some(block) = self.block()? else { return Ok(None) };
            if block.iter().all(|byte| *byte == 0) {
                // Archives that were joined have further members behind.
                continue;
            }
            if !has_sum(&block) {
                while let Ok(Some(block)) = self.block() {
                    if block[0] != 0 && has_sum(&block) {
                        self.again = Some(block);
                        break;
                    }
                }
                return Err(io::Error::other(Unreadable::CorruptArchive));
            }
            let length = number(&block[124..136]);
            self.expect(length);
            match block[156] {
                b'L' => long_name = Some(self.header(length)?),
                b'x' => pax = Pax::read(&self.header(length)?),
                0 | b'0' | b'7' => {
                    let length = pax.length.unwrap_or(length);
                    self.expect(length);
                    let name = long_name.map(|name| until_zero(&name).to_vec()).or(pax.path);
                    return Ok(Some(Member { name: name.unwrap_or_else(|| own_name(&block)), length }));
                }
                // A folder, a link, a device, a label, or a header for all members: none has content of its own.
                _ => (long_name, pax) = (None, Pax::default()),
            }
        }
    }

    /// The content of the present member.
    pub fn content(&mut self) -> impl BufRead {
        Content(self)
    }

    fn expect(&mut self, length: u64) {
        self.left = length;
        self.padding = length.next_multiple_of(BLOCK as u64).saturating_sub(length);
    }

    /// Skips what is left of the present member.
    fn skip(&mut self) -> io::Result<()> {
        let mut left = self.left.saturating_add(self.padding);
        (self.left, self.padding) = (0, 0);
        while left > 0 {
            let available = self.stream.fill_buf()?.len();
            if available == 0 {
                return Err(io::Error::other(Unreadable::TruncatedArchive));
            }
            let skipped = left.min(available as u64);
            self.stream.consume(skipped as usize);
            left -= skipped;
        }
        Ok(())
    }

    /// The next block; `None` at the end of the stream.
    fn block(&mut self) -> io::Result<Option<[u8; BLOCK]>> {
        if let Some(block) = self.again.take() {
            return Ok(Some(block));
        }
        let mut block = [0; BLOCK];
        if self.stream.fill_buf()?.is_empty() {
            return Ok(None);
        }
        self.stream.read_exact(&mut block).map_err(truncated)?;
        Ok(Some(block))
    }

    /// The content of a header that belongs to the next.
    fn header(&mut self, length: u64) -> io::Result<Vec<u8>> {
        if length > HEADER {
            return Err(io::Error::other(Unreadable::CorruptArchive));
        }
        let mut bytes = Vec::new();
        self.content().read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// The content of a member as a stream, which ends where it ends.
struct Content<'a, R>(&'a mut Tar<R>);

impl<R: BufRead> Read for Content<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let read = available.len().min(buffer.len());
        buffer[..read].copy_from_slice(&available[..read]);
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Content<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.0.left == 0 {
            return Ok(&[]);
        }
        let available = self.0.stream.fill_buf()?;
        if available.is_empty() {
            return Err(io::Error::other(Unreadable::TruncatedArchive));
        }
        Ok(&available[..available.len().min(usize::try_from(self.0.left).unwrap_or(usize::MAX))])
    }

    fn consume(&mut self, taken: usize) {
        self.0.left -= taken as u64;
        self.0.stream.consume(taken);
    }
}

/// What a pax header says of the next member.
#[derive(Default)]
struct Pax {
    path: Option<Vec<u8>>,
    length: Option<u64>,
}

impl Pax {
    /// Reads fields as `24 path=a/very/long/name\n`, with their length before them.
    fn read(mut bytes: &[u8]) -> Self {
        let mut pax = Self::default();
        while let Some(blank) = memchr::memchr(b' ', bytes) {
            let length = str::from_utf8(&bytes[..blank]).ok().and_then(|length| length.parse::<usize>().ok());
            let Some(field) = length.filter(|length| *length > blank).and_then(|length| bytes.get(blank + 1..length))
            else {
                break;
            };
            bytes = &bytes[blank + 1 + field.len()..];
            let field = field.strip_suffix(b"\n").unwrap_or(field);
            if let Some(path) = field.strip_prefix(b"path=") {
                pax.path = Some(path.to_vec());
            } else if let Some(length) = field.strip_prefix(b"size=") {
                pax.length = str::from_utf8(length).ok().and_then(|length| length.parse().ok());
            }
        }
        pax
    }
}

/// Whether the sum of a header's bytes is the one that it says, with those of the sum as blanks.
fn has_sum(block: &[u8; BLOCK]) -> bool {
    let sum = |value: fn(u8) -> i64| {
        let bytes = block.iter().enumerate();
        bytes.map(|(at, byte)| if (148..156).contains(&at) { i64::from(b' ') } else { value(*byte) }).sum::<i64>()
    };
    let said = number(&block[148..156]) as i64;
    // Old archives added signed bytes.
    said == sum(i64::from) || said == sum(|byte| i64::from(byte as i8))
}

/// The name that a header itself has, perhaps in two parts.
fn own_name(block: &[u8; BLOCK]) -> Vec<u8> {
    let name = until_zero(&block[..100]);
    let is_ustar = &block[257..263] == b"ustar\0";
    match until_zero(&block[345..500]) {
        prefix if is_ustar && !prefix.is_empty() => [prefix, b"/", name].concat(),
        _ => name.to_vec(),
    }
}

fn until_zero(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// A number in octal digits, or in binary if it is too long for them.
fn number(field: &[u8]) -> u64 {
    if field[0] & 0x80 != 0 {
        let digits =
            field[1..].iter().fold(u128::from(field[0] & 0x7f), |number, byte| (number << 8) | u128::from(*byte));
        return u64::try_from(digits).unwrap_or(u64::MAX);
    }
    let digits = field.iter().skip_while(|byte| **byte == b' ').take_while(|byte| (b'0'..=b'7').contains(byte));
    digits.fold(0, |number: u64, digit| (number << 3) | u64::from(digit - b'0'))
}

fn truncated(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => io::Error::other(Unreadable::TruncatedArchive),
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(name: &str, kind: u8, length: usize) -> Vec<u8> {
        let mut block = [0; BLOCK];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..136].copy_from_slice(format!("{length:011o}\0").as_bytes());
        block[156] = kind;
        block[257..263].copy_from_slice(b"ustar\0");
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        block.to_vec()
    }

    fn member(name: &str, kind: u8, content: &str) -> Vec<u8> {
        let padding = content.len().next_multiple_of(BLOCK) - content.len();
        [header(name, kind, content.len()), content.as_bytes().to_vec(), vec![0; padding]].concat()
    }

    fn file(name: &str, content: &str) -> Vec<u8> {
        member(name, b'0', content)
    }

    /// An archive of these parts has these members, each as `name=content`.
    #[track_caller]
    fn check(parts: &[Vec<u8>], expected: &[&str]) {
        let bytes = parts.concat();
        for capacity in [1, 7, 8192] {
            let mut tar = Tar::new(io::BufReader::with_capacity(capacity, bytes.as_slice()));
            let mut found = Vec::new();
            loop {
                match tar.next() {
                    Ok(None) => break,
                    Ok(Some(member)) => {
                        let mut content = String::new();
                        let read = tar.content().read_to_string(&mut content).map_or("…", |_| "");
                        found.push(format!("{}={content}{read}", String::from_utf8_lossy(&member.name)));
                    }
                    Err(error) => {
                        found.push(error.to_string());
                        if error.to_string() != "corrupt-archive" {
                            break;
                        }
                    }
                }
            }
            assert_eq!(found, expected, "{capacity} bytes at a time");
        }
    }

    #[test]
    fn members_are_read_in_their_order() {
        let end = || vec![0; 2 * BLOCK];
        check(&[], &[]);
        check(&[end()], &[]);
        check(
            &[file("a/b.html", "<p>"), file("c", ""), file("d", &"x".repeat(512)), end()],
            &["a/b.html=<p>", "c=", &format!("d={}", "x".repeat(512))],
        );
        check(&[member("a/", b'5', ""), member("l", b'2', ""), member("old", 0, "x"), end()], &["old=x"]);
        check(&[file("a", "x"), end(), file("b", "y")], &["a=x", "b=y"]);
    }

    #[test]
    fn long_names_are_read() {
        let long = "dossier/".repeat(40);
        let pax = |field: &str| {
            let length = field.len() + 4;
            format!("{length} {field}\n")
        };
        check(&[member("././@LongLink", b'L', &format!("{long}\0")), file("cut", "x")], &[&format!("{long}=x")]);
        check(&[member("h", b'x', &pax(&format!("path={long}"))), file("cut", "x")], &[&format!("{long}=x")]);
        check(&[member("h", b'g', &pax(&format!("path={long}"))), file("own", "x")], &["own=x"]);
        check(&[member("h", b'x', "99 path=a\n"), file("own", "x")], &["own=x"]);
        check(&[member("h", b'x', "0 \u{0}"), file("own", "x")], &["own=x"]);
        let mut split = file("b.html", "x");
        split[345..348].copy_from_slice(b"a/c");
        let sum: u32 = split[..BLOCK]
            .iter()
            .enumerate()
            .filter(|(at, _)| !(148..156).contains(at))
            .map(|(_, byte)| u32::from(*byte))
            .sum();
        split[148..156].copy_from_slice(format!("{:06o}\0 ", sum + 256).as_bytes());
        check(&[split], &["a/c/b.html=x"]);
    }

    #[test]
    fn damage_is_passed_over() {
        let cut = file("a", &"x".repeat(600));
        check(&[cut[..BLOCK + 20].to_vec()], &["a=xxxxxxxxxxxxxxxxxxxx…", "truncated-archive"]);
        check(&[file("a", "x"), vec![7; 100]], &["a=x", "truncated-archive"]);
        check(&[vec![7; BLOCK], vec![8; BLOCK], file("b", "y")], &["corrupt-archive", "b=y"]);
        let huge = header("a", b'L', 1 << 30);
        check(&[huge], &["corrupt-archive", "truncated-archive"]);
    }

    #[test]
    fn numbers_may_be_binary() {
        assert_eq!(number(b"00000001750\0"), 1000);
        assert_eq!(number(b" 1750 "), 1000);
        assert_eq!(number(&[0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]), 2 << 32);
        assert_eq!(number(&[0xff; 12]), u64::MAX);
    }

    #[test]
    fn a_header_is_known_by_its_sum() {
        assert!(is_header(&file("a", "x")));
        assert!(!is_header(&[0; BLOCK]));
        assert!(!is_header(&[b'a'; 2 * BLOCK]));
        assert!(!is_header(b"a"));
    }
}
