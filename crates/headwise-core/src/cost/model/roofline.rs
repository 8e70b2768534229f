//! What a machine allows (Williams, Waterman and Patterson 2009).

use crate::{AttentionError, ErrorCode};
use serde::{Deserialize, Serialize};

/// A machine's memory and its two roofs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "MachineLimits")
)]
pub struct Machine {
    /// Bytes that it holds.
    pub memory: u64,
    /// Bytes a second between memory and processor at most.
    pub bandwidth: f64,
    /// Operations a second at most.
    pub flops: f64,
}

/// Where a piece of work stands under the roofs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "RoofPoint"))]
pub struct Roof {
    /// Operations for each byte moved.
    pub intensity: f64,
    /// Operations a second that the roofs allow at that intensity.
    pub attainable: f64,
    /// Seconds that the work takes at least.
    pub seconds: f64,
    /// Whether memory is what bounds it.
    pub memory_bound: bool,
}

impl Machine {
    /// Checks that the figures describe a machine.
    ///
    /// # Errors
    /// `bad-setting` when the memory is empty, or a rate is not a number above 0.
    pub fn check(&self) -> Result<(), AttentionError> {
        let rates = [self.bandwidth, self.flops];
        let positive = rates.iter().all(|rate| rate.is_finite() && *rate > 0.0);
        if self.memory > 0 && positive {
            return Ok(());
        }
        let message = "memory, bandwidth and operations a second must be above 0";
        Err(AttentionError::new(
            ErrorCode::BadSetting,
            "model costs",
            &[],
            &[],
            message,
        ))
    }

    /// As many machines as one: their memories and rates add up. What they tell each other takes no
    /// time here, as little as a machine's activations do.
    #[must_use]
    pub fn times(self, devices: usize) -> Self {
        Self {
            memory: self.memory.saturating_mul(devices as u64),
            bandwidth: self.bandwidth * devices as f64,
            flops: self.flops * devices as f64,
        }
    }

    /// The intensity at which both roofs meet.
    pub fn ridge(&self) -> f64 {
        self.flops / self.bandwidth
    }

    /// Operations a second that the roofs allow at an intensity.
    pub fn attainable(&self, intensity: f64) -> f64 {
        self.flops.min(self.bandwidth * intensity)
    }

    /// The roof over work of so many operations and bytes moved.
    pub fn roof(&self, flops: f64, bytes: f64) -> Roof {
        let intensity = flops / bytes;
        Roof {
            intensity,
            attainable: self.attainable(intensity),
            seconds: (flops / self.flops).max(bytes / self.bandwidth),
            memory_bound: intensity < self.ridge(),
        }
    }
}
