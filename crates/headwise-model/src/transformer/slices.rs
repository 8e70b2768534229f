//! A model on kernels that take row-major slices.

use super::{Kernels, Linear, Map, ModelError};
use headwise_core::{Dims, Options, SliceKernels, SliceMap};
use ndarray::{Array, Array2, Array4, ArrayView, ArrayView2, ArrayView4, CowArray, Dimension};

/// Prepares the maps of a model once, and lays keys and values out row by row where they lie apart, as
/// in a cache with room to grow.
#[derive(Clone, Copy, Debug, Default)]
pub struct Slices<K>(
    /// What computes.
    pub K,
);

impl<K: SliceKernels> Kernels for Slices<K> {
    fn linear(&self, map: Map) -> Result<Box<dyn Linear>, ModelError> {
        let (d_in, d_out) = map.weight.dim();
        let weight = row_major(map.weight.view());
        let bias = map.bias.map(|bias| bias.to_vec());
        let map = self.0.map(cells(&weight), [d_in, d_out], bias.as_deref())?;
        Ok(Box::new(Prepared { map, d_out }))
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
        let out = self
            .0
            .attention(dims, cells(&q), cells(&k), cells(&v), options)?;
        Ok(shaped(dims.out_shape(), out))
    }
}

struct Prepared<M> {
    map: M,
    d_out: usize,
}

impl<M: SliceMap> Linear for Prepared<M> {
    fn apply(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f32>, ModelError> {
        let rows = x.nrows();
        let image = self.map.apply(cells(&row_major(x)), rows)?;
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
