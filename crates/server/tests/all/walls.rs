//! The walls between the rooms of the house: who may depend on whom, crate by crate. A crate is a room because it has a
//! dependency that the others must not have; without this test that would be a wish.

use cargo_metadata::{DependencyKind, MetadataCommand};

/// A crate, and every crate of ours that may name it among its dependencies.
const DEPENDANTS: [(&str, &[&str]); 20] = [
    // Our own: the identity half …
    ("domain", &["store", "app", "web", "server", "testkit"]),
    ("store", &["app", "server", "testkit"]),
    ("app", &["web", "server", "testkit"]),
    ("web", &["server", "testkit"]),
    // … the media half …
    ("sfu", &["sfu-host", "load"]),
    ("sfu-host", &["server"]),
    // … and who joins them.
    ("server", &[]),
    ("testkit", &["web"]),
    // Measures from outside.
    ("load", &[]),
    // What earned a room its wall.
    ("sea-orm", &["store"]),
    ("sea-orm-migration", &["store"]),
    ("sqlx", &["store"]),
    ("str0m", &["sfu"]),
    ("livekit-protocol", &["sfu"]),
    ("axum", &["web", "sfu-host", "server", "testkit"]),
    ("argon2", &["app"]),
    ("png", &["app"]),
    ("tiny-skia", &["app"]),
    ("openidconnect", &["server"]),
    // No runtime where there is no I/O.
    (
        "tokio",
        &["store", "app", "web", "sfu-host", "server", "testkit", "load"],
    ),
];

/// Crates that others may use in their tests only.
const FOR_TESTS: [&str; 1] = ["testkit"];

#[test]
fn the_rooms_keep_to_their_walls() {
    let metadata = MetadataCommand::new().no_deps().exec().unwrap();
    let mut broken = Vec::new();
    for package in metadata.workspace_packages() {
        for dependency in &package.dependencies {
            let Some((name, allowed)) = DEPENDANTS.iter().find(|(name, _)| *name == dependency.name) else {
                continue;
            };
            let is_for_tests = dependency.kind == DependencyKind::Development;
            // A crate may ask for a feature of its own in its tests.
            let is_allowed = allowed.contains(&package.name.as_str()) || package.name == dependency.name;
            if !is_allowed || (FOR_TESTS.contains(name) && !is_for_tests) {
                broken.push(format!("{} depends on {name}", package.name));
            }
        }
    }
    assert!(broken.is_empty(), "walls broken: {broken:#?}");
}

#[test]
fn every_room_of_the_house_is_on_the_plan() {
    let metadata = MetadataCommand::new().no_deps().exec().unwrap();
    for package in metadata.workspace_packages() {
        let known = DEPENDANTS.iter().any(|(name, _)| *name == package.name.as_str());
        assert!(known, "say who may depend on the new crate {}", package.name);
    }
}
