/**
 * Runs the instance on the thread that asks, in short slices: in Node, and where workers are refused.
 *
 * A thread has one instance, shared by all engines on it, because the package keeps its instance in
 * its module. Answers find their engine by the id of the call.
 */
import { sources } from "./files";
import type { Host, HostOptions, Listener } from "./host";
import { jobOf } from "./jobs";
import type { FromServer } from "./messages";
import { compilePackage, openPackages } from "./package";
import { plainCopy } from "./plain-copy";
import { Residents } from "./residents";
import { Server } from "./serve";
import { bestSimd, type Simd } from "./simd";
import { Stock } from "./stock";

export interface InlineHost extends Host {
  /** Grows when the instance breaks down and is replaced: nothing is left of what it held. */
  readonly instance: number;
}

interface Shared {
  readonly about: Host["about"];
  readonly server: Server;
}

let shared: Promise<Shared> | null = null;
const stock = new Stock();
/** Who waits for the answer to a call. */
const owners = new Map<number, Listener>();
let instances = 0;

/** The build and the time of loading are those that the thread's first engine asks for. */
export async function openInline(listener: Listener, fallbackReason: string | null, { simd, later, module }: HostOptions): Promise<InlineHost> {
  shared ??= start(simd ?? bestSimd(), later === true, module ?? null).catch((error: unknown) => {
    shared = null;
    throw error;
  });
  const { about, server } = await shared;
  const tensors = new Residents();
  return {
    about,
    runsIn: "main thread",
    threads: 1,
    workers: 0,
    fallbackReason,
    get instance() {
      return instances;
    },
    post: (message, transfer) => {
      if (message.type === "cancel") {
        owners.delete(message.id);
        server.receive(message);
        return;
      }
      // Copied as to a worker, so that the caller may change its arrays at once.
      const copy = transfer.length > 0 ? structuredClone(message, { transfer }) : plainCopy(message, stock);
      owners.set(copy.id, listener);
      tensors.note(copy.work);
      server.receive({ ...copy, lent: transfer.length === 0 });
    },
    close: () => {
      for (const [id, owner] of owners) {
        if (owner !== listener) continue;
        owners.delete(id);
        server.receive({ type: "cancel", id });
      }
      // The instance lives on, for other engines. Nobody waits for these answers.
      for (const tensor of tensors) server.receive({ type: "call", id: -1 - tensor, work: { kind: "release", tensor } });
    },
  };
}

async function start(simd: Simd, later: boolean, module: WebAssembly.Module | null): Promise<Shared> {
  const wasm = openPackages(async () => module ?? compilePackage(simd, sources), sources);
  const about = later ? { simd } : (await wasm.kernels()).about();
  return { about, server: new Server(wasm, deliver, (work) => jobOf(wasm, work)) };
}

/** Hands an answer over later, as a worker does: an error that a listener throws is not the job's. */
function deliver(message: FromServer): void {
  if (message.type === "result" && message.spent) stock.give(message.spent);
  if (message.type === "panicked" || message.type === "lost") instances++;
  queueMicrotask(() => {
    const owner = owners.get(message.id);
    if (message.type !== "progress") owners.delete(message.id);
    owner?.message(message);
  });
}
