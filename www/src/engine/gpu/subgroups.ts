/**
 * Subgroups for the package's device. wgpu hands shaders on to the browser as they are, but its WebGPU
 * backend has no name for this feature and so never asks for it.
 */

const FEATURE = "subgroups";

interface Adapter {
  readonly features: { has(name: string): boolean };
  requestDevice(descriptor?: Descriptor): Promise<unknown>;
}

interface Descriptor {
  readonly requiredFeatures?: Iterable<string>;
}

/** Whether a device of the adapter has them once `askForSubgroups` was called. */
export function hasSubgroups(adapter: Partial<Adapter>): boolean {
  return adapter.features?.has(FEATURE) ?? false;
}

/**
 * Has every device of this realm come with subgroups where its adapter has them. It changes what the
 * whole realm sees, so it is for a worker that runs nothing else.
 * @returns Whether it could.
 */
export function askForSubgroups(): boolean {
  const { GPUAdapter: own } = globalThis as { GPUAdapter?: { readonly prototype: Adapter } };
  if (!own) return false;
  const { requestDevice } = own.prototype;
  own.prototype.requestDevice = function (this: Adapter, descriptor: Descriptor = {}): Promise<unknown> {
    const more = hasSubgroups(this) ? [FEATURE] : [];
    return requestDevice.call(this, { ...descriptor, requiredFeatures: [...(descriptor.requiredFeatures ?? []), ...more] });
  };
  return true;
}
