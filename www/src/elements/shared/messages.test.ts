import { describe, expect, it } from "vitest";
import { AttentionError } from "../../engine/errors";
import { failureOf, isCancelled } from "./messages";

const error = (code: string) => new AttentionError({ code, operation: "trace", message: "inner words", left: [], right: [] });

describe("failureOf", () => {
  it("puts known codes in our words", () => {
    expect(failureOf(error("empty-text")).message).toMatch(/Type at least one word/u);
    expect(failureOf(error("no-webassembly"))).toMatchObject({ code: "no-webassembly" });
  });

  it("keeps the words of anything else", () => {
    expect(failureOf(error("too-large"))).toEqual({ code: "too-large", message: "This could not be computed: inner words" });
    expect(failureOf("just text")).toEqual({ code: "unknown", message: "This could not be computed: just text" });
  });
});

describe("isCancelled", () => {
  it("is true of a call that a newer one replaced", () => {
    expect(isCancelled(error("cancelled"))).toBe(true);
    expect(isCancelled(error("empty-text"))).toBe(false);
    expect(isCancelled(new DOMException("gone", "AbortError"))).toBe(true);
  });
});
