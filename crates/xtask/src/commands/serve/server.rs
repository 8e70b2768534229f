//! A static file server for one folder.

use super::headers;
use anyhow::{Context, Result, anyhow};
use axum::{Router, extract::Request, http::HeaderValue, middleware, response::Response};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use tokio::{runtime::Runtime, task::JoinHandle};
use tower_http::services::ServeDir;

/// Serves a folder until it is dropped.
pub(crate) struct Server {
    runtime: Runtime,
    serving: JoinHandle<std::io::Result<()>>,
    port: u16,
}

impl Server {
    /// Starts to serve `site` on this machine alone, on `port` or, where that is taken or 0, on a
    /// free one.
    pub(crate) fn start(site: &Path, port: u16) -> Result<Self> {
        let listen = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let listener = listen(port)
            .or_else(|_| listen(0))
            .context("cannot listen on 127.0.0.1")?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let runtime = Runtime::new()?;
        let site = Router::new()
            .fallback_service(ServeDir::new(site))
            .layer(middleware::from_fn(with_headers));
        let serving = runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, site).await
        });
        Ok(Self {
            runtime,
            serving,
            port,
        })
    }

    /// The port that was free.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The address of the site.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Serves until the process is stopped.
    pub(crate) fn wait(self) -> Result<()> {
        let ended = self.runtime.block_on(self.serving)?;
        ended?;
        Err(anyhow!("the server has stopped"))
    }
}

/// The policy, and how long a file may be kept.
async fn with_headers(request: Request, next: middleware::Next) -> Response {
    let caching = caching(request.uri().path());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in headers::ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("cache-control", HeaderValue::from_static(caching));
    response
}

/// Files in assets/ carry a hash of their content in their name.
fn caching(path: &str) -> &'static str {
    match path.rsplit('/').nth(1) {
        Some("assets") => "max-age=31536000, immutable",
        _ => "no-cache",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::time::Duration;

    fn ask(server: &Server, method: &str, target: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
        write!(
            stream,
            "{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn files_come_with_the_policy_and_nothing_else_comes() {
        let site = crate::paths::root().join("crates/xtask/src");
        let server = Server::start(&site, 0).unwrap();
        let found = ask(&server, "GET", "/main.rs");
        assert!(found.starts_with("HTTP/1.1 200"), "{found}");
        assert!(found.contains("content-security-policy: default-src 'self'; "));
        assert!(found.contains("x-content-type-options: nosniff"));
        assert!(found.contains("cache-control: no-cache"));
        assert!(found.ends_with(include_str!("../../main.rs")));
        for outside in [
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/..%2fCargo.toml",
            "/",
        ] {
            assert!(
                ask(&server, "GET", outside).starts_with("HTTP/1.1 404"),
                "{outside}"
            );
        }
        assert!(ask(&server, "POST", "/main.rs").starts_with("HTTP/1.1 405"));
    }

    /// With `nosniff` a browser refuses a module script or a style sheet of the wrong type, and
    /// `WebAssembly.instantiateStreaming` refuses anything but `application/wasm`.
    #[test]
    fn files_have_the_types_that_browsers_insist_on() {
        let site = std::env::temp_dir().join(format!("headwise-types-{}", std::process::id()));
        std::fs::create_dir_all(site.join("assets")).unwrap();
        for name in [
            "index.html",
            "assets/a.js",
            "assets/a.css",
            "assets/a.wasm",
            "assets/a.woff2",
        ] {
            std::fs::write(site.join(name), "x").unwrap();
        }
        let server = Server::start(&site, 0).unwrap();
        for (target, media_type) in [
            ("/", "text/html"),
            ("/assets/a.js?v=1", "text/javascript"),
            ("/assets/a.css", "text/css"),
            ("/assets/a.wasm", "application/wasm"),
            ("/assets/a.woff2", "font/woff2"),
        ] {
            let found = ask(&server, "GET", target);
            assert!(
                found.contains(&format!("content-type: {media_type}\r\n")),
                "{found}"
            );
            let kept = found.contains("cache-control: max-age=31536000, immutable");
            assert_eq!(kept, target != "/", "{found}");
        }
        drop(server);
        std::fs::remove_dir_all(site).unwrap();
    }

    /// A browser keeps its connections open, and opens some that it never uses.
    #[test]
    fn connections_that_stay_open_keep_no_other_waiting() {
        let site = crate::paths::root().join("crates/xtask/src");
        let server = Server::start(&site, 0).unwrap();
        let streams: Vec<_> = (0..32)
            .map(|_| TcpStream::connect(("127.0.0.1", server.port())).unwrap())
            .collect();
        for mut stream in &streams {
            stream
                .set_read_timeout(Some(Duration::from_secs(20)))
                .unwrap();
            write!(stream, "GET /main.rs HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
            let mut start = [0; 12];
            stream.read_exact(&mut start).expect("an answer comes");
            assert_eq!(&start, b"HTTP/1.1 200");
        }
    }

    #[test]
    fn a_port_that_is_taken_is_replaced() {
        let first = Server::start(Path::new("."), 0).unwrap();
        let second = Server::start(Path::new("."), first.port()).unwrap();
        assert_ne!(first.port(), second.port());
    }
}
