//! One head once more, tile by tile: FlashAttention's walk, with the state of every row after every
//! tile (Dao 2023, section 3.1), the same keys shared out among workers for one query, and one row
//! under numeric strain.

mod bytes;
mod facts;
mod split;
mod states;
mod strain;
mod walk;

use super::keep;
use crate::cells::Cells;
use crate::layer::Layer;
use crate::recorder::Recorder;
use crate::request::TileRequest;
use headwise_core::trace::Comparison;
use headwise_core::trace::build::{Formula, Place, fixed, maximum, number, read, select, var};
use headwise_core::{AttentionError, Dims};
use ndarray::Array4;
use walk::{Walk, walk};

/// Records the walk; nothing unless one is asked for.
pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let Some(tiles) = layer.tiles else {
        return Ok(());
    };
    let plan = Plan { layer, tiles };
    let walk = walk(&plan, recorder)?;
    states::record(&plan, &walk, recorder);
    split::record(&plan, recorder);
    strain::record(&plan, recorder);
    bytes::record(&plan, &walk, recorder)?;
    facts::record(&plan, &walk, recorder)
}

/// What is walked over.
struct Plan<'a> {
    layer: &'a Layer,
    tiles: TileRequest,
}

impl Plan<'_> {
    /// n, which is m.
    fn tokens(&self) -> usize {
        self.layer.tokens()
    }

    /// Tiles of queries.
    fn query_tiles(&self) -> usize {
        self.tokens().div_ceil(self.tiles.rows)
    }

    /// Tiles of keys.
    fn key_tiles(&self) -> usize {
        self.tokens().div_ceil(self.tiles.columns)
    }

    /// The one head alone.
    fn dims(&self) -> Result<Dims, AttentionError> {
        let shape = [1, 1, self.tokens(), self.layer.head_dim()];
        Dims::from_shapes(&shape, &shape, &shape)
    }

    /// The key head that the head reads.
    fn kv_head(&self) -> usize {
        self.tiles.head / self.layer.group()
    }

    /// The masked score of the head at query `i` and key `j`.
    fn score(&self, i: Place, j: Place) -> Formula {
        read("masked", [fixed(self.tiles.head), i, j])
    }

    /// Feature `d` of the value at key `j`.
    fn value(&self, j: Place, d: Place) -> Formula {
        read("vHeads", [fixed(self.kv_head()), j, d])
    }

    /// `body` where key `j` lies in tile `tile` of keys, else `otherwise`.
    fn in_tile(&self, tile: Place, body: Formula, otherwise: Formula) -> Formula {
        let own = number(var("j") / self.tiles.columns);
        select(own, Comparison::Equal, number(tile), body, otherwise)
    }

    /// The head's q, k and v, `[1, 1, n, d]` each, as they were kept.
    fn operands(&self, recorder: &Recorder) -> [Array4<f64>; 3] {
        [
            ("qHeads", self.tiles.head),
            ("kHeads", self.kv_head()),
            ("vHeads", self.kv_head()),
        ]
        .map(|(name, head)| {
            let heads = recorder.cells::<3>(name);
            let [_, n, width] = heads.shape;
            Cells::from_places([1, 1, n, width], &mut |[_, _, i, d]| heads[[head, i, d]]).array()
        })
    }
}

/// The larger of two numbers.
fn larger(left: Formula, right: Formula) -> Formula {
    let first = number(fixed(0));
    let either = select(number(var("u")), Comparison::Equal, first, left, right);
    maximum("u", fixed(2), either)
}
