import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

interface Rules {
  createScriptURL(url: string): string;
}

beforeEach(() => void vi.resetModules());
afterEach(() => void vi.unstubAllGlobals());

/** The module anew, as a page loads it. */
async function addressOf(): Promise<() => string> {
  const { trustedAddress } = await import("./worker-address");
  return () => trustedAddress("/assets/worker.js");
}

describe("trustedAddress", () => {
  it("is the plain address where there are no Trusted Types", async () => {
    expect((await addressOf())()).toMatch(/worker/);
  });

  it("goes through one policy that vouches for this address alone", async () => {
    const plain = (await addressOf())();
    vi.resetModules();
    const policies: [string, Rules][] = [];
    vi.stubGlobal("trustedTypes", {
      createPolicy(name: string, rules: Rules) {
        policies.push([name, rules]);
        return { createScriptURL: (url: string) => `trusted ${rules.createScriptURL(url)}` };
      },
    });
    const address = await addressOf();
    expect(address()).toBe(`trusted ${plain}`);
    expect(address()).toBe(`trusted ${plain}`);
    expect(policies.map(([name]) => name)).toEqual(["headwise-worker"]);
    expect(() => policies[0]![1].createScriptURL("https://example.org/worker.js")).toThrow(TypeError);
  });

  it("vouches through the same policy for another script of ours", async () => {
    let policies = 0;
    vi.stubGlobal("trustedTypes", {
      createPolicy(_: string, rules: Rules) {
        policies += 1;
        return { createScriptURL: (url: string) => `trusted ${rules.createScriptURL(url)}` };
      },
    });
    const { trustedAddress } = await import("./worker-address");
    expect(trustedAddress("/assets/worker.js")).toMatch(/^trusted /);
    expect(trustedAddress("/assets/other.js")).toBe("trusted /assets/other.js");
    expect(policies).toBe(1);
  });

  it("is the plain address where the page refuses the policy", async () => {
    vi.stubGlobal("trustedTypes", {
      createPolicy() {
        throw new TypeError("not in the list");
      },
    });
    expect((await addressOf())()).toMatch(/worker/);
  });
});
