/** Which of a reader's files is what, and that too much is refused before it is read. */
import { describe, expect, it } from "vitest";
import { readModel } from "./files";

const file = (name: string, text = name): File => new File([text], name);
const reason = (files: readonly File[]): Promise<string> => readModel(files).then(() => "", (error: unknown) => String((error as Error).message));

/** Claims a size, and fails when it is read. */
function claimed(name: string, size: number): File {
  const huge = file(name);
  Object.defineProperty(huge, "size", { value: size });
  huge.arrayBuffer = () => Promise.reject(new Error("was read"));
  return huge;
}

describe("readModel", () => {
  it("finds the three in a folder, whatever else is there", async () => {
    const folder = ["README.md", "config.json", "generation_config.json", "merges.txt", "model.safetensors", "tokenizer.json", "tokenizer_config.json"];
    const model = await readModel(folder.map((name) => file(name)));
    const text = (bytes: Uint8Array | null | undefined): string => new TextDecoder().decode(bytes ?? new Uint8Array());
    expect([model.config, model.tensors, model.tokenizer].map(text)).toEqual(["config.json", "model.safetensors", "tokenizer.json"]);
  });

  it("does without a tokenizer", async () => {
    expect((await readModel([file("config.json"), file("tiny.safetensors")])).tokenizer).toBeNull();
  });

  it.each([
    [["model.safetensors"], "config.json is missing: choose it together with model.safetensors."],
    [["config.json"], "A .safetensors file is missing: choose it together with its config.json."],
    [["config.json", "model.gguf"], "model.gguf is no safetensors file, and no other is read."],
    [["config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"], "a .safetensors file is there 2 times: a model in several files is not read."],
  ])("refuses %j", async (names, message) => {
    expect(await reason(names.map((name) => file(name)))).toBe(message);
  });

  it("looks at sizes before it reads", async () => {
    const gibibyte = 2 ** 30;
    expect(await reason([file("config.json"), claimed("model.safetensors", gibibyte)])).toBe("model.safetensors has 1024 MiB, and at most 64 are read: a model to be drawn is small.");
    expect(await reason([claimed("config.json", gibibyte), file("a.safetensors")])).toMatch(/^config\.json has 1024 MiB/u);
    expect(await reason([file("config.json"), file("a.safetensors"), claimed("tokenizer.json", gibibyte)])).toMatch(/^tokenizer\.json has 1024 MiB/u);
  });

  it("says which file could not be read", async () => {
    expect(await reason([file("config.json"), claimed("model.safetensors", 9)])).toBe("model.safetensors could not be read.");
  });
});
