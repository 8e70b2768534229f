import { describe, expect, it } from "vitest";
import { createEngine } from "../../engine";
import { ownOf } from "./own-arrays";

const numbers = (count: number) => Float32Array.from({ length: count }, (_, at) => Math.sin(at));

describe("arrays of the embedder", () => {
  it("go to the engine with their sizes, and come back in the trace", async () => {
    const arrays = { q: numbers(2 * 3 * 2), k: numbers(6), v: numbers(6), heads: 2, kvHeads: 1, headDim: 2 };
    const { request, scenes } = ownOf(arrays);
    expect(scenes).toEqual(["attend", "online-softmax"]);
    const engine = await createEngine();
    const trace = await engine.trace({ text: "keys open doors", ...request });
    const tensor = (name: string) => trace.tensors.find((each) => each.name === name)?.data;
    expect(tensor("qHeads")).toEqual(arrays.q);
    expect(tensor("vHeads")).toEqual(arrays.v);
    const wrong = engine.trace({ text: "two words", ...request });
    await expect(wrong).rejects.toMatchObject({ code: "shape-mismatch", left: [12], right: [2, 2, 2] });
    engine.dispose();
  });

  it("may be weights, for all scenes", () => {
    expect(ownOf({ wq: [1, 0, 0, 1], heads: 1, headDim: 2 })).toEqual({
      request: { own: { wq: [1, 0, 0, 1] }, heads: 1, kvHeads: 1, dModel: 2 }, scenes: null,
    });
  });
});
