//! The headers of every response: the one place where the security policy is written.

/// What a page may load and run.
///
/// Scripts and requests stay on the site. `wasm-unsafe-eval` compiles WebAssembly and nothing
/// else. Lit parses its templates through the policy `lit-html`; the engine names its worker's
/// script through `headwise-worker`. Anyone may put the page into a frame: it holds no secrets.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; \
script-src 'self' 'wasm-unsafe-eval'; \
style-src 'self'; \
img-src 'self' data: blob:; \
worker-src 'self' blob:; \
connect-src 'self'; \
require-trusted-types-for 'script'; \
trusted-types lit-html headwise-worker; \
base-uri 'none'; \
object-src 'none'; \
frame-ancestors *";

/// Name and value of each. Names are in lower case, as HTTP/2 has them.
pub(crate) const ALWAYS: [(&str, &str); 3] = [
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
];

/// The `_headers` file that static hosts read.
pub(crate) fn as_file() -> String {
    let mut file = String::from("/*\n");
    for (name, value) in ALWAYS {
        file.push_str(&format!("  {name}: {value}\n"));
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_directive_is_said_twice_and_no_script_comes_from_elsewhere() {
        let directives: Vec<_> = CONTENT_SECURITY_POLICY.split("; ").collect();
        let names: std::collections::BTreeSet<_> = directives
            .iter()
            .filter_map(|directive| directive.split(' ').next())
            .collect();
        assert_eq!(names.len(), directives.len());
        assert!(directives.contains(&"script-src 'self' 'wasm-unsafe-eval'"));
        assert!(!CONTENT_SECURITY_POLICY.contains("http"));
        assert!(!CONTENT_SECURITY_POLICY.contains("unsafe-inline"));
    }

    #[test]
    fn the_file_indents_headers_below_a_pattern() {
        let file = as_file();
        assert!(file.starts_with("/*\n  content-security-policy: default-src 'self'; "));
        assert_eq!(file.lines().count(), 1 + ALWAYS.len());
    }
}
