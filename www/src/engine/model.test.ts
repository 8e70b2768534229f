/** Loading the trained model: what is refused and why, and that it outlives the instance that had it. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { modelFile } from "../testing/trace";
import { Client } from "./client";
import { AttentionError } from "./errors";
import type { ModelFiles } from "./types";

vi.mock("./package", () => import("../testing/wasm-package"));

const trained = { text: "the keys near the cabinet", weights: "trained" } as const;
const config = await modelFile("config.json");
const tensors = await modelFile("model.safetensors");

async function rejection(promise: Promise<unknown>): Promise<AttentionError> {
  const error: unknown = await promise.then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(AttentionError);
  return error as AttentionError;
}

/** The config with other values. */
function changed(values: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ ...(JSON.parse(new TextDecoder().decode(config)) as object), ...values }));
}

describe("the trained model", () => {
  const client = new Client();
  beforeAll(() => client.start());
  afterAll(() => client.dispose());

  it("is missed by traces until it is loaded", async () => {
    expect(await rejection(client.trace(trained))).toMatchObject({ code: "no-model", operation: "trace" });
    expect((await client.trace({ text: "keys" })).vocabulary ?? []).toEqual([]);
  });

  const bad: [string, ModelFiles, RegExp][] = [
    ["a config that is no JSON", { config: tensors.slice(0, 99), tensors }, /config|JSON/iu],
    ["tensors that break off", { config, tensors: tensors.slice(0, 50_000) }, /safetensors|bytes|end|tensor/iu],
    ["no tensors at all", { config, tensors: new Uint8Array() }, /safetensors|bytes|header/iu],
    ["an unknown architecture", { config: changed({ model_type: "mamba", architectures: ["Mamba"] }), tensors }, /mamba/iu],
    ["another width", { config: changed({ n_embd: 48 }), tensors }, /shape|48/u],
    ["more layers than there are", { config: changed({ n_layer: 4 }), tensors }, /h\.3\./u],
    ["a header of a billion bytes", { config, tensors: Uint8Array.of(0, 0, 0, 64, 0, 0, 0, 0, 123) }, /header|bytes/iu],
  ];
  it.each(bad)("is not %s: the reason is told, and drawn weights go on", async (_, files, reason) => {
    const error = await rejection(client.loadModel(files));
    expect(error).toMatchObject({ code: "bad-model", operation: "loadModel" });
    expect(error.message).toMatch(reason);
    expect((await client.trace({ text: "keys" })).tokens).toEqual(["keys"]);
  });

  it("tells its sizes, and predicts", async () => {
    expect(await client.loadModel({ config, tensors })).toEqual({ layout: "gpt2", reads: "words", layers: 3, heads: 6, kvHeads: 6, headDim: 16, dModel: 96, vocabulary: 293, positions: 64 });
    const { tokens, vocabulary } = await client.trace(trained);
    expect(tokens).toEqual(["<begin>", "the", "keys", "near", "the", "cabinet"]);
    expect(vocabulary).toHaveLength(293);
  });

  it("stays when another is refused", async () => {
    const before = await client.trace(trained);
    await rejection(client.loadModel({ config, tensors: tensors.slice(0, 1000) }));
    expect(await client.trace(trained)).toEqual(before);
  });

  it("is there again after a panic, though the caller has changed its arrays", async () => {
    const printed = vi.spyOn(console, "error").mockImplementation(() => {});
    const mine = { config: config.slice(), tensors: tensors.slice() };
    await client.loadModel(mine);
    mine.tensors.fill(0);
    const before = await client.trace(trained);
    expect(await rejection(client.call({ kind: "panic" }))).toMatchObject({ code: "engine-panicked" });
    expect(await client.trace(trained)).toEqual(before);
    printed.mockRestore();
  });

  it("has layers that are counted", async () => {
    expect(await rejection(client.trace({ ...trained, layer: 3 }))).toMatchObject({ code: "bad-setting" });
  });
});
