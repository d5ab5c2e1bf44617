//! A stand-in for a member of a cluster, which answers what a test tells it to.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use kiosque::opensearch::address::Address;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What is answered to one request.
#[derive(Clone)]
pub enum Reply {
    /// A status and a body. The connection stays.
    Json(u16, &'static str),
    /// The same with a header more.
    With(u16, &'static str, String),
    /// The connection is closed after the answer, without a word of it.
    Last(u16, &'static str),
    /// Half of the body that is announced, and the connection is closed.
    Half(&'static str),
    /// Nothing, and the connection is closed.
    Close,
    /// Nothing, for this long.
    Silence(Duration),
}

/// A server that answers the first request with the first reply, and so on, all others with the last one.
pub struct StandIn {
    pub port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl StandIn {
    pub fn start(replies: Vec<Reply>) -> Self {
        Self::answering(None, move |at, _| replies[at.min(replies.len() - 1)].clone())
    }

    /// A server that speaks TLS where it has a certificate, and answers each request by its number and text.
    pub fn answering(
        tls: Option<Arc<ServerConfig>>,
        answer: impl Fn(usize, &str) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (requests, answer) = (Arc::clone(&asked), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (requests, answer, tls) = (Arc::clone(&requests), Arc::clone(&answer), tls.clone());
                thread::spawn(move || serve(encrypted(stream.unwrap(), tls), &requests, &*answer));
            }
        });
        Self { port, asked }
    }

    /// The requests so far, head and body.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// The address of an index on these stand-ins.
pub fn address(stand_ins: &[&StandIn]) -> Address {
    let hosts: Vec<String> = stand_ins.iter().map(|stand_in| format!("127.0.0.1:{}", stand_in.port)).collect();
    Address::parse(&format!("http://{}/press", hosts.join(","))).unwrap()
}

/// A port that nobody listens to.
pub fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

trait Stream: Read + Write {}
impl<S: Read + Write> Stream for S {}

fn encrypted(stream: TcpStream, tls: Option<Arc<ServerConfig>>) -> Box<dyn Stream> {
    match tls {
        Some(config) => Box::new(StreamOwned::new(ServerConnection::new(config).unwrap(), stream)),
        None => Box::new(stream),
    }
}

fn serve(mut stream: Box<dyn Stream>, requests: &Mutex<Vec<String>>, answer: &dyn Fn(usize, &str) -> Reply) {
    let mut read = Vec::new();
    while let Some(request) = next_request(&mut stream, &mut read) {
        let reply = {
            let mut requests = requests.lock().unwrap();
            requests.push(request.clone());
            answer(requests.len() - 1, &request)
        };
        let is_half = matches!(reply, Reply::Half(_));
        let is_last = is_half || matches!(reply, Reply::Last(..));
        let (status, body, header) = match reply {
            Reply::Json(status, body) | Reply::Last(status, body) => (status, body, String::new()),
            Reply::With(status, body, header) => (status, body, format!("{header}\r\n")),
            Reply::Half(body) => (200, body, String::new()),
            Reply::Close => return,
            Reply::Silence(duration) => return thread::sleep(duration),
        };
        let length = if is_half { 2 * body.len() + 1 } else { body.len() };
        let head = format!(
            "HTTP/1.1 {status} .\r\ncontent-type: application/json\r\n{header}content-length: {length}\r\n\r\n"
        );
        if stream.write_all(format!("{head}{body}").as_bytes()).and_then(|()| stream.flush()).is_err() || is_last {
            return;
        }
    }
}

/// The next request on a connection; none when it is closed or the client does not trust us.
fn next_request(stream: &mut dyn Stream, read: &mut Vec<u8>) -> Option<String> {
    let mut buffer = [0; 8192];
    loop {
        let text = String::from_utf8_lossy(read).into_owned();
        // A client that speaks TLS is told that we do not.
        if text.starts_with('\u{16}') {
            let _ = stream.write_all(b"HTTP/1.1 400 .\r\n\r\n");
            return None;
        }
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let lower = head.to_ascii_lowercase();
            let length =
                lower.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
            if body.len() >= length {
                read.drain(..head.len() + 4 + length);
                return Some(text);
            }
        }
        match stream.read(&mut buffer) {
            Ok(0) => return None,
            Ok(bytes) => read.extend_from_slice(&buffer[..bytes]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
}
