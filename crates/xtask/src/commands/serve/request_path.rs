//! From the address in a request to a file of the site, and to no other.

use std::path::{Path, PathBuf};

/// The file below `root` that a request's target names; `None` if it names anything outside, or
/// a hidden file.
///
/// Decoding comes first and the check second, so `%2e%2e` is no way out either.
pub(crate) fn resolve(root: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let decoded = percent_decode(path)?;
    let mut file = root.to_path_buf();
    for part in decoded.split('/').filter(|part| !part.is_empty()) {
        if part.starts_with('.') || part.contains(['\\', ':', '\0']) {
            return None;
        }
        file.push(part);
    }
    if decoded.is_empty() || decoded.ends_with('/') {
        file.push("index.html");
    }
    Some(file)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(target: &str) -> Option<String> {
        resolve(Path::new("site"), target).map(|path| path.to_string_lossy().into_owned())
    }

    #[test]
    fn a_folder_means_its_index() {
        assert_eq!(resolved("/").as_deref(), Some("site/index.html"));
        assert_eq!(
            resolved("/lessons/").as_deref(),
            Some("site/lessons/index.html")
        );
        assert_eq!(
            resolved("/?text=a/b#beat").as_deref(),
            Some("site/index.html")
        );
    }

    #[test]
    fn a_file_is_decoded() {
        assert_eq!(
            resolved("/assets/a%20b.js?v=1").as_deref(),
            Some("site/assets/a b.js")
        );
        assert_eq!(
            resolved("//assets//a.js").as_deref(),
            Some("site/assets/a.js")
        );
    }

    #[test]
    fn nothing_outside_is_named() {
        for target in [
            "/../secret",
            "/a/../../secret",
            "/%2e%2e/secret",
            "/..%2fsecret",
            "/..\\secret",
            "/a/%5c..",
            "/C:/secret",
            "/.git/config",
            "/%00",
            "/%zz",
            "/%f",
            "/%ff",
            "secret",
            "",
        ] {
            assert_eq!(resolved(target), None, "{target}");
        }
    }
}
