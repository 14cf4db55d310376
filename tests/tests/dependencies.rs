//! What is built into the program: only licences we allow, and no feature that opens or writes what we do not want.

use std::collections::BTreeSet;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};

/// Licences a package of the program may be under; each stands in an SPDX expression of at least one package.
const ALLOWED: [&str; 17] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "Unlicense",
    "CC0-1.0",
    "Unicode-3.0",
    "OFL-1.1",
    "Ubuntu-font-1.0",
    "BSL-1.0",
    "CDLA-Permissive-2.0",
];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .other_options(vec!["--locked".to_owned(), "--filter-platform".to_owned(), host()])
        .exec()
        .expect("cargo metadata runs with the lock file")
}

/// The platform that is built here: packages of others may not even be downloaded.
fn host() -> String {
    let said = understory_tests::output_of("rustc", &["-vV"]).expect("rustc says what it is");
    let said = String::from_utf8(said).expect("text");
    said.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host").to_owned()
}

/// Every package that is linked into the program on any platform: build and test dependencies aside.
fn linked(metadata: &Metadata) -> BTreeSet<PackageId> {
    let resolve = metadata.resolve.as_ref().expect("a resolved graph");
    let program = metadata.packages.iter().find(|package| package.name == "understory").expect("the program");
    let mut linked = BTreeSet::new();
    let mut todo = vec![program.id.clone()];
    while let Some(id) = todo.pop() {
        if !linked.insert(id.clone()) {
            continue;
        }
        let node = resolve.nodes.iter().find(|node| node.id == id).expect("every package has a node");
        let normal =
            node.deps.iter().filter(|dep| dep.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal));
        todo.extend(normal.map(|dep| dep.pkg.clone()));
    }
    linked
}

/// Whether some choice the expression offers consists of allowed licences only.
fn is_allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ").replace(['(', ')'], " ");
    expression
        .split(" OR ")
        .any(|choice| choice.split(" AND ").map(str::trim).all(|licence| ALLOWED.contains(&licence)))
}

#[test]
fn an_expression_is_allowed_only_if_some_choice_of_it_is() {
    assert!(is_allowed("MIT OR GPL-3.0"));
    assert!(is_allowed("MIT/Apache-2.0"));
    assert!(!is_allowed("MPL-2.0"));
    assert!(!is_allowed("MIT AND GPL-3.0"));
}

#[test]
fn every_linked_package_is_under_an_allowed_licence() {
    let metadata = metadata();
    let linked = linked(&metadata);
    assert!(linked.len() > 100, "the graph looks cut short: {} packages", linked.len());
    let refused: Vec<String> = metadata
        .packages
        .iter()
        .filter(|package| linked.contains(&package.id))
        .filter(|package| !package.license.as_deref().is_some_and(is_allowed))
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.license))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

/// Features that must never be in the program, and why.
const FORBIDDEN_FEATURES: [(&str, &str, &str); 5] = [
    ("eframe", "persistence", "writes window memory to disk in plain text"),
    ("egui", "persistence", "makes window memory writable"),
    ("eframe", "inspection", "opens a port that serves the screen"),
    ("iroh", "portmapper", "speaks to routers"),
    ("iroh-relay", "server", "is a server, and the program has none"),
];

#[test]
fn no_feature_opens_or_writes_what_we_do_not_want() {
    let metadata = metadata();
    let nodes = &metadata.resolve.as_ref().expect("a resolved graph").nodes;
    for package in &metadata.packages {
        let features = nodes.iter().find(|node| node.id == package.id).map(|node| &node.features);
        for (name, feature, why) in FORBIDDEN_FEATURES {
            let on = features.is_some_and(|features| features.iter().any(|on| **on == *feature));
            assert!(package.name != name || !on, "{name} has {feature} on: it {why}");
        }
    }
}

#[test]
fn automerge_and_iroh_are_there_once_and_pinned() {
    let metadata = metadata();
    for (name, pinned) in [("automerge", "0.12."), ("iroh", "1.4."), ("egui", "0.37.")] {
        let versions: Vec<String> = metadata
            .packages
            .iter()
            .filter(|package| package.name == name)
            .map(|package| package.version.to_string())
            .collect();
        assert_eq!(versions.len(), 1, "{name}: {versions:?}");
        assert!(versions[0].starts_with(pinned), "{name}: {versions:?}");
    }
}
