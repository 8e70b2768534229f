//! Device memory, counted and used again.

use std::cell::RefCell;
use std::rc::Rc;

/// Bytes on the device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// Held by tensors.
    pub in_use: u64,
    /// Kept for tensors to come.
    pub pooled: u64,
}

/// Hands out buffers and takes them back. All are made for the same uses, so any serves any binding.
#[derive(Debug)]
pub(super) struct Pool {
    device: wgpu::Device,
    shelf: RefCell<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    memory: Memory,
    /// Free buffers of any size, the last given back at the end.
    free: Vec<wgpu::Buffer>,
}

/// A buffer that goes back to its pool when dropped.
#[derive(Debug)]
pub(super) struct Block {
    buffer: wgpu::Buffer,
    pool: Rc<Pool>,
}

const USES: wgpu::BufferUsages = wgpu::BufferUsages::STORAGE
    .union(wgpu::BufferUsages::UNIFORM)
    .union(wgpu::BufferUsages::COPY_SRC)
    .union(wgpu::BufferUsages::COPY_DST);

impl Pool {
    pub(super) fn new(device: wgpu::Device) -> Self {
        Self {
            device,
            shelf: RefCell::default(),
        }
    }

    /// A buffer of at least so many bytes. Its contents are whatever they were.
    pub(super) fn take(self: &Rc<Self>, bytes: u64) -> Block {
        let size = rounded(bytes);
        let mut shelf = self.shelf.borrow_mut();
        let kept = shelf.free.iter().rposition(|buffer| buffer.size() == size);
        let kept = kept.map(|place| shelf.free.remove(place));
        shelf.memory.in_use += size;
        if kept.is_some() {
            shelf.memory.pooled -= size;
        }
        let buffer = kept.unwrap_or_else(|| {
            self.device.create_buffer(&wgpu::BufferDescriptor {
                label: None,
                size,
                usage: USES,
                mapped_at_creation: false,
            })
        });
        Block {
            buffer,
            pool: Rc::clone(self),
        }
    }

    pub(super) fn memory(&self) -> Memory {
        self.shelf.borrow().memory
    }

    pub(super) fn trim(&self) {
        let mut shelf = self.shelf.borrow_mut();
        for buffer in shelf.free.drain(..) {
            buffer.destroy();
        }
        shelf.memory.pooled = 0;
    }
}

impl Block {
    pub(super) fn buffer(&self) -> &wgpu::Buffer {
        &self.buffer
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        let size = self.buffer.size();
        let mut shelf = self.pool.shelf.borrow_mut();
        shelf.memory.in_use -= size;
        shelf.memory.pooled += size;
        shelf.free.push(self.buffer.clone());
    }
}

/// Sizes that recur: powers of two up to a mebibyte, then whole mebibytes.
fn rounded(bytes: u64) -> u64 {
    const MEBIBYTE: u64 = 1 << 20;
    if bytes <= MEBIBYTE {
        bytes.max(256).next_power_of_two()
    } else {
        bytes.next_multiple_of(MEBIBYTE)
    }
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn a_buffer_is_never_smaller_than_asked_for_and_never_twice_as_large() {
        assert_eq!(rounded(0), 256);
        for bytes in [257, 4096, 4097, 1 << 20, (1 << 20) + 4, 100 << 20] {
            assert!(
                rounded(bytes) >= bytes && rounded(bytes) < 2 * bytes,
                "{bytes}"
            );
            assert_eq!(rounded(rounded(bytes)), rounded(bytes));
        }
    }
}
