//! How long `kiosque serve` takes to answer, and what its clients can cost it. The server is the program itself; the clients are threads
//! here, on connections that they keep. Measured: the time of each answer, from its request's first byte to its own last byte, while
//! sixteen clients ask as fast as they can; the processor's time of an answer, which other programs on the machine change less; and
//! the memory that is the server's own (`RssAnon`, without the pages of the index that it maps). Checked: every answer is 200.
//!
//!     kiosque index corpus-100k/articles.jsonl -i index-100k
//!     KIOSQUE_INDEX=index-100k TOPICS=corpus-100k/topics.tsv cargo bench --bench serve
//!
//! `REQUESTS` is how many of each kind are asked (2000), `SECONDS` how long half-sent requests are held (5). Without an index, the bundled
//! corpus is asked its own topics, which tells that this still runs and little more.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use kiosque::serve::asked::encoded;
use kiosque::trec;

const CLIENTS: usize = 16;

fn main() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let made = tempfile::tempdir().expect("there is a place for temporary files");
    let index = env::var_os("KIOSQUE_INDEX").map_or_else(|| bundled(&corpus, made.path()), PathBuf::from);
    let topics = env::var_os("TOPICS").map_or(corpus.join("topics.tsv"), PathBuf::from);
    let topics = trec::read_topics(&fs::read_to_string(topics).unwrap()).unwrap();
    let asked =
        |path: &str| topics.iter().map(|topic| format!("{path}?{}", encoded([("q", topic.query.as_str())]))).collect();
    let kinds: [(&str, Vec<String>); 4] = [
        ("pages of results", asked("/")),
        ("/api/v1/search", asked("/api/v1/search")),
        ("/api/v1/suggest", asked("/api/v1/suggest")),
        ("/style.css", vec!["/style.css".to_owned()]),
    ];
    let requests = number("REQUESTS", 2000);
    let server = Server::start(&index);
    println!("{CLIENTS} clients, {requests} requests of a kind; milliseconds");
    println!("{:<44}{:>8}{:>8}{:>8}{:>8}{:>12}", "", "p50", "p99", "most", "/s", "processor");
    for (name, targets) in &kinds {
        server.load("", targets, requests / 10);
        server.load(name, targets, requests);
    }
    let pages = &kinds[0].1;

    // Half of a request from each of a thousand clients.
    let mut most = 0;
    let (before, start, held) = (server.memory(), Instant::now(), Duration::from_secs(number("SECONDS", 5) as u64));
    let mut name = "pages beside 1,000 half-sent requests";
    while start.elapsed() < held {
        // The server gives up after ten seconds: then there are others.
        let (begun, _halves) = (Instant::now(), server.all_send("GET /?q=port HTTP/1.1\r\nHost: local"));
        while begun.elapsed() < Duration::from_secs(8) && start.elapsed() < held {
            server.load(name, pages, requests / 10);
            name = "";
        }
        most = most.max(server.memory());
    }
    println!("1,000 half-sent requests cost {} KB", most.saturating_sub(before));

    // A thousand readers of an export that read nothing.
    let before = server.memory();
    let export = "GET /export?q=*&format=jsonl&fields=text HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let stalled = server.all_send(export);
    most = before;
    for _ in 0..20 {
        thread::sleep(Duration::from_millis(100));
        most = most.max(server.memory());
    }
    server.load("pages beside 1,000 exports that stall", pages, requests / 10);
    println!("1,000 exports that stall cost {} KB", most.max(server.memory()).saturating_sub(before));
    drop(stalled);

    println!("memory of the server, in KB, after each tenth of {} more requests:", 10 * requests);
    for _ in 0..10 {
        server.load("", pages, requests);
        print!(" {}", server.memory());
    }
    println!();
}

/// The program, or another one that `KIOSQUE` names.
fn program() -> Command {
    Command::new(env::var_os("KIOSQUE").unwrap_or_else(|| env!("CARGO_BIN_EXE_kiosque").into()))
}

fn number(name: &str, usual: usize) -> usize {
    env::var(name).map_or(usual, |number| number.parse().expect("a number"))
}

fn bundled(corpus: &Path, folder: &Path) -> PathBuf {
    let index = folder.join("index");
    let ran = program().arg("index").arg(corpus.join("pages")).arg("-i").arg(&index).output().unwrap();
    assert!(ran.status.success(), "{ran:?}");
    index
}

struct Server {
    child: Child,
    place: String,
}

impl Server {
    fn start(index: &Path) -> Self {
        let mut command = program();
        command.args(["serve", "--listen", "127.0.0.1:0", "-i"]).arg(index).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let place =
            line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address").to_owned();
        Self { child, place }
    }

    /// A thousand clients that have sent the same, and read nothing.
    fn all_send(&self, request: &str) -> Vec<TcpStream> {
        let send = |_| {
            let mut stream = TcpStream::connect(&self.place).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            stream
        };
        (0..1000).map(send).collect()
    }

    /// Has all clients ask for one target after the other, and prints how long that took, if it has a name.
    fn load(&self, name: &str, targets: &[String], requests: usize) {
        let (next, start, processor) = (AtomicUsize::new(0), Instant::now(), self.processor());
        let client = || {
            let mut times = Vec::new();
            let mut stream = BufReader::new(TcpStream::connect(&self.place).unwrap());
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= requests {
                    return times;
                }
                let start = Instant::now();
                ask(&mut stream, &targets[n % targets.len()]);
                times.push(start.elapsed());
            }
        };
        let mut times: Vec<Duration> = thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(client)).collect();
            clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
        });
        if name.is_empty() || times.is_empty() {
            return;
        }
        let (took, processor) = (start.elapsed(), self.processor() - processor);
        times.sort();
        let shown = |time: Duration| time.as_secs_f64() * 1e3;
        let at = |part: f64| shown(times[((times.len() - 1) as f64 * part) as usize]);
        let (a_second, each) = (requests as f64 / took.as_secs_f64(), shown(processor) / requests as f64);
        println!("{name:<44}{:>8.2}{:>8.2}{:>8.2}{a_second:>8.0}{each:>12.3}", at(0.5), at(0.99), at(1.0));
    }

    /// The processor's time that the server has had.
    fn processor(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        // The name, in parentheses, may have spaces. A tick is a hundredth of a second on every Linux.
        let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        let ticks: u64 = fields[11..13].iter().map(|ticks| ticks.parse::<u64>().unwrap()).sum();
        Duration::from_millis(10 * ticks)
    }

    /// The memory that is its own, in KB.
    fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("Linux tells");
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks for a target, and reads the answer to its end.
fn ask(stream: &mut BufReader<TcpStream>, target: &str) {
    // In one piece: the system would hold a second one back until the first is acknowledged, 40 ms later.
    let request = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream.get_mut().write_all(request.as_bytes()).unwrap();
    let line = |stream: &mut BufReader<TcpStream>| {
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        line.trim_end().to_ascii_lowercase()
    };
    let status = line(stream);
    assert!(status.starts_with("http/1.1 200"), "{target}: {status}");
    let mut length = None;
    loop {
        let header = line(stream);
        if header.is_empty() {
            break;
        }
        length = header.strip_prefix("content-length: ").map(|length| length.parse().unwrap()).or(length);
    }
    let skip = |stream: &mut BufReader<TcpStream>, length: u64| {
        std::io::copy(&mut stream.take(length), &mut std::io::sink()).unwrap();
    };
    if let Some(length) = length {
        return skip(stream, length);
    }
    loop {
        let chunk = u64::from_str_radix(&line(stream), 16).unwrap();
        skip(stream, chunk + 2);
        if chunk == 0 {
            return;
        }
    }
}
