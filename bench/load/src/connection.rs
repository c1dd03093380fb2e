//! A client of the API: one connection, used again and again.

use std::net::{IpAddr, SocketAddr};

use anyhow::{Result, ensure};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::SendRequest;
use hyper::http::request::Builder;
use hyper::{HeaderMap, Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::json;
use tokio::net::{TcpSocket, TcpStream};

/// The body of a sign-in.
pub(crate) fn form(login: &str, password: &str) -> Bytes {
    Bytes::from(json!({ "login": login, "password": password, "transport": "bearer" }).to_string())
}

#[derive(Deserialize)]
struct SignedIn {
    token: String,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// One connection.
pub(crate) struct Connection {
    host: String,
    requests: SendRequest<Full<Bytes>>,
}

impl Connection {
    pub(crate) async fn open(server: SocketAddr) -> Result<Self> {
        Self::over(TcpStream::connect(server).await?, server).await
    }

    /// From one address of loopback's many.
    pub(crate) async fn open_from(from: IpAddr, server: SocketAddr) -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(from, 0))?;
        Self::over(socket.connect(server).await?, server).await
    }

    async fn over(stream: TcpStream, server: SocketAddr) -> Result<Self> {
        stream.set_nodelay(true)?;
        let (requests, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self {
            host: format!("localhost:{}", server.port()),
            requests,
        })
    }

    /// Signs in and gives the token.
    pub(crate) async fn sign_in(&mut self, form: &Bytes) -> Result<String> {
        let answer = well(self.try_to_sign_in(form).await?)?;
        Ok(serde_json::from_slice::<SignedIn>(&answer)?.token)
    }

    /// Signs in, or does not.
    pub(crate) async fn try_to_sign_in(&mut self, form: &Bytes) -> Result<Answer> {
        let request = Request::post("/api/v1/sign-in").header(header::CONTENT_TYPE, "application/json");
        self.send(request, form.clone()).await
    }

    /// Asks who is signed in.
    pub(crate) async fn me(&mut self, token: &str) -> Result<()> {
        let request = Request::get("/api/v1/me").header(header::AUTHORIZATION, format!("Bearer {token}"));
        well(self.send(request, Bytes::new()).await?)?;
        Ok(())
    }

    /// Asks whether the server lives.
    pub(crate) async fn health(&mut self) -> Result<()> {
        well(self.send(Request::get("/healthz"), Bytes::new()).await?)?;
        Ok(())
    }

    /// Opens the session's event stream; the connection is taken up with it.
    pub(crate) async fn events(mut self, token: &str) -> Result<Incoming> {
        let request = Request::get("/api/v1/events").header(header::AUTHORIZATION, format!("Bearer {token}"));
        let answer = self.begin(request, Bytes::new()).await?;
        ensure!(answer.status() == StatusCode::OK, "{}", answer.status());
        Ok(answer.into_body())
    }

    async fn send(&mut self, request: Builder, body: Bytes) -> Result<Answer> {
        let (head, body) = self.begin(request, body).await?.into_parts();
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body: body.collect().await?.to_bytes(),
        })
    }

    async fn begin(&mut self, request: Builder, body: Bytes) -> Result<Response<Incoming>> {
        let request = request.header(header::HOST, &self.host).body(Full::new(body))?;
        self.requests.ready().await?;
        Ok(self.requests.send_request(request).await?)
    }
}

fn well(answer: Answer) -> Result<Bytes> {
    let Answer { status, body, .. } = answer;
    ensure!(status == StatusCode::OK, "{status}: {}", String::from_utf8_lossy(&body));
    Ok(body)
}
