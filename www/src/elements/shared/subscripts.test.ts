import { describe, expect, it } from "vitest";
import { spokenSymbols } from "./subscripts";

describe("spokenSymbols", () => {
  it("speaks symbols letter by letter and leaves words as they are", () => {
    expect(spokenSymbols("Z W_O and d_model, but snake_case.")).toBe("Z W O and d model, but snake_case.");
  });
});
