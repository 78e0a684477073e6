//! What stands in the head of a page's file, and the files themselves.

use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

use super::{preview, Page, PREVIEW};
use crate::source::Lang;

/// Where the site will live.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// Folder of the built site.
    pub dist: &'a Path,
    /// The address that it will have, with a slash at its end: `/`, `/epoch-one/`, or the whole of it. Whoever shows a
    /// link's preview asks for the whole; with a path alone it is left to them to add the host.
    pub address: &'a str,
}

/// A language's name in the head.
fn locale(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "zh_CN",
        Lang::En => "en_US",
    }
}

fn site_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "第一轮",
        Lang::En => "Epoch One",
    }
}

/// Writes a file for every page: in each language, and one without a language whose reader gets the browser's. The file
/// that Trunk made, `index.html`, is the pattern; `404.html`, for addresses that nobody knows, stays like it.
///
/// Gives the previews that are missing; those pages show the first page's.
///
/// # Errors
/// The pattern is none, or a file cannot be written.
pub fn write(site: Site<'_>, pages: &[Page]) -> io::Result<Vec<String>> {
    let pattern = fs::read_to_string(site.dist.join("index.html"))?;
    fs::write(site.dist.join("404.html"), &pattern)?;
    let mut missing = Vec::new();
    for page in pages {
        for lang in [Some(Lang::Zh), Some(Lang::En), None] {
            let mut file = site.dist.to_path_buf();
            file.extend(lang.map(Lang::tag));
            file.push(&page.path);
            fs::create_dir_all(&file)?;
            let shown = lang.unwrap_or(Lang::Zh);
            let mut image = page.preview(shown);
            if !site.dist.join(&image).is_file() {
                missing.push(std::mem::replace(&mut image, preview("home", shown)));
            }
            let html = fill(&pattern, shown, &head(site.address, page, lang, &image));
            let html = html.ok_or_else(|| io::Error::other("index.html has not one <title> and one <html lang>"))?;
            fs::write(file.join("index.html"), html)?;
        }
    }
    missing.sort();
    missing.dedup();
    Ok(missing)
}

/// The pattern in a language, with `head` in the place of its title.
fn fill(pattern: &str, lang: Lang, head: &str) -> Option<String> {
    let (before, rest) = pattern.split_once("<title>")?;
    let (_, after) = rest.split_once("</title>")?;
    // Trunk leaves the quotes out where it can.
    let (start, rest) = before.split_once("<html lang=")?;
    let (_, rest) = rest.split_once('>')?;
    if [before, after].concat().contains("<title>") || rest.contains("<html") {
        return None;
    }
    Some(format!("{start}<html lang=\"{}\">{rest}{head}{after}", lang.tag()))
}

/// Title, description, addresses in other languages, and what a shared link shows. Without a language the words of both
/// stand there.
fn head(address: &str, page: &Page, lang: Option<Lang>, image: &str) -> String {
    let join = |part: fn(&super::Words) -> &str, between: &str| match lang {
        Some(lang) => part(page.words(lang)).to_owned(),
        None => format!("{}{between}{}", part(&page.zh), part(&page.en)),
    };
    let summary = join(|words| &words.summary, " ");
    let (zh, en) = (site_name(Lang::Zh), site_name(Lang::En));
    let (title, whole) = match lang {
        None if page.path.is_empty() => (format!("{zh} · {en}"), format!("{zh} · {en}")),
        _ => {
            let title = join(|words| &words.title, " · ");
            let whole = format!("{title} · {}", lang.map_or(en, site_name));
            (title, whole)
        }
    };
    let to = |lang: Option<Lang>| match lang {
        Some(lang) => format!("{address}{}/{}", lang.tag(), page.path),
        None => format!("{address}{}", page.path),
    };
    let shown = lang.unwrap_or(Lang::Zh);
    let mut text = format!("<title>{}</title>", escape(&whole));
    let mut tag = |kind: &str, name: &str, content: &str| {
        let _ = write!(text, "<meta {kind}=\"{name}\" content=\"{}\">", escape(content));
    };
    tag("name", "description", &summary);
    tag("property", "og:type", "website");
    tag("property", "og:site_name", lang.map_or(&format!("{zh} · {en}"), |lang| site_name(lang)));
    tag("property", "og:title", &title);
    tag("property", "og:description", &summary);
    tag("property", "og:locale", locale(shown));
    for other in Lang::ALL.into_iter().filter(|other| *other != shown) {
        tag("property", "og:locale:alternate", locale(other));
    }
    tag("property", "og:url", &to(lang));
    tag("property", "og:image", &format!("{address}{image}"));
    tag("property", "og:image:width", &PREVIEW.0.to_string());
    tag("property", "og:image:height", &PREVIEW.1.to_string());
    tag("property", "og:image:alt", &page.words(shown).title);
    tag("name", "twitter:card", "summary_large_image");
    let mut link = |rest: &str, lang: Option<Lang>| {
        let _ = write!(text, "<link {rest} href=\"{}\">", escape(&to(lang)));
    };
    link("rel=\"canonical\"", lang);
    for each in Lang::ALL {
        link(&format!("rel=\"alternate\" hreflang=\"{}\"", each.tag()), Some(each));
    }
    link("rel=\"alternate\" hreflang=\"x-default\"", None);
    text
}

/// Text for HTML, in an attribute too.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Words;

    const PATTERN: &str =
        "<!doctype html><html lang=zh-CN><base href=/><title>old</title><link href=a.css></head><body></body></html>";

    fn page(path: &str) -> Page {
        let words = |title: &str, summary: &str| Words { title: title.into(), summary: summary.into() };
        Page {
            name: "02-first-model".into(),
            place: Some(1),
            path: path.into(),
            zh: words("第一个模型", "按一个按钮"),
            en: words("Your <first> \"model\"", "Press & watch"),
        }
    }

    #[test]
    fn the_words_are_escaped_and_the_rest_of_the_pattern_stays() {
        let head = head("/", &page("lesson/02-first-model/"), Some(Lang::En), "preview/en/02-first-model.png");
        let html = fill(PATTERN, Lang::En, &head).unwrap();
        assert!(html.starts_with("<!doctype html><html lang=\"en\"><base href=/><title>"));
        assert!(html.contains("<title>Your &lt;first&gt; &quot;model&quot; · Epoch One</title>"), "{html}");
        assert!(html.contains("<meta name=\"description\" content=\"Press &amp; watch\">"));
        assert!(html.ends_with("<link href=a.css></head><body></body></html>"));
        assert!(!html.contains("old") && !html.contains("<first>") && !html.contains("第一个模型"));
    }

    #[test]
    fn addresses_are_below_the_sites_and_whole_where_it_is() {
        let (page, image) = (page("lesson/02-first-model/"), "preview/zh-CN/02-first-model.png");
        let folder = head("/epoch-one/", &page, Some(Lang::Zh), image);
        assert!(folder.contains("<link rel=\"canonical\" href=\"/epoch-one/zh-CN/lesson/02-first-model/\">"));
        for (lang, path) in [("zh-CN", "zh-CN/"), ("en", "en/"), ("x-default", "")] {
            let link = format!("hreflang=\"{lang}\" href=\"/epoch-one/{path}lesson/02-first-model/\">");
            assert!(folder.contains(&link), "{link}");
        }
        let whole = head("https://example.org/e/", &page, None, image);
        assert!(whole.contains("\"og:image\" content=\"https://example.org/e/preview/zh-CN/02-first-model.png\""));
        assert!(whole.contains("<link rel=\"canonical\" href=\"https://example.org/e/lesson/02-first-model/\">"));
        assert!(whole.contains("第一个模型 · Your"), "both languages where none is chosen");
    }

    #[test]
    fn a_pattern_without_its_places_is_refused() {
        for wrong in ["", "<html lang=en>", "<title>a</title>", "<html lang=en><title>a</title><title>b</title>"] {
            assert_eq!(fill(wrong, Lang::En, "x"), None, "{wrong}");
        }
    }

    #[test]
    fn every_page_gets_its_files_and_a_missing_preview_is_named() {
        let dist = std::env::temp_dir().join(format!("epoch-pages-{}", std::process::id()));
        fs::create_dir_all(dist.join("preview/en")).unwrap();
        fs::write(dist.join("preview/en/02-first-model.png"), "png").unwrap();
        fs::write(dist.join("index.html"), PATTERN).unwrap();
        let pages = [page(""), page("lesson/02-first-model/")];
        let missing = write(Site { dist: &dist, address: "/" }, &pages).unwrap();
        let read = |path: &str| fs::read_to_string(dist.join(path)).unwrap();
        assert_eq!(missing, ["preview/zh-CN/02-first-model.png"]);
        assert_eq!(read("404.html"), PATTERN);
        assert!(read("en/lesson/02-first-model/index.html").contains("/preview/en/02-first-model.png\""));
        assert!(read("zh-CN/lesson/02-first-model/index.html").contains("/preview/zh-CN/home.png\""));
        assert!(read("lesson/02-first-model/index.html").contains("第一个模型 · Your"));
        assert!(read("zh-CN/index.html").contains("<title>第一个模型 · 第一轮</title>"));
        assert!(read("index.html").contains("<title>第一轮 · Epoch One</title>"));
        fs::remove_dir_all(&dist).unwrap();
    }
}
