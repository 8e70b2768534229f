/** Headless Chromium: a page load for each measurement. */
import { chromium, type Browser } from "playwright-core";
import flags from "../../../chromium-flags.json";
import type { Case } from "../../../../www/src/benchmark/case";
import type { Entry } from "../engines/catalog";
import type { Bench } from "../page/main";
import type { Plan } from "../../../../www/src/benchmark/measure";
import type { Visit } from "../page/visit";
import type { Options } from "./options";

const FLAGS = [...flags, "--enable-unsafe-webgpu"];

/** Milliseconds after which a page is given up. */
const LIMIT = 240_000;

export class Chromium {
  /** Milliseconds of the machine's best pace, as pages found it. */
  private pace: number | null = null;

  private constructor(
    private browser: Browser,
    private readonly open: () => Promise<Browser>,
    private readonly address: string,
  ) {}

  /** @param executable Path of the program. */
  static async launch(executable: string, adapter: Options["adapter"], address: string): Promise<Chromium> {
    const args = adapter === null ? FLAGS : [...FLAGS, `--use-webgpu-adapter=${adapter}`];
    const open = () => chromium.launch({ executablePath: executable, args });
    return new Chromium(await open(), open, address);
  }

  get version(): string {
    return this.browser.version();
  }

  /** Solves one case on one engine in a page of its own. Never rejects. */
  async visit(engine: Entry, entry: Case, plan: Plan): Promise<Visit> {
    try {
      const visit = await this.inPage(engine.isolated, ({ id, entry, plan, pace }) =>
        (globalThis as unknown as { bench: Bench }).bench.visit(id, entry, plan, pace), { id: engine.id, entry, plan, pace: this.pace });
      if (visit.status === "measured") this.pace = visit.pace;
      return visit;
    } catch (error) {
      // A page that crashed or hangs may take others along.
      await this.browser.close().catch(() => undefined);
      this.browser = await this.open();
      return { status: "failed", reason: firstLine(error) };
    }
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  private async inPage<A extends object, T>(isolated: boolean, work: (argument: A) => Promise<T>, argument: A): Promise<T> {
    const context = await this.browser.newContext();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer after ${LIMIT / 1000} s`)), LIMIT);
    });
    try {
      const page = await context.newPage();
      await page.goto(`${this.address}${isolated ? "isolated/" : ""}`);
      await page.waitForFunction(() => "bench" in globalThis);
      // Playwright's own types unwrap handles, of which there are none in JSON.
      const answer = page.evaluate(work as (argument: unknown) => Promise<T>, argument as unknown);
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
      await context.close().catch(() => undefined);
    }
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
