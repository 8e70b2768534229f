/**
 * Short calls computed on the thread that asks: the way to a worker and back takes longer than many a step of
 * decoding. Tensors live in the pool's first worker; of those that short calls read again and again, this
 * thread's own instance has a copy, which follows every write. Loaded with the first short call over a tensor.
 */
import { newCall } from "./calls";
import { openInline, type InlineHost } from "./inline";
import type { HostOptions, Listener } from "./host";
import type { FromServer, ToServer, Work } from "./messages";

/** The most numbers of a tensor that is copied: 16 MB. */
const MOST = 1 << 22;
/** Calls over a tensor from which it is copied: what is read once may never be again. */
const USES = 2;

/** What is asked of the pool. */
export interface Far {
  /** The numbers of a tensor as the worker holds it, behind all that was posted before; null when it is gone. */
  read(tensor: number): Promise<Float32Array<ArrayBuffer> | null>;
  /** Undefined where it is not known: such tensors stay away. */
  shapeOf(tensor: number): readonly number[] | undefined;
}

type Call = Extract<ToServer, { type: "call" }>;
export type Change = Extract<Work, { kind: "write" | "release" }>;

/** A tensor that short calls read. */
interface Copy {
  uses: number;
  /** `refused`: there is no room for it. */
  state: "away" | "coming" | "here" | "refused";
  /** Writes since it was asked for, oldest first. */
  readonly missed: Work[];
  /** Whether the kernels keep it packed, too. */
  packed: boolean;
}

/** Rejects where this thread can't have an instance of that build. */
export async function openNear(listener: Listener, far: Far, options: Pick<HostOptions, "simd" | "module">): Promise<Near> {
  const near = new Near(listener, far);
  await near.open(options);
  return near;
}

export class Near {
  private host: InlineHost | null = null;
  private readonly copies = new Map<number, Copy>();
  /** Who waits for what was asked of the instance besides calls. */
  private readonly own = new Map<number, (done: boolean) => void>();
  /** The instance that has the copies. */
  private instance = 0;

  constructor(
    private readonly listener: Listener,
    private readonly far: Far,
  ) {}

  async open({ simd, module }: Pick<HostOptions, "simd" | "module">): Promise<void> {
    const host = await openInline({ message: (message) => this.hear(message), lost: () => this.close() }, null, { threads: 1, simd, module });
    if (simd !== null && host.about.simd !== simd) {
      // Another engine began here with another build, and a thread has one.
      host.close();
      throw new Error(`this thread computes with ${host.about.simd}`);
    }
    this.host = host;
    this.instance = host.instance;
  }

  /** Bytes of the copies. */
  get bytes(): number {
    let numbers = 0;
    for (const [tensor, { state, packed }] of this.copies) if (state === "here") numbers += this.lengthOf(tensor) * (packed ? 2 : 1);
    return numbers * Float32Array.BYTES_PER_ELEMENT;
  }

  /** Whether a copy of each tensor is here for the work. Those that are not will be, if they are used again. */
  has(tensors: readonly number[], work: Work): boolean {
    if (!this.host) return false;
    this.notice(this.host);
    return tensors.map((tensor) => this.use(tensor, work)).every((state) => state === "here");
  }

  post(call: Call, transfer: Transferable[]): void {
    this.host?.post(call, transfer);
  }

  cancel(id: number): void {
    this.host?.post({ type: "cancel", id }, []);
  }

  /** Does to the copy what is done to the tensor. */
  follow(change: Change): void {
    const copy = this.copies.get(change.tensor);
    if (change.kind === "release") this.copies.delete(change.tensor);
    if (copy?.state === "here") void this.ask(change);
    // The caller may change its array before the copy is here.
    else if (copy?.state === "coming" && change.kind === "write") copy.missed.push({ ...change, data: change.data.slice() });
  }

  /** Gives the copies back. The instance lives on, for other engines. */
  close(): void {
    this.host?.close();
    this.host = null;
    this.copies.clear();
    this.own.clear();
  }

  /** An instance that broke down took the copies with it. */
  private notice({ instance }: InlineHost): void {
    if (instance === this.instance) return;
    this.instance = instance;
    this.copies.clear();
  }

  private use(tensor: number, { kind }: Work): Copy["state"] {
    const copy = this.copies.get(tensor) ?? { uses: 0, state: "away", missed: [], packed: false };
    this.copies.set(tensor, copy);
    copy.uses++;
    copy.packed ||= kind === "project";
    const length = this.lengthOf(tensor);
    if (copy.state === "away" && copy.uses >= USES && length > 0 && length <= MOST) void this.bring(tensor, copy);
    return copy.state;
  }

  private lengthOf(tensor: number): number {
    return this.far.shapeOf(tensor)?.reduce((product, size) => product * size, 1) ?? 0;
  }

  private async bring(tensor: number, copy: Copy): Promise<void> {
    copy.state = "coming";
    const shape = this.far.shapeOf(tensor) ?? [];
    // The worker may be gone.
    const data = await this.far.read(tensor).catch(() => null);
    const wanted = (): boolean => this.copies.get(tensor) === copy;
    if (!data) copy.state = "refused";
    if (!data || !wanted()) return;
    const arrived = await this.ask({ kind: "upload", tensor, data, shape }, [data.buffer]);
    if (!wanted()) {
      // Released on its way, or the instance was replaced.
      void this.ask({ kind: "release", tensor });
      return;
    }
    copy.state = arrived ? "here" : "refused";
    const missed = copy.missed.splice(0);
    if (arrived) for (const write of missed) void this.ask(write);
  }

  /** Has the instance do something, in the order of the calls; whether it did. */
  private ask(work: Work, transfer: Transferable[] = []): Promise<boolean> {
    const { host } = this;
    if (!host) return Promise.resolve(false);
    return new Promise((resolve) => {
      const id = newCall();
      this.own.set(id, resolve);
      host.post({ type: "call", id, work }, transfer);
    });
  }

  private hear(message: FromServer): void {
    const own = this.own.get(message.id);
    if (own && message.type !== "progress") {
      this.own.delete(message.id);
      own(message.type === "result");
    } else if (message.type === "lost") {
      // The worker is as good as before.
      this.listener.message({ ...message, type: "panicked" });
      this.close();
    } else this.listener.message(restarted(message));
  }
}

/** A tensor that is missing here is not lost: the instance with its copy was replaced while the call waited. */
function restarted(message: FromServer): FromServer {
  if (message.type !== "refused" || message.error.code !== "tensor-lost") return message;
  const why = "another call broke the engine while this one was under way";
  return { ...message, error: { ...message.error, code: "engine-restarted", message: why } };
}
