/** The workers of a pool: who they are, how they start, and what each has to do. */
import type { HostOptions } from "./host";
import type { FromServer } from "./messages";
import type { Task } from "./tasks";
import { openWorker, type OpenWorker } from "./worker-host";

export interface Member {
  readonly worker: OpenWorker;
  /** Posted and not answered, oldest first. */
  readonly tasks: Map<number, Task>;
}

/** Who hears of the workers. */
export interface TeamListener {
  joined(): void;
  message(member: Member, message: FromServer): void;
  /** It ended of itself, and is no longer among the members. */
  lost(member: Member, reason: string, wasFirst: boolean): void;
}

export class Team {
  readonly members: Member[] = [];
  /** The most there may be. Fewer, once one did not start. */
  most: number;
  private readonly closing = new AbortController();
  private opening = 0;

  constructor(
    private readonly listener: TeamListener,
    private readonly options: HostOptions,
  ) {
    this.most = options.threads;
  }

  /** It started before all others, and alone holds tensors. */
  get first(): Member {
    const [first] = this.members;
    if (!first) throw new Error("the pool has no worker");
    return first;
  }

  /** That with the fewest tasks. */
  get leastBusy(): Member {
    return this.members.reduce((least, member) => (member.tasks.size < least.tasks.size ? member : least), this.first);
  }

  /** Starts one more, from the module of the first where there is one. */
  async grow(): Promise<void> {
    const tasks = new Map<number, Task>();
    let member: Member | null = null;
    this.opening++;
    try {
      const worker = await openWorker(
        {
          message: (message) => member && this.listener.message(member, message),
          lost: (reason) => member && this.lose(member, reason),
        },
        {
          simd: this.options.simd,
          module: this.members[0]?.worker.module ?? null,
          // Those behind the first start because there is work for their kernels.
          later: this.options.later === true && this.members.length === 0,
        },
        this.closing.signal,
      );
      member = { worker, tasks };
      this.members.push(member);
    } finally {
      this.opening--;
    }
    this.listener.joined();
  }

  /** Starts as many as so many parts can use. */
  growFor(parts: number): void {
    const wanted = Math.min(this.most, parts);
    for (let more = wanted - this.members.length - this.opening; more > 0; more--) {
      // Fewer workers are no error: the others do the work, and `info` tells how many they are.
      this.grow().catch(() => {
        this.most = Math.max(1, this.members.length);
      });
    }
  }

  give(member: Member, task: Task): void {
    member.worker.post({ type: "call", id: task.id, work: task.work, lent: task.lent }, task.transfer);
    member.tasks.set(task.id, task);
  }

  close(): void {
    this.closing.abort();
    for (const { worker } of this.members.splice(0)) worker.close();
  }

  private lose(member: Member, reason: string): void {
    const place = this.members.indexOf(member);
    this.members.splice(place, 1);
    this.listener.lost(member, reason, place === 0);
  }
}
