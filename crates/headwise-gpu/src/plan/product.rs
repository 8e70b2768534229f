//! The plans of the projections: into heads, and from heads through W_O.

use headwise_core::{AttentionError, ErrorCode};

use super::operands::word;
use super::{Dispatch, Limits, Plan, Source};
use crate::error::GpuError;
use crate::shaders::project_heads::QUADS_PER_THREAD;
use crate::shaders::{Product, Shader, join_heads, project_heads};

/// How a product is cut; the names are those of the shaders' overrides.
const THREADS_X: u32 = 8;
const THREADS_Y: u32 = 4;
const DEPTH: u32 = 16;

/// Vectors of the stage: A, four rows to a vector and a row of them padded by one, beside W, four terms
/// to a vector.
const STAGE: u32 = DEPTH * (QUADS_PER_THREAD * (THREADS_X + THREADS_Y) + 1);

/// `x [batch, n, d_in]` times `w [d_in, heads * d]` plus `bias [heads * d]`, written as
/// `[batch, heads, n, d]`. Operands: x, w and, where `has_bias`, the bias. The result is the plan's
/// only one; its shape is returned.
///
/// # Errors
/// `refused`: `shape-mismatch` when x has not three axes, w not two, or w's rows are not x's columns;
/// `heads-do-not-divide` when `heads` does not divide w's columns. `limits-too-low`.
pub fn project_heads(
    x: &[usize],
    w: &[usize],
    heads: usize,
    has_bias: bool,
    limits: &Limits,
) -> Result<(Plan, [usize; 4]), GpuError> {
    let (&[batch, n, inner], &[w_rows, columns]) = (x, w) else {
        return Err(mismatch(
            "project",
            x,
            w,
            "x must have three axes and w two",
        ));
    };
    if w_rows != inner {
        return Err(mismatch(
            "project",
            x,
            w,
            "the columns of x must be the rows of w",
        ));
    }
    if heads == 0 || !columns.is_multiple_of(heads) {
        let (code, message) = (
            ErrorCode::HeadsDoNotDivide,
            "the heads must divide the columns of w",
        );
        return Err(AttentionError::new(code, "project", w, &[heads], message).into());
    }
    let head_dim = columns / heads;
    let product = Product {
        rows: word(batch * n),
        inner: word(inner),
        columns: word(columns),
        len: word(n),
        heads: word(heads),
        head_dim: word(head_dim),
        has_bias: u32::from(has_bias),
    };
    let plan = plan(&project_heads::SHADER, product, "project", limits)?;
    Ok((plan, [batch, heads, n, head_dim]))
}

/// `heads [batch, h, n, d]`, concatenated to `[batch, n, h d]`, times `w [h d, d_out]` plus
/// `bias [d_out]`. Operands, result and errors are as those of [`project_heads()`].
///
/// # Errors
/// As [`project_heads()`].
pub fn join_heads(
    heads: &[usize],
    w: &[usize],
    has_bias: bool,
    limits: &Limits,
) -> Result<(Plan, [usize; 3]), GpuError> {
    let (&[batch, count, n, head_dim], &[w_rows, columns]) = (heads, w) else {
        return Err(mismatch(
            "concat",
            heads,
            w,
            "the heads must have four axes and w two",
        ));
    };
    if w_rows != count * head_dim {
        let message = "the heads side by side must be as wide as w has rows";
        return Err(mismatch("concat", heads, w, message));
    }
    let product = Product {
        rows: word(batch * n),
        inner: word(w_rows),
        columns: word(columns),
        len: word(n),
        heads: word(count),
        head_dim: word(head_dim),
        has_bias: u32::from(has_bias),
    };
    let plan = plan(&join_heads::SHADER, product, "concat", limits)?;
    Ok((plan, [batch, n, columns]))
}

fn plan(
    shader: &'static Shader,
    product: Product,
    operation: &'static str,
    limits: &Limits,
) -> Result<Plan, GpuError> {
    let [rows, inner, columns] =
        [product.rows, product.inner, product.columns].map(|size| size as usize);
    let mut plan = Plan::new();
    let uniform = plan.data("product", product.words().to_vec());
    let a = plan.buffer("a", rows * inner, Source::Operand(0));
    let w = plan.buffer("w", inner * columns, Source::Operand(1));
    let bias = if product.has_bias == 1 {
        plan.buffer("bias", columns, Source::Operand(2))
    } else {
        plan.data("bias", Vec::new())
    };
    let out = plan.result("out", rows * columns);
    if rows * columns > 0 {
        let tiles = |size: usize, threads: u32| {
            word(size.div_ceil((4 * QUADS_PER_THREAD * threads) as usize))
        };
        plan.dispatches.push(Dispatch {
            shader,
            overrides: vec![
                ("THREADS_X", THREADS_X),
                ("THREADS_Y", THREADS_Y),
                ("DEPTH", DEPTH),
                ("STAGE", STAGE),
            ],
            bindings: vec![uniform, a, w, bias, out],
            groups: [tiles(columns, THREADS_X), tiles(rows, THREADS_Y), 1],
        });
    }
    limits.check(operation, &plan)?;
    Ok(plan)
}

fn mismatch(operation: &'static str, left: &[usize], right: &[usize], message: &str) -> GpuError {
    AttentionError::new(ErrorCode::ShapeMismatch, operation, left, right, message).into()
}
