//! Two requests in one pool.

use super::{continued, decoded, rows};
use crate::{data, fact};
use headwise_model::CacheRequest;
use proptest::prelude::*;

fn paged(prompt: usize, steps: usize, block: usize) -> CacheRequest {
    CacheRequest {
        prompt: Some(prompt),
        steps: Some(steps),
        block: Some(block),
        ..CacheRequest::default()
    }
}

#[test]
fn two_requests_share_the_pages_of_their_prompt_until_one_writes() {
    let trace = decoded(paged(5, 2, 4), |_| ());
    // Prefill, fork, two appends each in turn, release. The first append copies the shared page.
    let tables: Vec<&[f32]> = data(&trace, "pageTable").chunks(4).collect();
    let expected = [
        [0.0, 1.0, -1.0, -1.0],
        [0.0, 1.0, 0.0, 1.0],
        [0.0, 2.0, 0.0, 1.0],
        [0.0, 2.0, 0.0, 1.0],
        [0.0, 2.0, 0.0, 1.0],
        [0.0, 2.0, 0.0, 1.0],
        [-1.0, -1.0, 0.0, 1.0],
    ];
    assert_eq!(tables, expected);
    let column = |name| data(&trace, name);
    assert_eq!(column("pageCopied"), [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!(
        column("pagesAllocated"),
        [8.0, 8.0, 12.0, 12.0, 12.0, 12.0, 8.0]
    );
    assert_eq!(column("pagesUsed"), [5.0, 5.0, 7.0, 8.0, 9.0, 10.0, 7.0]);
    assert_eq!(column("pagesShared"), [0.0, 5.0, 4.0, 4.0, 4.0, 4.0, 0.0]);
    assert_eq!(column("pagesFree"), [4.0, 4.0, 0.0, 0.0, 0.0, 0.0, 4.0]);
    assert!(fact(&trace, "pagedDifference") < 1e-6);
}

#[test]
fn a_prompt_of_whole_pages_is_never_copied() {
    for block in [1, 2, 4] {
        let trace = decoded(paged(4, 3, block), |_| ());
        assert!(
            data(&trace, "pageCopied").iter().all(|&rows| rows == 0.0),
            "{block}"
        );
        // The prompt stays shared to the end.
        let events = data(&trace, "pagesShared").len();
        assert_eq!(
            data(&trace, "pagesShared")[1..events - 1],
            vec![4.0; events - 2]
        );
    }
}

#[test]
fn the_second_request_of_a_trained_model_takes_another_word() {
    let trace = continued(paged(6, 4, 4), |_| ());
    let other = trace.vocabulary[data(&trace, "otherTokens")[0] as usize].as_str();
    let first = rows(&trace, "probabilities")[5];
    let mut order: Vec<usize> = (0..first.len()).collect();
    order.sort_by(|&a, &b| first[b].total_cmp(&first[a]));
    assert_eq!(trace.vocabulary[order[0]], trace.tokens[6]);
    assert_eq!(trace.vocabulary[order[1]], other);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn rows_are_conserved(prompt in 1..8_usize, block in 1..12_usize) {
        let trace = decoded(paged(prompt, 9 - prompt, block), |_| ());
        let pool = fact(&trace, "pageBlocks") * fact(&trace, "pageRowsOfBlock");
        let uses = ["pagesUsed", "pagesWasted", "pagesFree"].map(|name| data(&trace, name));
        for event in 0..uses[0].len() {
            prop_assert_eq!(uses.iter().map(|of| f64::from(of[event])).sum::<f64>(), pool);
        }
        // Every page is held once both have written all of theirs.
        prop_assert_eq!(data(&trace, "pagesFree")[uses[0].len() - 2], 0.0);
    }
}
