//! The properties that every backend has, on the GPU.

use headwise_cases::properties::{self, Property};
use headwise_cases::{Subject, Tiles};
use headwise_gpu::Engine;

use crate::flash::answer;
use crate::support::{engine, half_engine, tolerance_of};

#[track_caller]
fn has(property: Property, engine: Option<Engine>, cases: u32) {
    let Some(engine) = engine else { return };
    let subject = Subject {
        attention: &|inputs| Ok(answer(&engine, inputs)),
        tiles: Tiles::GPU,
        tolerance: tolerance_of(engine.limits().precision),
        cases,
    };
    if let Err(failure) = property(&subject) {
        panic!("{failure}");
    }
}

macro_rules! on_the_gpu {
    ($property:ident) => {
        #[test]
        fn $property() {
            has(properties::$property, engine(), 60);
        }
    };
}

headwise_cases::every_property!(on_the_gpu);

/// The same with K and V staged in half precision. Fewer draws will do: most of the kernel is the other's.
mod half {
    use super::*;

    macro_rules! in_half {
        ($property:ident) => {
            #[test]
            fn $property() {
                has(properties::$property, half_engine(), 20);
            }
        };
    }

    headwise_cases::every_property!(in_half);
}
