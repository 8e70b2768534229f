// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { rendered, textOf } from "../testing/mount";
import "./progress";
import { progress, read } from "./store";

beforeEach(() => progress.erase());
afterEach(() => vi.restoreAllMocks());

describe("progress", () => {
  it("is kept on the device, and a right answer stays one", () => {
    progress.note("one-head", "hardest", "right");
    progress.note("one-head", "hardest", "shown");
    progress.note("one-head", "first", "shown");
    expect(read(localStorage.getItem("headwise-lessons"))).toEqual({ "one-head": { hardest: "right", first: "shown" } });
  });

  it("is taken from what was saved, added to what is there", () => {
    progress.note("one-head", "hardest", "right");
    const saved = progress.export();
    progress.erase();
    expect(localStorage.getItem("headwise-lessons")).toBeNull();
    progress.note("concat", "loudest", "right");
    expect(progress.import(saved)).toBe(true);
    expect(progress.reached).toEqual({ concat: { loudest: "right" }, "one-head": { hardest: "right" } });
  });

  it.each(["", "{", "[]", '{"version":9,"reached":{}}', '{"version":1,"reached":7}'])("refuses %s", (text) => {
    expect(progress.import(text)).toBe(false);
  });

  it("leaves out what is no outcome", () => {
    expect(read('{"version":1,"reached":{"a":{"x":"right","y":"perhaps"},"b":3}}')).toEqual({ a: { x: "right" }, b: {} });
  });

  it("lasts as long as the page where nothing may be written", () => {
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    progress.note("one-head", "hardest", "right");
    expect(progress.reached["one-head"]).toEqual({ hardest: "right" });
  });

  it("is told in marks, which follow it", async () => {
    const element = Object.assign(document.createElement("headwise-progress"), { lesson: "one-head", checkpoints: "hardest first" });
    document.body.append(element);
    await rendered(element);
    expect(textOf(element.shadowRoot)).toBe("2 checkpoints");
    progress.note("one-head", "hardest", "right");
    await rendered(element);
    expect(textOf(element.shadowRoot)).toBe("1 of 2 checkpoints");
  });
});
