//! `cargo xtask serve`.

use crate::error::{Error, Result};
use crate::{jobs, paths, server, site};

const PORT: u16 = 8080;

/// Builds the site and serves it until interrupted.
pub fn run(arguments: &[String]) -> Result<()> {
    let port = parse(arguments)?;
    site::build("/")?;
    let listener = server::listen(port).map_err(Error::Port)?;
    let address = listener.local_addr().map_err(Error::Port)?;
    jobs::say(&format!("Epoch One is at http://localhost:{}  (Ctrl+C ends it)", address.port()));
    server::serve(&listener, paths::dist());
    Ok(())
}

fn parse(arguments: &[String]) -> Result<u16> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let text = match words[..] {
        [] => return Ok(PORT),
        ["--port", text] => text,
        [word] if word.starts_with("--port=") => word.trim_start_matches("--port="),
        _ => return Err(Error::Usage("serve takes --port N and nothing else".into())),
    };
    text.parse().map_err(|_| Error::Usage(format!("{text} is no port")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Result<u16> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn reads_the_port() {
        assert_eq!(words("").unwrap(), 8080);
        assert_eq!(words("--port 9000").unwrap(), 9000);
        assert_eq!(words("--port=9000").unwrap(), 9000);
        assert!(words("--port").is_err());
        assert!(words("--port 70000").is_err());
        assert!(words("9000").is_err());
    }
}
