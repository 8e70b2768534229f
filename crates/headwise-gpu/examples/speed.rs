//! How fast the kernels are on the adapter at hand: `cargo run --release -p headwise-gpu --example
//! speed [n] [head_dim] [rounds] [f16]`, with `f16` in half precision where the adapter has it.
//!
//! Prints a line for each tile: the median rate over interleaved rounds and the largest difference
//! from the reference; then how long the naive kernels take for the weights alone, and decoding. A
//! rate counts 4 n^2 d h operations; reading the result back is part of a run.

use headwise_core::{Options, draw::draw, reference};
use headwise_gpu::plan::{FlashTile, Precision, ScoreStep};
use headwise_gpu::{Engine, GpuError, Tensor};
use ndarray::{Array4, ArrayView4};
use pollster::block_on;
use std::time::Instant;

const HEADS: usize = 8;

fn main() -> Result<(), GpuError> {
    let mut arguments = std::env::args()
        .skip(1)
        .filter_map(|text| text.parse().ok());
    let n: usize = arguments.next().unwrap_or(256);
    let d: usize = arguments.next().unwrap_or(64);
    let rounds: usize = arguments.next().unwrap_or(5);

    let precision = match std::env::args().any(|text| text == "f16") {
        true => Precision::F16Staging,
        false => Precision::F32,
    };
    let mut engine = block_on(Engine::granted(precision, false))?;
    println!("{:?}, n = {n}, d = {d}, h = {HEADS}", engine.info());
    let host = [0, 1, 2].map(|stream| random([1, HEADS, n, d], stream));
    let [q, k, v] = host.each_ref().map(|x| {
        let cells = x.as_slice().expect("standard layout");
        block_on(engine.upload(x.shape(), cells)).expect("the operands fit")
    });
    let expected = first_rows(&host);

    let tiles = FlashTile::candidates(d, engine.limits());
    let mut seconds = vec![Vec::new(); tiles.len()];
    let mut errors = vec![0.0_f64; tiles.len()];
    for round in 0..=rounds {
        for (at, &tile) in tiles.iter().enumerate() {
            engine = engine.with_tile(Some(tile));
            let start = Instant::now();
            let out = run(&engine, [&q, &k, &v])?;
            // The first round compiles.
            if round > 0 {
                seconds[at].push(start.elapsed().as_secs_f64());
            }
            let rows = out.iter().zip(&expected);
            errors[at] = rows
                .map(|(&x, y)| (f64::from(x) - y).abs())
                .fold(errors[at], f64::max);
        }
    }
    let operations = 4.0 * (n * n * d * HEADS) as f64;
    for ((tile, seconds), error) in tiles.iter().zip(&mut seconds).zip(errors) {
        seconds.sort_by(f64::total_cmp);
        let rate = operations / seconds[seconds.len() / 2] / 1e9;
        println!("{rate:8.2} GFLOP/s  error {error:.1e}  {tile:?}");
    }
    naive(&engine, [&q, &k, &v], rounds, operations)?;
    decode(&engine.with_tile(None), [&k, &v], rounds)
}

/// Scores and softmax held whole, which is half of the operations and none of P V.
fn naive(engine: &Engine, qkv: [&Tensor; 3], rounds: usize, all: f64) -> Result<(), GpuError> {
    let seconds = median(rounds, || {
        let weights = block_on(engine.scores(qkv, &Options::default(), ScoreStep::Weights))?;
        block_on(engine.read(&weights)).map(drop)
    })?;
    let rate = all / 2.0 / seconds / 1e9;
    println!("{rate:8.2} GFLOP/s  the naive kernels, weights alone");
    Ok(())
}

/// One query for each head.
fn decode(engine: &Engine, [k, v]: [&Tensor; 2], rounds: usize) -> Result<(), GpuError> {
    let [_, _, n, d] = [0, 1, 2, 3].map(|axis| k.shape()[axis]);
    let q = block_on(engine.upload(&[1, HEADS, 1, d], &vec![0.5; HEADS * d]))?;
    let seconds = median(rounds, || run(engine, [&q, k, v]).map(drop))?;
    let bytes = 8.0 * (n * d * HEADS) as f64;
    let (time, rate) = (seconds * 1e3, bytes / seconds / 1e9);
    println!("{time:8.2} ms       one query at kv {n}: {rate:.2} GB/s of keys and values");
    Ok(())
}

/// Seconds of the middle one of so many runs, after one that compiles.
fn median(rounds: usize, mut run: impl FnMut() -> Result<(), GpuError>) -> Result<f64, GpuError> {
    run()?;
    let mut seconds = Vec::new();
    for _ in 0..rounds {
        let start = Instant::now();
        run()?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    Ok(seconds[seconds.len() / 2])
}

/// One call, waited for.
fn run(engine: &Engine, [q, k, v]: [&Tensor; 3]) -> Result<Vec<f32>, GpuError> {
    let attended = block_on(engine.attention(q, k, v, &Options::default()))?;
    block_on(engine.read(&attended.out))
}

/// The output of the first queries of head 0 in f64.
fn first_rows(host: &[Array4<f32>; 3]) -> Vec<f64> {
    let [q, k, v] = host.each_ref().map(|x| x.mapv(f64::from));
    let head = |x: &Array4<f64>, rows: usize| {
        let (_, _, _, d) = x.dim();
        let cells = x.as_slice().expect("standard layout")[..rows * d].to_vec();
        Array4::from_shape_vec((1, 1, rows, d), cells).expect("as many cells")
    };
    let n = k.dim().2;
    let (q, k, v) = (head(&q, 8.min(n)), head(&k, n), head(&v, n));
    let views: [ArrayView4<'_, f64>; 3] = [q.view(), k.view(), v.view()];
    let run = reference::attention(views[0], views[1], views[2], &Options::default());
    run.expect("shapes agree").out.iter().copied().collect()
}

fn random(shape: [usize; 4], stream: u32) -> Array4<f32> {
    let mut counter = 0;
    Array4::from_shape_simple_fn(shape, || {
        counter += 1;
        draw(1, stream, counter) as f32
    })
}
