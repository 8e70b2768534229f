//! Runs plans on wgpu: natively through Vulkan, in a browser through WebGPU.
//!
//! An engine is used from one thread. Its calls are futures that no executor need drive in any
//! special way; natively the one that reads back blocks until the device has finished.

mod attend;
mod device;
mod landing;
mod loss;
mod pipelines;
mod pool;
mod project;
mod run;
mod tensor;
mod tune;

pub use attend::Attended;
pub use device::Info;
pub use pool::Memory;
pub use tensor::Tensor;

use crate::error::GpuError;
use crate::plan::{FlashTile, Limits, Precision};
use device::Device;
use pipelines::Pipelines;
use pool::Pool;
use std::cell::RefCell;
use std::rc::Rc;

/// A device, the pipelines made for it so far and the memory taken from it.
#[derive(Debug)]
pub struct Engine {
    device: Device,
    pipelines: Pipelines,
    pool: Rc<Pool>,
    limits: Limits,
    tile: Option<FlashTile>,
    /// The fastest tile for (head_dim, value_dim), where it was measured.
    tuned: RefCell<Vec<((usize, usize), FlashTile)>>,
}

impl Engine {
    /// An engine on the first adapter that the system offers, whatever its kind: [`Info::software`]
    /// says whether it is one worth having.
    ///
    /// # Errors
    /// `no-adapter`, `no-device`, and `limits-too-low` when the adapter has less than WebGPU
    /// guarantees.
    pub async fn new() -> Result<Self, GpuError> {
        Self::granted(Precision::F32, false).await
    }

    /// As [`Engine::new`], with K and V staged in such a `precision`; an adapter without half precision
    /// stages them in f32, and the precision of [`Engine::limits`] says so. The device has `subgroups`
    /// even where wgpu knows nothing of them: in a browser it has no name for them, and whoever holds the
    /// adapter has to ask for them.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub async fn granted(precision: Precision, subgroups: bool) -> Result<Self, GpuError> {
        let device = Device::request(precision, subgroups).await?;
        Ok(Self {
            limits: device.limits(),
            pool: Rc::new(Pool::new(device.wgpu().clone())),
            pipelines: Pipelines::default(),
            tile: None,
            tuned: RefCell::default(),
            device,
        })
    }

    /// The same engine, planning for lower limits than the device has.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        let own = self.device.limits();
        self.limits = Limits {
            workgroup_bytes: limits.workgroup_bytes.min(own.workgroup_bytes),
            invocations: limits.invocations.min(own.invocations),
            binding_bytes: limits.binding_bytes.min(own.binding_bytes),
            groups: limits.groups.min(own.groups),
            storage_buffers: limits.storage_buffers.min(own.storage_buffers),
            quads: limits.quads && own.quads,
            software: own.software,
            // Without half precision there is but one.
            precision: match own.precision {
                Precision::F32 => own.precision,
                Precision::F16Staging => limits.precision,
            },
        };
        self
    }

    /// The same engine with a flash attention tile of the caller's, for every problem; `None` chooses by the sizes and the limits.
    #[must_use]
    pub fn with_tile(mut self, tile: Option<FlashTile>) -> Self {
        self.tile = tile;
        self
    }

    /// The limits that plans are made for.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What the engine runs on.
    pub fn info(&self) -> &Info {
        self.device.info()
    }

    /// Bytes held on the device.
    pub fn memory(&self) -> Memory {
        self.pool.memory()
    }

    /// Gives back to the device what no tensor uses.
    pub fn trim(&self) {
        self.pool.trim();
    }

    /// Waits until the device is lost, whatever the reason, and returns that reason.
    pub async fn lost(&self) -> String {
        self.device.lost().await
    }

    /// Gives up the device at once, as losing it would: every call from now on is `device-lost`.
    pub fn destroy(&self) {
        self.device.destroy();
    }
}
