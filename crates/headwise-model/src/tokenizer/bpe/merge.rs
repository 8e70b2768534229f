//! Merging within one piece.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// What two neighbouring tokens become, and how early.
#[derive(Clone, Debug, Default)]
pub(super) struct Merges(HashMap<(u32, u32), (u32, u32)>);

/// A symbol in a list whose members know their neighbours.
struct Symbol {
    id: u32,
    bytes: usize,
    previous: Option<usize>,
    next: Option<usize>,
    /// Gone into the symbol before it.
    merged: bool,
}

impl Merges {
    /// Adds the merge of that rank; `false` when the pair has one.
    pub(super) fn insert(&mut self, pair: (u32, u32), rank: u32, into: u32) -> bool {
        self.0.insert(pair, (rank, into)).is_none()
    }

    /// Merges the pair of the lowest rank, the first of equals, until none is left. Symbols are tokens
    /// with their lengths in bytes. O(n log n), so that a long piece takes no longer than several short
    /// ones.
    pub(super) fn apply(&self, symbols: Vec<(u32, usize)>) -> Vec<(u32, usize)> {
        let last = symbols.len().saturating_sub(1);
        let mut list: Vec<Symbol> = symbols
            .into_iter()
            .enumerate()
            .map(|(at, (id, bytes))| Symbol {
                id,
                bytes,
                previous: at.checked_sub(1),
                next: (at < last).then_some(at + 1),
                merged: false,
            })
            .collect();
        let mut queue = BinaryHeap::new();
        (0..list.len()).for_each(|left| self.offer(&list, left, &mut queue));
        while let Some(Reverse((_, left, pair, into))) = queue.pop() {
            // An entry is out of date when either symbol has been merged since.
            let Some(right) = list[left].next.filter(|_| !list[left].merged) else {
                continue;
            };
            if (list[left].id, list[right].id) != pair {
                continue;
            }
            list[right].merged = true;
            let (bytes, next) = (list[right].bytes, list[right].next);
            list[left].id = into;
            list[left].bytes += bytes;
            list[left].next = next;
            if let Some(next) = next {
                list[next].previous = Some(left);
            }
            self.offer(&list, left, &mut queue);
            if let Some(previous) = list[left].previous {
                self.offer(&list, previous, &mut queue);
            }
        }
        let left = list.into_iter().filter(|symbol| !symbol.merged);
        left.map(|symbol| (symbol.id, symbol.bytes)).collect()
    }

    /// Queues the merge of a symbol with the next one, if they have one.
    fn offer(&self, list: &[Symbol], left: usize, queue: &mut BinaryHeap<Candidate>) {
        if let Some(right) = list[left].next {
            let pair = (list[left].id, list[right].id);
            if let Some(&(rank, into)) = self.0.get(&pair) {
                queue.push(Reverse((rank, left, pair, into)));
            }
        }
    }
}

/// Rank, place of the left symbol, the two tokens, what they become.
type Candidate = Reverse<(u32, usize, (u32, u32), u32)>;
