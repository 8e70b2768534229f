/** The CPU as the client has it: opened with the engine, and again after it broke down. */
import { engineError } from "../errors";
import { openHost, type Host, type HostOptions, type Listener } from "../host";

export interface CpuFacts {
  readonly simd: Host["about"]["simd"];
  readonly threads: number;
  readonly runsIn: Host["runsIn"];
  readonly fallbackReason: string | null;
}

export class Cpu {
  /** Null until it is open, and after it broke down. */
  host: Host | null = null;
  /** What is known of the host that is there, or of the one before it. */
  private known: CpuFacts | null = null;
  private opening: Promise<Host> | null = null;
  private closed = false;

  constructor(
    private readonly options: HostOptions,
    private readonly listener: Listener,
  ) {}

  /** Null until the first host was open. */
  get facts(): CpuFacts | null {
    // A worker that does not start leaves fewer to share out to.
    return this.known && { ...this.known, threads: this.host?.threads ?? this.known.threads };
  }

  /** The host, opened when there is none. Rejects as `openHost` does. */
  open(): Promise<Host> {
    if (this.host) return Promise.resolve(this.host);
    this.opening ??= openHost(this.listener, this.options)
      .then((host) => this.adopt(host))
      .finally(() => {
        this.opening = null;
      });
    return this.opening;
  }

  /** Gives up a broken host; the next call opens another. */
  drop(): void {
    this.host?.close();
    this.host = null;
  }

  /** For good. */
  close(): void {
    this.closed = true;
    this.drop();
  }

  private adopt(host: Host): Host {
    if (this.closed) {
      host.close();
      throw engineError("disposed", "createEngine", "the engine was disposed");
    }
    this.host = host;
    const { about, threads, runsIn, fallbackReason } = host;
    this.known = { simd: about.simd, threads, runsIn, fallbackReason };
    return host;
  }
}
