// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { allInside, heard, inside, mount, textOf } from "../testing/mount";
import "./choice";

const options = [{ value: "1", label: "1" }, { value: "2", label: "2" }, { value: "3", label: "3", refused: "3 does not divide 4" }];

describe("<headwise-choice>", () => {
  it("is a group of radio buttons with one chosen and one refused", async () => {
    const choice = await mount("headwise-choice", { label: "Heads", symbol: "d_model", value: "2", options, hint: "a hint" });
    expect(textOf(inside(choice, "legend"))).toBe("Heads dmodel");
    const radios = allInside<HTMLInputElement>(choice, "input");
    expect(radios.map((radio) => radio.checked)).toEqual([false, true, false]);
    expect(radios.map((radio) => radio.disabled)).toEqual([false, false, true]);
    expect(inside(choice, ".segment:last-child").title).toBe("3 does not divide 4");
    expect(inside(choice, "fieldset").getAttribute("aria-describedby")).toBe("hint");
  });

  it("tells what is chosen", async () => {
    const choice = await mount("headwise-choice", { value: "2", options });
    const chosen = heard<string>(choice, "headwise-choose");
    inside<HTMLInputElement>(choice, "input").dispatchEvent(new Event("change"));
    expect(chosen).toEqual(["1"]);
  });
});
