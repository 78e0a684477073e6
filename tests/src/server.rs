//! Serves the site's folder on a free port, and stands as the browser's proxy so that any request to another host is
//! noticed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Longest line of a request.
const LINE: u64 = 16 << 10;

/// What was asked for.
#[derive(Debug, Default)]
struct Log {
    /// Paths of the site.
    paths: Vec<String>,
    /// Request lines meant for other hosts; none of them is answered.
    foreign: Vec<String>,
}

/// A connection to the site like a student's. Without one the site is as near as this machine.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// What all answers together get.
    pub bytes_per_second: f64,
    /// Before every answer.
    pub delay: Duration,
}

/// Shares a line among the answers: each part of an answer waits for its turn on it.
#[derive(Debug)]
struct Slow {
    line: Line,
    free_at: Mutex<Instant>,
}

impl Slow {
    /// Returns when `bytes` have gone through the line.
    fn pass(&self, bytes: usize) {
        let takes = Duration::from_secs_f64(bytes as f64 / self.line.bytes_per_second);
        let mut free_at = lock(&self.free_at);
        let done = (*free_at).max(Instant::now()) + takes;
        *free_at = done;
        drop(free_at);
        std::thread::sleep(done.saturating_duration_since(Instant::now()));
    }
}

/// What goes wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is none.
    Missing,
    /// The connection ends in the middle of it.
    CutOff,
    /// Another one comes, of these bytes.
    Other(Vec<u8>),
}

/// What an answer needs to know.
#[derive(Debug)]
struct Site {
    root: Mutex<PathBuf>,
    slow: Option<Slow>,
    faults: Mutex<Vec<(String, Fault)>>,
    /// Connections end without an answer.
    down: AtomicBool,
    /// Pages may share memory among threads.
    isolated: AtomicBool,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A running server; it stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    port: u16,
    site: Arc<Site>,
    log: Arc<Mutex<Log>>,
    stop: Arc<AtomicBool>,
}

impl Server {
    /// Serves the files under `root` on a free port of this machine, over a `line` if one is given.
    ///
    /// # Errors
    /// No port could be had.
    pub fn start(root: PathBuf, line: Option<Line>) -> std::io::Result<Self> {
        let slow = line.map(|line| Slow { line, free_at: Mutex::new(Instant::now()) });
        let (root, faults) = (Mutex::new(root), Mutex::default());
        let site =
            Arc::new(Site { root, slow, faults, down: AtomicBool::new(false), isolated: AtomicBool::new(false) });
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let (log, stop) = (Arc::new(Mutex::new(Log::default())), Arc::new(AtomicBool::new(false)));
        let (shared, stopped, served) = (log.clone(), stop.clone(), site.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                let (site, log) = (served.clone(), shared.clone());
                // A browser that hangs up in the middle is nothing to report.
                std::thread::spawn(move || drop(answer(&stream, &site, &log)));
            }
        });
        Ok(Server { port, site, log, stop })
    }

    /// Serves another folder from now on: the site has been updated.
    pub fn serve(&self, root: PathBuf) {
        *lock(&self.site.root) = root;
    }

    /// Lets a file, by its path below the folder, go wrong from now on, or come right again.
    pub fn spoil(&self, path: &str, fault: Option<Fault>) {
        let mut faults = lock(&self.site.faults);
        faults.retain(|(of, _)| of != path);
        faults.extend(fault.map(|fault| (path.to_string(), fault)));
    }

    /// Ends every connection without an answer from now on, or answers again.
    pub fn hang_up(&self, down: bool) {
        self.site.down.store(down, Ordering::Relaxed);
    }

    /// Sends the headers that isolate a page from other origins, so that it may share memory among threads.
    pub fn isolate(&self, isolated: bool) {
        self.site.isolated.store(isolated, Ordering::Relaxed);
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Address of the site, with a slash at its end.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Paths asked for so far.
    pub fn paths(&self) -> Vec<String> {
        lock(&self.log).paths.clone()
    }

    /// Request lines meant for other hosts so far.
    pub fn foreign(&self) -> Vec<String> {
        lock(&self.log).foreign.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for a connection.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

fn answer(mut stream: &TcpStream, site: &Site, log: &Mutex<Log>) -> std::io::Result<()> {
    if site.down.load(Ordering::Relaxed) {
        return Ok(());
    }
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut reader = BufReader::new(stream);
    let Some(request) = line(&mut reader)? else { return Ok(()) };
    while line(&mut reader)?.is_some_and(|header| !header.is_empty()) {}
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut log = lock(log);
    let Some(path) = target.strip_prefix('/').filter(|_| method == "GET" || method == "HEAD") else {
        log.foreign.push(request);
        return send(stream, "502 Bad Gateway", "text/plain", b"this is no way out");
    };
    log.paths.push(target.to_string());
    drop(log);
    if let Some(slow) = &site.slow {
        std::thread::sleep(slow.line.delay);
    }
    let root = lock(&site.root).clone();
    let named = path.split('?').next().unwrap_or_default();
    let fault = lock(&site.faults).iter().find(|(of, _)| of == named).map(|(_, fault)| fault.clone());
    let found = file(&root, path).filter(|_| fault != Some(Fault::Missing));
    match found {
        Some(file) => match (std::fs::read(&file), fault) {
            (Ok(bytes), Some(Fault::CutOff)) => {
                stream.write_all(head("200 OK", content_type(&file), bytes.len(), "").as_bytes())?;
                stream.write_all(&bytes[..bytes.len() / 2])
            }
            (Ok(_), Some(Fault::Other(bytes))) => send_file(stream, site, content_type(&file), bytes),
            (Ok(bytes), _) => send_file(stream, site, content_type(&file), bytes),
            (Err(_), _) => send(stream, "404 Not Found", "text/plain", b"unreadable"),
        },
        None => send(stream, "404 Not Found", "text/plain", b"no such file"),
    }
    .and_then(|()| stream.flush())
}

fn line(reader: &mut impl BufRead) -> std::io::Result<Option<String>> {
    let mut bytes = Vec::new();
    reader.take(LINE).read_until(b'\n', &mut bytes)?;
    Ok((!bytes.is_empty()).then(|| String::from_utf8_lossy(&bytes).trim_end().to_string()))
}

/// Over a line, text and wasm go compressed, as static hosts send them.
fn send_file(mut stream: &TcpStream, site: &Site, kind: &str, bytes: Vec<u8>) -> std::io::Result<()> {
    let isolation = match site.isolated.load(Ordering::Relaxed) {
        true => "Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Embedder-Policy: require-corp\r\n",
        false => "",
    };
    let Some(slow) = &site.slow else {
        stream.write_all(head("200 OK", kind, bytes.len(), isolation).as_bytes())?;
        return stream.write_all(&bytes);
    };
    let packs = kind.starts_with("text/") || matches!(kind, "application/wasm" | "application/json" | "image/svg+xml");
    let (bytes, encoding) = match packs {
        true => (gzip(&bytes)?, "Content-Encoding: gzip\r\n"),
        false => (bytes, ""),
    };
    stream.write_all(head("200 OK", kind, bytes.len(), encoding).as_bytes())?;
    for part in bytes.chunks(4096) {
        slow.pass(part.len());
        stream.write_all(part)?;
    }
    Ok(())
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn head(status: &str, kind: &str, length: usize, more: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{more}Cache-Control: no-cache\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    )
}

fn send(mut stream: &TcpStream, status: &str, kind: &str, body: &[u8]) -> std::io::Result<()> {
    stream.write_all(head(status, kind, body.len(), "").as_bytes())?;
    stream.write_all(body)
}

/// The file of a path, or the page itself for a path of its router.
fn file(root: &Path, path: &str) -> Option<PathBuf> {
    let path = path.split(['?', '#']).next()?;
    if path.split('/').any(|part| part.starts_with('.')) {
        return None;
    }
    let file = root.join(path);
    if file.is_file() {
        return Some(file);
    }
    let file = file.join("index.html");
    if file.is_file() {
        return Some(file);
    }
    let last = path.rsplit('/').next()?;
    (!last.contains('.')).then(|| root.join("index.html"))
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
