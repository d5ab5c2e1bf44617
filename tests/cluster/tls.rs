//! TLS, and passwords through it: right, wrong, missing.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use kiosque::opensearch::address::Address;
use kiosque::opensearch::client::{Access, Client};
use kiosque::opensearch::error::ClusterError;
use kiosque::opensearch::secrets::Secret;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::Value;

use super::stand_in::{Reply, StandIn};

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cluster/certificates").join(name)
}

/// Asks a member that has this certificate, and knows the reader with the password hunter2 alone.
fn ask(certificate: &str, host: &str, access: Access) -> Result<Value, ClusterError> {
    let chain = vec![CertificateDer::from_pem_file(file(certificate)).unwrap()];
    let key = PrivateKeyDer::from_pem_file(file("server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap());
    let stand_in = StandIn::answering(Some(config), |_, request| {
        let is_known = request.to_ascii_lowercase().contains("authorization: basic cmvhzgvyomh1bnrlcji=\r\n");
        if is_known { Reply::Json(200, "{}") } else { Reply::Json(401, "Unauthorized") }
    });
    let address = Address::parse(&format!("https://{host}:{}/press", stand_in.port)).unwrap();
    Client::new(address, access)?.get("/press/_mapping")
}

/// One who trusts the authority and knows the password. A certificate that is not trusted is so at once.
fn reader() -> Access {
    Access {
        secret: Some(Secret::password("reader", "hunter2")),
        ca: Some(file("authority.pem")),
        patience: Duration::from_secs(60),
        ..Access::default()
    }
}

fn check_error(certificate: &str, access: Access, expected: &str) {
    let message = ask(certificate, "localhost", access).unwrap_err().to_string();
    assert!(message.contains(expected) && !message.contains("hunter2"), "{message}");
}

#[test]
fn the_right_certificate_and_password() {
    assert!(ask("right.pem", "localhost", reader()).is_ok());
    assert!(ask("right.pem", "127.0.0.1", reader()).is_ok());
    assert!(ask("other-name.pem", "localhost", reader()).is_err());
}

#[test]
fn certificates_that_are_not_trusted() {
    check_error("right.pem", Access { ca: Some(file("stranger.pem")), ..reader() }, "--ca");
    check_error("right.pem", Access { ca: None, ..reader() }, "--ca");
    check_error("expired.pem", reader(), "expired");
    check_error("other-name.pem", reader(), "search.example.org");
}

#[test]
fn certificates_that_cannot_be_read() {
    check_error("right.pem", Access { ca: Some(file("missing.pem")), ..reader() }, "missing.pem");
    check_error("right.pem", Access { ca: Some(file("make")), ..reader() }, "there is none in it");
    check_error("right.pem", Access { ca: Some(file("server.key")), ..reader() }, "there is none in it");
}

#[test]
fn wrong_and_missing_passwords() {
    let wrong = Some(Secret::password("reader", "hunter3"));
    check_error("right.pem", Access { secret: wrong, ..reader() }, "does not know this user");
    check_error("right.pem", Access { secret: None, ..reader() }, "KIOSQUE_PASSWORD");
}

#[test]
fn a_member_without_tls() {
    let plain = StandIn::start(vec![Reply::Json(200, "{}")]);
    let address = Address::parse(&format!("https://localhost:{}/press", plain.port)).unwrap();
    let message = Client::new(address, reader()).unwrap().get("/press/_mapping").unwrap_err().to_string();
    assert!(message.contains("write http://"), "{message}");
    assert!(plain.asked().iter().all(|request| !request.contains("uthorization")));
}
