//! A fresh browser for one test.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use fantoccini::wd::Capabilities;
use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::driver::Driver;
use crate::{Line, Page, Programs, Server};

/// Which browser a test wants.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// With Chromium's software WebGPU adapter; otherwise there is none.
    pub webgpu: bool,
    /// First language of the browser.
    pub language: &'static str,
    /// Inner size in CSS pixels.
    pub size: (u32, u32),
    /// Between browser and site.
    pub line: Option<Line>,
    /// The site comes with the headers that let a page share memory among threads.
    pub isolated: bool,
    /// Seconds that a script in the page may take.
    pub patience: u32,
}

impl Setup {
    /// What most tests want.
    pub const USUAL: Setup =
        Setup { webgpu: false, language: "en-US", size: (1440, 1000), line: None, isolated: false, patience: 600 };
}

impl Default for Setup {
    fn default() -> Self {
        Self::USUAL
    }
}

/// The machine's few cores are for one browser at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// A site and a profile that outlive a browser: for what is to be found again when it is opened another time.
#[derive(Debug)]
pub struct Home {
    server: Rc<Server>,
    profile: Profile,
    programs: Programs,
}

impl Home {
    /// # Panics
    /// When a program or the site is missing.
    pub fn new(line: Option<Line>) -> Self {
        let programs = Programs::find().unwrap_or_else(|missing| panic!("{missing}"));
        let server = Server::start(programs.dist.clone(), line).unwrap_or_else(|error| panic!("no server: {error}"));
        Home { server: Rc::new(server), profile: Profile::new(), programs }
    }

    /// Takes away the mark of a browser that was killed before it could do so itself.
    pub fn unlock(&self) {
        for mark in ["SingletonLock", "SingletonSocket", "SingletonCookie"] {
            drop(std::fs::remove_file(self.profile.0.join(mark)));
        }
    }

    /// Opens a browser, runs `test` in it and closes it, whatever became of the test. When the test fails, what the page
    /// showed is printed.
    ///
    /// # Panics
    /// When the browser does not start, or the test panics.
    pub fn browse<F>(&self, setup: Setup, test: impl FnOnce(Rc<Page>) -> F)
    where
        F: std::future::Future<Output = ()> + 'static,
    {
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        self.server.isolate(setup.isolated);
        let mut driver = Driver::start(&self.programs.chromedriver).unwrap_or_else(|error| panic!("{error}"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.unwrap_or_else(|error| panic!("no runtime: {error}"));
        let tasks = tokio::task::LocalSet::new();
        let outcome = tasks.block_on(&runtime, async {
            let wanted = capabilities(setup, &self.programs.chromium, &self.profile.0, self.server.port());
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(wanted);
            let address = driver.address();
            let connected = tokio::time::timeout(Duration::from_secs(120), builder.connect(&address));
            let client = match connected.await {
                Ok(Ok(client)) => client,
                Ok(Err(error)) => panic!("{} did not start: {error}", self.programs.chromium.display()),
                Err(_) => panic!("{} did not start within two minutes", self.programs.chromium.display()),
            };
            driver.session = client.session_id().await.ok().flatten();
            let page = Rc::new(Page::new(client, self.server.clone(), driver.process()));
            page.resize(setup.size).await;
            let outcome = tokio::task::spawn_local(test(page.clone())).await;
            if outcome.is_err() {
                eprintln!("{}", page.describe().await);
            }
            outcome
        });
        drop(driver);
        drop(turn);
        if let Err(error) = outcome {
            std::panic::resume_unwind(error.into_panic());
        }
    }
}

/// The same with a fresh profile, and with a site that is gone afterwards.
///
/// # Panics
/// As [`Home::browse`].
pub fn browse<F>(setup: Setup, test: impl FnOnce(Rc<Page>) -> F)
where
    F: std::future::Future<Output = ()> + 'static,
{
    Home::new(setup.line).browse(setup, test);
}

fn capabilities(setup: Setup, chromium: &Path, profile: &Path, proxy: u16) -> Capabilities {
    let mut flags: Vec<String> = [
        "--headless=new",
        "--no-sandbox",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
    ]
    .map(String::from)
    .to_vec();
    flags.push(format!("--user-data-dir={}", profile.display()));
    // Requests to other hosts end at the server, which writes them down. Those to this machine do not take the proxy.
    flags.push(format!("--proxy-server=http://127.0.0.1:{proxy}"));
    flags.push(format!("--accept-lang={}", setup.language));
    flags.push(format!("--lang={}", setup.language));
    flags.push(format!("--window-size={},{}", setup.size.0, setup.size.1));
    if setup.webgpu {
        flags.push("--enable-unsafe-webgpu".into());
        flags.push("--use-webgpu-adapter=swiftshader".into());
    }
    let wanted = json!({
        "goog:chromeOptions": { "binary": chromium, "args": flags },
        "goog:loggingPrefs": { "browser": "ALL" },
        "timeouts": { "implicit": 0, "pageLoad": 60_000, "script": setup.patience * 1000 },
    });
    match wanted {
        serde_json::Value::Object(map) => map,
        _ => Capabilities::new(),
    }
}

/// A folder for a profile that nobody used before.
#[derive(Debug)]
struct Profile(PathBuf);

impl Profile {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        Profile(std::env::temp_dir().join(format!("epoch-one-browser-{}-{number}", std::process::id())))
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        // What the browser still writes while it ends may stay behind in the folder for temporary files.
        drop(std::fs::remove_dir_all(&self.0));
    }
}
