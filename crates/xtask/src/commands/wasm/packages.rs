//! The packages: what each is compiled with, and where it goes.

use super::variant::{COST, DECODE, GPU, TRACE, VARIANTS, Variant};
use crate::paths;

/// One build of the same crate.
pub(super) struct Package {
    /// Profile of Cargo.toml, which is also the folder that cargo builds into.
    pub(super) profile: &'static str,
    pub(super) features: &'static [&'static str],
    pub(super) folder: &'static str,
    /// Before the names of its modules, where others have the same: the files of a site lie together.
    pub(super) prefix: &'static str,
    pub(super) variants: &'static [Variant],
    /// Arguments of wasm-opt. None: only what readers download is worth its time.
    pub(super) optimise: Option<&'static str>,
}

pub(super) static PACKAGES: [Package; 8] = [
    Package {
        profile: "release",
        features: &["--no-default-features", "--features", "cpu"],
        folder: paths::PACKAGE,
        prefix: "",
        variants: &VARIANTS,
        // From -O2 on, Node 20 runs the kernels at two thirds of their speed, for 1 KB less.
        optimise: Some("-O1"),
    },
    Package {
        profile: "trace",
        features: &["--no-default-features", "--features", "trace"],
        folder: paths::PACKAGE_FOR_TRACES,
        prefix: "",
        variants: &[TRACE],
        // A sentence is little work: what counts is how soon the module is there.
        optimise: Some(COMPRESSIBLE),
    },
    Package {
        profile: "decode",
        features: &["--no-default-features", "--features", "decode"],
        folder: paths::PACKAGE_FOR_DECODING,
        prefix: "",
        variants: &[DECODE],
        optimise: Some(COMPRESSIBLE),
    },
    Package {
        profile: "model",
        features: &["--no-default-features", "--features", "model"],
        folder: paths::PACKAGE_FOR_MODELS,
        prefix: "model-",
        variants: VARIANTS.split_at(2).0,
        optimise: Some("-O1"),
    },
    Package {
        profile: "map",
        features: &["--no-default-features", "--features", "map"],
        folder: paths::PACKAGE_FOR_MAPS,
        prefix: "map-",
        variants: &VARIANTS,
        optimise: Some("-O1"),
    },
    Package {
        profile: "cost",
        features: &["--no-default-features", "--features", "cost"],
        folder: paths::PACKAGE_FOR_COSTS,
        prefix: "",
        variants: &[COST],
        optimise: Some("-Oz"),
    },
    Package {
        profile: "gpu",
        features: &["--no-default-features", "--features", "gpu"],
        folder: paths::PACKAGE_FOR_GPU,
        prefix: "",
        variants: &[GPU],
        // It waits for the device: what counts is how soon it is there.
        optimise: Some(COMPRESSIBLE),
    },
    Package {
        profile: "test-hooks",
        features: &["--features", "test-hooks"],
        folder: paths::PACKAGE_WITH_HOOKS,
        prefix: "",
        // Recovery is the same on all of them.
        variants: VARIANTS.split_at(1).0,
        optimise: None,
    },
];

/// Fewest bytes after brotli: calls compress better than what -Oz alone would put in their places.
const COMPRESSIBLE: &str = "-Oz --converge -aimfs 0 -ocimfs 0 --skip-pass=local-cse";
