//! What an answer of the cluster says of itself: whether it is whole, and if not, why, and whether to ask again helps.

use serde::Deserialize;
use serde_json::Value;

use super::error::ClusterError;

/// Why an answer cannot be used.
pub(super) struct Fault {
    pub(super) error: ClusterError,
    /// Whether the same request may succeed in a moment, or at another host.
    pub(super) passes: bool,
}

impl Fault {
    pub(super) fn passing(error: ClusterError) -> Self {
        Self { error, passes: true }
    }

    pub(super) fn lasting(error: ClusterError) -> Self {
        Self { error, passes: false }
    }
}

/// Errors of a cluster that just lost a member or gets one back. It sends them with one status or another.
const PASSING: &[&str] = &[
    CLOSED,
    "cluster_manager_not_discovered_exception",
    "connect_transport_exception",
    "es_rejected_execution_exception",
    "illegal_index_shard_state_exception",
    "index_shard_not_recovering_exception",
    "no_shard_available_action_exception",
    "node_closed_exception",
    "node_disconnected_exception",
    "node_not_connected_exception",
    "open_search_rejected_execution_exception",
    "process_cluster_event_timeout_exception",
    "rejected_execution_exception",
    "shard_not_found_exception",
    "shard_not_in_primary_mode_exception",
    "unavailable_shards_exception",
];

/// The error of a member that asks an index of which it has no shard any more.
const CLOSED: &str = "already_closed_exception";

/// Reads an answer of status 400 or more.
pub(super) fn refusal(host: &str, path: &str, status: u16, body: &[u8]) -> Fault {
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(told)) => of_error(host, path, status, told.get("error").unwrap_or(&Value::Null)),
        // A proxy's page, or nothing at all.
        _ if matches!(status, 401 | 403) || is_busy(status) => of_error(host, path, status, &Value::Null),
        _ => {
            let why = format!("status {status} without a reason");
            Fault::lasting(ClusterError::WrongAnswer { host: host.to_owned(), why })
        }
    }
}

/// Reads an error that a host told with this status, for a request or for one item of it.
pub(super) fn of_error(host: &str, path: &str, status: u16, error: &Value) -> Fault {
    let host = host.to_owned();
    let (kind, why) = (kind(error), reason(error));
    if kind == "cluster_block_exception" && status != 503 {
        // A full disk has 429, and a block by hand 403; the one is not lifted by waiting, either.
        let index = text(error, "index").or_else(|| bracketed(&why)).unwrap_or_default();
        return Fault::lasting(ClusterError::Blocked { index, why });
    }
    if is_any(error, &|error| is_gone(path, error)) {
        return Fault::lasting(ClusterError::Gone);
    }
    if is_busy(status) || is_any(error, &is_passing) {
        return Fault::passing(ClusterError::Busy { host, status, why });
    }
    Fault::lasting(match (status, kind.as_str()) {
        (401, _) => ClusterError::SecretWrong { host },
        (403, _) => ClusterError::Forbidden { host, why },
        (404, "index_not_found_exception") => ClusterError::NoIndex { index: text(error, "index").unwrap_or_default() },
        (404, "" | "resource_not_found_exception") => ClusterError::Nothing { path: path.to_owned() },
        _ => ClusterError::Rejected { status, kind, why },
    })
}

/// Whether a member, or a proxy before it, says with the status alone that it cannot now. Waiting for health ends with 408.
fn is_busy(status: u16) -> bool {
    matches!(status, 408 | 429 | 502..=504)
}

/// What a search says of its shards.
#[derive(Deserialize)]
struct Wholeness {
    #[serde(default)]
    timed_out: bool,
    #[serde(rename = "_shards")]
    shards: Option<Shards>,
    error: Option<Value>,
    /// Of the error of one search among several; absent in that of one document among several.
    status: Option<u16>,
    /// Of several searches.
    #[serde(default)]
    responses: Vec<Wholeness>,
    /// Of several documents.
    #[serde(default)]
    docs: Vec<Wholeness>,
}

#[derive(Deserialize)]
struct Shards {
    total: u64,
    failed: u64,
    #[serde(default)]
    failures: Vec<Value>,
}

/// Whether an answer to this path comes from shards that may fail one by one, which shows in the answer alone.
pub(super) fn is_of_shards(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    path.split('/').any(|part| matches!(part, "_search" | "_msearch" | "_count" | "_mget" | "_refresh"))
}

/// Finds what a successful answer of shards lacks.
pub(super) fn lack(host: &str, path: &str, body: &[u8]) -> Result<(), Fault> {
    let told: Wholeness = serde_json::from_slice(body)
        .map_err(|error| Fault::lasting(ClusterError::WrongAnswer { host: host.to_owned(), why: error.to_string() }))?;
    told.check(host, path)
}

impl Wholeness {
    fn check(&self, host: &str, path: &str) -> Result<(), Fault> {
        if let Some(error) = &self.error {
            return Err(of_error(host, path, self.status.unwrap_or(500), error));
        }
        if let Some(shards) = self.shards.as_ref().filter(|shards| shards.failed > 0) {
            let reasons: Vec<&Value> = shards.failures.iter().filter_map(|failure| failure.get("reason")).collect();
            if reasons.iter().any(|cause| is_any(cause, &|error| is_gone(path, error))) {
                return Err(Fault::lasting(ClusterError::Gone));
            }
            let why = reasons.first().map_or_else(|| "they are on no machine".to_owned(), |error| reason(error));
            let Shards { failed, total, .. } = shards;
            let lacking = format!("{failed} of {total} shards have not answered ({why})");
            let error = ClusterError::Partial { lacking, failed: *failed };
            // Shards without a machine are counted and not told.
            let passes = reasons.is_empty() || reasons.iter().any(|error| is_any(error, &is_passing));
            return Err(Fault { error, passes });
        }
        if self.timed_out {
            return Err(Fault::lasting(ClusterError::Unfinished));
        }
        self.responses.iter().chain(&self.docs).try_for_each(|told| told.check(host, path))
    }
}

/// Whether this is so of the error or of one that caused it.
fn is_any(error: &Value, is_so: &dyn Fn(&Value) -> bool) -> bool {
    let list = |name| error.get(name).and_then(Value::as_array).into_iter().flatten();
    let shards = list("failed_shards").filter_map(|shard| shard.get("reason"));
    is_so(error) || list("root_cause").chain(shards).chain(error.get("caused_by")).any(|error| is_any(error, is_so))
}

fn is_passing(error: &Value) -> bool {
    PASSING.contains(&kind(error).as_str())
}

/// Whether a point in time is asked that a member had which is away or has been, that was not asked for too long, or whose shard has
/// moved to another member: the first one keeps the documents, but closes the analyzers of queries (OpenSearch 3.8).
fn is_gone(path: &str, error: &Value) -> bool {
    let is_forgotten = match kind(error).as_str() {
        "search_context_missing_exception" => true,
        // Searches of no index ask a point in time.
        CLOSED => ["/_search", "/_msearch"].iter().any(|start| path.starts_with(start)),
        _ => false,
    };
    is_forgotten || text(error, "reason").is_some_and(|reason| reason.starts_with("no node found for id"))
}

fn kind(error: &Value) -> String {
    text(error, "type").unwrap_or_default()
}

/// The reason of an error in one line, with that of its first cause.
fn reason(error: &Value) -> String {
    let own = text(error, "reason").or_else(|| error.as_str().map(str::to_owned)).unwrap_or_default();
    let causes = [error.pointer("/root_cause/0"), error.get("caused_by")];
    let cause = causes.into_iter().flatten().filter_map(|cause| text(cause, "reason")).find(|cause| *cause != own);
    let whole = match cause {
        Some(cause) if own.is_empty() => cause,
        Some(cause) => format!("{own}: {cause}"),
        None if own.is_empty() => "no reason given".to_owned(),
        None => own,
    };
    let line = whole.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST_OF_A_REASON) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Characters of a reason that are shown: some repeat the whole request.
const MOST_OF_A_REASON: usize = 300;

fn text(error: &Value, name: &str) -> Option<String> {
    error.get(name)?.as_str().map(str::to_owned)
}

/// The index that a reason names, as in `index [press] blocked by: …`.
fn bracketed(why: &str) -> Option<String> {
    Some(why.split_once("index [")?.1.split_once(']')?.0.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the kind of error and whether it passes.
    fn check(status: u16, body: &str, expected: &str, passes: bool) {
        let fault = refusal("a:9200", "/press/_doc/x", status, body.as_bytes());
        let error = format!("{:?}", fault.error);
        assert!(error.starts_with(expected), "{error}");
        assert_eq!(fault.passes, passes, "{error}");
    }

    #[test]
    fn refusals() {
        let error =
            |kind: &str| format!(r#"{{"error": {{"type": "{kind}", "reason": "index [press] why"}}, "status": 1}}"#);
        check(404, &error("index_not_found_exception"), "NoIndex", false);
        check(404, r#"{"_index": "press", "_id": "x", "found": false}"#, "Nothing", false);
        check(404, &error("search_context_missing_exception"), "Gone", false);
        check(404, &error("other_exception"), "Rejected", false);
        check(404, "<html>", "WrongAnswer", false);
        check(400, &error("parsing_exception"), "Rejected { status: 400, kind: \"parsing_exception\"", false);
        check(405, r#"{"error": "Incorrect HTTP method", "status": 405}"#, "Rejected", false);
        check(401, "Unauthorized", "SecretWrong", false);
        check(403, &error("security_exception"), "Forbidden", false);
        check(403, &error("cluster_block_exception"), "Blocked { index: \"press\"", false);
        check(429, &error("cluster_block_exception"), "Blocked", false);
        check(503, &error("cluster_block_exception"), "Busy", true);
        check(429, &error("circuit_breaking_exception"), "Busy", true);
        check(503, "", "Busy", true);
        check(502, "<html>", "Busy", true);
        check(500, &error("null_pointer_exception"), "Rejected", false);
        check(500, &error("node_closed_exception"), "Busy", true);
        let caused = r#"{"error": {"type": "search_phase_execution_exception", "reason": "all shards failed",
            "failed_shards": [{"shard": 0, "reason": {"type": "node_disconnected_exception", "reason": "gone"}}]}}"#;
        check(500, caused, "Busy", true);
    }

    fn check_lack(body: &str, expected: Option<(&str, bool)>) {
        check_lack_at("/press/_search", body, expected);
    }

    fn check_lack_at(path: &str, body: &str, expected: Option<(&str, bool)>) {
        let fault = lack("a:9200", path, body.as_bytes()).err();
        let found = fault.map(|fault| (format!("{:?}", fault.error), fault.passes));
        match (&found, expected) {
            (None, None) => {}
            (Some((error, passes)), Some((start, expected))) if error.starts_with(start) && *passes == expected => {}
            _ => panic!("{found:?} for {body}"),
        }
    }

    #[test]
    fn what_is_lacking() {
        check_lack(r#"{"timed_out": false, "_shards": {"total": 3, "failed": 0}, "hits": {"hits": []}}"#, None);
        check_lack(r#"{"acknowledged": true}"#, None);
        check_lack(r#"{"timed_out": true, "_shards": {"total": 3, "failed": 0}}"#, Some(("Unfinished", false)));
        check_lack(r#"{"_shards": {"total": 3, "failed": 1}}"#, Some(("Partial { lacking: \"1 of 3 shards", true)));
        let failed = |kind: &str| {
            format!(r#"{{"_shards": {{"total": 3, "failed": 1, "failures": [{{"reason": {{"type": "{kind}"}}}}]}}}}"#)
        };
        check_lack(&failed("query_shard_exception"), Some(("Partial", false)));
        check_lack(&failed("node_disconnected_exception"), Some(("Partial", true)));
        check_lack(&failed("search_context_missing_exception"), Some(("Gone", false)));
        let closed = r#"{"_shards": {"total": 2, "failed": 1, "failures": [{"reason": {"type": "query_shard_exception",
            "reason": "failed to create query", "caused_by": {"type": "already_closed_exception"}}}]}}"#;
        check_lack(closed, Some(("Partial", true)));
        check_lack_at("/_search?filter_path=hits", closed, Some(("Gone", false)));
        check_lack_at("/_msearch", &format!(r#"{{"responses": [{closed}]}}"#), Some(("Gone", false)));
        let one_of_two = r#"{"responses": [{"_shards": {"total": 3, "failed": 0}, "status": 200},
            {"error": {"type": "parsing_exception", "reason": "why"}, "status": 400}]}"#;
        check_lack(one_of_two, Some(("Rejected { status: 400", false)));
        let documents = r#"{"docs": [{"_id": "a", "found": true, "_source": {"error": 1}},
            {"_id": "b", "error": {"type": "no_shard_available_action_exception"}}]}"#;
        check_lack(documents, Some(("Busy", true)));
        check_lack(r#"{"hits": "#, Some(("WrongAnswer", false)));
    }

    #[test]
    fn reasons_are_one_line() {
        let check = |error: &str, expected: &str| assert_eq!(reason(&serde_json::from_str(error).unwrap()), expected);
        check(r#"{"reason": "no\n  such", "caused_by": {"reason": "because"}}"#, "no such: because");
        check(r#"{"reason": "why", "root_cause": [{"reason": "why"}]}"#, "why");
        check(r#""plain""#, "plain");
        check("null", "no reason given");
        let long = format!(r#"{{"reason": "{}"}}"#, "é".repeat(400));
        assert_eq!(reason(&serde_json::from_str(&long).unwrap()).chars().count(), MOST_OF_A_REASON + 1);
    }
}
