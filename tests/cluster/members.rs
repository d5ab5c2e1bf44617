//! A cluster of three members of OpenSearch on this machine, each a process of its own, which tests may kill.
//!
//! Maven brings the jars, and a JDK of at least 21 runs them. One cluster serves all tests of a run: [`shared`] is for those that
//! only use it, each with an index of its own, and [`alone`] for those that kill members. `KIOSQUE_CLUSTER=HOST:PORT,…` names a
//! cluster that runs already, for work by hand; such a one is not killed. One run at a time has members of its own.

use std::collections::BTreeSet;
use std::env;
use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use kiosque::opensearch::address::Address;
use kiosque::opensearch::client::{Access, Client};

const MEMBERS: usize = 3;

/// A small heap, and the quick compiler alone: a member is there after half the work, and does not live long.
const JAVA_OPTIONS: [&str; 4] = ["-Xms256m", "-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];

/// The members of a cluster.
pub struct Members {
    hosts: Vec<String>,
    /// What ours are started with; none for a cluster that ran before.
    ours: Option<Ours>,
}

struct Ours {
    tools: Tools,
    home: PathBuf,
    transport: Vec<u16>,
    processes: Vec<Option<Child>>,
}

/// The cluster, for a test that only asks it and writes to indexes of its own.
pub fn shared() -> RwLockReadGuard<'static, Members> {
    cluster().read().unwrap_or_else(PoisonError::into_inner)
}

/// The cluster, for a test that kills members: no other test has it meanwhile, and all members are back after it.
pub fn alone() -> Alone {
    let members = cluster().write().unwrap_or_else(PoisonError::into_inner);
    assert!(members.ours.is_some(), "the cluster of KIOSQUE_CLUSTER is not killed: unset it for this test");
    Alone { members }
}

/// See [`alone`].
pub struct Alone {
    pub members: RwLockWriteGuard<'static, Members>,
}

impl Drop for Alone {
    fn drop(&mut self) {
        for number in 0..MEMBERS {
            self.members.start(number);
        }
        if let Err(why) = self.members.wait() {
            eprintln!("{why}");
        }
    }
}

fn cluster() -> &'static RwLock<Members> {
    static CLUSTER: OnceLock<RwLock<Members>> = OnceLock::new();
    CLUSTER.get_or_init(|| RwLock::new(Members::new()))
}

impl Members {
    fn new() -> Self {
        if let Ok(hosts) = env::var("KIOSQUE_CLUSTER") {
            return Self { hosts: hosts.split(',').map(str::to_owned).collect(), ours: None };
        }
        let tools = Tools::find().unwrap();
        // Nothing is run when the tests end that would remove what the last run stored.
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("members");
        let _ = fs::remove_dir_all(&home);
        fs::create_dir_all(&home).unwrap();
        let ports = free_ports(2 * MEMBERS);
        let hosts = ports[..MEMBERS].iter().map(|port| format!("127.0.0.1:{port}")).collect();
        let transport = ports[MEMBERS..].to_vec();
        let processes = (0..MEMBERS).map(|_| None).collect();
        let mut members = Self { hosts, ours: Some(Ours { tools, home, transport, processes }) };
        for number in 0..MEMBERS {
            members.start(number);
        }
        members.wait().unwrap();
        members
    }

    /// `HOST:PORT` of each member.
    pub fn hosts(&self) -> &[String] {
        &self.hosts
    }

    /// The address of an index, as `-i` takes it, with all members.
    pub fn address(&self, index: &str) -> String {
        format!("http://{}/{index}", self.hosts.join(","))
    }

    /// A client of an index, which asks all members in turn.
    pub fn client(&self, index: &str) -> Client {
        Client::new(Address::parse(&self.address(index)).unwrap(), Access::default()).unwrap()
    }

    /// Starts a member that is not there, on what it stored before.
    pub fn start(&mut self, number: usize) {
        let ours = self.ours.as_mut().expect("members that are ours");
        if ours.processes[number].is_some() {
            return;
        }
        let name = |number: usize| format!("member-{number}");
        let joined = |each: &dyn Fn(usize) -> String| (0..MEMBERS).map(each).collect::<Vec<_>>().join(",");
        let home = ours.home.join(name(number));
        let log = File::options().create(true).append(true).open(home.with_extension("log")).unwrap();
        let port = self.hosts[number].rsplit(':').next().unwrap();
        let process = Command::new(&ours.tools.java)
            .args(JAVA_OPTIONS)
            .args(["-cp", &ours.tools.class_path])
            .arg(folder().join("Member.java"))
            .arg(&home)
            .args([&name(number), port, &ours.transport[number].to_string()])
            .args([joined(&|number| format!("127.0.0.1:{}", ours.transport[number])), joined(&name)])
            // It ends with this pipe, and that ends with us.
            .stdin(Stdio::piped())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        ours.processes[number] = Some(process);
    }

    /// Kills a member with SIGKILL, as a machine dies.
    pub fn kill(&mut self, number: usize) {
        let ours = self.ours.as_mut().expect("members that are ours");
        if let Some(mut process) = ours.processes[number].take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Waits until all members are there and each shard has its copies.
    pub fn wait(&self) -> Result<(), String> {
        let access = Access { patience: Duration::from_secs(180), ..Access::default() };
        let client = Client::new(Address::parse(&self.address("all")).unwrap(), access).unwrap();
        let health = format!("/_cluster/health?wait_for_nodes={MEMBERS}&wait_for_status=green&timeout=30s");
        match client.get(&health) {
            Ok(_) => Ok(()),
            Err(error) => Err(format!("{MEMBERS} members are not ready after 180 s: {error}\n{}", self.logs())),
        }
    }

    /// The end of each member's log.
    fn logs(&self) -> String {
        let home = self.ours.as_ref().map(|ours| &ours.home);
        let log = |number| fs::read_to_string(home?.join(format!("member-{number}.log"))).ok();
        let logs = (0..MEMBERS).filter_map(log);
        logs.map(|log| log.lines().rev().take(5).collect::<Vec<_>>().join("\n")).collect::<Vec<_>>().join("\n\n")
    }
}

struct Tools {
    java: PathBuf,
    class_path: String,
}

impl Tools {
    fn find() -> Result<Self, String> {
        let java = java().ok_or("OpenSearch 3 needs a JDK of 21 or newer: set JAVA_HOME")?;
        Ok(Self { java, class_path: class_path()? })
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cluster/member")
}

/// The program `java` of a JDK of at least 21: that of JAVA_HOME, the usual one, or one installed beside it.
fn java() -> Option<PathBuf> {
    let named = env::var_os("JAVA_HOME").map(|home| Path::new(&home).join("bin/java"));
    let path = env::var_os("PATH").unwrap_or_default();
    let usual = env::split_paths(&path).map(|folder| folder.join("java")).find_map(|java| java.canonicalize().ok());
    // …/jvm/NAME/bin/java
    let beside = usual.as_ref().and_then(|java| fs::read_dir(java.ancestors().nth(3)?).ok()).into_iter().flatten();
    let beside: BTreeSet<PathBuf> = beside.flatten().map(|home| home.path().join("bin/java")).collect();
    named.into_iter().chain(usual).chain(beside).find(|java| version(java) >= Some(21))
}

/// The version of a JDK: 25 of `openjdk version "25.0.1"`.
fn version(java: &Path) -> Option<u32> {
    let output = Command::new(java).arg("-version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.split_once("version \"")?.1.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// The jars of a member, as Maven has them; kept beside the members, as Maven takes seconds.
fn class_path() -> Result<String, String> {
    let pom = folder().join("pom.xml");
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("class-path");
    let changed = |path: &Path| path.metadata().and_then(|metadata| metadata.modified()).ok();
    let fresh = fs::read_to_string(&kept).ok().filter(|_| changed(&kept) > changed(&pom));
    if let Some(fresh) = fresh.filter(|jars| env::split_paths(jars).all(|jar| jar.exists())) {
        return Ok(fresh);
    }
    let output = Command::new("mvn")
        .args(["--quiet", "--batch-mode", "dependency:build-classpath", "--file"])
        .arg(&pom)
        .arg(format!("-Dmdep.outputFile={}", kept.display()))
        .output()
        .map_err(|error| format!("OpenSearch's jars come by Maven, and `mvn` does not run: {error}"))?;
    if !output.status.success() {
        return Err(format!("Maven has not brought OpenSearch's jars:\n{}", String::from_utf8_lossy(&output.stdout)));
    }
    fs::read_to_string(&kept).map_err(|error| error.to_string())
}

fn free_ports(count: usize) -> Vec<u16> {
    let listeners: Vec<TcpListener> = (0..count).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    listeners.iter().map(|listener| listener.local_addr().unwrap().port()).collect()
}

/// `.ci/run` asks with it whether the tests that need a cluster can run here.
#[test]
#[ignore = "is about this machine"]
fn the_tools_are_there() {
    if env::var_os("KIOSQUE_CLUSTER").is_none() {
        Tools::find().map(drop).unwrap();
    }
}

#[test]
#[ignore = "starts a cluster"]
fn each_member_answers() {
    let members = shared();
    for host in members.hosts() {
        let address = Address::parse(&format!("http://{host}/none")).unwrap();
        let answer = Client::new(address, Access::default()).unwrap().get("/").unwrap();
        assert_eq!(answer["version"]["distribution"], "opensearch");
    }
}
