//! Why a cluster gave no answer, or none that can be used: what, where, and the way out.

use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use crate::index::error::IndexError;

/// Why a cluster gave no answer, or none that can be used. No message has a secret in it.
#[derive(Debug, Clone, Error)]
#[allow(missing_docs, reason = "each message says it")]
pub enum ClusterError {
    #[error(
        "{shown} is no address of an index in a cluster: {why}; write http://HOST:PORT/INDEX with -i, as http://localhost:9200/press"
    )]
    Address { shown: String, why: &'static str },
    #[error(
        "an address has no user and no password in it: set KIOSQUE_USER and KIOSQUE_PASSWORD, or write them in a file for --secrets"
    )]
    SecretInAddress,
    #[error(
        "a secret would travel to {host} for all to read: write https:// with -i, or insist with --insecure-password"
    )]
    BareSecret { host: String },
    #[error("{} cannot be used: {why}", file.display())]
    Secrets { file: PathBuf, why: String },
    #[error("{0}")]
    SecretsGiven(&'static str),
    #[error("{} has no certificate that can be used: {why}; name a PEM file with --ca", file.display())]
    Certificates { file: PathBuf, why: String },
    #[error("{host} is not trusted: {why}")]
    Untrusted { host: String, why: String },
    #[error(
        "no host of the cluster can be reached ({hosts}): {why}; see that it runs and that -i names it, or wait longer with --patience"
    )]
    Unreachable { hosts: String, why: String },
    #[error("{host} has not answered in {} s: see how busy the cluster is, and run this again", after.as_secs())]
    TimedOut { host: String, after: Duration },
    #[error(
        "{host} is too busy or has no shard to answer with ({status}: {why}): run this again, or wait longer with --patience"
    )]
    Busy { host: String, status: u16, why: String },
    #[error(
        "{host} lets nobody in without a secret: set KIOSQUE_USER and KIOSQUE_PASSWORD, or KIOSQUE_API_KEY, or write them in a file for --secrets"
    )]
    SecretWanted { host: String },
    #[error(
        "{host} does not know this user, password or key: see KIOSQUE_USER, KIOSQUE_PASSWORD and KIOSQUE_API_KEY, or the file of --secrets"
    )]
    SecretWrong { host: String },
    #[error("{host} forbids it ({why}): ask for the right to, or use another user")]
    Forbidden { host: String, why: String },
    #[error(
        "the cluster has no index {index}: make one with `kiosque index PATH -i http://HOST:PORT/{index}`, or name another with -i"
    )]
    NoIndex { index: String },
    #[error("{index} is an index of others, and none that kiosque made: name another with -i")]
    Foreign { index: String },
    #[error(
        "the index {index} is of another version ({found}, this program writes {expected}): index into a new one with -i, or use the kiosque that made it"
    )]
    OtherVersion { index: String, found: String, expected: String },
    #[error(
        "somebody has changed the field {field} in the mappings of the index {index}, so that it would not hold what kiosque writes: index into a new one with -i"
    )]
    Changed { index: String, field: String },
    #[error("the cluster has nothing at {path}")]
    Nothing { path: String },
    #[error(
        "the index {index} takes nothing that is new ({why}): make room on the disks of the cluster or lift its block, and run this again"
    )]
    Blocked { index: String, why: String },
    #[error("{lacking}: see the health of the cluster, or take what there is with --partial")]
    Partial { lacking: String, failed: u64 },
    #[error("the state of the index that was asked is gone with a member of the cluster: run this again")]
    Gone,
    #[error("the cluster did not finish its search in time: run this again, or take what there is with --partial")]
    Unfinished,
    #[error("{host} sends us on to {to}, which kiosque does not follow: name that address with -i if you trust it")]
    Redirected { host: String, to: String },
    #[error("the cluster rejects the request ({status}, {kind}): {why}")]
    Rejected { status: u16, kind: String, why: String },
    #[error("{host} does not answer as OpenSearch does ({why}): see that -i names a cluster of OpenSearch 3")]
    WrongAnswer { host: String, why: String },
    #[error("stopped while the cluster was waited for")]
    Stopped,
}

impl ClusterError {
    /// Whether the same request may well succeed later, as the cluster is away or too busy. Such errors end the program with 4.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. }
                | Self::TimedOut { .. }
                | Self::Busy { .. }
                | Self::Partial { .. }
                | Self::Unfinished
                | Self::Gone
        )
    }
}

/// The error of a run that has a cluster as its target.
impl From<ClusterError> for IndexError {
    fn from(error: ClusterError) -> Self {
        Self::Cluster { is_away: error.is_passing(), what: error.to_string() }
    }
}
