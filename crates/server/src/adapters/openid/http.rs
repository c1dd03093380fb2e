//! Calls to providers: one connection each, no redirect followed, no proxy asked, bounded in time and size.
//!
//! Written on `hyper`, which is here anyway: a client that could follow redirects, keep cookies or read a proxy from the
//! environment would have to be kept from it.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use ::http::header::{CONNECTION, HOST, USER_AGENT};
use ::http::{HeaderValue, Request, Response, Uri};
use bytes::Bytes;
use domain::third_party::Issuer;
use futures_util::future::BoxFuture;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use openidconnect::AsyncHttpClient;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::{OnceCell, Semaphore};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_util::task::AbortOnDropHandle;

/// To connect, TLS included.
const CONNECT: Duration = Duration::from_secs(5);

/// For the whole call.
const WHOLE: Duration = Duration::from_secs(10);

/// Bytes of an answer's body.
const LARGEST: usize = 256 * 1024;

/// Calls at once.
const MOST: usize = 64;

/// Why a call came to nothing. No address, no body: they carry codes and tokens.
#[derive(Debug, thiserror::Error)]
pub(super) enum CallError {
    #[error("it took too long")]
    Slow,
    #[error("its answer is too large")]
    Large,
    #[error("too many calls are under way")]
    Busy,
    #[error("its address cannot be called")]
    Address,
    #[error("cannot connect: {0}")]
    Connect(std::io::Error),
    #[error("the connection broke: {0}")]
    Broken(String),
    #[error("no certificates of authorities: {0}")]
    Roots(String),
}

/// Calls providers.
pub(super) struct HttpClient {
    tls: OnceCell<TlsConnector>,
    calls: Semaphore,
}

impl Default for HttpClient {
    fn default() -> Self {
        Self {
            tls: OnceCell::new(),
            calls: Semaphore::new(MOST),
        }
    }
}

impl HttpClient {
    /// Makes one call and reads the whole answer.
    pub(super) async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, CallError> {
        let _turn = self.calls.try_acquire().map_err(|_| CallError::Busy)?;
        timeout(WHOLE, self.connect_and_send(request))
            .await
            .map_err(|_| CallError::Slow)?
    }

    async fn connect_and_send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, CallError> {
        let target = Target::of(request.uri())?;
        let connecting = timeout(CONNECT, TcpStream::connect((target.host.as_str(), target.port)));
        let stream = connecting
            .await
            .map_err(|_| CallError::Slow)?
            .map_err(CallError::Connect)?;
        if !target.secure {
            return exchange(stream, target, request).await;
        }
        let name = ServerName::try_from(target.host.clone()).map_err(|_| CallError::Address)?;
        let handshake = timeout(CONNECT, self.tls().await?.connect(name, stream));
        let stream = handshake
            .await
            .map_err(|_| CallError::Slow)?
            .map_err(CallError::Connect)?;
        exchange(stream, target, request).await
    }

    async fn tls(&self) -> Result<&TlsConnector, CallError> {
        self.tls
            .get_or_try_init(|| async {
                let roots = tokio::task::spawn_blocking(roots).await;
                let roots = roots.map_err(|error| CallError::Roots(error.to_string()))?;
                let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
                let config = ClientConfig::builder_with_provider(provider)
                    .with_safe_default_protocol_versions()
                    .map_err(|error| CallError::Roots(error.to_string()))?
                    .with_root_certificates(roots)
                    .with_no_client_auth();
                Ok(TlsConnector::from(Arc::new(config)))
            })
            .await
    }
}

impl<'c> AsyncHttpClient<'c> for HttpClient {
    type Error = CallError;
    type Future = BoxFuture<'c, Result<Response<Vec<u8>>, CallError>>;

    fn call(&'c self, request: Request<Vec<u8>>) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// Calls only what this issuer may name: what its documents say is followed before anybody has read them.
pub(super) struct Within<'a> {
    pub(super) http: &'a HttpClient,
    pub(super) issuer: &'a Issuer,
}

impl<'c> AsyncHttpClient<'c> for Within<'_> {
    type Error = CallError;
    type Future = BoxFuture<'c, Result<Response<Vec<u8>>, CallError>>;

    fn call(&'c self, request: Request<Vec<u8>>) -> Self::Future {
        Box::pin(async move {
            if self.issuer.may_name(&request.uri().to_string()) {
                self.http.send(request).await
            } else {
                Err(CallError::Address)
            }
        })
    }
}

/// The system's authorities, a firm's own among them; where the system has none, as in a bare container, Mozilla's.
fn roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    roots
}

/// Whom to call.
struct Target {
    host: String,
    port: u16,
    secure: bool,
    authority: HeaderValue,
    path: Uri,
}

impl Target {
    fn of(uri: &Uri) -> Result<Self, CallError> {
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(CallError::Address),
        };
        let authority = uri.authority().ok_or(CallError::Address)?;
        let host = authority
            .host()
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        if !secure && !is_loopback(&host) {
            return Err(CallError::Address);
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Ok(Self {
            port: authority.port_u16().unwrap_or(if secure { 443 } else { 80 }),
            host,
            secure,
            authority: HeaderValue::from_str(authority.as_str()).map_err(|_| CallError::Address)?,
            path: path.parse().map_err(|_| CallError::Address)?,
        })
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

async fn exchange<S>(stream: S, target: Target, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, CallError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let broken = |error: hyper::Error| CallError::Broken(error.to_string());
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    // Ends with this call, however it ends.
    let _driven = AbortOnDropHandle::new(tokio::spawn(connection));
    let (mut parts, body) = request.into_parts();
    parts.uri = target.path;
    parts.headers.insert(HOST, target.authority);
    parts.headers.insert(USER_AGENT, HeaderValue::from_static("Vestibule"));
    parts.headers.insert(CONNECTION, HeaderValue::from_static("close"));
    let request = Request::from_parts(parts, Full::new(Bytes::from(body)));
    let (parts, body) = sender.send_request(request).await.map_err(broken)?.into_parts();
    let body = match Limited::new(body, LARGEST).collect().await {
        Ok(body) => body.to_bytes().to_vec(),
        Err(error) if error.is::<LengthLimitError>() => return Err(CallError::Large),
        Err(error) => return Err(CallError::Broken(error.to_string())),
    };
    Ok(Response::from_parts(parts, body))
}
