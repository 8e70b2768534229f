//! Validates every shader and writes down in Rust what it declares.
//!
//! A shader in `shaders/` may begin with `// uses FILE` lines: whole files that are put in front of
//! it, since WGSL has no imports. Its bindings, overrides, workgroup size, constants and the members
//! of its uniform are read from the module that naga parses, so that nothing of them is repeated by
//! hand.
#![forbid(unsafe_code)]

mod declare;
mod shrink;

use declare::{describe, uniform_structs};
use naga::Module;
use naga::front::wgsl::{Frontend, Options};
use naga::valid::{Capabilities, ModuleInfo, ValidationFlags, Validator};
use shrink::Shrink;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=shaders");
    println!("cargo::rerun-if-changed=build");
    let files = read("");
    // Readers of the WebAssembly download the text; natively it stays as it is, for messages of the
    // compiler.
    let is_shipped = env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32");
    let shrink = is_shipped.then(|| Shrink::of(&files));

    let mut generated = String::new();
    let mut uniforms = BTreeSet::new();
    for (file, text) in &files {
        let shipped = shrink
            .as_ref()
            .map_or(text.clone(), |shrink| shrink.apply(text));
        let part = part(file);
        generated += &format!("static {part}: &str = {shipped:?};\n");
    }
    for (file, own) in files.iter().filter(|(file, _)| !file.contains('/')) {
        let name = file.strip_suffix(".wgsl").expect("a shader");
        let used = || {
            own.lines()
                .map_while(|line| line.strip_prefix("// uses "))
                .chain([file.as_str()])
        };
        let source: String = used().map(|file| files[file].as_str()).collect();
        let parsed = parse(name, &source);
        uniforms.extend(uniform_structs(&parsed.module));
        if let Some(shrink) = &shrink {
            parse(name, &shrink.apply(&source));
        }
        let parts: String = used()
            .map(|file| format!("super::{}, ", part(file)))
            .collect();
        describe(&mut generated, name, &parts, &parsed);
    }
    generated.extend(uniforms);
    let target = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("shaders.rs");
    fs::write(target, generated).expect("a writable OUT_DIR");
}

/// The shaders below a folder of `shaders/`, by their paths from there.
fn read(folder: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(Path::new("shaders").join(folder)).expect("a folder of shaders") {
        let entry = entry.expect("a readable entry");
        let name = format!(
            "{folder}{}",
            entry.file_name().to_str().expect("a UTF-8 name")
        );
        if entry.path().is_dir() {
            files.extend(read(&format!("{name}/")));
        } else {
            let text = fs::read_to_string(entry.path()).expect("a readable shader");
            files.insert(name, text);
        }
    }
    files
}

/// What a file's text is called in Rust.
fn part(file: &str) -> String {
    file.trim_end_matches(".wgsl")
        .replace('/', "_")
        .to_uppercase()
}

/// A valid shader.
struct Parsed {
    module: Module,
    info: ModuleInfo,
    /// Whether it needs subgroups.
    subgroups: bool,
    /// Whether it needs half precision.
    half: bool,
}

fn parse(name: &str, source: &str) -> Parsed {
    let mut options = Options::new();
    options.parse_doc_comments = true;
    let module = Frontend::new_with_options(options)
        .parse(source)
        .unwrap_or_else(|error| panic!("{}", error.emit_to_string_with_path(source, name)));
    let validate = |capabilities| {
        let mut validator = Validator::new(ValidationFlags::all(), capabilities);
        validator.validate(&module).map_err(Box::new)
    };
    let (subgroups, half) = (Capabilities::SUBGROUP, Capabilities::SHADER_FLOAT16);
    let enough = |needed| Some((validate(needed).ok()?, needed));
    let least = [Capabilities::empty(), subgroups, half]
        .into_iter()
        .find_map(enough);
    let (info, needed) = least.unwrap_or_else(|| match validate(subgroups | half) {
        Ok(_) => panic!("{name} needs subgroups and half precision at once"),
        Err(error) => panic!("{}", error.emit_to_string_with_path(source, name)),
    });
    Parsed {
        module,
        info,
        subgroups: needed == subgroups,
        half: needed == half,
    }
}
