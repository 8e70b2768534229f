//! Accelerators, with where their figures are printed.

use super::Machine;
use serde::Serialize;

/// Operations a second at most, by what the numbers are; without sparsity. `None` where none is
/// printed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "MachinePeaks"))]
pub struct Peaks {
    /// f16 and bf16, summed in f32.
    pub f16: f64,
    /// Eight bits, floating.
    pub fp8: Option<f64>,
    /// Eight bits, whole.
    pub int8: Option<f64>,
    /// Single precision in full.
    pub f32: Option<f64>,
}

/// An accelerator and its source.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PublishedMachine {
    /// Its name in an address.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Where its figures are printed.
    pub source: &'static str,
    /// Bytes that it holds.
    pub memory: u64,
    /// Bytes a second between memory and processor.
    pub bandwidth: f64,
    /// Operations a second.
    pub peaks: Peaks,
}

impl PublishedMachine {
    /// Its roofs with f16 arithmetic.
    pub fn machine(&self) -> Machine {
        Machine {
            memory: self.memory,
            bandwidth: self.bandwidth,
            flops: self.peaks.f16,
        }
    }
}

/// The accelerators of the calculator.
pub fn published_machines() -> Vec<PublishedMachine> {
    const GB: u64 = 1_000_000_000;
    let tera = |f16: f64, [fp8, int8, f32]: [Option<f64>; 3]| Peaks {
        f16: f16 * 1e12,
        fp8: fp8.map(|peak| peak * 1e12),
        int8: int8.map(|peak| peak * 1e12),
        f32: f32.map(|peak| peak * 1e12),
    };
    let hopper = tera(989.4, [Some(1978.9), Some(1978.9), Some(66.9)]);
    vec![
        PublishedMachine {
            id: "a100",
            name: "NVIDIA A100 80 GB",
            source: "NVIDIA, A100 80GB data sheet",
            memory: 80 * GB,
            bandwidth: 2.039e12,
            peaks: tera(312.0, [None, Some(624.0), Some(19.5)]),
        },
        PublishedMachine {
            id: "h100",
            name: "NVIDIA H100 SXM",
            source: "NVIDIA, H100 data sheet and architecture white paper",
            memory: 80 * GB,
            bandwidth: 3.35e12,
            peaks: hopper,
        },
        PublishedMachine {
            id: "h200",
            name: "NVIDIA H200 SXM",
            source: "NVIDIA, H200 data sheet; peaks as of the H100, whose processor it has",
            memory: 141 * GB,
            bandwidth: 4.8e12,
            peaks: hopper,
        },
        PublishedMachine {
            id: "mi300x",
            name: "AMD Instinct MI300X",
            source: "AMD, Instinct MI300X data sheet",
            memory: 192 * GB,
            bandwidth: 5.3e12,
            peaks: tera(1307.4, [Some(2614.9), Some(2614.9), Some(163.4)]),
        },
        PublishedMachine {
            id: "tpu-v5e",
            name: "Google TPU v5e",
            source: "Google Cloud documentation, TPU v5e",
            memory: 16 * GB,
            bandwidth: 819e9,
            peaks: tera(197.0, [None, Some(393.0), None]),
        },
        PublishedMachine {
            id: "rtx-4090",
            name: "NVIDIA RTX 4090",
            source: "NVIDIA, Ada architecture white paper, appendix A",
            memory: 24 * GB,
            bandwidth: 1.008e12,
            peaks: tera(165.2, [Some(330.3), Some(660.6), Some(82.6)]),
        },
    ]
}
