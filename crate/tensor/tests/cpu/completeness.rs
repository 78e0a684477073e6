//! Nothing is forgotten: every op in `src/op/` is registered, and every registered op has a case.

use std::collections::BTreeSet;

use crate::cases::{self, Golden};
use tensor::op::NAMES;

/// The names that the files of `src/op/` give to their ops.
fn names_in_sources() -> BTreeSet<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/op");
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let impls = text.matches("impl Op for ").count();
        let found: Vec<_> = text
            .split("fn name(&self) -> &'static str {")
            .skip(1)
            .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next().map(str::to_string))
            .collect();
        assert_eq!(found.len(), impls, "ops and names: {found:?}");
        names.extend(found);
    }
    names
}

#[test]
fn every_op_is_registered() {
    let registered: BTreeSet<String> = NAMES.iter().map(|n| n.to_string()).collect();
    assert_eq!(registered.len(), NAMES.len(), "a name stands twice in op::NAMES");
    assert_eq!(names_in_sources(), registered, "src/op/ and op::NAMES differ");
}

#[test]
fn every_op_has_a_case() {
    let mut covered = BTreeSet::new();
    for case in cases::all() {
        covered.extend(case.graph().unwrap().nodes().iter().map(|n| n.op.name()));
        covered.extend(case.plan().unwrap().launches.iter().map(|l| l.op.name()));
    }
    let missing: Vec<_> = NAMES.iter().filter(|name| !covered.contains(**name)).collect();
    assert!(missing.is_empty(), "no case in tests/cases/ for {missing:?}");
}

#[test]
fn every_case_says_how_it_is_judged() {
    let mut names = BTreeSet::new();
    for case in cases::all() {
        assert!(names.insert(case.name.clone()), "two cases are called {}", case.name);
        match &case.golden {
            Some(Golden::Torch(name)) => assert!(!name.is_empty(), "{}", case.name),
            Some(Golden::No(why)) => assert!(!why.is_empty(), "{}: no reason", case.name),
            None => panic!("{}: neither a golden nor a reason for having none", case.name),
        }
    }
}
