//! The trace while it is being made.

use crate::cells::{Cells, Kept};
use crate::trained::Trained;
use headwise_core::trace::{Axis, Fact, Role, Rule, Step, TRACE_VERSION, Tensor, Trace};
use ndarray::{Array, Dimension};
use std::collections::HashSet;

/// Collects tensors, steps and facts in the order of computation.
///
/// Numbers are computed in f64 and kept in f32. A stage reads back what was kept, so what it
/// computes follows from the cells that a reader sees, and rounding does not add up over stages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recorder {
    tensors: Vec<Tensor>,
    steps: Vec<Step>,
    facts: Vec<Fact>,
    aside: Option<Aside>,
}

/// A part of the run that is not the one shown: its tensors keep their names behind a prefix, and it
/// has no steps.
#[derive(Clone, Debug)]
struct Aside {
    /// Such as `layer0.`.
    prefix: String,
    /// Where its tensors begin.
    begin: usize,
    /// Only trained models have layers beside the one that is shown.
    _known: Trained,
}

/// What a tensor means, next to its numbers.
pub(crate) struct Meaning<'a> {
    /// Stable name.
    pub(crate) name: &'a str,
    /// As formulas write it, TeX.
    pub(crate) symbol: &'a str,
    /// Its part in the computation.
    pub(crate) role: Role,
    /// What each axis counts, outermost first.
    pub(crate) axes: &'a [&'a str],
    /// How each cell follows from cells recorded before.
    pub(crate) rule: Rule,
}

impl Recorder {
    /// Keeps an array with its meaning. Axes of extent 1 in front that the meaning does not name,
    /// such as the batch, are left out.
    pub(crate) fn tensor(&mut self, meaning: Meaning<'_>, values: &dyn Kept) {
        let (shape, data) = (values.extents(), values.numbers());
        let (unnamed, shape) = shape.split_at(shape.len() - meaning.axes.len());
        assert!(
            unnamed.iter().all(|&extent| extent == 1),
            "`{}` has an axis without a name",
            meaning.name
        );
        let axes = meaning.axes.iter().zip(shape);
        let mut rule = meaning.rule;
        if let Some(Aside { prefix, .. }) = self.aside() {
            // Within, names mean the part's own tensors where it has them.
            rule.rename(
                &|read| match read == meaning.name || self.own(read).is_some() {
                    true => format!("{prefix}{read}"),
                    false => read.to_owned(),
                },
            );
        }
        let name = match self.aside() {
            Some(Aside { prefix, .. }) => format!("{prefix}{}", meaning.name),
            None => meaning.name.to_owned(),
        };
        self.tensors.push(Tensor {
            name,
            symbol: meaning.symbol.to_owned(),
            role: meaning.role,
            axes: axes
                .map(|(&name, &extent)| Axis {
                    name: name.to_owned(),
                    extent,
                })
                .collect(),
            rule,
            data,
        });
    }

    /// The kept numbers of a tensor recorded before, with axes of extent 1 put in front where `D`
    /// has more than were kept.
    pub(crate) fn values<D: Dimension>(&self, name: &str) -> Array<f64, D> {
        let tensor = self.recorded(name);
        let cells = widened(tensor);
        let kept = tensor.shape();
        let mut shape = D::zeros(D::NDIM.unwrap_or(kept.len()));
        let unnamed = shape.ndim() - kept.len();
        for (axis, extent) in shape.slice_mut().iter_mut().enumerate() {
            *extent = if axis < unnamed {
                1
            } else {
                kept[axis - unnamed]
            };
        }
        Array::from_shape_vec(shape, cells).expect("a stage knows the rank of what it reads")
    }

    /// The same as cells.
    pub(crate) fn cells<const N: usize>(&self, name: &str) -> Cells<N> {
        let tensor = self.recorded(name);
        let mut shape = [1; N];
        let unnamed = N - tensor.axes.len();
        for (extent, axis) in shape[unnamed..].iter_mut().zip(&tensor.axes) {
            *extent = axis.extent;
        }
        let numbers = widened(tensor);
        Cells { shape, numbers }
    }

    /// Notes the operation that wrote these tensors. What it read follows from their rules.
    pub(crate) fn step(&mut self, name: &str, writes: &[&str]) {
        if self.aside().is_some() {
            return;
        }
        let mut reads: Vec<String> = Vec::new();
        for rule in writes.iter().map(|&written| &self.recorded(written).rule) {
            for tensor in rule.tensors() {
                if !writes.contains(&tensor) && !reads.iter().any(|read| read == tensor) {
                    reads.push(tensor.to_owned());
                }
            }
        }
        self.steps.push(Step {
            name: name.to_owned(),
            reads,
            writes: writes.iter().map(|&written| written.to_owned()).collect(),
        });
    }

    /// Begins a part that is not shown.
    pub(crate) fn set_aside(&mut self, prefix: String, known: Trained) {
        let begin = self.tensors.len();
        self.aside = Some(Aside {
            prefix,
            begin,
            _known: known,
        });
    }

    /// Ends it, and keeps of its tensors these and all that they were computed from.
    pub(crate) fn keep_of_aside(&mut self, roots: &[&str]) {
        let Some(Aside { prefix, begin, .. }) = self.aside.take() else {
            return;
        };
        let mut needed: HashSet<String> =
            roots.iter().map(|root| format!("{prefix}{root}")).collect();
        let part = self.tensors.split_off(begin);
        // Sources stand before what is computed from them.
        let kept = part.into_iter().rev().filter(|tensor| {
            let is_needed = needed.contains(&tensor.name);
            if is_needed {
                needed.extend(tensor.rule.tensors().into_iter().map(str::to_owned));
            }
            is_needed
        });
        let kept: Vec<Tensor> = kept.collect();
        self.tensors.extend(kept.into_iter().rev());
    }

    /// Notes a scalar of the run and the formula that gave it.
    pub(crate) fn fact(&mut self, name: &str, value: f64, formula: &str) {
        self.facts.push(Fact {
            name: name.to_owned(),
            value,
            formula: formula.to_owned(),
        });
    }

    /// The trace over these tokens, of a model that chooses among these words.
    pub(crate) fn finish(self, tokens: Vec<String>, vocabulary: Vec<String>) -> Trace {
        Trace {
            version: TRACE_VERSION,
            tokens,
            vocabulary,
            facts: self.facts,
            tensors: self.tensors,
            steps: self.steps,
        }
    }

    fn aside(&self) -> Option<&Aside> {
        Trained::known().and(self.aside.as_ref())
    }

    fn recorded(&self, name: &str) -> &Tensor {
        let shown = || self.tensors.iter().find(|tensor| tensor.name == name);
        self.own(name)
            .or_else(shown)
            .expect("a stage reads what an earlier one recorded")
    }

    /// A tensor of the part that is set aside.
    fn own(&self, name: &str) -> Option<&Tensor> {
        let Aside { prefix, begin, .. } = self.aside()?;
        let mut part = self.tensors[*begin..].iter();
        part.find(|tensor| tensor.name.strip_prefix(prefix.as_str()) == Some(name))
    }
}

/// The cells of a tensor in f64, whatever its rank.
fn widened(tensor: &Tensor) -> Vec<f64> {
    tensor.data.iter().map(|&cell| f64::from(cell)).collect()
}
