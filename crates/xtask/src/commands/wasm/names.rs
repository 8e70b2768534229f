//! Short names for what a module imports: those of wasm-bindgen are long, end in hashes that do not
//! compress, and are there twice, in the module and in its script.

use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::path::Path;

/// The section of a module that lists its imports.
const IMPORTS: u8 = 2;
const FUNCTION: u8 = 0;
/// The magic number and the version.
const HEADER: usize = 8;

/// Renames a module's imports, there and in the script that provides them. The names depend on the
/// old names alone, so that modules which share a script still do.
pub(super) fn shorten(module: &Path, script: &Path) -> Result<()> {
    let bytes = std::fs::read(module)?;
    let mut text = std::fs::read_to_string(script)?;
    let (bytes, names) = rename(&bytes).context("the imports of the module")?;
    for (old, new) in &names {
        // A key of the object that the script hands over.
        let (key, short) = (format!("{old}: "), format!("{new}: "));
        let quoted = format!("\"{old}\": ");
        let key = if text.contains(&quoted) { quoted } else { key };
        ensure!(
            text.matches(&key).count() == 1,
            "the script has not one `{old}`"
        );
        text = text.replace(&key, &short);
    }
    std::fs::write(module, bytes)?;
    Ok(std::fs::write(script, text)?)
}

/// The module with short names, and which they are: of functions, and of where they come from.
fn rename(module: &[u8]) -> Result<(Vec<u8>, BTreeMap<String, String>)> {
    let (header, mut rest) = module.split_at_checked(HEADER).context("no header")?;
    let mut renamed = header.to_vec();
    let mut names = BTreeMap::new();
    while let Some((&id, after)) = rest.split_first() {
        rest = after;
        let length = number(&mut rest)?;
        let body = take(&mut rest, length)?;
        let body = if id == IMPORTS {
            let imports = read(body)?;
            names = short(&imports);
            write(&imports, &names)
        } else {
            body.to_vec()
        };
        renamed.push(id);
        put(&mut renamed, body.len());
        renamed.extend(body);
    }
    Ok((renamed, names))
}

/// A function that a module imports.
struct Import<'a> {
    from: &'a str,
    name: &'a str,
    signature: usize,
}

fn read(mut body: &[u8]) -> Result<Vec<Import<'_>>> {
    let count = number(&mut body)?;
    let import = |_| {
        let from = name(&mut body)?;
        let name = name(&mut body)?;
        ensure!(take(&mut body, 1)? == [FUNCTION], "{name} is no function");
        let signature = number(&mut body)?;
        Ok(Import {
            from,
            name,
            signature,
        })
    };
    (0..count).map(import).collect()
}

fn write(imports: &[Import<'_>], names: &BTreeMap<String, String>) -> Vec<u8> {
    let mut body = Vec::new();
    put(&mut body, imports.len());
    for import in imports {
        for old in [import.from, import.name] {
            put(&mut body, names[old].len());
            body.extend(names[old].bytes());
        }
        body.push(FUNCTION);
        put(&mut body, import.signature);
    }
    body
}

/// `a`, `b`, ... in the order of the old names.
fn short(imports: &[Import<'_>]) -> BTreeMap<String, String> {
    let mut old: Vec<&str> = imports
        .iter()
        .flat_map(|import| [import.from, import.name])
        .collect();
    old.sort_unstable();
    old.dedup();
    let letter = |place: usize| char::from(b'a' + (place % 26) as u8);
    let new = |place: usize| match place.checked_sub(26) {
        None => letter(place).to_string(),
        Some(more) => format!("{}{}", letter(more / 26), letter(more)),
    };
    let places = old.into_iter().enumerate();
    places
        .map(|(place, name)| (name.to_owned(), new(place)))
        .collect()
}

/// A number in LEB128, as modules have them.
fn number(rest: &mut &[u8]) -> Result<usize> {
    let mut value = 0;
    for shift in (0..32).step_by(7) {
        let byte = usize::from(take(rest, 1)?[0]);
        value |= (byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    anyhow::bail!("a number of more than 32 bits")
}

fn put(bytes: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn name<'a>(rest: &mut &'a [u8]) -> Result<&'a str> {
    let length = number(rest)?;
    Ok(std::str::from_utf8(take(rest, length)?)?)
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8]> {
    let (first, others) = rest
        .split_at_checked(length)
        .context("the module ends early")?;
    *rest = others;
    Ok(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module of one import and one empty section of another kind.
    fn module(from: &str, name: &str) -> Vec<u8> {
        let mut body = vec![1];
        for text in [from, name] {
            put(&mut body, text.len());
            body.extend(text.bytes());
        }
        body.extend([FUNCTION, 200, 1]);
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.push(IMPORTS);
        put(&mut module, body.len());
        module.extend(body);
        module.extend([3, 1, 0]);
        module
    }

    #[test]
    fn imports_get_short_names_and_nothing_else_changes() {
        let long = module("./long_bg.js", &"x".repeat(300));
        let (renamed, names) = rename(&long).unwrap();
        assert_eq!(names["./long_bg.js"], "a");
        assert_eq!(names[&"x".repeat(300)], "b");
        assert_eq!(renamed, module("a", "b"));
    }

    #[test]
    fn names_go_on_behind_the_alphabet_without_a_repetition() {
        let text: Vec<String> = (0..700).map(|place| format!("{place:03}")).collect();
        let import = |name| Import {
            from: "000",
            name,
            signature: 0,
        };
        let imports: Vec<_> = text.iter().map(|name| import(name)).collect();
        let names = short(&imports);
        let mut new: Vec<&String> = names.values().collect();
        new.sort();
        new.dedup();
        assert_eq!(
            (new.len(), names["025"].as_str(), names["026"].as_str()),
            (700, "z", "aa")
        );
    }

    #[test]
    fn half_a_module_is_refused() {
        let whole = module("a", "b");
        assert!(rename(&whole[..whole.len() - 1]).is_err());
        assert!(rename(&whole[..4]).is_err());
    }
}
