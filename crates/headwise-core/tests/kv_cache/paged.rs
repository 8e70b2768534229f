//! Blocks: taken, shared, copied when written, given back.

use std::collections::BTreeMap;

use headwise_cases::config;
use headwise_core::ErrorCode;
use headwise_core::kv_cache::{BlockPool, Fragmentation, RowShape, Rows, SequenceId};
use ndarray::Array2;
use proptest::prelude::*;

const SHAPE: RowShape = RowShape {
    kv_heads: 1,
    head_dim: 1,
    value_dim: 1,
};
/// Bytes of a row of f64.
const ROW: usize = 16;

fn append(
    pool: &mut BlockPool<f64>,
    id: SequenceId,
    number: f64,
) -> Result<headwise_core::kv_cache::Growth, headwise_core::AttentionError> {
    let x = Array2::from_elem((1, 1), number);
    pool.append(id, x.view(), x.mapv(|x| -x).view())
}

fn keys(pool: &BlockPool<f64>, id: SequenceId) -> Vec<f64> {
    let rows = pool.sequence(id).unwrap();
    (0..rows.len()).map(|index| rows.key(0, index)[0]).collect()
}

#[test]
fn two_texts_share_their_beginning_until_one_writes() {
    let mut pool = BlockPool::new(SHAPE, 4, 4).unwrap();
    let first = pool.start();
    for token in 0..6 {
        append(&mut pool, first, f64::from(token)).unwrap();
    }
    let second = pool.fork(first).unwrap();
    let shared = pool.sequence(second).unwrap().blocks().to_vec();
    assert_eq!(shared, pool.sequence(first).unwrap().blocks());
    assert_eq!(
        pool.fragmentation(),
        Fragmentation {
            rows: 16,
            free: 8,
            unwritten: 2,
            saved: 6
        }
    );

    // The block that is written is copied, the full one before it stays shared.
    let growth = append(&mut pool, second, 10.0).unwrap();
    assert_eq!((growth.copied, growth.allocated), (2 * ROW, 4 * ROW));
    let own = pool.sequence(second).unwrap().blocks().to_vec();
    assert_eq!(own[0], shared[0]);
    assert_ne!(own[1], shared[1]);
    assert_eq!(
        (
            pool.holders(own[0]),
            pool.holders(own[1]),
            pool.holders(shared[1])
        ),
        (2, 1, 1)
    );
    // Now each text has its last block alone: nothing more to copy.
    assert_eq!(append(&mut pool, first, 20.0).unwrap().copied, 0);
    assert_eq!(keys(&pool, first), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 20.0]);
    assert_eq!(keys(&pool, second), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 10.0]);

    assert_eq!(pool.release(first).unwrap(), 4 * ROW);
    assert_eq!(pool.holders(own[0]), 1);
    assert_eq!(pool.release(second).unwrap(), 8 * ROW);
    assert_eq!(
        pool.fragmentation(),
        Fragmentation {
            rows: 16,
            free: 16,
            ..Fragmentation::default()
        }
    );
}

#[test]
fn a_full_pool_refuses_and_stays_as_it_was() {
    let mut pool = BlockPool::new(SHAPE, 2, 1).unwrap();
    let (first, second) = (pool.start(), pool.start());
    append(&mut pool, first, 1.0).unwrap();
    assert_eq!(
        append(&mut pool, second, 2.0).unwrap_err().code(),
        ErrorCode::CacheFull
    );
    append(&mut pool, first, 3.0).unwrap();
    assert_eq!(
        append(&mut pool, first, 4.0).unwrap_err().code(),
        ErrorCode::CacheFull
    );
    // A copy needs a block too, and without one the shared row must not be written.
    let third = pool.fork(first).unwrap();
    assert_eq!(
        append(&mut pool, third, 5.0).unwrap_err().code(),
        ErrorCode::CacheFull
    );
    assert_eq!(keys(&pool, first), [1.0, 3.0]);
    assert!(keys(&pool, second).is_empty());
    pool.release(first).unwrap();
    assert_eq!(keys(&pool, third), [1.0, 3.0]);
}

#[test]
fn unknown_texts_and_empty_blocks_are_refused() {
    let mut pool = BlockPool::<f64>::new(SHAPE, 2, 1).unwrap();
    let id = pool.start();
    pool.release(id).unwrap();
    let errors = [
        pool.release(id).unwrap_err(),
        pool.fork(id).unwrap_err(),
        append(&mut pool, id, 0.0).unwrap_err(),
        pool.sequence(id).unwrap_err(),
        BlockPool::<f64>::new(SHAPE, 0, 1).unwrap_err(),
    ];
    assert!(
        errors
            .iter()
            .all(|error| error.code() == ErrorCode::BadSetting)
    );
    let error = BlockPool::<f64>::new(SHAPE, usize::MAX, 2).unwrap_err();
    assert_eq!(error.code(), ErrorCode::TooLarge);
}

/// What may happen to a pool; the number chooses among its texts.
#[derive(Clone, Debug)]
enum Act {
    Start,
    Append(usize),
    Fork(usize),
    Release(usize),
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        1 => Just(Act::Start),
        8 => any::<usize>().prop_map(Act::Append),
        2 => any::<usize>().prop_map(Act::Fork),
        1 => any::<usize>().prop_map(Act::Release),
    ]
}

proptest! {
    #![proptest_config(config(200))]

    /// Against a model that gives every text memory of its own.
    #[test]
    fn texts_read_back_what_they_wrote(acts in prop::collection::vec(any_act(), 1..80), rows in 1..5_usize) {
        let mut pool = BlockPool::new(SHAPE, rows, 6).unwrap();
        let mut model: BTreeMap<SequenceId, Vec<f64>> = BTreeMap::new();
        for (step, act) in acts.into_iter().enumerate() {
            let pick = |at: usize| model.keys().nth(at % model.len().max(1)).copied();
            match act {
                Act::Start => drop(model.insert(pool.start(), Vec::new())),
                Act::Append(at) => if let Some(id) = pick(at) {
                    let number = step as f64;
                    match append(&mut pool, id, number) {
                        Ok(growth) => {
                            let text = model.entry(id).or_default();
                            prop_assert_eq!(growth.token, text.len());
                            text.push(number);
                        }
                        Err(error) => prop_assert_eq!(error.code(), ErrorCode::CacheFull),
                    }
                },
                Act::Fork(at) => if let Some(id) = pick(at) {
                    let text = model[&id].clone();
                    model.insert(pool.fork(id).unwrap(), text);
                },
                Act::Release(at) => if let Some(id) = pick(at) {
                    pool.release(id).unwrap();
                    model.remove(&id);
                },
            }
            let mut held = 0;
            for (&id, text) in &model {
                prop_assert_eq!(&keys(&pool, id), text);
                held += text.len();
            }
            let use_of = pool.fragmentation();
            prop_assert_eq!(use_of.rows - use_of.free - use_of.unwritten + use_of.saved, held);
        }
    }
}
