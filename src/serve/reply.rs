//! An answer as it is written: short ones whole, long ones in pieces that wait for their reader.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::Response;
use hyper::body::{Body, Frame, SizeHint};
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use tokio::sync::{mpsc, oneshot};

/// What stands before an answer's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The status of HTTP.
    pub status: u16,
    /// The media type.
    pub media: &'static str,
    /// Other headers. One whose value HTTP has no place for is left out.
    pub others: Vec<(&'static str, String)>,
}

impl Head {
    /// A head with nothing but a status and a media type.
    pub fn new(status: u16, media: &'static str) -> Self {
        Self { status, media, others: Vec::new() }
    }
}

/// An answer that is written from a thread which may wait. Nothing is sent before it is longer than a piece, so until then
/// another answer may take its place.
pub struct Reply {
    head: Head,
    buffer: Vec<u8>,
    takes_gzip: bool,
    /// What compresses the answer, once there is some.
    gzip: Option<GzEncoder<Vec<u8>>>,
    client: Client,
    deadline: Instant,
}

enum Client {
    /// It has nothing yet.
    Waiting(oneshot::Sender<Response<Sent>>),
    Reading(mpsc::Sender<io::Result<Bytes>>),
    Gone,
}

/// Bytes that are sent at once. Of a long answer a few pieces wait in memory.
const PIECE: usize = 32 << 10;

impl Reply {
    pub(super) fn new(client: oneshot::Sender<Response<Sent>>, deadline: Instant, takes_gzip: bool) -> Self {
        let head = Head::new(200, "text/plain; charset=utf-8");
        Self { head, buffer: Vec::new(), takes_gzip, gzip: None, client: Client::Waiting(client), deadline }
    }

    /// Begins an answer, in the place of one that may have been begun; false where parts of that are sent already.
    pub fn begin(&mut self, head: Head) -> bool {
        let is_free = matches!(self.client, Client::Waiting(_));
        if is_free {
            self.head = head;
            self.buffer.clear();
            self.gzip = None;
        }
        is_free
    }

    fn response(&mut self, body: Sent) -> Response<Sent> {
        let mut response = Response::new(body);
        *response.status_mut() = self.head.status.try_into().unwrap_or_default();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.head.media));
        if self.gzip.is_some() {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        for (name, value) in self.head.others.drain(..) {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.append(name, value);
            }
        }
        response
    }

    /// What is to be sent next.
    fn waiting(&mut self) -> &mut Vec<u8> {
        self.gzip.as_mut().map_or(&mut self.buffer, GzEncoder::get_mut)
    }

    fn send(&mut self) -> io::Result<()> {
        let piece = Bytes::from(std::mem::take(self.waiting()));
        let pieces = match std::mem::replace(&mut self.client, Client::Gone) {
            Client::Waiting(client) => {
                let (pieces, reader) = mpsc::channel(1);
                let response = self.response(Sent::Pieces(reader));
                client.send(response).map_err(|_| io::ErrorKind::BrokenPipe)?;
                pieces
            }
            Client::Reading(pieces) => pieces,
            Client::Gone => return Err(io::ErrorKind::BrokenPipe.into()),
        };
        if Instant::now() > self.deadline {
            let _ = pieces.try_send(Err(io::ErrorKind::TimedOut.into()));
            return Err(io::ErrorKind::TimedOut.into());
        }
        pieces.blocking_send(Ok(piece)).map_err(|_| io::ErrorKind::BrokenPipe)?;
        self.client = Client::Reading(pieces);
        Ok(())
    }

    /// Sends what is left.
    pub(super) fn finish(mut self) {
        if self.gzip.as_mut().is_some_and(|gzip| gzip.try_finish().is_err()) {
            return self.break_off();
        }
        match std::mem::replace(&mut self.client, Client::Gone) {
            Client::Waiting(client) => {
                let whole = Bytes::from(std::mem::take(self.waiting()));
                let response = self.response(Sent::Whole(Some(whole)));
                let _ = client.send(response);
            }
            Client::Reading(pieces) => {
                self.client = Client::Reading(pieces);
                let _ = self.send();
            }
            Client::Gone => {}
        }
    }

    /// Ends an answer of which parts are sent so that the client sees that the rest is missing.
    pub(super) fn break_off(self) {
        if let Client::Reading(pieces) = self.client {
            let _ = pieces.blocking_send(Err(io::ErrorKind::Other.into()));
        }
    }
}

impl Write for Reply {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.takes_gzip && self.head.media != "application/zip" {
            self.gzip.get_or_insert_with(|| GzEncoder::new(Vec::new(), Compression::fast())).write_all(bytes)?;
        } else {
            self.buffer.extend_from_slice(bytes);
        }
        if self.waiting().len() >= PIECE {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The bytes of an answer as they are sent.
pub(super) enum Sent {
    Whole(Option<Bytes>),
    Pieces(mpsc::Receiver<io::Result<Bytes>>),
}

impl Body for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match &mut *self {
            Self::Whole(whole) => Poll::Ready(whole.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::Pieces(pieces) => pieces.poll_recv(context).map(|piece| Some(piece?.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(whole) => SizeHint::with_exact(whole.as_ref().map_or(0, Bytes::len) as u64),
            Self::Pieces(_) => SizeHint::default(),
        }
    }
}
