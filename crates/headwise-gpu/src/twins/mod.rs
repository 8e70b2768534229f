//! The shaders again in plain Rust, over the same bindings in the same order.
//!
//! A twin computes tile by tile as its shader does, in f32, with loops in the place of threads and
//! without their registers and stages. It says what a shader means where WGSL says how it is fast,
//! and lets a whole [`Plan`] run where there is no GPU.

mod decode;
mod flash_forward;
mod half;
mod pad_rows;
mod product;
mod score;
mod scores;

use crate::plan::{Dispatch, Plan, Source};

/// Runs a plan on the CPU and returns every buffer's words at the end, in the plan's order.
///
/// # Panics
/// When an operand is missing or has another length than the plan states.
pub fn run(plan: &Plan, operands: &[&[f32]]) -> Vec<Vec<u32>> {
    let mut memory: Vec<Vec<u32>> = plan
        .buffers
        .iter()
        .map(|buffer| match &buffer.source {
            Source::Operand(index) => {
                assert_eq!(operands[*index].len(), buffer.words, "{}", buffer.name);
                operands[*index].iter().map(|x| x.to_bits()).collect()
            }
            Source::Data(words) => words.clone(),
            // Not zeros: a cell that no dispatch writes shows.
            Source::Dispatches => vec![f32::NAN.to_bits(); buffer.words],
        })
        .collect();
    for dispatch in &plan.dispatches {
        let mut bindings: Vec<Vec<u32>> = dispatch
            .bindings
            .iter()
            .map(|&index| std::mem::take(&mut memory[index]))
            .collect();
        twin(dispatch.shader.name)(dispatch, &mut bindings);
        for (&index, words) in dispatch.bindings.iter().zip(bindings) {
            memory[index] = words;
        }
    }
    memory
}

/// Runs one dispatch over its bindings.
type Twin = fn(&Dispatch, &mut [Vec<u32>]);

fn twin(shader: &str) -> Twin {
    match shader {
        "decode_quads" => decode::decode_quads,
        "decode_merge" => decode::decode_merge,
        "decode_split" => decode::decode_split,
        "flash_forward" => flash_forward::flash_forward,
        "flash_half" => flash_forward::flash_half,
        "flash_quads" => flash_forward::flash_quads,
        "join_heads" => product::join_heads,
        "pad_rows" => pad_rows::pad_rows,
        "project_heads" => product::project_heads,
        "scores" => scores::scores,
        "softmax_rows" => scores::softmax_rows,
        other => panic!("{other} has no twin"),
    }
}

/// The words of a buffer as the numbers that they are.
pub fn floats(words: &[u32]) -> Vec<f32> {
    words.iter().map(|&word| f32::from_bits(word)).collect()
}
