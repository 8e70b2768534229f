//! A plan, run.

use super::pool::Block;
use super::{Engine, Tensor};
use crate::error::GpuError;
use crate::plan::{Dispatch, Plan, Source};
use std::rc::Rc;

impl Engine {
    /// Submits a plan and returns a tensor of one axis for each of its buffers, in the plan's order,
    /// without waiting for the device. Words that are not f32 keep their bits.
    ///
    /// # Errors
    /// What the device reports.
    ///
    /// # Panics
    /// When the plan asks for an operand that is missing or shorter than it states.
    pub async fn run(
        &self,
        operation: &'static str,
        plan: &Plan,
        operands: &[&Tensor],
    ) -> Result<Vec<Tensor>, GpuError> {
        let watch = self.device.watch(operation)?;
        let tensors = self.submit(plan, operands);
        self.heed(watch.end().await)?;
        Ok(tensors)
    }

    /// Passes on what the device said of some work, and forgets the pipelines if it was an error.
    pub(super) fn heed(&self, ended: Result<(), GpuError>) -> Result<(), GpuError> {
        if ended.is_err() {
            self.pipelines.clear();
        }
        ended
    }

    fn submit(&self, plan: &Plan, operands: &[&Tensor]) -> Vec<Tensor> {
        let tensors: Vec<Tensor> = plan
            .buffers
            .iter()
            .map(|buffer| {
                let block = match &buffer.source {
                    Source::Operand(index) => {
                        let operand = operands[*index];
                        assert!(
                            operand.len() >= buffer.words,
                            "operand {} is short",
                            buffer.name
                        );
                        Rc::clone(operand.block())
                    }
                    Source::Data(words) => Rc::new(self.write(bytemuck::cast_slice(words))),
                    Source::Dispatches => Rc::new(self.pool.take(buffer.words as u64 * 4)),
                };
                Tensor::new(vec![buffer.words], block)
            })
            .collect();
        let descriptor = wgpu::CommandEncoderDescriptor::default();
        let mut commands = self.device.wgpu().create_command_encoder(&descriptor);
        for dispatch in &plan.dispatches {
            let bindings: Vec<_> = dispatch
                .bindings
                .iter()
                .map(|&index| &tensors[index])
                .collect();
            self.encode(&mut commands, dispatch, &bindings);
        }
        self.device.queue().submit([commands.finish()]);
        tensors
    }

    fn encode(
        &self,
        commands: &mut wgpu::CommandEncoder,
        dispatch: &Dispatch,
        bindings: &[&Tensor],
    ) {
        let device = self.device.wgpu();
        let pipeline = self.pipelines.of(device, dispatch);
        let entries: Vec<_> = (0..)
            .zip(bindings)
            .map(|(binding, tensor)| wgpu::BindGroupEntry {
                binding,
                resource: whole(tensor.block(), tensor.len()),
            })
            .collect();
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &pipeline.get_bind_group_layout(0),
            entries: &entries,
        });
        let mut pass = commands.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        pass.set_pipeline(&pipeline);
        pass.set_bind_group(0, &group, &[]);
        let [x, y, z] = dispatch.groups;
        pass.dispatch_workgroups(x, y, z);
    }
}

/// The part of a block that a buffer of so many words fills: at least one vector, since a binding
/// cannot be empty.
fn whole(block: &Block, words: usize) -> wgpu::BindingResource<'_> {
    let bytes = (words as u64 * 4).next_multiple_of(16).max(16);
    wgpu::BindingResource::Buffer(wgpu::BufferBinding {
        buffer: block.buffer(),
        offset: 0,
        size: wgpu::BufferSize::new(bytes),
    })
}
