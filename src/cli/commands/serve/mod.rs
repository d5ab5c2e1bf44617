//! `kiosque serve`: a page and an API over the same index.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, ErrorKind, IsTerminal};
use std::net::{TcpListener, ToSocketAddrs};
use std::panic::set_hook;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use clap::Args;
use kiosque::output::sanitise;
use kiosque::serve::counters::Counters;
use kiosque::serve::gate::Gate;
use kiosque::serve::limits::Limits;
use kiosque::serve::server::{self, Listener, Options, Stop};

use crate::cli::commands::memory;
use crate::cli::failure::Failure;
use crate::cli::options::index::AskedIndex;
use current::Current;
use kept::Kept;
use site::Press;

mod parameters;
mod media;
mod endpoints;
mod current;
mod kept;
mod export;
mod feed;
mod openapi;
mod studies;
mod pages;
mod site;

/// Serve a page to search the index in a browser, and an API for programs
///
/// The page needs nothing from elsewhere, and works without JavaScript. The API gives at `/api/v1/search` and the like what the
/// commands give with --format json; `/openapi.json` describes it. Only this machine is served, unless a token is given.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque serve --open
  kiosque serve --listen 0.0.0.0:7717 --token-file token.txt --title 'Presse locale'
  kiosque serve --listen unix:/run/kiosque.sock --base-path /presse
  curl 'http://127.0.0.1:7717/api/v1/search?q=gr%C3%A8ve&since=2025'")]
pub struct Arguments {
    #[command(flatten)]
    pub index: AskedIndex,
    /// Where to listen: a host and a port, or `unix:` and a path. Port 0 is any that is free
    #[arg(long, value_name = "WHERE", default_value = "127.0.0.1:7717")]
    listen: String,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    /// The name of the collection, at the top of each page
    #[arg(long, value_name = "NAME", default_value = "kiosque")]
    title: String,
    /// What all paths begin with, behind a proxy: /presse for example
    #[arg(long, value_name = "PATH", default_value = "", value_parser = parse_base)]
    base_path: String,
    /// A file whose first line clients must show, as a bearer token or as a password
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// How long a search may take: 5s, 500ms
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = parse_time)]
    timeout: Duration,
}

fn parse_base(text: &str) -> Result<String, String> {
    let base = text.trim_end_matches('/');
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '~');
    let is_path = base.is_empty() || base.starts_with('/') && !base.starts_with("//") && base.chars().all(is_plain);
    is_path.then(|| base.to_owned()).ok_or_else(|| "not a path such as /presse".to_owned())
}

fn parse_time(text: &str) -> Result<Duration, String> {
    let wrong = || "not a time such as 5s or 500ms".to_owned();
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let number: u64 = number.parse().map_err(|_| wrong())?;
    match unit {
        "s" | "" if number > 0 => Ok(Duration::from_secs(number)),
        "ms" if number > 0 => Ok(Duration::from_millis(number)),
        _ => Err(wrong()),
    }
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    memory::share_arenas();
    let token = arguments.token_file.as_deref().map(read_token).transpose()?;
    let index = arguments.index.open_for_many()?;
    let listening = listen(&arguments.listen, token.is_some())?;
    let counters = Arc::new(Counters::default());
    let press = Press {
        current: Current::new(index),
        kept: Kept::default(),
        counters: counters.clone(),
        title: arguments.title.clone(),
        base: arguments.base_path.clone(),
        timeout: arguments.timeout,
        run: RandomState::new().hash_one(0),
    };
    let options = Options {
        gate: Gate { only_local_hosts: listening.only_local_hosts && token.is_none(), token },
        limits: limits(),
        base: arguments.base_path.clone(),
    };
    raise_open_files();
    // A panic ends one answer; whoever runs the server is to know of it.
    set_hook(Box::new(|panic| {
        eprintln!("kiosque: {}", sanitise::line(&Failure::Crash(panic.to_string()).to_string()))
    }));
    let stop = Stop::default();
    let stopper = stop.clone();
    ctrlc::set_handler(move || stopper.stop()).map_err(|error| Failure::Output(io::Error::other(error)))?;
    let page = listening.page.map(|page| format!("{page}{}/", arguments.base_path));
    let shown = page.as_deref().unwrap_or(&arguments.listen);
    eprintln!("kiosque: serving {} at {}", arguments.index.folder.shown(), sanitise::line(shown));
    if io::stderr().is_terminal() {
        eprintln!("kiosque: Ctrl-C ends it");
    }
    if let Some(page) = page.filter(|_| arguments.open) {
        open::that_detached(&page).map_err(|error| Failure::Open { target: page, tried: String::new(), error })?;
    }
    server::run(listening.listener, Arc::new(press), counters, options, &stop)?;
    if let Some(path) = arguments.listen.strip_prefix("unix:") {
        let _ = fs::remove_file(path);
    }
    Ok(ExitCode::SUCCESS)
}

/// As many searches at a time as there are cores, since each would have all of them for itself.
fn limits() -> Limits {
    let cores = thread::available_parallelism().map_or(2, usize::from);
    Limits { searches: cores.max(2), ..Limits::default() }
}

/// Lets the process have as many connections as it may.
fn raise_open_files() {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, getrlimit, setrlimit};
        if let Ok((_, most)) = getrlimit(Resource::RLIMIT_NOFILE) {
            let _ = setrlimit(Resource::RLIMIT_NOFILE, most, most);
        }
    }
}

fn read_token(path: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::Unreadable { path: path.to_owned(), error })?;
    let token = text.lines().next().unwrap_or_default().trim();
    match token.len() {
        0..16 => {
            Err(Failure::Options("the first line of --token-file has less than 16 characters: anyone could guess it"))
        }
        _ => Ok(token.to_owned()),
    }
}

struct Listening {
    listener: Listener,
    /// The page, where a browser can reach it.
    page: Option<String>,
    /// Whether it is at a port of this machine alone, where pages of other sites may try to reach it through a browser.
    only_local_hosts: bool,
}

fn listen(place: &str, has_token: bool) -> Result<Listening, Failure> {
    let failure = |error| Failure::Listen { address: place.to_owned(), error };
    if let Some(path) = place.strip_prefix("unix:") {
        return listen_at_path(Path::new(path)).map_err(failure);
    }
    let addresses: Vec<_> = place.to_socket_addrs().map_err(failure)?.collect();
    if !has_token && !addresses.iter().all(|address| address.ip().is_loopback()) {
        return Err(Failure::Options(
            "--listen names a place that other machines can reach: add --token-file, or listen at 127.0.0.1",
        ));
    }
    let listener = TcpListener::bind(addresses.as_slice()).map_err(failure)?;
    let address = listener.local_addr().map_err(failure)?;
    Ok(Listening {
        page: Some(format!("http://{address}")),
        only_local_hosts: address.ip().is_loopback(),
        listener: Listener::Tcp(listener),
    })
}

#[cfg(unix)]
fn listen_at_path(path: &Path) -> io::Result<Listening> {
    use std::os::unix::fs::FileTypeExt;
    use std::os::unix::net::{UnixListener, UnixStream};

    // A server that was killed leaves its socket behind, which nobody listens at.
    let is_socket = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.file_type().is_socket());
    if is_socket && UnixStream::connect(path).is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused) {
        fs::remove_file(path)?;
    }
    let listener = Listener::Unix(UnixListener::bind(path)?);
    Ok(Listening { listener, page: None, only_local_hosts: false })
}

#[cfg(not(unix))]
fn listen_at_path(_: &Path) -> io::Result<Listening> {
    Err(ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options() {
        let base =
            |text: &str, expected: Option<&str>| assert_eq!(parse_base(text).ok().as_deref(), expected, "{text}");
        base("", Some(""));
        base("/", Some(""));
        base("/presse/", Some("/presse"));
        base("presse", None);
        base("//presse", None);
        base("/a b", None);
        base("/\"><script>", None);
        let time = |text: &str, expected: Option<u64>| {
            assert_eq!(parse_time(text).ok().map(|time| time.as_millis() as u64), expected, "{text}");
        };
        time("5s", Some(5000));
        time("250ms", Some(250));
        time("7", Some(7000));
        time("0s", None);
        time("s", None);
        time("5m", None);
    }
}
