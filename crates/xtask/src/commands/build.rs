//! `build`: the static site, ready for any host and any sub-path, and the npm package.

use crate::{commands::serve::headers, paths, shell::Shell, tools::npm};
use anyhow::{Context, Result, bail};
use std::path::Path;

pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    super::no_arguments("build", arguments)?;
    super::wasm::build(shell)?;
    site(shell)?;
    super::package::build(shell)?;
    shell.say(format_args!(
        "The site is in {}, the npm package in {}.",
        paths::SITE,
        paths::NPM_PACKAGE
    ))
}

/// Builds www/dist from the front end and the WebAssembly package that lies in it.
pub(crate) fn site(shell: &Shell) -> Result<()> {
    npm::ensure(shell)?;
    shell.run(&mut npm::script("build"))?;
    let site = Path::new(paths::SITE);
    std::fs::metadata(site.join("index.html")).context("the build left no index.html")?;
    // Hosts such as Netlify and Cloudflare Pages serve these headers from this file.
    std::fs::write(site.join("_headers"), headers::as_file())?;
    for page in paths::files_below(site) {
        if page
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            let text = std::fs::read_to_string(&page)?;
            if let Some(address) = tied_to_the_root(&text) {
                bail!(
                    "{}: `{address}` works at the root of a host only",
                    page.display()
                );
            }
        }
    }
    Ok(())
}

/// The first address in a page that would break below a sub-path.
fn tied_to_the_root(html: &str) -> Option<&str> {
    ["src=\"/", "href=\"/"].iter().find_map(|attribute| {
        let start = html.find(attribute)? + attribute.len() - 1;
        html[start..].split('"').next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_from_the_root_is_found() {
        assert_eq!(tied_to_the_root(r#"<script src="/a.js">"#), Some("/a.js"));
        assert_eq!(tied_to_the_root(r#"<link href="/">"#), Some("/"));
        assert_eq!(
            tied_to_the_root(r#"<script src="./a.js"><a href="https://x.org/">"#),
            None
        );
    }
}
