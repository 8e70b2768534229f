//! A region on its way to its blocks, some rows at a time.

use headwise_core::AttentionError;
use headwise_core::map::Region;

use super::{Map, ROWS, queries};
use crate::lanes::Lanes;
use crate::pack::{Row8, WIDTH};

/// A region that is being looked at. It holds what is shown of it and nothing of the map: many may be
/// under way on one map.
#[derive(Clone, Debug)]
pub struct Walk {
    region: Region,
    map: [usize; 2],
    /// Rows that were read.
    done: usize,
    /// `[down, across]`.
    max: Vec<f32>,
    /// Sums until the last row is read.
    mean: Vec<f32>,
}

/// What is shown of a region, a number for each block, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Blocks down and across.
    pub shape: [usize; 2],
    /// The largest weight of the cells that were read.
    pub max: Vec<f32>,
    /// Their mean. A hidden cell weighs 0.
    pub mean: Vec<f32>,
}

impl Walk {
    pub(super) fn new(region: Region, map: [usize; 2]) -> Result<Self, AttentionError> {
        // Checked against this map: it may have been made for another.
        let (rows, keys) = (region.rows().clone(), region.keys().clone());
        Region::new(map, rows, keys, region.block(), 1)?;
        let blocks = region.shape().iter().product();
        Ok(Self {
            max: vec![0.0; blocks],
            mean: vec![0.0; blocks],
            done: 0,
            region,
            map,
        })
    }

    /// Reads the next rows, 96 or what is left; true when none is.
    ///
    /// # Errors
    /// `bad-setting` when the scores of a row overflow.
    ///
    /// # Panics
    /// On a map of another shape.
    pub fn advance<L: Lanes>(&mut self, map: &mut Map<L>) -> Result<bool, AttentionError> {
        assert_eq!(map.shape(), self.map, "a walk is over one map");
        let mut sampled = self.region.sampled();
        let all = sampled.len();
        if self.done == all {
            return Ok(true);
        }
        let rows: Vec<usize> = sampled.by_ref().skip(self.done).take(ROWS).collect();
        map.know(&rows)?;
        match L::ROWS {
            6 => self.add::<L, 6>(map, &rows),
            _ => self.add::<L, 4>(map, &rows),
        }
        self.done += rows.len();
        if self.done == all {
            self.divide();
        }
        Ok(self.done == all)
    }

    /// The share of the rows that was read, from 0 to 1.
    pub fn progress(&self) -> f64 {
        self.done as f64 / self.region.sampled().len() as f64
    }

    /// What is shown; of a walk that has not ended, sums in place of means.
    pub fn finish(self) -> Shown {
        Shown {
            shape: self.region.shape(),
            max: self.max,
            mean: self.mean,
        }
    }

    /// Takes in the weights of some rows whose log-sum-exps are known.
    fn add<L: Lanes, const R: usize>(&mut self, map: &mut Map<L>, rows: &[usize]) {
        let lse: Vec<f32> = rows.iter().map(|&row| map.lse[row]).collect();
        let [block_rows, block_keys] = self.region.block();
        let [_, across] = self.region.shape();
        let (first_row, first_key) = (self.region.rows().start, self.region.keys().start);
        let downs = rows.chunks(WIDTH).map(|rows| {
            let down = rows.iter().map(|row| (row - first_row) / block_rows);
            down.collect::<Vec<_>>()
        });
        let downs: Vec<_> = downs.collect();
        let Self {
            region, max, mean, ..
        } = self;
        let q = queries(&map.q, map.keys.head_dim());
        map.scratch.open::<L>(rows, q, &map.scoring);
        let wanted = region.keys();
        let (keys, scoring) = (&map.keys, &map.scoring);
        map.scratch
            .weigh::<L, R>(keys, wanted, scoring, &lse, |strip, keys, weights| {
                let mut key = keys.start;
                while key < keys.end {
                    let block = (key - first_key) / block_keys;
                    let end = keys.end.min(first_key + (block + 1) * block_keys);
                    let own = &weights[key - keys.start..end - keys.start];
                    let (most, sum) = fold::<L>(own);
                    for (lane, down) in downs[strip].iter().enumerate() {
                        let at = down * across + block;
                        max[at] = max[at].max(most.get(lane));
                        mean[at] += sum.get(lane);
                    }
                    key = end;
                }
            });
    }

    fn divide(&mut self) {
        let [down, across] = self.region.shape();
        for y in 0..down {
            for x in 0..across {
                self.mean[y * across + x] /= self.region.read([y, x]) as f32;
            }
        }
    }
}

/// The largest and the sum of each lane. Weights are not negative.
#[inline(always)]
fn fold<L: Lanes>(weights: &[Row8]) -> (Row8, Row8) {
    let zero = L::splat(0.0);
    let (mut most, mut sum) = ([zero; 2], [zero; 2]);
    for row in weights {
        for ((most, sum), four) in most.iter_mut().zip(&mut sum).zip(&row.0) {
            let four = L::load(four);
            *most = most.max(four);
            *sum = sum.add(four);
        }
    }
    let row = |[low, high]: [L; 2]| {
        let mut row = Row8::default();
        low.store(&mut row.0[0]);
        high.store(&mut row.0[1]);
        row
    };
    (row(most), row(sum))
}
