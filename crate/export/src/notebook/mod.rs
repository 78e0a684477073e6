//! The run as a Jupyter notebook (nbformat 4.5) that repeats it with PyTorch: short texts for a newcomer, and code that
//! does step by step what the engine does. The code is in `cell/`, the words of both languages are in `words/`.

mod template;
mod value;

use serde_json::{json, Value};
use train::config::Architecture;

use crate::{ExportError, Work};

const CHINESE: &str = include_str!("words/zh-CN.md");
const ENGLISH: &str = include_str!("words/en.md");

/// Part of the notebook: its text by name, and the code below it.
type Part = (&'static str, &'static [&'static str]);

/// What a run's notebook is made of.
fn parts(work: &Work) -> Vec<Part> {
    let network: Part = match work.config.architecture {
        Architecture::Residual => ("network_residual", &[include_str!("cell/network_residual.py")]),
        Architecture::Plain => ("network_plain", &[include_str!("cell/network_plain.py")]),
        Architecture::Mlp => ("network_mlp", &[include_str!("cell/network_mlp.py")]),
    };
    let start: Part = match work.config.pretrained {
        true => ("start_pretrained", &[include_str!("cell/numbers.py"), include_str!("cell/start_pretrained.py")]),
        false => ("start_random", &[include_str!("cell/numbers.py"), include_str!("cell/start_random.py")]),
    };
    vec![
        ("intro", &[]),
        ("settings", &[include_str!("cell/settings.py")]),
        ("files", &[include_str!("cell/files.py")]),
        ("pictures", &[include_str!("cell/pictures.py")]),
        ("random", &[include_str!("cell/random.py")]),
        network,
        start,
        ("batches", &[include_str!("cell/batches.py")]),
        ("optimiser", &[include_str!("cell/optimiser.py")]),
        ("train", &[include_str!("cell/train.py")]),
        ("curves", &[include_str!("cell/curves.py")]),
        ("compare", &[include_str!("cell/compare.py")]),
        ("save", &[include_str!("cell/save.py")]),
    ]
}

pub fn save(work: &Work) -> Result<String, ExportError> {
    let words = work.language.of(CHINESE, ENGLISH);
    let values = value::values(work)?;
    let value = |name: &str| {
        let known = values.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone());
        known.or_else(|| template::section(words, name).map(str::to_string))
    };
    let mut cells = Vec::new();
    for (name, code) in parts(work) {
        let text = template::section(words, name).unwrap_or_default();
        cells.push(cell("markdown", name, &template::filled(text, &value)));
        for (number, code) in code.iter().enumerate() {
            cells.push(cell("code", &format!("{name}-{}", number + 1), &template::filled(code, &value)));
        }
    }
    let notebook = json!({
        "cells": cells,
        "metadata": {
            "kernelspec": { "display_name": "Python 3", "language": "python", "name": "python3" },
            "language_info": { "name": "python" },
            "title": work.language.of("猫和狗：用 PyTorch 再来一遍", "Cats and dogs, once more with PyTorch"),
            "epoch_one": { "site": work.site, "build": work.build, "lang": work.language.tag() },
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    });
    Ok(notebook.to_string() + "\n")
}

/// A cell whose text is cut into lines, as Jupyter itself writes it.
fn cell(kind: &str, id: &str, text: &str) -> Value {
    let lines: Vec<&str> = text.trim_end_matches('\n').split_inclusive('\n').collect();
    match kind {
        "code" => json!({
            "cell_type": kind, "id": id, "metadata": {}, "source": lines, "execution_count": null, "outputs": [],
        }),
        _ => json!({ "cell_type": kind, "id": id, "metadata": {}, "source": lines }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Class, Language};
    use train::config::Config;

    fn works() -> Vec<Work> {
        let mut works = Vec::new();
        for language in [Language::Chinese, Language::English] {
            for architecture in [Architecture::Residual, Architecture::Plain, Architecture::Mlp] {
                for pretrained in [true, false] {
                    let config = Config { architecture, pretrained, ..Config::default() };
                    if config.validate().is_ok() {
                        let classes = ["cat", "dog"].map(|id| Class { id: id.into(), name: id.into() }).to_vec();
                        works.push(Work { config, language, classes, site: "https://a/".into(), ..Work::default() });
                    }
                }
            }
        }
        works
    }

    #[test]
    fn no_word_and_no_value_is_missing() {
        for work in works() {
            let text = save(&work).unwrap();
            assert!(!text.contains("@{"), "{:?}: {}", work.config, &text[text.find("@{").unwrap_or(0)..][..40]);
            let notebook: Value = serde_json::from_str(&text).unwrap();
            let cells = notebook["cells"].as_array().unwrap();
            assert!(cells.iter().all(|cell| !cell["source"].as_array().unwrap().is_empty()));
        }
    }

    #[test]
    fn both_languages_have_the_same_texts_and_none_is_idle() {
        let names = |file: &'static str| -> Vec<&str> {
            file.lines().filter_map(|line| line.strip_prefix("<!-- ")?.strip_suffix(" -->")).collect()
        };
        let (chinese, english) = (names(CHINESE), names(ENGLISH));
        assert_eq!(chinese, english);
        let used: Vec<Part> = works().iter().flat_map(parts).collect();
        for name in english {
            let asked = format!("@{{{name}}}");
            let idle = !used.iter().any(|(text, code)| *text == name || code.iter().any(|code| code.contains(&asked)));
            assert!(!idle, "{name} is used nowhere");
            // Comments and what stands in quotes must stay on their line and in their quotes.
            if name.starts_with("c_") || name.starts_with("p_") {
                for file in [CHINESE, ENGLISH] {
                    let text = template::section(file, name).unwrap();
                    assert!(!text.is_empty() && !text.contains(['\n', '"', '\\', '{', '}']), "{name}: {text}");
                }
            }
        }
    }
}
