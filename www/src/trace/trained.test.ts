/** The trace of the trained model: every cell follows from its rule, and can be told. */
import { describe as group, expect, it } from "vitest";
import { loadTrained } from "../testing/trace";
import { tensorName } from "../elements/shared/tensor-names";
import { derivationText, describe } from "./describe";
import { evaluator } from "./evaluate";
import { placeLabel } from "./places";
import { sources } from "./sources";

const TOLERANCE = 1e-5;
const reader = await loadTrained({ text: "Anna zig.", layer: 1, headsOff: [3], temperature: 0.5 });

group("a trained trace", () => {
  it("is derived again, cell by cell, through all layers to the next word", { timeout: 60_000 }, () => {
    const wrong: string[] = [];
    let derived = 0;
    for (const name of reader.names) {
      const tensor = reader.tensor(name);
      if (tensor.rule.body.op === "input") continue;
      const derive = evaluator(reader, name);
      tensor.data.forEach((value, offset) => {
        const should = derive(tensor.index(offset));
        derived += 1;
        const near = Math.abs(value - should) <= TOLERANCE * Math.max(1, Math.abs(should));
        if (!near && !Object.is(value, should)) wrong.push(`${name}[${tensor.index(offset).join()}]: ${value}, should be ${should}`);
      });
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    // Three layers of six tokens, and four times the words of the vocabulary for each.
    expect(derived).toBeGreaterThan(3 * 6 * 96 * 10 + 3 * 6 * 293);
  });

  it("tells the first and the last cell of every tensor, and the cells behind them", () => {
    for (const name of reader.names) {
      const tensor = reader.tensor(name);
      for (const offset of [0, tensor.data.length - 1]) {
        const index = tensor.index(offset);
        const explained = describe(reader, name, index);
        expect(derivationText(explained), name).not.toMatch(/undefined|NaN/u);
        const read = sources(reader, name, index);
        if (explained.given) expect(read, name).toEqual([]);
        for (const { tensor: source, cells } of read) {
          expect(Math.max(...cells), `${name} from ${source}`).toBeLessThan(reader.tensor(source).data.length);
        }
      }
    }
  });

  it("has a name in words for every tensor", () => {
    // These two are words already.
    expect(reader.names.filter((name) => tensorName(name) === name)).toEqual(["scores", "exponentials"]);
    expect(tensorName("layer0.attentionNormMean")).toBe("layer 1: norm before attention: mean of each row");
  });

  it("calls places by their words", () => {
    expect(placeLabel(reader, "query", 0)).toBe("▸ start");
    expect(placeLabel(reader, "vocabulary", reader.trace.vocabulary?.indexOf("Quill") ?? -1)).toBe("Quill");
  });
});
