//! Validates every shader and writes down in Rust what it declares.
//!
//! A shader in `shaders/` may begin with `// uses FILE` lines: whole files that are put in front of
//! it, since WGSL has no imports. Its bindings, overrides, workgroup size, constants and the members
//! of its uniform are read from the module that naga parses, so that nothing of them is repeated by
//! hand.
#![forbid(unsafe_code)]

use naga::front::wgsl::{Frontend, Options};
use naga::valid::{Capabilities, ValidationFlags, Validator};
use naga::{AddressSpace, Expression, Literal, Module, ScalarKind, StorageAccess, TypeInner};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=shaders");
    let mut paths: Vec<_> = fs::read_dir("shaders")
        .expect("the folder of shaders")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "wgsl")
        })
        .collect();
    paths.sort();

    let mut generated = String::new();
    let mut uniforms = BTreeSet::new();
    for path in &paths {
        let name = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .expect("a UTF-8 name");
        let source = compose(path);
        let (module, subgroups) = parse(name, &source);
        for line in uniform_structs(&module) {
            uniforms.insert(line);
        }
        // Readers of the WebAssembly download the text: its comments and indentation stay behind.
        let shipped = if env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32") {
            let code = stripped(&source);
            parse(name, &code);
            code
        } else {
            source
        };
        describe(&mut generated, name, &shipped, &module, subgroups);
    }
    generated.extend(uniforms);
    let target = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("shaders.rs");
    fs::write(target, generated).expect("a writable OUT_DIR");
}

/// The text of a shader behind those of the files that it uses.
fn compose(path: &Path) -> String {
    let own = fs::read_to_string(path).expect("a readable shader");
    let used = own.lines().map_while(|line| line.strip_prefix("// uses "));
    let read = |file: &str| fs::read_to_string(Path::new("shaders").join(file)).expect(file);
    let mut text: String = used.map(read).collect();
    text.push_str(&own);
    text
}

/// The text without comments, blank lines and indentation. WGSL has no strings in which `//` could
/// be anything else; block comments are not used.
fn stripped(source: &str) -> String {
    assert!(!source.contains("/*"), "a shader has line comments only");
    source
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default().trim())
        .filter(|line| !line.is_empty())
        .fold(String::new(), |text, line| text + line + "\n")
}

/// The module, and whether it needs subgroups.
fn parse(name: &str, source: &str) -> (Module, bool) {
    let mut options = Options::new();
    options.parse_doc_comments = true;
    let module = Frontend::new_with_options(options)
        .parse(source)
        .unwrap_or_else(|error| panic!("{}", error.emit_to_string_with_path(source, name)));
    let flags = ValidationFlags::all;
    let plain = Validator::new(flags(), Capabilities::empty()).validate(&module);
    if plain.is_ok() {
        return (module, false);
    }
    if let Err(error) = Validator::new(flags(), Capabilities::SUBGROUP).validate(&module) {
        panic!("{}", error.emit_to_string_with_path(source, name));
    }
    (module, true)
}

/// One Rust module for a shader: its constants and its [`Shader`].
fn describe(text: &mut String, name: &str, source: &str, module: &Module, subgroups: bool) {
    let [entry] = module.entry_points.as_slice() else {
        panic!("{name}: a shader has one entry point");
    };
    assert_eq!(entry.name, name, "an entry point is named as its file");
    writeln!(text, "/// `shaders/{name}.wgsl`.\npub mod {name} {{").unwrap();
    for (_, constant) in module.constants.iter() {
        if let (Some(name), Expression::Literal(Literal::U32(value))) =
            (&constant.name, &module.global_expressions[constant.init])
        {
            writeln!(
                text,
                "/// `{name}` of the shader.\npub const {name}: u32 = {value};"
            )
            .unwrap();
        }
    }
    writeln!(text, "/// What the shader declares.").unwrap();
    writeln!(
        text,
        "pub static SHADER: super::Shader = super::Shader {{ name: {name:?}, source: {source:?},"
    )
    .unwrap();
    writeln!(text, "bindings: &[{}],", bindings(name, module)).unwrap();
    writeln!(text, "overrides: &{:?},", overrides(module)).unwrap();
    writeln!(text, "subgroups: {subgroups},").unwrap();
    writeln!(text, "}};\n}}").unwrap();
}

/// The bindings as Rust, by binding number, which must be 0, 1, 2, ... of group 0.
fn bindings(name: &str, module: &Module) -> String {
    let mut found: Vec<(u32, String, &'static str)> = Vec::new();
    for (_, variable) in module.global_variables.iter() {
        let Some(binding) = variable.binding else {
            continue;
        };
        assert_eq!(binding.group, 0, "{name}: bindings are in group 0");
        let access = match variable.space {
            AddressSpace::Uniform => "Uniform",
            AddressSpace::Storage { access } if access.contains(StorageAccess::STORE) => "Write",
            AddressSpace::Storage { .. } => "Read",
            other => panic!("{name}: a binding in {other:?}"),
        };
        found.push((
            binding.binding,
            variable.name.clone().expect("a name"),
            access,
        ));
    }
    found.sort();
    assert!(
        found.iter().map(|entry| entry.0).eq(0..found.len() as u32),
        "{name}: bindings have gaps"
    );
    let line = |(_, name, access): &(u32, String, &str)| {
        format!("super::Binding {{ name: {name:?}, access: super::Access::{access} }},")
    };
    found.iter().map(line).collect()
}

fn overrides(module: &Module) -> Vec<String> {
    module
        .overrides
        .iter()
        .filter_map(|(_, constant)| constant.name.clone())
        .collect()
}

/// The structs of uniform bindings as Rust structs that can be written as words.
fn uniform_structs(module: &Module) -> Vec<String> {
    let uniforms = module
        .global_variables
        .iter()
        .filter(|(_, v)| v.space == AddressSpace::Uniform);
    uniforms
        .map(|(_, variable)| uniform_struct(module, variable.ty))
        .collect()
}

fn uniform_struct(module: &Module, handle: naga::Handle<naga::Type>) -> String {
    let ty = &module.types[handle];
    let TypeInner::Struct { members, .. } = &ty.inner else {
        panic!("a uniform is a struct");
    };
    let name = ty.name.as_deref().expect("a struct has a name");
    let comments = module
        .doc_comments
        .as_deref()
        .expect("comments were asked for");
    let mut text = format!("/// The uniform `{name}`.\n");
    writeln!(
        text,
        "#[derive(Clone, Copy, Debug, Default, PartialEq)]\npub struct {name} {{"
    )
    .unwrap();
    let (mut write, mut read) = (String::new(), String::new());
    for (index, member) in members.iter().enumerate() {
        let field = member.name.as_deref().expect("a member has a name");
        assert_eq!(
            member.offset as usize,
            4 * index,
            "{name}.{field}: uniforms hold words alone"
        );
        let comment = comments.struct_members.get(&(handle, index));
        let comment = comment
            .expect("members of a uniform are documented")
            .join("\n");
        let TypeInner::Scalar(scalar) = module.types[member.ty].inner else {
            panic!("{name}.{field} is not a scalar");
        };
        let (rust, to, from) = match scalar.kind {
            ScalarKind::Uint => ("u32", "", format!("words[{index}]")),
            ScalarKind::Float => (
                "f32",
                ".to_bits()",
                format!("f32::from_bits(words[{index}])"),
            ),
            other => panic!("{name}.{field} is {other:?}"),
        };
        writeln!(text, "{comment}\npub {field}: {rust},").unwrap();
        write!(write, "self.{field}{to}, ").unwrap();
        write!(read, "{field}: {from}, ").unwrap();
    }
    let count = members.len();
    writeln!(text, "}}\nimpl {name} {{").unwrap();
    writeln!(text, "/// The words of the uniform, in order.\npub fn words(&self) -> [u32; {count}] {{ [{write}] }}").unwrap();
    writeln!(text, "/// The uniform that has these words.\npub fn from_words(words: &[u32; {count}]) -> Self {{ Self {{ {read} }} }}\n}}").unwrap();
    text
}
