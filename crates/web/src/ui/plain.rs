//! Pages without the client: what is wrong, in the reader's language, and which command or setting mends it.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::accept;
use crate::address::{Origin, Remedy};

/// One page in both languages. Texts are HTML; what is put into them is escaped where it is put in.
struct Page {
    status: StatusCode,
    english: Words,
    russian: Words,
}

struct Words {
    title: &'static str,
    text: String,
}

const STYLE: &str = "body{margin:11vh auto 0;max-width:560px;padding:0 24px;font:16px/1.5 system-ui,sans-serif;\
color:#101820;background:#f5f7f9}h1{font-size:24px;line-height:1.25}code{font-size:14px;overflow-wrap:anywhere}\
a{color:#0f5f58}@media(prefers-color-scheme:dark){body{color:#e6ebf0;background:#0e1116}a{color:#2dd4bf}}";

impl Page {
    fn answer(self, asked: &HeaderMap, nonce: &str) -> Response {
        let (language, words) = if accept::russian(asked) {
            ("ru", self.russian)
        } else {
            ("en", self.english)
        };
        let Words { title, text } = words;
        let html = format!(
            "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
             <title>{title} · Vestibule</title><style nonce=\"{nonce}\">{STYLE}</style></head>\
             <body><main><h1>{title}</h1>{text}</main></body></html>"
        );
        let mut response = (self.status, html).into_response();
        let policy = format!(
            "default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Ok(value) = HeaderValue::try_from(policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, value);
        }
        response
    }
}

/// The web build is missing.
pub(super) fn not_built(asked: &HeaderMap, nonce: &str) -> Response {
    let command = "<p><code>make run</code></p>";
    Page {
        status: StatusCode::SERVICE_UNAVAILABLE,
        english: Words {
            title: "The web client is not built yet",
            text: format!(
                "<p>The server runs, its pages are missing. This builds them and starts the server:</p>{command}"
            ),
        },
        russian: Words {
            title: "Веб-клиент ещё не собран",
            text: format!(
                "<p>Сервер работает, но его страниц нет. Эта команда собирает их и запускает сервер:</p>{command}"
            ),
        },
    }
    .answer(asked, nonce)
}

/// Nothing at this address.
pub(super) fn not_found(asked: &HeaderMap, nonce: &str) -> Response {
    Page {
        status: StatusCode::NOT_FOUND,
        english: Words {
            title: "Nothing here",
            text: "<p><a href=\"/\">To the first page</a></p>".to_owned(),
        },
        russian: Words {
            title: "Здесь ничего нет",
            text: "<p><a href=\"/\">На первую страницу</a></p>".to_owned(),
        },
    }
    .answer(asked, nonce)
}

/// The named host is not ours.
pub(crate) fn misdirected(public: Option<&Origin>, asked: &HeaderMap, nonce: &str) -> Response {
    let (english, russian) = match public {
        Some(origin) => (
            format!("<p>It answers at <a href=\"{origin}\">{origin}</a>.</p>"),
            format!("<p>Он отвечает по адресу <a href=\"{origin}\">{origin}</a>.</p>"),
        ),
        None => (
            "<p>If it should, set its address in the configuration and start it again:</p>\
             <p><code>[server]<br>public_url = \"https://…\"</code></p>"
                .to_owned(),
            "<p>Если должен, укажите адрес в настройках и перезапустите сервер:</p>\
             <p><code>[server]<br>public_url = \"https://…\"</code></p>"
                .to_owned(),
        ),
    };
    Page {
        status: StatusCode::MISDIRECTED_REQUEST,
        english: Words {
            title: "This server does not answer for that address",
            text: english,
        },
        russian: Words {
            title: "Этот сервер не отвечает за такой адрес",
            text: russian,
        },
    }
    .answer(asked, nonce)
}

/// Asked over plain http by a name that is not this computer's own.
pub(crate) fn insecure(remedy: &Remedy, asked: &HeaderMap, nonce: &str) -> Response {
    let (english, russian) = mend(remedy);
    Page {
        status: StatusCode::MISDIRECTED_REQUEST,
        english: Words {
            title: "This address is not secure",
            text: format!(
                "<p>Browsers keep a sign-in, and give camera and microphone, only over https or on the server's own \
                 computer.</p>{english}"
            ),
        },
        russian: Words {
            title: "Этот адрес не защищён",
            text: format!(
                "<p>Браузеры сохраняют вход и дают камеру и микрофон только по https или на самом компьютере с \
                 сервером.</p>{russian}"
            ),
        },
    }
    .answer(asked, nonce)
}

/// What to do about it, in English and Russian.
fn mend(remedy: &Remedy) -> (String, String) {
    match remedy {
        Remedy::GoTo(origin) => (
            format!("<p>Open <a href=\"{origin}\">{origin}</a> instead.</p>"),
            format!("<p>Откройте <a href=\"{origin}\">{origin}</a>.</p>"),
        ),
        Remedy::Certificate => {
            let command = "<p><code>vestibule serve --listen 0.0.0.0:8443 --tls self-signed</code></p>";
            (
                format!(
                    "<p>For a trial in your own network, start the server so, and open it with https and port 8443:</p>{command}"
                ),
                format!(
                    "<p>Для пробы в своей сети запустите сервер так и откройте его по https, порт 8443:</p>{command}"
                ),
            )
        }
        Remedy::ForwardScheme => (
            "<p>The proxy in front of this server must say that it was asked over https:</p>\
             <p><code>X-Forwarded-Proto: https</code></p>"
                .to_owned(),
            "<p>Прокси перед этим сервером должен сообщать, что к нему обратились по https:</p>\
             <p><code>X-Forwarded-Proto: https</code></p>"
                .to_owned(),
        ),
        Remedy::PublicUrl => (
            "<p>Set an https address in the configuration, with a certificate (<code>--tls-cert</code>, \
             <code>--tls-key</code>) or behind a proxy that has one:</p>\
             <p><code>[server]<br>public_url = \"https://…\"</code></p>"
                .to_owned(),
            "<p>Укажите в настройках адрес с https: с сертификатом (<code>--tls-cert</code>, <code>--tls-key</code>) \
             или за прокси, у которого он есть:</p>\
             <p><code>[server]<br>public_url = \"https://…\"</code></p>"
                .to_owned(),
        ),
    }
}
