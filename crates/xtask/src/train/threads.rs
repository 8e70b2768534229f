//! The parts of a batch on threads.

use headwise_model::train::Workers;
use std::thread;

/// So many threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Threads(pub(crate) usize);

impl Workers for Threads {
    fn map<R: Send>(&self, count: usize, work: impl Fn(usize) -> R + Sync) -> Vec<R> {
        let (threads, work) = (self.0.clamp(1, count.max(1)), &work);
        thread::scope(|scope| {
            let workers: Vec<_> = (0..threads)
                .map(|worker| count * worker / threads..count * (worker + 1) / threads)
                .map(|parts| scope.spawn(move || parts.map(work).collect::<Vec<R>>()))
                .collect();
            let results = workers.into_iter().flat_map(|worker| {
                let result = worker.join();
                result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            });
            results.collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_order_on_any_number_of_threads() {
        for threads in [0, 1, 2, 3, 8] {
            for count in [0, 1, 5] {
                let squares = Threads(threads).map(count, |part| part * part);
                let wanted: Vec<usize> = (0..count).map(|part| part * part).collect();
                assert_eq!(squares, wanted, "{count} parts on {threads} threads");
            }
        }
    }
}
