//! The kernels of `headwise_cpu`, as a model asks for them.

use headwise_core::{Dims, Options};
use headwise_cpu::Projection;
use headwise_model::transformer::{Kernels, Linear, Map, ModelError};
use ndarray::{Array, Array2, Array4, ArrayView, ArrayView2, ArrayView4, CowArray, Dimension};

/// Packs the maps of a model once, and lays keys and values out row by row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cpu;

impl Kernels for Cpu {
    fn linear(&self, map: Map) -> Result<Box<dyn Linear>, ModelError> {
        let (d_in, d_out) = map.weight.dim();
        let weight = row_major(map.weight.view());
        let bias = map.bias.map(|bias| bias.to_vec());
        let projection = Projection::new(cells(&weight), [d_in, d_out], bias.as_deref(), 1)?;
        Ok(Box::new(Packed { projection, d_out }))
    }

    fn attention(
        &self,
        q: ArrayView4<'_, f32>,
        k: ArrayView4<'_, f32>,
        v: ArrayView4<'_, f32>,
        options: &Options<'_, f32>,
    ) -> Result<Array4<f32>, ModelError> {
        let dims = Dims::from_shapes(q.shape(), k.shape(), v.shape())?;
        let [q, k, v] = [row_major(q), row_major(k), row_major(v)];
        let (out, _) = headwise_cpu::attention(dims, cells(&q), cells(&k), cells(&v), options)?;
        Ok(shaped(dims.out_shape(), out))
    }
}

struct Packed {
    projection: Projection,
    d_out: usize,
}

impl Linear for Packed {
    fn apply(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f32>, ModelError> {
        let rows = x.nrows();
        let image = self.projection.apply(cells(&row_major(x)), [1, 1, rows])?;
        Ok(shaped([rows, self.d_out], image))
    }
}

fn row_major<D: Dimension>(view: ArrayView<'_, f32, D>) -> CowArray<'_, f32, D> {
    if view.is_standard_layout() {
        return view.into();
    }
    view.as_standard_layout().into_owned().into()
}

fn cells<'a, D: Dimension>(array: &'a CowArray<'_, f32, D>) -> &'a [f32] {
    array.as_slice().expect("it was made row-major")
}

fn shaped<const N: usize, D: Dimension>(shape: [usize; N], cells: Vec<f32>) -> Array<f32, D>
where
    [usize; N]: ndarray::IntoDimension<Dim = D>,
{
    Array::from_shape_vec(shape, cells).expect("a kernel fills the shape that it was asked for")
}
