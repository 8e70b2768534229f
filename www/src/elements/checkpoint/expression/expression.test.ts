import { describe, expect, it } from "vitest";
import { TraceReader } from "../../../trace/reader";
import { initialSettings } from "../../shared/settings";
import { evaluate } from "./evaluate";
import { parse } from "./parse";
import { scopeOf } from "./scope";
import { fill, textOfPieces, written } from "./template";

/** Weights of two heads over three words, and a number without axes. */
const trace = new TraceReader({
  version: 1, tokens: ["keys", "open", "doors"], steps: [], facts: [{ name: "heads", value: 2, formula: "" }, { name: "cacheBytes", value: 4096, formula: "" }],
  tensors: [
    {
      name: "weights", symbol: "A", role: "weight", axes: [{ name: "head", extent: 2 }, { name: "key", extent: 3 }],
      rule: { vars: [], body: { op: "input" } }, data: Float32Array.of(0.25, 0.5, 0.25, 1, 0, 0),
    },
    { name: "widePeak", symbol: "p", role: "weight", axes: [], rule: { vars: [], body: { op: "input" } }, data: Float32Array.of(0.75) },
  ],
});
const scope = scopeOf(trace, { ...initialSettings, temperature: 0.5, headsOff: [1] }, { given: 2, row: 1 }, { exam: { copying: 0.25 } });
const value = (text: string) => evaluate(parse(text), scope);

describe("an expression", () => {
  it.each([
    ["1 + 2 * 3", 7], ["(1 + 2) * 3", 9], ["2 ^ 3 ^ 2", 512], ["-2 ^ 2", -4], ["10 - 4 - 3", 3], ["7 % 4", 3], ["-3 + 5", 2], ["1e3 / 4", 250],
    ["1 < 2 and 2 <= 2", true], ["1 > 2 or not 3 != 3", true], ["not 1 == 1 or 1 == 1", true], ["'a' == 'a'", true], ["given == 2", true],
    ["cacheBytes / 4", 1024], ["heads", 2], ["widePeak", 0.75], ["settings.temperature", 0.5], ["exam.copying", 0.25],
    ["weights[0, 1]", 0.5], ["weights[0, row]", 0.5], ["weights[given - 1, 0]", 1], ["argmax(weights[0, *])", 1], ["sum(weights[*, 0])", 1.25],
    ["count(weights[*, *])", 6], ["max(3, 1, 2)", 3], ["min(weights[0, *])", 0.25], ["mean(range(5))", 2], ["first(weights[1, *], 1)[0]", 1],
    ["norm(first(range(5), 2))", 1], ["token(argmax(weights[0, *]))", "open"], ["if(heads > 1, 'many', token(99))", "many"], ["round(2.6) - floor(2.6) + ceil(0.2)", 2],
    ["has(settings.headsOff, 1)", true], ["argmax(1 - weights[0, *])", 0], ["sum(weights[0, *] * range(3))", 1], ["sum(2 * range(3) - 1)", 3], ["abs(-2) + sqrt(9) + exp(0) + log(1)", 6],
  ])("%s is %s", (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  it("does not look at what it need not", () => {
    expect(value("1 == 2 and nobody")).toBe(false);
    expect(value("1 == 1 or nobody")).toBe(true);
  });

  it.each([
    ["1 +", "expected a value at the end"], ["(1", 'expected ")"'], ["1 2", "expected the end"], ["a b", "expected the end"], ["f(1,,2)", "expected a value"],
    ["a # b", 'what is "#'], ["weights[0", 'expected ","'], ["settings.", "expected a name"],
  ])("refuses to read %s", (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it.each([
    ["nobody", "there is no nobody"], ["settings.mood", "there is no settings.mood"], ["conjure(1)", "there is no conjure()"], ["weights[0]", "has axes head, key"],
    ["weights[0, 9]", "outside tensor weights"], ["token(9)", "there is no token 9"], ["1 and 2", "expected true or false"], ["'a' + 1", "expected a number"],
    ["range(2)[5]", "has no cell 5"], ["sum(3)[0]", "expected a list"],
  ])("has no value for %s", (text, message) => {
    expect(() => value(text)).toThrow(message);
  });
});

describe("a sentence", () => {
  it("has live numbers and code", () => {
    const pieces = fill("`{token(1)}` gets {weights[0, 1]:%} of {weights[0, 1] + weights[0, 0]:1}.", scope);
    expect(pieces).toEqual([{ text: "open", code: true }, { text: " gets 50 % of 0.8.", code: false }]);
    expect(textOfPieces(pieces)).toBe("open gets 50 % of 0.8.");
  });

  it.each([
    [4096, undefined, "4\u202f096"], [-3, undefined, "−3"], [0.123456, undefined, "0.12"], [-0.5, "1", "−0.5"], [-Infinity, undefined, "−∞"], [0.256, "%", "26 %"], [true, undefined, "true"],
  ] as const)("writes %s (%s) as %s", (number, form, text) => {
    expect(written(number, form)).toBe(text);
  });

  it("writes a list with commas", () => {
    expect(written([0.5, 2])).toBe("0.50, 2");
  });
});
