//! A Vulkan that needs no GPU, for the native tests of the GPU kernels.

use crate::{shell::Shell, tools::apt};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Where Debian's Chromium keeps its libraries; SwiftShader, a Vulkan in software, is one of them.
const CHROMIUM: &str = "/usr/lib/chromium";
/// Where drivers of Vulkan register themselves.
const DRIVERS: &str = "/usr/share/vulkan/icd.d";

/// Environment variables under which Vulkan is there; none where the machine's own must serve.
///
/// What the caller set stands. Chromium's comes before Mesa's: wherever the browser tests run, it
/// is there, so the same adapter judges the kernels everywhere.
pub(crate) fn in_software() -> Option<Vec<(&'static str, OsString)>> {
    choose(
        std::env::var_os("VK_ICD_FILENAMES").is_some(),
        std::env::var_os("LD_LIBRARY_PATH"),
        &|path| path.is_file(),
    )
}

/// Mesa's driver in software, which has half precision; installed where it is missing and can be.
pub(crate) fn ensure_mesa(shell: &Shell) -> Option<PathBuf> {
    let find = || lavapipe().into_iter().find(|path| path.is_file());
    find().or_else(|| {
        if !apt::can_install(shell) {
            return None;
        }
        let packages = ["libvulkan1", "mesa-vulkan-drivers"];
        apt::install(shell, &packages, "the tests of half precision").ok()?;
        find()
    })
}

/// Whether Debian's Chromium is here, whose WebGPU runs on the Vulkan that it brings.
pub(crate) fn is_in_chromium() -> bool {
    Path::new(CHROMIUM)
        .join("vk_swiftshader_icd.json")
        .is_file()
}

fn choose(
    chosen: bool,
    libraries: Option<OsString>,
    is_file: &dyn Fn(&Path) -> bool,
) -> Option<Vec<(&'static str, OsString)>> {
    if chosen {
        return Some(Vec::new());
    }
    let swiftshader = PathBuf::from(CHROMIUM).join("vk_swiftshader_icd.json");
    if is_file(&swiftshader) {
        let mut search = OsString::from(CHROMIUM);
        if let Some(libraries) = libraries {
            search.push(":");
            search.push(libraries);
        }
        return Some(vec![
            ("VK_ICD_FILENAMES", swiftshader.into()),
            ("LD_LIBRARY_PATH", search),
        ]);
    }
    let mesa = lavapipe().into_iter().find(|path| is_file(path))?;
    Some(vec![("VK_ICD_FILENAMES", mesa.into())])
}

/// Where Mesa's driver in software is: with the machine's name in its own, or since Debian 13 without.
fn lavapipe() -> [PathBuf; 2] {
    let named = format!("lvp_icd.{}.json", std::env::consts::ARCH);
    [&named, "lvp_icd.json"].map(|name| Path::new(DRIVERS).join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_caller_chose_stands() {
        assert_eq!(choose(true, None, &|_| true), Some(Vec::new()));
    }

    #[test]
    fn chromium_comes_first_and_its_libraries_before_others() {
        let chosen = choose(false, Some("/opt/lib".into()), &|_| true).unwrap();
        assert_eq!(
            chosen,
            [
                (
                    "VK_ICD_FILENAMES",
                    OsString::from("/usr/lib/chromium/vk_swiftshader_icd.json")
                ),
                (
                    "LD_LIBRARY_PATH",
                    OsString::from("/usr/lib/chromium:/opt/lib")
                ),
            ]
        );
    }

    #[test]
    fn mesa_serves_without_chromium_and_nothing_is_made_up() {
        for driver in lavapipe() {
            let mesa = choose(false, None, &|path| path == driver).unwrap();
            assert_eq!(mesa, [("VK_ICD_FILENAMES", driver.into_os_string())]);
        }
        assert_eq!(choose(false, None, &|_| false), None);
    }
}
