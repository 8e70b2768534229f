//! Getting a device, and learning what goes wrong on it.

use super::loss::Loss;
use crate::error::{GpuError, GpuErrorCode};
use crate::plan::{Limits, Precision};
use std::cell::Cell;
use std::pin::Pin;
use std::sync::Arc;

/// What an engine runs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Info {
    /// The adapter's name, as the driver gives it; a browser may give none.
    pub adapter: String,
    /// `vulkan`, `webgpu` or another of wgpu's backends.
    pub backend: String,
    /// Whether the adapter is known to compute on the CPU.
    pub software: bool,
}

/// A device and its queue. What befalls it is kept here for calls to find.
#[derive(Debug)]
pub(super) struct Device {
    device: wgpu::Device,
    queue: wgpu::Queue,
    info: Info,
    limits: Limits,
    lost: Arc<Loss>,
    /// Whether a call as a whole is watched, and with it all that it consists of.
    watched: Cell<bool>,
}

const REQUEST: &str = "request a device";

impl Device {
    pub(super) async fn request(precision: Precision, subgroups: bool) -> Result<Self, GpuError> {
        let refuse = |code, message| Err(GpuError::new(code, REQUEST, message));
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let wanted = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            ..Default::default()
        };
        // The error says no more than which backends were tried.
        let Ok(adapter) = instance.request_adapter(&wanted).await else {
            return refuse(GpuErrorCode::NoAdapter, "there is no adapter".to_owned());
        };
        let limits = adapter.limits();
        let found = adapter.get_info();
        let mut useful = wgpu::Features::SUBGROUP;
        if precision == Precision::F16Staging {
            useful |= wgpu::Features::SHADER_F16;
        }
        let features = adapter.features() & useful;
        let planned = planned(&limits, features, subgroups, &found);
        if let Some(message) = shortfall(&planned) {
            return refuse(GpuErrorCode::LimitsTooLow, message);
        }
        let descriptor = wgpu::DeviceDescriptor {
            label: Some("headwise"),
            // What the adapter has and no more: a request beyond it is refused. It is what the device
            // has then, and what was planned with.
            required_limits: limits,
            required_features: features,
            ..Default::default()
        };
        let (device, queue) = match adapter.request_device(&descriptor).await {
            Ok(pair) => pair,
            Err(error) => return refuse(GpuErrorCode::NoDevice, error.to_string()),
        };
        let lost = Arc::new(Loss::default());
        let note = Arc::clone(&lost);
        device.set_device_lost_callback(move |reason, message| {
            note.report(format!("{reason:?}: {message}"));
        });
        let info = Info {
            adapter: found.name,
            backend: found.backend.to_string(),
            software: found.device_type == wgpu::DeviceType::Cpu,
        };
        Ok(Self {
            device,
            queue,
            info,
            limits: planned,
            lost,
            watched: Cell::new(false),
        })
    }

    pub(super) fn wgpu(&self) -> &wgpu::Device {
        &self.device
    }

    pub(super) fn queue(&self) -> &wgpu::Queue {
        &self.queue
    }

    pub(super) fn info(&self) -> &Info {
        &self.info
    }

    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    pub(super) fn destroy(&self) {
        self.lost.report("the engine was told to give it up");
        self.device.destroy();
    }

    /// Waits until the device is lost and returns why.
    pub(super) async fn lost(&self) -> String {
        self.lost.wait().await
    }

    /// Catches what goes wrong from now on, until [`Watch::end`]; within [`Self::watch_all`], that
    /// does.
    ///
    /// # Errors
    /// `device-lost`.
    pub(super) fn watch(&self, operation: &'static str) -> Result<Watch<'_>, GpuError> {
        self.check_lost(operation)?;
        let scopes = (!self.watched.get()).then(|| Scopes::push(&self.device));
        Ok(Watch {
            operation,
            scopes,
            device: self,
        })
    }

    /// As [`Self::watch`], for a call of several steps: they need not be waited for one by one.
    ///
    /// # Errors
    /// `device-lost`.
    pub(super) fn watch_all(&self, operation: &'static str) -> Result<Watch<'_>, GpuError> {
        let watch = self.watch(operation)?;
        self.watched.set(true);
        Ok(watch)
    }

    fn check_lost(&self, operation: &'static str) -> Result<(), GpuError> {
        match self.lost.why() {
            Some(why) => Err(GpuError::new(GpuErrorCode::DeviceLost, operation, why)),
            None => Ok(()),
        }
    }
}

/// The scopes in which a device's errors are caught. They end in the order of the fields.
struct Scopes {
    validation: wgpu::ErrorScopeGuard,
    memory: wgpu::ErrorScopeGuard,
}

impl Scopes {
    fn push(device: &wgpu::Device) -> Self {
        let memory = device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let validation = device.push_error_scope(wgpu::ErrorFilter::Validation);
        Self { validation, memory }
    }
}

/// Work on a device whose errors are caught. Boxed where it ends, so that the code that waits is there
/// once, and not in every call.
pub(super) struct Watch<'a> {
    operation: &'static str,
    device: &'a Device,
    /// `None` where another watch, of the call as a whole, has them.
    scopes: Option<Scopes>,
}

impl<'a> Watch<'a> {
    /// Ends at once; the future is what the device says of the work.
    ///
    /// # Errors
    /// `device-lost`, `out-of-memory`, `validation`, `internal`.
    pub(super) fn end(mut self) -> Pin<Box<dyn Future<Output = Result<(), GpuError>> + 'a>> {
        let (operation, device) = (self.operation, self.device);
        let scopes = self.scopes.take();
        if scopes.is_some() {
            device.watched.set(false);
        }
        // Both are asked before either is waited for.
        let errors = scopes.map(|scopes| (scopes.validation.pop(), scopes.memory.pop()));
        Box::pin(async move {
            let error = match errors {
                Some((validation, memory)) => validation.await.or(memory.await),
                None => None,
            };
            // A lost device explains every other error.
            device.check_lost(operation)?;
            error.map_or(Ok(()), |error| Err(from_wgpu(operation, &error)))
        })
    }
}

impl Drop for Watch<'_> {
    /// A call that is given up in the middle leaves nothing watched.
    fn drop(&mut self) {
        if self.scopes.is_some() {
            self.device.watched.set(false);
        }
    }
}

fn from_wgpu(operation: &'static str, error: &wgpu::Error) -> GpuError {
    let code = match error {
        wgpu::Error::OutOfMemory { .. } => GpuErrorCode::OutOfMemory,
        wgpu::Error::Validation { .. } => GpuErrorCode::Validation,
        wgpu::Error::Internal { .. } => GpuErrorCode::Internal,
    };
    GpuError::new(code, operation, error.to_string())
}

/// `subgroups`: even where they are not among the features.
fn planned(
    limits: &wgpu::Limits,
    features: wgpu::Features,
    subgroups: bool,
    info: &wgpu::AdapterInfo,
) -> Limits {
    let subgroups = subgroups || features.contains(wgpu::Features::SUBGROUP);
    let half = features.contains(wgpu::Features::SHADER_F16);
    Limits {
        workgroup_bytes: limits.max_compute_workgroup_storage_size,
        invocations: limits.max_compute_invocations_per_workgroup,
        // Shaders count words in 32 bits, and so must every buffer.
        binding_bytes: limits
            .max_storage_buffer_binding_size
            .min(limits.max_buffer_size),
        groups: limits.max_compute_workgroups_per_dimension,
        storage_buffers: limits.max_storage_buffers_per_shader_stage,
        quads: subgroups && info.subgroup_min_size >= 4,
        software: info.device_type == wgpu::DeviceType::Cpu,
        precision: if half {
            Precision::F16Staging
        } else {
            Precision::F32
        },
    }
}

/// Which limit is below what the kernels count on, if one is.
fn shortfall(limits: &Limits) -> Option<String> {
    let least = Limits::default();
    [
        (
            "bytes of workgroup memory",
            limits.workgroup_bytes,
            least.workgroup_bytes,
        ),
        (
            "storage buffers in a shader",
            limits.storage_buffers,
            least.storage_buffers,
        ),
        ("workgroups along a dimension", limits.groups, least.groups),
    ]
    .into_iter()
    .find(|(_, own, least)| own < least)
    .map(|(what, own, least)| format!("the adapter has {own} {what}, the kernels need {least}"))
}

#[cfg(test)]
mod tests {
    use super::shortfall;
    use crate::plan::Limits;

    #[test]
    fn the_defaults_of_webgpu_are_enough_and_less_is_named() {
        assert_eq!(shortfall(&Limits::default()), None);
        let poor = Limits {
            workgroup_bytes: 8192,
            ..Limits::default()
        };
        let message = shortfall(&poor).expect("8 KiB are too little");
        assert_eq!(
            message,
            "the adapter has 8192 bytes of workgroup memory, the kernels need 16384"
        );
    }
}
