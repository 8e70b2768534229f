//! The numbers of a problem.

use headwise_core::draw::draw;
use headwise_core::reference::{self, Intermediates};
use headwise_core::{Dims, Mask, Options, Real};
use ndarray::{Array, Array4, ArrayD, IxDyn, ShapeBuilder};

use crate::{Case, MaskKind};

/// q, k, v and the options of one call.
#[derive(Clone, Debug)]
pub struct Inputs<T: 'static> {
    /// `[batch, heads, q_len, head_dim]`.
    pub q: Array4<T>,
    /// `[batch, kv_heads, kv_len, head_dim]`.
    pub k: Array4<T>,
    /// `[batch, kv_heads, kv_len, value_dim]`.
    pub v: Array4<T>,
    /// The cells of a boolean mask.
    pub boolean: Option<ArrayD<bool>>,
    /// The cells of an additive mask; where both are given, the boolean one counts.
    pub additive: Option<ArrayD<T>>,
    /// The options but for the mask.
    pub settings: Options<'static, T>,
}

impl Case {
    /// Its numbers in f32, in which most backends compute.
    pub fn inputs(&self) -> Inputs<f32> {
        self.drawn()
    }

    /// The same draws without rounding to f32.
    pub fn double(&self) -> Inputs<f64> {
        self.drawn()
    }

    fn drawn<T: Real>(&self) -> Inputs<T> {
        let kv = |dim| (self.batch, self.kv_heads, self.kv_len, dim);
        let mask = |boolean| self.mask.filter(|mask| mask.boolean == boolean);
        let q: Array4<T> = random(
            (self.batch, self.heads(), self.q_len, self.head_dim),
            self.seed,
            0,
        );
        Inputs {
            q: q * T::from_f64(self.heat.into()),
            k: random(kv(self.head_dim), self.seed, 1),
            v: random(kv(self.value_dim), self.seed, 2),
            boolean: mask(true).map(|kind| self.mask_cells(kind).mapv(|x| x > -0.3)),
            additive: mask(false).map(|kind| {
                self.mask_cells(kind).mapv(|x| match x < -0.7 {
                    true => T::neg_infinity(),
                    false => T::from_f64(x),
                })
            }),
            settings: self.settings(),
        }
    }

    fn settings<T: Real>(&self) -> Options<'static, T> {
        let entries = if self.stagger == 0 { 1 } else { self.batch };
        let number = |x: f32| T::from_f64(x.into());
        Options {
            causal: self.causal,
            offset: self
                .offset
                .map(|_| (0..entries).map(|b| self.position(b)).collect()),
            window: self.window,
            sinks: self.sinks,
            mask: None,
            kv_lengths: self
                .padded
                .then(|| (0..self.batch).map(|b| self.valid(b)).collect()),
            scale: self.scale.map(number),
            softcap: self.softcap.map(number),
        }
    }

    fn mask_cells(&self, kind: MaskKind) -> ArrayD<f64> {
        let [batch, heads, queries] = kind.stretched;
        let pick = |stretched, size| if stretched { 1 } else { size };
        let full = [
            pick(batch, self.batch),
            pick(heads, self.heads()),
            pick(queries, self.q_len),
            self.kv_len.saturating_sub(kind.missing),
        ];
        random(IxDyn(&full[4 - kind.rank..]), self.seed, 3)
    }
}

impl<T: Real> Inputs<T> {
    /// The sizes of the problem.
    ///
    /// # Panics
    /// When a test has put arrays together that do not fit.
    pub fn dims(&self) -> Dims {
        Dims::from_shapes(self.q.shape(), self.k.shape(), self.v.shape())
            .expect("arrays of one problem")
    }

    /// The options, mask and all.
    pub fn options(&self) -> Options<'_, T> {
        let boolean = self.boolean.as_ref().map(|mask| Mask::Boolean(mask.view()));
        let additive = || {
            let cells = self.additive.as_ref()?;
            Some(Mask::Additive(cells.view()))
        };
        Options {
            mask: boolean.or_else(additive),
            ..self.settings.clone()
        }
    }

    /// q, k and v as row-major slices.
    ///
    /// # Panics
    /// When a test has put in an array that is not in standard layout.
    pub fn operands(&self) -> [&[T]; 3] {
        [&self.q, &self.k, &self.v].map(|x| x.as_slice().expect("standard layout"))
    }

    /// The same numbers in f64.
    pub fn widen(&self) -> Inputs<f64> {
        let wide = |x: &Array4<T>| x.mapv(Real::to_f64);
        let settings = &self.settings;
        Inputs {
            q: wide(&self.q),
            k: wide(&self.k),
            v: wide(&self.v),
            boolean: self.boolean.clone(),
            additive: self.additive.as_ref().map(|mask| mask.mapv(Real::to_f64)),
            settings: Options {
                causal: settings.causal,
                offset: settings.offset.clone(),
                window: settings.window,
                sinks: settings.sinks,
                mask: None,
                kv_lengths: settings.kv_lengths.clone(),
                scale: settings.scale.map(Real::to_f64),
                softcap: settings.softcap.map(Real::to_f64),
            },
        }
    }

    /// The reference in f64 on the same numbers, so that only the arithmetic differs.
    ///
    /// # Panics
    /// When the problem is none that the reference takes.
    pub fn expected(&self) -> Intermediates<f64> {
        let wide = self.widen();
        reference::attention(wide.q.view(), wide.k.view(), wide.v.view(), &wide.options())
            .expect("a problem that is in order")
    }
}

/// Numbers with mean 0 and variance 1, at most `2 sqrt(3)` in magnitude, that depend on nothing but
/// their arguments.
pub fn random<T: Real, Sh: ShapeBuilder>(shape: Sh, seed: u32, stream: u32) -> Array<T, Sh::Dim> {
    let mut counter = 0;
    Array::from_shape_simple_fn(shape, || {
        counter += 1;
        T::from_f64(draw(seed, stream, counter))
    })
}
