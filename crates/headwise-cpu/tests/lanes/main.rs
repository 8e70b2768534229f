//! The same properties for the lanes of every build, judged by the reference in f64.
//!
//! One binary, so that it links once. On wasm32 `wasm-bindgen-test-runner` runs it.

mod attention;
mod case;
mod decode;
mod exponential;
mod map;
mod operations;
mod projection;

/// A property that every backend has.
macro_rules! shared_property {
    ($lanes:ident, $property:ident) => {
        #[cfg_attr(not(target_arch = "wasm32"), test)]
        #[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
        fn $property() {
            crate::case::has::<$lanes>(headwise_cases::properties::$property);
        }
    };
}

/// One line gives a type of lanes every property.
macro_rules! properties {
    ($lanes:ident: $($module:ident::{$($property:ident),* $(,)?})*) => {
        #[allow(non_snake_case, reason = "the module is named after the type that it tests")]
        mod $lanes {
            use headwise_cpu::lanes::$lanes;
            $($(
                #[cfg_attr(not(target_arch = "wasm32"), test)]
                #[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
                fn $property() {
                    crate::$module::$property::<$lanes>();
                }
            )*)*
            headwise_cases::every_property!(shared_property, $lanes);
        }
    };
    ($lanes:ident) => {
        properties! { $lanes:
            operations::{
                lanes_do_what_four_numbers_do,
                only_what_is_below_the_bound_becomes_zero,
                low_bits_become_an_exponent,
                sums_are_those_of_each_vector,
            }
            exponential::{
                is_close_over_the_whole_domain,
                is_exact_at_integers,
                keeps_the_ends,
                shifts_by_whole_powers,
                less_one_keeps_small_exponents,
            }
            attention::{blocks_may_run_in_any_order}
            decode::{
                every_width_meets_every_length,
                rows_share_a_head,
                what_is_not_finite_counts_where_it_is_seen,
            }
            map::{
                regions_agree_with_the_definition,
                a_large_region_agrees_with_the_definition,
                rows_without_a_key_weigh_nothing,
                a_map_that_is_none_is_refused,
            }
            projection::{agrees_with_the_formula, splits_and_concatenates_heads, refuses_what_does_not_fit}
        }
    };
}

// Those of the build: the others are another build's.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
properties!(Portable);
#[cfg(all(
    target_arch = "wasm32",
    target_feature = "simd128",
    not(target_feature = "relaxed-simd")
))]
properties!(Simd128);
#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
properties!(Relaxed);
