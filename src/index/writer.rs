//! The only place that changes an index: upserts, deletions and commits.
