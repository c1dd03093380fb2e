//! Files written from the code are fresh: `UPDATE=1 cargo test -p web --test all derived` writes them again.

use std::path::PathBuf;

fn assert_fresh(name: &str, content: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, content).unwrap();
    }
    let stands = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stands == content,
        "docs/{name} is stale: UPDATE=1 cargo test -p web --test all derived"
    );
}

#[test]
fn the_api_description_in_docs_is_fresh() {
    assert_fresh("openapi.json", &(web::openapi().to_pretty_json().unwrap() + "\n"));
}

#[test]
fn the_list_of_error_codes_in_docs_is_fresh() {
    assert_fresh(
        "error-codes.json",
        &(serde_json::to_string_pretty(&web::error::codes()).unwrap() + "\n"),
    );
}
