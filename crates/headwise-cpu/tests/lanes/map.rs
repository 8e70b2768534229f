//! Regions of a map against the core's, in f64.

use headwise_cases::tolerance::SINGLE;
use headwise_cases::{Tiles, any_case, config};
use headwise_core::draw::draw;
use headwise_core::map::{Blocks, Region, blocks};
use headwise_core::{AttentionError, ErrorCode, Mask, Options, Window};
use headwise_cpu::lanes::Lanes;
use headwise_cpu::{Keys, Map, Shown};
use ndarray::Array2;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// One head's sizes and mask, and a region of its map.
#[derive(Clone, Debug)]
struct Look {
    shape: [usize; 2],
    head_dim: usize,
    settings: Options<'static, f64>,
    /// Share of the map at which the region begins, and the share of the rest that it covers.
    from: [f64; 2],
    share: [f64; 2],
    /// Rows and keys of a block, the rows in steps.
    steps: usize,
    keys: usize,
    step: usize,
}

fn looks() -> impl Strategy<Value = Look> {
    let places = ([0.0..1.0_f64, 0.0..1.0], [0.0..1.0_f64, 0.0..1.0]);
    let blocks = (1..40_usize, 1..80_usize, 1..9_usize);
    (any_case(Tiles::CPU), places, blocks).prop_map(|(case, (from, share), (steps, keys, step))| {
        Look {
            shape: [case.q_len.max(1), case.kv_len.max(1)],
            head_dim: case.head_dim.max(1),
            settings: Options {
                causal: case.causal,
                window: case.window,
                sinks: case.sinks,
                ..Options::default()
            },
            from,
            share,
            steps,
            keys,
            step,
        }
    })
}

impl Look {
    fn region(&self) -> Region {
        let range = |axis: usize| {
            let size = self.shape[axis];
            let start = (self.from[axis] * size as f64) as usize;
            let rest = (self.share[axis] * (size - start) as f64) as usize;
            start..start + rest.max(1)
        };
        let block = [self.steps * self.step, self.keys];
        Region::new(self.shape, range(0), range(1), block, self.step).unwrap()
    }

    fn drawn(&self, axis: usize) -> Array2<f32> {
        let shape = (self.shape[axis], self.head_dim);
        Array2::from_shape_fn(shape, |(i, d)| {
            2.0 * draw(9, axis as u32, (i * self.head_dim + d) as u32) as f32
        })
    }
}

fn single(settings: &Options<'static, f64>) -> Options<'static, f32> {
    Options {
        causal: settings.causal,
        window: settings.window,
        sinks: settings.sinks,
        ..Options::default()
    }
}

fn made<L: Lanes>(
    q: &[f32],
    k: &[f32],
    head_dim: usize,
    options: &Options<'static, f32>,
) -> Result<Map<L>, AttentionError> {
    Map::new(q.to_vec(), Keys::new(k, head_dim)?, options)
}

fn show<L: Lanes>(map: &mut Map<L>, region: Region) -> Result<Shown, AttentionError> {
    let mut walk = map.walk(region)?;
    while !walk.advance(map)? {}
    Ok(walk.finish())
}

fn flat(x: &Array2<f32>) -> Vec<f32> {
    x.iter().copied().collect()
}

fn check<L: Lanes>(look: &Look) -> Result<(), TestCaseError> {
    let (q, k) = (look.drawn(0), look.drawn(1));
    let mut map = made::<L>(&flat(&q), &flat(&k), look.head_dim, &single(&look.settings)).unwrap();
    prop_assert_eq!(map.head_dim(), look.head_dim);
    prop_assert_eq!(map.scale(), (look.head_dim as f64).sqrt().recip() as f32);
    let region = look.region();
    let wide = |x: &Array2<f32>| x.mapv(f64::from);
    let expected = blocks(wide(&q).view(), wide(&k).view(), &look.settings, &region).unwrap();
    let Blocks { max, mean } = &expected;
    // Scores of these draws reach a few dozen, and carry that much more rounding.
    let tolerance = SINGLE.times(10.0);
    // The second look finds the log-sum-exps of the first.
    for _ in 0..2 {
        let shown = show(&mut map, region.clone()).unwrap();
        prop_assert_eq!(shown.shape, region.shape());
        for (name, shown, expected) in [("max", &shown.max, max), ("mean", &shown.mean, mean)] {
            for (&actual, (at, &expected)) in shown.iter().zip(expected.indexed_iter()) {
                prop_assert!(
                    tolerance.accepts(expected, actual.into()),
                    "{name} {at:?}: {actual} is not {expected}"
                );
            }
        }
    }
    prop_assert_eq!(map.known(), region.sampled().len());
    let (row, key) = (region.rows().start, region.keys().end - 1);
    let cell = map.cell(row, key).unwrap();
    let one = Region::new(look.shape, row..row + 1, key..key + 1, [1, 1], 1).unwrap();
    let weight = show(&mut map, one).unwrap().max[0];
    prop_assert!(
        tolerance.accepts(cell.weight, weight.into()),
        "{cell:?} is not {weight}"
    );
    Ok(())
}

pub(crate) fn regions_agree_with_the_definition<L: Lanes>() {
    let mut runner = TestRunner::new(config(300));
    runner.run(&looks(), |look| check::<L>(&look)).unwrap();
}

/// Blocks of some thousand cells over many tiles, where a row sees a window and the sinks.
pub(crate) fn a_large_region_agrees_with_the_definition<L: Lanes>() {
    let settings = Options {
        causal: true,
        window: Window {
            left: Some(300),
            right: None,
        },
        sinks: 3,
        ..Options::default()
    };
    check::<L>(&Look {
        shape: [700, 900],
        head_dim: 20,
        settings,
        from: [0.0, 0.01],
        share: [1.0, 1.0],
        steps: 16,
        keys: 128,
        step: 4,
    })
    .unwrap();
}

/// More queries than keys under a causal mask: the first rows see nothing.
pub(crate) fn rows_without_a_key_weigh_nothing<L: Lanes>() {
    let causal = Options {
        causal: true,
        ..Options::default()
    };
    let mut map = made::<L>(&[1.0; 20], &[1.0; 8], 2, &causal).unwrap();
    let region = Region::new([10, 4], 0..10, 0..4, [1, 4], 1).unwrap();
    let shown = show(&mut map, region).unwrap();
    let weights: Vec<f32> = shown.mean.iter().map(|mean| 4.0 * mean).collect();
    assert_eq!(weights[..6], [0.0; 6]);
    assert!(
        weights[6..]
            .iter()
            .all(|weight| (weight - 1.0).abs() < 1e-5)
    );
    let cell = map.cell(0, 0).unwrap();
    assert!(cell.hidden && cell.weight == 0.0 && cell.lse == f64::NEG_INFINITY);
}

pub(crate) fn a_map_that_is_none_is_refused<L: Lanes>() {
    let new = |q: &[f32], k: &[f32], head_dim, options: &Options<'static, f32>| {
        made::<L>(q, k, head_dim, options).map_err(|error| error.code())
    };
    let plain = Options::default();
    let codes = [
        new(&[1.0; 3], &[1.0; 4], 2, &plain).unwrap_err(),
        new(&[1.0; 4], &[1.0; 4], 0, &plain).unwrap_err(),
        new(&[1.0, f32::NAN], &[1.0; 2], 2, &plain).unwrap_err(),
        new(&[1.0; 2], &[1.0, f32::INFINITY], 2, &plain).unwrap_err(),
        new(
            &[1.0; 2],
            &[1.0; 2],
            2,
            &Options {
                softcap: Some(1.0),
                ..plain.clone()
            },
        )
        .unwrap_err(),
        new(
            &[1.0; 2],
            &[1.0; 2],
            2,
            &Options {
                scale: Some(f32::NAN),
                ..plain.clone()
            },
        )
        .unwrap_err(),
    ];
    let (shape, setting) = (ErrorCode::ShapeMismatch, ErrorCode::BadSetting);
    assert_eq!(codes, [shape, shape, setting, setting, setting, setting]);
    let mask = Mask::Additive(ndarray::ArrayViewD::from_shape(vec![1], &[0.0]).unwrap());
    let masked = Options {
        mask: Some(mask),
        ..plain.clone()
    };
    assert_eq!(
        new(&[1.0; 2], &[1.0; 2], 2, &masked).unwrap_err(),
        ErrorCode::BadMask
    );

    let mut map = new(&[1.0; 8], &[1.0; 6], 2, &plain).unwrap();
    assert_eq!(map.cell(4, 0).unwrap_err().code(), setting);
    assert_eq!(map.cell(0, 3).unwrap_err().code(), setting);
    let larger = Region::new([5, 3], 0..5, 0..3, [1, 1], 1).unwrap();
    assert_eq!(map.walk(larger).unwrap_err().code(), setting);
    // Finite numbers whose products are not.
    let mut map = new(&[1e30; 4], &[1e30; 4], 2, &plain).unwrap();
    assert_eq!(map.cell(0, 0).unwrap_err().code(), setting);
}
