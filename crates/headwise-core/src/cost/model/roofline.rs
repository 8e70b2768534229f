//! What a machine allows (Williams, Waterman and Patterson 2009).

/// A machine's two roofs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Machine {
    /// Operations a second at most.
    pub flops: f64,
    /// Bytes a second between memory and processor at most.
    pub bandwidth: f64,
}

/// Where a piece of work stands under the roofs.
#[derive(Clone, Copy, Debug, PartialEq)]
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
    /// The intensity at which both roofs meet.
    pub fn ridge(&self) -> f64 {
        self.flops / self.bandwidth
    }

    /// The roof over work of so many operations and bytes moved.
    pub fn roof(&self, flops: u64, bytes: u64) -> Roof {
        let (flops, bytes) = (flops as f64, bytes as f64);
        let intensity = flops / bytes;
        let attainable = self.flops.min(self.bandwidth * intensity);
        Roof {
            intensity,
            attainable,
            seconds: (flops / self.flops).max(bytes / self.bandwidth),
            memory_bound: intensity < self.ridge(),
        }
    }
}
