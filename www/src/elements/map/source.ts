/** Where Q and K come from: a constructed head, the trained model, or what the reader brought. */
import type { Engine } from "../../engine";
import { Maps, type AttentionMap, type MapRequest } from "../../engine/map/maps";
import { mostTokens } from "../shared/settings";
import type { WordAt } from "./axes";
import { maskRequest } from "./mask";
import type { OwnSource } from "./own-source";
import type { MapSettings } from "./settings";

export interface Opened {
  readonly map: AttentionMap;
  readonly wordAt: WordAt;
  /** What the reader should know of how it was taken. */
  readonly notices: readonly string[];
}

/** What the text of a trained head is where the reader gave none. */
const sentence = "Anna Quill says that the keys near the cabinet are old. Anna";

export class MapSources {
  private readonly maps = new Maps();
  private engine: Promise<Engine> | null = null;

  /** @throws AttentionError why there is no such map. */
  async open(settings: MapSettings, own: OwnSource | null, signal: AbortSignal): Promise<Opened> {
    const mask = maskRequest(settings.mask);
    switch (settings.head) {
      case "trained":
        return this.openTrained(settings, mask, signal);
      case "own":
        if (own === null) throw new Error("there are no queries and keys yet");
        return this.openOwn(own, settings, mask, signal);
      default: {
        const { head, n, text } = settings;
        const typed = text.trim() === "" ? {} : { text };
        return this.opened({ constructed: { head, length: n, seed: 7, ...typed }, ...mask }, signal);
      }
    }
  }

  /** Bytes of the maps' instance. */
  memory(): Promise<number> {
    return this.maps.memory();
  }

  dispose(): void {
    this.maps.dispose();
    void this.engine?.then((engine) => engine.dispose(), () => {});
  }

  private async opened(request: MapRequest, signal: AbortSignal, own: readonly string[] = []): Promise<Opened> {
    const map = await this.maps.open(request, { signal });
    const { words, tokens, dropped, rows } = map.info;
    const wordAt: WordAt = own.length > 0 ? (place) => own[place] ?? "" : (place) => words[tokens[place] ?? -1] ?? "";
    const left = dropped === 0 ? [] : [`The text has ${(rows + dropped).toLocaleString("en")} tokens: the last ${dropped.toLocaleString("en")} are left out.`];
    return { map, wordAt, notices: left };
  }

  private openOwn(own: OwnSource, { number }: MapSettings, mask: ReturnType<typeof maskRequest>, signal: AbortSignal): Promise<Opened> {
    if ("file" in own) return this.opened({ file: { bytes: own.file, head: number - 1 }, ...mask }, signal);
    const { q, k, headDim, words = [] } = own;
    return this.opened({ arrays: { q, k, headDim }, ...mask }, signal, words);
  }

  /** A head of the trained model, over a sentence: it has places for no more tokens than a trace. */
  private async openTrained({ text, layer, number }: MapSettings, mask: ReturnType<typeof maskRequest>, signal: AbortSignal): Promise<Opened> {
    const [{ createEngine }, { trainedModel }, { TraceReader }] = await Promise.all([
      import("../../engine"), import("../shared/model"), import("../../trace/reader"),
    ]);
    this.engine ??= createEngine({ backend: "cpu", threads: 1, kernels: "later" });
    const engine = await this.engine;
    const { layers, heads } = await trainedModel.load(engine);
    const [ownLayer, ownHead] = [Math.min(layer, layers), Math.min(number, heads)];
    const trace = await engine.trace({ text: text.trim() === "" ? sentence : text, weights: "trained", layer: ownLayer - 1 }, { signal });
    const reader = new TraceReader(trace);
    const headOf = (name: string): { readonly numbers: Float32Array; readonly headDim: number } => {
      const { data, shape: [, tokens = 0, headDim = 0] } = reader.tensor(name);
      return { numbers: data.slice((ownHead - 1) * tokens * headDim, ownHead * tokens * headDim), headDim };
    };
    const [q, k] = [headOf("qHeads"), headOf("kHeads")];
    const opened = await this.opened({ arrays: { q: q.numbers, k: k.numbers, headDim: q.headDim }, ...mask }, signal, trace.tokens);
    const limit = `The trained model was taught texts of at most ${mostTokens} tokens; longer ones are cut.`;
    return { ...opened, notices: trace.tokens.length >= mostTokens ? [limit] : [] };
  }
}
