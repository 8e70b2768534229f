/** The browser's words are those of the model crate, which has tables of its own. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Client } from "./client";
import { sources } from "./files";
import { openTraces } from "./traces";
import { partsOf } from "./words";

vi.mock("./package", () => import("../testing/wasm-package"));

/** What a reader sees nothing of, as the crate has it: spaces, controls, formatting of no width, variation selectors. */
const invisible = /^(?:[\s\p{Cc}\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]|\p{Variation_Selector})*$/u;

function tokens(text: string): string[] {
  return partsOf(text).filter((part, at) => at % 2 === 0 && !invisible.test(part));
}

describe("words", () => {
  const client = new Client();
  beforeAll(() => client.start());
  afterAll(() => client.dispose());

  it("are parts of the text, each with its lower case", () => {
    expect(partsOf("Don't stop: 3.14!")).toEqual(["Don't", "don't", " ", " ", "stop", "stop", ":", ":", " ", " ", "3.14", "3.14", "!", "!"]);
  });

  it.each([
    "the keys to the cabinet are on the table", "  Stop!  Don't, it's 3.14 ", "tab\tand\nnewline", "a 👩‍👩‍👧‍👦 b", "🇩🇪🇫🇷 👍🏽",
    "e\u0301te\u0301", "שלום עולם צה״ל", "مَرْحَبًا بالعالم", "\u200B\uFEFF \u200F word", "snake_case and 1,000.50 or a:b",
    "日本語のカメラ・ケース", "ภาษาไทยง่าย", "ខ្ញុំ", "မြန်မာ", "한국어 문장", "ΟΔΟΣ ΣΑΣ İstanbul straße ǅ", "don’t l'été 12e", "☕️ ✔︎ 1️⃣", "ㄅㄆ ｶﾞ",
  ])("are the crate's: %s", async (text) => {
    expect(tokens(text)).toEqual((await client.trace({ text })).tokens);
  });

  it("make the same traces in the packages without tables", async () => {
    const text = "ΟΔΟΣ ΣΑΣ İstanbul the THE straße 日本語";
    const { TraceJob } = await openTraces(sources);
    const job = new TraceJob({ text, parts: partsOf(text) });
    expect(job.finish()).toEqual(await client.trace({ text }));
    job.free();
    expect(() => new TraceJob({ text })).toThrow(/`parts` is missing/u);
  });

  it("are the crate's in any jumble of signs", async () => {
    const signs = [..."abZé3٣_'’.,:;·\"״-/ \t", "\u0301", "👩\u200D👧", "\u00AD", "ß", "Σ", "İ", "ア", "ー", "の", "漢", "ก", "ำ", "ิ", "한", "א", "ب", "👍", "🏽", "🇩", "❤", "\uFE0F", "\r", "\n", "x"];
    let seed = 11;
    const draw = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    for (let round = 0; round < 1000; round += 1) {
      const text = `a${Array.from({ length: 24 }, () => signs[Math.floor(draw() * signs.length)] ?? "").join("")}`;
      expect(tokens(text), JSON.stringify(text)).toEqual((await client.trace({ text, dModel: 4, heads: 1 })).tokens);
    }
  });
});
