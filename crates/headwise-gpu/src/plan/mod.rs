//! What a GPU has to do, as data: buffers, and dispatches over them. Pure, and tested without a GPU.

mod decode;
mod flash;
mod limits;
mod mask;
mod operands;
mod product;
mod scores;
mod tile;

pub use decode::{decode, is_decode};
pub use flash::{flash, flash_with};
pub use limits::{Limits, Precision};
pub use product::{join_heads, project_heads};
pub use scores::{ScoreStep, scores};
pub use tile::{FlashKernel, FlashTile};

use crate::shaders::Shader;

/// Buffers, and what runs over them in order.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Referred to by index.
    pub buffers: Vec<Buffer>,
    /// Each sees what the ones before it wrote.
    pub dispatches: Vec<Dispatch>,
    /// The buffers that the caller gets, in the order that the plan's maker states.
    pub results: Vec<usize>,
}

/// A buffer of 32-bit words.
#[derive(Clone, Debug, PartialEq)]
pub struct Buffer {
    /// The name of the binding that it first serves.
    pub name: &'static str,
    /// Its length in words of four bytes; may be 0.
    pub words: usize,
    /// Where its contents come from.
    pub source: Source,
}

/// Where a buffer's contents come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// The caller's operand of that index.
    Operand(usize),
    /// The plan.
    Data(Vec<u32>),
    /// The dispatches; what a buffer holds before is not read.
    Dispatches,
}

/// One run of a shader.
#[derive(Clone, Debug)]
pub struct Dispatch {
    /// What runs.
    pub shader: &'static Shader,
    /// A value for each of the shader's overrides.
    pub overrides: Vec<(&'static str, u32)>,
    /// The buffer for each of the shader's bindings.
    pub bindings: Vec<usize>,
    /// Workgroups along x, y, z.
    pub groups: [u32; 3],
}

impl Dispatch {
    /// The value of an override.
    ///
    /// # Panics
    /// When the dispatch gives none: plans give all.
    pub fn value(&self, name: &str) -> usize {
        let found = self.overrides.iter().find(|(own, _)| *own == name);
        found
            .unwrap_or_else(|| panic!("{} has no {name}", self.shader.name))
            .1 as usize
    }
}

impl Plan {
    /// A plan of buffers alone.
    fn new() -> Self {
        Self {
            buffers: Vec::new(),
            dispatches: Vec::new(),
            results: Vec::new(),
        }
    }

    fn buffer(&mut self, name: &'static str, words: usize, source: Source) -> usize {
        self.buffers.push(Buffer {
            name,
            words,
            source,
        });
        self.buffers.len() - 1
    }

    fn data(&mut self, name: &'static str, data: Vec<u32>) -> usize {
        self.buffer(name, data.len(), Source::Data(data))
    }

    fn result(&mut self, name: &'static str, words: usize) -> usize {
        let index = self.buffer(name, words, Source::Dispatches);
        self.results.push(index);
        index
    }
}
