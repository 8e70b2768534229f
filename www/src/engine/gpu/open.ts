/** Opens a device on this thread and puts it to work. */
import { findAdapter } from "./adapter";
import { deviceFailure, GpuError } from "./failure";
import { refusal } from "../errors";
import type { FromGpu, GpuAbout } from "./messages";
import { GpuServer } from "./serve";

export interface OpenServer {
  readonly about: GpuAbout;
  readonly server: GpuServer;
}

/**
 * A server of a device. Nothing is loaded where there is no adapter.
 * @param widened Whether devices of this realm have subgroups where their adapter has them.
 * @param half Whether half precision is asked for: wgpu knows whether the adapter has it.
 * @throws GpuError why there is none.
 */
export async function openServer(
  post: (message: FromGpu, transfer: Transferable[]) => void, widened: boolean, half: boolean,
): Promise<OpenServer> {
  const { name, subgroups } = await findAdapter();
  const { openDevice } = await import("./wasm");
  let server: GpuServer | null = null;
  let onPanic: (message: string) => void = () => {};
  const panicked = new Promise<never>((_, reject) => {
    onPanic = (message) => {
      const failure = { code: "panicked", message } as const;
      reject(new GpuError(failure));
      server?.end(failure);
    };
  });
  // Heard by the race below, or by the server.
  panicked.catch(() => {});
  try {
    const device = await Promise.race([openDevice(onPanic, widened && subgroups, half), panicked]);
    const info = device.info();
    server = new GpuServer(device, post, !info.software);
    // The browser tells more of the adapter's name than wgpu passes on.
    return { server, about: { ...info, adapter: name } };
  } catch (error) {
    const fields = refusal(error);
    const failure = fields ? deviceFailure(fields) : null;
    throw failure ? new GpuError(failure) : error;
  }
}
