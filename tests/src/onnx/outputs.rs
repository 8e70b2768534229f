//! What an adapter gives.

use crate::tensor::ElementType;
use crate::tolerance::{EXACT, Tolerance, for_output};
use ndarray::ArrayD;

/// The outputs of an operator by slot; `None` where one was not asked for.
pub(super) type Outputs = Vec<Option<Produced>>;

/// An output of a node.
pub(super) struct Produced {
    pub(super) values: ArrayD<f64>,
    origin: Origin,
}

/// How an output came about, which decides how close it has to be.
enum Origin {
    /// Copied from inputs.
    Copied,
    /// Computed; after a softmax with the type that it is to run in, where the node states one.
    Computed { softmax: Option<ElementType> },
}

impl Produced {
    /// An output that holds inputs unchanged.
    pub(super) fn copied(values: ArrayD<f64>) -> Self {
        Self {
            values,
            origin: Origin::Copied,
        }
    }

    /// An output that was computed; `softmax` as the node states it for what follows a softmax.
    pub(super) fn computed(values: ArrayD<f64>, softmax: Option<ElementType>) -> Self {
        Self {
            values,
            origin: Origin::Computed { softmax },
        }
    }

    /// How close it has to be to expected numbers of type `element`, in a case that states `stated`.
    pub(super) fn tolerance(&self, stated: Tolerance, element: ElementType) -> Tolerance {
        match self.origin {
            Origin::Copied => EXACT,
            Origin::Computed { softmax } => for_output(stated, element, softmax),
        }
    }
}
