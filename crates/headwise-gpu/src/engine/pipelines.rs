//! Compiled shaders, kept for the next dispatch with the same overrides.

use crate::plan::Dispatch;
use crate::shaders::Shader;
use std::cell::RefCell;

/// One pipeline for each shader and choice of its overrides: a dozen at most, so a list will do.
#[derive(Debug, Default)]
pub(super) struct Pipelines {
    made: RefCell<Vec<Made>>,
}

#[derive(Debug)]
struct Made {
    shader: &'static str,
    overrides: Vec<(&'static str, u32)>,
    pipeline: wgpu::ComputePipeline,
}

impl Pipelines {
    /// The pipeline of a dispatch. An error of the compiler lands in the device's error scope.
    pub(super) fn of(&self, device: &wgpu::Device, dispatch: &Dispatch) -> wgpu::ComputePipeline {
        let shader = dispatch.shader.name;
        let mut made = self.made.borrow_mut();
        let found = made
            .iter()
            .find(|made| made.shader == shader && made.overrides == dispatch.overrides);
        if let Some(found) = found {
            return found.pipeline.clone();
        }
        let pipeline = compile(device, dispatch);
        made.push(Made {
            shader,
            overrides: dispatch.overrides.clone(),
            pipeline: pipeline.clone(),
        });
        pipeline
    }

    /// Forgets everything: what was made while an error came up may be unusable.
    pub(super) fn clear(&self) {
        self.made.borrow_mut().clear();
    }
}

fn compile(device: &wgpu::Device, dispatch: &Dispatch) -> wgpu::ComputePipeline {
    let shader = dispatch.shader;
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(shader.name),
        source: wgpu::ShaderSource::Wgsl(text(shader).into()),
    });
    let constants: Vec<(&str, f64)> = dispatch
        .overrides
        .iter()
        .map(|&(name, value)| (name, f64::from(value)))
        .collect();
    device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some(shader.name),
        // The browser reads it off the shader, which saves the code that would say the same.
        layout: None,
        module: &module,
        entry_point: Some(shader.name),
        compilation_options: wgpu::PipelineCompilationOptions {
            constants: &constants,
            // Every kernel writes its workgroup memory before it reads it.
            zero_initialize_workgroup_memory: false,
        },
        cache: None,
    })
}

/// What the compiler is given. A browser wants to be told of extensions, wgpu's own compiler knows no
/// such line yet.
fn text(shader: &Shader) -> String {
    let is_told = shader.subgroups && cfg!(target_arch = "wasm32");
    let extensions = if is_told { "enable subgroups;" } else { "" };
    format!("{extensions}{}", shader.source())
}
