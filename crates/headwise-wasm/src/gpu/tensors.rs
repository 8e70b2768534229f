//! Tensors that stay on the device, by the ids that the caller chose.

use crate::failure::Failure;
use headwise_gpu::Tensor;
use std::cell::RefCell;

/// Tensors by id, in the order of the ids: a tree would cost readers more than a list costs calls.
#[derive(Debug, Default)]
pub(super) struct Tensors(RefCell<Vec<(u32, Tensor)>>);

impl Tensors {
    /// The tensor of that id: the same memory.
    ///
    /// # Errors
    /// `tensor-lost` when there is none.
    pub(super) fn get(&self, operation: &'static str, id: u32) -> Result<Tensor, Failure> {
        let own = self.0.borrow();
        match place(&own, id) {
            Ok(place) => Ok(own[place].1.clone()),
            Err(_) => {
                let message = format!("this instance holds no tensor {id}");
                Err(Failure::new("tensor-lost", operation, message))
            }
        }
    }

    pub(super) fn insert(&self, id: u32, tensor: Tensor) {
        let mut own = self.0.borrow_mut();
        match place(&own, id) {
            Ok(place) => own[place].1 = tensor,
            Err(place) => own.insert(place, (id, tensor)),
        }
    }

    pub(super) fn remove(&self, id: u32) {
        let mut own = self.0.borrow_mut();
        if let Ok(place) = place(&own, id) {
            own.remove(place);
        }
    }

    pub(super) fn clear(&self) {
        self.0.borrow_mut().clear();
    }

    pub(super) fn len(&self) -> usize {
        self.0.borrow().len()
    }
}

/// Where the tensor of that id is, or would be.
fn place(own: &[(u32, Tensor)], id: u32) -> Result<usize, usize> {
    own.binary_search_by_key(&id, |&(own, _)| own)
}
