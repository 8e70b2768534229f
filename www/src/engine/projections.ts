/** Projections among workers: who has the weights, and what each of them does. Loaded with the first large one. */
import type { FromServer, Work } from "./messages";
import { Replicas } from "./replicas";
import { divisible, rowPlan } from "./rows";
import type { Plan } from "./shares";

/** What is needed of the pool. */
interface Workers<Place> {
  /** The worker that holds the tensors. */
  readonly first: () => Place;
  /** Those behind it that are ready. */
  readonly others: () => readonly Place[];
  /** A tensor's numbers, as the first holds them; null when it is gone. */
  readonly read: (tensor: number) => Promise<Float32Array<ArrayBuffer> | null>;
  /** Has a worker do something of the pool's own. */
  readonly ask: (place: Place, work: Work, transfer?: Transferable[]) => Promise<FromServer>;
}

export class Projections<Place> {
  private readonly replicas = new Replicas<Place>((tensor, to) => this.carry(tensor, to));

  constructor(private readonly workers: Workers<Place>) {}

  /** Bytes of the copies. */
  get bytes(): number {
    return this.replicas.bytes;
  }

  /** The parts of one that is worth sharing, and a worker for each; null where one does it all. The others are given the weights for the next time. */
  divide(work: Extract<Work, { kind: "project" }>): { readonly plan: Plan<unknown>; readonly among: readonly Place[] } | null {
    const rows = work.keep === null ? divisible(work.request) : null;
    if (!rows) return null;
    const among = [this.workers.first(), ...this.replicas.among(this.workers.others(), rows.weights, rows.dIn * rows.dOut)];
    const plan = rowPlan(rows, among.length);
    return plan && { plan, among };
  }

  /** Releases the copies of a tensor that is written or released. */
  drop({ kind, tensor }: Extract<Work, { kind: "write" | "release" }>): void {
    const where = this.replicas.drop(tensor, kind === "write" ? "written" : "released");
    for (const place of where) void this.workers.ask(place, { kind: "release", tensor });
  }

  /** A worker is gone, or has another instance. */
  forget(place: Place): void {
    this.replicas.forget(place);
  }

  /** Copies a tensor from the first worker to another; whether it is there. */
  private async carry(tensor: number, to: Place): Promise<boolean> {
    const data = await this.workers.read(tensor);
    // Released or written meanwhile, or the worker is gone.
    if (!data || !this.replicas.has(tensor) || !this.workers.others().includes(to)) return false;
    const answer = await this.workers.ask(to, { kind: "upload", tensor, data, shape: [data.length] }, [data.buffer]);
    return answer.type === "result";
  }
}
