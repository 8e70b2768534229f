//! A static file server for one folder.

use super::{headers, mime, request_path};
use anyhow::{Result, anyhow};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use tiny_http::{Header, Method, Request, Response, StatusCode};

/// A browser opens six connections to a host; a few more serve a second page beside it.
const THREADS: usize = 8;

/// Serves a folder until it is dropped.
pub(crate) struct Server {
    listener: Arc<tiny_http::Server>,
    threads: Vec<JoinHandle<()>>,
    port: u16,
}

impl Server {
    /// Starts to serve `site` on this machine alone, on `port` or, where that is taken or 0, on a
    /// free one.
    pub(crate) fn start(site: &Path, port: u16) -> Result<Self> {
        let listen = |port| tiny_http::Server::http(("127.0.0.1", port));
        let listener = listen(port)
            .or_else(|_| listen(0))
            .map_err(|error| anyhow!("cannot listen on 127.0.0.1: {error}"))?;
        let port = listener
            .server_addr()
            .to_ip()
            .map_or(port, |address| address.port());
        let listener = Arc::new(listener);
        let threads = (0..THREADS)
            .map(|_| {
                let (listener, site) = (Arc::clone(&listener), site.to_path_buf());
                std::thread::spawn(move || {
                    while let Ok(request) = listener.recv() {
                        // An error here means that the browser has hung up.
                        let _ = answer(&site, request);
                    }
                })
            })
            .collect();
        Ok(Self {
            listener,
            threads,
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
    pub(crate) fn wait(mut self) -> Result<()> {
        for thread in self.threads.drain(..) {
            thread
                .join()
                .map_err(|_| anyhow!("the server has stopped"))?;
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        for _ in &self.threads {
            self.listener.unblock();
        }
        for thread in self.threads.drain(..) {
            // A thread that panicked has nothing left to stop.
            let _ = thread.join();
        }
    }
}

fn answer(site: &Path, request: Request) -> std::io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(plain(405, "This site is read only.\n"));
    }
    let file = request_path::resolve(site, request.url()).filter(|path| path.is_file());
    match file.and_then(|path| File::open(&path).ok().map(|file| (path, file))) {
        Some((path, file)) => {
            let response = with_headers(Response::from_file(file), mime::of(&path));
            request.respond(response.with_header(header("Cache-Control", caching(&path))))
        }
        None => request.respond(plain(404, "There is no such file.\n")),
    }
}

fn plain(status: u16, text: &str) -> Response<std::io::Cursor<Vec<u8>>> {
    let response = Response::from_string(text).with_status_code(StatusCode(status));
    with_headers(response, mime::of(&PathBuf::from("answer.txt")))
}

/// Files below assets/ carry a hash of their content in their name.
fn caching(path: &Path) -> &'static str {
    if path
        .parent()
        .is_some_and(|folder| folder.ends_with("assets"))
    {
        "max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

fn with_headers<R: std::io::Read>(response: Response<R>, media_type: &str) -> Response<R> {
    headers::ALWAYS.iter().fold(
        response.with_header(header("Content-Type", media_type)),
        |response, (name, value)| response.with_header(header(name, value)),
    )
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("header names and values here are plain ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpStream;

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
        assert!(found.contains("Content-Security-Policy: default-src 'self'; "));
        assert!(found.contains("X-Content-Type-Options: nosniff"));
        assert!(found.ends_with(include_str!("../../main.rs")));
        assert!(ask(&server, "GET", "/../Cargo.toml").starts_with("HTTP/1.1 404"));
        assert!(ask(&server, "GET", "/").starts_with("HTTP/1.1 404"));
        assert!(ask(&server, "POST", "/main.rs").starts_with("HTTP/1.1 405"));
    }

    #[test]
    fn a_port_that_is_taken_is_replaced() {
        let first = Server::start(Path::new("."), 0).unwrap();
        let second = Server::start(Path::new("."), first.port()).unwrap();
        assert_ne!(first.port(), second.port());
    }
}
