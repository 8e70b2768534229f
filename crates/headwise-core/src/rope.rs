//! Rotary position embedding (Su et al. 2021), as ONNX's RotaryEmbedding-23 defines it.
//!
//! Each pair of features is a point in the plane, turned by an angle proportional to the token's
//! position: `(x1 cos - x2 sin, x1 sin + x2 cos)`. A dot product of two turned vectors depends on
//! the difference of their positions alone.

use ndarray::{Array2, Array3, Array4, ArrayView2, ArrayView3, ArrayView4};

use crate::heads::{concat_batch, split_batch};
use crate::{AttentionError, ErrorCode, Real};

const OPERATION: &str = "rotary_embedding";

/// Which features are turned, and which two make a pair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotary {
    /// r, even: features `0..r` of each head are turned, the others pass. `None`: all.
    pub rotary_dim: Option<usize>,
    /// Pairs are features `(2p, 2p + 1)`; otherwise `(p, p + r / 2)`.
    pub interleaved: bool,
}

/// Cosines and sines of the angles, r / 2 for each token.
#[derive(Clone, Debug)]
pub enum Angles<'a, T> {
    /// One row for each position, `[positions, r / 2]`, and each token's position, `[batch, len]`.
    ByPosition {
        /// Cosines.
        cos: ArrayView2<'a, T>,
        /// Sines.
        sin: ArrayView2<'a, T>,
        /// Rows to take.
        positions: ArrayView2<'a, usize>,
    },
    /// One row for each token, `[batch, len, r / 2]`.
    ByToken {
        /// Cosines.
        cos: ArrayView3<'a, T>,
        /// Sines.
        sin: ArrayView3<'a, T>,
    },
}

/// Turns `x [batch, heads, len, head_dim]`; the result has the same shape.
///
/// ```
/// use headwise_core::rope::{Angles, Rotary, rotary_embedding, tables};
/// use ndarray::{Array4, array};
///
/// let (cos, sin) = tables::<f64>(3, 2, 10_000.0);
/// let positions = array![[0, 2]];
/// let angles = Angles::ByPosition { cos: cos.view(), sin: sin.view(), positions: positions.view() };
/// let x = Array4::ones((1, 1, 2, 2));
/// let turned = rotary_embedding(x.view(), &angles, Rotary::default())?;
/// assert_eq!(turned[[0, 0, 0, 0]], 1.0); // position 0: not turned
/// assert_eq!(turned[[0, 0, 1, 0]], 2.0_f64.cos() - 2.0_f64.sin());
/// # Ok::<(), headwise_core::AttentionError>(())
/// ```
///
/// # Errors
/// `bad-setting` when r is odd or wider than a head, or a position has no row; `shape-mismatch` when
/// the angles are not shaped as [`Angles`] says.
pub fn rotary_embedding<T: Real>(
    x: ArrayView4<'_, T>,
    angles: &Angles<'_, T>,
    rotary: Rotary,
) -> Result<Array4<T>, AttentionError> {
    let (batch, heads, len, head_dim) = x.dim();
    let half = half_width(rotary, head_dim)?;
    angles.check(x.shape(), half)?;
    let mut turned = Array4::zeros(x.dim());
    for b in 0..batch {
        for i in 0..len {
            for c in 0..head_dim {
                let place = place(c, half, rotary.interleaved);
                let angle = place.map(|(pair, partner, sign)| {
                    let (cos, sin) = angles.at(b, i, pair);
                    (partner, cos, T::from_f64(sign), sin)
                });
                for h in 0..heads {
                    let own = x[[b, h, i, c]];
                    turned[[b, h, i, c]] = match angle {
                        Some((partner, cos, sign, sin)) => {
                            own * cos + sign * x[[b, h, i, partner]] * sin
                        }
                        None => own,
                    };
                }
            }
        }
    }
    Ok(turned)
}

/// The same on `x [batch, len, heads * head_dim]`.
///
/// # Errors
/// Those of [`rotary_embedding`]; `heads-do-not-divide` when heads does not divide the width.
pub fn rotary_embedding_wide<T: Real>(
    x: ArrayView3<'_, T>,
    heads: usize,
    angles: &Angles<'_, T>,
    rotary: Rotary,
) -> Result<Array3<T>, AttentionError> {
    let turned = rotary_embedding(split_batch(x, heads)?.view(), angles, rotary)?;
    Ok(concat_batch(turned.view()).into_owned())
}

/// Cosines and sines of `position * base^(-2p / r)`, each `[positions, r / 2]` (Su et al. 2021,
/// section 3.2.2, where base = 10000).
pub fn tables<T: Real>(positions: usize, rotary_dim: usize, base: f64) -> (Array2<T>, Array2<T>) {
    let shape = (positions, rotary_dim / 2);
    let (mut cos, mut sin) = (Array2::zeros(shape), Array2::zeros(shape));
    for position in 0..positions {
        for pair in 0..rotary_dim / 2 {
            let frequency = base.powf(-2.0 * pair as f64 / rotary_dim as f64);
            let angle = position as f64 * frequency;
            cos[[position, pair]] = T::from_f64(angle.cos());
            sin[[position, pair]] = T::from_f64(angle.sin());
        }
    }
    (cos, sin)
}

/// Of feature c: its pair, the feature that shares it, and the sign of that one's sine. `None` when
/// c is not turned.
fn place(c: usize, half: usize, interleaved: bool) -> Option<(usize, usize, f64)> {
    if c >= 2 * half {
        return None;
    }
    let (pair, is_second) = if interleaved {
        (c / 2, c % 2 == 1)
    } else {
        (c % half, c >= half)
    };
    let step = if interleaved { 1 } else { half };
    Some(if is_second {
        (pair, c - step, 1.0)
    } else {
        (pair, c + step, -1.0)
    })
}

/// r / 2.
fn half_width(rotary: Rotary, head_dim: usize) -> Result<usize, AttentionError> {
    let width = rotary.rotary_dim.unwrap_or(head_dim);
    if width > head_dim || !width.is_multiple_of(2) {
        let message = "the rotary width must be even and at most head_dim";
        return Err(AttentionError::new(
            ErrorCode::BadSetting,
            OPERATION,
            &[width],
            &[head_dim],
            message,
        ));
    }
    Ok(width / 2)
}

impl<T: Real> Angles<'_, T> {
    /// Cosine and sine of a pair at token i of batch entry b.
    fn at(&self, b: usize, i: usize, pair: usize) -> (T, T) {
        match self {
            Self::ByPosition {
                cos,
                sin,
                positions,
            } => {
                let row = positions[[b, i]];
                (cos[[row, pair]], sin[[row, pair]])
            }
            Self::ByToken { cos, sin } => (cos[[b, i, pair]], sin[[b, i, pair]]),
        }
    }

    fn check(&self, x: &[usize], half: usize) -> Result<(), AttentionError> {
        let agree = |left: &[usize], right: &[usize], message: &str| {
            if left == right {
                return Ok(());
            }
            Err(AttentionError::new(
                ErrorCode::ShapeMismatch,
                OPERATION,
                left,
                right,
                message,
            ))
        };
        match self {
            Self::ByPosition {
                cos,
                sin,
                positions,
            } => {
                agree(
                    positions.shape(),
                    &[x[0], x[2]],
                    "positions must be [batch, len]",
                )?;
                agree(
                    cos.shape(),
                    &[cos.nrows(), half],
                    "cosines must be [positions, rotary_dim / 2]",
                )?;
                agree(
                    sin.shape(),
                    cos.shape(),
                    "sines must have the shape of the cosines",
                )?;
                let beyond = positions.iter().find(|&&position| position >= cos.nrows());
                beyond.map_or(Ok(()), |&position| {
                    let message = "a position has no row of cosines";
                    Err(AttentionError::new(
                        ErrorCode::BadSetting,
                        OPERATION,
                        &[position],
                        cos.shape(),
                        message,
                    ))
                })
            }
            Self::ByToken { cos, sin } => {
                agree(
                    cos.shape(),
                    &[x[0], x[2], half],
                    "cosines must be [batch, len, rotary_dim / 2]",
                )?;
                agree(
                    sin.shape(),
                    cos.shape(),
                    "sines must have the shape of the cosines",
                )
            }
        }
    }
}
