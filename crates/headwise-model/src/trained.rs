//! What a build knows besides drawn weights, heads computed as a whole and a text that is read at once.
//!
//! Values of these types are part of whatever there is for the sake of trained models, of tiles or of decoding.
//! Builds without the feature have no value of the type, and so the compiler leaves out all that would
//! need one: a page that shows less loads less.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

macro_rules! known_with {
    ($feature:literal, $name:ident, $what:literal) => {
        #[doc = $what]
        #[cfg(feature = $feature)]
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name(());

        #[doc = $what]
        #[cfg(not(feature = $feature))]
        #[derive(Clone, Copy, Debug)]
        pub(crate) enum $name {}

        impl $name {
            /// The proof, where there is one.
            pub(crate) fn known() -> Option<Self> {
                #[cfg(feature = $feature)]
                return Some(Self(()));
                #[cfg(not(feature = $feature))]
                return None;
            }
        }
    };
}

known_with!("trained", Trained, "That a build runs trained models.");
known_with!("tiles", Tiles, "That a build walks over heads in tiles.");
known_with!(
    "decoding",
    Decoding,
    "That a build decodes texts token by token."
);

/// What there is for the sake of trained models alone. Builds without them hold none, and so leave out
/// even what would end with it.
#[derive(Clone, Debug)]
pub(crate) struct OfTrained<T> {
    #[cfg(feature = "trained")]
    value: T,
    _known: (Trained, PhantomData<T>),
}

impl<T> OfTrained<T> {
    /// Holds a value.
    pub(crate) fn new(value: T, known: Trained) -> Self {
        #[cfg(not(feature = "trained"))]
        drop(value);
        Self {
            #[cfg(feature = "trained")]
            value,
            _known: (known, PhantomData),
        }
    }
}

impl<T> Deref for OfTrained<T> {
    type Target = T;

    fn deref(&self) -> &T {
        #[cfg(feature = "trained")]
        return &self.value;
        #[cfg(not(feature = "trained"))]
        match self._known.0 {}
    }
}

impl<T> DerefMut for OfTrained<T> {
    fn deref_mut(&mut self) -> &mut T {
        #[cfg(feature = "trained")]
        return &mut self.value;
        #[cfg(not(feature = "trained"))]
        match self._known.0 {}
    }
}
