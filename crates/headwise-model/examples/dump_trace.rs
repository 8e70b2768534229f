//! Prints the trace of a sentence as JSON, minus infinity as null:
//! `cargo run -p headwise-model --example dump_trace -- "the cat sat"`.

use headwise_model::{SentenceRequest, trace};
use std::io::{self, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    let trace = trace(&SentenceRequest::new(text))?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    serde_json::to_writer(&mut out, &trace)?;
    writeln!(out)?;
    Ok(())
}
