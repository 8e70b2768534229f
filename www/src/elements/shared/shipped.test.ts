import { expect, it } from "vitest";
import { loadTrained, modelFile } from "../../testing/trace";
import { examples } from "./sentences";
import { trainedSettings } from "./settings";
import { shipped } from "./shipped";
import { unknownWords } from "./words";

it("has the sizes of the model that comes with the site", async () => {
  const { n_layer: layers, n_head: heads, n_embd: dModel, vocab_size: words } = JSON.parse(new TextDecoder().decode(await modelFile("config.json"))) as Record<string, number>;
  expect({ layers, heads, kvHeads: heads, headDim: Number(dModel) / Number(heads), dModel, words }).toEqual(shipped);
});

it("begins with a sentence whose words the model knows, and so do its first examples", async () => {
  for (const { text } of [trainedSettings, ...examples.slice(0, 4)]) {
    expect(unknownWords(await loadTrained({ text })), text).toEqual([]);
  }
});

it("begins at the last word, whose name came before", async () => {
  const { tokens } = await loadTrained({ text: trainedSettings.text });
  expect(tokens.slice(1)[trainedSettings.row]).toBe("Anna");
  expect(tokens).toHaveLength(trainedSettings.row + 2);
});

it("joins the letters of a word that the model does not know", async () => {
  expect(unknownWords(await loadTrained({ text: "the zebra and the zebra sleeps" }))).toEqual(["zebra"]);
});
