//! Media types of the files that a site is made of.

use std::path::Path;

/// The `Content-Type` of a file, by its extension.
///
/// With `nosniff` a browser refuses a module script or a style sheet of the wrong type, and
/// `WebAssembly.instantiateStreaming` refuses anything but `application/wasm`.
pub(crate) fn of(path: &Path) -> &'static str {
    let extension = path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_that_browsers_insist_on() {
        assert_eq!(of(Path::new("a/engine-1f.wasm")), "application/wasm");
        assert_eq!(of(Path::new("index.html")), "text/html; charset=utf-8");
        assert_eq!(
            of(Path::new("worker.min.js")),
            "text/javascript; charset=utf-8"
        );
        assert_eq!(of(Path::new("site.CSS")), "text/css; charset=utf-8");
    }

    #[test]
    fn an_unknown_file_is_bytes() {
        assert_eq!(
            of(Path::new("weights.safetensors")),
            "application/octet-stream"
        );
        assert_eq!(of(Path::new("_headers")), "application/octet-stream");
    }
}
