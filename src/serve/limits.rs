//! The bounds of a server, so that no client costs another one more than its share.

use std::time::Duration;

/// The bounds of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time; those beyond are closed at once.
    pub connections: usize,
    /// How long a client may take to send the head of a request, and how long a connection may lie idle before it.
    pub head: Duration,
    /// How long a client may read nothing of an answer.
    pub stall: Duration,
    /// How long an answer may take as a whole, however steadily a client reads.
    pub answer: Duration,
    /// Bytes of a request's head.
    pub head_bytes: usize,
    /// Bytes of a request's path and parameters.
    pub target: usize,
    /// Searches that run at a time.
    pub searches: usize,
    /// Exports that run at a time. A slow reader holds one for long, so they are counted apart.
    pub exports: usize,
    /// Requests that may wait for one of these; those beyond are told to come again.
    pub waiting: usize,
    /// How long they may wait.
    pub wait: Duration,
    /// How long answers under way may take once the server stops.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            head: Duration::from_secs(10),
            stall: Duration::from_secs(20),
            answer: Duration::from_secs(600),
            head_bytes: 16 << 10,
            target: 8 << 10,
            searches: 4,
            exports: 4,
            waiting: 64,
            wait: Duration::from_secs(5),
            drain: Duration::from_secs(9),
        }
    }
}
