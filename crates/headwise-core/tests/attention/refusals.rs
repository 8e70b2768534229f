//! Calls that must be refused, and how the refusal reads.

use headwise_core::projection::project;
use headwise_core::tiled::{Problem, TileSizes};
use headwise_core::{AttentionError, Dims, ErrorCode, Mask, Options, Scoring, heads, reference};
use ndarray::{Array1, Array2, Array4, ArrayD, IxDyn};

#[test]
fn shapes_that_disagree_are_named() {
    let refused = |q: &[usize], k: &[usize], v: &[usize]| Dims::from_shapes(q, k, v).unwrap_err();
    let error = refused(&[2, 4, 5, 8], &[2, 4, 5, 7], &[2, 4, 5, 8]);
    assert_eq!(error.code(), ErrorCode::ShapeMismatch);
    assert_eq!(
        (error.left.as_slice(), error.right.as_slice()),
        (&[2, 4, 5, 8][..], &[2, 4, 5, 7][..])
    );
    assert_eq!(
        error.to_string(),
        "attention: q and k must have the same head_dim (left [2, 4, 5, 8], right [2, 4, 5, 7])"
    );
    for (k, v) in [
        ([3, 4, 5, 8], [3, 4, 5, 8]),
        ([2, 4, 5, 8], [2, 4, 6, 8]),
        ([2, 4, 5, 8], [2, 2, 5, 8]),
    ] {
        assert_eq!(
            refused(&[2, 4, 5, 8], &k, &v).code(),
            ErrorCode::ShapeMismatch
        );
    }
    assert_eq!(
        refused(&[4, 5, 8], &[4, 5, 8], &[4, 5, 8]).code(),
        ErrorCode::ShapeMismatch
    );
    assert_eq!(
        refused(&[1, 4, 5, 8], &[1, 3, 5, 8], &[1, 3, 5, 8]).code(),
        ErrorCode::HeadsDoNotDivide
    );
    assert_eq!(
        refused(&[1, 4, 5, 8], &[1, 0, 5, 8], &[1, 0, 5, 8]).code(),
        ErrorCode::HeadsDoNotDivide
    );
}

#[test]
fn sizes_that_overflow_are_refused() {
    let huge = usize::MAX / 2;
    let error = Dims::from_shapes(&[1, 1, huge, 1], &[1, 1, 1, 1], &[1, 1, 1, 8]).unwrap_err();
    assert_eq!(error.code(), ErrorCode::TooLarge);
    // Not even with an axis of length 0, which arrays of other libraries may have.
    let error = Dims::from_shapes(&[0, huge, huge, 1], &[0, 1, 1, 1], &[0, 1, 1, 1]).unwrap_err();
    assert_eq!(error.code(), ErrorCode::TooLarge);
}

/// The reference holds n m scores; the tile loop does not, and so is not limited by them.
#[test]
fn only_the_reference_is_limited_by_the_scores() {
    let long = usize::MAX.isqrt();
    let q = ndarray::aview0(&1.0_f64);
    let q = q.broadcast((1, 1, long, 1)).unwrap();
    let error = reference::attention(q, q, q, &Options::default()).unwrap_err();
    assert_eq!(
        (error.code(), error.left),
        (ErrorCode::TooLarge, vec![1, 1, long, long])
    );
    assert!(Problem::new(q, q, q, &Options::default(), TileSizes::default()).is_ok());
}

#[test]
fn masks_that_do_not_broadcast_are_refused() {
    for shape in [
        &[1, 1, 1, 4, 5][..],
        &[3, 5],
        &[6],
        &[2, 1, 5],
        &[3, 1, 1, 5],
    ] {
        let mask = ArrayD::from_elem(IxDyn(shape), true);
        let options = Options {
            mask: Some(Mask::Boolean(mask.view())),
            ..Options::default()
        };
        let error = refused(&options);
        assert_eq!(error.code(), ErrorCode::BadMask, "{shape:?}");
        assert_eq!(
            (error.left.as_slice(), error.right.as_slice()),
            (shape, &[2, 3, 4, 5][..])
        );
    }
}

#[test]
fn settings_outside_their_domain_are_refused() {
    let default = Options::default;
    let code = |options: Options<'static, f64>| refused(&options).code();
    for scale in [f64::NAN, f64::INFINITY] {
        assert_eq!(
            code(Options {
                scale: Some(scale),
                ..default()
            }),
            ErrorCode::BadSetting
        );
    }
    for softcap in [f64::NAN, f64::INFINITY, -1.0] {
        assert_eq!(
            code(Options {
                softcap: Some(softcap),
                ..default()
            }),
            ErrorCode::BadSetting
        );
    }
    assert_eq!(
        code(Options {
            kv_lengths: Some(vec![5, 6]),
            ..default()
        }),
        ErrorCode::BadSetting
    );
    assert_eq!(
        code(Options {
            kv_lengths: Some(vec![5]),
            ..default()
        }),
        ErrorCode::ShapeMismatch
    );
    assert_eq!(
        code(Options {
            offset: Some(vec![]),
            ..default()
        }),
        ErrorCode::ShapeMismatch
    );
    assert_eq!(
        code(Options {
            offset: Some(vec![0, 0, 0]),
            ..default()
        }),
        ErrorCode::ShapeMismatch
    );

    let x = Array4::<f64>::zeros((1, 1, 1, 1));
    for sizes in [
        TileSizes { rows: 0, cols: 1 },
        TileSizes { rows: 1, cols: 0 },
    ] {
        let error = Problem::new(x.view(), x.view(), x.view(), &default(), sizes).unwrap_err();
        assert_eq!(error.code(), ErrorCode::BadSetting);
    }
}

#[test]
fn projections_and_splits_that_do_not_fit_are_refused() {
    let (x, w) = (Array2::<f64>::zeros((3, 4)), Array2::zeros((5, 6)));
    let error = project(x.view(), w.view(), None).unwrap_err();
    assert_eq!(
        (error.code().as_str(), error.operation),
        ("shape-mismatch", "project")
    );
    let bias = Array1::zeros(5);
    let error = project(w.t(), w.view(), Some(bias.view())).unwrap_err();
    assert_eq!((error.left, error.right), (vec![5, 6], vec![5]));
    for count in [0, 3] {
        let error = heads::split(x.view(), count).unwrap_err();
        assert_eq!(error.code(), ErrorCode::HeadsDoNotDivide);
    }
}

/// The refusal of options on a problem of two entries, three heads, four queries and five keys.
fn refused(options: &Options<'_, f64>) -> AttentionError {
    let dims = Dims::from_shapes(&[2, 3, 4, 1], &[2, 3, 5, 1], &[2, 3, 5, 1]).unwrap();
    Scoring::new(&dims, options).unwrap_err()
}
