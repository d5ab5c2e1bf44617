//! How an index in a cluster is reached: secrets, certificates, patience.

use std::env;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use etcetera::home_dir;
use kiosque::opensearch::address::Address;
use kiosque::opensearch::client::{Access, Client};
use kiosque::opensearch::error::ClusterError;
use kiosque::opensearch::secrets::Places;
use kiosque::output::sanitise;

/// The options of all commands that reach an index in a cluster. They are of no use where the index lies in a folder.
#[derive(Debug, Args)]
#[command(next_help_heading = "Index in a cluster")]
pub struct ClusterOptions {
    /// Ask again for this long while the cluster is away or too busy
    #[arg(long, value_name = "SECONDS", default_value_t = 300, hide_short_help = true)]
    patience: u32,
    /// Trust the certificates in this PEM file instead of the web's authorities
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    ca: Option<PathBuf>,
    /// Read the secret from this file, which nobody else may read: lines `user = …` and `password = …`, or `api_key = …`
    /// [default: KIOSQUE_API_KEY, or KIOSQUE_USER and KIOSQUE_PASSWORD, else ~/.netrc]
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    secrets: Option<PathBuf>,
    /// Send the secret unencrypted to another machine
    #[arg(long, hide_short_help = true)]
    insecure_password: bool,
    /// Take what there is where a part of the cluster does not answer, and say what is missing
    #[arg(long, hide_short_help = true)]
    partial: bool,
}

impl ClusterOptions {
    /// A client of the cluster with an index. Nothing is sent yet.
    pub fn client(&self, address: Address) -> Result<Client, ClusterError> {
        let variable = |name| env::var(name).ok().filter(|value| !value.is_empty());
        let places = Places {
            api_key: variable("KIOSQUE_API_KEY"),
            user: variable("KIOSQUE_USER"),
            password: variable("KIOSQUE_PASSWORD"),
            file: self.secrets.clone(),
            netrc: home_dir().ok().map(|home| home.join(".netrc")),
        };
        let access = Access {
            secret: places.secret(&address)?,
            ca: self.ca.clone(),
            insecure_password: self.insecure_password,
            patience: Duration::from_secs(self.patience.into()),
            partial: self.partial,
            lacking: |what| eprintln!("kiosque: {}, and what they have is missing", sanitise::line(what)),
            waiting: |error| eprintln!("kiosque: {}; it is asked again", sanitise::line(&error.to_string())),
            ..Access::default()
        };
        Client::new(address, access)
    }
}
