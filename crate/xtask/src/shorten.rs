//! Shortens the names by which the site's wasm asks JavaScript for functions, and JavaScript for those behind closures.
//!
//! (The page names no checksums of these two files: everything comes from one site, and they are changed here last.)
//!
//! wasm-bindgen ends every name with a hash that sets it apart from all others in the world. A name of two letters is
//! apart from the others of one file too, and 300 hashes, once in the wasm and once in its JavaScript, are 8 KB of every
//! first visit that no compression takes away.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::error::{AtPath, Error, Result};
use crate::wasm::{self, number, push_number, push_section, push_text, text};

/// The module that all imports come from: in the JavaScript a word of the object that is handed over.
const MODULE: &str = "i";

/// How wasm-bindgen names that module: the only key of the object.
const KEY: &str = "\"./epoch-web_bg.js\":";

/// Shortens the imports of the wasm in `dist` and of the JavaScript that belongs to it.
///
/// # Errors
/// The files are not there or not as wasm-bindgen writes them.
pub fn imports(dist: &Path) -> Result<()> {
    let wasm = program(dist)?;
    let name = wasm.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let glue = glue(dist)?;
    let bytes = std::fs::read(&wasm).at(&wasm)?;
    let text = std::fs::read_to_string(&glue).at(&glue)?;
    let odd =
        |what: &str| Error::Missing { what: format!("{what} in {name}"), how: "Is it made by wasm-bindgen?".into() };
    let (short, names) = shorten(&bytes).ok_or_else(|| odd("an import section"))?;
    std::fs::write(&wasm, short).at(&wasm)?;
    if !text.contains(KEY) {
        return Err(odd("the imports' object"));
    }
    std::fs::write(&glue, rename(&text, &names).replace(KEY, &format!("{MODULE}:"))).at(&glue)
}

/// The JavaScript that belongs to the site's wasm.
///
/// # Errors
/// There is no such wasm.
pub fn glue(dist: &Path) -> Result<PathBuf> {
    let wasm = program(dist)?;
    Ok(PathBuf::from(wasm.to_string_lossy().replace("_bg.wasm", ".js")))
}

/// The site's wasm.
///
/// # Errors
/// There is none.
pub fn program(dist: &Path) -> Result<PathBuf> {
    find(dist, "_bg.wasm")
}

fn find(dist: &Path, end: &str) -> Result<PathBuf> {
    for entry in std::fs::read_dir(dist).at(dist)? {
        let path = entry.at(dist)?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(end)) {
            return Ok(path);
        }
    }
    Err(Error::Missing { what: format!("a file that ends with {end}"), how: "cargo xtask build".into() })
}

/// The number `n` in letters and digits, as a name.
fn short_name(n: usize) -> String {
    format!("i{}", std::iter::successors(Some(n), |n| (*n >= 36).then(|| n / 36)).map(digit).collect::<String>())
}

fn digit(n: usize) -> char {
    char::from_digit((n % 36) as u32, 36).unwrap_or('0')
}

/// The module with short names for its imported functions, and what each was called before.
fn shorten(wasm: &[u8]) -> Option<(Vec<u8>, HashMap<String, String>)> {
    let mut out = wasm.get(..wasm::HEAD)?.to_vec();
    let mut names = HashMap::new();
    for (id, section) in wasm::sections(wasm)? {
        match id {
            wasm::IMPORTS => push_section(&mut out, id, &shorten_imports(section, &mut names)?),
            wasm::EXPORTS => push_section(&mut out, id, &shorten_exports(section, &mut names)?),
            _ => push_section(&mut out, id, section),
        }
    }
    (!names.is_empty()).then_some((out, names))
}

fn shorten_imports(section: &[u8], names: &mut HashMap<String, String>) -> Option<Vec<u8>> {
    let (count, mut at) = number(section, 0)?;
    let mut out = Vec::new();
    push_number(&mut out, count);
    for _ in 0..count {
        let (_, next) = text(section, at)?;
        let (field, next) = text(section, next)?;
        let next_name = short_name(names.len());
        let short = names.entry(field.to_string()).or_insert(next_name);
        push_text(&mut out, MODULE);
        push_text(&mut out, short);
        // Kind 0 is a function, and what follows is the number of its type. wasm-bindgen imports nothing else.
        if section.get(next) != Some(&0) {
            return None;
        }
        let (_, end) = number(section, next + 1)?;
        out.extend_from_slice(section.get(next..end)?);
        at = end;
    }
    Some(out)
}

/// How wasm-bindgen's names for functions behind closures begin; its other exports have short names.
const CLOSURE: &str = "wasm_bindgen__";

fn shorten_exports(section: &[u8], names: &mut HashMap<String, String>) -> Option<Vec<u8>> {
    let (count, mut at) = number(section, 0)?;
    let mut out = Vec::new();
    push_number(&mut out, count);
    for _ in 0..count {
        let (name, next) = text(section, at)?;
        let short = match name.starts_with(CLOSURE) {
            true => {
                let short = short_name(names.len());
                names.entry(name.to_string()).or_insert(short).as_str()
            }
            false => name,
        };
        push_text(&mut out, short);
        // The kind, then the number of what is exported.
        let (_, end) = number(section, next + 1)?;
        out.extend_from_slice(section.get(next..end)?);
        at = end;
    }
    Some(out)
}

/// The JavaScript with every word that is a name of an import or a closure replaced.
fn rename(script: &str, names: &HashMap<String, String>) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(start) = rest.find(is_word) {
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(from.find(|c| !is_word(c)).unwrap_or(from.len()));
        out.push_str(before);
        out.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(imports: &[(&str, &str)]) -> Vec<u8> {
        let mut section = Vec::new();
        push_number(&mut section, imports.len());
        for (module, field) in imports {
            push_text(&mut section, module);
            push_text(&mut section, field);
            section.extend_from_slice(&[0, 5]);
        }
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        for (id, content) in [(1, vec![7; 3]), (2, section), (10, vec![9; 200])] {
            wasm.push(id);
            push_number(&mut wasm, content.len());
            wasm.extend_from_slice(&content);
        }
        wasm
    }

    #[test]
    fn names_become_short_on_both_sides_and_nothing_else_changes() {
        let long = module(&[("./web.js", "__wbg_new_0123456789abcdef"), ("./web.js", "__wbg_now_fedcba9876543210")]);
        let (short, names) = shorten(&long).unwrap();
        assert_eq!(short, module(&[(MODULE, "i0"), (MODULE, "i1")]));
        let script = "const a = {\n  __wbg_new_0123456789abcdef: function(x) { return wasm.__wbg_new_0; },\n\
                      __wbg_now_fedcba9876543210: f,\n};";
        let expected = "const a = {\n  i0: function(x) { return wasm.__wbg_new_0; },\ni1: f,\n};";
        assert_eq!(rename(script, &names), expected);
    }

    #[test]
    fn names_behind_closures_become_short_too() {
        let exports = |closure: &str| {
            let mut section = Vec::new();
            push_number(&mut section, 2);
            for (name, kind) in [("memory", 2), (closure, 0)] {
                push_text(&mut section, name);
                section.extend_from_slice(&[kind, 3]);
            }
            section
        };
        let mut names = HashMap::from([("imported".to_string(), "i0".to_string())]);
        let long = "wasm_bindgen__convert__closures_____invoke__h53b89b05c1f40e4b";
        assert_eq!(shorten_exports(&exports(long), &mut names), Some(exports("i1")));
        assert_eq!(rename(&format!("wasm.{long}(a, wasm.memory)"), &names), "wasm.i1(a, wasm.memory)");
        assert_eq!(shorten_exports(&exports(long)[..9], &mut names), None);
    }

    #[test]
    fn every_number_has_a_name_of_its_own() {
        let all: std::collections::HashSet<String> = (0..5000).map(short_name).collect();
        assert_eq!(all.len(), 5000);
    }

    #[test]
    fn what_is_no_module_is_refused() {
        let good = module(&[("./web.js", "__wbg_new_0123456789abcdef")]);
        for end in 0..good.len() - 1 {
            // Cut anywhere it is an error or, between sections, a module without imports; never a panic.
            let _ = shorten(&good[..end]);
        }
        assert!(shorten(b"no module").is_none());
        assert!(shorten(&module(&[])).is_none());
    }
}
