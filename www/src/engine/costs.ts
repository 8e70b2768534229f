/**
 * What models cost, counted by the core. Its package stands apart from the engine's others: every
 * answer takes microseconds, so it is given at once, on the page, and no worker is asked.
 */
import type { CacheCurveRequest } from "../trace/generated/CacheCurveRequest";
import type { CostSetting } from "../trace/generated/CostSetting";
import type { CostSheet } from "../trace/generated/CostSheet";
import type { PublishedMachine } from "../trace/generated/PublishedMachine";
import type { PublishedModel } from "../trace/generated/PublishedModel";
import { costModule } from "./cost-files";
import { AttentionError, engineError, messageOf, refusal } from "./errors";
import * as generated from "./generated-cost/headwise_wasm.js";
import { compile } from "./load";

export type { CacheCurveRequest, CostSetting, CostSheet, PublishedMachine, PublishedModel };

const OPERATION = "model costs";

/** Sizes go in, figures come out. */
export interface Calculator {
  /** Models whose sizes are printed somewhere, with where. */
  readonly models: readonly PublishedModel[];
  /** Accelerators, the same. */
  readonly machines: readonly PublishedMachine[];
  /**
   * All figures of a model at a load on a machine.
   * @throws AttentionError `bad-request`, `bad-setting`, `heads-do-not-divide` or `too-large`
   */
  sheet(setting: CostSetting): CostSheet;
  /**
   * Bytes of one text's cache at each length.
   * @throws AttentionError as `sheet`
   */
  cacheCurve(request: CacheCurveRequest): Float64Array;
}

let opened: Promise<Calculator> | null = null;

/**
 * Fetches and starts the package. There is one for a page.
 * @throws AttentionError `engine-unavailable` when it can't be had; asking again tries again
 */
export function openCalculator(): Promise<Calculator> {
  opened ??= open().catch((error: unknown) => {
    opened = null;
    throw engineError("engine-unavailable", OPERATION, `the WebAssembly module for costs could not be loaded: ${messageOf(error)}`, error);
  });
  return opened;
}

async function open(): Promise<Calculator> {
  await generated.default({ module_or_path: await compile(costModule) });
  return {
    models: generated.publishedModels(),
    machines: generated.publishedMachines(),
    sheet: (setting) => told(() => generated.costSheet(setting)),
    cacheCurve: (request) => told(() => generated.cacheCurve(request)),
  };
}

/** What is thrown inside becomes the engine's error; an instance that broke down is replaced. */
function told<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    const fields = refusal(error);
    if (fields) throw new AttentionError(fields);
    generated.__wbg_reset_state();
    throw engineError("engine-panicked", OPERATION, messageOf(error), error);
  }
}
