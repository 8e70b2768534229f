//! That a device is lost: noted once, found by calls and told to whoever waits for it.

use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// The loss of one device, if it has come to that.
#[derive(Debug, Default)]
pub(super) struct Loss(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    why: Option<String>,
    waiting: Vec<Waker>,
}

impl Loss {
    /// Notes the loss; the first reason stays.
    pub(super) fn report(&self, why: impl Into<String>) {
        let mut state = self.state();
        state.why.get_or_insert_with(|| why.into());
        let waiting = std::mem::take(&mut state.waiting);
        // Woken without the lock: a waker may run what waits at once.
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Why the device is lost, if it is.
    pub(super) fn why(&self) -> Option<String> {
        self.state().why.clone()
    }

    /// Waits until the device is lost and returns why.
    pub(super) async fn wait(&self) -> String {
        poll_fn(|context| {
            let mut state = self.state();
            match &state.why {
                Some(why) => Poll::Ready(why.clone()),
                None => {
                    state.waiting.push(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Loss;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    #[test]
    fn whoever_waits_is_told_the_first_reason() {
        let loss = Loss::default();
        let mut waiting = pin!(loss.wait());
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(waiting.as_mut().poll(&mut context), Poll::Pending);
        assert_eq!(loss.why(), None);
        loss.report("unplugged");
        loss.report("told to");
        assert_eq!(
            waiting.as_mut().poll(&mut context),
            Poll::Ready("unplugged".to_owned())
        );
        assert_eq!(loss.why().as_deref(), Some("unplugged"));
    }
}
