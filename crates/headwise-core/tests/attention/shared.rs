//! The properties that every backend has, on the reference and the tile loop in f32.

use headwise_cases::{Answer, Inputs, Subject, Tiles, properties, tolerance};
use headwise_core::reference;
use headwise_core::tiled::{self, TileSizes};

/// Sides that the small tiles below end at.
const TILES: Tiles = Tiles {
    rows: &[3, 12],
    columns: &[4, 16],
    widths: &[8],
};

fn by_the_formula(inputs: &Inputs<f32>) -> Result<Answer, String> {
    let (q, k, v) = (inputs.q.view(), inputs.k.view(), inputs.v.view());
    let run = reference::attention(q, k, v, &inputs.options()).map_err(|e| e.to_string())?;
    Ok(Answer {
        out: run.out.iter().copied().collect(),
        lse: run.lse.iter().copied().collect(),
    })
}

fn in_tiles(inputs: &Inputs<f32>) -> Result<Answer, String> {
    let (q, k, v) = (inputs.q.view(), inputs.k.view(), inputs.v.view());
    let sizes = TileSizes { rows: 3, cols: 4 };
    let run = tiled::attention(q, k, v, &inputs.options(), sizes, &mut ());
    let (out, lse) = run.map_err(|error| error.to_string())?;
    Ok(Answer {
        out: out.iter().copied().collect(),
        lse: lse.iter().copied().collect(),
    })
}

macro_rules! test_on {
    ($backend:ident, $property:ident) => {
        #[test]
        fn $property() {
            let subject = Subject {
                attention: &super::$backend,
                tiles: super::TILES,
                tolerance: super::tolerance::SINGLE,
                cases: 400,
            };
            if let Err(failure) = super::properties::$property(&subject) {
                panic!("{failure}");
            }
        }
    };
}

mod the_reference {
    use super::Subject;
    headwise_cases::every_property!(test_on, by_the_formula);
}

mod the_tile_loop {
    use super::Subject;
    headwise_cases::every_property!(test_on, in_tiles);
}
