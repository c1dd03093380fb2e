//! The program itself, started on a data folder of its own, and a small HTTP client to speak to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

pub(crate) const PASSWORD: &str = "plum tram lantern 42";

/// Much longer than anything takes: what takes this long hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The command, with nothing of this process's own environment that could configure it.
pub(crate) fn vestibule<const N: usize>(arguments: [&str; N]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    command
        .args(arguments)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What a command that ends by itself came to.
pub(crate) fn outcome<const N: usize>(arguments: [&str; N]) -> (bool, String, String) {
    told(&vestibule(arguments).output().unwrap())
}

fn told(output: &Output) -> (bool, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

/// Makes an account with the command line.
pub(crate) fn create_account(data: &Path, login: &str, more: &[&str], password: &str) -> (bool, String, String) {
    let data = data.to_str().unwrap();
    let mut command = vestibule([
        "account",
        "create",
        "--insecure-test-hashing",
        "--password-stdin",
        "--data",
        data,
        "--login",
        login,
    ]);
    let mut child = command.args(more).stdin(Stdio::piped()).spawn().unwrap();
    // A command that refuses its arguments does not read its input.
    let _ = child
        .stdin
        .take()
        .unwrap()
        .write_all(format!("{password}\n").as_bytes());
    told(&child.wait_with_output().unwrap())
}

/// A folder for data, gone with its test.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// What it printed until it stood.
    pub(crate) greeting: String,
    /// What it logs; behind a lock so that a test's threads can share the server.
    log: Mutex<Receiver<String>>,
}

impl Server {
    /// Starts on free ports of loopback with cheap password hashing, and waits until it is ready.
    pub(crate) fn start(data: &Path) -> Self {
        Self::start_with(data, &["--insecure-test-hashing"], &[])
    }

    pub(crate) fn start_with(data: &Path, options: &[&str], environment: &[(&str, &str)]) -> Self {
        let listen: &[&str] = if options.contains(&"--listen") {
            &[]
        } else {
            &["--listen", "127.0.0.1:0"]
        };
        let mut child = vestibule(["serve", "--data", data.to_str().unwrap(), "--media-udp", "0"])
            .args(listen)
            .args(options)
            .envs(environment.iter().copied())
            .spawn()
            .unwrap();
        let log = follow(child.stderr.take().unwrap());
        let mut greeting = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        while !greeting.contains("Ctrl+C") {
            if lines.read_line(&mut greeting).unwrap() == 0 {
                let log: String = log.iter().collect();
                panic!("the server did not start: {:?}\n{greeting}{log}", child.wait());
            }
        }
        let authority = greeting
            .split_once("://")
            .and_then(|(_, rest)| rest.split(['\n', '/']).next());
        let port = authority
            .and_then(|authority| authority.rsplit(':').next())
            .unwrap()
            .parse()
            .unwrap();
        Self {
            child,
            address: SocketAddr::from(([127, 0, 0, 1], port)),
            greeting,
            log: Mutex::new(log),
        }
    }

    /// The secret of the set-up link, if one was printed.
    pub(crate) fn setup_secret(&self) -> Option<&str> {
        self.greeting
            .split_once("/setup#")
            .and_then(|(_, rest)| rest.lines().next())
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits until the server ended, and gives what it logged.
    pub(crate) fn wait(mut self) -> (ExitStatus, String) {
        let mut log = String::new();
        loop {
            match self.log.get_mut().unwrap().recv_timeout(PATIENCE) {
                Ok(line) => log.push_str(&line),
                Err(RecvTimeoutError::Disconnected) => return (self.child.wait().unwrap(), log),
                Err(RecvTimeoutError::Timeout) => panic!("the server does not end:\n{log}"),
            }
        }
    }

    /// Stops it as an init system would.
    pub(crate) fn stop(self) -> (ExitStatus, String) {
        self.signal(Signal::TERM);
        self.wait()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A request of our own page.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Response {
        let mut stream = TcpStream::connect(self.address).unwrap();
        send_on(&mut stream, &self.address.to_string(), method, path, headers, body)
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.send("GET", path, &[], None)
    }

    /// Calls the API with a bearer token.
    pub(crate) fn call(&self, token: &str, method: &str, path: &str, body: Option<&Value>) -> Response {
        let authorization = format!("Bearer {token}");
        self.send(
            method,
            &format!("/api/v1/{path}"),
            &[("authorization", &authorization)],
            body,
        )
    }

    /// As [`Server::call`], for a server that may be gone before it has answered.
    pub(crate) fn try_call(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> std::io::Result<Response> {
        let authorization = format!("Bearer {token}");
        let mut stream = TcpStream::connect(self.address)?;
        let (host, path) = (self.address.to_string(), format!("/api/v1/{path}"));
        try_send_on(
            &mut stream,
            &host,
            method,
            &path,
            &[("authorization", &authorization)],
            body,
        )
    }

    /// Signs in and gives the bearer token.
    pub(crate) fn sign_in(&self, login: &str) -> String {
        let form = serde_json::json!({"login": login, "password": PASSWORD, "transport": "bearer"});
        let answer = self.send("POST", "/api/v1/sign-in", &[("vestibule-request", "1")], Some(&form));
        answer.json()["token"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer:?}"))
            .to_owned()
    }

    /// Makes the first administrator, `root`, through the printed link.
    pub(crate) fn set_up(&self) -> Response {
        let secret = self.setup_secret().expect("a set-up link");
        let form = serde_json::json!({"secret": secret, "login": "root", "password": PASSWORD});
        self.send("POST", "/api/v1/setup", &[("vestibule-request", "1")], Some(&form))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads the log, so that a full pipe never holds the server up.
fn follow(stderr: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut lines = BufReader::new(stderr);
        let mut line = String::new();
        while lines.read_line(&mut line).is_ok_and(|read| read > 0) {
            if sender.send(std::mem::take(&mut line)).is_err() {
                return;
            }
        }
    });
    receiver
}

/// An answer, as it came.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Response {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.split_once(": ").filter(|(key, _)| key.eq_ignore_ascii_case(name)))
            .map(|(_, value)| value)
    }

    fn parse(bytes: &[u8]) -> std::io::Result<Self> {
        let text = String::from_utf8_lossy(bytes);
        let cut = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
        let (head, body) = text.split_once("\r\n\r\n").ok_or_else(cut)?;
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .ok_or_else(cut)?;
        Ok(Self {
            status,
            head: head.to_owned(),
            body: body.to_owned(),
        })
    }
}

/// One request on a connection of its own.
pub(crate) fn send_on(
    stream: &mut (impl Read + Write),
    host: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&Value>,
) -> Response {
    try_send_on(stream, host, method, path, headers, body).unwrap()
}

/// As [`send_on`], for a server that may be gone before it has answered.
pub(crate) fn try_send_on(
    stream: &mut (impl Read + Write),
    host: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&Value>,
) -> std::io::Result<Response> {
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    let body = body.map(Value::to_string).unwrap_or_default();
    if !body.is_empty() {
        request.push_str(&format!(
            "content-type: application/json\r\ncontent-length: {}\r\n",
            body.len()
        ));
    }
    stream.write_all(format!("{request}\r\n{body}").as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    Response::parse(&bytes)
}

/// Opens the event stream, and gives it once the server has said hello.
pub(crate) fn open_events(server: &Server, token: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let request = format!(
        "GET /api/v1/events HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\naccept: text/event-stream\r\n\r\n",
        server.address
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut lines = BufReader::new(stream);
    read_until(&mut lines, "event: hello");
    lines
}

/// Reads lines until one contains `text`.
pub(crate) fn read_until(lines: &mut impl BufRead, text: &str) {
    let mut seen = String::new();
    let mut line = String::new();
    while !line.contains(text) {
        line.clear();
        assert!(lines.read_line(&mut line).unwrap() > 0, "closed after:\n{seen}");
        seen.push_str(&line);
    }
}
