//! The properties that every backend has, on the GPU.

use headwise_cases::properties::{self, Property};
use headwise_cases::{Subject, Tiles, tolerance};

use crate::flash::answer;
use crate::support::engine;

#[track_caller]
fn has(property: Property) {
    let Some(engine) = engine() else { return };
    let subject = Subject {
        attention: &|inputs| Ok(answer(&engine, inputs)),
        tiles: Tiles::GPU,
        tolerance: tolerance::SHADER,
        cases: 60,
    };
    if let Err(failure) = property(&subject) {
        panic!("{failure}");
    }
}

macro_rules! on_the_gpu {
    ($property:ident) => {
        #[test]
        fn $property() {
            has(properties::$property);
        }
    };
}

headwise_cases::every_property!(on_the_gpu);
