//! Figures between two marks of a document.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

const BEGIN: &str = "<!-- cargo xtask heads: from here -->\n";
const END: &str = "<!-- cargo xtask heads: to here -->";

/// Replaces what stands between the marks of a document. One without marks is left as it is.
pub(crate) fn put(document: &Path, figures: &str) -> Result<()> {
    let name = document.display();
    let text = fs::read_to_string(document).with_context(|| format!("cannot read {name}"))?;
    match replaced(&text, figures)? {
        None => eprintln!("{name} has no marks for the figures, and keeps its own"),
        Some(new) if new == text => eprintln!("{name} has these figures"),
        Some(new) => {
            fs::write(document, new).with_context(|| format!("cannot write {name}"))?;
            eprintln!("{name} has new figures");
        }
    }
    Ok(())
}

fn replaced(text: &str, figures: &str) -> Result<Option<String>> {
    let Some((before, rest)) = text.split_once(BEGIN) else {
        return Ok(None);
    };
    let Some((_, behind)) = rest.split_once(END) else {
        bail!("the figures begin and have no end: `{END}` is missing");
    };
    Ok(Some(format!("{before}{BEGIN}\n{figures}\n{END}{behind}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_replace_those_between_the_marks() {
        let text = format!("a\n{BEGIN}old\n{END}\nb\n");
        let new = replaced(&text, "| new |\n").unwrap().unwrap();
        assert_eq!(new, format!("a\n{BEGIN}\n| new |\n\n{END}\nb\n"));
        assert_eq!(replaced(&new, "| new |\n").unwrap().unwrap(), new);
    }

    #[test]
    fn a_document_without_marks_is_left_alone() {
        assert_eq!(replaced("a\n", "new").unwrap(), None);
        assert!(replaced(BEGIN, "new").is_err());
    }
}
