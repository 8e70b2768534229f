//! What holds for attention on every backend.
//!
//! A property takes a [`Subject`](crate::Subject) and gives a line on what does not hold, if anything
//! does not. [`every_property`](crate::every_property) lists them all, so that one that is added is
//! tested everywhere.

mod agreement;
mod hidden;
mod invariance;
mod parts;
mod special;

pub use agreement::{
    agrees_when_decoding, agrees_where_lengths_break_tiles, agrees_where_widths_break_vectors,
    agrees_with_the_reference, long_rows_stay_accurate, scores_may_be_huge,
};
pub use hidden::{
    a_mask_of_least_numbers_hides_nothing, rows_that_see_nothing_are_zero,
    what_is_hidden_is_not_read,
};
pub use invariance::{
    a_shift_of_every_score_moves_only_the_lse, grouped_queries_equal_repeated_keys,
    keys_permuted_with_their_values_change_nothing, what_follows_changes_no_causal_prefix,
};
pub use parts::{keys_in_parts_merge_to_the_whole, queries_in_parts_equal_the_whole};
pub use special::{
    a_nan_bias_makes_its_rows_nan, a_softcap_makes_infinite_scores_finite,
    a_visible_nan_makes_its_row_nan, an_infinite_score_is_nan_or_hides_its_key,
    infinite_values_stay_infinite,
};

/// A property, as [`list`] holds it.
pub type Property = fn(&crate::Subject<'_>) -> Result<(), String>;

/// Expands `$one! { name }`, or `$one! { extra..., name }`, for each property.
#[macro_export]
macro_rules! every_property {
    ($one:ident $(, $extra:tt)*) => {
        $crate::every_property! { @ $one [$($extra,)*]
            agrees_with_the_reference
            agrees_where_lengths_break_tiles
            agrees_where_widths_break_vectors
            agrees_when_decoding
            long_rows_stay_accurate
            scores_may_be_huge
            keys_permuted_with_their_values_change_nothing
            a_shift_of_every_score_moves_only_the_lse
            grouped_queries_equal_repeated_keys
            what_follows_changes_no_causal_prefix
            queries_in_parts_equal_the_whole
            keys_in_parts_merge_to_the_whole
            rows_that_see_nothing_are_zero
            what_is_hidden_is_not_read
            a_mask_of_least_numbers_hides_nothing
            a_visible_nan_makes_its_row_nan
            infinite_values_stay_infinite
            an_infinite_score_is_nan_or_hides_its_key
            a_nan_bias_makes_its_rows_nan
            a_softcap_makes_infinite_scores_finite
        }
    };
    (@ $one:ident $extra:tt $($name:ident)*) => {
        $( $crate::every_property! { @@ $one $extra $name } )*
    };
    (@@ $one:ident [$($extra:tt)*] $name:ident) => {
        $one! { $($extra)* $name }
    };
}

/// Every property with its name, for whoever runs them without a test of its own for each.
pub fn list() -> Vec<(&'static str, Property)> {
    let mut list: Vec<(&'static str, Property)> = Vec::new();
    macro_rules! push {
        ($name:ident) => {
            list.push((stringify!($name), $name));
        };
    }
    every_property!(push);
    list
}

#[cfg(test)]
mod tests;
