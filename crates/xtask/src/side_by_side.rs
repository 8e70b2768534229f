//! Work on several things at once.

use anyhow::Result;
use std::num::NonZero;
use std::sync::Mutex;

/// Does the same to all, as many at once as there are cores, and returns the first error.
pub(crate) fn side_by_side<I: IntoIterator<IntoIter: Send>>(
    all: I,
    work: impl Fn(I::Item) -> Result<()> + Sync,
) -> Result<()> {
    let queue = Mutex::new(all.into_iter());
    let next = || queue.lock().expect("no panic").next();
    let take = || std::iter::from_fn(next).try_for_each(&work);
    std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let hands: Vec<_> = (0..cores).map(|_| scope.spawn(take)).collect();
        let mut results = hands.into_iter().map(|hand| hand.join().expect("no panic"));
        results.try_for_each(|result| result)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::ensure;

    #[test]
    fn all_is_done_once_and_an_error_comes_through() {
        let sum = Mutex::new(0);
        let add = |number| {
            *sum.lock().unwrap() += number;
            ensure!(number != 7, "seven");
            Ok(())
        };
        side_by_side(0..6, add).unwrap();
        assert_eq!(*sum.lock().unwrap(), 15);
        assert_eq!(side_by_side([7], add).unwrap_err().to_string(), "seven");
    }
}
