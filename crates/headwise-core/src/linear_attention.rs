//! Linear attention: the past as one matrix for each head, which every token rewrites.
//!
//! Without a softmax, `sum_j (q . k_j) v_j` is `S^T q` with `S = sum_j k_j v_j^T`: a state of d_k by d_v
//! numbers in place of a cache that grows (Katharopoulos et al. 2020, "Transformers are RNNs"). Rules
//! differ in what a token forgets before it writes. With `S` before and `S'` after token t,
//!
//! | decay g | beta | rule | source |
//! |---|---|---|---|
//! | | | `S' = S + k v^T` | Katharopoulos et al. 2020 |
//! | yes | | `S' = exp(g) S + k v^T` | gated linear attention, Yang et al. 2024 |
//! | | yes | `S' = S + beta k (v - S^T k)^T` | delta rule, Schlag et al. 2021 |
//! | yes | yes | `S' = exp(g) S + beta k (v - (exp(g) S)^T k)^T` | gated delta rule, Yang et al. 2025 |
//!
//! and each gives `o = scale S'^T q`, as ONNX's LinearAttention-27 defines it. A delta rule writes what
//! the state does not say of k yet: a key that comes again replaces its value where the others add to it.

use ndarray::{Array4, ArrayView1, ArrayView3, ArrayView4, ArrayViewMut2, Axis};

use crate::rows::{add_scaled, row, row_mut};
use crate::{AttentionError, Dims, ErrorCode, Real};

const OPERATION: &str = "linear_attention";

/// What a token forgets, how much it writes, and what came before. [`LinearOptions::default`] forgets
/// nothing, writes all and begins with nothing, at scale `1 / sqrt(head_dim)`.
#[derive(Clone, Debug)]
pub struct LinearOptions<'a, T> {
    /// g, the logarithm of what stays of each row of the state, as a rule 0 or less; broadcastable to
    /// `[batch, kv_heads, len, head_dim]`.
    pub decay: Option<ArrayView4<'a, T>>,
    /// How far a token corrects the state, as a rule 0 to 1; broadcastable to `[batch, kv_heads, len]`.
    pub beta: Option<ArrayView3<'a, T>>,
    /// The state before the first token, `[batch, kv_heads, head_dim, value_dim]`. `None`: zeros.
    pub state: Option<ArrayView4<'a, T>>,
    /// Factor of the output; `None` is `1 / sqrt(head_dim)`. Must be finite.
    pub scale: Option<T>,
}

// Derived, this would demand `T: Default`, which nothing here needs.
impl<T> Default for LinearOptions<'_, T> {
    fn default() -> Self {
        Self {
            decay: None,
            beta: None,
            state: None,
            scale: None,
        }
    }
}

/// What a run over some tokens gives.
#[derive(Clone, Debug)]
pub struct LinearRun<T> {
    /// `[batch, heads, len, value_dim]`.
    pub out: Array4<T>,
    /// The state after the last token, `[batch, kv_heads, head_dim, value_dim]`: where the next run begins.
    pub state: Array4<T>,
}

/// Linear attention of `q [batch, heads, len, head_dim]` over `k [batch, kv_heads, len, head_dim]` and
/// `v [batch, kv_heads, len, value_dim]`, token by token; every token sees itself and those before it.
///
/// ```
/// use headwise_core::linear_attention::{LinearOptions, linear_attention};
/// use ndarray::array;
///
/// // One key, written twice: plain sums add its values up, the delta rule keeps the newer.
/// let (q, v) = (array![[[[1.0], [1.0]]]], array![[[[5.0], [7.0]]]]);
/// let plain = linear_attention(q.view(), q.view(), v.view(), &LinearOptions::default())?;
/// assert_eq!(plain.out[[0, 0, 1, 0]], 12.0);
/// let beta = array![[[1.0, 1.0]]];
/// let delta = LinearOptions { beta: Some(beta.view()), ..LinearOptions::default() };
/// let run = linear_attention(q.view(), q.view(), v.view(), &delta)?;
/// assert_eq!(run.out[[0, 0, 1, 0]], 7.0);
/// # Ok::<(), headwise_core::AttentionError>(())
/// ```
///
/// # Errors
/// Those of [`Dims::from_shapes`]; `shape-mismatch` when q has another length than k, or decay, beta or
/// state do not have the shapes that [`LinearOptions`] says; `bad-setting` for a scale that is not finite;
/// `too-large` when the state overflows.
pub fn linear_attention<T: Real>(
    q: ArrayView4<'_, T>,
    k: ArrayView4<'_, T>,
    v: ArrayView4<'_, T>,
    options: &LinearOptions<'_, T>,
) -> Result<LinearRun<T>, AttentionError> {
    let dims = Dims::from_shapes(q.shape(), k.shape(), v.shape())?;
    let gates = Gates::read(&dims, options)?;
    let scale = scale(&dims, options)?;
    let mut run = LinearRun {
        out: Array4::zeros(dims.out_shape()),
        state: first_state(&dims, options)?,
    };
    for b in 0..dims.batch {
        for g in 0..dims.kv_heads {
            let mut state = run.state.view_mut();
            let mut state = state.index_axis_mut(Axis(0), b).index_axis_move(Axis(0), g);
            for t in 0..dims.kv_len {
                let at = [b, g, t];
                if let Some(decay) = &gates.decay {
                    forget(&mut state, row(decay, at));
                }
                let beta = gates.beta.map(|beta| beta[at]);
                write(&mut state, row(&k, at), row(&v, at), beta);
                for h in (0..dims.heads).filter(|&h| dims.kv_head(h) == g) {
                    let query = row(&q, [b, h, t]);
                    let mut out = row_mut(run.out.view_mut(), [b, h, t]);
                    for (&x, row) in query.iter().zip(state.rows()) {
                        add_scaled(&mut out, scale * x, row);
                    }
                }
            }
        }
    }
    Ok(run)
}

/// Each row of the state shrinks by its own factor.
fn forget<T: Real>(state: &mut ArrayViewMut2<'_, T>, decay: ArrayView1<'_, T>) {
    for (mut row, &g) in state.rows_mut().into_iter().zip(decay) {
        let stays = g.exp();
        row.mapv_inplace(|x| x * stays);
    }
}

/// Adds `k w^T`, where w is v, or with beta the part of it that the state does not give for k yet.
fn write<T: Real>(
    state: &mut ArrayViewMut2<'_, T>,
    k: ArrayView1<'_, T>,
    v: ArrayView1<'_, T>,
    beta: Option<T>,
) {
    let mut written = v.to_owned();
    if let Some(beta) = beta {
        for (&x, row) in k.iter().zip(state.rows()) {
            add_scaled(&mut written, -x, row);
        }
        written.mapv_inplace(|x| beta * x);
    }
    for (&x, mut row) in k.iter().zip(state.rows_mut()) {
        add_scaled(&mut row, x, &written);
    }
}

/// Decay and beta of every token.
struct Gates<'a, T> {
    decay: Option<ArrayView4<'a, T>>,
    beta: Option<ArrayView3<'a, T>>,
}

impl<'a, T: Real> Gates<'a, T> {
    fn read(dims: &Dims, options: &'a LinearOptions<'_, T>) -> Result<Self, AttentionError> {
        let Dims {
            batch,
            kv_heads,
            kv_len,
            head_dim,
            ..
        } = *dims;
        if dims.q_len != kv_len {
            let message = "every token has a query and a key";
            return Err(mismatch(&[dims.q_len], &[kv_len], message));
        }
        let (wide, narrow) = (
            [batch, kv_heads, kv_len, head_dim],
            [batch, kv_heads, kv_len],
        );
        let decay = options.decay.as_ref().map(|decay| {
            let message = "the decay must broadcast to [batch, kv_heads, len, head_dim]";
            decay
                .broadcast(wide)
                .ok_or_else(|| mismatch(decay.shape(), &wide, message))
        });
        let beta = options.beta.as_ref().map(|beta| {
            let message = "beta must broadcast to [batch, kv_heads, len]";
            beta.broadcast(narrow)
                .ok_or_else(|| mismatch(beta.shape(), &narrow, message))
        });
        Ok(Self {
            decay: decay.transpose()?,
            beta: beta.transpose()?,
        })
    }
}

fn scale<T: Real>(dims: &Dims, options: &LinearOptions<'_, T>) -> Result<T, AttentionError> {
    match options.scale {
        None => Ok(T::from_f64(1.0 / (dims.head_dim as f64).sqrt())),
        Some(scale) if scale.is_finite() => Ok(scale),
        Some(_) => Err(AttentionError::new(
            ErrorCode::BadSetting,
            OPERATION,
            &[],
            &[],
            "the scale must be finite",
        )),
    }
}

fn first_state<T: Real>(
    dims: &Dims,
    options: &LinearOptions<'_, T>,
) -> Result<Array4<T>, AttentionError> {
    let shape = [dims.batch, dims.kv_heads, dims.head_dim, dims.value_dim];
    crate::dims::check_size(OPERATION, &shape)?;
    match &options.state {
        None => Ok(Array4::zeros(shape)),
        Some(state) if state.shape() == shape => Ok(state.to_owned()),
        Some(state) => {
            let message = "the state must be [batch, kv_heads, head_dim, value_dim]";
            Err(mismatch(state.shape(), &shape, message))
        }
    }
}

fn mismatch(left: &[usize], right: &[usize], message: &str) -> AttentionError {
    AttentionError::new(ErrorCode::ShapeMismatch, OPERATION, left, right, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array3, Slice};

    /// Numbers that repeat nowhere near, of about 1.
    fn numbers(shape: [usize; 4], seed: f64) -> Array4<f64> {
        let mut at = seed;
        Array4::from_shape_simple_fn(shape, || {
            at += 1.0;
            (at * at * 0.37).sin()
        })
    }

    fn tokens(array: &Array4<f64>, from: usize, to: usize) -> ArrayView4<'_, f64> {
        array.slice_axis(Axis(2), Slice::from(from..to))
    }

    fn close(left: &Array4<f64>, right: &Array4<f64>) -> bool {
        left.shape() == right.shape() && left.iter().zip(right).all(|(a, b)| (a - b).abs() < 1e-12)
    }

    #[test]
    fn without_gates_it_is_attention_without_the_softmax() {
        let (q, k, v) = (
            numbers([2, 4, 5, 3], 0.0),
            numbers([2, 2, 5, 3], 1.5),
            numbers([2, 2, 5, 2], 7.5),
        );
        let run =
            linear_attention(q.view(), k.view(), v.view(), &LinearOptions::default()).unwrap();
        let expected = Array4::from_shape_fn([2, 4, 5, 2], |(b, h, i, c)| {
            let seen = (0..=i).map(|j| {
                let product: f64 = (0..3).map(|d| q[[b, h, i, d]] * k[[b, h / 2, j, d]]).sum();
                product * v[[b, h / 2, j, c]] / 3.0_f64.sqrt()
            });
            seen.sum()
        });
        assert!(close(&run.out, &expected));
    }

    #[test]
    fn a_text_in_two_parts_is_the_whole_text() {
        let (q, k, v) = (
            numbers([1, 2, 7, 4], 0.0),
            numbers([1, 2, 7, 4], 2.5),
            numbers([1, 2, 7, 3], 4.5),
        );
        let decay = numbers([1, 2, 7, 4], 6.5).mapv(|x| -x.abs());
        let beta = Array3::from_shape_fn([1, 2, 7], |(_, g, t)| 0.1 + 0.1 * (g + t) as f64);
        let run = |from: usize, to: usize, state: Option<&Array4<f64>>| {
            let beta = beta.slice_axis(Axis(2), Slice::from(from..to));
            let options = LinearOptions {
                decay: Some(tokens(&decay, from, to)),
                beta: Some(beta),
                state: state.map(|state| state.view()),
                scale: Some(0.5),
            };
            let [q, k, v] = [&q, &k, &v].map(|array| tokens(array, from, to));
            linear_attention(q, k, v, &options).unwrap()
        };
        let whole = run(0, 7, None);
        let first = run(0, 3, None);
        let second = run(3, 7, Some(&first.state));
        assert!(close(&second.state, &whole.state));
        assert!(close(&second.out, &tokens(&whole.out, 3, 7).to_owned()));
        assert!(close(&first.out, &tokens(&whole.out, 0, 3).to_owned()));
    }

    #[test]
    fn a_token_forgets_before_it_writes() {
        let ones = Array4::<f64>::ones([1, 1, 3, 1]);
        let half = Array4::from_elem([1, 1, 1, 1], 0.5_f64.ln());
        let gated = LinearOptions {
            decay: Some(half.view()),
            ..LinearOptions::default()
        };
        let run = linear_attention(ones.view(), ones.view(), ones.view(), &gated).unwrap();
        assert!(close(
            &run.out,
            &Array4::from_shape_vec([1, 1, 3, 1], vec![1.0, 1.5, 1.75]).unwrap()
        ));
        // The delta rule corrects what has stayed, which is half of the 1 that was written.
        let all = Array3::ones([1, 1, 1]);
        let both = LinearOptions {
            beta: Some(all.view()),
            ..gated
        };
        let run = linear_attention(ones.view(), ones.view(), ones.view(), &both).unwrap();
        assert!(close(&run.out, &ones));
    }

    #[test]
    fn shapes_and_settings_that_do_not_fit_are_refused() {
        let x = Array4::<f64>::ones([1, 2, 3, 4]);
        let code = |options: &LinearOptions<'_, f64>| {
            linear_attention(x.view(), x.view(), x.view(), options)
                .unwrap_err()
                .code()
        };
        let (wide, beta) = (Array4::ones([1, 2, 3, 5]), Array3::ones([1, 2, 4]));
        let none = LinearOptions::default;
        assert_eq!(
            code(&LinearOptions {
                decay: Some(wide.view()),
                ..none()
            }),
            ErrorCode::ShapeMismatch
        );
        assert_eq!(
            code(&LinearOptions {
                beta: Some(beta.view()),
                ..none()
            }),
            ErrorCode::ShapeMismatch
        );
        assert_eq!(
            code(&LinearOptions {
                state: Some(wide.view()),
                ..none()
            }),
            ErrorCode::ShapeMismatch
        );
        assert_eq!(
            code(&LinearOptions {
                scale: Some(f64::NAN),
                ..none()
            }),
            ErrorCode::BadSetting
        );
        let short = tokens(&x, 0, 2);
        let error = linear_attention(short, x.view(), x.view(), &none()).unwrap_err();
        assert_eq!(
            (error.code(), error.operation),
            (ErrorCode::ShapeMismatch, OPERATION)
        );
    }

    #[test]
    fn nothing_of_anything_is_nothing() {
        for shape in [[0, 2, 3, 4], [1, 2, 0, 4], [1, 2, 3, 0]] {
            let x = Array4::<f64>::ones(shape);
            let run =
                linear_attention(x.view(), x.view(), x.view(), &LinearOptions::default()).unwrap();
            assert_eq!((run.out.shape(), run.out.sum()), (shape.as_slice(), 0.0));
        }
    }
}
