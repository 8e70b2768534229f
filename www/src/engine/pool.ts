/**
 * Workers that share out large problems, each with an instance of its own and its own memory: nothing
 * is shared between them but the compiled module, so no page needs special headers for it.
 *
 * The first worker does what one can do; the others start with the first problem that is worth it. What
 * takes less time than the way to a worker is done on the thread that asks, where that is allowed.
 */
import type { Host, HostOptions, Listener } from "./host";
import { arraysOf, buffersOf, type FromServer, type InstanceMemory, type ToServer, type Work } from "./messages";
import { Nearby } from "./nearby";
import type { Projections } from "./projections";
import { Residents } from "./residents";
import { plan, WORTH_SHARING, type Plan } from "./shares";
import { largeBuffersOf, lend, Stock } from "./stock";
import { Gathering, type Task } from "./tasks";
import { Team, type Member, type TeamListener } from "./team";

/** Tasks that a worker holds: the next is there when one is done. */
const AHEAD = 2;

/** Stands for the caller where work is the pool's own. */
const NOBODY = -1;

interface Divided {
  readonly plan: Plan<unknown>;
  /** A worker for each part; null where any will do. */
  readonly among: readonly Member[] | null;
}

/** Rejects when not even one worker starts. */
export async function openPool(listener: Listener, options: HostOptions): Promise<Host> {
  const pool = new Pool(listener, options);
  await pool.team.grow();
  return pool;
}

class Pool implements Host, TeamListener {
  readonly runsIn = "worker";
  readonly fallbackReason = null;
  readonly team: Team;
  /** Parts that wait for a worker. */
  private readonly queue: Task[] = [];
  private readonly stock = new Stock();
  /** In the first worker. */
  private readonly tensors = new Residents();
  /** Null until a large one was asked for. */
  private projections: Projections<Member> | null = null;
  private loading: Promise<void> | null = null;
  /** Null where this thread is to compute nothing. */
  private readonly nearby: Nearby | null;
  private nextTask = 0;

  constructor(
    private readonly listener: Listener,
    options: HostOptions,
  ) {
    this.team = new Team(this, options);
    const far = { read: (tensor: number) => this.read(tensor), shapeOf: (tensor: number) => this.tensors.shapeOf(tensor) };
    const instance = () => ({ simd: this.about.simd, module: this.team.first.worker.module });
    this.nearby = options.runsIn === "worker" ? null : new Nearby(listener, far, instance);
  }

  get threads(): number {
    return this.team.most;
  }

  get workers(): number {
    return this.team.members.length;
  }

  get about(): Host["about"] {
    return this.team.first.worker.about;
  }

  post(message: ToServer, transfer: Transferable[]): void {
    if (message.type === "cancel") {
      this.nearby?.cancel(message.id);
      this.cancel(message.id);
      return;
    }
    const { id, work } = message;
    if (work.kind === "write" || work.kind === "release") this.projections?.drop(work);
    this.nearby?.follow(work);
    if (this.nearby?.take(message, transfer)) return;
    const divided = this.divide(work);
    if (divided) {
      this.shareOut(id, divided);
      // The parts hold copies. What was handed over is detached, as it is when one worker takes it.
      if (transfer.length > 0) structuredClone(null, { transfer });
      return;
    }
    const own = transfer.length > 0 ? { work, buffers: transfer } : lend(work, this.stock);
    const lent = transfer.length === 0 && own.buffers.length > 0;
    const task = { id: this.nextTask++, call: id, work: own.work, transfer: own.buffers, lent, gathering: null, share: null };
    this.team.give(this.tensors.note(work) ? this.team.first : this.team.leastBusy, task);
  }

  private divide(work: Work): Divided | null {
    if (work.kind === "attention") {
      const arrays = work.keep === null ? arraysOf(work.request) : null;
      const shared = arrays && plan(arrays, this.threads);
      return shared && { plan: shared, among: null };
    }
    if (work.kind !== "project" || this.threads === 1) return null;
    const { rows, dIn, dOut } = work.request;
    if (!(rows * dIn * dOut >= WORTH_SHARING)) return null;
    this.team.growFor(this.threads);
    // Most pages project nothing, and at first no other worker has the weights.
    this.loading ??= this.load();
    return this.projections?.divide(work) ?? null;
  }

  private async load(): Promise<void> {
    try {
      const { Projections } = await import("./projections");
      const { team } = this;
      this.projections = new Projections<Member>({
        first: () => team.first,
        others: () => team.members.slice(1),
        read: (tensor) => this.read(tensor),
        ask: (member, work, transfer = []) => this.ask(member, work, transfer),
      });
    } catch {
      // One worker does them; the next call tries again.
      this.loading = null;
    }
  }

  private shareOut(call: number, { plan: shared, among }: Divided): void {
    if (!among) this.team.growFor(shared.count);
    const gathering = new Gathering(shared);
    let part = 0;
    for (const share of shared.shares(this.stock)) {
      const task = { id: this.nextTask++, call, work: share.work, transfer: buffersOf(share.work), lent: true, gathering, share };
      const member = among?.[part++];
      // A worker begins with the first part while the next is copied.
      if (member) this.team.give(member, task);
      else {
        this.queue.push(task);
        this.feed();
      }
    }
  }

  /** Work of the pool's own. */
  private ask(member: Member, work: Work, transfer: Transferable[]): Promise<FromServer> {
    return new Promise((resolve) => {
      this.team.give(member, { id: this.nextTask++, call: NOBODY, work, transfer, lent: false, gathering: null, share: null, own: resolve });
    });
  }

  /** A tensor's numbers, as the first worker holds them; null when it is gone. */
  private async read(tensor: number): Promise<Float32Array<ArrayBuffer> | null> {
    const read = await this.ask(this.team.first, { kind: "read", tensor }, []);
    return read.type === "result" ? (read.value as Float32Array<ArrayBuffer>) : null;
  }

  close(): void {
    this.nearby?.close();
    this.stock.clear();
    this.queue.length = 0;
    this.team.close();
  }

  joined(): void {
    this.feed();
  }

  private feed(): void {
    for (;;) {
      const [task] = this.queue;
      if (!task || this.workers === 0) return;
      const member = this.team.leastBusy;
      if (member.tasks.size >= AHEAD) return;
      this.queue.shift();
      this.team.give(member, task);
    }
  }

  message(member: Member, message: FromServer): void {
    const task = member.tasks.get(message.id);
    // Nothing is known of a task that was cancelled when its answer was on the way.
    if (!task) return;
    const { gathering, share, call } = task;
    if (message.type === "result" && message.spent) this.stock.give(message.spent);
    if (message.type !== "progress") member.tasks.delete(message.id);
    if (task.own) {
      if (message.type === "lost") this.listener.lost(message.message);
      else if (message.type !== "progress") task.own(message);
    } else if (message.type === "progress" && gathering && share) this.report(call, gathering, share, message.share);
    else if (message.type === "result" && gathering && share) {
      gathering.place(share, message.value);
      this.stock.give(largeBuffersOf(message.value));
      if (gathering.complete) this.listener.message({ type: "result", id: call, value: gathering.plan.whole });
      else this.report(call, gathering, share, 1);
    } else {
      // One part that breaks off is the end of its call.
      if (gathering && message.type !== "progress") this.cancel(call);
      this.listener.message({ ...this.withCopies(task, message), id: call });
    }
    if (message.type === "panicked") this.renewed(member, message.message);
    this.feed();
  }

  /** A new instance has none of the tensors of the one before. */
  private renewed(member: Member, reason: string): void {
    if (member !== this.team.members[0]) this.projections?.forget(member);
    else if (this.tensors.size > 0) this.listener.lost(reason);
  }

  /** The first worker knows nothing of the copies that others and this thread hold. */
  private withCopies({ work }: Task, message: FromServer): FromServer {
    if (message.type !== "result" || work.kind !== "memory") return message;
    const memory = message.value as InstanceMemory;
    return { ...message, value: { ...memory, cpuBytes: memory.cpuBytes + (this.projections?.bytes ?? 0) + (this.nearby?.bytes ?? 0) } };
  }

  private report(call: number, gathering: Gathering, ...at: Parameters<Gathering["progress"]>): void {
    const share = gathering.progress(...at);
    if (share !== null) this.listener.message({ type: "progress", id: call, share });
  }

  private cancel(call: number): void {
    const kept = this.queue.filter((task) => task.call !== call);
    this.queue.splice(0, this.queue.length, ...kept);
    for (const { worker, tasks } of this.team.members) {
      for (const task of tasks.values()) {
        if (task.call !== call) continue;
        tasks.delete(task.id);
        worker.post({ type: "cancel", id: task.id }, []);
      }
    }
    this.feed();
  }

  /** A worker that ended takes the pool with it when it was needed: the next call opens another pool. */
  lost(member: Member, reason: string, wasFirst: boolean): void {
    const oldest = [...member.tasks.values()].find((task) => !task.own);
    this.projections?.forget(member);
    if (oldest) this.listener.message({ type: "lost", id: oldest.call, message: reason });
    else if ((wasFirst && this.tensors.size > 0) || this.workers === 0) this.listener.lost(reason);
  }
}
