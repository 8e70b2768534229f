import { describe, expect, it } from "vitest";
import { readFromFrame, readToFrame } from "./protocol";

describe("messages to a frame", () => {
  it("are those of this version, with fields of the right kinds", () => {
    expect(readToFrame({ headwise: 1, type: "hello" })).toEqual({ headwise: 1, type: "hello" });
    expect(readToFrame({ headwise: 1, type: "seek", beat: "mask", t: "0.5", scene: 7 })).toEqual({ headwise: 1, type: "seek", beat: "mask" });
    expect(readToFrame({ headwise: 1, type: "seek", t: 0.5 })).toEqual({ headwise: 1, type: "seek", t: 0.5 });
  });

  it.each([null, "hello", 1, {}, { type: "hello" }, { headwise: 2, type: "hello" }, { headwise: "1", type: "hello" }, { headwise: 1, type: "run" }])("are not %j", (data) => {
    expect(readToFrame(data)).toBeNull();
  });
});

describe("messages from a frame", () => {
  it("are heights and events", () => {
    expect(readFromFrame({ headwise: 1, type: "height", height: 640 })).toEqual({ headwise: 1, type: "height", height: 640 });
    const event = { headwise: 1, type: "event", name: "headwise-ready", detail: { tokens: [] } } as const;
    expect(readFromFrame(event)).toEqual(event);
  });

  it.each([
    { headwise: 1, type: "height", height: "640" }, { headwise: 1, type: "height", height: -1 }, { headwise: 1, type: "height", height: Infinity },
    { headwise: 1, type: "event", name: "click", detail: null }, { headwise: 2, type: "height", height: 640 }, undefined,
  ])("are not %j", (data) => {
    expect(readFromFrame(data)).toBeNull();
  });
});
