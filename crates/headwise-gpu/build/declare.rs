//! What a shader declares, as Rust.

use crate::Parsed;
use naga::valid::ModuleInfo;
use naga::{AddressSpace, Expression, Literal, Module, ScalarKind, StorageAccess, TypeInner};
use std::fmt::Write;

/// One Rust module for a shader: its constants and its `Shader`. `parts` are expressions of its text.
pub(crate) fn describe(text: &mut String, name: &str, parts: &str, parsed: &Parsed) {
    let Parsed {
        module,
        info,
        subgroups,
        half,
    } = parsed;
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
        "pub static SHADER: super::Shader = super::Shader {{ name: {name:?}, parts: &[{parts}],"
    )
    .unwrap();
    writeln!(text, "bindings: &[{}],", bindings(name, module, info)).unwrap();
    writeln!(text, "overrides: &{:?},", overrides(module)).unwrap();
    writeln!(text, "subgroups: {subgroups}, half: {half},").unwrap();
    writeln!(text, "}};\n}}").unwrap();
}

/// The bindings as Rust, by binding number, which must be 0, 1, 2, ... of group 0.
/// The entry point uses each: a browser leaves others out of the layout that it makes.
fn bindings(name: &str, module: &Module, info: &ModuleInfo) -> String {
    let mut found: Vec<(u32, String, &'static str)> = Vec::new();
    for (handle, variable) in module.global_variables.iter() {
        let Some(binding) = variable.binding else {
            continue;
        };
        let is_used = !info.get_entry_point(0)[handle].is_empty();
        assert!(is_used, "{name}: a binding is not used: {variable:?}");
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
pub(crate) fn uniform_structs(module: &Module) -> Vec<String> {
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
