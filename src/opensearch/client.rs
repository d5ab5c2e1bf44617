//! Requests to a cluster: each goes to one of its hosts, and again to another while the cluster is away or too busy.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::BuildHasher;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use ureq::http::{HeaderValue, Method, Request, StatusCode, header};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use super::address::Address;
use super::answer::{self, Fault};
use super::error::ClusterError;
use super::secrets::Secret;

/// How a cluster is asked.
#[derive(Debug, Clone)]
pub struct Access {
    /// The user and password or the API key.
    pub secret: Option<Secret>,
    /// A PEM file of the authorities that are trusted, instead of the web's.
    pub ca: Option<PathBuf>,
    /// Send the secret over plain HTTP to another machine.
    pub insecure_password: bool,
    /// How long a request is made again while the cluster is away or too busy.
    pub patience: Duration,
    /// How long a connection may take.
    pub connecting: Duration,
    /// How long a host may take to answer.
    pub answering: Duration,
    /// Take what there is where shards do not answer, and tell `lacking`.
    pub partial: bool,
    /// Is told what an answer lacks that is taken all the same, as `1 of 3 shards have not answered`; once, but where more is lacking.
    pub lacking: fn(&str),
    /// Is told why, once requests have waited for the cluster for some seconds; once, until it answers again.
    pub waiting: fn(&ClusterError),
}

impl Default for Access {
    fn default() -> Self {
        Self {
            secret: None,
            ca: None,
            insecure_password: false,
            patience: Duration::from_secs(300),
            connecting: Duration::from_secs(5),
            answering: Duration::from_secs(60),
            partial: false,
            lacking: |_| {},
            waiting: |_| {},
        }
    }
}

/// A client of one cluster. It keeps its connections, and several threads may ask at once: a process needs one.
#[derive(Debug)]
pub struct Client {
    agent: ureq::Agent,
    address: Address,
    access: Access,
    /// The host that is asked next.
    turn: AtomicUsize,
    /// Of each host, until when it is left alone, in milliseconds since `begun`.
    resting: Vec<AtomicU64>,
    begun: Instant,
    /// The shards that the user was told to be lacking.
    lacking: AtomicU64,
    stopped: AtomicBool,
    is_told: AtomicBool,
}

/// How long a host that failed is left alone while another answers.
const REST: Duration = Duration::from_secs(10);

/// Pauses grow from the first to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// The first pause that the user is told of, after about 5 s.
const TOLD_PAUSE: Duration = Duration::from_millis(3200);

/// Bytes of an answer that are read; none that we ask for is near.
const LARGEST_ANSWER: u64 = 1 << 30;

impl Client {
    /// Makes a client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// A secret that would travel unencrypted, and certificates that cannot be read.
    pub fn new(address: Address, access: Access) -> Result<Self, ClusterError> {
        let is_bare = access.secret.is_some() && !access.insecure_password;
        if let Some(host) = address.bare_host().filter(|_| is_bare) {
            return Err(ClusterError::BareSecret { host: host.to_owned() });
        }
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // One in the environment is for the web, and would see the secrets of a cluster on this machine.
            .proxy(None)
            // Not even to another host of the cluster: it may be anyone's.
            .max_redirects(0)
            .user_agent(concat!("kiosque/", env!("CARGO_PKG_VERSION")))
            // Points in time are closed by a DELETE with a body.
            .allow_non_standard_methods(true)
            .timeout_resolve(Some(access.connecting))
            .timeout_connect(Some(access.connecting))
            .timeout_send_request(Some(access.answering))
            .timeout_send_body(Some(access.answering))
            .timeout_recv_response(Some(access.answering))
            .timeout_recv_body(Some(access.answering))
            .max_idle_connections(64)
            .max_idle_connections_per_host(16)
            .tls_config(tls(access.ca.as_deref())?)
            .build();
        Ok(Self {
            agent: config.new_agent(),
            turn: AtomicUsize::new(0),
            resting: address.hosts.iter().map(|_| AtomicU64::new(0)).collect(),
            begun: Instant::now(),
            lacking: AtomicU64::new(0),
            stopped: AtomicBool::new(false),
            is_told: AtomicBool::new(false),
            address,
            access,
        })
    }

    /// The address of the index.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// How long what may pass is asked again.
    pub fn patience(&self) -> Duration {
        self.access.patience
    }

    /// The name of the index.
    pub fn index(&self) -> &str {
        self.address.index()
    }

    /// Gets what is at a path, as `/press/_mapping`.
    ///
    /// # Errors
    ///
    /// Those of [`ClusterError`], as for all requests. What may pass is asked again until the patience ends.
    pub fn get(&self, path: &str) -> Result<Value, ClusterError> {
        self.value(&Method::GET, path, None)
    }

    /// Posts a body to a path.
    ///
    /// # Errors
    ///
    /// As [`Self::get`].
    pub fn post(&self, path: &str, body: &Value) -> Result<Value, ClusterError> {
        self.value(&Method::POST, path, Some(&Body::json(body)))
    }

    /// Puts a body at a path.
    ///
    /// # Errors
    ///
    /// As [`Self::get`].
    pub fn put(&self, path: &str, body: &Value) -> Result<Value, ClusterError> {
        self.value(&Method::PUT, path, Some(&Body::json(body)))
    }

    /// Deletes what is at a path, or what the body names below it.
    ///
    /// # Errors
    ///
    /// As [`Self::get`].
    pub fn delete(&self, path: &str, body: Option<&Value>) -> Result<Value, ClusterError> {
        self.value(&Method::DELETE, path, body.map(Body::json).as_ref())
    }

    /// Whether there is something at a path.
    ///
    /// # Errors
    ///
    /// As [`Self::get`].
    pub fn head(&self, path: &str) -> Result<bool, ClusterError> {
        match self.send(&Method::HEAD, path, None) {
            Ok(_) => Ok(true),
            Err(ClusterError::Nothing { .. } | ClusterError::NoIndex { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Posts lines of JSON, each ended by a newline, as `_bulk` and `_msearch` take them. The items of `_bulk` may have failed
    /// one by one: [`item_error`] reads why.
    ///
    /// # Errors
    ///
    /// As [`Self::get`].
    pub fn lines(&self, path: &str, lines: Vec<u8>) -> Result<Value, ClusterError> {
        self.value(&Method::POST, path, Some(&Body::lines(lines)))
    }

    /// Like [`Self::post`], for who reads the answer's bytes without a tree of values. They are an object of JSON.
    ///
    /// # Errors
    ///
    /// As [`Self::get`].
    pub fn post_raw(&self, path: &str, body: &Value) -> Result<Vec<u8>, ClusterError> {
        self.send(&Method::POST, path, Some(&Body::json(body)))
    }

    /// Like [`Self::lines`], for who reads the answer's bytes without a tree of values.
    ///
    /// # Errors
    ///
    /// As [`Self::get`].
    pub fn lines_raw(&self, path: &str, lines: Vec<u8>) -> Result<Vec<u8>, ClusterError> {
        self.send(&Method::POST, path, Some(&Body::lines(lines)))
    }

    /// Lets no request wait any longer: those that wait for the cluster end with [`ClusterError::Stopped`].
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    fn value(&self, method: &Method, path: &str, body: Option<&Body>) -> Result<Value, ClusterError> {
        let answer = self.send(method, path, body)?;
        serde_json::from_slice(&answer)
            .map_err(|error| ClusterError::WrongAnswer { host: self.address.hosts.join(", "), why: error.to_string() })
    }

    /// Asks until a host answers or the patience ends, with a growing pause after each round of the hosts.
    fn send(&self, method: &Method, path: &str, body: Option<&Body>) -> Result<Vec<u8>, ClusterError> {
        let begun = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            let fault = match self.ask_each(method, path, body) {
                Ok(answer) => return Ok(answer),
                Err(fault) => fault,
            };
            let left = self.access.patience.saturating_sub(begun.elapsed());
            if !fault.passes || left.is_zero() {
                return Err(fault.error);
            }
            if pause >= TOLD_PAUSE && !self.is_told.swap(true, Ordering::Relaxed) {
                (self.access.waiting)(&fault.error);
            }
            self.wait(jittered(pause).min(left))?;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Asks one host after the other, until one answers.
    fn ask_each(&self, method: &Method, path: &str, body: Option<&Body>) -> Result<Vec<u8>, Fault> {
        let mut told: Option<Fault> = None;
        for at in self.round() {
            match self.ask(at, method, path, body) {
                Ok(answer) => {
                    self.resting[at].store(0, Ordering::Relaxed);
                    self.is_told.store(false, Ordering::Relaxed);
                    return Ok(answer);
                }
                Err(fault) if fault.passes => {
                    self.resting[at].store(self.now() + millis(REST), Ordering::Relaxed);
                    // The cluster is as busy at the next host.
                    let is_busy = matches!(fault.error, ClusterError::Busy { status: 429, .. });
                    // What one host says is better than that another says nothing.
                    if told.as_ref().is_none_or(|told| matches!(told.error, ClusterError::Unreachable { .. })) {
                        told = Some(fault);
                    }
                    if is_busy {
                        break;
                    }
                }
                Err(fault) => return Err(fault),
            }
        }
        Err(told.unwrap_or_else(|| Fault::lasting(ClusterError::Stopped)))
    }

    /// All hosts, each request's first being another, and those that just failed last.
    fn round(&self) -> Vec<usize> {
        let hosts = self.resting.len();
        let first = self.turn.fetch_add(1, Ordering::Relaxed);
        let mut round: Vec<usize> = (0..hosts).map(|step| (first.wrapping_add(step)) % hosts).collect();
        let now = self.now();
        round.sort_by_key(|&at| self.resting[at].load(Ordering::Relaxed) > now);
        round
    }

    fn now(&self) -> u64 {
        millis(self.begun.elapsed())
    }

    /// Waits for so long, unless nobody waits any more.
    ///
    /// # Errors
    ///
    /// [`ClusterError::Stopped`].
    pub fn wait(&self, pause: Duration) -> Result<(), ClusterError> {
        let until = Instant::now() + pause;
        while !self.stopped.load(Ordering::Relaxed) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            thread::sleep(left.min(Duration::from_millis(100)));
        }
        Err(ClusterError::Stopped)
    }

    /// Asks one host once.
    fn ask(&self, at: usize, method: &Method, path: &str, body: Option<&Body>) -> Result<Vec<u8>, Fault> {
        let host = &self.address.hosts[at];
        let (status, answer, sent_on) =
            self.exchange(host, method, path, body).map_err(|error| self.fault(host, error))?;
        if status.is_redirection() {
            return Err(Fault::lasting(ClusterError::Redirected {
                host: host.clone(),
                to: sent_on.unwrap_or_default(),
            }));
        }
        if !status.is_success() {
            return Err(self.refusal(host, method, path, status, &answer));
        }
        if answer::is_of_shards(path) {
            self.check_shards(host, path, &answer)?;
        }
        Ok(answer)
    }

    fn exchange(&self, host: &str, method: &Method, path: &str, body: Option<&Body>) -> Result<Exchange, ureq::Error> {
        let scheme = if self.address.tls { "https" } else { "http" };
        let mut request = Request::builder().method(method).uri(format!("{scheme}://{host}{path}"));
        if let Some(secret) = &self.access.secret {
            let mut value = HeaderValue::try_from(secret.header()).map_err(ureq::http::Error::from)?;
            value.set_sensitive(true);
            request = request.header(header::AUTHORIZATION, value);
        }
        let mut response = match body {
            Some(body) => {
                self.agent.run(request.header(header::CONTENT_TYPE, body.kind).body(body.bytes.as_slice())?)?
            }
            None => self.agent.run(request.body(())?)?,
        };
        let answer = response.body_mut().with_config().limit(LARGEST_ANSWER).read_to_vec()?;
        let sent_on =
            response.headers().get(header::LOCATION).map(|to| String::from_utf8_lossy(to.as_bytes()).into_owned());
        Ok((response.status(), answer, sent_on))
    }

    fn refusal(&self, host: &str, method: &Method, path: &str, status: StatusCode, body: &[u8]) -> Fault {
        // An answer to HEAD has no body that says more.
        let nothing: &[u8] = b"{}";
        let body = if *method == Method::HEAD { nothing } else { body };
        let mut fault = answer::refusal(host, path, status.as_u16(), body);
        if matches!(fault.error, ClusterError::SecretWrong { .. }) && self.access.secret.is_none() {
            fault.error = ClusterError::SecretWanted { host: host.to_owned() };
        }
        fault
    }

    /// Finds what an answer lacks, or tells of it where that is enough.
    fn check_shards(&self, host: &str, path: &str, answer: &[u8]) -> Result<(), Fault> {
        let Err(fault) = answer::lack(host, path, answer) else { return Ok(()) };
        let (lacking, what) = match &fault.error {
            ClusterError::Partial { lacking, failed } if self.access.partial => (*failed, lacking.as_str()),
            ClusterError::Unfinished if self.access.partial => (1, "the cluster did not finish its search in time"),
            _ => return Err(fault),
        };
        if self.lacking.fetch_max(lacking, Ordering::Relaxed) < lacking {
            (self.access.lacking)(what);
        }
        Ok(())
    }

    /// Why no answer came.
    fn fault(&self, host: &str, error: ureq::Error) -> Fault {
        use ureq::{Error, Timeout};
        let host = host.to_owned();
        let unreachable = |why: String| {
            Fault::passing(ClusterError::Unreachable {
                hosts: self.address.hosts.join(", "),
                why: format!("{host}: {why}"),
            })
        };
        match error {
            Error::Timeout(Timeout::Resolve | Timeout::Connect) => {
                unreachable(format!("no connection in {} s", self.access.connecting.as_secs_f32()))
            }
            Error::Timeout(_) => Fault::passing(ClusterError::TimedOut { host, after: self.access.answering }),
            Error::Io(error) => match error.get_ref().and_then(|error| error.downcast_ref()) {
                Some(error) => Fault::lasting(ClusterError::Untrusted { host, why: distrust(error) }),
                None => unreachable(plain(&error)),
            },
            Error::HostNotFound => unreachable("there is no host of this name".to_owned()),
            Error::ConnectionFailed => unreachable("no connection".to_owned()),
            error => Fault::lasting(ClusterError::WrongAnswer { host, why: error.to_string() }),
        }
    }
}

/// Status, body, and where a redirect leads.
type Exchange = (StatusCode, Vec<u8>, Option<String>);

/// Why an item of `_bulk` was not stored, if it was not, and whether to send it again helps. The item is the object below the
/// name of its action, with `status` and `error`.
pub fn item_error(item: &Value) -> Option<(ClusterError, bool)> {
    let error = item.get("error")?;
    let status =
        item.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok()).unwrap_or(500);
    let fault = answer::of_error("the cluster", "", status, error);
    Some((fault.error, fault.passes))
}

struct Body {
    kind: &'static str,
    bytes: Vec<u8>,
}

impl Body {
    fn json(value: &Value) -> Self {
        Self { kind: "application/json", bytes: value.to_string().into_bytes() }
    }

    fn lines(bytes: Vec<u8>) -> Self {
        Self { kind: "application/x-ndjson", bytes }
    }
}

/// Trusts the authorities of the web, or only those of a file.
fn tls(ca: Option<&Path>) -> Result<TlsConfig, ClusterError> {
    let Some(file) = ca else { return Ok(TlsConfig::default()) };
    let wrong = |why: String| ClusterError::Certificates { file: file.to_owned(), why };
    let pem = fs::read(file).map_err(|error| wrong(error.to_string()))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|error| wrong(error.to_string()))? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        return Err(wrong("there is none in it".to_owned()));
    }
    Ok(TlsConfig::builder().root_certs(RootCerts::from(certificates)).build())
}

/// Why TLS does not trust a host, and the way out.
fn distrust(error: &rustls::Error) -> String {
    use rustls::{CertificateError as Wrong, Error, InvalidMessage};
    match error {
        Error::InvalidCertificate(Wrong::UnknownIssuer) => {
            "no authority that is trusted has signed its certificate; name the authority's with --ca".to_owned()
        }
        Error::InvalidCertificate(Wrong::Expired | Wrong::ExpiredContext { .. }) => {
            "its certificate has expired; have it renewed".to_owned()
        }
        Error::InvalidCertificate(Wrong::NotValidForName | Wrong::NotValidForNameContext { .. }) => {
            format!("{error}; name the host with -i as its certificate does")
        }
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            "it does not speak TLS; write http:// with -i".to_owned()
        }
        _ => error.to_string(),
    }
}

/// What went wrong with a connection, without the number of the system's error.
fn plain(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::ConnectionRefused => "it refuses the connection".to_owned(),
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof => "it closed the connection before it had answered".to_owned(),
        _ => error.to_string(),
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Between half of the pause and all of it, so that clients that failed together do not come back together.
fn jittered(pause: Duration) -> Duration {
    // A new state has other keys than the one before it.
    let random = RandomState::new().hash_one(0_u8);
    pause.mul_f64(0.5 + (random % 1000) as f64 / 2000.0)
}
