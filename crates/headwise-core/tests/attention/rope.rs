//! Rotary embedding against complex multiplication, and its reason: scores depend on distance alone.

use headwise_core::ErrorCode;
use headwise_core::heads::concat_batch;
use headwise_core::rope::{Angles, Rotary, rotary_embedding, rotary_embedding_wide, tables};
use ndarray::{Array2, Array3, Array4, Axis};
use proptest::prelude::*;

use crate::support::{assert_close, config, random};

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn each_pair_is_turned_in_the_plane(
        batch in 1..=2_usize, heads in 1..=3_usize, len in 0..=4_usize, half in 0..=3_usize,
        rest in 0..=2_usize, interleaved: bool, seed: u32,
    ) {
        let x = random((batch, heads, len, 2 * half + rest), seed, 0);
        let (cos, sin) = tables::<f64>(7, 2 * half, 10.0);
        let positions = Array2::from_shape_fn((batch, len), |(b, i)| (3 * i + b) % 7);
        let (by_cos, by_sin) = (cos.view(), sin.view());
        let angles =
            Angles::ByPosition { cos: by_cos, sin: by_sin, positions: positions.view() };
        let rotary = Rotary { rotary_dim: Some(2 * half), interleaved };
        let turned = rotary_embedding(x.view(), &angles, rotary).unwrap();

        let mut expected = x.clone();
        for ((b, h, i, pair), _) in Array4::<u8>::zeros((batch, heads, len, half)).indexed_iter() {
            let angle = positions[[b, i]] as f64 * 10.0_f64.powf(-(pair as f64) / half as f64);
            let (first, second) =
                if interleaved { (2 * pair, 2 * pair + 1) } else { (pair, pair + half) };
            let (re, im) = (x[[b, h, i, first]], x[[b, h, i, second]]);
            expected[[b, h, i, first]] = re * angle.cos() - im * angle.sin();
            expected[[b, h, i, second]] = re * angle.sin() + im * angle.cos();
        }
        assert_close(&turned, &expected);

        // The same angles, looked up beforehand, and the same heads side by side.
        let by_token = |table: &Array2<f64>| {
            Array3::from_shape_fn((batch, len, half), |(b, i, pair)| table[[positions[[b, i]], pair]])
        };
        let (cos, sin) = (by_token(&cos), by_token(&sin));
        let looked_up = Angles::ByToken { cos: cos.view(), sin: sin.view() };
        prop_assert_eq!(&rotary_embedding(x.view(), &looked_up, rotary).unwrap(), &turned);
        let wide = rotary_embedding_wide(concat_batch(x.view()).view(), heads, &looked_up, rotary).unwrap();
        prop_assert_eq!(wide, concat_batch(turned.view()));
    }

    #[test]
    fn scores_depend_on_distance_alone(seed: u32, shift in 0..20_usize, interleaved: bool) {
        let (q, k) = (random((1, 1, 1, 8), seed, 0), random((1, 1, 1, 8), seed, 1));
        let (cos, sin) = tables::<f64>(40, 8, 10_000.0);
        let at = |x: &Array4<f64>, position: usize| {
            let positions = Array2::from_elem((1, 1), position);
            let (cos, sin) = (cos.view(), sin.view());
            let angles = Angles::ByPosition { cos, sin, positions: positions.view() };
            rotary_embedding(x.view(), &angles, Rotary { rotary_dim: None, interleaved }).unwrap()
        };
        let score = |i, j| (at(&q, i) * at(&k, j)).sum_axis(Axis(3));
        assert_close(&score(5 + shift, 2 + shift), &score(5, 2));
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let x = Array4::<f64>::zeros((1, 1, 2, 4));
    let table = Array2::zeros((3, 2));
    let code = |positions: Array2<usize>, table: &Array2<f64>, rotary_dim| {
        let angles = Angles::ByPosition {
            cos: table.view(),
            sin: table.view(),
            positions: positions.view(),
        };
        let rotary = Rotary {
            rotary_dim,
            interleaved: false,
        };
        rotary_embedding(x.view(), &angles, rotary)
            .map(|_| ())
            .map_err(|error| error.code())
    };
    let known = Array2::from_elem((1, 2), 2);
    assert_eq!(code(known.clone(), &table, None), Ok(()));
    assert_eq!(
        code(Array2::from_elem((1, 2), 3), &table, None),
        Err(ErrorCode::BadSetting)
    );
    assert_eq!(
        code(Array2::from_elem((2, 2), 0), &table, None),
        Err(ErrorCode::ShapeMismatch)
    );
    assert_eq!(
        code(known.clone(), &Array2::zeros((3, 3)), None),
        Err(ErrorCode::ShapeMismatch)
    );
    assert_eq!(
        code(known.clone(), &table, Some(3)),
        Err(ErrorCode::BadSetting)
    );
    assert_eq!(code(known, &table, Some(6)), Err(ErrorCode::BadSetting));
}
