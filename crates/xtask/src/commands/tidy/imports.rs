//! What a TypeScript file imports.

use super::Source;

/// Every module specifier of a file with its line, in order: static and dynamic imports and
/// re-exports.
pub(super) fn of(source: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in source.code() {
        for keyword in ["from", "import"] {
            for (start, _) in line.match_indices(keyword) {
                let starts_word = !line[..start]
                    .ends_with(|before: char| before.is_alphanumeric() || "_$.".contains(before));
                if let (true, Some(specifier)) =
                    (starts_word, quoted(&line[start + keyword.len()..]))
                {
                    found.push((number, specifier.to_owned()));
                }
            }
        }
    }
    found
}

/// The string at the start of `rest`, after spaces and an opening bracket.
fn quoted(rest: &str) -> Option<&str> {
    let rest = rest.trim_start().trim_start_matches('(').trim_start();
    let quote = rest
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''))?;
    rest[1..].split_once(quote).map(|(specifier, _)| specifier)
}

/// The file that a relative specifier names, from the root of the repository; `None` for a package.
pub(super) fn target(importer: &str, specifier: &str) -> Option<String> {
    if !specifier.starts_with('.') {
        return None;
    }
    let mut parts: Vec<&str> = importer.split('/').collect();
    parts.pop();
    for part in specifier.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::tidy::source;

    #[test]
    fn every_form_of_import_is_read() {
        let text = "import \"./a.css\";\n\
                    import type { B } from './b';\n\
                    import {\n  C,\n} from \"../c\";\n\
                    export * from \"./d\";\n\
                    const e = await import(\"./e\");\n\
                    // import \"./comment\";\n\
                    const cause = Array.from(\"xyz\"); const importance = \"high\";\n";
        let specifiers: Vec<_> = of(&source("x.ts", text))
            .into_iter()
            .map(|(_, specifier)| specifier)
            .collect();
        assert_eq!(specifiers, ["./a.css", "./b", "../c", "./d", "./e"]);
    }

    #[test]
    fn relative_specifiers_are_resolved() {
        assert_eq!(
            target("www/src/a/b.ts", "../c/d").as_deref(),
            Some("www/src/c/d")
        );
        assert_eq!(
            target("www/src/a/b.ts", "./d.css").as_deref(),
            Some("www/src/a/d.css")
        );
        assert_eq!(target("www/src/a/b.ts", "lit"), None);
    }
}
