//! Addresses: a file for every page in both languages, the switch between them, pages in a frame, and a teacher's links.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use lesson::address::{pages, Page as Listed, DRAWN_FROM, PREVIEW};
use lesson::source::{Lang, Library};
use serde_json::{json, Value};
use site::{browse, repository, Page, Programs, Server, Setup};

/// Every page of the site.
fn listed() -> Vec<Listed> {
    let lessons = repository().join("crate/lesson/lessons");
    let library = Library::read(&lessons).unwrap_or_else(|problems| panic!("the lessons: {problems:?}"));
    pages(&lessons, &library).unwrap_or_else(|error| panic!("the pages: {error}"))
}

fn site_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "第一轮",
        Lang::En => "Epoch One",
    }
}

/// The smallest file that a preview may be, and the largest: they are fetched by those who show links, not by the page.
const BYTES: std::ops::Range<u64> = 3_000..60_000;

#[test]
fn every_page_has_a_preview_drawn_from_its_words() {
    let mut problems = Vec::new();
    for page in listed() {
        for lang in Lang::ALL {
            let path = repository().join("public").join(page.preview(lang));
            if let Err(problem) = check_preview(&path, &page.drawn_from(lang)) {
                problems.push(format!("{}: {problem}", path.display()));
            }
        }
    }
    assert!(problems.is_empty(), "run `cargo xtask previews`:\n{}", problems.join("\n"));
}

fn check_preview(path: &PathBuf, drawn_from: &str) -> Result<(), String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let bytes = file.metadata().map_err(|error| error.to_string())?.len();
    if !BYTES.contains(&bytes) {
        return Err(format!("{bytes} bytes"));
    }
    let reader = png::Decoder::new(BufReader::new(file)).read_info().map_err(|error| error.to_string())?;
    let info = reader.info();
    if info.size() != PREVIEW {
        return Err(format!("{:?} pixels", info.size()));
    }
    let text = info.utf8_text.iter().find(|text| text.keyword == DRAWN_FROM).and_then(|text| text.get_text().ok());
    match text.as_deref() {
        Some(text) if text == drawn_from => Ok(()),
        _ => Err("it shows other words than the page has now".into()),
    }
}

/// What a plain host needs: the file at the address itself.
#[test]
fn every_address_is_a_file_with_its_own_head() {
    let dist = Programs::find().unwrap_or_else(|missing| panic!("{missing}")).dist;
    let mut titles = std::collections::BTreeSet::new();
    for page in listed() {
        for lang in Lang::ALL {
            let path = dist.join(lang.tag()).join(&page.path).join("index.html");
            let html = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let head = html.split_once("<body").map_or(&*html, |(head, _)| head);
            assert!(head.contains(&format!("<html lang=\"{}\"", lang.tag())), "{}", path.display());
            for wanted in ["og:image\"", "rel=\"canonical\"", "hreflang=\"zh-CN\"", "hreflang=\"en\"", "<base "] {
                assert!(head.contains(wanted), "{} has no {wanted}", path.display());
            }
            assert!(head.contains(&page.preview(lang)), "{} shows another page's preview", path.display());
            let title = head.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
            assert!(titles.insert(title.map(|(title, _)| title.to_owned())), "{title:?} is there twice");
        }
        assert!(dist.join(&page.path).join("index.html").is_file(), "no {} without a language", page.path);
    }
}

/// Opened from its address, a page has the title that its file has, in the language of the address and not the browser's.
#[test]
fn every_address_opens_its_page_in_its_language() {
    browse(Setup { language: "zh-CN", ..Setup::default() }, |page| async move {
        for each in listed() {
            for lang in Lang::ALL {
                let path = format!("{}/{}", lang.tag(), each.path);
                page.open(&path).await;
                let words = each.words(lang);
                // Fetched again as a host would be asked by whoever shows the link.
                let (status, title) = fetched(&page).await;
                assert_eq!((status, &*title), (200, &*format!("{} · {}", words.title, site_name(lang))), "{path}");
                page.until("the program has drawn the page", 30, "document.querySelector('main h1')").await;
                page.until("the tab is called like the file", 30, &format!("document.title === {}", json!(title)))
                    .await;
                assert_eq!(page.run("return document.documentElement.lang", Vec::new()).await, lang.tag(), "{path}");
            }
        }
        assert_eq!(page.run("return localStorage.length", Vec::new()).await, 0, "following a link was remembered");
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

/// Status and title of the file at the address in the address bar.
async fn fetched(page: &Page) -> (u64, String) {
    let script = r#"
        const answer = await fetch(location.href);
        const file = new DOMParser().parseFromString(await answer.text(), 'text/html');
        return [answer.status, file.title];
    "#;
    let answer = page.call(script, Vec::new()).await;
    (answer[0].as_u64().unwrap_or(0), answer[1].as_str().unwrap_or_default().to_string())
}

#[test]
fn the_switch_leads_to_the_same_page_in_the_other_language() {
    browse(Setup::default(), |page| async move {
        page.open("zh-CN/lesson/02-first-model/?hide=hints").await;
        page.press("button", "Switch to English").await;
        page.until("the lesson is English", 30, "document.title === 'Your first model · Epoch One'").await;
        assert_eq!(address(&page).await, "/en/lesson/02-first-model/?hide=hints");
        page.client.back().await.unwrap_or_else(|error| panic!("no way back: {error}"));
        page.until("the lesson is Chinese", 30, "document.title === '第一个模型 · 第一轮'").await;
        assert_eq!(address(&page).await, "/zh-CN/lesson/02-first-model/?hide=hints");
        // Links stay in the language; an address without one shows the chosen one.
        page.press("link", "实验室").await;
        page.until("the lab is open", 30, "document.title === '实验室 · 第一轮'").await;
        assert_eq!(address(&page).await, "/zh-CN/lab/");
        page.open("lab").await;
        page.until("the chosen language", 30, "document.title === 'Lab · Epoch One'").await;
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

async fn address(page: &Page) -> Value {
    page.run("return location.pathname + location.search", Vec::new()).await
}

#[test]
fn a_framed_lesson_stands_alone_and_runs() {
    // Another origin: the same files under another port, as another site's frame would show them.
    let folder = std::env::temp_dir().join(format!("epoch-frame-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{error}"));
    browse_frame(&folder);
    drop(std::fs::remove_dir_all(&folder));
}

fn browse_frame(folder: &std::path::Path) {
    let folder = folder.to_path_buf();
    browse(Setup::default(), move |page| async move {
        let lesson = page.server.address() + "en/lesson/02-first-model/?embed=1&open=all";
        let html = format!("<!doctype html><title>host</title><iframe width=900 height=900 src=\"{lesson}\"></iframe>");
        std::fs::write(folder.join("index.html"), html).unwrap_or_else(|error| panic!("{error}"));
        let host = Server::start(folder, None).unwrap_or_else(|error| panic!("no server: {error}"));
        // `localhost` and `127.0.0.1` are two sites, so the frame is a stranger's.
        let address = host.address().replace("127.0.0.1", "localhost");
        page.client.goto(&address).await.unwrap_or_else(|error| panic!("{address}: {error}"));
        page.client.enter_frame(0).await.unwrap_or_else(|error| panic!("no frame: {error}"));
        page.until("the lesson is in the frame", 30, "document.querySelector('.lesson h1')").await;
        let found =
            page.run("return document.querySelectorAll('header.site, .skip, nav[aria-label=Site]').length", vec![]);
        assert_eq!(found.await, 0, "the site is around the lesson");
        page.until("the first run can start", 30, "document.querySelector('.play')?.disabled === false").await;
        // Chromedriver tells no names within another site's frame, so the button is pressed by script.
        page.run("document.querySelector('.play').click()", Vec::new()).await;
        page.until("the run has ended", 120, "document.querySelector('.lesson').dataset.runs === '1'").await;
        let links = r#"
            return [...document.querySelectorAll('main a[href]')].filter(link => !link.hash)
                .map(link => [link.pathname.includes('/lesson/0') || link.pathname.includes('/lesson/1'),
                    link.target, link.rel, link.search]);
        "#;
        let links = page.run(links, Vec::new()).await;
        assert!(links.as_array().is_some_and(|links| !links.is_empty()), "no link to look at");
        for link in links.as_array().into_iter().flatten() {
            let wanted = if link[0] == true {
                json!([true, "", "", "?embed=1"])
            } else {
                json!([false, "_blank", "noopener", ""])
            };
            assert_eq!(*link, wanted);
        }
    });
}

#[test]
fn a_link_hides_parts_and_opens_all_steps() {
    browse(Setup::default(), |page| async move {
        let steps = "return [...document.querySelectorAll('section.step')].map(step => step.id)";
        let count = |selector: &str| format!("return document.querySelectorAll('{selector}').length");
        let open = |query: &'static str| {
            let page = page.clone();
            async move {
                page.open(&format!("en/lesson/02-first-model/{query}")).await;
                page.until("the lesson is open", 30, "document.querySelector('section.step')").await;
            }
        };
        open("").await;
        assert_eq!(page.run(steps, Vec::new()).await, json!(["step-press"]));
        open("?open=all").await;
        assert_eq!(page.run(steps, Vec::new()).await, json!(["step-press", "step-words", "step-seed", "step-own"]));
        let (tasks, guesses) = (page.run(&count(".task"), vec![]).await, page.run(&count(".guess"), vec![]).await);
        assert!(tasks != 0 && guesses != 0, "nothing there to be hidden");
        open("?open=all&hide=words,press,no-such-step").await;
        assert_eq!(page.run(steps, Vec::new()).await, json!(["step-seed", "step-own"]));
        open("?open=all&hide=tasks,guesses").await;
        assert_eq!(page.run(&count(".task, .guess"), vec![]).await, 0);
        page.until("no run waits for a hidden guess", 30, "!document.querySelector('section.run .play:disabled')")
            .await;
        open("?open=all&hide=%3Cscript%3E,,").await;
        assert_eq!(page.run(&count(".task"), vec![]).await, tasks);
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}
