//! The learning rate over a run.

use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

/// Linear warm-up, then a cosine down (Loshchilov & Hutter 2017, equation 5, without restarts).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    /// The largest rate.
    pub peak: f64,
    /// The rate after the last step, as a share of the peak.
    pub floor: f64,
    /// Steps up to the peak.
    pub warm_up: u64,
    /// Steps in all.
    pub steps: u64,
}

impl Schedule {
    /// The rate of a step, from 0.
    ///
    /// ```
    /// use headwise_model::train::Schedule;
    ///
    /// let schedule = Schedule { peak: 1.0, floor: 0.2, warm_up: 4, steps: 12 };
    /// assert_eq!(schedule.rate(0), 0.25);
    /// assert_eq!(schedule.rate(4), 1.0);
    /// assert!((schedule.rate(8) - 0.6).abs() < 1e-12);
    /// assert!((schedule.rate(12) - 0.2).abs() < 1e-12);
    /// ```
    pub fn rate(&self, step: u64) -> f64 {
        if step < self.warm_up {
            return self.peak * (step + 1) as f64 / self.warm_up as f64;
        }
        let length = self.steps.saturating_sub(self.warm_up).max(1);
        let done = ((step - self.warm_up) as f64 / length as f64).min(1.0);
        let share = 0.5 * (1.0 + (PI * done).cos());
        self.peak * (self.floor + (1.0 - self.floor) * share)
    }
}
