//! A small server of static files for this machine: GET and HEAD, a thread a connection.
//!
//! It answers `index.html` for a path that names a page rather than a file, as the page has a
//! router of its own.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::mime;

/// A request line or header longer than this is refused.
const LINE_LIMIT: u64 = 8 * 1024;
/// So are more headers than this.
const HEADER_LIMIT: usize = 100;
/// A connection that says nothing for so long is closed.
const PATIENCE: Duration = Duration::from_secs(30);

/// Listens on `port` of the loopback address, or on the next free one of the twenty after it.
///
/// # Errors
/// None of them is free.
pub fn listen(port: u16) -> std::io::Result<TcpListener> {
    let mut result = TcpListener::bind(("127.0.0.1", port));
    for offset in 1..=20 {
        if result.is_ok() {
            break;
        }
        match port.checked_add(offset) {
            Some(next) => result = TcpListener::bind(("127.0.0.1", next)),
            None => break,
        }
    }
    result
}

/// Serves the files under `root` until the process ends.
pub fn serve(listener: &TcpListener, root: PathBuf) {
    let root: Arc<Path> = Arc::from(root);
    for stream in listener.incoming().flatten() {
        let root = Arc::clone(&root);
        let spawned = std::thread::Builder::new().spawn(move || {
            // A browser that hangs up in the middle is nothing to report.
            let _ = converse(&stream, &root);
        });
        if let Err(error) = spawned {
            eprintln!("a request was dropped: {error}");
        }
    }
}

fn converse(stream: &TcpStream, root: &Path) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    while let Some(request) = read_request(&mut reader)? {
        let keep = request.keep_alive;
        answer(stream, root, &request)?;
        if !keep {
            break;
        }
    }
    Ok(())
}

struct Request {
    method: String,
    target: String,
    keep_alive: bool,
}

/// Reads one request; nothing if the connection has ended.
fn read_request(reader: &mut impl BufRead) -> std::io::Result<Option<Request>> {
    let Some(first) = read_line(reader)? else { return Ok(None) };
    let mut words = first.split_whitespace();
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let mut keep_alive = words.next() == Some("HTTP/1.1");
    for _ in 0..HEADER_LIMIT {
        match read_line(reader)? {
            None => return Ok(None),
            Some(line) if line.is_empty() => {
                return Ok(Some(Request { method: method.into(), target: target.into(), keep_alive }))
            }
            Some(line) => {
                let line = line.to_ascii_lowercase();
                // A body would be taken for the next request, so the connection ends after it.
                let body = line.starts_with("content-length:") || line.starts_with("transfer-encoding:");
                keep_alive &= !body && line != "connection: close";
            }
        }
    }
    Err(std::io::ErrorKind::InvalidData.into())
}

fn read_line(reader: &mut impl BufRead) -> std::io::Result<Option<String>> {
    let mut bytes = Vec::new();
    reader.take(LINE_LIMIT).read_until(b'\n', &mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if bytes.pop() != Some(b'\n') {
        return Err(std::io::ErrorKind::InvalidData.into());
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

fn answer(mut stream: &TcpStream, root: &Path, request: &Request) -> std::io::Result<()> {
    if request.method != "GET" && request.method != "HEAD" {
        return refuse(stream, "405 Method Not Allowed", request);
    }
    let Some(path) = resolve(root, &request.target) else {
        return refuse(stream, "404 Not Found", request);
    };
    let Ok(file) = File::open(&path) else {
        return refuse(stream, "404 Not Found", request);
    };
    let length = file.metadata()?.len();
    let connection = if request.keep_alive { "keep-alive" } else { "close" };
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: {length}\r\nCache-Control: no-cache\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: {connection}\r\n\r\n",
        mime::of(&path)
    );
    stream.write_all(head.as_bytes())?;
    if request.method == "GET" {
        std::io::copy(&mut file.take(length), &mut stream)?;
    }
    Ok(())
}

fn refuse(mut stream: &TcpStream, status: &str, request: &Request) -> std::io::Result<()> {
    let connection = if request.keep_alive { "keep-alive" } else { "close" };
    let body = if request.method == "HEAD" { "" } else { status };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: {connection}\r\n\r\n{body}",
        status.len()
    );
    stream.write_all(head.as_bytes())
}

/// The file that a request's target names: a file under `root`, or `index.html` for a page's path.
fn resolve(root: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let path = decode(path)?;
    let mut file = root.to_path_buf();
    let mut last = "";
    for part in path.split('/').filter(|part| !part.is_empty()) {
        // Neither upwards nor to another drive or a hidden file.
        if part.starts_with('.') || part.contains(['\\', ':', '\0']) {
            return None;
        }
        file.push(part);
        last = part;
    }
    if file.is_dir() {
        file.push("index.html");
    }
    if file.is_file() {
        // A link must not lead outside.
        let (file, root) = (file.canonicalize().ok()?, root.canonicalize().ok()?);
        return file.starts_with(&root).then_some(file);
    }
    (!last.contains('.')).then(|| root.join("index.html"))
}

/// Undoes percent-encoding; nothing if it is malformed or no UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Site(PathBuf);

    impl Site {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("epoch-{name}-{}", std::process::id()));
            std::fs::create_dir_all(folder.join("site/sub")).unwrap();
            std::fs::write(folder.join("secret.txt"), "secret").unwrap();
            std::fs::write(folder.join("site/index.html"), "<p>home").unwrap();
            std::fs::write(folder.join("site/sub/a b.wasm"), "wasm").unwrap();
            Self(folder)
        }

        fn root(&self) -> PathBuf {
            self.0.join("site")
        }

        fn ask(&self, request: &str) -> String {
            let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
            let address = listener.local_addr().unwrap();
            let root = self.root();
            std::thread::spawn(move || serve(&listener, root));
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        }
    }

    impl Drop for Site {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn serves_files_and_pages_and_nothing_else() {
        let site = Site::new("files");
        let get = |path: &str| site.ask(&format!("GET {path} HTTP/1.1\r\nConnection: close\r\n\r\n"));
        let wasm = get("/sub/a%20b.wasm?v=1");
        assert!(wasm.starts_with("HTTP/1.1 200 OK\r\nContent-Type: application/wasm\r\nContent-Length: 4"));
        assert!(wasm.ends_with("\r\n\r\nwasm"));
        assert!(get("/").ends_with("<p>home"));
        assert!(get("/lab/deep").ends_with("<p>home"));
        for path in
            ["/missing.js", "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%zz", "secret", "/%ff"]
        {
            assert!(get(path).starts_with("HTTP/1.1 404"), "{path}");
        }
        assert!(site.ask("POST / HTTP/1.1\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 405"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_leads_nowhere_outside() {
        let site = Site::new("link");
        std::os::unix::fs::symlink(site.0.join("secret.txt"), site.root().join("link.txt")).unwrap();
        assert!(site.ask("GET /link.txt HTTP/1.0\r\n\r\n").starts_with("HTTP/1.1 404"));
    }

    #[test]
    fn keeps_the_connection_for_the_next_request() {
        let site = Site::new("keep");
        let two = "HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nConnection: close\r\n\r\n";
        let answer = site.ask(two);
        assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 2);
        assert_eq!(answer.matches("<p>home").count(), 1);
    }

    #[test]
    fn a_taken_port_leads_to_the_next() {
        let first = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let taken = first.local_addr().unwrap().port();
        if let Ok(second) = listen(taken) {
            assert_ne!(second.local_addr().unwrap().port(), taken);
        }
    }
}
