// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { HeadwiseChoice } from "../choice/choice";
import type { CheckResult } from "../shared/check";
import type { Settings } from "../shared/settings";
import { allInside, heard, inside, mount, textOf } from "../testing/mount";
import "./backend";

const onCpu: CheckResult = { backend: "cpu", adapter: null, simd: "relaxed", fallbackReason: null, difference: 2.4e-7 };
const told = async (result: CheckResult, choice: "auto" | "webgpu" = "auto") =>
  allInside(await mount("headwise-backend", { result, choice }), "[role=status] p").map(textOf);

describe("<headwise-backend>", () => {
  it("says where the kernels run and how far they are from the picture", async () => {
    expect(await told(onCpu)).toEqual([
      "Here: the CPU (WebAssembly, relaxed SIMD). Their attention of this Q, K and V differs from the picture’s by at most 2.4 × 10⁻⁷.",
    ]);
    expect(await told({ ...onCpu, backend: "webgpu", adapter: "Apple M3", difference: 0 }, "webgpu")).toEqual([
      "Here: WebGPU (Apple M3). Their attention of this Q, K and V is the picture’s exactly.",
    ]);
  });

  it("says why less is in use than was asked for", async () => {
    const [reason] = await told({ ...onCpu, fallbackReason: "there is no adapter" }, "webgpu");
    expect(reason).toBe("There is no adapter.");
  });

  it.each([0.02, Number.NaN])("does not excuse a difference of %s", async (difference) => {
    expect((await told({ ...onCpu, difference })).at(-1)).toBe("Rounding does not explain that.");
  });

  it("says what went wrong, and waits for what is not there yet", async () => {
    const failed = await mount("headwise-backend", { result: onCpu, failure: { code: "out-of-memory", message: "Too large." } });
    expect(textOf(inside(failed, ".warning"))).toBe("Too large.");
    expect(textOf(inside(await mount("headwise-backend"), "[role=status]"))).toBe("Checking …");
  });

  it("asks for another", async () => {
    const element = await mount("headwise-backend", { result: onCpu });
    const asked = heard<Partial<Settings>>(element, "headwise-set");
    inside<HeadwiseChoice>(element, "headwise-choice").dispatchEvent(new CustomEvent("headwise-choose", { detail: "webgpu" }));
    expect(asked).toEqual([{ backend: "webgpu" }]);
  });
});
