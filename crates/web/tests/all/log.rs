//! The access log: one line per request, and no secret in it.

use std::cell::RefCell;
use std::io;

use serde_json::json;
use testkit::{PASSWORD, TestApp};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

thread_local! {
    /// What is logged on this thread, once somebody listens.
    static KEPT: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Writes to [`KEPT`].
struct Keeper;

impl io::Write for Keeper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        KEPT.with_borrow_mut(|kept| kept.get_or_insert_default().extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps everything that is logged on this thread from now on. One subscriber serves the whole process: scoped ones
/// come and go, and other threads' tests would remember that nobody listened.
fn listen() {
    let on_this_thread = dynamic_filter_fn(|_, _| KEPT.with_borrow(Option::is_some));
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(|| Keeper)
        .with_ansi(false)
        .with_filter(on_this_thread);
    tracing_subscriber::registry().with(layer).init();
    KEPT.set(Some(Vec::new()));
}

#[tokio::test]
async fn asvs_16_2_5_the_log_names_each_request_and_tells_no_secret() {
    listen();
    let app = TestApp::sqlite().await;
    let admin = app.administrator().await;
    let created = admin
        .post("accounts", json!({"login": "ann", "type": "ws"}))
        .await
        .expect(201);
    let link = created["password_link"]["url"]
        .as_str()
        .unwrap()
        .split_once('#')
        .unwrap()
        .1
        .to_owned();
    let form = json!({"secret": link, "password": PASSWORD});
    app.client().post("password-links/redeem", form).await.expect(204);
    let token = {
        let form = json!({"login": "ann", "password": PASSWORD, "transport": "bearer"});
        app.client().post("sign-in", form).await.expect(200)["token"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    app.client()
        .with_token(&token)
        .get("people?search=a-needle")
        .await
        .expect(200);
    app.client().get("/c/482913507?pin=7777&name=a-needle").await;
    let returned = "sign-in/third-party/site/callback?code=a-needle&state=a-needle&error=a-needle";
    assert_eq!(app.client().get(returned).await.status(), 303);
    let answer = app.client().get("me").await;
    app.finish().await;

    let log = String::from_utf8(KEPT.take().unwrap()).unwrap();
    for secret in [
        &token,
        &link,
        PASSWORD,
        "a-needle",
        "7777",
        &admin.cookie(web::SESSION_COOKIE).unwrap(),
    ] {
        assert!(!log.contains(secret), "{secret} stands in the log:\n{log}");
    }
    let id = answer.header("x-request-id").unwrap();
    let line = log
        .lines()
        .find(|line| line.contains(id))
        .unwrap_or_else(|| panic!("no line of {id}:\n{log}"));
    for part in ["method=GET", "path=\"/api/v1/me\"", "status=401", "web::access"] {
        assert!(line.contains(part), "{part} in {line}");
    }
    assert!(log.contains("path=\"/c/482913507\""), "{log}");
}
