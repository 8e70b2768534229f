/** Handles of arrays that stay with the engine, and requests that name them. */
import { engineError } from "./errors";
import type { TensorRef, WireOperand, Work } from "./messages";
import type { Backend, Operand, Tensor } from "./types";

/** What a handle needs of its engine. */
export interface Owner {
  /** Runs work on the tensor where it lives. */
  ask(work: Work, backend: Backend): Promise<unknown>;
  /** Frees the tensor without waiting. */
  release(handle: Handle): void;
}

type State = "live" | "lost" | "disposed";

export class Handle implements Tensor {
  private state: State = "live";

  constructor(
    readonly id: number,
    readonly shape: readonly number[],
    readonly backend: Backend,
    readonly owner: Owner,
  ) {}

  async read(): Promise<Float32Array> {
    this.check("read");
    return (await this.owner.ask({ kind: "read", tensor: this.id }, this.backend)) as Float32Array;
  }

  async write(data: Float32Array, at = 0): Promise<void> {
    this.check("write");
    await this.owner.ask({ kind: "write", tensor: this.id, data, at }, this.backend);
  }

  dispose(): void {
    if (this.state === "live") this.owner.release(this);
    this.state = "disposed";
  }

  /** Its instance or device is gone. */
  lose(): void {
    if (this.state === "live") this.state = "lost";
  }

  /** @throws AttentionError `tensor-lost` or `tensor-disposed`. */
  check(operation: string): void {
    if (this.state === "lost") throw engineError("tensor-lost", operation, "the tensor went with the instance that held it");
    if (this.state === "disposed") throw engineError("tensor-disposed", operation, "the tensor was disposed");
  }
}

/** A request with ids for its tensors, and the backend on which these live, null without any. */
export interface Wired<Request> {
  readonly request: Request;
  readonly backend: Backend | null;
}

/**
 * Replaces the tensors under `names` by their ids.
 * @throws AttentionError `tensor-lost`, `tensor-disposed`, or `tensor-elsewhere` when they are of
 *   different backends or of another engine.
 */
export function wired<Request extends object, Name extends string>(
  operation: string,
  request: Request & { readonly [name in Name]?: Operand | null | undefined },
  names: readonly Name[],
  owner: Owner,
): Wired<Omit<Request, Name> & { [name in Name]: WireOperand }> {
  const named: Record<string, unknown> = {};
  let backend: Backend | null = null;
  for (const name of names) {
    const operand = request[name];
    if (!(operand instanceof Handle)) continue;
    operand.check(operation);
    if (operand.owner !== owner || (backend ?? operand.backend) !== operand.backend) {
      const where = operand.owner === owner ? "on another backend than those before it" : "with another engine";
      throw engineError("tensor-elsewhere", operation, `the tensor ${name} lives ${where}`);
    }
    backend = operand.backend;
    named[name] = { tensor: operand.id } satisfies TensorRef;
  }
  return { request: { ...request, ...named } as unknown as Omit<Request, Name> & { [name in Name]: WireOperand }, backend };
}
