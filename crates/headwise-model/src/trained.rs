//! Whether a build knows trained models.

/// Part of whatever there is for the sake of trained models and of decoding. Builds without the feature
/// `trained` have no value of it, and so the compiler leaves out all that would need one: a page that
/// shows drawn weights loads less.
#[cfg(feature = "trained")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trained(());

/// See above.
#[cfg(not(feature = "trained"))]
#[derive(Clone, Copy, Debug)]
pub(crate) enum Trained {}

impl Trained {
    /// The proof, where there is one.
    #[cfg(feature = "trained")]
    pub(crate) fn known() -> Option<Self> {
        Some(Self(()))
    }

    /// None.
    #[cfg(not(feature = "trained"))]
    pub(crate) fn known() -> Option<Self> {
        None
    }
}
