//! The server itself: it accepts connections, lets those pass who may ask, and has a site answer them.
//!
//! One thread waits for all sockets; answers are computed in threads of their own, so many at a time. `axum::serve` has no time
//! limit for the head of a request, so hyper is driven by an accept loop of our own.

use std::convert::Infallible;
use std::future::poll_fn;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{
    ACCEPT_ENCODING, ACCEPT_LANGUAGE, ALLOW, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderName, HeaderValue, IF_NONE_MATCH,
    RETRY_AFTER, WWW_AUTHENTICATE,
};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::asked::{Asked, takes_gzip};
use super::counters::Counters;
use super::gate::{Gate, Refused};
use super::limits::Limits;
use super::pool::Pool;
use super::reply::{Reply, Sent};
use super::stream::Stream;

/// What answers.
pub trait Site: Send + Sync + 'static {
    /// What an answer at this path costs.
    fn cost(&self, path: &str) -> Cost;

    /// Answers, in a thread that may wait; an error where an answer cannot be brought to its end.
    fn answer(&self, asked: &Asked, reply: &mut Reply) -> io::Result<()>;
}

/// What an answer costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// Next to nothing.
    Nothing,
    /// A search.
    Search,
    /// As long as the client reads.
    Export,
}

/// Where a server listens.
pub enum Listener {
    /// At a port.
    Tcp(std::net::TcpListener),
    /// At a path of the file system.
    #[cfg(unix)]
    Unix(std::os::unix::net::UnixListener),
}

/// How a server is run.
pub struct Options {
    /// Who may ask.
    pub gate: Gate,
    /// How much.
    pub limits: Limits,
    /// What all paths begin with: nothing, or `/presse`.
    pub base: String,
}

/// What ends a server, from any thread.
#[derive(Debug, Clone)]
pub struct Stop(watch::Sender<bool>);

impl Default for Stop {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Stop {
    /// Has the server accept no more, and end once it has answered what was asked.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

/// Serves until `stop` is called for.
pub fn run(
    listener: Listener,
    site: Arc<dyn Site>,
    counters: Arc<Counters>,
    options: Options,
    stop: &Stop,
) -> io::Result<()> {
    let Limits { searches, exports, waiting, wait, drain, .. } = options.limits;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        // Some for what costs nothing.
        .max_blocking_threads(searches + exports + 4)
        .build()?;
    let server = Arc::new(Server {
        site,
        counters,
        searches: Pool::new(searches, waiting, wait),
        exports: Pool::new(exports, waiting, wait),
        options,
        stopped: stop.0.subscribe(),
    });
    runtime.block_on(accept(listener, server))?;
    runtime.shutdown_timeout(drain);
    Ok(())
}

struct Server {
    site: Arc<dyn Site>,
    counters: Arc<Counters>,
    searches: Pool,
    exports: Pool,
    options: Options,
    stopped: watch::Receiver<bool>,
}

async fn accept(listener: Listener, server: Arc<Server>) -> io::Result<()> {
    let mut stopped = server.stopped.clone();
    let mut connections = JoinSet::new();
    let until = async { _ = stopped.wait_for(|stopped| *stopped).await };
    match listener {
        Listener::Tcp(listener) => {
            listener.set_nonblocking(true)?;
            let listener = tokio::net::TcpListener::from_std(listener)?;
            unless(until, async {
                loop {
                    let accepted = listener.accept().await.map(|(socket, _)| socket);
                    if let Ok(socket) = &accepted {
                        let _ = socket.set_nodelay(true);
                    }
                    welcome(accepted, &server, &mut connections).await;
                }
            })
            .await;
        }
        #[cfg(unix)]
        Listener::Unix(listener) => {
            listener.set_nonblocking(true)?;
            let listener = tokio::net::UnixListener::from_std(listener)?;
            unless(until, async {
                loop {
                    let accepted = listener.accept().await.map(|(socket, _)| socket);
                    welcome(accepted, &server, &mut connections).await;
                }
            })
            .await;
        }
    }
    let _ = timeout(server.options.limits.drain, async { while connections.join_next().await.is_some() {} }).await;
    Ok(())
}

/// Has a connection served in a task of its own.
async fn welcome<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    accepted: io::Result<S>,
    server: &Arc<Server>,
    connections: &mut JoinSet<()>,
) {
    while connections.try_join_next().is_some() {}
    match accepted {
        // Too many files are open, for example. Others will be closed soon.
        Err(_) => sleep(Duration::from_millis(50)).await,
        Ok(_) if connections.len() >= server.options.limits.connections => {
            server.counters.turned_away.fetch_add(1, Ordering::Relaxed);
        }
        Ok(socket) => {
            connections.spawn(connection(socket, server.clone()));
        }
    }
}

async fn connection<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(socket: S, server: Arc<Server>) {
    let limits = &server.options.limits;
    server.counters.connections.fetch_add(1, Ordering::Relaxed);
    let answering = server.clone();
    let service = service_fn(move |request| answering.clone().answer(request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(limits.head_bytes)
        .max_headers(100)
        .serve_connection(TokioIo::new(Stream::new(socket, limits.stall)), service);
    let mut connection = pin!(connection);
    let mut stopped = server.stopped.clone();
    let until = async { _ = stopped.wait_for(|stopped| *stopped).await };
    // What goes wrong with a connection is its client's business.
    if unless(until, connection.as_mut()).await.is_none() {
        connection.as_mut().graceful_shutdown();
        let _ = timeout(limits.drain, connection).await;
    }
    server.counters.connections.fetch_sub(1, Ordering::Relaxed);
}

/// What `work` comes to, unless `end` comes first.
async fn unless<T>(end: impl Future, work: impl Future<Output = T>) -> Option<T> {
    let (mut end, mut work) = (pin!(end), pin!(work));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => end.as_mut().poll(context).map(|_| None),
    })
    .await
}

impl Server {
    async fn answer(self: Arc<Self>, request: Request<Incoming>) -> Result<Response<Sent>, Infallible> {
        let start = Instant::now();
        let mut response = match self.ask(&request, start).await {
            Ok(response) => response,
            Err(refused) => refusal(refused),
        };
        for (name, value) in ALWAYS {
            response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        self.counters.answered(response.status().as_u16(), start.elapsed());
        Ok(response)
    }

    async fn ask(&self, request: &Request<Incoming>, start: Instant) -> Result<Response<Sent>, Refused> {
        let header = |name| request.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()));
        let Options { gate, limits, base } = &self.options;
        gate.check(request.method().as_str(), header(HOST).as_deref(), header(AUTHORIZATION).as_deref())?;
        let refused = |status, message| Refused { status, message };
        let (path, query) = (request.uri().path(), request.uri().query().unwrap_or_default());
        if path.len() + query.len() > limits.target {
            return Err(refused(414, "the address is too long"));
        }
        let below = path.strip_prefix(base.as_str()).filter(|below| below.is_empty() || below.starts_with('/'));
        let below = below.ok_or(refused(404, "there is nothing here"))?;
        let below = if below.is_empty() { "/" } else { below };
        let asked = Asked {
            languages: header(ACCEPT_LANGUAGE).unwrap_or_default().into_owned(),
            known: header(IF_NONE_MATCH).unwrap_or_default().into_owned(),
            takes_gzip: takes_gzip(&header(ACCEPT_ENCODING).unwrap_or_default()),
            ..Asked::of(below, query)
        };
        let pool = match self.site.cost(&asked.path) {
            Cost::Nothing => None,
            Cost::Search => Some(&self.searches),
            Cost::Export => Some(&self.exports),
        };
        let place = match pool {
            Some(pool) => Some(pool.enter().await.ok_or(refused(503, "too many are asking; try again in a moment"))?),
            None => None,
        };
        let (client, answer) = oneshot::channel();
        let (site, deadline) = (self.site.clone(), start + limits.answer);
        tokio::task::spawn_blocking(move || {
            let _place = place;
            let mut reply = Reply::new(client, deadline, asked.takes_gzip);
            // A panic ends its answer and nothing else.
            match catch_unwind(AssertUnwindSafe(|| site.answer(&asked, &mut reply))) {
                Ok(Ok(())) => reply.finish(),
                Ok(Err(_)) | Err(_) => reply.break_off(),
            }
        });
        answer.await.map_err(|_| refused(500, "this is a bug of kiosque's; please report it with the address"))
    }
}

/// What every answer says to browsers: run and show nothing but what this server sends itself, and tell no other site of it.
const ALWAYS: [(&str, &str); 5] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'",
    ),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
];

fn refusal(Refused { status, message }: Refused) -> Response<Sent> {
    let mut response = Response::new(Sent::Whole(Some(Bytes::from(format!("{message}\n")))));
    *response.status_mut() = status.try_into().unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    match status {
        401 => {
            _ = headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"kiosque\", charset=\"UTF-8\""))
        }
        405 => _ = headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD")),
        503 => _ = headers.insert(RETRY_AFTER, HeaderValue::from_static("1")),
        _ => {}
    }
    response
}
