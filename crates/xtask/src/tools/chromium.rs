//! Chromium and the driver that automates it.

use crate::{paths, shell::Shell, tools::apt};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// A browser and its driver.
pub(crate) struct Chromium {
    pub(crate) browser: PathBuf,
    pub(crate) driver: PathBuf,
}

const BROWSERS: [&str; 4] = [
    "chromium",
    "google-chrome",
    "google-chrome-stable",
    "chromium-browser",
];
const BROWSERS_ON_MACOS: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

const ADVICE: &str = "The browser tests need Chromium or Chrome and the chromedriver of the same version. \
Debian: `apt-get install chromium chromium-driver`. Ubuntu: Google's package of Chrome and a chromedriver from \
https://googlechromelabs.github.io/chrome-for-testing (its own `chromium` is a snap, which a test cannot \
drive). macOS: `brew install --cask google-chrome chromedriver`. Or set CHROME and CHROMEDRIVER to the programs.";

/// Finds a browser and a driver; installs Debian's where that is possible.
pub(crate) fn ensure(shell: &Shell) -> Result<Chromium> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if !apt::can_install(shell) {
        bail!(ADVICE);
    }
    apt::install(shell, &["chromium", "chromium-driver"], "the browser tests").context(ADVICE)?;
    find().context(ADVICE)
}

/// Writes a copy of the WebDriver capabilities in `settings` that names the browser found, and
/// returns its path: a driver looks only for browsers in the usual places.
pub(crate) fn write_capabilities(chromium: &Chromium, settings: &Path) -> Result<PathBuf> {
    let text = std::fs::read_to_string(settings)?;
    let mut capabilities: serde_json::Value = serde_json::from_str(&text)?;
    capabilities["goog:chromeOptions"]["binary"] = chromium.browser.to_string_lossy().into();
    let copy = paths::root().join(paths::SCRATCH).join("webdriver.json");
    std::fs::create_dir_all(paths::root().join(paths::SCRATCH))?;
    std::fs::write(&copy, capabilities.to_string())?;
    Ok(copy)
}

fn find() -> Option<Chromium> {
    let named = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
    let installed = || {
        let on_path = BROWSERS.iter().filter_map(|name| paths::on_path(name));
        let on_macos = BROWSERS_ON_MACOS
            .iter()
            .map(PathBuf::from)
            .filter(|path| path.is_file());
        on_path.chain(on_macos).find(|path| !is_snap(path))
    };
    let driver_of_runner =
        || Some(named("CHROMEWEBDRIVER")?.join("chromedriver")).filter(|path| path.is_file());
    let driver = named("CHROMEDRIVER")
        .or_else(driver_of_runner)
        .or_else(|| paths::on_path("chromedriver"));
    Some(Chromium {
        browser: named("CHROME").or_else(installed)?,
        driver: driver?,
    })
}

/// Whether a program is Ubuntu's stand-in for a snap: it lies below /snap, or is a short script
/// that asks for the snap to be installed.
fn is_snap(program: &Path) -> bool {
    let target = program
        .canonicalize()
        .unwrap_or_else(|_| program.to_path_buf());
    let below_snap = program.starts_with("/snap") || target.ends_with("bin/snap");
    let short = std::fs::metadata(&target).is_ok_and(|file| file.len() < 8192);
    below_snap || (short && std::fs::read(&target).is_ok_and(|text| is_snap_script(&text)))
}

fn is_snap_script(text: &[u8]) -> bool {
    text.starts_with(b"#!") && String::from_utf8_lossy(text).contains("snap install")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stand_in_for_a_snap_is_recognised() {
        let stub = b"#!/bin/sh\necho 'run: snap install chromium' >&2\nexit 1\n";
        assert!(is_snap_script(stub));
        assert!(!is_snap_script(
            b"#!/bin/sh\nexec /usr/lib/chromium/chromium \"$@\"\n"
        ));
        assert!(!is_snap_script(b"\x7fELF snap install"));
    }

    #[test]
    fn a_program_below_snap_is_a_snap() {
        assert!(is_snap(Path::new("/snap/bin/chromium")));
        assert!(!is_snap(Path::new("/nowhere/chromium")));
    }
}
