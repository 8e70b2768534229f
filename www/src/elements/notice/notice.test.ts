// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { allInside, heard, inside, mount, textOf } from "../testing/mount";
import "./notice";

describe("<headwise-notice>", () => {
  it("tells every message and can be dismissed", async () => {
    const notice = await mount("headwise-notice", { messages: ["one", "two"] });
    expect(allInside(notice, "p").map(textOf)).toEqual(["one", "two"]);
    expect(inside(notice, ".notice").getAttribute("role")).toBe("status");
    const dismissed = heard(notice, "headwise-dismiss");
    inside<HTMLButtonElement>(notice, "button").click();
    expect(dismissed).toHaveLength(1);
  });

  it("tells an error at once, and keeps it", async () => {
    const notice = await mount("headwise-notice", { kind: "error", messages: ["one"] });
    expect(inside(notice, ".notice").getAttribute("role")).toBe("alert");
    expect(allInside(notice, "button")).toEqual([]);
  });
});
