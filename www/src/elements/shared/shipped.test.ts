import { expect, it } from "vitest";
import { loadTrained, modelFile } from "../../testing/trace";
import { examples } from "./sentences";
import { trainedSettings } from "./settings";
import { shipped } from "./shipped";
import { aboutText, unknownWords } from "./words";

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

it("says what it does not know of a text, and what it has no place for", async () => {
  const about = async (text: string) => aboutText(await loadTrained({ text })).map(({ message }) => message);
  expect(await about("the dog sleeps")).toEqual([]);
  expect(await about("the zebra sleeps")).toEqual([expect.stringMatching(/^“zebra”: not among the \d+ words/u)]);
  const places = (await loadTrained({ text: "dog ".repeat(100) })).tokens.length - 1;
  expect(await about("dog ".repeat(places + 1))).toEqual(["The text is too long: its last token is left out."]);
  expect(await about(`zebra ${"dog ".repeat(places)}`)).toEqual([expect.stringContaining("letter by letter"), "The text is too long: its last 5 tokens are left out."]);
});

it("joins the letters of a word that the model does not know", async () => {
  expect(unknownWords(await loadTrained({ text: "the zebra and the zebra sleeps" }))).toEqual(["zebra"]);
});
