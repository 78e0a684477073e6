//! Puts functions that are alike beside each other. What compresses the site's wasm finds a repetition the more cheaply
//! the nearer it is: that is 2 % of every first visit, and changes nothing that is computed.
//!
//! Only names are given here, so that the order of names is the order that is wanted; `wasm-opt` does the rest, which
//! means to change the numbers of functions wherever they stand.

use std::collections::HashMap;

use crate::wasm::{self, number, push_number, push_section, push_text, text};

/// Bytes of a piece. Functions are alike in so far as they have pieces in common.
const PIECE: usize = 5;

/// Pieces that more functions have say nothing.
const COMMON: usize = 200;

/// How much less a function counts than the one after it, when the next is looked for.
const FADE: f32 = 0.4;

/// The module with a name for every function, so that those that are alike follow each other in the names' order.
/// None where it is no module.
pub fn named(wasm: &[u8]) -> Option<Vec<u8>> {
    let mut out = wasm.get(..wasm::HEAD)?.to_vec();
    let (mut imports, mut bodies) = (0, Vec::new());
    for (id, section) in wasm::sections(wasm)? {
        match id {
            wasm::IMPORTS => imports = number(section, 0)?.0,
            wasm::CODE => bodies = bodies_of(section)?,
            wasm::CUSTOM if text(section, 0)?.0 == "name" => continue,
            _ => {}
        }
        push_section(&mut out, id, section);
    }
    // The part of the section with the names of functions has number 1.
    let mut part = Vec::new();
    push_number(&mut part, bodies.len());
    let mut places = vec![0; bodies.len()];
    for (place, function) in similar(&bodies).into_iter().enumerate() {
        places[function] = place;
    }
    for (function, place) in places.iter().enumerate() {
        push_number(&mut part, imports + function);
        push_text(&mut part, &format!("{place:06}"));
    }
    let mut names = Vec::new();
    push_text(&mut names, "name");
    push_section(&mut names, 1, &part);
    push_section(&mut out, wasm::CUSTOM, &names);
    Some(out)
}

fn bodies_of(section: &[u8]) -> Option<Vec<&[u8]>> {
    let (count, mut at) = number(section, 0)?;
    let mut bodies = Vec::new();
    for _ in 0..count {
        let (size, start) = number(section, at)?;
        at = start.checked_add(size)?;
        bodies.push(section.get(start..at)?);
    }
    Some(bodies)
}

/// The functions in an order in which each is like those just before it: a chain that begins with the longest and always
/// takes on the one that shares most of its pieces.
fn similar(bodies: &[&[u8]]) -> Vec<usize> {
    let groups = groups(bodies);
    let mut pieces: Vec<Vec<usize>> = vec![Vec::new(); bodies.len()];
    for (group, functions) in groups.iter().enumerate() {
        functions.iter().for_each(|function| pieces[*function].push(group));
    }
    // A long function shares much with every other: that alone makes it no neighbour.
    let weights: Vec<f32> = bodies.iter().map(|body| (body.len() as f32 + 20.0).powf(-0.6)).collect();
    let mut shared = vec![0.0f32; bodies.len()];
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    left.sort_by_key(|function| std::cmp::Reverse(bodies[*function].len()));
    let mut order = Vec::with_capacity(bodies.len());
    while !left.is_empty() {
        // The first of the best, and so the longest where nothing is shared.
        let mut best = (0, 0.0);
        for (place, function) in left.iter().enumerate() {
            let worth = shared[*function] * weights[*function];
            if worth > best.1 {
                best = (place, worth);
            }
        }
        let next = left.remove(best.0);
        order.push(next);
        shared.iter_mut().for_each(|shared| *shared *= FADE);
        for group in &pieces[next] {
            groups[*group].iter().for_each(|function| shared[*function] += 1.0);
        }
    }
    order
}

/// For every piece that says something: the functions that have it, each once.
fn groups(bodies: &[&[u8]]) -> Vec<Vec<usize>> {
    let mut by_piece: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (function, body) in bodies.iter().enumerate() {
        for piece in body.windows(PIECE) {
            let functions = by_piece.entry(piece).or_default();
            if functions.last() != Some(&function) {
                functions.push(function);
            }
        }
    }
    // In whatever order: what counts is how many of them two functions share.
    by_piece.into_values().filter(|functions| (2..=COMMON).contains(&functions.len())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_stands_together() {
        let bodies: Vec<Vec<u8>> = vec![
            (0..90).collect(),
            (100..180).collect(),
            (5..60).collect(),
            (110..170).collect(),
            vec![200; 3],
            (10..50).collect(),
        ];
        let bodies: Vec<&[u8]> = bodies.iter().map(Vec::as_slice).collect();
        let order = similar(&bodies);
        let place = |function| order.iter().position(|other| *other == function).unwrap();
        assert_eq!(order[0], 0);
        assert!(place(2).max(place(5)) < place(1).min(place(3)), "{order:?}");
        assert_eq!(order.len(), 6);
    }

    #[test]
    fn every_function_gets_a_name_of_its_own() {
        let mut code = Vec::new();
        push_number(&mut code, 3);
        for body in [&b"short"[..], b"a longer body", b"a longer bodx"] {
            push_text(&mut code, std::str::from_utf8(body).unwrap());
        }
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        push_section(&mut module, wasm::IMPORTS, &[2]);
        push_section(&mut module, wasm::CODE, &code);
        push_section(&mut module, wasm::CUSTOM, b"\x04name, and an old one");
        let named = named(&module).unwrap();
        let sections = wasm::sections(&named).unwrap();
        assert_eq!(sections.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [2, 10, 0]);
        // Functions 2 to 4, after two imports: the longest is the first of the chain, the short one its end.
        let expected = b"\x04name\x01\x19\x03\x02\x06000002\x03\x06000000\x04\x06000001";
        assert_eq!(sections[2].1, expected);
    }

    #[test]
    fn what_is_no_module_is_refused() {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        push_section(&mut module, wasm::CODE, b"\x02\x03abc\x02de");
        assert!(named(&module).is_some());
        for end in 0..module.len() {
            // Cut anywhere it is an error or, between sections, a module without code; never a panic.
            let _ = named(&module[..end]);
        }
        assert!(named(b"no").is_none());
    }
}
