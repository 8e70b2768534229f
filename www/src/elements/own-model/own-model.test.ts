// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { ModelInfo } from "../../engine";
import { heard, inside, mount, textOf } from "../testing/mount";
import "./own-model";

const info: ModelInfo = { layout: "llama", reads: "numbers", layers: 1, heads: 8, kvHeads: 2, headDim: 8, dModel: 64, vocabulary: 96, positions: 13 };

describe("<headwise-own-model>", () => {
  it("says what is wanted, and that nothing is sent", async () => {
    const element = await mount("headwise-own-model");
    expect(textOf(element.shadowRoot)).toMatch(/Choose files or drop them here .*config\.json.*sent nowhere/u);
  });

  it("hands on the files that were chosen, and takes the same ones again", async () => {
    const element = await mount("headwise-own-model");
    const chosen = heard<readonly File[]>(element, "headwise-files");
    const input = inside<HTMLInputElement>(element, "input");
    Object.defineProperty(input, "files", { value: [new File(["{}"], "config.json")] });
    input.dispatchEvent(new Event("change"));
    input.dispatchEvent(new Event("change"));
    expect(chosen.map((files) => files.map(({ name }) => name))).toEqual([["config.json"], ["config.json"]]);
    expect(input.value).toBe("");
  });

  it("tells what was opened, how it reads a text and how much of it is shown", async () => {
    const element = await mount("headwise-own-model", { state: { kind: "ready" }, info });
    const status = textOf(inside(element, "[role=status]"));
    expect(status).toBe("Llama layout, 1 layer, 96 tokens. It came without a tokenizer: a text is numbers of tokens, 0 to 95. Up to 13 tokens are shown.");
  });

  it("says why a model was refused, and keeps telling of the one before", async () => {
    const message = "tensor model.norm.weight of shape [64] is missing";
    const element = await mount("headwise-own-model", { state: { kind: "failed", message }, info });
    expect(textOf(inside(element, "[role=alert]"))).toBe(message);
    expect(textOf(inside(element, "[role=status]"))).toMatch(/^Llama layout/u);
  });
});
