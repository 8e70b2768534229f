/** A model of the reader's own: opened through the engine, refused without harm, and what turns with it. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Client } from "../../engine/client";
import { llamaFile, modelFile } from "../../testing/trace";
import { OwnModel, sizesOfModel, turnTo } from "./own-model";
import { reconcile, writeAddress } from "./reading";
import { trainedSettings } from "./settings";
import { shipped } from "./shipped";

vi.mock("../../engine/package", () => import("../../testing/wasm-package"));

const numbers = { text: "3 10 3", weights: "own" } as const;

async function llama(): Promise<readonly [File, File]> {
  const [config, tensors] = await Promise.all([llamaFile("config.json"), llamaFile("model.safetensors")]);
  return [new File([config.slice()], "config.json"), new File([tensors.slice()], "model.safetensors")];
}

describe("the reader's own model", () => {
  const client = new Client();
  const own = new OwnModel();
  beforeAll(() => client.start());
  afterAll(() => client.dispose());

  it("is opened beside the trained one, and both are traced", async () => {
    await client.loadModel({ config: await modelFile("config.json"), tensors: await modelFile("model.safetensors") });
    expect(await own.open(await llama(), Promise.resolve(client))).toBe(true);
    expect(own.info).toEqual({ layout: "llama", reads: "numbers", layers: 2, heads: 8, kvHeads: 2, headDim: 8, dModel: 64, vocabulary: 96, positions: 64 });
    expect((await client.trace(numbers)).tokens).toEqual(["3", "10", "3"]);
    expect((await client.trace({ text: "keys", weights: "trained" })).tokens).toEqual(["<begin>", "keys"]);
  });

  it("is refused with the tensor's name, and the one before stays", async () => {
    const [config, tensors] = await llama();
    const deeper = new File([(await config.text()).replace('"num_hidden_layers": 2', '"num_hidden_layers": 3')], "config.json");
    expect(await own.open([deeper, tensors], Promise.resolve(client))).toBe(false);
    expect(own.state).toMatchObject({ kind: "failed", message: expect.stringContaining("model.layers.2.input_layernorm.weight") as string });
    expect(own.info?.layers).toBe(2);
    expect((await client.trace(numbers)).tokens).toHaveLength(3);
  });

  it("reads what its tokens can write, and says what a text is to it", async () => {
    await expect(client.trace({ ...numbers, text: "the keys" })).rejects.toMatchObject({ code: "bad-setting", message: expect.stringMatching(/numbers of tokens, 0 to 95/u) as string });
  });

  it("is there again after a panic", async () => {
    const printed = vi.spyOn(console, "error").mockImplementation(() => {});
    const before = await client.trace(numbers);
    await expect(client.call({ kind: "panic" })).rejects.toMatchObject({ code: "engine-panicked" });
    expect(await client.trace(numbers)).toEqual(before);
    printed.mockRestore();
  });

  it("turns sizes, place and text with it, and back", () => {
    expect(sizesOfModel("own", own)).toMatchObject({ heads: 8, kvHeads: 2, dModel: 64 });
    expect(sizesOfModel("trained", own)).toBe(shipped);
    const there = turnTo("own", trainedSettings, own);
    expect(there).toMatchObject({ weights: "own", layer: 0, head: 0, text: "3 10 17 24 31 38 3 10 17 24 31 38" });
    expect(turnTo("trained", { ...trainedSettings, ...there }, own)).toMatchObject({ weights: "trained", text: trainedSettings.text });
    expect(turnTo("random", trainedSettings, own)).toEqual({ weights: "random" });
  });

  it("is in no link: the address leaves it out, and one that names it gets the trained model with a word", () => {
    const settings = { ...trainedSettings, weights: "own", text: "3 10 3", layer: 1 } as const;
    expect(writeAddress(settings, trainedSettings)).toBe("scene=split");
    const { settings: read, notices } = reconcile(settings);
    expect(read.weights).toBe("trained");
    expect(notices.map(({ message }) => message)).toEqual(["A model of your own is not in a link: open its files again. This is the trained one."]);
  });
});
