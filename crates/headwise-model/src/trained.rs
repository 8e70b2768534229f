//! What a build knows besides drawn weights and a text that is read at once.
//!
//! Values of these types are part of whatever there is for the sake of trained models, or of decoding.
//! Builds without the feature have no value of the type, and so the compiler leaves out all that would
//! need one: a page that shows less loads less.

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
known_with!(
    "decoding",
    Decoding,
    "That a build decodes texts token by token."
);
