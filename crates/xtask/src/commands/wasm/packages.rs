//! The packages: what each is compiled with, and where it goes.

use super::variant::{VARIANTS, Variant};
use crate::paths;

/// A package and how it is compiled.
pub(super) struct Package {
    /// Its crate is `headwise-wasm-` and this.
    pub(super) name: &'static str,
    /// Profile of Cargo.toml.
    pub(super) profile: &'static str,
    pub(super) folder: &'static str,
    /// Before the names of its modules, where others have the same: the files of a site lie together.
    pub(super) prefix: &'static str,
    pub(super) variants: &'static [Variant],
    /// Arguments of wasm-opt. None: only what readers download is worth its time.
    pub(super) optimise: Option<&'static str>,
}

const FAST: &str = "release";
const SMALL: &str = "small";

pub(super) static PACKAGES: [Package; 8] = [
    Package {
        name: "cpu",
        profile: FAST,
        folder: paths::PACKAGE,
        prefix: "",
        variants: &VARIANTS,
        // From -O2 on, Node 20 runs the kernels at two thirds of their speed, for 1 KB less.
        optimise: Some("-O1"),
    },
    Package {
        name: "trace",
        profile: SMALL,
        folder: paths::PACKAGE_FOR_TRACES,
        prefix: "",
        variants: &[Variant::plain("trace")],
        // A sentence is little work: what counts is how soon the module is there.
        optimise: Some(COMPRESSIBLE),
    },
    Package {
        name: "decode",
        profile: SMALL,
        folder: paths::PACKAGE_FOR_DECODING,
        prefix: "",
        variants: &[Variant::plain("decode")],
        optimise: Some(COMPRESSIBLE),
    },
    Package {
        name: "model",
        profile: FAST,
        folder: paths::PACKAGE_FOR_MODELS,
        prefix: "model-",
        variants: VARIANTS.split_at(2).0,
        optimise: Some("-O1"),
    },
    Package {
        name: "map",
        profile: FAST,
        folder: paths::PACKAGE_FOR_MAPS,
        prefix: "map-",
        variants: &VARIANTS,
        optimise: Some("-O1"),
    },
    Package {
        name: "cost",
        profile: SMALL,
        folder: paths::PACKAGE_FOR_COSTS,
        prefix: "",
        variants: &[Variant::plain("cost")],
        optimise: Some("-Oz"),
    },
    Package {
        name: "gpu",
        profile: SMALL,
        folder: paths::PACKAGE_FOR_GPU,
        prefix: "",
        variants: &[Variant::plain("gpu")],
        // It waits for the device: what counts is how soon it is there.
        optimise: Some(COMPRESSIBLE),
    },
    Package {
        name: "hooks",
        profile: FAST,
        folder: paths::PACKAGE_WITH_HOOKS,
        prefix: "",
        // Recovery is the same on all of them.
        variants: VARIANTS.split_at(1).0,
        optimise: None,
    },
];

/// Fewest bytes after brotli: calls compress better than what -Oz alone would put in their places.
const COMPRESSIBLE: &str = "-Oz --converge -aimfs 0 -ocimfs 0 --skip-pass=local-cse";
