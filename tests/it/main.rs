//! The integration tests: one binary, so that they are linked once.

mod architecture;
mod corpus;
mod eval;
