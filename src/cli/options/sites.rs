//! `--sites`: the user's rules for the pages of some sites.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use clap::Args;
use clap::builder::OsStringValueParser;
use kiosque::extract::sites::Sites;

use super::index::of_the_user;
use crate::cli::failure::Failure;

/// The rules by which pages of some sites are extracted.
#[derive(Debug, Args)]
pub struct SitesOption {
    /// Your own rules for the pages of some sites, as CSS selectors [default: sites.toml beside the index, if there is one]
    #[arg(long, value_name = "FILE", env = "KIOSQUE_SITES", hide_env_values = true, value_parser = OsStringValueParser::new())]
    sites: Option<OsString>,
}

impl SitesOption {
    /// Reads the rules that were named, which must be there unless their name is empty, else those beside the index.
    pub fn read(&self, index: Option<&Path>) -> Result<Arc<Sites>, Failure> {
        let Some((path, text)) = of_the_user(self.sites.as_deref(), index, "sites.toml")? else {
            return Ok(Arc::default());
        };
        Sites::parse(&text).map(Arc::new).map_err(|error| Failure::Sites { path, error })
    }
}
