/**
 * The model that the reader opened, which all playgrounds of a page share. What reads the files is loaded
 * with the first of them; nothing leaves the page.
 */
import type { Engine, ModelInfo } from "../../engine";
import { fields, mostTokens, trainedSettings, type Settings, type Weights } from "./settings";
import { shipped } from "./shipped";

export type OwnState =
  | { readonly kind: "absent" }
  | { readonly kind: "reading" }
  | { readonly kind: "ready" }
  /** The one before stays, if there was one. */
  | { readonly kind: "failed"; readonly message: string };

/** Fires `change` whenever its state has. */
export class OwnModel extends EventTarget {
  state: OwnState = { kind: "absent" };
  /** What was opened last. */
  info: ModelInfo | null = null;

  /** Reads the files into `engine`. Whether they are a model that can be shown; the state says why not. */
  async open(files: readonly File[], engine: Promise<Engine>): Promise<boolean> {
    this.change({ kind: "reading" });
    try {
      const { readModel } = await import("../own-model/files");
      this.info = await (await engine).loadModel(await readModel(files), { as: "own" });
      this.change({ kind: "ready" });
      return true;
    } catch (error) {
      this.change({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
      return false;
    }
  }

  private change(state: OwnState): void {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

export const ownModel = new OwnModel();

/** The sizes that a trained model has, whichever the weights name. */
export type ModelSizes = Pick<ModelInfo, "layers" | "heads" | "kvHeads" | "headDim" | "dModel">;

export function sizesOfModel(weights: Weights, { info } = ownModel): ModelSizes {
  return weights === "own" && info !== null ? info : shipped;
}

/** What changes with a turn to these weights: a place that the model has, and a text that it can read. */
export function turnTo(weights: Weights, before: Settings, { info } = ownModel): Partial<Settings> {
  const hadNumbers = before.weights === "own" && info?.reads === "numbers";
  if (weights !== "own" || info === null) {
    return { weights, ...(hadNumbers ? { text: trainedSettings.text, row: trainedSettings.row } : {}) };
  }
  const text = info.reads === "numbers" ? { text: sampleNumbers(info) } : {};
  return { weights, layer: 0, head: 0, row: mostTokens - 1, headsOff: fields.headsOff.initial, ...text };
}

/** A few tokens, twice over: a head that looks for what came before has something to find. */
function sampleNumbers({ vocabulary, positions }: ModelInfo): string {
  const count = Math.max(1, Math.min(6, Math.floor(positions / 2)));
  const numbers = Array.from({ length: count }, (_, at) => (7 * at + 3) % vocabulary);
  return [...numbers, ...numbers].join(" ");
}
