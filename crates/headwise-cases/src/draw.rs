//! Which problems are drawn.

use headwise_core::Window;
use proptest::prelude::*;
use proptest::strategy::Union;
use proptest::test_runner::{Config, RngSeed};

use crate::{Case, MaskKind};

/// Where an implementation's tiles end: a length about such a number is more likely to go wrong than
/// any other.
#[derive(Clone, Copy, Debug)]
pub struct Tiles {
    /// Queries of a strip, a block, a workgroup.
    pub rows: &'static [usize],
    /// Keys of a panel, a tile, a split.
    pub columns: &'static [usize],
    /// Lanes of a vector, features of a stage.
    pub widths: &'static [usize],
}

impl Tiles {
    /// Of nothing in particular: short problems only.
    pub const NONE: Self = Self {
        rows: &[],
        columns: &[],
        widths: &[],
    };

    /// Of the CPU's kernels: strips have 8 rows, blocks 96; a tile has 264 keys, taken in by 4, 6 or 8;
    /// vectors have 4 numbers or 8.
    pub const CPU: Self = Self {
        rows: &[8, 16, 96, 192],
        columns: &[6, 8, 264, 528],
        widths: &[8, 16, 32, 80, 128],
    };

    /// Of the GPU's kernels: tiles have 16 to 64 rows and columns; a split has 128 or 256 keys; features
    /// are staged by 8 to 32.
    pub const GPU: Self = Self {
        rows: &[32, 64],
        columns: &[16, 32, 64, 128, 256],
        widths: &[4, 16, 32, 64, 80, 128],
    };
}

/// Lengths that are drawn whatever the tiles: none, one, and a few.
const SHORT: usize = 9;

/// How far about a border lengths are drawn.
const ABOUT: usize = 2;

/// Any problem within a few tiles, with any of the options.
pub fn any_case(tiles: Tiles) -> impl Strategy<Value = Case> {
    let sizes = (
        1..=2_usize,
        1..=2_usize,
        1..=3_usize,
        lengths(tiles.rows),
        lengths(tiles.columns),
        lengths(tiles.widths),
        lengths(tiles.widths),
    );
    let longest = tiles.columns.iter().copied().fold(SHORT, usize::max);
    let far = longest as i64 + 20;
    let side = move || prop::option::weighted(0.3, prop_oneof![0..=6_usize, 0..=longest]);
    let rules = (
        any::<bool>(),
        prop::option::weighted(0.3, prop_oneof![-6..=12_i64, -far..=far]),
        prop_oneof![3 => Just(0_i64), 1 => -3..=3_i64],
        (side(), side()),
        0..=12_usize,
        prop::option::weighted(0.5, any_mask()),
        any::<bool>(),
        (
            prop::option::weighted(0.2, 0.05..1.5_f32),
            prop::option::weighted(0.3, 0.5..4.0_f32),
        ),
    );
    (sizes, any::<u32>(), rules).prop_map(|(sizes, seed, rules)| {
        let (batch, kv_heads, group, q_len, kv_len, head_dim, value_dim) = sizes;
        let (causal, offset, stagger, (left, right), sinks, mask, padded, (scale, softcap)) = rules;
        Case {
            batch,
            kv_heads,
            group,
            seed,
            causal,
            offset,
            stagger,
            window: Window { left, right },
            sinks,
            mask,
            padded,
            scale,
            softcap,
            ..Case::plain(q_len, kv_len, head_dim, value_dim)
        }
    })
}

/// Short ones, and those about the borders.
fn lengths(borders: &[usize]) -> Union<std::ops::RangeInclusive<usize>> {
    let about = |&border: &usize| border.saturating_sub(ABOUT)..=border + ABOUT;
    Union::new(std::iter::once(0..=SHORT).chain(borders.iter().map(about)))
}

fn any_mask() -> impl Strategy<Value = MaskKind> {
    (any::<bool>(), 0..=4_usize, any::<[bool; 3]>(), 0..=4_usize).prop_map(
        |(boolean, rank, stretched, missing)| MaskKind {
            boolean,
            rank,
            stretched,
            missing,
        },
    )
}

/// The same runs every time, on every machine: a fixed seed and no file of past failures.
pub fn config(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x4EAD),
        ..Config::default()
    }
}
