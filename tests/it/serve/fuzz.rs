//! Requests at random, well-formed and not: none breaks the server.
//!
//! `KIOSQUE_CASES=100000 cargo test --test it serve::fuzz` tries as many.

use std::env;
use std::io::{ErrorKind, Read, Write};
use std::net::Shutdown;

use super::client::Served;
use crate::scene::Numbers;
use crate::search::corpus_index;

const PATHS: [&str; 25] = [
    "/kwic",
    "/collocates",
    "/keywords",
    "/trends",
    "/corpus",
    "/export/kwic",
    "/export/corpus",
    "/api/v1/kwic",
    "/api/v1/collocates",
    "/api/v1/keywords",
    "/api/v1/trends",
    "/",
    "/article",
    "/stats",
    "/help",
    "/export",
    "/api/v1/search",
    "/api/v1/facets",
    "/api/v1/timeline",
    "/api/v1/suggest",
    "/api/v1/parse",
    "/api/v1/similar",
    "/api/v1/article",
    "/api/v1/duplicates",
    "/%00/../..",
];
const NAMES: [&str; 25] = [
    "period", "last", "against", "window", "context", "min", "to", "measure", "q", "id", "since", "until", "source",
    "sort", "limit", "offset", "by", "fields", "facet", "cross", "all", "format", "recency", "scale", "%FF",
];
const VALUES: [&str; 24] = [
    "tei",
    "z",
    "",
    "port",
    "*",
    "-",
    "--help",
    "-19",
    "%00",
    "%FF%FE",
    "2025",
    "9999",
    "-9999-01",
    "hier",
    "newest",
    "all",
    "0",
    "18446744073709551615",
    "source,month",
    "grev*",
    "%22",
    "((((",
    "NaN",
    "id,text",
];

/// A request line that means something, more or less.
fn line(numbers: &mut Numbers) -> String {
    let mut target = PATHS[numbers.below(PATHS.len())].to_owned() + "?";
    for _ in 0..numbers.below(5) {
        let (name, value) = (NAMES[numbers.below(NAMES.len())], VALUES[numbers.below(VALUES.len())]);
        target += &format!("{name}={value}&");
    }
    format!("{} {target} HTTP/1.1", if numbers.below(2) == 0 { "GET" } else { "HEAD" })
}

/// A few bytes of it are lost, doubled, or others.
fn spoil(request: &mut Vec<u8>, numbers: &mut Numbers) {
    const BYTES: &[u8] = b"\r\n\0 \t:/?&=%#\xff\"<*(1Z";
    for _ in 0..numbers.below(4) {
        let at = numbers.below(request.len());
        let byte = BYTES[numbers.below(BYTES.len())];
        match numbers.below(5) {
            0 => drop(request.remove(at)),
            1 => request.insert(at, byte),
            2 => request[at] = byte,
            3 => request.insert(at, request[at]),
            _ => drop(request.splice(at..at, std::iter::repeat_n(byte, 1 << numbers.below(15)))),
        }
    }
}

#[test]
fn no_request_breaks_the_server() {
    let cases = env::var("KIOSQUE_CASES").map_or(1000, |cases| cases.parse().expect("a number of requests"));
    let served = Served::start(&corpus_index(), &[]);
    let mut numbers = Numbers(7);
    for _ in 0..cases {
        let mut request = line(&mut numbers).into_bytes();
        let headers = ["", "Accept-Language: en;q=x\r\n", "If-None-Match: W/\"\r\n", "Content-Length: 3\r\n"];
        let headers = headers[numbers.below(headers.len())];
        request.extend(format!("\r\nHost: localhost\r\nConnection: close\r\n{headers}").bytes());
        let is_spoilt = numbers.below(2) == 0;
        if is_spoilt {
            spoil(&mut request, &mut numbers);
        }
        request.extend(b"\r\n\r\n");
        let shown = String::from_utf8_lossy(&request);
        let mut stream = served.connect();
        // It may have closed the connection before it has read all.
        let _ = stream.write_all(&request).and_then(|()| stream.shutdown(Shutdown::Write));
        let mut answer = Vec::new();
        match stream.read_to_end(&mut answer) {
            Err(error) if error.kind() != ErrorKind::ConnectionReset => panic!("{shown}: {error}"),
            _ => {}
        }
        let status = answer.get(9..12).map(|status| String::from_utf8_lossy(status).into_owned());
        let is_right = match status.as_deref() {
            Some("200" | "400" | "404" | "503") => true,
            Some(status) => is_spoilt && status.starts_with('4'),
            None => is_spoilt,
        };
        assert!(is_right, "{shown}: {status:?}");
    }
    assert_eq!(served.get("/?q=port").status, 200);
}
