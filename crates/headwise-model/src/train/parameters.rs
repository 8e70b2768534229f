//! All parameters of a model, or as many gradients, in one vector.

use super::Network;
use super::layout::{Kind, Layout, Slot};
use headwise_core::Real;
use ndarray::{ArrayView1, ArrayView2, ArrayViewD, ArrayViewMut1, ArrayViewMut2, IxDyn};
use std::sync::Arc;

/// One number for each parameter of a [`Network`]: the parameters themselves, their gradients, or what
/// an optimiser keeps of them. They lie in one vector, so that what treats all alike is one loop.
#[derive(Clone, Debug)]
pub struct Parameters<T> {
    layout: Arc<Layout>,
    numbers: Vec<T>,
}

impl<T: Real> Parameters<T> {
    /// A zero for each parameter.
    pub fn zeros(network: &Network) -> Self {
        Self {
            layout: Arc::clone(network.shared_layout()),
            numbers: vec![T::zero(); network.layout().len],
        }
    }

    /// All numbers: tensor after tensor in the order of [`Self::names`], each row-major.
    pub fn numbers(&self) -> &[T] {
        &self.numbers
    }

    /// The same to write to.
    pub fn numbers_mut(&mut self) -> &mut [T] {
        &mut self.numbers
    }

    /// The names of the tensors in a file, without any prefix.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.layout.tensors.iter().map(|(name, _)| name.as_str())
    }

    /// The tensor of that name, shaped as in a file.
    pub fn tensor(&self, name: &str) -> Option<ArrayViewD<'_, T>> {
        let (_, slot) = self.layout.tensors.iter().find(|(own, _)| own == name)?;
        let shape = IxDyn(slot.file_shape());
        ArrayViewD::from_shape(shape, &self.numbers[slot.range()]).ok()
    }

    /// For each tensor in order its name, its numbers' place, and whether it is a matrix.
    pub(super) fn tensors(&self) -> &[(String, Slot)] {
        &self.layout.tensors
    }

    /// A matrix as it is multiplied: maps are `[in, out]`, however the file has them.
    pub(super) fn matrix(&self, slot: Slot) -> ArrayView2<'_, T> {
        let stored = ArrayView2::from_shape(slot.shape, &self.numbers[slot.range()])
            .expect("a slot is as long as its shape");
        match slot.kind {
            Kind::OutIn => stored.reversed_axes(),
            _ => stored,
        }
    }

    /// The same to write to.
    pub(super) fn matrix_mut(&mut self, slot: Slot) -> ArrayViewMut2<'_, T> {
        let stored = ArrayViewMut2::from_shape(slot.shape, &mut self.numbers[slot.range()])
            .expect("a slot is as long as its shape");
        match slot.kind {
            Kind::OutIn => stored.reversed_axes(),
            _ => stored,
        }
    }

    pub(super) fn vector(&self, slot: Slot) -> ArrayView1<'_, T> {
        ArrayView1::from(&self.numbers[slot.range()])
    }

    pub(super) fn vector_mut(&mut self, slot: Slot) -> ArrayViewMut1<'_, T> {
        ArrayViewMut1::from(&mut self.numbers[slot.range()])
    }
}
