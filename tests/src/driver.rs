//! The chromedriver of one test: started on a port of its own, and ended with everything that it started.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running chromedriver.
#[derive(Debug)]
pub struct Driver {
    process: Child,
    port: u16,
    /// The session to end, so that its browser ends too.
    pub session: Option<String>,
}

impl Driver {
    /// Starts chromedriver and waits until it listens.
    ///
    /// # Errors
    /// It could not be started, or did not say its port.
    pub fn start(program: &Path) -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("{} could not be started: {error}", program.display());
        let mut command = Command::new(program);
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().map_err(failed)?;
        let output = process.stdout.take().map(BufReader::new);
        let mut lines = output.into_iter().flat_map(BufRead::lines).map_while(Result::ok);
        let port = lines.find_map(|line| {
            line.strip_prefix("ChromeDriver was started successfully on port ")?.trim_end_matches('.').parse().ok()
        });
        let Some(port) = port else {
            drop(process.kill());
            return Err(format!("{} ended without saying its port", program.display()));
        };
        // What it says later has to go somewhere.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Driver { process, port, session: None })
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Process number, whose child is the browser.
    pub fn process(&self) -> u32 {
        self.process.id()
    }

    /// Ends the session; works after a panic too, when no asynchronous call can be waited for.
    fn end_session(&self) -> std::io::Result<()> {
        let Some(session) = &self.session else { return Ok(()) };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        write!(
            stream,
            "DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.port
        )?;
        // The answer comes when the browser has ended; chromedriver keeps the connection open after it.
        stream.read(&mut [0; 1024]).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Err(error) = self.end_session() {
            eprintln!("the browser may still be running: {error}");
        }
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
