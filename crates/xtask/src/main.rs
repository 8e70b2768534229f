//! All automation of the project.
mod types;

fn main() -> anyhow::Result<()> {
    types::write(std::path::Path::new("www/src/trace/generated"))
}
