//! Holds every answer against the API's own description: a status or code that is not documented fails the test that
//! met it.

use std::sync::LazyLock;

use serde_json::Value;

use crate::answer::Answer;

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(web::openapi()).expect("the description is JSON"));

/// Checks one answer. Addresses and methods that the description does not know are refused as such.
pub(crate) fn check(method: &str, path: &str, answer: &Answer) {
    if !path.starts_with("/api/v1/") || path.starts_with("/api/v1/docs/") {
        return;
    }
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    let found = best_match(paths.keys().map(String::as_str), path);
    let Some(operations) = found.and_then(|template| paths.get(template)) else {
        assert!(
            matches!(answer.status(), 404 | 403 | 421 | 400 | 500),
            "unknown address: {answer:?}"
        );
        return;
    };
    let method = if method == "HEAD" {
        "get".to_owned()
    } else {
        method.to_ascii_lowercase()
    };
    let Some(operation) = operations.get(&method) else {
        assert!(
            matches!(answer.status(), 405 | 403 | 421 | 400),
            "unknown method: {answer:?}"
        );
        return;
    };
    let documented = &operation["responses"][answer.status().to_string()];
    assert!(!documented.is_null(), "this status is not documented: {answer:?}");
    if answer.status() >= 400 && method != "head" {
        let code = answer.json()["code"]
            .as_str()
            .expect("every error has a code")
            .to_owned();
        let described = documented["description"].as_str().unwrap_or_default();
        assert!(
            described.contains(&format!("`{code}`")),
            "this code is not documented: {answer:?}"
        );
    }
}

/// The template that fits, one without a placeholder before one with.
fn best_match<'a>(templates: impl Iterator<Item = &'a str>, path: &str) -> Option<&'a str> {
    templates
        .filter(|template| fits(template, path))
        .min_by_key(|template| template.matches('{').count())
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template
            .iter()
            .zip(&path)
            .all(|(part, sent)| (part.starts_with('{') && !sent.is_empty()) || part == sent)
}
