//! Prints what the kernels reach on this machine: `cargo run --release -p headwise-cpu --example throughput`.
//!
//! For each problem: the best time of several runs, its rate (4 n m d h operations, of which a causal
//! mask needs half; 2 n d^2 for a projection), that rate as a share of what registers alone allow,
//! measured beside it, and the time of `headwise_core`'s tile loop as a multiple. A busy machine shows
//! in the limit: compare the shares.

use std::hint::black_box;
use std::time::{Duration, Instant};

use headwise_core::draw::draw;
use headwise_core::tiled::{self, TileSizes};
use headwise_core::{Dims, Options, projection};
use headwise_cpu::lanes::{Best, Lanes};
use headwise_cpu::{Projection, attention};
use ndarray::{ArrayView2, ArrayView4};

/// Runs are repeated for so long.
const PATIENCE: Duration = Duration::from_millis(400);

fn main() {
    println!("lanes: {}", Best::NAME);
    println!(
        "{:32} {:>9} {:>8} {:>6} {:>7}",
        "problem", "ms", "GFLOP/s", "share", "tiled"
    );
    for (q_len, kv_len, dim, causal) in [
        (256, 256, 64, false),
        (1024, 1024, 64, false),
        (1024, 1024, 64, true),
        (1024, 1024, 128, false),
        (1000, 1000, 80, false),
        (1, 1024, 64, false),
        (1, 8192, 64, false),
    ] {
        measure_attention(q_len, kv_len, dim, causal);
    }
    for (n, width) in [(1024, 512), (1, 512)] {
        measure_projection(n, width);
    }
}

fn measure_attention(q_len: usize, kv_len: usize, dim: usize, causal: bool) {
    let heads = 8;
    let (q_shape, kv_shape) = ([1, heads, q_len, dim], [1, heads, kv_len, dim]);
    let dims = Dims::from_shapes(&q_shape, &kv_shape, &kv_shape).expect("the shapes agree");
    let [q, k, v] = [(q_shape, 0), (kv_shape, 1), (kv_shape, 2)]
        .map(|(shape, stream)| numbers(shape.iter().product(), stream));
    let options = Options {
        causal,
        ..Options::default()
    };
    let ours = best(|| attention(dims, &q, &k, &v, &options).expect("a valid problem"));
    let view = |shape: [usize; 4], x| ArrayView4::from_shape(shape, x).expect("the shapes agree");
    let (q, k, v) = (view(q_shape, &q), view(kv_shape, &k), view(kv_shape, &v));
    let sizes = TileSizes::default();
    let tiled = best(|| tiled::attention(q, k, v, &options, sizes, &mut ()));
    let name = format!(
        "attention {q_len} x {kv_len}, d {dim}{}",
        if causal { ", causal" } else { "" }
    );
    let share = if causal { 2 } else { 4 };
    report(&name, share * q_len * kv_len * dim * heads, ours, tiled);
}

fn measure_projection(n: usize, width: usize) {
    let (x, w) = (numbers(n * width, 0), numbers(width * width, 1));
    let map = Projection::<Best>::new(&w, [width, width], None, 8).expect("a valid map");
    let ours = best(|| map.apply(&x, [1, 1, n]).expect("a valid operand"));
    let view = |rows, x| ArrayView2::from_shape((rows, width), x).expect("the shapes agree");
    let (x, w) = (view(n, &x), view(width, &w));
    let core = best(|| projection::project(x, w, None));
    report(
        &format!("projection {n} x {width} x {width}"),
        2 * n * width * width,
        ours,
        core,
    );
}

fn report(name: &str, operations: usize, ours: Duration, other: Duration) {
    let rate = operations as f64 / ours.as_secs_f64() / 1e9;
    let limit = match Best::ROWS {
        6 => register_limit::<6>(),
        _ => register_limit::<4>(),
    };
    println!(
        "{name:32} {:9.3} {rate:8.1} {:6.2} {:6.1}x",
        ours.as_secs_f64() * 1e3,
        rate / limit,
        other.as_secs_f64() / ours.as_secs_f64(),
    );
}

/// GFLOP/s of the register tile's multiplications and additions without its loads.
fn register_limit<const R: usize>() -> f64 {
    const STEPS: usize = 1_000_000;
    let factors = black_box([[1e-3_f32; 4], [2e-3; 4], [3e-3; 4]]);
    let time = best(|| {
        let [mut a, low, high] = factors.map(|x| Best::load(&x));
        let mut tile = [[Best::splat(0.0); 2]; R];
        for _ in 0..STEPS {
            for row in &mut tile {
                row[0] = a.mul_add(low, row[0]);
                row[1] = a.mul_add(high, row[1]);
            }
            // A product that stayed the same would be taken out of the loop.
            a = a.add(low);
        }
        black_box(tile)
    });
    // Each step fills as many slots with a multiplication and an addition of four lanes.
    let slots = 2 * R + 1;
    (STEPS * slots * 8) as f64 / time.as_secs_f64() / 1e9
}

fn best<T>(mut work: impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    let mut least = Duration::MAX;
    while start.elapsed() < PATIENCE {
        let begun = Instant::now();
        black_box(work());
        least = least.min(begun.elapsed());
    }
    least
}

fn numbers(count: usize, stream: u32) -> Vec<f32> {
    (0..count)
        .map(|at| draw(1, stream, at as u32) as f32)
        .collect()
}
